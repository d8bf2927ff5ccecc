"""Open posts with reason and nearest fix, and whom one person more would serve."""

from pathlib import Path

import pandas as pd
import streamlit as st

from geo.words import Lang
from planner.assignment import OneMore, post_reason_label
from planner.wording import trades_text
from ui.components import roster_data, state
from ui.components.messages import plain
from ui.components.numbers import count_text
from ui.components.roster_data import Roster
from ui.components.roster_words import short_reason, trades_label
from ui.components.row_picking import MODES, picked_row, selected
from ui.text import say

_TABLE, _SHOWN, _MOST = "roster_open_table", "roster_more_shown", 5
_HEIGHT, _ROW = 300, 30


def open_view(path: Path, roster: Roster, lang: Lang) -> None:
    """Draw the suggestions, and the open posts of the reason chosen."""
    rows = open_rows(roster, lang, county=state.get("county"))
    if rows.empty:
        st.success(say("roster_none_open", lang))
        return
    reason = state.get("open_for")
    if reason:
        rows = rows[rows["key"] == reason]
        st.button(
            say("roster_all_reasons", lang, reason=post_reason_label(reason, lang)),
            key="roster_all_reasons", on_click=lambda: state.put(open_for=""),
        )  # fmt: skip
    _suggestions(path, roster, lang)
    st.caption(say("roster_rows", lang, count=count_text(len(rows), lang)))
    _table(rows, lang)


def open_rows(roster: Roster, lang: Lang, *, county: str = "") -> pd.DataFrame:
    """Open posts in words, indexed by ``post_id``; ``key`` is the reason."""
    posts = roster.posts.set_index("post_id")
    told = roster.answer.why_open(lang)
    posts = posts.loc[told.index]
    rows = pd.DataFrame(
        {
            "village": posts["village"],
            "county": posts["county"],
            "text": told["text"],
            "fix": told["fix"],
            "reason": [short_reason(one, lang) for one in posts["reason"]],
            "trades": [trades_label(one, lang) for one in posts["trades"]],
            "key": posts["reason"],
            "village_code": posts["village_code"],
        }
    )
    return rows[rows["village_code"].str.startswith(county)] if county else rows


def more_people(path: Path, roster: Roster) -> list[tuple[OneMore, int]]:
    """One person more, the one who serves most first, each with the village's row.

    Where a county is shown, only of its villages and posts.
    """
    county = state.get("county")
    return roster_data.kept(
        path, roster.asked, ("more", county),
        lambda: roster.answer.more_people(
            roster_data.travel_of(path, roster.asked), count=_MOST, county=county
        ),
    )  # fmt: skip


def suggested(path: Path, roster: Roster) -> tuple[OneMore, int] | None:
    """The suggestion to show on the map; None where none is chosen."""
    at = st.session_state.get(_SHOWN)
    if at is None or state.get("roster_view") != "open":
        return None
    found = more_people(path, roster)
    return found[at] if at < len(found) else None


def _suggestions(path: Path, roster: Roster, lang: Lang) -> None:
    question = roster.answer.question
    found = more_people(path, roster)
    if not found:
        none = "roster_more_none"
        st.caption(say(f"{none}_of_county" if state.get("county") else none, lang))
        return
    names = question.villages["name"].tolist()
    counties = question.villages["county_name"].tolist()
    shown = st.session_state.get(_SHOWN)
    key = "roster_more_of_county" if state.get("county") else "roster_more"
    st.markdown(say(key, lang, county=plain(counties[found[0][1]])))
    for at, (fix, row) in enumerate(found):
        told = say(
            "roster_more_told", lang, home=names[row], county=counties[row],
            count=len(fix.posts), trade=trades_text(fix.trade, lang),
        )  # fmt: skip
        text, button = st.columns([5.5, 1], vertical_alignment="center")
        text.markdown(plain(told))
        with button:
            st.button(
                say("roster_more_hide" if at == shown else "roster_more_show", lang),
                key=f"roster_more_{at}", on_click=_show, args=(at,), type="tertiary",
            )  # fmt: skip


def _show(at: int) -> None:
    now = st.session_state.get(_SHOWN)
    st.session_state[_SHOWN] = None if now == at else at


def _table(rows: pd.DataFrame, lang: Lang) -> None:
    pick = state.get("pick")
    codes = rows["village_code"].tolist()
    chosen = pick.kind == "village" and pick.code in codes
    at = codes.index(pick.code) if chosen else -1
    st.session_state[_TABLE] = selected(at)
    column = st.column_config
    st.dataframe(
        rows.drop(columns=["key", "village_code"]), key=_TABLE, hide_index=True,
        height=_HEIGHT, row_height=_ROW, selection_mode=MODES, placeholder="",
        on_select=lambda: _picked(codes, at),
        column_config={
            "village": column.TextColumn(say("level_village", lang), width=95),
            "county": column.TextColumn(say("kind_county", lang), width=65),
            "trades": column.TextColumn(say("roster_col_trade", lang), width=80),
            "reason": column.TextColumn(say("col_reason", lang), width=94),
            "text": column.TextColumn(say("roster_col_why", lang), width=345),
            "fix": column.TextColumn(say("col_fix", lang)),
        },
    )  # fmt: skip


def _picked(codes: list[str], before: int) -> None:
    at = picked_row(st.session_state[_TABLE], before)
    pick = state.Pick("village", codes[at]) if at >= 0 else state.Pick()
    state.put(pick=pick)
