"""What a closed bridge changes, village by village."""

import re

from geo.roads.closures import Closure
from geo.travel import StraightLine
from planner.comparison import change_text, compare
from tests import toy
from tests.planner.problems import DAY
from tests.planner.roads import BRIDGE, CHOICE, FIFTH, report_of, roads_of


def without_bridge(folder, rule=None):
    roads = roads_of(folder)
    given = {} if rule is None else {"rule": rule}
    now = report_of(roads.travel(CHOICE, on=DAY), **given)
    closing = [Closure("桥", roads=(BRIDGE,))]
    return now, report_of(roads.travel(CHOICE, on=DAY, besides=closing), **given)


def test_the_village_behind_the_bridge_loses_cover(tmp_path):
    now, after = without_bridge(tmp_path)
    found = compare(now, after)
    assert found.lost == [FIFTH]
    assert (found.gained, found.farther) == ([], [])
    assert (found.covered_before, found.covered_after) == (5, 4)
    assert found.table.index.tolist() == [FIFTH]
    row = found.table.loc[FIFTH]
    assert (row["server_before"], row["nearest_after"]) == ("黄二", "")
    # b2 stands beside it, but grows tea.
    assert row["reason_after"] == "no_matching_trade"
    text = change_text(row, "s", "zh")
    assert re.fullmatch(
        r"和平村：原由黄二服务（2[56] 分钟），现在没有可以服务它的点，不再覆盖。", text
    )


def test_the_other_way_round_it_gains(tmp_path):
    now, after = without_bridge(tmp_path)
    found = compare(after, now)
    assert found.gained == [FIFTH]
    assert found.lost == []
    assert "新覆盖" in change_text(found.table.loc[FIFTH], "s", "zh")


def test_nothing_changes_between_a_verdict_and_itself(tmp_path):
    now, _ = without_bridge(tmp_path)
    assert compare(now, now).table.empty


def test_farther_villages_come_by_how_much_farther(tmp_path):
    roads = roads_of(tmp_path)
    now = report_of(roads.travel(CHOICE, on=DAY))
    line = report_of(StraightLine(speed_kmh=20, detour=1.4))
    found = compare(line, now)
    more = found.table.loc[found.farther, "more"]
    assert (more > 0).all()
    assert more.is_monotonic_decreasing
    for _, row in found.table.iterrows():
        for lang in ("zh", "en"):
            assert str(row["name"]) in change_text(row, "s", lang)


def test_another_of_the_same_name_is_a_change():
    """People called alike are common; who comes is told by number."""
    line, nobody = StraightLine(), toy.commissioners()[:0]
    one = toy.bases().iloc[:1]
    other = one.assign(base_id="b9")
    before, after = (
        report_of(line, bases=bases, commissioners=nobody) for bases in (one, other)
    )
    served = before.villages.index[before.villages["server"] != ""]
    assert len(served)
    assert sorted(compare(before, after).table.index) == sorted(served)
