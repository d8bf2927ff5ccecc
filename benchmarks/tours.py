"""Museum tours: how near to the bound, how fast, and what round-robin would have given.

Synthetic counties on a plane of 200 km (a region), two stays each, terms in a county of
every third, some venues shut; sets of two or three themes kept at two places. A city of
12 counties with 2 sets for 36 months, a province of 60 with 6 for 60 months, and the
country: 832 counties and 300 sets in 22 regions that share nothing, and a half and a
quarter of the regions to see how time grows with them.

The plain tour beside each: counties in order of code, sets in turn, each stay at the
first month that keeps the rules.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from typing import Any

import numpy as np

from planner.tours import (
    NEVER,
    NO_THEME,
    Counties,
    MuseumSets,
    Stay,
    TourPlan,
    TourProblem,
    Venues,
    schedule,
)
from planner.tours.fitting import broken, venue_for
from planner.tours.options import dues, numbers
from planner.verify_tours import violations

_REGIONS, _COUNTIES, _SETS = 22, 832, 300
_SIDE_KM, _DETOUR, _AREA = 200.0, 1.3, 500.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark and print its figures."""
    options = _options(arguments)
    schedule(region(6, 2, 12, seed=1), steps=5)
    cases = {
        "city": lambda: region(12, 2, 36, seed=options.seed),
        "province": lambda: region(60, 6, 60, seed=options.seed),
    } | {
        f"country_{regions}": lambda regions=regions: country(regions, options.seed)
        for regions in (_REGIONS // 4, _REGIONS // 2, _REGIONS)
    }
    for name, build in cases.items():
        if options.case and name not in options.case:
            continue
        limit, processes = options.time_limit, 1
        if name.startswith("country"):
            limit *= 5 * int(name.removeprefix("country_")) / _REGIONS
            processes = options.processes
        _show(measure(name, build(), limit, processes, options.seed), options.json)
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--case", action="append", help="city, province, country_22 …")
    parser.add_argument("--time-limit", type=float, default=60.0, metavar="S")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args(arguments)


def region(counties: int, sets: int, months: int, *, seed: int) -> TourProblem:
    """Make up a region whose sets tour all its counties.

    Parameters
    ----------
    counties, sets, months
        How many.
    seed
        Of the random numbers.
    """
    rng = np.random.default_rng(seed)
    at = rng.random((counties + 2, 2)) * _SIDE_KM
    km = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1)) * _DETOUR
    term = np.isin(np.arange(months) % 12, [2, 3, 4, 5, 8, 9, 10, 11])
    in_term = np.arange(counties) % 3 == 0
    free = (term | ~in_term[:, None]) & (rng.random((counties, months)) > 0.03)
    one = np.ones(counties, dtype=np.int64)
    last = np.where(rng.random(counties) < 0.4, -rng.integers(1, 40, counties), NEVER)
    return TourProblem(
        months,
        Counties(
            2 * one, 2 * one, 3 * one, 6 * one, last, NO_THEME * one,
            rng.random(counties) + 0.5,
        ),
        Venues(np.arange(counties), np.full(counties, _AREA), free),
        MuseumSets(
            np.full(sets, 0.8 * _AREA), np.arange(sets) % (2 if sets < 3 else 3),
            np.ones((sets, months), dtype=bool), counties + np.arange(sets) % 2,
            np.ones((sets, counties), dtype=bool),
        ),
        km, np.zeros(km.shape, dtype=np.int64),
    )  # fmt: skip


