"""Questions at the edge: contradictions, nonsense, plans edited by hand."""

from dataclasses import replace

import numpy as np
import pytest

from planner.caravans import CaravanPlan, Nights, Stop, Tour, schedule
from planner.caravans.resuming import resume
from planner.errors import PlanInputError
from planner.verify_caravans import caravan_violations
from tests.planner.caravans.questions import HOUR, question, road


def planned(problem, before=None, steps=100):
    plan = schedule(problem, steps=steps, start=before)
    assert caravan_violations(problem, plan) == []
    return plan


def days_of(plan, task=0):
    return sorted(t.day for t in plan.tours for stop in t.stops if stop.task == task)


def by_hand(*tours):
    """Make a plan of (van, day, start, end, tasks), its times not worked out."""
    made = tuple(
        Tour(van, day, start, end, 8 * HOUR, 9 * HOUR, tuple(map(_stop, tasks)))
        for van, day, start, end, tasks in tours
    )
    return CaravanPlan(made, {}, 0.0, 0, 0.0, 0)


def _stop(task):
    return Stop(task, 9 * HOUR, 9 * HOUR, 10 * HOUR)


@pytest.mark.parametrize(
    "changes",
    [
        {"service_s": -1},
        {"value": np.nan},
        {"day_cost": np.nan},
        {"place": [9]},
        {"home": 4},
        {"kind": 1},
        {"times": -1},
        {"pins": [(1, 0, -1)]},
        {"pins": [(0, 9, -1)]},
        {"pins": [(0, 0, 1)]},
        {"patterns": (((9,),),)},
        {"patterns": (((0,), (0, 1)),), "days": 3},
    ],
)
def test_numbers_that_mean_nothing(changes):
    with pytest.raises(PlanInputError):
        question(road(0, 10), **changes)


def test_nothing_is_owed_and_nobody_there():
    assert planned(question(road(0), place=[])).status == "empty"
    assert planned(question(road(0, 10), vans=0)).missing == {0: 1}


def test_places_that_cost_nothing_to_reach():
    assert planned(question(road(0, 10), place=[1, 1], days=2)).cost == 20
    assert planned(question(road(0, 10, 20), km_cost=0)).missing == {}


def test_a_pattern_on_a_late_day():
    assert days_of(planned(question(road(0, 5), days=80, patterns=(((70,),),)))) == [70]


@pytest.mark.parametrize(
    ("km", "changes"),
    [
        # Only a caravan that lives far away may come.
        (road(0, 1, 100), {"vans": 2, "home": [0, 2], "allowed": [[False, True]]}),
        # The way back is longer, the days are disliked, the other caravan is cheaper.
        (np.array([[0, 1], [100, 0]]), {}),
        (road(0, 10), {"bias": 300}),
        (road(0, 10), {"vans": 2, "km_cost": [1, 30], "allowed": [[False, True]]}),
    ],
)
def test_a_visit_is_made_as_long_as_it_is_worth_it(km, changes):
    assert planned(question(km, place=[1], value=1000, **changes)).missing == {}


def test_a_visit_that_does_not_fit_leaves_its_place_to_another():
    # Only one fits on a day that is not limited in hours of work.
    plan = planned(question(road(0, 100, 101), days=2, service_s=5 * HOUR))
    assert plan.missing == {}


