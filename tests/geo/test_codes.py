"""Codes as Excel leaves them."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.codes import (
    SUCCESSORS,
    city_of,
    clean_code,
    county_of,
    is_development_zone,
    lost_digits,
    malformed,
    successor,
    township_of,
)


def one(cell, length=12):
    return clean_code(pd.Series([cell], dtype=object), length).iloc[0]


@pytest.mark.parametrize(
    "cell",
    [
        "451002001001", " 451002001001\t", "'451002001001", "‘451002001001",
        "451002001001.0", "４５１００２００１００１", "451 002 001 001", 451002001001,
        451002001001.0, "4.51002001001E+11", "\ufeff451002001001",
    ],
)  # fmt: skip
def test_damage_that_loses_nothing_is_mended(cell):
    assert one(cell) == "451002001001"


@pytest.mark.parametrize(
    ("cell", "length", "clean"),
    [
        ("451002000000", 6, "451002"),
        ("451002000", 6, "451002"),
        ("451002001000", 9, "451002001"),
        (451002001000, 9, "451002001"),
        ("451002001000", 6, "451002001000"),
        ("451002001001", 9, "451002001001"),
    ],
)
def test_only_padding_zeros_are_cut(cell, length, clean):
    assert one(cell, length) == clean


@pytest.mark.parametrize("cell", [None, float("nan"), pd.NA, "", "  "])
def test_missing_is_blank(cell):
    assert one(cell) == ""


@pytest.mark.parametrize("cell", ["4.51002E+11", "4.51e+11", "4.510020010E+11"])
def test_lost_digits_are_found_and_never_guessed(cell):
    codes = clean_code(pd.Series([cell]), 12)
    assert codes.tolist() == [cell]
    assert lost_digits(codes).tolist() == [True]


def test_a_column_of_integers_and_one_of_good_text_come_out_alike():
    text = pd.Series(["451002001001", "451002001002"], index=[7, 3])
    numbers = text.astype("int64")
    pd.testing.assert_series_equal(clean_code(text, 12), clean_code(numbers, 12))
    assert clean_code(numbers, 12).index.tolist() == [7, 3]


def test_mixed_columns_keep_their_rows():
    cells = pd.Series(["451002001001", "4.51002E+11", "451002001003.0", "x"])
    clean = clean_code(cells, 12)
    assert clean.tolist() == ["451002001001", "4.51002E+11", "451002001003", "x"]
    assert malformed(clean, 12).tolist() == [False, True, False, True]
    assert not malformed(pd.Series([""]), 12).any()


def test_levels_above_are_prefixes():
    codes = pd.Series(["451002001001", "451002", "45", ""])
    assert city_of(codes).tolist() == ["4510", "4510", "", ""]
    assert county_of(codes).tolist() == ["451002", "451002", "", ""]
    assert township_of(codes).tolist() == ["451002001", "", "", ""]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("451021", "451003"),
        ("451021100", "451003100"),
        ("610322100201", "610305100201"),
        ("451002001001", "451002001001"),
        ("4510", "4510"),
        ("4510211", "4510211"),
    ],
)
def test_successor_keeps_the_tail(old, new):
    assert successor(old) == new


def test_successors_stay_in_their_province_and_do_not_chain():
    for old, new in SUCCESSORS.items():
        assert old[:4] == new[:4]
        assert new not in SUCCESSORS
        assert len(old) == len(new) == 6


@pytest.mark.parametrize(
    ("code", "expected"),
    [("220871", True), ("220871001001", True), ("220802", False), ("2271", False)],
)
def test_development_zones_have_seven_as_fifth_digit(code, expected):
    assert is_development_zone(code) is expected


@given(st.lists(st.text(max_size=15)))
def test_any_text_is_survived_and_rows_are_kept(cells):
    series = pd.Series(cells, dtype="str")
    assert len(clean_code(series, 12)) == len(cells)


@given(st.integers(10**11, 10**12 - 1))
def test_a_number_and_its_text_are_one_code(number):
    assert one(number) == one(str(number)) == one(float(number)) == str(number)
