"""A question about new bases as numbers: villages, sites, reach and rules on them.

With :mod:`planner.new_bases.candidates`, which takes points out of layers, the one
place where siting meets geometry: it asks the travel engine who reaches whom.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import coo_array, csr_array

from geo.schemas import LayerName
from geo.travel import Indices, Travel
from planner.coverage import Verdict
from planner.errors import PlanInputError, Problem
from planner.new_bases.candidates import (
    Candidates,
    copy_id,
    find_candidates,
    in_county,
    lacking,
)
from planner.new_bases.choice import BaseChoice
from planner.pairs import candidates, in_service, matches
from planner.poor_households import poor_households
from planner.problem import Flags
from planner.report import CoverageReport
from planner.rule import Rule
from planner.siting.sites import Numbers, SiteGroup

# Villages and sites farther apart than so many times the limit are no pair even where
# every village is to be served.
_FAR = 8
# Sites nearer to each other than this share of the limit stand at one place on the map.
_SAME_PLACE = 3


@dataclass(frozen=True, slots=True)
class BaseQuestion:
    """What the solvers are asked, and what its numbers mean.

    Parameters
    ----------
    choice, report
        What the planner asked, and the coverage it starts from.
    rows
        Positions of the n villages asked for, in the problem of the report.
    left_out
        Positions of villages no site can help: without a place, or excluded.
    candidates
        The m sites that are new.
    providers
        Positions of the k providers in service that count as open sites; they come
        after the new ones in every array over sites.
    reach
        Travel cost, shape (n, m + k), s or m.
    demand
        What each village counts, shape (n,).
    pinned, forbidden
        Positions of sites.
    groups
        One for each county that must have a base of a kind, and one for each base that
        may be upgraded in several ways.
    joined, road_m
        Of each village asked for: whether a road is near, and how far off.
    households
        Poor households of every village of the report, as
        :func:`planner.poor_households.poor_households` counts them.
    lost_pins
        Names of sites that were to be built and are not looked at: upgrades of bases
        out of service, and places in other counties than the one asked for.
    """

    choice: BaseChoice
    report: CoverageReport
    rows: Indices
    left_out: Indices
    candidates: Candidates
    providers: Indices
    reach: csr_array
    demand: Numbers
    pinned: Indices
    forbidden: Indices
    groups: tuple[SiteGroup, ...]
    joined: Flags
    road_m: npt.NDArray[np.float64]
    households: pd.DataFrame
    lost_pins: tuple[str, ...]

    @property
    def verdict(self) -> Verdict:
        """The verdict it starts from."""
        return self.report.verdict

    @property
    def new(self) -> int:
        """How many sites are new, m."""
        return len(self.candidates.table)

    @property
    def backup(self) -> int:
        """How many different bases each village needs."""
        return self.verdict.rule.needed if self.choice.keeps_existing else 1

    @property
    def cutoff(self) -> int:
        """Seconds or metres past which a village and a site are no pair."""
        rule = self.verdict.rule
        return rule.cutoff * (1 if self.choice.keeps_existing else _FAR)

    @property
    def counted(self) -> Flags:
        """Whether the rule counts the kind of each new site, shape (m,)."""
        return _counted(self.candidates, self.verdict.rule)

    @property
    def existing(self) -> Indices:
        """Positions of the sites that are open already."""
        return np.arange(self.new, self.new + len(self.providers))

    def rules(self) -> dict[str, Any]:
        """Rules on the sites, as the doors of :mod:`planner.siting` take them."""
        choice = self.choice
        by_cost = choice.budget is not None or (
            choice.aim == "all" and choice.least == "cost"
        )
        old = len(self.providers)
        cost = self.candidates.cost if by_cost else np.ones(self.new)
        rules: dict[str, Any] = {
            "existing": self.existing,
            "pinned": self.pinned,
            "forbidden": self.forbidden,
            "site_cost": np.append(cost, np.zeros(old)),
            "groups": self.groups,
            "budget": choice.budget,
            "backup": self.backup,
        }
        if choice.keeps_existing and np.isfinite(self.candidates.capacity).any():
            rules["capacity"] = np.append(
                self.candidates.capacity, np.full(old, np.inf)
            )
        return rules


def ask_bases(
    layers: Mapping[LayerName, gpd.GeoDataFrame],
    report: CoverageReport,
    choice: BaseChoice,
    travel: Travel,
) -> BaseQuestion:
    """Put a question about new bases into numbers.

    Parameters
    ----------
    layers
        ``candidate_sites`` of the workspace, without which only villages can be sites,
        and ``household_counts``, without which the register says how many are poor.
    report
        Coverage as it is, under the rule that new bases are to satisfy.
    choice
        What is asked.
    travel
        How reach is measured; the same as in the report.

    Raises
    ------
    PlanInputError
        If no candidate sites are listed though they were asked for, there is no such
        county, a pin or ban names no site, or the rule does not count the kind of base
        that is to be built.
    """
    every = find_candidates(layers, report, choice)
    found = in_county(every, choice.county)
    known = {*every.table["site_id"], *every.idle["site_id"]}
    _check(found, report, choice, known)
    verdict = report.verdict
    villages = verdict.problem.villages
    asked = verdict.uncovered if choice.keeps_existing else verdict.in_set
    if choice.county:
        codes = report.layers["villages"]["county_code"]
        asked = asked & (codes == choice.county).to_numpy()
    placed = np.isfinite(villages.lonlat).all(axis=1) & ~villages.excluded
    rows = np.flatnonzero(asked & placed)
    access = travel.access(villages.lonlat[rows])
    providers = _open_providers(verdict, choice)
    reach = _reach(verdict, rows, found, providers, travel, choice)
    providers, reach = _with_room(verdict, providers, reach, choice)
    ids = found.table["site_id"]
    households = _households(layers, report)
    # Who rules a place out means both kinds of base there.
    banned = {copy_id(one, choice.county_kind) for one in choice.forbidden}
    return BaseQuestion(
        choice=choice,
        report=report,
        rows=rows,
        left_out=np.flatnonzero(asked & ~placed),
        candidates=found,
        providers=providers,
        reach=reach,
        demand=_demand(report, households, rows, choice),
        pinned=np.flatnonzero(ids.isin(choice.pinned) | found.table["pinned"]),
        forbidden=np.flatnonzero(ids.isin(banned.union(choice.forbidden))),
        groups=(*_county_groups(found, report, choice), *_upgrade_groups(found)),
        joined=access.joined,
        road_m=access.distance_m,
        households=households,
        lost_pins=_lost_pins(every, found, choice),
    )


def same_place(question: BaseQuestion, travel: Travel) -> csr_array:
    """Which sites stand at one place on the map, shape (m + k, m + k)."""
    rule = question.verdict.rule
    providers = question.verdict.problem.providers
    lonlat = np.vstack(
        (question.candidates.lonlat, providers.lonlat[question.providers])
    )
    cutoff = max(rule.cutoff // _SAME_PLACE, 1)
    return travel.within(lonlat, lonlat, cutoff=cutoff, unit=rule.unit).matrix


def _check(
    found: Candidates, report: CoverageReport, choice: BaseChoice, known: set[str]
) -> None:
    """Refuse what makes no sense; ``known`` are ids of sites anywhere, idle or not."""
    problems: list[Problem] = []
    for name in ("pinned", "forbidden"):
        lost = [one for one in getattr(choice, name) if one not in known]
        if lost:
            params = {"name": name, "ids": ", ".join(lost)}
            problems.append(("bases_unknown_sites", params))
    counties = set(report.layers["villages"]["county_code"])
    if choice.county and choice.county not in counties:
        problems.append(("bases_unknown_county", {"county": choice.county}))
    elif not len(found.table) and choice.county and known:
        problems.append(("bases_no_sites_in_county", {"county": choice.county}))
    elif not len(found.table):
        problems.append(("bases_no_candidates", {}))
    rule = report.verdict.rule
    if rule.providers == "commissioners":
        problems.append(("bases_not_counted", {}))
    elif len(found.table) and not _counted(found, rule).any():
        problems.append(("bases_kind_not_counted", {"kind": choice.kind}))
    if choice.keeps_existing and np.isfinite(found.capacity).any():
        if choice.aim == "most" and choice.weight != "villages":
            problems.append(("bases_capacity_weight", {}))
        if choice.aim == "all" and rule.needed > 1:
            problems.append(("bases_capacity_several", {"needed": rule.needed}))
    if problems:
        raise PlanInputError(problems)


def _lost_pins(
    every: Candidates, found: Candidates, choice: BaseChoice
) -> tuple[str, ...]:
    """Names of pinned sites that are not among those looked at."""
    names: list[str] = []
    for table in (every.table, every.idle):
        pinned = table["site_id"].isin(choice.pinned) | table["pinned"].astype(bool)
        lost = pinned & ~table["site_id"].isin(found.table["site_id"])
        names += table.loc[lost, "name"].tolist()
    return tuple(names)


def _open_providers(verdict: Verdict, choice: BaseChoice) -> Indices:
    """Providers that count as open sites.

    A village that one provider covers is not asked for again; one that needs several
    may have some of them.
    """
    problem, rule = verdict.problem, verdict.rule
    providers = problem.providers
    fit = candidates(problem, rule) & in_service(problem, rule)
    fit &= np.isfinite(providers.lonlat).all(axis=1)
    if choice.keeps_existing:
        fit &= rule.needed > 1
    return np.flatnonzero(fit)


def _reach(
    verdict: Verdict,
    rows: Indices,
    found: Candidates,
    providers: Indices,
    travel: Travel,
    choice: BaseChoice,
) -> csr_array:
    """Travel cost of villages and sites whose trades match, within the limit."""
    rule = verdict.rule
    villages, open_now = verdict.problem.villages, verdict.problem.providers
    lonlat = np.vstack((found.lonlat, open_now.lonlat[providers]))
    cutoff = rule.cutoff * (1 if choice.keeps_existing else _FAR)
    matrix = travel.within(
        villages.lonlat[rows], lonlat, cutoff=cutoff, unit=rule.unit
    ).matrix
    pairs = coo_array(matrix)
    offered = np.append(found.trades, open_now.trades[providers])
    fit = matches(villages.trades[rows][pairs.row], offered[pairs.col], rule)
    counted = np.append(_counted(found, rule), np.ones(len(providers), dtype=bool))
    fit &= counted[pairs.col]
    return csr_array(
        (pairs.data[fit].astype(np.float64), (pairs.row[fit], pairs.col[fit])),
        shape=matrix.shape,
    )


def _with_room(
    verdict: Verdict, providers: Indices, reach: csr_array, choice: BaseChoice
) -> tuple[Indices, csr_array]:
    """Keep the providers that have room for every village that could turn to them.

    On others a plan could not rely, since the solvers count what reaches a village.
    """
    if not (choice.keeps_existing and verdict.rule.use_capacity):
        return providers, reach
    new = reach.shape[1] - len(providers)
    asking = np.bincount(reach.indices, minlength=reach.shape[1])[new:]
    capacity = verdict.problem.providers.capacity[providers]
    kept = np.flatnonzero(verdict.load[providers] + asking <= capacity)
    return providers[kept], csr_array(reach[:, np.append(np.arange(new), new + kept)])


def _counted(found: Candidates, rule: Rule) -> Flags:
    """Sites of a kind that the rule counts."""
    if not rule.base_kinds:
        return np.ones(len(found.table), dtype=bool)
    counted: Flags = found.table["kind"].isin(rule.base_kinds).to_numpy()
    return counted


def _households(
    layers: Mapping[LayerName, gpd.GeoDataFrame], report: CoverageReport
) -> pd.DataFrame:
    """Poor households of the villages of a report, on its day."""
    day = report.verdict.rule.on
    assert day is not None  # noqa: S101 - a report has its day filled in
    return poor_households({**layers, "villages": report.layers["villages"]}, day)


def _demand(
    report: CoverageReport,
    households: pd.DataFrame,
    rows: Indices,
    choice: BaseChoice,
) -> Numbers:
    if choice.weight == "villages":
        return np.ones(len(rows))
    if choice.weight == "poor_households":
        return households["count"].to_numpy(dtype=np.float64)[rows]
    counts = report.layers["villages"][choice.weight].iloc[rows]
    demand: Numbers = counts.to_numpy(dtype=np.float64, na_value=0.0)
    return demand


def _county_groups(
    found: Candidates, report: CoverageReport, choice: BaseChoice
) -> list[SiteGroup]:
    """Each county that lacks a base of the kind is to have one."""
    table = found.table
    fits = table["kind"] == choice.county_kind
    return [
        SiteGroup(np.flatnonzero(fits & (table["county_code"] == code)), 1, None, name)
        for code, name in lacking(report, choice).items()
    ]


def _upgrade_groups(found: Candidates) -> list[SiteGroup]:
    """A base is upgraded in one way at most."""
    upgrades = found.table["upgrades"]
    several = upgrades[(upgrades != "") & upgrades.duplicated(keep=False)]
    return [
        SiteGroup(np.array(at, dtype=np.int64), most=1, name=str(base))
        for base, at in several.groupby(several).groups.items()
    ]
