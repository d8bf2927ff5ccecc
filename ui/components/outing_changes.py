"""What changed against a plan before: each row accepted, taken back or pinned."""

import datetime as dt
from pathlib import Path

import pandas as pd
import streamlit as st

from geo.words import Lang
from planner.errors import PlanInputError
from planner.outings.changing import visit_changes
from ui.components import outing_data, outing_draft, outing_edit
from ui.components.messages import markup
from ui.components.numbers import count_text
from ui.components.outing_data import Shown
from ui.components.outing_words import of_county, short_day
from ui.text import say

_AGAINST, _AGREED, _PAGE = "outing_against", "outing_agreed", "outing_changes_page"
_PAGE_ROWS = 7


def changes_view(path: Path, shown: Shown, lang: Lang) -> None:
    """Draw the visits that changed, and what to do with each."""
    before = _against(path, lang)
    if before is None:
        st.caption(say("outing_nothing_before", lang))
        return
    rows = change_rows(path, shown)
    _figures(before, shown, lang)
    agreed = st.session_state.setdefault(_AGREED, set())
    rows = rows[[_key(row) not in agreed for row in rows.to_dict("records")]]
    if rows.empty:
        st.success(say("outing_no_changes", lang))
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            say("roster_accept_all", lang), key="outing_accept_all",
            on_click=agreed.update,
            args=([_key(row) for row in rows.to_dict("records")],),
        )  # fmt: skip
        page = _page(len(rows), lang)
    st.caption(say("outing_changes_help", lang))
    part = rows.iloc[page * _PAGE_ROWS : (page + 1) * _PAGE_ROWS]
    for at, row in enumerate(part.to_dict("records")):
        _row(path, shown, before, row, at, lang)


def change_rows(path: Path, shown: Shown) -> pd.DataFrame:
    """Visits of the county that changed; none where there is no plan before."""
    before = _before(path)
    if before is None:
        return pd.DataFrame()
    rows = outing_data.kept(
        path, shown, ("changes", before.plan.name, before.plan.made),
        lambda: visit_changes(before.answer.visits, shown.answer.visits),
    )  # fmt: skip
    return of_county(rows, shown)


def _before(path: Path) -> Shown | None:
    """The plan laid beside: one chosen, that before re-planning, the last accepted."""
    chosen = st.session_state.get(_AGAINST, "")
    named = {plan.name: plan for plan in outing_draft.named(path)}
    if chosen in named:
        return _opened(path, named[chosen].name)
    before = outing_draft.before(path)
    if before is not None or not named:
        return before
    return _opened(path, next(iter(named)))


def _opened(path: Path, name: str) -> Shown | None:
    plan = next(one for one in outing_draft.named(path) if one.name == name)
    try:
        return outing_data.shown(path, plan)
    except PlanInputError:
        return None


def _against(path: Path, lang: Lang) -> Shown | None:
    """Draw the choice of the plan to lay beside."""
    names = [plan.name for plan in outing_draft.named(path)]
    last = outing_draft.before(path) is not None
    choices = [*([""] if last else []), *names]
    if len(choices) > 1:
        if st.session_state.get(_AGAINST) not in choices:
            st.session_state[_AGAINST] = choices[0]
        st.selectbox(
            say("outing_against", lang), choices, key=_AGAINST, width=300,
            format_func=lambda name: name or say("outing_before_last", lang),
        )  # fmt: skip
    return _before(path)


def _figures(before: Shown, shown: Shown, lang: Lang) -> None:
    """Draw what the change comes to: visits, days, kilometres, cost."""
    parts = []
    for name, was, now in (
        ("made", before.answer.made, shown.answer.made),
        ("days", len(before.answer.tours), len(shown.answer.tours)),
        ("km", before.answer.tours["km"].sum(), shown.answer.tours["km"].sum()),
        ("cost", before.answer.cost, shown.answer.cost),
    ):
        told = f"{now - was:+,.0f}"
        parts.append(say(f"outing_change_{name}", lang, change=told))
    spans = "".join(f"<span>{markup(part)}</span>" for part in parts)
    st.html(f'<div class="cp-lines" data-outing-change>{spans}</div>')


def _page(rows: int, lang: Lang) -> int:
    pages = -(-rows // _PAGE_ROWS)
    if pages == 1:
        return 0
    st.session_state[_PAGE] = min(st.session_state.get(_PAGE, 1), pages)
    told = say("record_page", lang, pages=count_text(pages, lang))
    st.caption(told, width="content")
    chosen: int = st.number_input(
        told, 1, pages, key=_PAGE, width=120, label_visibility="collapsed"
    )
    return chosen - 1


def _row(
    path: Path,
    shown: Shown,
    before: Shown,
    row: dict[str, object],
    at: int,
    lang: Lang,
) -> None:
    told, buttons = st.columns([1.6, 1], vertical_alignment="center")
    told.html(_told(row, lang))
    after = row["date_after"]
    with buttons, st.container(horizontal=True, gap="small"):
        st.button(
            say("roster_accept", lang), key=f"outing_accept_{at}",
            on_click=st.session_state[_AGREED].add, args=(_key(row),),
        )  # fmt: skip
        st.button(
            say("roster_reject", lang), key=f"outing_reject_{at}",
            on_click=_reject, args=(path, shown, before, row, lang),
            help=say("outing_reject_help", lang),
        )  # fmt: skip
        if isinstance(after, dt.date):
            place = str(row["place_id"])
            pinned = outing_edit.is_pinned(shown, place, after)
            st.button(
                say("outing_unpin" if pinned else "outing_pin", lang),
                key=f"outing_pin_{at}", on_click=outing_edit.pin,
                args=(path, shown, place, after, _van(shown, place, after), lang),
            )  # fmt: skip


def _told(row: dict[str, object], lang: Lang) -> str:
    """Place, and day and caravan before and after, as HTML."""
    nobody = say("outing_not_made", lang)
    # Whose visit it is goes without saying where it stays the same.
    others = row["caravan_before"] != row["caravan_after"]

    def side(name: str) -> str:
        day = row[f"date_{name}"]
        if not isinstance(day, dt.date):
            return nobody
        van = row[f"caravan_{name}"] if others else ""
        return f"{short_day(day, lang)} {van}".strip()

    what = say(f"outing_changed_{row['change']}", lang)
    return (
        f"{markup(str(row['county']))} <b>{markup(str(row['place']))}</b> "
        f"{markup(side('before'))} → <b>{markup(side('after'))}</b> "
        f'<span class="cp-caption">{markup(what)}</span>'
    )


def _reject(
    path: Path, shown: Shown, before: Shown, row: dict[str, object], lang: Lang
) -> None:
    """Put a visit back where it was, and keep it there."""
    place = str(row["place_id"])
    was, now = (
        day if isinstance(day, dt.date) else None
        for day in (row["date_before"], row["date_after"])
    )  # fmt: skip
    if was is not None:
        van = _van(before, place, was)
        outing_edit.move(path, shown, place, now, was, van, lang, and_pin=True)
    elif now is not None:
        outing_edit.take_out(path, shown, place, now, lang)


def _van(shown: Shown, place: str, day: dt.date) -> str:
    visits = shown.answer.visits
    own = visits[(visits["place_id"] == place) & (visits["date"] == day)]
    return str(own["caravan_id"].iloc[0]) if len(own) else ""


def _key(row: dict[str, object]) -> tuple[object, ...]:
    names = ("place_id", "date_before", "date_after", "caravan_after")
    return tuple(str(row[name]) for name in names)
