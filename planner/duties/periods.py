"""Periods as people write them: a year, a half, a quarter, a month or a day."""

import re
import unicodedata
from functools import lru_cache
from typing import Literal

Shape = Literal["year", "half", "quarter", "month", "day", ""]

_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_PART = (
    r"(?:H(?P<half>[12])|(?P<which>[上下])半年|Q(?P<quarter>[1-4])"
    r"|第?(?P<season>[1-4])季度?)"
)
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{_YEAR}(?:年度?|年?全年)?",
        rf"{_YEAR}年?度?[-/_.,]?{_PART}",
        rf"{_PART}[-/_.,]?{_YEAR}",
        rf"{_YEAR}(?:年|[-/.])(?P<month>\d\d?)(?:月份?)?",
        rf"{_YEAR}(?:年|[-/.])(?P<month>\d\d?)(?:月|[-/.])(?P<day>\d\d?)[日号]?",
    )
)
_SHAPES: dict[Shape, re.Pattern[str]] = {
    "year": re.compile(r"\d{4}"),
    "half": re.compile(r"\d{4}H[12]"),
    "quarter": re.compile(r"\d{4}Q[1-4]"),
    "month": re.compile(r"\d{4}-(?:0[1-9]|1[0-2])"),
    "day": re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-\d\d"),
}


def period_label(text: object) -> str:
    """Bring a period to one form.

    Parameters
    ----------
    text
        As written: ``2026``, ``2026年度``, ``2026H1``, ``2026年上半年``, ``2026-Q3``,
        ``２０２６年第三季度``, ``二〇二六年三季度``, ``2026年11月``, ``2026-03-21``.

    Returns
    -------
    str
        ``2026``, ``2026H1``, ``2026Q3``, ``2026-11`` or ``2026-03-21``; empty if it
        cannot be read as a period.
    """
    return _label(text) if isinstance(text, str) else ""


def period_shape(label: str) -> Shape:
    """What kind of period a label is; empty for none."""
    for shape, pattern in _SHAPES.items():
        if pattern.fullmatch(label):
            return shape
    return ""


@lru_cache(maxsize=4096)
def _label(text: str) -> str:
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()
    plain = re.sub(r"(?<![〇○零一二三四五六七八九\d])十(?=[一二]月)", "1", plain)
    plain = plain.replace("十月", "10月").translate(_DIGITS)
    for form in _FORMS:
        found = form.fullmatch(plain)
        if found is not None:
            label = _made(found.groupdict())
            return label if period_shape(label) else ""
    return ""


def _made(found: dict[str, str | None]) -> str:
    year = found["year"]
    half = found.get("half") or {"上": "1", "下": "2"}.get(found.get("which") or "")
    quarter = found.get("quarter") or found.get("season")
    if half:
        return f"{year}H{half}"
    if quarter:
        return f"{year}Q{quarter}"
    parts = [found.get("month"), found.get("day")]
    return "-".join([str(year), *(part.zfill(2) for part in parts if part)])
