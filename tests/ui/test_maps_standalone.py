"""The map file: whole in itself, said in words and rows too, safe to open."""

import datetime as dt
import re
from html.parser import HTMLParser

import pytest

from geo.errors import DataError
from geo.roads.engine import RoadTravel
from geo.roads.lines import from_lines
from geo.roads.profiles import load_profiles
from geo.travel import StraightLine
from planner.report import build_report
from planner.rule import Rule
from tests import toy
from ui.maps import standalone
from ui.maps.roads import roads_drawn
from ui.maps.standalone import html_page, settings_lines, verdict_text, write_html


def report(layers=None, rule=None, travel=None):
    return build_report(
        layers or toy.layers(),
        rule or Rule(limit_min=15),
        travel=travel,
        today=dt.date(2019, 6, 1),
        data_version="abc123",
    )


def by_road():
    segments, _ = from_lines(toy.roads())
    return RoadTravel(segments, load_profiles()["car"])


class Page(HTMLParser):
    """Tags with their attributes, and the text outside script and style."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.texts, self._inside = [], [], ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._inside = tag

    def handle_endtag(self, tag):
        self._inside = ""

    def handle_data(self, data):
        if self._inside not in {"script", "style"} and data.strip():
            self.texts.append(data.strip())


def test_file_needs_nothing_else():
    page = Page(html_page(report(), lang="zh"))
    assert [attrs for _, attrs in page.tags if {"src", "href"} & set(attrs)] == []
    assert "url(http" not in html_page(report(), lang="zh")


def test_verdict_settings_and_tables_are_in_the_text():
    texts = Page(html_page(report(), lang="zh")).texts
    assert "要求覆盖的 5 个村中，4 个已覆盖，1 个未覆盖。" in texts
    at = texts.index("未覆盖的村（1 个）")
    row = texts[at + 8 :][:5]
    assert row == ["451024100201", "和平村", "城关镇", "德保县", "产业不对口"]
    assert texts[at + 13] == report().explain("451024100201", "zh").text
    assert texts[at + 14] == report().explain("451024100201", "zh").fix
    assert texts[-1].endswith("2019年6月1日 · 内部使用")


def test_counties_are_in_a_table():
    texts = Page(html_page(report(), lang="en")).texts
    at = texts.index("Coverage by county")
    assert texts[at + 6 : at + 16] == [
        *("田东县", "4", "4", "0", "100 %"),
        *("德保县", "1", "0", "1", "0.0 %"),
    ]


def test_straight_line_is_said_with_its_numbers():
    lines = settings_lines(report(travel=StraightLine(speed_kmh=24, detour=1.5)), "zh")
    assert lines == [
        "规则：贫困村（含已出列），每村至少 1 个基地或科技特派员，15 分钟以内；"
        "产业须对口；计服务名额。",
        "注意：路上时间不是按道路算的，是直线距离 × 1.5，按每小时 24 公里估算。",
        "判断日期：2019年6月1日。数据版本：abc123。",
    ]


def test_straight_lines_stand_out_and_roads_do_not():
    assert 'class="settings mind">注意：路上时间不是按道路算的' in html_page(
        report(), lang="zh"
    )
    page = html_page(report(travel=by_road()), lang="zh")
    assert 'class="settings mind"' not in page
    assert "直线估算" not in page


def test_travel_by_road_is_said_with_profile_walk_and_limit():
    line = settings_lines(report(travel=by_road()), "zh")[1]
    for text in ("小汽车", "5 公里", "3.0 公里"):
        assert text in line
    line = settings_lines(report(travel=by_road()), "en")[1]
    for text in ("Car", "5 km/h", "3.0 km"):
        assert text in line


def test_roads_are_drawn_in_the_file_where_given():
    travel = by_road()
    made = report(travel=travel)
    assert "示意国道" not in html_page(made, lang="zh")
    page = html_page(made, lang="zh", roads=roads_drawn(travel))
    assert "示意国道" in page
    assert "高速、国道、省道" in page


def test_settings_say_a_rule_of_another_kind():
    rule = Rule(
        villages="owed",
        providers="bases",
        base_kinds=("park", "starspace"),
        limit_min=None,
        limit_km=12.5,
        match_trade=False,
        use_capacity=False,
    )
    assert settings_lines(report(rule=rule), "en")[0] == (
        "Rule: poor villages still on the list, and villages that ask for help; "
        "at least 1 of bases (only Sci-tech park, StarSpace) within 12.5 km; "
        "any trade; capacities do not count."
    )


@pytest.mark.parametrize(
    ("limit", "sentence"),
    [
        (45, "要求覆盖的 5 个村全部已覆盖。"),
        (15, "要求覆盖的 5 个村中，4 个已覆盖，1 个未覆盖。"),
    ],
)
def test_verdict_in_one_sentence(limit, sentence):
    assert verdict_text(report(rule=Rule(limit_min=limit)), "zh") == sentence


def test_verdict_where_nothing_is_asked():
    layers = toy.layers()
    layers["villages"]["is_poor"] = False
    made = report(layers)
    assert verdict_text(made, "en") == "No village is asked for."
    assert "未覆盖的村（0 个）" in html_page(made, lang="zh")


def test_title_and_map_number_are_written():
    page = html_page(report(), lang="zh", title="百色市", map_number="桂S01")
    assert "<title>百色市</title>" in page
    assert "审图号：桂S01" in Page(page).texts[-1]


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{ 7 * 7 }}{% raise %}",
        '<script src="leaflet.js"></script>',
    ],
)
def test_hostile_names_stay_text_everywhere(hostile):
    layers = toy.layers()
    layers["villages"].loc[[0, 4], "name"] = hostile
    layers["counties"].loc[1, "name"] = hostile
    layers["townships"].loc[2, "name"] = hostile
    layers["bases"].loc[0, "name"] = hostile
    layers["commissioners"].loc[0, "name"] = hostile
    layers["villages"]["source_file"] = hostile
    made = report(layers)
    plain = Page(html_page(report(), lang="zh"))
    page = Page(html_page(made, lang="zh", title=hostile, map_number=hostile))
    assert [tag for tag, _ in page.tags] == [tag for tag, _ in plain.tags]
    assert page.texts.count(hostile) == 6  # title, heading, and the row's three names


def test_same_report_same_file(tmp_path):
    first = write_html(report(), tmp_path / "a.html", lang="zh").read_bytes()
    second = write_html(report(), tmp_path / "b.html", lang="zh").read_bytes()
    assert first == second


def test_file_is_made_in_a_new_folder_as_utf8(tmp_path):
    path = tmp_path / "新 文件夹" / "地图.html"
    assert write_html(report(), path, lang="zh") == path
    text = path.read_text("utf-8")
    assert text.startswith("<!DOCTYPE html>")
    assert re.search(r'<meta charset="utf-8">', text)
    assert [found.name for found in path.parent.iterdir()] == ["地图.html"]


def test_failure_leaves_the_old_file_and_no_rest(tmp_path, monkeypatch):
    path = tmp_path / "map.html"
    path.write_text("old", encoding="utf-8")
    # A lone surrogate cannot be written as UTF-8.
    monkeypatch.setattr(standalone, "html_page", lambda *_, **__: "half \ud800")
    with pytest.raises(UnicodeEncodeError):
        write_html(report(), path, lang="zh")
    assert path.read_text("utf-8") == "old"
    assert [found.name for found in tmp_path.iterdir()] == ["map.html"]


def test_folder_in_the_way_is_a_message_not_a_traceback(tmp_path):
    (tmp_path / "map.html" / "inside").mkdir(parents=True)
    with pytest.raises(DataError, match=r"map\.html"):
        write_html(report(), tmp_path / "map.html", lang="zh")
