"""Forecasts: the pace of the years gone by, with its slowest and its fastest."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.programmes.forecast import Forecast, carried_on, filled_up
from tests.planner.programmes.parts import part_of
from tests.toy_programmes import region, rows

END = dt.date(2020, 12, 31)


def ends(*values, first=2016):
    """Values at the ends of years."""
    return [(dt.date(first + n, 12, 31), float(v)) for n, v in enumerate(values)]


def test_the_mean_pace_is_carried_on_between_the_slowest_and_the_fastest():
    # 10 and 30 a year: in the two years left 2 × 20, 2 × 10 or 2 × 30 more.
    found = carried_on(ends(0, 10, 40), by=END, target=80)
    numbers = [round(n) for n in (found.value, found.low, found.high)]
    assert (numbers, found.years, found.meets) == ([80, 60, 100], 2, "maybe")


@pytest.mark.parametrize(
    ("target", "meets"), [(60, "yes"), (61, "maybe"), (100, "maybe"), (101, "no")]
)
def test_a_target_is_met_at_every_pace_at_some_or_at_none(target, meets):
    assert Forecast(END, 80, 60, 100, target, 2).meets == meets


def test_one_gain_is_no_pace():
    assert carried_on(ends(0, 10), by=END, target=80) is None
    assert carried_on(ends(5), by=END, target=80) is None
    assert filled_up(3, [2], by=END, target=8) is None


def test_a_part_of_a_year_counts_as_a_part():
    # Ten in 2018, and ten in the first half of 2019: twenty a year.
    yearly = [*ends(0, 10, first=2017), (dt.date(2019, 7, 2), 20.0)]
    found = carried_on(yearly, by=dt.date(2020, 7, 1), target=100)
    assert round(found.high) == 40
    assert round(found.low) == 30


def test_no_more_than_all_can_be_met_and_no_less_than_none():
    assert carried_on(ends(0, 40, 90), by=END, target=100, most=100).high == 100
    falling = carried_on(ends(30, 15, 0), by=END, target=100)
    assert (falling.value, falling.low) == (0, 0)


def test_a_year_is_filled_up_by_what_others_still_brought():
    found = filled_up(5, [1, 2, 6], by=END, target=8)
    assert (found.value, found.low, found.high, found.meets) == (8, 6, 11, "maybe")


@given(
    values=st.lists(st.integers(0, 1000), min_size=3, max_size=6),
    target=st.integers(0, 3000),
)
def test_the_mean_lies_between_the_slowest_and_the_fastest(values, target):
    yearly = ends(*values)
    found = carried_on(yearly, by=dt.date(2025, 12, 31), target=target)
    assert found.low <= found.value + 1e-6
    assert found.value <= found.high + 1e-6
    assert (found.meets == "yes") == (found.low >= target)


TOTAL = 'kind = "quantity"\nunit = "city"\nof = { layer = "events" }\n'


def test_a_total_goes_on_to_its_day():
    """One in 2018 and two in 2019: by the end of 2020 four or five of four."""
    layers = region(rows(
        "events", "kind date unit_code",
        "outreach 2018-05-01 W", "2* outreach 2019-05-01 W",
    ))  # fmt: skip
    part = part_of(TOTAL + "targets = [{ by = 2020-12-31, value = 4 }]", layers,
                   on=dt.date(2019, 12, 31))  # fmt: skip
    assert [(str(day), value) for day, value, _ in part.trend] == [
        ("2018-12-31", 1), ("2019-12-31", 3),
    ]  # fmt: skip
    # One gain only, for 2018 is where the programme begins.
    assert part.forecast is None
    later = part_of(TOTAL + "targets = [{ by = 2020-12-31, value = 4 }]", layers,
                    on=dt.date(2020, 7, 1))  # fmt: skip
    assert later.forecast.by == dt.date(2020, 12, 31)
    # At best as in 2019 (two a year for half a year), at worst as in 2020 so far.
    assert (round(later.forecast.high), round(later.forecast.low)) == (4, 3)
    assert later.forecast.meets == "maybe"


def test_a_yearly_total_is_filled_up_as_in_earlier_years():
    """By 1 July 2020 one; 2018 still brought two after that day and 2019 one."""
    layers = region(rows(
        "events", "kind date unit_code",
        "outreach 2018-03-01 W", "2* outreach 2018-09-01 W", "outreach 2019-09-01 W",
        "outreach 2020-02-01 W",
    ))  # fmt: skip
    part = part_of(
        TOTAL + 'per = "year"\ntargets = [{ by = 2020-12-31, value = 2 }]', layers,
        on=dt.date(2020, 7, 1),
    )  # fmt: skip
    found = part.forecast
    assert (found.value, found.low, found.high, found.years) == (2.5, 2, 3, 2)
    assert (found.by, found.meets) == (dt.date(2020, 12, 31), "yes")


@pytest.mark.parametrize("status", ["needs_data", "elsewhere", "nobody"])
def test_nobody_foretells_what_cannot_be_judged(status):
    one = rows("events", "kind date unit_code", "outreach 2018-03-01 W")
    text, layers, place = TOTAL, region(one), "4510"
    if status == "needs_data":
        layers = region()
    elif status == "elsewhere":
        place = "2208"
    else:
        text = text.replace("quantity", "presence")
        text += 'set = "baise_city"\n'
    more = (
        '[[set]]\nname = "baise_city"\nunit = "city"\nzh = "某"\nen = "Some"\n'
        'codes = ["9999"]'
    )
    text += "targets = [{ by = 2020-12-31, value = 2 }]"
    part = part_of(text, layers, place=place, more=more)
    assert part.status == status
    assert part.forecast is None
