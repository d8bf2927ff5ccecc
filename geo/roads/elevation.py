"""Heights of the ground, from a plain grid."""

import hashlib
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from geo.errors import DataError
from geo.issues import Issue
from geo.travel import LonLat

Floats = npt.NDArray[np.float64]
_MOST_CELLS = 100_000_000
_HEAD = ("ncols", "nrows", "cellsize")


@dataclass(frozen=True, slots=True, eq=False)
class Elevation:
    """A grid of heights in longitude and latitude.

    Parameters
    ----------
    heights
        Shape (rows, columns), metres, from north to south; NaN where unknown.
    west, north
        Centre of the first cell, degrees in :data:`geo.crs.STORAGE_CRS`.
    step
        From cell to cell, degrees.
    """

    heights: Floats
    west: float
    north: float
    step: float

    @property
    def digest(self) -> str:
        """Hash of the grid."""
        digest = hashlib.sha256(
            repr((self.heights.shape, self.west, self.north, self.step)).encode()
        )
        digest.update(np.ascontiguousarray(self.heights).tobytes())
        return digest.hexdigest()

    def at(self, lonlat: LonLat) -> Floats:
        """Heights between the cells around places; NaN outside and where unknown.

        Parameters
        ----------
        lonlat
            Shape (n, 2), longitude and latitude, degrees.
        """
        rows, columns = self.heights.shape
        x = (lonlat[:, 0] - self.west) / self.step
        y = (self.north - lonlat[:, 1]) / self.step
        inside = (x >= 0) & (x <= columns - 1) & (y >= 0) & (y <= rows - 1)
        x, y = np.where(inside, x, 0), np.where(inside, y, 0)
        left = np.minimum(x.astype(np.int64), max(columns - 2, 0))
        top = np.minimum(y.astype(np.int64), max(rows - 2, 0))
        right, below = np.minimum(left + 1, columns - 1), np.minimum(top + 1, rows - 1)
        dx, dy = x - left, y - top
        upper = (1 - dx) * self.heights[top, left] + dx * self.heights[top, right]
        lower = (1 - dx) * self.heights[below, left] + dx * self.heights[below, right]
        return np.where(inside, (1 - dy) * upper + dy * lower, np.nan)


def read_elevation(path: Path) -> Elevation:
    """Read an ESRI ASCII grid (``.asc``), or ``.npz`` with the fields of `Elevation`.

    GeoTIFF is not read: no library here does; ``gdal_translate -of AAIGrid`` turns one
    into a grid that is.

    Raises
    ------
    DataError
        If the file is not such a grid in degrees.
    """
    kind = path.suffix.lower()
    try:
        if kind == ".asc":
            return _checked(path, _ascii(path))
        if kind == ".npz":
            with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
                west, north, step = (float(file[n]) for n in ("west", "north", "step"))
                heights = np.asarray(file["heights"], dtype=np.float64)
            return _checked(path, Elevation(heights, west, north, step))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        if isinstance(error, DataError):
            raise
        raise DataError([_issue(path, "elevation_broken")]) from None
    raise DataError([_issue(path, "elevation_format")])


def _ascii(path: Path) -> Elevation:
    head: dict[str, float] = {}
    with path.open(encoding="ascii") as file:
        start = file.tell()
        while (line := file.readline()) and line.split()[:1] and line[0].isalpha():
            key, value = line.split()
            head[key.lower()] = float(value)
            start = file.tell()
        columns, rows, step = (head[name] for name in _HEAD)
        if not (0 < columns * rows <= _MOST_CELLS):
            raise DataError([_issue(path, "elevation_too_large", most=_MOST_CELLS)])
        file.seek(start)
        values = np.array(file.read().split(), dtype=np.float64)
    heights = values.reshape(int(rows), int(columns))
    heights = np.where(heights == head.get("nodata_value", -9999.0), np.nan, heights)
    # The corner of a grid lies half a cell outside the centre of its last cell.
    west = head["xllcenter"] if "xllcenter" in head else head["xllcorner"] + step / 2
    south = head["yllcenter"] if "yllcenter" in head else head["yllcorner"] + step / 2
    return Elevation(heights, west, south + (rows - 1) * step, step)


def _checked(path: Path, grid: Elevation) -> Elevation:
    numbers = (grid.west, grid.north, grid.step)
    if (
        grid.heights.ndim != 2
        or not grid.heights.size
        or not np.isfinite(numbers).all()
    ):
        raise DataError([_issue(path, "elevation_broken")])
    rows, columns = grid.heights.shape
    east = grid.west + (columns - 1) * grid.step
    south = grid.north - (rows - 1) * grid.step
    on_earth = -180 <= grid.west <= east <= 360 and -90 <= south <= grid.north <= 90
    if not (grid.step > 0 and on_earth):
        raise DataError([_issue(path, "elevation_not_degrees")])
    return grid


def _issue(path: Path, rule: str, **params: object) -> Issue:
    return Issue(rule, "error", source=path.name, params=params)
