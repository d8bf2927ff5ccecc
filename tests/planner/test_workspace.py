"""One file, changed as a whole or not at all, and never somebody else's."""

import shutil
import sqlite3
import subprocess

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal

from geo.frames import conform, empty
from geo.schemas import LAYERS
from planner.errors import WorkspaceError
from planner.storing import as_stored
from planner.workspace import Workspace
from tests import toy
from tests.planner.states import EVERY_LAYER, content, saved, says


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


def test_a_state_that_does_not_reach_the_disk_is_never_put_in_place(
    tmp_path, monkeypatch
):
    workspace = saved(tmp_path)
    before = content(workspace.path)

    def full(_path):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("planner.workspace.to_disk", full)
    with pytest.raises(WorkspaceError):
        workspace.replace_layer(
            "villages", toy.layers()["villages"].iloc[:1], change="x"
        )
    assert content(workspace.path) == before
    assert not list(workspace.path.with_suffix(".history").glob("*.gpkg"))
