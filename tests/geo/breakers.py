"""Ways to break the toy region: each function breaks the rule of its name."""

import datetime as dt
from collections.abc import Callable

import geopandas as gpd
import pandas as pd
import shapely

from geo.crs import STORAGE_CRS
from geo.datum import wgs84_to_gcj02
from geo.frames import conform
from geo.schemas import LayerName
from tests import toy
from tests.geo import record_breakers

Layers = dict[LayerName, gpd.GeoDataFrame]
TODAY = dt.date(2020, 6, 30)


def place(layers: Layers, name: LayerName, shapes: dict[int, object]) -> None:
    """Give some rows of a layer other shapes, by position."""
    every = list(layers[name].geometry)
    for row, shape in shapes.items():
        every[row] = shape
    layers[name] = layers[name].set_geometry(gpd.GeoSeries(every, crs=STORAGE_CRS))


def write(layers: Layers, layer: LayerName, row: int, /, **cells: object) -> None:
    """Write cells of one row."""
    for column, value in cells.items():
        layers[layer].loc[row, column] = value


def again(layers: Layers, layer: LayerName, row: int, /, **cells: object) -> None:
    """Append a copy of one row, some of its cells different."""
    frame = layers[layer]
    layers[layer] = pd.concat([frame, frame.iloc[[row]]], ignore_index=True)
    write(layers, layer, len(frame), source_row=len(frame) + 2, **cells)


def recode(layers: Layers, row: int, code: str) -> None:
    """Give a village another code and leave its counties to that."""
    cells = {"village_code": code, "township_code": "", "county_code": ""}
    write(layers, "villages", row, **cells)


def rename_west(layers: Layers, code: str) -> None:
    """Let the western county have another code, everywhere."""
    for frame in layers.values():
        for column in frame.columns[frame.columns.str.endswith("_code")]:
            frame[column] = frame[column].str.replace(f"^{toy.WEST}", code, regex=True)


def on_edges(layers: Layers) -> None:
    """Villages 100 m inside their county, at its western and eastern edges."""
    spots = [(19.9, 5), (19.9, 15), (0.1, 5), (0.1, 15), (39.9, 5), (20.1, 15)]
    place(layers, "villages", {n: toy.at(*spot) for n, spot in enumerate(spots)})


def bend(layers: Layers, name: LayerName, move: Callable) -> None:
    """Move a layer from one datum to another and say nothing."""
    shapes = layers[name].geometry.to_numpy()
    bent = [
        shapely.transform(shape, lambda x, y: move(x, y), interleaved=False)
        for shape in shapes
    ]
    place(layers, name, dict(enumerate(bent)))


def coordinates_not_degrees(layers: Layers) -> None:
    place(layers, "villages", {3: shapely.Point(500_000, 2_600_000)})


def swapped_axes(layers: Layers) -> None:
    bend(layers, "villages", lambda x, y: (y, x))


def outside_china(layers: Layers) -> None:
    place(layers, "commissioners", {0: shapely.Point(0, 0)})


def outside_china_by_roads(layers: Layers) -> None:
    """Roads and a base of Andorra; the roads' own warning is another rule's."""
    roads_outside_china(layers)
    place(layers, "bases", {1: shapely.Point(1.52, 42.51)})
    write(layers, "bases", 1, county_code="")


def empty_geometry(layers: Layers) -> None:
    place(layers, "counties", {1: None})


def geometry_type_wrong(layers: Layers) -> None:
    place(layers, "bases", {0: shapely.LineString([toy.at(5, 10), toy.at(6, 10)])})


def invalid_geometry(layers: Layers) -> None:
    """A bow of some metres in a corner."""
    ring = [(0, 0), (10, 0), (20, 0), (20, 10), (20, 20), (10, 20)]
    bow = [(0.1, 20), (0, 19.9), (0, 20), (0.1, 19.9)]
    shape = toy.stored([shapely.Polygon([*ring, *bow])])[0]
    place(layers, "counties", {0: shape})


def invalid_geometry_lost(layers: Layers) -> None:
    """A bow as large as the area itself."""
    layers["village_areas"] = toy.village_areas()
    bow = toy.stored([shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])])[0]
    place(layers, "village_areas", {0: bow})


def duplicate_code(layers: Layers) -> None:
    write(layers, "bases", 1, base_id="b1")


def county_twice(layers: Layers) -> None:
    again(layers, "counties", 0)


