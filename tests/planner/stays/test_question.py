"""Layers as numbers: who is owed what, where sets may stand, what stands already."""

import datetime as dt

import numpy as np
import pytest

from geo.travel import Access, StraightLine
from planner.errors import PlanInputError
from planner.stays.question import ask_tours
from tests import toy
from tests.planner.stays.asking import (
    TODAY,
    E,
    W,
    answer,
    choice,
    layers,
    month,
    question,
    sets,
    stays,
    venues,
)
from tests.toy_programmes import rows


def problems(asked=None, **changed):
    with pytest.raises(PlanInputError) as caught:
        question(asked, **changed)
    assert all("{" not in caught.value.text(lang) for lang in ("zh", "en"))
    return [key for key, _ in caught.value.problems]


def test_poor_counties_are_owed_stays_and_single_ones_as_they_ask():
    counties = toy.counties()
    counties.loc[1, "is_poor"] = False
    counties.loc[0, "is_poor"] = True
    assert question(counties=counties).counties["county_code"].tolist() == [W]
    asked = choice(counties="all", by_county=((E, 2, 1, 1, 5), (W, 0, 2, 2, 0)))
    found = question(asked, counties=counties)
    assert found.counties["county_code"].tolist() == [E]
    numbers = found.problem.counties
    told = [
        values.tolist()
        for values in (numbers.owed, numbers.shortest, numbers.longest, numbers.gap)
    ]
    assert told == [[2], [1], [1], [5]]


def test_counties_never_toured_come_first_then_late_then_poor_ones():
    records = stays("q1 k1 W v1 2024-03-01 2024-05-20 done")
    events = rows("events", "kind unit_code date", "museum_tour E 2026-10-10")
    found = question(museum_stays=records, events=events)
    assert found.counties["last"].tolist() == [
        dt.date(2024, 5, 20), dt.date(2026, 10, 10)
    ]  # fmt: skip
    assert found.counties["late"].tolist() == [True, False]
    numbers = found.problem.counties
    assert numbers.last.tolist() == [-32, -3]
    # The theme of the set that was there; the event tells none.
    assert numbers.last_theme.tolist() == [found.problem.sets.theme[0], -1]
    assert numbers.weight[0] > numbers.weight[1] > 1
    never = question(events=events)
    assert never.counties["last"].tolist()[0] is None
    assert never.problem.counties.weight.tolist() == [2.0, 1.5]


def test_a_later_stay_with_an_event_keeps_its_theme():
    records = stays("q1 k1 W v1 2026-03-01 2026-05-20 done")
    events = rows("events", "kind unit_code date", "museum_tour W 2026-05-20")
    found = question(museum_stays=records, events=events).problem
    assert found.counties.last_theme[0] == found.sets.theme[0]


def test_sets_tour_their_unit_or_what_they_say_but_for_bans():
    more = sets("k3 县馆 W 力学 100 - - -")
    more.loc[1, "serves"] = E
    found = question(choice(bans=((W, "k1"),)), museum_sets=more)
    assert found.problem.sets.serves.tolist() == [
        [False, True], [False, True], [True, False]
    ]  # fmt: skip
    # The same theme is the same number; a size that is not told fits anywhere.
    assert found.problem.sets.theme.tolist() == [0, 1, 0]
    assert found.sets["home"].tolist()[2] == found.counties["name"].iloc[0]


def test_sets_stand_nowhere_in_repair_or_before_they_are_there():
    own = sets("k3 新馆 C 声学 100 2027-03-15 2027-09-30 -")
    own.loc[0, "days_off"] = "2027-06-10/2027-07-02"
    ready = question(museum_sets=own).problem.sets.ready
    assert np.flatnonzero(~ready[0]).tolist() == [5, 6]
    assert np.flatnonzero(ready[2]).tolist() == [3, 4, 5, 6, 7, 8]


def test_a_venue_is_free_in_whole_months_only():
    own = venues("v4 西文化馆 W - 2027-02-01/2027-04-30;2027-05-02/2027-06-30 - -")
    own.loc[0, "days_off"] = "2027-05-01"
    found = question(museum_venues=own)
    assert found.venues["venue_id"].tolist() == ["v1", "v4", "v2", "v3"]
    free = found.problem.venues.free
    assert np.flatnonzero(~free[0]).tolist() == [4]
    assert np.flatnonzero(free[1]).tolist() == [1, 2, 3, 5]
    assert found.problem.venues.size.tolist() == [500, np.inf, 350, 900]


