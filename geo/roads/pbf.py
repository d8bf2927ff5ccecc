"""Reading roads from an OpenStreetMap extract (``.osm.pbf``)."""

import logging
import struct
from array import array
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import osmium
import pandas as pd

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

_log = logging.getLogger(__name__)


def read_pbf(
    path: Path,
    *,
    source: str = "",
    progress: RoadsRead | None = None,
    memory_limit_mb: int = DEFAULT_MEMORY_LIMIT_MB,
) -> Segments:
    """Read the roads and ferries of an OpenStreetMap extract.

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
    Segments
        Lines in longitude, latitude (WGS84, taken as equal to the storage system).
        Where an extract cuts a road off, the part outside is missing.

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
        drawn = _drawn(path, progress)
    except (RuntimeError, OSError) as error:
        refuse("pbf_broken", name, detail=str(error)[:120])
    if drawn is None:
        refuse("pbf_without_roads", name)
    segments = assemble(drawn, names=lambda refs: refs.astype(str))
    if segments.edges.empty:
        refuse("pbf_without_places", name)
    return segments


def _drawn(path: Path, progress: RoadsRead | None) -> Drawn | None:
    """Read the lines; None where no way is a road."""
    refs, lonlat, counts = array("q"), array("d"), array("q")
    factory = osmium.geom.WKBFactory()
    tags: list[tuple[object, ...]] = []
    for way in _ways(path):
        if not isinstance(way, osmium.osm.Way):
            continue
        found = _attributes(way.id, way.tags)
        if found is None:
            continue
        numbers = [node.ref for node in way.nodes]
        refs.extend(numbers)
        counts.append(len(numbers))
        lonlat.frombytes(_places(way, factory))
        tags.append(found)
        if progress is not None and len(tags) % _EVERY == 0:
            progress(len(tags))
    if progress is not None:
        progress(len(tags))
    if not tags:
        return None
    places = np.frombuffer(lonlat).reshape(-1, 2)
    line = np.repeat(np.arange(len(tags)), np.frombuffer(counts, dtype=np.int64))
    return _placed(np.frombuffer(refs, dtype=np.int64), line, places, tags)


def _places(way: osmium.osm.Way, factory: "osmium.geom.WKBFactory") -> bytes:
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


def _ways(path: Path) -> "osmium.FileProcessor":
    kinds = osmium.osm.NODE | osmium.osm.WAY
    return (
        osmium.FileProcessor(str(path), kinds)
        .with_locations()
        .with_filter(osmium.filter.EntityFilter(osmium.osm.WAY))
        .with_filter(osmium.filter.KeyFilter("highway", "route"))
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
