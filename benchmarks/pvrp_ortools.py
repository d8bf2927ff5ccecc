"""OR-Tools' routing on periodic instances, as far as it can express them.

``python -m benchmarks.pvrp_ortools FILE... --time-limit S`` prints one JSON object a
line, as :mod:`benchmarks.pvrp` does. OR-Tools wants another protobuf than Streamlit, so
this runs in an environment of its own with ``numpy``, ``scipy`` and ``ortools``; it
imports nothing else of the project but the reader and the check of routes.

Every day of every vehicle is a vehicle of OR-Tools, every visit a node; which days the
nodes of a customer may take together is a table constraint on their days.
"""

import argparse
import importlib
import json
import math
import sys
import time
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path
from typing import Any

from benchmarks.instances import InstanceError
from benchmarks.pvrp_files import (
    Periodic,
    best_known,
    read_periodic,
    route_cost,
    wrong_routes,
)

# It counts in whole numbers: thousandths of the file's unit.
_UNIT = 1000


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", metavar="FILE", nargs="+", type=Path)
    parser.add_argument("--time-limit", metavar="S", type=float, default=10.0)
    options = parser.parse_args(arguments)
    for path in options.files:
        try:
            instance = read_periodic(path)
        except InstanceError as error:
            print(error, file=sys.stderr)
            return 2
        print(json.dumps(_measure(instance, path, options.time_limit)), flush=True)
    return 0


def _measure(instance: Periodic, path: Path, limit: float) -> dict[str, Any]:
    start = time.perf_counter()
    routes = _routes(instance, limit)
    told: dict[str, Any] = {
        "instance": instance.name,
        "peer": "ortools",
        "seconds": round(time.perf_counter() - start, 2),
    }
    if routes is None:
        return told | {"feasible": False}
    cost = math.fsum(route_cost(instance, route) for route in routes.values())
    known = best_known(path)
    return told | {
        "feasible": True,
        "cost": round(cost, 2),
        "best_known": known,
        "gap": round(cost / known - 1, 4) if known else None,
        "violations": len(list(wrong_routes(instance, routes, cost))),
    }


def _routes(
    instance: Periodic, limit: float
) -> dict[tuple[int, int], list[int]] | None:
    """Routes by day and vehicle; None where none were found in time."""
    routing = importlib.import_module("ortools.constraint_solver.pywrapcp")
    visits = [
        customer
        for customer, one in enumerate(instance.customers)
        if customer
        for _ in range(one.visits)
    ]
    fleet = [
        (day, van) for day in range(instance.days) for van in range(instance.vehicles)
    ]
    manager = routing.RoutingIndexManager(len(visits) + 1, len(fleet), 0)
    model = routing.RoutingModel(manager)
    legs = _legs(instance, [0, *visits])
    model.SetArcCostEvaluatorOfAllVehicles(model.RegisterTransitMatrix(legs))
    _limits(instance, model, [0, *visits], legs, fleet)
    _days(instance, manager, model, visits, fleet)
    asked = _asked(routing, limit)
    model.CloseModelWithParameters(asked)
    start = model.ReadAssignmentFromRoutes(_start(instance, visits, fleet), True)
    # Left alone it finds no first plan where days hang together.
    found = (
        model.SolveFromAssignmentWithParameters(start, asked)
        if start
        else model.SolveWithParameters(asked)
    )
    if found is None:
        return None
    routes = {}
    for number, key in enumerate(fleet):
        at, route = found.Value(model.NextVar(model.Start(number))), []
        while not model.IsEnd(at):
            route.append(visits[manager.IndexToNode(at) - 1])
            at = found.Value(model.NextVar(at))
        routes[key] = route
    return routes


def _asked(routing: Any, limit: float) -> Any:  # noqa: ANN401
    """How to search, and for how many seconds."""
    enums = importlib.import_module("ortools.constraint_solver.routing_enums_pb2")
    asked = routing.DefaultRoutingSearchParameters()
    asked.first_solution_strategy = (
        enums.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    )
    asked.local_search_metaheuristic = (
        enums.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    )
    asked.time_limit.FromMilliseconds(round(limit * 1000))
    return asked


