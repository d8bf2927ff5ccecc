"""Small frames for the tests of the writers."""

import subprocess
from pathlib import Path

import geopandas as gpd
import pandas as pd
from shapely.geometry import MultiPolygon, Point, box

from geo.crs import STORAGE_CRS
from geo.frames import conform

SCRIPT = "<script>alert(1)</script>"
LINK = '=HYPERLINK("http://x","y")'
RARE = "𠮷家村"  # outside the basic plane, and outside GBK
LONG = "田" * 300
MIXED = 'a,b;"c"\n田阳\t区'
NAMES = (SCRIPT, LINK, RARE, LONG, MIXED, "那坡村")
YEARS = (2018, None, 2020, None, 2017, 2019)
CODES = tuple(f"45100300{number:04d}" for number in range(1, 7))


def villages(names: tuple[str, ...] = NAMES, places: object = None) -> gpd.GeoDataFrame:
    """Villages with the given names, at (106.1, 23.1), (106.2, 23.2) and so on."""
    count = len(names)
    frame = pd.DataFrame(
        {
            "village_code": CODES[:count],
            "name": names,
            "is_poor": [number % 2 == 0 for number in range(count)],
            "exit_year": pd.array(YEARS[:count], "Int64"),
            "trades": ["maize;sheep", "", "tea", "", "", "fruit"][:count],
        }
    )
    if places is None:
        places = [Point(106 + n / 10, 23 + n / 10) for n in range(1, count + 1)]
    return conform(
        gpd.GeoDataFrame(frame, geometry=places, crs=STORAGE_CRS), "villages"
    )


def counties() -> gpd.GeoDataFrame:
    """Two counties: one area, and one of two areas with a hole."""
    ring = box(107, 23, 108, 24).difference(box(107.4, 23.4, 107.6, 23.6))
    frame = pd.DataFrame(
        {"county_code": ["451003", "451002"], "name": ["田阳区", "右江区"]}
    )
    places = [box(106, 23, 107, 24), MultiPolygon([ring, box(109, 23, 109.5, 24)])]
    return conform(
        gpd.GeoDataFrame(frame, geometry=places, crs=STORAGE_CRS), "counties"
    )


def gdal(*command: str | Path) -> str:
    """Output of one of GDAL's own programs; they come with the package gdal-bin."""
    try:
        done = subprocess.run(
            command, capture_output=True, encoding="utf-8", check=True
        )
    except FileNotFoundError as error:
        message = f"{command[0]} is needed by this test: install gdal-bin"
        raise AssertionError(message) from error
    return done.stdout
