"""Numbers in what the rules on places say, and their limits."""

import datetime as dt

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.checks import run_checks
from geo.crs import STORAGE_CRS
from geo.datum import gcj02_to_bd09, wgs84_to_gcj02
from geo.issues import Issue
from tests import toy
from tests.geo.checking import check_changed

TODAY = dt.date(2020, 6, 30)


def check(**changed: gpd.GeoDataFrame) -> list[Issue]:
    return check_changed(toy.layers(), changed, TODAY)


def placed(frame: gpd.GeoDataFrame, shapes: dict[int, object]) -> gpd.GeoDataFrame:
    """Frame with some rows elsewhere, by position."""
    every = [shapes.get(row, shape) for row, shape in enumerate(frame.geometry)]
    return frame.set_geometry(gpd.GeoSeries(every, crs=STORAGE_CRS))


def crowd(places_km: list[tuple[float, float]]) -> gpd.GeoDataFrame:
    """Villages of the county each place lies in, by the sketch."""
    villages = pd.concat([toy.villages().iloc[[0]]] * len(places_km), ignore_index=True)
    counties = [toy.WEST if x < 20 else toy.EAST for x, _ in places_km]
    villages["village_code"] = [f"{c}100{n:03}" for n, c in enumerate(counties)]
    villages["name"] = [f"{n}村" for n in range(len(villages))]
    villages["township_code"] = villages["village_code"].str[:9]
    villages["county_code"] = counties
    shapes = toy.stored([shapely.Point(place) for place in places_km])
    return villages.set_geometry(gpd.GeoSeries(shapes, crs=STORAGE_CRS))


def edges(steps: int) -> list[tuple[float, float]]:
    """Places 100 m inside the west and east edges of both counties."""
    rows = np.linspace(2, 18, steps)
    return [(x, y) for x in (0.1, 19.9, 20.1, 39.9) for y in rows]


def bent(frame: gpd.GeoDataFrame, *moves: object) -> gpd.GeoDataFrame:
    """Frame moved from datum to datum, without a word."""
    shapes = frame.geometry.to_numpy()
    for move in moves:
        shapes = np.array(
            [shapely.transform(s, move, interleaved=False) for s in shapes]
        )
    return frame.set_geometry(gpd.GeoSeries(shapes, crs=STORAGE_CRS))


def test_swapped_axes_are_told_once_with_the_count() -> None:
    shapes = {
        row: shapely.Point(point.y, point.x)
        for row, point in enumerate(toy.villages().geometry)
        if row < 4
    }
    (issue,) = check(villages=placed(toy.villages(), shapes))
    assert (issue.rule, issue.severity, issue.row) == ("swapped_axes", "error", 2)
    assert (issue.params["count"], issue.params["total"]) == (4, 6)


def test_a_whole_swapped_region_is_told_layer_by_layer() -> None:
    layers = {
        name: frame.set_geometry(
            gpd.GeoSeries(
                [shapely.transform(s, lambda xy: xy[:, ::-1]) for s in frame.geometry],
                crs=STORAGE_CRS,
            )
        )
        for name, frame in toy.layers().items()
    }
    issues = run_checks(layers, today=TODAY)
    assert [issue.layer for issue in issues] == list(layers)
    assert {issue.rule for issue in issues} == {"swapped_axes"}


def test_metres_under_degrees_are_told_with_an_example() -> None:
    metres = toy.counties().to_crs(toy.METRIC_CRS).geometry
    counties = toy.counties().set_geometry(gpd.GeoSeries(list(metres), crs=STORAGE_CRS))
    issues = check(counties=counties)
    assert [issue.rule for issue in issues] == ["coordinates_not_degrees"]
    assert "400000, 2600000" in issues[0].text("zh")


@pytest.mark.parametrize("place", [(0, 0), (2.3, 48.9), (107, -23), (140, 30)])
def test_abroad_is_an_error_with_the_coordinates(place: tuple[float, float]) -> None:
    (issue,) = check(bases=placed(toy.bases(), {1: shapely.Point(place)}))
    assert (issue.rule, issue.severity, issue.key) == ("outside_china", "error", "b2")
    assert (issue.params["lon"], issue.params["lat"]) == place


