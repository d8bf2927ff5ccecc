"""Where a part of a row is short: map, list of units, and the card of one of them."""

from collections.abc import Mapping
from typing import Any, cast

import geopandas as gpd
import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from geo.schemas import LAYERS, RECORD_LAYERS, LayerName
from geo.words import Lang
from planner.programmes.part_score import PartScore
from planner.programmes.schema import Counted, Level
from planner.programmes.score import RowScore, Score
from ui.components import data, state
from ui.components.cards import Card, card_html
from ui.components.map_view import keep_view
from ui.components.numbers import day_text
from ui.components.record_links import go_to_records
from ui.components.score_units import Source, inside, listed, source_of, unit_level
from ui.components.score_words import is_total, number_text, part_name
from ui.maps.clicks import parse_click
from ui.maps.gap_map import selection
from ui.maps.layers import Drawn
from ui.maps.score_map import score_drawing
from ui.maps.score_view import ScoreView
from ui.text import say

_ZOOMED = "score_zoomed"
_LEVELS_ABOVE = ("city", "province", "area", "nation")


def unit_rows(score: Score, row: RowScore, at: int, lang: Lang) -> pd.DataFrame:
    """Every unit of a part with words; kept with the score."""
    part = row.parts[at]
    asked = ("score units", row.row.id, at, lang)
    return data.kept_with(score, asked, lambda: listed(part, lang))


def chosen_rows(score: Score, row: RowScore, at: int, lang: Lang) -> pd.DataFrame:
    """Units of a part in the place that is chosen."""
    rows = unit_rows(score, row, at, lang)
    return inside(row.parts[at], rows, *chosen_place(row.parts[at]))


def chosen_place(part: PartScore) -> tuple[str, str]:
    """Level and code of the place chosen; empty where it says nothing of the part."""
    level, code = state.get("row_level"), state.get("row_unit")
    if not code or level not in part.levels():
        return "", ""
    if int(part.scoring.ground.units.find(level, [code])[0]) < 0:
        return "", ""
    return level, code


def score_map(score: Score, row: RowScore, at: int, lang: Lang, *, height: int) -> None:
    """Draw the map of a part; a click picks a unit."""
    level, code = chosen_place(row.parts[at])
    county = _county_of(row.parts[at], level, code)
    asked = ("score map", row.row.id, at, county, lang)
    with st.spinner(say("score_working", lang)):
        drawn: Drawn = data.kept_with(
            score, asked, lambda: _drawn(score, row, at, county, lang)
        )
    key = f"score_map_{height}"
    pick = state.get("row_pick")
    kind = unit_level(row.parts[at])
    shown = kind if kind in ("village", "township") else "county"
    st_folium(
        keep_view(
            drawn.to_map(), f"{state.get('ws')}|{row.row.id}|{at}|{county}|{height}"
        ),
        key=key,
        height=height,
        use_container_width=True,
        returned_objects=["last_active_drawing", "last_object_clicked_count"],
        feature_group_to_add=[selection(shown if pick else "", pick)],
        on_change=lambda: _clicked(key, row.parts[at]),
    )


def ask_for_page() -> None:
    """Ask for the whole page to be drawn anew; see :func:`take_zoom`."""
    st.session_state[_ZOOMED] = True


def take_zoom() -> None:
    """Draw the whole page anew where a click has gone to a county, or elsewhere."""
    if st.session_state.pop(_ZOOMED, False):
        st.rerun()


def unit_card(score: Score, row: RowScore, at: int, lang: Lang) -> None:
    """Draw the card of the unit that is picked, with the button for a record of it."""
    rows = unit_rows(score, row, at, lang)
    part, code = row.parts[at], _own_unit(row.parts[at], state.get("row_pick"))
    if code not in rows.index:
        return
    one = rows.loc[code]
    st.html(card_html(_card(one, row, at, lang), lang))
    with st.container(horizontal=True):
        record_button(part, code, lang, key="score_card_record")
        st.button(
            say("unpick", lang), key="score_unpick", type="tertiary", on_click=_unpick
        )


def _unpick() -> None:
    state.put(row_pick="")


def record_button(part: PartScore, code: str, lang: Lang, *, key: str) -> None:
    """Draw the button that opens the records that count for a part."""
    is_place = unit_level(part) not in ("trade", "person", "area")
    # A click that is only looked at when its button is drawn is lost where the map
    # above it reports something meanwhile.
    source = source_of(part)
    label = say("score_add_record", lang)
    if source.layer not in RECORD_LAYERS:
        name = LAYERS[source.layer].label(lang)
        label = say("score_import_layer", lang, layer=name)
    st.button(
        label, key=key, on_click=_to_records,
        args=(source, code if is_place else ""),
    )  # fmt: skip


