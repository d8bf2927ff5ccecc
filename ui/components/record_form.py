"""One record in a form: its fields in order, its place picked by name."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from geo.issues import Issue, errors
from geo.schemas import LAYERS, Column
from geo.words import Lang
from planner.record_edits import RecordChanges
from ui.components import data, state
from ui.components.messages import plain
from ui.components.record_columns import (
    MOST_CHARACTERS,
    editable,
    heading,
    kind_column,
    options,
    term_label,
)
from ui.components.record_draft import Draft
from ui.components.record_save import keep
from ui.components.record_units import COUNTY, Units
from ui.text import say

_ACROSS = 4
_TURN, _TOLD = "records_form_turn", "records_form_told"
# What the next record of a series has in common with the last one.
_STAYS = frozenset({"term", "unit", "date", "year"})
# A unit of any level, or a village.
_PLACES = frozenset({"unit", "code12"})
_VILLAGE = 12


def record_form(
    draft: Draft, units: Units, lang: Lang, *, names: Mapping[str, str]
) -> None:
    """Draw the form; the record is saved at once, by itself.

    Parameters
    ----------
    draft
        Layer; its edits stay as they are.
    units
        Places by name.
    lang
        Language.
    names
        Kinds to choose from that no list has, with their names.
    """
    told: tuple[Issue, ...] = st.session_state.pop(_TOLD, ())
    name = LAYERS[draft.layer].label(lang)
    with st.expander(
        say("record_form", lang, name=plain(name)), key=f"records_form_{draft.layer}"
    ):
        places = st.columns(_ACROSS, vertical_alignment="bottom")
        for at, column in enumerate(editable(draft.layer)):
            if at and at % _ACROSS == 0:
                places = st.columns(_ACROSS, vertical_alignment="bottom")
            with places[at % _ACROSS]:
                if column == kind_column(draft.layer) and names:
                    _named(draft, column, names, lang)
                else:
                    _field(draft, column, units, lang)
        for issue in told:
            show = st.error if issue.severity == "error" else st.warning
            show(plain(f"{issue.text(lang)} {issue.mend(lang)}"))
        st.button(
            say("record_form_save", lang), key="records_form_save", type="primary",
            on_click=_save, args=(draft, lang),
        )  # fmt: skip


def _key(draft: Draft, name: str) -> str:
    turn = st.session_state.get(_TURN, 0)
    return f"records_form_{draft.layer}_{name}_{turn}"


def _field(draft: Draft, column: Column, units: Units, lang: Lang) -> None:
    """Draw the box of a column."""
    told = {
        "label": heading(column, lang),
        "help": column.help(lang),
        "key": _key(draft, column.name),
    }
    if column.kind in _PLACES:
        _unit(draft, column, units, lang)
    elif column.kind == "bool":
        st.checkbox(**told, value=column.blank)
    elif column.kind == "term":
        _begin(told["key"], _known_kind(draft, column, lang))
        st.selectbox(
            **told, options=options(column, (), lang), index=None,
            placeholder=say("choose", lang), accept_new_options=True,
        )  # fmt: skip
    elif column.kind == "trades":
        st.multiselect(
            **told, options=options(column, (), lang), placeholder=say("choose", lang)
        )
    elif column.kind == "date":
        _begin(told["key"], data.today() if column.required else None)
        st.date_input(**told, value=None, format="YYYY-MM-DD")
    elif column.kind in {"int", "year"}:
        _begin(told["key"], data.today().year if column.kind == "year" else None)
        st.number_input(**told, value=None, min_value=0, step=1)
    elif column.kind in {"lon", "lat"}:
        st.number_input(**told, value=None, format="%.5f")
    else:
        st.text_input(**told, max_chars=MOST_CHARACTERS)


def _named(draft: Draft, column: Column, names: Mapping[str, str], lang: Lang) -> None:
    """Draw the box for a kind that programmes name; another id may be typed."""
    key = _key(draft, column.name)
    _begin(key, state.get("records_kind") or None)
    st.selectbox(
        heading(column, lang), list(names), index=None, key=key,
        format_func=lambda code: names.get(code, code), help=column.help(lang),
        placeholder=say("choose", lang), accept_new_options=True,
    )  # fmt: skip


def _begin(key: str, value: Any) -> None:  # noqa: ANN401 - as the box takes it
    if key not in st.session_state and value is not None:
        st.session_state[key] = value


def _known_kind(draft: Draft, column: Column, lang: Lang) -> str | None:
    """Kind that the table is narrowed to, which a new record most likely has."""
    kind = state.get("records_kind")
    if column != kind_column(draft.layer) or not kind:
        return None
    return term_label(column, kind, lang)


def _unit(draft: Draft, column: Column, units: Units, lang: Lang) -> None:
    """Draw the boxes for a place, the county first; another code may be typed."""
    key = _key(draft, column.name)
    if column.required:
        _begin(key, state.get("records_unit")[:COUNTY] or None)
    top = st.selectbox(
        heading(column, lang), units.tops(), index=None, key=key,
        format_func=lambda code: units.label(code, lang) or code,
        help=column.help(lang), placeholder=say("record_form_county", lang),
        accept_new_options=True,
    )  # fmt: skip
    whole, inside = (top,), units.inside.get(top or "", ())
    if column.kind == "code12":
        whole, inside = (), tuple(code for code in inside if len(code) == _VILLAGE)
    if not inside:
        return

    def told(code: str) -> str:
        if code == top:
            return say("record_form_whole", lang)
        return units.label(code, lang).partition(" ")[2]

    wanted = state.get("records_unit")
    if column.required and wanted in inside:
        _begin(_inside_key(draft, column, top), wanted)
    st.selectbox(
        say("record_form_place", lang, name=column.label(lang)), (*whole, *inside),
        index=0 if whole else None, placeholder=say("choose", lang),
        key=_inside_key(draft, column, top), format_func=told,
        label_visibility="collapsed",
    )  # fmt: skip


def _inside_key(draft: Draft, column: Column, top: str | None) -> str:
    return _key(draft, f"{column.name}_in_{top}")


def _given(draft: Draft, column: Column) -> Any:  # noqa: ANN401 - as the box has it
    """What stands in a box now: typed last, it is later than what was drawn."""
    found = st.session_state
    value = found.get(_key(draft, column.name))
    if column.kind in _PLACES:
        return found.get(_inside_key(draft, column, value), value)
    return value


def _save(draft: Draft, lang: Lang) -> None:
    values = {one.name: _given(draft, one) for one in editable(draft.layer)}
    changes = RecordChanges(draft.layer, added=1, changed=0, removed=0)
    found = keep(draft, draft.frame_with(values), changes, lang)
    if found is None:
        return
    st.session_state[_TOLD] = found
    if not errors(found):
        # Other edits of the session go on from what is now saved.
        draft.refresh()
        _next(draft)


def _next(draft: Draft) -> None:
    """Empty the form for the next record, which is often of the same kind and place."""
    old = {
        column: _key(draft, column.name)
        for column in editable(draft.layer)
        if column.kind in _STAYS
    }
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    for column, key in old.items():
        _begin(_key(draft, column.name), st.session_state.get(key))
