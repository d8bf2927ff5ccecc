"""Settings read from plain values, as people write them in TOML, JSON and links."""

import datetime as dt
import math
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import fields
from difflib import get_close_matches
from typing import Any, TypeVar

from planner.errors import PlanInputError, Problem

Made = TypeVar("Made")


def from_plain(
    make: Callable[..., Made],
    values: Mapping[str, Any],
    *,
    unknown: str,
    besides: Iterable[Problem] = (),
) -> Made:
    """Make a dataclass of settings from plain values.

    Parameters
    ----------
    make
        A dataclass that refuses bad values with a :class:`PlanInputError`.
    values
        Its fields by name; those left out have their defaults.
    unknown
        Message key for a name that is no field; told the name and the nearest known.
    besides
        Problems found before, to be told with the others.

    Raises
    ------
    PlanInputError
        With every unknown name and every bad value.
    """
    known = [field.name for field in fields(make)]  # type: ignore[arg-type]
    found: list[Problem] = []
    for name in values:
        if name not in known:
            near = get_close_matches(name, known, n=1, cutoff=0.0)
            found.append((unknown, {"name": name, "nearest": near[0]}))
    found.extend(besides)
    try:
        made = make(**{name: values[name] for name in values if name in known})
    except PlanInputError as error:
        found.extend(error.problems)
    if found:
        raise PlanInputError(found)
    return made


def read_plain(
    values: Mapping[str, Any],
    readers: Mapping[str, Callable[[Any], Any]],
    *,
    unread: str,
) -> tuple[dict[str, Any], list[Problem]]:
    """Read those plain values that are written otherwise than they are kept.

    Parameters
    ----------
    values
        Fields by name, as people write them.
    readers
        What reads a field, by its name; it raises TypeError or ValueError for what it
        cannot read.
    unread
        Message key for a value that cannot be read; told the name and the value.

    Returns
    -------
    dict, list of Problem
        All values that could be read, and what is wrong with the others.
    """
    given: dict[str, Any] = {}
    bad: list[Problem] = []
    for name, value in values.items():
        try:
            given[name] = readers[name](value) if name in readers else value
        except (TypeError, ValueError):
            bad.append((unread, {"name": name, "value": value}))
    return given, bad


def texts(given: Iterable[object]) -> tuple[str, ...]:
    """Read a list of texts; a single text is none."""
    if isinstance(given, str):
        raise TypeError(given)
    return tuple(str(one) for one in given)


def pairs(given: Iterable[tuple[object, object]]) -> tuple[tuple[str, str], ...]:
    """Read a list of pairs of texts."""
    return tuple((str(one), str(other)) for one, other in given)


def day(given: object) -> dt.date:
    """Read a day as ISO writes it."""
    return dt.date.fromisoformat(str(given))


def is_day(value: object) -> bool:
    """Whether something is a day, and not a moment of one."""
    return isinstance(value, dt.date) and not isinstance(value, dt.datetime)


def not_numbers(
    settings: object, names: Iterable[str], whole: Collection[str]
) -> set[str]:
    """Names of those settings that should be numbers and are none.

    Parameters
    ----------
    settings
        The dataclass.
    names
        Of the fields looked at.
    whole
        Names of those that should be whole numbers.
    """
    return {
        name
        for name in names
        if not _is_number(getattr(settings, name), int if name in whole else float)
    }


def _is_number(value: object, kind: type[int | float]) -> bool:
    # To Python True is 1.
    if isinstance(value, bool) or not isinstance(value, (int, kind)):
        return False
    return math.isfinite(value)
