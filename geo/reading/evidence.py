"""What the values of a column show about its meaning, whatever its heading says."""

from typing import Any

import pandas as pd

from geo.codes import clean_code, lost_digits
from geo.reading.values import convert, is_understood
from geo.schemas import CODE_LENGTHS, Column

_LOOKED_AT = 1_000
_MOST = 0.6
EMPTY, NO_CODE = -1, 0
# Provinces by the first two digits; a running number seldom passes for one throughout.
_CODE = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12])[0-9]+"
_DIGIT = "[0-9\uff10-\uff19]"
_LETTERS = r"[A-Za-z\u3400-\u9fff]"


def sample(cells: "pd.Series[Any]") -> "pd.Series[Any]":
    """At most a thousand cells, spread over the column, blank ones left out."""
    some = cells.iloc[:: max(-(-len(cells) // _LOOKED_AT), 1)]
    given = some[some.notna()]
    return given[given.astype("str").str.strip() != ""]


def code_level(cells: "pd.Series[Any]") -> int:
    """Digits of the level most values are codes of: 12, 9 or 6.

    Returns
    -------
    int
        0 where most are no codes, -1 where the column is empty.
    """
    given = sample(cells)
    if given.empty:
        return EMPTY
    # Even a code that lost its digits, 5E+11, has three: most columns end here.
    if (given.astype("str").str.count(_DIGIT) >= 3).mean() < _MOST:
        return NO_CODE
    codes = clean_code(given, 12)
    lost = lost_digits(codes) & codes.str.contains("E+11", case=False, regex=False)
    codes = codes.mask(~codes.str.fullmatch(_CODE).astype(bool), "")
    codes = codes.str.replace(r"^(.{9})000$", r"\1", regex=True)
    codes = codes.str.replace(r"^(.{6})000$", r"\1", regex=True)
    digits = codes.str.len().mask(lost, 12)
    for level in (12, 9, 6):
        if (digits == level).mean() >= _MOST:
            return level
    return NO_CODE


def is_distinct(cells: "pd.Series[Any]") -> bool:
    """Whether hardly any value comes twice, as it must be in a key column."""
    given = cells[cells.notna()].astype("str")
    return len(given) < 2 or given.nunique() >= 0.9 * len(given)


def is_plausible(cells: "pd.Series[Any]", column: Column) -> bool:
    """Whether a column of unknown heading could be the declared one."""
    given = sample(cells)
    if given.empty:
        return False
    if column.kind in CODE_LENGTHS:
        return code_level(given) == CODE_LENGTHS[column.kind]
    if column.kind == "unit":
        return code_level(given) > NO_CODE
    if column.kind in {"lon", "lat"}:
        west, east = (73, 136) if column.kind == "lon" else (3, 54)
        degrees = convert(given, column).data
        return bool(degrees.between(west, east).mean() >= _MOST)
    text = given.astype("str")
    if column.kind in {"trades", "base_kind", "term"}:
        return bool(is_understood(text, column).mean() >= _MOST)
    if column.name == "name":
        return bool(text.str.contains(_LETTERS, regex=True).mean() >= _MOST)
    return column.kind == "text" and is_distinct(given)
