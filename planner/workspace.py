"""The workspace: one GeoPackage with every layer, changed as a whole or not at all.

Beside ``NAME.gpkg`` lies ``NAME.history/`` with the last states, so that a change can
be undone. The file opens in QGIS; what is not a layer (sources, speed profiles, past
verdicts) is kept in tables of its own, ``planner_meta`` and ``planner_verdicts``.
"""

import contextlib
import datetime as dt
import json
import os
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyogrio

from geo.crs import STORAGE_CRS
from geo.frames import conform, empty
from geo.schemas import LAYERS, LayerName
from planner.errors import WorkspaceError
from planner.plans import carry_plans
from planner.storing import (
    as_stored,
    layer_version,
    read_meta,
    read_tables,
    to_disk,
    update_meta,
    versions_entries,
    write_layer,
    write_tables,
)

# What coverage is judged and drawn from; records may be long and are not needed, nor
# is where a base could be.
COVERAGE_LAYERS: tuple[LayerName, ...] = tuple(
    name
    for name, layer in LAYERS.items()
    if not layer.record and name != "candidate_sites"
)
_FORMAT = "1"
_KEPT_STATES = 10
_ALWAYS_WRITTEN: tuple[LayerName, ...] = ("counties", "villages")
# Texts that belong to the data but are no layer.
_SETTINGS = ("profiles", "programmes")
_WRITE_ERRORS = (
    OSError,
    sqlite3.Error,
    UnicodeError,
    pyogrio.errors.DataSourceError,
    pyogrio.errors.DataLayerError,
    pyogrio.errors.FeatureError,
    pyogrio.errors.FieldError,
    pyogrio.errors.GeometryError,
)
# Two sessions of one app must not both find the state they started from.
_PUTTING = threading.Lock()
Layers = dict[LayerName, gpd.GeoDataFrame]


