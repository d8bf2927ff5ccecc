"""One layer changed, what others do meanwhile, and earlier editions."""

import datetime as dt
import json
import shutil
import sqlite3
from contextlib import closing

import pyogrio
import pytest
from geopandas.testing import assert_geodataframe_equal

from geo.frames import empty
from geo.schemas import LAYERS, RECORD_LAYERS
from planner.errors import WorkspaceError
from planner.report import report_workspace
from planner.rule import Rule
from planner.storing import as_stored, layer_version
from planner.workspace import Workspace
from tests import toy, toy_records
from tests.planner.states import EVERY_LAYER, content, saved, says


def test_a_state_made_from_an_older_one_is_refused(tmp_path):
    workspace = saved(tmp_path)
    before = workspace.data_version
    someone = EVERY_LAYER | {"bases": empty("bases")}
    Workspace(workspace.path).replace(someone, [], made_from=before)
    kept = content(workspace.path)
    with pytest.raises(WorkspaceError) as error:
        workspace.replace(EVERY_LAYER, [], made_from=before)
    says(error, "workspace_changed")
    assert content(workspace.path) == kept
    workspace.replace(EVERY_LAYER, [], made_from=workspace.data_version)
    assert len(workspace.layer("bases")) == len(EVERY_LAYER["bases"])


def test_one_layer_is_changed_and_the_others_stay(tmp_path):
    workspace = saved(tmp_path)
    before, versions = workspace.data_version, workspace.layer_versions()
    fewer = toy.closures().iloc[:1]
    workspace.replace_layer("closures", fewer, change="大桥垮塌")
    assert len(workspace.layer("closures")) == 1
    assert_geodataframe_equal(
        workspace.layer("villages"), as_stored(toy.villages(), "villages")
    )
    assert workspace.last_change == "大桥垮塌"
    changed = {
        name
        for name, one in workspace.layer_versions().items()
        if one != versions[name]
    }
    assert changed == {"closures"}
    assert workspace.data_version != before
    workspace.undo()
    assert workspace.data_version == before
    assert len(workspace.layer("closures")) == 2
    assert workspace.last_change == ""


def test_the_same_rows_have_the_same_version_either_way(tmp_path):
    workspace = saved(tmp_path)
    version = workspace.data_version
    workspace.replace_layer("closures", toy.closures().iloc[:0], change="a")
    workspace.replace_layer("closures", toy.closures(), change="b")
    assert workspace.data_version == version


def test_a_layer_somebody_else_changed_is_not_overwritten(tmp_path):
    workspace = saved(tmp_path)
    version = workspace.data_version
    workspace.replace_layer("closures", toy.closures().iloc[:0], change="a")
    with pytest.raises(WorkspaceError) as error:
        workspace.replace_layer(
            "closures", toy.closures(), change="b", made_from=version
        )
    says(error, "workspace_changed")
    assert workspace.layer("closures").empty


def test_nothing_is_changed_where_nothing_is(tmp_path):
    workspace = Workspace(tmp_path / "none.gpkg")
    with pytest.raises(WorkspaceError) as error:
        workspace.replace_layer("closures", toy.closures(), change="a")
    says(error, "workspace_missing")
    assert not workspace.exists


def test_profiles_are_kept_through_imports_and_undone(tmp_path):
    workspace = saved(tmp_path)
    version = workspace.data_version
    workspace.set_profiles_text("# 慢", change="车速")
    assert workspace.profiles_text() == "# 慢"
    assert workspace.data_version != version
    workspace.replace(EVERY_LAYER, [])
    assert workspace.profiles_text() == "# 慢"
    workspace.undo()
    workspace.undo()
    assert (workspace.profiles_text(), workspace.data_version) == ("", version)


def test_workspaces_of_earlier_editions_have_one_version_for_all(tmp_path):
    workspace = saved(tmp_path)
    with sqlite3.connect(workspace.path) as connection:
        connection.execute("DELETE FROM planner_meta WHERE key = 'layer_versions'")
    connection.close()
    assert set(workspace.layer_versions().values()) == {workspace.data_version}


def meanwhile(monkeypatch, act):
    """Let somebody act between the copy of a state and its coming back."""
    copy = shutil.copy2

    def copied(*paths):
        done = copy(*paths)
        monkeypatch.setattr(shutil, "copy2", copy)
        act()
        return done

    monkeypatch.setattr(shutil, "copy2", copied)


