"""What changed against a plan before: each row accepted, taken back or pinned."""

import datetime as dt
from pathlib import Path

import pandas as pd
import streamlit as st

from geo.words import Lang
from planner.outings.changing import visit_changes
from ui.components.messages import markup
from ui.components.numbers import count_text
from ui.components.outings import edit
from ui.components.outings.draft import NAMES
from ui.components.outings.shown import Shown
from ui.components.outings.words import of_county, short_day
from ui.components.plan_changes import Changes, Row
from ui.components.plan_shown import kept
from ui.text import say

_CHANGES = Changes("outing")
_PAGE = "outing_changes_page"
_PAGE_ROWS = 7


def changes_view(path: Path, shown: Shown, lang: Lang) -> None:
    """Draw the visits that changed, and what to do with each."""
    before: Shown | None = NAMES.choose_before(path, lang)
    if before is None:
        st.caption(say("outing_nothing_before", lang))
        return
    _figures(before, shown, lang)
    rows = _CHANGES.open(change_rows(path, shown), lang)
    if rows.empty:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        _CHANGES.accept_all(rows, lang)
        page = _page(len(rows), lang)
    st.caption(say("outing_changes_help", lang))
    part = rows.iloc[page * _PAGE_ROWS : (page + 1) * _PAGE_ROWS]
    for at, row in enumerate(part.to_dict("records")):
        _row(path, shown, before, row, at, lang)


def change_rows(path: Path, shown: Shown) -> pd.DataFrame:
    """Visits of the county that changed; none where there is no plan before."""
    before: Shown | None = NAMES.before(path)
    if before is None:
        return pd.DataFrame()
    rows = kept(
        path, shown, ("changes", before.plan.name, before.plan.made),
        lambda: visit_changes(before.answer.visits, shown.answer.visits),
    )  # fmt: skip
    return of_county(rows, shown)


def _figures(before: Shown, shown: Shown, lang: Lang) -> None:
    """Draw what the change comes to: visits, days, kilometres, cost."""
    was, now = before.answer, shown.answer
    changed = {
        "made": now.made - was.made,
        "days": len(now.tours) - len(was.tours),
        "km": now.tours["km"].sum() - was.tours["km"].sum(),
        "cost": now.cost - was.cost,
    }
    _CHANGES.figures(changed, lang)


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
    row: Row,
    at: int,
    lang: Lang,
) -> None:
    told, buttons = st.columns([1.6, 1], vertical_alignment="center")
    told.html(_told(row, lang))
    after = row["date_after"]
    with buttons, st.container(horizontal=True, gap="small"):
        _CHANGES.answer(row, at, _reject, (path, shown, before, row, lang), lang)
        if isinstance(after, dt.date):
            place = str(row["place_id"])
            pinned = edit.is_pinned(shown, place, after)
            st.button(
                say("outing_unpin" if pinned else "outing_pin", lang),
                key=f"outing_pin_{at}", on_click=edit.pin,
                args=(path, shown, place, after, _van(shown, place, after), lang),
            )  # fmt: skip


def _told(row: Row, lang: Lang) -> str:
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


def _reject(path: Path, shown: Shown, before: Shown, row: Row, lang: Lang) -> None:
    """Put a visit back where it was, and keep it there."""
    place = str(row["place_id"])
    was, now = (
        day if isinstance(day, dt.date) else None
        for day in (row["date_before"], row["date_after"])
    )  # fmt: skip
    if was is not None:
        van = _van(before, place, was)
        edit.move(path, shown, place, now, was, van, lang, and_pin=True)
    elif now is not None:
        edit.take_out(path, shown, place, now, lang)


def _van(shown: Shown, place: str, day: dt.date) -> str:
    visits = shown.answer.visits
    own = visits[(visits["place_id"] == place) & (visits["date"] == day)]
    return str(own["caravan_id"].iloc[0]) if len(own) else ""