class Workspace:
    """A planner's data on disk.

    Parameters
    ----------
    path
        The GeoPackage; it need not exist before the first :meth:`replace`.

    Raises
    ------
    WorkspaceError
        If the file exists and is not a workspace.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        if path.exists():
            self._check()

    @property
    def exists(self) -> bool:
        """Whether anything has been imported yet."""
        return self.path.exists()

    @property
    def data_version(self) -> str:
        """Hash of all layers and profiles, the same for the same; empty for none."""
        return self._meta().get("data_version", "")

    def layer_versions(self) -> dict[LayerName, str]:
        """Content hash of each layer, the same for the same rows; empty for none."""
        meta = self._meta()
        given = meta.get("layer_versions")
        if given is not None:
            return dict(json.loads(given))
        # Workspaces of earlier editions know one hash for all.
        return dict.fromkeys(LAYERS, meta["data_version"]) if meta else {}

    def layers(self, names: Iterable[LayerName] | None = None) -> Layers:
        """Read declared layers; one that was never imported has no rows.

        Parameters
        ----------
        names
            Layers to read; every one where None.

        Returns
        -------
        dict
            Frames as :func:`geo.frames.conform` gives them: the key is a column, rows
            are numbered from 0 in the order of the key.
        """
        return {name: self.layer(name) for name in (LAYERS if names is None else names)}

    def layer(self, name: LayerName) -> gpd.GeoDataFrame:
        """Read one declared layer."""
        if not self.exists:
            return empty(name)
        try:
            if name not in self._tables():
                return empty(name)
            # Tables may be long, and hold nothing that needs the slower way.
            fast = LAYERS[name].is_table
            frame = pyogrio.read_dataframe(self.path, layer=name, use_arrow=fast)
        except (OSError, ValueError, RuntimeError) as error:
            raise self._unreadable(str(error)) from error
        if not isinstance(frame, gpd.GeoDataFrame):
            frame = gpd.GeoDataFrame(
                frame, geometry=[None] * len(frame), crs=STORAGE_CRS
            )
        return conform(frame, name)

    def sources(self) -> list[dict[str, Any]]:
        """Files that went in: name, layer, rows, rows not real, sha256, day."""
        found = json.loads(self._meta().get("sources", "[]"))
        return list(found)

    def replace(
        self,
        layers: Mapping[LayerName, gpd.GeoDataFrame],
        sources: list[dict[str, Any]],
        *,
        made_from: str | None = None,
    ) -> None:
        """Put a new state in place of the old one, all or nothing.

        Parameters
        ----------
        layers
            Every layer of the new state; layers left out become empty.
        sources
            Rows for :meth:`sources`, the whole list.
        made_from
            The :attr:`data_version` that the new state was made from; None for any.

        Raises
        ------
        WorkspaceError
            If the file cannot be written, or somebody has changed it since
            ``made_from``; the old state is then untouched.
        """
        ordered: Layers = {
            name: as_stored(layers[name] if name in layers else empty(name), name)
            for name in LAYERS
        }
        verdicts = self.verdicts()
        versions = {name: layer_version(frame, name) for name, frame in ordered.items()}
        meta = {
            "format": _FORMAT,
            **versions_entries(versions, self._settings()),
            "sources": json.dumps(sources, ensure_ascii=False),
        }
        with self._fresh_state(made_from) as fresh:
            for name, frame in ordered.items():
                # A table that is not there is one without rows, and is read sooner.
                if len(frame) or name in _ALWAYS_WRITTEN:
                    write_layer(fresh, name, frame)
            write_tables(fresh, meta, verdicts)

    def replace_layer(
        self,
        name: LayerName,
        frame: gpd.GeoDataFrame,
        *,
        change: str,
        made_from: str | None = None,
    ) -> None:
        """Put one layer in place of what it was; all others stay.

        Parameters
        ----------
        name, frame
            The layer and all its rows.
        change
            What was changed, for :attr:`last_change`.
        made_from
            The :attr:`data_version` that the rows were made from; None for any.

        Raises
        ------
        WorkspaceError
            As for :meth:`replace`; also if there is no workspace yet.
        """
        self.replace_layers({name: frame}, change=change, made_from=made_from)

    def replace_layers(
        self,
        frames: Mapping[LayerName, gpd.GeoDataFrame],
        *,
        change: str,
        made_from: str | None = None,
    ) -> None:
        """Put some layers in place of what they were, as one change.

        Parameters as for :meth:`replace_layer`; ``frames`` are whole layers by name.
        """
        rows = {name: as_stored(frame, name) for name, frame in frames.items()}
        own = {name: layer_version(frame, name) for name, frame in rows.items()}
        with self._changed(made_from, change) as fresh:
            for name, frame in rows.items():
                write_layer(fresh, name, frame)
            versions = self.layer_versions() | own
            update_meta(fresh, versions_entries(versions, self._settings()))

    def profiles_text(self) -> str:
        """The planner's own speed profiles as TOML; empty for those shipped."""
        return self._meta().get("profiles", "")

    def set_profiles_text(self, text: str, *, change: str) -> None:
        """Keep speed profiles, or go back to those shipped with an empty text.

        Parameters
        ----------
        text
            TOML as :func:`geo.roads.profiles.parse_profiles` takes it, checked.
        change
            What was changed, for :attr:`last_change`.

        Raises
        ------
        WorkspaceError
            As for :meth:`replace_layer`.
        """
        self._set("profiles", text, change)

    def programme_texts(self) -> tuple[str, ...]:
        """The planner's own programmes, each as TOML."""
        return tuple(json.loads(self._meta().get("programmes") or "[]"))

    def set_programme_texts(self, texts: Iterable[str], *, change: str) -> None:
        """Keep the planner's own programmes in place of those kept before.

        Parameters
        ----------
        texts
            TOML as :func:`planner.programmes.parsing.parse_programme` takes it,
            checked.
        change
            What was changed, for :attr:`last_change`.

        Raises
        ------
        WorkspaceError
            As for :meth:`replace_layer`.
        """
        kept = list(texts)
        text = json.dumps(kept, ensure_ascii=False) if kept else ""
        self._set("programmes", text, change)

    def _set(self, name: str, text: str, change: str) -> None:
        """Keep one of the texts that are no layers."""
        with self._changed(None, change) as fresh:
            settings = self._settings() | {name: text}
            update_meta(fresh, versions_entries(self.layer_versions(), settings))

    def _settings(self) -> dict[str, str]:
        meta = self._meta()
        return {name: meta.get(name, "") for name in _SETTINGS}

    @property
    def last_change(self) -> str:
        """What the last change was called; empty where it was an import."""
        return self._meta().get("change", "")

    def undo(self) -> None:
        """Go back to the state before the last change.

        Raises
        ------
        WorkspaceError
            If there is none.
        """
        states = self._states()
        if not states:
            raise WorkspaceError([("workspace_no_history", {})])
        verdicts = self.verdicts()
        try:
            carry_plans(self.path, states[-1])
            os.replace(states[-1], self.path)  # noqa: PTH105
        except (OSError, sqlite3.Error) as error:
            raise self._not_writable(error) from error
        for verdict in verdicts[len(self.verdicts()) :]:
            self.record_verdict(verdict)

    @property
    def can_undo(self) -> bool:
        """Whether there is a state to go back to."""
        return bool(self._states())

    def verdicts(self) -> list[dict[str, Any]]:
        """Verdicts recorded so far, oldest first: day, rule, data version, summary."""
        if not self.exists:
            return []
        try:
            with self._connect() as connection:
                rows = connection.execute(
                    "SELECT record FROM planner_verdicts ORDER BY number"
                ).fetchall()
            return [json.loads(row[0]) for row in rows]
        except (sqlite3.Error, ValueError) as error:
            raise self._unreadable(str(error)) from error

    def record_verdict(self, record: Mapping[str, Any]) -> None:
        """Append a verdict, unless the last one says the same."""
        past = self.verdicts()
        text = json.dumps(record, ensure_ascii=False, sort_keys=True)
        if past and json.dumps(past[-1], ensure_ascii=False, sort_keys=True) == text:
            return
        try:
            with self._connect() as connection:
                connection.execute(
                    "INSERT INTO planner_verdicts (record) VALUES (?)", (text,)
                )
        except sqlite3.Error as error:
            raise self._not_writable(error) from error

    @contextlib.contextmanager
    def _changed(self, made_from: str | None, change: str) -> Iterator[Path]:
        """Yield a copy of the state to change; it becomes the state at the end.

        Unless somebody changes the workspace meanwhile, whose work would be lost.
        """
        if not self.exists:
            raise WorkspaceError([("workspace_missing", {"path": str(self.path)})])
        copied = self.data_version if made_from is None else made_from
        with self._fresh_state(copied) as fresh:
            shutil.copy2(self.path, fresh)
            yield fresh
            update_meta(fresh, {"change": change})

    @contextlib.contextmanager
    def _fresh_state(self, made_from: str | None) -> Iterator[Path]:
        """Yield a file name; what is written there becomes the state at the end."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with _beside(self.path) as fresh:
                yield fresh
                with _PUTTING:
                    if made_from not in (None, self.data_version):
                        params = {"path": str(self.path)}
                        raise WorkspaceError([("workspace_changed", params)])
                    self._put(fresh)
        except _WRITE_ERRORS as error:
            raise self._not_writable(error) from error

    def _states(self) -> list[Path]:
        return sorted(self._history.glob("*.gpkg"))

    @property
    def _history(self) -> Path:
        return self.path.with_suffix(".history")

    def _put(self, fresh: Path) -> None:
        """Move a new state into place; the old one joins the history, or stays."""
        stamp = dt.datetime.now(tz=dt.UTC).strftime("%Y%m%dT%H%M%S%f")
        kept = self._history / f"{stamp}.gpkg"
        if self.exists:
            carry_plans(self.path, fresh)
            self._history.mkdir(exist_ok=True)
            shutil.copy2(self.path, kept)
        try:
            to_disk(fresh)
            os.replace(fresh, self.path)  # noqa: PTH105 - atomic on every system
        except OSError:
            kept.unlink(missing_ok=True)
            raise
        for old in self._states()[:-_KEPT_STATES]:
            old.unlink()

    def _check(self) -> None:
        if self._meta().get("format") != _FORMAT:
            why = "planner_meta"
            raise self._unreadable(why)

    def _unreadable(self, why: str) -> WorkspaceError:
        params = {"path": str(self.path), "why": why}
        return WorkspaceError([("workspace_not_ours", params)])

    def _not_writable(self, error: Exception) -> WorkspaceError:
        params = {"path": str(self.path), "why": str(error)}
        return WorkspaceError([("workspace_not_writable", params)])

    def _meta(self) -> Mapping[str, str]:
        if not self.exists:
            return {}
        try:
            return read_meta(self.path)
        except (OSError, sqlite3.Error) as error:
            raise self._unreadable(str(error)) from error

    def _tables(self) -> frozenset[str]:
        try:
            return read_tables(self.path)
        except (OSError, sqlite3.Error) as error:
            raise self._unreadable(str(error)) from error

    @contextlib.contextmanager
    def _connect(self) -> Iterator[sqlite3.Connection]:
        with contextlib.closing(sqlite3.connect(self.path)) as connection, connection:
            yield connection


def may_be_workspace(path: Path) -> bool:
    """Whether to offer a GeoPackage as a workspace.

    False only for a sound one without our tables, such as an exported region; one
    that cannot be read is offered, so that opening it says what is wrong.
    """
    query = "SELECT count(*) FROM sqlite_master WHERE name = 'planner_meta'"
    try:
        with contextlib.closing(sqlite3.connect(path)) as connection:
            return bool(connection.execute(query).fetchone()[0])
    except sqlite3.Error:
        return True


@contextlib.contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """Yield a new file name in the same folder, gone afterwards unless moved."""
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".writing-") as folder:
        yield Path(folder) / "fresh.gpkg"