def test_terms_are_those_told_else_those_of_the_nearest_year_else_the_usual():
    school = venues()
    school.loc[0, "in_term"] = True
    usual = [2, 3, 4, 5, 8, 9, 10, 11]

    def terms(asked, **changed):
        free = question(choice(**asked), museum_venues=school, **changed).problem
        return [np.flatnonzero(row).tolist() for row in free.venues.free]

    assert terms({"in_term": "venues"}) == [usual, [*range(12)], [*range(12)]]
    assert terms({"in_term": "all"}) == [usual] * 3
    told = rows(
        "seasons", "kind unit_code since until",
        "school_term C 2026-02-10 2026-07-10", "school_term C 2026-09-01 2027-01-20",
        "closed C 2027-04-01 2027-04-20",
    )  # fmt: skip
    found = terms({"in_term": "venues", "months": 14}, seasons=told)
    assert found[0] == [0, 1, 2, 4, 5, 8, 9, 10, 11, 12, 13]
    assert found[1] == [0, 1, 2, *range(4, 14)]


def test_ways_are_measured_from_the_venue_nearest_to_the_seat():
    found = question(choice(km_day=10, turn_days=2))
    km = found.problem.km
    assert found.problem.sets.home.tolist() == [2, 3]
    assert km[0, 1] == pytest.approx(28, rel=0.01)
    assert km[2, 0] == pytest.approx(0, abs=0.01)
    # Three days on the way, and two of them fit into the turn.
    assert found.problem.idle[0, 1] == 1
    assert found.regions == ((W, E),)


def test_stays_that_are_booked_or_done_stand_and_are_owed():
    records = stays(
        "q1 k1 W - 2026-12-01 2027-02-10 done",
        "q2 k2 E v2 2027-03-10 2027-05-05 booked",
        "q3 k1 E v3 2027-02-20 2027-04-20 planned",
        "q4 k9 E v3 2027-09-01 2027-10-01 booked",
    )  # fmt: skip
    found = question(choice(by_county=((E, 0, 2, 2, 0),)), museum_stays=records)
    first, second = found.problem.booked
    assert (first.county, first.set, first.first, first.months) == (0, 0, 0, 2)
    assert (second.county, second.set, second.first, second.months) == (1, 1, 2, 3)
    assert found.venues["venue_id"].iloc[second.venue] == "v2"
    assert [found.held[one].state for one in (first, second)] == ["done", "booked"]
    assert found.problem.counties.owed.tolist() == [1, 1]


def test_bookings_that_meet_in_a_month_share_it_and_others_are_refused():
    meet = stays(
        "q1 k1 W v1 2027-03-01 2027-05-10 booked",
        "q2 k1 E v3 2027-05-20 2027-07-20 booked",
    )  # fmt: skip
    booked = question(museum_stays=meet).problem.booked
    assert [(stay.first, stay.end) for stay in booked] == [(2, 5), (5, 7)]
    clash = stays(
        "q1 k1 W v1 2027-03-01 2027-05-10 booked",
        "q2 k1 E v3 2027-04-20 2027-07-20 booked",
        "q3 k2 E v2 2027-06-01 2027-07-20 booked",
    )  # fmt: skip
    assert problems(museum_stays=clash) == ["stays_set_twice", "stays_county_twice"]


def test_a_booking_without_time_on_the_way_or_a_venue_without_size_is_told_by_name():
    records = stays(
        "q1 k1 W v1 2027-03-01 2027-04-20 booked",
        "q2 k1 E v3 2027-05-01 2027-07-20 booked",
    )  # fmt: skip
    slow = choice(km_day=10, turn_days=0)
    assert problems(slow, museum_stays=records) == ["stays_no_time_between"]
    none = venues()
    none.loc[1, "size"] = 0.0
    assert problems(museum_venues=none) == ["stays_bad_size"]


def test_a_booking_that_ends_before_it_begins_is_left_to_the_checks():
    records = stays("q1 k1 W v1 2027-06-01 2027-03-01 booked")
    assert not question(museum_stays=records).held


