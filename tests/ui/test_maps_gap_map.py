"""The maps as folium objects: what is in them, how heavy they are, how marked."""

import datetime as dt
import gzip
import json
import pickle
import re

import pytest

from planner.report import build_report
from planner.rule import Rule
from tests import toy
from ui.maps.gap_map import gap_drawing, gap_map, selection
from ui.maps.overview import overview_map
from ui.maps.view import View


def report(layers=None):
    layers = layers or toy.layers()
    return build_report(layers, Rule(limit_min=15), today=dt.date(2019, 6, 1))


def data_of(made):
    (drawing,) = [one for one in made._children.values() if one._name == "Drawing"]
    return json.loads(drawing.data)


def kinds(data):
    return [
        (one["style"], one["data"]["features"][0]["properties"].get("kind"))
        for one in data["layers"]
    ]


def test_layers_lie_in_the_order_of_what_matters():
    found = data_of(gap_map(report(), lang="zh"))
    assert kinds(found) == [
        ("area", "county"),
        ("border", None),
        ("covered", "village"),
        ("provider", "commissioner"),
        ("provider", "base"),
        ("uncovered", "village"),
    ]


def test_everything_but_borders_can_be_clicked_and_has_its_code():
    for one in data_of(gap_map(report(), lang="zh"))["layers"]:
        assert one["clickable"] == (one["style"] != "border")
        for feature in one["data"]["features"]:
            assert bool(feature["properties"].get("code")) == one["clickable"]


def test_empty_layers_are_not_sent():
    found = data_of(gap_map(report(), lang="zh", show=frozenset()))
    assert kinds(found) == [("area", "county"), ("border", None)]


@pytest.mark.parametrize("level", ["county", "township", "village"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_level_draws_in_both_languages(level, lang):
    layers = toy.layers() | {"village_areas": toy.village_areas()}
    found = data_of(gap_map(report(layers), lang=lang, level=level))
    assert found["layers"][0]["data"]["features"][0]["properties"]["kind"] == level


def test_selected_village_is_marked():
    found = data_of(gap_map(report(), lang="zh", selected="451024100201"))
    assert found["selected"] == "village:451024100201"
    assert data_of(gap_map(report(), lang="zh"))["selected"] == ""


def test_cards_hold_all_that_is_known():
    found = data_of(gap_map(report(), lang="zh", cards=True))
    assert found["popups"]
    cards = {
        feature["properties"]["code"]: dict(feature["properties"]["card"])
        for one in found["layers"]
        for feature in one["data"]["features"]
        if feature["properties"].get("kind") == "village"
    }
    assert cards["451022101201"] == {
        "村代码": "451022101201",
        "由谁服务": "黄二（科技特派员），14 分钟",
        "产业": "茶叶",
        "出列年份": "2018",
    }
    gap = cards["451024100201"]
    assert gap["原因"] == "产业不对口"
    assert gap["说明"] == report().explain("451024100201", "zh").text
    assert gap["怎样补上"] == report().explain("451024100201", "zh").fix


def test_without_cards_a_click_opens_nothing():
    found = data_of(gap_map(report(), lang="zh"))
    assert not found["popups"]
    assert "card" not in json.dumps(found["layers"])


def test_drawing_can_be_kept_and_made_into_maps():
    kept = pickle.loads(pickle.dumps(gap_drawing(View(report(), "zh"))))
    page = kept.to_map().get_root().render()
    assert page == gap_map(report(), lang="zh").get_root().render()


def test_map_can_be_kept_before_it_is_drawn():
    made = gap_map(report(), lang="zh")
    kept = pickle.loads(pickle.dumps(made))
    assert kept.get_root().render() == made.get_root().render()


def test_overview_is_counties_without_points_legend_or_wheel():
    made = overview_map(report(), lang="zh")
    found = data_of(made)
    assert kinds(found) == [("area", "county"), ("border", None)]
    assert [label["text"] for label in found["labels"]] == ["田东县", "德保县"]
    assert found["quiet"]
    assert made.options["scroll_wheel_zoom"] is False


def flat(page):
    return re.sub(r"\(\s+", "(", re.sub(r"\s+", " ", page))


@pytest.mark.parametrize("made", [gap_map, overview_map])
def test_straight_lines_are_loudly_said_on_every_map(made):
    assert data_of(made(report(), lang="zh"))["banner"] == "直线估算，不是道路车程"


def test_selection_calls_the_map_it_is_added_to():
    made = gap_map(report(), lang="zh")
    group = selection("village", "451024100201")
    group.add_to(made)
    page = made.get_root().render()
    page = flat(page)
    assert 'coverageSelect("village:451024100201", true, null)' in page
    placed = selection("village", "451024100201", (107.0, 23.5))
    placed.add_to(made)
    page = flat(made.get_root().render())
    assert 'coverageSelect("village:451024100201", true, [23.5,107.0])' in page


def test_selection_of_a_hostile_code_stays_text():
    made = gap_map(report(), lang="zh")
    selection("base", '"); alert(1); ("</script>').add_to(made)
    page = made.get_root().render()
    assert "</script>\n" not in page.split("coverageSelect(")[-1][:60]
    assert '\\"); alert(1); (\\"\\u003c/script\\u003e' in page


def test_two_thousand_villages_weigh_less_than_a_megabyte():
    layers = toy.layers()
    villages = layers["villages"]
    many = villages.loc[villages.index.repeat(330)].reset_index(drop=True)
    many["village_code"] = [
        f"{code[:9]}{place % 1000:03d}"
        for place, code in enumerate(many["village_code"])
    ]
    layers["villages"] = many.drop_duplicates("village_code")
    page = gap_map(report(layers), lang="zh", cards=True).get_root().render()
    assert len(layers["villages"]) > 1900
    assert len(gzip.compress(page.encode())) < 1_000_000
