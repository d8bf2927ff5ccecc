"""Which rows of a report fall into a view, and what is said of the others."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
import shapely

from planner.report import build_report
from planner.rule import Rule
from tests import toy
from ui.maps import view as view_module
from ui.maps.view import View


def report(rule=None, layers=None):
    """Four of five villages covered; 和平村 waits for someone who knows vegetables."""
    rule = rule or Rule(limit_min=15)
    return build_report(layers or toy.layers(), rule, today=dt.date(2019, 6, 1))


def shown(view):
    """Last three digits and township of the villages drawn as points."""
    return [code[6:] for code in view.report.villages.index[view.points]]


def test_poor_villages_are_drawn_and_others_are_not():
    codes = ["100201", "100202", "101201", "101202", "100201"]
    assert shown(View(report(), "zh")) == codes


def test_villages_not_asked_for_are_drawn_on_demand():
    assert shown(View(report(), "zh", show=frozenset({"others"}))) == ["100202"]


def test_reasons_narrow_the_uncovered_ones_only():
    none = View(report(), "zh", reasons=frozenset({"closed_then"}))
    assert len(shown(none)) == 4
    one = View(report(), "zh", reasons=frozenset({"no_matching_trade"}))
    assert len(shown(one)) == 5


def test_county_narrows_villages_units_and_bounds():
    whole = View(report(), "zh")
    east = View(report(), "zh", county=toy.EAST)
    assert shown(east) == ["100201"]
    assert list(east.layer("townships")["name"]) == ["城关镇"]
    assert east.bounds[0] == pytest.approx(
        (whole.bounds[0] + whole.bounds[2]) / 2, 1e-3
    )


def test_providers_of_a_county_are_its_own_and_those_who_serve_it():
    # At 45 minutes c2, who lives in the west, serves 和平村 in the east.
    east = View(report(Rule()), "zh", county=toy.EAST)
    ids = east.report.verdict.problem.providers.ids[east.providers]
    assert sorted(ids) == ["b2", "c2", "c3"]


def test_bases_and_commissioners_are_shown_apart():
    bases = View(report(), "zh", show=frozenset({"bases"}))
    people = View(report(), "zh", show=frozenset({"commissioners"}))
    assert bases.providers.tolist() == [True, True, False, False, False]
    assert people.providers.tolist() == [False, False, True, True, True]


def test_providers_that_do_not_count_are_idle():
    layers = toy.layers()
    layers["bases"].loc[0, "closed"] = "2019-01-01"
    rule = Rule(limit_min=15, base_kinds=("expert_station",))
    view = View(report(rule, layers), "zh")
    # b1 is closed, b2 of another kind; commissioners always count under "any".
    assert view.idle.tolist() == [True, True, False, False, False]
    assert view.counted.tolist() == [True, False, True, True, True]


def test_village_areas_take_the_place_of_points():
    layers = toy.layers() | {"village_areas": toy.village_areas().iloc[:2]}
    view = View(report(layers=layers), "zh", level="village")
    assert shown(view) == ["101201", "101202", "100201"]


def test_level_without_shapes_falls_back_and_says_so():
    layers = toy.layers()
    layers["townships"] = layers["townships"].iloc[:0]
    view, notes = View(report(layers=layers), "zh", level="village").fitting()
    assert view.level == "county"
    assert notes[0] == "没有村界，改按县界着色"


def test_townships_given_as_points_have_no_area():
    layers = toy.layers()
    townships = layers["townships"]
    layers["townships"] = townships.set_geometry(townships.representative_point())
    view, notes = View(report(layers=layers), "en", level="township").fitting()
    assert view.level == "county"
    assert notes[0] == "No township boundaries; coloured by county boundaries instead"


def test_village_without_a_place_is_told_not_drawn():
    layers = toy.layers()
    layers["villages"].loc[0, "geometry"] = None
    view, notes = View(report(layers=layers), "zh").fitting()
    assert len(shown(view)) == 4
    assert notes[0] == "1 个村没有位置，图上未画"


def test_village_given_as_an_area_is_drawn_inside_it():
    layers = toy.layers()
    area = toy.rectangle(0, 0, 10, 10)
    layers["villages"].loc[0, "geometry"] = area
    view = View(report(layers=layers), "zh")
    assert area.contains(shapely.Point(view.lonlat[0]))


def test_too_many_villages_leave_the_covered_ones_out(monkeypatch):
    monkeypatch.setattr(view_module, "MOST_SHAPES", 3)
    view, notes = View(report(), "zh").fitting()
    assert shown(view) == ["100201"]
    assert view.report.villages["status"][view.points].tolist() == ["uncovered"]
    assert notes[0].startswith("村太多，图上只画未覆盖的")


def test_too_many_uncovered_villages_leave_only_units(monkeypatch):
    monkeypatch.setattr(view_module, "MOST_SHAPES", 2)
    nowhere = report(Rule(limit_min=0.01, match_trade=False))
    view, notes = View(nowhere, "zh").fitting()
    assert shown(view) == []
    assert notes[0] == "村太多，图上不画村；请先选一个县"


def test_straight_line_travel_is_always_said():
    assert View(report(), "zh").banner == "直线估算，不是道路车程"
    assert View(report(), "en").banner == "Straight-line estimate, not travel by road"
    assert View(report(), "en").fitting()[1] == []


def test_fitting_leaves_a_drawable_view_as_it_is():
    view = View(report(), "zh")
    fitted, _ = view.fitting()
    assert replace(fitted) == view


def test_the_report_is_not_changed():
    given = report()
    before = given.villages.copy()
    View(given, "zh", county=toy.EAST).fitting()
    assert given.villages.equals(before)
    assert np.array_equal(given.verdict.covered, report().verdict.covered)


def test_providers_without_a_place_are_told_not_drawn():
    layers = toy.layers()
    layers["commissioners"].loc[[0, 1], "geometry"] = None
    layers["bases"].loc[0, "geometry"] = None
    view, notes = View(report(layers=layers), "zh").fitting()
    assert view.providers.sum() == 2
    assert notes[:2] == [
        "1 个基地没有位置，图上未画",
        "2 名科技特派员没有位置，图上未画",
    ]
    bases = View(report(layers=layers), "zh", show=frozenset({"bases"}))
    assert "特派员" not in "".join(bases.fitting()[1])