def test_visits_of_one_task_in_weeks_that_hold_two():
    problem = question(road(0, 10), days=14, times=4, week_s=3 * HOUR)
    assert [day // 7 for day in days_of(planned(problem))] == [0, 0, 1, 1]


def test_two_pins_too_near_each_other():
    asked = {"days": 4, "times": 2, "gap_days": 3}
    problem = question(road(0, 10), pins=[(0, 1, -1), (0, 2, -1)], **asked)
    assert planned(problem).missing == {0: 1}


def test_a_pin_outside_the_days_of_its_visit():
    problem = question(road(0, 10), days=4, latest=1, pins=[(0, 3, -1)])
    assert planned(problem).missing == {0: 1}


def test_a_pin_late_in_the_year_leaves_the_days_before_to_others():
    problem = question(road(0, 10), days=9, times=2, gap_days=3, pins=[(0, 8, -1)])
    assert planned(problem).missing == {}


def test_two_pins_for_one_hour():
    asked = {"stops": 1, "pins": [(0, 0, -1), (1, 0, -1)]}
    assert planned(question(road(0, 10, 20), **asked)).made == 1


def test_a_plan_with_more_nights_than_may_be():
    km, nights = road(0, 10, 20, 30, 40), Nights(np.array([4]), 1.0, 2)
    given = by_hand(
        (0, 0, 0, 4, []), (0, 1, 4, 4, [0]), (0, 2, 4, 4, [1]), (0, 3, 4, 0, [])
    )
    planned(question(km, days=5, nights=nights), given, steps=0)


@pytest.mark.parametrize("also", [(), ((0, 9, 0, 0, []),)])
def test_a_day_spent_with_a_host_stays_one(also):
    nights = Nights(np.array([2]), 1.0, 2)
    problem = question(road(0, 180, 175), place=[1], days=3, nights=nights)
    # Out on the first day, nothing on the second, a visit and home on the third; a
    # tour on a day that is not there makes no difference.
    given = by_hand((0, 0, 0, 2, []), (0, 2, 2, 0, [0]), *also)
    plan = resume(problem, given)
    assert caravan_violations(problem, plan) == []
    assert [(tour.day, tour.start, tour.end) for tour in plan.tours] == [
        (0, 0, 2), (2, 2, 0)
    ]  # fmt: skip


def test_a_pinned_visit_of_a_plan_is_the_one_that_is_meant():
    problem = question(road(0, 10), days=9, times=2, pins=[(0, 5, -1)])
    given = by_hand((0, 5, 0, 0, [0]), (0, 8, 0, 0, [0]))
    assert days_of(planned(problem, given, steps=0)) == [5, 8]
    # So too where something else of the plan can't stay.
    given = by_hand((0, 5, 0, 0, [0]), (0, 8, 0, 0, [0, 0]))
    assert days_of(planned(problem, given, steps=0)) == [5, 8]


def test_a_plan_in_another_order_of_caravans_loses_no_visit():
    works = [[day == 5 for day in range(9)], [True] * 9]
    asked = {"days": 9, "vans": 2, "times": 3, "works": works}
    given = by_hand((0, 5, 0, 0, [0]), (1, 2, 0, 0, [0]))
    problem = question(road(0, 10), shut=[(0, 5), (1, 2)], **asked)
    assert planned(problem, given).missing == {}


@pytest.mark.parametrize("shut", [[], [(0, 1)]])
@pytest.mark.parametrize("tasks", [[7], [-1], [0, 0], [0, 1, 2, 3], [3, 2, 1, 0] * 9])
def test_a_plan_that_is_nonsense(tasks, shut):
    asked = {"days": 3, "stops": 2, "times": 2, "shut": shut}
    given = by_hand((0, 1, 0, 0, tasks), (7, 1, 0, 0, tasks), (0, 2, 9, 3, []))
    planned(question(road(0, 10, 20, 30, 40), **asked), given)


def test_an_empty_shut_day_of_one_caravan_does_not_keep_the_next_at_home():
    # The first is at its limit, the second shut, the third free.
    asked = {"vans": 3, "stops": 1, "shut": [(1, 0)], "value": 1000}
    assert planned(question(road(0, 10, 20), **asked)).missing == {}


def test_shut_days_of_a_plan_are_taken_as_told():
    problem = question(road(0, 10, 20), days=2, shut=[(0, 0)])
    old = schedule(replace(problem, shut=()), steps=50)
    plan = schedule(problem, steps=50, start=old)
    assert caravan_violations(problem, plan, old) == []


def test_a_road_that_is_longer_without_the_village_on_the_way():
    km = np.full((4, 4), 10.0)
    seconds = np.where(km > 0, 600.0, 0.0)
    seconds[1, 3] = seconds[3, 1] = 1e5
    given = by_hand((0, 0, 0, 0, [0, 1, 2]))
    planned(question(km, seconds=seconds, stops=3, pins=[(0, 0, -1)]), given, steps=0)
