"""What the map of museum tours plays: counties and sets, month by month."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.words import Lang
from ui.maps import palette
from ui.maps.features import middles
from ui.maps.layers import latlon
from ui.maps.score_view import with_shapes

# What a county is in a month. Orange and dark red keep apart in grey print too.
FILLS: Mapping[str, str] = MappingProxyType(
    {
        "now": "#f2a93b",
        "done": "#649fc6",
        "part": "#bfdbec",
        "coming": "#fdf4d0",
        "never": "#a5526b",
        "none": palette.NOT_ASKED,
    }
)
# Of sets and stays: dark enough for white letters, and apart for red-green blind eyes.
SET_COLOURS = (
    "#0b5cad", "#b34700", "#00747a", "#8a1080", "#6b5900", "#4d5964", "#a01015",
    "#2a6b46", "#5b3fb0", "#7a3b12",
)  # fmt: skip
_CHINA = (73.0, 18.0, 135.0, 54.0)


@dataclass(frozen=True, eq=False)
class TourView:
    """What the map plays.

    Parameters
    ----------
    layer
        Counties with their shapes.
    counties, sets, stays
        Tables of :class:`planner.stays.question.TourQuestion` and
        :class:`planner.stays.answering.TourAnswer`.
    months
        First days of the months, without a hole.
    lang
        Language.
    """

    layer: gpd.GeoDataFrame
    counties: pd.DataFrame
    sets: pd.DataFrame
    stays: pd.DataFrame
    months: Sequence[dt.date]
    lang: Lang

    @cached_property
    def drawn(self) -> gpd.GeoDataFrame:
        """Counties that have a shape and are asked for."""
        frame = with_shapes(self.layer)
        return frame[frame["county_code"].isin(set(self.counties["county_code"]))]

    @cached_property
    def around(self) -> gpd.GeoDataFrame:
        """Counties not asked for that have their middle within the bounds."""
        frame = with_shapes(self.layer)
        frame = frame[~frame["county_code"].isin(set(self.counties["county_code"]))]
        west, south, east, north = self.bounds
        inside = [west <= x <= east and south <= y <= north for x, y in middles(frame)]
        return frame[np.array(inside, dtype=bool)]

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north of the counties asked for, degrees."""
        for frame in (self.drawn, self.layer):
            west, south, east, north = frame.total_bounds.tolist()
            if np.isfinite([west, south, east, north]).all():
                return west, south, east, north
        return _CHINA

    @cached_property
    def states(self) -> dict[str, list[str]]:
        """State of each county asked for, month by month: keys of :data:`FILLS`."""
        own = self.by_county
        owed = zip(self.counties["county_code"], self.counties["owed"], strict=True)
        return {
            str(code): [
                state_of(own.get(str(code), ()), at, int(count))
                for at in range(len(self.months))
            ]
            for code, count in owed
        }

    @cached_property
    def by_county(self) -> dict[str, list[tuple[int, int]]]:
        """First month and the one after the last of the stays of each county."""
        found: dict[str, list[tuple[int, int]]] = {}
        rows = zip(
            self.stays["county_code"], self.stays["first"], self.stays["months"],
            strict=True,
        )  # fmt: skip
        for code, first, months in rows:
            begins = self._at(first)
            found.setdefault(str(code), []).append((begins, begins + int(months)))
        return found

    def _at(self, first: dt.date) -> int:
        start = self.months[0]
        return (first.year - start.year) * 12 + first.month - start.month

    def legs(self, set_id: str) -> list[dict[str, Any]]:
        """Where a set is from which month on, and whether it is shown there.

        It is told at its home before its first stay, and between two stays, faintly, at
        the place of the one before.
        """
        places = self._places
        home = self.sets.loc[self.sets["set_id"] == set_id, ["lon", "lat"]]
        own = self.stays[self.stays["set_id"] == set_id].sort_values("first")
        found = [_leg(0, lonlat, False) for lonlat in home.to_numpy().tolist()]
        for row in own.to_dict("records"):
            begins, at = self._at(row["first"]), places.get(row["county_code"])
            if at is None:
                continue
            ends = begins + int(row["months"])
            found += [_leg(max(begins, 0), at, True), _leg(ends, at, False)]
        legs = [one for one in found if one["from"] < len(self.months)]
        # A stay that follows at once leaves no time between.
        then = [*(one["from"] for one in legs[1:]), None]
        return [
            one for one, after in zip(legs, then, strict=True) if one["from"] != after
        ]

    @cached_property
    def _places(self) -> dict[Any, tuple[float, float]]:
        rows = self.counties[["lon", "lat"]].to_numpy(dtype=float)
        codes = self.counties["county_code"]
        inside = dict(zip(self.drawn["county_code"], middles(self.drawn), strict=True))
        return {
            code: inside.get(code) or (float(lon), float(lat))
            for code, (lon, lat) in zip(codes, rows, strict=True)
            if code in inside or np.isfinite([lon, lat]).all()
        }


def _leg(begins: int, lonlat: Sequence[float], stands: bool) -> dict[str, Any]:
    lon, lat = (round(float(value), 5) for value in lonlat)
    at = latlon((lon, lat)) if np.isfinite([lon, lat]).all() else None
    return {"from": begins, "at": at, "stands": stands}


def state_of(stays: Sequence[tuple[int, int]], at: int, owed: int) -> str:
    """State of a county in a month: a key of :data:`FILLS`.

    Parameters
    ----------
    stays
        First month of each, and the one after its last.
    at
        The month.
    owed
        How many stays are owed.
    """
    if any(first <= at < end for first, end in stays):
        return "now"
    if not stays:
        return "never" if owed else "none"
    over = sum(end <= at for _, end in stays)
    if not over:
        return "coming"
    return "done" if over >= max(owed, len(stays)) else "part"
