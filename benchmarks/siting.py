"""Siting on instances with known answers, and on a large one made up.

``python -m benchmarks.siting --model lscp|mclp|p_median|p_center --format sjc|orlib
[--radius R] [--p P] FILE... --time-limit S --json`` prints one JSON object a line for
each file, radius and p. ``--synthetic N M`` makes N clustered villages and M candidate
sites instead, ``--random-graph N`` a graph as those of OR-Library. ``--country`` asks
for the least sites that cover every poor village of the country, each county for
itself, with one process and with ``--workers``; ``--across`` forgets the borders,
``--capacity`` limits the villages of a site. ``--peer`` puts the
same question to spopt with CBC in the same run, and a synthetic LSCP to the set-cover
heuristic of pycft for as long as ours took (install the extra ``bench``).

Seconds are those of the door, from arrays to plan; compiled code is loaded on a toy
before. ``peak_mb`` is that of the process up to the plan, peers of earlier lines
included. Every plan is checked again: ``violations`` counts what is wrong.
"""

import argparse
import json
import os
import statistics
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from benchmarks import siting_country, siting_peers, siting_synthetic
from benchmarks.instances import Instance, InstanceError, random_graph, read_instance
from benchmarks.measure import peak_mb
from planner.siting.center import solve_p_center
from planner.siting.covering import solve_lscp
from planner.siting.maximal import solve_mclp
from planner.siting.median import solve_p_median
from planner.siting.plan import SitingPlan
from planner.siting.sites import as_reach
from planner.siting.warming import warm_up as compile_searches
from planner.verify_siting import siting_violations

