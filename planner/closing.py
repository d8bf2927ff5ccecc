"""Closures of a workspace: one more, or one switched off."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.checks import run_checks
from geo.crs import STORAGE_CRS, to_storage
from geo.errors import DataError
from geo.frames import conform
from geo.issues import Issue, errors
from geo.reading.files import read_tables
from geo.roads.closure_words import split_roads
from geo.roads.closures import close, from_layer
from geo.roads.segments import Segments
from geo.schemas import LIST_SEPARATOR
from planner.errors import PlanInputError
from planner.workspace import Workspace

_AREAS, _LINES = (3, 6), (1, 5)


def new_closure(
    known: gpd.GeoDataFrame,
    *,
    name: str,
    roads: Sequence[str] = (),
    area: shapely.Geometry | None = None,
    since: str = "",
    until: str = "",
    season: str = "",
    note: str = "",
) -> gpd.GeoDataFrame:
    """Make one row of the layer ``closures``, with a number of its own.

    Parameters
    ----------
    known
        The layer as it is.
    name
        For people.
    roads
        Names, codes or numbers of roads.
    area
        Polygon or LineString, or several of a kind, in
        :data:`geo.crs.STORAGE_CRS`.
    since, until
        First and last day, ``2026-05-01``; empty for open ends.
    season
        Days of every year, ``05-15:09-30``; empty for all year.
    note
        Reason or source.
    """
    first, colon, last = season.partition(":")
    if colon and not (first.strip() or last.strip()):
        # Neither day was written: that is no season, and not all year either.
        first = colon
    taken = set(known["closure_id"])
    number = next(n for n in range(1, len(taken) + 2) if f"C{n}" not in taken)
    row = {
        "closure_id": f"C{number}",
        "name": name,
        "roads": LIST_SEPARATOR.join(roads),
        "since": since,
        "until": until,
        "season_first": first.strip(),
        "season_last": last.strip(),
        "active": True,
        "note": note,
    }
    frame = gpd.GeoDataFrame([row], geometry=[area], crs=STORAGE_CRS)
    return conform(frame, "closures")


def closure_faults(
    row: gpd.GeoDataFrame, segments: Segments, *, today: dt.date
) -> list[Issue]:
    """Everything that keeps a closure from closing what it was meant to close.

    Parameters
    ----------
    row
        As of :func:`new_closure`.
    segments
        Roads that it is to close.
    today
        Day against which dates are checked.
    """
    found = errors(run_checks({"closures": row}, today=today))
    found += [*_nameless(row), *_bad_days(row)]
    if split_roads(row["roads"].iloc[0]) or row.geometry.notna().any():
        found += close(segments, from_layer(row))[1]
    return found


def add_closure(
    workspace: Workspace, row: gpd.GeoDataFrame, *, made_from: str, change: str
) -> None:
    """Put a closure beside those that are there.

    Parameters
    ----------
    workspace
        Where to.
    row
        As of :func:`new_closure`, without faults.
    made_from, change
        See :meth:`planner.workspace.Workspace.replace_layer`.
    """
    parts = [part for part in (workspace.layer("closures"), row) if len(part)]
    whole = pd.concat(parts, ignore_index=True)
    workspace.replace_layer("closures", whole, made_from=made_from, change=change)


def switch_closure(
    workspace: Workspace, key: str, *, active: bool, change: str
) -> None:
    """Switch a closure off, or on again; it stays in the layer.

    Raises
    ------
    PlanInputError
        If there is none of the number.
    """
    version = workspace.data_version
    frame = workspace.layer("closures")
    rows = (frame["closure_id"] == key).to_numpy(dtype=bool)
    if not rows.any():
        known = ", ".join(frame["closure_id"]) or "—"
        raise PlanInputError([("closure_unknown", {"key": key, "known": known})])
    frame["active"] = np.where(rows, active, frame["active"].to_numpy(dtype=bool))
    workspace.replace_layer("closures", frame, made_from=version, change=change)


def read_area(path: Path) -> shapely.Geometry:
    """Read the area or the lines of a closure from a file of shapes.

    Parameters
    ----------
    path
        GeoJSON, GeoPackage or shapefile; all shapes in it are taken together.

    Raises
    ------
    DataError
        If it cannot be read, has no CRS or coordinates that are no numbers, or holds
        neither areas nor lines alone.
    """
    shapes: list[shapely.Geometry] = []
    for table in read_tables(path):
        if table.geometry is None:
            continue
        if table.crs is None:
            raise DataError([Issue("crs_missing", "error", source=table.source)])
        drawn = gpd.GeoDataFrame(geometry=list(table.geometry), crs=table.crs)
        shapes += [one for one in to_storage(drawn).geometry if one is not None]
    if not np.isfinite(shapely.get_coordinates(shapes)).all():
        raise DataError([Issue("shape_not_finite", "error", source=path.name)])
    kinds = set(shapely.get_type_id(np.array(shapes, dtype=object)).tolist())
    if kinds <= set(_AREAS):
        # Of an outline that crosses itself the areas alone, no spikes and no lines.
        shapes = [
            shapely.make_valid(shape, method="structure", keep_collapsed=False)
            for shape in shapes
        ]
    whole = shapely.union_all(shapes)
    if whole.is_empty or not (kinds <= set(_AREAS) or kinds <= set(_LINES)):
        raise DataError([Issue("closure_shape_wrong", "error", source=path.name)])
    return whole


def _nameless(row: gpd.GeoDataFrame) -> list[Issue]:
    """A closure without a name, which nobody would know again."""
    named = row["name"].iloc[0].strip()
    return [] if named else [Issue("closure_nameless", "error")]


def _bad_days(row: gpd.GeoDataFrame) -> list[Issue]:
    """Days written so that nobody knows which."""
    return [
        Issue("closure_day_wrong", "error", params={"value": text[:20]})
        for text in (row["since"].iloc[0], row["until"].iloc[0])
        if text and not _is_day(text)
    ]


def _is_day(text: str) -> bool:
    """Whether a day is written as layers have it: Python reads ``20260501`` too."""
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
