"""The graph is OSMnx's, and comes back as the network it was."""

import networkx as nx
import numpy as np
import pytest
import shapely

from geo.crs import gauss_krueger
from geo.errors import CrsError, DataError
from geo.ingest import ingest
from geo.roads.graphs import (
    from_networkx,
    read_graphml,
    to_networkx,
    write_graphml,
)
from geo.roads.lines import from_lines
from geo.words import LANGS
from tests import toy
from tests.geo.test_roads_segments import made


def numbered():
    """Two-way, one-way either way, parallel roads and a loop, with OSM numbers."""
    return made(
        [0, 1], [1, 2], [3, 1], [1, 11, 2], [2, 3, 13, 2], [1, 21], [5, 6],
        road_id=["10", "11", "12", "13", "14", "15;16", "a1"],
        name=["甲路", "", "", "", "", "乙", ""],
        highway=["trunk", "track", "track", "path", "road", "service", "ferry"],
        oneway=[0, 1, -1, 0, 0, 1, 0], maxspeed=["40", "", "", "", "", "", "walk"],
        bridge=[0, 1, 0, 0, 0, 0, 0], illustrative=[0, 0, 0, 0, 0, 0, 1],
    )  # fmt: skip


def rows(segments):
    """Stretches with the places they join, in any order."""
    places = segments.nodes[["lon", "lat"]].to_numpy()
    frame = segments.edges.drop(columns=["from_node", "to_node"])
    ends = zip(
        places[segments.edges["from_node"]].tolist(),
        places[segments.edges["to_node"]].tolist(),
        strict=True,
    )
    return sorted(
        (str(tuple(row)), str(end))
        for row, end in zip(frame.itertuples(index=False), ends, strict=True)
    )


def refused(graph, rule, kind=DataError):
    with pytest.raises(kind) as caught:
        from_networkx(graph, source="a.graphml")
    assert [issue.rule for issue in caught.value.issues] == [rule]
    for issue in caught.value.issues:
        assert all(issue.line(lang) for lang in LANGS)
    return caught.value.issues[0]


def test_names_are_those_of_osmnx():
    graph = to_networkx(numbered())
    assert graph.graph["crs"] == "epsg:" + "4326"
    assert graph.nodes[0] == {"x": 107.0, "y": 23.0}
    (there,) = graph[0][1].values()
    (back,) = graph[1][0].values()
    assert there["osmid"] == back["osmid"] == 10
    assert (there["name"], there["highway"], there["maxspeed"]) == (
        "甲路",
        "trunk",
        "40",
    )
    assert (there["oneway"], there["reversed"], back["reversed"]) == (
        False,
        False,
        True,
    )
    assert there["length"] == back["length"] == pytest.approx(1025.2, rel=1e-3)
    assert there["geometry"].equals(shapely.reverse(back["geometry"]))
    assert "bridge" not in there


def test_one_way_roads_have_one_direction_and_it_is_the_open_one():
    graph = to_networkx(numbered())
    assert {key for key in ((1, 2), (2, 1)) if any(
        data["osmid"] == 11 for data in graph.get_edge_data(*key).values()
    )} == {(1, 2)}  # fmt: skip
    # Drawn from 3 to 1 and open against that.
    assert graph.has_edge(1, 3)
    assert not graph.has_edge(3, 1)
    assert next(iter(graph[1][3].values()))["reversed"] is True
    assert next(iter(graph[1][21].values()))["osmid"] == [15, 16]


def test_there_and_back_is_the_same_network():
    first = numbered()
    again = from_networkx(to_networkx(first))
    assert rows(again) == rows(first)
    assert again.nodes["osm_id"].tolist() == first.nodes["osm_id"].tolist()


def test_a_file_there_and_back_is_the_same_network(tmp_path):
    first = numbered()
    write_graphml(first, tmp_path / "a.graphml")
    again = read_graphml(tmp_path / "a.graphml")
    assert rows(again) == rows(first)
    assert set(again.nodes["osm_id"]) == set(first.nodes["osm_id"])


def test_import_takes_a_graph_and_stores_the_same_network(tmp_path):
    first = numbered()
    write_graphml(first, tmp_path / "a.graphml")
    found = ingest([tmp_path / "a.graphml"])
    assert (found.issues, found.questions) == ((), ())
    again, issues = from_lines(found.layers["roads"])
    assert issues == ()
    assert rows(again) == rows(first)


def test_nodes_without_osm_numbers_are_numbered_by_position():
    segments, _ = from_lines(toy.roads())
    graph = to_networkx(segments)
    assert set(graph.nodes) == set(range(len(segments.nodes)))
    assert rows(from_networkx(graph)) == rows(segments)


