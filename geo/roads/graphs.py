"""The same roads as a networkx graph named as OSMnx names things, there and back."""

import ast
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import shapely
from pyproj.exceptions import CRSError as ProjCrsError

from geo.crs import WGS84, to_storage
from geo.errors import CrsError, DataError
from geo.export.fields import clean_text
from geo.issues import Issue
from geo.reading.tables import refuse
from geo.roads.assembling import Drawn, assemble
from geo.roads.segments import (
    ATTRIBUTES,
    ID_SEPARATOR,
    TEXTS,
    Ints,
    Segments,
    ids_of,
)

DEFAULT_GRAPHML_BYTES = 200 << 20
_MIB = 1 << 20
_SHOWN = 6
_NO = frozenset({"", "no", "false", "0", "none", "nan"})
_CREATED = "Coverage Planner"


@dataclass(frozen=True, slots=True)
class _Way:
    """One road between two nodes, whichever of its directions were met."""

    start: int
    end: int
    line: shapely.LineString
    data: Mapping[str, Any]
    oneway: int


def to_networkx(segments: Segments) -> nx.MultiDiGraph:
    """Make a graph as OSMnx makes one of a street network.

    Returns
    -------
    networkx.MultiDiGraph
        Nodes have ``x``, ``y`` (longitude, latitude, degrees); they are named by
        their OSM numbers where all have one, else by position. Edges run the way one
        may travel, one for each direction, with ``osmid``, ``oneway``, ``reversed``
        (against the line as drawn), ``length`` (metres), ``geometry`` and those of
        ``name``, ``ref``, ``highway``, ``surface``, ``maxspeed``, ``access``,
        ``bridge``, ``tunnel`` that are given. ``graph["crs"]`` is WGS84, which is
        taken as equal to the storage system.
    """
    graph = nx.MultiDiGraph(
        crs=WGS84.to_string().lower(), created_with=_CREATED, simplified=True
    )
    names = _node_names(segments.nodes)
    places = zip(
        names, segments.nodes["lon"].tolist(), segments.nodes["lat"].tolist(),
        strict=True,
    )  # fmt: skip
    graph.add_nodes_from((name, {"x": lon, "y": lat}) for name, lon, lat in places)
    for row in segments.edges.itertuples(index=False):
        start, end = names[row.from_node], names[row.to_node]
        told = _told(row)
        if row.oneway >= 0:
            graph.add_edge(start, end, **told, reversed=False, geometry=row.geometry)
        if row.oneway <= 0:
            back = shapely.reverse(row.geometry)
            graph.add_edge(end, start, **told, reversed=True, geometry=back)
    return graph


def from_networkx(graph: nx.Graph, *, source: str = "") -> Segments:
    """Make a road network of a graph as OSMnx has them.

    Parameters
    ----------
    graph
        Nodes numbered, with ``x`` and ``y`` in ``graph["crs"]`` (degrees where it is
        missing). Edges without ``geometry`` are straight. In a directed graph the
        directions that are there are the ones open; in an undirected one all are,
        unless ``oneway`` is true.
    source
        Name of the file in messages.

    Raises
    ------
    DataError
        If nodes are not numbered or have no place, or there is no edge.
    CrsError
        If the CRS is not understood, or missing and the places are not degrees.
    """
    issues = _node_issues(graph, source)
    if issues:
        raise DataError(issues)
    if not graph.number_of_edges():
        refuse("graph_without_edges", source)
    numbers = np.array([int(node) for node in graph.nodes], dtype=np.int64)
    at = {node: position for position, node in enumerate(graph.nodes)}
    xy = np.array([[float(d["x"]), float(d["y"])] for _, d in graph.nodes(data=True)])
    try:
        ways = list(_ways(graph, at, xy))
    except (shapely.errors.GEOSException, TypeError, ValueError) as error:
        refuse("graph_geometry_broken", source, detail=str(error)[:120])
    return _assembled(ways, _stored(ways, graph, xy, source), numbers)


