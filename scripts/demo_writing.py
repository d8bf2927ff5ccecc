"""Files of the demo data, byte for byte the same each time, and their papers."""

import csv
import json
import re
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
from shapely.geometry import mapping

from geo.crs import STORAGE_CRS
from geo.schemas import (
    BASE_KINDS,
    LAYERS,
    LIST_SEPARATOR,
    TRADES,
    Column,
    LayerName,
    split_list,
    term_group,
)
from scripts.demo_sources import (
    OUTLINE_PACKAGE,
    OUTLINE_VERSION,
    REGISTER_EDITION,
    REGISTER_PACKAGE,
    REGISTER_SHA256,
    REGISTER_VERSION,
    sha256_of,
)

# A GeoPackage carries the time it was written; this one is fixed.
_WRITTEN_AT = "2026-11-21T00:00:00.000Z"
_MADE_ON = "2026-11-21"
# Columns that an office may do without; what they say is found by place.
_LEFT_OUT: dict[LayerName, tuple[str, ...]] = {"bases": ("unit_code",)}
_TABLE = re.compile(r"(<!-- files -->\n).*?(<!-- /files -->)", re.DOTALL)


def write_csv(frame: pd.DataFrame, layer: LayerName, folder: Path) -> None:
    """Write a layer as an office would: Chinese headings, UTF-8 with a mark."""
    table = _table(frame, layer, every=True)
    for name in _LEFT_OUT.get(layer, ()):
        table.pop(LAYERS[layer].column(name).zh)
    with (folder / f"{layer}.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table)
        writer.writerows(zip(*table.values(), strict=True))


def write_geojson(frame: gpd.GeoDataFrame, layer: LayerName, folder: Path) -> None:
    """Write areas or lines as GeoJSON, one feature a line, at most 6 decimals."""
    table = _table(frame, layer)
    features = ",\n".join(
        # Python's json writes the shortest number; GEOS would write all 17 digits.
        json.dumps(
            {
                "type": "Feature",
                "properties": {title: cells[i] for title, cells in table.items()},
                "geometry": mapping(shape),
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )
        for i, shape in enumerate(frame.geometry)
    )
    crs = "urn:ogc:def:crs:{}::{}".format(*STORAGE_CRS.to_authority())
    head = json.dumps({"type": "name", "properties": {"name": crs}})
    text = (
        f'{{"type": "FeatureCollection", "name": "{layer}", "crs": {head}, '
        f'"features": [\n{features}\n]}}\n'
    )
    path = folder / f"{layer}.geojson"
    path.write_text(text, encoding="utf-8", newline="\n")


def write_gpkg(frame: gpd.GeoDataFrame, layer: LayerName, folder: Path) -> None:
    """Write a polygon layer as a GeoPackage with one table named after it."""
    table = _table(frame, layer)
    out = gpd.GeoDataFrame(table, geometry=frame.geometry.to_numpy(), crs=frame.crs)
    path = folder / f"{layer}.gpkg"
    path.unlink(missing_ok=True)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _WRITTEN_AT})
    try:
        # Without an index of its own the file is a third smaller.
        out.to_file(path, layer=layer, driver="GPKG", SPATIAL_INDEX="NO")
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def write_papers(root: Path) -> None:
    """Write the manifests and put their figures into the README files."""
    for name in ("boundaries", "demo"):
        folder = root / name
        files = {
            path.relative_to(folder).as_posix(): _facts(path)
            for path in sorted(folder.glob("*/*.*"))
            if path.suffix in {".csv", ".geojson", ".gpkg"}
        }
        manifest = {
            "made_on": _MADE_ON,
            "made_by": "scripts/build_demo.py",
            "crs": ":".join(STORAGE_CRS.to_authority()),
            "sources": _sources(),
            "files": files,
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
        path = folder / "manifest.json"
        path.write_text(text, encoding="utf-8", newline="\n")
        readme = folder / "README.md"
        if readme.exists():
            _fill_readme(readme, files)


def _table(
    frame: pd.DataFrame, layer: LayerName, *, every: bool = False
) -> dict[str, list[str]]:
    """Columns of a layer by Chinese heading, written as a planner would type them.

    All declared columns, or (``every=False``) the required and the given ones.
    """
    table = {}
    for column in LAYERS[layer].columns:
        if column.name == "illustrative":
            # Only the county outlines are real.
            table[column.zh] = ["否" if layer == "counties" else "是"] * len(frame)
        elif column.name in frame.columns or (column.required and column.stored):
            table[column.zh] = [_text(v, column) for v in frame[column.name]]
        elif every:
            table[column.zh] = [""] * len(frame)
    return table


def _text(value: Any, column: Column) -> str:  # noqa: ANN401 - a cell may hold anything
    if pd.isna(value) or value == "":
        return ""
    kind = column.kind
    if kind == "term":
        return term_group(column.terms)[value].zh
    if kind == "bool":
        return "是" if value else "否"
    if kind == "trades":
        return LIST_SEPARATOR.join(TRADES[code].zh for code in split_list(value))
    if kind == "base_kind":
        return BASE_KINDS[value].zh
    if kind in {"lon", "lat"}:
        return f"{value:.6f}"
    return str(int(value)) if kind in {"int", "year"} else str(value)


def _facts(path: Path) -> dict[str, Any]:
    if path.suffix == ".csv":
        rows = len(pd.read_csv(path, dtype="str", encoding="utf-8-sig"))
    else:
        rows = pyogrio.read_info(path)["features"]
    return {"rows": rows, "bytes": path.stat().st_size, "sha256": sha256_of(path)}


def _sources() -> list[dict[str, Any]]:
    return [
        {
            "package": REGISTER_PACKAGE,
            "version": REGISTER_VERSION,
            "edition": REGISTER_EDITION,
            "licence": "WTFPL (LICENSE), MIT (package.json)",
            "origin": "国家统计局 统计用区划代码和城乡划分代码",
            "gives": "codes and names of counties, townships and villages",
            "sha256": dict(REGISTER_SHA256),
        },
        {
            "package": OUTLINE_PACKAGE,
            "version": OUTLINE_VERSION,
            "licence": "MIT",
            "origin": "国家地理信息公共服务平台 天地图 行政区划可视化",
            "gives": "county polygons",
        },
    ]


def _fill_readme(path: Path, files: dict[str, dict[str, Any]]) -> None:
    lines = ["| 文件 file | 行数 rows | sha256 |", "| --- | ---: | --- |"]
    lines += [f"| {f} | {of['rows']} | `{of['sha256']}` |" for f, of in files.items()]
    table = "\n".join(lines)
    text = path.read_text(encoding="utf-8")
    filled = _TABLE.sub(lambda m: f"{m[1]}{table}\n{m[2]}", text)
    path.write_text(filled, encoding="utf-8", newline="\n")
