"""Plans that can be told by hand, and the best plan of small questions."""

import numpy as np
import pytest
from hypothesis import given

from planner.caravans import Nights, schedule
from planner.verify_caravans import caravan_violations
from tests.planner.caravans.questions import (
    ALWAYS,
    HOUR,
    NEVER,
    easy_questions,
    least,
    question,
    road,
    worth,
)

MINUTE = 60.0


def planned(problem, *, steps=100, before=None, **options):
    plan = schedule(problem, steps=steps, start=before, **options)
    assert caravan_violations(problem, plan, before) == []
    return plan


def days_of(plan, task=0):
    return sorted(t.day for t in plan.tours for stop in t.stops if stop.task == task)


def routes(plan):
    return {(t.van, t.day): [stop.task for stop in t.stops] for t in plan.tours}


def test_one_day_along_a_road():
    plan = planned(question(road(0, 10, 30, 20)))
    (tour,) = plan.tours
    assert plan.cost == 60
    assert plan.missing == {}
    assert [stop.task for stop in tour.stops] in ([0, 2, 1], [1, 2, 0])
    assert (tour.depart, tour.back) == (8 * HOUR, 12 * HOUR)


def test_a_visit_waits_for_its_window_and_the_caravan_at_home():
    late = (14 * HOUR, 15 * HOUR)
    (tour,) = planned(question(road(0, 10), windows=((late,),))).tours
    (stop,) = tour.stops
    assert tour.depart == 14 * HOUR - 10 * MINUTE
    assert (stop.arrive, stop.begin, stop.leave) == (late[0], *late)


def test_the_second_window_of_a_day():
    windows = (((7 * HOUR, 9 * HOUR), (11 * HOUR, 12 * HOUR)),)
    (tour,) = planned(question(road(0, 60), windows=windows)).tours
    assert tour.stops[0].begin == 11 * HOUR


def test_market_days():
    market = [[ALWAYS] if day % 5 == 3 else [NEVER] for day in range(12)]
    asked = {"days": 12, "windows": ((ALWAYS,), market), "times": 2, "calendar": [0, 1]}
    plan = planned(question(road(0, 10, 20), **asked))
    assert days_of(plan, 1) == [3, 8]
    # The village on the way is visited on the same days.
    assert days_of(plan, 0) == [3, 8]
    assert plan.cost == 80


def test_visits_keep_their_distance():
    plan = planned(question(road(0, 10), days=9, times=3, gap_days=4))
    assert days_of(plan) == [0, 4, 8]
    plan = planned(question(road(0, 10), days=8, times=3, gap_days=4))
    assert plan.missing == {0: 1}


def test_every_visit_in_its_span():
    spans = {"earliest": [[1, 4, 6]], "latest": [[1, 5, 6]]}
    works = [[True] * 4 + [False] + [True] * 3]
    plan = planned(question(road(0, 10), days=8, times=3, works=works, **spans))
    assert days_of(plan) == [1, 5, 6]
    spans["latest"] = [[1, 4, 6]]
    plan = planned(question(road(0, 10), days=8, times=3, works=works, **spans))
    assert days_of(plan) == [1, 6]
    assert plan.missing == {0: 1}


def test_patterns_are_kept_whole():
    asked = {"days": 4, "times": 2, "patterns": (((0, 2), (1, 3)),)}
    plan = planned(question(road(0, 10), bias=[[0, 5, 1, 0]], **asked))
    assert days_of(plan) == [0, 2]
    works = [[False, True, True, True]]
    assert days_of(planned(question(road(0, 10), works=works, **asked))) == [1, 3]
    works = [[False, True, True, False]]
    plan = planned(question(road(0, 10), works=works, **asked))
    assert plan.missing == {0: 2}


def test_a_day_that_is_preferred():
    plan = planned(question(road(0, 10), days=5, bias=[[3, 2, 0, 2, 1]]))
    assert days_of(plan) == [2]
    assert plan.cost == 20


