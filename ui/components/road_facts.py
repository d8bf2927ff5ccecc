"""Roads by name and by number, to choose from, and how much of them is closed."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.roads.closure_words import plain_road, rows_by_road, split_roads
from geo.roads.closures import Closure, close
from geo.roads.segments import Segments, ids_of

# Of what stretches are made, the most important class first, as options are listed.
_ORDER = (
    "motorway", "trunk", "primary", "secondary", "tertiary", "unclassified",
    "residential", "service", "track",
)  # fmt: skip
_TOLD = ("name", "ref", "highway", "road_id")
_RANK = {name: rank for rank, name in enumerate(_ORDER)}


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
