"""Single cells as people write them."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.cell_text import native_text
from geo.issues import Issue
from geo.reading.cells import PARSERS, Bad, folded, understood
from geo.schemas import BASE_KINDS, TRADES


def parse(kind, cell):
    return PARSERS[kind](folded(cell))


@pytest.mark.parametrize(
    "cell", ["是", "√", "1", "1.0", "YES", "y", "true", "有", "１"]
)
def test_yes(cell):
    assert parse("bool", cell) is True


@pytest.mark.parametrize(
    ("cell", "value"),
    [(cell, False) for cell in ("否", "×", "0", "no", "N", "False", "无")]
    + [(cell, None) for cell in ("", "-", "/")],
)
def test_no_and_blank(cell, value):
    assert parse("bool", cell) is value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("05-15", "05-15"), ("5-1", "05-01"), ("5月15日", "05-15"), ("5.15", "05-15"),
        ("12/31", "12-31"), ("02-29", "02-29"), ("2024-05-15", "05-15"),
        ("2024-05-15 00:00:00", "05-15"), ("", None), ("—", None),
    ],
)  # fmt: skip
def test_days_of_every_year(cell, value):
    assert parse("month_day", cell) == value


@pytest.mark.parametrize("cell", ["02-30", "13-01", "雨季", "5", "0515", "5-15-9"])
def test_what_is_no_day_of_a_year_is_told(cell):
    assert parse("month_day", cell).rule == "not_a_month_day"


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        ("int", "1,234", 1234),
        ("int", "１２户", 12),
        ("int", "12.0", 12),
        ("int", "", None),
        ("float", "1,234.5", 1234.5),
        ("year", "2019年", 2019),
        ("year", "2019.0", 2019),
        ("year", "2019-06-01", 2019),
        ("year", "未出列", None),
        ("date", "2019-03-01", "2019-03-01"),
        ("date", "2019/3/1", "2019-03-01"),
        ("date", "2019.3.1", "2019-03-01"),
        ("date", "2019年3月1日", "2019-03-01"),
        ("date", "20190301", "2019-03-01"),
        ("date", "2019-03-01T08:00:00", "2019-03-01"),
        ("date", "43525", "2019-03-01"),
        ("date", "长期", None),
        ("lon", "106.6182", 106.6182),
        ("lon", "106°37′12″E", 106.62),
        ("lon", "106度37分12秒", 106.62),
        ("lon", "东经106°37'12\"", 106.62),
        ("lon", "E106°37.2′", 106.62),
        ("lon", "106:37:12", 106.62),
        ("lat", "23°54′S", -23.9),
        ("lat", "23.9°N", 23.9),
        ("lat", "", None),
        ("codes", "451002001001；451002001002.0", "451002001001;451002001002"),
        ("codes", "无", None),
    ],
)
def test_values_are_understood(kind, cell, value):
    found = parse(kind, cell)
    assert found == (pytest.approx(value) if isinstance(value, float) else value)


@pytest.mark.parametrize(
    ("kind", "cell", "rule"),
    [
        ("bool", "也许", "not_yes_or_no"),
        ("int", "八个", "not_a_number"),
        ("int", "约30", "not_a_number"),
        ("int", "3.5", "not_a_number"),
        ("int", "9" * 30, "not_a_number"),
        ("int", "-3", "number_negative"),
        ("float", "inf", "not_a_decimal"),
        ("float", "约3.5", "not_a_decimal"),
        ("year", "19", "not_a_year"),
        ("year", "1899", "not_a_year"),
        ("date", "2019-02-30", "not_a_date"),
        ("date", "2019年13月", "not_a_date"),
        ("date", "去年", "not_a_date"),
        ("date", "2019", "not_a_date"),
        ("date", "2019.1", "not_a_date"),
        ("lon", "NaN", "coordinates_not_finite"),
        ("lon", "-inf", "coordinates_not_finite"),
        ("lon", "百色", "not_a_coordinate"),
        ("lon", "106°72′", "not_a_coordinate"),
        ("codes", "451002001001;12", "code_malformed"),
        ("trades", "茶叶;芒菓", "unknown_trade"),
        ("base_kind", "示范地", "unknown_base_kind"),
    ],
)
def test_what_is_not_understood_is_said(kind, cell, rule):
    found = parse(kind, cell)
    assert isinstance(found, Bad)
    assert found.rule == rule
    assert found.severity == "error"
    assert found.kept is None


@pytest.mark.parametrize("kind", sorted(PARSERS))
def test_a_formula_is_called_one_whatever_was_wanted(kind):
    found = understood("=A1+B1", kind)
    assert (found.rule, found.params) == ("formula_without_value", {"value": "=A1+B1"})


def test_a_decimal_is_not_asked_to_be_whole():
    said = Issue("not_a_decimal", "error", params={"column": "列", "value": "x"})
    assert "整数" not in said.line("zh")
    assert parse("float", "3.5") == 3.5


@pytest.mark.parametrize("cell", ["2019年3月", "2019-03", "2019/3"])
def test_a_month_counts_from_its_first_day_with_a_warning(cell):
    found = parse("date", cell)
    assert (found.rule, found.severity) == ("date_without_day", "warning")
    assert found.kept == "2019-03-01"


@pytest.mark.parametrize(
    "cell",
    ["茶叶;羊", "茶叶；羊", "茶叶、羊", "茶叶,羊", "茶叶/羊", "tea sheep", "Tea; SHEEP",
     "茶叶产业，羊", "茶叶 羊 茶叶"],
)  # fmt: skip
def test_trades_in_any_language_with_any_mark(cell):
    assert parse("trades", cell) == "tea;sheep"


def test_english_terms_of_several_words_stay_whole():
    assert parse("trades", "Special breeding; Forest fruit") == (
        "special_breeding;forest_fruit"
    )


@pytest.mark.parametrize("code", list(BASE_KINDS))
def test_base_kinds_by_code_chinese_and_english(code):
    term = BASE_KINDS[code]
    for cell in (code, term.zh, term.en, f" {term.en.upper()} "):
        assert parse("base_kind", cell) == code


def test_near_names_are_offered():
    assert "示范基地" in parse("base_kind", "示范地").params["nearest"]
    assert "水果" in parse("trades", "芒果").params["nearest"]
    everything = parse("trades", "xyz").params["nearest"]
    assert everything.split("、") == [term.zh for term in TRADES.values()]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (float("nan"), ""),
        (3.0, "3"),
        (3.5, "3.5"),
        (pd.Timestamp(2019, 3, 1), "2019-03-01"),
        (pd.Timestamp(2019, 3, 1, 8), "2019-03-01 08:00:00"),
        (True, "True"),
    ],
)
def test_native_cells_as_text(cell, text):
    assert native_text(cell) == text


@given(st.sampled_from(sorted(PARSERS)), st.text(max_size=30))
def test_no_text_breaks_a_parser(kind, cell):
    found = parse(kind, cell)
    if isinstance(found, Bad):
        assert "value" in found.params


@given(st.dates(dt.date(1955, 1, 1), dt.date(2100, 1, 1)))
def test_every_date_survives_every_usual_spelling(day):
    serial = (day - dt.date(1899, 12, 30)).days
    for cell in (
        day.isoformat(), f"{day.year}年{day.month}月{day.day}日", f"{day:%Y%m%d}",
        f"{day.year}/{day.month}/{day.day}", str(serial),
    ):  # fmt: skip
        assert parse("date", cell) == day.isoformat()


@given(st.floats(-180, 180))
def test_a_coordinate_survives_being_written(value):
    assert parse("lon", repr(value)) == value
