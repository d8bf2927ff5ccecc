"""New bases on the map and as a table, with one selection, and the one selected."""

import zlib
from pathlib import Path

import folium
import numpy as np
import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from geo.schemas import BASE_KINDS
from geo.words import Lang
from planner.new_bases.answering import BaseAnswer
from planner.new_bases.handing_over import amount_text, site_table
from planner.poor_households import source_text
from ui.components import plan_data, state
from ui.components.map_view import Bounds, keep_view
from ui.components.messages import markup
from ui.components.plan_bound import bind, changed_text, chips
from ui.components.plan_data import Shown
from ui.components.plan_hand import mode, move_site, put_at, take_out
from ui.components.row_picking import MODES, picked_row, selected
from ui.components.tables import position_of
from ui.components.visits import visit
from ui.maps.bases_map import bases_map
from ui.maps.clicks import parse_click, parse_dropped, parse_spot
from ui.maps.gap_map import selection
from ui.maps.layers import Drawn
from ui.text import say

MAP_HEIGHT, TABLE_HEIGHT = 455, 250
_TABLE, _DROPPED = "plan_table", "plan_dropped"
# Widget that chooses the view of the page.
VIEWS = "widget:base_view"
_MOST_VILLAGES = 12
# Of the table on the screen, with their widths.
_WIDTHS = {
    "number": 40, "name": 106, "county": 116, "villages": 58, "only": 68, "cost": 86,
    "kind": 92, "households": 66, "travel": 74, "why": 420,
}  # fmt: skip
_NUMBERS = ("number", "villages", "only", "cost", "households", "travel")


def sites(path: Path, shown: Shown, lang: Lang) -> None:
    """Draw map, table and the card of the base selected."""
    left, right = st.columns([1.22, 1], gap="small")
    with left:
        _map(path, shown, lang)
    with right:
        chips(shown.question, shown, lang)
        changed = changed_text(shown, lang)
        if changed:
            st.html(f'<span class="cp-caption" data-changed>{markup(changed)}</span>')
        rows = table_rows(path, shown.plan, lang)
        site_list(rows, shown, lang)
        _card(shown, lang)


def table_rows(path: Path, plan: BaseAnswer, lang: Lang) -> pd.DataFrame:
    """One row per new base in words, indexed by ``site_id``."""

    def make() -> pd.DataFrame:
        found = pd.DataFrame(site_table(plan, lang)).set_index("site_id")
        kinds = [BASE_KINDS[code].label(lang) for code in found["kind"]]
        named = found.assign(county=found["county_name"], kind=kinds)
        return named[list(_WIDTHS)]

    return plan_data.kept_of_plan(path, plan, ("rows", lang), make)


def site_list(rows: pd.DataFrame, shown: Shown, lang: Lang) -> None:
    """Draw the table; its selected row is the selection of the map too."""
    at = position_of(rows, state.get("site"))
    st.session_state[_TABLE] = selected(at)
    unit = shown.question.verdict.rule.unit
    column = st.column_config
    source = source_text(shown.question.households.iloc[shown.question.rows], lang)
    config: dict[str, object] = {}
    headings = {"travel": f"travel_{unit}", "cost": "cost_short"}
    for name, width in _WIDTHS.items():
        heading = f"bases_col_{headings.get(name, name)}"
        if name in _NUMBERS:
            config[name] = column.NumberColumn(
                say(heading, lang), width=width,
                format="%.1f" if name == "travel" and unit != "s" else None,
                help=source if name == "households" else None,
            )  # fmt: skip
        else:
            config[name] = column.TextColumn(say(heading, lang), width=width)
    st.dataframe(
        rows,
        key=_TABLE,
        hide_index=True,
        height=TABLE_HEIGHT,
        row_height=28,
        on_select=lambda: _row_picked(rows, at),
        selection_mode=MODES,
        column_config=config,
        placeholder="",
    )


def _row_picked(rows: pd.DataFrame, before: int) -> None:
    at = picked_row(st.session_state[_TABLE], before)
    state.put(site=str(rows.index[at]) if at >= 0 else "")


def drawn_map(
    path: Path,
    plan: BaseAnswer,
    lang: Lang,
    *,
    moved: tuple[str, ...] = (),
    can_drag: bool = False,
) -> Drawn:
    """The map of a plan, drawn once."""
    return plan_data.kept_of_plan(
        path, plan, ("map", moved, can_drag, lang),
        lambda: bases_map(plan, lang=lang, moved=set(moved), can_drag=can_drag),
    )  # fmt: skip


