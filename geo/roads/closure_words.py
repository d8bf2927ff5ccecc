"""What the words of a closure mean: roads by name, code or number, and days."""

import datetime as dt
import re
from collections.abc import Iterable

from geo.roads.segments import ids_of

_BETWEEN_ROADS = re.compile(r"[;；、，,\n]")
_MONTH_DAY = re.compile(r"(\d{2})-(\d{2})")


def split_roads(text: str) -> tuple[str, ...]:
    """Roads named in a cell, each once; separated by semicolons or commas."""
    parts = (part.strip() for part in _BETWEEN_ROADS.split(text))
    return tuple(dict.fromkeys(part for part in parts if part))


def plain_road(text: str) -> str:
    """Name of a road in the form in which names are compared."""
    return text.strip().casefold()


def rows_by_road(
    names: Iterable[str], refs: Iterable[str], ids: Iterable[str]
) -> dict[str, list[int]]:
    """Rows by each name, code and number that a road is known by.

    Parameters
    ----------
    names, refs, ids
        Of each row; several codes or numbers of one row are joined by ``;``.

    Returns
    -------
    dict
        Names as :func:`plain_road` gives them to positions, ascending.
    """
    found: dict[str, list[int]] = {}
    for row, (name, ref, road_id) in enumerate(zip(names, refs, ids, strict=True)):
        for text in {name, *ref.split(";"), *ids_of(road_id)}:
            if text:
                found.setdefault(plain_road(text), []).append(row)
    return found


def month_day(text: str) -> tuple[int, int] | None:
    """Read a day of every year, ``"05-15"``; None where it is no such day."""
    match = _MONTH_DAY.fullmatch(text)
    if match is None:
        return None
    month, day = int(match[1]), int(match[2])
    try:
        # A leap year, so that the last of February may be told.
        dt.date(2024, month, day)
    except ValueError:
        return None
    return month, day
