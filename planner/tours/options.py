"""Every stay that may be: a set in a county, the how many-th, from which month."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from planner.tours.problem import (
    NEVER,
    NO_THEME,
    Flags,
    Floats,
    Ints,
    TourProblem,
)


@dataclass(frozen=True, slots=True)
class Options:
    """The n stays to choose from, and what they are of.

    Parameters
    ----------
    groups
        Sets that are alike in everything, booked ones each alone.
    tasks
        Pairs (county, number): the stays owed, number from 0.
    group, task, first, months
        Of each option, shape (n,).
    wait
        Months its county waits past due, shape (n,).
    worth
        What it adds to the first goal, shape (n,).
    booked
        Position of the booking it is, else -1, shape (n,).
    """

    groups: tuple[tuple[int, ...], ...]
    tasks: tuple[tuple[int, int], ...]
    group: Ints
    task: Ints
    first: Ints
    months: Ints
    wait: Ints
    worth: Floats
    booked: Ints

    def __len__(self) -> int:
        return len(self.task)

    @property
    def end(self) -> Ints:
        """The month after the last of each."""
        return self.first + self.months


def options_of(
    problem: TourProblem, *, by_home: bool = True, by_set: bool = False
) -> Options:
    """List every stay that keeps the rules it can break alone.

    A stay is as short as it may be: a longer one makes no other goal better, and is
    made of it at the end (:mod:`planner.tours.lengths`).

    Parameters
    ----------
    problem
        What is asked.
    by_home
        Whether sets that differ in nothing but their home are told apart; only ways
        depend on it.
    by_set
        Whether all sets are; whether a stay is as it was depends on it.

    Returns
    -------
    Options
        In order of group, task and month; bookings last.
    """
    groups = _alike(problem, by_home=by_home, by_set=by_set)
    counts = numbers(problem)
    tasks = tuple((c, k) for c, count in enumerate(counts) for k in range(count))
    rows = [*_free(problem, groups, tasks), *_booked(problem, groups, tasks)]
    table = np.array(rows, dtype=np.int64).reshape(-1, 5)
    group, task, first, months, booked = table.T
    due = np.array([dues(problem, c, counts[c])[k] for c, k in tasks], dtype=np.int64)
    return Options(
        groups, tasks, group, task, first, months,
        np.maximum(first - due[task], 0),
        _worth(problem, tasks)[task], booked,
    )  # fmt: skip


def numbers(problem: TourProblem) -> Ints:
    """Stays of each county that may be made: those owed, or as many as are booked."""
    booked = np.zeros(len(problem.counties), dtype=np.int64)
    for stay in problem.booked:
        booked[stay.county] += 1
    return np.maximum(problem.counties.owed, booked)


def dues(problem: TourProblem, county: int, count: int) -> Ints:
    """Month by which each stay of a county should begin.

    The months are shared evenly among its stays. The first is due so long after the
    latest stay before the plan, at once where there was none; it may be overdue by one
    share when the plan begins.

    Returns
    -------
    numpy.ndarray
        Shape (count,), not decreasing; the first may be negative.
    """
    share = max(problem.months // max(count, 1), 1)
    last = int(problem.counties.last[county])
    first = -share if last == NEVER else min(max(last + share, -share), share - 1)
    later = [k * share + max(first, 0) for k in range(1, count)]
    return np.array([first, *later][:count], dtype=np.int64)


def _alike(
    problem: TourProblem, *, by_home: bool, by_set: bool
) -> tuple[tuple[int, ...], ...]:
    """Sets that differ in nothing that matters."""
    sets, busy = problem.sets, {stay.set for stay in problem.booked}
    reach = np.isfinite(problem.km[sets.home][:, : len(problem.counties)])
    # Where months lie idle on the way it matters which set was where.
    by_set = by_set or bool(problem.idle.any())
    found: dict[tuple[object, ...], list[int]] = {}
    for s in range(len(sets)):
        # The size counts by the venues that hold it.
        holds = (problem.venues.size >= sets.size[s]).tobytes()
        key: tuple[object, ...] = (
            holds, int(sets.theme[s]), sets.ready[s].tobytes(),
            int(sets.home[s]) if by_home else reach[s].tobytes(),
            sets.serves[s].tobytes(), s if s in busy or by_set else -1,
        )  # fmt: skip
        found.setdefault(key, []).append(s)
    return tuple(tuple(alike) for alike in found.values())


def _worth(problem: TourProblem, tasks: tuple[tuple[int, int], ...]) -> Floats:
    """One each; less than one in all for whose stays they are.

    More stays beat any; of as many, first stays before second ones, then those of the
    counties that weigh more.
    """
    county = np.array([c for c, _ in tasks], dtype=np.int64)
    number = np.array([k for _, k in tasks], dtype=np.int64)
    weight = problem.counties.weight[county]
    most, last = weight.max(initial=0.0), number.max(initial=0)
    rank = (last - number + 0.5 * weight / most) / (last + 1)
    found: Floats = 1.0 + rank / (2.0 * max(len(tasks), 1))
    return found


def _free(
    problem: TourProblem,
    groups: tuple[tuple[int, ...], ...],
    tasks: tuple[tuple[int, int], ...],
) -> Iterator[tuple[int, int, int, int, int]]:
    """Stays to choose from."""
    counties = problem.counties
    for g, (s, *_) in enumerate(groups):
        fits = {
            county: _firsts(problem, s, county)
            for county in np.flatnonzero(problem.sets.serves[s]).tolist()
            # Roads lead both ways: what cannot be reached from home cannot be at all.
            if np.isfinite(problem.km[problem.sets.home[s], county])
        }
        for task, (county, number) in enumerate(tasks):
            seen = number == 0 and problem.sets.theme[s] != NO_THEME and (
                problem.sets.theme[s] == counties.last_theme[county]
            )  # fmt: skip
            if county in fits and not seen:
                months = int(counties.shortest[county])
                for first in fits[county].tolist():
                    yield g, task, first, months, -1


def _firsts(problem: TourProblem, s: int, county: int) -> Ints:
    """Months from which a set can stay in a county, everything else left aside."""
    counties, venues = problem.counties, problem.venues
    months = int(counties.shortest[county])
    earliest = problem.done
    if counties.last[county] != NEVER:
        earliest = max(earliest, int(counties.last[county] + 1 + counties.gap[county]))
    own = (venues.county == county) & (venues.size >= problem.sets.size[s])
    fits = (_runs(venues.free[own], months)).any(axis=0)
    fits &= _runs(problem.sets.ready[[s]], months)[0]
    fits[: max(earliest, int(problem.idle[problem.sets.home[s], county]))] = False
    return np.flatnonzero(fits)


def _runs(flags: Flags, months: int) -> Flags:
    """Where so many months in a row hold, by the first of them."""
    rows, t = flags.shape
    found = np.zeros((rows, t), dtype=bool)
    if months <= t:
        windows = np.lib.stride_tricks.sliding_window_view(flags, months, axis=1)
        found[:, : t - months + 1] = windows.all(axis=2)
    return found


def _booked(
    problem: TourProblem,
    groups: tuple[tuple[int, ...], ...],
    tasks: tuple[tuple[int, int], ...],
) -> Iterator[tuple[int, int, int, int, int]]:
    """Bookings; each may be any of its county's stays in number."""
    group_of = {s: g for g, group in enumerate(groups) for s in group}
    for at, stay in enumerate(problem.booked):
        for task, (county, _) in enumerate(tasks):
            if county == stay.county:
                yield group_of[stay.set], task, stay.first, stay.months, at
