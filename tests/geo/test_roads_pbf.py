"""OpenStreetMap extracts, written here: what is read, and what is refused in words."""

import numpy as np
import osmium
import pytest

from geo.answers import Answers
from geo.crs import STORAGE_CRS
from geo.errors import DataError
from geo.ingest import ingest
from geo.roads.blobs import is_pbf, scan
from geo.roads.lines import from_lines
from geo.roads.pbf import read_extract, read_pbf
from geo.words import LANGS

NODES = {n: (107 + 0.01 * (n % 10), 23.5 + 0.01 * (n // 10)) for n in range(1, 50)}


def write(path, ways, *, nodes=NODES, nodes_last=False, tagged=()):
    """Write ways, (vertex numbers, tags), and tagged nodes: (number, place, tags)."""
    with osmium.SimpleWriter(str(path)) as writer:

        def add_nodes():
            for number, place in nodes.items():
                writer.add_node(osmium.osm.mutable.Node(id=number, location=place))
            for number, place, tags in tagged:
                node = osmium.osm.mutable.Node(id=number, location=place, tags=tags)
                writer.add_node(node)

        def add_ways():
            for number, (refs, tags) in enumerate(ways, start=100):
                way = osmium.osm.mutable.Way(id=number, nodes=refs, tags=tags)
                writer.add_way(way)

        for step in (add_ways, add_nodes) if nodes_last else (add_nodes, add_ways):
            step()
    return path


def read(tmp_path, *ways, **options):
    return read_pbf(write(tmp_path / "a.osm.pbf", ways, **options))


def refused(path, **options):
    with pytest.raises(DataError) as caught:
        read_pbf(path, **options)
    (issue,) = caught.value.issues
    assert all(issue.line(lang) for lang in LANGS)
    assert issue.source == path.name
    return issue


def road(*refs, **tags):
    return refs, {"highway": "residential", **tags}


def test_roads_become_stretches_between_junctions(tmp_path):
    segments = read(
        tmp_path,
        road(1, 2, 3, name="甲路", surface="asphalt", maxspeed="40", ref="X712"),
        road(12, 2, highway="track", bridge="viaduct", tunnel="no"),
    )
    edges = segments.edges
    assert edges["road_id"].tolist() == ["100", "100", "101"]
    assert edges["name"].tolist() == ["甲路", "甲路", ""]
    assert edges["ref"].tolist() == ["X712", "X712", ""]
    assert edges["highway"].tolist() == ["residential", "residential", "track"]
    assert edges["surface"].tolist() == ["asphalt", "asphalt", ""]
    assert edges["maxspeed"].tolist() == ["40", "40", ""]
    assert edges["bridge"].tolist() == [False, False, True]
    assert not edges["tunnel"].any()
    assert not edges["illustrative"].any()
    assert segments.nodes["osm_id"].tolist() == ["1", "2", "3", "12"]
    assert edges.crs == STORAGE_CRS
    assert list(edges.geometry.iloc[2].coords) == [NODES[12], NODES[2]]


def test_what_is_no_road_is_left_out_and_ferries_are_in(tmp_path):
    segments = read(
        tmp_path,
        road(1, 2, highway="proposed"),
        road(2, 3, highway="pedestrian", area="yes"),
        ([3, 4], {"waterway": "river"}),
        ([4, 5], {"route": "hiking"}),
        ([5, 6], {"route": "ferry"}),
    )
    assert segments.edges["highway"].tolist() == ["ferry"]


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({}, 0), ({"oneway": "yes"}, 1), ({"oneway": "1"}, 1), ({"oneway": "-1"}, -1),
        ({"oneway": "reverse"}, -1), ({"oneway": "no"}, 0),
        ({"oneway": "reversible"}, 0), ({"highway": "motorway"}, 1),
        ({"highway": "motorway", "oneway": "no"}, 0), ({"junction": "roundabout"}, 1),
    ],
)  # fmt: skip
def test_one_way_rules(tmp_path, tags, expected):
    assert read(tmp_path, road(1, 2, **tags)).edges["oneway"].tolist() == [expected]


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({}, ""), ({"access": "private"}, "private"),
        ({"access": "no", "foot": "yes"}, "no;foot=yes"),
        ({"motor_vehicle": "no", "foot": "designated"},
         "motor_vehicle=no;foot=designated"),
    ],
)  # fmt: skip
def test_access_is_told_by_mode(tmp_path, tags, expected):
    assert read(tmp_path, road(1, 2, **tags)).edges["access"].tolist() == [expected]


