"""The card of a village or a person of the roster, and what can be changed there."""

import numpy as np
import pandas as pd
import streamlit as st

from geo.words import Lang
from planner.roster.wording import post_label
from ui.components import roster_state, state
from ui.components.messages import markup, plain
from ui.components.numbers import joined
from ui.components.roster_data import Roster
from ui.components.roster_why import nearest_fix
from ui.components.roster_words import (
    far_text,
    fit_label,
    person_label,
    trades_label,
)
from ui.text import say

_POST = "roster_post"
_ROW, _MOST_ROWS = 28, 6


def card(roster: Roster, lang: Lang) -> None:
    """Draw the card of what is selected, or say what a click would do."""
    pick = state.get("pick")
    if pick.kind == "village":
        own = roster.posts[roster.posts["village_code"] == pick.code]
        if len(own):
            _village(roster, own, lang)
            return
    elif pick.kind == "commissioner":
        people = roster.answer.question.people
        found = people[people["commissioner_id"] == pick.code]
        if len(found):
            _person(roster, found.iloc[0], lang)
            return
    elif not pick.kind:
        _small(say("roster_card_hint", lang))
        return
    _small(say("roster_card_gone", lang))


def _small(text: str) -> None:
    st.html(f'<div class="cp-card"><div class="sub">{markup(text)}</div></div>')


def _village(roster: Roster, own: pd.DataFrame, lang: Lang) -> None:
    first = own.iloc[0]
    posts = own["post_id"].tolist()
    place = joined([first["county"], first["township"]], lang)
    chosen = posts[0]
    if len(posts) > 1:
        if st.session_state.get(_POST) not in posts:
            st.session_state[_POST] = posts[0]
        told = {
            one: _post_told(row, at, lang)
            for at, (one, row) in enumerate(
                zip(posts, own.to_dict("records"), strict=True), 1
            )
        }
        chosen = st.selectbox(
            say("roster_col_post", lang), posts, format_func=lambda one: told[one],
            key=_POST, label_visibility="collapsed",
        )  # fmt: skip
    at = roster.row_of(chosen)
    post = roster.posts.iloc[at]
    asked = say(
        "roster_card_post", lang, place=place, post=post_label(post["post"], lang),
        trades=trades_label(post["trades"], lang),
    )  # fmt: skip
    st.html(
        f'<div class="cp-card"><h3>{markup(first["village"])}</h3>'
        f'<div class="sub">{markup(asked)}</div>{_post_html(roster, post, lang)}</div>'
    )
    _post_buttons(post, lang)
    _candidates(roster, at, lang)


def _post_told(post: dict[object, object], number: int, lang: Lang) -> str:
    kind = post_label(str(post["post"]), lang)
    name = str(post["name"]) or say("roster_open", lang)
    return f"{number}. {kind} · {name}"


def _post_html(roster: Roster, post: pd.Series, lang: Lang) -> str:
    unit = roster.asked.rule.unit
    if not post["commissioner_id"]:
        told = roster.answer.why_open(lang).loc[post["post_id"]]
        return (
            f'<div class="why">{markup(told["text"])}</div>'
            f'<div class="fix">{markup(told["fix"])}</div>'
        )
    parts = [
        far_text(float(post["travel"]), unit, lang),
        fit_label(_degree(post["fit"]), lang),
    ]
    parts += [
        say(f"roster_is_{name}", lang) for name in ("kept", "pinned", "must")
        if post[name]
    ]  # fmt: skip
    person = markup(person_label(roster, post["commissioner_id"]))
    rest = markup(joined(parts, lang))
    return f'<div class="fine"><b>{person}</b> {rest}</div>'


def _post_buttons(post: pd.Series, lang: Lang) -> None:
    with st.container(horizontal=True):
        if post["commissioner_id"]:
            pair = (post["post_id"], post["commissioner_id"])
            if post["pinned"]:
                st.button(
                    say("roster_unpin", lang), key="roster_unpin",
                    on_click=roster_state.unpin, args=pair[:1],
                )  # fmt: skip
            else:
                st.button(
                    say("roster_pin", lang), key="roster_pin",
                    on_click=roster_state.pin, args=pair,
                )  # fmt: skip
            st.button(
                say("roster_ban", lang), key="roster_ban",
                on_click=roster_state.ban, args=pair, help=say("roster_ban_help", lang),
            )  # fmt: skip
            st.button(
                say("roster_see_person", lang), key="roster_see", type="tertiary",
                on_click=_see, args=(post["commissioner_id"],),
            )  # fmt: skip


