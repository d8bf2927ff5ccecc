"""Columns of cells converted at once."""

import numpy as np
import pandas as pd
import pytest

from geo.issues import Issue
from geo.reading.values import convert, is_understood, text_of
from geo.schemas import LAYERS
from geo.words import LANGS

VILLAGES, BASES = LAYERS["villages"], LAYERS["bases"]


def series(*cells, index=None):
    return pd.Series(list(cells), index=index, dtype=object)


def said(found):
    """Rule and positions of each trouble, its sentences rendered on the way."""
    troubles = [trouble for trouble in found.troubles if len(trouble.rows)]
    for trouble in troubles:
        params = {"column": ["列"] * len(trouble.rows), **trouble.params(trouble.rows)}
        for values in zip(*params.values(), strict=True):
            one = dict(zip(params, values, strict=True))
            issue = Issue(trouble.rule, trouble.severity, params=one)
            assert all(issue.line(lang) for lang in LANGS)
    return [(trouble.rule, trouble.rows.tolist()) for trouble in troubles]


def test_codes_report_lost_and_malformed_rows():
    cells = series("451002001001.0", "4.51002E+11", "12", None, index=[5, 6, 7, 8])
    found = convert(cells, VILLAGES.column("village_code"))
    assert found.data.tolist() == ["451002001001", "", "", ""]
    assert found.data.index.tolist() == [5, 6, 7, 8]
    assert said(found) == [
        ("code_lost_digits", [1]),
        ("code_malformed", [2]),
        ("required_missing", [3]),
    ]


def test_names_stay_as_written_and_what_a_program_would_run_is_warned_of():
    active = ["<script>alert(1)</script>", '=HYPERLINK("x")', "@a", "-cmd|x"]
    plain = ["那坡村", "-5", "<Null>", "a\nb"]
    found = convert(series(*active, *plain), VILLAGES.column("name"))
    assert found.data.tolist() == [*active, "那坡村", "-5", "", "a b"]
    assert said(found) == [
        ("text_looks_active", [0, 1, 2, 3]),
        ("required_missing", [6]),
    ]


def test_capacity_that_is_no_number_is_one_issue_per_cell():
    found = convert(series("8", "八", 9, 10.0, None, "八"), BASES.column("capacity"))
    assert found.data.dtype == "Int64"
    assert found.data.tolist() == [8, pd.NA, 9, 10, pd.NA, pd.NA]
    assert said(found) == [("not_a_number", [1, 5])]


def test_a_warning_keeps_its_value():
    found = convert(series("2019年3月", "2019-04-02"), BASES.column("opened"))
    assert found.data.tolist() == ["2019-03-01", "2019-04-02"]
    assert said(found) == [("date_without_day", [0])]


@pytest.mark.parametrize(
    ("kind", "cells", "values"),
    [
        ("is_poor", [True, "否", None, 1], [True, False, False, True]),
        ("exit_year", [2019, "2018年", None], [2019, 2018, pd.NA]),
        ("trades", ["茶叶;羊", None, "无"], ["tea;sheep", "", ""]),
    ],
)
def test_native_and_written_cells_mix(kind, cells, values):
    found = convert(series(*cells), VILLAGES.column(kind))
    assert found.data.tolist() == values
    assert said(found) == []


def test_coordinates_read_fast_and_slow_cells_alike():
    cells = series("106.5", "106°30′E", "x", "inf", None, 106.5, np.inf)
    found = convert(cells, VILLAGES.column("lon"))
    assert found.data.tolist()[:2] == [106.5, 106.5]
    assert found.data.isna().tolist() == [False, False, True, True, True, False, True]
    assert said(found) == [
        ("coordinates_not_finite", [3, 6]),
        ("not_a_coordinate", [2]),
    ]


def test_blank_required_trades_are_named_but_not_twice():
    column = LAYERS["commissioners"].column("trades")
    found = convert(series("", "芒菓", "茶叶"), column)
    assert said(found) == [("unknown_trade", [1]), ("required_missing", [0])]


def test_the_given_cells_are_not_changed():
    cells = series(" a ", None)
    convert(cells, VILLAGES.column("name"))
    assert cells.tolist() == [" a ", None]


def test_understanding_is_asked_cell_by_cell():
    found = is_understood(series("茶叶", "x"), VILLAGES.column("trades"))
    assert found.tolist() == [True, False]


def test_text_of_native_cells():
    assert text_of(series(3.0, None, True, "a\tb")).tolist() == ["3", "", "True", "a b"]


def test_formulas_in_codes_and_coordinates_ask_for_values():
    codes = convert(series("=A2&B2", "451002001001"), VILLAGES.column("village_code"))
    assert said(codes) == [("formula_without_value", [0])]
    assert codes.data.tolist() == ["", "451002001001"]
    places = convert(series(106.5, "=RC[1]"), VILLAGES.column("lon"))
    assert said(places) == [("formula_without_value", [1])]
    issue = Issue("formula_without_value", "error", params={"column": "x", "value": ""})
    assert "数值" in issue.mend("zh")
    assert "paste it as values" in issue.mend("en")
