"""The report: names, roll-ups that add up, and sentences."""

import datetime as dt
import json

import numpy as np
import pytest

from geo.frames import empty
from geo.travel import StraightLine
from planner.errors import PlanInputError
from planner.report import build_report, report_workspace
from planner.rule import Rule
from planner.workspace import Workspace
from tests import toy

DAY = dt.date(2019, 6, 1)
NEAR = Rule(limit_min=20)
COUNTS = ["villages", "asked", "covered", "uncovered"]


def report(rule=NEAR, **changed):
    return build_report(toy.layers() | changed, rule, today=DAY)


def test_one_row_for_each_village_of_the_register_in_its_order():
    villages = report().villages
    assert villages.index.tolist() == toy.villages()["village_code"].tolist()
    assert villages["status"].tolist() == ["covered"] * 4 + ["uncovered", "not_asked"]
    assert villages["server"].tolist() == [
        "韦一",
        "平马专家服务站",
        "黄二",
        "黄二",
        "",
        "",
    ]
    assert villages["server_id"].tolist() == ["c1", "b1", "c2", "c2", "", ""]
    assert villages["server_kind"].tolist()[:2] == ["commissioner", "expert_station"]
    assert villages["servers"].tolist() == [1, 1, 1, 1, 0, 0]
    assert villages["option"].tolist() == [""] * 4 + ["黄二", ""]
    assert villages["travel"].tolist()[:5] == [1, 14, 14, 14, 32]
    assert np.isnan(villages["travel"].iloc[5])
    assert villages["reason"].tolist() == [""] * 4 + ["no_matching_trade", ""]
    assert villages["county_name"].tolist() == ["田东县"] * 4 + ["德保县"] * 2
    assert set(villages["city_code"]) == {"4510"}


def test_kilometres_are_shown_with_one_decimal_rounded_up():
    # 5 km straight are 6.9991 km of road.
    villages = report(Rule(limit_min=None, limit_km=8)).villages
    assert villages["travel"].iloc[1] == 7.0


def test_names_come_from_the_layers_and_else_from_the_register():
    townships = toy.townships().assign(name=["甲镇", "乙镇", "丙镇"]).iloc[:2]
    villages = report(townships=townships).villages
    assert (
        villages["township_name"].tolist()
        == ["甲镇"] * 2 + ["乙镇"] * 2 + ["城关镇"] * 2
    )
    table = report(townships=townships).units("township")
    assert table["name"].tolist() == ["甲镇", "乙镇", "城关镇"]


def test_a_register_without_a_township_layer_still_rolls_up():
    table = report(townships=empty("townships")).units("township")
    assert table["name"].tolist() == ["平马镇", "祥周镇", "城关镇"]
    assert table["villages"].tolist() == [2, 2, 2]


def test_counties_by_hand():
    table = report().units("county")
    assert table.index.tolist() == [toy.WEST, toy.EAST]
    assert table.index.name == "county_code"
    assert table.loc[toy.WEST, COUNTS].tolist() == [4, 4, 4, 0]
    assert table.loc[toy.EAST, COUNTS].tolist() == [2, 1, 0, 1]
    assert table["share"].tolist() == [1, 0]
    assert table["no_matching_trade"].tolist() == [0, 1]


@pytest.mark.parametrize("level", ["township", "county", "city", "all"])
def test_every_roll_up_adds_up_to_the_same_totals(level):
    changed = toy.villages()
    # Two villages whose county and township no layer knows.
    changed.loc[[1, 5], "county_code"] = ["451099", "220871"]
    changed.loc[[1, 5], "township_code"] = ["451099100", "220871400"]
    changed.loc[2, "geometry"] = None
    made = report(Rule(villages="all", limit_min=13), villages=changed)
    table, summary = made.units(level), made.summary()
    for name in COUNTS:
        assert table[name].sum() == summary[name]
    assert (table["covered"] + table["uncovered"] == table["asked"]).all()
    reasons = table[list(summary["reasons"])]
    assert reasons.sum().to_dict() == summary["reasons"]
    assert (reasons.sum(axis=1) == table["uncovered"]).all()


def test_a_county_without_villages_is_there_with_nothing_asked():
    west = toy.villages().iloc[:4]
    table = report(villages=west).units("county")
    assert table.loc[toy.EAST, COUNTS].tolist() == [0, 0, 0, 0]
    assert np.isnan(table.loc[toy.EAST, "share"])
    assert table.loc[toy.EAST, "name"] == "德保县"


def test_development_zone_villages_count_in_the_county_they_were_joined_to():
    villages = toy.villages()
    villages.loc[5, "village_code"] = "220871400201"
    table = report(Rule(villages="all", limit_min=20), villages=villages).units(
        "county"
    )
    assert table["villages"].to_dict() == {toy.WEST: 4, toy.EAST: 2}


