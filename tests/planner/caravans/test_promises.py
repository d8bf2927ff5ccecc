"""Whatever is asked: no rule is broken, and every visit is made or counted missing."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.pvrp_county import county
from planner.caravans import Nights, schedule
from planner.caravans.asking import loosest, rules_of
from planner.caravans.scheduling import _Run
from planner.caravans.shifts import BROKEN
from planner.verify_caravans import caravan_violations
from tests.planner.caravans.questions import ALWAYS, HOUR, NEVER, question, road

OPEN = (ALWAYS,)
WINDOWS = (
    [ALWAYS],
    [NEVER],
    [(9 * HOUR, 11 * HOUR)],
    [(8 * HOUR, 10 * HOUR), (13 * HOUR, 16 * HOUR)],
)


@st.composite
def questions(draw):
    """Ask for up to eight places, ten days and three caravans, with every rule."""
    c, days, vans = (
        draw(st.integers(1, 8)),
        draw(st.integers(1, 10)),
        draw(st.integers(1, 3)),
    )

    def some(values, *shape):
        count = int(np.prod(shape))
        picks = draw(st.lists(st.sampled_from(values), min_size=count, max_size=count))
        return np.array(picks).reshape(shape)

    def one(*values):
        return draw(st.sampled_from(values))

    places = some(range(0, 200, 7), c + 3)
    km = road(*places) + some([0, 0, 30], c + 3, c + 3)
    if one(True, False, False):
        km[some([True] + [False] * 9, *km.shape)] = np.inf
    np.fill_diagonal(km, 0)
    most = one(1, 2, 3)
    spans = one(True, False)
    earliest = np.sort(some(range(days), c, most), axis=1) if spans else 0
    latest = earliest + one(0, 2, 5) if spans else 999
    sets = st.sets(
        st.integers(0, days - 1), min_size=min(2, days), max_size=min(2, days)
    )
    patterns, times = (), some(range(most + 1), c)
    if days > 1 and one(True, False, False):
        most = 2
        patterns = tuple(
            tuple(tuple(sorted(draw(sets))) for _ in range(2)) for _ in range(c)
        )
        times, earliest, latest = np.full(c, 2), 0, 999
    rows = [WINDOWS[draw(st.integers(0, 3))] for _ in range(days)]
    pins = draw(
        st.lists(
            st.tuples(
                st.integers(0, c - 1),
                st.integers(0, days - 1),
                st.integers(-1, vans - 1),
            ),
            max_size=3,
        )
    )
    rest_from = one(10, 11) * HOUR
    return question(
        km, days=days, vans=vans, place=some(range(1, c + 3), c), windows=(OPEN, rows),
        calendar=some([0, 0, 1], c), times=times, earliest=earliest,
        latest=latest, gap_days=1 if patterns else some([1, 1, 2, 4], c),
        patterns=patterns,
        service_s=some([0, HOUR, 2 * HOUR], c), value=some([10, 500, 5000], c),
        allowed=some([True, True, False], c, vans), bias=some([0, 0, 20], c, days),
        load=some([0, 1, 2], c), home=some([0, 0, 1], vans),
        works=some([True, True, True, False], vans, days),
        begin_s=some([7 * HOUR, 8 * HOUR], vans), end_s=some([15, 18, 30], vans) * HOUR,
        work_s=some([np.inf, 9 * HOUR, 4 * HOUR], vans),
        week_s=some([np.inf, 30 * HOUR, 9 * HOUR], vans),
        rest_s=some([0, 0.75 * HOUR], vans), rest_from_s=rest_from,
        rest_until_s=rest_from + one(0.5, 2) * HOUR, stops=some([1, 3, 9], vans),
        room=some([2, 4, np.inf], vans), km_cost=some([1, 2], vans),
        hour_cost=some([0, 30], vans), day_cost=some([0, 50], vans),
        week_of=np.arange(days) // 4,
        nights=Nights(np.array([1, c + 2]), one(0.0, 30.0), one(0, 1, 2)), pins=pins,
    )  # fmt: skip


@given(questions(), st.integers(0, 99))
def test_no_rule_is_broken_and_no_visit_lost(problem, seed):
    plan = schedule(problem, steps=150, seed=seed)
    assert caravan_violations(problem, plan) == []
    again = schedule(problem, steps=150, seed=seed)
    assert (again.tours, again.cost) == (plan.tours, plan.cost)


@pytest.mark.parametrize("nights", [False, True])
def test_a_search_never_stands_still_on_a_broken_shift(nights):
    problem = county(40, 2, 1, nights=nights, seed=0)
    week_s = np.full(1, 25 * HOUR)
    problem = replace(problem, vans=replace(problem.vans, week_s=week_s))
    run = _Run(rules_of(problem), 1, loosest(problem), None)
    run.go(500, 3.0, 1.0)
    assert not run.state.tour["broken"].any()
    assert run.state.tally[BROKEN] == 0
    assert run.state.week[run.rules.shift["week"]].max() <= 25 * HOUR


@given(questions(), st.data())
def test_a_plan_carried_on_keeps_the_rules_and_the_shut_days(problem, data):
    old = schedule(problem, steps=50)
    shifts = [(int(van), int(day)) for van, day in np.argwhere(problem.vans.works)]
    shut = data.draw(st.lists(st.sampled_from(shifts), max_size=3)) if shifts else []
    asked = replace(problem, shut=tuple(shut))
    plan = schedule(asked, steps=50, start=old)
    assert caravan_violations(asked, plan, old) == []


@given(questions(), questions())
def test_a_plan_for_another_question_is_taken_over_as_far_as_it_fits(problem, other):
    plan = schedule(problem, steps=50, start=schedule(other, steps=20))
    assert caravan_violations(problem, plan) == []