def _legs(instance: Periodic, nodes: list[int]) -> list[list[int]]:
    places = [instance.customers[node] for node in nodes]
    return [
        [round(math.hypot(a.x - b.x, a.y - b.y) * _UNIT) for b in places]
        for a in places
    ]


def _limits(
    instance: Periodic,
    model: Any,  # noqa: ANN401
    nodes: list[int],
    legs: list[list[int]],
    fleet: list[tuple[int, int]],
) -> None:
    """Load and duration of each route, by the limits of its day."""
    customers = [instance.customers[node] for node in nodes]
    load = model.RegisterUnaryTransitVector([round(one.demand) for one in customers])
    everything = sum(round(one.demand) for one in customers)
    rooms = [int(min(instance.limits[day][1], everything)) for day, _ in fleet]
    model.AddDimensionWithVehicleCapacity(load, 0, rooms, True, "load")
    if any(longest < math.inf for longest, _ in instance.limits):
        takes = [
            [leg + round(one.duration * _UNIT) for leg in row]
            for row, one in zip(legs, customers, strict=True)
        ]
        most = sum(map(max, takes))
        lasts = [int(min(instance.limits[day][0] * _UNIT, most)) for day, _ in fleet]
        matrix = model.RegisterTransitMatrix(takes)
        model.AddDimensionWithVehicleCapacity(matrix, 0, lasts, True, "time")


def _days(
    instance: Periodic,
    manager: Any,  # noqa: ANN401
    model: Any,  # noqa: ANN401
    visits: list[int],
    fleet: list[tuple[int, int]],
) -> None:
    """The visits of a customer fall on the days of one of its patterns."""
    solver = model.solver()
    day_of = [day for day, _ in fleet]
    nodes: dict[int, list[int]] = {}
    for node, customer in enumerate(visits, 1):
        nodes.setdefault(customer, []).append(node)
    for customer, own in nodes.items():
        vehicles = [model.VehicleVar(manager.NodeToIndex(node)) for node in own]
        days = [solver.Element(day_of, vehicle).Var() for vehicle in vehicles]
        solver.Add(solver.AllowedAssignments(days, list(_tuples(instance, customer))))


def _start(
    instance: Periodic, visits: list[int], fleet: list[tuple[int, int]]
) -> list[list[int]]:
    """A plan to begin with: days that even out the load, routes by angle."""
    depot = instance.customers[0]
    load = [0.0] * instance.days
    chosen: dict[int, tuple[int, ...]] = {}
    heaviest = sorted(set(visits), key=lambda one: -instance.customers[one].demand)
    for customer in heaviest:
        best = min(
            _days_of(instance, customer),
            key=lambda days: sum(load[day] for day in days),
        )
        chosen[customer] = best
        for day in best:
            load[day] += instance.customers[customer].demand
    nodes: dict[int, list[int]] = {}
    for node, customer in enumerate(visits, 1):
        nodes.setdefault(customer, []).append(node)
    routes: dict[tuple[int, int], list[int]] = {key: [] for key in fleet}
    for day in range(instance.days):
        longest, most = instance.limits[day]
        around = sorted(
            (one for one, days in chosen.items() if day in days),
            key=lambda one: math.atan2(
                instance.customers[one].y - depot.y, instance.customers[one].x - depot.x
            ),
        )
        van, route = 0, []
        for customer in around:
            longer = [*route, customer]
            told = [instance.customers[one] for one in longer]
            heavy = sum(one.demand for one in told) > most
            late = route_cost(instance, longer) + sum(one.duration for one in told)
            if (heavy or late > longest) and van + 1 < instance.vehicles:
                van, longer = van + 1, [customer]
            route = longer
            at = chosen[customer].index(day)
            routes[day, van].append(nodes[customer][at])
    return [routes[key] for key in fleet]


def _days_of(instance: Periodic, customer: int) -> list[tuple[int, ...]]:
    last = instance.days - 1
    return [
        tuple(day for day in range(instance.days) if pattern >> (last - day) & 1)
        for pattern in instance.customers[customer].patterns
    ]


def _tuples(instance: Periodic, customer: int) -> Iterator[tuple[int, ...]]:
    """Days of the visits of a customer, in every order: local search swaps them."""
    for days in _days_of(instance, customer):
        yield from permutations(days)


if __name__ == "__main__":
    sys.exit(main())
