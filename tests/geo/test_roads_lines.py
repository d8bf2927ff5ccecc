"""Line layers as bureaus have them: where lines meet, and what their columns say."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.answers import Answer, Answers
from geo.crs import STORAGE_CRS, WGS84, gauss_krueger
from geo.errors import CrsError
from geo.frames import empty
from geo.ingest import ingest
from geo.roads.lines import from_lines, line_issues, to_lines
from geo.words import LANGS
from tests import toy


def layer(*lines, crs=STORAGE_CRS, **columns):
    """Lines drawn in hundredths of a degree about 107 E, 23 N."""
    shapes = [
        shapely.transform(each, lambda xy: xy / 100 + (107, 23))
        if isinstance(each, shapely.Geometry)
        else shapely.LineString([(107 + x / 100, 23 + y / 100) for x, y in each])
        for each in lines
    ]
    return gpd.GeoDataFrame(columns or None, geometry=shapes, crs=crs)


def made(*lines, crossings=False, **columns):
    segments, issues = from_lines(layer(*lines, **columns), node_crossings=crossings)
    for issue in issues:
        assert all(issue.line(lang) for lang in LANGS)
    return segments, issues


def courses(segments):
    """Vertices of every stretch, in the units of :func:`layer`."""
    return [
        [(round((x - 107) * 100, 4), round((y - 23) * 100, 4)) for x, y in shape.coords]
        for shape in segments.edges.geometry
    ]


ROAD = [(0, 0), (4, 0)]
FLAT = {"name": ["a", "b"]}


def test_lines_meet_at_shared_ends():
    segments, issues = made(ROAD, [(4, 0), (4, 2)], [(4, 0), (6, 0)])
    assert issues == ()
    assert courses(segments) == [ROAD, [(4, 0), (4, 2)], [(4, 0), (6, 0)]]
    assert len(segments.nodes) == 4


def test_an_end_that_touches_the_inside_of_a_line_cuts_it():
    segments, _ = made(ROAD, [(1, 0), (1, 2)])
    assert courses(segments) == [[(0, 0), (1, 0)], [(1, 0), (4, 0)], [(1, 0), (1, 2)]]
    assert len(segments.nodes) == 4


def test_an_end_a_few_centimetres_off_still_touches():
    """A ten-thousandth of the unit is 10 cm; ten of them are a metre."""
    joined, _ = made(ROAD, [(1, 0.00005), (1, 2)])
    assert len(joined.edges) == 3
    apart, _ = made(ROAD, [(1, 0.001), (1, 2)])
    assert len(apart.edges) == 2


def test_an_end_near_a_vertex_takes_the_place_of_the_vertex():
    segments, _ = made([(0, 0), (2, 0), (4, 0)], [(2, 0.00005), (2, 2)])
    ends = segments.nodes[["lon", "lat"]].to_numpy()
    for row in segments.edges.itertuples():
        assert row.geometry.coords[0] == tuple(ends[row.from_node])
        assert row.geometry.coords[-1] == tuple(ends[row.to_node])
    assert len(segments.edges) == 3
    assert len(ends) == 4


def test_a_vertex_that_both_lines_have_is_a_junction():
    segments, _ = made([(0, 0), (2, 0), (4, 0)], [(2, -1), (2, 0), (2, 1)])
    assert len(segments.edges) == 4


def test_plain_crossings_are_junctions_only_where_asked():
    lines = (ROAD, [(1, -1), (1, 1)], [(3, -1), (3, 1)])
    assert len(made(*lines)[0].edges) == 3
    asked, _ = made(*lines, crossings=True)
    assert len(asked.edges) == 7
    assert courses(asked)[:3] == [[(0, 0), (1, 0)], [(1, 0), (3, 0)], [(3, 0), (4, 0)]]


@pytest.mark.parametrize("kind", ["bridge", "tunnel"])
def test_bridges_and_tunnels_are_met_at_their_ends_alone(kind):
    lines = ([(0, 0), (2, 0), (4, 0)], [(2, -1), (2, 0), (2, 1)], [(1, 0), (1, 2)])
    over, _ = made(*lines, crossings=True, **{kind: ["是", "", ""]})
    assert len(over.edges) == 3
    at_end, _ = made(ROAD, [(4, 0), (4, 2)], [(4, 0), (6, 0)], **{kind: ["是", "", ""]})
    assert len(at_end.nodes) == 4


def test_multiple_lines_are_taken_apart():
    many = shapely.MultiLineString([ROAD, [(4, 0), (4, 2)]])
    segments, _ = made(many, road_id=["7"], name=["甲"])
    assert courses(segments) == [[(0, 0), (4, 0), (4, 2)]]
    assert segments.edges["road_id"].tolist() == ["7"]


def test_lines_without_a_course_are_left_out_and_counted():
    frame = layer(ROAD, [(1, 1), (1, 1)], shapely.LineString(), shapely.Point(1, 1))
    frame.loc[len(frame)] = [None]
    segments, issues = from_lines(frame)
    assert len(segments.edges) == 1
    (issue,) = issues
    assert (issue.rule, issue.params) == ("lines_left_out", {"count": 4, "rows": 5})


def test_a_layer_in_metres_is_brought_to_degrees():
    zone = gauss_krueger([107])
    frame = layer(ROAD, [(1, 0), (1, 2)]).to_crs(zone)
    segments, _ = from_lines(frame)
    assert segments.edges.crs == STORAGE_CRS
    assert segments.edges["length_m"].sum() == pytest.approx(6 * 1062, rel=0.05)


def test_a_layer_without_a_crs_is_refused():
    with pytest.raises(CrsError):
        from_lines(layer(ROAD, crs=None))


def test_columns_are_known_by_their_usual_names():
    segments, issues = made(
        ROAD, [(4, 0), (4, 2)], [(4, 0), (6, 0)],
        路线名称=["示意省道", "示意村路", ""], 路线编号=["S301", "", "Y012"],
        技术等级=["二级公路", "机耕路", None], 限速=["60", "-5", None],
        单行道=["是", "逆向", "否"], 路面类型=["沥青", "土路", "other"],
        路段编号=["a", "b", "c"], 桥梁=["否", None, "是"], 通行限制=["", "内部", ""],
    )  # fmt: skip
    assert issues == ()
    edges = segments.edges
    assert edges["name"].tolist() == ["示意省道", "示意村路", ""]
    assert edges["ref"].tolist() == ["S301", "", "Y012"]
    assert edges["highway"].tolist() == ["primary", "track", "tertiary"]
    assert edges["maxspeed"].tolist() == ["60", "-5", ""]
    assert edges["oneway"].tolist() == [1, -1, 0]
    assert edges["surface"].tolist() == ["asphalt", "dirt", "other"]
    assert edges["road_id"].tolist() == ["a", "b", "c"]
    assert edges["bridge"].tolist() == [False, False, True]
    assert edges["access"].tolist() == ["", "private", ""]


@pytest.mark.parametrize(
    ("ref", "highway"),
    [
        ("G80", "motorway"), ("G6911", "motorway"), ("S31", "motorway"),
        ("G323", "trunk"), ("S301", "primary"), ("X712", "secondary"),
        ("y001", "tertiary"), ("C123", "unclassified"), ("Ｇ３２３", "trunk"),
        ("G323;S301", "trunk"), ("323", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_road_code_shows_the_class_where_none_is_given(ref, highway):
    segments, _ = made(ROAD, ref=[ref])
    assert segments.edges["highway"].tolist() == [highway]
    given, _ = made(ROAD, ref=[ref], highway=["四级"])
    assert given.edges["highway"].tolist() == ["tertiary"]


def test_values_nobody_understands_are_said_with_their_number():
    segments, issues = made(
        *([(x, 0), (x, 1)] for x in range(4)),
        highway=["驿道", "驿道", "水路", "S"], oneway=["时有", "", "", "F"],
    )  # fmt: skip
    assert segments.edges["highway"].tolist() == ["驿道", "驿道", "水路", "primary"]
    assert segments.edges["oneway"].tolist() == [0, 0, 0, 1]
    assert [(i.rule, i.params) for i in issues] == [
        ("road_highway_unknown", {"values": "驿道 ×2、水路 ×1", "count": 3}),
        ("road_oneway_unknown", {"values": "时有 ×1", "count": 1}),
    ]


def test_an_empty_layer_is_an_empty_network():
    segments, issues = from_lines(empty("roads"))
    assert (len(segments.edges), len(segments.nodes), issues) == (0, 0, ())


def test_the_toy_roads_are_one_network():
    segments, issues = from_lines(toy.roads())
    assert issues == ()
    assert segments.edges["bridge"].sum() == 1
    assert len(segments.edges) == 11
    assert len(segments.nodes) == 12


def test_stored_lines_of_a_graph_meet_at_their_ends_alone():
    """As a bureau's lines, the two would meet at the vertex they share."""
    frame = layer([(0, 0), (2, 0), (4, 0)], [(2, -1), (2, 0), (2, 1)])
    graph = frame.assign(source_file="a.osm.pbf")
    assert len(from_lines(graph)[0].edges) == 2
    lane = layer([(2, 0), (3, 1)]).assign(source_file="村道.shp")
    both = pd.concat([graph, lane], ignore_index=True)
    # A bureau's lane that ends on them is a junction of all it touches.
    assert len(from_lines(both)[0].edges) == 5


