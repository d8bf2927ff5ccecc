"""Small assignment problems drawn at random, and every plan they have."""

from dataclasses import replace
from itertools import product

import numpy as np
from hypothesis import strategies as st
from scipy.sparse import csr_array

from planner.assignment import Fit, make_people, make_posts, make_problem
from planner.verify_assignment import _tie, goal_value

LIMIT = 30
# Grain, maize, rice, and livestock, as masks of the declared list.
GRAIN, MAIZE, RICE, LIVESTOCK = 1, 2, 4, 1 << 12
_TRADES = st.sampled_from(
    [*[MAIZE] * 6, 0, GRAIN, RICE, LIVESTOCK, MAIZE | RICE, MAIZE | LIVESTOCK]
)
_RARELY = st.sampled_from([False] * 12 + [True])
_MOSTLY = st.sampled_from([True] * 12 + [False])
_TEXT = st.sampled_from([*[""] * 7, "city"])
_PERSON = st.tuples(
    _TRADES, st.sampled_from([0, 1, 1, 1, 1, 2, 2, 3, 2**31]), _MOSTLY, _TEXT, _TEXT
)
_POST = st.tuples(
    st.integers(0, 3),
    _TRADES,
    _RARELY,
    st.integers(0, 4),
    _TEXT,
    _TEXT,
    *(_MOSTLY, _MOSTLY, _RARELY),
)
_COST = st.sampled_from([None, 0, 10, 10, 10, 20, 20, 30, 31, 40])


@st.composite
def problems(draw, posts=5, people=4, pins=True):
    """A problem of a few posts and people with every trap."""
    rows = draw(st.lists(_POST, min_size=1, max_size=posts))
    columns = draw(st.lists(_PERSON, min_size=1, max_size=people))
    size = st.lists(_COST, min_size=len(columns), max_size=len(columns))
    pair = st.tuples(st.integers(0, len(rows) - 1), st.integers(0, len(columns) - 1))
    holder = st.integers(-1, len(columns) - 1)
    place, wanted, must, weight, tier, team, placed, joined, excluded = zip(
        *rows, strict=True
    )
    known, capacity, in_post, own_tier, own_team = zip(*columns, strict=True)
    problem = make_problem(
        make_people(
            [f"p{at}" for at in range(len(columns))],
            known,
            capacity,
            in_post=in_post,
            tier=own_tier,
            team=own_team,
        ),
        make_posts(
            [f"v{at}" for at in range(len(rows))],
            wanted,
            place=place,
            must=must,
            weight=weight,
            tier=tier,
            team=team,
            placed=placed,
            joined=joined,
            excluded=excluded,
        ),
        reach_of([draw(size) for _ in rows]),
        limit=LIMIT,
        last_year=[(place[post], at) for post, at in draw(st.lists(pair))],
        accepted=draw(st.lists(holder, min_size=len(rows), max_size=len(rows))),
        bans=draw(st.lists(pair, max_size=1)),
        least_fit=draw(st.sampled_from([Fit.WHOLE, *Fit])),
    )
    if not pins:
        return problem
    may = [
        (post, at) for post, people in enumerate(options_of(problem)) for at in people
    ]
    # Most pins are kept by themselves, or few problems would have any plan.
    pin = st.sampled_from(may) if may and draw(_MOSTLY) else pair
    drawn = draw(st.lists(pin, max_size=2, unique_by=lambda one: one[0]))
    return replace(problem, pins=np.array(drawn, dtype=np.int64).reshape(-1, 2))


def reach_of(table):
    """Stored costs of a table in which None is out of reach; a cost may be 0."""
    cells = [
        (row, column, cost)
        for row, line in enumerate(table)
        for column, cost in enumerate(line)
        if cost is not None
    ]
    rows, columns, costs = np.array(cells, dtype=np.int64).reshape(-1, 3).T
    shape = (len(table), len(table[0]) if table else 0)
    return csr_array((costs, (rows, columns)), shape=shape)


def options_of(problem):
    """People each post may have, by the rules that can be told of a tie alone."""
    return [
        [
            person
            for person in range(len(problem.people))
            if not list(_tie(problem, post, person))
        ]
        for post in range(len(problem.posts))
    ]


def every_plan(problem, options=None, pins=True):
    """Every plan that keeps the rules; ``options`` may say otherwise who may."""
    options = options_of(problem) if options is None else options
    place, capacity = problem.posts.place.tolist(), problem.people.capacity.tolist()
    pinned = problem.pins.tolist() if pins else []
    for plan in product(*([-1, *people] for people in options)):
        held = [(place[post], at) for post, at in enumerate(plan) if at >= 0]
        people = [at for at in plan if at >= 0]
        if (
            len(set(held)) == len(held)
            and all(people.count(at) <= capacity[at] for at in people)
            and all(plan[post] == at for post, at in pinned)
        ):
            yield list(plan)


def best_values(problem, goals):
    """Value of each goal in order, over all plans; None where there is no plan."""
    plans = list(every_plan(problem))
    found = []
    for goal in goals:
        values = [goal_value(problem, plan, goal) for plan in plans]
        if not values:
            return None
        more = goal in {"filled", "poorest", "fit", "kept"}
        found.append(max(values) if more else min(values))
        rated = zip(plans, values, strict=True)
        plans = [plan for plan, value in rated if value == found[-1]]
    return found
