"""New rows put to old ones: which are added, which change, and where they lie."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import geopandas as gpd
import pandas as pd
import shapely

from geo.joins import join_villages, locate
from geo.schemas import LAYERS, LayerName
from planner.storing import as_stored
from planner.workspace import Layers

Mode = Literal["update", "replace"]


@dataclass(frozen=True, slots=True)
class LayerChange:
    """What an import does to one layer, counted in rows."""

    layer: LayerName
    added: int
    changed: int
    removed: int
    rows: int


def merge(
    old: Layers, found: Mapping[LayerName, gpd.GeoDataFrame], mode: Mode
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
        stays = (
            before[~before[key].isin(fresh[key])] if mode == "update" else before[:0]
        )
        parts = [frame for frame in (stays, fresh) if len(frame)]
        merged[name] = pd.concat(parts, ignore_index=True) if parts else before[:0]
        known = _identity(fresh, key).isin(_identity(before, key))
        changes.append(
            LayerChange(
                layer=name,
                added=int((~known).sum()),
                changed=_differing(before, fresh[known], name),
                removed=len(before) - len(stays) - int(known.sum()),
                rows=len(merged[name]),
            )
        )
    return merged, changes


def _identity(frame: pd.DataFrame, key: str) -> pd.MultiIndex:
    """What makes a row the same row: its key, and which of the rows with it."""
    return pd.MultiIndex.from_arrays([frame[key], frame.groupby(key).cumcount()])


def _differing(
    before: gpd.GeoDataFrame, fresh: gpd.GeoDataFrame, name: LayerName
) -> int:
    """How many rows of a known key say something else than before."""
    key = LAYERS[name].key
    columns = [column.name for column in LAYERS[name].stored_columns]
    fresh = as_stored(fresh, name)
    first = before.set_index(_identity(before, key)).loc[_identity(fresh, key)]
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
        differs |= one != two
    return int(differs.sum())


def resolve(layers: Mapping[LayerName, gpd.GeoDataFrame]) -> Layers:
    """Fill in counties and townships by code and place.

    Returns
    -------
    dict
        New layers: ``county_code`` and ``township_code`` of villages resolved by
        :func:`geo.joins.join_villages`, empty ``county_code`` of bases and
        commissioners found by place. Where code and place disagree the checks say so.
    """
    done: Layers = dict(layers)
    counties = done["counties"]
    if counties.empty:
        return done
    joined = join_villages(done["villages"], done["townships"], counties)
    for column in ("county_code", "township_code"):
        given, resolved = done["villages"][column], joined.frame[column]
        filled = resolved.where(resolved != "", given)
        done["villages"] = done["villages"].assign(**{column: filled})
    for name in ("bases", "commissioners"):
        frame = done[name]
        by_place = locate(frame.geometry, counties, "county_code")
        given = frame["county_code"]
        filled = given.where((given != "") | by_place.isna(), by_place).astype("str")
        done[name] = frame.assign(county_code=filled)
    return done
