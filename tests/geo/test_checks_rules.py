"""The toy region is sound; broken in one way, exactly the one rule for it speaks."""

import datetime as dt
from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal

from geo.checks import RULES, run_checks
from geo.checks.survey import missing_places
from geo.crs import STORAGE_CRS, WGS84
from geo.datum import gcj02_to_wgs84, wgs84_to_gcj02
from geo.errors import CrsError
from geo.frames import conform, empty
from geo.issues import WORDS, Issue, errors
from geo.roads.lines import from_lines
from geo.roads.segments import Segments
from geo.row_issues import MOST_OF_A_KIND
from geo.schemas import LayerName
from geo.words import LANGS, placeholders
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


def broken(breaker: Callable[[Layers], None], layers: Layers) -> list[Issue]:
    """Check layers; beside trusted counties only where the fault needs them."""
    reference = toy.counties() if breaker is county_datum_differs else None
    return run_checks(layers, today=TODAY, reference=reference)


def test_the_clean_toy_has_no_issue() -> None:
    assert run_checks(toy.layers(), today=TODAY) == []
    assert run_checks(toy.layers() | {"roads": toy.roads()}, today=TODAY) == []
    assert run_checks(toy.layers(), today=TODAY, reference=toy.counties()) == []


def test_every_rule_has_its_own_way_of_being_broken() -> None:
    assert [rule.name for rule in RULES] == [breaker.__name__ for breaker in BREAKERS]


@pytest.mark.parametrize("breaker", BREAKERS, ids=lambda breaker: breaker.__name__)
def test_one_fault_is_found_by_exactly_its_rule_and_said_in_both_languages(
    breaker: Callable[[Layers], None],
) -> None:
    layers = toy.layers()
    breaker(layers)
    before = {name: frame.copy(deep=True) for name, frame in layers.items()}
    issues = broken(breaker, layers)
    # Roads abroad, without which the other rule has nothing to say.
    beside = {"roads_outside_china"} if breaker is outside_china_by_roads else set()
    assert {issue.rule for issue in issues} == {breaker.__name__} | beside
    for issue in issues:
        assert issue.layer in layers
        for lang in LANGS:
            assert len(issue.line(lang)) > 10
            assert "nan" not in issue.line(lang)
    for name, frame in layers.items():
        assert_geodataframe_equal(frame, before[name])


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_docstrings_say_how_hard_the_rule_is(rule: object) -> None:
    doc = rule.function.__doc__
    layers = toy.layers()
    breaker = next(each for each in BREAKERS if each.__name__ == rule.name)
    breaker(layers)
    issues = broken(breaker, layers)
    severity = issues[0].severity.title()
    spoken = {"Error": "Error", "Warning": "arning"}[severity]
    assert spoken in doc
    assert rule.summary


@pytest.mark.parametrize(
    "key", [*(rule.name for rule in RULES), "more_of_same", "join_disagrees"]
)
def test_sentences_have_the_same_placeholders_in_both_languages(key: str) -> None:
    entry = WORDS.entry(key)
    assert set(entry) == {"zh", "en", "mend_zh", "mend_en"}
    assert placeholders(entry["zh"]) == placeholders(entry["en"])
    assert placeholders(entry["mend_zh"]) == placeholders(entry["mend_en"])


def test_past_a_thousand_of_a_kind_only_the_count_is_given() -> None:
    bases = pd.concat([toy.bases()] * 800, ignore_index=True)
    bases["base_id"] = [f"b{n}" for n in range(len(bases))]
    bases["capacity"] = -5
    issues = run_checks({"bases": bases}, today=TODAY)
    assert len(issues) == MOST_OF_A_KIND + 1
    assert issues[-1].rule == "more_of_same"
    assert issues[-1].severity == "error"
    assert issues[-1].params == {"rule": "capacity_negative", "count": 600}
    assert "600" in issues[-1].line("zh")


def test_several_faults_are_all_told_at_once_in_the_order_of_the_rules() -> None:
    layers = toy.layers()
    poor_without_trade(layers)
    duplicate_code(layers)
    capacity_negative(layers)
    rules = [issue.rule for issue in run_checks(layers, today=TODAY)]
    assert rules == ["duplicate_code", "capacity_negative", "poor_without_trade"]


@pytest.mark.parametrize("name", list(toy.layers()))
def test_any_layer_alone_or_without_rows_can_be_checked(name: LayerName) -> None:
    assert run_checks({name: toy.layers()[name]}, today=TODAY) == []
    assert run_checks({name: empty(name)}, today=TODAY) == []
    assert run_checks(toy.layers() | {name: empty(name)}, today=TODAY) == []


