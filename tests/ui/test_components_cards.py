"""Cards, tables and the comparison with an earlier verdict, on the toy region."""

import datetime as dt

import pytest

from geo.errors import DataError
from geo.issues import Issue
from planner.report import build_report
from planner.rule import Rule
from tests import desk, toy
from ui.components import history, tables
from ui.components.cards import Card, card_html, card_of, travel_words
from ui.components.messages import lines_of, markup, plain
from ui.components.numbers import count_text, day_text, share_text
from ui.components.state import Pick

TODAY = dt.date(2026, 11, 21)


@pytest.fixture
def report():
    return build_report(desk.layers(), Rule(), today=TODAY, data_version="v1")


def lines(card):
    return dict(card.lines)


def test_card_of_an_uncovered_village(report):
    card = card_of(report, Pick("village", desk.GAP_VILLAGE), "zh")
    assert (card.title, card.subtitle) == ("和平村", "德保县 · 城关镇")
    assert card.is_gap
    assert lines(card)["状态"] == "未覆盖"
    assert lines(card)["原因"] == "产业不对口"
    assert lines(card)["产业"] == "蔬菜"
    assert lines(card)["代码"] == desk.GAP_VILLAGE
    assert "蔬菜" in card.why
    assert card.fix


def test_card_of_a_covered_village_names_who_serves_and_how_far(report):
    """Village 3 is 5 km from c2: 7 km of road at 30 km/h are 14 minutes and a bit."""
    card = card_of(report, Pick("village", "451022101201"), "zh")
    name, _, minutes = lines(card)["由谁服务"].partition("（科技特派员），")
    assert name == "黄二"
    assert minutes in {"14 分钟", "15 分钟", "16 分钟"}
    assert lines(card)["贫困村"] == "是，2018 年出列"
    assert not card.is_gap
    assert not card.fix


def test_card_of_a_village_nobody_asks_for(report):
    card = card_of(report, Pick("village", "451024100202"), "en")
    assert lines(card)["Status"] == "Not asked for"
    assert lines(card)["Poor village"] == "no"


def test_cards_of_units_count_their_villages(report):
    county = card_of(report, Pick("county", toy.EAST), "zh")
    assert lines(county)["已覆盖"] == "0 / 1（0.0 %）"
    assert lines(county)["产业不对口"] == "1 个村"
    township = card_of(report, Pick("township", "451022100"), "zh")
    assert township.title == "平马镇"
    assert lines(township)["已覆盖"] == "2 / 2（100.0 %）"


def test_card_of_a_base_tells_its_load_and_villages(report):
    card = card_of(report, Pick("base", "b1"), "zh")
    assert card.subtitle == "专家服务站"
    load = int((report.verdict.serving[:, 1] == 0).sum())
    assert lines(card)["服务名额"] == f"已用 {load} / 3"
    assert lines(card)["产业"] == "不限"
    assert lines(card)["服务期"] == "2016-03-01 至 不限"


def test_card_of_a_commissioner_without_limit(report):
    card = card_of(report, Pick("commissioner", "c3"), "zh")
    assert card.subtitle == "科技特派员"
    assert "名额不限" in lines(card)["服务名额"]
    assert lines(card)["团队"] == "畜禽产业"
    assert lines(card)["驻地"].startswith("德保县")


def test_lines_of_a_card_are_kept_apart():
    html = card_html(Card("a", "", (("b", "1 < 2\n3"),)), "en")
    assert "<dd>1 &lt; 2<br>3</dd>" in html


@pytest.mark.parametrize(
    "pick",
    [Pick(), Pick("village", "0"), Pick("base", "c1"), Pick("commissioner", "b1")],
)
def test_no_card_of_what_is_not_there(report, pick):
    """A base's id is no commissioner's."""
    assert card_of(report, pick, "zh") is None


def test_illustrative_things_say_so(report):
    layers = desk.layers()
    layers["bases"] = layers["bases"].assign(illustrative=True)
    marked = build_report(layers, Rule(), today=TODAY)
    assert "示意数据" in card_html(card_of(marked, Pick("base", "b1"), "zh"), "zh")
    assert "示意数据" not in card_html(card_of(report, Pick("base", "b1"), "zh"), "zh")


def test_card_html_escapes_every_part():
    evil = "<script>alert(1)</script>"
    card = Card(evil, evil, ((evil, evil),), why=evil, fix=evil, illustrative=True)
    html = card_html(card, "en")
    assert "<script" not in html
    assert html.count("&lt;script&gt;") == 6


