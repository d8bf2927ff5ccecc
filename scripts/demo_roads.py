"""Invented roads drawn: classes, names, bends, bridges, and gaps left on purpose.

Planarity is not kept: roads that cross without a common point pass over each other.
"""

import itertools
from collections import Counter
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
from scripts.demo_links import between_seats, cut_off, far_off, link_places

Points = NDArray[np.float64]
# A road (class, number, township where it has none) and a place on it.
Place = tuple[tuple[str, str, str], str]

_KM_PER_DEGREE = 111.32
_BEND_KM, _MOST_BENDS = 1.8, 7
_BRIDGES, _BRIDGE_SHARE = 4, 0.04
# Class: surface, speed limit, letter and first number; the lowest first.
_CLASSES: Mapping[str, tuple[str, str, str, int]] = {
    "机耕路": ("砂石", "", "", 0),
    "村道": ("水泥", "20", "", 0),
    "乡道": ("水泥", "30", "Y", 1),
    "县道": ("水泥", "40", "X", 701),
    "省道": ("沥青", "60", "S", 301),
    "国道": ("沥青", "60", "G", 901),
}
_RANK = {kind: rank for rank, kind in enumerate(_CLASSES)}
# Of the links that no village needs to be joined, so many are mere tracks.
_TRACK_SHARE = 0.25
# Lanes that so many villages take to their seat are township roads.
_SEVERAL = 2
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
    stands = places.drop_duplicates()
    spot = _spots(places)
    at = dict(zip(stands.index, _kilometres(stands), strict=True))
    graph = link_places(at)
    offices = list(dict.fromkeys(spot[code] for code in seats.index))
    lone = cut_off(graph, offices)
    poor = placed.index[placed["is_poor"]].difference(list(lone))
    far = far_off(graph, at, list(poor.intersection(stands.index)))
    towns = [spot[county["seat"]] for county in region["counties"].values()]
    homes = zip(placed.index, placed["township_code"], strict=True)
    home = {spot[code]: spot[town] for code, town in homes}
    _classify(graph, between_seats(offices, towns, at), home, rng)
    lonlat = {
        code: (row["lon"], row["lat"]) for code, row in stands.to_dict("index").items()
    }
    names = {
        spot[code]: name for code, name in zip(seats.index, seats["name"], strict=True)
    }
    for u, v, data in _links(graph):
        data["town"] = names[home.get(u, u)]
        data["line"] = _bent(lonlat[u], lonlat[v], region["bends"], rng)
    frame = pd.DataFrame(list(_with_bridges(list(_drawn(graph)))))
    numbers = [f"{region['prefix']}R{n:05d}" for n in range(1, len(frame) + 1)]
    frame.insert(0, "road_id", numbers)
    drawn = gpd.GeoDataFrame(frame, geometry="geometry", crs=STORAGE_CRS)
    return Roads(drawn, lone, far)


def _spots(places: pd.DataFrame) -> dict[str, str]:
    """The first code at each code's place: a farm's seat and village are one place."""
    first: dict[tuple[float, float], str] = {}
    lonlat = zip(places["lon"], places["lat"], strict=True)
    return {
        code: first.setdefault(place, code)
        for code, place in zip(places.index, lonlat, strict=True)
    }


def _kilometres(places: pd.DataFrame) -> Points:
    lonlat = places.to_numpy(dtype=np.float64)
    shrink = float(np.cos(np.radians(lonlat[:, 1].mean())))
    km: Points = lonlat * [_KM_PER_DEGREE * shrink, _KM_PER_DEGREE]
    return km


def _classify(
    graph: nx.Graph,
    trunk: nx.Graph,
    home: Mapping[str, str],
    rng: np.random.Generator,
) -> None:
    """Give each link its ``kind`` and ``ref``: the highest of the roads along it.

    A road between seats goes from village to village, the shortest way.
    """
    _lanes(graph, home, rng)
    counts = {"县道": 0, "乡道": 0}
    for u, v, data in _links(trunk):
        kind, ref = data["kind"], data["ref"]
        if not ref:
            letter, first = _CLASSES[kind][2:]
            ref = f"{letter}{first + counts[kind]:03d}"
            counts[kind] += 1
        way = nx.shortest_path(graph, u, v, weight="km")
        for edge in itertools.pairwise(way):
            if _RANK[graph.edges[edge]["kind"]] < _RANK[kind] or (
                not graph.edges[edge]["ref"]
            ):
                graph.edges[edge].update(kind=kind, ref=ref)


def _lanes(graph: nx.Graph, home: Mapping[str, str], rng: np.random.Generator) -> None:
    """Lanes; township roads where several villages take them to their seat."""
    users: Counter[tuple[str, str]] = Counter()
    for town, codes in itertools.groupby(sorted(home, key=home.__getitem__), home.get):
        ways = nx.single_source_dijkstra_path(graph, town, weight="km")
        for code in codes:
            way = itertools.pairwise(ways.get(code, ()))
            users.update((min(pair), max(pair)) for pair in way)
    needed = nx.minimum_spanning_tree(graph, weight="km")
    for u, v, data in _links(graph):
        used = users[u, v]
        is_track = not (used or needed.has_edge(u, v)) and rng.random() < _TRACK_SHARE
        kind = "乡道" if used >= _SEVERAL else "机耕路" if is_track else "村道"
        data.update(kind=kind, ref="")


def _links(graph: nx.Graph) -> list[tuple[str, str, dict[str, Any]]]:
    """Links in order, the lower code of each first."""
    links = ((*sorted((u, v)), data) for u, v, data in graph.edges(data=True))
    return sorted(links, key=lambda link: link[:2])


def _drawn(graph: nx.Graph) -> Iterator[dict[str, Any]]:
    """One row for each stretch of a road that goes on without a fork of its own."""
    roads = nx.Graph()
    for u, v, data in _links(graph):
        road = (data["kind"], data["ref"], "" if data["ref"] else data["town"])
        roads.add_edge((road, u), (road, v), line=data["line"])
    forks = {node for node in roads if roads.degree(node) != 2}
    # What is left after the forks are rings.
    for start in [*sorted(forks), *sorted(roads)]:
        for step in sorted(roads[start]):
            if not roads.has_edge(start, step):
                continue
            corners = [_from(roads, start, step)]
            roads.remove_edge(start, step)
            while roads.degree(step) == 1 and step not in forks:
                ahead = next(iter(roads[step]))
                corners.append(_from(roads, step, ahead)[1:])
                roads.remove_edge(step, ahead)
                step = ahead
            yield {
                **_row(*start[0]),
                "geometry": shapely.LineString(np.vstack(corners)),
            }


def _from(roads: nx.Graph, start: Place, end: Place) -> Points:
    """Corners of a stretch from one of its ends to the other."""
    corners: Points = shapely.get_coordinates(roads.edges[start, end]["line"])
    return corners if start[1] < end[1] else corners[::-1]


def _row(kind: str, ref: str, township: str) -> dict[str, Any]:
    """Roads without a number are named after the township they start in."""
    surface, speed = _CLASSES[kind][:2]
    return {
        "name": f"示意{kind} {ref}" if ref else f"示意{township}{kind}",
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
