"""Small questions about museum tours, and the best plan by trying everything."""

from collections.abc import Iterator

import numpy as np

from planner.tours import (
    NEVER,
    NO_THEME,
    Counties,
    MuseumSets,
    Stay,
    TourPlan,
    TourProblem,
    Venues,
)
from planner.tours.options import dues, numbers, options_of
from planner.verify_tours import violations

_COUNTY = {
    "owed": 1, "shortest": 2, "longest": 3, "gap": 1, "last": NEVER,
    "last_theme": NO_THEME,
}  # fmt: skip


def question(
    *,
    counties=2,
    sets=1,
    months=8,
    km=None,
    free=None,
    venues=None,
    idle=None,
    ready=None,
    serves=None,
    set_size=1.0,
    venue_size=1.0,
    theme=NO_THEME,
    weight=1.0,
    **changes,
) -> TourProblem:
    """Ask about counties along one road, 10 km apart, the sets' home before the first.

    Each county has a venue; `changes` are fields of the counties, as numbers for all or
    lists.
    """
    known = {"booked", "done", "km_cost", "move_cost"} & set(changes)
    given = {name: changes.pop(name) for name in known}
    at = np.append(np.arange(1, counties + 1), 0) * 10.0
    km = np.abs(np.subtract.outer(at, at)) if km is None else np.asarray(km, float)
    venues = np.array(range(counties) if venues is None else venues, dtype=np.int64)
    if free is None:
        free = np.ones((len(venues), months), dtype=bool)
    if ready is None:
        ready = np.ones((sets, months), dtype=bool)
    if serves is None:
        serves = np.ones((sets, counties), dtype=bool)
    rows = [
        np.broadcast_to(np.int64(value), counties).copy()
        for value in (_COUNTY | changes).values()
    ]
    sizes = np.broadcast_to(np.float64(venue_size), len(venues)).copy()
    idle = np.zeros(km.shape, dtype=np.int64) if idle is None else np.array(idle)
    return TourProblem(
        months,
        Counties(*rows, np.broadcast_to(np.float64(weight), counties).copy()),
        Venues(venues, sizes, free),
        MuseumSets(
            np.broadcast_to(np.float64(set_size), sets).copy(),
            np.broadcast_to(np.int64(theme), sets).copy(), ready,
            np.full(sets, len(km) - 1), serves,
        ),
        km, idle, **given,
    )  # fmt: skip


def small(rng: np.random.Generator) -> TourProblem:
    """Draw a question that can be answered by trying everything."""
    c, s, t = int(rng.integers(1, 4)), int(rng.integers(1, 3)), int(rng.integers(4, 7))
    v, p = c + int(rng.integers(0, 2)), c + s
    km = rng.integers(10, 200, (p, p)).astype(float)
    km = (km + km.T) / 2
    idle = (rng.random((p, p)) < (0.3 if rng.random() < 0.3 else 0.0)).astype(np.int64)
    idle = np.maximum(idle, idle.T)
    np.fill_diagonal(km, 0)
    np.fill_diagonal(idle, 0)
    if rng.random() < 0.1:
        km[0, 1:] = km[1:, 0] = np.inf
    shortest = rng.integers(1, 3, c)
    return TourProblem(
        t,
        Counties(
            rng.integers(0, 3, c), shortest, shortest + rng.integers(0, 2, c),
            rng.integers(0, 3, c),
            np.where(rng.random(c) < 0.5, -rng.integers(1, 9, c), NEVER),
            rng.integers(-1, 2, c), rng.random(c) + 0.1,
        ),
        Venues(
            rng.integers(0, c, v), rng.choice([1.0, 2.0], v), rng.random((v, t)) < 0.85
        ),
        MuseumSets(
            rng.choice([1.0, 2.0], s), rng.integers(-1, 2, s), rng.random((s, t)) < 0.9,
            c + np.arange(s), rng.random((s, c)) < 0.8,
        ),
        km, idle,
    )  # fmt: skip


def booked(problem: TourProblem, rng: np.random.Generator) -> tuple[Stay, ...]:
    """Draw stays that keep every rule together."""
    chosen: list[Stay] = []
    every = list(stays_alone(problem))
    for at in rng.permutation(len(every))[:20].tolist():
        if fits(problem, [*chosen, every[at]]):
            chosen.append(every[at])
    return tuple(chosen[:2])


def plan_of(stays) -> TourPlan:
    """Give a plan of stays, of which nothing is said."""
    return TourPlan(tuple(stays), (), 0.0, 0)


def fits(problem: TourProblem, stays) -> bool:
    """Whether a plan of some stays keeps every rule."""
    return not violations(problem, plan_of(stays))


def stays_alone(problem: TourProblem) -> Iterator[Stay]:
    """Give every shortest stay that keeps every rule without others."""
    venues = problem.venues
    for county in np.flatnonzero(problem.counties.owed > 0).tolist():
        months = int(problem.counties.shortest[county])
        own = np.flatnonzero(venues.county == county)
        for s in range(len(problem.sets)):
            for first in range(problem.months - months + 1):
                tried = (Stay(county, first, months, s, int(v)) for v in own)
                yield from [stay for stay in tried if fits(problem, [stay])][:1]


def best(problem: TourProblem) -> tuple[int, int, int, float]:
    """Give stays made, longest and total wait and yuan of the best plan there is."""
    worth, every = _worths(problem), list(stays_alone(problem))
    found = min(
        _key(problem, worth, stays)
        for stays in _together(problem, every, ())
        if fits(problem, stays)
    )
    return -found[0], found[2], found[3], found[4]


def _together(
    problem: TourProblem, every: list[Stay], stays: tuple[Stay, ...]
) -> Iterator[tuple[Stay, ...]]:
    """Give some stays with any others after them, no two of a set or county at once."""
    yield stays
    for at, stay in enumerate(every):
        own = sum(one.county == stay.county for one in stays)
        at_once = any(
            (one.set == stay.set or one.county == stay.county)
            and one.first < stay.end
            and stay.first < one.end
            for one in stays
        )
        if own < problem.counties.owed[stay.county] and not at_once:
            yield from _together(problem, every[at + 1 :], (*stays, stay))


def _worths(problem: TourProblem) -> dict[tuple[int, int], float]:
    options = options_of(problem)
    return dict(
        zip(
            (options.tasks[task] for task in options.task.tolist()),
            options.worth.tolist(), strict=True,
        )
    )  # fmt: skip


def _key(problem, worth, stays) -> tuple[int, float, int, int, float]:
    waits, value, km, place = [], 0.0, 0.0, {}
    counts = numbers(problem)
    for county in range(len(problem.counties)):
        own = sorted(stay.first for stay in stays if stay.county == county)
        due = dues(problem, county, counts[county])
        waits += [max(first - int(due[k]), 0) for k, first in enumerate(own)]
        value += sum(worth[county, k] for k in range(len(own)))
    for stay in sorted(stays, key=lambda stay: stay.first):
        before = place.get(stay.set, problem.sets.home[stay.set])
        km += problem.km[before, stay.county]
        place[stay.set] = stay.county
    cost = km * problem.km_cost + len(stays) * problem.move_cost
    longest, total = max(waits, default=0), sum(waits)
    return -len(stays), -round(value, 9), longest, total, round(cost, 3)
