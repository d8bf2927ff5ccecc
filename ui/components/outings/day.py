"""The card of a day out: order, times, places, night, and what can be changed there."""

import datetime as dt
from pathlib import Path

import pandas as pd
import streamlit as st

from geo.words import Lang
from planner.outings.tours import Outing
from planner.outings.wording import caravan_name, clock, place_name, tour_lines
from ui.components import state
from ui.components.messages import markup
from ui.components.numbers import joined
from ui.components.outings import edit
from ui.components.outings.map_view import outings_of
from ui.components.outings.picking import day_of, pick_visit, picked_place
from ui.components.outings.shown import Shown
from ui.components.outings.words import short_day, van_names, vans_here
from ui.components.visit_calendar_data import short_names
from ui.text import say

_VAN, _VISIT = "outing_card_van", "outing_card_visit"


def day_card(path: Path, shown: Shown, lang: Lang) -> None:
    """Draw the card of the day that is open, or say what a click would do."""
    place, date = picked_place()
    day = day_of(shown)
    if day is None:
        _small(say("outing_card_hint", lang))
        return
    here = vans_here(shown)
    found = [
        one for one in outings_of(path, shown)
        if one.date == day and one.caravan_id in here
    ]  # fmt: skip
    if not found:
        _small(say("outing_card_nobody", lang, day=short_day(day, lang)))
        return
    one = _chosen(shown, found, place if date == day else "")
    _text(shown, one, lang)
    _visit(shown, one, lang)
    _buttons(path, shown, one, lang)


def _small(text: str) -> None:
    st.html(f'<div class="cp-card"><div class="sub">{markup(text)}</div></div>')


def _chosen(shown: Shown, found: list[Outing], place: str) -> Outing:
    """The caravan whose day is told: that of the visit selected, or one chosen."""
    by_van = {one.caravan_id: one for one in found}
    if len(by_van) == 1:
        return found[0]
    visits = shown.answer.visits
    own = visits[(visits["place_id"] == place) & (visits["date"] == found[0].date)]
    if len(own):
        st.session_state[_VAN] = str(own["caravan_id"].iloc[0])
    if st.session_state.get(_VAN) not in by_van:
        st.session_state[_VAN] = found[0].caravan_id
    names = short_names(van_names(shown))
    chosen = st.segmented_control(
        say("outing_van", state.lang()), list(by_van), required=True,
        format_func=lambda van: names[van], key=_VAN, label_visibility="collapsed",
        on_change=lambda: state.put(outing_pick=()),
    )  # fmt: skip
    return by_van[chosen]


def _text(shown: Shown, one: Outing, lang: Lang) -> None:
    answer = shown.answer
    lines = "".join(
        f"<div>{markup(line)}</div>" for line in tour_lines(one, answer, lang)
    )
    tours = answer.tours
    row = tours[(tours["date"] == one.date) & (tours["caravan_id"] == one.caravan_id)]
    sub = say(
        "outing_card_sub", lang, caravan=caravan_name(one, answer),
        km=f"{row['km'].iloc[0]:.1f}", hours=f"{row['work'].iloc[0]:.1f}",
    )  # fmt: skip
    marks = []
    if edit.is_locked(shown, one.caravan_id, one.date):
        marks.append(say("outing_is_locked", lang))
    if one.nights:
        night = place_name(one, one.tour.end, lang)
        marks.append(say("outing_card_night", lang, place=night, nights=one.nights))
    told = joined([sub, *marks], lang)
    st.html(
        f'<div class="cp-card" data-day><h3>{markup(short_day(one.date, lang))}</h3>'
        f'<div class="sub">{markup(told)}</div>{lines}</div>'
    )


def _visit(shown: Shown, one: Outing, lang: Lang) -> None:
    """Draw the choice of a visit of the day."""
    visits = shown.answer.visits
    own = visits[
        (visits["date"] == one.date) & (visits["caravan_id"] == one.caravan_id)
    ]
    if own.empty:
        return
    labels = _labels(own)
    place, date = picked_place()
    st.session_state[_VISIT] = place if place in labels and date == one.date else None
    st.selectbox(
        say("outing_visit", lang), list(labels), key=_VISIT, index=None,
        format_func=lambda code: labels.get(code, code),
        placeholder=say("outing_visit_choose", lang), label_visibility="collapsed",
        on_change=_picked, args=(one.date,),
    )  # fmt: skip


def _buttons(path: Path, shown: Shown, one: Outing, lang: Lang) -> None:
    """Draw what can be done with the visit selected, and with the whole day."""
    place, date = picked_place()
    visits = [one.part.places[stop.task] for stop in one.tour.stops]
    ids = shown.answer.question.places["place_id"].iloc[visits].tolist()
    van = one.caravan_id
    locked = edit.is_locked(shown, van, one.date)
    with st.container(horizontal=True, gap="small"):
        if place in ids and date == one.date:
            pinned = edit.is_pinned(shown, place, one.date)
            st.button(
                say("outing_unpin" if pinned else "outing_pin", lang),
                key="outing_pin", on_click=edit.pin,
                args=(path, shown, place, one.date, van, lang),
                help=say("outing_pin_help", lang),
            )  # fmt: skip
            st.button(
                say("outing_drop", lang), key="outing_drop",
                on_click=edit.take_out,
                args=(path, shown, place, one.date, lang),
            )  # fmt: skip
        st.button(
            say("outing_unlock" if locked else "outing_lock", lang), key="outing_lock",
            on_click=edit.lock, args=(path, shown, van, one.date, lang),
            help=say("outing_lock_help", lang),
        )  # fmt: skip
        st.button(
            say("outing_day_off", lang), key="outing_day_off",
            on_click=edit.stay_home,
            args=(shown, (van,), one.date, one.date, lang),
            help=say("outing_help_near", lang),
        )  # fmt: skip


def _labels(own: pd.DataFrame) -> dict[str, str]:
    return {
        str(row["place_id"]): f"{row['number']}. {clock(row['begin'])} {row['place']}"
        for row in own.to_dict("records")
    }


def _picked(date: dt.date) -> None:
    place = st.session_state[_VISIT]
    if place:
        pick_visit(place, date)
    else:
        state.put(outing_pick=())
