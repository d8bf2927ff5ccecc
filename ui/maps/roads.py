"""Roads to draw: the stretches, what is closed of them, and what is reached along."""

from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.crs import STORAGE_CRS
from geo.roads.engine import RoadTravel
from geo.roads.spread import cut

# More stretches than this no office computer moves smoothly.
MOST_STRETCHES = 8_000

_MAIN = ("motorway", "trunk", "primary")
_MIDDLE = ("secondary", "tertiary")
# What is left out first stands last.
_RANKS = {
    **{name: rank for rank, name in enumerate((*_MAIN, *_MIDDLE))},
    **dict.fromkeys(("ferry", "unclassified", "road"), 5),
    **dict.fromkeys(("residential", "living_street"), 6),
}
_LEAST_RANK = 7


@dataclass(frozen=True, slots=True, eq=False)
class RoadsDrawn:
    """Roads as a map needs them; geometry in :data:`geo.crs.STORAGE_CRS`.

    Parameters
    ----------
    lines
        One row a stretch: ``edge`` (its position in the network), ``highway``,
        ``name``, ``ref``, ``geometry``; also, where known, ``road_id``, ``length_m``
        (metres), ``seconds`` (to drive it, NaN where it is not driven) and
        ``illustrative``.
    closed
        One row a closed part: ``name`` (of the road; its number or empty where it has
        none), ``geometry``.
    reach
        Parts of stretches that are reached: ``edge``, ``cost_from``, ``cost_to``
        (seconds or metres at the two ends of ``geometry``), from
        :func:`geo.roads.spread.spread`; None where no reach is shown.
    """

    lines: gpd.GeoDataFrame
    closed: gpd.GeoDataFrame
    reach: gpd.GeoDataFrame | None = None

    @property
    def illustrative(self) -> bool:
        """Whether any stretch is not real data."""
        return bool(column(self.lines, "illustrative", False).any())

    @property
    def bounds(self) -> tuple[float, float, float, float] | None:
        """West, south, east, north, degrees; None where there is no road."""
        if self.lines.empty:
            return None
        west, south, east, north = self.lines.total_bounds.tolist()
        return west, south, east, north

    def fitting(
        self, bounds: tuple[float, float, float, float]
    ) -> tuple["RoadsDrawn", bool]:
        """Return what lies in a box, and whether lower classes had to be left out.

        Parameters
        ----------
        bounds
            West, south, east, north, degrees.
        """
        box = shapely.box(*bounds)
        lines, closed = (_touching(frame, box) for frame in (self.lines, self.closed))
        thinned = len(lines) > MOST_STRETCHES
        if thinned:
            lines = _highest(lines)
        reach = None
        if self.reach is not None:
            reach, fewer = self.parts(_touching(self.reach, box))
            thinned |= fewer
        return replace(self, lines=lines, closed=closed, reach=reach), thinned

    def parts(self, reach: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, bool]:
        """Return as much of a reach as can be drawn, and whether it is not all.

        Parameters
        ----------
        reach
            Parts of these stretches, as :attr:`reach`.
        """
        if len(reach) <= MOST_STRETCHES:
            return reach, False
        highway = self.lines.set_index("edge")["highway"].reindex(reach["edge"])
        return _highest(reach.assign(highway=highway.to_numpy())), True


def roads_drawn(
    travel: RoadTravel, *, reach: gpd.GeoDataFrame | None = None
) -> RoadsDrawn:
    """Make what a map draws of a network, its closures and its speeds.

    Parameters
    ----------
    travel
        Network, profile and what is closed.
    reach
        From :func:`geo.roads.spread.spread`; None where no reach is shown.
    """
    edges = travel.segments.edges
    names = ["road_id", "highway", "name", "ref", "length_m", "illustrative"]
    fastest = np.fmin(travel.network.forward_s, travel.network.backward_s)
    lines = edges[[*names, "geometry"]].assign(
        edge=np.arange(len(edges)),
        seconds=np.where(np.isfinite(fastest), fastest, np.nan),
    )
    return RoadsDrawn(lines, _closed_parts(travel), reach)


def rank_of(highway: pd.Series) -> np.ndarray:
    """Rank of each class of road, 0 the highest; a link counts as its road."""
    plain = highway.astype("str").str.removesuffix("_link")
    return plain.map(_RANKS).fillna(_LEAST_RANK).to_numpy(dtype=np.int64)


def style_of(rank: int) -> str:
    """Style of a road of a rank."""
    if rank < len(_MAIN):
        return "road_main"
    return "road_middle" if rank < len(_MAIN) + len(_MIDDLE) else "road_small"


def column(frame: pd.DataFrame, name: str, missing: object) -> pd.Series:
    """Return a column, or the same value for every row where there is none."""
    if name in frame:
        return frame[name]
    return pd.Series([missing] * len(frame), index=frame.index)


def _closed_parts(travel: RoadTravel) -> gpd.GeoDataFrame:
    edges, closed = travel.segments.edges, travel.closed
    # A closure may be a single point of a road; there is nothing to draw of it.
    rows = np.flatnonzero(closed.end > closed.start)
    chosen = edges.iloc[rows]
    parts = cut(chosen.geometry.to_numpy(), closed.start[rows], closed.end[rows])
    name = chosen["name"].where(chosen["name"] != "", chosen["ref"])
    columns = {"name": name.to_numpy()}
    return gpd.GeoDataFrame(columns, geometry=parts, crs=STORAGE_CRS)


def _touching(frame: gpd.GeoDataFrame, box: shapely.Polygon) -> gpd.GeoDataFrame:
    return frame[shapely.intersects(frame.geometry.to_numpy(), box)]


def _highest(lines: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Whole classes from the highest down, as many as fit; at least the longest."""
    ranks = rank_of(lines["highway"])
    counts = np.cumsum(np.bincount(ranks, minlength=_LEAST_RANK + 1))
    fit = np.flatnonzero((counts > 0) & (counts <= MOST_STRETCHES))
    if len(fit):
        return lines[ranks <= fit[-1]]
    first = lines[ranks == ranks.min()]
    metres = column(first, "length_m", 0.0).to_numpy(dtype=float)
    longest = np.argsort(-metres, kind="stable")[:MOST_STRETCHES]
    return first.iloc[np.sort(longest)]
