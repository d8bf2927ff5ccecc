"""Invented roads: seats joined to seats, villages to their seat, with bends and gaps.

Planarity is not kept: roads that cross without a common point pass over each other.
"""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.crs import STORAGE_CRS

Points = NDArray[np.float64]

_KM_PER_DEGREE = 111.32
_BEND_KM, _MOST_BENDS = 1.8, 7
_BRIDGES, _BRIDGE_SHARE = 4, 0.04
_CUT_OFF_VILLAGES = (3, 6)
# A village farther than this from any road, and so that it stays so among the bends.
FAR_KM, _SURELY_FAR_KM = 2.0, 2.6
# Class: surface, speed limit, letter and first number.
_CLASSES: Mapping[str, tuple[str, str, str, int]] = {
    "国道": ("沥青", "60", "G", 901),
    "省道": ("沥青", "60", "S", 301),
    "县道": ("水泥", "40", "X", 701),
    "乡道": ("水泥", "30", "Y", 1),
    "村道": ("水泥", "20", "", 0),
    "机耕路": ("砂石", "", "", 0),
}
_TRACK_SHARE = 0.12
_COUNT = "一二三四"


@dataclass(frozen=True, slots=True)
class Roads:
    """The roads of a region, and the places they leave out on purpose.

    Parameters
    ----------
    frame
        Columns of the declared layer ``roads``, LineStrings in the storage CRS.
    cut_off
        Villages whose roads meet no other road.
    far
        The village that no road comes near.
    """

    frame: gpd.GeoDataFrame
    cut_off: tuple[str, ...]
    far: str


def make_roads(
    seats: pd.DataFrame, villages: pd.DataFrame, region: Mapping[str, Any]
) -> Roads:
    """Invent the roads of one region.

    Parameters
    ----------
    seats
        Township seats: ``lon``, ``lat``, ``name``; index ``township_code``.
    villages
        ``village_code``, ``township_code``, ``is_poor``, ``lon``, ``lat``; villages
        without a place get no road.
    region
        Its table in ``demo_regions.toml``.
    """
    rng = np.random.default_rng([int(region["city_code"]), 6])
    placed = villages.dropna(subset=["lon"]).set_index("village_code")
    places = pd.concat([seats[["lon", "lat"]], placed[["lon", "lat"]]])
    km = _kilometres(places)
    at = {code: km[i] for i, code in enumerate(places.index)}
    trunk = _between_seats(seats, at, region)
    lanes = _lanes(placed, at)
    cut_off, cut = _cut_off(lanes, seats.index)
    far = _far(lanes, placed, at, cut_off)
    lanes.remove_edges_from([cut, *lanes.edges(far)])
    rows = [*_main_rows(trunk), *_lane_rows(lanes, seats, placed, rng)]
    lonlat = {
        code: tuple(row)
        for code, row in zip(places.index, places.to_numpy(), strict=True)
    }
    drawn = [
        {**row, "geometry": _bent(lonlat[u], lonlat[v], region["bends"], rng)}
        for u, v, row in rows
    ]
    frame = pd.DataFrame(list(_with_bridges(drawn)))
    numbers = [f"{region['prefix']}R{n:05d}" for n in range(1, len(frame) + 1)]
    frame.insert(0, "road_id", numbers)
    return Roads(
        gpd.GeoDataFrame(frame, geometry="geometry", crs=STORAGE_CRS), cut_off, far
    )


def _kilometres(places: pd.DataFrame) -> Points:
    lonlat = places.to_numpy(dtype=float)
    shrink = np.cos(np.radians(lonlat[:, 1].mean()))
    return lonlat * [_KM_PER_DEGREE * shrink, _KM_PER_DEGREE]


def _between_seats(
    seats: pd.DataFrame, at: Mapping[str, Points], region: Mapping[str, Any]
) -> nx.Graph:
    """Seats joined to their neighbours; each edge has its ``kind`` and ``ref``."""
    graph = _neighbours(list(seats.index), at)
    spine = nx.minimum_spanning_tree(graph, weight="km")
    for u, v, data in graph.edges(data=True):
        data["kind"] = "县道" if spine.has_edge(u, v) else "乡道"
    towns = [county["seat"] for county in region["counties"].values()]
    between = _neighbours(towns, at, wide=True)
    tree = nx.minimum_spanning_tree(between, weight="km")
    # National roads along the tree of county seats, provincial ones along the rest.
    for kind, edges in (
        ("省道", sorted(set(between.edges) - set(tree.edges))),
        ("国道", sorted(tree.edges)),
    ):
        for number, (u, v) in enumerate(edges):
            path = nx.shortest_path(graph, u, v, weight="km")
            ref = f"{_CLASSES[kind][2]}{_CLASSES[kind][3] + number}"
            for edge in itertools.pairwise(path):
                graph.edges[edge].update(kind=kind, ref=ref)
    return graph


def _neighbours(
    codes: list[str], at: Mapping[str, Points], *, wide: bool = False
) -> nx.Graph:
    """Join places with no third one between them.

    Between are places nearer to both than they to each other (relative neighbours);
    with ``wide`` only those in the circle on their link (Gabriel's graph).
    """
    power = 2 if wide else np.inf
    graph = nx.Graph()
    graph.add_nodes_from(codes)
    points = np.array([at[code] for code in codes])
    apart = np.hypot(*(points[:, None] - points[None, :]).transpose(2, 0, 1))
    for u, v in itertools.combinations(range(len(codes)), 2):
        detour = np.linalg.norm([apart[u], apart[v]], ord=power, axis=0)
        if not (detour < apart[u, v] - 1e-9).any():
            graph.add_edge(codes[u], codes[v], km=float(apart[u, v]))
    return graph


