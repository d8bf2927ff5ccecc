"""Roads from a line layer, and back into one."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.crs import to_storage
from geo.frames import conform
from geo.issues import Issue
from geo.reading.headings import matches
from geo.roads.assembling import Drawn, assemble
from geo.roads.meanings import Understood, understand
from geo.roads.noding import node_lines
from geo.roads.segments import Segments
from geo.schemas import SOURCE_FILE

# Files whose lines are cut where roads meet, and meet nowhere else.
GRAPH_SUFFIXES = (".pbf", ".graphml")
_ONEWAY = {1: "yes", -1: "-1", 0: ""}
_SHOWN = 5


def from_lines(
    frame: gpd.GeoDataFrame, *, node_crossings: bool = False
) -> tuple[Segments, tuple[Issue, ...]]:
    """Make a road network of a line layer.

    Lines meet where an end of one touches another, and at vertices they share.
    Lines from an OpenStreetMap file, bridges and tunnels are met at their ends alone.

    Parameters
    ----------
    frame
        The declared layer ``roads``, or any layer of lines whose columns bear its
        names, labels or aliases, in any stated CRS.
    node_crossings
        Whether lines that cross without a common vertex meet there too. A layer may
        show a flyover like that, so it must be asked for.

    Returns
    -------
    segments, issues
        The network (without rows if no line is fit), and warnings: lines left out
        for want of a course, values not understood.

    Raises
    ------
    CrsError
        If the frame has no CRS.
    """
    fit = _fit(frame)
    attributes = fit.found.attributes
    noded = node_lines(
        fit.shapes,
        closed=(attributes["bridge"] | attributes["tunnel"]).to_numpy(),
        split=_is_split(fit.rows),
        crossings=node_crossings,
    )
    drawn = Drawn(
        vertex=noded.vertex,
        line=noded.line,
        lon=noded.lon,
        lat=noded.lat,
        attributes=attributes,
        open_to=noded.open_to,
    )
    return assemble(drawn), fit.issues


def line_issues(frame: gpd.GeoDataFrame) -> tuple[Issue, ...]:
    """Say what :func:`from_lines` says of a layer, without making the network."""
    return _fit(frame).issues


@dataclass(frozen=True, slots=True, eq=False)
class _Fit:
    """Rows that can be roads, their lines and attributes, and what is wrong besides."""

    rows: pd.DataFrame
    shapes: npt.NDArray[np.object_]
    found: Understood
    issues: tuple[Issue, ...]


def _fit(frame: gpd.GeoDataFrame) -> _Fit:
    whole = in_parts(to_storage(frame))
    shapes = whole.geometry.to_numpy()
    fit = shapely.get_type_id(shapes) == 1
    fit &= np.isfinite(shapely.bounds(shapes)).all(axis=1) & (
        shapely.length(shapes) > 0
    )
    issues = []
    if not fit.all():
        params = {"count": int((~fit).sum()), "rows": len(fit)}
        issues.append(Issue("lines_left_out", "warning", "roads", params=params))
    rows = _declared(whole[fit].reset_index(drop=True))
    found = understand(rows)
    issues += _not_understood(found.unknown)
    return _Fit(rows, shapes[fit], found, tuple(issues))


def in_parts(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give each part of a multiple line a row; rows without a shape stay."""
    shapes = frame.geometry.to_numpy()
    parts, row = shapely.get_parts(shapes, return_index=True)
    empty = np.setdiff1d(np.arange(len(shapes)), row)
    rows = np.concatenate([row, empty])
    every = np.concatenate([parts, shapes[empty]])
    order = np.argsort(rows, kind="stable")
    whole = frame.iloc[rows[order]].reset_index(drop=True)
    return whole.set_geometry(gpd.GeoSeries(every[order], crs=frame.crs))


def to_lines(segments: Segments, *, source: str = "") -> gpd.GeoDataFrame:
    """Write a network as rows of the declared layer ``roads``, one per stretch.

    Parameters
    ----------
    segments
        Road network.
    source
        File it came from; :func:`from_lines` gives the same network back where the
        name ends in ``.pbf`` or ``.graphml``.
    """
    edges = segments.edges
    flags = {
        name: edges[name].map({True: "yes", False: ""}).astype("str")
        for name in ("bridge", "tunnel")
    }
    return conform(
        edges.assign(
            **flags,
            **{
                "oneway": edges["oneway"].map(_ONEWAY).astype("str"),
                SOURCE_FILE: pd.Series([source] * len(edges), dtype="str"),
            },
        ),
        "roads",
    )


def _declared(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    """Give columns their declared names; of several the best known heading counts."""
    ranked: dict[str, tuple[int, str]] = {}
    for heading in frame.columns:
        for name, rank in matches("roads", str(heading)):
            ranked[name] = min(ranked.get(name, (rank, heading)), (rank, heading))
    data = {name: frame[heading] for name, (_, heading) in ranked.items()}
    if SOURCE_FILE in frame:
        data[SOURCE_FILE] = frame[SOURCE_FILE]
    return pd.DataFrame(data, index=frame.index)


def _is_split(frame: pd.DataFrame) -> npt.NDArray[np.bool_]:
    if SOURCE_FILE not in frame:
        return np.zeros(len(frame), dtype=bool)
    names = frame[SOURCE_FILE].astype("str").str.lower()
    return names.str.endswith(GRAPH_SUFFIXES).to_numpy(dtype=bool)


def _not_understood(unknown: Mapping[str, Mapping[str, int]]) -> list[Issue]:
    """One warning per column with values that mean nothing to us."""
    issues = []
    for name, values in unknown.items():
        if values:
            shown = [f"{value[:20]} ×{count}" for value, count in values.items()]
            tail = "…" if len(shown) > _SHOWN else ""
            params = {
                "values": "、".join(shown[:_SHOWN]) + tail,
                "count": sum(values.values()),
            }
            rule = f"road_{name}_unknown"
            issues.append(Issue(rule, "warning", "roads", params=params))
    return issues
