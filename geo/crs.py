"""Coordinate reference systems: the only room that writes an EPSG code.

Layers are stored in CGCS2000 longitude, latitude. WGS84 and CGCS2000 differ by less
than a decimetre, PROJ calls the step between them a ballpark one, and we treat them
as equal: good to well under a metre, far below any position we are given.
"""

import math
from collections.abc import Iterable
from functools import cache

import geopandas as gpd
from pyproj import CRS

from geo.errors import CrsError
from geo.issues import Issue

STORAGE_CRS = CRS.from_epsg(4490)
WGS84 = CRS.from_epsg(4326)
# Equal-area for all of China, for shares of area across 3-degree zones.
ALBERS_CHINA = CRS.from_proj4(
    "+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +ellps=GRS80 +units=m +no_defs"
)
# CGCS2000 / 3-degree Gauss-Krueger without zone prefix: EPSG 4534 (75E) to 4554 (135E).
_FIRST_ZONE_EPSG, _FIRST_MERIDIAN, _LAST_MERIDIAN = 4534, 75, 135
WEB_MERCATOR = CRS.from_epsg(3857)
CHINA_BOUNDS = (73.4, 3.4, 135.2, 53.7)


def same_datum(first: CRS, second: CRS) -> bool:
    """Whether two geographic systems may be taken as equal (WGS84, CGCS2000)."""
    plain = {4326, 4490, 4979, 4480}
    return first == second or {first.to_epsg(), second.to_epsg()} <= plain


def gauss_krueger(longitudes: Iterable[float]) -> CRS:
    """CGCS2000 3-degree zone whose meridian lies nearest the middle of the data.

    Parameters
    ----------
    longitudes
        Degrees east; the middle of their range decides.

    Returns
    -------
    pyproj.CRS
        Projected, metres. Note that EPSG gives these zones northing first; geopandas
        and shapely keep x, y = easting, northing.
    """
    values = list(longitudes)
    middle = (min(values) + max(values)) / 2
    meridian = min(max(3 * round(middle / 3), _FIRST_MERIDIAN), _LAST_MERIDIAN)
    return CRS.from_epsg(_FIRST_ZONE_EPSG + (meridian - _FIRST_MERIDIAN) // 3)


def zoned(prefix: int) -> CRS | None:
    """CGCS2000 zone whose eastings begin with a zone number.

    Parameters
    ----------
    prefix
        13 to 23 for 6-degree zones, 25 to 45 for 3-degree zones: no number is both.

    Returns
    -------
    pyproj.CRS or None
        Projected, metres; None where no zone of China has the number.
    """
    if 13 <= prefix <= 23:
        return CRS.from_epsg(4491 + prefix - 13)
    return CRS.from_epsg(4513 + prefix - 25) if 25 <= prefix <= 45 else None


def three_degree_codes() -> tuple[str, ...]:
    """Codes of the zones without prefix, from west to east, for a list to pick from."""
    zones = (_LAST_MERIDIAN - _FIRST_MERIDIAN) // 3 + 1
    return tuple(str(_FIRST_ZONE_EPSG + zone) for zone in range(zones))


@cache
def zone_of(code: str) -> tuple[int, bool] | None:
    """Meridian of a CGCS2000 zone, and whether its eastings begin with a number.

    Parameters
    ----------
    code
        EPSG number as text.

    Returns
    -------
    tuple or None
        Degrees east, and True for zones with prefix; None for any other system.
    """
    if code in three_degree_codes():
        return _FIRST_MERIDIAN + 3 * (int(code) - _FIRST_ZONE_EPSG), False
    for prefix in (*range(13, 24), *range(25, 46)):
        zone = zoned(prefix)
        if zone is not None and str(zone.to_epsg()) == code:
            return (6 * prefix - 3 if prefix < 24 else 3 * prefix), True
    return None


def to_metres(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Reproject into a metric system chosen from the data.

    One 3-degree zone where the data fits into about two, Albers for all of China
    where it does not.

    Raises
    ------
    CrsError
        If the frame has no CRS.
    """
    require_crs(frame, layer="")
    west, _, east, _ = frame.to_crs(STORAGE_CRS).total_bounds
    if not math.isfinite(west) or east - west > 6:
        return frame.to_crs(ALBERS_CHINA)
    return frame.to_crs(gauss_krueger((west, east)))


def require_crs(frame: gpd.GeoDataFrame, *, layer: str) -> None:
    """Refuse a frame whose coordinates have no stated meaning."""
    if frame.crs is None:
        raise CrsError([Issue("crs_missing", "error", layer)])


def to_storage(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Bring a frame into :data:`STORAGE_CRS`; relabel where the datums are equal."""
    require_crs(frame, layer="")
    if same_datum(frame.crs, STORAGE_CRS):
        return frame.set_crs(STORAGE_CRS, allow_override=True)
    return frame.to_crs(STORAGE_CRS)
