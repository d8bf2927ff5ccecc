"""Running the checks: order, counts, odd shapes, roads abroad."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.checks import run_checks
from geo.checks.survey import missing_places
from geo.crs import STORAGE_CRS, WGS84
from geo.datum import gcj02_to_wgs84, wgs84_to_gcj02
from geo.errors import CrsError
from geo.frames import conform, empty
from geo.issues import errors
from geo.roads.lines import from_lines
from geo.roads.segments import Segments
from geo.row_issues import MOST_OF_A_KIND
from geo.schemas import LayerName
from geo.words import LANGS
from tests import toy
from tests.geo.breakers import (
    TODAY,
    Layers,
    bend,
    capacity_negative,
    duplicate_code,
    name_twice_in_county,
    on_edges,
    place,
    poor_without_trade,
    road_network_in_parts,
    road_without_course,
    roads_outside_china,
    same_point_many,
    village_outside_county,
    with_closure,
    write,
)
from tests.geo.checking import check_changed


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
            issues = check_changed(layers, {name: layers[name]}, TODAY)
            said = [issue.line("zh") for issue in issues]
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
