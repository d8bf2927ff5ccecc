"""Calendar and map side by side: a day opens its routes, a visit can be dragged."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from geo.words import Lang
from ui.components import state
from ui.components.outings import edit
from ui.components.outings.day import day_card
from ui.components.outings.map_view import days_map
from ui.components.outings.picking import (
    day_of,
    month_of,
    months,
    pick_day,
    pick_visit,
    picked,
    picked_place,
)
from ui.components.outings.shown import Shown
from ui.components.outings.words import short_why, van_names, vans_here
from ui.components.plan_shown import kept
from ui.components.visit_calendar import Event, visit_calendar
from ui.components.visit_calendar_data import DayOption, month_name, short_names
from ui.maps.outing_days import DayMark, DayTour, day_marks, day_tours
from ui.text import say

_WIDTHS = (1.25, 1)
_CALENDAR = "outing_calendar"


def calendar_view(path: Path, shown: Shown, lang: Lang) -> None:
    """Draw the month on the left, the map and the card of the day on the right."""
    left, right = st.columns(_WIDTHS, gap="medium")
    with left:
        with st.container(horizontal=True, vertical_alignment="center"):
            month_buttons(shown, lang)
            van_filter(shown, lang)
        _choosing(shown, lang)
        _calendar(path, shown, lang)
    with right:
        days_map(path, shown, tours_here(path, shown), lang)
        day_card(path, shown, lang)


def month_buttons(shown: Shown, lang: Lang) -> None:
    """Draw the choice of a month, and the steps to its neighbours."""
    known, month = months(shown), month_of(shown)
    at = known.index(month)
    for name, to in (("before", at - 1), ("after", at + 1)):
        st.button(
            say(f"outing_month_{name}", lang), key=f"outing_month_{name}",
            disabled=not 0 <= to < len(known), on_click=_open_month,
            args=(known[max(min(to, len(known) - 1), 0)],),
        )  # fmt: skip
    st.session_state["outing_month_at"] = month
    st.selectbox(
        say("outing_month", lang), known, key="outing_month_at", width=130,
        format_func=lambda one: say(
            "outing_month_of", lang, year=one.year, month=month_name(one.month, lang)
        ),
        label_visibility="collapsed",
        on_change=lambda: _open_month(st.session_state["outing_month_at"]),
    )  # fmt: skip


def _open_month(month: dt.date) -> None:
    state.put(outing_month=month, outing_day=None)


def van_filter(shown: Shown, lang: Lang) -> None:
    """Draw the choice of one caravan to look at."""
    names = short_names(van_names(shown))
    if len(names) > 1:
        st.selectbox(
            say("outing_van", lang), ["", *names], width=170,
            format_func=lambda one: names.get(one) or say("outing_all_vans", lang),
            label_visibility="collapsed",
            **state.widget("outing_van", among=("", *names)),
        )  # fmt: skip


def tours_here(path: Path, shown: Shown) -> list[DayTour]:
    """Days out of the caravans shown."""
    vans = vans_here(shown)

    def make() -> list[DayTour]:
        answer = shown.answer
        return day_tours(answer.tours, answer.visits, shown.asked.choice)

    tours = kept(path, shown, "day tours", make)
    return [tour for tour in tours if tour.caravan_id in vans]


def marks_of(path: Path, shown: Shown, lang: Lang) -> Mapping[dt.date, DayMark]:
    """Holidays and weekends of the time planned and the weeks around it."""
    choice = shown.asked.choice
    week = dt.timedelta(days=7)
    return kept(
        path, shown, ("marks", lang),
        lambda: day_marks(choice.start - week, choice.end + week, lang),
    )  # fmt: skip


def _choosing(shown: Shown, lang: Lang) -> None:
    """Say for which visit the days are told, and offer to leave it."""
    place, day = picked_place()
    if not place:
        return
    key = "outing_days_for" if day else "outing_days_for_missed"
    with st.container(horizontal=True, vertical_alignment="center"):
        name = edit.name_of(shown, place)
        st.caption(say(key, lang, place=name), width="content")
        st.button(
            say("outing_unpick", lang), key="outing_unpick", type="tertiary",
            on_click=state.put, kwargs={"outing_pick": ()},
        )  # fmt: skip


def _calendar(path: Path, shown: Shown, lang: Lang) -> None:
    place, day = picked_place()
    visit_calendar(
        month_of(shown), tours_here(path, shown), marks_of(path, shown, lang), lang,
        key=_CALENDAR, selected=picked(), opened=day_of(shown),
        options=day_options(path, shown, place, day, lang) if place else None,
        on_event=lambda event: _done(path, shown, event, lang),
    )  # fmt: skip


def day_options(
    path: Path, shown: Shown, place: str, day: dt.date | None, lang: Lang
) -> dict[dt.date, DayOption]:
    """What it would mean to have a visit on each day, the best caravan of each."""
    table = edit.options(path, shown, place, day)
    best: dict[dt.date, DayOption] = {}
    rows = sorted(
        table.to_dict("records"), key=lambda row: (not row["fits"], row["cost"])
    )
    for row in rows:
        text = (
            say("outing_day_costs", lang, km=f"{round(row['km']):+d}")
            if row["fits"] else short_why(str(row["why"]), lang)
        )  # fmt: skip
        van = str(row["caravan_id"])
        best.setdefault(row["date"], DayOption(bool(row["fits"]), text, van))
    return best


def _done(path: Path, shown: Shown, event: Event, lang: Lang) -> None:
    """Take what was done in the calendar."""
    if event.type == "day":
        pick_day(event.date)
    elif event.type == "visit":
        pick_visit(event.place_id, event.date)
    elif event.type == "choose":
        place, day = picked_place()
        if place:
            edit.move(path, shown, place, day, event.date, event.to_caravan_id, lang)
    elif event.to is not None:
        edit.move(
            path, shown, event.place_id, event.date, event.to, event.to_caravan_id, lang
        )