def test_travel_is_in_the_unit_of_the_rule(report):
    km = build_report(desk.layers(), Rule(limit_min=None, limit_km=20), today=TODAY)
    assert travel_words(report, 14.0, "zh") == "14 分钟"
    assert travel_words(km, 7.04, "en") == "7.0 km"
    assert travel_words(km, float("nan"), "en") == ""


def test_unit_rows_put_the_largest_gap_first(report):
    table = tables.unit_rows(report, "county")
    assert table.index.tolist() == [toy.EAST, toy.WEST]
    assert table["share"].tolist() == [0.0, 100.0]
    west = tables.unit_rows(report, "township", county=toy.WEST)
    assert sorted(west.index) == ["451022100", "451022101"]


def test_village_rows_put_uncovered_first_and_keep_every_village(report):
    rows = tables.village_rows(report, "zh")
    assert rows.index[0] == desk.GAP_VILLAGE
    assert sorted(rows.index) == sorted(toy.villages()["village_code"])
    assert rows.loc[desk.GAP_VILLAGE, "reason"] == "产业不对口"
    assert rows["status"].iloc[-1] == "规则不要求"


def test_narrowed_rows_hold_to_county_and_reason(report):
    rows = tables.village_rows(report, "zh")
    west = tables.narrowed(rows, county=toy.WEST, reasons=())
    assert set(west["county"]) == {"田东县"}
    held = tables.narrowed(rows, county="", reasons=("no_matching_trade",))
    assert held.index.tolist() == [desk.GAP_VILLAGE]
    assert tables.position_of(held, desk.GAP_VILLAGE) == 0
    assert tables.position_of(held, "451022100201") == -1


def test_a_change_names_the_villages(report):
    before = history.record_of(report, dt.date(2026, 11, 1))
    now = build_report(toy.layers(), Rule(), today=TODAY, data_version="v2")
    change = history.last_change([before], now, TODAY)
    assert (change.covered, change.uncovered) == (1, -1)
    assert change.gained == ("和平村",)
    assert change.lost == ()
    assert change.same_rule
    assert change.day == "2026-11-01"
    back = history.last_change([history.record_of(now, TODAY)], report, TODAY)
    assert back.lost == ("和平村",)


def test_the_same_verdict_on_another_day_is_no_change(report):
    past = [history.record_of(report, dt.date(2026, 1, 1))]
    assert history.last_change(past, report, TODAY) is None
    assert history.is_recorded(past, report, TODAY)
    assert not history.is_recorded([], report, TODAY)


def test_another_rule_is_told(report):
    past = [history.record_of(report, TODAY)]
    other = build_report(
        desk.layers(), Rule(match_trade=False), today=TODAY, data_version="v1"
    )
    assert not history.last_change(past, other, TODAY).same_rule


@pytest.mark.parametrize(
    "record", [{}, {"covered": 3, "uncovered": 2}, {"covered": None}]
)
def test_records_of_others_are_passed_over(report, record):
    assert history.last_change([record], report, TODAY) is None


def test_a_removed_village_does_not_break_the_comparison(report):
    before = history.record_of(report, TODAY)
    before["covered"].append("459999999999")
    assert history.last_change([before], report, TODAY).covered == -1


def test_numbers_are_written_as_people_write_them():
    assert share_text(431, 480, "zh") == "431 / 480（89.8 %）"
    assert share_text(9_999, 10_000, "en") == "9,999 / 10,000 (99.9 %)"
    assert share_text(0, 0, "zh") == "–"
    assert count_text(12_345, "zh") == "12345"
    assert day_text(dt.date(2026, 11, 2), "zh") == "2026年11月2日"
    assert day_text(dt.date(2026, 11, 2), "en") == "2026-11-02"
    assert day_text(None, "en") == ""


def test_a_share_is_never_rounded_up_to_all():
    assert "99.9 %" in share_text(99_999, 100_000, "en")


def test_texts_of_users_are_made_harmless():
    assert plain("a*b\n[c](d) $x$ <i>") == r"a\*b \[c\]\(d\) \$x\$ \<i\>"
    assert markup('<a href="x">') == "&lt;a href=&quot;x&quot;&gt;"


def test_many_problems_are_cut_to_twenty_and_counted():
    error = DataError([Issue("crs_missing", "error") for _ in range(25)])
    told = lines_of(error, "zh")
    assert len(told) == 21
    assert told[-1] == "……另有 5 处"
