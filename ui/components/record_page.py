"""The page of records: choose, look, edit in place, save, and take back."""

from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from geo.schemas import LAYERS
from geo.words import Lang
from ui.components import data, record_filters, road_changes, shell, state
from ui.components.messages import in_words, plain
from ui.components.numbers import count_text
from ui.components.record_columns import ILLUSTRATIVE
from ui.components.record_draft import Draft, Overtaken
from ui.components.record_facts import attribute_view
from ui.components.record_files import downloads, template
from ui.components.record_form import record_form
from ui.components.record_names import declared, kind_names
from ui.components.record_save import problems, save_bar
from ui.components.record_states import history
from ui.components.record_table import PAGE_ROWS, choose_page, page_of, record_table
from ui.components.record_units import Units, units_of
from ui.text import say


def records_page() -> None:
    """Draw the page of the chosen workspace."""
    lang = state.lang()
    path = shell.workspace(lang)
    if path is None:
        return
    with in_words(lang):
        _records(path, lang)


def _records(path: Path, lang: Lang) -> None:
    road_changes.tell_done()
    with st.spinner(say("record_opening", lang)):
        frames, _ = data.layers(path)
        units = units_of(path)
    boxes = st.columns(record_filters.WIDTHS, vertical_alignment="bottom")
    with boxes[0]:
        draft = Draft(path, record_filters.choose_layer(frames, lang))
    overtaken = draft.refresh()
    if overtaken is not None:
        st.warning(_overtaken_text(overtaken, lang))
    known = declared(path) if draft.layer == "facts" else {}
    names = kind_names(path, draft.layer, lang)
    chosen = record_filters.choose_filters(
        boxes[1:], draft.kept.before, draft.layer, units, lang,
        names=names,
    )  # fmt: skip
    attribute = known.get(state.get("records_kind"))
    problems(draft, units, lang, names=names)
    if attribute is None:
        count = _table(draft, chosen, units, names, lang)
    else:
        count = attribute_view(draft, attribute, known, units, lang)
    with st.container(horizontal=True, vertical_alignment="center"):
        # What has just changed under the edits is looked at before they are saved.
        save_bar(draft, lang, ready=overtaken is None)
        choose_page(draft, count, lang)
    if attribute is None:
        st.caption(say("record_hint", lang))
        record_form(draft, units, lang, names=names)
    history(path, lang)


def _table(
    draft: Draft,
    chosen: record_filters.Chosen,
    units: Units,
    names: Mapping[str, str],
    lang: Lang,
) -> int:
    """Draw the records that the filters leave; return how many they are."""
    kept = draft.kept
    rows = record_filters.shown_rows(
        draft.path, kept.before, draft.layer, chosen, units, kept.layer_version
    )
    if kept.before.empty and not kept.added:
        _empty(draft, lang)
    page = page_of(draft, len(rows))
    here = rows[page * PAGE_ROWS : (page + 1) * PAGE_ROWS]
    # To the left: the table's own tools hang over the right end of this line.
    with st.container(horizontal=True, vertical_alignment="center"):
        downloads(draft, rows, units, lang)
        record_filters.forget_button(lang)
        st.caption(_count_text(draft, len(rows), page, len(here), lang))
    record_table(draft, here, (chosen, page, lang), units, lang, names=names)
    return len(rows)


def _overtaken_text(overtaken: Overtaken, lang: Lang) -> str:
    parts = [say("record_overtaken", lang, count=overtaken.edits)]
    if overtaken.both:
        parts.append(say("record_overtaken_both", lang, count=overtaken.both))
    if overtaken.gone:
        parts.append(say("record_overtaken_gone", lang, count=overtaken.gone))
    return " ".join(parts)


def _count_text(draft: Draft, rows: int, page: int, here: int, lang: Lang) -> str:
    """How many records there are, how many are shown, how many are not real."""
    frame = draft.kept.before
    parts = [say("record_count", lang, count=count_text(len(frame), lang))]
    if rows != len(frame):
        parts.append(say("record_count_left", lang, count=count_text(rows, lang)))
    if here != rows:
        first = page * PAGE_ROWS + 1
        a, b = (count_text(one, lang) for one in (first, first + here - 1))
        parts.append(say("record_count_page", lang, a=a, b=b))
    unreal = int(frame[ILLUSTRATIVE].sum())
    if unreal:
        count = count_text(unreal, lang)
        parts.append(f"**{say('record_count_illustrative', lang, count=count)}**")
    return " · ".join(parts)


def _empty(draft: Draft, lang: Lang) -> None:
    """Say what goes into the layer, and the ways to begin."""
    name = plain(LAYERS[draft.layer].label(lang))
    with st.container(border=True):
        st.markdown(say("record_empty", lang, name=name))
        st.markdown(say(f"record_about_{draft.layer}", lang))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                say("record_empty_import", lang), key="records_import",
                on_click=state.go, args=("data", "import"),
            )  # fmt: skip
            template(draft.layer, lang, key="records_empty_template")
            st.caption(say("record_empty_first", lang))
