"""What a pairing leaves in its layer, and what the programmes make of it."""

import datetime as dt

import pytest

from geo.checks import run_checks
from geo.frames import empty
from geo.travel import StraightLine
from planner.errors import PlanInputError
from planner.pairing.answering import answer_pairing
from planner.pairing.choice import PairingChoice
from planner.pairing.keeping import Terms, layer_of, pairing_rows
from planner.pairing.question import PAIRING_LAYERS, ask_pairing
from planner.programmes.loading import shipped_programmes
from planner.programmes.part_score import PartScore
from planner.programmes.score import score_layers
from planner.programmes.scoring import SCORED_LAYERS, scoring_of
from planner.verify_score import score_violations
from tests import toy, toy_records
from tests.planner.pairing.asking import (
    answer,
    code,
    layers,
    paper,
    papers,
    three,
    three_layers,
)
from tests.planner.problems import DAY

SIGNED = Terms(
    signed_on=dt.date(2019, 6, 1), ends_on=dt.date(2021, 12, 31), goal="增收",
    task="培训", mechanism="订单收购", filed_on=dt.date(2019, 6, 1),
)  # fmt: skip


def kept(found, frame, terms=Terms()):  # noqa: B008 - frozen
    return pairing_rows(frame, found, terms).set_index("agreement_id", drop=False)


def adopt(frames, terms=Terms(), kind="villages", **asked):  # noqa: B008 - frozen
    layer = layer_of(kind)
    rows = pairing_rows(frames[layer], answer(kind, frames=frames, **asked), terms)
    return {**frames, layer: rows.reset_index(drop=True)}


def values(frames, row, on=DAY):
    """Value of each part of a row of the programmes."""
    given = {name: frames.get(name, empty(name)) for name in SCORED_LAYERS}
    scoring = scoring_of(given, travel=StraightLine(), on=on)
    (found,) = [
        (programme, one)
        for programme in shipped_programmes()
        for one in programme.rows
        if one.id == row
    ]
    return [PartScore(found[0], part, scoring).value for part in found[1].parts]


def test_a_new_pair_is_a_draft_with_nothing_invented():
    found = answer()
    rows = kept(found, empty("agreements"))
    one = rows.loc[f"{code(1)}/e1@2019-06-01"]
    assert (one["kind"], one["unit_code"], one["partner"], one["person_id"]) == (
        "pairing", code(1), "示意农业大学", "e1",
    )  # fmt: skip
    assert one["households"] == 8
    for name in ("signed_on", "ends_on", "goal", "task", "mechanism", "filed_on"):
        assert one[name] == ""
    assert len(rows) == 4


def test_adopting_again_changes_nothing_and_signing_dates_the_drafts():
    frames = adopt(layers())
    again = answer(frames=frames)
    assert again.changes() == []
    assert again.counts["kept"] == 4
    rows = kept(again, frames["agreements"])
    assert rows.reset_index(drop=True).equals(frames["agreements"])
    signed = kept(again, frames["agreements"], SIGNED)
    assert set(signed["signed_on"]) == {"2019-06-01"}
    assert set(signed["goal"]) == {"增收"}
    assert len(signed) == 4


def test_what_is_signed_is_not_rewritten():
    before = papers(paper("a1", code(4), "e2", goal="老目标"))
    frames = layers(agreements=before)
    rows = kept(answer(frames=frames), before, SIGNED)
    assert rows.loc["a1", ["goal", "task", "ends_on"]].tolist() == [
        "老目标", "", "2020-12-31"
    ]  # fmt: skip


def test_where_another_takes_over():
    """A draft is dropped; what is signed goes on beside a draft, and ends for it."""
    before = papers(
        paper("a1", code(4), "e3"),
        paper("a2", code(3), "e3", signed_on="", ends_on=""),
        paper("a3", code(5), "e3"),
    )
    found = answer(frames=layers(agreements=before))
    draft = kept(found, before)
    assert draft.loc["a1", "ends_on"] == "2020-12-31"
    assert "a2" not in draft.index
    assert f"{code(4)}/e2@2019-06-01" in draft.index
    signed = kept(found, before, SIGNED)
    assert signed.loc["a1", "ends_on"] == "2019-05-31"
    # Nobody else was found for village 5.
    assert signed.loc["a3", "ends_on"] == "2020-12-31"
    later = answer(frames=layers(agreements=draft.reset_index(drop=True)))
    assert [one for one in later.changes() if one.after] == []


def test_other_agreements_and_notes_stay():
    before = papers(
        paper("o1", toy.EAST, "", kind="east_west", note="=1"),
        paper("o2", code(6), "e1"),
        paper("o3", code(1), "e1", ends_on="2018-12-31"),
    )
    rows = kept(answer(frames=layers(agreements=before)), before)
    names = ["o1", "o2", "o3"]
    assert (
        rows.loc[names]
        .reset_index(drop=True)
        .equals(
            before.set_index("agreement_id", drop=False)
            .loc[names]
            .reset_index(drop=True)
        )
    )


def test_rows_pass_the_checks_of_an_import():
    frames = adopt(layers())
    given = toy.layers() | {name: frames[name] for name in ("people", "agreements")}
    issues = run_checks(given, today=DAY)
    own = [one for one in issues if one.layer == "agreements"]
    assert [one.rule for one in own if one.severity == "error"] == []


