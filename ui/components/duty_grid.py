"""A month of duties as a grid: weeks from Monday, days off, a chip for each item."""

import calendar
import datetime as dt
from collections.abc import Mapping, Sequence

import streamlit as st

from geo.words import Lang
from planner.duties.days import day_mark, holiday_name, is_workday
from planner.duties.wording import status_label
from ui.components import state
from ui.components.duty_look import CHIP, FILLS
from ui.components.duty_table import WORST, Duties, Item
from ui.components.duty_words import (
    counted,
    done_text,
    item_label,
    letter,
    month_text,
    short_day,
)
from ui.components.messages import markup, plain
from ui.text import say

_WEEK = 7
_MOST_CHIPS = 3
# Months that the buttons lead to must have days off that can be worked out.
_BACK, _ON = -1, 1


def shown_month(today: dt.date) -> dt.date:
    """First day of the month that is shown."""
    found: dt.date = state.get("month") or today
    return found.replace(day=1)


def move_to(month: dt.date | None) -> None:
    """Show another month, None for that of today; what was open is closed."""
    state.put(month=month, duty="")


def month_bar(today: dt.date, lang: Lang) -> None:
    """Draw the name of the month and the buttons that turn it."""
    month = shown_month(today)
    with st.container(horizontal=True, vertical_alignment="center"):
        for name, by in (("back", _BACK), ("on", _ON)):
            other = _beside(month, by)
            st.button(
                say(f"duty_month_{name}", lang), key=f"duty_{name}",
                help=month_text(other, lang), on_click=move_to, args=(other,),
                disabled=not _is_known(other),
            )  # fmt: skip
        st.button(
            say("duty_today", lang), key="duty_today", on_click=move_to, args=(None,),
            disabled=month == today.replace(day=1),
        )  # fmt: skip
        st.markdown(f"**{month_text(month, lang)}**", width="content")


def month_grid(duties: Duties, items: Sequence[Item], lang: Lang) -> None:
    """Draw the grid of the month shown."""
    month = shown_month(duties.today)
    due: dict[dt.date, list[Item]] = {}
    for item in items:
        due.setdefault(item.due, []).append(item)
    with st.container(key="duty_grid"):
        with st.container(key="duty_heads"):
            for place, day in zip(st.columns(_WEEK), range(_WEEK), strict=True):
                head = markup(say(f"duty_weekday_{day}", lang))
                place.html(f'<div class="cp-day head">{head}</div>')
        weeks = calendar.Calendar().monthdatescalendar(month.year, month.month)
        for week in weeks:
            for place, day in zip(st.columns(_WEEK), week, strict=True):
                with place:
                    inside = day.month == month.month
                    st.html(_day_html(day, duties.today, lang, inside=inside))
                    if inside:
                        _chips(duties, day, due.get(day, []), lang)


def legend(lang: Lang) -> str:
    """Letters, colours and marks of days, as HTML."""
    told = []
    for status in WORST:
        fill, ink = FILLS[status]
        sign, name = markup(letter(status, lang)), markup(status_label(status, lang))
        look = f"background:{fill};color:{ink}"
        told.append(f'<span><b style="{look}">{sign}</b> {name}</span>')
    told += [
        f"<span>{_mark_html(mark, lang)} {markup(say(f'duty_mark_{mark}_what', lang))}"
        "</span>"
        for mark in ("off", "makeup")
    ]
    return f'<div class="cp-legend">{"".join(told)}</div>'


def _chips(duties: Duties, day: dt.date, items: Sequence[Item], lang: Lang) -> None:
    ranked = sorted(items, key=lambda item: WORST.index(item.status))
    shown = ranked if len(ranked) <= _MOST_CHIPS else ranked[: _MOST_CHIPS - 1]
    for item in shown:
        label = item_label(duties, item, lang)
        parts = (letter(item.status, lang), counted(item, lang), label)
        text = " ".join(part for part in parts if part)
        told = say("duty_chip_help", lang, name=label, how=done_text(item, lang))
        st.button(
            plain(text), key=f"{CHIP}_{item.status}-{item.key}", help=plain(told),
            on_click=state.put, kwargs={"duty": item.key}, width="stretch",
        )  # fmt: skip
    more = len(ranked) - len(shown)
    if more:
        st.button(
            say("duty_more_chips", lang, count=more), key=f"duty_more_{day}",
            type="tertiary", on_click=state.put, kwargs={"duty": day.isoformat()},
            help=say("duty_more_help", lang, day=short_day(day, lang)),
        )  # fmt: skip


def _day_html(day: dt.date, today: dt.date, lang: Lang, *, inside: bool) -> str:
    looks = {
        "outside": not inside,
        "rest": inside and not is_workday(day),
        "today": day == today,
    }
    look = " ".join(name for name, holds in looks.items() if holds)
    mark = day_mark(day) if inside else ""
    shown = _mark_html(mark, lang, holiday_name(day, lang)) if mark else ""
    return (
        f'<div class="cp-day {look}" data-day="{day}">'
        f'<b class="number">{day.day}</b>{shown}</div>'
    )


def _mark_html(mark: str, lang: Lang, title: str = "") -> str:
    text = markup(say(f"duty_mark_{mark}", lang))
    return f'<i class="{mark}" title="{markup(title)}">{text}</i>'


def _beside(month: dt.date, by: int) -> dt.date:
    number = month.year * 12 + month.month - 1 + by
    return dt.date(number // 12, number % 12 + 1, 1)


def _is_known(month: dt.date) -> bool:
    try:
        state.SETTINGS["month"].read(f"{month:%Y-%m}")
    except ValueError:
        return False
    return True


def by_status(items: Sequence[Item]) -> Mapping[str, list[Item]]:
    """Items by their status, the worst first."""
    found = {status: [i for i in items if i.status == status] for status in WORST}
    return {status: own for status, own in found.items() if own}
