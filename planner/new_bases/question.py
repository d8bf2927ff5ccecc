"""A question about new bases as numbers: villages, sites, reach and rules on them.

The one place where siting meets geometry: it takes points out of layers and asks the
travel engine who reaches whom.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.sparse import coo_array, csr_array

from geo.schemas import LayerName
from geo.travel import Indices, LonLat, Travel
from planner.coverage import Verdict
from planner.errors import PlanInputError, Problem
from planner.new_bases.choice import BaseChoice
from planner.pairs import candidates, in_service, matches
from planner.problem import Flags, Masks, trade_masks
from planner.report import CoverageReport
from planner.siting.sites import Numbers, SiteGroup

# Villages and sites farther apart than so many times the limit are no pair even where
# every village is to be served.
_FAR = 8
# Sites nearer to each other than this share of the limit stand at one place on the map.
_SAME_PLACE = 3


@dataclass(frozen=True, slots=True)
class Candidates:
    """Where new bases may stand, m of them.

    Parameters
    ----------
    table
        Columns ``site_id``, ``name``, ``kind``, ``county_code``, ``upgrades`` (id of
        the base it upgrades, or empty), ``illustrative``. A place where a base of two
        kinds may stand has two rows.
    lonlat
        Degrees, shape (m, 2).
    trades
        One bit per trade each would serve; 0: any.
    cost
        10,000 yuan, shape (m,).
    capacity
        Villages it would serve more; infinite for no limit.
    """

    table: pd.DataFrame
    lonlat: LonLat
    trades: Masks
    cost: Numbers
    capacity: Numbers


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

    @property
    def verdict(self) -> Verdict:
        """The verdict it starts from."""
        return self.report.verdict

    @property
    def new(self) -> int:
        """How many sites are new, m."""
        return len(self.candidates.table)

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
            "backup": self.verdict.rule.needed if choice.keeps_existing else 1,
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
        ``candidate_sites`` of the workspace; without it only villages can be sites.
    report
        Coverage as it is, under the rule that new bases are to satisfy.
    choice
        What is asked.
    travel
        How reach is measured; the same as in the report.

    Raises
    ------
    PlanInputError
        If no candidate sites are listed though they were asked for, a pin or ban names
        no site, or the rule does not count the kind of base that is to be built.
    """
    found = (
        _listed(layers, report, choice)
        if choice.places == "listed"
        else _villages(report, choice)
    )
    found = _with_county_kind(found, report, choice)
    _check(found, report, choice)
    verdict = report.verdict
    villages = verdict.problem.villages
    asked = verdict.uncovered if choice.keeps_existing else verdict.in_set
    placed = np.isfinite(villages.lonlat).all(axis=1) & ~villages.excluded
    rows = np.flatnonzero(asked & placed)
    access = travel.access(villages.lonlat[rows])
    providers = _open_providers(verdict, choice)
    reach = _reach(verdict, rows, found, providers, travel, choice)
    ids = found.table["site_id"]
    return BaseQuestion(
        choice=choice,
        report=report,
        rows=rows,
        left_out=np.flatnonzero(asked & ~placed),
        candidates=found,
        providers=providers,
        reach=reach,
        demand=_demand(report, rows, choice),
        pinned=np.flatnonzero(ids.isin(choice.pinned)),
        forbidden=np.flatnonzero(ids.isin(choice.forbidden)),
        groups=(*_county_groups(found, report, choice), *_upgrade_groups(found)),
        joined=access.joined,
        road_m=access.distance_m,
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


def _villages(report: CoverageReport, choice: BaseChoice) -> Candidates:
    """Every village that has a place."""
    villages = report.verdict.problem.villages
    frame = report.layers["villages"]
    at = np.flatnonzero(np.isfinite(villages.lonlat).all(axis=1))
    table = pd.DataFrame(
        {
            "site_id": villages.codes[at],
            "name": frame["name"].to_numpy(dtype=object)[at],
            "kind": "",
            "county_code": frame["county_code"].to_numpy(dtype=object)[at],
            "upgrades": "",
            "illustrative": frame["illustrative"].to_numpy(dtype=bool)[at],
        }
    )
    capacity = np.inf if choice.capacity is None else float(choice.capacity)
    return Candidates(
        table=table,
        lonlat=villages.lonlat[at],
        trades=np.zeros(len(at), dtype=np.int64),
        cost=np.full(len(at), choice.cost),
        capacity=np.full(len(at), capacity),
    )


def _listed(
    layers: Mapping[LayerName, gpd.GeoDataFrame],
    report: CoverageReport,
    choice: BaseChoice,
) -> Candidates:
    """Candidate sites of the workspace; those the planner ruled out are left out."""
    frame = layers.get("candidate_sites")
    if frame is None or frame.empty:
        raise PlanInputError([("bases_no_candidates", {})])
    points = frame.geometry.to_numpy()
    lonlat = np.column_stack((shapely.get_x(points), shapely.get_y(points)))
    keep = np.isfinite(lonlat).all(axis=1) & (frame["choice"] != "forbidden").to_numpy()
    frame, lonlat = frame[keep], lonlat[keep]
    fallback = np.inf if choice.capacity is None else choice.capacity
    capacity = frame["capacity"].to_numpy(dtype=np.float64, na_value=fallback)
    table = pd.DataFrame(
        {
            "site_id": frame["site_id"].to_numpy(dtype=object),
            "name": frame["name"].to_numpy(dtype=object),
            "kind": frame["kind"].to_numpy(dtype=object),
            "county_code": frame["county_code"].to_numpy(dtype=object),
            "upgrades": frame["base_id"].to_numpy(dtype=object),
            "illustrative": frame["illustrative"].to_numpy(dtype=bool),
        }
    )
    return Candidates(
        table=table,
        lonlat=lonlat,
        trades=trade_masks(frame["trades"], with_parts=True),
        cost=frame["cost"].to_numpy(dtype=np.float64, na_value=choice.cost),
        capacity=np.maximum(capacity - load_of(table["upgrades"], report), 0),
    )


def _with_county_kind(
    found: Candidates, report: CoverageReport, choice: BaseChoice
) -> Candidates:
    """Say each site's kind; what may be of any may also be what its county lacks."""
    table = found.table
    free = (table["kind"] == "").to_numpy()
    lacking = table["county_code"].isin(_lacking(report, choice)).to_numpy()
    said = table.assign(kind=table["kind"].where(~free, choice.kind))
    also = np.flatnonzero(free & lacking & (choice.kind != choice.county_kind))
    copies = table.iloc[also].assign(
        site_id=table["site_id"].iloc[also] + f"+{choice.county_kind}",
        kind=choice.county_kind,
    )
    at = np.append(np.arange(len(table)), also)
    return Candidates(
        table=pd.concat([said, copies], ignore_index=True),
        lonlat=found.lonlat[at],
        trades=found.trades[at],
        cost=found.cost[at],
        capacity=found.capacity[at],
    )


def _lacking(report: CoverageReport, choice: BaseChoice) -> dict[str, str]:
    """Counties without a base of the kind that each must have, by code."""
    if not choice.county_kind:
        return {}
    verdict = report.verdict
    bases = report.layers["bases"]
    own = in_service(verdict.problem, verdict.rule)[: len(bases)]
    have = set(bases.loc[own & (bases["kind"] == choice.county_kind), "county_code"])
    counties = report.layers["counties"]
    named = zip(counties["county_code"], counties["name"], strict=True)
    return {code: name for code, name in named if code not in have}


def load_of(upgrades: "pd.Series[str]", report: CoverageReport) -> Numbers:
    """Villages that the bases to be upgraded serve already; 0 where none is."""
    verdict = report.verdict
    bases = report.layers["bases"]["base_id"].tolist()
    load = dict(zip(bases, verdict.load[: len(bases)].tolist(), strict=True))
    served: Numbers = upgrades.map(load).fillna(0).to_numpy(dtype=np.float64)
    return served


def _check(found: Candidates, report: CoverageReport, choice: BaseChoice) -> None:
    problems: list[Problem] = []
    known = set(found.table["site_id"])
    for name in ("pinned", "forbidden"):
        lost = [one for one in getattr(choice, name) if one not in known]
        if lost:
            params = {"name": name, "ids": ", ".join(lost)}
            problems.append(("bases_unknown_sites", params))
    rule = report.verdict.rule
    if rule.providers == "commissioners":
        problems.append(("bases_not_counted", {}))
    elif rule.base_kinds and not found.table["kind"].isin(rule.base_kinds).any():
        problems.append(("bases_kind_not_counted", {"kind": choice.kind}))
    if problems:
        raise PlanInputError(problems)


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
        fit &= (verdict.load < providers.capacity) | (not rule.use_capacity)
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
    counted = np.ones(lonlat.shape[0], dtype=bool)
    if rule.base_kinds:
        counted[: len(found.cost)] = found.table["kind"].isin(rule.base_kinds)
    fit &= counted[pairs.col]
    return csr_array(
        (pairs.data[fit].astype(np.float64), (pairs.row[fit], pairs.col[fit])),
        shape=matrix.shape,
    )


def _demand(report: CoverageReport, rows: Indices, choice: BaseChoice) -> Numbers:
    if choice.weight == "villages":
        return np.ones(len(rows))
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
        for code, name in _lacking(report, choice).items()
    ]


def _upgrade_groups(found: Candidates) -> list[SiteGroup]:
    """A base is upgraded in one way at most."""
    upgrades = found.table["upgrades"]
    several = upgrades[(upgrades != "") & upgrades.duplicated(keep=False)]
    return [
        SiteGroup(np.array(at, dtype=np.int64), most=1, name=str(base))
        for base, at in several.groupby(several).groups.items()
    ]
