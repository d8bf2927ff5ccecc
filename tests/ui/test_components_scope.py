"""The card of the map as narrowed says the figures of what is shown."""

import datetime as dt
import re

import pytest

from planner.report import build_report
from planner.rule import Rule
from tests import desk, toy
from ui.components.scope import place_of, reason_counts, scope_html
from ui.components.state import Pick


def report(layers=None):
    return build_report(layers or desk.layers(), Rule(), today=dt.date(2026, 11, 21))


def text(html):
    return re.sub(r"<[^>]+>", "", html)


def test_without_filters_all_villages_are_told():
    told = text(scope_html(report(), "zh", county="", reasons=()))
    assert told == "5 个贫困村中 4 个已覆盖，1 个未覆盖"


def test_a_county_is_told_by_name_with_its_own_figures():
    told = text(scope_html(report(), "zh", county=toy.EAST, reasons=()))
    assert told == "德保县：1 个贫困村中 0 个已覆盖，1 个未覆盖"
    west = text(scope_html(report(), "zh", county=toy.WEST, reasons=()))
    assert west == "田东县：4 个贫困村已全部覆盖"


def test_reasons_are_counted_in_the_county_shown():
    reasons = ("no_matching_trade",)
    east = text(scope_html(report(), "zh", county=toy.EAST, reasons=reasons))
    assert east.endswith("按原因筛选（产业不对口）：1 个")
    west = text(scope_html(report(), "zh", county=toy.WEST, reasons=reasons))
    assert west.endswith("按原因筛选（产业不对口）：0 个")


def test_counts_of_reasons_follow_the_county():
    assert reason_counts(report(), "") == {"no_matching_trade": 1}
    assert reason_counts(report(), toy.EAST) == {"no_matching_trade": 1}
    assert reason_counts(report(), toy.WEST) == {}


def test_a_county_that_asks_for_nothing_says_so():
    layers = desk.layers()
    layers["villages"]["is_poor"] = layers["villages"]["county_code"] != toy.EAST
    told = text(scope_html(report(layers), "en", county=toy.EAST, reasons=()))
    assert "no village" in told


def test_names_of_counties_are_escaped():
    layers = desk.layers()
    layers["counties"].loc[:, "name"] = "<b>x</b>{0}"
    html = scope_html(report(layers), "en", county=toy.EAST, reasons=())
    assert "&lt;b&gt;x" in html
    assert "<b>x" not in html


@pytest.mark.parametrize(
    "pick", [Pick(), Pick("village", "0"), Pick("county", toy.EAST)]
)
def test_only_villages_have_a_place_to_go_to(pick):
    assert place_of(report(), pick) is None


def test_a_village_is_gone_to_where_it_is():
    layers = desk.layers()
    pick = Pick("village", desk.GAP_VILLAGE)
    row = layers["villages"].set_index("village_code").loc[desk.GAP_VILLAGE]
    point = row["geometry"]
    assert place_of(report(layers), pick) == pytest.approx((point.x, point.y))
    layers["villages"]["geometry"] = None
    assert place_of(report(layers), pick) is None
