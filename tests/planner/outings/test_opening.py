"""When places are open: hours and weekdays, markets, terms, farm seasons, closures."""

import numpy as np
import pytest

from geo.frames import empty
from planner.outings.opening import open_hours
from planner.outings.places import owed_places
from tests import toy
from tests.planner.outings.asking import RULE, choice, code, layers
from tests.toy_records import table

# The plan runs from Monday the 2nd of March 2026 to Friday the 13th.
ALL = list(range(12))


def season(kind, since, until, unit=toy.WEST):
    return {"name": "时段", "kind": kind, "unit_code": unit, "since": since,
            "until": until}  # fmt: skip


def opening(row=None, *seasons, asked=None):
    """Opening of the villages, and of one place behind them."""
    place = {"name": "地", "kind": "school", "unit_code": code(1)} | (row or {})
    given = layers(
        visit_places=table("visit_places", [place]),
        seasons=table("seasons", list(seasons)) if seasons else empty("seasons"),
    )
    asked = asked or choice()
    found = open_hours(owed_places(given, RULE, asked), given, asked)
    assert found.opens.shape == found.closes.shape
    assert found.bias.shape == (6, 12)
    return found


def days(found, task=-1):
    """Days on which a place is open, from 0."""
    own = found.calendar[task]
    return np.flatnonzero((found.closes[own] > found.opens[own]).any(axis=1)).tolist()


def march(*numbers):
    return [number - 2 for number in numbers]


def test_places_are_open_all_day_where_nothing_is_said():
    found = opening()
    assert found.calendar.tolist() == [0] * 6
    assert (found.opens[0, :, 0] == 0).all()
    assert (found.closes[0, :, 0] == 24 * 3600).all()
    assert (found.closes[0, :, 1] < found.opens[0, :, 1]).all()
    assert (found.bias == 0).all()


def test_hours_are_two_windows_in_seconds():
    found = opening({"hours": "08:30-11:30;14:30-17:00", "weekdays": "1;3"})
    assert days(found) == march(2, 4, 9, 11)
    own = found.calendar[-1]
    assert found.opens[own, 0].tolist() == [30600, 52200]
    assert found.closes[own, 0].tolist() == [41400, 61200]
    assert (found.closes[own, 1] < found.opens[own, 1]).all()
    assert days(found, 0) == ALL


@pytest.mark.parametrize(
    ("market", "wanted"),
    [
        ("每周 2", march(3, 10)), ("公历 5", march(5)), ("公历 5;12", march(5, 12)),
        ("每3天 2026-03-01", march(4, 7, 10, 13)), ("农历 15", march(3)),
        ("每周 2;5", march(3, 6, 10, 13)),
    ],
)  # fmt: skip
def test_markets(market, wanted):
    assert days(opening({"kind": "market", "market": market})) == wanted


def test_a_request_is_open_while_it_is_wanted():
    row = {"since": "2026-03-04", "until": "2026-03-06"}
    assert days(opening(row)) == march(4, 5, 6)
    assert days(opening({"since": "2026-03-12"})) == march(12, 13)


def test_schools_are_open_in_terms_of_their_unit_alone():
    term = season("school_term", "2026-03-05", "2026-03-10", "45")
    found = opening({}, term)
    assert days(found) == march(5, 6, 7, 8, 9, 10)
    assert days(found, 0) == ALL
    more = season("school_term", "2026-03-13", "2026-06-01", code(1))
    assert days(opening({}, term, more)) == march(5, 6, 7, 8, 9, 10, 13)
    elsewhere = season("school_term", "2026-03-05", "2026-03-10", toy.EAST)
    assert days(opening({}, elsewhere)) == ALL
    # Terms are given, but none of this year: nobody is at school.
    assert days(opening({}, season("school_term", "2025-03-01", "2025-07-01"))) == []
    assert days(opening({"kind": "market"}, term)) == ALL


def test_villages_are_shut_in_farm_seasons_and_others_are_not():
    found = opening({}, season("farm_busy", "2026-03-04", "2026-03-13"))
    west, east = [days(found, task) for task in range(4)], days(found, 4)
    assert west == [march(2, 3)] * 4
    assert (east, days(found)) == (ALL, ALL)
    of_town = season("farm_busy", "2026-03-04", "2026-03-13", "451022100")
    found = opening({"kind": "village"}, of_town)
    assert [days(found, task) for task in (0, 2, 5)] == [
        march(2, 3), ALL, march(2, 3),
    ]  # fmt: skip


def test_a_closure_shuts_everything_below_its_unit():
    found = opening({}, season("closed", "2026-03-02", "2026-03-12", "00"))
    assert [days(found, task) for task in range(6)] == [march(13)] * 6
    assert len(found.opens) == 1


def test_days_that_are_not_preferred_cost_what_the_choice_says():
    asked = choice(preference_cost=70.0)
    found = opening({"preferred": "3"}, asked=asked)
    assert days(found) == ALL
    assert np.flatnonzero(found.bias[-1] == 0).tolist() == march(4, 11)
    assert found.bias[-1].max() == 70
    assert (found.bias[:-1] == 0).all()


def test_preferred_seasons_hold_for_their_unit_while_the_plan_lasts():
    span = season("preferred", "2026-03-09", "2026-03-20")
    past = season("preferred", "2025-03-09", "2025-03-20", toy.EAST)
    found = opening({"preferred": "2;3"}, span, past)
    assert np.flatnonzero(found.bias[0] == 0).tolist() == march(9, 10, 11, 12, 13)
    assert np.flatnonzero(found.bias[-1] == 0).tolist() == march(10, 11)
    assert (found.bias[4] == 0).all()


@pytest.mark.parametrize(
    ("column", "text"),
    [("market", "每0天 2026-03-02"), ("hours", "上午"), ("weekdays", "9"),
     ("preferred", "随便")],
)  # fmt: skip
def test_what_cannot_be_read_is_never_open(column, text):
    found = opening({column: text})
    assert days(found) == []
    assert days(found, 0) == ALL


def test_places_may_come_in_any_order_and_number():
    given = layers(visit_places=empty("visit_places"))
    every = owed_places(given, RULE, choice())
    assert open_hours(every.iloc[[3, 1]], given, choice()).calendar.tolist() == [0, 0]
    none = open_hours(every.iloc[:0], given, choice())
    assert (len(none.calendar), none.opens.shape) == (0, (1, 12, 2))
