"""Pairs of village and provider within the limit, and which other rules each keeps."""

import datetime as dt

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from geo.travel import Travel
from planner.problem import COMMISSIONER, CoverageProblem, Days, Flags
from planner.rule import Rule


class Pairs:
    """All pairs within the limit, and which of the other rules each keeps."""

    def __init__(self, problem: CoverageProblem, rule: Rule, travel: Travel) -> None:
        villages, providers = problem.villages, problem.providers
        self.problem, self.rule = problem, rule
        self.in_set = members(problem, rule)
        placed = np.isfinite(villages.lonlat).all(axis=1)
        self.rows = np.flatnonzero(self.in_set & placed & ~villages.excluded)
        access = travel.access(villages.lonlat[self.rows])
        self.joined, self.road_m = access.joined, access.distance_m
        asked = candidates(problem, rule) & np.isfinite(providers.lonlat).all(axis=1)
        self.columns = np.flatnonzero(asked)
        self.reach: csr_array = travel.within(
            villages.lonlat[self.rows],
            providers.lonlat[self.columns],
            cutoff=rule.cutoff,
            unit=rule.unit,
        ).matrix
        self.open = in_service(problem, rule)[self.columns]
        self.capacity = (
            providers.capacity[self.columns]
            if rule.use_capacity
            else np.full(len(self.columns), len(villages), dtype=np.int64)
        )
        counts = np.diff(self.reach.indptr)
        self.village = np.repeat(np.arange(len(self.rows)), counts)
        self.pair_open = self.open[self.reach.indices]
        self.pair_match = matches(
            villages.trades[self.rows][self.village],
            providers.trades[self.columns][self.reach.indices],
            rule,
        )

    def some(self, keep: Flags) -> csr_array:
        """Return the reach matrix with only the pairs kept."""
        entries = (self.village[keep], self.reach.indices[keep])
        return csr_array((self.reach.data[keep], entries), shape=self.reach.shape)


def members(problem: CoverageProblem, rule: Rule) -> Flags:
    """Villages a rule asks for, shape (n,); the rule has its day filled in."""
    villages = problem.villages
    if rule.villages == "all":
        return np.ones(len(villages), dtype=bool)
    if rule.villages == "poor":
        return villages.poor.copy()
    year = rule.on.year if rule.on else 0
    exited = (villages.exit_year > 0) & (villages.exit_year <= year)
    stays: Flags = villages.poor & ~exited
    return stays if rule.villages == "not_exited" else stays | villages.asks


def candidates(problem: CoverageProblem, rule: Rule) -> Flags:
    """Providers a rule considers, open or not, shape (m,)."""
    kinds = problem.providers.kinds
    people = kinds == COMMISSIONER
    bases = ~people
    if rule.base_kinds:
        bases &= np.isin(kinds, rule.base_kinds)
    if rule.providers == "bases":
        return np.asarray(bases, dtype=bool)
    if rule.providers == "commissioners":
        return np.asarray(people, dtype=bool)
    return np.asarray(bases | people, dtype=bool)


def in_service(problem: CoverageProblem, rule: Rule) -> Flags:
    """Providers in service on the rule's day, shape (m,)."""
    return serves(problem.providers.first_day, problem.providers.last_day, rule.on)


def serves(first: Days, last: Days, on: dt.date | None) -> Flags:
    """Whether a day lies between others, both included, NaT for open ends; (m,)."""
    day = np.datetime64(on)
    # NaT compares False: an open end never closes a provider.
    service: Flags = ~(first > day) & ~(last < day)
    return service


def matches(
    wanted: npt.NDArray[np.int64], offered: npt.NDArray[np.int64], rule: Rule
) -> Flags:
    """Whether trades meet, elementwise; no trade on either side means any."""
    if not rule.match_trade:
        return np.ones(np.broadcast(wanted, offered).shape, dtype=bool)
    meets: Flags = (wanted == 0) | (offered == 0) | ((wanted & offered) != 0)
    return meets