def test_a_booking_where_no_venue_is_known_stands_all_the_same():
    records = stays("q1 k1 W - 2027-03-01 2027-04-20 booked")
    found = question(
        museum_stays=records, museum_venues=venues().iloc[1:].reset_index(drop=True)
    )
    (stay,) = found.problem.booked
    assert found.venues["venue_id"].iloc[stay.venue] == ""
    assert not found.problem.venues.free[stay.venue].any()


def test_a_pin_stands_and_one_that_no_plan_can_hold_is_refused():
    pin = (E, "k1", month(3), 2, "")
    found = question(choice(pins=(pin,)))
    (stay,) = found.problem.booked
    assert found.venues["venue_id"].iloc[stay.venue] == "v3"
    assert found.held[stay].pinned
    for bad in (
        (E, "k1", month(3), 2, "v2"),
        (W, "k1", month(3), 5, ""),
    ):
        assert problems(choice(pins=(bad,))) == ["stays_pin_broken"]


def test_a_pin_may_bring_the_last_theme_where_another_stay_can_come_between():
    before = stays("q1 k1 W v1 2025-03-01 2025-05-20 done")
    pins = ((W, "k1", month(8), 2, ""),)
    twice = choice(pins=pins, by_county=((W, 2, 2, 3, 3),))
    found = answer(twice, museum_stays=before).stays
    assert found.loc[found["county_code"] == W, "set_id"].tolist() == ["k2", "k1"]
    with pytest.raises(PlanInputError) as caught:
        question(choice(pins=pins), museum_stays=before)
    # Names, not codes.
    assert "田东县" in caught.value.text("zh")
    assert "力学馆" in caught.value.text("zh")


def test_a_booking_that_is_pinned_too_stands_once():
    records = stays("q1 k1 W v1 2027-03-01 2027-04-20 booked")
    pins = ((W, "k1", month(3), 2, ""),)
    (held,) = question(choice(pins=pins), museum_stays=records).held.values()
    assert (held.state, held.pinned, held.record) == ("booked", True, "q1")


def test_names_that_nothing_bears_are_told_at_once():
    asked = choice(
        pins=(("999999", "k9", month(1), 2, "v9"),), locked=("888888",),
        extra_sets=(("三号", "99", month(1)),),
    )  # fmt: skip
    assert problems(asked) == [
        "stays_unknown_county", "stays_unknown_set", "stays_unknown_venue",
        "stays_extra_nowhere",
    ]  # fmt: skip


def test_without_counties_or_sets_nothing_is_planned():
    none = {"museum_sets": sets().iloc[:0]}
    asked = choice(by_county=((W, 0, 1, 1, 0), (E, 0, 1, 1, 0)))
    assert problems(asked, **none) == ["stays_empty_counties", "stays_empty_sets"]


def test_a_set_that_might_be_added_is_as_large_as_the_largest():
    extra = choice(extra_sets=(("三号", "4510", dt.date(2027, 9, 1)),))
    found = question(extra)
    row = found.sets.iloc[2]
    assert (row["set_id"], row["size"], bool(row["extra"])) == ("+三号", 400.0, True)
    assert np.flatnonzero(found.problem.sets.ready[2]).tolist() == [8, 9, 10, 11]
    alone = question(extra, museum_sets=sets().iloc[:0])
    assert alone.sets["set_id"].tolist() == ["+三号"]


class NoRoads:
    """Travel that knows roads near the west alone."""

    @property
    def settings(self):
        return {"method": "roads"}

    def access(self, lonlat):
        count = len(lonlat)
        joined = lonlat[:, 0] < toy.at(20, 5).x
        return Access(joined, np.zeros(count))

    def within(self, origins, destinations, *, cutoff, unit):
        return StraightLine().within(origins, destinations, cutoff=cutoff, unit=unit)

    def lengths(self, origins, destinations, *, cutoff):
        return 2 * StraightLine().lengths(origins, destinations, cutoff=cutoff)


def test_places_that_no_road_joins_are_reached_in_a_straight_line():
    found = ask_tours(layers(), choice(), NoRoads(), today=TODAY)
    assert found.problem.km[0, 1] == pytest.approx(28, rel=0.01)
    assert found.roadless == (found.counties["name"].iloc[1],)