def duplicate_across(layers: Layers) -> None:
    again(layers, "counties", 0)
    place(layers, "counties", {2: toy.rectangle(0, 20, 20, 40)})


def old_and_new_code(layers: Layers) -> None:
    rename_west(layers, "450181")
    codes = {"village_code": "450127100201", "township_code": "450127100"}
    again(layers, "villages", 0, name="旧前进村", county_code="450127", **codes)


def old_code_with_successor(layers: Layers) -> None:
    rename_west(layers, "450181")
    villages = layers["villages"]
    for column in ("village_code", "township_code", "county_code"):
        villages[column] = villages[column].str.replace("450181", "450127")


def code_prefix_disagrees(layers: Layers) -> None:
    write(layers, "villages", 0, township_code="451022101")


def unknown_county(layers: Layers) -> None:
    recode(layers, 0, "459999100201")


def unknown_township(layers: Layers) -> None:
    recode(layers, 0, "451022999201")


def development_zone_hosted(layers: Layers) -> None:
    recode(layers, 0, "451071100201")


def development_zone_without_host(layers: Layers) -> None:
    recode(layers, 0, "451071100201")
    place(layers, "villages", {0: toy.at(60, 10)})


def name_twice_in_county(layers: Layers) -> None:
    write(layers, "villages", 2, name="前进村")


def overlaps_between_counties(layers: Layers) -> None:
    place(layers, "counties", {1: toy.rectangle(19, 0, 40, 20)})


def gaps_between_counties(layers: Layers) -> None:
    place(layers, "counties", {1: toy.rectangle(20.1, 0, 40, 20)})


def datum_shift_suspected(layers: Layers) -> None:
    on_edges(layers)
    bend(layers, "villages", wgs84_to_gcj02)


def county_datum_suspected(layers: Layers) -> None:
    on_edges(layers)
    bend(layers, "counties", wgs84_to_gcj02)


def county_datum_differs(layers: Layers) -> None:
    bend(layers, "counties", wgs84_to_gcj02)


def village_outside_all(layers: Layers) -> None:
    place(layers, "villages", {4: toy.at(55, 5)})


def village_outside_county(layers: Layers) -> None:
    place(layers, "villages", {4: toy.at(15, 8)})


def base_outside_county(layers: Layers) -> None:
    place(layers, "bases", {0: toy.at(23, 10)})


def same_point_many(layers: Layers) -> None:
    """The corner that both counties touch, so that nobody is over a border."""
    place(layers, "villages", dict.fromkeys(range(5), toy.at(20, 10)))


def base_without_place(layers: Layers) -> None:
    place(layers, "bases", {0: None})


def commissioner_without_place(layers: Layers) -> None:
    place(layers, "commissioners", {2: None})


def villages_without_place(layers: Layers) -> None:
    place(layers, "villages", {2: None, 3: shapely.Point(), 4: shapely.Point("nan", 1)})


def capacity_negative(layers: Layers) -> None:
    write(layers, "bases", 0, capacity=-1)


def capacity_zero(layers: Layers) -> None:
    write(layers, "commissioners", 2, capacity=0)


def dates_reversed(layers: Layers) -> None:
    write(layers, "commissioners", 1, ends="2018-12-31")


def date_in_future(layers: Layers) -> None:
    write(layers, "bases", 1, opened="2020-07-01")


def exit_year_odd(layers: Layers) -> None:
    write(layers, "villages", 2, exit_year=2013)


def exited_but_not_poor(layers: Layers) -> None:
    write(layers, "villages", 5, exit_year=2018)


def poor_without_trade(layers: Layers) -> None:
    write(layers, "villages", 0, trades="")


def with_roads(layers: Layers, row: int, /, **cells: object) -> None:
    """Add the roads, one of them different."""
    layers["roads"] = toy.roads()
    write(layers, "roads", row, **cells)


def roads_outside_china(layers: Layers) -> None:
    layers["roads"] = toy.roads()
    moved = layers["roads"].geometry.translate(-105.5, 19)
    layers["roads"] = layers["roads"].set_geometry(moved)


def road_without_course(layers: Layers) -> None:
    layers["roads"] = toy.roads()
    place(layers, "roads", {4: None, 5: shapely.LineString([(107, 23.5)] * 2)})


def road_maxspeed_odd(layers: Layers) -> None:
    with_roads(layers, 0, maxspeed="-40")
    write(layers, "roads", 4, maxspeed="0 km/h")
    write(layers, "roads", 5, maxspeed="walk")


