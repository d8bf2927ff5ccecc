"""The card of a county: its group, seat by seat, and what can be changed there."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from geo.words import Lang
from planner.advising.wording import (
    lacks_text,
    role_label,
    state_label,
    trades_label,
)
from ui.components import state
from ui.components.advisory import asking
from ui.components.advisory.candidates import candidates_table
from ui.components.advisory.leaving import leaving
from ui.components.advisory.shown import Shown, missed, waiting
from ui.components.advisory.words import (
    facts_html,
    marks,
    person_text,
    ranks_text,
    short_tier,
    status_text,
    wait_label,
)
from ui.components.messages import markup, plain
from ui.components.numbers import joined
from ui.components.record_links import go_to_records
from ui.components.row_picking import MODES, picked_row, selected
from ui.text import say

ROW, _MOST_ROWS = 28, 12
_MEMBERS = "advisory_members_table"


def county_card(path: Path, now: Shown, lang: Lang) -> None:
    """Draw the card of the county chosen, or say what a click would do."""
    county = state.get("county")
    if county in now.groups.index:
        st.html(_group_html(now, county, lang))
        _members(now, county, lang)
        _chosen_member(path, now, county, lang)
        _said_no(now, county, lang)
    elif county in now.counties.index:
        st.html(_waiting_html(now, county, lang))
    else:
        key = "advisory_card_nobody" if county else "advisory_card_hint"
        text = markup(say(key, lang))
        st.html(f'<div class="cp-card"><div class="sub">{text}</div></div>')
        if county:
            st.button(
                say("advisory_to_applications", lang), key="advisory_card_applications",
                on_click=go_to_records, args=("applications", "", county),
            )  # fmt: skip


def _group_html(now: Shown, county: str, lang: Lang) -> str:
    row, group = now.county(county), now.group(county)
    needs = trades_label(str(row["needs"]), lang)
    facts = [
        (say("advisory_card_needs", lang), joined(
            [one for one in (needs, str(row["need_text"])) if one], lang)),
        (say("advisory_card_application", lang), _application(row, lang)),
        (say("advisory_card_partner", lang), _partner(row, lang)),
    ]  # fmt: skip
    why = ""
    if not group["full"]:
        table = missed(now, lang)
        own = table[table["county_code"] == county]
        why = "".join(
            f'<div class="why">{markup(str(one["reason"]))}</div>'
            f'<div class="fix">{markup(str(one["fix"]))}</div>'
            for one in own.to_dict("records")
        )
    return _html(now, county, str(row["county"]), facts, why, lang)


def _waiting_html(now: Shown, county: str, lang: Lang) -> str:
    row = now.county(county)
    facts = [
        (say("advisory_card_needs", lang), trades_label(str(row["needs"]), lang)),
        (say("advisory_card_application", lang), _application(row, lang)),
        (say("advisory_card_now", lang), _members_now(row, lang)),
    ]
    table = waiting(now, lang)
    own = table[table["county_code"] == county]
    why = "".join(
        f'<div class="why">{markup(wait_label(str(one["why"]), lang))}</div>'
        f'<div class="fine">{markup(str(one["reason"]))}</div>'
        f'<div class="fix">{markup(str(one["fix"]))}</div>'
        for one in own.to_dict("records")
    )
    return _html(now, county, str(row["county"]), facts, why, lang)


def _members_now(row: Mapping[str, Any], lang: Lang) -> str:
    if not row["group_id"]:
        return ""
    return say("advisory_card_members", lang, count=int(row["members_now"]))


def _application(row: Mapping[str, Any], lang: Lang) -> str:
    """State, batch and day of a county's application, and how many it wants."""
    if not row["application_id"]:
        return say("advisory_card_no_application", lang)
    day = "" if pd.isna(row["date"]) else str(row["date"])[:10]
    label = state_label(str(row["state"]), lang)
    wants = say("advisory_card_seats", lang, count=int(row["seats"]))
    parts = (label, str(row["batch"]), day, wants)
    return joined([one for one in parts if one], lang)


def _partner(row: Mapping[str, Any], lang: Lang) -> str:
    """Who the eastern partner is, if there is one."""
    key = "advisory_card_paired" if row["paired"] else "advisory_card_no_partner"
    return str(row["partner"]) or say(key, lang)


def _html(
    now: Shown,
    county: str,
    name: str,
    facts: list[tuple[str, str]],
    why: str,
    lang: Lang,
) -> str:
    status = status_text(now, county, lang)
    if county in now.groups.index:
        group = now.group(county)
        told = {
            "count": int(group["members"]),
            "seats": int(now.county(county)["seats"]),
        }
        if told["count"] > told["seats"]:
            status += say("advisory_card_over", lang, **told)
        lacks = lacks_text(str(group["lacks"]), lang)
        status += say("advisory_card_lacks", lang, lacks=lacks) if lacks else ""
    return (
        f'<div class="cp-card"><h3>{markup(name)}</h3>'
        f'<div class="sub">{markup(status)}</div>{why}{facts_html(facts)}</div>'
    )


