"""A year of tours, and what could not be fitted in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

Status = Literal["feasible", "empty"]
# Told of the visits not made yet and the cost so far; answers whether to stop.
Watch = Callable[[int, float], bool]


@dataclass(frozen=True, slots=True)
class Stop:
    """One visit: times in seconds after midnight."""

    task: int
    arrive: float
    begin: float
    leave: float


@dataclass(frozen=True, slots=True)
class Tour:
    """One caravan on one day.

    Parameters
    ----------
    van, day
        Positions.
    start, end
        Places where it begins and ends: the depot, or where the night is spent.
    depart, back
        Seconds after midnight.
    stops
        In order.
    """

    van: int
    day: int
    start: int
    end: int
    depart: float
    back: float
    stops: tuple[Stop, ...]


@dataclass(frozen=True, slots=True)
class CaravanPlan:
    """Tours in order of caravan and day.

    Parameters
    ----------
    tours
        Days on which a caravan moves.
    missing
        Visits owed to each task that are not made.
    cost
        Of driving, days and nights, without the value of visits not made.
    steps, seconds, seed
        How long was searched, and from which random numbers.
    """

    tours: tuple[Tour, ...]
    missing: dict[int, int]
    cost: float
    steps: int
    seconds: float
    seed: int
    status: Status = field(default="feasible")

    @property
    def made(self) -> int:
        """Visits made."""
        return sum(len(tour.stops) for tour in self.tours)
