"""GeoJSON of the toy region: every shape, code and colour can be checked by hand."""

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.report import build_report
from planner.rule import Rule
from tests import toy
from ui.maps import features, palette
from ui.maps.lines import percent
from ui.maps.view import View


def view(lang="zh", layers=None, rule=None, **options):
    rule = rule or Rule(limit_min=15)
    made = build_report(layers or toy.layers(), rule, today=dt.date(2019, 6, 1))
    return View(made, lang, **options)


def by_code(found):
    return {one["properties"]["code"]: one["properties"] for one in found}


def test_counties_are_filled_by_share_and_say_it():
    found = by_code(features.unit_areas(view()))
    west, east = found[toy.WEST], found[toy.EAST]
    assert west["fill"] == palette.RAMP[-1].colour
    assert west["lines"] == ["已覆盖 4 / 4（100%）"]
    assert east["fill"] == palette.RAMP[0].colour
    assert east["lines"] == ["已覆盖 0 / 1（0.0%）", "产业不对口：1 个村"]
    assert east["kind"] == "county"


def test_county_where_nothing_is_asked_is_grey():
    layers = toy.layers()
    layers["villages"].loc[4, "is_poor"] = False
    east = by_code(features.unit_areas(view(layers=layers)))[toy.EAST]
    assert east["fill"] == palette.NOT_ASKED
    assert east["lines"] == ["没有要求覆盖的村"]


def test_townships_have_their_own_shapes_and_codes():
    found = features.unit_areas(view(level="township"))
    assert [one["properties"]["kind"] for one in found] == ["township"] * 3
    assert by_code(found)["451022101"]["lines"] == ["已覆盖 2 / 2（100%）"]
    assert found[0]["geometry"]["type"] == "Polygon"


def test_villages_are_told_by_status_and_reason():
    found = features.village_points(view(show=frozenset({"villages", "others"})))
    assert [len(found[name]) for name in ("covered", "uncovered", "not_asked")] == [
        4,
        1,
        1,
    ]
    gap = found["uncovered"][0]["properties"]
    assert gap["name"] == "和平村"
    assert gap["fill"] == palette.REASON_COLOURS["no_matching_trade"]
    assert gap["lines"] == ["德保县 城关镇", "未覆盖：产业不对口"]
    first = found["covered"][0]["properties"]
    assert first["lines"] == ["田东县 平马镇", "已覆盖：韦一，1 分钟"]
    assert found["not_asked"][0]["properties"]["lines"][1] == "本规则未要求覆盖"


def test_points_are_longitude_then_latitude_with_five_decimals():
    point = features.village_points(view())["covered"][0]["geometry"]
    place = toy.at(5, 5)
    assert point["type"] == "Point"
    assert point["coordinates"] == [round(place.x, 5), round(place.y, 5)]


def test_illustrative_rows_say_so():
    layers = toy.layers()
    layers["villages"].loc[0, "illustrative"] = True
    layers["bases"].loc[0, "illustrative"] = True
    seen = view(layers=layers)
    village = features.village_points(seen)["covered"][0]["properties"]
    base = features.provider_points(seen)["bases"][0]["properties"]
    assert village["lines"][-1] == base["lines"][-1] == "示意数据"


def test_village_areas_are_filled_by_status_and_reason():
    layers = toy.layers() | {"village_areas": toy.village_areas()}
    found = by_code(features.village_areas(view(layers=layers, level="village")))
    assert found["451022100201"]["fill"] == palette.COVERED_AREA
    gap = palette.REASON_COLOURS["no_matching_trade"]
    assert found["451024100201"]["fill"] == gap
    assert found["451024100202"]["fill"] == palette.NOT_ASKED
    assert found["451024100202"]["kind"] == "village"


def test_area_of_a_reason_filtered_away_is_grey():
    layers = toy.layers() | {"village_areas": toy.village_areas()}
    chosen = frozenset({"closed_then"})
    seen = view(layers=layers, level="village", reasons=chosen)
    found = by_code(features.village_areas(seen))
    assert found["451024100201"]["fill"] == palette.NOT_ASKED


