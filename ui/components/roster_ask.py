"""What if: somebody leaves, a village asks, a post has to be filled, a road closes."""

from pathlib import Path

import streamlit as st

from geo.schemas import DEFAULT_POST, TRADES, term_group
from geo.words import Lang
from planner.roster.wording import post_label
from ui.components import data, roster_state, state
from ui.components.messages import plain
from ui.components.numbers import joined
from ui.components.roster_data import Roster
from ui.components.roster_words import person_label, trades_label
from ui.text import say

_PERSON, _VILLAGE, _POST, _TRADE = (
    "roster_ask_person", "roster_ask_village", "roster_ask_post", "roster_ask_trade",
)  # fmt: skip
# Sent to a village without a team of its own: a leader and two members.
_TEAM = ("team_leader", "team_member", "team_member")


def ask_view(path: Path, roster: Roster, lang: Lang) -> None:
    """Draw the questions; each is answered at once, among the changes."""
    _leaving(roster, lang)
    _villages(path, lang)
    _closures(path, roster, lang)


def _leaving(roster: Roster, lang: Lang) -> None:
    gone = roster.asked.gone
    serving = roster.answer.people.query("load > 0")["commissioner_id"].tolist()
    st.markdown(f"**{say('roster_ask_leaves', lang)}**")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            say("roster_ask_who", lang), sorted(serving), index=None, key=_PERSON,
            format_func=lambda one: person_label(roster, one),
            placeholder=say("choose", lang), label_visibility="collapsed", width=260,
        )  # fmt: skip
        st.button(
            say("roster_leave", lang), key="roster_ask_leave", on_click=_leave,
            type="primary",
        )  # fmt: skip
    for at, one in enumerate(gone):
        with st.container(horizontal=True, vertical_alignment="center"):
            told = say("roster_ask_gone", lang, person=person_label(roster, one))
            st.markdown(plain(told), width="content")
            st.button(
                say("roster_back", lang), key=f"roster_back_{at}", type="tertiary",
                on_click=roster_state.leaves, args=(one,),
            )  # fmt: skip
    if gone:
        st.caption(say("roster_ask_gone_note", lang))


def _leave() -> None:
    person = st.session_state.get(_PERSON)
    if person:
        roster_state.leaves(person)
        state.put(roster_view="changes", pick=state.Pick("commissioner", person))
        st.session_state[_PERSON] = None


def _villages(path: Path, lang: Lang) -> None:
    villages = data.layers(path)[0]["villages"]
    if state.get("county"):
        villages = villages[villages["county_code"] == state.get("county")]
    columns = ("village_code", "name", "township_name", "county_name")
    names = {
        code: joined([name, township, county], lang)
        for code, name, township, county in villages[list(columns)].itertuples(
            index=False
        )
    }
    st.markdown(f"**{say('roster_ask_must', lang)}**")
    st.caption(say("roster_ask_must_help", lang))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            say("level_village", lang), list(names), index=None, key=_VILLAGE,
            format_func=lambda code: names.get(code, code), width=230,
            placeholder=say("choose", lang),
        )  # fmt: skip
        st.selectbox(
            say("roster_col_post", lang), list(term_group("posts")), key=_POST,
            format_func=lambda one: post_label(one, lang), width=130,
        )  # fmt: skip
        st.selectbox(
            say("roster_col_wanted", lang), ["own", "", *TRADES], key=_TRADE, width=150,
            format_func=lambda one: say("roster_own_trades", lang)
            if one == "own" else trades_label(one, lang),
        )  # fmt: skip
    trades = dict(zip(villages["village_code"], villages["trades"], strict=True))
    with st.container(horizontal=True):
        st.button(
            say("roster_ask_add", lang), key="roster_ask_add", on_click=_add,
            args=(trades, False),
        )  # fmt: skip
        st.button(
            say("roster_ask_team", lang), key="roster_ask_team", on_click=_add,
            args=(trades, True),
        )  # fmt: skip
    for at, (code, post, wanted, _) in enumerate(state.get("must")):
        with st.container(horizontal=True, vertical_alignment="center"):
            told = say(
                "roster_ask_asked", lang, village=names.get(code, code),
                post=post_label(post, lang), trades=trades_label(wanted, lang),
            )  # fmt: skip
            st.markdown(plain(told), width="content")
            st.button(
                say("roster_ask_drop", lang), key=f"roster_drop_{at}", type="tertiary",
                on_click=roster_state.drop_post, args=(at,),
            )  # fmt: skip


def _add(trades: dict[str, str], team: bool) -> None:
    """Ask for a post, or for the three of a team, at the village chosen."""
    village = st.session_state.get(_VILLAGE)
    if not village:
        return
    wanted = st.session_state[_TRADE]
    wanted = trades[village] if wanted == "own" else wanted
    kinds = _TEAM if team else (st.session_state[_POST] or DEFAULT_POST,)
    # Whoever leads a team need not know the trade.
    roster_state.add_posts(
        (village, kind, "" if team else wanted, "") for kind in kinds
    )
    state.put(pick=state.Pick("village", village))


def _closures(path: Path, roster: Roster, lang: Lang) -> None:
    st.markdown(f"**{say('roster_ask_roads', lang)}**")
    asked = roster.asked
    if asked.travel.method != "roads" or not asked.travel.closures:
        st.caption(say("roster_ask_roads_off", lang))
        return
    roads = data.roads(path)
    found = [] if roads is None else roads.in_force(asked.rule.on or data.today())
    names = joined([one.name for one in found[:5]], lang)
    key = "roster_ask_closed" if found else "roster_ask_none_closed"
    with st.container(horizontal=True, vertical_alignment="center"):
        told = say(key, lang, count=len(found), names=names)
        st.markdown(plain(told), width="content")
        st.button(
            say("roster_open_roads", lang), key="roster_roads", type="tertiary",
            on_click=state.go, args=("roads",),
        )  # fmt: skip
