"""Settings and their texts: how each kind of value stands in the address bar.

A reader raises ValueError for text that means nothing.
"""

import datetime as dt
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote, unquote

from planner.duties.days import FIRST_YEAR, LAST_YEAR

KINDS = ("village", "township", "county", "base", "commissioner")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: default, and its way from and to a query parameter.

    ``read`` raises ValueError for text that means nothing; ``pages`` are those in
    whose address it stands, none for every page.
    """

    default: Any
    read: Callable[[str], Any]
    write: Callable[[Any], str] = str
    pages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pick:
    """The one thing selected everywhere; ``kind`` from :data:`KINDS`, or empty."""

    kind: str = ""
    code: str = ""


def choice(*allowed: str) -> Callable[[str], str]:
    """One of the words allowed."""

    def read(text: str) -> str:
        if text not in allowed:
            raise ValueError(text)
        return text

    return read


def choices(*allowed: str) -> Callable[[str], tuple[str, ...]]:
    """Some of the words allowed, each once."""
    one = choice(*allowed)

    def read(text: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one(part) for part in text.split(",") if part))

    return read


def number(bounds: tuple[float, float]) -> Callable[[str], float]:
    """A finite number within bounds, both included."""

    def read(text: str) -> float:
        value = float(text)
        if not (math.isfinite(value) and bounds[0] <= value <= bounds[1]):
            raise ValueError(text)
        return value

    return read


def whole(bounds: tuple[float, float]) -> Callable[[str], int]:
    """A whole number within bounds; what stands after the point is dropped."""
    one = number(bounds)
    return lambda text: int(one(text))


def optional(read: Callable[[str], T]) -> Callable[[str], T | None]:
    """Nothing for an empty text."""
    return lambda text: read(text) if text else None


def code(text: str) -> str:
    """A code of digits, as long as a village's at most."""
    if not (text.isascii() and text.isdigit() and len(text) <= 12):
        raise ValueError(text)
    return text


def day(text: str) -> dt.date:
    """A day as ISO 8601 writes it."""
    return dt.date.fromisoformat(text)


def written_day(day: dt.date | None) -> str:
    """A day as :func:`day` reads it; empty for none."""
    return day.isoformat() if day else ""


def month(text: str) -> dt.date:
    """First day of a month, of the years whose days off can be worked out."""
    first = day(f"{text}-01")
    if not FIRST_YEAR < first.year < LAST_YEAR:
        raise ValueError(text)
    return first


def flag(text: str) -> bool:
    """Yes or no, written 1 or 0."""
    return choice("1", "0")(text) == "1"


def written_flag(on: bool) -> str:
    """Yes or no as :func:`flag` reads it."""
    return "1" if on else "0"


def short(text: str) -> str:
    """Anybody's text, cut to a length an address can bear."""
    return text[:80]


def ids(text: str) -> tuple[str, ...]:
    """Ids, each once; anybody's texts, so that each is quoted."""
    return tuple(dict.fromkeys(unquote(one)[:80] for one in text.split(",") if one))


def written_ids(values: tuple[str, ...] | None) -> str:
    """Ids as :func:`ids` reads them."""
    return ",".join(quote(one, safe="") for one in values or ())


def lists(size: int) -> Callable[[str], tuple[tuple[str, ...], ...]]:
    """Rows of so many texts each; anybody's texts, so that each is quoted."""

    def read(text: str) -> tuple[tuple[str, ...], ...]:
        parts = [row.split(":") for row in text.split(",") if row]
        if any(len(row) != size for row in parts):
            raise ValueError(text)
        return tuple(tuple(unquote(cell)[:80] for cell in row) for row in parts)

    return read


def written_lists(rows: tuple[tuple[str, ...], ...]) -> str:
    """Rows as :func:`lists` reads them."""
    return ",".join(":".join(quote(cell, safe="") for cell in row) for row in rows)


def pick(text: str) -> Pick:
    """What is selected: its kind, and its code or id as it stands."""
    kind, _, of = text.partition(":")
    if kind not in KINDS or not of:
        raise ValueError(text)
    return Pick(kind, of[:80])


def written_pick(it: Pick) -> str:
    """What is selected as :func:`pick` reads it."""
    return f"{it.kind}:{it.code}" if it.kind else ""