def test_cities_are_named_and_gathered():
    counties = toy.counties().assign(city_code=["", "4511"], city_name=["甲市", "乙市"])
    table = report(counties=counties).units("city")
    assert table["name"].to_dict() == {"4510": "甲市", "4511": "乙市"}
    assert table["villages"].to_dict() == {"4510": 4, "4511": 2}


def test_everything_is_one_row():
    table = report().units("all")
    assert table[COUNTS].to_numpy().tolist() == [[6, 5, 4, 1]]
    assert table["share"].tolist() == [0.8]


def test_reasons_are_counted_most_first():
    villages = toy.villages()
    villages.loc[[0, 1], "geometry"] = None
    made = report(villages=villages)
    assert list(made.reasons().items()) == [
        ("no_location", 2),
        ("no_matching_trade", 1),
    ]


@pytest.mark.parametrize(
    ("code", "reason", "piece"),
    [
        ("451022100202", "", "平马专家服务站"),
        ("451024100201", "no_matching_trade", "蔬菜"),
        ("451024100202", "", "不要求"),
    ],
)
def test_one_village_explained(code, reason, piece):
    said = report().explain(code, "zh")
    assert said.reason == reason
    assert piece in said.text
    assert bool(said.fix) == bool(reason)


def test_a_code_nobody_has():
    with pytest.raises(KeyError):
        report().explain("000000000000", "zh")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_all_uncovered_are_explained_as_each_alone(lang):
    made = report(Rule(villages="all", limit_min=13))
    table = made.explained(lang)
    villages = made.villages
    uncovered = villages.index[villages["status"] == "uncovered"]
    assert table.index.tolist() == uncovered.tolist()
    assert len(table) == 5
    for code, row in table.iterrows():
        said = made.explain(code, lang)
        assert (row["text"], row["fix"]) == (said.text, said.fix)


def test_nothing_to_explain_is_an_empty_table():
    table = report(Rule(limit_min=60, match_trade=False)).explained("zh")
    assert list(table.columns) == ["text", "fix"]
    assert table.empty


def test_the_summary_is_plain_json_with_the_agreed_keys():
    summary = json.loads(json.dumps(report().summary(), ensure_ascii=False))
    assert {k: summary[k] for k in ("villages", "poor_villages", *COUNTS[1:])} == {
        "villages": 6,
        "poor_villages": 5,
        "asked": 5,
        "covered": 4,
        "uncovered": 1,
    }
    assert summary["reasons"] == {"no_matching_trade": 1}
    assert (summary["counties"], summary["townships"]) == (2, 3)
    assert (summary["bases"], summary["commissioners"]) == (2, 3)
    assert summary["rule"]["on"] == "2019-06-01"
    assert Rule.from_settings(summary["rule"]).limit_min == 20
    assert summary["travel"]["method"] == "straight_line"
    assert summary["illustrative_rows"] == {}


def test_illustrative_rows_never_lose_their_label():
    bases = toy.bases().assign(illustrative=[True, False])
    assert report(bases=bases).summary()["illustrative_rows"] == {"bases": 1}


def test_the_way_of_travel_is_the_callers():
    walk = StraightLine(speed_kmh=5, detour=1.2)
    made = build_report(toy.layers(), NEAR, travel=walk, today=DAY)
    assert made.summary()["travel"]["speed_kmh"] == 5
    assert made.villages["status"].tolist().count("covered") == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_to_report_on_is_told_of_both_layers(lang):
    nothing = toy.layers() | {
        "villages": empty("villages"),
        "counties": empty("counties"),
    }
    with pytest.raises(PlanInputError) as error:
        build_report(nothing, NEAR, today=DAY)
    assert len(error.value.text(lang).splitlines()) == 2


def test_no_providers_at_all_is_a_verdict():
    made = report(bases=empty("bases"), commissioners=empty("commissioners"))
    assert made.reasons() == {"nothing_in_reach": 5}
    assert made.villages["server"].tolist() == [""] * 6
    assert not made.is_complete


def test_a_workspace_report_goes_stale_with_its_data(tmp_path):
    workspace = Workspace(tmp_path / "w.gpkg")
    workspace.replace(toy.layers(), [])
    made = report_workspace(workspace, NEAR, today=DAY)
    assert made.data_version == workspace.data_version != ""
    workspace.replace(toy.layers() | {"bases": toy.bases().iloc[:1]}, [])
    assert made.data_version != workspace.data_version


def test_layers_are_left_as_they_were():
    layers = toy.layers()
    made = build_report(layers, NEAR, today=DAY)
    assert "status" in made.villages
    for name, frame in toy.layers().items():
        assert list(layers[name].columns) == list(frame.columns)
        assert layers[name].equals(frame)
