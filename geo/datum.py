"""Datums of Chinese web maps: WGS84, GCJ-02 and BD-09, both ways, in bulk.

GCJ-02 is WGS84 bent by some 300 to 800 m inside China; BD-09 bends GCJ-02 again. The
forward formulas are public; the ways back are found by fixed-point iteration, which
gains more than two digits a round and ends at the precision of the numbers.
"""

from collections.abc import Callable
from typing import Any, Literal, get_args

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
# "wgs84" stands for CGCS2000 too: they differ by less than a decimetre.
Datum = Literal["wgs84", "gcj02", "bd09"]
DATUMS: tuple[Datum, ...] = get_args(Datum)

_SEMI_MAJOR_M = 6378245.0  # Krasovsky 1940
_ECCENTRICITY_2 = 0.006693421622965943
_LON_0, _LAT_0 = 105.0, 35.0
# The box in which web maps bend; wider than China, and outside it nothing moves.
_WEST, _EAST, _SOUTH, _NORTH = 72.004, 137.8347, 0.8293, 55.8271
_BD_TURN = np.pi * 3000.0 / 180.0
_BD_LON, _BD_LAT = 0.0065, 0.006
_ROUNDS = 8

_Step = Callable[[Floats, Floats], tuple[Floats, Floats]]


def wgs84_to_gcj02(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Bend WGS84 degrees into GCJ-02; places outside China stay where they are."""
    return _inside_only(lon, lat, _bend)


def gcj02_to_wgs84(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Undo :func:`wgs84_to_gcj02` to well under a millimetre."""
    return _inside_only(lon, lat, _undo(_bend))


def gcj02_to_bd09(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Turn GCJ-02 degrees into BD-09; places outside China stay where they are."""
    return _inside_only(lon, lat, _turn)


def bd09_to_gcj02(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Undo :func:`gcj02_to_bd09` to well under a millimetre."""
    return _inside_only(lon, lat, _undo(_turn))


def to_wgs84(geometry: Any, datum: Datum) -> Any:  # noqa: ANN401 - as shapely.transform
    """Bring geometries in longitude, latitude from a datum to WGS84.

    Parameters
    ----------
    geometry
        A geometry or an array of them, x, y = longitude, latitude in degrees; None
        and coordinates that are not finite pass through.
    datum
        What the coordinates are in.

    Returns
    -------
    Same shape as given, new geometries.
    """
    if datum == "wgs84":
        return geometry

    def back(points: Floats) -> Floats:
        lon, lat = points[:, 0], points[:, 1]
        if datum == "bd09":
            lon, lat = bd09_to_gcj02(lon, lat)
        return np.column_stack(gcj02_to_wgs84(lon, lat))

    return shapely.transform(geometry, back)


def _inside_only(lon: Floats, lat: Floats, step: _Step) -> tuple[Floats, Floats]:
    lon, lat = np.array(lon, dtype=float), np.array(lat, dtype=float)
    inside = (lon > _WEST) & (lon < _EAST) & (lat > _SOUTH) & (lat < _NORTH)
    lon[inside], lat[inside] = step(lon[inside], lat[inside])
    return lon, lat


def _undo(step: _Step) -> _Step:
    def back(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        at_lon, at_lat = lon, lat
        for _ in range(_ROUNDS):
            on_lon, on_lat = step(at_lon, at_lat)
            at_lon, at_lat = at_lon + (lon - on_lon), at_lat + (lat - on_lat)
        return at_lon, at_lat

    return back


def _waves(along: Floats, *terms: tuple[float, float]) -> Floats:
    """Sum of sines of ``along`` half turns, each (height, frequency), times 2/3."""
    total = np.zeros_like(along)
    for height, frequency in terms:
        total += height * np.sin(along * frequency * np.pi)
    return total * 2.0 / 3.0


def _bend(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    x, y = lon - _LON_0, lat - _LAT_0
    root, ripple = np.sqrt(np.abs(x)), _waves(x, (20.0, 6.0), (20.0, 2.0))
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += ripple + _waves(y, (20.0, 1.0), (40.0, 1 / 3), (160.0, 1 / 12))
    north += _waves(y, (320.0, 1 / 30))
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += ripple + _waves(x, (20.0, 1.0), (40.0, 1 / 3))
    east += _waves(x, (150.0, 1 / 12), (300.0, 1 / 30))
    phi = np.radians(lat)
    squash = 1.0 - _ECCENTRICITY_2 * np.sin(phi) ** 2
    meridian_m = _SEMI_MAJOR_M * (1.0 - _ECCENTRICITY_2) / squash**1.5
    parallel_m = _SEMI_MAJOR_M / np.sqrt(squash) * np.cos(phi)
    return lon + np.degrees(east / parallel_m), lat + np.degrees(north / meridian_m)


def _turn(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _BD_TURN)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _BD_TURN)
    return radius * np.cos(angle) + _BD_LON, radius * np.sin(angle) + _BD_LAT
