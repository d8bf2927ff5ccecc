"""Caravans on periodic instances with known answers, and on a county made up.

``python -m benchmarks.pvrp FILE... --time-limit S --seed N --json`` reads Cordeau's
periodic format and prints one JSON object a line: ``gap`` is that to the cost in
``best_known.csv`` beside the file, as a share of it; ``violations`` counts what an
independent check of the plan and one of its routes against the file find.
``--plain N`` makes a problem of one day and N customers instead; ``--peer`` puts those
of one day to PyVRP bare (install the extra ``bench``) or to OR-Tools (which wants
another protobuf than Streamlit: install it elsewhere, and name that folder in
``PYTHONPATH``) for the same seconds. ``--county N --times K --caravans V [--nights]``
makes a year of a county.

Seconds are those of the door, from arrays to plan; compiled code is loaded on a toy
before. Where other work shares the cores, ``cpu_seconds`` fall short of the seconds
times the searches side by side.
"""

import argparse
import json
import math
import os
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.instances import InstanceError
from benchmarks.pvrp_county import county
from benchmarks.pvrp_files import (
    Periodic,
    best_known,
    plain_instance,
    read_periodic,
    wrong_routes,
)
from benchmarks.pvrp_peers import PEERS, ask_peer
from planner.caravans import (
    CaravanPlan,
    CaravanProblem,
    Legs,
    Tasks,
    Vans,
    schedule,
)
from planner.verify_caravans import caravan_violations

