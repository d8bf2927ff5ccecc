"""Who else could come to a county's group, and what that would cost."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from geo.schemas import split_list
from geo.words import Lang
from planner.advising.coming import candidates
from planner.advising.wording import role_label, trades_label, why_label
from ui.components.advisory import asking
from ui.components.advisory.shown import Shown, kept
from ui.components.advisory.words import (
    person_text,
    ranks_text,
    roles_text,
    short_tier,
)
from ui.components.messages import plain
from ui.components.numbers import count_text, joined
from ui.text import say

_ROW, _MOST_ROWS, _MOST = 28, 6, 200
_TURN = "advisory_turn"


def candidates_table(now: Shown, county: str, role: str, lang: Lang) -> None:
    """Draw who could come; a click puts them in and matches again.

    Parameters
    ----------
    now
        The matching.
    county
        Code of the county.
    role
        Seat they could hold; empty for any.
    lang
        Language.
    """
    could_come = kept(
        now, ("candidates", county, role),
        lambda: candidates(now.answer, county, role),
    )  # fmt: skip
    if could_come.empty:
        st.caption(say("advisory_nobody_else", lang))
        return
    found = could_come.head(_MOST)
    shown = candidate_rows(now, found, lang)
    seat = role_label(role, lang) if role else say("advisory_any_seat", lang)
    count = count_text(len(could_come), lang)
    st.caption(plain(say("advisory_candidates", lang, count=count, seat=seat)))
    key = f"advisory_candidates_{st.session_state.get(_TURN, 0)}"
    ids = found["expert_id"].tolist()
    st.dataframe(
        shown, key=key, hide_index=True, row_height=_ROW, placeholder="",
        height=_ROW * (min(len(shown), _MOST_ROWS) + 1) + 8,
        selection_mode="single-row",
        on_select=lambda: _chosen(key, county, ids),
        column_config=_columns(lang),
    )  # fmt: skip
    more = len(could_come) - len(found)
    if more:
        told = say("advisory_candidates_more", lang, count=count_text(more, lang))
        st.caption(told)


def _columns(lang: Lang) -> dict[str, Any]:
    column = st.column_config
    return {
        "name": column.TextColumn(say("advisory_col_person", lang), width=100),
        "roles": column.TextColumn(say("advisory_col_seat", lang), width=64),
        "fit": column.TextColumn(say("advisory_col_trades", lang), width=60),
        "ranks": column.TextColumn(
            say("advisory_col_ranks", lang), width=66,
            help=say("advisory_help_ranks", lang),
        ),
        "load": column.TextColumn(say("advisory_col_load", lang), width=50),
        "cost": column.TextColumn(say("advisory_col_cost", lang), width=175),
    }  # fmt: skip


def candidate_rows(now: Shown, found: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """Candidates in words.

    Parameters
    ----------
    now, found
        The matching, and rows of :func:`planner.advising.coming.candidates`.
    lang
        Language.
    """
    told: list[Any] = found.to_dict("records")
    return pd.DataFrame(
        {
            "name": [_person(one, lang) for one in told],
            "roles": [roles_text(one["roles"], lang) for one in told],
            "fit": [trades_label(one["fit"], lang) for one in told],
            "ranks": [ranks_text(one) for one in told],
            "load": [f"{one['load']} / {one['quota']}" for one in told],
            "cost": [cost_text(now, one, lang) for one in told],
        }
    )  # fmt: skip


def cost_text(now: Shown, one: Mapping[str, Any], lang: Lang) -> str:
    """What it costs to let somebody come: who said no, who loses, is it stable."""
    parts = [why_label(why, lang) for why in split_list(str(one["blocked"]))]
    if one["costs"]:
        names = now.counties["county"]
        lose = [str(names.get(code, code)) for code in split_list(str(one["costs"]))]
        parts.append(say("advisory_costs", lang, county=joined(lose, lang)))
    if one["becomes"]:
        told = {name: int(one[name]) for name in ("becomes", "seats")}
        parts.append(say("advisory_becomes", lang, **told))
    if one["unstable"]:
        parts.append(say("advisory_unstable", lang))
    return joined(parts, lang) or say("advisory_costs_nothing", lang)


def _person(one: Mapping[str, Any], lang: Lang) -> str:
    name = person_text(one["name"], one["organisation"], lang)
    return joined([name, short_tier(one["tier"], lang)], lang)


def _chosen(key: str, county: str, ids: list[str]) -> None:
    rows = st.session_state[key]["selection"]["rows"]
    if rows:
        asking.put_in(county, ids[rows[0]])
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