@pytest.mark.parametrize(
    "change",
    [
        lambda workspace: workspace.set_profiles_text("# 慢", change="车速"),
        lambda workspace: workspace.replace_layer(
            "closures", toy.closures().iloc[:0], change="a"
        ),
    ],
    ids=["profiles", "layer"],
)
def test_what_somebody_else_does_meanwhile_is_not_lost(change, tmp_path, monkeypatch):
    workspace = saved(tmp_path)
    someone = Workspace(workspace.path)
    meanwhile(monkeypatch, lambda: someone.replace({"bases": toy.bases()}, []))
    with pytest.raises(WorkspaceError) as error:
        change(workspace)
    says(error, "workspace_changed")
    assert len(workspace.layer("bases")) == 2
    assert workspace.layer("villages").empty
    change(workspace)
    assert len(workspace.layer("bases")) == 2


def test_only_the_layers_asked_for_are_read(tmp_path, monkeypatch):
    workspace = saved(tmp_path)
    read = pyogrio.read_dataframe
    seen = []

    def noted(path, layer, **options):
        seen.append(layer)
        return read(path, layer=layer, **options)

    monkeypatch.setattr(pyogrio, "read_dataframe", noted)
    assert list(workspace.layers(["bases", "events"])) == ["bases", "events"]
    assert seen == ["bases", "events"]
    seen.clear()
    report_workspace(workspace, Rule(), today=dt.date(2019, 6, 1))
    assert seen
    assert set(seen).isdisjoint({*RECORD_LAYERS, "candidate_sites"})


def test_what_is_never_drawn_is_a_table_without_shapes(tmp_path):
    path = saved(tmp_path).path
    kinds = dict(pyogrio.list_layers(path))
    for name in RECORD_LAYERS:
        assert (kinds[name] is None) == LAYERS[name].is_table, name
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT table_name, data_type FROM gpkg_contents")
        types = dict(rows.fetchall())
    assert types["events"] == "attributes"
    assert types["caravans"] == "features"


def earlier(workspace):
    """Make a workspace what an edition before the records would have left."""
    with closing(sqlite3.connect(workspace.path)) as connection, connection:
        for name in RECORD_LAYERS:
            connection.execute(f"DROP TABLE {name}")
            for table in ("gpkg_contents", "gpkg_ogr_contents"):
                connection.execute(f"DELETE FROM {table} WHERE table_name = ?", (name,))
            connection.execute(
                "DELETE FROM gpkg_geometry_columns WHERE table_name = ?", (name,)
            )
        connection.execute("ALTER TABLE bases DROP COLUMN unit_code")
        (text,) = connection.execute(
            "SELECT value FROM planner_meta WHERE key = 'layer_versions'"
        ).fetchone()
        known = {k: v for k, v in json.loads(text).items() if k not in RECORD_LAYERS}
        connection.execute(
            "UPDATE planner_meta SET value = ? WHERE key = 'layer_versions'",
            (json.dumps(known),),
        )
    return Workspace(workspace.path)


def test_a_workspace_from_before_the_records_opens_changes_and_undoes(tmp_path):
    old = earlier(saved(tmp_path))
    before = old.data_version
    assert old.layer("events").empty
    assert old.layer("bases")["unit_code"].tolist() == ["", ""]
    assert set(RECORD_LAYERS).isdisjoint(old.layer_versions())
    old.replace_layer("events", toy_records.events(), change="活动")
    assert len(old.layer("events")) == 3
    assert old.layer_versions()["events"] == layer_version(
        as_stored(toy_records.events(), "events"), "events"
    )
    assert old.data_version != before
    old.replace_layer("facts", toy_records.facts(), change="属性")
    old.undo()
    assert old.layer("facts").empty
    assert len(old.layer("events")) == 3
    old.undo()
    assert old.layer("events").empty
    assert old.data_version == before
    old.replace(old.layers(), old.sources())
    assert set(old.layer_versions()) == set(LAYERS)


def test_many_records_are_stored_in_order_and_read_back(tmp_path):
    many = toy_records.events().iloc[[2, 0, 1] * 700].reset_index(drop=True)
    many["event_id"] = [f"e{at:05d}" for at in range(len(many), 0, -1)]
    workspace = saved(tmp_path, events=many)
    found = workspace.layer("events")
    assert found["event_id"].is_monotonic_increasing
    assert_geodataframe_equal(found, as_stored(many, "events"))
    version = workspace.layer_versions()["events"]
    workspace.replace(workspace.layers(), [])
    assert workspace.layer_versions()["events"] == version
