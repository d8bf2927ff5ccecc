"""Ways from places to bases, and how they are told."""

import math

import pytest
import shapely

from geo.roads.paths import ON_FOOT, Leg, Path
from planner.errors import PlanInputError
from planner.journeys import class_text, journeys, legs_text, road_text, stops
from tests import toy
from tests.planner.problems import DAY
from tests.planner.roads import CHOICE, roads_of


def asked(tmp_path, places=None, **options):
    travel = roads_of(tmp_path).travel(CHOICE, on=DAY)
    origins = stops(toy.places() if places is None else places, "place_id")
    return journeys(travel, origins, stops(toy.bases(), "base_id"), **options)


def test_each_place_goes_to_its_nearest_base(tmp_path):
    found = asked(tmp_path)
    assert found.index.tolist() == ["p1", "p2"]
    # p1 lies 10 km from both; the first of equals counts. p2 lies 10 km from b2.
    assert found.loc["p2", "base_id"] == "b2"
    assert found["minutes"].between(10, 11).all()
    assert found["km"].between(9.9, 10.1).all()
    assert (found["road_m"] == 0).all()


def test_each_place_goes_to_the_base_asked_for(tmp_path):
    found = asked(tmp_path, to="b1")
    assert found["base"].tolist() == ["平马专家服务站"] * 2
    assert found.loc["p2", "minutes"] in (30, 31)
    assert math.isclose(found.loc["p2", "km"], 30, rel_tol=0.01)


def test_an_unknown_base_is_told(tmp_path):
    with pytest.raises(PlanInputError) as error:
        asked(tmp_path, to="b9")
    assert "b9" in error.value.text("zh")


def test_places_without_a_way_stay_in_the_table(tmp_path):
    places = toy.places()
    places.loc[0, "geometry"] = None
    places.loc[1, "geometry"] = shapely.Point(105, 24)
    found = asked(tmp_path, places)
    assert found["minutes"].isna().all()
    assert (found["base"] == "").all()
    assert found["road_m"].isna().tolist() == [True, False]


def test_a_way_is_told_road_by_road(tmp_path):
    travel = roads_of(tmp_path).travel(CHOICE, on=DAY)
    village, base = toy.villages().geometry[4], toy.bases().geometry[0]
    way = travel.path(village.coords[0], base.coords[0])
    told = legs_text(way, "zh")
    assert len(told) == 4  # road, bridge, road, lane
    assert told[1].startswith("示意大桥（G901） 2.0 公里")
    assert told[3].startswith("村道 5.0 公里，约 15 分钟")
    assert legs_text(way, "en")[3].startswith("village road 5.0 km, about 15 min")


def test_a_walk_is_told_as_a_walk(tmp_path):
    travel = roads_of(tmp_path).travel(CHOICE, on=DAY)
    off, base = toy.at(10, 10.2), toy.bases().geometry[0]
    told = legs_text(travel.path(off.coords[0], base.coords[0]), "zh")
    assert told[-1] in {f"步行 {metres} 米，约 2 分钟" for metres in (200, 201)}


def test_roads_are_called_by_name_code_or_class():
    assert road_text("百色大道", "G323", "trunk", "zh") == "百色大道（G323）"
    assert road_text("示意省道 S302", "S302", "primary", "zh") == "示意省道 S302"
    assert road_text("", "X712", "secondary", "zh") == "X712"
    assert road_text("", "", "tertiary_link", "zh") == "乡道"
    assert class_text("steps", "en") == "path"
    assert class_text("no such class", "zh") == "道路"


def test_slivers_on_the_way_count_to_the_road_before_them():
    def leg(name, metres, seconds, highway="primary"):
        return Leg(name, "", highway, metres, seconds)

    legs = (
        leg("", 20, 14, ON_FOOT),
        leg("甲路", 900, 60),
        leg("", 12, 2),
        leg("甲路", 300, 30),
        leg("乙路", 40, 5),
        leg("", 30, 21, ON_FOOT),
    )
    way = Path(shapely.LineString([(0, 0), (1, 1)]), legs, (0,), 132, 1302)
    assert legs_text(way, "zh") == [
        "步行 20 米，不到 1 分钟",
        "甲路 1.3 公里，约 2 分钟",
        "步行 30 米，不到 1 分钟",
    ]
    assert legs_text(way, "en")[0] == "walk 20 m, under a minute"
