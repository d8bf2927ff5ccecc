"""One cell at a time: yes and no, numbers, years, dates, places and declared terms."""

import datetime as dt
import difflib
import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from types import MappingProxyType
from typing import Any

import pandas as pd

from geo import day_texts
from geo.codes import clean_code, clean_unit, lost_digits, malformed_unit
from geo.issues import Severity
from geo.schemas import LIST_SEPARATOR, ColumnKind, term_group

_TRUE = frozenset(
    {"是", "有", "对", "1", "1.0", "y", "yes", "t", "true", "√", "✓", "✔", "☑"}
    | {"贫困村", "贫困县"}
)
_FALSE = frozenset(
    {"否", "无", "没有", "错", "不是", "非", "0", "0.0", "n", "no", "f", "false", "×"}
    | {"x", "✗", "✘", "☐", "非贫困村", "非贫困县"}
)
# Ways to leave a cell blank by writing something into it.
_BLANK = frozenset(
    {"", "-", "--", "—", "——", "/", "\\", "null", "<null>", "none", "nan", "n/a"}
    | {"#n/a", "空", "暂无"}
)
_OPEN_END = frozenset({"长期", "至今", "在用", "永久", "无"})
_SEPARATORS = re.compile(r"[;、,/|\s]+")
_TRADE_TAIL = re.compile(r"(产业|种植业|养殖业|种植|养殖|类|业)$")
_NOT_A_WORD = re.compile(r"[\W_]+")
_WHOLE = re.compile(r"([+-]?\d+)(?:\.0+)?(?:户|个|人|村|家)?")
_GROUPED = re.compile(r"(?<=\d)[, ](?=\d{3})")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ].*)?")
_MONTH = re.compile(r"(\d{4})(?:年(\d{1,2})月|[-/](\d{1,2}))")
_MONTH_DAY = re.compile(r"(?:\d{4}[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?(?:[T ].*)?")
_DATE_RUN = re.compile(r"(\d{4})(\d{2})(\d{2})")
_EXCEL_DAY = re.compile(r"([2-7]\d{4})")
# Day 0 of Excel's calendar, which counts a leap day that 1900 did not have.
_EXCEL_DAY_0 = dt.date(1899, 12, 30)
_YEAR = re.compile(r"((?:19|20)\d{2})(?:\.0+)?(?:年度?|[-/.年]\d{1,2}.*)?")
_SIDE = "([NSEW])?"
_DEGREES = re.compile(rf"{_SIDE}([+-]?\d+(?:\.\d*)?(?:E[+-]?\d+)?)°?{_SIDE}")
_DMS = re.compile(
    rf"{_SIDE}(\d{{1,3}})[°:](\d{{1,2}}(?:\.\d+)?)[':]?(?:(\d{{1,2}}(?:\.\d+)?)\"?)?{_SIDE}"
)
_MARKS = str.maketrans(
    {"′": "'", "\u2019": "'", "\u2018": "'", "\u201d": '"', "\u201c": '"',
     "度": "°", "分": "'", "秒": '"', "º": "°", "˚": "°", " ": ""}
)  # fmt: skip
_SIDES = {"东经": "E", "西经": "W", "北纬": "N", "南纬": "S"}
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Bad:
    """Why a cell was not understood, or (a warning) what was made of it."""

    rule: str
    params: Mapping[str, object]
    severity: Severity = "error"
    kept: object = None


Parser = Callable[[str], object]


def folded(cell: str) -> str:
    """Text without full-width forms and outer spaces, for parsing, not for keeping."""
    return unicodedata.normalize("NFKC", cell).strip(" \t\r\n'\u200b\ufeff")


def understood(cell: str, kind: ColumnKind, terms: str = "") -> object:
    """Read one folded cell as a kind: its value, None for blank, or why not.

    ``terms`` is the list of a ``term`` column.
    """
    # A formula comes as text only where its file holds no value for it.
    if cell.startswith("="):
        return _bad("formula_without_value", cell)
    return _open_term(cell, terms) if kind == "term" else PARSERS[kind](cell)


