"""Who could serve whom, by a loop over everybody; for :mod:`planner.verify`."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from pyproj import Geod

from planner.coverage import Verdict

_ELLIPSOID = Geod(ellps="GRS80")
# Seconds or metres by which two ways to measure the same line may differ.
SLACK = 1e-3


@dataclass(frozen=True, slots=True)
class Violation:
    """One promise a plan breaks: which, for whom, and the numbers."""

    promise: str
    subject: str
    detail: str


class Costs(Protocol):
    """Costs from below and above; they differ where a hair decides between ways."""

    def least(self, village: int, provider: int) -> float:
        """Seconds or metres, not rounded, where everything falls out well."""
        ...

    def most(self, village: int, provider: int) -> float:
        """The same where everything falls out badly."""
        ...


@dataclass(frozen=True, slots=True)
class Options:
    """Providers that keep every rule but capacity, for one village.

    Parameters
    ----------
    sure
        Those that do whatever falls out of what hangs on a hair.
    possible
        Those that may.
    """

    sure: frozenset[int]
    possible: frozenset[int]


@dataclass(frozen=True, slots=True)
class StraightCosts:
    """Geodesics times the detour factor, at one speed."""

    verdict: Verdict

    def least(self, village: int, provider: int) -> float:
        """Seconds or metres from a village to a provider, not rounded."""
        problem, travel = self.verdict.problem, self.verdict.travel
        here, there = problem.villages.lonlat, problem.providers.lonlat
        straight = float(_ELLIPSOID.inv(*here[village], *there[provider])[2])
        metres = float(travel["detour"]) * straight
        if self.verdict.rule.unit == "m":
            return metres
        return metres / (float(travel["speed_kmh"]) / 3.6)

    most = least


def options(verdict: Verdict, row: int, costs: Costs) -> Options:
    """Providers that keep every rule but capacity, by a loop over all of them."""
    fit = fitting(verdict, row)
    limit = max(verdict.rule.cutoff, 1)
    return Options(
        frozenset(at for at in fit if costs.most(row, at) <= limit - SLACK),
        frozenset(at for at in fit if costs.least(row, at) <= limit + SLACK),
    )


def fitting(verdict: Verdict, row: int) -> set[int]:
    """Providers that keep every rule but reach and capacity."""
    villages, providers = verdict.problem.villages, verdict.problem.providers
    rule = verdict.rule
    fit: set[int] = set()
    if np.isnan(villages.lonlat[row]).any() or villages.excluded[row]:
        return fit
    for at in range(len(providers)):
        person = providers.kinds[at] == "commissioner"
        if rule.providers == "bases" and person:
            continue
        if rule.providers == "commissioners" and not person:
            continue
        if (
            not person
            and rule.base_kinds
            and providers.kinds[at] not in rule.base_kinds
        ):
            continue
        first, last = providers.first_day[at], providers.last_day[at]
        if not np.isnat(first) and first.item() > rule.on:
            continue
        if not np.isnat(last) and last.item() < rule.on:
            continue
        wanted, offered = int(villages.trades[row]), int(providers.trades[at])
        if rule.match_trade and wanted and offered and not wanted & offered:
            continue
        if not np.isnan(providers.lonlat[at]).any():
            fit.add(at)
    return fit
