"""The toy region as a planner's files: boundaries as GeoJSON, lists as CSV."""

import pandas as pd

from geo.schemas import LAYERS
from tests import toy

POINTS = ("villages", "bases", "commissioners")


def table(name, frame):
    """A layer as the office's own list: Chinese headings, coordinates as columns."""
    plain = pd.DataFrame(index=frame.index)
    for column in LAYERS[name].stored_columns:
        values = frame[column.name].astype(object)
        yes_or_no = {True: "是", False: "否"}
        plain[column.zh] = values.map(yes_or_no) if column.kind == "bool" else values
    if not LAYERS[name].is_table:
        plain["经度"], plain["纬度"] = frame.geometry.x, frame.geometry.y
    return plain


def write(folder, **changed):
    """Write the layers, some of them changed, and return the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, frame in (toy.layers() | changed).items():
        if name in POINTS:
            path = folder / f"{name}.csv"
            table(name, frame).to_csv(path, index=False, encoding="utf-8-sig")
        else:
            path = folder / f"{name}.geojson"
            frame.drop(columns=["source_file", "source_row"]).to_file(
                path, driver="GeoJSON"
            )
        paths.append(path)
    return paths


def write_records(folder, records):
    """Write layers of records as lists and return the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, frame in records.items():
        path = folder / f"{name}.csv"
        table(name, frame).to_csv(path, index=False, encoding="utf-8-sig")
        paths.append(path)
    return paths


def write_villages(path, rows):
    """Write a list of villages: code, name, longitude, latitude."""
    lines = ["村代码,名称,是否贫困村,经度,纬度"]
    lines += [",".join(map(str, row)) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
