"""Every rule of a caravan plan, broken alone, is found."""

from dataclasses import replace

import numpy as np
import pytest

from planner.caravans import CaravanPlan, Nights, Stop, Tour
from planner.verify_caravans import caravan_violations
from tests.planner.caravans.questions import HOUR, question, road

MINUTE = 60.0
MORNING = (8 * HOUR, 12 * HOUR)


def at(hours, minutes=0):
    return hours * HOUR + minutes * MINUTE


def stop(task, begin, arrive=None):
    return Stop(task, begin if arrive is None else arrive, begin, begin + HOUR)


# Four villages along a road, 10 km apart. Two days with a night at the last one, and a
# pause on the way there and on the way home; a day on which one is visited again.
KM = road(0, 10, 20, 30, 40)
ASKED = {
    "days": 4, "vans": 2, "times": [2, 1, 1, 1], "gap_days": [2, 1, 1, 1],
    "earliest": [[0, 2], [0, 0], [0, 0], [0, 0]],
    "latest": [[1, 3], [3, 0], [3, 0], [3, 0]],
    "patterns": ((), (), ((0,), (1,)), ()), "windows": ((MORNING,),),
    "works": [[True] * 4, [True, True, False, True]],
    "work_s": at(3, 10), "week_s": at(8), "end_s": at(12),
    "rest_s": at(0, 30), "rest_from_s": at(10), "rest_until_s": at(10, 30),
    "stops": 2, "load": [1, 2, 3, 4], "room": 7, "km_cost": 2, "hour_cost": 30,
    "day_cost": 5, "nights": Nights(np.array([4]), 7.0, 1),
    "pins": [(1, 0, 0), (3, 1, -1)],
}  # fmt: skip
TOURS = (
    Tour(0, 0, 0, 4, at(8), at(11, 10), (stop(0, at(8, 10)), stop(1, at(9, 20)))),
    Tour(0, 1, 4, 0, at(8), at(11, 10), (stop(3, at(8)), stop(2, at(9, 10)))),
    Tour(0, 2, 0, 0, at(8), at(9, 20), (stop(0, at(8, 10)),)),
)
# 100 km at 2, each a minute at 30 an hour; three days out; a night.
RIGHT = CaravanPlan(TOURS, {}, 200 + 50 + 15 + 7, 0, 0.0, 0)


def promises(plan=RIGHT, before=None, **changes):
    problem = question(KM, **ASKED | changes)
    return {found.promise for found in caravan_violations(problem, plan, before)}


def with_tour(number, **changes):
    tours = list(TOURS)
    tours[number] = replace(tours[number], **changes)
    return replace(RIGHT, tours=tuple(tours))


def test_a_right_plan_is_right():
    assert promises() == set()
    assert promises(before=RIGHT, shut=[(0, 1), (1, 1)]) == set()


@pytest.mark.parametrize(
    ("promise", "changes"),
    [
        ("day", {"works": [[True, True, False, True], [True] * 4]}),
        ("begin", {"begin_s": at(8, 1)}),
        ("end", {"end_s": at(11, 9)}),
        ("work", {"work_s": at(3, 9)}),
        ("week", {"week_s": at(7, 39)}),
        ("pause", {"rest_from_s": at(10, 41), "rest_until_s": at(10, 45)}),
        ("pause", {"rest_from_s": at(9), "rest_until_s": at(9, 55)}),
        ("pause", {"rest_s": at(0, 31)}),
        ("stops", {"stops": 1}),
        ("load", {"room": 6.5}),
        ("allowed", {"allowed": [[True, True]] * 3 + [[False, True]]}),
        ("window", {"windows": (((at(8), at(10, 19)),),)}),
        ("window", {"windows": (((at(8, 1), at(12)),),)}),
        ("window", {"windows": (((at(8), at(9, 15)), (at(9, 15), at(12))),)}),
        ("gap", {"gap_days": [3, 1, 1, 1]}),
        ("span", {"earliest": [[0, 3], [0, 0], [0, 0], [0, 0]]}),
        ("span", {"latest": [[1, 3], [3, 0], [3, 0], [0, 0]]}),
        ("pattern", {"patterns": ((), (), ((0,), (2,)), ())}),
        ("count", {"times": [2, 1, 1, 2]}),
        ("pin", {"pins": [(2, 0, -1)]}),
        ("pin", {"pins": [(1, 0, 1)]}),
        ("pin", {"pins": [(0, 1, -1), (0, 2, -1)]}),
        ("night", {"nights": Nights(np.array([3]), 7.0, 1)}),
        ("nights", {"nights": Nights(np.array([4]), 7.0, 0)}),
        ("cost", {"nights": Nights(np.array([4]), 8.0, 1)}),
        ("cost", {"day_cost": 6}),
        ("cost", {"hour_cost": 31}),
        ("cost", {"km_cost": 1}),
    ],
)
def test_a_rule_that_is_broken_is_told_alone(promise, changes):
    assert promises(**changes) == {promise}


