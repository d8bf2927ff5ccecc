"""A plan of new bases carried out: the bases there would be, and coverage with them."""

import datetime as dt
from collections.abc import Mapping
from itertools import count

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.crs import STORAGE_CRS
from geo.frames import conform
from geo.schemas import LIST_SEPARATOR, LayerName
from geo.travel import Indices, Travel
from planner.new_bases.candidates import load_of
from planner.new_bases.question import BaseQuestion
from planner.problem import trades_in
from planner.report import CoverageReport, build_report


def with_bases(
    bases: gpd.GeoDataFrame,
    question: BaseQuestion,
    sites: Indices,
    *,
    opened: dt.date,
) -> gpd.GeoDataFrame:
    """Return the layer ``bases`` as it would be with new ones.

    Parameters
    ----------
    bases
        The layer as it is.
    question, sites
        What was asked, and positions of the new bases among its candidates.
    opened
        Day on which they open.

    Returns
    -------
    geopandas.GeoDataFrame
        New rows have ids ``N1``, ``N2``, … that nobody has. A base that is upgraded
        keeps its id, name and dates, and gets the kind, trades and capacity of the
        upgrade.
    """
    own = question.candidates
    table = own.table.iloc[sites]
    capacity = own.capacity[sites] + load_of(table["upgrades"], question.report)
    taken = set(bases["base_id"])
    free = (f"N{n}" for n in count(1) if f"N{n}" not in taken)
    rows = pd.DataFrame(
        {
            "base_id": [old or next(free) for old in table["upgrades"]],
            "name": table["name"].to_numpy(dtype=object),
            "kind": table["kind"].to_numpy(dtype=object),
            "trades": [
                LIST_SEPARATOR.join(trades_in(mask))
                for mask in own.trades[sites].tolist()
            ],
            "capacity": pd.array(
                [pd.NA if np.isinf(most) else int(most) for most in capacity],
                dtype="Int64",
            ),
            "opened": opened.isoformat(),
            "county_code": table["county_code"].to_numpy(dtype=object),
            "illustrative": table["illustrative"].to_numpy(dtype=bool),
        }
    )
    known = bases.set_index("base_id")
    for name in ("name", "opened", "closed", "county_code", "unit_code"):
        before = rows["base_id"].map(known[name])
        rows[name] = before.fillna(rows.get(name, ""))
    points = gpd.points_from_xy(*own.lonlat[sites].T)
    new = conform(gpd.GeoDataFrame(rows, geometry=points, crs=STORAGE_CRS), "bases")
    kept = bases[~bases["base_id"].isin(rows["base_id"])]
    return conform(pd.concat([kept, new], ignore_index=True), "bases")


def coverage_with(
    layers: Mapping[LayerName, gpd.GeoDataFrame],
    question: BaseQuestion,
    sites: Indices,
    travel: Travel,
) -> CoverageReport:
    """Judge the rule again with the new bases in service.

    The whole rule is asked again, capacities and trades included; what a plan promises
    must come out of it.
    """
    rule = question.verdict.rule
    day = rule.on or dt.date.min
    bases = with_bases(layers["bases"], question, sites, opened=day)
    return build_report({**layers, "bases": bases}, rule, travel=travel, today=day)
