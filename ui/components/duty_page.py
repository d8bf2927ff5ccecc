"""The page of duties: one sentence, the month, and beside it the list or one card."""

from pathlib import Path

import pandas as pd
import streamlit as st

from geo.words import Lang
from planner.duties.days import unknown_days
from planner.duties.wording import status_label
from planner.errors import WORDS
from ui.components import data, road_changes, shell, state
from ui.components.duty_card import duty_card, place_name
from ui.components.duty_files import downloads
from ui.components.duty_grid import legend, month_bar, month_grid, shown_month
from ui.components.duty_list import choose_list, day_list, duty_list
from ui.components.duty_look import style
from ui.components.duty_table import (
    WORST,
    Duties,
    Item,
    duties_of,
    items_of,
    narrowed,
    rows_of,
    statuses_of,
)
from ui.components.duty_words import headline, letter, rest_text
from ui.components.messages import in_words, markup, plain
from ui.components.numbers import count_text, joined
from ui.text import say

_WIDTHS = (1.4, 1)
_SIDE_HEIGHT = 545
_COUNTY = 6


def duties_page() -> None:
    """Draw the page of the chosen workspace."""
    lang = state.lang()
    path = shell.workspace(lang)
    if path is None:
        return
    with in_words(lang):
        with st.spinner(say("duty_working", lang)):
            if not shell.has_villages(path, "duty_no_villages", lang):
                return
            duties = duties_of(path, shown_month(data.today()).year)
        _page(path, duties, lang)


def _page(path: Path, duties: Duties, lang: Lang) -> None:
    # Always there, or all below would move when something is told.
    with st.container():
        road_changes.tell_done()
    if duties.table.empty:
        with st.container(border=True):
            st.markdown(say("duty_nobody", lang))
        return
    st.html(style())
    with st.container(horizontal=True, vertical_alignment="bottom"):
        rows = _filtered(duties, lang)
        whole = items_of(rows)
        items = _of_status(whole, lang)
        wanted = state.get("duty_status")
        left = rows[rows["status"].isin(wanted)] if wanted else rows
        downloads(duties, left, _narrowed_text(duties, lang), lang)
    st.html(
        f'<p class="cp-verdict" data-duties>{headline(duties, whole, lang)}</p>'
        f'<span class="cp-caption">{markup(rest_text(duties, whole, lang))}</span>'
    )
    if duties.score.scoring.frames["duties_done"].empty:
        # Without any record, late only means that nobody has written it down.
        st.info(say("duty_none_recorded", lang))
    grid, side = st.columns(_WIDTHS, gap="medium")
    with grid:
        month_bar(duties.today, lang)
        month_grid(duties, items, lang)
        st.html(legend(lang))
        _unknown(duties, lang)
        unreal = int(duties.score.scoring.frames["duties_done"]["illustrative"].sum())
        if unreal:
            count = count_text(unreal, lang)
            st.caption(f":orange[{say('duty_illustrative', lang, count=count)}]")
    with side:
        _side(path, duties, rows, items, lang)


def _side(
    path: Path, duties: Duties, rows: pd.DataFrame, items: list[Item], lang: Lang
) -> None:
    """The card of what is chosen; else the list."""
    key = state.get("duty")
    chosen = rows_of(rows, key) if key else rows[:0]
    if chosen.empty:
        choose_list(lang)
    with st.container(height=_SIDE_HEIGHT, border=False, key="duty_side"):
        if chosen.empty:
            duty_list(duties, items, lang)
        elif "@" in key:
            duty_card(path, duties, chosen, rows, lang)
        else:
            st.button(
                say("duty_back_to_list", lang), key="duty_up", type="tertiary",
                on_click=state.put, kwargs={"duty": ""},
            )  # fmt: skip
            here = {item.key for item in items}
            own = [item for item in items_of(chosen) if item.key in here]
            day_list(duties, own or items_of(chosen), lang)


def _filtered(duties: Duties, lang: Lang) -> pd.DataFrame:
    """Draw the filters by programme and place; the duties that they leave."""
    names = {one.id: one.label(lang) for one in duties.score.programmes}
    known = [name for name in names if name in set(duties.table["programme"])]
    st.selectbox(
        say("duty_programme", lang), ["", *known], width=250,
        format_func=lambda name: names.get(name) or say("duty_all_programmes", lang),
        **state.widget("duty_programme", among=("", *known)),
    )  # fmt: skip
    places = _places(duties)
    st.selectbox(
        say("duty_unit", lang), ["", *places], width=170,
        format_func=lambda code: (
            place_name(places[code] or code, lang) if code
            else say("duty_all_units", lang)
        ),
        **state.widget("duty_unit", among=("", *places)),
    )  # fmt: skip
    programme, unit = state.get("duty_programme"), state.get("duty_unit")
    return narrowed(
        duties,
        programme=programme if programme in known else "",
        unit=unit if unit in places else "",
    )


def _of_status(items: list[Item], lang: Lang) -> list[Item]:
    """Draw the filter by status; items of which some unit stands so."""
    counts = statuses_of(items)
    st.pills(
        say("duty_status", lang), WORST, selection_mode="multi",
        format_func=lambda one: (
            f"{letter(one, lang)} {count_text(counts.get(one, 0), lang)}"
        ),
        help=say("duty_status_help", lang),
        **state.widget("duty_status"),
    )  # fmt: skip
    wanted = state.get("duty_status")
    if not wanted:
        return items
    return [item for item in items if not set(wanted).isdisjoint(item.counts)]


def _places(duties: Duties) -> dict[str, str]:
    """Names of the places that owe something: large ones, and counties, by code."""
    units = duties.score.scoring.ground.units
    codes = units.codes["county"]
    names = dict(zip(codes.tolist(), units.names["county"].tolist(), strict=True))
    owing = duties.table.drop_duplicates("unit_code")
    found = {}
    for code, name in zip(owing["unit_code"], owing["unit_name"], strict=True):
        if len(code) > _COUNTY and code.isdigit():
            found[code[:_COUNTY]] = names.get(code[:_COUNTY], "")
        elif code.isdigit():
            found[code] = name
    order = sorted(found, key=lambda code: (code != "00", len(code), code))
    return {code: found[code] for code in order}


def _narrowed_text(duties: Duties, lang: Lang) -> str:
    programme, unit = state.get("duty_programme"), state.get("duty_unit")
    names = {one.id: one.label(lang) for one in duties.score.programmes}
    places = _places(duties)
    told = [names[programme]] if programme in names else []
    if unit in places:
        told.append(place_name(places[unit] or unit, lang))
    told += [status_label(one, lang) for one in state.get("duty_status")]
    return plain(joined(told, lang)) if told else say("duty_all", lang)


def _unknown(duties: Duties, lang: Lang) -> None:
    """Say up to which year days off are officially known."""
    last = duties.today.replace(year=duties.year, month=12, day=31)
    for key, params in unknown_days(last):
        st.caption(f":orange[{plain(WORDS.say(key, lang, params))}]")