def _bad(rule: str, cell: str, **more: object) -> Bad:
    return Bad(rule, {"value": cell[:_SHOWN], **more})


def _is_blank(cell: str) -> bool:
    return cell.lower() in _BLANK


def _bool(cell: str) -> object:
    word = cell.lower()
    if word in _TRUE:
        return True
    if _is_blank(cell):
        return None
    return False if word in _FALSE else _bad("not_yes_or_no", cell)


def _int(cell: str) -> object:
    if _is_blank(cell):
        return None
    match = _WHOLE.fullmatch(_GROUPED.sub("", cell))
    # A count of 19 digits does not fit the column, and counts nothing real.
    if match is None or len(match[1]) > 15:
        return _bad("not_a_number", cell)
    number = int(match[1])
    return _bad("number_negative", cell) if number < 0 else number


def _float(cell: str) -> object:
    if _is_blank(cell):
        return None
    try:
        number = float(_GROUPED.sub("", cell))
    except ValueError:
        return _bad("not_a_decimal", cell)
    return number if math.isfinite(number) else _bad("not_a_decimal", cell)


def _year(cell: str) -> object:
    if _is_blank(cell) or cell in {"0", "否", "无", "未出列"}:
        return None
    match = _YEAR.fullmatch(cell) or re.fullmatch(r"((?:19|20)\d{2})\d{4}", cell)
    return int(match[1]) if match else _bad("not_a_year", cell)


def _date(cell: str) -> object:
    if _is_blank(cell) or cell in _OPEN_END:
        return None
    match = _DATE.fullmatch(cell) or _DATE_RUN.fullmatch(cell)
    try:
        if match is not None:
            return dt.date(*(int(part) for part in match.groups())).isoformat()
        if day := _EXCEL_DAY.fullmatch(cell):
            return (_EXCEL_DAY_0 + dt.timedelta(days=int(day[1]))).isoformat()
        if month := _MONTH.fullmatch(cell):
            first = dt.date(int(month[1]), int(month[2] or month[3]), 1).isoformat()
            params = {"value": cell, "taken": first}
            return Bad("date_without_day", params, "warning", kept=first)
    except ValueError:
        pass
    return _bad("not_a_date", cell)


def _month_day(cell: str) -> object:
    if _is_blank(cell):
        return None
    match = _MONTH_DAY.fullmatch(cell)
    try:
        # A leap year, so that the last of February may be told.
        if match is not None:
            return f"{dt.date(2024, int(match[1]), int(match[2])):%m-%d}"
    except ValueError:
        pass
    return _bad("not_a_month_day", cell)


def _coordinate(cell: str) -> object:
    if cell.lower() in {"nan", "inf", "-inf", "+inf", "infinity", "-infinity"}:
        return _bad("coordinates_not_finite", cell)
    if _is_blank(cell):
        return None
    text = cell.replace("′′", '"').translate(_MARKS).upper()
    for said, side in _SIDES.items():
        text = text.replace(said, side)
    if match := _DEGREES.fullmatch(text):
        side, number = match[1] or match[3], float(match[2])
    elif match := _DMS.fullmatch(text):
        minutes, seconds = float(match[3]), float(match[4] or 0)
        if minutes >= 60 or seconds >= 60:
            return _bad("not_a_coordinate", cell)
        side = match[1] or match[5]
        number = int(match[2]) + minutes / 60 + seconds / 3600
    else:
        return _bad("not_a_coordinate", cell)
    return -number if side in {"S", "W"} else number


def _plain(text: str) -> str:
    """Letters and digits of a term; people bracket, quote and space it as they like."""
    return _NOT_A_WORD.sub("", text.casefold())


@cache
def _lookup(group: str) -> Mapping[str, str]:
    return MappingProxyType(
        {
            _plain(text): code
            for code, term in term_group(group).items()
            for text in (code, term.zh, term.en, *term.aliases)
        }
    )


def _term(text: str, group: str) -> str | None:
    known = _lookup(group)
    plain = _plain(text)
    return known.get(plain) or known.get(_TRADE_TAIL.sub("", plain))