corner = st.tuples(st.integers(0, 6), st.integers(0, 6))
drawing = st.lists(st.lists(corner, min_size=2, max_size=4), min_size=1, max_size=6)


@settings(deadline=None, max_examples=60)
@given(drawing, st.booleans())
def test_storing_a_network_and_making_it_again_changes_nothing(lines, crossings):
    frame = layer(*lines)
    first, _ = from_lines(frame, node_crossings=crossings)
    again, issues = from_lines(to_lines(first, source="a.graphml"))
    assert issues == ()
    assert again.edges.drop(columns="road_id").equals(
        first.edges.drop(columns="road_id")
    )
    assert again.nodes.equals(first.nodes)


def test_import_takes_a_line_layer_for_roads(tmp_path):
    path = tmp_path / "公路.shp"
    frame = layer(ROAD, shapely.MultiLineString([[(4, 0), (4, 2)], [(5, 5), (6, 6)]]))
    frame.assign(路名=["甲", "乙"], 等级=["县道", "驿道"]).to_file(
        path, encoding="utf-8"
    )
    found = ingest([path])
    assert (found.issues, found.questions) == ((), ())
    roads = found.layers["roads"]
    assert roads["name"].tolist() == ["甲", "乙", "乙"]
    # Without numbers of its own, a road is named by file and row.
    assert roads["road_id"].tolist() == ["公路.shp:1", "公路.shp:2", "公路.shp:2"]
    assert set(roads.geom_type) == {"LineString"}


