"""Short terms that stand inside sentences, in Chinese and English."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from geo.words import Phrase


def _load() -> dict[str, Phrase]:
    text = (Path(__file__).parent / "terms.toml").read_text(encoding="utf-8")
    return {key: Phrase(**entry) for key, entry in tomllib.loads(text).items()}


TERMS: Mapping[str, Phrase] = MappingProxyType(_load())
# What GEOS calls the faults of an area.
_FAULTS = {
    "Self-intersection": "self_intersection",
    "Ring Self-intersection": "ring_self_intersection",
    "Hole lies outside shell": "hole_outside",
    "Holes are nested": "holes_nested",
    "Nested shells": "shells_nested",
    "Interior is disconnected": "interior_disconnected",
    "Duplicate Rings": "rings_twice",
    "Too few points in geometry component": "too_few_points",
    "Invalid Coordinate": "coordinate_invalid",
    "Ring is not closed": "ring_open",
}
_SHAPES = {
    "Point": "point",
    "MultiPoint": "points",
    "LineString": "line",
    "LinearRing": "line",
    "MultiLineString": "line",
    "Polygon": "area",
    "MultiPolygon": "area",
    "GeometryCollection": "mixed_shapes",
}


def fault_term(reason: str) -> Phrase:
    """Name a fault of an area as GEOS gives it, without the place it stands at."""
    return TERMS[_FAULTS.get(reason, "other_fault")]


def shape_term(kind: str) -> Phrase:
    """Name a type of shape, such as ``"Polygon"``."""
    return TERMS[_SHAPES.get(kind, "other_shape")]