def _members(now: Shown, county: str, lang: Lang) -> None:
    """Draw the members; a click on one opens what can be done with the seat."""
    rows = member_rows(now, county, lang)
    if rows.empty:
        st.caption(say("advisory_card_no_members", lang))
        return
    ids = rows.index.tolist()
    member = state.get("advisory_member")
    at = ids.index(member) if member in ids else -1
    st.session_state[_MEMBERS] = selected(at)

    def taken() -> None:
        row = picked_row(st.session_state[_MEMBERS], at)
        state.put(advisory_member=ids[row] if row >= 0 else "")

    column = st.column_config
    st.dataframe(
        rows, key=_MEMBERS, hide_index=True, row_height=ROW, placeholder="",
        height=ROW * (min(len(rows), _MOST_ROWS) + 1) + 8, on_select=taken,
        selection_mode=MODES,
        column_config={
            "role": column.TextColumn(say("advisory_col_seat", lang), width=66),
            "name": column.TextColumn(say("advisory_col_person", lang), width=146),
            "tier": column.TextColumn(say("advisory_col_tier", lang), width=64),
            "fit": column.TextColumn(say("advisory_col_fit", lang), width=78),
            "ranks": column.TextColumn(
                say("advisory_col_ranks", lang), width=70,
                help=say("advisory_help_ranks", lang),
            ),
            "marks": column.TextColumn(say("advisory_col_marks", lang), width=93),
        },
    )  # fmt: skip


def member_rows(now: Shown, county: str, lang: Lang) -> pd.DataFrame:
    """Members of a county in words, by expert id, in the order of the seats."""
    told: list[Any] = now.members_of(county).to_dict("records")
    return pd.DataFrame(
        {
            "role": [role_label(one["role"], lang) for one in told],
            "name": [
                person_text(one["name"], one["organisation"], lang) for one in told
            ],
            "tier": [short_tier(one["tier"], lang) for one in told],
            "fit": [trades_label(one["fit"], lang) for one in told],
            "ranks": [ranks_text(one) for one in told],
            "marks": [marks(one, lang) for one in told],
        },
        index=pd.Index([one["expert_id"] for one in told], dtype=object),
    )


def _chosen_member(path: Path, now: Shown, county: str, lang: Lang) -> None:
    """What can be done with the member chosen, and who could come."""
    members = now.members_of(county)
    own = members[members["expert_id"] == state.get("advisory_member")]
    if own.empty:
        st.caption(say("advisory_card_choose", lang))
        candidates_table(now, county, "", lang)
        return
    member = dict(own.iloc[0])
    with st.container(horizontal=True):
        if member["agreed"]:
            leaving(path, now, county, member, lang)
        else:
            _answers(county, member, lang)
        st.button(
            say("advisory_see_expert", lang), key="advisory_see_expert",
            on_click=state.put, type="tertiary",
            kwargs={"advisory_view": "experts"},
        )  # fmt: skip
    candidates_table(now, county, str(member["role"]), lang)


def _answers(county: str, member: Mapping[Any, Any], lang: Lang) -> None:
    """What can be said of a member who is not in force yet."""
    pair = (county, str(member["expert_id"]))
    if member["pinned"]:
        st.button(
            say("advisory_unpin", lang), key="advisory_unpin",
            on_click=asking.let_go, args=pair,
        )  # fmt: skip
    else:
        st.button(
            say("advisory_pin", lang), key="advisory_pin",
            on_click=asking.put_in, args=pair, help=say("advisory_pin_help", lang),
        )  # fmt: skip
    for who in ("county", "expert"):
        st.button(
            say(f"advisory_no_{who}", lang), key=f"advisory_no_{who}",
            on_click=asking.says_no, args=(*pair, who),
            help=say(f"advisory_no_{who}_help", lang),
        )  # fmt: skip
    st.button(
        say("advisory_take_off", lang), key="advisory_take_off",
        on_click=asking.take_off, args=pair, type="tertiary",
        help=say("advisory_take_off_help", lang),
    )  # fmt: skip


def _said_no(now: Shown, county: str, lang: Lang) -> None:
    """Who of those asked said no or was taken off, to take it back."""
    rows = [(expert, who) for code, expert, who in now.choice.declined
            if code == county]  # fmt: skip
    rows += [(expert, "off") for code, expert in now.choice.bans if code == county]
    for at, (expert, who) in enumerate(rows):
        name = _name(now, expert)
        with st.container(horizontal=True, vertical_alignment="center"):
            told = say(f"advisory_said_{who}", lang, name=name)
            st.markdown(plain(told), width="content")
            st.button(
                say("advisory_let_back", lang), key=f"advisory_back_{at}",
                on_click=asking.let_back, args=(county, expert), type="tertiary",
            )  # fmt: skip


def _name(now: Shown, expert: str) -> str:
    return str(now.expert(expert)["name"]) if expert in now.experts.index else expert