# Two villages a hundred kilometres away, five hours each; a host between them.
FAR = {
    "km": [[0, 100, 100, 100], [100, 0, 10, 5], [100, 10, 0, 5], [100, 5, 5, 0]],
    "place": [1, 2], "service_s": 5 * HOUR, "end_s": 18 * HOUR, "days": 2,
}  # fmt: skip


def test_a_night_that_pays():
    assert planned(question(**FAR)).cost == 400
    plan = planned(question(nights=Nights(np.array([3]), 80.0, 1), **FAR))
    assert plan.cost == 100 + 5 + 80 + 5 + 100
    assert [(tour.start, tour.end) for tour in plan.tours] == [(0, 3), (3, 0)]


@pytest.mark.parametrize(
    ("nights", "changes"),
    [
        (Nights(np.array([3]), 191.0, 1), {}),
        (Nights(np.array([3]), 80.0, 0), {}),
        (Nights(np.array([3]), 80.0, 1), {"days": 3, "works": [[True, False, True]]}),
    ],
)
def test_a_night_that_does_not(nights, changes):
    plan = planned(question(nights=nights, **FAR | changes))
    assert plan.cost == 400
    assert all(tour.start == tour.end == 0 for tour in plan.tours)


def test_hours_of_a_week():
    # A tour takes an hour and twenty minutes.
    asked = {"days": 14, "week_s": 3 * HOUR, "stops": 1}
    plan = planned(question(road(0, 10, 10, 10, 10), **asked))
    weeks = [tour.day // 7 for tour in plan.tours]
    assert sorted(weeks) == [0, 0, 1, 1]
    plan = planned(question(road(0, 10, 10, 10, 10), **asked | {"days": 7}))
    assert sum(plan.missing.values()) == 2
    plan = planned(question(road(0, 10, 10, 10, 10), vans=2, **asked | {"days": 7}))
    assert plan.missing == {}


def test_hours_of_a_day():
    asked = {"days": 2, "work_s": 2.5 * HOUR}
    plan = planned(question(road(0, 10, -10), **asked))
    assert sorted(map(len, routes(plan).values())) == [1, 1]
    plan = planned(question(road(0, 10, -10), **asked | {"days": 1}))
    assert plan.made == 1


def test_a_pause_at_noon():
    noon = {"rest_s": HOUR, "rest_from_s": 11 * HOUR, "rest_until_s": 12 * HOUR}
    (tour,) = planned(question(road(0, 10), service_s=3 * HOUR, **noon)).tours
    assert tour.back == 8 * HOUR + 3 * HOUR + 20 * MINUTE
    # Four hours would end after noon: the visit begins after the pause.
    (tour,) = planned(question(road(0, 10), service_s=4 * HOUR, **noon)).tours
    assert tour.stops[0].begin == 12 * HOUR
    # Six hours no longer fit.
    plan = planned(question(road(0, 10), service_s=6 * HOUR, **noon))
    assert plan.missing == {0: 1}


def test_a_pause_on_the_way():
    noon = {"rest_s": HOUR, "rest_from_s": 9 * HOUR, "rest_until_s": 10 * HOUR}
    (tour,) = planned(question(road(0, 150), **noon)).tours
    assert tour.stops[0].begin == 8 * HOUR + 2.5 * HOUR + HOUR
    assert tour.back == tour.stops[0].leave + 2.5 * HOUR


def test_a_pin_keeps_a_day_and_a_caravan():
    asked = {"days": 4, "vans": 2, "bias": [[0, 0, 9, 9]] * 2}
    plan = planned(question(road(0, 10, 20), pins=[(0, 2, 1)], **asked))
    assert 0 in routes(plan)[1, 2]
    plan = planned(question(road(0, 10, 20), pins=[(0, 3, -1)], **asked))
    assert days_of(plan, 0) == [3]


def test_a_pinned_visit_comes_before_others():
    plan = planned(
        question(road(0, 10, 20), stops=1, pins=[(1, 0, -1)], value=[900, 90])
    )
    assert routes(plan) == {(0, 0): [1]}


def test_a_pin_that_cannot_be_kept_is_a_visit_not_made():
    asked = {"days": 3, "works": [[True, False, True]], "times": 2}
    plan = planned(question(road(0, 10), pins=[(0, 1, -1)], **asked))
    assert plan.missing == {0: 1}


def test_shut_days_stay_as_they_were():
    km = road(0, 10, 20, 30, 40)
    old = planned(question(km, days=3, stops=2, bias=[[0, 4, 8]] * 4))
    shut = [(tour.van, tour.day) for tour in old.tours][:1]
    # Everything else would now rather be elsewhere.
    asked = {"days": 3, "stops": 2, "bias": [[8, 4, 0]] * 4}
    plan = planned(question(km, shut=shut, **asked), before=old)
    assert plan.tours[0] == old.tours[0]
    assert {tour.day for tour in plan.tours} == {0, 2}
    # An empty day stays empty.
    plan = planned(question(km, shut=[*shut, (0, 2)], **asked), before=old)
    assert {tour.day for tour in plan.tours} == {0, 1}


def test_who_may_come_and_from_where():
    km = road(0, 10, 90, 100)
    asked = {"vans": 2, "home": [0, 3], "place": [1, 2]}
    assert routes(planned(question(km, **asked))) == {(0, 0): [0], (1, 0): [1]}
    allowed = [[True, True], [True, False]]
    assert routes(planned(question(km, **asked, allowed=allowed)))[0, 0] in (
        [0, 1],
        [1, 0],
    )


def test_load_and_stops():
    asked = {"days": 3, "bias": [[0, 1, 2]] * 3}
    plan = planned(question(road(0, 10, 10, 10), stops=2, **asked))
    assert sorted(map(len, routes(plan).values())) == [1, 2]
    plan = planned(question(road(0, 10, 10, 10), load=[2, 2, 1], room=3, **asked))
    assert sorted(map(len, routes(plan).values())) == [1, 2]
    assert {0, 1} not in [set(tasks) for tasks in routes(plan).values()]


def test_a_visit_that_costs_more_than_it_is_worth():
    plan = planned(question(road(0, 10, 50), value=[21, 79]))
    assert routes(plan) == {(0, 0): [0]}
    assert plan.missing == {1: 1}


def test_no_way_there():
    km = np.array([[0, np.inf, 5], [np.inf, 0, np.inf], [5, np.inf, 0]])
    plan = planned(question(km))
    assert plan.missing == {0: 1}
    assert plan.cost == 10


def test_nobody_works():
    plan = planned(question(road(0, 10, 20), times=[2, 1], days=3, works=False))
    assert (plan.status, plan.tours, plan.missing) == ("empty", (), {0: 2, 1: 1})


def test_a_plan_to_begin_from_is_kept_as_far_as_it_keeps_the_rules():
    asked = {"days": 3, "stops": 2, "bias": [[0, 4, 8]] * 4}
    old = planned(question(road(0, 10, 20, 30, 40), **asked))
    again = schedule(question(road(0, 10, 20, 30, 40), **asked), steps=0, start=old)
    assert again.tours == old.tours
    works = [[False, True, True]]
    plan = planned(question(road(0, 10, 20, 30, 40), works=works, **asked), before=old)
    assert plan.missing == {}


def test_whoever_watches_may_stop():
    told = []

    def watch(missing, cost):
        told.append((missing, cost))
        return len(told) == 3

    plan = schedule(question(road(0, 10, 20)), steps=1000, watch=watch)
    assert told == [(0, 40.0)] * 3
    assert plan.steps < 100
    assert schedule(question(road(0, 10)), time_limit_s=0).made == 1


def test_the_same_seed_gives_the_same_plan():
    problem = question(road(0, 7, 11, 13, 29), days=4, times=2, stops=3)
    one, two = (schedule(problem, steps=200, seed=4) for _ in range(2))
    assert (one.tours, one.cost) == (two.tours, two.cost)


@given(easy_questions())
def test_small_questions_get_the_best_plan(problem):
    plan = planned(problem, steps=300)
    assert worth(problem, plan) == pytest.approx(least(problem), abs=1e-6)
