"""The list beside the calendar: a month, a year by status, one day, or one row."""

import datetime as dt
from collections.abc import Sequence

import streamlit as st

from geo.words import Lang
from planner.duties.wording import status_label
from ui.components import state
from ui.components.duty_grid import by_status, move_to, shown_month
from ui.components.duty_table import Duties, Item
from ui.components.duty_words import (
    counted,
    done_text,
    item_label,
    letter,
    month_text,
    next_item,
    period_text,
    short_day,
)
from ui.components.messages import markup, plain
from ui.text import say


def choose_list(lang: Lang) -> None:
    """Draw the choice between the month and the year."""
    st.segmented_control(
        say("duty_lists", lang), state.DUTY_LISTS,
        format_func=lambda name: say(f"duty_list_{name}", lang),
        label_visibility="collapsed", required=True, **state.widget("duty_list"),
    )  # fmt: skip


def duty_list(duties: Duties, items: Sequence[Item], lang: Lang) -> None:
    """Draw the list of the month or of the year."""
    if state.get("duty_list") == "year":
        _year(duties, items, lang)
    else:
        _month(duties, items, lang)


def day_list(duties: Duties, items: Sequence[Item], lang: Lang) -> None:
    """Draw what is due on one day."""
    day = items[0].due
    _head(say("duty_due_on", lang, day=short_day(day, lang)), len(items))
    for item in items:
        _line(duties, item, lang, dated=False)


def part_list(duties: Duties, items: Sequence[Item], lang: Lang) -> None:
    """Draw the parts of one row, a line each."""
    for item in items:
        _line(duties, item, lang, dated=False)


def _year(duties: Duties, items: Sequence[Item], lang: Lang) -> None:
    if not items:
        st.caption(say("duty_none_in_year", lang, year=duties.year))
    for status, own in by_status(items).items():
        _head(status_label(status, lang), len(own))  # type: ignore[arg-type]
        for item in own:
            _line(duties, item, lang)


def _month(duties: Duties, items: Sequence[Item], lang: Lang) -> None:
    month, today = shown_month(duties.today), duties.today
    here = [item for item in items if _month_of(item.due) == month]
    _head(say("duty_due_in", lang, month=month_text(month, lang)), len(here))
    for item in here:
        _line(duties, item, lang)
    if not here:
        _none_here(duties, items, lang)
    if month != _month_of(today):
        return
    working = [
        item for item in items
        if item.status in ("due", "notice_short") and item.due >= today
        and item not in here
    ]  # fmt: skip
    before = [item for item in items if item.status == "late" and item not in here]
    for key, own in (("duty_working_now", working), ("duty_before", before)):
        if own:
            _head(say(key, lang), len(own))
        for item in own:
            _line(duties, item, lang)


def _none_here(duties: Duties, items: Sequence[Item], lang: Lang) -> None:
    st.caption(say("duty_none_in_month", lang))
    nearest = next_item(duties, items)
    if nearest is None or _month_of(nearest.due) == shown_month(duties.today):
        return
    month = _month_of(nearest.due)
    st.button(
        say("duty_go_next", lang, month=month_text(month, lang)), key="duty_go_next",
        on_click=move_to, args=(month,),
    )  # fmt: skip


def _head(text: str, count: int) -> None:
    st.html(f'<div class="cp-head">{markup(text)} · {count}</div>')


def _line(duties: Duties, item: Item, lang: Lang, *, dated: bool = True) -> None:
    day = _day_text(item.due, duties.year, lang) if dated else ""
    parts = (letter(item.status, lang), day, item_label(duties, item, lang))
    text = " ".join(part for part in (*parts, counted(item, lang)) if part)
    told = (
        duties.row(item.row_id).programme.label(lang),
        period_text(item, lang),
        done_text(item, lang),
    )
    st.button(
        plain(text), key=f"duty_line_{item.status}-{item.key}",
        help=plain(say("duty_joint", lang).join(told)), width="stretch",
        on_click=state.put, kwargs={"duty": item.key},
    )  # fmt: skip


def _day_text(day: dt.date, year: int, lang: Lang) -> str:
    if day.year == year:
        return short_day(day, lang)
    return f"{month_text(day, lang)}"


def _month_of(day: dt.date) -> dt.date:
    return day.replace(day=1)
