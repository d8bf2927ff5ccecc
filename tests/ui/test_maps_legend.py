"""The legend lists what is drawn and nothing else; the line below says the rest."""

import datetime as dt

from planner.report import build_report
from planner.rule import Rule
from tests import toy
from ui.maps import palette
from ui.maps.legend import attribution, sections
from ui.maps.view import View


def report(layers=None, rule=None):
    rule = rule or Rule(limit_min=15)
    return build_report(layers or toy.layers(), rule, today=dt.date(2019, 6, 1))


def texts(view, notes=()):
    return {
        part["title"]: [entry["text"] for entry in part["entries"]]
        for part in sections(view, list(notes))
    }


def test_legend_of_the_toy_region():
    assert texts(View(report(), "zh")) == {
        "各县覆盖率": ["不足 50%（1）", "100%，全覆盖（1）"],
        "未覆盖的村，按原因": ["产业不对口（1）"],
        "其他村": ["已覆盖的村（4）"],
        "服务点": [
            "专家站、信息站、e站（1）",
            "基地、园区、星创天地等（1）",
            "科技特派员（3）",
        ],
    }


def test_what_is_not_shown_is_not_listed():
    nothing = View(report(), "en", show=frozenset())
    assert list(texts(nothing)) == ["Share covered, by county"]


def test_only_the_scope_is_counted():
    east = texts(View(report(), "zh", county=toy.EAST))
    assert east["各县覆盖率"] == ["不足 50%（1）"]
    assert "其他村" not in east


def test_filtered_reasons_leave_the_legend():
    view = View(report(), "zh", reasons=frozenset({"closed_then"}))
    assert "未覆盖的村，按原因" not in texts(view)


def test_counties_without_asked_villages_are_listed_grey():
    layers = toy.layers()
    layers["villages"].loc[4, "is_poor"] = False
    entries = sections(View(report(layers), "zh"), [])[0]["entries"]
    assert entries[-1]["fill"] == palette.NOT_ASKED
    assert entries[-1]["text"] == "没有应覆盖村的县（1）"
    townships = View(report(layers), "en", level="township")
    last = sections(townships, [])[0]["entries"][-1]
    assert last["text"] == "Townships with no village asked for (1)"


def test_village_areas_have_their_own_legend():
    layers = toy.layers() | {"village_areas": toy.village_areas()}
    found = texts(View(report(layers), "zh", level="village"))
    assert found["村界"] == ["已覆盖（4）", "本规则未要求的村（1）"]
    assert found["未覆盖的村，按原因"] == ["产业不对口（1）"]
    assert "其他村" not in found


def test_reasons_of_one_colour_share_an_entry():
    layers = toy.layers() | {"village_areas": toy.village_areas()}
    villages = layers["villages"]
    villages.loc[0, "geometry"] = None
    view = View(report(layers), "en", level="village")
    colours = [
        entry["fill"]
        for part in sections(view, [])
        for entry in part["entries"]
        if entry["style"] == "uncovered"
    ]
    assert len(colours) == len(set(colours)) == 2


def test_hollow_symbols_are_explained_only_where_there_are_any():
    layers = toy.layers()
    layers["bases"].loc[0, "closed"] = "2019-01-01"
    assert texts(View(report(layers), "zh"))["服务点"][-1].startswith("空心")
    assert not texts(View(report(), "zh"))["服务点"][-1].startswith("空心")


def test_notes_stand_last():
    last = sections(View(report(), "zh"), ["一句话"])[-1]
    assert last == {"title": "", "entries": [], "notes": ["一句话"]}


def test_attribution_names_files_date_and_use():
    line = attribution(View(report(), "zh", show=frozenset({"bases"})))
    assert line == "资料：counties.csv、bases.csv · 2019年6月1日 · 内部使用"


def test_attribution_in_english_with_many_files():
    line = attribution(View(report(), "en"))
    assert line == (
        "Data: counties.csv, villages.csv, bases.csv and others (4 files)"
        " · 2019-06-01 · For internal use"
    )


def test_map_review_number_takes_the_place_of_internal_use():
    line = attribution(View(report(), "zh"), map_number=" 桂S（2026）01号 ")
    assert line.endswith("审图号：桂S（2026）01号")
    assert "内部使用" not in line


def test_illustrative_layers_are_named_if_drawn():
    layers = toy.layers()
    layers["bases"].loc[0, "illustrative"] = True
    made = report(layers)
    assert "含示意数据（基地）" in attribution(View(made, "zh"))
    assert "示意" not in attribution(View(made, "zh", show=frozenset({"villages"})))


def test_unknown_source_is_left_out():
    layers = toy.layers()
    for name in layers:
        layers[name]["source_file"] = ""
    assert attribution(View(report(layers), "en")) == "2019-06-01 · For internal use"
