"""Who is owed visits: villages by the rule, and the places that planners add."""

import pytest
import shapely

from geo.frames import empty
from planner.outings.places import owed_places
from planner.rule import Rule
from tests import toy
from tests.planner.outings.asking import RULE, choice, code, layers
from tests.toy_records import table


def places(*rows, rule=RULE, asked=None, **changed):
    kinds = [{"name": f"地{at}", "kind": "other", "unit_code": toy.WEST} | row
             for at, row in enumerate(rows)]  # fmt: skip
    given = table("visit_places", kinds) if rows else empty("visit_places")
    return owed_places(layers(visit_places=given, **changed), rule, asked or choice())


def added(*rows, **given):
    """The rows of the places alone."""
    return places(*rows, **given).iloc[5:].reset_index(drop=True)


def test_villages_come_first_as_the_choice_has_them():
    found = places({}, asked=choice(visits=3, minutes=75.0, visit_value=500.0))
    assert found["place_id"].tolist()[:5] == [code(number) for number in range(1, 6)]
    assert list(found.index) == list(range(6))
    first = found.iloc[0]
    assert first["unit_code"] == first["place_id"]
    assert (first["kind"], first["visits"], first["minutes"]) == ("village", 3, 75.0)
    assert (first["township_name"], first["county_name"]) == ("平马镇", "田东县")
    assert (first["value"], first["topics"], first["market"]) == (500.0, "", "")
    assert first.geometry.equals(toy.villages().geometry.iloc[0])


def test_the_rule_says_which_villages():
    assert len(places(rule=Rule(villages="all"))) == 6
    assert len(places(rule=Rule(villages="not_exited"))) == 4


def test_a_place_says_what_it_wants():
    row = {
        "place_id": "s", "kind": "school", "visits": 4, "gap_days": 30, "minutes": 45,
        "topics": "航天;农技", "contact": "校长", "phone": "1", "hours": "08:00-11:00",
        "weekdays": "1;2", "preferred": "2", "market": "每周 2", "illustrative": True,
        "value": 7.0,
    }  # fmt: skip
    (found,) = added(row).to_dict("records")
    # What it is worth is asked of optional visits alone.
    wanted = row | {"value": 3000.0, "county_code": toy.WEST, "county_name": "田东县"}
    assert {name: found[name] for name in wanted} == wanted
    assert found["township_name"] == ""


def test_where_a_place_says_nothing_the_choice_does():
    found = added({}, asked=choice(visits=2, gap_days=3, minutes=50.0)).iloc[0]
    assert (found["visits"], found["gap_days"], found["minutes"]) == (1, 3, 50.0)


def test_optional_visits_have_a_worth_of_their_own():
    found = added({"optional": True, "value": 250.0}, {"optional": True})
    assert found["value"].tolist() == [250.0, 3000.0]


def test_a_place_without_coordinates_stands_where_its_unit_does():
    units = [code(4), "451022101", toy.EAST, "451022100999"]
    found = added(*({"unit_code": unit} for unit in units))
    shapes = found.geometry
    assert shapes[0].equals(toy.villages().geometry.iloc[3])
    assert shapes[1].within(toy.townships().geometry.iloc[1])
    assert shapes[2].within(toy.counties().geometry.iloc[1])
    assert shapes[3] is None
    assert found["township_name"].tolist() == ["祥周镇", "祥周镇", "", "平马镇"]


def test_its_own_coordinates_come_first():
    rows = [{"name": "地", "kind": "other", "unit_code": code(4)}]
    given = table("visit_places", rows).set_geometry([toy.at(1, 1)], crs="EPSG:4490")
    found = owed_places(layers(visit_places=given), RULE, choice())
    assert shapely.equals(found.geometry.iloc[-1], toy.at(1, 1))
    assert found.crs == toy.villages().crs


@pytest.mark.parametrize(
    ("since", "until", "count"),
    [
        ("2026-03-13", "", 1), ("2026-03-14", "", 0), ("", "2026-03-02", 1),
        ("", "2026-03-01", 0), ("2026-01-01", "2026-12-31", 1),
    ],
)  # fmt: skip
def test_a_place_wanted_on_no_day_of_the_plan_is_owed_nothing(since, until, count):
    assert len(added({"since": since, "until": until})) == count


@pytest.mark.parametrize(("visits", "owed"), [(0, []), (None, [1]), (3, [3])])
def test_a_place_with_no_visits_is_owed_nothing(visits, owed):
    assert added({"visits": visits})["visits"].tolist() == owed


def test_villages_alone():
    assert len(places({}, asked=choice(with_places=False))) == 5


def test_places_alone():
    found = places({}, villages=empty("villages"))
    assert found["kind"].tolist() == ["other"]
    nothing = places(villages=empty("villages"))
    assert (len(nothing), nothing["visits"].dtype) == (0, "int64")


def test_a_village_is_told_by_its_own_county_not_by_its_code():
    """Villages of a development zone belong to the county that hosts it."""
    villages = toy.villages()
    villages.loc[0, "county_code"] = toy.EAST
    found = added({"unit_code": code(1)}, villages=villages)
    assert found["county_name"].tolist() == ["德保县"]