def country(regions: int, seed: int) -> TourProblem:
    """Put regions together, each with its share of counties and sets."""
    parts = [
        region(
            _COUNTIES * (at + 1) // _REGIONS - _COUNTIES * at // _REGIONS,
            _SETS * (at + 1) // _REGIONS - _SETS * at // _REGIONS, 60,
            seed=seed * 100 + at,
        )
        for at in range(regions)
    ]  # fmt: skip
    counts = [len(part.counties) for part in parts]
    before = np.cumsum([0, *counts])
    c, places = int(before[-1]), int(before[-1]) + 2 * regions
    km = np.full((places, places), np.inf)
    serves = np.zeros((sum(len(part.sets) for part in parts), c), dtype=bool)
    homes, row = [], 0
    for at, part in enumerate(parts):
        own = np.append(
            np.arange(before[at], before[at + 1]), c + 2 * at + np.arange(2)
        )
        km[np.ix_(own, own)] = part.km
        homes.append(own[part.sets.home])
        serves[row : row + len(part.sets), before[at] : before[at + 1]] = True
        row += len(part.sets)

    def joined(*names: str) -> Any:  # noqa: ANN401 - of any kind of number
        group, name = names
        return np.concatenate([getattr(getattr(one, group), name) for one in parts])

    return TourProblem(
        60,
        Counties(*(joined("counties", name) for name in Counties.__slots__)),
        Venues(np.arange(c), joined("venues", "size"), joined("venues", "free")),
        MuseumSets(
            joined("sets", "size"), joined("sets", "theme"), joined("sets", "ready"),
            np.concatenate(homes), serves,
        ),
        km, np.zeros(km.shape, dtype=np.int64),
    )  # fmt: skip


def measure(
    name: str, problem: TourProblem, limit: float, processes: int, seed: int
) -> dict[str, Any]:
    """Plan, check the plan, and set the plain tour beside it."""
    plan = schedule(problem, time_limit_s=limit, processes=processes, seed=seed)
    figures: dict[str, Any] = {
        "case": name, "counties": len(problem.counties), "sets": len(problem.sets),
        "months": problem.months, "owed": int(problem.counties.owed.sum()),
        "seconds": round(plan.seconds, 2), "status": plan.status,
        "violations": len(violations(problem, plan)), "processes": processes,
    }  # fmt: skip
    for goal in plan.goals:
        figures[goal.name] = {
            "value": round(goal.value, 2), "bound": round(goal.bound, 2),
            "gap": round(goal.gap, 5), "status": goal.status,
            "seconds": round(goal.seconds, 2),
        }  # fmt: skip
    began = time.perf_counter()
    plain = round_robin(problem)
    figures["plain_seconds"] = round(time.perf_counter() - began, 2)
    figures["plain_violations"] = len(
        violations(problem, TourPlan(plain, (), 0.0, seed))
    )
    ours, theirs = told(problem, plan.stays), told(problem, plain)
    figures["ours_to_plain"] = {
        key: round(ours[key] / theirs[key], 4) if theirs[key] else None for key in ours
    }
    figures["load"] = round(os.getloadavg()[0], 2)
    return figures


def round_robin(problem: TourProblem) -> tuple[Stay, ...]:
    """Send the sets in turn to the counties in order, each as early as may be."""
    stays: list[Stay] = []
    turn = 0
    for number in range(int(problem.counties.owed.max(initial=0))):
        for county in np.flatnonzero(problem.counties.owed > number).tolist():
            serving = np.flatnonzero(problem.sets.serves[:, county])
            s = int(serving[turn % len(serving)])
            turn += 1
            near = [stay for stay in stays if stay.set == s or stay.county == county]
            # A set goes on from its last stay and never back in time.
            since = max((stay.end for stay in near if stay.set == s), default=0)
            months = int(problem.counties.shortest[county])
            for first in range(since, problem.months - months + 1):
                stay = Stay(county, first, months, s, -1)
                if not broken(problem, near, stay):
                    venue = venue_for(problem, stay)
                    stays.append(Stay(county, first, months, s, venue))
                    break
    return tuple(stays)


def told(problem: TourProblem, stays: Sequence[Stay]) -> dict[str, float]:
    """Count stays, waits past due and kilometres."""
    counts, waits, km = numbers(problem), [0], 0.0
    place: dict[int, int] = {}
    for county in range(len(problem.counties)):
        due = dues(problem, county, counts[county])
        firsts = sorted(stay.first for stay in stays if stay.county == county)
        waits += [max(first - int(due[k]), 0) for k, first in enumerate(firsts)]
    for stay in sorted(stays, key=lambda stay: stay.first):
        here = place.get(stay.set, int(problem.sets.home[stay.set]))
        km += float(problem.km[here, stay.county])
        place[stay.set] = stay.county
    return {
        "stays": len(stays), "longest_wait": max(waits), "total_wait": sum(waits),
        "km": km,
    }  # fmt: skip


def _show(figures: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print(json.dumps(figures), flush=True)
        return
    print("  ".join(f"{name} {value}" for name, value in figures.items()), flush=True)


if __name__ == "__main__":
    sys.exit(main())