# More than any way costs: no visit is left out if it fits.
_VALUE = 1e6


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark and print its figures."""
    options = _options(arguments)
    try:
        cases = [(read_periodic(path), best_known(path)) for path in options.file]
    except InstanceError as error:
        print(error, file=sys.stderr)
        return 2
    if options.plain:
        cases.append((plain_instance(options.plain, seed=options.seed), None))
    schedule(question(plain_instance(5, seed=1)), steps=20)
    schedule(county(5, 2, 1, nights=True, seed=1), steps=20)
    for instance, known in cases:
        try:
            figures = measure(instance, known, options)
        except ModuleNotFoundError as error:
            print(f"{error}: install the peer asked for.", file=sys.stderr)
            return 2
        _show(figures, as_json=options.json)
    if options.county:
        _show(measure_county(options), as_json=options.json)
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, nargs="*", metavar="FILE")
    parser.add_argument("--plain", type=_count, metavar="N", help="customers, one day")
    parser.add_argument("--county", type=_count, metavar="N", help="villages, a year")
    parser.add_argument("--times", type=_count, default=2, help="visits to each")
    parser.add_argument("--caravans", type=_count, default=1)
    parser.add_argument("--nights", action="store_true", help="away are allowed")
    parser.add_argument("--time-limit", type=float, default=60.0, metavar="S")
    parser.add_argument("--searches", type=_count, default=2, help="side by side")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--peer", choices=PEERS)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    if not (options.file or options.plain or options.county):
        parser.error("give files, --plain N or --county N")
    return options


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def measure(
    instance: Periodic, known: float | None, options: argparse.Namespace
) -> dict[str, Any]:
    """Solve one instance, check the plan twice, and ask a peer."""
    problem = question(instance)
    plan, took = _solved(problem, options)
    wrong = [str(one) for one in caravan_violations(problem, plan)]
    wrong += wrong_routes(instance, routes_of(instance, plan), plan.cost)
    missing = sum(plan.missing.values())
    gap = None if known is None or missing else round(plan.cost / known - 1, 6) + 0.0
    figures = {
        "instance": instance.name,
        "cost": round(plan.cost, 4),
        "best_known": known,
        "gap": gap,
        "feasible": not wrong and not missing,
        "violations": len(wrong),
        "missing": missing,
        **took,
        "steps": plan.steps,
        "load": round(os.getloadavg()[0], 2),
    }
    if options.peer:
        figures |= ask_peer(
            options.peer,
            instance,
            time_limit_s=options.time_limit,
            seed=options.seed,
        )
    return figures


def measure_county(options: argparse.Namespace) -> dict[str, Any]:
    """Plan a year of a made-up county and check the plan."""
    problem = county(
        options.county,
        options.times,
        options.caravans,
        nights=options.nights,
        seed=options.seed,
    )
    plan, took = _solved(problem, options)
    return {
        "county": options.county,
        "owed": int(problem.tasks.times.sum()),
        "made": plan.made,
        "tours": len(plan.tours),
        "nights": sum(tour.start != 0 for tour in plan.tours),
        "cost": round(plan.cost, 2),
        "violations": len(caravan_violations(problem, plan)),
        **took,
        "steps": plan.steps,
        "load": round(os.getloadavg()[0], 2),
    }


def _solved(
    problem: CaravanProblem, options: argparse.Namespace
) -> tuple[CaravanPlan, dict[str, float]]:
    start, worked = time.perf_counter(), time.process_time()
    plan = schedule(
        problem,
        time_limit_s=options.time_limit,
        searches=options.searches,
        seed=options.seed,
    )
    took = {
        "seconds": round(time.perf_counter() - start, 2),
        "cpu_seconds": round(time.process_time() - worked, 2),
    }
    return plan, took


def question(instance: Periodic) -> CaravanProblem:
    """Ask for the shortest routes of an instance.

    Parameters
    ----------
    instance
        Its vehicles become caravans; days of other limits have caravans of their own.
    """
    places = np.array([(one.x, one.y) for one in instance.customers])
    apart = np.hypot(*(places[:, None] - places[None, :]).transpose(2, 0, 1))
    groups = sorted(set(instance.limits))
    limits = np.repeat(np.array(groups), instance.vehicles, axis=0)
    works = [[limit == group for limit in instance.limits] for group in groups]
    customers, days, v = instance.customers[1:], instance.days, len(limits)
    c = len(customers)
    times = np.array([one.visits for one in customers])
    tasks = Tasks(
        place=np.arange(1, c + 1),
        service_s=np.array([one.duration for one in customers]),
        times=times,
        gap_days=np.ones(c, dtype=np.int64),
        value=np.full(c, _VALUE),
        earliest=np.zeros((c, times.max()), dtype=np.int64),
        latest=np.full((c, times.max()), days - 1),
        opens=np.zeros((1, days, 2)),
        closes=np.full((1, days, 2), math.inf),
        calendar=np.zeros(c, dtype=np.int64),
        allowed=np.ones((c, v), dtype=np.bool_),
        bias=np.zeros((c, days)),
        load=np.array([one.demand for one in customers]),
        patterns=tuple(
            tuple(_days(pattern, days) for pattern in one.patterns) for one in customers
        ),
    )
    nothing, endless = np.zeros(v), np.full(v, math.inf)
    none = np.zeros(v, dtype=np.int64)
    vans = Vans(
        home=none,
        kind=none,
        works=np.repeat(np.array(works), instance.vehicles, axis=0),
        begin_s=nothing,
        end_s=endless,
        work_s=limits[:, 0],
        week_s=endless,
        rest_s=nothing,
        rest_from_s=nothing,
        rest_until_s=nothing,
        stops=np.full(v, c),
        room=limits[:, 1],
        km_cost=np.ones(v),
        hour_cost=nothing,
        day_cost=nothing,
    )
    legs = Legs(apart[None], apart[None])
    return CaravanProblem(legs, tasks, vans, np.zeros(days, dtype=np.int64))


def _days(pattern: int, days: int) -> tuple[int, ...]:
    """Days of a pattern, whose most significant bit is the first."""
    return tuple(day for day in range(days) if pattern >> (days - 1 - day) & 1)


def routes_of(
    instance: Periodic, plan: CaravanPlan
) -> dict[tuple[int, int], list[int]]:
    """Customers of each day and vehicle."""
    return {
        (tour.day, tour.van % instance.vehicles): [stop.task + 1 for stop in tour.stops]
        for tour in plan.tours
    }


def _show(figures: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(figures), flush=True)
        return
    told = (f"{name} {value}" for name, value in figures.items() if value is not None)
    print("  ".join(told), flush=True)


if __name__ == "__main__":
    sys.exit(main())
