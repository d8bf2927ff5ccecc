"""The ledger: how groups stand by the records, and entries that are refused."""

import datetime as dt

import pytest

from planner.advising.ledger import entry, ledger, offices
from planner.errors import PlanInputError
from tests.planner.advising.asking import DAY, EAST, WEST, layers
from tests.planner.programmes import toy_advisory
from tests.toy_programmes import rows

ON = toy_advisory.ON


def toy():
    """The region of the programme's own answers, with no experts in the pool."""
    bare = {"experts": layers()["experts"][:0]}
    return layers() | toy_advisory.layers() | bare


def test_each_thing_stands_as_the_records_say():
    told = ledger(toy(), ON).set_index("county_code")
    west, east = told.loc[WEST], told.loc[EAST]
    assert (west["members"], west["certified"]) == (10, 10)
    assert (east["members"], east["certified"]) == (7, 5)
    of_west = {
        "certificates": ("met", dt.date(2022, 12, 1)),
        "talks": ("met", dt.date(2022, 12, 1)),
        "agreement": ("none", None),
        "plan": ("met", dt.date(2023, 1, 20)),
        "briefing": ("met", dt.date(2023, 1, 20)),
        "joint_session": ("met", dt.date(2023, 1, 10)),
        "onsite_service": ("met", dt.date(2023, 1, 11)),
        "remote_guidance": ("due", None),
        "summary": ("due", None),
        "evaluation": ("due", None),
        "ledger": ("met", dt.date(2023, 1, 5)),
    }
    for item, (state, on) in of_west.items():
        assert (item, west[f"{item}_state"], west[f"{item}_on"]) == (item, state, on)
    assert east["certificates_state"] == "late"
    assert (east["agreement_state"], east["agreement_on"]) == ("met", ON)
    assert (east["joint_session_state"], east["onsite_days"]) == ("due", 1)
    assert east["plan_state"] == "due"


def test_offices_stand_as_their_records_say():
    # The report of 2022 was due yesterday; that of 2023 is to come.
    told = offices(toy(), ON).set_index(["unit_code", "item"])["state"].to_dict()
    assert told == {
        ("4510", "application_city"): "met", ("4510", "ledger"): "met",
        ("45", "application_province"): "late", ("45", "report"): "due",
        ("45", "ledger"): "due", ("00", "list"): "due", ("00", "pool"): "met",
        ("00", "evaluation"): "met",
    }  # fmt: skip


def test_a_record_that_names_its_year_counts_for_it():
    frames = toy()
    late = rows("duties_done", "duty unit_code period done_on",
                "advisory.agreement.plan E 2022 2023-02-01")  # fmt: skip
    told = ledger(frames | {"duties_done": late}, ON).set_index("county_code")
    assert told.loc[EAST, "plan_state"] == "due"


@pytest.mark.parametrize(
    ("item", "layer", "cells"),
    [
        ("joint_session", "events",
         {"kind": "joint_session", "name": "会", "attendance": 9, "topics": "甲;乙"}),
        ("plan", "duties_done",
         {"duty": "advisory.agreement.plan", "document": "示意1号", "owner": "局"}),
        ("agreement", "agreements", {"kind": "advisory", "signed_on": "2023-02-01"}),
    ],
)  # fmt: skip
def test_an_entry_is_one_row_more(item, layer, cells):
    frames = toy()
    found, rows_ = entry(
        frames, WEST, item, ON, name="会", attendance=9, topics="甲;乙",
        document="示意1号", owner="局",
    )  # fmt: skip
    assert found == layer
    assert len(rows_) == len(frames[layer]) + 1
    new = rows_[~rows_.iloc[:, 0].isin(frames[layer].iloc[:, 0])].iloc[0]
    assert {name: new[name] for name in cells} == cells
    assert new["unit_code"] == WEST


def test_certificates_go_to_those_named_or_to_all_without_one():
    frames = toy()
    _, rows_ = entry(frames, EAST, "certificates", ON)
    own = rows_.set_index("person_id")["certified"]
    assert (own["e3"], own["e5"], own["e0"]) == ("2023-02-01", "2023-02-01",
                                                 "2022-12-01")  # fmt: skip
    _, some = entry(frames, EAST, "certificates", ON, people=("e3",))
    assert some.set_index("person_id").loc["e5", "certified"] == ""


def test_all_that_is_wrong_with_an_entry_is_told_at_once():
    with pytest.raises(PlanInputError) as caught:
        entry(layers(), WEST, "plan", DAY, today=ON, people=("zz",))
    assert [key for key, _ in caught.value.problems] == [
        "advisory_no_group", "advisory_entry_ahead", "advisory_unknown_member",
    ]  # fmt: skip