def read_graphml(
    path: Path, *, source: str = "", limit_bytes: int = DEFAULT_GRAPHML_BYTES
) -> Segments:
    """Read a graph as OSMnx saves it.

    Raises
    ------
    DataError
        If the file is too large, no GraphML, or not a road graph.
    """
    name = source or path.name
    size = path.stat().st_size
    if size > limit_bytes:
        sizes = {"size": size // _MIB, "limit": limit_bytes // _MIB}
        refuse("graphml_too_large", name, **sizes)
    with path.open("rb") as file:
        head = file.read(4096)
    # A road graph defines no entities of its own; a file that does is up to something.
    if b"<!" in head.replace(b"<!--", b""):
        refuse("graphml_broken", name, detail="DOCTYPE")
    try:
        graph = nx.read_graphml(path, force_multigraph=True)
    except (nx.NetworkXError, ParseError, ValueError, KeyError, TypeError) as error:
        refuse("graphml_broken", name, detail=str(error)[:120])
    return from_networkx(graph, source=name)


def write_graphml(segments: Segments, path: Path) -> None:
    """Save a network as OSMnx would: all values as text, shapes as WKT."""
    graph = to_networkx(segments)
    graph.graph = {key: str(value) for key, value in graph.graph.items()}
    for _, data in graph.nodes(data=True):
        data.update({key: _written(value) for key, value in data.items()})
    for _, _, data in graph.edges(data=True):
        data.update({key: _written(value) for key, value in data.items()})
    nx.write_graphml_xml(graph, path, encoding="utf-8")


def _written(value: object) -> str:
    if isinstance(value, shapely.LineString):
        return str(shapely.to_wkt(value, rounding_precision=-1))
    # No XML holds every sign: such a file could not be read back.
    return clean_text(str(value))


def _node_names(nodes: pd.DataFrame) -> list[int]:
    numbers = nodes["osm_id"]
    if numbers.str.fullmatch(r"-?\d{1,18}").all() and numbers.is_unique:
        return [int(number) for number in numbers]
    return list(range(len(nodes)))


def _told(row: Any) -> dict[str, Any]:  # noqa: ANN401 - a row of the road table
    """Attributes of an edge that are the same in both directions."""
    ids = [int(i) if i.isdecimal() else i for i in ids_of(row.road_id)]
    told: dict[str, Any] = {"osmid": ids[0] if len(ids) == 1 else ids}
    told |= {name: text for name in TEXTS if (text := getattr(row, name))}
    told |= {flag: "yes" for flag in ("bridge", "tunnel") if getattr(row, flag)}
    if row.illustrative:
        told["illustrative"] = "yes"
    return told | {"oneway": bool(row.oneway), "length": float(row.length_m)}


def _node_issues(graph: nx.Graph, source: str) -> list[Issue]:
    strange = [node for node in graph.nodes if not _is_number(node)]
    lost = [n for n, data in graph.nodes(data=True) if not _has_place(data)]
    found = (("graph_nodes_not_numbers", strange), ("graph_nodes_without_place", lost))
    return [
        Issue(
            rule,
            "error",
            source=source,
            params={
                "count": len(nodes),
                "nodes": "、".join(str(node)[:20] for node in nodes[:_SHOWN]),
            },
        )
        for rule, nodes in found
        if nodes
    ]


def _is_number(node: object) -> bool:
    try:
        return abs(int(str(node))) < 1 << 62
    except ValueError:
        return False


def _has_place(data: Mapping[str, Any]) -> bool:
    try:
        return math.isfinite(float(data["x"])) and math.isfinite(float(data["y"]))
    except (KeyError, TypeError, ValueError):
        return False


def _ways(
    graph: nx.Graph, at: Mapping[Any, int], xy: "np.ndarray[Any, Any]"
) -> Iterator[_Way]:
    """Edges with the two directions of a road taken together."""
    met: dict[object, tuple[list[_Way], list[_Way]]] = {}
    for u, v, data in graph.edges(data=True):
        way = _way(at[u], at[v], data, xy)
        if not graph.is_directed():
            yield way if _is_true(data.get("oneway", "")) else _both(way)
            continue
        met.setdefault(_signature(way), ([], []))[way.oneway < 0].append(way)
    for drawn, against in met.values():
        both = min(len(drawn), len(against))
        yield from (_both(way) for way in drawn[:both])
        yield from drawn[both:]
        yield from against[both:]


def _both(way: _Way) -> _Way:
    return _Way(way.start, way.end, way.line, way.data, 0)


def _way(u: int, v: int, data: Mapping[str, Any], xy: "np.ndarray[Any, Any]") -> _Way:
    """One directed edge, laid as its line was drawn."""
    line = data.get("geometry")
    if line is None:
        line = shapely.LineString(xy[[u, v]])
    elif isinstance(line, str):
        line = shapely.from_wkt(line)
    if not isinstance(line, shapely.LineString) or line.is_empty:
        msg = f"{type(line).__name__} {u} {v}"
        raise TypeError(msg)
    if _is_true(data.get("reversed", "")):
        return _Way(v, u, shapely.reverse(line), data, -1)
    # A pair without the mark: the direction from the lower number is the drawn one.
    if "reversed" not in data and u > v:
        return _Way(v, u, shapely.reverse(line), data, -1)
    return _Way(u, v, line, data, 1)


def _signature(way: _Way) -> object:
    told = tuple(_text(way.data.get(name)) for name in ("osmid", "highway", "name"))
    return way.start, way.end, shapely.to_wkb(way.line), told


def _is_true(value: object) -> bool:
    return str(value).strip().lower() in {"true", "1", "yes"}


def _text(value: object) -> str:
    """Text of an attribute; several values, as merged edges have them, are joined."""
    if isinstance(value, str) and value.startswith("[") and value.endswith("]"):
        try:
            value = ast.literal_eval(value)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            return str(value)
    if isinstance(value, list | tuple | set):
        return ID_SEPARATOR.join(dict.fromkeys(_text(one) for one in value))
    missing = value is None or (isinstance(value, float) and math.isnan(value))
    return "" if missing else str(value).strip()


def _stored(
    ways: list[_Way], graph: nx.Graph, xy: "np.ndarray[Any, Any]", source: str
) -> "np.ndarray[Any, Any]":
    """Lines of the ways in the storage system.

    Raises
    ------
    CrsError
        If the CRS is not understood, or missing and the places are not degrees.
    """
    stated = graph.graph.get("crs")
    if stated is None and np.abs(xy).max(initial=0) > 180:
        raise CrsError([Issue("crs_missing", "error", "roads", source)])
    lines = [way.line for way in ways]
    try:
        frame = gpd.GeoDataFrame(
            geometry=lines, crs=WGS84 if stated is None else stated
        )
    except ProjCrsError as error:
        params = {"said": str(stated)[:60]}
        issue = Issue("crs_not_understood", "error", "roads", source, params=params)
        raise CrsError([issue]) from error
    shapes = to_storage(frame).geometry.to_numpy()
    if not np.isfinite(shapely.bounds(shapes)).all():
        refuse("graph_geometry_broken", source, detail="inf")
    return np.asarray(shapely.force_2d(shapes))


def _assembled(
    ways: list[_Way], lines: "np.ndarray[Any, Any]", numbers: Ints
) -> Segments:
    xy, line = shapely.get_coordinates(lines, return_index=True)
    first = np.diff(line, prepend=-1) != 0
    last = np.append(first[1:], True)
    # Only the ends of an edge are nodes; every inner vertex is its own.
    vertex = np.arange(len(xy)) + len(numbers)
    vertex[first] = [way.start for way in ways]
    vertex[last] = [way.end for way in ways]
    drawn = Drawn(vertex, line, xy[:, 0], xy[:, 1], _attributes(ways), first | last)
    return assemble(drawn, names=lambda kept: numbers[kept].astype(str))


def _attributes(ways: list[_Way]) -> pd.DataFrame:
    data: dict[str, Any] = {
        name: pd.Series([_text(way.data.get(name)) for way in ways], dtype="str")
        for name in TEXTS
    }
    data["road_id"] = pd.Series(
        [_text(way.data.get("osmid")) for way in ways], dtype="str"
    )
    data["oneway"] = np.array([way.oneway for way in ways], dtype=np.int8)
    for flag in ("bridge", "tunnel", "illustrative"):
        said = [_text(way.data.get(flag)).lower() for way in ways]
        data[flag] = np.array([text not in _NO for text in said])
    return pd.DataFrame(data)[list(ATTRIBUTES)]