MODELS = ("lscp", "mclp", "p_median", "p_center")
_USES_RADIUS, _USES_P = ("lscp", "mclp"), ("mclp", "p_median", "p_center")
# Travel of a made-up median reaches this far; beyond, a site cannot serve.
_SYNTHETIC_RADIUS_M = 30_000.0
_LEAST_NODES = 100


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark and print its figures."""
    options = _options(arguments)
    if options.country:
        return _country(options)
    try:
        cases = list(_cases(options))
        warm_up(options)
    except InstanceError as error:
        print(error, file=sys.stderr)
        return 2
    except ModuleNotFoundError as error:
        print(f"{error}: install the extra bench for --peer.", file=sys.stderr)
        return 2
    figures = []
    for instance, reach, radius, p in cases:
        figures.append(measure(instance, reach, radius, p, options))
        _show(figures[-1], as_json=options.json)
    ratios = [line["ratio"] for line in figures if line.get("ratio")]
    if ratios and not options.json:
        print(f"median ratio {statistics.median(ratios):.1f}")
    return 0


def _country(options: argparse.Namespace) -> int:
    if not options.register.exists():
        message = f"{options.register} is missing: run `make sources` first"
        print(message, file=sys.stderr)
        return 2
    compile_searches()
    for figures in siting_country.measure(options):
        _show(figures, as_json=options.json)
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, nargs="*", metavar="FILE")
    parser.add_argument("--model", choices=MODELS, required=True)
    parser.add_argument("--format", choices=("sjc", "orlib"))
    parser.add_argument("--radius", type=_many(float), action="extend", default=[])
    parser.add_argument("--p", type=_many(int), action="extend", default=[])
    parser.add_argument("--synthetic", type=int, nargs=2, metavar=("N", "M"))
    parser.add_argument("--random-graph", type=int, metavar="N")
    parser.add_argument("--country", action="store_true")
    parser.add_argument("--register", type=Path, default=siting_country.REGISTER)
    parser.add_argument("--share", type=float, default=1.0, help="of the country")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--across", action="store_true", help="county borders")
    parser.add_argument("--capacity", type=int, help="villages of a site")
    parser.add_argument("--time-limit", type=float, default=60.0, metavar="S")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--peer", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    if options.country:
        if options.model != "lscp":
            parser.error("--country is a question of lscp")
        return options
    made = options.synthetic or options.random_graph
    if not made and not (options.file and options.format):
        parser.error("give --format and files, --synthetic N M or --random-graph N")
    if options.random_graph is not None and options.random_graph < _LEAST_NODES:
        parser.error(f"--random-graph: give at least {_LEAST_NODES} nodes")
    if options.synthetic and not 0 < options.synthetic[1] <= options.synthetic[0]:
        parser.error("--synthetic: give at least as many villages as sites")
    if options.model in _USES_RADIUS and not options.radius:
        parser.error(f"{options.model} needs --radius")
    if options.model in _USES_P and not options.p and options.format != "orlib":
        parser.error(f"{options.model} needs --p")
    return options


def _many(kind: Callable[[str], float]) -> Callable[[str], list[float]]:
    """Numbers, not negative, with commas between."""

    def numbers(text: str) -> list[float]:
        found = [kind(word) for word in text.split(",")]
        if not all(value >= 0 for value in found):
            raise ValueError
        return found

    numbers.__name__ = "numbers"
    return numbers


def _cases(
    options: argparse.Namespace,
) -> Iterator[tuple[Instance, csr_array, float | None, int | None]]:
    """Every instance with its reach, radius and p."""
    asks_radius = options.model in _USES_RADIUS or options.synthetic
    radii = (asks_radius and options.radius) or [None]
    if options.synthetic:
        villages, sites = options.synthetic
        made = siting_synthetic.villages_and_sites(villages, sites)
        people = siting_synthetic.people(villages).astype(np.float64)
        name = f"synthetic-{villages}-{sites}"
        for radius in radii:
            reach = siting_synthetic.within(*made, radius or _SYNTHETIC_RADIUS_M)
            for p in options.p if options.model in _USES_P else [None]:
                yield Instance(name, np.empty((0, 0)), people, None), reach, radius, p
        return
    for instance in _instances(options):
        for radius in radii:
            most = np.inf if radius is None else radius
            near = np.where(instance.travel <= most, instance.travel, np.inf)
            for p in (
                (options.p or [instance.p]) if options.model in _USES_P else [None]
            ):
                yield instance, as_reach(near), radius, p


def _instances(options: argparse.Namespace) -> Iterator[Instance]:
    if options.random_graph:
        yield random_graph(options.random_graph, seed=options.seed)
        return
    for path in options.file:
        yield read_instance(path, options.format)


def measure(
    instance: Instance,
    reach: csr_array,
    radius: float | None,
    p: int | None,
    options: argparse.Namespace,
) -> dict[str, Any]:
    """Solve one question, check the plan, and ask the peers."""
    plan = solve(options.model, reach, instance.demand, p, options)
    peak = peak_mb()
    wrong = siting_violations(
        options.model, reach, plan, demand=_demand(options.model, instance), p=p
    )
    figures: dict[str, Any] = {
        "instance": instance.name,
        "model": options.model,
        "p": p,
        "radius": radius,
        "objective": _plain(plan.objective),
        "bound": _plain(plan.bound),
        "gap": _plain(plan.gap),
        "status": plan.status,
        "seconds": round(plan.seconds, 4),
        "peak_mb": round(peak, 1),
        "conflict": [key for key, _ in plan.conflict],
        "uncoverable": len(plan.uncoverable),
        "violations": len(wrong),
        "load": round(os.getloadavg()[0], 2),
    }
    if options.peer:
        figures |= _peer(instance, reach, radius, p, plan, options)
    return figures


def _demand(model: str, instance: Instance) -> npt.NDArray[np.float64] | None:
    return instance.demand if model in ("mclp", "p_median") else None


def _plain(value: float) -> float | None:
    """Round for people, whole where it is, nothing where there is no number."""
    if not np.isfinite(value):
        return None
    return int(value) if value == int(value) else round(float(value), 6)


def solve(
    model: str,
    reach: csr_array,
    demand: npt.NDArray[np.float64],
    p: int | None,
    options: argparse.Namespace,
) -> SitingPlan:
    """Put a question to its door."""
    rest: dict[str, Any] = {"time_limit_s": options.time_limit, "seed": options.seed}
    if model == "lscp":
        return solve_lscp(reach, **rest)
    if model == "mclp":
        return solve_mclp(reach, demand, p, **rest)
    if model == "p_median":
        return solve_p_median(reach, demand, p, **rest)
    return solve_p_center(reach, p or 0, **rest)


def _peer(
    instance: Instance,
    reach: csr_array,
    radius: float | None,
    p: int | None,
    plan: SitingPlan,
    options: argparse.Namespace,
) -> dict[str, Any]:
    """Figures of the peer; the ratio is its seconds over ours."""
    if options.synthetic:
        if options.model != "lscp":
            return {"peer_status": "left out"}
        # Given the seconds that ours took.
        seconds = max(plan.seconds, 1.0)
        told = siting_peers.pycft(reach, time_limit_s=seconds, seed=options.seed)
    else:
        told = siting_peers.spopt(
            options.model,
            instance.travel,
            instance.demand,
            p=p,
            radius=radius,
            time_limit_s=options.time_limit,
        )
    if "peer_seconds" in told:
        told["ratio"] = round(told["peer_seconds"] / max(plan.seconds, 1e-4), 2)
    return told


def warm_up(options: argparse.Namespace) -> None:
    """Load what is compiled, and the peer, outside of every measurement."""
    rng = np.random.default_rng(1)
    places = rng.uniform(0, 100, (60, 2))
    travel = np.rint(np.hypot(*(places[:, None] - places[None, :]).transpose(2, 0, 1)))
    near = as_reach(np.where(travel <= 30, travel, np.inf))
    model = options.model
    compile_searches()
    if options.peer and options.synthetic:
        siting_peers.pycft(near, time_limit_s=1, seed=0)
    elif options.peer:
        siting_peers.spopt(model, travel, np.ones(60), p=4, radius=30, time_limit_s=1)


def _show(figures: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(figures), flush=True)
        return
    told = (f"{name} {value}" for name, value in figures.items() if value is not None)
    print("  ".join(told), flush=True)


if __name__ == "__main__":
    sys.exit(main())
