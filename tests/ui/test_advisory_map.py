"""The map of advisory groups: every county by its state, in colour and in shape."""

import json

import pytest

from tests import toy
from ui.maps.advisory_map import (
    FILLS,
    MARKS,
    STATES,
    AdvisoryView,
    GroupFill,
    advisory_map,
    places_of,
)
from ui.text import say

HOSTILE = "</script><img src=x onerror=alert(1)>"


def view(lang="zh", **groups) -> AdvisoryView:
    return AdvisoryView(
        toy.counties(), {code[1:]: one for code, one in groups.items()}, lang, "今天"
    )


def drawn(found: AdvisoryView):
    return json.loads(advisory_map(found).data)


def features(data, style):
    return [
        one["properties"]
        for layer in data["layers"] if layer["style"] == style
        for one in layer["data"]["features"]
    ]  # fmt: skip


@pytest.mark.parametrize("state", STATES)
def test_a_county_has_the_fill_and_the_mark_of_its_state(state):
    data = drawn(view(**{f"c{toy.WEST}": GroupFill(state, ("3 人",))}))
    areas = {one["code"]: one for one in features(data, "area")}
    assert areas[toy.WEST]["fill"] == FILLS[state]
    assert areas[toy.WEST]["lines"] == [say(f"advisory_map_{state}", "zh"), "3 人"]
    assert areas[toy.EAST]["fill"] == FILLS["outside"]
    marks = features(data, "changed")
    assert [one["shape"] for one in marks] == [
        MARKS[one][0] for one in (state,) if one in MARKS
    ]
    told = " ".join(one["text"] for one in data["legend"][0]["entries"])
    assert say(f"advisory_map_{state}", "zh") in told


def test_fills_are_all_different():
    assert len(set(FILLS.values())) == len(STATES)


def test_names_of_others_stay_data():
    counties = toy.counties()
    counties["name"] = HOSTILE
    found = AdvisoryView(counties, {}, "en", "")
    assert "<img" not in advisory_map(found).data
    assert drawn(found)["labels"][0]["text"] == HOSTILE


def test_the_middle_of_a_county_lies_in_it():
    counties = toy.counties().set_index("county_code")
    for code, (lon, lat) in places_of(view()).items():
        west, south, east, north = counties.loc[[code]].total_bounds
        assert west < lon < east
        assert south < lat < north


def test_counties_without_a_shape_are_left_out():
    counties = toy.counties()
    counties.geometry = [None] * len(counties)
    assert features(drawn(AdvisoryView(counties, {}, "zh", "")), "area") == []
