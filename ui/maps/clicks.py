"""What was clicked on a map, out of what streamlit-folium sends back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

ClickedKind = Literal[
    "village", "county", "township", "base", "commissioner", "place", "site"
]
_KINDS: tuple[str, ...] = get_args(ClickedKind)
# Of an area drawn on a map.
LEAST_CORNERS, MOST_CORNERS = 3, 500
LonLat = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Dropped:
    """One thing dragged on the map: its code, where to (degrees), and which drag."""

    code: str
    lonlat: LonLat
    turn: float


@dataclass(frozen=True, slots=True)
class Selection:
    """One thing on the map, by the code of its layer."""

    kind: ClickedKind
    code: str


def parse_click(output: Mapping[str, Any] | None) -> Selection | None:
    """Read the last click on one of our features.

    Parameters
    ----------
    output
        What ``st_folium`` returned. Only ``last_active_drawing`` is read; ask for it
        alone (``returned_objects=["last_active_drawing"]``) and moving the map does
        not run the page again.

    Returns
    -------
    Selection or None
        None where nothing was clicked, or nothing of ours: it comes from the browser
        and may be anything.
    """
    properties = _properties(_last(output))
    kind, code = properties.get("kind"), properties.get("code")
    if kind not in _KINDS or not isinstance(code, str) or not code:
        return None
    return Selection(kind, code)


def parse_road(output: Mapping[str, Any] | None) -> str:
    """Read the last click on a road that can be clicked.

    Parameters
    ----------
    output
        As for :func:`parse_click`.

    Returns
    -------
    str
        Number of the road, ``road_id``; empty where no road was clicked.
    """
    properties = _properties(_last(output))
    code = properties.get("code")
    if properties.get("kind") != "road" or not isinstance(code, str):
        return ""
    return code


def parse_spot(output: Mapping[str, Any] | None) -> LonLat | None:
    """Read the place last clicked on a map, whatever lies there.

    Parameters
    ----------
    output
        As for :func:`parse_click`, with ``last_clicked`` asked for too.

    Returns
    -------
    (float, float) or None
        Longitude, latitude in degrees; None where nothing was clicked.
    """
    spot = output.get("last_clicked") if isinstance(output, Mapping) else None
    if not isinstance(spot, Mapping):
        return None
    return _lonlat([spot.get("lng"), spot.get("lat")])


def parse_dropped(output: Mapping[str, Any] | None) -> Dropped | None:
    """Read what was last dragged on a map, where its symbols can be.

    Parameters
    ----------
    output
        As for :func:`parse_click`.

    Returns
    -------
    Dropped or None
        None where nothing was dropped last; what comes twice has the same ``turn``.
    """
    feature = _last(output)
    properties, geometry = _properties(feature), feature.get("geometry")
    code, turn = properties.get("code"), properties.get("turn")
    if properties.get("kind") != "dropped" or not isinstance(geometry, Mapping):
        return None
    if not isinstance(code, str) or type(turn) not in (int, float):
        return None
    spot = _lonlat(geometry.get("coordinates"))
    return None if spot is None else Dropped(code, spot, float(turn))


def parse_drawn(output: Mapping[str, Any] | None) -> list[LonLat] | None:
    """Read the area last drawn on a map with the tool for it.

    Parameters
    ----------
    output
        As for :func:`parse_click`.

    Returns
    -------
    list of (float, float) or None
        Corners, longitude and latitude in degrees, the first not repeated. None where
        nothing was drawn last, or what comes is no area: it comes from the browser.
    """
    feature = _last(output)
    geometry = feature.get("geometry")
    if _properties(feature).get("kind") != "drawn" or not isinstance(geometry, Mapping):
        return None
    rings = geometry.get("coordinates")
    if geometry.get("type") != "Polygon" or not isinstance(rings, list) or not rings:
        return None
    ring = rings[0]
    if not isinstance(ring, list) or len(ring) > MOST_CORNERS + 1:
        return None
    corners = [_lonlat(place) for place in ring]
    found = [corner for corner in corners if corner is not None]
    if len(found) < len(corners):
        return None
    if len(found) > 1 and found[0] == found[-1]:
        found.pop()
    return found if len(set(found)) >= LEAST_CORNERS else None


def _last(output: object) -> Mapping[str, Any]:
    feature = output.get("last_active_drawing") if isinstance(output, Mapping) else None
    return feature if isinstance(feature, Mapping) else {}


def _properties(feature: Mapping[str, Any]) -> Mapping[str, Any]:
    properties = feature.get("properties")
    return properties if isinstance(properties, Mapping) else {}


def _lonlat(place: object) -> LonLat | None:
    if not isinstance(place, list) or len(place) < 2:
        return None
    lon, lat = place[:2]
    for value, most in ((lon, 180), (lat, 90)):
        number = isinstance(value, int | float) and not isinstance(value, bool)
        # Neither infinity nor NaN is at most this.
        if not (number and abs(value) <= most):
            return None
    return float(lon), float(lat)
