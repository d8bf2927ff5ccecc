"""Plans are the best there are, goal by goal, and say what contradicts."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.assignment import (
    DEFAULT_GOALS,
    Fit,
    assign,
    make_people,
    make_posts,
    make_problem,
)
from planner.errors import PlanInputError
from planner.verify_assignment import violations
from tests.planner.assignment.cases import (
    GRAIN,
    LIVESTOCK,
    MAIZE,
    best_values,
    problems,
    reach_of,
)


def _orders():
    must = st.sampled_from([["must"], []])
    first = st.permutations(["filled", "poorest"])
    rest = st.permutations(["changes", "fit", "kept", "load", "longest", "travel"])
    kept = st.integers(0, 6)
    parts = st.tuples(must, first, rest, kept)
    return parts.map(lambda drawn: [*drawn[0], *drawn[1], *drawn[2][: drawn[3]]])


@given(problem=problems(), goals=_orders())
@settings(max_examples=150, deadline=None)
def test_every_goal_is_met_as_far_as_those_before_allow(problem, goals):
    plan = assign(problem, goals=goals)
    best = best_values(problem, goals)
    assert violations(problem, plan) == []
    if best is None:
        assert plan.status == "infeasible"
        assert (plan.person == -1).all()
        return
    assert [row.value for row in plan.goals] == best
    assert [row.bound for row in plan.goals] == best
    broken = "must" in goals and plan.value("must")
    assert plan.status == ("infeasible" if broken else "optimal")
    assert bool(plan.conflict) == (plan.status == "infeasible")


@given(problem=problems())
@settings(max_examples=25, deadline=None)
def test_same_problem_same_plan(problem):
    first, second = assign(problem), assign(problem)
    np.testing.assert_array_equal(first.person, second.person)
    assert first.goals == second.goals


@given(problem=problems(), stop_at=st.integers(0, 8))
@settings(max_examples=50, deadline=None)
def test_stopped_early_the_bounds_still_hold(problem, stop_at):
    told = []

    def watch(goal, cost, bound):
        told.append(goal)
        return len(told) > stop_at

    plan = assign(problem, watch=watch)
    best = assign(problem)
    assert violations(problem, plan) == []
    if not plan.goals:
        return
    # Nothing stops it before posts are filled.
    solved = max(stop_at + 1, 2)
    assert told == list(DEFAULT_GOALS[:solved])
    for row, right in zip(plan.goals[:solved], best.goals, strict=False):
        assert (row.value, row.bound) == (right.value, right.bound)
    # Given the goals solved, the values of all others lie between value and bound.
    rest = best_values(problem, [*told, plan.goals[-1].goal])
    low, high = sorted((plan.goals[-1].value, plan.goals[-1].bound))
    assert low <= rest[-1] <= high


def test_time_up_leaves_a_whole_plan():
    problem = _pairs([[5, 6], [7, 8]])
    plan = assign(problem, time_limit_s=0.0)
    assert plan.value("filled") == 2
    assert plan.goals[1].proved
    assert violations(problem, plan) == []


def _pairs(table, known=None, wanted=None, **rules):
    people = {"capacity": rules.pop("capacity", None)}
    rows, columns = len(table), len(table[0])
    posts = {
        name: rules.pop(name) for name in ("must", "place", "weight") if name in rules
    }
    return make_problem(
        make_people(
            [f"p{at}" for at in range(columns)], known or [MAIZE] * columns, **people
        ),
        make_posts([f"v{at}" for at in range(rows)], wanted or [MAIZE] * rows, **posts),
        reach_of(table),
        limit=30,
        **rules,
    )


def test_goals_of_another_order_give_another_plan():
    # Post 0 can have the near holder of the part, or the far one of the trade itself.
    problem = _pairs([[5, 25]], known=[GRAIN, MAIZE])
    assert assign(problem, goals=["filled", "fit", "travel"]).person.tolist() == [1]
    assert assign(problem, goals=["filled", "travel", "fit"]).person.tolist() == [0]


def test_loads_are_spread_by_capacity():
    problem = _pairs([[5, 10]] * 6, capacity=[2, 4])
    assert assign(problem).load.tolist() == [2, 4]
    problem = _pairs([[5, 10]] * 3, capacity=[2, 4])
    assert assign(problem).load.tolist() == [1, 2]


def test_a_place_with_several_posts_has_several_people():
    problem = _pairs([[5, 20]] * 2, capacity=[4, 4], place=[7, 7])
    assert sorted(assign(problem).person.tolist()) == [0, 1]


def test_last_years_ties_are_kept_where_they_still_fit():
    problem = _pairs([[5, 20], [20, 5]], capacity=[1, 1], last_year=[(0, 1), (1, 0)])
    assert assign(problem).person.tolist() == [1, 0]


def test_reach_of_zero_is_reach():
    assert assign(_pairs([[0]])).person.tolist() == [0]


def test_nobody_and_nothing():
    problem = make_problem(
        make_people([], []), make_posts([], []), reach_of([]), limit=30
    )
    plan = assign(problem)
    assert plan.status == "optimal"
    assert len(plan.person) == 0
    problem = make_problem(
        make_people([], []), make_posts(["v"], [MAIZE]), reach_of([[]]), limit=30
    )
    assert assign(problem).person.tolist() == [-1]


def test_notes_tell_what_is_odd():
    problem = _pairs([[5], [None], [None]], known=[0], capacity=[1])
    notes = dict(assign(problem).notes)
    assert notes["assignment_note_no_trade"]["people"] == ["p0"]
    assert notes["assignment_note_room"] == {"room": 1, "wanted": 3}
    notes = dict(assign(_pairs([[None]])).notes)
    assert "assignment_note_no_reach" in notes


@pytest.mark.parametrize(
    ("goals", "keys"),
    [
        (["travel", "filled"], {"assignment_goal_filled_first"}),
        (["must", "fit"], {"assignment_goal_filled_first"}),
        ([], {"assignment_goal_filled_first"}),
        (["filled", "must"], {"assignment_goal_must_first"}),
        (["filled", "near"], {"assignment_goal_unknown"}),
        (
            ["filled", "fit", "fit", "x"],
            {"assignment_goal_twice", "assignment_goal_unknown"},
        ),
    ],
)
def test_goals_out_of_order_are_refused(goals, keys):
    with pytest.raises(PlanInputError) as error:
        assign(_pairs([[5]]), goals=goals)
    assert {key for key, _ in error.value.problems} == keys
    assert "assignment" not in error.value.text("zh")


def test_the_verifier_finds_every_broken_promise():
    problem = _pairs(
        [[5, 10], [40, 10], [5, None]],
        known=[MAIZE, LIVESTOCK],
        capacity=[2, 2],
        place=[0, 1, 0],
        bans=[(2, 0)],
        least_fit=Fit.WHOLE,
    )
    plan = assign(problem)
    assert violations(problem, plan) == []
    bad = replace(plan, person=np.array([0, 0, 0]), load=np.array([3, 1]))
    promises = {found.promise for found in violations(problem, bad)}
    assert {"reach", "ban", "capacity", "once", "load", "goal", "reason"} <= promises
    bad = replace(plan, person=np.array([1, -1, -1]), load=np.array([0, 1]))
    promises = {found.promise for found in violations(problem, bad)}
    assert {"trade", "goal"} <= promises
    bad = replace(plan, person=np.array([-1, -1, -1]), load=np.array([0, 0]))
    promises = {found.promise for found in violations(problem, bad)}
    assert {"filled", "reason"} <= promises
    assert violations(problem, replace(plan, person=np.array([0])))