def test_area_without_a_village_is_left_out():
    areas = toy.village_areas()
    areas.loc[0, "village_code"] = "451022100999"
    layers = toy.layers() | {"village_areas": areas}
    found = by_code(features.village_areas(view(layers=layers, level="village")))
    assert len(found) == 5


def test_providers_have_the_shape_of_their_group_and_say_their_load():
    found = features.provider_points(view())
    bases, people = by_code(found["bases"]), by_code(found["commissioners"])
    assert bases["b1"]["shape"] == "square"
    assert bases["b2"]["shape"] == "triangle"
    assert bases["b1"]["lines"] == ["专家服务站 · 任何产业", "服务 1 个村，名额 3"]
    assert people["c2"]["kind"] == "commissioner"
    assert people["c2"]["shape"] == "person"
    assert people["c3"]["lines"] == ["科技特派员 · 畜禽", "服务 0 个村，名额不限"]


def test_provider_that_does_not_count_is_hollow_and_says_why():
    layers = toy.layers()
    layers["bases"].loc[0, "opened"] = "2020-01-01"
    rule = Rule(limit_min=15, base_kinds=("expert_station",))
    found = by_code(features.provider_points(view(layers=layers, rule=rule))["bases"])
    assert [found[code]["s"] for code in ("b1", "b2")] == ["idle", "idle"]
    assert found["b1"]["lines"][-1] == "当日不在服务期"
    assert found["b2"]["lines"][-1] == "本规则不计入"


def test_people_at_one_place_are_fanned_out_and_the_first_stays():
    layers = toy.layers()
    people = layers["commissioners"]
    people["geometry"] = [toy.at(5, 5)] * 3
    found = features.provider_points(view(layers=layers))["commissioners"]
    offsets = [
        (one["properties"].get("dx", 0), one["properties"].get("dy", 0))
        for one in found
    ]
    assert offsets[0] == (0, 0)
    assert len(set(offsets)) == 3
    assert found == features.provider_points(view(layers=layers))["commissioners"]


@given(st.integers(0, 60), st.integers(0, 60))
def test_fan_keeps_symbols_apart(first, second):
    (x1, y1), (x2, y2) = (
        features.fan(place) if place else (0.0, 0.0) for place in (first, second)
    )
    apart = ((x1 - x2) ** 2 + (y1 - y2) ** 2) ** 0.5
    assert apart > 7 or first == second


def test_labels_name_counties_first_then_townships_with_most_gaps():
    found = features.labels(view())
    assert [one["text"] for one in found] == [
        "田东县",
        "德保县",
        "城关镇",
        "平马镇",
        "祥周镇",
    ]
    middle = toy.at(10, 10)
    assert found[0]["at"] == pytest.approx([middle.x, middle.y], abs=0.01)


def test_borders_of_other_counties_stay():
    assert len(features.outlines(view(county=toy.EAST))) == 2


def test_neighbours_keep_their_shared_border():
    west, east = (
        {tuple(at) for ring in one["geometry"]["coordinates"] for at in ring}
        for one in features.unit_areas(view())
    )
    assert len(west & east) >= 2


def test_everything_is_plain_json_in_both_languages():
    for lang in ("zh", "en"):
        seen = view(lang, show=frozenset({"villages", "others", "bases"}))
        found = features.collection(
            features.unit_areas(seen)
            + features.village_points(seen)["covered"]
            + features.provider_points(seen)["bases"]
        )
        assert json.loads(json.dumps(found, allow_nan=False)) == found


@given(st.integers(0, 5000), st.integers(1, 5000))
def test_percent_says_100_only_when_all_are_covered(covered, asked):
    covered = min(covered, asked)
    text = percent(covered / asked, "zh")
    assert (text == "100%") == (covered == asked)
    assert abs(float(text[:-1]) - 100 * covered / asked) <= 0.1
