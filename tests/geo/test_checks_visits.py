"""Rules on places to visit: each breaks one thing in a place that is sound."""

import datetime as dt

import pandas as pd
import pytest

from geo.frames import conform
from tests import toy, toy_records
from tests.geo.checking import check_changed

TODAY = dt.date(2019, 6, 1)
SOUND = toy.layers() | toy_records.layers()


def check(name="visit_places", row=0, **values):
    frame = SOUND[name].copy()
    for column, value in values.items():
        frame.loc[row, column] = value
    return check_changed(SOUND, {name: conform(frame, name)}, TODAY)


def told(found):
    lines = {issue.line(lang) for issue in found for lang in ("zh", "en")}
    assert len(lines) == 2 * len(found)
    assert not any("{" in line for line in lines)
    return [(issue.rule, issue.severity, issue.key) for issue in found]


@pytest.mark.parametrize("unit", ["4510", "45", "00"])
def test_a_place_somewhere_in_a_city_is_refused(unit):
    found = told(check(unit_code=unit))
    assert found == [("visit_unit_too_wide", "error", "x1")]


def test_a_place_that_bears_the_code_of_a_village_is_refused():
    code = toy.villages()["village_code"].iloc[2]
    assert told(check(place_id=code)) == [("visit_number_taken", "error", code)]


@pytest.mark.parametrize(
    ("column", "value", "shown"),
    [
        ("visits", 0, "0"), ("visits", 53, "53"), ("gap_days", 367, "367"),
        ("minutes", 9, "9"), ("value", -1.5, "-1.5"),
    ],
)  # fmt: skip
def test_figures_no_plan_can_be_made_from(column, value, shown):
    (issue,) = check(**{column: value})
    assert told([issue]) == [("visit_figure_odd", "error", "x1")]
    assert issue.params["value"] == shown


def test_hours_of_work_have_limits_too():
    assert told(check("caravans", hours_day=0.5, hours_week=101.0)) == [
        ("visit_figure_odd", "error", "v1"), ("visit_figure_odd", "error", "v1"),
    ]  # fmt: skip
    assert check("caravans", hours_day=8.0, hours_week=40.0) == []


def test_a_figure_below_nought_is_told_once():
    assert [issue.rule for issue in check(visits=-2)] == ["count_negative"]


@pytest.mark.parametrize("unit", ["451022100", "451022"])
def test_a_place_that_is_only_said_to_be_somewhere_stands_in_the_middle(unit):
    found = told(check(row=1, unit_code=unit))
    assert found == [("visit_without_place", "warning", "x2")]


@pytest.mark.parametrize(
    "values",
    [
        {"hours": "09:00-10:00;14:00-15:30"},
        {"market": "每周 6", "weekdays": "1;2"},
    ],
)
def test_a_place_that_is_never_open(values):
    assert told(check(**values)) == [("visit_never_open", "warning", "x1")]


@pytest.mark.parametrize(
    "values",
    [
        {"market": "每周 2;6"},
        {"hours": "09:00-11:00", "minutes": pd.NA},
        {"hours": "09:00-10:00;14:00-16:00"},
        {"market": "每0天"},
    ],
)
def test_a_place_that_is_open_now_and_then(values):
    """What cannot be read at all is told of when a file is read."""
    assert check(**values) == []


def test_an_optional_visit_says_what_it_is_worth():
    found = told(check(optional=True))
    assert found == [("visit_without_value", "warning", "x1")]
    assert check(optional=True, value=300.0) == []
