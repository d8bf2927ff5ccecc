"""Reading roads and named places from an OpenStreetMap extract (``.osm.pbf``)."""

import logging
import struct
from array import array
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import numpy as np
import osmium
import pandas as pd

from geo.crs import STORAGE_CRS
from geo.frames import conform
from geo.reading.tables import refuse
from geo.roads.assembling import Drawn, assemble
from geo.roads.blobs import scan
from geo.roads.classes import FERRY, HIGHWAYS
from geo.roads.segments import ATTRIBUTES, FLAGS, TEXTS, Segments

# Called with the number of roads read so far.
RoadsRead = Callable[[int], None]

DEFAULT_MEMORY_LIMIT_MB = 4_000
# Measured on a file of nothing but roads, the worst case, was 15 MB for each unpacked
# MB of the file: see benchmarks/synthetic_roads.py.
_MB_AT_LEAST, _MB_PER_RAW_MB = 200, 20.0
_EVERY = 20_000
_MIB = 1 << 20
_NOWHERE = struct.pack("dd", float("nan"), float("nan"))
# Byte order, type and number of points stand before the points.
_WKB_HEAD = 9
# What access may be stated for, from the general to the particular.
MODES = ("vehicle", "motor_vehicle", "motorcar", "motorcycle", "hgv", "foot")
_FORWARD = frozenset({"yes", "1", "true"})
_BACKWARD = frozenset({"-1", "reverse"})
_NOT = frozenset({"", "no"})

# Where people live and are: not parts of towns, nor countries and regions.
SETTLEMENTS = frozenset(
    {"city", "town", "village", "hamlet", "isolated_dwelling", "farm"}
)
_Place = tuple[str, str, str, float, float]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Extract:
    """What is read of an extract.

    Parameters
    ----------
    segments
        Roads and ferries.
    places
        Rows of the declared layer ``places``: the named nodes that are tagged as one of
        :data:`SETTLEMENTS`, in the order of the file; ``place_id`` is ``node/`` and the
        node's number, ``name`` the Chinese name where one is given.
    """

    segments: Segments
    places: gpd.GeoDataFrame


@dataclass(slots=True)
class _Read:
    """What a pass through the file gathers."""

    refs: "array[int]" = field(default_factory=lambda: array("q"))
    lonlat: "array[float]" = field(default_factory=lambda: array("d"))
    counts: "array[int]" = field(default_factory=lambda: array("q"))
    tags: list[tuple[object, ...]] = field(default_factory=list)
    places: list[_Place] = field(default_factory=list)


def read_pbf(
    path: Path,
    *,
    source: str = "",
    progress: RoadsRead | None = None,
    memory_limit_mb: int = DEFAULT_MEMORY_LIMIT_MB,
) -> Segments:
    """Read the roads and ferries alone; see :func:`read_extract`."""
    return read_extract(
        path, source=source, progress=progress, memory_limit_mb=memory_limit_mb
    ).segments


def read_extract(
    path: Path,
    *,
    source: str = "",
    progress: RoadsRead | None = None,
    memory_limit_mb: int = DEFAULT_MEMORY_LIMIT_MB,
) -> Extract:
    """Read the roads, ferries and named places of an OpenStreetMap extract.

    Parameters
    ----------
    path
        An ``.osm.pbf`` with its nodes before its ways, as every extract has them.
    source
        Name of the file in messages; its own name where empty.
    progress
        Told the number of roads every 20,000 and at the end.
    memory_limit_mb
        Estimated need past which nothing is read.

    Returns
    -------
    Extract
        In longitude, latitude (WGS84, taken as equal to the storage system). Where an
        extract cuts a road off, the part outside is missing.

    Raises
    ------
    DataError
        If the file is cut off, no PBF, too large for the memory, or holds no road.
    """
    name = source or path.name
    found = scan(path, source=name)
    need = round(_MB_AT_LEAST + _MB_PER_RAW_MB * found.raw_bytes / _MIB)
    if need > memory_limit_mb:
        size = round(path.stat().st_size / _MIB)
        refuse("roads_too_large", name, size=size, need=need, limit=memory_limit_mb)
    try:
        drawn, places = _drawn(path, progress)
    except (RuntimeError, OSError) as error:
        refuse("pbf_broken", name, detail=str(error)[:120])
    if drawn is None:
        refuse("pbf_without_roads", name)
    segments = assemble(drawn, names=lambda refs: refs.astype(str))
    if segments.edges.empty:
        refuse("pbf_without_places", name)
    return Extract(segments, _places_layer(places))


def _read(path: Path, progress: RoadsRead | None) -> _Read:
    read = _Read()
    factory = osmium.geom.WKBFactory()
    for thing in _tagged(path):
        if isinstance(thing, osmium.osm.Node):
            _add_place(thing, read.places)
            continue
        if not isinstance(thing, osmium.osm.Way):
            continue
        found = _attributes(thing.id, thing.tags)
        if found is None:
            continue
        numbers = [node.ref for node in thing.nodes]
        read.refs.extend(numbers)
        read.counts.append(len(numbers))
        read.lonlat.frombytes(_vertices(thing, factory))
        read.tags.append(found)
        if progress is not None and len(read.tags) % _EVERY == 0:
            progress(len(read.tags))
    if progress is not None:
        progress(len(read.tags))
    return read


