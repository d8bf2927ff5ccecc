"""Which rules a stay would break beside others: for edits, reasons and kept plans."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from planner.tours.problem import NEVER, NO_THEME, Stay, TourProblem

Why = Literal[
    "no_set", "no_venue", "too_small", "no_way", "outside", "over", "too_short",
    "too_long", "booked", "venue_shut", "set_away", "set_busy", "theme", "too_soon",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Placement:
    """A stay that might be, and the rules it would break; none where it fits."""

    stay: Stay
    why: tuple[Why, ...]


def broken(problem: TourProblem, stays: Sequence[Stay], stay: Stay) -> tuple[Why, ...]:
    """Tell the rules a stay would break.

    Parameters
    ----------
    problem
        What is asked.
    stays
        The others.
    stay
        The one looked at; its venue may be -1 for any.

    Returns
    -------
    tuple of str
        Each rule once, those no plan can help first.
    """
    found = [*_alone(problem, stay), *_beside(problem, stays, stay)]
    return tuple(dict.fromkeys(found))


def placements(
    problem: TourProblem,
    stays: Sequence[Stay],
    county: int,
    *,
    months: int | None = None,
) -> list[Placement]:
    """Look at every set and month for one more stay of a county.

    Parameters
    ----------
    problem
        What is asked.
    stays
        The stays there are.
    county
        Whose stay.
    months
        How long; as short as it may be by default.

    Returns
    -------
    list of Placement
        In order of set and month; each that fits names its venue.
    """
    length = int(problem.counties.shortest[county]) if months is None else months
    found = []
    for s in range(len(problem.sets)):
        for first in range(problem.months - length + 1):
            stay = Stay(county, first, length, s, -1)
            why = broken(problem, stays, stay)
            venue = -1 if why else venue_for(problem, stay)
            found.append(Placement(replace(stay, venue=venue), why))
    return found


def venue_for(problem: TourProblem, stay: Stay) -> int:
    """Smallest venue of the county that holds a stay, -1 where none does."""
    venues = problem.venues
    fits = (venues.county == stay.county) & (venues.size >= problem.sets.size[stay.set])
    fits &= venues.free[:, stay.first : stay.end].all(axis=1)
    found = np.flatnonzero(fits)
    return int(found[np.argmin(venues.size[found])]) if len(found) else -1


def _alone(problem: TourProblem, stay: Stay) -> Iterator[Why]:
    """Rules that ask nothing of other stays."""
    counties, sets, venues = problem.counties, problem.sets, problem.venues
    county, s = stay.county, stay.set
    if not sets.serves[s, county]:
        yield "no_set"
    own = venues.county == county
    if stay.venue >= 0:
        own = own & (np.arange(len(venues)) == stay.venue)
    holds = own & (venues.size >= sets.size[s])
    if not own.any():
        yield "no_venue"
    elif not holds.any():
        yield "too_small"
    if not 0 <= stay.first <= problem.months - stay.months:
        yield "outside"
        return
    if stay.first < problem.done:
        yield "over"
    if stay.months < counties.shortest[county]:
        yield "too_short"
    if stay.months > counties.longest[county]:
        yield "too_long"
    if holds.any() and not venues.free[holds, stay.first : stay.end].all(axis=1).any():
        yield "venue_shut"
    if not sets.ready[s, stay.first : stay.end].all():
        yield "set_away"


def _beside(problem: TourProblem, stays: Sequence[Stay], stay: Stay) -> Iterator[Why]:
    """Rules between stays of a set, and between those of a county."""
    county, sets, idle = stay.county, problem.sets, problem.idle
    own = sorted((one for one in stays if one.set == stay.set), key=_first)
    for other in own:
        early, late = sorted((stay, other), key=_first)
        if late.first < early.end + idle[early.county, late.county]:
            yield "booked" if other in problem.booked else "set_busy"
    before = [one for one in own if one.first < stay.first]
    after = [one for one in own if one.first > stay.first]
    place = before[-1].county if before else int(sets.home[stay.set])
    ways = [problem.km[place, county]]
    ways += [problem.km[county, one.county] for one in after[:1]]
    if not np.isfinite(ways).all():
        yield "no_way"
    if not before and stay.first < idle[place, county]:
        yield "set_busy"
    yield from _in_county(problem, stays, stay)


def _in_county(
    problem: TourProblem, stays: Sequence[Stay], stay: Stay
) -> Iterator[Why]:
    counties, theme = problem.counties, problem.sets.theme
    county, gap = stay.county, int(problem.counties.gap[stay.county])
    own = sorted((one for one in stays if one.county == county), key=_first)
    for other in own:
        early, late = sorted((stay, other), key=_first)
        if late.first < early.end + gap:
            yield "too_soon"
    last = int(counties.last[county])
    if last != NEVER and stay.first < last + 1 + gap:
        yield "too_soon"
    before = [one for one in own if one.first <= stay.first]
    after = [one for one in own if one.first > stay.first]
    next_to = [int(theme[one.set]) for one in (*before[-1:], *after[:1])]
    next_to += [] if before else [int(counties.last_theme[county])]
    if theme[stay.set] != NO_THEME and theme[stay.set] in next_to:
        yield "theme"


def _first(stay: Stay) -> tuple[int, int]:
    return stay.first, stay.months
