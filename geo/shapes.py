"""Which shapes are areas: the one place that knows their type numbers."""

import numpy as np
import shapely
from numpy.typing import NDArray

POLYGON_TYPES = (3, 6)  # Polygon, MultiPolygon


def are_polygons(shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Which shapes are polygons, of one part or several; None is none."""
    found: NDArray[np.bool_] = np.isin(shapely.get_type_id(shapes), POLYGON_TYPES)
    return found
