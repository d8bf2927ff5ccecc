"""Tiny road networks checkable by hand, and a naive model of travel on any network."""

import itertools
import math

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import shapely
from hypothesis import strategies as st
from pyproj import Geod

from geo.crs import STORAGE_CRS
from geo.roads.profiles import parse_profiles
from geo.roads.segments import EDGE_COLUMNS, Segments
from geo.roads.sites import Closed
from geo.travel import cartesian

GEOD = Geod(ellps="GRS80")
HOME = (106.6, 23.9)


def at(east_m, north_m=0.0):
    """Longitude, latitude so many metres from a corner in Baise."""
    lon, lat, _ = GEOD.fwd(*HOME, 90, east_m)
    lon, lat, _ = GEOD.fwd(lon, lat, 0, north_m)
    return (lon, lat)


def segments(nodes, edges):
    """Make a network; an edge is (from, to, attributes), straight without `via`.

    Nodes are places, longitude and latitude.
    """
    rows = []
    for start, end, given in edges:
        attributes = dict(given)
        course = [nodes[start], *attributes.pop("via", ()), nodes[end]]
        line = shapely.LineString(course)
        blank = dict.fromkeys(("name", "ref", "surface", "maxspeed", "access"), "")
        flags = dict.fromkeys(("bridge", "tunnel", "illustrative"), False)
        row = {"road_id": str(len(rows)), "highway": "tertiary", "oneway": 0}
        row |= blank | flags | attributes
        row |= {"from_node": start, "to_node": end, "geometry": line}
        row.setdefault("length_m", GEOD.geometry_length(line))
        rows.append(row)
    frame = pd.DataFrame(rows, columns=list(EDGE_COLUMNS))
    texts = ("road_id", "name", "ref", "highway", "surface", "maxspeed", "access")
    kinds = dict.fromkeys(texts, "str") | {
        "oneway": "int8", "from_node": "int64", "to_node": "int64",
        "length_m": "float64", "bridge": "bool", "tunnel": "bool",
        "illustrative": "bool",
    }  # fmt: skip
    table = gpd.GeoDataFrame(frame.astype(kinds), geometry="geometry", crs=STORAGE_CRS)
    places = pd.DataFrame(nodes, columns=["lon", "lat"], dtype="float64")
    places["osm_id"] = pd.Series([""] * len(places), dtype="str")
    return Segments(table, places)


def profile(**changes):
    """36 km/h, ten metres a second, on every road; one-way streets bind."""
    kmh = {"kmh": 36, "source": "test"}
    table = {
        "zh": "试验", "en": "Test", "oneway": True, "slope": "none",
        "modes": ["motor_vehicle", "vehicle"], "denied": ["no", "private"],
        "through_only": ["motorway"], "surfaces": {},
        "speeds": {"tertiary": kmh, "primary": kmh, "motorway": kmh},
    }  # fmt: skip
    words = {
        "walk": {"kmh": 5, "source": "test"},
        "urban": {"kmh": 50, "source": "test"},
    }
    file = {"sources": {"test": "made up"}, "maxspeed": words, "test": table | changes}
    return parse_profiles(file)["test"]


STEPS = st.integers(0, 8).map(lambda step: step * 500)
PLACES = st.builds(at, STEPS, STEPS)
SITES = st.builds(
    at, st.integers(-100, 4100).map(float), st.integers(-100, 4100).map(float)
)


@st.composite
def networks(draw):
    """Up to six junctions on a grid and roads between any of them, bent or not."""
    nodes = draw(st.lists(PLACES, min_size=2, max_size=6, unique=True))
    node = st.integers(0, len(nodes) - 1)
    edges = draw(
        st.lists(
            st.tuples(
                node,
                node,
                st.fixed_dictionaries(
                    {
                        "oneway": st.sampled_from([0, 0, 1, -1]),
                        "via": st.lists(PLACES, max_size=1),
                        "access": st.sampled_from(["", "", "", "no"]),
                    }
                ),
            ),
            min_size=1,
            max_size=9,
        )
    )
    made = segments(
        nodes, [edge for edge in edges if edge[0] != edge[1] or edge[2]["via"]]
    )
    part = st.sampled_from([None, None, None, (0.0, 1.0), (0.25, 0.5), (0.0, 0.1)])
    parts = [draw(part) or (math.nan, math.nan) for _ in range(len(made.edges))]
    starts, ends = np.array(parts).reshape(-1, 2).T
    return made, Closed(starts.copy(), ends.copy())


def naive(travel, starts, ends, *, unit):
    """Costs from every start to every end, by networkx, each place a node of its own.

    Stretches are cut at the places on them; the walks are edges too.
    """
    graph = nx.DiGraph()
    graph.add_nodes_from(range(len(travel.segments.nodes)))
    sites = [("start", i) for i in range(len(starts))]
    sites += [("end", i) for i in range(len(ends))]
    lonlat = np.array([*starts, *ends], dtype=float).reshape(-1, 2)
    snaps = travel.snaps(lonlat)
    ahead, back = travel.network.costs(unit)
    pace = travel.walking_kmh / 3.6 if unit == "s" else 1
    shut = travel.closed
    for edge, row in enumerate(travel.segments.edges.itertuples()):
        marks = {0.0: row.from_node, 1.0: row.to_node}
        for site, on, fraction in zip(sites, snaps.edge, snaps.fraction, strict=True):
            if on == edge:
                marks.setdefault(float(fraction), ("on", *site))
                off = snaps.distance_m[sites.index(site)] / pace
                ends_of_walk = (site, marks[float(fraction)])
                _add(graph, *ends_of_walk[:: 1 if site[0] == "start" else -1], off)
        order = sorted(marks)
        for low, high in itertools.pairwise(order):
            if low <= shut.end[edge] and shut.start[edge] <= high:
                continue
            _add(graph, marks[low], marks[high], (high - low) * ahead[edge])
            _add(graph, marks[high], marks[low], (high - low) * back[edge])
    for i, start in enumerate(starts):
        for j, end in enumerate(ends):
            # The rule below is a threshold, so both sides measure alike.
            metres = math.dist(*cartesian(np.array([start, end])))
            walks = np.where(snaps.near, snaps.distance_m, 0)
            if metres <= max(walks[i] + walks[len(starts) + j], 1):
                _add(graph, ("start", i), ("end", j), metres / pace)
    costs = np.full((len(starts), len(ends)), math.inf)
    for i in range(len(starts)):
        if ("start", i) in graph:
            found = nx.single_source_dijkstra_path_length(graph, ("start", i))
            for j in range(len(ends)):
                costs[i, j] = found.get(("end", j), math.inf)
    return costs


def _add(graph, tail, head, cost):
    if math.isfinite(cost):
        known = graph.get_edge_data(tail, head, {"weight": math.inf})["weight"]
        graph.add_edge(tail, head, weight=min(cost, known))
