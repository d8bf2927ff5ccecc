"""Invented village areas and township shapes that tile each county without a gap.

Voronoi edges of the villages of each county are cut at the county line, everything is
noded on one grid, and every face goes to a village; townships are unions of these.
"""

from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.crs import STORAGE_CRS, gauss_krueger

Faces = NDArray[np.object_]

GRID_DEG = 1e-6
_DECIMALS = 6


def village_areas(
    places: pd.DataFrame, hosts: pd.Series, outlines: Mapping[str, shapely.Polygon]
) -> gpd.GeoSeries:
    """Areas of all villages of a region.

    Parameters
    ----------
    places
        Columns ``lon``, ``lat``; index ``village_code``.
    hosts
        County whose ground each village stands on; index ``village_code``.
    outlines
        County polygons by code, lon, lat, a valid coverage.

    Returns
    -------
    geopandas.GeoSeries
        One polygon per village in the storage CRS, index of ``hosts``; a valid
        coverage on the 1e-6 degree grid.
    """
    lines = [shapely.boundary(outline) for outline in outlines.values()]
    for county, rows in places.groupby(hosts):
        lines.append(_edges(rows, outlines[county]))
    noded = shapely.unary_union(np.array(lines), grid_size=GRID_DEG)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    faces = _on_grid(faces)
    places = places.loc[hosts.index]
    owner = _owners(faces, places, hosts, outlines)
    shapes = [shapely.union_all(faces[owner == i]) for i in range(len(places))]
    return gpd.GeoSeries(shapes, index=hosts.index, crs=STORAGE_CRS)


def township_shapes(areas: gpd.GeoSeries) -> gpd.GeoSeries:
    """Townships as unions of their villages' areas; index ``township_code``."""
    codes = areas.index.str[:9]
    shapes = {
        code: shapely.coverage_union_all(group.to_numpy())
        for code, group in areas.groupby(codes)
    }
    return gpd.GeoSeries(shapes, crs=areas.crs)


def _on_grid(faces: Faces) -> Faces:
    """Faces whose coordinates are the very doubles that 6 decimals are read as."""
    rounded: Faces = shapely.transform(faces, lambda xy: xy.round(_DECIMALS))
    return rounded


def _edges(places: pd.DataFrame, outline: shapely.Polygon) -> shapely.Geometry:
    """Voronoi edges between the villages of one county, cut at its line."""
    metric = gauss_krueger(outline.bounds[::2])
    points = gpd.GeoSeries.from_xy(places["lon"], places["lat"], crs=STORAGE_CRS)
    frame = gpd.GeoSeries([outline], crs=STORAGE_CRS).to_crs(metric)
    edges = shapely.voronoi_polygons(
        shapely.multipoints(points.to_crs(metric).to_numpy()),
        extend_to=frame.iloc[0].buffer(1000),
        only_edges=True,
    )
    edges = gpd.GeoSeries([edges], crs=metric).to_crs(STORAGE_CRS).iloc[0]
    return shapely.intersection(edges, outline)


def _owners(
    faces: Faces,
    places: pd.DataFrame,
    hosts: pd.Series,
    outlines: Mapping[str, shapely.Polygon],
) -> NDArray[np.intp]:
    """Position of the village each face belongs to, -1 outside every county.

    Raises
    ------
    ValueError
        If a village does not stand in its host county.
    """
    county = _first_within(shapely.point_on_surface(faces), [*outlines.values()])
    home = _first_within(shapely.points(places["lon"], places["lat"]), faces)
    if (home < 0).any() or (hosts.map([*outlines].index) != county[home]).any():
        msg = "a village lies outside its county"
        raise ValueError(msg)
    owner = np.full(len(faces), -1)
    owner[home] = np.arange(len(places))
    _adopt(faces, county, owner)
    return owner


def _first_within(points: Faces, areas: Sequence[shapely.Geometry]) -> NDArray[np.intp]:
    """Position of the area each point lies in, -1 for none."""
    found = np.full(len(points), -1)
    inside, area = shapely.STRtree(areas).query(points, predicate="within")
    found[inside] = area
    return found


def _adopt(faces: Faces, county: NDArray[np.intp], owner: NDArray[np.intp]) -> None:
    """Give owners to pieces of cells cut off from their village by the county line.

    Such a piece goes to the neighbour in the county with the longest shared line, so
    that every area stays in one piece.
    """
    tree = shapely.STRtree(faces)
    waiting = np.flatnonzero((owner < 0) & (county >= 0))
    while len(waiting):
        for face in waiting:
            near = np.sort(tree.query(faces[face], predicate="intersects"))
            near = near[(owner[near] >= 0) & (county[near] == county[face])]
            shared = shapely.length(shapely.intersection(faces[near], faces[face]))
            if len(near) and shared.max() > 0:
                owner[face] = owner[near[np.argmax(shared)]]
        left = waiting[owner[waiting] < 0]
        if len(left) == len(waiting):
            msg = "a part of a county has no village next to it"
            raise ValueError(msg)
        waiting = left
