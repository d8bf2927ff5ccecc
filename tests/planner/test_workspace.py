"""One file, changed as a whole or not at all, and never somebody else's."""

import datetime as dt
import json
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal

from geo.frames import conform, empty
from geo.schemas import LAYERS, RECORD_LAYERS
from planner import workspace as module
from planner.errors import WorkspaceError
from planner.report import report_workspace
from planner.rule import Rule
from planner.storing import as_stored, layer_version
from planner.workspace import Workspace
from tests import desk, toy, toy_records

EVERY_LAYER = (toy.layers() | toy_records.layers()) | {
    "village_areas": toy.village_areas(),
    "roads": toy.roads(),
    "closures": toy.closures(),
    "places": toy.places(),
    "candidate_sites": toy.candidate_sites(),
}


def saved(tmp_path, **changed):
    return desk.put(tmp_path / "区.gpkg", EVERY_LAYER | changed, [])


def content(path):
    return path.read_bytes()


def says(error, key):
    assert [found for found, _ in error.value.problems] == [key]
    zh, en = error.value.text("zh"), error.value.text("en")
    assert zh != en
    assert "\n" not in zh


@pytest.mark.parametrize("name", list(LAYERS))
def test_every_layer_comes_back_as_it_was_put(name, tmp_path):
    found = saved(tmp_path).layer(name)
    expected = as_stored(EVERY_LAYER[name], name)
    assert len(found) > 1
    assert_geodataframe_equal(found, expected)


def test_areas_are_the_same_areas(tmp_path):
    shapes = saved(tmp_path).layer("counties").geometry
    assert shapes.geom_equals(toy.counties().geometry).all()
    assert set(shapes.geom_type) == {"MultiPolygon"}


def test_rows_are_in_the_order_of_the_key(tmp_path):
    backwards = toy.villages().iloc[::-1]
    found = saved(tmp_path, villages=backwards).layer("villages")
    assert found["village_code"].tolist() == sorted(backwards["village_code"])
    assert found.index.tolist() == list(range(6))


def test_missing_places_and_values_stay_missing(tmp_path):
    villages = toy.villages()
    villages.loc[[0, 2], "geometry"] = None
    villages["households"] = pd.array([pd.NA] * 6, dtype="Int64")
    found = saved(tmp_path, villages=villages).layer("villages")
    assert found.geometry.isna().tolist() == [True, False, True] + [False] * 3
    assert found["households"].isna().all()
    assert found["households"].dtype == "Int64"


def test_a_layer_without_any_place_comes_back(tmp_path):
    nowhere = toy.villages().set_geometry(
        gpd.GeoSeries([None] * 6, crs=toy.villages().crs)
    )
    found = saved(tmp_path, villages=nowhere).layer("villages")
    assert found.geometry.isna().all()
    assert found.crs == toy.villages().crs


def test_empty_layers_come_back_empty(tmp_path):
    workspace = saved(tmp_path, bases=empty("bases"), townships=empty("townships"))
    for name in ("bases", "townships"):
        assert_geodataframe_equal(workspace.layer(name), empty(name))


def test_a_layer_never_imported_has_no_rows(tmp_path):
    workspace = Workspace(tmp_path / "w.gpkg")
    assert not workspace.exists
    assert {name: len(frame) for name, frame in workspace.layers().items()} == (
        dict.fromkeys(LAYERS, 0)
    )
    assert workspace.data_version == ""
    assert workspace.verdicts() == workspace.sources() == []
    assert not workspace.can_undo
    workspace.replace({"villages": toy.villages()}, [])
    assert workspace.layer("counties").empty


HOSTILE = [
    "<script>alert(1)</script>",
    '=HYPERLINK("http://x","y")',
    "'; DROP TABLE villages; --",
    '"; DELETE FROM planner_meta; --',
    "红旗\n村\t“引号” {0.__class__} %s 🌾 𠮷",
    "../../etc/passwd",
]


def test_hostile_names_are_only_names(tmp_path):
    villages = toy.villages().assign(name=HOSTILE)
    workspace = saved(tmp_path, villages=villages)
    assert workspace.layer("villages")["name"].tolist() == HOSTILE
    record = {"name": HOSTILE[2], "summary": HOSTILE}
    workspace.record_verdict(record)
    workspace.replace(EVERY_LAYER, [{"file": HOSTILE[3]}])
    assert workspace.verdicts() == [record]
    assert workspace.sources() == [{"file": HOSTILE[3]}]
    assert len(workspace.layer("villages")) == 6


def test_a_workspace_of_nothing_is_still_a_geopackage(tmp_path):
    workspace = Workspace(tmp_path / "w.gpkg")
    workspace.replace({}, [])
    assert set(dict(pyogrio.list_layers(workspace.path))) >= {"counties", "villages"}
    assert all(len(frame) == 0 for frame in Workspace(workspace.path).layers().values())


