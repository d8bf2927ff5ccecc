"""Cutting and joining lines by hand, parts of a network, and its hash."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.crs import STORAGE_CRS
from geo.roads.assembling import Drawn, assemble
from geo.roads.segments import (
    ATTRIBUTES,
    EDGE_COLUMNS,
    Segments,
    components,
    ids_of,
    joined_ids,
)

# Vertices by number: a row of places 0.01 degrees apart, and one row above it.
PLACES = {n: (107 + 0.01 * (n % 10), 23 + 0.01 * (n // 10)) for n in range(40)}


def drawn(*lines, **attributes):
    """Lines of vertex numbers; an attribute is one value or one for each line."""
    rows = {"road_id": [f"w{n}" for n in range(len(lines))]}
    defaults = dict.fromkeys(ATTRIBUTES[1:7], "") | dict.fromkeys(ATTRIBUTES[7:], 0)
    for name, default in (defaults | attributes).items():
        rows[name] = default if isinstance(default, list) else [default] * len(lines)
    frame = pd.DataFrame(rows)
    for name in ATTRIBUTES[:7]:
        frame[name] = frame[name].astype("str")
    vertex = np.array([v for line in lines for v in line], dtype=np.int64)
    owner = np.repeat(np.arange(len(lines)), [len(line) for line in lines])
    places = np.array([PLACES[v] for v in vertex]).reshape(-1, 2)
    flags = dict.fromkeys(ATTRIBUTES[8:], bool) | {"oneway": np.int8}
    return Drawn(
        vertex, owner, places[:, 0], places[:, 1], frame.astype(flags),
        np.ones(len(vertex), dtype=bool),
    )  # fmt: skip


def made(*lines, **attributes):
    return assemble(drawn(*lines, **attributes), names=lambda v: v.astype(str))


def courses(segments):
    """Vertex numbers of every stretch, from its shape."""
    number = {place: n for n, place in PLACES.items()}
    return [[number[xy] for xy in shape.coords] for shape in segments.edges.geometry]


def sound(segments):
    """What holds for every network."""
    edges, nodes = segments.edges, segments.nodes
    assert tuple(edges.columns) == EDGE_COLUMNS
    assert edges.crs == STORAGE_CRS
    assert edges["oneway"].dtype == np.int8
    places = list(zip(nodes["lon"], nodes["lat"], strict=True))
    for row in edges.itertuples():
        assert row.geometry.coords[0] == places[row.from_node]
        assert row.geometry.coords[-1] == places[row.to_node]
    ends = {*edges["from_node"], *edges["to_node"]}
    assert ends == set(range(len(nodes)))


def test_a_crossroads_cuts_both_roads():
    segments = made([0, 1, 2], [11, 1, 21])
    sound(segments)
    assert courses(segments) == [[0, 1], [1, 2], [11, 1], [1, 21]]
    assert segments.nodes["osm_id"].tolist() == ["0", "1", "2", "11", "21"]
    assert segments.edges["road_id"].tolist() == ["w0", "w0", "w1", "w1"]


def test_roads_alike_are_one_where_nothing_else_meets_them():
    segments = made([0, 1], [2, 1], [2, 3])
    sound(segments)
    assert courses(segments) == [[0, 1, 2, 3]]
    assert segments.edges["road_id"].tolist() == ["w0;w1;w2"]


@pytest.mark.parametrize(
    "difference", [{"name": ["甲", "乙"]}, {"bridge": [0, 1]}, {"maxspeed": ["", "40"]}]
)
def test_roads_that_differ_stay_apart(difference):
    assert courses(made([0, 1], [1, 2], **difference)) == [[0, 1], [1, 2]]


def test_one_way_roads_join_only_where_traffic_goes_on():
    assert courses(made([0, 1], [1, 2], oneway=[1, 1])) == [[0, 1, 2]]
    assert courses(made([0, 1], [1, 2], oneway=[1, 0])) == [[0, 1], [1, 2]]
    assert courses(made([0, 1], [2, 1], oneway=[1, 1])) == [[0, 1], [2, 1]]
    turned = made([1, 0], [1, 2], oneway=[-1, 1])
    assert courses(turned) == [[2, 1, 0]]
    # As the first piece was drawn, so it can only be travelled against the line.
    assert turned.edges["oneway"].tolist() == [-1]


def test_a_first_piece_in_the_middle_of_a_chain_keeps_its_direction():
    assert courses(made([2, 1], [0, 1], [3, 2])) == [[3, 2, 1, 0]]


def test_a_loop_is_kept_whether_it_meets_a_road_or_not():
    lone = made([0, 1, 11, 0])
    sound(lone)
    assert courses(lone) == [[0, 1, 11, 0]]
    assert lone.edges[["from_node", "to_node"]].to_numpy().tolist() == [[0, 0]]
    two_halves = made([0, 1, 11], [11, 10, 0])
    sound(two_halves)
    assert courses(two_halves) == [[0, 1, 11, 10, 0]]
    joined = made([0, 1], [1, 2, 12, 11, 1])
    sound(joined)
    assert courses(joined) == [[0, 1], [1, 2, 12, 11, 1]]


def test_a_line_that_meets_itself_is_cut_there():
    assert courses(made([0, 1, 2, 12, 11, 1, 21])) == [
        [0, 1], [1, 2, 12, 11, 1], [1, 21],
    ]  # fmt: skip


def test_parallel_stretches_are_kept():
    segments = made([0, 1, 2], [0, 11, 2], [2, 3], [10, 0])
    assert len(segments.edges) == 4
    assert segments.edges.duplicated(["from_node", "to_node"]).sum() == 1


def test_repeated_vertices_and_lines_of_one_place_are_dropped():
    assert courses(made([0, 0, 1, 1], [5, 5])) == [[0, 1]]


def test_vertices_that_are_closed_to_others_are_no_junction():
    lines = drawn([0, 1, 2], [11, 1, 21])
    closed = Drawn(
        lines.vertex, lines.line, lines.lon, lines.lat, lines.attributes,
        np.array([True, False, True, True, True, True]),
    )  # fmt: skip
    assert courses(assemble(closed)) == [[0, 1, 2], [11, 1, 21]]


def test_lengths_are_geodesic_metres():
    """A degree of latitude at 23 N is 110.75 km, one of longitude 102.52 km."""
    metres = made([0, 1], [0, 10], name=["a", "b"]).edges["length_m"]
    assert metres.tolist() == pytest.approx([1025.2, 1107.5], rel=1e-3)


def test_nothing_makes_an_empty_network():
    empty = made([5, 5])
    sound(empty)
    assert len(empty.edges) == len(empty.nodes) == 0
    assert len(components(empty).table) == 0


line = st.lists(st.integers(0, 39), min_size=1, max_size=7)


@settings(deadline=None)
@given(st.lists(line, min_size=1, max_size=8), st.data())
def test_no_length_is_lost_and_making_again_changes_nothing(lines, data):
    ways = [data.draw(st.sampled_from([-1, 0, 1])) for _ in lines]
    first = made(*lines, oneway=ways)
    sound(first)
    steps = [pair for each in lines for pair in pairwise(each)]
    apart = [np.hypot(*np.subtract(PLACES[a], PLACES[b])) for a, b in steps]
    assert shapely.length(first.edges.geometry.to_numpy()).sum() == pytest.approx(
        sum(apart)
    )
    number = {place: n for n, place in PLACES.items()}
    again = made(
        *[[number[xy] for xy in shape.coords] for shape in first.edges.geometry],
        oneway=first.edges["oneway"].tolist(),
    )
    assert courses(again) == courses(first)
    assert again.nodes.equals(first.nodes)


def test_parts_are_named_by_their_longest_road_and_ordered_by_length():
    segments = made(
        [0, 1],
        [5, 6, 7],
        [7, 8],
        [30, 31],
        [31, 32],
        [36, 39],
        name=["岛", "大路", "小路", "", "", ""],
        ref=["", "", "", "", "X712", ""],
    )
    parts = components(segments)
    assert parts.table["name"].tolist() == ["大路", "", "", "岛"]
    assert parts.table["ref"].tolist() == ["", "", "X712", ""]
    assert parts.table["edges"].tolist() == [2, 1, 2, 1]
    assert parts.table["nodes"].tolist() == [3, 2, 3, 2]
    assert parts.of_edge.tolist() == [3, 0, 0, 2, 2, 1]
    assert parts.table["length_m"].is_monotonic_decreasing
    assert parts.table["length_m"].sum() == pytest.approx(segments.edges.length_m.sum())
    assert tuple(parts.table[["lon", "lat"]].iloc[0]) == PLACES[5]


def test_one_way_roads_are_no_border_between_parts():
    assert len(components(made([0, 1], [2, 1], oneway=1)).table) == 1


def test_the_hash_is_of_the_content():
    one, same = made([0, 1, 2]), made([0, 1, 2])
    assert one.content_hash == same.content_hash
    others = [
        made([0, 1, 3]),
        made([0, 1, 2], name="a"),
        made([0, 1, 2], oneway=1),
        Segments(one.edges, one.nodes.assign(osm_id="")),
    ]
    assert len({each.content_hash for each in (one, *others)}) == 5
    apart = made([0, 1], [5, 6], name=["ab", "c"])
    assert apart.content_hash != made([0, 1], [5, 6], name=["a", "bc"]).content_hash


def test_numbers_of_a_stretch_are_each_given_once():
    assert joined_ids(["1;2", "2", "", "3"]) == "1;2;3"
    assert ids_of("1;2;3") == ("1", "2", "3")
    assert ids_of("") == ()
