"""The Gantt of the sets over the map and the card of a county."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from geo.words import Lang
from planner.stays.months import month_after
from planner.stays.venues import term_months
from ui.components import data, state
from ui.components.messages import plain
from ui.components.plan_shown import kept
from ui.components.tours import edit
from ui.components.tours.card import county_card
from ui.components.tours.gantt import Event, tour_gantt
from ui.components.tours.gantt_data import (
    LOOKS,
    Bar,
    Gantt,
    Missing,
    MonthOption,
    SetRow,
)
from ui.components.tours.map_view import months_map
from ui.components.tours.picking import (
    Picked,
    ask_month,
    month_of,
    pick,
    pick_county,
    picked,
)
from ui.components.tours.shown import Shown
from ui.components.tours.words import short_name, short_sets, short_why, span_text
from ui.maps.tour_view import SET_COLOURS as PALETTE
from ui.text import say

_WIDTHS = (1.5, 1)
_GANTT = "tour_gantt"


def board_view(path: Path, shown: Shown, lang: Lang) -> None:
    """Draw the Gantt, and below it the map and the county picked."""
    now = picked(shown)
    _choosing(path, shown, now, lang)
    tour_gantt(
        gantt_of(path, shown, now, lang), lang, key=_GANTT,
        on_event=lambda event: _done(path, shown, event, lang),
    )  # fmt: skip
    left, right = st.columns(_WIDTHS, gap="medium")
    with left:
        months_map(path, shown, lang)
    with right:
        county_card(path, shown, now, lang)


def _choosing(path: Path, shown: Shown, now: Picked | None, lang: Lang) -> None:
    """Draw what bars are coloured by; say for which stay months are told."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.segmented_control(
            say("tour_colour", lang), state.TOUR_COLOURS, required=True,
            format_func=lambda name: say(f"tour_colour_{name}", lang),
            label_visibility="collapsed", **state.widget("tour_colour"),
        )  # fmt: skip
        if now is None:
            st.caption(say("tour_gantt_help", lang), width="content")
            return
        key = "tour_months_for" if now.stay_id else "tour_months_for_more"
        if not shown.stale and not edit.options(path, shown, now.key)["fits"].any():
            key = "tour_months_none"
        told = say(key, lang, county=plain(shown.names[now.county_code]))
        st.caption(told, width="content")
        st.button(
            say("tour_unpick", lang), key="tour_unpick", type="tertiary",
            on_click=pick, args=("",),
        )  # fmt: skip


def gantt_of(path: Path, shown: Shown, now: Picked | None, lang: Lang) -> Gantt:
    """All that the Gantt draws of a plan.

    Parameters
    ----------
    path, shown
        Workspace and plan.
    now
        What is picked: months that fit it are marked.
    lang
        Language.
    """
    by: str = state.get("tour_colour")
    colours = colours_of(shown, by, lang)
    problem, choice = shown.answer.question.problem, shown.asked.choice
    return Gantt(
        months=shown.months,
        rows=list(_rows(shown, lang)),
        bars=[
            _bar(row, colours[_sort(row, by)][0], choice.locked, lang)
            for row in _stays(shown)
        ],
        out=kept(path, shown, "out", lambda: _out_of_term(path, shown)),
        over=[month_after(choice.start, at) for at in range(problem.done)],
        missing=list(_missing(shown, lang)),
        options=_options(path, shown, now, lang),
        picked=now.key if now else "",
        opened=month_of(shown),
        colours=list(colours.values()) if len(colours) <= len(PALETTE) else [],
    )


def colours_of(shown: Shown, by: str, lang: Lang) -> dict[str, tuple[str, str]]:
    """Colour and words of each sort of stay, by theme, county or number."""
    rows = _stays(shown)
    there = {_sort(row, by) for row in rows}
    places = {sort: at for at, sort in enumerate(sorted(there))}
    if by == "theme":
        # The colour of the first set that has it, as on the map.
        themes = [str(one or "") for one in shown.answer.question.sets["theme"]]
        places = {sort: themes.index(sort) for sort in there if sort in themes}
    found = {}
    for sort, at in sorted(places.items(), key=lambda pair: pair[1]):
        text = shown.names.get(sort, sort) or say("tour_no_theme", lang)
        if by == "number":
            text = say("tour_number", lang, number=sort)
        found[sort] = (PALETTE[at % len(PALETTE)], text)
    return found


def _stays(shown: Shown) -> list[dict[Any, Any]]:
    rows: list[dict[Any, Any]] = shown.answer.stays.to_dict("records")
    return rows


