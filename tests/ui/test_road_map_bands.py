"""Bands of travel: the limit is always a border, and villages are coloured by them."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.report import build_report
from planner.rule import Rule
from tests import toy
from tests.ui.test_road_map import data_of, report, travel
from ui.maps import features, palette
from ui.maps.bands import NO_WAY, WITHIN, bands_of, rule_bands
from ui.maps.gap_map import gap_map
from ui.maps.legend import sections
from ui.maps.view import View


def test_breaks_are_whole_minutes_around_the_limit():
    assert bands_of(45, "s").breaks == (15, 30, 45, 67, 90)
    assert bands_of(50, "s").breaks == (16, 33, 50, 75, 100)
    assert bands_of(12.5, "s").breaks == (4, 8, 12.5, 18, 25)
    assert bands_of(1, "m").breaks == (0.33, 0.67, 1, 1.5, 2)


@pytest.mark.parametrize(
    ("seconds", "band"),
    [
        (0, 0),
        (900, 0),
        (901, 1),
        (1800, 1),
        (2700, 2),
        (2701, 3),
        (4020, 3),
        (4021, 4),
        (5400, 4),
        (5401, 5),
        (1e9, 5),
        (-1, NO_WAY),
        (np.nan, NO_WAY),
    ],
)
def test_costs_fall_into_bands(seconds, band):
    assert bands_of(45, "s").of([seconds]).tolist() == [band]


LIMITS = st.floats(1e-3, 1e5)


@given(LIMITS)
def test_within_the_limit_is_within_the_first_three_bands(limit):
    rule = Rule(limit_min=limit)
    bands = rule_bands(rule)
    assert (np.diff(bands.breaks) > 0).all()
    costs = [rule.cutoff, rule.cutoff + 1]
    within, past = bands.of(costs) < WITHIN
    # A limit under a second is a second for the verdict.
    assert within or rule.cutoff == 1
    assert not past


@given(LIMITS)
def test_kilometres_have_the_same_border(limit):
    rule = Rule(limit_min=None, limit_km=limit)
    within, past = rule_bands(rule).of([rule.cutoff, rule.cutoff + 1]) < WITHIN
    assert within or rule.cutoff == 1
    assert not past


def test_labels_in_both_languages():
    bands = bands_of(45, "s")
    assert [bands.label(band, "zh") for band in range(NO_WAY)] == [
        "15 分钟以内", "15～30 分钟", "30～45 分钟", "45～67 分钟", "67～90 分钟",
        "超过 90 分钟",
    ]  # fmt: skip
    assert bands_of(20, "m").label(0, "en") == "up to 6 km"
    assert bands.label(5, "en") == "over 90 min"


def test_villages_are_filled_by_their_own_minutes():
    """On the toy roads: 1 s, three times 15 minutes, and 25 to whoever would fit."""
    found = features.village_points(View(report(), "zh", colour="minutes"))
    first, third, fifth = (palette.MINUTES[band] for band in (0, 2, 4))
    assert [one["properties"]["fill"] for one in found["covered"]] == [
        first,
        third,
        third,
        third,
    ]
    assert [one["properties"]["fill"] for one in found["uncovered"]] == [fifth]


def test_covered_villages_stay_rings_and_the_map_is_grey():
    found = data_of(gap_map(report(), lang="zh", colour="minutes"))
    names = [one["style"] for one in found["layers"]]
    assert "covered_minutes" in names
    assert "uncovered" in names
    assert "covered" not in names
    fills = {
        one["properties"]["fill"] for one in found["layers"][0]["data"]["features"]
    }
    assert fills == {palette.NOT_ASKED}


def test_an_uncovered_village_says_its_nearest_option():
    found = features.village_points(View(report(), "zh", colour="minutes"))
    assert found["uncovered"][0]["properties"]["lines"][-1] == (
        "最近的合适服务点：黄二，25 分钟"
    )
    plain = features.village_points(View(report(), "zh"))
    assert "黄二" not in str(plain["uncovered"])


def test_villages_not_asked_for_have_no_colour():
    show = frozenset({"others"})
    found = features.village_points(View(report(), "zh", show=show, colour="minutes"))
    assert "fill" not in found["not_asked"][0]["properties"]


def test_no_road_leads_there():
    layers = toy.layers()
    # In the corner, 5 km from every road.
    layers["villages"].loc[4, "geometry"] = toy.at(40, 20)
    made = build_report(
        layers, Rule(limit_min=15), travel=travel(), today=dt.date(2019, 6, 1)
    )
    view = View(made, "zh", colour="minutes")
    assert view.band[4] == NO_WAY
    texts = [entry["text"] for entry in sections(view, [])[0]["entries"]]
    assert texts[-1] == "到不了合适的服务点（1）"


def test_legend_counts_villages_by_band():
    first, others = sections(View(report(), "zh", colour="minutes"), [])[:2]
    assert first["title"] == "各村的行程（到服务它的点，或最近的可用点）"
    assert [(one["text"], one["style"]) for one in first["entries"]] == [
        ("5 分钟以内（1）", "covered_minutes"),
        ("10～15 分钟（3）", "covered_minutes"),
        ("22～30 分钟（1）", "uncovered"),
    ]
    assert others["title"] == "服务点"


def test_village_areas_take_the_same_colours():
    layers = toy.layers() | {"village_areas": toy.village_areas()}
    made = build_report(
        layers, Rule(limit_min=15), travel=travel(), today=dt.date(2019, 6, 1)
    )
    view = View(made, "en", level="village", colour="minutes")
    fills = [one["properties"]["fill"] for one in features.village_areas(view)]
    first, third, fifth = (palette.MINUTES[band] for band in (0, 2, 4))
    assert fills == [first, third, third, third, fifth, palette.NOT_ASKED]
    entries = sections(view, [])[0]["entries"]
    assert {one["shape"] for one in entries} == {"area"}
    assert [one["text"] for one in entries] == [
        "up to 5 min (1)",
        "10–15 min (3)",
        "22–30 min (1)",
    ]
    none = View(made, "en", level="village", colour="minutes", reasons=frozenset())
    assert [one["properties"]["fill"] for one in features.village_areas(none)][4] == (
        palette.NOT_ASKED
    )