def _candidates(roster: Roster, at: int, lang: Lang) -> None:
    """Who else could hold the post; a click puts them there and asks again."""
    found = roster.candidates(at)
    if found["holds"].all():
        # The card of an open post has said what would mend it.
        fix = nearest_fix(roster, at, lang) if len(found) else ""
        key = "roster_nobody_else" if fix else "roster_nobody_fits"
        st.caption(plain(say(key, lang, fix=fix)))
        return
    post, unit = str(roster.posts["post_id"].iloc[at]), roster.asked.rule.unit
    cost = found["cost"]
    shown = pd.DataFrame(
        {
            "name": found["name"],
            "travel": np.ceil(cost / 60) if unit == "s" else cost / 1000,
            "fit": [fit_label(one, lang) for one in found["fit"]],
            "load": [
                str(load) if pd.isna(room) else f"{load} / {room}"
                for load, room in zip(found["load"], found["capacity"], strict=True)
            ],
            "note": [_note(row, lang) for row in found.to_dict("records")],
        }
    )  # fmt: skip
    column = st.column_config
    key = f"roster_candidates_{st.session_state.get('roster_turn', 0)}"
    ids = found["commissioner_id"].tolist()
    st.caption(say("roster_change_to", lang, count=int((~found["holds"]).sum())))
    st.dataframe(
        shown, key=key, hide_index=True, row_height=_ROW,
        height=_ROW * (min(len(shown), _MOST_ROWS) + 1) + 8, placeholder="",
        selection_mode="single-row", on_select=lambda: _chosen(key, post, ids),
        column_config={
            "name": column.TextColumn(say("roster_col_person", lang), width=70),
            "travel": column.NumberColumn(
                say(f"roster_col_travel_{unit}", lang), format="%g", width=50
            ),
            "fit": column.TextColumn(say("roster_col_fit", lang), width=80),
            "load": column.TextColumn(say("roster_col_load", lang), width=60),
            "note": column.TextColumn(say("roster_col_note", lang), width=110),
        },
    )  # fmt: skip


def _note(row: dict[object, object], lang: Lang) -> str:
    names = ("holds", "banned", "kept", "full")
    return joined([say(f"roster_note_{one}", lang) for one in names if row[one]], lang)


def _chosen(key: str, post: str, ids: list[str]) -> None:
    rows = st.session_state[key]["selection"]["rows"]
    if rows:
        roster_state.pin(post, ids[rows[0]])
    st.session_state["roster_turn"] = st.session_state.get("roster_turn", 0) + 1


def _person(roster: Roster, person: pd.Series, lang: Lang) -> None:
    one, unit = str(person["commissioner_id"]), roster.asked.rule.unit
    posts = roster.posts[roster.posts["commissioner_id"] == one]
    room = person["capacity"]
    load = str(len(posts)) if pd.isna(room) else f"{len(posts)} / {room}"
    facts = [
        (say("roster_col_knows", lang), trades_label(person["trades"], lang)),
        (say("roster_col_tier", lang), joined(
            [text for text in (person["tier"], person["team"]) if text], lang)),
        (say("roster_col_load", lang), load),
    ]  # fmt: skip
    own = "".join(
        f"<li>{markup(_served(row, unit, lang))}</li>"
        for row in posts.sort_values("travel").to_dict("records")
    )
    title = markup(person_label(roster, one))
    rest = (
        f"<ol>{own}</ol>"
        if own
        else f"<p>{markup(say('roster_serves_none', lang))}</p>"
    )
    st.html(f'<div class="cp-card"><h3>{title}</h3>{_facts(facts)}{rest}</div>')
    left = one in state.get("gone")
    st.button(
        say("roster_back" if left else "roster_leave", lang), key="roster_leave",
        on_click=_leaves, args=(one,), help=say("roster_leave_help", lang),
    )  # fmt: skip


def _leaves(person: str) -> None:
    roster_state.leaves(person)
    state.put(roster_view="changes")


def _served(row: dict[object, object], unit: str, lang: Lang) -> str:
    far = far_text(float(str(row["travel"])), unit, lang)
    marks = [say(f"roster_is_{name}", lang) for name in ("kept", "pinned") if row[name]]
    place = say(
        "roster_served", lang, village=row["village"], county=row["county"], travel=far
    )
    return joined([place, *marks], lang)


def _see(person: str) -> None:
    state.put(pick=state.Pick("commissioner", person))


def _facts(rows: list[tuple[str, str]]) -> str:
    told = "".join(
        f"<dt>{markup(label)}</dt><dd>{markup(value)}</dd>"
        for label, value in rows
        if value
    )
    return f"<dl>{told}</dl>"


def _degree(name: str) -> int:
    names = ("other", "any", "part", "whole", "exact")
    return names.index(name)
