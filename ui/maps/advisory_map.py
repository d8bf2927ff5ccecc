"""The map of advisory groups: counties by the state of their group."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal, get_args

import geopandas as gpd
import numpy as np

from geo.schemas import SOURCE_FILE
from geo.words import Lang
from ui.maps import palette
from ui.maps.features import Feature, geometries, middles
from ui.maps.layers import Drawn, draw, layer
from ui.maps.legend import Entry, line_below
from ui.maps.palette import Shape
from ui.maps.score_view import with_shapes
from ui.text import say

# A whole group that is in force; one that is new; one that lacks somebody; none at all;
# one in force that is not matched now; a county that waits; one that is not asked for.
GroupState = Literal[
    "agreed", "new", "partly", "none", "standing", "waiting", "outside"
]
STATES: tuple[GroupState, ...] = get_args(GroupState)
FILLS: Mapping[GroupState, str] = MappingProxyType(
    {
        "agreed": "#5b93bf",
        "new": "#b9dcc9",
        "partly": "#ffcf70",
        "none": "#c9544f",
        "standing": "#a8c6dd",
        "waiting": "#ddd5ef",
        "outside": palette.NOT_ASKED,
    }
)
# What cannot be told by its colour alone stands in the middle too.
MARKS: Mapping[GroupState, tuple[Shape, str]] = MappingProxyType(
    {"new": ("star", "#1f6b45"), "partly": ("triangle", "#8a5300"),
     "none": ("square", "#7d0f13"), "standing": ("circle", "#24567d")}
)  # fmt: skip
# Marks stand below the names, unless counties are too many and too small for that.
_BELOW_PX, _MOST_NAMED = 15, 100
# What is seen where nothing has a shape: China.
_NOWHERE = (73.0, 18.0, 135.0, 54.0)


@dataclass(frozen=True, slots=True)
class GroupFill:
    """How a county is drawn: the state of its group, and what is said of it."""

    state: GroupState
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class AdvisoryView:
    """What the map shows.

    Parameters
    ----------
    counties
        Layer ``counties``; those without a shape are not drawn.
    groups
        How each county is drawn, by its code; one that is not named is outside.
    lang
        Language.
    day
        Day for which it holds, in words.
    illustrative
        Labels of layers that are not real data.
    """

    counties: gpd.GeoDataFrame
    groups: Mapping[str, GroupFill]
    lang: Lang
    day: str
    illustrative: tuple[str, ...] = ()

    @cached_property
    def shown(self) -> gpd.GeoDataFrame:
        """Counties that have a shape."""
        return with_shapes(self.counties)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north of what is drawn, degrees."""
        found = self.shown.total_bounds
        if not np.isfinite(found).all():
            return _NOWHERE
        west, south, east, north = found.tolist()
        return west, south, east, north

    def fill_of(self, code: str) -> GroupFill:
        """How a county is drawn."""
        return self.groups.get(code, GroupFill("outside"))


def advisory_map(view: AdvisoryView) -> Drawn:
    """Draw counties by the state of their group; each can be clicked.

    Properties of each are ``kind`` ``"county"`` and its ``code``.
    """
    codes = view.shown["county_code"].tolist()
    shapes = geometries(view.bounds, view.shown)
    places = middles(view.shown)
    areas = [
        _feature(shape, _told(view, code, name) | {"fill": _fill(view, code)})
        for code, name, shape in zip(codes, view.shown["name"], shapes, strict=True)
    ]
    layers = [
        layer("area", areas),
        layer("border", [_feature(one, {}) for one in shapes], clickable=False),
        layer("changed", _marks(view, codes, places), clickable=False, hover=True),
    ]
    labels = [
        {"level": "county", "text": name, "at": [round(x, 4), round(y, 4)]}
        for name, (x, y) in zip(view.shown["name"], places, strict=True)
    ]
    return draw(
        lang=view.lang,
        bounds=view.bounds,
        layers=[one for one in layers if one["data"]["features"]],
        labels=labels,
        legend=[{"title": say("advisory_map_title", view.lang),
                 "entries": _entries(view, codes)}],
        attribution=_attribution(view),
    )  # fmt: skip


def places_of(view: AdvisoryView) -> Mapping[str, tuple[float, float]]:
    """Longitude and latitude of the middle of each county drawn, by its code."""
    return dict(zip(view.shown["county_code"], middles(view.shown), strict=True))


def _fill(view: AdvisoryView, code: str) -> str:
    return FILLS[view.fill_of(code).state]


def _told(view: AdvisoryView, code: str, name: str) -> dict[str, Any]:
    fill = view.fill_of(code)
    lines = [say(f"advisory_map_{fill.state}", view.lang), *fill.lines]
    return {"kind": "county", "code": code, "name": str(name), "lines": lines}


def _marks(
    view: AdvisoryView, codes: list[str], places: list[tuple[float, float]]
) -> list[Feature]:
    """Marks below the names; a click goes to the county under them."""
    found = []
    names, below = view.shown["name"].tolist(), _BELOW_PX
    if len(codes) > _MOST_NAMED:
        below = 0
    for code, name, place in zip(codes, names, places, strict=True):
        mark = MARKS.get(view.fill_of(code).state)
        if mark is None:
            continue
        shape, fill = mark
        point = {"type": "Point", "coordinates": [round(x, 5) for x in place]}
        told = _told(view, code, name)
        drawn = {"name": told["name"], "lines": told["lines"], "shape": shape,
                 "fill": fill, "dx": 0, "dy": below}  # fmt: skip
        found.append(_feature(point, drawn))
    return found


def _entries(view: AdvisoryView, codes: list[str]) -> list[Entry]:
    """States that are drawn, with how many counties are in each."""
    counts = Counter(view.fill_of(code).state for code in codes)
    found: list[Entry] = []
    for state in STATES:
        if not counts[state]:
            continue
        name = say(f"advisory_map_{state}", view.lang)
        text = say("atlas_entry", view.lang, name=name, count=f"{counts[state]:,}")
        found.append(
            {"shape": "area", "style": "area", "fill": FILLS[state], "text": text}
        )
        if state in MARKS:
            shape, fill = MARKS[state]
            text = say("advisory_map_mark", view.lang)
            found.append(
                {"shape": shape, "style": "changed", "fill": fill, "text": text}
            )
    return found


def _attribution(view: AdvisoryView) -> str:
    files = view.counties[SOURCE_FILE].unique().tolist()
    names = [name for name in files if name]
    return line_below(names, view.day, view.illustrative, "", view.lang)


def _feature(geometry: Any, properties: Feature) -> Feature:  # noqa: ANN401 - GeoJSON
    return {"type": "Feature", "geometry": geometry, "properties": properties}