def test_over_the_border_is_told_in_metres_and_with_both_counties() -> None:
    (issue,) = check(villages=placed(toy.villages(), {4: toy.at(17, 5)}))
    assert (issue.rule, issue.severity, issue.row) == (
        "village_outside_county", "warning", 6,
    )  # fmt: skip
    assert issue.params["metres"] == pytest.approx(3_000, rel=0.001)
    assert (issue.params["county"], issue.params["place"]) == ("德保县", "田东县")
    assert "3,00" in issue.text("zh")


@pytest.mark.parametrize(
    ("km_off", "rule", "severity"),
    [
        (0.0, None, None),
        (0.5, "village_outside_county", "warning"),
        (9.9, "village_outside_county", "warning"),
        (10.1, "village_outside_all", "error"),
        (300, "village_outside_all", "error"),
    ],
)
def test_outside_every_county_is_an_error_past_ten_kilometres(
    km_off: float, rule: str | None, severity: str | None
) -> None:
    found = check(villages=placed(toy.villages(), {4: toy.at(40 + km_off, 10)}))
    assert [(i.rule, i.severity) for i in found] == ([(rule, severity)] if rule else [])
    if rule:
        assert found[0].params["metres"] == pytest.approx(km_off * 1_000, rel=0.002)


def test_villages_of_unknown_counties_may_lie_anywhere() -> None:
    villages = placed(toy.villages(), {0: toy.at(300, 10)})
    villages.loc[0, ["village_code", "township_code", "county_code"]] = [
        "459999100001", "", "",
    ]  # fmt: skip
    assert [issue.rule for issue in check(villages=villages)] == ["unknown_county"]


def test_a_base_over_the_border_and_one_on_it() -> None:
    bases = placed(toy.bases(), {0: toy.at(22, 10), 1: toy.at(20, 10)})
    (issue,) = check(bases=bases)
    assert (issue.rule, issue.key) == ("base_outside_county", "b1")
    assert issue.params["metres"] == pytest.approx(2_000, rel=0.001)
    bases["county_code"] = ""
    assert check(bases=bases) == []


def test_four_villages_at_one_point_may_be_true_five_are_not() -> None:
    four = placed(toy.villages(), dict.fromkeys(range(4), toy.at(5, 5)))
    assert check(villages=four) == []
    places = [(5, 5)] * 5 + [(25, 5)] * 6 + [(15, 5)] * 4
    issues = run_checks({"villages": crowd(places)}, today=TODAY)
    assert [(i.rule, i.params["count"], i.key[-3:]) for i in issues] == [
        ("same_point_many", 5, "000"),
        ("same_point_many", 6, "005"),
    ]


def test_villages_without_a_place_are_one_warning() -> None:
    villages = placed(toy.villages(), {0: None, 5: shapely.Point()})
    (issue,) = check(villages=villages)
    assert issue.severity == "warning"
    assert dict(issue.params) == {"count": 2, "total": 6}


def test_a_commissioner_without_a_home_is_a_warning_a_base_is_an_error() -> None:
    comm = check(commissioners=placed(toy.commissioners(), {1: None}))
    assert [(i.severity, i.key, i.params["name"]) for i in comm] == [
        ("warning", "c2", "黄二")
    ]
    base = check(bases=placed(toy.bases(), {1: None}))
    assert [(i.severity, i.key) for i in base] == [("error", "b2")]


