"""One part at every level: numbers, targets and statuses, worked out by hand."""

import datetime as dt
from functools import cache

import numpy as np
import pytest

from tests.planner.programmes import toy_baicheng
from tests.planner.programmes.test_answers_all import TOYS
from tests.toy_programmes import code, score_of


@cache
def scored(programme, on=None):
    toy = TOYS[programme]
    return score_of(toy.layers(), programme, on or toy.ON)


def table(programme, row_id, level, number=1, on=None):
    """Rows of ``at``: owed, value, target and status of each unit, by the sketch."""
    part = scored(programme, on).rows[row_id].parts[number - 1]
    rows = part.at(level)
    return {
        unit: (owed, value, None if np.isnan(target) else target, status)
        for unit, owed, value, target, status in rows[
            ["owed", "value", "target", "status"]
        ].itertuples()
    }


def named(programme, answer):
    """The same answer with codes for names."""
    return {code(name, TOYS[programme].PLACES): told for name, told in answer.items()}


ANSWERS = {
    # In 2018 two thirds of the poor villages must be on the network: V1 alone is.
    ("baicheng", "baicheng.network", "village", 1, dt.date(2018, 6, 1)): {
        "V1": (1, 1, 1, "met"), "V2": (1, 0, 1, "counted"), "V3": (1, 1, 1, "met"),
        "V4": (1, 0, 1, "counted"), "V5": (1, 0, 1, "counted"),
        "V6": (0, 0, None, "nobody"),
    },
    ("baicheng", "baicheng.network", "county", 1, dt.date(2018, 6, 1)): {
        "W": (4, 2, 3, "open"), "E": (1, 0, 1, "open"),
    },
    ("baicheng", "baicheng.network", "city", 1, dt.date(2018, 6, 1)): {
        "C": (5, 2, 4, "open"),
    },
    # A total has targets in the counties it is split over, and none below.
    ("baise", "baise.training", "county", 1, None): {
        "W": (0, 40, 8000, "open"), "E": (0, 60, 2000, "open"),
    },
    ("baise", "baise.training", "township", 1, None): {
        "T1": (0, 40, None, "counted"), "T2": (0, 0, None, "counted"),
        "T3": (0, 60, None, "counted"),
    },
    # E lacks June's report, and that is past; W lacks nothing.
    ("baise", "baise.report", "county", 1, None): {
        "W": (1, 3, 3, "met"), "E": (1, 2, 3, "short"),
    },
    ("baise", "baise.report", "city", 1, None): {"C": (2, 1, 2, "short")},
    ("baise", "baise.training", "city", 1, None): {"C": (0, 100, 10_000, "open")},
    # People are added up by where their post is.
    ("baise", "baise.three_regions", "county", 2, None): {
        "W": (1, 1, 1, "met"), "E": (1, 0, 1, "open"),
    },
    # Trades are the city's affair.
    ("baise", "baise.expert_group", "city", 3, None): {"C": (9, 3, 9, "open")},
    ("baise", "baise.expert_group", "county", 3, None): {},
    # Nobody splits the nation's number.
    ("cast", "cast.associations_total", "county", 1, None): {
        "W": (0, 1, None, "counted"), "E": (0, 0, None, "counted"),
    },
    ("cast", "cast.associations_total", "nation", 1, None): {
        "N": (0, 1, 10_000, "partial"),
    },
    # Households: 6 + 15 of 8 + 15 in T1, and nobody was counted elsewhere.
    ("cast", "cast.household_skill", "township", 1, None): {
        "T1": (23, 21, 23, "open"), "T2": (0, 0, 0, "nobody"),
        "T3": (0, 0, 0, "nobody"),
    },
    ("most", "most.area", "area", 2, None): {
        "秦巴山片区": (1, 1, 1, "met"), "罗霄山片区": (0, 0, 0, "nobody"),
    },
    ("most", "most.one_county_one_industry", "province", 2, None): {
        "36": (2, 1, 2, "short"), "61": (1, 1, 1, "met"),
    },
}  # fmt: skip


@pytest.mark.parametrize("asked", ANSWERS, ids=lambda a: f"{a[1]}-{a[3]}-{a[2]}")
def test_a_part_at_a_level(asked):
    programme, row_id, level, number, on = asked
    found = table(programme, row_id, level, number, on)
    if level != "area" and programme != "most":
        assert found == named(programme, ANSWERS[asked])
    else:
        assert found == ANSWERS[asked]


def test_the_gap_is_what_is_lacking_and_never_less_than_nothing():
    rows = scored("baise").rows["baise.demo_base"].parts[3].at("county")
    # 800 of 800 and 200 of 200.
    assert list(rows["gap"]) == [0, 0]
    rows = scored("baicheng").rows["baicheng.outputs"].parts[1].at("county")
    # W has 40 of 32, E none of 8.
    assert list(rows["gap"]) == [0, 8]


def test_units_tell_their_county_what_they_lack_and_why():
    part = scored("cast").rows["cast.village_service"].parts[0]
    (row,) = part.short().itertuples()
    assert (row.Index, row.name, row.place) == ("451024100201", "和平村", "451024")
    assert (row.value, row.need, row.gap) == (0, 1, 1)
    assert row.reason == "no_matching_trade"


def test_units_of_a_total_are_the_counties_it_comes_from():
    part = scored("baicheng").rows["baicheng.outputs"].parts[4]
    units = part.units()
    assert list(units.index) == ["220802", "220822"]
    assert list(units["value"]) == [0, 100]
    assert list(units["need"]) == [80, 20]
    assert list(units["place"]) == ["220802", "220822"]


def test_trades_and_provinces_lie_in_no_county():
    trades = scored("baise").rows["baise.expert_group"].parts[2].units()
    assert set(trades["place"]) == {""}
    provinces = scored("most").rows["most.supervision"].parts[0].units()
    assert list(provinces["place"]) == ["", ""]


def test_a_target_carried_past_the_programme_s_end_says_so():
    rows = scored("most").rows
    plan = rows["most.county_policy"].parts[3]
    assert (plan.carried, plan.due) == (True, dt.date(2021, 3, 31))
    once = rows["most.park"].parts[0]
    assert (once.carried, once.due) == (False, dt.date(2020, 12, 31))


def test_a_row_is_due_when_the_first_of_its_lacking_parts_is():
    row = scored("baicheng").rows["baicheng.ledger"]
    assert row.due == dt.date(2017, 12, 31)
    # W's technologies and E's results are there; the rest is due with the plan.
    assert scored("baicheng").rows["baicheng.outputs"].due == dt.date(2020, 12, 31)


def test_a_level_that_is_not_the_part_s_has_no_rows():
    part = scored("cast").rows["cast.station"].parts[0]
    assert part.levels() == ("county", "city", "province", "nation")
    assert part.at("village").empty
    assert part.history("village", toy_baicheng.PLACES["451022"]) == ()


def test_the_past_of_a_county_is_told_from_where_the_programme_begins():
    """Caravans of E: one at the ends of 2017 and 2018, withdrawn with the year."""
    part = scored("cast").rows["cast.caravan"].parts[0]
    points = part.history("county", "451024")
    assert [(str(day), value) for day, value, _ in points] == [
        ("2016-12-31", 0), ("2017-12-31", 1), ("2018-12-31", 1), ("2019-06-01", 0),
    ]  # fmt: skip
    assert not np.isnan([target for _, _, target in points]).any()
