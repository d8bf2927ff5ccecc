"""Changes by hand: what is offered keeps every rule, what is refused breaks one."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from planner.caravans import CaravanPlan, Nights, Tour, schedule
from planner.caravans.asking import rules_of
from planner.caravans.editing import move, options, take_out
from planner.caravans.starting import lay_out
from planner.caravans.tables import best_of
from planner.caravans.telling import plan_of
from planner.verify_caravans import caravan_violations
from tests.planner.caravans.questions import ALWAYS, HOUR, NEVER, question, road
from tests.planner.caravans.test_promises import questions


def planned(problem, start=None):
    return schedule(problem, steps=60, start=start)


def where(plan, task=0):
    """Day and caravan of the visits of a task."""
    return sorted(
        (tour.day, tour.van)
        for tour in plan.tours
        for stop in tour.stops
        if stop.task == task
    )


def whys(problem, plan, task=0, day=None):
    return {(one.day, one.van): one.why for one in options(problem, plan, task, day)}


def inserted(problem, plan, task, day, van):
    """Plans with one more stop on a day, at every place of its tour."""
    rules = rules_of(problem)
    best = best_of(lay_out(rules, plan))
    of = [(one["day"], one["van"]) for one in rules.shift]
    shift = of.index((day, van))
    size = int(best.size[shift])
    if size + 2 >= best.route.shape[1]:
        return
    for at in range(1, size + 2):
        route = best.route.copy()
        route[shift, at + 1 : size + 2] = best.route[shift, at : size + 1]
        route[shift, at] = task
        sizes, visits = best.size.copy(), best.shift_of.copy()
        sizes[shift] += 1
        visits[task, np.flatnonzero(visits[task] < 0)[0]] = shift
        new = best._replace(route=route, size=sizes, shift_of=visits)
        yield plan_of(rules, new, 0, 0.0, 0)


def a_visit(data, plan):
    """One that is made, or one that is not."""
    made = [(stop.task, tour.day) for tour in plan.tours for stop in tour.stops]
    some = made + [(task, None) for task in plan.missing]
    assume(some)
    return data.draw(st.sampled_from(some))


def some_of(data, offered):
    """A few that fit and a few that do not, for as many reasons as there are."""
    whys = sorted({one.why for one in offered})
    return [
        data.draw(st.sampled_from([one for one in offered if one.why == why]))
        for why in whys
    ]


@given(questions(), st.data())
def test_what_is_offered_keeps_the_rules_and_what_is_refused_breaks_one(problem, data):
    plan = planned(problem)
    task, day = a_visit(data, plan)
    lifted = plan if day is None else take_out(problem, plan, task, day).plan
    for option in some_of(data, options(problem, plan, task, day)):
        found = move(problem, plan, task, day, (option.day, option.van))
        assert (found.plan is None, found.why) == (bool(option.why), option.why)
        if found.plan:
            assert caravan_violations(problem, found.plan) == []
            assert found.plan.made == plan.made + (day is None)
            assert (option.day, option.van) in where(found.plan, task)
            assert found.cost == pytest.approx(found.plan.cost - plan.cost, abs=1e-6)
            more = (found.cost, found.km)
            assert (option.cost, option.km) == pytest.approx(more, abs=1e-6)
    shifts = np.argwhere(problem.vans.works.T).tolist()
    for _ in range(3 if shifts else 0):
        to = tuple(data.draw(st.sampled_from(shifts)))
        found = move(problem, plan, task, day, to)
        if found.plan:
            assert caravan_violations(problem, found.plan) == []
        elif found.why != "pinned" and lifted and not problem.tasks.patterns:
            for new in inserted(problem, lifted, task, *to):
                assert caravan_violations(problem, new) != []


@given(questions(), st.data())
def test_what_is_taken_out_can_be_put_back(problem, data):
    plan = planned(problem)
    task, day = a_visit(data, plan)
    assume(day is not None)
    found = take_out(problem, plan, task, day)
    # Roads made up may be longer without a stop on the way.
    assert found.plan or found.why == "rest_breaks"
    if found.plan:
        assert caravan_violations(problem, found.plan) == []
        gone = set(where(plan, task)) - set(where(found.plan, task))
        whole = bool(problem.tasks.patterns)
        assert gone == {one for one in where(plan, task) if whole or one[0] == day}
        assert plan.made - found.plan.made == len(gone)


def test_a_visit_moves_to_the_day_on_which_it_is_on_the_way():
    works = [[True, True, False, True]]
    problem = question(road(0, 10, 30, 31), days=4, works=works, stops=2)
    start = planned(replace(problem, pins=((0, 1, -1), (1, 0, -1), (2, 0, -1))))
    assert start.cost == 62 + 20
    found = move(problem, start, 0, 1, (3, 0))
    assert (found.cost, found.km, where(found.plan)) == (0, 0, [(3, 0)])
    assert {(one.day, one.cost, one.why) for one in options(problem, start, 0, 1)} == {
        (0, np.inf, "no_room"), (1, 0, ""), (3, 0, ""),
    }  # fmt: skip
    problem = replace(problem, vans=replace(problem.vans, stops=np.array([3])))
    found = move(problem, start, 0, 1, (0, 0))
    assert (found.cost, found.km) == (-20, -20)
    assert [[stop.task for stop in tour.stops] for tour in found.plan.tours] in (
        [[0, 1, 2]], [[0, 2, 1]], [[1, 2, 0]], [[2, 1, 0]],
    )  # fmt: skip


# Ten days; the visit is made on the second day, its other one is owed later.
ASKED = {"days": 10, "times": 2, "earliest": [[0, 6]], "latest": [[5, 9]]}


@pytest.mark.parametrize(
    ("changes", "to", "why", "near"),
    [
        ({}, (6, 0), "not_then", [5, 4, 3]),
        ({"gap_days": 4}, (5, 0), "too_close", [4, 3, 2]),
        ({"works": [[True] * 5 + [False] + [True] * 4]}, (5, 0), "not_working", [4]),
        ({"vans": 2, "allowed": [[True, False]]}, (1, 1), "no_caravan", [0, 2, 3]),
        ({"pins": [(0, 1, -1)]}, (2, 0), "pinned", []),
        ({"shut": [(0, 3)]}, (3, 0), "kept", [2, 4, 5]),
        ({"shut": [(0, 1)]}, (3, 0), "kept", []),
        ({"calendar": 1}, (3, 0), "not_open", [2]),
        ({"end_s": 10 * HOUR, "times": [2]}, (3, 0), "", []),
    ],
)
def test_why_a_day_does_not_do(changes, to, why, near):
    # Closed from the fourth day to the sixth.
    rows = [[NEVER] if 3 <= day <= 5 else [ALWAYS] for day in range(10)]
    windows = ((ALWAYS,), rows)
    problem = question(road(0, 10), **ASKED | {"windows": windows} | changes)
    free = replace(problem, pins=((0, 1, -1), (0, 8, -1)), shut=())
    found = move(problem, planned(free), 0, 1, to)
    assert (found.why, found.plan is None) == (why, bool(why))
    assert [day for day, _ in found.near][: len(near)] == near
    assert bool(near) == bool(found.near)


def test_a_day_that_is_full_says_what_would_help():
    # Two visits of an hour, twenty minutes of driving each: two hours are too short.
    problem = question(road(0, 10, -10), days=2, work_s=2 * HOUR)
    plan = planned(problem)
    (first, _), (second, _) = where(plan, 0)[0], where(plan, 1)[0]
    found = move(problem, plan, 0, first, (second, 0))
    assert found.why == "no_room"
    assert {(fix.rule, fix.day, fix.amount) for fix in found.fixes} == {
        ("work", second, HOUR)
    }


def test_a_night_goes_with_its_last_visit():
    # Both are too far for one day together; the host lies between them.
    problem = question(
        [[0, 100, 100, 100], [100, 0, 10, 5], [100, 10, 0, 5], [100, 5, 5, 0]],
        place=[1, 2], service_s=5 * HOUR, days=4, nights=Nights(np.array([3]), 80.0, 1),
        bias=[[0, 0, 50, 50]] * 2,
    )  # fmt: skip
    plan = planned(problem)
    assert [(tour.start, tour.end) for tour in plan.tours] == [(0, 3), (3, 0)]
    task = plan.tours[0].stops[0].task
    found = move(problem, plan, task, 0, (3, 0))
    assert [(tour.day, tour.end) for tour in found.plan.tours] == [(1, 0), (3, 0)]
    assert found.cost == 400 - plan.cost
    assert take_out(problem, plan, task, 0).plan.cost == 200
    # On the day joined to it there is no room beside the other.
    assert whys(problem, plan, task, 0) == {
        (0, 0): "", (1, 0): "no_room", (2, 0): "", (3, 0): ""
    }  # fmt: skip


def test_a_place_that_is_reached_only_with_a_night():
    nights = Nights(np.array([2]), 5.0, 1)
    asked = {"days": 2, "service_s": 6 * HOUR, "place": [1], "end_s": 16 * HOUR}
    problem = question(road(0, 100, 90), nights=nights, value=1, **asked)
    plan = planned(problem)
    assert set(whys(problem, plan).values()) == {"needs_night"}
    problem = question(road(0, 100, 90), **asked)
    assert set(whys(problem, plan).values()) == {"too_long"}


def test_no_way_and_no_such_visit():
    km = np.array([[0, np.inf, 5], [np.inf, 0, np.inf], [5, np.inf, 0]])
    problem = question(km, days=2)
    plan = planned(problem)
    assert set(whys(problem, plan, 0).values()) == {"no_way"}
    (day, van), task = where(plan, 1)[0], 1
    for gone in ((task, 1 - day), (task, None), (7, 0)):
        assert move(problem, plan, *gone, (0, 0)).why == "no_visit"
        assert options(problem, plan, *gone) == ()
    assert take_out(problem, plan, task, 1 - day).why == "no_visit"
    nobody = question(km, days=2, works=[[False, False]])
    assert move(nobody, planned(nobody), 1, None, (0, 0)).why == "not_working"
    assert move(nobody, planned(nobody), 1, 0, (0, 0)).why == "no_visit"
    kept = replace(problem, shut=((van, day),))
    assert take_out(kept, plan, task, day).why == "kept"


def test_a_plan_that_breaks_rules_is_not_changed():
    problem = question(road(0, 10))
    tour = Tour(0, 5, 0, 0, 0.0, 0.0, ())
    with pytest.raises(ValueError, match="breaks rules"):
        options(problem, CaravanPlan((tour,), {0: 1}, 0.0, 0, 0.0, 0), 0)