@pytest.mark.parametrize(
    ("datum", "moves"),
    [
        ("GCJ-02", (wgs84_to_gcj02,)),
        ("BD-09", (wgs84_to_gcj02, gcj02_to_bd09)),
    ],
)
def test_the_datum_that_fits_is_named_and_its_strays_are_not_told_one_by_one(
    datum: str, moves: tuple
) -> None:
    villages = crowd(edges(10))
    assert check_changed(toy.layers(), {"villages": villages}, TODAY) == []
    (issue,) = check(villages=bent(villages, *moves))
    assert (issue.rule, issue.severity, issue.layer) == (
        "datum_shift_suspected", "error", "villages",
    )  # fmt: skip
    assert issue.params["datum"] == datum
    # Of two eastern and two western edges, those the shift points over: half.
    assert issue.params["outside"] == issue.params["explained"] == 20
    assert datum in issue.mend("zh")
    (other,) = check(
        villages=villages, bases=toy.bases(), counties=bent(toy.counties(), *moves)
    )
    assert (other.rule, other.layer) == ("county_datum_suspected", "counties")
    assert other.params["datum"] == datum


def test_few_strays_are_a_warning_and_fewer_prove_nothing() -> None:
    (issue,) = check(villages=bent(crowd(edges(3)), wgs84_to_gcj02))
    assert (issue.rule, issue.severity) == ("datum_shift_suspected", "warning")
    two = check(villages=bent(crowd([(19.9, 5), (39.9, 5), (5, 5)]), wgs84_to_gcj02))
    assert [i.rule for i in two] == ["village_outside_county"] * 2


def test_coarse_boundaries_blur_a_shift_but_do_not_hide_it() -> None:
    """Six villages lie 300 m over the western border of theirs whatever the datum."""
    places = edges(10) + [(20.3, y) for y in np.linspace(3, 17, 6)]
    villages = crowd(places)
    west = {n: f"{toy.WEST}100{n:03}" for n in range(40, 46)}
    for row, code in west.items():
        cells = [code, code[:9], toy.WEST]
        villages.loc[row, ["village_code", "township_code", "county_code"]] = cells
    as_it_is = check_changed(toy.layers(), {"villages": villages}, TODAY)
    assert [i.rule for i in as_it_is] == ["village_outside_county"] * 6
    moved = check(villages=bent(villages, wgs84_to_gcj02))
    (shift,) = [i for i in moved if i.rule == "datum_shift_suspected"]
    assert shift.severity == "error"
    assert (shift.params["outside"], shift.params["explained"]) == (26, 20)
    assert shift.params["left"] == 0
    # Those that the datum does not explain are still told one by one.
    assert [i.rule for i in moved if i is not shift] == ["village_outside_county"] * 6


def test_strays_on_all_sides_are_not_a_shift() -> None:
    """Ten villages 300 m over the border between the counties, both ways."""
    villages = crowd(
        [(19.7, y) for y in range(1, 11)] + [(20.3, y) for y in range(1, 11)]
    )
    shapes = list(villages.geometry)
    villages = villages.set_geometry(
        gpd.GeoSeries(shapes[10:] + shapes[:10], crs=STORAGE_CRS)
    )
    assert {i.rule for i in check(villages=villages)} == {"village_outside_county"}


def test_counties_are_laid_over_trusted_ones() -> None:
    """Three counties are an error, two a warning, one redrawn is no shift."""
    three = pd.concat([toy.counties(), toy.counties().iloc[[1]]], ignore_index=True)
    three.loc[2, "county_code"] = "451026"
    three = placed(three, {2: toy.rectangle(0, 20, 20, 40)})
    for trusted, severity in ((three, "error"), (toy.counties(), "warning")):
        (issue,) = run_checks(
            {"counties": bent(trusted, wgs84_to_gcj02)}, today=TODAY, reference=trusted
        )
        assert (issue.rule, issue.severity) == ("county_datum_differs", severity)
        assert dict(issue.params) == {"datum": "GCJ-02", "count": len(trusted)}
    redrawn = placed(three, {2: toy.rectangle(0, 20, 25, 40)})
    assert run_checks({"counties": redrawn}, today=TODAY, reference=three) == []


def test_trusted_counties_of_another_region_say_nothing() -> None:
    other = toy.counties()
    other["county_code"] = ["220802", "220821"]
    layers = {"counties": bent(toy.counties(), wgs84_to_gcj02)}
    assert run_checks(layers, today=TODAY, reference=other) == []
