"""What is told of a workspace's roads: the network, its parts, and roads by name."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.frames import conform
from geo.roads.closure_words import plain_road, rows_by_road, split_roads
from geo.roads.closures import Closure, close
from geo.roads.engine import RoadTravel
from geo.roads.segments import Segments, components, ids_of
from geo.schemas import LayerName
from planner.rule import Rule
from planner.workspace import Layers

# Of what stretches are made, the most important class first, as options are listed.
_ORDER = (
    "motorway", "trunk", "primary", "secondary", "tertiary", "unclassified",
    "residential", "service", "track",
)  # fmt: skip
_TOLD = ("name", "ref", "highway", "road_id")
_RANK = {name: rank for rank, name in enumerate(_ORDER)}


@dataclass(frozen=True, slots=True, eq=False)
class RoadFacts:
    """A network in numbers.

    Parameters
    ----------
    metres, stretches
        Length and number of its stretches.
    parts
        One row per part that no road joins to the others, the longest first: ``name``,
        ``ref``, ``metres``, ``places`` (names of the villages or places on it).
    far
        Names of the places that no road comes near.
    illustrative
        Whether any stretch is not real data.
    """

    metres: float
    stretches: int
    parts: pd.DataFrame
    far: tuple[str, ...]
    illustrative: bool

    @property
    def cut_off(self) -> int:
        """How many places stand on another part than the largest."""
        return sum(len(names) for names in self.parts["places"].iloc[1:])


@dataclass(frozen=True, slots=True)
class RoadOption:
    """One road to choose.

    Parameters
    ----------
    name, ref, highway
        As in the network; of several stretches the most important class.
    roads
        What a closure calls it: its name, its number, or the numbers of its parts.
    metres
        Length.
    """

    name: str
    ref: str
    highway: str
    roads: tuple[str, ...]
    metres: float


def subject_of(frames: Layers) -> LayerName | None:
    """Whose cover is told: the villages, else the named places; None without both."""
    names: tuple[LayerName, ...] = ("villages", "places")
    return next((name for name in names if len(frames[name])), None)


def stand_in(frames: Layers, rule: Rule) -> tuple[Layers, Rule]:
    """Let named places stand for villages where there are none.

    Returns
    -------
    layers, rule
        As they are where there are villages. Else the places as villages, of which
        nothing is known but name and place; so all are asked for, whatever the trade.
    """
    if len(frames["villages"]):
        return frames, rule
    places = frames["places"]
    columns = {"village_code": places["place_id"], "name": places["name"]}
    table = gpd.GeoDataFrame(columns, geometry=places.geometry, crs=places.crs)
    return (
        {**frames, "villages": conform(table, "villages")},
        replace(rule, villages="all", match_trade=False),
    )


def road_facts(travel: RoadTravel, places: gpd.GeoDataFrame) -> RoadFacts:
    """Count a network, and the places it does not serve.

    Parameters
    ----------
    travel
        Roads and how far a place may be from one.
    places
        Points with a ``name``, in :data:`geo.crs.STORAGE_CRS`.
    """
    segments = travel.segments
    found = components(segments)
    points = places.geometry.to_numpy()
    lonlat = np.column_stack((shapely.get_x(points), shapely.get_y(points)))
    placed = np.isfinite(lonlat).all(axis=1)
    names = places["name"].to_numpy(object)[placed]
    edge = travel.snaps(lonlat[placed]).edge
    part = np.where(edge >= 0, found.of_edge[edge], -1)
    table = found.table
    parts = pd.DataFrame(
        {
            "name": table["name"],
            "ref": table["ref"],
            "metres": table["length_m"],
            "places": [
                tuple(names[part == at].tolist()) if at else ()
                for at in range(len(table))
            ],
        }
    )
    return RoadFacts(
        metres=float(segments.edges["length_m"].sum()),
        stretches=len(segments.edges),
        parts=parts,
        far=tuple(names[part < 0].tolist()),
        illustrative=bool(segments.edges["illustrative"].any()),
    )


def road_options(segments: Segments) -> dict[str, RoadOption]:
    """Roads by name and by number, the important and long ones first.

    Returns
    -------
    dict
        By a key that stays the same for the same network.
    """
    edges = segments.edges
    columns = {name: edges[name].tolist() for name in _TOLD}
    ranks = [_class_rank(name) for name in columns["highway"]]
    metres = edges["length_m"].to_numpy()
    blank = [""] * len(edges)
    by_name = rows_by_road(columns["name"], blank, blank)
    named = {tuple(rows) for rows in by_name.values()}
    by_ref = rows_by_road(blank, columns["ref"], blank)
    # A number that says the same as a name is not listed twice.
    found = {key: rows for key, rows in by_ref.items() if tuple(rows) not in named}
    found |= by_name
    options = {
        key: _option(key, rows, columns, min(rows, key=ranks.__getitem__), metres)
        for key, rows in found.items()
    }
    order = sorted(options, key=lambda key: (_rank(options[key]), key))
    return {key: options[key] for key in order}


def road_of(segments: Segments, road_id: str) -> RoadOption | None:
    """Road that bears one of these numbers, by its own number; None if none does.

    Parameters
    ----------
    segments
        Road network.
    road_id
        Number as in the network, or several joined.
    """
    edges = segments.edges
    wanted = set(ids_of(road_id))
    at = [row for row, ids in enumerate(edges["road_id"]) if wanted & {*ids_of(ids)}]
    if not at:
        return None
    rows = edges.iloc[at]
    first = rows.iloc[0]
    return RoadOption(
        str(first["name"]),
        str(first["ref"]),
        str(first["highway"]),
        ids_of(road_id),
        float(rows["length_m"].sum()),
    )


def closed_metres(segments: Segments, closure: Closure) -> float:
    """Metres of road that a closure closes, whatever the day."""
    closed = close(segments, (closure,))[0]
    share = np.nan_to_num(closed.end - closed.start)
    return float((share * segments.edges["length_m"].to_numpy()).sum())


def _option(
    key: str,
    rows: list[int],
    columns: Mapping[str, list[str]],
    best: int,
    metres: npt.NDArray[np.float64],
) -> RoadOption:
    names, refs, ids = (
        list(dict.fromkeys(columns[column][row] for row in rows))
        for column in ("name", "ref", "road_id")
    )
    texts = (text for cell in (*names, *refs) for text in (cell, *cell.split(";")))
    called = next((text.strip() for text in texts if plain_road(text) == key), key)
    # A name with a comma in it would be read as two roads.
    parts = tuple(dict.fromkeys(part for one in ids for part in ids_of(one)))
    name = names[0] if len(names) == 1 and names[0] else called
    return RoadOption(
        name=name,
        ref=refs[0] if len(refs) == 1 and refs[0] != name else "",
        highway=columns["highway"][best],
        roads=(called,) if split_roads(called) == (called,) else parts,
        metres=float(metres[rows].sum()),
    )


def _class_rank(highway: str) -> int:
    return _RANK.get(highway.removesuffix("_link"), len(_RANK))


def _rank(option: RoadOption) -> tuple[int, float]:
    return _class_rank(option.highway), -option.metres


def option_of(
    options: Mapping[str, RoadOption], segments: Segments, road_id: str
) -> tuple[str, RoadOption] | None:
    """Option for a road clicked on the map: its name, else its number, else itself."""
    own = road_of(segments, road_id)
    if own is None:
        return None
    for text in (own.name, *own.ref.split(";")):
        key = plain_road(text)
        if key and key in options:
            return key, options[key]
    return f"id:{road_id}", own
