"""Settings read from plain values, as people write them in TOML, JSON and links."""

from collections.abc import Callable, Iterable, Mapping
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