def plain(kind, *edges, **attributes):
    """A graph by hand: nodes 1 to 3 in a row, no shapes."""
    graph = kind(**attributes)
    for node in (1, 2, 3):
        graph.add_node(node, x=107 + 0.01 * node, y=23.0)
    graph.add_edges_from(edges)
    return graph


def test_edges_without_shapes_are_straight_and_simple_nodes_are_smoothed():
    """As OSMnx has them before it simplifies."""
    graph = plain(nx.MultiDiGraph, (1, 2), (2, 1), (2, 3), (3, 2))
    edges = from_networkx(graph).edges
    assert [len(shape.coords) for shape in edges.geometry] == [3]
    assert edges["oneway"].tolist() == [0]


def test_a_direction_that_is_not_there_is_closed():
    edges = from_networkx(plain(nx.DiGraph, (1, 2), (3, 2))).edges
    flow = {(row.from_node, row.to_node): row.oneway for row in edges.itertuples()}
    assert flow == {(0, 1): 1, (1, 2): -1}
    undirected = from_networkx(plain(nx.Graph, (1, 2), (3, 2))).edges
    assert undirected["oneway"].tolist() == [0]


def test_lists_of_merged_edges_are_joined():
    data = {"osmid": [5, 6], "name": ["甲", "乙"], "maxspeed": "['40', '50']"}
    (row,) = from_networkx(plain(nx.DiGraph, (1, 2, data))).edges.itertuples()
    assert (row.road_id, row.name, row.maxspeed) == ("5;6", "甲;乙", "40;50")


def test_a_graph_in_metres_is_brought_to_degrees():
    graph = plain(nx.DiGraph, (1, 2), crs=gauss_krueger([107]))
    for node, data in graph.nodes(data=True):
        data.update(x=500_000 + 1000 * node, y=2_600_000)
    edges = from_networkx(graph).edges
    assert edges["length_m"].tolist() == pytest.approx([1000], abs=1)
    del graph.graph["crs"]
    refused(graph, "crs_missing", CrsError)
    graph.graph["crs"] = "nonsense"
    refused(graph, "crs_not_understood", CrsError)


def test_nodes_that_are_not_numbers_are_refused_in_words():
    graph = nx.relabel_nodes(plain(nx.DiGraph, (1, 2)), {1: "村口", 2: "7"})
    issue = refused(graph, "graph_nodes_not_numbers")
    assert issue.params == {"count": 1, "nodes": "村口"}


@pytest.mark.parametrize("place", [{}, {"x": "here"}, {"x": np.inf}, {"x": None}])
def test_nodes_without_a_place_are_refused(place):
    graph = plain(nx.DiGraph, (1, 2))
    graph.nodes[1].clear()
    graph.nodes[1].update({"y": 23.0} | place)
    assert refused(graph, "graph_nodes_without_place").params["count"] == 1


def test_graphs_without_roads_or_with_broken_shapes_are_refused():
    refused(plain(nx.DiGraph), "graph_without_edges")
    for shape in ("LINESTRING (", "POINT (1 1)", "LINESTRING EMPTY", 5):
        graph = plain(nx.DiGraph, (1, 2, {"geometry": shape}))
        refused(graph, "graph_geometry_broken")


@pytest.mark.parametrize(
    "text",
    [
        "<graphml", "<graphml></wrong>",
        '<!DOCTYPE g [<!ENTITY a "b">]><graphml/>',
        "<graphml><graph><edge/></graph></graphml>",
    ],
)  # fmt: skip
def test_files_that_are_no_graphml_are_refused(tmp_path, text):
    path = tmp_path / "a.graphml"
    path.write_text(f'<?xml version="1.0"?>\n{text}', encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_graphml(path)
    assert caught.value.issues[0].rule in {
        "graphml_broken", "graph_nodes_not_numbers", "graph_without_edges",
    }  # fmt: skip
    assert ingest([path]).issues


def test_a_large_file_is_refused_unread(tmp_path):
    write_graphml(numbered(), tmp_path / "a.graphml")
    with pytest.raises(DataError) as caught:
        read_graphml(tmp_path / "a.graphml", limit_bytes=100)
    assert caught.value.issues[0].rule == "graphml_too_large"


def test_signs_that_no_xml_holds_are_left_out(tmp_path):
    lines = toy.roads()
    lines.loc[0, "name"] = "大\x01\x0b桥<&>"
    write_graphml(from_lines(lines)[0], tmp_path / "a.graphml")
    names = set(read_graphml(tmp_path / "a.graphml").edges["name"])
    assert "大桥<&>" in names
