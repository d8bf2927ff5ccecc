"""A road network in numbers, and as files to carry elsewhere and back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.crs import STORAGE_CRS
from geo.export.fields import Field, fields_of
from geo.export.files import replacing
from geo.export.geopackage import write_geopackage
from geo.roads.engine import RoadTravel
from geo.roads.graphs import write_graphml
from geo.roads.lines import to_lines
from geo.roads.paths import Path
from geo.roads.segments import Segments, components
from geo.schemas import LAYERS, LayerName
from geo.words import Lang
from planner.errors import WORDS
from planner.journeys import Stops, journeys_and_ways, legs_text, stops

# Columns of the table of ways, as they are handed on.
ROUTE_FIELDS = (
    Field("id", "text", "ID", "编号", "Id"),
    Field("name", "text", "NAME", "地点", "Place"),
    Field("lon", "lon", "LON", "经度", "Longitude"),
    Field("lat", "lat", "LAT", "纬度", "Latitude"),
    Field("base_id", "text", "BASE_ID", "基地编号", "Base id"),
    Field("base", "text", "BASE", "基地", "Base"),
    Field("minutes", "int", "MINUTES", "车程（分钟）", "Minutes"),
    Field("km", "float", "KM", "路程（公里）", "Kilometres"),
    Field("road_m", "float", "ROAD_M", "距道路（米）", "Metres to the road"),
    Field("roads", "text", "ROADS", "经过的路", "Roads taken"),
    Field("illustrative", "bool", "ILLUSTR", "示意数据", "Illustrative"),
)
# Ways asked for at once; between two handfuls the share done is told.
_HANDFUL = 50
# Called with the share done, 0 to 1.
Told = Callable[[float], None]


@dataclass(frozen=True, slots=True, eq=False)
class NetworkFacts:
    """A network in numbers.

    Parameters
    ----------
    stretches, junctions, metres
        Of the whole network; ends of roads count as junctions.
    classes
        Indexed by OpenStreetMap class, the longest first: ``stretches``, ``metres``.
    parts
        One row per part that no road joins to the others, the longest first: ``name``,
        ``ref``, ``lon``, ``lat``, ``stretches``, ``metres``, ``places`` (names of the
        places on it).
    far
        Indexed by id, the places that no usable road comes near: ``name``, ``road_m``.
    illustrative
        Whether any stretch is not real data.
    """

    stretches: int
    junctions: int
    metres: float
    classes: pd.DataFrame
    parts: pd.DataFrame
    far: pd.DataFrame
    illustrative: bool

    @property
    def cut_off(self) -> int:
        """How many places stand on another part than the largest."""
        return sum(len(names) for names in self.parts["places"].iloc[1:])


def network_facts(travel: RoadTravel, places: Stops) -> NetworkFacts:
    """Count a network, and the places it does not serve.

    Parameters
    ----------
    travel
        Roads, and how far a place may be from one.
    places
        Villages or named places; those without coordinates are left out.
    """
    segments = travel.segments
    edges, found = segments.edges, components(segments)
    placed = np.flatnonzero(np.isfinite(places.lonlat).all(axis=1))
    snaps = travel.snaps(places.lonlat[placed])
    part = np.where(snaps.near, found.of_edge[snaps.edge], -1)
    names = np.array(places.names, dtype=object)[placed]
    by_class = edges.groupby("highway")["length_m"].agg(["size", "sum"])
    by_class.columns = pd.Index(["stretches", "metres"])
    table = found.table.rename(columns={"length_m": "metres", "edges": "stretches"})
    return NetworkFacts(
        stretches=len(edges),
        junctions=len(segments.nodes),
        metres=float(edges["length_m"].sum()),
        classes=by_class.sort_values("metres", ascending=False),
        parts=table.assign(
            places=pd.Series(
                [tuple(names[part == at].tolist()) for at in range(len(table))],
                dtype=object,
            )
        ),
        far=pd.DataFrame(
            {"name": names[part < 0], "road_m": snaps.distance_m[part < 0]},
            index=pd.Index(np.array(places.ids, dtype=object)[placed][part < 0]),
        ),
        illustrative=bool(edges["illustrative"].any()),
    )


def write_network(segments: Segments, folder: FilePath) -> list[FilePath]:
    """Leave a network as ``network.graphml`` and ``network.gpkg``.

    The first is named as OSMnx names things; both can be imported again.

    Parameters
    ----------
    segments
        Road network.
    folder
        Where to; made if missing.

    Raises
    ------
    OSError, geo.errors.DataError
        If a file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    graph = folder / "network.graphml"
    with replacing(graph, suffix=".graphml") as part:
        write_graphml(segments, part)
    layers = {"roads": (to_lines(segments), fields_of("roads"))}
    return [graph, write_geopackage(layers, folder / "network.gpkg")]


