"""Small questions about caravans, and the best plan by trying everything."""

from dataclasses import dataclass
from itertools import pairwise, permutations, product

import numpy as np
from hypothesis import strategies as st

from planner.caravans import CaravanPlan, CaravanProblem, Legs, Nights, Tasks, Vans

HOUR = 3600.0
NEVER = (HOUR, 0.0)
ALWAYS = (0.0, np.inf)
_VANS = {
    "home": 0, "kind": 0, "works": True, "begin_s": 8 * HOUR, "end_s": 18 * HOUR,
    "work_s": np.inf, "week_s": np.inf, "rest_s": 0, "rest_from_s": 0,
    "rest_until_s": 0, "stops": 9, "room": np.inf, "km_cost": 1, "hour_cost": 0,
    "day_cost": 0,
}  # fmt: skip
_TASKS = {
    "service_s": HOUR, "times": 1, "gap_days": 1, "value": 1000, "earliest": 0,
    "latest": 999, "calendar": 0, "allowed": True, "bias": 0, "load": 0,
}  # fmt: skip
_WHOLE = {"home", "kind", "stops", "times", "gap_days", "earliest", "latest"}


def road(*places: float) -> np.ndarray:
    """Kilometres between places along one road."""
    return np.abs(np.subtract.outer(places, places)).astype(float)


def question(
    km: np.ndarray,
    *,
    days=1,
    vans=1,
    windows=((ALWAYS,),),
    patterns=(),
    week_of=None,
    nights=None,
    pins=(),
    shut=(),
    seconds=None,
    place=None,
    **changes,
) -> CaravanProblem:
    """Ask about tasks at all places but the first, where the caravans live.

    A kilometre takes a minute. `windows` has for each calendar one row for all days,
    or one for each; a row has one or two windows. `changes` are fields of tasks and
    vans, as numbers for all or arrays.
    """
    km = np.asarray(km, float)
    place = np.arange(1, len(km)) if place is None else np.array(place)
    c = len(place)
    columns = [np.shape(changes.get(one, 0))[1:] for one in ("earliest", "latest")]
    most = max(int(np.max(changes.get("times", 1), initial=1)), *sum(columns, ()), 1)
    opens, closes = (np.zeros((len(windows), days, 2)) for _ in range(2))
    for calendar, rows in enumerate(windows):
        for day in range(days):
            row = rows if isinstance(rows[0], tuple) else rows[day]
            for number, (first, last) in enumerate([*row, NEVER][:2]):
                opens[calendar, day, number] = first
                closes[calendar, day, number] = last
    shape = {
        "earliest": (c, most), "latest": (c, most), "allowed": (c, vans),
        "bias": (c, days),
    }  # fmt: skip
    tasks = _filled(_TASKS, shape, (c,), changes)
    of_vans = _filled(_VANS, {"works": (vans, days)}, (vans,), changes)
    assert not changes, changes
    times = km * 60 if seconds is None else np.asarray(seconds, float)
    return CaravanProblem(
        Legs(times.reshape(-1, *km.shape[-2:]), km.reshape(-1, *km.shape[-2:])),
        Tasks(place=place, opens=opens, closes=closes, patterns=patterns, **tasks),
        Vans(**of_vans),
        np.arange(days) // 7 if week_of is None else np.array(week_of),
        nights or Nights(),
        tuple(pins),
        tuple(shut),
    )


def _filled(defaults, shapes, usual, changes):
    arrays = {}
    for name, value in defaults.items():
        given = np.asarray(changes.pop(name, value))
        whole = name in _WHOLE or name == "calendar"
        kind = bool if given.dtype == bool else np.int64 if whole else np.float64
        if given.ndim == 1 and len(shapes.get(name, usual)) == 2 and name != "works":
            given = given[:, None]
        arrays[name] = np.broadcast_to(given, shapes.get(name, usual)).astype(kind)
    return arrays


def worth(problem: CaravanProblem, plan: CaravanPlan) -> float:
    """Cost of a plan with everything that counts: what a search makes least."""
    tasks = problem.tasks
    lost = sum(tasks.value[task] * count for task, count in plan.missing.items())
    bias = sum(tasks.bias[s.task, tour.day] for tour in plan.tours for s in tour.stops)
    return float(plan.cost + lost + bias)


@dataclass(frozen=True)
class _Route:
    van: int
    day: int
    start: int
    end: int


def least(problem: CaravanProblem) -> float:
    """Cost of the best plan, with `worth`, by trying everything on one or two days.

    Without weeks, pauses, pins, shut days.
    """
    assert problem.days <= 2
    vans = range(len(problem.vans))
    best = np.inf
    rooms = []
    for van in vans:
        home = int(problem.vans.home[van])
        may = problem.days == 2 and problem.vans.works[van].all()
        hosts = problem.nights.hosts.tolist() if may and problem.nights.most else []
        rooms.append([home, *(host for host in hosts if host != home)])
    known: dict[tuple[_Route, frozenset[int]], float] = {}
    choices = [_choices(problem, task) for task in range(len(problem.tasks))]
    for picked in product(*choices):
        cost, on = 0.0, {}
        for task, (lost, visits) in enumerate(picked):
            cost += lost
            for visit in visits:
                on.setdefault(visit, set()).add(task)
        if cost >= best:
            continue
        for nights in product(*rooms):
            total = cost
            for van, night in zip(vans, nights, strict=True):
                home = int(problem.vans.home[van])
                total += problem.nights.cost * (night != home)
                for day in range(problem.days):
                    start = night if day == 1 else home
                    end = night if day == 0 and problem.days == 2 else home
                    route = _Route(van, day, start, end)
                    key = route, frozenset(on.get((van, day), ()))
                    if key not in known:
                        known[key] = _cheapest(problem, *key)
                    total += known[key]
            best = min(best, total)
    return best


