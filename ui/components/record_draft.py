"""Records being edited: what is typed and not yet saved, kept until it is.

Edits are kept by the key of their row, apart from the table on the screen: they stay
when the page is turned, the filter changes, or somebody else saves something.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import streamlit as st

from geo.issues import Issue
from geo.schemas import LAYERS, LIST_SEPARATOR, LayerName
from planner.record_edits import RecordChanges, changes_between, with_keys, with_place
from planner.workspace import Workspace
from ui.components import data
from ui.components.record_columns import editable

Cells = dict[str, Any]


@dataclass(slots=True)
class Kept:
    """What a session holds of one layer; see :class:`Draft`."""

    version: str
    layer_version: str
    before: gpd.GeoDataFrame
    changed: dict[str, Cells] = field(default_factory=dict)
    added: dict[str, Cells] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    # The table on the screen, what it was made for, and what was typed into it.
    shown: pd.DataFrame | None = None
    shown_for: object = None
    typed: Mapping[str, Any] = field(default_factory=dict)
    turn: int = 0
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Overtaken:
    """What somebody else's change means for the edits here, counted in rows."""

    edits: int
    both: int
    gone: int


@dataclass(frozen=True, slots=True)
class Draft:
    """Unsaved edits of a record layer, in the session of one planner."""

    path: Path
    layer: LayerName

    @property
    def kept(self) -> Kept:
        """Everything kept; begun with the layer as it is."""
        name = f"records_draft:{self.path}:{self.layer}"
        if name not in st.session_state:
            frames, version = data.layers(self.path)
            own = Workspace(self.path).layer_versions().get(self.layer, "")
            st.session_state[name] = Kept(version, own, frames[self.layer])
        kept: Kept = st.session_state[name]
        return kept

    @property
    def key(self) -> str:
        """Column that names a row."""
        return LAYERS[self.layer].key

    @property
    def editor(self) -> str:
        """Key of the editor on the screen; another after each time it is filled."""
        return f"records_editor_{self.layer}_{self.kept.turn}"

    def refresh(self) -> Overtaken | None:
        """Follow the workspace; tell what became of the edits where it changed."""
        frames, version = data.layers(self.path)
        own = Workspace(self.path).layer_versions().get(self.layer, "")
        kept = self.kept
        kept.version = version
        if own == kept.layer_version:
            return None
        self.fold()
        old, kept.before, kept.layer_version = kept.before, frames[self.layer], own
        kept.shown = None
        return self._follow(old)

    def _follow(self, old: gpd.GeoDataFrame) -> Overtaken | None:
        """Put the edits, made to old rows, to those that are there now."""
        kept, key = self.kept, self.key
        if not (kept.changed or kept.added or kept.removed):
            return None
        now = kept.before[key]
        then = _by_key(with_place(old[old[key].isin(kept.changed)]), key)
        there = _by_key(with_place(kept.before[now.isin(kept.changed)]), key)
        gone = [one for one in kept.changed if one not in there]
        both = sum(
            any(
                _text(then[one].get(name)) != _text(there[one].get(name)) for name in at
            )
            for one, at in kept.changed.items()
            if one in there and one in then
        )
        for one in gone:
            kept.added[one] = then.get(one, {}) | kept.changed.pop(one)
        kept.removed &= set(now)
        # A number that somebody else has given meanwhile.
        for one in set(kept.added) & set(now):
            kept.added[self._number({*kept.added, *now})] = kept.added.pop(one)
        edits = len(kept.changed) + len(kept.added) + len(kept.removed)
        return Overtaken(edits, both, len(gone))

    def fold(self) -> None:
        """Take what was typed into the table on the screen over into the edits."""
        kept = self.kept
        typed = st.session_state.get(self.editor) or kept.typed
        kept.changed, kept.added, kept.removed = self._edits(typed)
        kept.typed, kept.shown = {}, None
        kept.turn += 1

    def note(self) -> None:
        """Remember what stands in the editor, which forgets it when it is not drawn."""
        self.kept.typed = st.session_state.get(self.editor) or {}

    def is_drawn(self, shown_for: object) -> bool:
        """Whether the table on the screen is the one asked for, edits and all."""
        kept = self.kept
        same = kept.shown is not None and kept.shown_for == shown_for
        return same and (self.editor in st.session_state or not kept.typed)

    def begin(self) -> None:
        """Forget every edit."""
        kept = self.kept
        kept.changed, kept.added, kept.removed = {}, {}, set()
        kept.typed, kept.shown, kept.issues = {}, None, ()
        kept.turn += 1

    def changes(self) -> RecordChanges:
        """Count the edits; a cell typed back to what it was is none."""
        typed = st.session_state.get(self.editor) or self.kept.typed
        edits = self._edits(typed)
        if not any(edits):
            return RecordChanges(self.layer, 0, 0, 0)
        changed, _, removed = edits
        before = self.kept.before
        own = before[before[self.key].isin({*changed, *removed})]
        return changes_between(own, self._frame(own, *edits), self.layer)

    def frame(self) -> pd.DataFrame:
        """All rows of the layer as they are to be saved."""
        kept = self.kept
        return self._frame(kept.before, kept.changed, kept.added, kept.removed)

    def frame_with(self, cells: Mapping[str, Any]) -> pd.DataFrame:
        """All rows of the layer as they are saved, and one more."""
        before = self.kept.before
        added = {self._number(set(before[self.key])): self._own(cells)}
        return self._frame(before, {}, added, set())

    def number(self) -> str:
        """Give a number that no row has, saved or not."""
        return self._number({*self.kept.added, *self.kept.before[self.key]})

    def _edits(
        self, typed: Mapping[str, Any]
    ) -> tuple[dict[str, Cells], dict[str, Cells], set[str]]:
        """Edits with those of the editor, which counts rows from 0 as it shows them."""
        kept = self.kept
        changed = {key: dict(cells) for key, cells in kept.changed.items()}
        added = {key: dict(cells) for key, cells in kept.added.items()}
        removed = set(kept.removed)
        if kept.shown is None or not typed:
            return changed, added, removed
        keys = kept.shown[self.key].tolist()
        for row, cells in typed.get("edited_rows", {}).items():
            place = added if keys[row] in added else changed
            place.setdefault(keys[row], {}).update(self._own(cells))
        for row in typed.get("deleted_rows", ()):
            changed.pop(keys[row], None)
            if added.pop(keys[row], None) is None:
                removed.add(keys[row])
        known = {*added, *kept.before[self.key]} if typed.get("added_rows") else set()
        for cells in typed.get("added_rows", ()):
            own = self._own(cells)
            if any(_text(value) for value in own.values()):
                number = self._number(known)
                known.add(number)
                added[number] = own
        return changed, added, removed

    def _own(self, cells: Mapping[str, Any]) -> Cells:
        """Cells that a planner fills in."""
        names = {column.name for column in editable(self.layer)}
        return {name: value for name, value in cells.items() if name in names}

    def _number(self, taken: set[str]) -> str:
        row = pd.DataFrame({self.key: [""]})
        keyed = with_keys(row, self.layer, today=data.today(), taken=taken)
        return str(keyed[self.key].iloc[0])

    def _frame(
        self,
        before: gpd.GeoDataFrame,
        changed: Mapping[str, Cells],
        added: Mapping[str, Cells],
        removed: set[str],
    ) -> pd.DataFrame:
        """Rows with edits put over them, what was typed as text."""
        rows = with_place(before[~before[self.key].isin(removed)])
        edited = rows[self.key].isin(changed)
        texts = [
            {name: _text(cell) for name, cell in (row | changed[key]).items()}
            for key, row in zip(
                rows.loc[edited, self.key],
                rows[edited].to_dict("records"),
                strict=True,
            )
        ]
        texts += [
            {name: _text(cell) for name, cell in cells.items()} | {self.key: key}
            for key, cells in added.items()
        ]
        if not texts:
            return rows
        fresh = pd.DataFrame(texts, columns=rows.columns, dtype=object)
        fresh = fresh.fillna("").astype("str")
        parts = [part for part in (rows[~edited], fresh) if len(part)]
        return pd.concat(parts, ignore_index=True)


def _by_key(rows: pd.DataFrame, key: str) -> dict[str, Cells]:
    return {str(row[key]): row for row in rows.to_dict("records")}


def _text(cell: Any) -> str:  # noqa: ANN401 - cells are of any type
    """Text of a cell as it is typed; empty for none."""
    if isinstance(cell, list | tuple):
        return LIST_SEPARATOR.join(map(str, cell))
    return "" if cell is None or pd.isna(cell) else str(cell)