def test_hostile_text_is_shown_as_it_is() -> None:
    layers = toy.layers()
    name = "<script>alert(1)</script>{0.__class__}{count}=HYPERLINK()"
    write(layers, "bases", 0, name=name, capacity=-1, opened="{}", closed="今天")
    write(layers, "villages", 0, village_code="{x}", name=name, county_code="=1+1")
    issues = run_checks(layers, today=TODAY)
    lines = [issue.line(lang) for issue in issues for lang in LANGS]
    assert any(name in line for line in lines)
    assert errors(issues)


def test_broken_shapes_of_every_kind_end_in_issues_never_in_a_traceback() -> None:
    nan = float("nan")
    with np.errstate(invalid="ignore"):
        odd = [
            shapely.Point(),
            shapely.Point(nan, nan),
            shapely.Point(float("inf"), 0),
            shapely.LineString([(107, 23), (107, nan)]),
            shapely.Polygon(),
            shapely.Polygon([(107, 23), (108, nan), (108, 24), (107, 24)]),
            shapely.Polygon([(107, 23), (107, 23), (107, 23)]),
            shapely.GeometryCollection([shapely.Point(107, 23)]),
            shapely.MultiPoint([(107, 23), (107.1, 23)]),
        ]
    for name in toy.layers():
        for shape in odd:
            layers = toy.layers()
            place(layers, name, {0: shape})
            said = [issue.line("zh") for issue in run_checks(layers, today=TODAY)]
            # A township may be without a place; that is no fault.
            assert said or (name == "townships" and missing_places(layers[name])[0])


def test_a_kept_network_is_asked_for_once_and_only_where_a_rule_needs_it() -> None:
    layers: Layers = {"roads": toy.roads()}
    road_network_in_parts(layers)
    asked: list[int] = []

    def kept() -> Segments:
        asked.append(1)
        return from_lines(layers["roads"])[0]

    rules = [issue.rule for issue in run_checks(layers, today=TODAY, segments=kept)]
    assert (rules, asked) == (["road_network_in_parts"], [1])
    assert run_checks({"bases": toy.bases()}, today=TODAY, segments=kept) == []
    assert asked == [1]


def test_rules_on_unchanged_layers_alone_are_passed_over() -> None:
    """A village's own fault, and one that lies in villages and counties together."""
    layers = toy.layers()
    poor_without_trade(layers)
    village_outside_county(layers)
    road_without_course(layers)

    def found(*unchanged: LayerName) -> set[str]:
        issues = run_checks(layers, today=TODAY, unchanged=unchanged)
        return {issue.rule for issue in issues}

    every = {"poor_without_trade", "village_outside_county", "road_without_course"}
    assert found() == every
    assert found("roads") == every - {"road_without_course"}
    assert found("villages") == every - {"poor_without_trade"}
    assert found("villages", "counties", "roads") == set()


def test_layers_in_another_system_are_refused_by_name() -> None:
    layers = toy.layers()
    layers["bases"] = layers["bases"].to_crs(WGS84)
    with pytest.raises(CrsError, match="differ") as refused:
        run_checks(layers, today=TODAY)
    assert [issue.layer for issue in refused.value.issues] == ["bases"]


def test_row_order_does_not_change_what_is_found() -> None:
    for breaker in (village_outside_county, name_twice_in_county, same_point_many):
        layers = toy.layers()
        breaker(layers)
        back = {n: f.iloc[::-1].reset_index(drop=True) for n, f in layers.items()}
        first = run_checks(layers, today=TODAY)
        second = run_checks(back, today=TODAY)
        assert sorted(i.rule for i in first) == sorted(i.rule for i in second)


@pytest.mark.parametrize(
    ("cells", "shape"),
    [
        ({}, None),
        ({"roads": ""}, toy.rectangle(9, 9, 11, 11)),
        ({"roads": "示意大桥；L1"}, None),
        ({"roads": "R1"}, toy.stored([shapely.LineString([(6, 10), (9, 10)])])[0]),
        ({"season_first": "11-15", "season_last": "02-29"}, None),
        ({"since": "2020-06-01", "until": "2020-06-01"}, None),
    ],
)
def test_closures_as_they_should_be_have_no_issue(
    cells: dict[str, str], shape: shapely.Geometry | None
) -> None:
    layers = toy.layers()
    with_closure(layers, shape, **cells)
    assert run_checks(layers, today=TODAY) == []


