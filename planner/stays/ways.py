"""Kilometres between the counties and where sets are kept, and months on the road."""

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from geo.travel import LonLat, StraightLine, Travel
from planner.problem import Flags
from planner.stays.choice import TourChoice

Table = np.ndarray
# Nobody drives a set further; beyond it a way counts as none.
_LONGEST_S = 6 * 24 * 3600
_DETOUR = 1.4
_MONTH = 30


def with_venues(counties: pd.DataFrame, venues: pd.DataFrame) -> pd.DataFrame:
    """Put each county where its venue is that lies nearest to its seat.

    Parameters
    ----------
    counties, venues
        Tables of the question; a county of no venue whose place is known stays where
        it is, and one whose seat is not known is where its first venue is.
    """
    placed = venues[venues["lon"].notna()]
    rows = counties[["lon", "lat"]].to_numpy(dtype=float).copy()
    for at, code in enumerate(counties["county_code"]):
        own = placed.loc[placed["county_code"] == code, ["lon", "lat"]]
        if own.empty:
            continue
        near = own.to_numpy(dtype=float)
        apart = ((near - rows[at]) ** 2).sum(axis=1)
        rows[at] = near[0 if np.isnan(apart).all() else int(apart.argmin())]
    return counties.assign(lon=rows[:, 0], lat=rows[:, 1])


def kilometres(lonlat: LonLat, travel: Travel) -> tuple[Table, Flags]:
    """Measure the ways between places.

    Parameters
    ----------
    lonlat
        Degrees, shape (p, 2); NaN where unknown.
    travel
        How ways are measured.

    Returns
    -------
    km, joined
        Shape (p, p), from row to column, infinite where no way leads; and shape (p,),
        whether roads join the place. From and to a known place they do not join, the
        way is the straight line 1.4 times.
    """
    count = len(lonlat)
    km = np.full((count, count), np.inf)
    known = np.flatnonzero(~np.isnan(lonlat).any(axis=1))
    found = lonlat[known]
    joined = np.zeros(count, dtype=bool)
    if len(known):
        joined[known] = travel.access(found).joined
        km[np.ix_(known, known)] = _lengths(found, StraightLine(detour=_DETOUR))
        roads = np.flatnonzero(joined)
        km[np.ix_(roads, roads)] = _lengths(lonlat[roads], travel)
    np.fill_diagonal(km, 0.0)
    return km, joined


def _lengths(lonlat: LonLat, travel: Travel) -> Table:
    seconds = _dense(travel.within(lonlat, lonlat, cutoff=_LONGEST_S, unit="s").matrix)
    metres = _dense(travel.lengths(lonlat, lonlat, cutoff=_LONGEST_S))
    # Places that share a spot have no metres between them to be stored.
    km: Table = np.where(np.isfinite(seconds) & np.isinf(metres), 0.0, metres / 1000)
    # Those at the destinations come to the origins; a way leads from row to column.
    return km.T


def _dense(matrix: csr_array) -> Table:
    table = np.full(matrix.shape, np.inf)
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    table[rows, matrix.indices] = matrix.data
    return table


def idle_months(km: Table, choice: TourChoice) -> Table:
    """Whole months that lie between two stays of a set, shape as `km`.

    The days at the end of a stay's last month hold a way of as many days; what is
    longer takes months of thirty days.
    """
    days = np.ceil(np.where(np.isfinite(km), km, 0.0) / choice.km_day)
    months = np.ceil(np.maximum(days - choice.turn_days, 0) / _MONTH)
    found: Table = months.astype(np.int64)
    return found
