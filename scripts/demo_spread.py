"""Where and when invented records lie: so many a year, or had by so many units."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from scripts.demo_setting import Setting, workday

# How much more often well-tended units have something than others.
_CARE_WEIGHT = 1.6


def places_and_days(
    setting: Setting, table: Mapping[str, Any], topic: str
) -> Iterator[tuple[str, str]]:
    """Unit codes and ISO days of one declared kind of record.

    Parameters
    ----------
    setting
        The region.
    table
        ``unit`` (a level, or its ``codes`` or ``stated`` units alone) and one of three:
        ``share`` of the units that have it, each since a day in ``years`` (first and
        last); ``each``, so many a unit and year from ``first`` on, spread over the
        year, fewer in the ``short`` units of each year; ``counts`` of every year from
        ``first`` on.
    topic
        Name of the dice.
    """
    if "share" in table:
        return _standing(setting, table, topic)
    if "each" in table:
        return _regular(setting, table, topic)
    return _yearly(setting, table, topic)


def favoured(units: pd.DataFrame, share: float, rng: np.random.Generator) -> list[str]:
    """A share of the units, well-tended ones more often, by code."""
    luck = rng.random(len(units)) + _CARE_WEIGHT * units["care"]
    return sorted(luck.nlargest(round(share * len(units))).index)


def _standing(
    setting: Setting, table: Mapping[str, Any], topic: str
) -> Iterator[tuple[str, str]]:
    rng, days = setting.rng(topic), setting.rng(f"{topic} days")
    first, last = table["years"]
    for code in favoured(setting.units_of(table), table["share"], rng):
        year = first + int(days.random() * (last - first + 1))
        yield code, workday(year, days.random())


def _regular(
    setting: Setting, table: Mapping[str, Any], topic: str
) -> Iterator[tuple[str, str]]:
    units, most = setting.units_of(table), table["each"]
    for i, short in enumerate(table["short"]):
        year = table["first"] + i
        rng = setting.rng(f"{topic} {year}")
        enough = favoured(units, 1 - short / len(units), rng)
        for code in units.index:
            count = most if code in enough else int(rng.random() * most)
            for turn in range(count):
                yield code, workday(year, (turn + rng.random()) / most)


def _yearly(
    setting: Setting, table: Mapping[str, Any], topic: str
) -> Iterator[tuple[str, str]]:
    units = setting.units_of(table)
    bounds = np.cumsum(units["care"].to_numpy())
    for i, count in enumerate(table["counts"]):
        rng = setting.rng(f"{topic} {table['first'] + i}")
        at = np.searchsorted(bounds, rng.random(count) * bounds[-1])
        for code in sorted(units.index[at]):
            yield code, workday(table["first"] + i, rng.random())
