"""Visits owed, caravans and days, as numbers."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from geo.travel import Indices
from planner.errors import PlanInputError, Problem
from planner.problem import Flags

Grid = npt.NDArray[np.float64]
Table = npt.NDArray[np.int64]
DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Legs:
    """Ways between the n places, for each of q kinds of vehicles.

    Parameters
    ----------
    seconds, km
        Shape (q, n, n); infinite where no way leads.
    """

    seconds: Grid
    km: Grid

    def __len__(self) -> int:
        return int(self.seconds.shape[1])


@dataclass(frozen=True, slots=True)
class Tasks:
    """The c places that are owed visits.

    Parameters
    ----------
    place
        Position among the places, shape (c,).
    service_s
        Length of a visit in seconds, shape (c,).
    times
        Visits owed, shape (c,).
    gap_days
        Fewest days from one visit to the next, shape (c,).
    value
        What one visit is worth, in the unit of the costs, shape (c,): one that costs
        more is left out.
    earliest, latest
        First and last day of each visit, shape (c, r) with r the most visits owed.
    opens, closes
        Windows in which a visit begins and ends: seconds after midnight, shape
        (k, d, 2); a window is shut where it closes before it opens.
    calendar
        Row of the windows each follows, shape (c,).
    allowed
        Which caravans may come, shape (c, v).
    bias
        Cost of each day beside the way there, shape (c, d); 0 or more.
    load
        What a visit takes of the room of a caravan, shape (c,).
    patterns
        For each task the sets of days of which one is to be kept whole; empty where
        `earliest` and `latest` say when.
    """

    place: Indices
    service_s: Grid
    times: Indices
    gap_days: Indices
    value: Grid
    earliest: Table
    latest: Table
    opens: Grid
    closes: Grid
    calendar: Indices
    allowed: Flags
    bias: Grid
    load: Grid
    patterns: tuple[tuple[tuple[int, ...], ...], ...] = ()

    def __len__(self) -> int:
        return len(self.place)


@dataclass(frozen=True, slots=True)
class Vans:
    """The v caravans on the d days.

    Parameters
    ----------
    home, kind
        Place of the depot and row of the legs, shape (v,).
    works
        Days on which a crew is there, shape (v, d).
    begin_s, end_s
        Earliest departure and latest return of a day, shape (v,).
    work_s, week_s
        Most seconds of work in a day and in a week, shape (v,).
    rest_s, rest_from_s, rest_until_s
        A pause of so many seconds that begins between two times, shape (v,); only on
        days that last beyond the second.
    stops, room
        Most stops and most load of a day, shape (v,).
    km_cost, hour_cost, day_cost
        Cost of a kilometre, of an hour at the wheel, of a day out, shape (v,).
    """

    home: Indices
    kind: Indices
    works: Flags
    begin_s: Grid
    end_s: Grid
    work_s: Grid
    week_s: Grid
    rest_s: Grid
    rest_from_s: Grid
    rest_until_s: Grid
    stops: Indices
    room: Grid
    km_cost: Grid
    hour_cost: Grid
    day_cost: Grid

    def __len__(self) -> int:
        return len(self.home)


@dataclass(frozen=True, slots=True)
class Nights:
    """Where a caravan may stay away overnight.

    Parameters
    ----------
    hosts
        Places, shape (h,).
    cost
        Of a night.
    most
        Nights in a row; 0 for none.
    """

    hosts: Indices = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    cost: float = 0.0
    most: int = 0


@dataclass(frozen=True, slots=True)
class CaravanProblem:
    """A question for :func:`planner.caravans.schedule`.

    Parameters
    ----------
    legs, tasks, vans, nights
        What there is.
    week_of
        Number of the week of each day, shape (d,).
    pins
        Visits that have to stay where they are: task, day, caravan; -1 for any caravan.
    shut
        Caravan and day of which nothing may change from the plan that is given.
    past
        So many first days are over: nothing of them may change either, and no window
        and no hours are asked of them, nor do they count in their week.
    """

    legs: Legs
    tasks: Tasks
    vans: Vans
    week_of: Indices
    nights: Nights = field(default_factory=Nights)
    pins: tuple[tuple[int, int, int], ...] = ()
    shut: tuple[tuple[int, int], ...] = ()
    past: int = 0

    @property
    def days(self) -> int:
        """Number of days, those without work included."""
        return len(self.week_of)

    def __post_init__(self) -> None:
        problems = list(_wrong(self))
        if problems:
            raise PlanInputError(problems)


def _wrong(problem: CaravanProblem) -> Iterator[Problem]:
    """Sizes and numbers that no plan can be made from."""
    tasks, vans, legs = problem.tasks, problem.vans, problem.legs
    c, v, d, n = len(tasks), len(vans), problem.days, len(legs)
    most = tasks.earliest.shape[1]
    shapes: dict[str, tuple[npt.NDArray[np.generic], tuple[int, ...]]] = {
        "km": (legs.km, legs.seconds.shape),
        "service_s": (tasks.service_s, (c,)),
        "times": (tasks.times, (c,)),
        "gap_days": (tasks.gap_days, (c,)),
        "value": (tasks.value, (c,)),
        "latest": (tasks.latest, (c, most)),
        "calendar": (tasks.calendar, (c,)),
        "allowed": (tasks.allowed, (c, v)),
        "bias": (tasks.bias, (c, d)),
        "load": (tasks.load, (c,)),
        "opens": (tasks.opens, (len(tasks.opens), d, 2)),
        "closes": (tasks.closes, (len(tasks.opens), d, 2)),
        "works": (vans.works, (v, d)),
    }
    for name in ("kind", "begin_s", "end_s", "work_s", "week_s", "rest_s", "stops"):
        shapes[name] = (getattr(vans, name), (v,))
    for name in (
        "rest_from_s",
        "rest_until_s",
        "room",
        "km_cost",
        "hour_cost",
        "day_cost",
    ):
        shapes[name] = (getattr(vans, name), (v,))
    for name, (array, shape) in shapes.items():
        if array.shape != shape:
            yield "caravan_bad_shape", {"name": name, "given": array.shape}
        elif array.dtype.kind == "f" and not (np.asarray(array, float) >= 0).all():
            yield "caravan_bad_numbers", {"name": name}
    if (tasks.times > most).any() or (tasks.times < 0).any():
        yield "caravan_bad_times", {"most": most}
    for name, positions, size in (
        ("place", tasks.place, n),
        ("home", vans.home, n),
        ("kind", vans.kind, len(legs.seconds)),
        ("hosts", problem.nights.hosts, n),
        ("calendar", tasks.calendar, len(tasks.opens)),
    ):
        if len(positions) and not 0 <= positions.min() <= positions.max() < size:
            yield "caravan_bad_positions", {"name": name, "size": size}
    if not all(
        0 <= t < c and 0 <= day < d and -1 <= van < v for t, day, van in problem.pins
    ):
        yield "caravan_bad_pins", {}
    yield from _wrong_patterns(problem)


def _wrong_patterns(problem: CaravanProblem) -> Iterator[Problem]:
    """Sets of days that are not as many as the visits, or not days of the plan."""
    tasks = problem.tasks
    if tasks.patterns and len(tasks.patterns) != len(tasks):
        yield "caravan_bad_shape", {"name": "patterns", "given": len(tasks.patterns)}
        return
    for times, sets in zip(tasks.times, tasks.patterns, strict=False):
        for days in sets:
            inside = all(0 <= day < problem.days for day in days)
            if len(set(days)) != times or len(days) != times or not inside:
                yield "caravan_bad_pattern", {"days": ", ".join(map(str, days))}