def _km(km: str, lang: Lang) -> str:
    return say("tour_km", lang, km=km)


def _sort(row: Mapping[Any, Any], by: str) -> str:
    column = {"theme": "theme", "county": "county_code", "number": "number"}[by]
    return str(row[column] or "")


def _bar(
    row: Mapping[Any, Any], colour: str, locked: Collection[str], lang: Lang
) -> Bar:
    first, months, state_now = row["first"], int(row["months"]), str(row["state"])
    told = [
        str(row["county"]), span_text(first, months, lang), str(row["set"]),
        str(row["theme"] or ""), str(row["venue"]), _km(f"{row['km']:.0f}", lang),
        say(f"tour_state_{state_now}", lang),
        say("tour_pinned", lang) if row["pinned"] else "",
        say("tour_county_locked", lang) if row["county_code"] in locked else "",
    ]  # fmt: skip
    return Bar(
        key=str(row["stay_id"]),
        set_id=str(row["set_id"]),
        first=first,
        months=months,
        text=short_name(str(row["county"])),
        label=" · ".join(part for part in told if part),
        colour=colour,
        look=LOOKS.get(state_now, "planned"),
        pinned=bool(row["pinned"]),
        locked=row["county_code"] in locked,
        marked=row["county_code"] == state.get("county"),
    )


def _rows(shown: Shown, lang: Lang) -> Iterator[SetRow]:
    question = shown.answer.question
    ready = question.problem.sets.ready
    sets, short = shown.answer.sets, short_sets(shown)
    for at, row in enumerate(sets.to_dict("records")):
        closed = [
            month for month, free in zip(shown.months, ready[at], strict=True)
            if not free
        ]  # fmt: skip
        told = say(
            "tour_set_note", lang, stays=int(row["stays"]), km=f"{row['km']:.0f}"
        )
        theme = str(row["theme"] or say("tour_no_theme", lang))
        set_id, label = str(row["set_id"]), f"{row['set']} · {theme}"
        yield SetRow(set_id, short[set_id], told, frozenset(closed), label)


def _missing(shown: Shown, lang: Lang) -> Iterator[Missing]:
    """One chip a county that lacks stays."""
    counties = shown.answer.counties
    lacking = (counties["owed"] - counties["made"]).clip(lower=0)
    shortest = shown.answer.question.counties["shortest"]
    missed = shown.answer.missed(lang).drop_duplicates("county_code")
    why = {row["county_code"]: row for row in missed.to_dict("records")}
    for code, name, count, months in zip(
        counties["county_code"], counties["county"], lacking, shortest, strict=True
    ):
        if count:
            told = why.get(code, {"reason": "", "fix": ""})
            label = f"{name}: {told['reason']} {told['fix']}"
            text = short_name(str(name)) + (f" ×{count}" if count > 1 else "")
            yield Missing(str(code), text, label, int(months))


def _out_of_term(path: Path, shown: Shown) -> list[dt.date]:
    """Months out of term in every county, where terms matter at all."""
    choice, question = shown.asked.choice, shown.answer.question
    if choice.in_term == "none" or question.counties.empty:
        return []
    seasons = data.layers(path)[0]["seasons"]
    terms = [
        term_months(seasons, (code, code), choice)
        for code in question.counties["county_code"].astype(str)
    ]
    somewhere = np.any(terms, axis=0)
    return [
        month
        for month, inside in zip(shown.months, somewhere, strict=True)
        if not inside
    ]


def _options(
    path: Path, shown: Shown, now: Picked | None, lang: Lang
) -> list[MonthOption] | None:
    if now is None or shown.stale:
        return None
    rows = edit.options(path, shown, now.key).to_dict("records")
    return [
        MonthOption(
            str(row["set_id"]), row["first"], int(row["months"]), bool(row["fits"]),
            _km(f"{row['km']:+.0f}", lang)
            if row["fits"]
            else short_why(str(row["why"]), lang),
        )
        for row in rows
    ]  # fmt: skip


def _done(path: Path, shown: Shown, event: Event, lang: Lang) -> None:
    """Take what was done in the Gantt."""
    if event.type == "month":
        ask_month(event.first)
    elif event.type == "pick":
        now = picked(shown)
        if event.key and now is not None and now.key == event.key:
            pick("")
        elif event.key:
            pick(event.key)
        else:
            pick_county(state.get("county"))
    elif event.first is not None:
        edit.put_there(path, shown, event.key, event.set_id, event.first, None, lang)