def test_tables_of_the_format_gone(tmp_path):
    workspace = saved(tmp_path)
    with sqlite3.connect(workspace.path) as connection:
        connection.execute("DROP TABLE gpkg_contents")
    connection.close()
    with pytest.raises(WorkspaceError) as error:
        workspace.layers()
    says(error, "workspace_not_ours")


def test_other_programs_see_every_layer(tmp_path):
    workspace = saved(tmp_path)
    found = dict(pyogrio.list_layers(workspace.path))
    assert set(LAYERS) <= set(found)
    assert found["villages"] == "Point"
    assert found["counties"] == "MultiPolygon"
    info = pyogrio.read_info(workspace.path, layer="villages")
    assert info["crs"] == "EPSG:" + str(toy.villages().crs.to_epsg())
    assert info["features"] == 6


@pytest.mark.skipif(shutil.which("ogrinfo") is None, reason="GDAL's tools are not here")
def test_gdal_itself_reads_it(tmp_path):
    workspace = saved(tmp_path)
    done = subprocess.run(
        ["ogrinfo", "-so", "-al", str(workspace.path)],
        capture_output=True, text=True, check=True, encoding="utf-8",
    )  # fmt: skip
    assert "Feature Count: 6" in done.stdout


def test_the_version_is_of_the_content_alone(tmp_path):
    one = saved(tmp_path).data_version
    shuffled = {
        name: frame.iloc[::-1].assign(source_file="other.csv", source_row=99)
        for name, frame in EVERY_LAYER.items()
    }
    two = Workspace(tmp_path / "two.gpkg")
    two.replace(shuffled, [{"file": "other.csv"}])
    assert one == two.data_version != ""


def test_what_is_read_back_has_the_same_version(tmp_path):
    workspace = saved(tmp_path)
    before = workspace.data_version
    workspace.replace(workspace.layers(), [])
    assert workspace.data_version == before


@pytest.mark.parametrize(
    "change",
    [
        {"villages": toy.villages().assign(name="村")},
        {"villages": toy.villages().assign(exit_year=pd.array([2020] * 6))},
        {"bases": toy.bases().assign(illustrative=True)},
        {"bases": toy.bases().set_geometry([toy.at(1, 1), toy.at(2, 2)])},
        {"commissioners": toy.commissioners().iloc[:2]},
    ],
    ids=["name", "year", "label", "place", "fewer"],
)
def test_any_other_content_has_another_version(change, tmp_path):
    one = saved(tmp_path).data_version
    assert saved(tmp_path, **change).data_version != one


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


def not_ours(tmp_path):
    plain = tmp_path / "plain.gpkg"
    toy.bases().to_file(plain, layer="bases", driver="GPKG")
    return plain


def other_format(tmp_path):
    workspace = saved(tmp_path)
    with sqlite3.connect(workspace.path) as connection:
        connection.execute("UPDATE planner_meta SET value = '99' WHERE key = 'format'")
    connection.close()
    return workspace.path


def text_file(tmp_path):
    path = tmp_path / "text.gpkg"
    path.write_text("村代码,名称\n")
    return path


def nothing(tmp_path):
    path = tmp_path / "nothing.gpkg"
    path.touch()
    return path


def folder(tmp_path):
    path = tmp_path / "folder.gpkg"
    path.mkdir()
    return path


@pytest.mark.parametrize("make", [not_ours, other_format, text_file, nothing, folder])
def test_a_file_that_is_no_workspace_is_refused_and_left_alone(make, tmp_path):
    path = make(tmp_path)
    before = content(path) if path.is_file() else None
    with pytest.raises(WorkspaceError) as error:
        Workspace(path)
    says(error, "workspace_not_ours")
    assert str(path) in error.value.text("zh")
    assert path.is_dir() or content(path) == before


def read_all(path):
    again = Workspace(path)
    again.layers()
    again.verdicts()


def test_a_workspace_cut_short_is_an_error_and_no_traceback(tmp_path):
    workspace = saved(tmp_path)
    whole = content(workspace.path)
    for share in (0.1, 0.3, 0.5, 0.7, 0.9):
        workspace.path.write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(WorkspaceError) as error:
            read_all(workspace.path)
        says(error, "workspace_not_ours")


def test_frames_given_are_left_as_they_were(tmp_path):
    layers = {name: frame.copy() for name, frame in EVERY_LAYER.items()}
    saved(tmp_path, **layers)
    for name, frame in EVERY_LAYER.items():
        assert_geodataframe_equal(layers[name], frame)


def test_as_stored_makes_one_kind_of_area():
    square = shapely.box(106, 23, 107, 24)
    two = shapely.MultiPolygon([square, shapely.box(108, 23, 109, 24)])
    frame = toy.counties().set_geometry([square, two])
    shapes = as_stored(frame, "counties").geometry
    assert set(shapes.geom_type) == {"MultiPolygon"}
    assert shapely.area(shapes.to_numpy()).tolist() == [1, 2]
    lost = as_stored(
        conform(frame.set_geometry([None, square]), "counties"), "counties"
    )
    assert lost.geometry.isna().tolist() == [True, False]


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
