"""The question about the tours: the main of it beside the page, all in a view."""

from collections.abc import Callable, Mapping
from pathlib import Path

import streamlit as st

from geo.words import Lang
from planner.stays.choice import NUMBERS
from ui.components import state
from ui.components.controls import county_box, travel_controls
from ui.components.plan_asking import all_fields, rows_set, time_given
from ui.components.tours.asked import FIELDS, ROWS, first_month
from ui.components.tours.gantt_data import month_label
from ui.components.tours.shown import Shown
from ui.components.tours.words import next_extra, short_sets
from ui.text import say

# Two figures need the whole width beside the page.
_MAIN = (("months",), ("stays", "gap_months"), ("shortest", "longest"))
GROUPS: Mapping[str, tuple[str, ...]] = {
    "owed": ("counties", "months", "stays", "shortest", "longest", "gap_months"),
    "rules": ("in_term", "themes", "turn_days", "km_day"),
    "costs": ("km_cost", "move_cost"),
}
_COLUMNS = 3
_RULE = ("stays", "shortest", "longest", "gap_months")
_YEARS_BACK, _YEARS_ON = 2, 8


def controls(path: Path, lang: Lang) -> None:
    """Draw when, how often and how long, beside the page."""
    with st.sidebar:
        _start(lang)
        for names in _MAIN:
            row = st.columns(len(names), vertical_alignment="bottom")
            for place, name in zip(row, names, strict=True):
                with place:
                    FIELDS.draw(name, "main", lang)
        FIELDS.draw("counties", "main", lang)
        county_box(path, "outing_county_help", lang)
        travel_controls(path, lang)


def _start(lang: Lang) -> None:
    """Draw the choice of the first month, of the years around the next."""
    usual = first_month()
    chosen = state.get("tour_start") or usual
    months = [
        usual.replace(year=year, month=month)
        for year in range(usual.year - _YEARS_BACK, usual.year + _YEARS_ON)
        for month in range(1, 13)
    ]
    if chosen not in months:
        months = sorted([*months, chosen])
    st.selectbox(
        say("tour_start", lang), months,
        format_func=lambda month: month_label(month, lang),
        **state.widget("tour_start", missing=usual),
    )  # fmt: skip


def question_view(shown: Shown, lang: Lang) -> None:
    """Draw every field of the question, group by group, and what is set by hand."""
    time_given("tour", state.TOUR_SECONDS, 30.0, lang)
    left, right = st.columns([1.2, 1], gap="medium")
    with left:
        all_fields(FIELDS, "tour", GROUPS, _COLUMNS, lang)
    with right:
        _by_county(shown, lang)
        _extra(shown, lang)
        _ban(shown, lang)
        _by_hand(shown, lang)


def _by_county(shown: Shown, lang: Lang) -> None:
    """Draw the form for what is asked of one county alone."""
    st.markdown(f"**{say('tour_group_by_county', lang)}**")
    names = shown.names
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            say("kind_county", lang), list(names), key="tour_rule_county", width=130,
            format_func=lambda code: names.get(code, code),
        )  # fmt: skip
        for name in _RULE:
            least, most = (int(one) for one in NUMBERS[name])
            usual = FIELDS.get(name)
            if not (isinstance(usual, int) and least <= usual <= most):
                usual = FIELDS.defaults[name]
            st.number_input(
                FIELDS.label(name, lang), least, most, usual, width=92,
                key=f"tour_rule_{name}",
            )  # fmt: skip
        st.button(say("tour_rule_put", lang), key="tour_rule_put", on_click=_put_rule)


def _put_rule() -> None:
    code = st.session_state["tour_rule_county"]
    given = [st.session_state[f"tour_rule_{name}"] for name in _RULE]
    if code and None not in given:
        rest = [row for row in state.get("tour_by_county") if row[0] != code]
        row = (code, *(str(int(one)) for one in given))
        state.put(tour_by_county=tuple(sorted((*rest, row))))


