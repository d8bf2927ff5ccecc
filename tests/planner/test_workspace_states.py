"""States of a workspace: undo, history, verdicts and failures while writing."""

import os
import shutil
import sqlite3

import pyogrio
import pytest

from planner import workspace as module
from planner.errors import WorkspaceError
from planner.workspace import Workspace
from tests import toy
from tests.planner.states import EVERY_LAYER, content, saved, says


def fail(*_args, **_kwargs):
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize(
    ("place", "name"),
    [
        (pyogrio, "write_dataframe"),
        (module, "write_tables"),
        (shutil, "copy2"),
        (os, "replace"),
    ],
)
def test_when_writing_fails_nothing_has_changed(place, name, tmp_path, monkeypatch):
    workspace = saved(tmp_path)
    before, files = content(workspace.path), sorted(tmp_path.rglob("*.gpkg"))
    with monkeypatch.context() as patch:
        patch.setattr(place, name, fail)
        with pytest.raises(WorkspaceError) as error:
            workspace.replace(EVERY_LAYER, [])
    says(error, "workspace_not_writable")
    assert "No space left" in error.value.text("zh")
    assert content(workspace.path) == before
    assert sorted(tmp_path.rglob("*.gpkg")) == files
    assert not list(tmp_path.glob(".writing-*"))
    assert not workspace.can_undo


def test_a_failure_half_way_through_the_layers(tmp_path, monkeypatch):
    workspace = saved(tmp_path)
    before = content(workspace.path)
    write, left = pyogrio.write_dataframe, [2]

    def third_fails(*args, **kwargs):
        if not left[0]:
            fail()
        left[0] -= 1
        return write(*args, **kwargs)

    monkeypatch.setattr(pyogrio, "write_dataframe", third_fails)
    with pytest.raises(WorkspaceError):
        workspace.replace(EVERY_LAYER, [])
    assert content(workspace.path) == before


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("x")
    workspace = Workspace(tmp_path / "file" / "w.gpkg")
    with pytest.raises(WorkspaceError) as error:
        workspace.replace(EVERY_LAYER, [])
    says(error, "workspace_not_writable")


def test_undo_goes_back_step_by_step(tmp_path):
    workspace = saved(tmp_path)
    versions = [workspace.data_version]
    for count in (5, 4):
        workspace.replace({"villages": toy.villages().iloc[:count]}, [{"n": count}])
        versions.append(workspace.data_version)
    workspace.undo()
    assert workspace.data_version == versions[1]
    assert workspace.sources() == [{"n": 5}]
    workspace.undo()
    assert workspace.data_version == versions[0]
    assert len(workspace.layer("counties")) == 2
    assert not workspace.can_undo
    with pytest.raises(WorkspaceError) as error:
        workspace.undo()
    says(error, "workspace_no_history")
    assert workspace.data_version == versions[0]


def test_undo_that_fails_leaves_both_states(tmp_path, monkeypatch):
    workspace = saved(tmp_path)
    workspace.replace({}, [])
    now = workspace.data_version
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", fail)
        with pytest.raises(WorkspaceError) as error:
            workspace.undo()
    says(error, "workspace_not_writable")
    assert workspace.data_version == now
    assert workspace.can_undo


def test_the_history_is_capped_at_the_latest(tmp_path):
    workspace = Workspace(tmp_path / "w.gpkg")
    for count in range(13):
        workspace.replace({}, [{"n": count}])
    assert len(list((tmp_path / "w.history").iterdir())) == 10
    for count in range(11, 1, -1):
        workspace.undo()
        assert workspace.sources() == [{"n": count}]
    assert not workspace.can_undo


def test_verdicts_outlive_imports_and_undoing(tmp_path):
    workspace = saved(tmp_path)
    first, second = {"covered": 1, "day": "2019-06-01"}, {"covered": 2, "名": "甲"}
    workspace.record_verdict(first)
    workspace.replace({}, [])
    workspace.record_verdict(second)
    workspace.undo()
    assert workspace.verdicts() == [first, second]
    assert len(workspace.layer("villages")) == 6


def test_the_same_verdict_is_recorded_once_in_a_row(tmp_path):
    workspace = saved(tmp_path)
    for record in ({"a": 1, "b": 2}, {"b": 2, "a": 1}, {"a": 2}, {"a": 1, "b": 2}):
        workspace.record_verdict(record)
    assert workspace.verdicts() == [{"a": 1, "b": 2}, {"a": 2}, {"a": 1, "b": 2}]


def test_a_verdict_changes_no_data(tmp_path):
    workspace = saved(tmp_path)
    before = workspace.data_version
    workspace.record_verdict({"covered": 1})
    assert workspace.data_version == before
    assert not workspace.can_undo


def test_a_verdict_that_cannot_be_written(tmp_path):
    workspace = saved(tmp_path)
    with sqlite3.connect(workspace.path) as connection:
        connection.execute("DROP TABLE planner_verdicts")
        connection.execute(
            "CREATE VIEW planner_verdicts AS SELECT 1 number, '1' record"
        )
    connection.close()
    with pytest.raises(WorkspaceError) as error:
        workspace.record_verdict({"covered": 1})
    says(error, "workspace_not_writable")
