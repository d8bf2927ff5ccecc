"""Speed profiles edited on the screen: checked at once, tried on the verdict, kept."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import streamlit as st

from geo.words import Lang
from planner.travelling import profiles_from, profiles_text
from planner.workspace import Workspace
from ui.components import road_changes, road_data, road_state, state
from ui.components.messages import in_words, markup, plain
from ui.components.road_effect import effect_table, sentence
from ui.components.road_profiles import (
    PARTS,
    Edited,
    names_of,
    source_name,
    sources_of,
    speed_rows,
    with_speeds,
)
from ui.text import say

_HEIGHT = 360
_TIMES = "speed_times"


@st.fragment
def speeds(path: Path, lang: Lang) -> None:
    """Draw the profile to choose, its two tables, what they change, and the buttons."""
    road_changes.refresh()
    with in_words(lang):
        workspace = Workspace(path)
        text = profiles_text(workspace)
        names = names_of(text, lang)
        left, right = st.columns([1, 2.2], vertical_alignment="bottom")
        profile: str = left.selectbox(
            say("speed_profile", lang), list(names), format_func=names.__getitem__,
            **road_state.widget("profile", state.get("profile"), among=names),
        )  # fmt: skip
        own = bool(workspace.profiles_text())
        right.caption(say("speed_own" if own else "speed_shipped", lang))
        edited = _tables(path, text, profile, lang)
        edited_now = None
        with in_words(lang):
            note = say("speed_source_file", lang)
            edited_now = with_speeds(text, profile, edited, note)
            _effect(path, profile, edited_now, lang)
        _buttons(path, text, edited_now, names[profile], own=own, lang=lang)
        _sources(text, lang)
    state.publish()


def mend_speeds(path: Path, lang: Lang) -> None:
    """Say what is wrong with a workspace's own speeds; offer the way back."""
    text = Workspace(path).profiles_text()
    st.error(say("speed_broken", lang))
    with in_words(lang):
        profiles_from(text)
    st.caption(say("speed_broken_mend", lang))
    with st.container(horizontal=True, vertical_alignment="center"):
        _download(text, lang)
        asked = road_changes.ask("speed_reset", say("speed_reset", lang))
    if asked:
        _sure(path, lang)
    road_changes.undo(path, lang, key="speeds")


def _tables(
    path: Path, text: str, profile: str, lang: Lang
) -> dict[str, dict[str, float | None]]:
    """Draw both tables; return the speeds as they stand in them."""
    column = st.column_config
    found: dict[str, dict[str, float | None]] = {}
    places = st.columns([1.1, 1], gap="medium")
    for place, part in zip(places, PARTS, strict=True):
        rows = speed_rows(text, profile, part, lang)
        with place:
            st.caption(say(f"speed_{part}_caption", lang))
            # Another name begins the table anew, with no edits; those made in one
            # workspace must not turn up in another.
            times = road_state.get(_TIMES, 0)
            shown: pd.DataFrame = st.data_editor(
                rows,
                key=f"speed_{part}_{profile}_{times}_{path}",
                hide_index=True,
                height=min(38 + 35 * len(rows), _HEIGHT),
                disabled=["name", "source"],
                column_config={
                    "name": column.TextColumn(say(f"speed_{part}_name", lang)),
                    "kmh": column.NumberColumn(say("speed_kmh", lang), format="%g"),
                    "source": column.TextColumn(say("speed_source", lang)),
                },
            )
        found[part] = {
            str(key): None if pd.isna(kmh) else float(kmh)
            for key, kmh in zip(rows.index, shown["kmh"], strict=True)
        }
    return found


def _effect(path: Path, profile: str, edited: Edited, lang: Lang) -> None:
    """Tell what the edit does to the verdict, before it is kept."""
    if not edited.changed:
        st.caption(say("speed_hint", lang))
        return
    whom = road_data.subject(path)
    told = say("speed_changed", lang, count=edited.changed)
    if whom is None or not road_data.is_judged(path):
        st.markdown(told)
        return
    rule, choice = road_data.asked()
    as_edited = replace(choice, profile=profile)
    found = road_data.effect(path, rule, as_edited, profiles=edited.text)
    st.markdown(f"{told} **{sentence(found, 'speed', whom, lang)}**")
    if choice.profile != profile:
        st.caption(say("speed_other_profile", lang))
    effect_table(found, rule, say("tab_speeds", lang), lang, key="speed_effect")


def _buttons(
    path: Path,
    text: str,
    edited: Edited | None,
    name: str,
    *,
    own: bool,
    lang: Lang,
) -> None:
    ready = edited is not None and edited.changed > 0
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            say("speed_save", lang), key="speed_save", type="primary",
            disabled=not ready, on_click=_save,
            args=(path, edited.text if edited else "", name, text, lang),
        )  # fmt: skip
        st.button(
            say("speed_forget", lang), key="speed_forget",
            disabled=edited is not None and not edited.changed, on_click=_begin,
        )  # fmt: skip
        _download(edited.text if edited else text, lang)
        asked = own and road_changes.ask("speed_reset", say("speed_reset", lang))
    if asked:
        _sure(path, lang)
    road_changes.undo(path, lang, key="speeds")


def _download(text: str, lang: Lang) -> None:
    st.download_button(
        say("speed_download", lang), text,
        "profiles.toml", "application/toml", key="speed_download",
        on_click="ignore", help=say("speed_download_help", lang),
    )  # fmt: skip


def _sure(path: Path, lang: Lang) -> None:
    with st.container(border=True):
        st.markdown(say("speed_reset_sure", lang))
        road_changes.confirm(
            say("speed_reset_yes", lang), "speed_reset_yes", lang, _reset,
            (path, lang),
        )  # fmt: skip


def _begin() -> None:
    road_state.put(_TIMES, road_state.get(_TIMES, 0) + 1)


def _save(path: Path, text: str, name: str, made_from: str, lang: Lang) -> None:
    workspace = Workspace(path)
    change = say("speed_change_saved", lang, name=name)

    def act() -> None:
        workspace.set_profiles_text(text, change=change)

    if profiles_text(workspace) != made_from:
        road_changes.refuse(say("roads_overtaken", lang))
        return
    if road_changes.keep(act, say("speed_saved", lang, name=plain(name)), lang):
        _begin()


def _reset(path: Path, lang: Lang) -> None:
    change = say("speed_change_reset", lang)

    def act() -> None:
        Workspace(path).set_profiles_text("", change=change)

    if road_changes.keep(act, say("roads_done", lang, what=plain(change)), lang):
        _begin()


def _sources(text: str, lang: Lang) -> None:
    """Where the numbers come from, as the file has it."""
    with st.expander(say("speed_sources", lang)):
        lines = "".join(
            f"<dt>{markup(source_name(key, lang))}</dt><dd>{markup(str(about))}</dd>"
            for key, about in sources_of(text).items()
        )
        st.html(f'<div class="cp-card"><dl>{lines}</dl></div>')
