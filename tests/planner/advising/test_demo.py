"""The embedded regions: their groups matched, accepted, entered and scored."""

import datetime as dt

import pytest

from planner.advising.accounting import ITEMS, ledger, offices
from planner.advising.answering import answer_advisory
from planner.advising.choice import AdvisoryChoice
from planner.advising.ledger import entry
from planner.advising.question import ask_advisory
from planner.advising.recording import accept
from planner.programmes.scoring import SCORED_LAYERS
from tests.toy_programmes import score_of

TODAY = dt.date(2026, 11, 22)
# What the plan and the ledger can mend: positions of parts in their rows.
MENDED = {
    "advisory.group": (0, 1, 2, 3),
    "advisory.matching": (0, 1, 2),
    "advisory.east_west": (0,),
    "advisory.agreement": (0,),
    "advisory.meeting": (0, 1, 2),
    "advisory.ledger": (0, 1, 2, 3, 4, 5),
}


def states(layers):
    score = score_of({name: layers[name] for name in SCORED_LAYERS}, "advisory", TODAY)
    return {
        row_id: [score.rows[row_id].parts[at].status for at in parts]
        for row_id, parts in MENDED.items()
    }


@pytest.mark.parametrize(
    ("scope", "review", "waiting"),
    [("baise", "province", {"451024": "key_assistance"}), ("baicheng", "city", {})],
)
def test_the_programme_turns_from_gap_to_met(region, scope, review, waiting):
    layers = region(scope)[0].layers()
    asked = ask_advisory(layers, AdvisoryChoice(review=review), today=TODAY)
    found = answer_advisory(asked)
    assert found.violations(layers) == []
    told = found.waiting("en")
    assert dict(zip(told["county_code"], told["why"], strict=True)) == waiting
    before = states(layers)
    assert all(one != "met" for one in before["advisory.group"])
    done = accept(layers, found, since=TODAY, certified=TODAY)
    layers = {**layers, **done.frames}
    table = ledger(layers, TODAY).set_index("county_code")
    for code in table.index:
        for item in ITEMS:
            if table.loc[code, f"{item}_state"] in ("due", "late"):
                layer, rows = entry(layers, code, item, TODAY, today=TODAY)
                layers = {**layers, layer: rows}
    for row in offices(layers, TODAY).to_dict("records"):
        if row["state"] != "met":
            layer, rows = entry(layers, row["unit_code"], row["item"], TODAY)
            layers = {**layers, layer: rows}
    after = states(layers)
    assert after == {name: ["met"] * len(parts) for name, parts in MENDED.items()}


def test_the_gaps_of_baise_have_their_reasons(region):
    layers = region("baise")[0].layers()
    asked = ask_advisory(layers, AdvisoryChoice(), today=TODAY)
    found = answer_advisory(asked)
    told = found.missed("zh")
    gaps = list(
        zip(told["county_code"], told["lacks"], told["trade"], told["why"], strict=True)
    )
    # Nobody in the pool knows bees.
    assert gaps == [("451082", "trade", "honey", "nobody_known")]
    assert found.counts["agreed"] == len(asked.now)
