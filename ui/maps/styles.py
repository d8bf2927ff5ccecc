"""Leaflet options of every kind of thing on a map; a feature may bring its own fill."""

from collections.abc import Mapping
from typing import Any

from ui.maps import palette

# Panes of lines, lowest first, and where they lie: over areas (400), and ways also
# over names (420), with their ends on top, all under symbols (440).
PANES: Mapping[str, int] = {
    "road": 405,
    "reach": 410,
    "closed": 414,
    "route": 430,
    "end": 435,
}

_AREAS: dict[str, dict[str, Any]] = {
    "area": {
        "color": palette.PAPER,
        "weight": 0.8,
        "fillOpacity": 1,
        # Shapes are simplified already; neighbours must not be once more, apart.
        "smoothFactor": 0,
    },
    "border": {
        "color": palette.BORDER,
        "weight": 1.6,
        "fill": False,
        "smoothFactor": 0,
    },
    "closure": {
        "color": palette.SHUT,
        "weight": 1.6,
        "dashArray": "2 4",
        "fillColor": palette.SHUT,
        "fillOpacity": 0.14,
    },
}
_AREAS["area_new"] = _AREAS["closure"]
_POINTS: dict[str, dict[str, Any]] = {
    "not_asked": {
        "radius": 1.8,
        "stroke": False,
        "weight": 0,
        "fillColor": palette.OTHER_DOT,
        "fillOpacity": 1,
    },
    "covered": {
        "radius": 3.4,
        "color": palette.COVERED,
        "weight": 1.4,
        "fillColor": palette.PAPER,
        "fillOpacity": 1,
    },
    # Large enough that the colour inside the ring can be told.
    "covered_minutes": {
        "radius": 4.6,
        "color": palette.COVERED,
        "weight": 1.5,
        "fillOpacity": 1,
    },
    "uncovered": {
        "radius": 5.4,
        "color": palette.PAPER,
        "weight": 1,
        "fillOpacity": 1,
    },
    "provider": {
        "radius": 5.2,
        "color": palette.PAPER,
        "weight": 1.2,
        "fillColor": palette.PROVIDER,
        "fillOpacity": 1,
    },
    "changed": {
        "radius": 5,
        "color": palette.PAPER,
        "weight": 1,
        "fillOpacity": 1,
    },
    "provider_small": {
        "radius": 3.6,
        "color": palette.PAPER,
        "weight": 0.8,
        "fillColor": palette.PROVIDER,
        "fillOpacity": 1,
    },
    "new_base": {
        "radius": 9.5,
        "color": palette.PAPER,
        "weight": 1.4,
        "fillColor": palette.NEW_BASE,
        "fillOpacity": 1,
    },
    "banned": {
        "radius": 4.6,
        "color": palette.SHUT,
        "weight": 2.2,
        "fillColor": palette.PAPER,
        "fillOpacity": 1,
    },
    "idle": {"color": palette.PROVIDER, "weight": 1.3, "fillColor": palette.PAPER},
    "tour_home": {
        "radius": 7,
        "color": palette.PAPER,
        "weight": 1.2,
        "fillColor": palette.PROVIDER,
        "fillOpacity": 1,
    },
    "tour_night": {
        "radius": 6.5,
        "color": palette.PAPER,
        "weight": 1.4,
        "fillColor": palette.ROUTE,
        "fillOpacity": 1,
    },
    "selected": {"color": palette.SELECTED, "weight": 2.6, "fill": False},
    # Larger than the symbols that stand on them.
    "route_start": {
        "radius": 7.5,
        "color": palette.ROUTE,
        "weight": 2.4,
        "fillColor": palette.PAPER,
        "fillOpacity": 1,
    },
    "route_end": {
        "radius": 7.5,
        "color": palette.PAPER,
        "weight": 1.6,
        "fillColor": palette.ROUTE,
        "fillOpacity": 1,
    },
}
_LINES: dict[str, dict[str, Any]] = {
    "road_main": {"color": palette.ROAD, "weight": 2},
    "road_middle": {"color": palette.ROAD, "weight": 1.2, "opacity": 0.85},
    "road_small": {"color": palette.ROAD, "weight": 0.7, "opacity": 0.6},
    "closed": {"color": palette.SHUT, "weight": 3, "dashArray": "6 5"},
    "reach": {"weight": 2.6},
    "serves": {"color": palette.NEW_BASE, "weight": 1.3, "opacity": 0.6},
    "critical": {"color": palette.CRITICAL, "weight": 4.5},
    "route": {"color": palette.ROUTE, "weight": 4},
    "route_weak": {"color": palette.ROUTE, "weight": 2.2, "opacity": 0.55},
    "walk": {"color": palette.ROUTE, "weight": 2.4, "dashArray": "1 5"},
    "walk_weak": {
        "color": palette.ROUTE,
        "weight": 1.8,
        "dashArray": "1 5",
        "opacity": 0.55,
    },
}

STYLES: Mapping[str, Mapping[str, Any]] = {
    **_AREAS,
    **_POINTS,
    **{name: {"fill": False, **style} for name, style in _LINES.items()},
}
# Where a line of a style lies, and how far white shows on either side of it, pixels.
LINE_PANES: Mapping[str, str] = {
    **dict.fromkeys(("road_main", "road_middle", "road_small"), "road"),
    **dict.fromkeys(("reach", "serves"), "reach"),
    **dict.fromkeys(("closed", "critical"), "closed"),
    **dict.fromkeys(("route", "route_weak", "walk", "walk_weak"), "route"),
    # Laid over a map that is drawn already, beside ways.
    **dict.fromkeys(("route_start", "route_end", "area_new"), "route"),
    **dict.fromkeys(("tour_home", "tour_night"), "end"),
}
CASINGS: Mapping[str, float] = {
    "closed": 1.5,
    "reach": 1,
    "critical": 1.5,
    "route": 2,
    "route_weak": 1.2,
}
