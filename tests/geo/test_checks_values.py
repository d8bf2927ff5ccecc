"""Limits of the rules on numbers, dates and flags."""

import datetime as dt

import geopandas as gpd
import pandas as pd
import pytest

from geo.checks import run_checks
from geo.issues import Issue
from tests import toy

TODAY = dt.date(2020, 6, 30)


def changed(layer: str, row: int, **cells: object) -> list[Issue]:
    """What the checks say after some cells of the toy are written."""
    layers = toy.layers()
    for column, value in cells.items():
        layers[layer].loc[row, column] = value
    return run_checks(layers, today=TODAY)


def rules(issues: list[Issue]) -> list[tuple[str, str]]:
    return [(issue.rule, issue.severity) for issue in issues]


@pytest.mark.parametrize("layer", ["bases", "commissioners"])
@pytest.mark.parametrize(
    ("capacity", "expected"),
    [
        (-2, [("capacity_negative", "error")]),
        (0, [("capacity_zero", "warning")]),
        (1, []),
        (pd.NA, []),
    ],
)
def test_capacity(layer: str, capacity: object, expected: list) -> None:
    issues = changed(layer, 1, capacity=capacity)
    assert rules(issues) == expected
    for issue in issues:
        assert issue.params["capacity"] == capacity
        assert issue.layer == layer


@pytest.mark.parametrize(
    ("opened", "closed", "wrong"),
    [
        ("2019-03-01", "2019-02-28", True),
        ("2019-03-01", "2019-03-01", False),
        ("", "2010-01-01", False),
        ("2019-03-01", "", False),
        ("2019-03-01", "not a date", False),
        ("2019-03-01", "2019-13-01", False),
        ("2019-03-01", "0001-01-01", True),
    ],
)
def test_a_base_closes_after_it_opens(opened: str, closed: str, wrong: bool) -> None:
    issues = changed("bases", 0, opened=opened, closed=closed)
    assert rules(issues) == [("dates_reversed", "error")] * wrong
    for issue in issues:
        assert (issue.params["first"], issue.params["last"]) == (opened, closed)


def test_a_term_ends_after_it_starts() -> None:
    issues = changed("commissioners", 0, starts="2021-01-01")
    assert rules(issues) == [("dates_reversed", "error")]
    assert issues[0].layer == "commissioners"
    assert "2020-12-31" in issues[0].text("zh")


@pytest.mark.parametrize(
    ("opened", "future"),
    [("2020-06-30", False), ("2020-07-01", True), ("9999-12-31", True), ("", False)],
)
def test_opening_after_today_is_a_warning(opened: str, future: bool) -> None:
    assert (
        rules(changed("bases", 1, opened=opened))
        == [("date_in_future", "warning")] * future
    )


@pytest.mark.parametrize(
    ("year", "odd"),
    [
        (2013, True),
        (2014, False),
        (2020, False),
        (2021, True),
        (0, True),
        (pd.NA, False),
    ],
)
def test_exit_years_between_the_register_and_today(year: object, odd: bool) -> None:
    issues = changed("villages", 2, exit_year=year)
    assert rules(issues) == [("exit_year_odd", "warning")] * odd


def test_exited_villages_stay_poor_in_the_register() -> None:
    (issue,) = changed("villages", 2, is_poor=False)
    assert rules([issue]) == [("exited_but_not_poor", "warning")]
    assert dict(issue.params) == {"name": "红旗村", "year": 2018}


def test_poor_villages_without_trade_are_one_warning_and_others_none() -> None:
    layers = toy.layers()
    layers["villages"]["trades"] = ["", "tea", "", "tea", "tea", ""]
    (issue,) = run_checks(layers, today=TODAY)
    assert rules([issue]) == [("poor_without_trade", "warning")]
    # Village 6 has none either, but it is not poor.
    assert dict(issue.params) == {"count": 2, "total": 5}
    assert issue.where("zh") == ""


def test_today_is_the_callers() -> None:
    bases: gpd.GeoDataFrame = toy.bases()
    early = run_checks({"bases": bases}, today=dt.date(2016, 1, 1))
    assert rules(early) == [("date_in_future", "warning")] * 2
    assert run_checks({"bases": bases}, today=dt.date(2018, 5, 1)) == []
