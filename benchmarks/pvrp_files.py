"""Periodic routing in the format of Cordeau, and a check of routes against the file.

First line: type (0 one day, 1 periodic), vehicles, customers, days. Then for each day
the longest duration of a route (0: any) and the greatest load (0: any). Then the depot
and the customers, one a line: number, x, y, duration of a visit, demand, visits, number
of patterns, patterns: numbers whose most significant bit of as many as there are days
is the first day (Cordeau, Gendreau and Laporte 1997, "A tabu search heuristic for
periodic and multi-depot vehicle routing problems"). Distances are Euclidean and not
rounded.
"""

import csv
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from benchmarks.instances import InstanceError

# Day and vehicle of a route, and its customers in order; the first is 1.
Routes = Mapping[tuple[int, int], Sequence[int]]
_SLACK = 1e-6
_TYPES = (0, 1)
# A line of a customer up to its patterns.
_FIELDS = 7


@dataclass(frozen=True, slots=True)
class Customer:
    """A line of the file; of the depot only the place counts."""

    x: float
    y: float
    duration: float
    demand: float
    visits: int
    patterns: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Periodic:
    """What a file says.

    Parameters
    ----------
    name
        Of the file.
    vehicles
        As many on each day.
    limits
        Longest duration and greatest load of a route on each day, infinite for any.
    customers
        The depot comes first.
    """

    name: str
    vehicles: int
    limits: tuple[tuple[float, float], ...]
    customers: tuple[Customer, ...]

    @property
    def days(self) -> int:
        """Number of days."""
        return len(self.limits)


def read_periodic(path: Path) -> Periodic:
    """Read a file.

    Raises
    ------
    InstanceError
        With the file, the line, and how to mend it.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{path}: {error}. Give a text file in Cordeau's format."
        raise InstanceError(msg) from error
    rows = [
        (number, line.split())
        for number, line in enumerate(text.splitlines(), 1)
        if line.strip()
    ]
    if not rows:
        msg = f"{path}: empty. Give a text file in Cordeau's format."
        raise InstanceError(msg)
    kind, vehicles, count, days = (int(one) for one in _numbers(path, rows[0], 4))
    if kind not in _TYPES or vehicles < 1 or days < 1:
        msg = (
            f"{path}, line {rows[0][0]}: expected the type 0 or 1, vehicles, customers "
            f"and days, not {' '.join(rows[0][1])}."
        )
        raise InstanceError(msg)
    if len(rows) < 2 + days + count:
        msg = f"{path}: {len(rows)} lines, not {2 + days + count}. Is the end missing?"
        raise InstanceError(msg)
    limits = [_numbers(path, row, 2) for row in rows[1 : 1 + days]]
    lines = rows[1 + days : 2 + days + count]
    customers = [_customer(path, row, days, number) for number, row in enumerate(lines)]
    return Periodic(
        path.stem,
        vehicles,
        tuple((longest or math.inf, most or math.inf) for longest, most in limits),
        tuple(customers),
    )


def _numbers(path: Path, row: tuple[int, list[str]], least: int) -> list[float]:
    number, words = row
    try:
        numbers = [float(word) for word in words]
    except ValueError as error:
        msg = f"{path}, line {number}: {error}."
        raise InstanceError(msg) from error
    if len(numbers) < least or not all(map(math.isfinite, numbers)):
        msg = f"{path}, line {number}: expected {least} numbers, got {len(numbers)}."
        raise InstanceError(msg)
    return numbers


def _customer(
    path: Path, row: tuple[int, list[str]], days: int, position: int
) -> Customer:
    depot = position == 0
    numbers = _numbers(path, row, 3 if depot else _FIELDS)
    x, y, duration, demand, visits, count = (*numbers[1:], 0.0, 0.0, 0.0, 0.0)[:6]
    patterns = tuple(int(one) for one in numbers[_FIELDS : _FIELDS + int(count)])
    wrong = not depot and (
        len(patterns) != count
        or not patterns
        or any(one >= 1 << days or one.bit_count() != visits for one in patterns)
    )
    if wrong:
        msg = (
            f"{path}, line {row[0]}: expected {int(count)} patterns of {int(visits)} "
            f"of {days} days, got {patterns}."
        )
        raise InstanceError(msg)
    return Customer(x, y, duration, demand, int(visits), patterns)


def best_known(path: Path) -> float | None:
    """Look up the best cost known in ``best_known.csv`` beside a file."""
    beside = path.with_name("best_known.csv")
    if not beside.exists():
        return None
    with beside.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            if row.get("instance") == path.stem and row.get("best_known"):
                return float(row["best_known"])
    return None


def route_cost(instance: Periodic, route: Sequence[int]) -> float:
    """Length of a route from the depot and back."""
    places = [instance.customers[one] for one in (0, *route, 0)]
    return sum(math.hypot(a.x - b.x, a.y - b.y) for a, b in pairwise(places))


def wrong_routes(instance: Periodic, routes: Routes, cost: float) -> Iterator[str]:
    """Tell what is wrong with routes, from the numbers of the file alone."""
    served: dict[int, list[int]] = {}
    for (day, vehicle), route in routes.items():
        if not (0 <= day < instance.days and 0 <= vehicle < instance.vehicles):
            yield f"no vehicle {vehicle} on day {day}"
            continue
        longest, most = instance.limits[day]
        visited = [instance.customers[one] for one in route]
        if sum(one.demand for one in visited) > most + _SLACK:
            yield f"day {day}, vehicle {vehicle}: too much load"
        lasts = route_cost(instance, route) + sum(one.duration for one in visited)
        if lasts > longest + _SLACK:
            yield f"day {day}, vehicle {vehicle}: {lasts} is too long"
        for one in route:
            served.setdefault(one, []).append(day)
    for number, customer in enumerate(instance.customers[1:], 1):
        days = "".join(
            str(served.get(number, []).count(day)) for day in range(instance.days)
        )
        if days not in [f"{one:0{instance.days}b}" for one in customer.patterns]:
            yield f"customer {number}: visits by day {days}"
    told = math.fsum(route_cost(instance, route) for route in routes.values())
    if abs(told - cost) > _SLACK * max(1.0, told):
        yield f"cost {cost}, not {told}"


def plain_instance(customers: int, *, seed: int) -> Periodic:
    """Make a problem of one day: customers in a square, a vehicle holds about ten.

    After the random ones of Uchoa et al. (2017), "New benchmark instances for the
    capacitated vehicle routing problem".
    """
    rng = np.random.default_rng(seed)
    places = rng.integers(0, 1001, (customers, 2)).tolist()
    demands = rng.integers(1, 101, customers).tolist()
    room = 500
    made = [Customer(500, 500, 0, 0, 0, ())]
    made += [
        Customer(x, y, 0, demand, 1, (1,))
        for (x, y), demand in zip(places, demands, strict=True)
    ]
    vehicles = math.ceil(sum(demands) / room) + 2
    return Periodic(
        f"plain-{customers}-{seed}", vehicles, ((math.inf, room),), tuple(made)
    )