def plan_view(
    drawn: Drawn, shown: Shown, picked: str = "", *, name: str = "plan"
) -> folium.Map:
    """A map that keeps its view until the solver gives another plan, and then fits it.

    What is changed by hand leaves the view as it is. ``name`` tells maps apart.
    """
    solved = shown.solved
    asked = repr((solved.question.choice, plan_data.ids_of(solved)))
    view = f"{state.get('ws')}|{name}|{zlib.crc32(asked.encode())}"
    bounds = plan_bounds(solved)
    at = visit("plan", VIEWS)
    return keep_view(drawn.to_map(), view, bounds, picked, at, picked)


def plan_bounds(plan: BaseAnswer) -> Bounds | None:
    """Degrees around the new bases and the villages they serve; None for no base."""
    if not len(plan.opened):
        return None
    served = plan.question.report.villages.geometry.reindex(
        plan.villages["village_code"]
    )
    boxes = np.vstack((plan.sites.total_bounds, served.total_bounds))
    west, south = np.nanmin(boxes[:, :2], axis=0).tolist()
    east, north = np.nanmax(boxes[:, 2:], axis=0).tolist()
    return west, south, east, north


def _map(path: Path, shown: Shown, lang: Lang) -> None:
    looks = mode() == "look"
    # One that reports every click runs the page at every click.
    key = f"plan_map_{mode()}"
    wanted = ["last_active_drawing", "last_object_clicked_count"]
    site = state.get("site")
    with st.spinner(say("bases_drawing", lang)):
        drawn = drawn_map(path, shown.plan, lang, can_drag=looks)
    st_folium(
        plan_view(drawn, shown, f"site:{site}" if site else ""),
        key=key,
        height=MAP_HEIGHT,
        use_container_width=True,
        returned_objects=wanted if looks else ["last_clicked"],
        feature_group_to_add=[selection("site" if site else "", site, None)],
        on_change=lambda: _clicked(key, shown),
    )
    hint = say(f"bases_map_{mode()}", lang)
    st.html(f'<span class="cp-caption">{markup(hint)}</span>')


def _clicked(key: str, shown: Shown) -> None:
    output = st.session_state[key]
    if mode() == "look":
        dropped = parse_dropped(output)
        # What was dropped is sent again with whatever the map sends next.
        if dropped is not None and dropped.turn != st.session_state.get(_DROPPED):
            st.session_state[_DROPPED] = dropped.turn
            move_site(shown, dropped.code, dropped.lonlat)
            return
        picked = parse_click(output)
        if picked is not None and picked.kind == "site":
            state.put(site=picked.code)
        return
    spot = parse_spot(output)
    if spot is not None:
        put_at(shown, spot)


def _card(shown: Shown, lang: Lang) -> None:
    """The base selected: why it stands there, whom it serves, and what can be done."""
    found = site_table(shown.plan, lang)
    at = position_of(found.set_index("site_id"), state.get("site"))
    if at < 0:
        st.html(
            f'<div class="cp-card"><div class="sub">'
            f"{markup(say('bases_card_hint', lang))}</div></div>"
        )
        return
    row = found.iloc[at]
    site = str(row["site_id"])
    title = say("bases_card_title", lang, number=row["number"], name=row["name"])
    kind = BASE_KINDS[row["kind"]].label(lang)
    sub = say("bases_card_sub", lang, county=row["county_name"], kind=kind)
    parts = [
        f"<h3>{markup(title)}</h3>",
        f'<div class="sub">{markup(sub)}</div>',
        f'<div class="fine">{markup(row["why"])}</div>',
        f"<div>{markup(_served_text(shown.plan, site, lang))}</div>",
    ]
    st.html(f'<div class="cp-card" data-site>{"".join(parts)}</div>')
    with st.container(horizontal=True):
        st.button(
            say("bases_take_out", lang), key="plan_out",
            on_click=take_out, args=(shown, site),
        )  # fmt: skip
        pinned = site in state.get("pinned")
        st.button(
            say("bases_unpin" if pinned else "bases_pin", lang), key="plan_pin",
            on_click=bind, args=(shown, site),
        )  # fmt: skip
        st.button(
            say("bases_ban", lang), key="plan_ban",
            on_click=bind, args=(shown, site), kwargs={"ban": True},
        )  # fmt: skip


def _served_text(plan: BaseAnswer, site: str, lang: Lang) -> str:
    """Villages a base serves, the nearest first."""
    own = plan.villages[plan.villages["site_id"] == site].sort_values(
        ["travel", "village_code"]
    )
    unit = plan.question.verdict.rule.unit
    told = [
        say(
            "bases_served_one", lang, name=row["name"],
            travel=amount_text(float(row["travel"]), unit, lang),
        )
        for row in own.head(_MOST_VILLAGES).to_dict("records")
    ]  # fmt: skip
    names = say("list_joint", lang).join(told)
    cut = len(own) > _MOST_VILLAGES
    key = "bases_served_cut" if cut else "bases_served"
    return say(key, lang, names=names, count=len(own)) if told else ""