@pytest.mark.parametrize(
    ("promise", "plan"),
    [
        ("clock", with_tour(2, depart=at(8, 1))),
        ("clock", with_tour(2, back=at(9, 19))),
        ("clock", with_tour(2, stops=(Stop(0, at(8, 9), at(8, 10), at(9, 10)),))),
        ("clock", with_tour(2, stops=(Stop(0, at(8, 10), at(8, 9), at(9, 9)),))),
        ("clock", with_tour(2, stops=(Stop(0, at(8, 10), at(8, 10), at(9)),))),
        ("clock", with_tour(2, stops=(Stop(0, np.nan, at(8, 10), at(9, 10)),))),
        ("start", with_tour(1, start=3)),
        ("night", with_tour(2, end=4)),
        ("night", with_tour(2, end=2)),
        ("unknown", with_tour(2, van=2)),
        ("unknown", with_tour(2, day=4)),
        ("unknown", with_tour(2, end=5)),
        ("unknown", with_tour(2, stops=(stop(4, at(8, 10)),))),
        ("unknown", with_tour(2, stops=(stop(-1, at(8, 10)),))),
        ("day", replace(RIGHT, tours=(*TOURS, TOURS[2]))),
        ("count", with_tour(2, stops=())),
        ("count", replace(RIGHT, missing={0: 1})),
        ("count", replace(RIGHT, missing={1: -1})),
        ("count", replace(RIGHT, missing={4: 1})),
        ("cost", replace(RIGHT, cost=RIGHT.cost + 0.01)),
        ("cost", replace(RIGHT, cost=np.nan)),
    ],
)
def test_a_plan_that_is_changed_is_found_out(promise, plan):
    assert promise in promises(plan)


def test_a_caravan_that_stays_a_day_where_it_is_makes_no_tour():
    later = replace(TOURS[1], day=2), replace(TOURS[2], day=3)
    plan = replace(RIGHT, tours=(TOURS[0], *later), cost=RIGHT.cost + 7)
    free = {
        "nights": Nights(np.array([4]), 7.0, 2),
        "patterns": (),
        "pins": (),
    }
    assert promises(plan, **free) == set()
    assert promises(plan, **free | {"nights": ASKED["nights"]}) == {"nights"}
    off = [[True, False, True, True], [True] * 4]
    assert promises(plan, **free, works=off) == {"night"}


def test_a_caravan_has_to_come_home():
    missing = {0: 1, 2: 1, 3: 1}
    plan = replace(RIGHT, tours=TOURS[:1], missing=missing, cost=80 + 20 + 5)
    assert promises(plan) == {"night"}


def test_one_task_twice_on_a_day():
    again = replace(TOURS[2], van=1, day=0)
    plan = replace(RIGHT, tours=(*TOURS[:2], again))
    assert promises(plan, earliest=0, latest=3) == {"twice"}


def test_a_way_that_does_not_exist():
    seconds = KM * 60
    seconds[1, 0] = np.inf
    assert promises(seconds=seconds) == {"clock", "road", "cost"}


@pytest.mark.parametrize(
    "before",
    [
        replace(RIGHT, tours=TOURS[1:]),
        with_tour(0, end=0),
        with_tour(0, stops=TOURS[0].stops[:1]),
        with_tour(0, stops=TOURS[0].stops[::-1]),
        with_tour(0, stops=(stop(0, at(8, 11)), stop(1, at(9, 21)))),
    ],
)
def test_a_shut_day_is_to_stay_as_it_was(before):
    assert promises(before=before, shut=[(0, 0)]) == {"shut"}
    assert promises(before=before, shut=[(0, 1)]) == set()


@pytest.mark.parametrize(
    ("depart", "begin", "back", "is_right"),
    [
        ((10, 20), (10, 30), (11, 40), False),
        # On the way there, or before it begins.
        ((10, 20), (11, 0), (12, 10), True),
        ((10, 20), (10, 59), (12, 9), False),
        ((10, 30), (10, 40), (11, 50), True),
        ((10, 29), (10, 39), (11, 49), False),
        ((10, 31), (10, 41), (11, 51), True),
        # Too early.
        ((8, 0), (9, 40), (10, 50), False),
        # On the way home, or not needed any more.
        ((9, 10), (9, 20), (11, 0), True),
        ((9, 10), (9, 20), (10, 59), False),
        ((9, 10), (9, 31), (11, 11), False),
        ((9, 10), (9, 20), (10, 30), True),
    ],
)
def test_when_a_pause_counts(depart, begin, back, is_right):
    problem = question(
        road(0, 10), end_s=at(13), rest_s=at(0, 30), rest_from_s=at(10),
        rest_until_s=at(10, 30),
    )  # fmt: skip
    tour = Tour(0, 0, 0, 0, at(*depart), at(*back), (stop(0, at(*begin)),))
    found = caravan_violations(problem, CaravanPlan((tour,), {}, 20.0, 0, 0.0, 0))
    assert [one.promise for one in found] == [] if is_right else ["pause"]


def test_pins_beyond_what_is_owed_cannot_all_be_kept():
    problem = question(road(0, 10), days=3, pins=[(0, 0, -1), (0, 1, -1)])

    def told(day):
        tour = Tour(0, day, 0, 0, at(8), at(9, 20), (stop(0, at(8, 10)),))
        plan = CaravanPlan((tour,), {}, 20.0, 0, 0.0, 0)
        return [one.promise for one in caravan_violations(problem, plan)]

    assert told(1) == []
    assert told(2) == ["pin"]


def test_without_a_plan_everything_is_missing():
    plan = CaravanPlan((), {0: 2, 1: 1, 2: 1, 3: 1}, 0.0, 0, 0.0, 0, "empty")
    assert promises(plan) == set()
