"""Reasons, changes and contradictions in sentences."""

import numpy as np
import pytest

from planner.assignment import (
    Fit,
    assign,
    change_text,
    changes,
    explain_post,
    make_people,
    make_posts,
    make_problem,
    one_more,
    one_more_text,
    post_reason_label,
    problem_text,
)
from planner.reasons import REASONS
from tests.planner.assignment.cases import LIVESTOCK, MAIZE, RICE, reach_of

NAMES = {"a": "Ann", "b": "Bo", "v0": "Sunny Hill"}
MINUTE = 60


def _asked(table, known=None, wanted=None, people=None, posts=None, **rules):
    """Costs in minutes; the limit is 45."""
    size = len(table), len(table[0])
    seconds = [[at and at * MINUTE for at in row] for row in table]
    return make_problem(
        make_people(
            ["a", "b", "c"][: size[1]], known or [MAIZE] * size[1], **people or {}
        ),
        make_posts(
            [f"v{at}" for at in range(size[0])],
            wanted or [MAIZE] * size[0],
            **posts or {},
        ),
        reach_of(seconds),
        limit=45 * MINUTE,
        **rules,
    )


CASES = [
    (
        _asked([[5, 6], [9, None]], people={"capacity": [1, 1]}, pins=[(0, 0)]),
        "pinned_elsewhere",
        "Ann at 9 min fits and could go, were it not for what is pinned elsewhere. "
        "Take back a pin.",
    ),
    (
        _asked([[5], [9]], people={"capacity": [1]}),
        "in_reach_but_full",
        "All who fit within reach are full; the nearest is Ann at 9 min, 1 of 1, for "
        "whom 0 other open posts wait. Raise the capacity of Ann, or add a person.",
    ),
    (
        _asked([[9]], bans=[(0, 0)]),
        "excluded_by_planner",
        "Ann at 9 min could go, but is banned. Take back the ban.",
    ),
    (
        _asked([[9]], people={"in_post": [False]}),
        "closed_then",
        "Ann at 9 min fits but does not serve on that day. Extend the post of Ann, or "
        "add a person.",
    ),
    (
        _asked([[9, 47]], known=[LIVESTOCK, RICE], wanted=[RICE]),
        "no_matching_trade",
        "Nobody within reach knows Rice; they know Livestock. The nearest is Ann at "
        "9 min. Add a person who knows Rice. The nearest past the limit who fits and "
        "has room is Bo at 47 min, 2 min too far.",
    ),
    (
        _asked([[9]], posts={"tier": ["city"]}),
        "no_matching_trade",
        "Nobody who fits within reach is of the tier asked for; the nearest is Ann at "
        "9 min. Ask for another tier, or add a person.",
    ),
    (
        _asked([[9]], posts={"team": ["tea"]}),
        "no_matching_trade",
        "Nobody who fits within reach is of the team asked for; the nearest is Ann at "
        "9 min. Ask for another team, or add a person.",
    ),
    (
        _asked([[None]]),
        "nothing_in_reach",
        "Nobody who fits is within the limit. Add a person, or widen the limit.",
    ),
    (
        _asked([[5], [5]], posts={"place": [0, 0]}, pins=[(0, 0)]),
        "nothing_in_reach",
        "The 1 who fit within the limit hold other posts here already; there is nobody "
        "else. Add a person, or widen the limit.",
    ),
    (
        _asked([[9]], posts={"joined": [False], "road_m": [4200.0]}),
        "no_road_near",
        "The nearest road that may be used is 4.2 km away, which counts as none. Add "
        "the road to the village, or correct its place.",
    ),
]


@pytest.mark.parametrize(("problem", "reason", "said"), CASES)
def test_why_a_post_is_open(problem, reason, said):
    plan = assign(problem)
    (post,) = np.flatnonzero(plan.person < 0)[-1:]
    assert REASONS[plan.why.reason[post]] == reason
    told = explain_post(problem, plan, post, "en", names=NAMES)
    assert (told.reason, f"{told.text} {told.fix}") == (reason, said)
    chinese = explain_post(problem, plan, post, "zh", names=NAMES)
    assert "{" not in chinese.text + chinese.fix
    assert chinese.fix


@pytest.mark.parametrize("state", ["placed", "joined", "excluded"])
def test_states_of_a_post_and_posts_that_are_filled(state):
    problem = _asked([[9]], posts={state: [state == "excluded"]})
    plan = assign(problem)
    for lang in ("zh", "en"):
        told = explain_post(problem, plan, 0, lang)
        assert told.text
        assert "{" not in told.text + told.fix
    filled = _asked([[9]])
    assert explain_post(filled, assign(filled), 0, "en").reason == ""


def test_a_change_an_added_person_and_contradictions():
    before = _asked([[9, 20]])
    after = _asked([[50, 20]])
    (row,) = changes(before, np.array([0]), after, np.array([1]))
    told = change_text(row, "en", names=NAMES)
    assert told == "Ann no longer reaches it (9 min before, 50 min now)"
    after = _asked([[None, 20]])
    (row,) = changes(before, np.array([0]), after, np.array([1]))
    assert "no way now" in change_text(row, "en", names=NAMES)
    problem = _asked([[50]], pins=[(0, 0)], least_fit=Fit.PART)
    (found,) = assign(problem).conflict
    assert problem_text(found, "en", names=NAMES) == (
        "Ann is pinned to Sunny Hill at 50 min, over the limit of 45 min. Widen the "
        "limit or unpin."
    )
    problem = _asked([[5], [5]], people={"capacity": [1]}, posts={"must": [True, True]})
    (found,) = assign(problem).conflict
    assert problem_text(found, "en", names=NAMES).startswith(
        "These posts must be filled and cannot all be: Sunny Hill, v1. Only Ann could"
    )
    open_now = _asked([[None], [9]], people={"capacity": [0]})
    (fix,) = one_more(open_now, assign(open_now).person)
    assert one_more_text(open_now, fix, "Ann's", "en") == (
        "One more person who knows Maize, living near Ann's, would serve 1 open posts "
        "within 45 min."
    )


def test_a_reason_speaks_of_people_where_coverage_speaks_of_places():
    assert post_reason_label("nothing_in_reach", "zh") == "可达范围内没有合适的人"
    assert post_reason_label("no_location", "zh") == "没有位置"