def test_a_closure_that_ends_before_it_begins_is_an_error() -> None:
    layers = toy.layers()
    with_closure(layers, since="2020-06-02", until="2020-06-01")
    assert [(i.rule, i.key) for i in errors(run_checks(layers, today=TODAY))] == [
        ("dates_reversed", "F1")
    ]


@pytest.mark.parametrize("day", ["02-30", "13-01", "5-15", "五月", "00-10", "05-15 "])
def test_a_day_that_no_year_has_is_told(day: str) -> None:
    layers = toy.layers()
    with_closure(layers, season_first=day, season_last="09-30")
    (issue,) = run_checks(layers, today=TODAY)
    assert (issue.rule, issue.severity) == ("closure_season_wrong", "error")


def test_closures_without_roads_to_hold_them_against_are_let_in() -> None:
    layers = toy.layers()
    with_closure(layers, roads="G323")
    del layers["roads"]
    assert run_checks(layers, today=TODAY) == []


def test_broken_shapes_of_closures_end_in_issues() -> None:
    nan = float("nan")
    with np.errstate(invalid="ignore"):
        odd = [
            shapely.Point(107, 23),
            shapely.LineString([(107, 23), (107, nan)]),
            shapely.LineString([(107, 23.5), (107, 23.5)]),
            shapely.Polygon([(107, 23), (108, nan), (108, 24), (107, 24)]),
            shapely.GeometryCollection([shapely.Point(107, 23)]),
        ]
    for shape in odd:
        layers = toy.layers()
        with_closure(layers, shape, roads="")
        assert [issue.line("zh") for issue in run_checks(layers, today=TODAY)]


ABROAD = {
    "villages": "error", "bases": "error", "commissioners": "error",
    "closures": "warning", "places": "warning",
}  # fmt: skip


def one_place(name: LayerName, spot: tuple[float, float]) -> gpd.GeoDataFrame:
    """A row of a layer at a place, all else empty."""
    shape: shapely.Geometry = shapely.Point(spot)
    if name == "closures":
        shape = shapely.box(*spot, spot[0] + 0.01, spot[1] + 0.01)
    frame = gpd.GeoDataFrame({"name": ["甲"]}, geometry=[shape], crs=STORAGE_CRS)
    return conform(frame, name)


@pytest.mark.parametrize("name", list(ABROAD))
@pytest.mark.parametrize(
    ("spot", "rule"),
    [
        ((1.5, 42.6), "outside_china_by_roads"),
        ((2.2, 42.9), "outside_china_by_roads"),
        ((1.5, 44.0), "outside_china"),
        ((0.0, 0.0), "outside_china"),
        ((23.5, 107.0), "swapped_axes"),
        ((500_000.0, 2_600_000.0), "coordinates_not_degrees"),
    ],
)
def test_abroad_is_where_roads_abroad_are(
    name: LayerName, spot: tuple[float, float], rule: str
) -> None:
    """Swapped axes and metres stay errors, whatever the layer and the roads."""
    layers: Layers = {name: one_place(name, spot)}
    roads_outside_china(layers)
    found = {issue.rule: issue.severity for issue in run_checks(layers, today=TODAY)}
    severity = {"outside_china_by_roads": "warning", "outside_china": ABROAD[name]}
    assert found[rule] == severity.get(rule, "error")
    others = {"outside_china", "outside_china_by_roads", "swapped_axes"} - {rule}
    assert not others & found.keys()


def test_roads_at_home_let_nobody_go_abroad() -> None:
    layers = toy.layers() | {"roads": toy.roads()}
    place(layers, "bases", {0: shapely.Point(1.5, 42.6)})
    assert "outside_china" in {i.rule for i in errors(run_checks(layers, today=TODAY))}
    # A road at 0, 0 is a mistake, and no reason for others.
    stray = shapely.LineString([(0, 0), (0.01, 0)])
    place(layers, "roads", {8: stray})
    place(layers, "bases", {0: shapely.Point(0, 0)})
    assert "outside_china" in {i.rule for i in errors(run_checks(layers, today=TODAY))}


def test_true_points_are_not_suspected_of_another_datum() -> None:
    layers = toy.layers()
    on_edges(layers)
    assert run_checks(layers, today=TODAY) == []
    bend(layers, "villages", wgs84_to_gcj02)
    bend(layers, "villages", gcj02_to_wgs84)
    assert run_checks(layers, today=TODAY) == []
