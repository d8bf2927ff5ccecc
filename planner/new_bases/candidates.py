"""Where new bases may stand: the places of villages, or listed candidate sites."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.schemas import LayerName
from geo.travel import LonLat
from planner.errors import PlanInputError
from planner.new_bases.choice import BaseChoice
from planner.pairs import in_service
from planner.problem import Masks, trade_masks
from planner.report import CoverageReport
from planner.siting.sites import Numbers


@dataclass(frozen=True, slots=True)
class Candidates:
    """Where new bases may stand, m of them.

    Parameters
    ----------
    table
        Columns ``site_id``, ``name``, ``kind``, ``county_code``, ``upgrades`` (id of
        the base it upgrades, or empty), ``pinned`` (whether the layer says so),
        ``illustrative``. A place where a base of two kinds may stand has two rows.
    lonlat
        Degrees, shape (m, 2).
    trades
        One bit per trade each would serve; 0: any.
    cost
        10,000 yuan, shape (m,).
    capacity
        Villages it would serve more; infinite for no limit.
    idle
        Rows of the like of ``table`` that are no candidates: upgrades of bases that are
        not in service on the day.
    """

    table: pd.DataFrame
    lonlat: LonLat
    trades: Masks
    cost: Numbers
    capacity: Numbers
    idle: pd.DataFrame


def find_candidates(
    layers: Mapping[LayerName, gpd.GeoDataFrame],
    report: CoverageReport,
    choice: BaseChoice,
) -> Candidates:
    """Find the places the planner asks for, each with the kinds of base it may have.

    Raises
    ------
    PlanInputError
        If no candidate sites are listed though they were asked for.
    """
    found = (
        _listed(layers, report, choice)
        if choice.places == "listed"
        else _villages(report, choice)
    )
    return _with_county_kind(found, report, choice)


def in_county(found: Candidates, county: str) -> Candidates:
    """Keep the places in one county; all of them where none is named."""
    if not county:
        return found
    keep = (found.table["county_code"] == county).to_numpy()
    return Candidates(
        table=found.table[keep].reset_index(drop=True),
        lonlat=found.lonlat[keep],
        trades=found.trades[keep],
        cost=found.cost[keep],
        capacity=found.capacity[keep],
        idle=found.idle,
    )


def copy_id(site_id: str, kind: str) -> str:
    """Id of the row that stands for a base of another kind at the same place."""
    return f"{site_id}+{kind}"


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
            "pinned": False,
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
        idle=table.iloc[:0],
    )


def _listed(
    layers: Mapping[LayerName, gpd.GeoDataFrame],
    report: CoverageReport,
    choice: BaseChoice,
) -> Candidates:
    """Candidate sites of the workspace.

    Left out are those the planner ruled out, and upgrades of bases that are not in
    service on the day: an upgrade keeps the dates of its base.
    """
    frame = layers.get("candidate_sites")
    if frame is None or frame.empty:
        raise PlanInputError([("bases_no_candidates", {})])
    points = frame.geometry.to_numpy()
    lonlat = np.column_stack((shapely.get_x(points), shapely.get_y(points)))
    keep = np.isfinite(lonlat).all(axis=1) & (frame["choice"] != "forbidden").to_numpy()
    bases = report.layers["bases"]["base_id"]
    idle = bases[~in_service(report.verdict.problem, report.verdict.rule)[: len(bases)]]
    is_idle = frame["base_id"].isin(idle).to_numpy()
    stays = _site_table(frame[keep & is_idle])
    keep &= ~is_idle
    frame, lonlat = frame[keep], lonlat[keep]
    fallback = np.inf if choice.capacity is None else choice.capacity
    capacity = frame["capacity"].to_numpy(dtype=np.float64, na_value=fallback)
    table = _site_table(frame)
    return Candidates(
        table=table,
        lonlat=lonlat,
        trades=trade_masks(frame["trades"], with_parts=True),
        cost=frame["cost"].to_numpy(dtype=np.float64, na_value=choice.cost),
        capacity=np.maximum(capacity - load_of(table["upgrades"], report), 0),
        idle=stays,
    )


def _site_table(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "site_id": frame["site_id"].to_numpy(dtype=object),
            "name": frame["name"].to_numpy(dtype=object),
            "kind": frame["kind"].to_numpy(dtype=object),
            "county_code": frame["county_code"].to_numpy(dtype=object),
            "upgrades": frame["base_id"].to_numpy(dtype=object),
            "pinned": (frame["choice"] == "pinned").to_numpy(),
            "illustrative": frame["illustrative"].to_numpy(dtype=bool),
        }
    )


def _with_county_kind(
    found: Candidates, report: CoverageReport, choice: BaseChoice
) -> Candidates:
    """Say each site's kind; what may be of any may also be what its county lacks."""
    table = found.table
    free = (table["kind"] == "").to_numpy()
    asked = table["county_code"].isin(lacking(report, choice)).to_numpy()
    said = table.assign(kind=table["kind"].where(~free, choice.kind))
    also = np.flatnonzero(free & asked & (choice.kind != choice.county_kind))
    copies = table.iloc[also].assign(
        site_id=[
            copy_id(one, choice.county_kind) for one in table["site_id"].iloc[also]
        ],
        kind=choice.county_kind,
        pinned=False,
    )
    at = np.append(np.arange(len(table)), also)
    return Candidates(
        table=pd.concat([said, copies], ignore_index=True),
        lonlat=found.lonlat[at],
        trades=found.trades[at],
        cost=found.cost[at],
        capacity=found.capacity[at],
        idle=found.idle,
    )


def lacking(report: CoverageReport, choice: BaseChoice) -> dict[str, str]:
    """Counties without a base of the kind that each must have, by code."""
    if not choice.county_kind:
        return {}
    verdict = report.verdict
    bases = report.layers["bases"]
    own = in_service(verdict.problem, verdict.rule)[: len(bases)]
    have = set(bases.loc[own & (bases["kind"] == choice.county_kind), "county_code"])
    counties = report.layers["counties"]
    named = zip(counties["county_code"], counties["name"], strict=True)
    asked = {choice.county} if choice.county else set(counties["county_code"])
    return {code: name for code, name in named if code in asked - have}


def load_of(upgrades: "pd.Series[str]", report: CoverageReport) -> Numbers:
    """Villages that the bases to be upgraded serve already; 0 where none is."""
    verdict = report.verdict
    bases = report.layers["bases"]["base_id"].tolist()
    load = dict(zip(bases, verdict.load[: len(bases)].tolist(), strict=True))
    served: Numbers = upgrades.map(load).fillna(0).to_numpy(dtype=np.float64)
    return served