def test_lines_that_may_be_something_else_are_asked_about(tmp_path):
    path = tmp_path / "河流.geojson"
    layer(ROAD, crs=WGS84).assign(名称="右江").to_file(path)
    found = ingest([path])
    (question,) = found.questions
    assert (question.topic, question.options, question.guess) == (
        "layer", ("roads", "closures", "-"), "",
    )  # fmt: skip
    left_out = ingest([path], answers=Answers({"河流.geojson": Answer(layer="-")}))
    assert (left_out.layers, left_out.questions) == ({}, ())
    path = tmp_path / "线.geojson"
    layer(ROAD, crs=WGS84).assign(名称="甲").to_file(path)
    assert ingest([path]).questions[0].guess == "roads"


def test_points_cannot_be_roads(tmp_path):
    path = tmp_path / "a.geojson"
    layer(shapely.Point(1, 1), crs=WGS84).assign(名称="甲").to_file(path)
    found = ingest([path], answers=Answers({"a.geojson": Answer(layer="roads")}))
    assert [issue.rule for issue in found.issues] == ["shape_not_allowed"]


def test_what_is_said_of_lines_is_said_without_making_the_network():
    odd = layer(ROAD, shapely.LineString([(1, 1), (1, 1)]), ROAD)
    odd = odd.assign(等级=["驿道", "县道", "县道"], 单行=["", "", "有时"])
    issues = line_issues(odd)
    assert issues == from_lines(odd)[1]
    assert [issue.rule for issue in issues] == [
        "lines_left_out", "road_highway_unknown", "road_oneway_unknown",
    ]  # fmt: skip
