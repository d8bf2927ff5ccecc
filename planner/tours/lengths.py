"""Stays as long as nothing else suffers."""

from dataclasses import replace

import numpy as np

from planner.tours.problem import Stay, TourProblem


def lengthened(problem: TourProblem, stays: list[Stay]) -> list[Stay]:
    """Make each stay that is not booked as long as it may be.

    Where all begin is settled, so none is in another's way but by its own end: one
    after the other is the best for all.

    Parameters
    ----------
    problem
        What is asked.
    stays
        All stays, with any venue; those that are booked stay as they are.

    Returns
    -------
    list of Stay
        In the same order, each in the venue that lets it stay longest, the smallest of
        these.
    """
    booked = set(problem.booked)
    return [
        stay if stay in booked else _longest(problem, stay, stays) for stay in stays
    ]


def _longest(problem: TourProblem, stay: Stay, stays: list[Stay]) -> Stay:
    counties, venues = problem.counties, problem.venues
    home = stay.county
    end = min(problem.months, stay.first + int(counties.longest[home]))
    for other in stays:
        if other.first <= stay.first:
            continue
        if other.set == stay.set:
            end = min(end, other.first - int(problem.idle[home, other.county]))
        if other.county == home:
            end = min(end, other.first - int(counties.gap[home]))
    ready = problem.sets.ready[stay.set, stay.first : end]
    best = (-1, 0.0, -1)
    for v in np.flatnonzero(
        (venues.county == home) & (venues.size >= problem.sets.size[stay.set])
    ).tolist():
        free = venues.free[v, stay.first : end] & ready
        months = len(free) if free.all() else int(np.argmin(free))
        best = max(best, (months, -float(venues.size[v]), -v))
    return replace(stay, months=best[0], venue=-best[2])
