"""The check of museum tours finds each broken promise, and nothing in a right plan."""

from dataclasses import replace

import numpy as np
import pytest

from planner.tours import Goal, Stay, TourPlan, schedule
from planner.verify_tours import violations
from tests.planner.tours.questions import plan_of, question

_FIRST = Stay(0, 0, 2, 0, 0)
_SECOND = Stay(1, 2, 2, 0, 1)


def rules(problem, *stays):
    return [one.promise for one in violations(problem, plan_of(stays))]


def test_a_right_plan():
    assert rules(question(), _FIRST, _SECOND) == []
    assert rules(question()) == []


@pytest.mark.parametrize(
    ("changes", "stays", "rule"),
    [
        ({"serves": np.zeros((1, 2), dtype=bool)}, [_FIRST], "serves"),
        ({}, [Stay(0, 0, 1, 0, 0)], "length"),
        ({}, [Stay(0, 0, 4, 0, 0)], "length"),
        ({}, [Stay(0, 7, 2, 0, 0)], "months"),
        ({"done": 1}, [_FIRST], "months"),
        ({}, [replace(_FIRST, venue=1)], "venue"),
        ({}, [replace(_FIRST, venue=-1)], "venue"),
        ({"set_size": 2.0}, [_FIRST], "venue_size"),
        ({"free": np.eye(2, 8, dtype=bool)}, [_FIRST], "venue_free"),
        ({"ready": np.arange(8)[None] != 1}, [_FIRST], "set_ready"),
        ({}, [_FIRST, replace(_SECOND, first=1)], "set_once"),
        ({"idle": [[0, 1, 0], [1, 0, 0], [0, 0, 0]]}, [_FIRST, _SECOND], "set_once"),
        ({"idle": [[0, 0, 1], [0, 0, 0], [1, 0, 0]]}, [_FIRST], "set_once"),
        ({"km": [[0, 1, np.inf], [1, 0, 1], [np.inf, 1, 0]]}, [_FIRST], "way"),
        ({}, [_FIRST, Stay(0, 5, 2, 0, 0)], "owed"),
        ({"owed": 2, "gap": 2}, [_FIRST, Stay(0, 3, 2, 0, 0)], "gap"),
        ({"last": -1, "gap": 1}, [_FIRST], "gap"),
        ({"owed": 2, "theme": 5}, [_FIRST, Stay(0, 5, 2, 0, 0)], "theme"),
        ({"last": -9, "last_theme": 5, "theme": 5}, [_FIRST], "theme"),
        ({"booked": (_SECOND,)}, [_FIRST], "booking_kept"),
    ],
)  # fmt: skip
def test_each_broken_promise(changes, stays, rule):
    assert rules(question(**changes), *stays) == [rule]


@pytest.mark.parametrize(
    "name", ["stays", "longest_wait", "total_wait", "travel", "length"]
)
@pytest.mark.parametrize("more", [-1.0, 1.0])
def test_numbers_are_counted_again(name, more):
    problem = question(last=[-3, -4])
    plan = schedule(problem, steps=50)
    wrong = [
        replace(goal, value=goal.value + more, bound=goal.value + more)
        if goal.name == name
        else goal
        for goal in plan.goals
    ]
    found = violations(problem, replace(plan, goals=tuple(wrong)))
    assert [(one.promise, one.subject) for one in found] == [("number", name)]


def test_bounds_that_are_beaten():
    problem = question()
    few = Goal("stays", 2, 1, "feasible", 0.0)
    much = Goal("travel", 2 * 3000 + 20 * 8, 9999, "feasible", 0.0)
    plan = TourPlan((_FIRST, _SECOND), (few, much), 0.0, 0)
    assert [one.promise for one in violations(problem, plan)] == ["bound", "bound"]


def test_changes_are_counted_where_there_was_a_plan():
    goal = Goal("changes", 0, 0, "optimal", 0.0)
    plan = TourPlan((_FIRST, _SECOND), (goal,), 0.0, 0)
    assert violations(question(), plan, near=[_FIRST]) == []
    moved = replace(_SECOND, first=4)
    assert len(violations(question(), plan, near=[_FIRST, moved])) == 1
