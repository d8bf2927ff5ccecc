"""How travel is measured, as settings by name."""

from collections.abc import Mapping
from typing import Any

from planner.travelling import TravelChoice

TRAVEL = ("method", "profile", "walk", "near", "closures", "speed", "detour")


def travel_in(values: Mapping[str, Any]) -> TravelChoice:
    """The way to measure travel that settings say."""
    return TravelChoice(
        method=values["method"],
        profile=values["profile"],
        walking_kmh=values["walk"],
        snap_limit_m=values["near"] * 1000,
        closures=values["closures"],
        speed_kmh=values["speed"],
        detour=values["detour"],
    )


def travel_values(travel: TravelChoice) -> dict[str, Any]:
    """Settings that say a way to measure travel."""
    return {
        "method": travel.method,
        "profile": travel.profile,
        "walk": travel.walking_kmh,
        "near": travel.snap_limit_m / 1000,
        "closures": travel.closures,
        "speed": travel.speed_kmh,
        "detour": travel.detour,
    }
