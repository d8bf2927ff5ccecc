"""Days out: where they begin and end, their nights, and their way over the roads."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from planner.outings.answering import answer_outings
from planner.outings.tours import by_month, courses, outings
from tests import toy
from tests.planner import roads
from tests.planner.outings.asking import (
    MONDAY,
    STEPS,
    TRAVEL,
    answer,
    choice,
    question,
)


def near(course, place):
    """Whether a course passes a place, within a metre or so."""
    return (np.abs(course - [place.x, place.y]).max(axis=1) < 1e-5).any()


def test_they_are_in_the_order_of_the_table():
    found = answer()
    keys = [one.key for one in outings(found)]
    tours = found.tours
    assert keys == [
        f"{van}@{day}" for van, day in zip(tours["caravan_id"], tours["date"],
                                           strict=True)
    ]  # fmt: skip
    assert all(one.nights == 0 for one in outings(found))


def test_without_roads_a_course_leads_straight_from_place_to_place():
    found = outings(answer())
    for one, course in zip(found, courses(found, TRAVEL), strict=True):
        assert course.tolist() == one.part.lonlat[[*one.places]].tolist()


def test_along_the_roads_a_course_follows_the_road(tmp_path):
    travel = roads.roads_of(tmp_path).travel(roads.CHOICE, on=MONDAY)
    asked = question(travel=travel)
    found = outings(answer_outings(asked, steps=STEPS))
    drawn = dict(zip((one.key for one in found), courses(found, travel), strict=True))
    east = next(course for key, course in drawn.items() if key.startswith("v2"))
    assert near(east, toy.at(25, 5))
    (west, *_) = (one for one in found if len(one.tour.stops) > 1)
    course = drawn[west.key]
    # From a village one comes down its lane to the national road.
    rows = [west.part.places[stop.task] for stop in west.tour.stops]
    x, y = [(5, 5), (5, 15), (15, 5), (15, 15)][rows[0]]
    assert near(course, toy.at(x, y))
    assert near(course, toy.at(x, 10))
    assert west.drive_s == sum(seconds for seconds, _ in west.legs) > 0
    km = west.km
    line = gpd.GeoSeries([shapely.LineString(course)], crs=toy.bases().crs)
    assert line.to_crs(toy.METRIC_CRS).length[0] / 1000 == pytest.approx(km, rel=0.01)


def test_months_add_up_to_the_tours():
    asked = choice(visits=2, gap_days=3, nights=1, night_cost=0, day_cost=0)
    found = answer(asked)
    months, tours = by_month(found), found.tours
    assert months["visits"].sum() == found.made
    assert months["days"].sum() == len(tours)
    assert months["km"].sum() == pytest.approx(tours["km"].sum())
    assert months["nights"].sum() == sum(one.nights for one in outings(found))
    assert set(months["month"]) == {"2026-03"}


def test_a_village_at_the_caravans_door_has_a_course_too():
    villages = toy.villages()
    villages.loc[0, "geometry"] = toy.at(5, 10)
    found = outings(answer(villages=villages))
    assert found
    for course in courses(found):
        assert len(course) >= 2
        assert np.isfinite(course).all()
