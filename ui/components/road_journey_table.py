"""Journeys as a table to pick from, and as files."""

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import streamlit as st

from geo.crs import STORAGE_CRS
from geo.export.delimited import csv_bytes
from geo.schemas import LayerName
from geo.words import Lang
from ui.components import data, road_files, road_state
from ui.text import say

_TABLE, _PICKED = "journey_table", "journey_picked"
_TABLE_HEIGHT = 230
_FILE = {
    "id": "text",
    "name": "text",
    "township": "text",
    "county": "text",
    "base_id": "text",
    "base": "text",
    "minutes": "float",
    "km": "float",
    "road_m": "float",
    "lon": "lon",
    "lat": "lat",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which journeys are asked for.

    Parameters
    ----------
    of, bases
        Layers they lead from and to.
    to
        Id of the one base; empty for the nearest.
    to_base
        Whether the places' people travel, or the base's.
    """

    of: LayerName
    bases: LayerName
    to: str
    to_base: bool


def journey_table(path: Path, table: pd.DataFrame, asked: Asked, lang: Lang) -> None:
    """Draw every journey, those that cannot be made and the longest first."""
    told = _with_units(path, table, asked)
    _rows(told, asked, lang)
    _downloads(told, lang)


def picked(asked: Asked, table: pd.DataFrame) -> str:
    """Id of the place picked, where it is among those shown."""
    kept = road_state.get(_PICKED, ("", ""))
    return kept[1] if kept[0] == asked.of and kept[1] in table.index else ""


def pick(asked: Asked, code: str) -> None:
    """Pick a place."""
    road_state.put(_PICKED, (asked.of, code))


def unpick() -> None:
    """Pick nothing."""
    road_state.put(_PICKED, None)


def _with_units(path: Path, table: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Add township and county of villages, many of which share a name."""
    names = ("township", "county")
    if asked.of != "villages":
        return table.assign(**dict.fromkeys(names, ""))
    frame = data.layers(path)[0]["villages"].set_index("village_code")
    units = frame.loc[table.index]
    return table.assign(**{name: units[f"{name}_name"] for name in names})


def _rows(table: pd.DataFrame, asked: Asked, lang: Lang) -> None:
    rows = table.sort_values("minutes", ascending=False, na_position="first")
    column = st.column_config
    code = picked(asked, table)
    at = int(rows.index.get_indexer([code])[0]) if code else -1
    chosen = [at] if at >= 0 else []
    st.session_state[_TABLE] = {
        "selection": {"rows": chosen, "columns": [], "cells": []}
    }
    units = ["township", "county"] if (rows["township"] != "").any() else []
    st.dataframe(
        rows[["name", *units, "minutes", "km", "base", "road_m"]],
        key=_TABLE,
        hide_index=True,
        height=_TABLE_HEIGHT,
        row_height=28,
        on_select=lambda: _row_picked(rows, asked),
        selection_mode="single-row",
        column_config={
            "name": column.TextColumn(say("road_col_name", lang)),
            "township": column.TextColumn(say("road_col_township", lang)),
            "county": column.TextColumn(say("road_col_county", lang)),
            "minutes": column.NumberColumn(say("road_col_minutes", lang), format="%d"),
            "km": column.NumberColumn(say("road_col_km", lang), format="%.1f"),
            "base": column.TextColumn(say("road_col_base", lang)),
            "road_m": column.NumberColumn(say("road_col_road_m", lang), format="%d"),
        },
        placeholder="",
    )


def _row_picked(rows: pd.DataFrame, asked: Asked) -> None:
    chosen = st.session_state[_TABLE]["selection"]["rows"]
    if chosen:
        pick(asked, str(rows.index[chosen[0]]))
    else:
        unpick()


def _downloads(table: pd.DataFrame, lang: Lang) -> None:
    fields = road_files.fields_of(_FILE)
    frame = table.reset_index(names="id")
    points = gpd.points_from_xy(frame["lon"], frame["lat"], crs=STORAGE_CRS)
    placed = gpd.GeoDataFrame(frame, geometry=points)
    with st.container(horizontal=True):
        st.download_button(
            say("download_csv", lang),
            lambda: csv_bytes(frame, fields, lang),
            say("journey_file_csv", lang), road_files.CSV,
            key="journey_csv", on_click="ignore",
        )  # fmt: skip
        st.download_button(
            say("download_geojson", lang),
            lambda: road_files.geojson_bytes(placed, fields),
            say("journey_file_geojson", lang), road_files.GEOJSON,
            key="journey_geojson", on_click="ignore",
        )  # fmt: skip
