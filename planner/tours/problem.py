"""Sets, counties and months as numbers."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.errors import PlanInputError, Problem

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
# A county that was never visited; a theme nobody has.
NEVER = -10_000
NO_THEME = -1


@dataclass(frozen=True, slots=True)
class Counties:
    """The c counties.

    Parameters
    ----------
    owed
        Stays owed in the months planned, shape (c,).
    shortest, longest
        Months of a stay, shape (c,).
    gap
        Fewest months between the last of a stay and the first of the next, shape (c,).
    last
        Last month of the latest stay before the plan, negative, shape (c,);
        :data:`NEVER` where there was none. A month of the plan that is over, where a
        tour in it is none of its stays.
    last_theme
        Its theme, shape (c,); :data:`NO_THEME` where none is known.
    weight
        What a stay is worth among counties, above 0, shape (c,): late and poor
        counties more.
    """

    owed: Ints
    shortest: Ints
    longest: Ints
    gap: Ints
    last: Ints
    last_theme: Ints
    weight: Floats

    def __len__(self) -> int:
        return len(self.owed)


@dataclass(frozen=True, slots=True)
class Venues:
    """The v venues.

    Parameters
    ----------
    county
        Position of the county each is in, shape (v,).
    size
        Square metres it holds, shape (v,).
    free
        Months in which a set may stand there, shape (v, t).
    """

    county: Ints
    size: Floats
    free: Flags

    def __len__(self) -> int:
        return len(self.county)


@dataclass(frozen=True, slots=True)
class MuseumSets:
    """The s museum sets.

    Parameters
    ----------
    size
        Square metres each needs, shape (s,).
    theme
        Theme of each, shape (s,); :data:`NO_THEME` where it has none.
    ready
        Months in which it may stand somewhere, shape (s, t): there, and not in repair.
    home
        Place where it is kept and begins, shape (s,): a row of ``km``.
    serves
        Counties it may visit, shape (s, c).
    """

    size: Floats
    theme: Ints
    ready: Flags
    home: Ints
    serves: Flags

    def __len__(self) -> int:
        return len(self.size)


@dataclass(frozen=True, slots=True, order=True)
class Stay:
    """A set in a county.

    Parameters
    ----------
    county, set, venue
        Positions.
    first, months
        First month, from 0, and how many.
    """

    county: int
    first: int
    months: int
    set: int
    venue: int

    @property
    def end(self) -> int:
        """The month after its last."""
        return self.first + self.months


@dataclass(frozen=True, slots=True)
class TourProblem:
    """Which set stays where and when.

    Parameters
    ----------
    months
        How many months are planned, t.
    counties, venues, sets
        As they are.
    km
        By road between places, shape (p, p): the c counties first, then the homes.
        Infinite where there is no road.
    idle
        Whole months that have to lie between two stays of a set because the way, taking
        down, repair and putting up need more days than the last month of a stay leaves,
        shape (p, p).
    booked
        Stays that are settled and stay as they are.
    done
        Months up to this one are over: no stay begins before it.
    km_cost, move_cost
        Yuan of a kilometre and of a move.

    Raises
    ------
    PlanInputError
        With every broken promise at once.
    """

    months: int
    counties: Counties
    venues: Venues
    sets: MuseumSets
    km: Floats
    idle: Ints
    booked: tuple[Stay, ...] = ()
    done: int = 0
    km_cost: float = 8.0
    move_cost: float = 3000.0

    def __post_init__(self) -> None:
        problems = list(_problems(self))
        if problems:
            raise PlanInputError(problems)


def _problems(problem: TourProblem) -> Iterator[Problem]:
    counties, venues, sets = problem.counties, problem.venues, problem.sets
    c, v, s, t = len(counties), len(venues), len(sets), problem.months
    if t < 1:
        yield "tours_no_months", {"months": t}
        return
    places = len(problem.km)
    shapes = {
        "counties.shortest": (counties.shortest.shape, (c,)),
        "counties.longest": (counties.longest.shape, (c,)),
        "counties.gap": (counties.gap.shape, (c,)),
        "counties.last": (counties.last.shape, (c,)),
        "counties.last_theme": (counties.last_theme.shape, (c,)),
        "counties.weight": (counties.weight.shape, (c,)),
        "venues.size": (venues.size.shape, (v,)),
        "venues.free": (venues.free.shape, (v, t)),
        "sets.theme": (sets.theme.shape, (s,)),
        "sets.ready": (sets.ready.shape, (s, t)),
        "sets.home": (sets.home.shape, (s,)),
        "sets.serves": (sets.serves.shape, (s, c)),
        "km": (problem.km.shape, (places, places)),
        "idle": (problem.idle.shape, (places, places)),
    }
    wrong = {name: pair for name, pair in shapes.items() if pair[0] != pair[1]}
    for name, (given, wanted) in wrong.items():
        yield "tours_bad_shape", {"name": name, "given": given, "wanted": wanted}
    if wrong:
        return
    ranges = {
        "counties.owed": (counties.owed, 0, t),
        "counties.shortest": (counties.shortest, 1, t),
        "counties.gap": (counties.gap, 0, np.inf),
        "counties.last": (counties.last, NEVER, t - 1),
        "counties.weight": (counties.weight, np.finfo(float).tiny, np.inf),
        "venues.county": (venues.county, 0, c - 1),
        "venues.size": (venues.size, np.finfo(float).tiny, np.inf),
        "sets.size": (sets.size, 0, np.inf),
        "sets.home": (sets.home, 0, places - 1),
        "km": (problem.km, 0, np.inf),
        "idle": (problem.idle, 0, np.inf),
    }
    for name, (values, least, most) in ranges.items():
        # What is no number is in no range.
        bad = np.flatnonzero(~((values >= least) & (values <= most)).ravel())
        if len(bad):
            told = {"least": f"{least:g}", "most": f"{most:g}"}
            yield "tours_bad_number", {"name": name, "rows": _few(bad), **told}
    bad = np.flatnonzero(counties.longest < counties.shortest)
    if len(bad):
        yield "tours_longest_shorter", {"rows": _few(bad)}
    yield from _bad_bookings(problem)


def _bad_bookings(problem: TourProblem) -> Iterator[Problem]:
    """Bookings that name what is not there, or are in each other's way."""
    limits = (len(problem.counties), len(problem.sets), len(problem.venues))
    known = []
    for at, stay in enumerate(problem.booked):
        places = (stay.county, stay.set, stay.venue)
        there = all(0 <= one < limit for one, limit in zip(places, limits, strict=True))
        if (
            there
            and stay.months > 0
            and 0 <= stay.first <= problem.months - stay.months
        ):
            known.append((at, stay))
        else:
            yield "tours_booking_outside", {"row": at}
    for a, one in known:
        for b, other in known[a + 1 :]:
            overlap = one.first < other.end and other.first < one.end
            if overlap and one.set == other.set:
                yield "tours_set_twice", {"rows": f"{a}, {b}"}
            if overlap and one.county == other.county:
                yield "tours_county_twice", {"rows": f"{a}, {b}"}


def _few(rows: Ints) -> str:
    told = ", ".join(map(str, rows[:5].tolist()))
    return told + (" ..." if len(rows) > 5 else "")
