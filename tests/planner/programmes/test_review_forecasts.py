"""Forecasts keep to what can be: bounds, periods and paces of more than a few days."""

import datetime as dt

from planner.programmes.forecast import carried_on, filled_up
from tests.planner.programmes.parts import part_of
from tests.toy_programmes import region, rows

VISITS = (
    'kind = "frequency"\nunit = "county"\nset = "counties"\n'
    'of = { layer = "events" }\ntargets = [{ by = 2021-12-31 }]\n'
)


def visited(months, *more):
    """Both counties visited in the same months of three years."""
    days = [f"{year}-{month}-01" for year in (2018, 2019, 2020) for month in months]
    lines = [f"outreach {day} {unit}" for day in days for unit in ("W", "E")]
    return region(rows("events", "kind date unit_code", *lines, *more))


def test_no_more_units_can_be_met_than_there_are():
    """One of two is done; both were done after June in every year before."""
    layers = visited(["11"], "outreach 2021-02-01 W")
    part = part_of(VISITS + 'per = "year"', layers, on=dt.date(2021, 6, 1))
    found = part.forecast
    assert (found.value, found.low, found.high, found.meets) == (2, 2, 2, "yes")
    assert filled_up(1, [2, 3], by=found.by, target=2, most=2).high == 2


def test_a_half_year_is_filled_up_by_the_same_half_of_earlier_years():
    """In February nobody has been visited yet, as in every February before."""
    layers = visited(["03", "09"])
    part = part_of(VISITS + 'per = "half"', layers, on=dt.date(2021, 2, 1))
    found = part.forecast
    assert (found.by, found.value, found.meets) == (dt.date(2021, 6, 30), 2, "yes")
    # Nothing was ever done between April and June.
    part = part_of(VISITS + 'per = "quarter"', layers, on=dt.date(2021, 4, 1))
    found = part.forecast
    assert (found.by, found.value, found.meets) == (dt.date(2021, 6, 30), 0, "no")


def test_a_few_days_are_no_pace():
    """One a year, and one on New Year's Day: not hundreds."""
    year_ends = [(dt.date(2018 + n, 12, 31), float(1 + n)) for n in range(3)]
    today = (dt.date(2021, 1, 2), 4.0)
    found = carried_on([*year_ends, today], by=dt.date(2022, 12, 31), target=6)
    assert found.years == 2
    assert round(found.high) == round(found.low) == 6
    # One whole year and two days tell no band.
    assert carried_on([*year_ends[1:], today], by=found.by, target=6) is None


def test_a_duty_is_held_against_all_the_windows_of_the_year():
    """Two of three reports by October, all four at the ends of the years before."""
    months = ["03-25", "06-25", "09-25", "12-25"]
    sent = [f"{year}-{day}" for year in (2018, 2019, 2020) for day in months]
    lines = [f"own.row W {day}" for day in (*sent, "2021-03-25", "2021-06-25")]
    layers = region(rows("duties_done", "duty unit_code done_on", *lines))
    part = part_of(
        'kind = "duty"\nunit = "county"\nset = "counties"\nschedule = { windows = '
        '["03-21/03-31", "06-21/06-30", "09-21/09-30", "12-21/12-31"] }',
        layers,
        on=dt.date(2021, 10, 5),
    )
    assert part.on_day("county", "451022", dt.date(2021, 10, 5))[1:] == (2, 3)
    found = part.forecast_at("county", "451022")
    # The fourth will come, the third is missed.
    assert (found.value, found.target, found.meets) == (3, 4, "no")
    never = part.forecast_at("county", "451024")
    assert (never.value, never.target, never.meets) == (0, 4, "no")
