"""What a plan gives the programmes, how it is booked, and what was done of it."""

import datetime as dt

from geo.checks import run_checks
from geo.issues import errors
from planner.stays.done import against_done, done_text, state_label
from planner.stays.keeping import rows_of
from planner.stays.question import ask_tours
from planner.stays.recording import book, scored, with_plan
from planner.stays.wording import scored_text
from tests.planner.stays.asking import (
    TODAY,
    TRAVEL,
    E,
    W,
    by_hand,
    choice,
    layers,
    stays,
)
from tests.toy_programmes import rows

TWICE = choice(stays=2, by_county=((W, 1, 2, 3, 3),))
PLAN = ((W, "k1", 1, 2, "v1"), (E, "k2", 1, 2, "v2"), (E, "k1", 8, 2, "v3"))


def plan(**changed):
    return by_hand(*PLAN, asked=TWICE, **changed)


def test_the_row_of_the_programme_is_met_where_the_plan_meets_it():
    found = scored(layers(), plan())
    assert (found.before, found.after, found.owed) == (0, 1, 2)
    early = rows("events", "kind unit_code date", "museum_tour W 2019-05-01")
    own = {"events": early}
    found = scored(layers(**own), plan(**own))
    assert (found.before, found.after) == (0, 2)
    for lang in ("zh", "en"):
        assert "{" not in scored_text(found, lang)


def test_of_a_plan_that_is_over_the_count_of_today_is_told():
    own = layers()
    found = scored(own, plan(today=dt.date(2028, 3, 1)))
    assert (found.after, found.end < found.today) == (1, True)
    assert scored_text(found, "en") == (
        "Poor counties toured twice: 1 of 2 on 2028-03-01, with the stays of this plan"
        " counted as done."
    )
    assert "2027-12-31" not in scored_text(found, "zh")


def test_a_stay_with_an_event_already_is_counted_once():
    known = rows("events", "kind unit_code date", "museum_tour E 2027-01-15")
    after = with_plan(layers(events=known), plan(), dt.date(2027, 12, 31))["events"]
    assert sorted(after["unit_code"]) == [W, E, E]
    before = with_plan(layers(), plan(), dt.date(2027, 2, 17))["events"]
    assert before.empty


def test_booked_a_plan_stands_and_the_records_pass_their_checks():
    draft = stays("q1 k2 E v2 2027-02-01 2027-03-05 planned")
    own = layers(museum_stays=draft)
    found = book(own, plan(), dt.date(2027, 3, 1))
    assert (found.booked, found.done, found.dropped) == (1, 2, 1)
    assert found.stays["state"].tolist() == ["done", "done", "booked"]
    assert found.events["date"].tolist() == ["2027-02-18", "2027-02-18"]
    after = own | {"museum_stays": found.stays, "events": found.events}
    assert not errors(run_checks(after, today=dt.date(2027, 3, 1)))
    again = ask_tours(after, TWICE, TRAVEL, today=TODAY)
    assert len(again.held) == 3
    assert [one.state for one in again.held.values()].count("booked") == 1
    twice = book(after, plan(museum_stays=found.stays), dt.date(2027, 3, 1))
    assert (twice.booked, twice.done) == (0, 0)
    assert twice.stays["stay_id"].tolist() == found.stays["stay_id"].tolist()


def test_one_plan_booked_twice_is_entered_once():
    own, made = layers(), plan()
    found = book(own, made, TODAY)
    assert (found.booked, found.done, found.dropped) == (3, 0, 0)
    again = book(own | found.frames, made, TODAY)
    assert (again.booked, again.done, len(again.stays)) == (0, 0, 3)


def test_a_stay_entered_by_hand_as_done_counts_once_booked():
    records = stays("q1 k1 W v1 2025-03-01 2025-05-10 done")
    own = {"museum_stays": records}
    found = book(layers(**own), by_hand(**own), TODAY)
    assert (found.booked, found.done) == (0, 1)
    assert found.events[["unit_code", "date"]].to_numpy().tolist() == [
        [W, "2025-05-10"]
    ]  # fmt: skip
    again = book(layers(**own) | found.frames, by_hand(**own), TODAY)
    assert again.done == 0


def test_a_booking_that_is_over_becomes_done():
    records = stays("q1 k2 E v2 2027-01-01 2027-02-10 booked")
    own = {"museum_stays": records}
    found = book(layers(**own), by_hand(**own), dt.date(2027, 3, 1))
    assert (found.stays["state"].tolist(), found.booked, found.done) == (["done"], 0, 1)


def test_what_was_planned_is_held_to_the_records():
    records = stays("q1 k1 E v3 2027-01-05 2027-02-10 done")
    events = rows("events", "kind unit_code date", "museum_tour E 2027-02-10")
    own = layers(museum_stays=records, events=events)
    table = against_done(rows_of(plan()), own, dt.date(2027, 3, 1))
    told = dict(
        zip(table["county_code"] + table["set_id"], table["state"], strict=True)
    )
    assert told == {f"{W}k1": "late", f"{E}k2": "done_otherwise", f"{E}k1": "ahead"}
    for lang in ("zh", "en"):
        assert "{" not in done_text(table, TODAY, lang)
        assert all(state_label(state, lang) for state in told.values())
