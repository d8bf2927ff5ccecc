"""What if: somebody leaves, a village asks, a post has to be filled, a road closes."""

from dataclasses import astuple
from pathlib import Path

import streamlit as st

from geo.schemas import DEFAULT_POST, TRADES, term_group
from geo.words import Lang
from planner.roster.base_posts import open_bases, village_of_base
from planner.roster.beside import asked_beside
from planner.roster.choice import ExtraPost
from planner.roster.wording import post_label
from planner.workspace import Layers
from ui.components import data, roster_state, state
from ui.components.messages import plain
from ui.components.numbers import joined
from ui.components.roster_data import Roster
from ui.components.roster_state import Must
from ui.components.roster_words import person_label, trades_label
from ui.text import say

_PERSON, _VILLAGE, _POST, _TRADE, _BASE = (
    "roster_ask_person", "roster_ask_village", "roster_ask_post", "roster_ask_trade",
    "roster_ask_base",
)  # fmt: skip
BASE_POST = "base_service"
# Sent to a village without a team of its own: a leader and two members.
_TEAM = ("team_leader", "team_member", "team_member")


def ask_view(path: Path, roster: Roster, lang: Lang) -> None:
    """Draw the questions; each is answered at once, among the changes."""
    _leaving(roster, lang)
    _posts(path, roster, lang)
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


def _posts(path: Path, roster: Roster, lang: Lang) -> None:
    """Draw the form for a post that has to be filled, and the list of those there."""
    frames = data.layers(path)[0]
    columns = ["village_code", "name", "township_name", "county_name"]
    names = {
        code: joined([name, township, county], lang)
        for code, name, township, county in frames["villages"][columns].itertuples(
            index=False
        )
    }
    open_ = open_bases(frames["bases"], roster.asked.rule.on or data.today())
    bases = dict(zip(open_["base_id"], open_["name"], strict=True))
    here = open_["county_code"].str.startswith(state.get("county"))
    near = {base: bases[base] for base in open_.loc[here, "base_id"]}
    st.markdown(f"**{say('roster_ask_must', lang)}**")
    st.caption(say("roster_ask_must_help", lang))
    _form(names, near, lang)
    with st.container(horizontal=True):
        st.button(
            say("roster_ask_add", lang), key="roster_ask_add", on_click=_add,
            args=(frames, roster),
        )  # fmt: skip
        st.button(
            say("roster_ask_team", lang), key="roster_ask_team", on_click=_add_team,
            args=(roster,),
        )  # fmt: skip
    _asked_for(roster, names, bases, lang)


def _form(names: dict[str, str], bases: dict[str, str], lang: Lang) -> None:
    """Draw where the post is, of which kind, and what its holder must know."""
    here = [code for code in names if code.startswith(state.get("county"))]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            say("level_village", lang), here, index=None, key=_VILLAGE,
            format_func=lambda code: names.get(code, code), width=230,
            placeholder=say("choose", lang),
        )  # fmt: skip
        st.selectbox(
            say("roster_col_post", lang), list(term_group("posts")), key=_POST,
            format_func=lambda one: post_label(one, lang), width=130,
        )  # fmt: skip
        if st.session_state.get(_POST) == BASE_POST:
            st.selectbox(
                say("roster_ask_base", lang), list(bases), index=None, key=_BASE,
                format_func=lambda one: bases.get(one, one), width=230,
                placeholder=say("choose", lang),
                help=say("roster_ask_base_help", lang),
            )  # fmt: skip
        st.selectbox(
            say("roster_col_wanted", lang), ["own", "", *TRADES], key=_TRADE, width=150,
            format_func=lambda one: say("roster_own_trades", lang)
            if one == "own" else trades_label(one, lang),
        )  # fmt: skip


def _asked_for(
    roster: Roster, names: dict[str, str], bases: dict[str, str], lang: Lang
) -> None:
    """Draw posts that must be filled: those asked for here, and of the roster."""
    question = roster.answer.question
    posts = question.posts[question.posts["must"]]
    held = question.now[question.now["post_id"] != ""]
    row_of = dict(zip(held["post_id"], held["assignment_id"], strict=True))
    own = len(roster.asked.choice.extra)
    for at, post in enumerate(posts.to_dict("records")):
        with st.container(horizontal=True, vertical_alignment="center"):
            code, base = str(post["village_code"]), str(post["base_id"])
            told = [
                names.get(code, code), post_label(str(post["post"]), lang),
                bases.get(base, base), trades_label(str(post["trades"]), lang),
            ]  # fmt: skip
            if post["from_row"]:
                told.append(say("roster_ask_of_force", lang))
            st.markdown(plain(" · ".join(filter(None, told))), width="content")
            st.button(
                say("roster_ask_drop", lang), key=f"roster_drop_{at}", type="tertiary",
                on_click=roster_state.drop_post,
                args=(at if at < own else -1, row_of.get(post["post_id"], "")),
            )  # fmt: skip


def _add(frames: Layers, roster: Roster) -> None:
    """Ask for the post of the form, at the village chosen or that of the base."""
    kind = st.session_state[_POST] or DEFAULT_POST
    base = (st.session_state.get(_BASE) or "") if kind == BASE_POST else ""
    village = st.session_state.get(_VILLAGE)
    village = village or (village_of_base(frames, base) if base else "")
    if not village:
        return
    wanted = st.session_state[_TRADE]
    if wanted == "own":
        villages = frames["villages"].set_index("village_code")["trades"]
        wanted = str(villages[village])
    _ask_for(roster, village, [(village, kind, wanted, base)])


def _add_team(roster: Roster) -> None:
    """Ask for the three of a team; whoever is in it need not know the trade."""
    village = st.session_state.get(_VILLAGE)
    if village:
        _ask_for(roster, village, [(village, kind, "", "") for kind in _TEAM])


def _ask_for(roster: Roster, village: str, rows: list[Must]) -> None:
    """Ask for posts beside those that the village has already."""
    wanted = [ExtraPost(*row) for row in rows]
    asked = asked_beside(roster.answer.question, wanted)
    roster_state.add_posts(astuple(one) for one in asked)
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