def road_highway_unknown(layers: Layers) -> None:
    with_roads(layers, 3, highway="驿道")


def road_oneway_unknown(layers: Layers) -> None:
    with_roads(layers, 3, oneway="有时")


def road_network_in_parts(layers: Layers) -> None:
    """An island: the lane to village 6 begins in the middle of nowhere."""
    layers["roads"] = toy.roads()
    (lane,) = toy.stored([shapely.LineString([(27, 12), (25, 15)])])
    place(layers, "roads", {8: lane})


def road_network_shattered(layers: Layers) -> None:
    """Four hundred and one short roads and none joined to another."""
    lines = [
        shapely.LineString([(x, y), (x, y + 0.4)]) for x in range(20) for y in range(20)
    ] + [shapely.LineString([(30, 1), (30, 15)])]
    rows = toy.roads().iloc[[3] * len(lines)].reset_index(drop=True)
    layers["roads"] = rows.set_geometry(
        gpd.GeoSeries(toy.stored(lines), crs=STORAGE_CRS)
    )


def with_closure(
    layers: Layers, shape: shapely.Geometry | None = None, /, **cells: object
) -> None:
    """Add the roads and a closure of the national road, some of its cells different."""
    row = {"closure_id": ["F1"], "name": ["雨季"], "roads": ["G901"]}
    row |= {column: [cell] for column, cell in cells.items()}
    drawn = gpd.GeoDataFrame(row, geometry=[shape], crs=STORAGE_CRS)
    layers["closures"] = conform(drawn, "closures")
    layers["roads"] = toy.roads()


def closure_says_nothing(layers: Layers) -> None:
    with_closure(layers, roads="；")


def closure_season_wrong(layers: Layers) -> None:
    with_closure(layers, season_first="05-15")


def closure_road_unknown(layers: Layers) -> None:
    with_closure(layers, roads="G901；示意大桥;G323")


def closure_touches_nothing(layers: Layers) -> None:
    """A line that crosses the road, and runs along a lane that is not named."""
    (line,) = toy.stored([shapely.LineString([(5, 5), (5, 12)])])
    with_closure(layers, line)


def named_place_without_point(layers: Layers) -> None:
    row = {"place_id": ["D1"], "name": ["渡口"]}
    layers["places"] = conform(pd.DataFrame(row), "places")


def with_sites(layers: Layers, /, **cells: object) -> None:
    """Add the candidate sites, the first of them different."""
    layers["candidate_sites"] = toy.candidate_sites()
    write(layers, "candidate_sites", 0, **cells)


def site_without_place(layers: Layers) -> None:
    with_sites(layers)
    place(layers, "candidate_sites", {0: None})


def site_outside_counties(layers: Layers) -> None:
    with_sites(layers, county_code="")
    place(layers, "candidate_sites", {0: toy.at(43, 10)})


def site_cost_negative(layers: Layers) -> None:
    with_sites(layers, cost=-0.5)


def site_base_unknown(layers: Layers) -> None:
    with_sites(layers, base_id="b9")


BREAKERS: tuple[Callable[[Layers], None], ...] = (
    coordinates_not_degrees, swapped_axes, outside_china, outside_china_by_roads,
    empty_geometry,
    geometry_type_wrong, invalid_geometry, invalid_geometry_lost, duplicate_code,
    county_twice, duplicate_across, old_and_new_code, old_code_with_successor,
    code_prefix_disagrees, unknown_county, unknown_township, development_zone_hosted,
    development_zone_without_host, name_twice_in_county, overlaps_between_counties,
    gaps_between_counties, county_datum_differs, datum_shift_suspected,
    county_datum_suspected,
    village_outside_all, village_outside_county, base_outside_county, same_point_many,
    base_without_place, commissioner_without_place, villages_without_place,
    capacity_negative, capacity_zero, dates_reversed, date_in_future, exit_year_odd,
    exited_but_not_poor, poor_without_trade, roads_outside_china, road_without_course,
    road_maxspeed_odd, road_highway_unknown, road_oneway_unknown,
    road_network_in_parts, road_network_shattered, closure_says_nothing,
    closure_season_wrong, closure_road_unknown, closure_touches_nothing,
    named_place_without_point, site_without_place, site_outside_counties,
    site_cost_negative, site_base_unknown, *record_breakers.BREAKERS,
)  # fmt: skip
