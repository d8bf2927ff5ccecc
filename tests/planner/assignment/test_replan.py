"""Re-planning changes little, and every row says why."""

from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings

from planner.assignment import (
    assign,
    carry_over,
    changes,
    decide,
    make_people,
    make_posts,
    make_problem,
)
from planner.assignment.replan import Cause
from planner.errors import WORDS
from planner.verify_assignment import goal_value, violations
from tests.planner.assignment.cases import (
    LIVESTOCK,
    MAIZE,
    best_values,
    problems,
    reach_of,
)

TABLE = [[5, 9, None], [6, 9, None], [None, 5, 9]]
IDS = ["ann", "bo", "cy"]


def _problem(table=None, people=None, posts=None, ids=None, names=None, **rules):
    table = TABLE if table is None else table
    return make_problem(
        make_people(
            ids or IDS,
            **{"trades": [MAIZE] * 3, "capacity": [2, 1, 1]} | (people or {}),
        ),
        make_posts(
            names or ["u", "v", "w"], **{"trades": [MAIZE] * len(table)} | (posts or {})
        ),
        reach_of(table),
        limit=30,
        **rules,
    )


BEFORE = _problem()
ACCEPTED = np.array([0, 0, 1])


def _rows(after):
    problem = carry_over(BEFORE, ACCEPTED, after)
    plan = assign(problem)
    assert violations(problem, plan) == []
    rows = changes(BEFORE, ACCEPTED, problem, plan.person)
    return [(row.post, row.before, row.after, row.cause) for row in rows]


def test_nothing_changed_nothing_changes():
    assert _rows(_problem()) == []


@pytest.mark.parametrize(
    ("after", "cause"),
    [
        (_problem(people={"in_post": [True, False, True]}), "person_left"),
        (_problem([[5, 9, None], [6, 9, None], [None, 31, 9]]), "out_of_reach"),
        (_problem([[5, 9, None], [6, 9, None], [None, None, 9]]), "out_of_reach"),
        (_problem(people={"trades": [MAIZE, LIVESTOCK, MAIZE]}), "trade"),
        (
            _problem(
                posts={"tier": ["", "", "city"]}, people={"tier": ["", "", "city"]}
            ),
            "tier",
        ),
        (
            _problem(posts={"team": ["", "", "tea"]}, people={"team": ["", "", "tea"]}),
            "team",
        ),
        (_problem(bans=[(2, 1)]), "banned"),
        (_problem(pins=[(2, 2)]), "pinned"),
        (_problem(people={"capacity": [2, 0, 1]}), "capacity"),
    ],
)
def test_one_thing_changes_and_one_row_says_why(after, cause):
    assert _rows(after) == [("w", "bo", "cy", cause)]


def test_a_person_gone_from_the_roster_has_left():
    after = make_problem(
        make_people(["cy", "ann"], [MAIZE, MAIZE], [1, 2]),
        make_posts(["w", "u", "v"], [MAIZE] * 3),
        reach_of([[9, None], [None, 5], [None, 6]]),
        limit=30,
    )
    assert _rows(after) == [("w", "bo", "cy", "person_left")]


def test_a_new_post_takes_a_person_who_makes_room():
    table = [*TABLE, [None, 8, None]]
    rows = _rows(_problem(table, names=["u", "v", "w", "x"]))
    assert rows == [("w", "bo", "cy", "makes_room"), ("x", "", "bo", "new_post")]


def test_posts_gone_excluded_and_filled_at_last():
    after = _problem([[5, 9, None]], names=["u"])
    assert _rows(after) == [
        ("v", "ann", "", "post_gone"),
        ("w", "bo", "", "post_gone"),
    ]
    after = _problem(posts={"excluded": [False, False, True]})
    assert _rows(after) == [("w", "bo", "", "post_excluded")]
    opened = changes(BEFORE, np.array([0, 0, -1]), BEFORE, ACCEPTED)
    assert [(row.post, row.cause) for row in opened] == [("w", "now_filled")]
    moved = changes(BEFORE, ACCEPTED, BEFORE, np.array([0, 0, 2]))
    told = [(row.cause, row.cost_before, row.cost_now, row.cost_after) for row in moved]
    assert told == [("goals", 5, 5, 9)]
    longer = _problem([[5, 9, None], [6, 9, None], [None, 31, 9]])
    (row,) = changes(BEFORE, ACCEPTED, longer, np.array([0, 0, 2]))
    assert (row.cost_before, row.cost_now, row.cost_after) == (5, 31, 9)


def test_every_cause_has_words():
    names = ("before", "after", "cost_before", "cost_now", "makes_room_for")
    told = dict.fromkeys(names, "x")
    for cause in get_args(Cause):
        for lang in ("zh", "en"):
            assert "{" not in WORDS.say(f"change_cause_{cause}", lang, told)


def _decided(decision, **rules):
    after = carry_over(BEFORE, ACCEPTED, _problem([*TABLE, [None, 8, None]], **rules))
    plan = assign(after)
    rows = changes(BEFORE, ACCEPTED, after, plan.person)
    return assign(decide(after, rows, {"w": decision}))


def test_a_rejected_row_keeps_the_old_tie():
    names = ["u", "v", "w", "x"]
    plan = _decided("reject", names=names)
    assert plan.person.tolist() == [0, 0, 1, -1]


def test_a_rejected_row_whose_old_tie_is_gone_bans_the_new_one():
    after = carry_over(BEFORE, ACCEPTED, _problem(bans=[(2, 1)]))
    rows = changes(BEFORE, ACCEPTED, after, assign(after).person)
    again = decide(after, rows, {"w": "reject", "nowhere": "pin"})
    assert again.pins.tolist() == []
    assert again.bans.tolist() == [[2, 1], [2, 2]]
    assert assign(again).person.tolist() == [0, 0, -1]


def test_a_pinned_row_stays_and_an_accepted_one_is_the_new_start():
    names = ["u", "v", "w", "x"]
    assert _decided("pin", names=names).person.tolist() == [0, 0, 2, 1]
    plan = _decided("accept", names=names)
    assert plan.person.tolist() == [0, 0, 2, 1]
    assert plan.value("changes") == 0


@given(problem=problems(posts=4, people=3, pins=False))
@settings(max_examples=50, deadline=None)
def test_rows_are_the_ties_that_differ_and_no_fewer_would_do(problem):
    goals = ["must", "filled", "changes", "travel"]
    before = problem.accepted
    plan = assign(problem, goals=goals)
    rows = changes(problem, before, problem, plan.person)
    differ = np.flatnonzero(plan.person != before)
    assert [row.post for row in rows] == [f"v{at}" for at in differ]
    lost = sum(bool(row.before) for row in rows)
    assert lost == plan.value("changes") == best_values(problem, goals)[2]
    assert lost == goal_value(problem, plan.person.tolist(), "changes")


@given(problem=problems(posts=4, people=3))
@settings(max_examples=40, deadline=None)
def test_rejecting_every_row_leaves_no_new_tie(problem):
    plan = assign(problem)
    if not plan.goals:
        return
    rows = changes(problem, problem.accepted, problem, plan.person)
    again = decide(problem, rows, {row.post: "reject" for row in rows})
    best = assign(again)
    for row in rows:
        post = problem.posts.ids.tolist().index(row.post)
        assert best.person[post] != plan.person[post] or plan.person[post] < 0
