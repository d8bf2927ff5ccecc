"""Who serves whom, how far, and from where, on the toy region."""

import datetime as dt

from geo.travel import StraightLine
from planner.report import build_report
from planner.rule import Rule
from tests import toy
from ui.maps.servers import home_text, served_text, servers_of, servers_text


def report(layers=None, **rule):
    asked = Rule(limit_min=45, match_trade=False, **rule)
    return build_report(layers or toy.layers(), asked, today=dt.date(2019, 6, 1))


def test_every_server_is_named_with_kind_and_travel_nearest_first():
    """Where two are asked for, both are told, not only the nearest."""
    made = report(needed=2)
    verdict = made.verdict
    row = int(verdict.serving[0, 0])
    found = servers_of(made, row)
    assert len(found) == 2
    assert found[0] == (verdict.server[row], verdict.server_cost[row])
    assert found[0][1] <= found[1][1]
    lines = servers_text(made, row, "zh", most=9).split("\n")
    assert len(lines) == 2
    for line, (at, _) in zip(lines, found, strict=True):
        assert line.startswith(verdict.problem.providers.names[at] + "（")
        assert line.endswith("分钟")
    assert any("科技特派员" in line for line in lines)


def test_travel_of_a_second_server_is_what_the_judge_reckoned():
    made = report(needed=2)
    problem = made.verdict.problem
    row = int(made.verdict.serving[0, 0])
    at, cost = servers_of(made, row)[1]
    _, costs = StraightLine().nearest(
        problem.villages.lonlat[[row]], problem.providers.lonlat[[at]], unit="s"
    )
    assert cost == costs[0, 0]


def test_what_is_too_much_is_counted():
    made = report(needed=2)
    row = int(made.verdict.serving[0, 0])
    text = servers_text(made, row, "zh", most=1)
    assert text.split("\n")[1:] == ["另有 1 个"]


def test_a_village_nobody_serves_has_no_servers():
    made = report(villages="poor")
    row = int((~made.verdict.covered).nonzero()[0][0])
    assert servers_of(made, row) == []
    assert servers_text(made, row, "en", most=3) == ""


def test_served_villages_come_with_township_and_code():
    made = report()
    at = int(made.verdict.serving[0, 1])
    row = made.villages.iloc[int(made.verdict.serving[0, 0])]
    first = served_text(made, at, "zh", most=9).split("\n")[0]
    assert first == f"{row['name']}（{row['township_name']}，{row.name}）"


def test_home_is_township_and_county_as_far_as_known():
    layers = toy.layers()
    layers["commissioners"]["county_code"] = ""
    assert home_text(report(layers), 3, "zh") == "田东县 祥周镇"
    layers["commissioners"].loc[1, "geometry"] = None
    assert home_text(report(layers), 3, "zh") == ""
    layers["commissioners"].loc[1, "county_code"] = toy.EAST
    assert home_text(report(layers), 3, "en") == "德保县"