def _choices(problem, task):
    """Every set of visits a task may get: what is lost, and (van, day) of each."""
    tasks, times = problem.tasks, int(problem.tasks.times[task])
    slots = [
        (van, day)
        for van in range(len(problem.vans))
        for day in range(problem.days)
        if problem.vans.works[van, day] and tasks.allowed[task, van]
    ]
    found = []
    for visits in product([None, *slots], repeat=times):
        days = [visit[1] for visit in visits if visit]
        spans = zip(tasks.earliest[task], tasks.latest[task], strict=True)
        fits = all(
            visit is None or first <= visit[1] <= last
            for visit, (first, last) in zip(visits, list(spans)[:times], strict=True)
        )
        near = any(b - a < max(tasks.gap_days[task], 1) for a, b in pairwise(days))
        sets = tasks.patterns[task] if tasks.patterns else ()
        whole = not sets or not days or any(set(days) == set(one) for one in sets)
        if fits and whole and not near:
            lost = (times - len(days)) * tasks.value[task]
            lost += sum(tasks.bias[task, day] for day in days)
            found.append((lost, [visit for visit in visits if visit]))
    return found


def _cheapest(problem, route, tasks):
    vans, van = problem.vans, route.van
    if not tasks and route.start == route.end:
        return 0.0
    if not vans.works[van, route.day] or len(tasks) > vans.stops[van]:
        return np.inf
    if sum(problem.tasks.load[task] for task in tasks) > vans.room[van]:
        return np.inf
    return min(_try(problem, route, order) for order in permutations(sorted(tasks)))


def _try(problem, route, order):
    vans, tasks, van = problem.vans, problem.tasks, route.van
    seconds, km = (
        legs[vans.kind[van]] for legs in (problem.legs.seconds, problem.legs.km)
    )
    at = depart = vans.begin_s[van]
    here, cost = route.start, vans.day_cost[van]
    for task in order:
        there = tasks.place[task]
        cost += vans.km_cost[van] * km[here, there]
        if not seconds[here, there] < np.inf:
            return np.inf
        cost += vans.hour_cost[van] * seconds[here, there] / HOUR
        arrive = at + seconds[here, there]
        begins = [
            max(arrive, opens)
            for opens, closes in zip(
                tasks.opens[tasks.calendar[task], route.day],
                tasks.closes[tasks.calendar[task], route.day],
                strict=True,
            )
            if closes >= opens and max(arrive, opens) + tasks.service_s[task] <= closes
        ]
        if not begins:
            return np.inf
        if task == order[0]:
            depart += min(begins) - arrive
        at, here = min(begins) + tasks.service_s[task], there
    if not seconds[here, route.end] < np.inf:
        return np.inf
    cost += vans.km_cost[van] * km[here, route.end]
    cost += vans.hour_cost[van] * seconds[here, route.end] / HOUR
    back = at + seconds[here, route.end]
    fits = back <= vans.end_s[van] and back - depart <= vans.work_s[van]
    return cost if fits else np.inf


def _some(draw, values, count):
    return draw(st.lists(st.sampled_from(values), min_size=count, max_size=count))


@st.composite
def easy_questions(draw):
    """Ask so little that `least` can try everything: a day or two, four visits."""
    days, vans = draw(st.sampled_from([(1, 1), (1, 2), (2, 1)]))
    c = draw(st.integers(1, 4))
    places = draw(st.lists(st.integers(0, 20), min_size=c + 2, max_size=c + 2))
    twice = days == 2 and c < 4 and draw(st.booleans())
    shut_days = st.lists(st.sampled_from([True] * 4 + [False]), min_size=days)
    # A wish says when, not whether: `worth` knows that only where visits are worth it.
    values = _some(draw, [500, 100, 5], c)
    wishes = [_some(draw, [0, 0, 7] if one > 5 else [0], days) for one in values]
    row = st.sampled_from(
        [
            [ALWAYS],
            [(9 * HOUR, 11 * HOUR)],
            [(8 * HOUR, 10 * HOUR), (11 * HOUR, 13 * HOUR)],
        ]
    )
    rows = [draw(row) if draw(st.booleans()) else [NEVER] for _ in range(days)]
    return question(
        _apart(draw, places),
        place=range(1, c + 1),
        days=days,
        vans=vans,
        windows=((ALWAYS,), rows),
        calendar=_some(draw, [0, 0, 1], c),
        times=_some(draw, [1, 2], c) if twice else 1,
        gap_days=draw(st.sampled_from([1, 1, 2])),
        service_s=draw(st.sampled_from([HOUR, 1800.0])),
        value=values,
        works=[draw(shut_days)[:days] for _ in range(vans)],
        allowed=[_some(draw, [True, True, False], vans) for _ in range(c)],
        bias=wishes,
        load=_some(draw, [0, 1, 2], c),
        room=draw(st.sampled_from([9, 3])),
        stops=draw(st.sampled_from([9, 2])),
        work_s=draw(st.sampled_from([np.inf, 5 * HOUR, 2.5 * HOUR])),
        end_s=draw(st.sampled_from([18, 12, 11])) * HOUR,
        hour_cost=draw(st.sampled_from([0, 6])),
        day_cost=draw(st.sampled_from([0, 9])),
        nights=Nights(np.array([c + 1]), draw(st.sampled_from([0.0, 5.0])), 1),
    )


def _apart(draw, places):
    """Kilometres along a road, longer one way, without a way here and there."""
    km = road(*places)
    if draw(st.booleans()):
        km = km + np.triu(km) * 0.5
    if draw(st.integers(0, 4)) == 0:
        km[draw(st.integers(0, len(km) - 1))] = np.inf
    return km
