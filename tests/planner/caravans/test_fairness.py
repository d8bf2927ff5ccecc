"""Work is evened out among caravans; no visit is lost by it, no rule broken."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.pvrp_county import county
from planner.caravans import Nights, schedule
from planner.verify_caravans import caravan_violations
from tests.planner.caravans.questions import HOUR, question, road, worth
from tests.planner.caravans.test_promises import questions

PRICE = 40.0


def hours(problem, plan):
    worked = np.zeros(len(problem.vans))
    for tour in plan.tours:
        worked[tour.van] += (tour.back - tour.depart) / HOUR
    return worked


def above(problem, plan):
    """Hours above each caravan's share, by its working days."""
    worked, days = hours(problem, plan), problem.vans.works.sum(axis=1)
    return np.maximum(worked - worked.sum() * days / max(days.sum(), 1), 0).sum()


def planned(problem, even, steps=100, **options):
    plan = schedule(problem, steps=steps, even=even, **options)
    assert caravan_violations(problem, plan) == []
    return plan


@pytest.mark.parametrize("nights", [False, True])
def test_three_caravans_of_one_depot_work_alike(nights):
    problem = county(40, 2, 3, nights=nights, seed=1)
    before, after = (planned(problem, even) for even in (0.0, PRICE))
    assert above(problem, before) > 10
    assert above(problem, after) < 2
    assert (after.made, after.missing) == (before.made, before.missing)
    # One depot: whoever drives, it costs the same.
    assert after.cost == pytest.approx(before.cost)


def test_a_caravan_with_half_the_days_does_half_the_work():
    works = [[True] * 12, [True, False] * 6]
    asked = {"days": 12, "vans": 2, "works": works, "stops": 1}
    problem = question(road(*[0] + [60] * 12), **asked)
    # Twelve days of three hours.
    assert hours(problem, planned(problem, PRICE)).tolist() == [24, 12]


@pytest.mark.parametrize(("price", "days_out"), [(30, {0: 2, 1: 2}), (10, {0: 4})])
def test_a_day_that_changes_hands_may_cost_no_more_than_it_evens(price, days_out):
    # Three hours a day; from the other depot every day is forty kilometres longer.
    asked = {"days": 4, "vans": 2, "home": [0, 5], "stops": 1, "place": [1, 2, 3, 4]}
    problem = question(road(0, 60, 60, 60, 60, -20), **asked)
    plan = planned(problem, price)
    made = {
        van: sum(tour.van == van for tour in plan.tours)
        for van in range(2)
        if any(tour.van == van for tour in plan.tours)
    }
    assert made == days_out


def test_only_days_that_both_may_work_change_hands():
    asked = {"days": 2, "vans": 2, "stops": 1, "bias": [[0, 1], [0, 1]]}
    km = road(0, 60, 60)
    pins = ((0, 0, 0), (1, 1, 0))
    problem = question(km, pins=pins, **asked)
    assert hours(problem, planned(problem, PRICE)).tolist() == [6, 0]
    old = planned(problem, 0.0)
    shut = ((0, 0), (0, 1))
    kept = replace(problem, pins=(), shut=shut)
    assert planned(kept, PRICE, start=old).tours == old.tours
    free = replace(problem, pins=())
    assert above(free, planned(free, PRICE, start=old)) == pytest.approx(0)


def test_a_trip_with_a_night_changes_hands_as_a_whole():
    km = [[0, 100, 100, 100], [100, 0, 10, 5], [100, 10, 0, 5], [100, 5, 5, 0]]
    problem = question(
        km, place=[1, 2, 1, 2], service_s=5 * HOUR, days=4, vans=2,
        nights=Nights(np.array([3]), 80.0, 1),
        earliest=[[0], [0], [2], [2]], latest=[[1], [1], [3], [3]],
    )  # fmt: skip
    plan = planned(problem, PRICE)
    assert plan.cost == 2 * 290
    assert sorted(tour.van for tour in plan.tours) == [0, 0, 1, 1]


@given(questions(), st.sampled_from([1.0, PRICE]))
def test_evening_out_keeps_the_rules_and_every_visit(problem, price):
    before, after = (planned(problem, even, steps=40) for even in (0.0, price))
    assert (after.made, after.missing) == (before.made, before.missing)
    gained = price * (above(problem, before) - above(problem, after))
    assert worth(problem, after) <= worth(problem, before) + gained + 1e-6
