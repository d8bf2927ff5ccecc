"""Problems of one day put to PyVRP bare and to OR-Tools' routing."""

import importlib
import math
import time
from typing import Any

from benchmarks.pvrp_files import Periodic, route_cost, wrong_routes

# Both count in whole numbers: thousandths of the file's unit.
_UNIT = 1000
PEERS = ("pyvrp", "ortools")


def is_plain(instance: Periodic) -> bool:
    """Whether there is but one day, on which everybody is visited once."""
    return instance.days == 1 and all(one.visits == 1 for one in instance.customers[1:])


def ask_peer(
    name: str, instance: Periodic, *, time_limit_s: float, seed: int
) -> dict[str, Any]:
    """Figures of a peer: its cost by our sums, and what its routes break.

    Parameters
    ----------
    name
        One of `PEERS`.
    instance
        Of one day; others are left out.
    time_limit_s
        Seconds it may search; reading the question into its model comes on top.
    seed
        For PyVRP; OR-Tools takes none.
    """
    if not is_plain(instance):
        return {"peer": name, "peer_status": "left out"}
    start = time.perf_counter()
    if name == "pyvrp":
        routes = _pyvrp(instance, time_limit_s, seed)
    else:
        routes = _ortools(instance, time_limit_s)
    seconds = time.perf_counter() - start
    if routes is None:
        return {"peer": name, "peer_status": "none found"}
    cost = math.fsum(route_cost(instance, route) for route in routes)
    numbered = {(0, number): route for number, route in enumerate(routes)}
    return {
        "peer": name,
        "peer_cost": round(cost, 4),
        "peer_violations": len(list(wrong_routes(instance, numbered, cost))),
        "peer_seconds": round(seconds, 2),
    }


def _legs(instance: Periodic) -> list[list[int]]:
    places = instance.customers
    return [
        [round(math.hypot(a.x - b.x, a.y - b.y) * _UNIT) for b in places]
        for a in places
    ]


def _pyvrp(instance: Periodic, seconds: float, seed: int) -> list[list[int]] | None:
    pyvrp = importlib.import_module("pyvrp")
    stop = importlib.import_module("pyvrp.stop")
    model = pyvrp.Model()
    longest, most = instance.limits[0]
    places = [model.add_location(one.x, one.y) for one in instance.customers]
    depot = model.add_depot(places[0])
    limited = {"shift_duration": int(longest * _UNIT)} if longest < math.inf else {}
    model.add_vehicle_type(
        instance.vehicles, [_room(instance, most)], depot, depot, **limited
    )
    for place, one in zip(places[1:], instance.customers[1:], strict=True):
        takes = round(one.duration * _UNIT)
        model.add_client(place, [round(one.demand)], service_duration=takes)
    for origin, row in zip(places, _legs(instance), strict=True):
        for target, length in zip(places, row, strict=True):
            model.add_edge(origin, target, length, length)
    found = model.solve(stop=stop.MaxRuntime(seconds), seed=seed, display=False)
    if not found.is_feasible():
        return None
    return [
        [activity.idx + 1 for activity in route if activity.is_client()]
        for route in found.best.routes()
    ]


def _room(instance: Periodic, most: float) -> int:
    return round(min(most, sum(one.demand for one in instance.customers)))


def _ortools(instance: Periodic, seconds: float) -> list[list[int]] | None:
    routing = importlib.import_module("ortools.constraint_solver.pywrapcp")
    enums = importlib.import_module("ortools.constraint_solver.routing_enums_pb2")
    legs, (longest, most) = _legs(instance), instance.limits[0]
    manager = routing.RoutingIndexManager(len(legs), instance.vehicles, 0)
    model = routing.RoutingModel(manager)
    length = model.RegisterTransitMatrix(legs)
    model.SetArcCostEvaluatorOfAllVehicles(length)
    load = model.RegisterUnaryTransitVector(
        [round(one.demand) for one in instance.customers]
    )
    model.AddDimension(load, 0, _room(instance, most), True, "load")
    if longest < math.inf:
        takes = [
            [leg + round(one.duration * _UNIT) for leg in row]
            for row, one in zip(legs, instance.customers, strict=True)
        ]
        lasts = model.RegisterTransitMatrix(takes)
        model.AddDimension(lasts, 0, int(longest * _UNIT), True, "time")
    asked = routing.DefaultRoutingSearchParameters()
    asked.local_search_metaheuristic = (
        enums.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    )
    asked.time_limit.FromMilliseconds(round(seconds * 1000))
    found = model.SolveWithParameters(asked)
    if found is None:
        return None
    routes = []
    for vehicle in range(instance.vehicles):
        at, route = found.Value(model.NextVar(model.Start(vehicle))), []
        while not model.IsEnd(at):
            route.append(manager.IndexToNode(at))
            at = found.Value(model.NextVar(at))
        routes.append(route)
    return routes
