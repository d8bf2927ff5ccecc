"""New rows put to old ones: which are added, which change, and where they lie."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.checks.units import known_units
from geo.joins import join_villages, locate
from geo.schemas import (
    LAYERS,
    RECORD_LAYERS,
    SOURCE_FILE,
    SOURCE_ROW,
    LayerName,
)
from planner.storing import as_stored
from planner.workspace import Layers

Mode = Literal["update", "replace"]
Rows = NDArray[Any]
# Columns that are filled in by place where they are empty.
_BY_PLACE: Mapping[LayerName, tuple[str, ...]] = {
    "bases": ("county_code", "unit_code"),
    "commissioners": ("county_code",),
    "candidate_sites": ("county_code",),
}
# Where a base may lie, the smallest first.
_UNIT_AREAS: tuple[tuple[LayerName, str], ...] = (
    ("village_areas", "village_code"),
    ("townships", "township_code"),
    ("counties", "county_code"),
)


@dataclass(frozen=True, slots=True)
class LayerChange:
    """What an import does to one layer, counted in rows.

    ``by_row`` of those changed are records without a number of their own: they change
    because a file of the same name had something else in the same row.
    """

    layer: LayerName
    added: int
    changed: int
    removed: int
    rows: int
    by_row: int = 0


def merge(
    old: Layers,
    found: Mapping[LayerName, gpd.GeoDataFrame],
    mode: Mode,
    gone: Mapping[LayerName, Collection[str]] | None = None,
) -> tuple[Layers, list[LayerChange]]:
    """Put rows that are read to those that are there.

    Parameters
    ----------
    old
        Every layer as it is.
    found
        Layers as they were read.
    mode
        ``"update"``: rows with a known key replace the old ones, other rows stay;
        ``"replace"``: each layer read replaces the whole layer.
    gone
        Keys of old rows that are taken out, of layers that were read.

    Returns
    -------
    layers, changes
        Every layer as it would be, and what that changes.
    """
    merged: Layers = dict(old)
    changes: list[LayerChange] = []
    for name, fresh in found.items():
        key = LAYERS[name].key
        before = old[name]
        named_again, known = _matched(before[key], fresh[key])
        leaves = named_again | before[key].isin((gone or {}).get(name, ()))
        stays = before[~leaves] if mode == "update" else before[:0]
        parts = [frame for frame in (stays, fresh) if len(frame)]
        merged[name] = pd.concat(parts, ignore_index=True) if parts else before[:0]
        again = known >= 0
        differing = _differing(before, fresh[again], name)
        made = differing[SOURCE_FILE] + ":" + differing[SOURCE_ROW].astype("str")
        by_row = int((differing[key] == made).sum()) if LAYERS[name].record else 0
        changes.append(
            LayerChange(
                layer=name,
                added=int((~again).sum()),
                changed=len(differing),
                removed=len(before) - len(stays) - int(again.sum()),
                rows=len(merged[name]),
                by_row=by_row,
            )
        )
    return merged, changes


def _matched(before: "pd.Series[str]", fresh: "pd.Series[str]") -> tuple[Rows, Rows]:
    """Which old keys come again, and where each new row stood before, -1 if nowhere.

    What makes a row the same row is its key, and which of the rows with it.
    """
    number, unique = pd.factorize(pd.concat([before, fresh], ignore_index=True))
    old, new = number[: len(before)], number[len(before) :]
    given = np.zeros(len(unique), dtype=bool)
    given[new] = True
    nth = [pd.Series(part).groupby(part).cumcount().to_numpy() for part in (old, new)]
    most = 1 + max((int(part.max()) for part in nth if len(part)), default=0)
    where = pd.Index(old * most + nth[0]).get_indexer(pd.Index(new * most + nth[1]))
    return given[old], where


def _differing(
    before: gpd.GeoDataFrame, fresh: gpd.GeoDataFrame, name: LayerName
) -> pd.DataFrame:
    """Rows of a known key that say something else than before."""
    key = LAYERS[name].key
    columns = [column.name for column in LAYERS[name].stored_columns]
    fresh = as_stored(fresh, name)
    first = before.iloc[_matched(before[key], fresh[key])[1]]
    differs = pd.Series(
        shapely.to_wkb(first.geometry.to_numpy())
        != shapely.to_wkb(fresh.geometry.to_numpy())
    )
    for column in columns:
        # Two values that are both missing are the same.
        one, two = (
            frame[column].astype("str").fillna("").to_numpy()
            for frame in (first, fresh)
        )
        # Left empty, these are found by place again.
        is_open = (two == "") & (column in _BY_PLACE.get(name, ()))
        differs |= (one != two) & ~is_open
    return pd.DataFrame(fresh[differs.to_numpy(dtype=bool)])


def resolve(layers: Mapping[LayerName, gpd.GeoDataFrame]) -> Layers:
    """Fill in counties and townships by code and place.

    Returns
    -------
    dict
        New layers: ``county_code`` and ``township_code`` of villages resolved by
        :func:`geo.joins.join_villages`, empty ``county_code`` of bases, candidate sites
        and commissioners found by place, and the empty ``unit_code`` of bases: the
        village area, else the township, else the county they lie in. Records that name
        a unit by a code of another edition have the one the layers know. Where code and
        place disagree the checks say so.
    """
    done: Layers = dict(layers)
    done["bases"] = _with_units(done)
    done |= _with_known_codes(done)
    counties = done["counties"]
    if counties.empty:
        return done
    joined = join_villages(done["villages"], done["townships"], counties)
    for column in ("county_code", "township_code"):
        given, resolved = done["villages"][column], joined.frame[column]
        filled = resolved.where(resolved != "", given)
        done["villages"] = done["villages"].assign(**{column: filled})
    for name in (name for name in _BY_PLACE if name in layers):
        frame = done[name]
        by_place = locate(frame.geometry, counties, "county_code")
        given = frame["county_code"]
        filled = given.where((given != "") | by_place.isna(), by_place).astype("str")
        done[name] = frame.assign(county_code=filled)
    return done


def _with_known_codes(layers: Mapping[LayerName, gpd.GeoDataFrame]) -> Layers:
    """Records with the codes of units as the layers write them."""
    given = [name for name in RECORD_LAYERS if name in layers and len(layers[name])]
    if not given:
        return {}
    areas = layers.get("village_areas", layers["villages"])
    known = known_units(
        layers["villages"], areas, layers["townships"], layers["counties"]
    )
    units = {name: LAYERS[name].unit for name in given}
    return {
        name: layers[name].assign(**{column: known.as_known(layers[name][column])})
        for name, column in units.items()
    }


def _with_units(layers: Mapping[LayerName, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Bases with the smallest unit that each lies in, where none is stated."""
    bases = layers["bases"]
    units = bases["unit_code"]
    for name, key in _UNIT_AREAS:
        areas = layers.get(name)
        if areas is None or areas.empty or (units != "").all():
            continue
        by_place = locate(bases.geometry, areas, key)
        units = units.where((units != "") | by_place.isna(), by_place).astype("str")
    return bases.assign(unit_code=units)