def _to_records(source: Source, code: str) -> None:
    if source.layer in RECORD_LAYERS:
        go_to_records(source.layer, source.kind, code)
    else:
        state.go("data", "import")
    ask_for_page()


def _card(one: "pd.Series[Any]", row: RowScore, at: int, lang: Lang) -> Card:
    """What one unit has, needs and lacks."""
    met = bool(one["met"])
    told = [
        (say("score_col_value", lang), number_text(one["value"], lang)),
        (say("score_col_need", lang), number_text(one["need"], lang)),
        (say("score_col_gap", lang), number_text(one["gap"], lang)),
    ]
    told += [
        (say(f"score_col_{name}", lang), str(one[name]))
        for name in ("reason", "next_day", "overdue")
        if name in one.index
    ]
    return Card(
        title=str(one["name"]),
        subtitle=str(one["where"]),
        lines=(*told, (say("card_code", lang), str(one.name))),
        why=say(
            "score_unit_met" if met else "score_unit_short", lang,
            what=part_name(row, at, lang), gap=number_text(one["gap"], lang),
        ),
        is_gap=not met,
    )  # fmt: skip


def _drawn(score: Score, row: RowScore, at: int, county: str, lang: Lang) -> Drawn:
    rows = unit_rows(score, row, at, lang)
    return score_drawing(view_of(score.scoring.frames, rows, row, at, county, lang))


def view_of(
    frames: Mapping[LayerName, gpd.GeoDataFrame],
    rows: pd.DataFrame,
    row: RowScore,
    at: int,
    county: str,
    lang: Lang,
) -> ScoreView:
    """What the map of a part is to show.

    Parameters
    ----------
    frames
        Layers of the workspace.
    rows
        From :func:`ui.components.score_units.listed`.
    row, at
        Row, and position of its part.
    county
        The only county to draw; empty for all.
    lang
        Language.
    """
    part, scoring = row.parts[at], row.parts[at].scoring
    units = scoring.ground.units
    situation = scoring.situation(row.programme)
    own = unit_level(part)
    above: dict[str, str] = {}
    if own in _LEVELS_ABOVE:
        level = cast(Level, own)
        up = units.up("county", level)
        codes = zip(units.codes["county"], up.tolist(), strict=True)
        above = {str(c): str(units.codes[level][to]) for c, to in codes if to >= 0}
    return ScoreView(
        layers=frames,
        units=rows,
        unit=own,  # type: ignore[arg-type]
        is_total=is_total(part),
        lang=lang,
        title=part_name(row, at, lang),
        day=_day(part, lang),
        counties=tuple(units.codes["county"][situation.here("county")].tolist()),
        above=above,
        county=county,
        records=_records(part),
    )


def _day(part: PartScore, lang: Lang) -> str:
    return say("score_map_day", lang, day=day_text(part.scoring.on, lang))


def _records(part: PartScore) -> tuple[LayerName, ...]:
    """Layers of records that count."""
    if part.part.kind == "duty":
        return ("duties_done",)
    if part.part.rule is not None:
        own: dict[str, tuple[LayerName, ...]] = {
            "any": ("bases", "commissioners"),
            "bases": ("bases",),
            "commissioners": ("commissioners",),
        }
        return own[part.part.rule.providers]
    of: tuple[Counted, ...] = part.part.of
    return tuple(dict.fromkeys(one.layer for one in of))


def _county_of(part: PartScore, level: str, code: str) -> str:
    """County to zoom to: the place chosen, or the one in which it lies."""
    if level == "county":
        return code
    if level in ("township", "village"):
        units = part.scoring.ground.units
        at = units.up(cast(Level, level), "county")[int(units.find(level, [code])[0])]  # type: ignore[arg-type]
        return str(units.codes["county"][at]) if at >= 0 else ""
    return ""


def _own_unit(part: PartScore, code: str) -> str:
    """Unit of the part for what was clicked: of a county, the one above it."""
    own = unit_level(part)
    if own not in _LEVELS_ABOVE:
        return code
    units = part.scoring.ground.units
    at = int(units.find("county", [code])[0])
    if at < 0:
        return code
    level = cast(Level, own)
    to = int(units.up("county", level)[at])
    return str(units.codes[level][to]) if to >= 0 else ""


def _clicked(key: str, part: PartScore) -> None:
    """Pick what was clicked; a county in which units lie is gone to."""
    picked = parse_click(st.session_state[key])
    if picked is None:
        return
    own = unit_level(part)
    if picked.kind == "county" and own in ("village", "township", "person"):
        state.put(row_level="county", row_unit=picked.code, row_pick="")
        ask_for_page()
        return
    state.put(row_pick=picked.code)
