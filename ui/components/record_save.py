"""Saving the edits of a record layer, and what stands in the way."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd
import streamlit as st

from geo.issues import Issue, errors
from geo.schemas import LAYERS, LayerName
from geo.words import Lang
from planner.record_edits import RecordChanges
from planner.recording import save_records
from planner.workspace import Workspace
from ui.components import data, road_changes
from ui.components.issue_table import issue_table
from ui.components.messages import plain
from ui.components.record_columns import date_column, kind_column, term_label
from ui.components.record_draft import Cells, Draft
from ui.components.record_units import Units
from ui.text import say

_MOST_CHARACTERS = 24


def save_bar(draft: Draft, lang: Lang, *, ready: bool) -> None:
    """Draw what is not saved yet, and the buttons that save and discard it.

    Parameters
    ----------
    draft
        Edits so far.
    lang
        Language.
    ready
        Whether they may be saved when asked.
    """
    changes = draft.changes()
    counts = {
        "added": changes.added,
        "changed": changes.changed,
        "removed": changes.removed,
    }
    label = say("record_save_counts" if changes else "record_save", lang, **counts)
    asked = st.button(label, key="records_save", type="primary", disabled=not changes)
    st.button(
        say("record_discard", lang), key="records_discard",
        disabled=not (changes or draft.kept.issues), on_click=draft.begin,
    )  # fmt: skip
    if changes:
        st.markdown(f":orange[**{say('record_unsaved', lang)}**]", width="content")
    else:
        st.caption(say("record_all_saved", lang), width="content")
    if asked and ready:
        with st.spinner(say("record_saving", lang)):
            draft.fold()
            found = keep(draft, draft.frame(), changes, lang)
        if found is not None:
            if not errors(found):
                draft.begin()
            draft.kept.issues = found
        st.rerun()


def keep(
    draft: Draft, frame: pd.DataFrame, changes: RecordChanges, lang: Lang
) -> tuple[Issue, ...] | None:
    """Save rows; what came of it is told when the page is drawn anew.

    Parameters
    ----------
    draft
        Layer and the state that the rows were made from.
    frame
        All rows of the layer as they are to be.
    changes
        What that changes.
    lang
        Language of what the history tells.

    Returns
    -------
    tuple of Issue or None
        All that is wrong, or, where the rows are saved, worth a look; None where the
        workspace could not be changed.
    """
    change = changes.text(lang)
    found: list[Issue] = []

    def act() -> None:
        found.extend(
            save_records(
                Workspace(draft.path), draft.layer, frame, change=change,
                today=data.today(), made_from=draft.kept.version,
            )
        )  # fmt: skip

    if not road_changes.keep(act, say("record_saved", lang, what=plain(change)), lang):
        return None
    wrong = errors(found)
    if wrong:
        road_changes.refuse(say("record_refused", lang, count=len(wrong)))
    return tuple(found)


def problems(
    draft: Draft, units: Units, lang: Lang, *, names: Mapping[str, str]
) -> None:
    """Draw what the last save found, each problem with its row in words."""
    issues = draft.kept.issues
    if not issues:
        return
    key = "record_problems" if errors(issues) else "record_look"
    st.markdown(f"**{say(key, lang)}**")
    rows = _rows(draft, {issue.key for issue in issues})
    told = [
        replace(
            issue,
            source="",
            row=None,
            key=row_text(rows.get(issue.key, {}), draft.layer, units, names, lang)
            or issue.key,
        )
        for issue in issues
    ]
    issue_table(told, lang, key="records")


def _rows(draft: Draft, keys: set[str]) -> dict[str, Cells]:
    """Rows as they stand with their edits, by key."""
    frame = draft.frame()
    own = frame[frame[draft.key].isin(keys)]
    return {str(row[draft.key]): row for row in own.to_dict("records")}


def row_text(
    row: Cells, layer: LayerName, units: Units, names: Mapping[str, str], lang: Lang
) -> str:
    """Tell a record by its day, kind, place and name; empty where it has none."""
    parts = [
        names.get(str(row[column.name]))
        or term_label(column, str(row[column.name]), lang)
        for column in (date_column(layer), kind_column(layer))
        if column is not None and _given(row, column.name)
    ]
    code = str(row.get(LAYERS[layer].unit, ""))
    parts.append(units.label(code, lang) or code)
    parts.append(str(row.get("name", ""))[:_MOST_CHARACTERS])
    return " · ".join(part for part in parts if part)


def _given(row: Cells, name: str) -> bool:
    return bool(str(row.get(name, "")).strip())
