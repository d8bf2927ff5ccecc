"""Villages to counties and townships: by code, by place, on borders, just outside."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.crs import STORAGE_CRS, WGS84
from geo.errors import CrsError
from geo.frames import conform, empty
from geo.joins import (
    join_villages,
    locate,
    metres_between,
    nearest,
    places_of,
)
from tests import toy

BORDER = (20, 10)  # a vertex of both counties


def moved(places: dict[int, tuple[float, float] | None]) -> gpd.GeoDataFrame:
    """Toy villages, some of them elsewhere in the sketch (by position)."""
    villages = toy.villages()
    shapes = list(villages.geometry)
    for row, place in places.items():
        shapes[row] = None if place is None else toy.at(*place)
    return villages.set_geometry(gpd.GeoSeries(shapes, crs=STORAGE_CRS))


def recoded(row: int, code: str, place: tuple[float, float]) -> gpd.GeoDataFrame:
    """Toy villages, one of them with another code (and none stated) and place."""
    villages = moved({row: place})
    for column, value in (
        ("village_code", code),
        ("township_code", ""),
        ("county_code", ""),
    ):
        villages.loc[row, column] = value
    return villages


def joined(villages: gpd.GeoDataFrame) -> pd.DataFrame:
    return join_villages(villages, toy.townships(), toy.counties()).frame


def test_clean_villages_go_by_code_without_a_word() -> None:
    result = join_villages(toy.villages(), toy.townships(), toy.counties())
    assert list(result.frame["county_code"]) == [toy.WEST] * 4 + [toy.EAST] * 2
    assert list(result.frame["county_by"]) == ["code"] * 6
    assert list(result.frame["township_code"]) == list(toy.villages()["township_code"])
    assert list(result.frame["place_county"]) == list(result.frame["county_code"])
    assert result.issues == ()


def test_code_decides_against_place_and_says_so() -> None:
    result = join_villages(moved({0: (35, 5)}), toy.townships(), toy.counties())
    row = result.frame.loc[0, ["county_code", "county_by", "place_county"]]
    assert row.tolist() == [toy.WEST, "code", toy.EAST]
    (issue,) = result.issues
    assert (issue.rule, issue.severity, issue.row) == ("join_disagrees", "warning", 2)
    assert "前进村" in issue.text("zh")
    assert "田东县" in issue.text("zh")
    assert "德保县" in issue.text("zh")


@pytest.mark.parametrize(
    ("code", "place", "county", "by"),
    [
        pytest.param("450127100001", (5, 5), toy.WEST, "place", id="no successor here"),
        pytest.param("459999100001", (35, 5), toy.EAST, "place", id="unknown code"),
        pytest.param("451071100001", (35, 5), toy.EAST, "host", id="development zone"),
        pytest.param("451071100001", (41, 5), toy.EAST, "nearest", id="1 km outside"),
        pytest.param("451071100001", (41.9, 5), toy.EAST, "nearest", id="1.9 km"),
        pytest.param("451071100001", (42.1, 5), "", "", id="2.1 km outside"),
        pytest.param("459999100001", BORDER, toy.WEST, "place", id="border: smallest"),
        pytest.param("451024100001", BORDER, toy.EAST, "code", id="border: the named"),
        pytest.param("", (5, 5), toy.WEST, "place", id="no code at all"),
        pytest.param("=1+1", (5, 5), toy.WEST, "place", id="hostile code"),
    ],
)
def test_the_rule_step_by_step(
    code: str, place: tuple[float, float], county: str, by: str
) -> None:
    row = joined(recoded(0, code, place)).loc[0]
    assert (row["county_code"], row["county_by"]) == (county, by)


def test_a_place_on_a_border_lies_in_the_county_its_code_names() -> None:
    result = join_villages(
        moved({0: BORDER, 4: BORDER}), toy.townships(), toy.counties()
    )
    assert result.frame.loc[0, "place_county"] == toy.WEST
    assert result.frame.loc[4, "place_county"] == toy.EAST
    assert result.issues == ()


def test_an_old_code_goes_to_its_successor() -> None:
    """450127 became 450181 in 2021; its townships and villages kept their tails."""
    counties, townships = toy.counties(), toy.townships()
    counties.loc[0, "county_code"] = "450181"
    townships.loc[0, "township_code"] = "450181100"
    villages = recoded(0, "450127100201", (5, 5))
    row = join_villages(villages, townships, counties).frame.loc[0]
    assert row["county_code"] == "450181"
    assert row["county_by"] == "successor"
    assert row["township_code"] == "450181100"


def test_a_stated_county_code_goes_before_the_village_code() -> None:
    villages = recoded(0, "451071100001", (5, 5))
    villages.loc[0, "county_code"] = toy.EAST
    row = joined(villages).loc[0]
    assert (row["county_code"], row["county_by"]) == (toy.EAST, "code")


def test_without_place_the_code_still_decides_and_without_both_nothing_does() -> None:
    villages = moved({0: None, 1: None})
    villages.loc[1, ["village_code", "township_code", "county_code"]] = ""
    frame = joined(villages)
    assert frame.loc[0].tolist() == [toy.WEST, "451022100", "code", ""]
    assert frame.loc[1].tolist() == ["", "", "", ""]


def test_township_by_place_only_where_the_code_names_none() -> None:
    frame = joined(recoded(0, "459999999001", (15, 5)))
    assert frame.loc[0, "township_code"] == "451022101"
    points = toy.townships()
    points = points.set_geometry(points.geometry.to_crs(toy.METRIC_CRS).centroid)
    points = conform(points.to_crs(STORAGE_CRS), "townships")
    seats = join_villages(recoded(0, "459999999001", (15, 5)), points, toy.counties())
    assert seats.frame.loc[0, "township_code"] == ""


def test_village_areas_stand_at_a_point_within() -> None:
    villages = toy.villages().set_geometry(toy.village_areas().geometry)
    frame = joined(villages)
    assert list(frame["place_county"]) == [toy.WEST] * 4 + [toy.EAST] * 2


def test_without_counties_or_villages_there_is_an_empty_answer() -> None:
    lone = join_villages(toy.villages(), empty("townships"), empty("counties")).frame
    assert (lone == "").all(axis=None)
    assert len(lone) == 6
    none = join_villages(empty("villages"), toy.townships(), toy.counties())
    assert none.frame.empty
    assert none.issues == ()


def test_no_row_is_added_by_borders_duplicates_or_overlaps() -> None:
    """Six places on the shared vertex of counties that are each given twice."""
    villages = moved(dict.fromkeys(range(6), BORDER))
    counties = pd.concat([toy.counties(), toy.counties()], ignore_index=True)
    frame = join_villages(villages, toy.townships(), counties).frame
    assert list(frame.index) == list(villages.index)
    assert list(frame["place_county"]) == [toy.WEST] * 4 + [toy.EAST] * 2


def test_coordinates_that_are_not_degrees_are_nowhere() -> None:
    villages = toy.villages()
    odd = [shapely.Point(500_000, 2_600_000), shapely.Point(float("nan"), 23)]
    shapes = [*odd, shapely.Point(0, 0), shapely.Point(), *villages.geometry.iloc[4:]]
    villages = villages.set_geometry(gpd.GeoSeries(shapes, crs=STORAGE_CRS))
    villages[["village_code", "county_code", "township_code"]] = ""
    assert list(joined(villages)["county_by"]) == ["", "", "", "", "place", "place"]


def test_what_was_given_is_not_changed() -> None:
    layers = toy.villages(), toy.townships(), toy.counties()
    before = [layer.copy(deep=True) for layer in layers]
    join_villages(*layers)
    for layer, copy in zip(layers, before, strict=True):
        assert_geodataframe_equal(layer, copy)


def test_the_index_is_kept() -> None:
    villages = moved({2: (35, 5)}).set_index(pd.Index(list("fedcba")))
    frame = joined(villages)
    assert list(frame.index) == list("fedcba")
    assert frame.loc["d", "place_county"] == toy.EAST


_PLACES = st.lists(
    st.tuples(
        st.sampled_from([-3, -1, 0, 5, 10, 20, 30, 40, 41, 43]),
        st.sampled_from([-1, 0, 5, 10, 20, 21]),
        st.sampled_from(["451022", "451024", "451071", "459999", ""]),
    ),
    min_size=1,
    max_size=8,
)


@given(places=_PLACES, data=st.data())
@settings(max_examples=40, deadline=None)
def test_row_order_does_not_change_the_join(
    places: list[tuple[int, int, str]], data: st.DataObject
) -> None:
    """Neither of the villages nor of the counties, whatever the places and codes."""
    villages = conform(
        gpd.GeoDataFrame(
            {
                "village_code": [
                    f"{code}100{number:03}" if code else ""
                    for number, (_, _, code) in enumerate(places)
                ]
            },
            geometry=[toy.at(x, y) for x, y, _ in places],
            crs=STORAGE_CRS,
        ),
        "villages",
    )
    order = data.draw(st.permutations(range(len(villages))))
    straight = join_villages(villages, toy.townships(), toy.counties()).frame
    shuffled = join_villages(
        villages.iloc[order], toy.townships().iloc[::-1], toy.counties().iloc[::-1]
    ).frame
    pd.testing.assert_frame_equal(shuffled.sort_index(), straight)


def test_locate_agrees_with_a_naive_double_loop() -> None:
    rng = np.random.default_rng(7)
    places = zip(rng.uniform(-5, 45, 300), rng.uniform(-5, 25, 300), strict=True)
    shapes = toy.stored([shapely.Point(place) for place in places])
    points = gpd.GeoSeries(shapes, crs=STORAGE_CRS)
    townships = toy.townships().iloc[[2, 0, 1]]
    pairs = list(zip(townships["township_code"], townships.geometry, strict=True))
    naive = [
        min((code for code, area in pairs if area.intersects(point)), default=None)
        for point in points
    ]
    found = locate(points, townships, "township_code")
    assert found.tolist() == naive
    assert None in naive
    assert len(set(naive)) == 4


def test_locate_serves_bases_and_takes_the_smallest_code_on_borders() -> None:
    bases = toy.bases()
    assert locate(bases.geometry, toy.counties(), "county_code").tolist() == [
        toy.WEST, toy.EAST,
    ]  # fmt: skip
    three = gpd.GeoSeries([toy.at(*BORDER), None, toy.at(50, 5)], crs=STORAGE_CRS)
    found = locate(three, toy.counties().iloc[::-1], "county_code")
    assert found.tolist() == [toy.WEST, None, None]


def test_nearest_and_distance_are_in_metres() -> None:
    areas = toy.counties().geometry.to_numpy()
    points = [toy.at(43, 10), toy.at(5, 25), toy.at(5, 5), toy.at(80, 10)]
    places = places_of(gpd.GeoSeries(points, crs=STORAGE_CRS))
    position, metres = nearest(places, areas, within_m=6_000)
    assert position.tolist() == [1, 0, 0, -1]
    assert metres[:3] == pytest.approx([3_000, 5_000, 0], rel=0.002)
    assert np.isnan(metres[3])
    apart = metres_between(places, areas[[0, 0, 1, 1]])
    assert apart == pytest.approx([23_000, 5_000, 15_000, 40_000], rel=0.002)


def test_nearest_works_across_zones() -> None:
    """Places 30 degrees apart are each measured in a zone of their own."""
    areas = np.array([shapely.box(90, 40, 91, 41), shapely.box(120, 40, 121, 41)])
    points = [shapely.Point(91.01, 40.5), shapely.Point(119.99, 40.5)]
    places = places_of(gpd.GeoSeries(points, crs=STORAGE_CRS))
    position, metres = nearest(places, areas, within_m=1_000)
    assert position.tolist() == [0, 1]
    # 0.01 degrees at 40.5 N: 0.01 * 111.32 km * cos(40.5) = 846 m, flattening aside.
    assert metres == pytest.approx([848, 848], rel=0.005)


def test_two_systems_are_refused_by_name() -> None:
    counties = toy.counties().to_crs(WGS84)
    with pytest.raises(CrsError, match="differ") as refused:
        join_villages(toy.villages(), toy.townships(), counties)
    assert [issue.layer for issue in refused.value.issues] == ["counties"]
    with pytest.raises(CrsError, match="differ"):
        locate(toy.bases().geometry, counties, "county_code")
    bare = toy.bases().geometry.set_crs(None, allow_override=True)
    with pytest.raises(CrsError, match="no coordinate reference system"):
        locate(bare, toy.counties(), "county_code")
