"""Units the workspace knows, and what that says of the codes in records."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.codes import SUCCESSORS, successor
from geo.schemas import NATION, Column, Term
from geo.words import Phrase

BoolArray = NDArray[np.bool_]
_COUNTY, _TOWNSHIP, _VILLAGE = 6, 9, 12
_FORMER = {latter: former for former, latter in SUCCESSORS.items()}


@dataclass(frozen=True, slots=True)
class KnownUnits:
    """Codes of the villages, townships and counties there are.

    Codes of earlier editions stand beside their successors, so that either will do. A
    level without any code is not known at all, and nothing is held against it.
    ``renamed`` leads from codes of other editions to those the layers have.
    """

    villages: frozenset[str]
    townships: frozenset[str]
    counties: frozenset[str]
    renamed: Mapping[str, str] = field(default_factory=dict)

    def unknown(self, units: "pd.Series[str]") -> BoolArray:
        """Rows that name a village or township which its known county does not have."""
        return _of_each(units, self._is_unknown)

    def outside(self, units: "pd.Series[str]") -> BoolArray:
        """Rows of counties, cities and provinces of which no county is known."""
        return _of_each(units, self._is_outside)

    def as_known(self, units: "pd.Series[str]") -> "pd.Series[str]":
        """Codes of another edition as the layers write them; others as they are."""
        position, unique = pd.factorize(units)
        written = [self.renamed.get(code, code) for code in unique]
        if written == list(unique):
            return units
        return (
            pd.Series([*written, ""], dtype="str").iloc[position].set_axis(units.index)
        )

    def _is_unknown(self, code: str) -> bool:
        level = {_TOWNSHIP: self.townships, _VILLAGE: self.villages}.get(len(code))
        if not level or self._is_outside(code):
            return False
        return level.isdisjoint((code, successor(code)))

    def _is_outside(self, code: str) -> bool:
        if not self.counties or code in {"", NATION}:
            return False
        if len(code) < _COUNTY:
            return not any(county.startswith(code) for county in self.counties)
        county = code[:_COUNTY]
        return self.counties.isdisjoint((county, successor(county)))


def known_units(
    villages: gpd.GeoDataFrame,
    areas: gpd.GeoDataFrame,
    townships: gpd.GeoDataFrame,
    counties: gpd.GeoDataFrame,
) -> KnownUnits:
    """Collect the codes of the layers, village areas included.

    A township or county that only villages name is known too.
    """
    of_villages = pd.concat([villages["village_code"], areas["village_code"]])
    of_townships = pd.concat([townships["township_code"], of_villages.str[:_TOWNSHIP]])
    of_counties = pd.concat([counties["county_code"], of_townships.str[:_COUNTY]])
    levels = [set(each.unique()) for each in (of_villages, of_townships, of_counties)]
    known = [_with_successors(level) for level in levels]
    renamed = _renamed(set().union(*levels))
    return KnownUnits(known[0], known[1], known[2], renamed)


def _renamed(known: set[str]) -> dict[str, str]:
    """Codes of other editions that are not there, to those that are."""
    found = {successor(code): code for code in known if code[:_COUNTY] in SUCCESSORS}
    for code in known:
        former = _FORMER.get(code[:_COUNTY])
        if former is not None:
            found[former + code[_COUNTY:]] = code
    return {other: code for other, code in found.items() if other not in known}


def label_of(declared: Column | Term) -> Phrase:
    """Name of a column or term, to stand in a message."""
    return Phrase(zh=declared.zh, en=declared.en)


def _with_successors(codes: Iterable[str]) -> frozenset[str]:
    known = {code for code in codes if code}
    renamed = {successor(code) for code in known if code[:_COUNTY] in SUCCESSORS}
    return frozenset(known | renamed)


def _of_each(units: "pd.Series[str]", is_so: Callable[[str], bool]) -> BoolArray:
    """Ask once for each different code."""
    position, unique = pd.factorize(units)
    answers = np.array([*map(is_so, unique), False], dtype=bool)
    found: BoolArray = answers[position]
    return found