def _extra(shown: Shown, lang: Lang) -> None:
    """Draw the form for a set that is not there, and might be."""
    st.markdown(f"**{say('tour_group_extra', lang)}**")
    units = _units(shown)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            say("tour_extra_home", lang), list(units), key="tour_extra_unit", width=150,
            format_func=lambda code: units.get(code, code),
        )  # fmt: skip
        st.selectbox(
            say("tour_extra_from", lang), shown.months, key="tour_extra_month",
            format_func=lambda month: month_label(month, lang), width=150,
        )  # fmt: skip
        st.button(
            say("tour_extra_put", lang), key="tour_extra_put", on_click=_put_extra,
            args=(lang,),
        )  # fmt: skip


def _units(shown: Shown) -> dict[str, str]:
    """Names of cities and counties by code."""
    counties = shown.answer.question.counties
    codes = counties["county_code"].astype(str).str[:4]
    return dict(zip(codes, counties["city"].astype(str), strict=True)) | shown.names


def _put_extra(lang: Lang) -> None:
    rows = state.get("tour_extra")
    unit = st.session_state["tour_extra_unit"]
    month = st.session_state["tour_extra_month"]
    if unit and month:
        name = next_extra([row[0] for row in rows], lang)
        state.put(tour_extra=(*rows, (name, unit, month.isoformat())))


def _ban(shown: Shown, lang: Lang) -> None:
    """Draw the form for a set that is not to go to a county."""
    st.markdown(f"**{say('tour_group_bans', lang)}**")
    names, short = shown.names, short_sets(shown)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            say("kind_county", lang), list(names), key="tour_ban_county", width=130,
            format_func=lambda code: names.get(code, code),
        )  # fmt: skip
        st.selectbox(
            say("tour_col_set", lang), list(short), key="tour_ban_set", width=190,
            format_func=lambda one: short.get(one, one),
        )  # fmt: skip
        st.button(say("tour_ban_put", lang), key="tour_ban_put", on_click=_put_ban)


def _put_ban() -> None:
    pair = st.session_state["tour_ban_county"], st.session_state["tour_ban_set"]
    if all(pair):
        state.put(tour_bans=tuple(dict.fromkeys((*state.get("tour_bans"), pair))))


def _by_hand(shown: Shown, lang: Lang) -> None:
    """Draw what is set by hand, each row with the button that takes it out."""
    names, sets, units = shown.names, shown.set_names, _units(shown)

    def county(code: str) -> str:
        return names.get(code, code)

    told: Mapping[str, Callable[[tuple[str, ...]], str]] = {
        "tour_by_county": lambda row: say(
            "tour_rule_told", lang, county=county(row[0]), stays=row[1],
            shortest=row[2], longest=row[3], gap=row[4],
        ),
        "tour_extra": lambda row: say(
            "tour_extra_told", lang, set=row[0], place=units.get(row[1], row[1]),
            month=row[2][:7],
        ),
        "tour_pins": lambda row: say(
            "tour_pin_told", lang, county=county(row[0]),
            set=sets.get(row[1], row[1]), month=row[2][:7], months=row[3],
        ),
        "tour_bans": lambda row: f"{county(row[0])} × {sets.get(row[1], row[1])}",
    }  # fmt: skip
    for name in ROWS:
        rows = state.get(name)
        if rows:
            st.markdown(f"**{say(f'{name}_set', lang)}**")
        rows_set(name, [told[name](row) for row in rows], lang)
    locked = state.get("tour_locked")
    if locked:
        st.markdown(f"**{say('tour_locked_set', lang)}**")
    rows_set("tour_locked", [county(code) for code in locked], lang)


def forget_by_hand() -> None:
    """Give up every field and row set."""
    rows = (*ROWS, "tour_set", "tour_locked")
    state.put(**dict.fromkeys(rows, ()))
    state.put(tour_start=None)