def routes(
    travel: RoadTravel,
    layers: Mapping[LayerName, gpd.GeoDataFrame],
    origins: LayerName,
    *,
    to: str = "",
    lang: Lang,
    progress: Told | None = None,
) -> gpd.GeoDataFrame:
    """Ways between the bases and the places of a layer, drawn along the roads.

    Parameters
    ----------
    travel
        Roads as they are; ``travel.direction`` says who travels.
    layers
        ``bases`` and the layer of the places.
    origins
        ``"villages"`` or ``"places"``.
    to
        Id of the one base; the nearest in time where it is empty.
    lang
        Language of the roads' text.
    progress
        Told the share done.

    Returns
    -------
    geopandas.GeoDataFrame
        Rows and columns of :func:`planner.journeys.journeys`, the id as a column;
        ``roads``: the roads of the way in the order they are travelled; and
        ``illustrative``: whether the place, the base or a road of the way is not real.
        LineStrings in :data:`geo.crs.STORAGE_CRS`, None where no road leads.

    Raises
    ------
    PlanInputError
        If there is no base of the id.
    """
    tell = progress or (lambda _share: None)
    stands = stops(layers[origins], LAYERS[origins].key)
    bases = stops(layers["bases"], LAYERS["bases"].key)
    parts, count = [], len(stands.ids)
    for first in range(0, max(count, 1), _HANDFUL):
        tell(first / max(count, 1))
        some = slice(first, first + _HANDFUL)
        few = Stops(stands.ids[some], stands.names[some], stands.lonlat[some])
        parts.append(_drawn(travel, few, bases, to, lang))
    tell(1.0)
    whole = pd.concat(parts, ignore_index=True)
    whole["illustrative"] |= whole["id"].isin(_made_up(layers[origins], origins))
    whole["illustrative"] |= whole["base_id"].isin(_made_up(layers["bases"], "bases"))
    return gpd.GeoDataFrame(whole, geometry="geometry", crs=STORAGE_CRS)


def _drawn(
    travel: RoadTravel, few: Stops, bases: Stops, to: str, lang: Lang
) -> pd.DataFrame:
    table, ways = journeys_and_ways(travel, few, bases, to=to)
    real = ~travel.segments.edges["illustrative"].to_numpy(dtype=bool)
    return table.reset_index().assign(
        road_m=table["road_m"].round().to_numpy(),
        roads=["" if way is None else _text(way, lang) for way in ways],
        illustrative=[
            way is not None and not real[list(way.edges)].all() for way in ways
        ],
        geometry=pd.Series(
            [None if way is None else way.geometry for way in ways], dtype=object
        ),
    )


def _text(way: Path, lang: Lang) -> str:
    return WORDS.say("leg_separator", lang, {}).join(legs_text(way, lang))


def _made_up(frame: gpd.GeoDataFrame, name: LayerName) -> "pd.Series[str]":
    """Keys of the rows that are not real."""
    made_up = frame["illustrative"].to_numpy(dtype=bool)
    keys: pd.Series[str] = frame.loc[made_up, LAYERS[name].key]
    return keys
