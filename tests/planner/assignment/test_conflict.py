"""Contradictions are told in smallest sets, all at once."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from planner.assignment import assign, make_people, make_posts, make_problem
from planner.errors import WORDS
from tests.planner.assignment.cases import (
    LIVESTOCK,
    MAIZE,
    every_plan,
    problems,
    reach_of,
)


def _problem(table, people=None, posts=None, **rules):
    size = len(table), len(table[0])
    known = (people or {}).pop("trades", [MAIZE] * size[1])
    wanted = (posts or {}).pop("trades", [MAIZE] * size[0])
    return make_problem(
        make_people([f"p{at}" for at in range(size[1])], known, **(people or {})),
        make_posts([f"v{at}" for at in range(size[0])], wanted, **(posts or {})),
        reach_of(table),
        limit=30,
        **rules,
    )


@pytest.mark.parametrize(
    ("problem", "key"),
    [
        (_problem([[5]], posts={"excluded": [True]}, pins=[(0, 0)]), "excluded"),
        (_problem([[5]], posts={"placed": [False]}, pins=[(0, 0)]), "unplaced"),
        (_problem([[5]], posts={"joined": [False]}, pins=[(0, 0)]), "no_road"),
        (_problem([[5]], people={"in_post": [False]}, pins=[(0, 0)]), "absent"),
        (_problem([[5]], people={"capacity": [0]}, pins=[(0, 0)]), "idle"),
        (_problem([[5]], pins=[(0, 0)], bans=[(0, 0)]), "banned"),
        (_problem([[None]], pins=[(0, 0)]), "unreached"),
        (_problem([[31]], pins=[(0, 0)]), "far"),
        (_problem([[5]], people={"trades": [LIVESTOCK]}, pins=[(0, 0)]), "trade"),
        (_problem([[5]], people={"trades": [0]}, pins=[(0, 0)]), "trade"),
        (_problem([[5]], posts={"tier": ["city"]}, pins=[(0, 0)]), "tier"),
        (_problem([[5]], posts={"team": ["tea"]}, pins=[(0, 0)]), "team"),
    ],
)
def test_a_pin_that_breaks_a_rule(problem, key):
    plan = assign(problem)
    assert plan.status == "infeasible"
    assert [told for told, _ in plan.conflict] == [f"assignment_pin_{key}"]
    _told_in_both_languages(plan)


def _told_in_both_languages(plan):
    for key, told in [*plan.conflict, *plan.notes]:
        assert "{" not in WORDS.say(key, "zh", told) + WORDS.say(key, "en", told)


def test_all_contradicting_pins_are_told_at_once():
    plan = assign(
        _problem(
            [[5, 5, 31]] * 4,
            people={"capacity": [1, 9, 9]},
            posts={"place": [0, 1, 2, 2]},
            pins=[(0, 0), (1, 0), (1, 1), (2, 1), (3, 1), (0, 2)],
        )
    )
    assert [key for key, _ in plan.conflict] == [
        "assignment_pin_far",
        "assignment_pins_same_post",
        "assignment_pins_same_post",
        "assignment_pins_same_place",
        "assignment_pins_over_capacity",
    ]
    assert plan.conflict[-1][1]["posts"] == ["v0", "v1"]
    _told_in_both_languages(plan)


def test_posts_that_must_be_filled_and_cannot_be():
    problem = _problem(
        [[5, None], [5, None], [5, 5], [None, 5], [None, None]],
        people={"capacity": [1, 5]},
        posts={"must": [True] * 5},
    )
    plan = assign(problem)
    assert plan.status == "infeasible"
    assert plan.value("must") == 2
    assert (plan.person >= 0).sum() == 3
    sets = {key: told["posts"] for key, told in plan.conflict}
    assert sets == {
        "assignment_musts": ["v0", "v1"],
        "assignment_must_nobody": ["v4"],
    }
    _told_in_both_languages(plan)


def test_pins_and_bans_are_named_where_they_matter():
    problem = _problem(
        [[5, None], [5, 5], [5, 5]],
        people={"capacity": [1, 1]},
        posts={"must": [True, False, False]},
        pins=[(1, 0)],
        bans=[(2, 1)],
    )
    (key, told), *rest = assign(problem).conflict
    assert (key, rest) == ("assignment_musts_choices", [])
    assert (told["posts"], told["pins"], told["bans"]) == (["v0"], ["p0 → v1"], [])
    banned = _problem([[5]], posts={"must": [True]}, bans=[(0, 0)])
    ((key, told),) = assign(banned).conflict
    assert key == "assignment_musts_choices"
    assert told["bans"] == ["p0 → v0"]


@given(problem=problems())
@settings(max_examples=90, deadline=None)
def test_no_rule_of_a_set_can_be_left_out(problem):
    must = problem.posts.must
    plan = assign(replace(problem, posts=replace(problem.posts, must=must | True)))
    for key, told in plan.conflict:
        if not key.startswith("assignment_must"):
            continue
        posts = told["posts_at"]
        pins = _pairs(problem, told["pins"])
        bans = _pairs(problem, told["bans"])
        assert not _agree(problem, posts, pins, bans)
        for left_out in posts:
            fewer = [at for at in posts if at != left_out]
            assert _agree(problem, fewer, pins, bans)
        for at in range(len(pins)):
            assert _agree(problem, posts, np.delete(pins, at, axis=0), bans)
        for at in range(len(bans)):
            assert _agree(problem, posts, pins, np.delete(bans, at, axis=0))


def _pairs(problem, told):
    """Pins or bans as positions, from their words."""
    post = {name: at for at, name in enumerate(problem.posts.ids)}
    person = {name: at for at, name in enumerate(problem.people.ids)}
    pairs = [line.split(" → ") for line in told]
    found = [(post[name], person[who]) for who, name in pairs]
    return np.array(found, dtype=np.int64).reshape(-1, 2)


def _agree(problem, posts, pins, bans):
    alone = replace(problem, pins=pins, bans=bans)
    return any(all(plan[at] >= 0 for at in posts) for plan in every_plan(alone))