def test_a_road_cut_off_by_the_extract_ends_there(tmp_path):
    """Vertices 60 and 61 lie outside: of 1 2 60 3 4 61 two stretches are left."""
    segments = read(tmp_path, road(1, 2, 60, 3, 4, 61), road(60, 5))
    assert [len(shape.coords) for shape in segments.edges.geometry] == [2, 2]
    assert segments.edges["road_id"].tolist() == ["100", "100"]
    assert len(segments.nodes) == 4


def test_progress_ends_with_the_number_of_roads(tmp_path):
    told = []
    path = write(tmp_path / "a.osm.pbf", [road(1, 2), road(2, 3)])
    read_pbf(path, progress=told.append)
    assert told == [2]


def test_the_bar_moves_while_an_extract_is_read(tmp_path):
    told = []
    path = write(tmp_path / "a.osm.pbf", [road(1, 2), road(2, 3)])
    ingest([path, path], progress=lambda *step: told.append(step))
    shares = [step[0] for step in told]
    assert shares == sorted(shares)
    assert [share for share in shares if share % 1 == 0] == [0, 1, 2]
    assert len(told) == 5
    assert {step[1:] for step in told} == {(2, "a.osm.pbf"), (2, "")}


def test_a_file_cut_off_anywhere_is_refused(tmp_path):
    whole = write(tmp_path / "a.osm.pbf", [road(1, 2, 3)]).read_bytes()
    part = tmp_path / "b.osm.pbf"
    header_ends = whole.index(b"OSMData") - 6
    for size in {70, header_ends, header_ends + 3, len(whole) // 2, len(whole) - 1}:
        part.write_bytes(whole[:size])
        assert refused(part).rule == "pbf_cut_off", size


def test_damage_inside_is_refused(tmp_path):
    path = write(tmp_path / "a.osm.pbf", [road(1, 2, 3)])
    content = bytearray(path.read_bytes())
    at = content.index(b"OSMData") + 30
    content[at : at + 20] = b"\xff" * 20
    path.write_bytes(content)
    assert refused(path).rule in {"pbf_broken", "pbf_cut_off"}


def test_other_files_are_refused(tmp_path):
    path = tmp_path / "a.osm.pbf"
    path.write_bytes(b"\0\0\0\x0d nothing of the kind" * 9)
    assert refused(path).rule == "pbf_not_one"
    assert not is_pbf(b"")


def test_hostile_lengths_are_not_believed(tmp_path):
    whole = write(tmp_path / "a.osm.pbf", [road(1, 2)]).read_bytes()
    path = tmp_path / "b.osm.pbf"
    path.write_bytes(whole + b"\xff\xff\xff\xff" + b"\0" * 99)
    assert refused(path).rule == "pbf_cut_off"


def test_no_road_and_no_places_are_told_apart(tmp_path):
    path = tmp_path / "a.osm.pbf"
    write(path, [([1, 2], {"waterway": "river"})])
    assert refused(path).rule == "pbf_without_roads"
    write(tmp_path / "b.osm.pbf", [road(60, 61)])
    assert refused(tmp_path / "b.osm.pbf").rule == "pbf_without_places"


def test_memory_is_estimated_before_reading(tmp_path):
    path = write(tmp_path / "a.osm.pbf", [road(1, 2)])
    issue = refused(path, memory_limit_mb=100)
    assert issue.rule == "roads_too_large"
    assert issue.params["limit"] == 100
    assert str(issue.params["need"]) in issue.text("zh")


def test_blocks_are_counted_with_their_unpacked_size(tmp_path):
    """A node takes at least three bytes."""
    found = scan(write(tmp_path / "a.osm.pbf", [road(1, 2)]), source="a")
    assert found.count == 2
    assert found.raw_bytes > 3 * len(NODES)


def test_import_takes_an_extract_and_the_stored_lines_are_the_same_network(tmp_path):
    """Two roads that touch without a common node are not joined by the storage."""
    ways = [
        road(1, 2, 3, name="甲"), road(12, 2, oneway="-1"), road(3, 13, bridge="yes"),
        road(21, 22, 23, 24), road(32, 22), road(40, 41, 42, 40),
        road(24, 34, highway="motorway"), road(34, 44, highway="motorway"),
    ]  # fmt: skip
    # Vertex 49 lies on the inside of the road 21 - 24, and belongs to another.
    nodes = NODES | {49: NODES[23]}
    ways.append(road(49, 33))
    path = write(tmp_path / "百色.osm.pbf", ways, nodes=nodes)
    found = ingest([path], answers=Answers())
    assert (found.issues, found.questions) == ((), ())
    rows = found.layers["roads"]
    assert set(rows["source_file"]) == {"百色.osm.pbf"}
    first = read_pbf(path)
    again, issues = from_lines(rows)
    assert issues == ()
    assert again.edges.drop(columns=["from_node", "to_node"]).equals(
        first.edges.drop(columns=["from_node", "to_node"])
    )
    for column in ("from_node", "to_node"):
        places = [
            each.nodes[["lon", "lat"]].to_numpy()[each.edges[column]]
            for each in (first, again)
        ]
        np.testing.assert_array_equal(*places)
    assert len(again.nodes) == len(first.nodes)


def test_a_broken_extract_does_not_stop_the_other_files(tmp_path):
    broken = tmp_path / "b.osm.pbf"
    broken.write_bytes(write(tmp_path / "a.osm.pbf", [road(1, 2)]).read_bytes()[:90])
    found = ingest([broken, tmp_path / "a.osm.pbf"])
    assert [issue.rule for issue in found.issues] == ["pbf_cut_off"]
    assert len(found.layers["roads"]) == 1


PLACES = (
    (
        201,
        (107.2, 23.5),
        {"place": "village", "name": "La Massana", "name:zh": "马萨纳"},
    ),
    (202, (107.3, 23.5), {"place": "hamlet", "name": "Aixàs", "highway": "crossing"}),
    (203, (107.4, 23.5), {"place": "village"}),
    (204, (107.5, 23.5), {"place": "country", "name": "Andorra"}),
    (205, (107.6, 23.5), {"place": "suburb", "name": "旧城"}),
    (206, (107.7, 23.5), {"name": "没有类别"}),
    (207, (107.8, 23.5), {"highway": "bus_stop", "name": "车站"}),
)


def test_named_settlements_are_read_beside_the_roads(tmp_path):
    """Not a place without a name, a country, a part of a town or a bus stop."""
    path = write(tmp_path / "a.osm.pbf", [road(1, 2)], tagged=PLACES)
    found = read_extract(path)
    places = found.places
    assert len(found.segments.edges) == 1
    assert places["place_id"].tolist() == ["node/201", "node/202"]
    assert places["name"].tolist() == ["马萨纳", "Aixàs"]
    assert places["kind"].tolist() == ["village", "hamlet"]
    assert [point.coords[0] for point in places.geometry] == [
        (107.2, 23.5), (107.3, 23.5),
    ]  # fmt: skip


def test_places_of_an_extract_become_a_layer_without_a_question(tmp_path):
    path = write(tmp_path / "a.osm.pbf", [road(1, 2)], tagged=PLACES)
    found = ingest([path])
    assert (found.issues, found.questions) == ((), ())
    rows = found.layers["places"]
    assert rows["name"].tolist() == ["马萨纳", "Aixàs"]
    assert rows["source_file"].tolist() == ["a.osm.pbf/places"] * 2
    assert rows["source_row"].tolist() == [1, 2]
    assert found.layers["roads"]["source_file"].tolist() == ["a.osm.pbf"]
    none = ingest([write(tmp_path / "b.osm.pbf", [road(1, 2)])])
    assert set(none.layers) == {"roads"}


def test_places_without_roads_are_refused_as_before(tmp_path):
    path = write(tmp_path / "a.osm.pbf", [], tagged=PLACES)
    assert refused(path).rule == "pbf_without_roads"
