"""The poor villages of the whole country as one question of cover, or by county.

About 128,000 villages drawn from the real register, at illustrative points inside their
real county; each may have a base. Travel is a straight line times 1.4 at 30 km/h.
"""

import argparse
import contextlib
import multiprocessing
import os
import re
import threading
from pathlib import Path
from typing import Any, Self

import numpy as np
from scipy.sparse import csr_array

from benchmarks.join import load
from benchmarks.measure import peak_mb
from geo.travel import StraightLine
from planner.siting.by_part import own_pairs, solve_lscp_by_part
from planner.siting.plan import SitingPlan
from planner.verify_siting import siting_violations

REGISTER = Path(".cache/sources/package/dist/villages.csv")
_LIMIT_S = 45 * 60


def villages(
    register: Path, *, share: float, seed: int
) -> tuple[csr_array, np.ndarray]:
    """Seconds between poor villages within 45 minutes, and the county of each.

    A share of the country is every so manieth county.
    """
    _, everyone = load(register, seed=seed)
    poor = everyone[everyone["is_poor"]]
    code = poor["village_code"].str[:6].to_numpy(dtype=str)
    names = np.unique(code)
    every = max(round(1 / share), 1)
    kept = np.isin(code, names[every // 2 :: every])
    lonlat = np.column_stack((poor.geometry.x, poor.geometry.y))[kept]
    reach = StraightLine().within(lonlat, lonlat, cutoff=_LIMIT_S, unit="s")
    return csr_array(reach.matrix), code[kept]


def measure(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Solve with one process and with several, and check that the plans are one."""
    reach, county = villages(options.register, share=options.share, seed=options.seed)
    if not options.across:
        reach = own_pairs(reach, county, county)
    capacity = None
    if options.capacity:
        capacity = np.full(reach.shape[1], float(options.capacity))
    figures: list[dict[str, Any]] = []
    first: SitingPlan | None = None
    for workers in (1, options.workers):
        with _Children() as children:
            plan = solve_lscp_by_part(
                reach,
                capacity=capacity,
                workers=workers,
                time_limit_s=options.time_limit,
                seed=options.seed,
            )
        first = first or plan
        wrong = siting_violations("lscp", reach, plan, capacity=capacity)
        figures.append(
            {
                "instance": "country-across" if options.across else "country",
                "model": "lscp",
                "villages": reach.shape[0],
                "counties": len(np.unique(county)),
                "pairs": reach.nnz,
                "p": None,
                "capacity": options.capacity,
                "workers": workers,
                **_told(plan),
                "child_peak_mb": round(children.peak_mb, 1),
                "violations": len(wrong),
                "same_plan": np.array_equal(plan.opened, first.opened),
            }
        )
    return figures


def _told(plan: SitingPlan) -> dict[str, Any]:
    """What a plan comes to, and what it took."""
    return {
        "objective": plan.objective,
        "bound": plan.bound,
        "gap": round(plan.gap, 6),
        "status": plan.status,
        "seconds": round(plan.seconds, 3),
        "peak_mb": round(peak_mb(), 1),
        "uncoverable": len(plan.uncoverable),
        "load": round(os.getloadavg()[0], 2),
    }


class _Children:
    """Peak resident memory of the processes started, added up, MB; Linux only."""

    def __init__(self) -> None:
        self._peak: dict[int, float] = {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    @property
    def peak_mb(self) -> float:
        return sum(self._peak.values())

    def _watch(self) -> None:
        while not self._ended.wait(0.1):
            for child in multiprocessing.active_children():
                with contextlib.suppress(OSError, ProcessLookupError):
                    told = Path(f"/proc/{child.pid}/status").read_text("ascii")
                    most = re.search(r"VmHWM:\s+(\d+)", told)
                    if child.pid and most:
                        self._peak[child.pid] = int(most[1]) / 1024
