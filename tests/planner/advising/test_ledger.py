"""The ledger: how groups stand by the records, and entries that are refused."""

import datetime as dt

import pytest

from planner.advising.handing_over import standing_text
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
    # The report of 2022 was due yesterday; that of 2023 opens in December.
    told = offices(toy(), ON).set_index(["unit_code", "item"])["state"].to_dict()
    assert told == {
        ("4510", "application_city"): "met", ("4510", "ledger"): "met",
        ("45", "application_province"): "late", ("45", "report"): "met",
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


def certificates_of(frames, today):
    row = ledger(frames, today).set_index("county_code").loc[EAST]
    return [row[f"certificates_{part}"] for part in ("state", "on", "by")]


def test_a_certificate_is_due_in_the_year_its_member_joined():
    frames = toy()
    people = frames["people"].copy()
    own = people["role"].str.startswith("advisory") & people["unit_code"].eq(EAST)
    people.loc[own, ["since", "certified"]] = ["2022-05-01", "2022-12-01"]
    new = people["person_id"] == "e3"
    people.loc[new, ["since", "certified"]] = ["2023-01-10", ""]
    frames |= {"people": people}
    joined = dt.date(2023, 12, 31)
    assert certificates_of(frames, ON) == ["due", None, joined]
    late = dt.date(2024, 2, 1)
    assert certificates_of(frames, late) == ["late", None, joined]
    _, given = entry(frames, EAST, "certificates", late)
    assert certificates_of(frames | {"people": given}, late) == ["met", late, joined]
    # Somebody who was there before is still late.
    before = people.assign(certified=people["certified"].where(~own, ""))
    first = dt.date(2022, 12, 31)
    assert certificates_of(frames | {"people": before}, ON) == ["late", None, first]


def test_all_that_is_wrong_with_an_entry_is_told_at_once():
    with pytest.raises(PlanInputError) as caught:
        entry(layers(), WEST, "plan", DAY, today=ON, people=("zz",))
    assert [key for key, _ in caught.value.problems] == [
        "advisory_no_group", "advisory_entry_ahead", "advisory_unknown_member",
    ]  # fmt: skip


def test_a_certificate_that_was_given_keeps_its_day():
    frames = toy()
    for people in (("e0", "e3"), ("e0",)):
        with pytest.raises(PlanInputError, match="2022-12-01"):
            entry(frames, EAST, "certificates", ON, people=people)
    with pytest.raises(PlanInputError, match="All members"):
        entry(frames, WEST, "certificates", ON)


@pytest.mark.parametrize("item", ["plan", "joint_session", "agreement"])
def test_the_same_is_not_entered_twice(item):
    frames = toy()
    layer, first = entry(frames, WEST, item, ON)
    with pytest.raises(PlanInputError) as caught:
        entry({**frames, layer: first}, WEST, item, ON)
    assert [key for key, _ in caught.value.problems] == ["advisory_entered_before"]
    assert entry({**frames, layer: first}, EAST, item, DAY)[0] == layer


def test_talks_come_before_the_group():
    frames = toy()
    groups = frames["groups"].assign(since="2023-02-01")
    before = dt.date(2023, 1, 15)
    frames |= {"groups": groups, "duties_done": frames["duties_done"][:0]}
    layer, told = entry(frames, WEST, "talks", before, today=ON)
    assert told["done_on"].tolist() == ["2023-01-15"]
    row = ledger({**frames, layer: told}, ON).set_index("county_code").loc[WEST]
    assert row["talks_state"] == "met"
    with pytest.raises(PlanInputError, match="no advisory group"):
        entry(frames, WEST, "plan", before, today=ON)


def of_report(frames, today):
    told = offices(frames, today).set_index(["unit_code", "item"])
    return told.loc[("45", "report"), ["state", "on", "by"]].tolist()


def test_a_paper_of_last_winter_is_late_until_the_next_winter_and_then_done_late():
    frames = toy()
    frames |= {"duties_done": frames["duties_done"][:0]}
    by, summer = dt.date(2023, 1, 31), dt.date(2023, 6, 1)
    assert of_report(frames, dt.date(2023, 1, 20)) == ["due", None, by]
    assert of_report(frames, summer) == ["late", None, by]
    opens = dt.date(2023, 12, 1)
    assert of_report(frames, opens) == ["due", None, dt.date(2024, 1, 31)]
    layer, told = entry(frames, "45", "report", dt.date(2023, 5, 2), today=summer)
    frames |= {layer: told}
    assert of_report(frames, summer) == ["met", dt.date(2023, 5, 2), by]
    assert standing_text(*of_report(frames, summer), "en") == "done late, 2023-05-02"
