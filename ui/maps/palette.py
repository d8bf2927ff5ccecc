"""The fixed colours and symbols of every map; the same thing looks the same everywhere.

Chosen so that neighbours stay apart for red-green blind eyes and in grey print; a test
measures it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np

from planner.problem import COMMISSIONER
from planner.reasons import REASONS

Shape = Literal[
    "circle", "square", "triangle", "diamond", "hexagon", "star", "person", "house",
    "moon", "area",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShareClass:
    """One step of the ramp: shares from ``low`` (included) up to the next step."""

    low: float
    colour: str
    key: str


# Pale where little is covered, so that uncovered villages stand out there.
RAMP = (
    ShareClass(0.0, "#fdf4d0", "atlas_share_1"),
    ShareClass(0.5, "#d8e8b6", "atlas_share_2"),
    ShareClass(0.75, "#b5d9c6", "atlas_share_3"),
    ShareClass(0.9, "#8cc0cf", "atlas_share_4"),
    ShareClass(1.0, "#649fc6", "atlas_share_5"),
)
NOT_ASKED = "#e3e4e6"
COVERED_AREA = "#b9d3e4"
COVERED = "#24567d"
OTHER_DOT = "#9a9da1"
PROVIDER = "#22303c"
PAPER = "#ffffff"
BORDER = "#4d5964"
SELECTED = "#111111"
ROAD = "#72797f"
SHUT = "#c4001a"
# What a closed area looks like on grey.
CLOSURE_AREA = "#e0c4c9"
ROUTE = "#10233a"
CRITICAL = "#8a1080"
# A new base, and one that another plan has not.
NEW_BASE, MOVED_BASE = "#0b5cad", "#b34700"

# Travel within a third, two thirds and the whole of the limit; then up to one and a
# half times, twice, and more than twice the limit; last, where no road leads. Purple
# within and orange past the limit, which red-green blind eyes tell apart, after PuOr of
# ColorBrewer (Harrower and Brewer, 2003).
MINUTES = (
    "#3b1a6e",
    "#7b5fb5",
    "#b9aedd",
    "#fdbb66",
    "#e0761a",
    "#8c3a04",
    "#141414",
)
# What a closure does to a village.
CHANGES: Mapping[str, str] = MappingProxyType(
    {
        "lost": "#d7191c",
        "farther": "#f59a00",
        "gained": "#0b6fb8",
        "other": "#6d767e",
    }
)

_NOTHING_IN_REACH = "#d7191c"
_FULL = "#f59a00"
_TRADE = "#8a2be2"
_CLOSED = "#00574b"
_NO_PLACE = "#0b3d91"
_OTHER_REASON = "#101010"
REASON_COLOURS: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(REASONS[1:], _OTHER_REASON)
    | {
        "nothing_in_reach": _NOTHING_IN_REACH,
        "in_reach_but_full": _FULL,
        "no_matching_trade": _TRADE,
        "closed_then": _CLOSED,
        "no_location": _NO_PLACE,
        "no_road_near": _NO_PLACE,
    }
)

# Kinds of base in a few groups that read at 12 pixels; each group has its own shape.
GROUP_SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        "station": "square",
        "base": "triangle",
        "platform": "diamond",
        "association": "hexagon",
        "museum": "star",
        COMMISSIONER: "person",
    }
)
KIND_GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "expert_station": "station",
        "info_station": "station",
        "estation": "station",
        "demo_base": "base",
        "park": "base",
        "starspace": "base",
        "incubator": "base",
        "platform": "platform",
        "service_centre": "platform",
        "association": "association",
        "union": "association",
        "school_museum": "museum",
        COMMISSIONER: COMMISSIONER,
    }
)

_LOWS = np.array([step.low for step in RAMP])


def share_class(share: float) -> ShareClass | None:
    """Step of the ramp for a share from 0 to 1; None for NaN (nothing is asked)."""
    if np.isnan(share):
        return None
    return RAMP[int(np.searchsorted(_LOWS, share, side="right")) - 1]


def share_colour(share: float) -> str:
    """Fill of a unit by its share covered; light grey where nothing is asked."""
    step = share_class(share)
    return NOT_ASKED if step is None else step.colour
