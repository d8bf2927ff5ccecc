"""Every open post has the reason that setting aside one rule would show."""

from dataclasses import replace

from hypothesis import given, settings

from planner.assignment import LACKS, assign, make_people, make_posts, make_problem
from planner.problem import trades_in
from planner.reasons import REASONS
from planner.verify_assignment import _cost, _tie
from tests.planner.assignment.cases import (
    LIVESTOCK,
    MAIZE,
    RICE,
    every_plan,
    options_of,
    problems,
    reach_of,
)

# Rules in the order they are named, with the promise of the verifier they stand for.
_RULES = (
    ("ban", "excluded_by_planner"),
    ("dates", "closed_then"),
    ("trade", "no_matching_trade"),
    ("tier", "no_matching_trade"),
    ("team", "no_matching_trade"),
)


def _most(problem, options=None, pins=True):
    return max(
        sum(at >= 0 for at in plan) for plan in every_plan(problem, options, pins=pins)
    )


def _set_aside(problem, post, rule):
    """Options of all posts, with those of one widened by whoever breaks one rule."""
    options = options_of(problem)
    widened = [
        person
        for person in range(len(problem.people))
        if {promise for promise, _ in _tie(problem, post, person)} <= {rule}
        and _cost(problem, post, person) is not None
    ]
    return [*options[:post], widened, *options[post + 1 :]]


def _expected(problem, plan, post):
    """Reason of an open post by trying out every plan; and what is lacking."""
    posts = problem.posts
    if posts.excluded[post]:
        return "excluded_by_planner", ""
    if not posts.placed[post]:
        return "no_location", ""
    if not posts.joined[post]:
        return "no_road_near", ""
    most = _most(problem)
    mine = options_of(problem)[post]
    # With all pins set aside, for this post: it is filled beside all that are.
    others = [
        [*([at] if at >= 0 else []), *people]
        for at, people in zip(plan.person.tolist(), options_of(problem), strict=True)
    ]
    filled = {at for at, person in enumerate(plan.person.tolist()) if person >= 0}
    if any(
        candidate[post] >= 0 and all(candidate[at] >= 0 for at in filled)
        for candidate in every_plan(problem, others, pins=False)
    ):
        return "pinned_elsewhere", ""
    there = {
        int(plan.person[other])
        for other in range(len(posts))
        if posts.place[other] == posts.place[post]
    }
    if set(mine) - there:
        return "in_reach_but_full", ""
    for rule, reason in _RULES:
        if _most(problem, _set_aside(problem, post, rule)) > most:
            return reason, rule if rule in LACKS else ""
    return "nothing_in_reach", ""


@given(problem=problems())
@settings(max_examples=120, deadline=None)
def test_reasons_are_what_setting_aside_each_rule_shows(problem):
    plan = assign(problem)
    if not plan.goals:
        return
    for post, person in enumerate(plan.person.tolist()):
        told = REASONS[plan.why.reason[post]], LACKS[plan.why.lacks[post]]
        wanted = ("", "") if person >= 0 else _expected(problem, plan, post)
        assert told == wanted


@given(problem=problems(pins=False))
@settings(max_examples=60, deadline=None)
def test_the_option_past_the_limit_would_fill_the_post(problem):
    plan = assign(problem)
    for post, person in enumerate(plan.person.tolist()):
        if person >= 0 or not _tries(problem, post):
            assert plan.why.option[post] == -1
            continue
        farther = _set_aside(problem, post, "reach")
        beyond = [at for at in farther[post] if at not in options_of(problem)[post]]
        most = _most(problem)
        right = [
            at
            for at in beyond
            if _most(problem, [*farther[:post], [at], *farther[post + 1 :]]) > most
        ]
        costs = [_cost(problem, post, at) for at in right]
        assert plan.why.option_cost[post] == min(costs, default=-1)
        assert (plan.why.option[post] in right) == bool(right)


def _tries(problem, post):
    posts = problem.posts
    return posts.placed[post] and posts.joined[post] and not posts.excluded[post]


def test_numbers_that_prove_a_reason():
    problem = make_problem(
        make_people(["a", "b"], [MAIZE, LIVESTOCK], [1, 5]),
        make_posts(["v", "w", "x", "y"], [MAIZE, MAIZE, MAIZE, RICE]),
        reach_of([[5, 9], [6, 9], [7, None], [None, 9]]),
        limit=30,
    )
    plan = assign(problem, goals=["filled", "travel"])
    why = plan.why
    assert plan.person.tolist() == [0, -1, -1, -1]
    assert [REASONS[at] for at in why.reason] == [
        "",
        "in_reach_but_full",
        "in_reach_but_full",
        "no_matching_trade",
    ]
    assert why.blocker.tolist() == [-1, 0, 0, 1]
    assert why.blocker_cost.tolist() == [-1, 6, 7, 9]
    assert why.waiting.tolist() == [0, 2, 2, 0]
    assert trades_in(int(why.offered[3])) == ("livestock",)


def test_who_serves_the_place_already_is_counted():
    problem = make_problem(
        make_people(["a"], [MAIZE]),
        make_posts(["v1", "v2"], [MAIZE, MAIZE], place=[0, 0]),
        reach_of([[5], [5]]),
        limit=30,
    )
    why = assign(problem).why
    assert sorted(REASONS[at] for at in why.reason) == ["", "nothing_in_reach"]
    assert sorted(why.serving.tolist()) == [0, 1]


def test_a_pin_elsewhere_is_the_reason():
    problem = make_problem(
        make_people(["a", "b"], [MAIZE, MAIZE], [1, 1]),
        make_posts(["v", "w"], [MAIZE, MAIZE]),
        reach_of([[5, None], [5, 6]]),
        limit=30,
        pins=[(1, 0)],
    )
    plan = assign(problem)
    assert plan.person.tolist() == [-1, 0]
    assert REASONS[plan.why.reason[0]] == "pinned_elsewhere"
    assert plan.why.blocker[0] == 0
    free = replace(problem, pins=problem.pins[:0])
    assert assign(free).person.tolist() == [0, 1]


def test_somebody_who_left_is_not_named_but_the_next_nearest_is():
    def told(left):
        people = make_people(
            ["a", "b"], [RICE, MAIZE], in_post=[False, True], left=[left, False]
        )
        posts = make_posts(["p"], [RICE])
        plan = assign(make_problem(people, posts, reach_of([[5, 9]]), limit=2700))
        return REASONS[plan.why.reason[0]], plan.why.blocker[0]

    assert told(left=False) == ("closed_then", 0)
    assert told(left=True) == ("no_matching_trade", 1)
