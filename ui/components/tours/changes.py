"""What changed against a plan before: each row accepted, taken back or pinned."""

from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from geo.words import Lang
from planner.stays.changing import stay_changes, waits_more
from ui.components.messages import markup
from ui.components.tours import edit
from ui.components.tours.draft import DRAFTS, NAMES
from ui.components.tours.shown import Shown, kept
from ui.components.tours.words import span_text
from ui.text import say

_AGREED = "tour_agreed"
_MOST_ROWS = 40


def changes_view(path: Path, shown: Shown, lang: Lang) -> None:
    """Draw the stays that changed, and what to do with each."""
    before = _against(path, lang)
    if before is None:
        st.caption(say("outing_nothing_before", lang))
        return
    _figures(before, shown, lang)
    agreed = st.session_state.setdefault(_AGREED, set())
    rows = change_rows(path, shown)
    rows = rows[[_key(row) not in agreed for row in rows.to_dict("records")]]
    if rows.empty:
        st.success(say("tour_no_changes", lang))
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            say("roster_accept_all", lang), key="tour_accept_all",
            on_click=agreed.update,
            args=([_key(row) for row in rows.to_dict("records")],),
        )  # fmt: skip
        st.caption(say("tour_changes_help", lang), width="content")
    for at, row in enumerate(rows.head(_MOST_ROWS).to_dict("records")):
        _row(path, shown, row, at, lang)
    if len(rows) > _MOST_ROWS:
        st.caption(say("more_lines", lang, count=len(rows) - _MOST_ROWS))


def change_rows(path: Path, shown: Shown) -> pd.DataFrame:
    """All stays that changed; none where there is no plan before."""
    before = _before(path)
    if before is None:
        return pd.DataFrame(columns=["county_code"])
    return kept(
        path, shown, ("changes", before.plan.name, before.plan.made),
        lambda: stay_changes(before.answer.stays, shown.answer.stays),
    )  # fmt: skip


def _before(path: Path) -> Shown | None:
    """The plan laid beside: one chosen, that before re-planning, the last accepted."""
    chosen = st.session_state.get(NAMES.against, "")
    named = {plan.name: plan for plan in DRAFTS.named(path)}
    if chosen in named:
        return DRAFTS.opened(path, named[chosen])
    before = DRAFTS.before(path)
    if before is not None or not named:
        return before
    return DRAFTS.opened(path, next(iter(named.values())))


def _against(path: Path, lang: Lang) -> Shown | None:
    """Draw the choice of the plan to lay beside."""
    names = [plan.name for plan in DRAFTS.named(path)]
    last = DRAFTS.before(path) is not None
    choices = [*([""] if last else []), *names]
    if len(choices) > 1:
        if st.session_state.get(NAMES.against) not in choices:
            st.session_state[NAMES.against] = choices[0]
        # A box keeps its words: each language has its own.
        key = f"{NAMES.against}_{lang}"
        st.session_state[key] = st.session_state[NAMES.against]
        st.selectbox(
            say("outing_against", lang), choices, key=key, width=300,
            format_func=lambda name: name or say("outing_before_last", lang),
            on_change=_lay_beside, args=(key,),
        )  # fmt: skip
    return _before(path)


def _lay_beside(key: str) -> None:
    st.session_state[NAMES.against] = st.session_state[key]


def _figures(before: Shown, shown: Shown, lang: Lang) -> None:
    """Draw what the change comes to: stays, waiting, kilometres, cost."""
    was, now = before.answer, shown.answer
    parts = [
        say(f"tour_change_{name}", lang, change=f"{after - first:+,.0f}")
        for name, first, after in (
            ("made", was.made, now.made),
            ("wait", 0, waits_more(was.stays, now.stays)),
            ("km", was.km, now.km),
            ("cost", was.cost, now.cost),
        )
    ]
    spans = "".join(f"<span>{markup(part)}</span>" for part in parts)
    st.html(f'<div class="cp-lines" data-tour-change>{spans}</div>')


def _row(
    path: Path, shown: Shown, row: dict[Any, Any], at: int, lang: Lang
) -> None:  # fmt: skip
    told, buttons = st.columns([1.9, 1], vertical_alignment="center")
    told.html(_told(row, lang))
    with buttons, st.container(horizontal=True, gap="small"):
        st.button(
            say("roster_accept", lang), key=f"tour_accept_{at}",
            on_click=st.session_state[_AGREED].add, args=(_key(row),),
        )  # fmt: skip
        st.button(
            say("roster_reject", lang), key=f"tour_reject_{at}", on_click=_reject,
            args=(path, shown, row, lang), help=say("tour_reject_help", lang),
        )  # fmt: skip


def _told(row: dict[Any, Any], lang: Lang) -> str:
    """County, and months, set and venue before and after, as HTML."""

    def side(name: str) -> str:
        first = row[f"first_{name}"]
        if pd.isna(first):
            return say("tour_not_planned", lang)
        span = span_text(first, int(row[f"months_{name}"]), lang)
        return f"{span} {row[f'set_{name}']}"

    what = say(f"tour_changed_{row['change']}", lang)
    return (
        f"<b>{markup(str(row['county']))}</b> "
        f"{markup(side('before'))} → <b>{markup(side('after'))}</b> "
        f'<span class="cp-caption">{markup(what)}</span>'
    )


def _reject(path: Path, shown: Shown, row: dict[Any, Any], lang: Lang) -> None:
    """Put a stay back where it was, and keep it there."""
    county, after = str(row["county_code"]), row["first_after"]
    stays = shown.answer.stays
    own = stays[(stays["county_code"] == county) & (stays["first"] == after)]
    stay_id = str(own["stay_id"].iloc[0]) if len(own) else ""
    was = row["first_before"]
    if pd.isna(was):
        if stay_id:
            edit.take_out(path, shown, stay_id, lang)
        return
    months = int(row["months_before"])
    edit.put_there(
        path, shown, stay_id or county, str(row["set_id_before"]), was, months, lang,
        and_pin=True,
    )  # fmt: skip


def _key(row: dict[Any, Any]) -> tuple[str, ...]:
    names = ("county_code", "first_before", "first_after", "set_id_after")
    return tuple(str(row[name]) for name in names)