def _nearest(texts: list[str], group: str) -> str:
    """Name up to three declared terms that look alike, all of them where none does."""
    names = [term.zh for term in term_group(group).values()]
    near = [
        name
        for text in texts
        for name in difflib.get_close_matches(text, names, n=3, cutoff=0.3)
    ]
    return "、".join(dict.fromkeys(near or names))


def _open_term(cell: str, group: str) -> object:
    """Read an entry of an open list; what is not in it is kept as it stands."""
    if _is_blank(cell):
        return None
    code = _lookup(group).get(_plain(cell))
    if code is not None:
        return code
    params = {"value": cell[:_SHOWN], "nearest": _nearest([cell], group)}
    return Bad("term_unknown", params, "warning", kept=cell)


def _trades(cell: str) -> object:
    if _is_blank(cell) or cell == "无":
        return None
    whole = _term(cell, "trades")
    if whole is not None:
        return whole
    # English names hold spaces, so a cell is first split at the stronger marks.
    parts = [part.strip() for part in re.split(r"[;、,/|\n]+", cell) if part.strip()]
    if any(_term(part, "trades") is None for part in parts):
        parts = [part for part in _SEPARATORS.split(cell) if part]
    unknown = [part for part in parts if _term(part, "trades") is None]
    if unknown:
        near = _nearest(unknown, "trades")
        return _bad("unknown_trade", "、".join(unknown), nearest=near)
    codes = dict.fromkeys(str(_term(part, "trades")) for part in parts)
    return LIST_SEPARATOR.join(codes)


def _base_kind(cell: str) -> object:
    if _is_blank(cell):
        return None
    code = _term(cell, "base_kinds")
    if code is not None:
        return code
    near = _nearest([cell], "base_kinds")
    return _bad("unknown_base_kind", cell, nearest=near)


def _code_list(cell: str, length: int) -> object:
    if _is_blank(cell) or cell == "无":
        return None
    parts = pd.Series([part for part in _SEPARATORS.split(cell) if part], dtype="str")
    codes = clean_code(parts, length)
    wrong = codes[~codes.str.fullmatch(rf"[1-9][0-9]{{{length - 1}}}").astype(bool)]
    if len(wrong):
        return _bad("code_malformed", "、".join(wrong), length=length)
    return LIST_SEPARATOR.join(dict.fromkeys(codes))


def _unit_list(cell: str) -> object:
    """Codes of units of any level, in the order they are given."""
    if _is_blank(cell) or cell == "无":
        return None
    parts = pd.Series([part for part in _SEPARATORS.split(cell) if part], dtype="str")
    codes = clean_unit(parts)
    lost, wrong = lost_digits(codes), malformed_unit(codes)
    for rule, found in (("unit_lost_digits", lost), ("unit_malformed", wrong)):
        if found.any():
            return _bad(rule, "、".join(codes[found]))
    return LIST_SEPARATOR.join(dict.fromkeys(codes))


def _day_text(
    cell: str, read: Callable[[str], Any], write: Callable[[Any], str]
) -> object:
    """Days or hours in the one form that is kept."""
    if _is_blank(cell):
        return None
    try:
        found = read(cell)
    except day_texts.DayTextError as error:
        return _bad(error.rule, cell)
    # Commas alone say nothing.
    return write(found) if found else None


PARSERS: Mapping[ColumnKind, Parser] = MappingProxyType(
    {
        "bool": _bool, "int": _int, "float": _float, "year": _year, "date": _date,
        "month_day": _month_day, "lon": _coordinate, "lat": _coordinate,
        "trades": _trades, "base_kind": _base_kind,
        "codes": partial(_code_list, length=12),
        "units": _unit_list,
        "hours": partial(
            _day_text, read=day_texts.hours_in, write=day_texts.hours_text
        ),
        "weekdays": partial(
            _day_text, read=day_texts.weekdays_in, write=day_texts.weekdays_text
        ),
        "market": partial(
            _day_text, read=day_texts.market_in, write=day_texts.Market.text
        ),
        "day_spans": partial(
            _day_text, read=day_texts.day_spans_in, write=day_texts.day_spans_text
        ),
    }
)  # fmt: skip
