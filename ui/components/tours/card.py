"""The card of a county: its stays, waits and venues, and what would mend a gap."""

from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from geo.words import Lang
from planner.stays.wording import state_label
from ui.components import state
from ui.components.messages import markup
from ui.components.numbers import count_text, day_text
from ui.components.tours import edit
from ui.components.tours.fixes import fix_buttons
from ui.components.tours.picking import Picked, pick
from ui.components.tours.shown import Shown
from ui.components.tours.words import short_sets, span_text
from ui.text import say

_MOST_VENUES = 4
_ROW = 34
_FIGURES = {"stays": 48, "months_out": 62, "months_idle": 58, "km": 54}


def county_card(path: Path, shown: Shown, now: Picked | None, lang: Lang) -> None:
    """Draw the card of the county picked, else how to pick one."""
    code = now.county_code if now is not None else state.get("county")
    if code not in shown.names:
        _sets(shown, lang)
        return
    st.html(_card(shown, code, lang))
    for row in _stays_of(shown, code).to_dict("records"):
        _stay(path, shown, row, now, lang)
    with st.container(horizontal=True, gap="small"):
        locked = code in shown.asked.choice.locked
        st.button(
            say("tour_unlock" if locked else "tour_lock", lang), key="tour_lock",
            on_click=edit.lock, args=(path, shown, code, lang),
            help=say("tour_lock_help", lang),
        )  # fmt: skip
        st.button(
            say("tour_one_more", lang), key="tour_one_more", on_click=pick,
            args=(code,), help=say("tour_one_more_help", lang),
            disabled=bool(shown.stale),
        )  # fmt: skip
        st.button(
            say("tour_all_counties", lang), key="tour_all_counties", type="tertiary",
            on_click=state.put, kwargs={"county": "", "tour_pick": ""},
        )  # fmt: skip
    fix_buttons(path, shown, lang, code, key="tour_card_fix")


def _stays_of(shown: Shown, code: str) -> pd.DataFrame:
    stays = shown.answer.stays
    return stays[stays["county_code"] == code]


def _card(shown: Shown, code: str, lang: Lang) -> str:
    """What is known of a county, as HTML."""
    question = shown.answer.question
    asked = question.counties[question.counties["county_code"] == code].iloc[0]
    found = shown.answer.counties
    county = found[found["county_code"] == code].iloc[0]
    last = asked["last"]
    told = [
        ("owed", say("tour_card_made", lang, made=int(county["made"]),
                     owed=int(county["owed"]))),
        ("last", say("tour_never", lang) if pd.isna(last) else day_text(last, lang)),
        ("wait", say("tour_wait_months", lang, count=int(county["wait"]))),
        ("poor", count_text(int(county["poor_households"]), lang)),
        ("venues", _venues(shown, code, lang)),
    ]  # fmt: skip
    rows = "".join(
        f"<dt>{markup(say(f'tour_card_{name}', lang))}</dt><dd>{text}</dd>"
        for name, text in told
    )
    late = say("tour_late", lang) if bool(county["late"]) else ""
    made_up = say("atlas_illustrative", lang) if bool(asked["illustrative"]) else ""
    sub = " · ".join(one for one in (str(asked["city"]), late, made_up) if one)
    missed = shown.answer.missed(lang)
    why = "".join(
        f'<div class="why">{markup(str(row["reason"]))}</div>'
        + (f'<div class="fix">{markup(str(row["fix"]))}</div>' if row["fix"] else "")
        for row in missed[missed["county_code"] == code].to_dict("records")
    )
    return (
        f'<div class="cp-card" data-county><h3>{markup(shown.names[code])}</h3>'
        f'<div class="sub">{markup(sub)}</div><dl>{rows}</dl>{why}</div>'
    )


def _venues(shown: Shown, code: str, lang: Lang) -> str:
    """Venues of a county with size and whom to ring, as HTML."""
    venues = shown.answer.question.venues
    own = venues[(venues["county_code"] == code) & (venues["venue_id"] != "")]
    lines = []
    for row in own.head(_MOST_VENUES).to_dict("records"):
        size = row["size"]
        told = [
            str(row["name"]),
            "" if pd.isna(size) else say("tour_square", lang, size=f"{size:.0f}"),
            say("tour_in_term", lang) if row["in_term"] else "",
            str(row["contact"] or ""), str(row["phone"] or ""),
        ]  # fmt: skip
        lines.append(markup(" · ".join(one for one in told if one)))
    more = len(own) - _MOST_VENUES
    if more > 0:
        lines.append(markup(say("tour_more_venues", lang, count=more)))
    return "<br>".join(lines) or markup(say("tour_no_venue", lang))


def _stay(
    path: Path, shown: Shown, row: dict[Any, Any], now: Picked | None, lang: Lang
) -> None:
    """Draw a stay of the county, and what can be done with it."""
    stay_id = str(row["stay_id"])
    picked = now is not None and now.stay_id == stay_id
    told = _stay_text(shown, row, picked, lang)
    if row["state"] != "planned":
        st.html(told)
        return
    text, buttons = st.columns(
        [1, 1.15], vertical_alignment="center", gap="small"
    )  # fmt: skip
    text.html(told)
    with buttons, st.container(horizontal=True, gap="small"):
        st.button(
            say("tour_move", lang), key=f"tour_move_{stay_id}", on_click=pick,
            args=(stay_id,), disabled=picked or bool(shown.stale),
        )  # fmt: skip
        pinned = bool(row["pinned"])
        st.button(
            say("outing_unpin" if pinned else "outing_pin", lang),
            key=f"tour_pin_{stay_id}", on_click=edit.pin,
            args=(path, shown, stay_id, lang),
        )  # fmt: skip
        if not pinned:
            st.button(
                say("outing_take_out", lang), key=f"tour_drop_{stay_id}",
                type="tertiary", on_click=edit.take_out,
                args=(path, shown, stay_id, lang),
            )  # fmt: skip


def _stay_text(shown: Shown, row: dict[Any, Any], picked: bool, lang: Lang) -> str:
    """Months of a stay, and set, venue, way and state, as HTML."""
    span = span_text(row["first"], int(row["months"]), lang)
    parts = [
        short_sets(shown)[str(row["set_id"])], str(row["venue"]),
        say("tour_way", lang, km=f"{row['km']:.0f}", place=str(row["from_place"])),
        state_label(str(row["state"]), lang),
    ]  # fmt: skip
    mark = "▸ " if picked else ""
    return (
        f'<div class="cp-lines"><b>{mark}{markup(span)}</b> <span class="cp-caption">'
        f"{markup(' · '.join(one for one in parts if one))}</span></div>"
    )


def _sets(shown: Shown, lang: Lang) -> None:
    """Draw what each set does; and that a county can be picked."""
    column = st.column_config
    short = short_sets(shown)
    sets = shown.answer.sets
    # Each is moved as often as it has stays; its theme is in the Gantt.
    rows = sets.assign(set=[short[one] for one in sets["set_id"]])[["set", *_FIGURES]]
    st.dataframe(
        rows, key="tour_sets", hide_index=True, row_height=_ROW, placeholder="",
        height=min(_ROW * (len(rows) + 1) + 8, 330),
        column_config={
            "set": column.TextColumn(say("tour_col_set", lang), width=134),
            **{
                name: column.NumberColumn(
                    say(f"tour_col_{name}", lang), format="%.0f", width=width
                )
                for name, width in _FIGURES.items()
            },
        },
    )  # fmt: skip
    st.caption(say("tour_card_help", lang))