def _lanes(placed: pd.DataFrame, at: Mapping[str, Points]) -> nx.Graph:
    """Villages of each township and its seat, joined by the shortest tree."""
    lanes = nx.Graph()
    for township, rows in placed.groupby("township_code", sort=True):
        codes = [township, *rows.index]
        whole = nx.Graph()
        for i, one in enumerate(codes):
            for other in codes[i + 1 :]:
                km = float(np.hypot(*(at[one] - at[other])))
                whole.add_edge(one, other, km=km)
        lanes.add_edges_from(
            nx.minimum_spanning_tree(whole, weight="km").edges(data=True)
        )
    return lanes


def _cut_off(
    lanes: nx.Graph, seats: pd.Index
) -> tuple[tuple[str, ...], tuple[str, str]]:
    """A few villages behind the longest lane that can be taken away."""
    least, most = _CUT_OFF_VILLAGES
    best: tuple[float, tuple[str, ...], tuple[str, str]] | None = None
    for seat in seats.intersection(list(lanes)):
        tree = nx.bfs_tree(lanes, seat)
        for u, v in tree.edges:
            behind = tuple(sorted(nx.descendants(tree, v) | {v}))
            km = lanes.edges[u, v]["km"]
            if least <= len(behind) <= most and (best is None or km > best[0]):
                best = (km, behind, (u, v))
    if best is None:
        msg = "no lane can be taken away"
        raise ValueError(msg)
    return best[1], best[2]


def _far(
    lanes: nx.Graph,
    placed: pd.DataFrame,
    at: Mapping[str, Points],
    cut_off: tuple[str, ...],
) -> str:
    """The poor village at the end of a lane that is farthest from all other lanes."""
    ends = [
        code
        for code in placed.index[placed["is_poor"]]
        if lanes.degree(code) == 1 and code not in cut_off
    ]
    edges = list(lanes.edges)
    lines = shapely.linestrings([[at[u], at[v]] for u, v in edges])
    found = ("", 0.0)
    for code in ends:
        others = [
            line for line, edge in zip(lines, edges, strict=True) if code not in edge
        ]
        km = float(shapely.distance(shapely.Point(at[code]), others).min())
        found = max(found, (code, km), key=lambda each: each[1])
    if found[1] < _SURELY_FAR_KM:
        msg = "no village is far from all roads"
        raise ValueError(msg)
    return found[0]


def _main_rows(graph: nx.Graph) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Roads between seats; those without a number get one of their own."""
    counts = {"县道": 0, "乡道": 0}
    for u, v, data in sorted(graph.edges(data=True), key=lambda edge: edge[:2]):
        kind, ref = data["kind"], data.get("ref", "")
        if not ref:
            letter, first = _CLASSES[kind][2:]
            ref = f"{letter}{first + counts[kind]:03d}"
            counts[kind] += 1
        yield u, v, _row(f"示意{kind} {ref}", ref, kind)


def _lane_rows(
    lanes: nx.Graph, seats: pd.DataFrame, placed: pd.DataFrame, rng: np.random.Generator
) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Lanes named after their township; some of the outermost are mere tracks."""
    for u, v in sorted(lanes.edges):
        village = v if v in placed.index else u
        name = seats.loc[placed.loc[village, "township_code"], "name"]
        is_end = 1 in (lanes.degree(u), lanes.degree(v))
        kind = "机耕路" if is_end and rng.random() < _TRACK_SHARE else "村道"
        yield u, v, _row(f"示意{name}{kind}", "", kind)


def _row(name: str, ref: str, kind: str) -> dict[str, str]:
    surface, speed = _CLASSES[kind][:2]
    return {
        "name": name,
        "ref": ref,
        "highway": kind,
        "surface": surface,
        "maxspeed": speed,
        "bridge": "",
    }


def _bent(
    start: tuple[float, float],
    end: tuple[float, float],
    bends: float,
    rng: np.random.Generator,
) -> shapely.LineString:
    """Draw a line that swings to both sides by up to a share of its length.

    Ends are kept as they are; bends have five decimals, about a metre.
    """
    first, last = np.array(start), np.array(end)
    along = last - first
    km = float(np.hypot(*along)) * _KM_PER_DEGREE
    count = min(int(km / _BEND_KM) + 1, _MOST_BENDS)
    share = np.arange(1, count + 1) / (count + 1)
    swing = (rng.random(count) * 2 - 1) * bends * np.minimum(share, 1 - share) * 2
    across = np.array([-along[1], along[0]])
    inner = first + share[:, None] * along + swing[:, None] * across
    return shapely.LineString(np.vstack([first, np.round(inner, 5), last]))


def _with_bridges(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Rows, the longest national roads in three: the middle is a bridge."""
    national = [i for i, row in enumerate(rows) if row["highway"] == "国道"]
    longest = sorted(national, key=lambda i: -rows[i]["geometry"].length)[:_BRIDGES]
    number = 0
    for i, row in enumerate(rows):
        if i not in longest:
            yield row
            continue
        line = row["geometry"]
        corners = list(line.coords)
        middle = len(corners) // 2
        a, b = np.array(corners[middle - 1]), np.array(corners[middle])
        span = [
            tuple(np.round(a + (b - a) * (0.5 + side * _BRIDGE_SHARE), 5).tolist())
            for side in (-1, 1)
        ]
        before = shapely.LineString([*corners[:middle], span[0]])
        after = shapely.LineString([span[1], *corners[middle:]])
        name = f"示意{row['ref']}{_COUNT[number]}号大桥"
        yield {**row, "geometry": before}
        yield {
            **row,
            "name": name,
            "bridge": "是",
            "geometry": shapely.LineString(span),
        }
        yield {**row, "geometry": after}
        number += 1
