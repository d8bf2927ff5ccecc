"""The tables of a roster: posts to edit in place, load per person, open posts."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from geo.schemas import DEFAULT_POST
from geo.words import Lang
from planner.assignment import Fit
from planner.roster.wording import post_label
from ui.components import roster_state, state
from ui.components.messages import plain
from ui.components.numbers import count_text
from ui.components.roster_data import Roster
from ui.components.roster_trades import trades_view
from ui.components.roster_why import why_not
from ui.components.roster_words import short_reason, trades_label
from ui.components.row_picking import MODES, picked_row, selected
from ui.components.tables import position_of
from ui.text import say

HEIGHT, ROW = 430, 30
_POSTS, _EDIT, _TURN, _TOLD = (
    "roster_posts", "roster_edit", "roster_edit_turn", "roster_edit_told",
)  # fmt: skip


def posts_view(roster: Roster, lang: Lang) -> None:
    """Draw the posts of the county: to choose from, or to edit in place."""
    rows = post_rows(roster, lang, county=state.get("county"))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(say("roster_rows", lang, count=count_text(len(rows), lang)))
        editing = st.toggle(
            say("roster_edit", lang), key="roster_editing",
            help=say("roster_edit_help", lang),
        )  # fmt: skip
    if editing:
        _editor(roster, rows, lang)
        return
    table = rows.drop(columns=["village_code", "commissioner_id"])
    _selectable(
        table, _POSTS, _row_of_pick(rows), lambda at: _pick_post(rows, at),
        _post_columns(roster, lang),
    )  # fmt: skip


def post_rows(roster: Roster, lang: Lang, *, county: str = "") -> pd.DataFrame:
    """Posts in words, indexed by ``post_id``.

    Columns ``village`` (with the kind of post where it is not the usual one),
    ``county``, ``trades``, ``person``, ``travel``, ``fit``, ``kept``, ``pinned``, and
    to find them by ``village_code`` and ``commissioner_id``.
    """
    posts = roster.posts.set_index("post_id")
    if county:
        posts = posts[posts["village_code"].str.startswith(county)]
    reasons = {name: short_reason(name, lang) for name in posts["reason"].unique()
               if name}  # fmt: skip
    empty = {name: say("roster_open_for", lang, reason=reasons[name])
             for name in reasons} | {"": say("roster_open", lang)}  # fmt: skip
    fits = {fit.name.lower(): say(f"roster_fit_{fit.name.lower()}", lang)
            for fit in Fit} | {"": ""}  # fmt: skip
    held = posts["commissioner_id"] != ""
    return pd.DataFrame(
        {
            "village": _places(posts, lang),
            "county": posts["county"],
            "trades": [trades_label(one, lang) for one in posts["trades"]],
            "person": posts["name"].where(held, posts["reason"].map(empty)),
            "travel": posts["travel"],
            "fit": posts["fit"].map(fits),
            "kept": posts["kept"],
            "pinned": posts["pinned"],
            "village_code": posts["village_code"],
            "commissioner_id": posts["commissioner_id"],
        }
    )


def _places(posts: pd.DataFrame, lang: Lang) -> list[str]:
    """Villages by name; a leader, a base and so on are named before theirs."""
    return [
        village if post == DEFAULT_POST else f"{post_label(post, lang)} · {village}"
        for village, post in zip(posts["village"], posts["post"], strict=True)
    ]


def people_view(roster: Roster, lang: Lang) -> None:
    """Draw the load of each person, the busiest first."""
    rows = people_rows(roster, lang, county=state.get("county"))
    idle = int((rows["load"] == 0).sum())
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(
            say("roster_people_told", lang, people=count_text(len(rows), lang),
                idle=count_text(idle, lang))
        )  # fmt: skip
        by_trade = st.toggle(say("roster_by_trade", lang), key="roster_by_trade")
    if by_trade:
        trades_view(roster, lang)
        return
    pick = state.get("pick")
    at = position_of(rows, pick.code) if pick.kind == "commissioner" else -1
    column, unit = st.column_config, roster.asked.rule.unit
    _selectable(
        rows, "roster_people", at, lambda at: _pick("commissioner", rows.index[at]),
        {
            "name": column.TextColumn(say("roster_col_person", lang), width=62),
            "trades": column.TextColumn(say("roster_col_knows", lang), width=84),
            "tier": column.TextColumn(say("roster_col_tier", lang), width=52),
            "used": column.ProgressColumn(
                say("roster_col_load", lang), format=" ", min_value=0, max_value=1,
                width=56,
            ),
            "load": column.NumberColumn(say("roster_col_posts", lang), width=48),
            "capacity": column.NumberColumn(say("roster_col_room", lang), width=48),
            "kept": column.TextColumn(say("roster_col_kept", lang), width=60),
            "travel": column.NumberColumn(
                say(f"roster_col_sum_{unit}", lang), format="%g", width=56
            ),
            "farthest": column.NumberColumn(
                say(f"roster_col_far_{unit}", lang), format="%g", width=56
            ),
        },
    )  # fmt: skip


def people_rows(roster: Roster, lang: Lang, *, county: str = "") -> pd.DataFrame:
    """People in words, indexed by id; ``used`` is the share of their capacity."""
    people = roster.answer.people.set_index("commissioner_id")
    if county:
        here = roster.posts["village_code"].str.startswith(county)
        serving = people.index.isin(roster.posts.loc[here, "commissioner_id"])
        people = people[serving | (people["county_code"] == county).to_numpy()]
    capacity = people["capacity"].astype("Float64")
    used = (people["load"] / capacity.where(capacity > 0)).astype("Float64")
    return pd.DataFrame(
        {
            "name": people["name"],
            "trades": [trades_label(one, lang) for one in people["trades"]],
            "tier": people["tier"],
            "used": used,
            "load": people["load"],
            "capacity": people["capacity"],
            "kept": [
                f"{kept} / {last}" if last else ""
                for kept, last in zip(people["kept"], people["last_year"], strict=True)
            ],
            "travel": people["travel"],
            "farthest": people["farthest"],
        }
    )


def _post_columns(roster: Roster, lang: Lang) -> dict[str, object]:
    column, unit = st.column_config, roster.asked.rule.unit
    columns: dict[str, object] = {
        "village": column.TextColumn(say("level_village", lang), width=86),
        "county": None
        if state.get("county")
        else column.TextColumn(say("kind_county", lang), width=60),
        "trades": column.TextColumn(say("roster_col_trade", lang), width=76),
        "person": column.TextColumn(say("roster_col_person", lang), width=122),
        "travel": column.NumberColumn(
            say(f"roster_col_travel_{unit}", lang), format="%g", width=42
        ),
        "fit": column.TextColumn(say("roster_col_fit", lang), width=50),
        "kept": column.CheckboxColumn(say("roster_col_last", lang), width=42),
        "pinned": column.CheckboxColumn(say("roster_col_pinned", lang), width=42),
    }
    return columns


def _editor(roster: Roster, rows: pd.DataFrame, lang: Lang) -> None:
    """Draw the posts with person and pin to change in place; each is asked at once."""
    told = st.session_state.pop(_TOLD, "")
    if told:
        st.warning(told)
    serving = roster.answer.people["commissioner_id"].tolist()
    names = {one: roster.names.get(one, one) for one in serving}
    shown = rows.assign(person=rows["commissioner_id"].where(
        rows["commissioner_id"] != "", None)).drop(
            columns=["village_code", "commissioner_id", "kept"])  # fmt: skip
    columns = _post_columns(roster, lang) | {
        "person": st.column_config.SelectboxColumn(
            say("roster_col_person", lang), options=sorted(names),
            format_func=lambda one: f"{names.get(one, '')} · {one}", width=130,
        ),
        "pinned": st.column_config.CheckboxColumn(
            say("roster_col_pinned", lang), width=50
        ),
    }  # fmt: skip
    turn = st.session_state.setdefault(_TURN, 0)
    key = f"{_EDIT}_{turn}"
    st.data_editor(
        shown, key=key, hide_index=True, height=HEIGHT, row_height=ROW,
        column_config=columns, disabled=[one for one in shown if one not in
                                         ("person", "pinned")],
        on_change=_edited, args=(roster, rows, key, lang), placeholder="",
    )  # fmt: skip


def _edited(roster: Roster, rows: pd.DataFrame, key: str, lang: Lang) -> None:
    """Take what was typed as steps; a person who cannot be there is told why."""
    edits = st.session_state[key]["edited_rows"]
    for at, cells in edits.items():
        post, holder = str(rows.index[int(at)]), rows["commissioner_id"].iloc[int(at)]
        person = cells.get("person", holder) or ""
        if "person" in cells and person != holder:
            why = why_not(roster, post, person, lang)
            if why:
                st.session_state[_TOLD] = plain(why)
            elif person:
                roster_state.pin(post, person)
            else:
                roster_state.ban(post, holder)
        elif "pinned" in cells and holder:
            if cells["pinned"]:
                roster_state.pin(post, holder)
            else:
                roster_state.unpin(post)
        state.put(pick=state.Pick("village", rows["village_code"].iloc[int(at)]))
    st.session_state[_TURN] += 1


def _selectable(
    table: pd.DataFrame,
    key: str,
    at: int,
    take: Callable[[int], None],
    columns: dict[str, object],
) -> None:
    """Show a table whose one selected row is the selection everywhere."""
    st.session_state[key] = selected(at)

    def taken() -> None:
        chosen = picked_row(st.session_state[key], at)
        if chosen >= 0:
            take(chosen)
        else:
            state.put(pick=state.Pick())

    st.dataframe(
        table, key=key, hide_index=True, height=HEIGHT, row_height=ROW,
        on_select=taken, selection_mode=MODES, column_config=columns,
        placeholder="",
    )  # fmt: skip


def _row_of_pick(rows: pd.DataFrame) -> int:
    """Row of the post picked, or of the first of the village picked; -1 for none."""
    pick, post = state.get("pick"), st.session_state.get("roster_post", "")
    if pick.kind != "village":
        return -1
    at = position_of(rows, post)
    codes = rows["village_code"].tolist()
    if at >= 0 and codes[at] == pick.code:
        return at
    return codes.index(pick.code) if pick.code in codes else -1


def _pick_post(rows: pd.DataFrame, at: int) -> None:
    st.session_state["roster_post"] = str(rows.index[at])
    _pick("village", rows["village_code"].iloc[at])


def _pick(kind: str, code: str) -> None:
    state.put(pick=state.Pick(kind, str(code)))
