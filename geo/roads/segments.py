"""The road table: stretches between junctions, and the junctions they join."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pandas.api.extensions import ExtensionArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Ints = npt.NDArray[np.int64]

# What is known of a road besides its course; stretches alike in all but the number are
# one where nothing else meets them.
TEXTS = ("name", "ref", "highway", "surface", "maxspeed", "access")
FLAGS = ("bridge", "tunnel", "illustrative")
ATTRIBUTES = ("road_id", *TEXTS, "oneway", *FLAGS)
EDGE_COLUMNS = (
    "road_id", "name", "ref", "highway", "surface", "maxspeed", "oneway", "access",
    "bridge", "tunnel", "from_node", "to_node", "length_m", "illustrative", "geometry",
)  # fmt: skip
# Several road numbers of one stretch stand behind one another.
ID_SEPARATOR = ";"


@dataclass(frozen=True, eq=False)
class Segments:
    """A road network.

    Parameters
    ----------
    edges
        One row per stretch between junctions, RangeIndex, columns
        :data:`EDGE_COLUMNS`; the geometry is a LineString of longitude, latitude in
        :data:`geo.crs.STORAGE_CRS`, running from ``from_node`` to ``to_node``
        (positions in ``nodes``), ``length_m`` is geodesic metres. ``road_id`` is the
        number of the road, or several joined by ``;``. ``oneway`` is 1 forward only,
        -1 backward only, 0 both. ``access`` is the plain access value, then what
        differs by mode, joined by ``;``: ``private;foot=yes``. Loops and parallel
        stretches are kept.
    nodes
        One row per junction or road end, RangeIndex, columns ``lon``, ``lat``
        (degrees) and ``osm_id`` (text, empty where there is none).
    """

    edges: gpd.GeoDataFrame
    nodes: pd.DataFrame

    @cached_property
    def lines(self) -> npt.NDArray[np.object_]:
        """Courses of the stretches, taken out once: ways are drawn by the hundred."""
        found: npt.NDArray[np.object_] = self.edges["geometry"].to_numpy()
        return found

    def told_of(self, rows: Ints) -> tuple[list[str], list[str], list[str]]:
        """Name, number and class of some stretches."""
        name, ref, highway = (texts.take(rows).tolist() for texts in self._told)
        return name, ref, highway

    @cached_property
    def _told(self) -> list[ExtensionArray]:
        return [self.edges[name].array for name in ("name", "ref", "highway")]

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of all that is in the table, as hexadecimal digits."""
        digest = hashlib.sha256()
        for frame in (self.edges, self.nodes):
            for name in frame.columns:
                digest.update(f"{name}:{len(frame)}\n".encode())
                for part in _bytes_of(frame[name]):
                    digest.update(part)
        return digest.hexdigest()


@dataclass(frozen=True, slots=True, eq=False)
class Components:
    """The parts of a network that no road joins, the longest first.

    Parameters
    ----------
    table
        One row per part: ``name`` and ``ref`` of its longest named road (empty where
        none is named), ``edges``, ``nodes``, ``length_m``, and ``lon``, ``lat`` of a
        junction on that road, or on its longest stretch where no road is named.
    of_edge, of_node
        Row in ``table`` of every edge and node.
    """

    table: pd.DataFrame
    of_edge: Ints
    of_node: Ints


def components(segments: Segments) -> Components:
    """Tell apart the parts of a network that no road joins, whatever the one-way rules.

    Parameters
    ----------
    segments
        Road network.
    """
    edges, count = segments.edges, len(segments.nodes)
    start = edges["from_node"].to_numpy()
    end = edges["to_node"].to_numpy()
    links = coo_array((np.ones(len(edges), dtype=np.int8), (start, end)), (count,) * 2)
    parts, labels = connected_components(links, directed=False)
    metres = np.bincount(
        labels[start], weights=edges["length_m"].to_numpy(), minlength=parts
    )
    rank = np.empty(parts, dtype=np.int64)
    # Stable, so that equal lengths keep the order of their first junction.
    rank[np.argsort(-metres, kind="stable")] = np.arange(parts)
    of_node = rank[labels]
    of_edge = of_node[start]
    table = pd.DataFrame(
        {
            "edges": np.bincount(of_edge, minlength=parts),
            "nodes": np.bincount(of_node, minlength=parts),
            "length_m": metres[np.argsort(rank)],
        }
    )
    return Components(_named(table, segments, of_edge), of_edge, of_node)


def _named(table: pd.DataFrame, segments: Segments, of_edge: Ints) -> pd.DataFrame:
    """Give each part its longest named road, and a place on it."""
    about = segments.edges[["name", "ref", "length_m", "from_node"]].assign(
        part=of_edge
    )
    about["named"] = (about["name"] != "") | (about["ref"] != "")
    road = ["part", "name", "ref"]
    total = about.groupby(road)["length_m"].transform("sum")
    # Of an unnamed part, the longest stretch alone shows the place.
    about["weight"] = total.where(about["named"], about["length_m"])
    best = about.sort_values(
        ["part", "named", "weight", "length_m"],
        ascending=[True, False, False, False],
        kind="stable",
    ).drop_duplicates("part")
    at = segments.nodes.iloc[best["from_node"].to_numpy()]
    return table.assign(
        name=best["name"].to_numpy(),
        ref=best["ref"].to_numpy(),
        lon=at["lon"].to_numpy(),
        lat=at["lat"].to_numpy(),
    )


def ids_of(road_id: str) -> tuple[str, ...]:
    """Road numbers of a stretch."""
    return tuple(part for part in road_id.split(ID_SEPARATOR) if part)


def joined_ids(ids: Iterable[str]) -> str:
    """Road numbers of a stretch made of several, each once, in order."""
    single = (part for joined in ids for part in ids_of(joined))
    return ID_SEPARATOR.join(dict.fromkeys(single))


def _bytes_of(column: "pd.Series") -> Iterable[bytes]:
    if column.dtype == "geometry":
        coordinates, at = shapely.get_coordinates(column.to_numpy(), return_index=True)
        return (coordinates.tobytes(), at.tobytes())
    if isinstance(column.dtype, pd.StringDtype):
        # A text may hold any character, so its length tells where it ends.
        texts = column.tolist()
        lengths = np.array([len(text) for text in texts], dtype=np.int64)
        return (lengths.tobytes(), "".join(texts).encode("utf-8", "surrogatepass"))
    return (column.to_numpy().tobytes(),)