def _drawn(path: Path, progress: RoadsRead | None) -> tuple[Drawn | None, list[_Place]]:
    """Read lines and places; None where no way is a road."""
    # What was read is let go of here, before the lines are put together.
    read = _read(path, progress)
    if not read.tags:
        return None, read.places
    places = np.frombuffer(read.lonlat).reshape(-1, 2)
    counts = np.frombuffer(read.counts, dtype=np.int64)
    line = np.repeat(np.arange(len(counts)), counts)
    refs = np.frombuffer(read.refs, dtype=np.int64)
    return _placed(refs, line, places, read.tags), read.places


def _add_place(node: "osmium.osm.Node", places: list[_Place]) -> None:
    """Add a node to the places if it is a settlement with a name."""
    kind = node.tags.get("place", "")
    if kind not in SETTLEMENTS or not node.location.valid():
        return
    name = node.tags.get("name:zh", "") or node.tags.get("name", "")
    if name:
        places.append((f"node/{node.id}", name, kind, node.lon, node.lat))


def _places_layer(places: list[_Place]) -> gpd.GeoDataFrame:
    columns = ["place_id", "name", "kind", "lon", "lat"]
    table = pd.DataFrame(places, columns=columns)
    points = gpd.points_from_xy(table["lon"], table["lat"])
    return conform(gpd.GeoDataFrame(table, geometry=points, crs=STORAGE_CRS), "places")


def _vertices(way: osmium.osm.Way, factory: "osmium.geom.WKBFactory") -> bytes:
    """Longitude and latitude of every vertex as doubles, NaN where unknown."""
    try:
        # Made in one step by the library, several times faster than node by node.
        text = factory.create_linestring(way, use_nodes=osmium.geom.ALL)
    except (RuntimeError, osmium.InvalidLocationError):
        return b"".join(
            struct.pack("dd", node.lon, node.lat) if node.location.valid() else _NOWHERE
            for node in way.nodes
        )
    return bytes.fromhex(text)[_WKB_HEAD:]


def _placed(
    refs: "np.ndarray[tuple[int], np.dtype[np.int64]]",
    line: "np.ndarray[tuple[int], np.dtype[np.int64]]",
    places: "np.ndarray[tuple[int, int], np.dtype[np.float64]]",
    tags: list[tuple[object, ...]],
) -> Drawn:
    """Lines where their nodes are known; a gap makes two lines of one."""
    known = np.asarray(np.isfinite(places).all(axis=1))
    if not known.all():
        _log.info("%d road vertices lie outside the extract", int((~known).sum()))
    begins = np.diff(line, prepend=-1) != 0
    begins[1:] |= ~known[:-1]
    part = np.cumsum(begins) - 1
    of_part = line[begins]
    kept_parts, part = np.unique(part[known], return_inverse=True)
    attributes = pd.DataFrame(tags, columns=list(ATTRIBUTES))
    texts = dict.fromkeys(("road_id", *TEXTS), "str")
    kinds = {**texts, "oneway": "int8", **dict.fromkeys(FLAGS, "bool")}
    attributes = attributes.astype(kinds).iloc[of_part[kept_parts]]
    return Drawn(
        vertex=refs[known],
        line=part,
        lon=places[known, 0],
        lat=places[known, 1],
        attributes=attributes.reset_index(drop=True),
        open_to=np.ones(len(part), dtype=bool),
    )


def _tagged(path: Path) -> "osmium.FileProcessor":
    """Nodes and ways that may be of use; the others never come to Python."""
    kinds = osmium.osm.NODE | osmium.osm.WAY
    return (
        osmium.FileProcessor(str(path), kinds)
        .with_locations()
        .with_filter(osmium.filter.KeyFilter("highway", "route", "place"))
    )


def _attributes(way_id: int, tags: "osmium.osm.TagList") -> tuple[object, ...] | None:
    """Attributes of a way in declared order, None where it is no road."""
    own: Mapping[str, str] = {tag.k: tag.v for tag in tags}
    highway = own.get("highway", "")
    if highway not in HIGHWAYS:
        if own.get("route") != FERRY:
            return None
        highway = FERRY
    if own.get("area") == "yes":
        return None
    return (
        str(way_id),
        own.get("name", ""),
        own.get("ref", ""),
        highway,
        own.get("surface", ""),
        own.get("maxspeed", ""),
        _access(own),
        _oneway(own, highway),
        own.get("bridge", "") not in _NOT,
        own.get("tunnel", "") not in _NOT,
        False,
    )


def _access(tags: Mapping[str, str]) -> str:
    plain = tags.get("access", "")
    by_mode = [f"{mode}={tags[mode]}" for mode in MODES if mode in tags]
    return ";".join([plain, *by_mode] if plain or not by_mode else by_mode)


def _oneway(tags: Mapping[str, str], highway: str) -> int:
    """1 forward, -1 backward, 0 both; lanes that turn about by the hour are both."""
    said = tags.get("oneway", "")
    if said in _FORWARD:
        return 1
    if said in _BACKWARD:
        return -1
    implied = highway == "motorway" or tags.get("junction") in {
        "roundabout", "circular",
    }  # fmt: skip
    return int(implied and not said)
