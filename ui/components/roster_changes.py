"""What changes against the roster before, each row accepted, taken back or pinned."""

import streamlit as st

from geo.travel import Indices
from geo.words import Lang
from planner.assignment import Change, change_text, decide
from planner.roster.question import RosterQuestion
from planner.wording import travel_text
from ui.components import roster_state, state
from ui.components.messages import markup, plain
from ui.components.numbers import count_text, joined
from ui.components.roster_data import Roster
from ui.components.roster_state import Pairs
from ui.components.roster_words import compared
from ui.text import say

_PAGE_ROWS = 8


def changes_view(roster: Roster, lang: Lang) -> None:
    """Draw the rows that change, the undecided first, and what to do with them all."""
    st.markdown(plain(compared(roster, lang)))
    county = state.get("county")
    changes = [one for one in roster.changes if one.post.startswith(county)]
    if county and roster.changes:
        counts = {"count": len(changes), "whole": len(roster.changes)}
        st.caption(say("roster_changes_of_county", lang, **counts))
    if not changes:
        st.caption(say("roster_no_changes", lang))
        return
    agreed = dict(roster.asked.agreed)
    settled = {*agreed.items(), *roster.asked.choice.pins}
    order = sorted(changes, key=lambda one: (one.post, one.after) in settled)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            say("roster_accept_all", lang), key="roster_accept_all",
            on_click=roster_state.agree,
            args=([(one.post, one.after) for one in changes],),
        )  # fmt: skip
        page = _page(len(order), lang)
    st.caption(say("roster_changes_help", lang))
    for at, change in enumerate(order[page * _PAGE_ROWS : (page + 1) * _PAGE_ROWS]):
        _row(roster, change, at, lang)


def _page(rows: int, lang: Lang) -> int:
    pages = -(-rows // _PAGE_ROWS)
    if pages == 1:
        return 0
    key = "roster_changes_page"
    st.session_state[key] = min(st.session_state.get(key, 1), pages)
    told = say("record_page", lang, pages=count_text(pages, lang))
    st.caption(told, width="content")
    chosen: int = st.number_input(
        told, 1, pages, key=key, width=120, label_visibility="collapsed"
    )
    return chosen - 1


def _row(roster: Roster, change: Change, at: int, lang: Lang) -> None:
    told, buttons = st.columns([1.55, 1], vertical_alignment="center")
    told.html(_told(roster, change, lang))
    pair = (change.post, change.after)
    with buttons, st.container(horizontal=True, gap="small"):
        if pair in roster.asked.choice.pins:
            st.markdown(say("roster_is_pinned", lang))
            return
        if dict(roster.asked.agreed).get(change.post) == change.after:
            st.markdown(say("roster_is_agreed", lang))
        else:
            st.button(
                say("roster_accept", lang), key=f"roster_accept_{at}",
                on_click=roster_state.agree, args=([pair],),
            )  # fmt: skip
        st.button(
            say("roster_reject", lang), key=f"roster_reject_{at}",
            on_click=_reject, args=(roster, change), disabled=_is_bound(change),
            help=say("roster_reject_help", lang),
        )  # fmt: skip
        if change.after:
            st.button(
                say("roster_pin_row", lang), key=f"roster_pin_{at}",
                on_click=roster_state.pin, args=pair,
            )  # fmt: skip


def _told(roster: Roster, change: Change, lang: Lang) -> str:
    """County, village, holder before and after, and why, as HTML."""
    unit, names = roster.asked.rule.unit, roster.names
    nobody = say("roster_open", lang)
    before, after = (
        names.get(one, one) if one else nobody for one in (change.before, change.after)
    )
    county, village = _place(roster, change.post)
    far = travel_text(change.cost_after, unit, lang) if change.cost_after >= 0 else ""
    arrow = f"{markup(before)} → <b>{markup(after)}</b> {markup(far)}"
    return (
        f"{markup(county)} <b>{markup(village)}</b> {arrow}"
        f'<br><span class="cp-caption">{markup(_why(roster, change, lang))}</span>'
    )


def _place(roster: Roster, post: str) -> tuple[str, str]:
    """County and village of a post; one that is gone is known by its village."""
    villages = roster.answer.question.villages
    found = villages[villages["village_code"] == post.split("/")[0]]
    if found.empty:
        return "", post
    return str(found["county_name"].iloc[0]), str(found["name"].iloc[0])


def _why(roster: Roster, change: Change, lang: Lang) -> str:
    """Why a row changed, why it is open now, and who was rejected for it."""
    why = change_text(change, lang, unit=roster.asked.rule.unit, names=roster.names)
    row = roster.row_of(change.post)
    if not change.after and row >= 0:
        told = roster.answer.why_open(lang)["text"][change.post]
        why = say("roster_change_open", lang, why=why, open=told)
    refused = [
        roster.names.get(person, person)
        for post, person in roster.asked.choice.bans
        if post == change.post and person != change.before
    ]
    if refused:
        why += say("roster_change_refused", lang, names=joined(refused, lang))
    return why


def _is_bound(change: Change) -> bool:
    """Whether neither the holder before nor another can be asked for."""
    return change.cause == "person_left" and not change.after


def _reject(roster: Roster, change: Change) -> None:
    """Put the holder before back where the rules allow it, else never the new one."""
    question = roster.answer.question
    found = decide(question.problem, roster.changes, {change.post: "reject"})
    values: dict[str, Pairs] = {
        name: _taken(state.get(name), *(
            _ids(question, getattr(problem, name))
            for problem in (question.problem, found)
        ))
        for name in ("pins", "bans")
    }  # fmt: skip
    agreed = tuple(one for one in state.get("agreed") if one[0] != change.post)
    roster_state.step(agreed=agreed, **values)


def _taken(own: Pairs, before: Pairs, after: Pairs) -> Pairs:
    """Pairs of one's own with what a decision took out and put in."""
    kept = [pair for pair in own if pair not in before or pair in after]
    return (*kept, *(pair for pair in after if pair not in before))


def _ids(question: RosterQuestion, pairs: Indices) -> Pairs:
    posts = question.posts["post_id"].tolist()
    people = question.people["commissioner_id"].tolist()
    return tuple((posts[post], people[one]) for post, one in pairs.tolist())
