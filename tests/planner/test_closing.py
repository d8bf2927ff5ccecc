"""Closures made by hand: checked before they are kept, switched off and on."""

import json

import geopandas as gpd
import pytest
import shapely

from geo.crs import STORAGE_CRS
from geo.errors import DataError
from planner.closing import (
    add_closure,
    closure_faults,
    new_closure,
    read_area,
    switch_closure,
)
from planner.errors import PlanInputError, WorkspaceError
from tests import toy
from tests.planner.problems import DAY
from tests.planner.roads import BRIDGE, roads_of, workspace_of


def faults(tmp_path, **said):
    row = new_closure(toy.closures()[:0], **{"name": "试"} | said)
    found = closure_faults(row, roads_of(tmp_path).segments, today=DAY)
    return [issue.rule for issue in found]


def test_a_closure_of_the_bridge_is_sound(tmp_path):
    season = {"since": "2019-01-01", "until": "2019-12-31", "season": "11-01:02-28"}
    assert faults(tmp_path, roads=[BRIDGE], **season) == []
    assert faults(tmp_path, roads=["G901", "L1"]) == []


def test_every_fault_is_told(tmp_path):
    found = faults(tmp_path, roads=["无"], since="五月", season="05-15")
    assert set(found) == {
        "closure_season_wrong", "closure_day_wrong", "closure_road_unknown"
    }  # fmt: skip
    assert faults(tmp_path) == ["closure_says_nothing"]
    assert faults(tmp_path, roads=[BRIDGE], name=" ") == ["closure_nameless"]
    assert faults(tmp_path, roads=[BRIDGE], season=":") == ["closure_season_wrong"]


def test_days_are_written_as_in_the_layer(tmp_path):
    """Python reads them all, but days are compared as they are written."""
    for day in ("20190501", "2019-W18-3"):
        assert faults(tmp_path, roads=[BRIDGE], since=day) == ["closure_day_wrong"]


def test_numbers_are_not_given_twice(tmp_path):
    workspace = workspace_of(tmp_path)
    for name in ("一", "二", "三"):
        row = new_closure(workspace.layer("closures"), name=name, roads=[BRIDGE])
        version = workspace.data_version
        add_closure(workspace, row, made_from=version, change=name)
    kept = workspace.layer("closures")
    assert kept["closure_id"].tolist() == ["C1", "C2", "C3"]
    assert kept["active"].all()
    assert workspace.last_change == "三"


def test_somebody_else_was_faster(tmp_path):
    workspace = workspace_of(tmp_path)
    row = new_closure(workspace.layer("closures"), name="一", roads=[BRIDGE])
    with pytest.raises(WorkspaceError):
        add_closure(workspace, row, made_from="older", change="一")
    assert workspace.layer("closures").empty


def test_a_closure_is_switched(tmp_path):
    workspace = workspace_of(tmp_path, closures=toy.closures())
    switch_closure(workspace, "x1", active=True, change="on")
    assert workspace.layer("closures")["active"].tolist() == [True, False]
    switch_closure(workspace, "x1", active=False, change="off")
    assert workspace.layer("closures")["active"].tolist() == [False, False]
    with pytest.raises(PlanInputError, match="x1"):
        switch_closure(workspace, "x9", active=False, change="off")


def write(path, *shapes, crs=STORAGE_CRS):
    gpd.GeoDataFrame(geometry=list(shapes), crs=crs).to_file(path)
    return path


def test_areas_and_lines_are_read_in_any_system(tmp_path):
    box = shapely.box(106.5, 23.5, 106.6, 23.6)
    found = read_area(write(tmp_path / "a.gpkg", box, shapely.box(107, 23, 108, 24)))
    assert found.geom_type == "MultiPolygon"
    metres = gpd.GeoSeries([box], crs=STORAGE_CRS).to_crs(4545)
    found = read_area(write(tmp_path / "m.gpkg", metres.iloc[0], crs=4545))
    assert found.hausdorff_distance(box) < 1e-3
    line = shapely.LineString([(106.5, 23.5), (106.6, 23.6)])
    assert read_area(write(tmp_path / "l.geojson", line)).geom_type == "LineString"


def test_an_outline_that_crosses_itself_is_mended(tmp_path):
    bow = shapely.Polygon([(106, 23), (107, 24), (107, 23), (106, 24)])
    assert read_area(write(tmp_path / "bow.gpkg", bow)).geom_type == "MultiPolygon"
    box = [(106, 23), (107, 23), (107, 24)]
    spike = shapely.Polygon([*box, (108, 25), (107, 24), (106, 24)])
    assert read_area(write(tmp_path / "s.gpkg", spike)).equals(
        shapely.Polygon([*box, (106, 24)])
    )


@pytest.mark.parametrize(
    ("ring", "rule"),
    [
        ([[106, 23], [1e400, 23], [106, 24], [106, 23]], "shape_not_finite"),
        ([[106, 23], [107, 24], [106, 23], [106, 23]], "closure_shape_wrong"),
        ([], "closure_shape_wrong"),
    ],
)
def test_an_area_of_nothing_is_refused(tmp_path, ring, rule):
    shape = {"type": "Polygon", "coordinates": [ring] if ring else []}
    feature = {"type": "Feature", "properties": {}, "geometry": shape}
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    with pytest.raises(DataError) as refused:
        read_area(path)
    assert [issue.rule for issue in refused.value.issues] == [rule]


def test_what_is_no_area_and_no_line_is_refused(tmp_path):
    point, box = shapely.Point(106.5, 23.5), shapely.box(106.5, 23.5, 106.6, 23.6)
    bare = write(tmp_path / "bare.shp", box)
    bare.with_suffix(".prj").unlink()
    text = tmp_path / "a.csv"
    text.write_text("a,b\n1,2\n", encoding="utf-8")
    for path in (
        write(tmp_path / "p.gpkg", point),
        write(tmp_path / "both.gpkg", box, box.exterior),
        bare,
        text,
        tmp_path / "none.geojson",
    ):
        with pytest.raises(DataError) as refused:
            read_area(path)
        assert refused.value.issues[0].line("zh")
