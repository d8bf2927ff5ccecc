"""Plans kept by name, two side by side, files to hand on, and a plan carried out."""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd
import streamlit as st

from geo.words import Lang
from planner.new_bases.answering import BaseAnswer
from planner.new_bases.handing_over import (
    plan_shapefiles,
    plan_workbook,
    served_geojson,
    sites_geojson,
)
from planner.plans import KeptPlan, drop_plan, keep_plan, kept_plans
from ui.components import road_changes
from ui.components.messages import plain
from ui.components.numbers import joined
from ui.components.plan_adopt import adopt
from ui.components.plan_data import Shown
from ui.components.plan_record import differing, open_plan, record, sites_of, stale
from ui.components.plan_words import money
from ui.text import say

_NAME, _MOST_NAMES = "plan_name", 30


def kept(path: Path, shown: Shown, lang: Lang) -> None:
    """Draw keeping, carrying out and files on the left, kept plans on the right."""
    left, right = st.columns([1, 1.35], gap="medium")
    with left:
        _keeping(path, shown, lang)
        adopt(path, shown, lang)
        _files(shown, lang)
    with right:
        _list(path, lang)


def handed_on(path: Path, shown: Shown, lang: Lang) -> None:
    """Draw the files of a plan carried out, and the plans kept."""
    left, right = st.columns([1, 1.35], gap="medium")
    with left:
        _files(shown, lang)
    with right:
        _list(path, lang)


def _keeping(path: Path, shown: Shown, lang: Lang) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            say("bases_name", lang), max_chars=60, key=_NAME,
            placeholder=say("bases_name_example", lang),
        )  # fmt: skip
        st.button(
            say("bases_keep", lang), key="plan_keep", type="primary",
            on_click=_keep, args=(path, shown, lang),
        )  # fmt: skip


def _keep(path: Path, shown: Shown, lang: Lang) -> None:
    name = str(st.session_state[_NAME]).strip()
    told = say("bases_kept", lang, name=plain(name))
    if road_changes.keep(
        lambda: keep_plan(path, record(path, shown, name)), told, lang
    ):
        st.session_state[_NAME] = ""


def _list(path: Path, lang: Lang) -> None:
    plans = kept_plans(path, "bases")
    st.markdown(f"**{say('bases_kept_plans', lang)}**")
    if not plans:
        st.caption(say("bases_kept_none", lang))
        return
    for at, plan in enumerate(plans):
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(_told(plan, path, lang), width="stretch")
            st.button(
                say("bases_open", lang), key=f"plan_open_{at}",
                on_click=_open, args=(path, plan, lang),
            )  # fmt: skip
            if road_changes.ask(f"plan_drop_{at}", say("bases_drop", lang)):
                label = say("bases_drop_yes", lang)
                road_changes.confirm(
                    label, f"plan_drop_{at}_yes", lang, _drop, (path, plan, lang)
                )
    if len(plans) > 1:
        _compare(plans, lang)


def _told(plan: KeptPlan, path: Path, lang: Lang) -> str:
    """Name, day and figures of a kept plan, and whether it is still true."""
    summary = {
        name: plan.summary.get(name, 0) for name in ("bases", "covered", "asked")
    }
    cost = money(float(plan.summary.get("cost", 0)))
    made = plan.made[:16].replace("T", " ")
    lines = [
        f"**{plain(plan.name)}** · {plain(made)}",
        say("bases_kept_told", lang, cost=cost, **summary),
    ]
    changed = stale(plan, path)
    if changed:
        what = joined((say(f"bases_stale_{name}", lang) for name in changed), lang)
        lines.append(f":orange[{say('bases_stale', lang, what=what)}]")
    return "  \n".join(lines)


def _open(path: Path, plan: KeptPlan, lang: Lang) -> None:
    other = {"rule", "travel"}.intersection(stale(plan, path))
    key = "bases_opened_rule" if other else "bases_opened"
    told = say(key, lang, name=plain(plan.name))
    road_changes.keep(lambda: open_plan(plan), told, lang)


def _drop(path: Path, plan: KeptPlan, lang: Lang) -> None:
    told = say("bases_dropped", lang, name=plain(plan.name))
    road_changes.keep(lambda: drop_plan(path, "bases", plan.name), told, lang)


def _compare(plans: tuple[KeptPlan, ...], lang: Lang) -> None:
    """Two kept plans side by side, the difference as a list."""
    st.markdown(f"**{say('bases_compare', lang)}**")
    chosen = []
    for at, place in enumerate(st.columns(2)):
        with place:
            chosen.append(
                st.selectbox(
                    say("bases_compare_one", lang),
                    plans,
                    index=at,
                    format_func=lambda plan: plan.name,
                    key=f"plan_compare_{at}",
                    label_visibility="collapsed",
                )
            )
    one, other = chosen
    if one is None or other is None:
        return
    figures = ("bases", "covered", "asked", "cost")
    rows = pd.DataFrame(
        {
            "what": [say(f"bases_col_{name}", lang) for name in figures],
            "one": [f"{one.summary.get(name, 0):g}" for name in figures],
            "other": [f"{other.summary.get(name, 0):g}" for name in figures],
        }
    )
    column = st.column_config
    st.dataframe(
        rows, hide_index=True, row_height=28, key="plan_compared", placeholder="",
        column_config={
            "what": column.TextColumn(say("bases_col_what", lang)),
            "one": column.TextColumn(one.name),
            "other": column.TextColumn(other.name),
        },
    )  # fmt: skip
    mine, theirs = differing(one, other)
    both = len(sites_of(one)) - len(mine)
    st.markdown(say("bases_both", lang, count=both))
    for plan, sites in ((one, mine), (other, theirs)):
        names = joined(
            [str(site.get("name", "")) for site in sites[:_MOST_NAMES]], lang
        )
        key = "bases_only_in_cut" if len(sites) > _MOST_NAMES else "bases_only_in"
        told = {"name": plain(plan.name), "count": len(sites), "names": plain(names)}
        st.markdown(say(key, lang, **told))


_FILES: Mapping[str, tuple[str, Callable[[BaseAnswer, Path, Lang, bool], object]]] = {
    "xlsx": (
        "new_bases.xlsx",
        lambda plan, path, lang, hand: plan_workbook(
            plan, path, lang=lang, by_hand=hand
        ),
    ),
    "shp": (
        "new_bases_shp.zip",
        lambda plan, path, lang, hand: plan_shapefiles(
            plan, path, lang=lang, by_hand=hand
        ),
    ),
    "sites": (
        "new_bases.geojson",
        lambda plan, path, lang, _: sites_geojson(plan, path, lang=lang),
    ),
    "villages": (
        "villages_served.geojson",
        lambda plan, path, _, __: served_geojson(plan, path),
    ),
}


def file_bytes(name: str, shown: Shown, lang: Lang) -> bytes:
    """One file of the plan on the screen.

    Raises
    ------
    geo.errors.DataError
        If it cannot be written.
    """
    called, make = _FILES[name]
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / called
        make(shown.plan, target, lang, shown.score is not None)
        return target.read_bytes()


def _files(shown: Shown, lang: Lang) -> None:
    st.markdown(f"**{say('bases_files', lang)}**")
    with st.container(horizontal=True):
        for name, (called, _) in _FILES.items():
            st.download_button(
                say(f"bases_file_{name}", lang),
                lambda name=name: file_bytes(name, shown, lang),
                called, key=f"plan_file_{name}", on_click="ignore",
            )  # fmt: skip
