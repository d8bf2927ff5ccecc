"""Which records are shown: layer, county, kind, year, and a text to look for."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray
from streamlit.delta_generator import DeltaGenerator

from geo.schemas import LAYERS, RECORD_LAYERS, LayerName
from geo.words import Lang
from planner.workspace import Layers
from ui.components import data, state
from ui.components.numbers import count_text
from ui.components.record_columns import (
    date_column,
    editable,
    kind_column,
    term_label,
)
from ui.components.record_units import Units
from ui.text import say

SETTINGS = ("unit", "kind", "year", "text")
_YEAR = 4
# Width of the boxes for layer, place, kind, year and text.
WIDTHS = (1.3, 1.3, 1.3, 0.8, 1.2)
_LEVELS = (6, 9, 12)
Chosen = tuple[str, ...]


def choose_layer(frames: Layers, lang: Lang) -> LayerName:
    """Draw the box with every record layer and how many rows it has."""

    def told(name: LayerName) -> str:
        count = count_text(len(frames[name]), lang)
        label = LAYERS[name].label(lang)
        return say("record_layer_count", lang, name=label, count=count)

    widget = state.widget("records_layer") | {"on_change": _turn, "args": ()}
    layer: LayerName = st.selectbox(
        say("record_layer", lang), RECORD_LAYERS, format_func=told, **widget
    )
    return layer


def choose_filters(
    places: Sequence[DeltaGenerator],
    frame: gpd.GeoDataFrame,
    layer: LayerName,
    units: Units,
    lang: Lang,
    *,
    names: Mapping[str, str],
) -> Chosen:
    """Draw the boxes that narrow the table, and return what they hold.

    Parameters
    ----------
    places
        Where to draw them: place, kind, year and text.
    frame
        The layer.
    layer
        Its name.
    units
        Places by name.
    lang
        Language.
    names
        Kinds to offer, with their names, whether recorded or not.
    """
    everywhere = say("record_all", lang)
    unit, kind, year = (state.get(f"records_{name}") for name in SETTINGS[:3])
    counties = dict.fromkeys(["", unit, *units.counties()])
    places[0].selectbox(
        say("record_unit", lang), list(counties),
        format_func=lambda code: units.label(code, lang) or code or everywhere,
        **state.widget("records_unit"),
    )  # fmt: skip
    column = kind_column(layer)
    if column is not None:
        counts = frame[column.name].value_counts()
        kinds = dict.fromkeys(["", *names, kind, *counts.index])

        def told(code: str) -> str:
            if not code:
                return everywhere
            name = names.get(code) or term_label(column, code, lang)
            shown = count_text(int(counts.get(code, 0)), lang)
            return say("record_layer_count", lang, name=name, count=shown)

        places[1].selectbox(
            column.label(lang), list(kinds), format_func=told,
            **state.widget("records_kind"),
        )  # fmt: skip
    if kind not in names or layer != "facts":
        years = dict.fromkeys(["", year, *_years(frame, layer)])
        places[2].selectbox(
            say("record_year", lang), list(years),
            format_func=lambda one: one or everywhere, **state.widget("records_year"),
        )  # fmt: skip
    places[3].text_input(
        say("record_search", lang), placeholder=say("record_search_what", lang),
        **state.widget("records_text"),
    )  # fmt: skip
    return tuple(state.get(f"records_{name}") for name in SETTINGS)


def forget_button(lang: Lang) -> None:
    """Draw the button that shows every record again, where a filter is set."""
    if any(state.get(f"records_{name}") for name in SETTINGS):
        label = say("record_filters_forget", lang)
        st.button(label, key="records_forget", on_click=_forget)


def _forget() -> None:
    state.put(**{f"records_{name}": "" for name in SETTINGS})


def _turn() -> None:
    """Turn to another layer, whose kinds and years are others."""
    layer = st.session_state["widget:records_layer"]
    state.put(records_layer=layer, records_kind="", records_year="", records_text="")


def shown_rows(
    path: Path,
    frame: gpd.GeoDataFrame,
    layer: LayerName,
    chosen: Chosen,
    units: Units,
    version: str,
) -> NDArray[np.intp]:
    """Positions of the rows that the filters leave, the newest first.

    Parameters
    ----------
    path
        Workspace.
    frame
        The layer.
    layer
        Its name.
    chosen
        As of :func:`choose_filters`.
    units
        Places by name.
    version
        Of the layer.
    """
    key = ("records shown", str(path), layer, version, chosen)
    return data.kept(key, lambda: matching(frame, layer, chosen, units))


def matching(
    frame: gpd.GeoDataFrame, layer: LayerName, chosen: Chosen, units: Units
) -> NDArray[np.intp]:
    """Find the rows of :func:`shown_rows`."""
    unit, kind, year, text = chosen
    keep = np.ones(len(frame), dtype=bool)
    codes = frame[LAYERS[layer].unit]
    if unit:
        keep &= codes.str.startswith(unit).to_numpy(dtype=bool)
    column = kind_column(layer)
    if kind and column is not None:
        keep &= (frame[column.name] == kind).to_numpy(dtype=bool)
    days = _days(frame, layer)
    if year:
        keep &= days.str.startswith(year).to_numpy(dtype=bool)
    if text.strip():
        keep &= _holds(frame, layer, text.strip(), units)
    table = pd.DataFrame({"day": days, "key": frame[LAYERS[layer].key]})[keep]
    table = table.set_index(np.flatnonzero(keep))
    found = table.sort_values(["day", "key"], ascending=False, kind="stable")
    return found.index.to_numpy(dtype=np.intp)


def _holds(
    frame: gpd.GeoDataFrame, layer: LayerName, text: str, units: Units
) -> NDArray[np.bool_]:
    """Rows in which a text stands, or whose place is called so."""
    found = frame[LAYERS[layer].key].str.contains(text, case=False, regex=False)
    for column in editable(layer):
        if column.kind not in {"text", "unit", "code12", "date"}:
            continue
        found |= frame[column.name].str.contains(text, case=False, regex=False)
    like = units.like(text)
    for length in _LEVELS:
        found |= frame[LAYERS[layer].unit].str[:length].isin(like)
    return found.to_numpy(dtype=bool)


def _days(frame: gpd.GeoDataFrame, layer: LayerName) -> "pd.Series[str]":
    column = date_column(layer)
    if column is None:
        return pd.Series("", index=frame.index, dtype="str")
    return frame[column.name].astype("str").fillna("")


def _years(frame: gpd.GeoDataFrame, layer: LayerName) -> list[str]:
    found = _days(frame, layer).str[:_YEAR].unique()
    return sorted((str(year) for year in found if year), reverse=True)
