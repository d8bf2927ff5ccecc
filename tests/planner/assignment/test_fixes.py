"""One person more, by trying every home and trade."""

import numpy as np
from hypothesis import given, settings

from planner.assignment import (
    assign,
    make_people,
    make_posts,
    make_problem,
    one_more,
)
from planner.problem import trades_in
from planner.verify_assignment import _cost, fit_of
from tests.planner.assignment.cases import LIMIT, MAIZE, RICE, problems, reach_of


def _served(problem, open_posts, trade, home):
    """Places of open posts that a person of one trade would serve from one home."""
    posts, found = problem.posts, set()
    for post in open_posts:
        cost = _cost(problem, post, home)
        wanted = int(posts.trades[post])
        fits = not wanted or fit_of(wanted, trade) >= problem.least_fit
        if cost is not None and cost <= LIMIT and fits:
            found.add(int(posts.place[post]))
    return found


@given(problem=problems(pins=False))
@settings(max_examples=60, deadline=None)
def test_the_first_serves_the_most_there_is_to_serve(problem):
    plan = assign(problem)
    posts = problem.posts
    open_posts = [
        post
        for post, person in enumerate(plan.person.tolist())
        if person < 0
        and posts.placed[post]
        and posts.joined[post]
        and not posts.excluded[post]
    ]
    most = max(
        len(_served(problem, open_posts, 1 << bit, home))
        for bit in range(19)
        for home in range(len(problem.people))
    )
    found = one_more(problem, plan.person, count=1)
    assert (len(found[0].posts) if found else 0) == most
    for fix in found:
        places = posts.place[fix.posts].tolist()
        assert set(fix.posts.tolist()) <= set(open_posts)
        assert len(set(places)) == len(places)
        assert set(places) == _served(problem, open_posts, fix.trade, fix.home)
        costs = [_cost(problem, post, fix.home) for post in fix.posts.tolist()]
        assert costs == sorted(costs)
        assert fix.cost == costs[-1]


def test_the_next_person_serves_what_is_left():
    homes = reach_of([[5, None], [6, 31], [None, 7], [9, 9]])
    problem = make_problem(
        make_people(["a"], [MAIZE]),
        make_posts(
            ["v", "w", "x", "y"], [MAIZE, MAIZE, RICE, RICE], weight=[1, 9, 1, 1]
        ),
        reach_of([[None]] * 4),
        limit=30,
    )
    nobody = np.full(4, -1)
    first, second = one_more(problem, nobody, homes=homes)
    told = [
        (trades_in(fix.trade)[0], fix.home, fix.posts.tolist(), fix.cost)
        for fix in (first, second)
    ]
    assert told == [("grain", 0, [0, 1, 3], 9), ("rice", 1, [2], 7)]
    first = one_more(problem, nobody, homes=homes, capacity=1, count=1)[0]
    assert first.posts.tolist() == [0]


def test_nobody_more_helps_where_nothing_is_open():
    problem = make_problem(
        make_people(["a"], [MAIZE]),
        make_posts(["v"], [MAIZE]),
        reach_of([[5]]),
        limit=30,
    )
    assert one_more(problem, assign(problem).person) == ()
