"""Visits that are missing in the end could not simply be made."""

import numpy as np
import pytest
from hypothesis import given

from planner.caravans import Nights, schedule
from planner.caravans.asking import rules_of
from planner.caravans.editing import options
from planner.caravans.finishing import finish
from planner.caravans.starting import fresh_state
from planner.caravans.tables import best_of
from planner.caravans.telling import plan_of
from planner.verify_caravans import caravan_violations
from tests.planner.caravans.questions import HOUR, question, road
from tests.planner.caravans.test_promises import questions


def bare(problem, even=0.0):
    """A plan without a search: nothing, and what is filled in."""
    rules = rules_of(problem)
    best = finish(rules, best_of(fresh_state(rules, 0)), even)
    return plan_of(rules, best, 0, 0.0, 0)


def left_lying(problem, plan):
    """Missing visits that would fit, and cost less than they are worth."""
    worth = problem.tasks.value
    return [
        (task, one)
        for task in plan.missing
        for one in options(problem, plan, task)
        if one.cost < worth[task] - 1e-6
    ]


@given(questions())
def test_no_visit_is_missing_that_fits_and_is_worth_it(problem):
    plan = schedule(problem, steps=5, watch=lambda *_: True)
    assert left_lying(problem, plan) == []
    if problem.vans.works.any() and len(problem.tasks):
        plan = bare(problem)
        assert caravan_violations(problem, plan) == []
        assert left_lying(problem, plan) == []


def test_those_worth_most_come_first_and_those_that_cost_more_stay_out():
    problem = question(road(0, 10, 20, 50), stops=2, value=[70, 60, 99])
    plan = bare(problem)
    assert (plan.missing, plan.cost) == ({2: 1}, 40)
    problem = question(road(0, 10, 20, 50), value=[70, 60, 99])
    # Once the others are on the way, the last is worth its detour.
    assert bare(problem).missing == {}


@pytest.mark.parametrize(("value", "days"), [(21, [1]), (20, [])])
def test_a_wish_says_when_but_not_whether(value, days):
    asked = {"days": 2, "bias": [[90, 80]], "value": value}
    plan = schedule(question(road(0, 10), **asked), steps=20)
    assert [tour.day for tour in plan.tours] == days


def test_a_place_too_far_for_a_day_is_reached_with_a_night():
    # Three hours to the place, which the host is near to, and six at it.
    asked = {"place": [1], "service_s": 6 * HOUR, "days": 3}
    nights = Nights(np.array([2]), 80.0, 1)
    problem = question(road(0, 180, 170), nights=nights, **asked)
    plan = bare(problem)
    assert caravan_violations(problem, plan) == []
    assert (plan.missing, plan.cost) == ({}, 2 * 180 + 80)
    # Not where that costs more than it is worth, nor where days must stay as they are.
    for changes in ({"value": 430}, {"shut": [(0, 1)]}):
        problem = question(road(0, 180, 170), nights=nights, **asked | changes)
        assert bare(problem).missing == {0: 1}