@pytest.mark.parametrize(
    ("terms", "key"),
    [
        ({"ends_on": dt.date(2019, 5, 1)}, "pairing_bad_ends_on"),
        ({"filed_on": dt.date(2019, 5, 1)}, "pairing_bad_filed_on"),
        (
            {"signed_on": None, "filed_on": dt.date(2019, 5, 1)},
            "pairing_filed_unsigned",
        ),
        ({"project": "{village} {street}"}, "pairing_bad_project"),
    ],
)
def test_terms_that_cannot_be_are_refused(terms, key):
    with pytest.raises(PlanInputError) as caught:
        Terms(**({"signed_on": dt.date(2019, 6, 1)} | terms))
    assert [one for one, _ in caught.value.problems] == [key]


def test_villages_count_as_paired_once_signed_filed_and_complete():
    frames = layers()
    assert values(frames, "cast.pairing")[:2] == [0, 0]
    assert values(adopt(frames), "cast.pairing")[:2] == [0, 0]
    assert values(adopt(frames, SIGNED), "cast.pairing")[:2] == [4, 4]
    unfiled = Terms(**{name: getattr(SIGNED, name) for name in (
        "signed_on", "ends_on", "goal", "task", "mechanism")})  # fmt: skip
    assert values(adopt(frames, unfiled), "cast.pairing")[:2] == [4, 0]


def test_the_check_of_scores_counts_no_draft_either():
    frames = adopt(adopt(layers()), kind="universities")
    given = {name: frames.get(name, empty(name)) for name in SCORED_LAYERS}
    programmes = [one for one in shipped_programmes() if one.id in ("cast", "baise")]
    score = score_layers(given, on=DAY, programmes=programmes, travel=StraightLine())
    assert score_violations(score, given) == []


def test_three_regions_people_count_with_all_four():
    frames = three_layers(three("t1", code(3)))
    assert values(frames, "baise.three_regions")[1] == 0
    untitled = adopt(frames, kind="three_regions")
    assert values(untitled, "baise.three_regions")[1] == 0
    titled = adopt(frames, Terms(project="{村}示范"), "three_regions")
    assert values(titled, "baise.three_regions")[1] == 1


def test_counties_count_once_signed():
    frames = layers()
    assert values(frames, "baise.university") == [0]
    assert values(adopt(frames, kind="universities"), "baise.university") == [0]
    signed = Terms(signed_on=dt.date(2019, 6, 1))
    assert values(adopt(frames, signed, "universities"), "baise.university") == [2]


def test_eastern_partners_count_with_their_place_once_signed():
    rows = [
        {"partner_id": "p1", "name": "示意区", "kind": "county", "unit_code": "440304"},
        {"partner_id": "o1", "name": "示意公司", "kind": "organisation",
         "unit_code": "4403"},
    ]  # fmt: skip
    frames = layers(partners=toy_records.table("partners", rows))
    assert values(frames, "cast.east_west")[0] == 0
    drafts = adopt(frames, kind="east_counties")
    assert values(drafts, "cast.east_west")[0] == 0
    assert set(drafts["agreements"]["partner_unit"]) == {"440304"}
    assert answer("east_counties", frames=drafts).changes() == []
    signed = Terms(signed_on=dt.date(2019, 6, 1))
    after = adopt(drafts, signed, "east_counties")
    assert len(after["agreements"]) == 2
    assert values(after, "cast.east_west")[0] == 2
    # Organisations of the same city go to the villages of those counties.
    both = adopt(after, signed, "east_villages", capacity=9)["agreements"]
    own = both[both["kind"] == "pairing"]
    assert set(own["partner"]) == {"示意公司"}
    assert set(own["partner_unit"]) == {"4403"}
    assert set(own["person_id"]) == {""}


def test_a_draft_without_the_place_of_its_partner_is_given_it():
    rows = [{"partner_id": "p1", "name": "示意区", "kind": "county",
             "unit_code": "440304"}]  # fmt: skip
    before = papers(
        paper("a1", toy.WEST, "", kind="east_west", partner="示意区", signed_on=""),
        paper("a2", toy.EAST, "", kind="east_west", partner="示意区"),
    )
    frames = layers(partners=toy_records.table("partners", rows), agreements=before)
    after = adopt(frames, kind="east_counties")["agreements"].set_index("agreement_id")
    assert after["partner_unit"].to_dict() == {"a1": "440304", "a2": ""}


def test_on_the_demo_every_kind_has_an_answer_that_turns_its_row(region):
    """Poor villages, three-regions people, counties and the east in the Baise demo."""
    workspace, _ = region("baise")
    frames = workspace.layers(tuple({*SCORED_LAYERS, *PAIRING_LAYERS}))
    on = dt.date(2026, 11, 21)
    signed = Terms(
        signed_on=on, ends_on=dt.date(2027, 12, 31), goal="增收", task="培训",
        mechanism="订单收购", project="{village}{trade}示范",
    )  # fmt: skip
    rows = {
        "villages": ("cast.pairing", 0), "three_regions": ("baise.three_regions", 1),
        "universities": ("baise.university", 0),
        "east_counties": ("cast.east_west", 0),
    }  # fmt: skip
    for kind, (row, part) in rows.items():
        question = ask_pairing(frames, kind, PairingChoice(), StraightLine(), today=on)
        found = answer_pairing(question)
        assert found.plan.status == "optimal"
        assert found.violations(frames) == []
        assert found.counts["new"] > 0
        layer = layer_of(kind)
        after = {**frames, layer: pairing_rows(frames[layer], found, signed)}
        before = values(frames, row, on)[part]
        assert values(after, row, on)[part] > before
        if kind == "east_counties":
            assert values(after, row, on)[part] == found.counts["units"]
