"""Tours planned: a toy by hand, each rule alone, and everything tried."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.errors import PlanInputError
from planner.tours import NEAR_GOALS, Stay, schedule
from planner.tours.parts import parts_of
from planner.verify_tours import violations
from tests.planner.tours.questions import best, booked, question, small

_STEPS = 200


def planned(problem, **settings):
    """Plan, and check what is said of the plan."""
    settings = {"steps": _STEPS} | settings
    plan = schedule(problem, **settings)
    assert violations(problem, plan, near=settings.get("near")) == []
    return plan


def value(plan, name):
    return next(goal.value for goal in plan.goals if goal.name == name)


def test_a_toy_by_hand():
    """The third county is due long since; the way there and back passes the others.

    One set, three counties at 10, 20 and 30 km, six months, two each. The third waits
    from month 0 on, the others from 5 months before the plan, whoever comes first: so
    all are due, and only the way decides: out along the road, 30 km.
    """
    plan = planned(question(counties=3, months=6))
    assert [(stay.county, stay.first) for stay in plan.stays] == [
        (0, 0),
        (1, 2),
        (2, 4),
    ]
    assert value(plan, "travel") == 30 * 8 + 3 * 3000
    assert plan.status == "optimal"


def test_who_was_there_lately_waits_less():
    plan = planned(question(months=4, last=[-1, -4], gap=0))
    assert [stay.county for stay in plan.stays] == [1, 0]


def test_heavier_counties_first_where_not_all_fit():
    for weight, county in (([1.0, 2.0], 1), ([2.0, 1.0], 0)):
        plan = planned(question(months=3, weight=weight))
        assert [stay.county for stay in plan.stays] == [county]


def test_first_stays_before_second_ones():
    plan = planned(question(counties=2, months=6, owed=2, gap=0, weight=[9.0, 1.0]))
    assert sorted(stay.county for stay in plan.stays) == [0, 0, 1]


@pytest.mark.parametrize(
    ("changes", "firsts"),
    [
        ({"owed": 2, "gap": 3, "months": 7}, [0, 5]),
        ({"owed": 2, "gap": 4, "months": 7}, [0]),
        ({"last": -1, "gap": 3, "months": 5}, [3]),
        ({"done": 2}, [2]),
        ({"ready": np.arange(8)[None] >= 4}, [4]),
        ({"free": np.arange(8)[None] >= 5}, [5]),
        ({"free": np.arange(8)[None] % 2 > 0}, []),
        ({"set_size": 2.0}, []),
        ({"serves": np.zeros((1, 1), dtype=bool)}, []),
        ({"venues": []}, []),
        ({"km": [[0, np.inf], [np.inf, 0]]}, []),
        ({"idle": [[0, 2], [2, 0]]}, [2]),
        ({"owed": 2, "gap": 0, "theme": 3}, [0]),
        ({"last": -9, "last_theme": 3, "theme": 3}, []),
        ({"last": -9, "last_theme": 3, "theme": 4}, [0]),
    ],
)  # fmt: skip
def test_each_rule_alone(changes, firsts):
    plan = planned(question(counties=1, **changes))
    assert [stay.first for stay in plan.stays] == firsts


def test_months_lie_idle_on_long_ways():
    far = np.array([[0, 2, 0], [2, 0, 0], [0, 0, 0]])
    plan = planned(question(months=7, idle=far, longest=2))
    assert sorted(stay.first for stay in plan.stays) == [0, 4]
    assert planned(question(months=5, idle=far)).stays[1:] == ()


def test_two_sets_bring_two_themes():
    plan = planned(question(counties=1, sets=2, theme=[3, 4], owed=2, gap=0))
    assert sorted(stay.set for stay in plan.stays) == [0, 1]


def test_stays_grow_until_somebody_else_comes():
    plan = planned(question(months=8, longest=9))
    assert [(stay.first, stay.months) for stay in plan.stays] == [(0, 2), (2, 6)]
    assert value(plan, "length") == 8


def test_a_set_too_large_for_one_venue_takes_the_other():
    plan = planned(
        question(counties=1, venues=[0, 0, 0], venue_size=[1, 9, 3], set_size=2.0)
    )
    assert [stay.venue for stay in plan.stays] == [2]


def test_bookings_stay_whatever_they_break():
    kept = (Stay(0, 1, 1, 0, 0), Stay(1, 2, 5, 0, 1))
    plan = planned(question(months=9, owed=[2, 1], gap=2, booked=kept))
    assert set(kept) < set(plan.stays)


def test_everything_tried():
    rng = np.random.default_rng(5)
    for _ in range(25):
        problem = small(rng)
        plan = planned(problem)
        assert plan.status == "optimal"
        stays, longest, total, cost = best(problem)
        assert value(plan, "stays") == stays
        assert value(plan, "longest_wait") == longest
        assert value(plan, "total_wait") == total
        assert value(plan, "travel") == pytest.approx(cost)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), limit=st.sampled_from([0.0, 0.3, None]))
def test_no_plan_breaks_a_promise(seed, limit):
    rng = np.random.default_rng(seed)
    problem = small(rng)
    problem = replace(problem, booked=booked(problem, rng))
    how = {"steps": 20} if limit is None else {"steps": None, "time_limit_s": limit}
    plan = planned(problem, seed=seed, **how)
    full = planned(problem)
    # What is proved of a plan made in a hurry holds of the best there is.
    assert plan.goals[0].bound >= full.goals[0].value
    assert set(problem.booked) <= set(plan.stays)


def test_bounds_in_a_hurry_hold_of_the_best():
    rng = np.random.default_rng(11)
    for _ in range(8):
        problem = small(rng)
        hurried = planned(problem, steps=None, time_limit_s=0.0)
        full = planned(problem)
        # Bounds of a later goal hold only beside the same earlier ones.
        for goal in hurried.goals:
            reached = value(full, goal.name)
            if goal.name in ("stays", "length"):
                assert goal.bound >= reached
            else:
                assert goal.bound <= reached + 1e-6
            if goal.value != reached:
                break


def test_same_seed_same_plan():
    problem = _two_regions()
    one, other = (planned(problem, seed=3, steps=5) for _ in range(2))
    assert one.stays == other.stays
    assert [(g.value, g.bound) for g in one.goals] == [
        (g.value, g.bound) for g in other.goals
    ]


def _two_regions():
    rng = np.random.default_rng(2)
    at = rng.random((8, 2)) * 100
    apart = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1))
    serves = np.zeros((4, 7), dtype=bool)
    serves[:2, :4] = serves[2:, 4:] = True
    return question(
        counties=7, sets=4, months=14, owed=2, gap=2, km=apart, serves=serves
    )


def test_parts_are_the_whole():
    problem = _two_regions()
    plan = planned(problem)
    alone = [planned(part.problem) for part in parts_of(problem)]
    assert len(alone) == 2
    for name in ("stays", "total_wait", "travel", "length"):
        assert value(plan, name) == pytest.approx(
            sum(value(one, name) for one in alone)
        )
    assert value(plan, "longest_wait") == max(
        value(one, "longest_wait") for one in alone
    )


def test_processes_change_nothing():
    problem = _two_regions()
    assert planned(problem, processes=2).stays == planned(problem).stays


def test_near_keeps_what_can_stay():
    problem = question(counties=3, sets=2, months=9)
    before = planned(problem).stays
    shut = problem.venues.free.copy()
    moved = before[0]
    shut[moved.venue, moved.first] = False
    asked = replace(problem, venues=replace(problem.venues, free=shut))
    plan = planned(asked, goals=NEAR_GOALS, near=before)
    assert value(plan, "changes") == 1
    assert value(plan, "stays") == len(before)
    same = planned(problem, goals=NEAR_GOALS, near=before)
    assert value(same, "changes") == 0
    # Sought after the way, changes are counted and leave the way as it is.
    last = planned(asked, near=before)
    assert value(last, "travel") == value(planned(asked), "travel")


def test_watch_is_told_and_stops():
    told = []

    def watch(made, owed):
        told.append((made, owed))
        return True

    problem = _two_regions()
    plan = planned(problem, watch=watch, steps=None, time_limit_s=60)
    assert len(told) == 1
    assert told[0][1] == 14
    assert len(plan.stays) > 0
    assert plan.status == "feasible"


def test_nothing_to_plan():
    plan = planned(question(owed=0))
    assert plan.stays == ()
    assert plan.status == "optimal"


def test_everything_wrong_is_told_at_once():
    with pytest.raises(PlanInputError) as raised:
        question(months=4, gap=-1, shortest=9, longest=9, weight=0.0)
    keys = [key for key, _ in raised.value.problems]
    assert keys == ["tours_bad_number"] * 3


@pytest.mark.parametrize(
    ("booked", "key"),
    [
        ((Stay(0, 7, 2, 0, 0),), "tours_booking_outside"),
        ((Stay(0, 0, 2, 0, 0), Stay(1, 1, 2, 0, 1)), "tours_set_twice"),
        ((Stay(0, 0, 2, 0, 0), Stay(0, 1, 2, 1, 0)), "tours_county_twice"),
    ],
)
def test_bookings_that_cannot_be(booked, key):
    with pytest.raises(PlanInputError) as raised:
        question(sets=2, booked=booked)
    assert [one for one, _ in raised.value.problems] == [key]
