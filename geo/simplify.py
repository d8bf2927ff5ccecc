"""Areas light enough to draw: fewer vertices, shared borders still shared."""

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.crs import STORAGE_CRS, require_crs, to_metres
from geo.shapes import are_polygons

Shapes = NDArray[np.object_]


def for_display(
    frame: gpd.GeoDataFrame, *, tolerance_m: float, decimals: int = 5
) -> gpd.GeoDataFrame:
    """Return the frame with areas simplified for a map.

    Parameters
    ----------
    frame
        Any CRS. Areas that meet are simplified as one coverage, so that no gap opens
        between them; other shapes, broken areas and None are kept, only rounded.
    tolerance_m
        Metres: a bend whose triangle is smaller than this squared goes.
    decimals
        Of a degree; five are about a metre.

    Returns
    -------
    geopandas.GeoDataFrame
        Same rows, index and columns, longitude, latitude in
        :data:`geo.crs.STORAGE_CRS`. An area never becomes empty: one too small for
        the tolerance or the decimals keeps the shape it had.

    Raises
    ------
    CrsError
        If the frame has no CRS.
    ValueError
        If ``tolerance_m`` is negative.
    """
    require_crs(frame, layer="")
    if not tolerance_m >= 0:
        msg = f"tolerance_m >= 0 is needed, got {tolerance_m}"
        raise ValueError(msg)
    shapes = frame.geometry.to_numpy()
    stored = frame.geometry.to_crs(STORAGE_CRS).to_numpy().copy()
    areas = are_polygons(shapes)
    areas &= shapely.is_valid(shapes) & ~shapely.is_empty(shapes)
    simple = stored.copy()
    if areas.any():
        metric = to_metres(frame.loc[areas, [frame.active_geometry_name]])
        fewer = shapely.coverage_simplify(metric.geometry.to_numpy(), tolerance_m)
        back = gpd.GeoSeries(fewer, crs=metric.crs).to_crs(STORAGE_CRS)
        simple[areas] = back.to_numpy()
    rounded = _rounded(simple, decimals)
    rounded[areas] = _sound(rounded[areas], simple[areas], stored[areas], decimals)
    return frame.set_geometry(gpd.GeoSeries(rounded, frame.index, crs=STORAGE_CRS))


def _rounded(shapes: Shapes, decimals: int) -> Shapes:
    """Vertices rounded one by one, so that those of two neighbours stay the same."""
    rounded: Shapes = shapely.transform(shapes, lambda xy: np.round(xy, decimals))
    return rounded


def _sound(rounded: Shapes, simple: Shapes, stored: Shapes, decimals: int) -> Shapes:
    """The lightest version of each area that is still a valid area."""
    result = rounded.copy()
    grid = 10.0**-decimals
    for lighter in (
        lambda rows: shapely.set_precision(simple[rows], grid),
        lambda rows: _rounded(stored[rows], decimals),
        lambda rows: stored[rows],
    ):
        broken = ~shapely.is_valid(result) | ~(shapely.area(result) > 0)
        if not broken.any():
            break
        result[broken] = lighter(broken)
    light: Shapes = shapely.remove_repeated_points(result)
    return light
