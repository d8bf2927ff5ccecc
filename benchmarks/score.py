"""The whole country scored: every row of the programmes, at every level.

620,573 villages of the real register, 2,891 real counties, two million illustrative
records. ``make sources`` brings register and polygons. The peer is pandas alone: one
merge and one groupby for each part that counts records.
"""

import argparse
import datetime as dt
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from benchmarks.join import load, providers
from benchmarks.measure import Clock, peak_mb
from geo.frames import conform, empty
from geo.joins import join_villages, locate
from geo.schemas import LayerName, term_group
from geo.travel import StraightLine
from planner.programmes.loading import shipped_programmes
from planner.programmes.part_score import PartScore
from planner.programmes.records import LAYOUTS
from planner.programmes.schema import NATION
from planner.programmes.score import Score, score_layers
from planner.programmes.scoring import SCORED_LAYERS
from planner.workspace import Workspace

_REGISTER = Path(".cache/sources/package/dist/villages.csv")
_TODAY = dt.date(2026, 11, 22)
# Records of each layer, two million in all.
_SIZES: Mapping[LayerName, int] = {
    "events": 990_000,
    "trainings": 300_000,
    "outputs": 300_000,
    "agreements": 150_000,
    "people": 100_000,
    "household_counts": 100_000,
    "duties_done": 40_000,
    "groups": 6_000,
    "facts": 14_455,
    "caravans": 1_000,
}
_GROUPS = {
    "events": "event_kinds",
    "trainings": "training_kinds",
    "outputs": "output_kinds",
    "agreements": "agreement_kinds",
    "people": "roles",
    "groups": "group_kinds",
}
# Where a layer says its place in another column.
_PLACES = {
    "bases": "county_code",
    "commissioners": "county_code",
    "assignments": "village_code",
}
_LEVELS = ("village", "township", "county", "city", "province", "area", "nation")


def main() -> int:
    """Run the benchmark and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--register", type=Path, default=_REGISTER)
    parser.add_argument("--share", type=float, default=1.0, help="of the records")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--trends", action="store_true", help="five years of every row")
    parser.add_argument("--out", type=Path, help="also leave the workspace here")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if not options.register.exists():
        message = f"{options.register} is missing: run `make sources` first"
        print(message, file=sys.stderr)
        return 2
    frames = nation(options.register, share=options.share, seed=options.seed)
    figures: dict[str, Any] = {name: len(frame) for name, frame in frames.items()}
    figures["records"] = sum(len(frames[name]) for name in _SIZES)
    figures["inputs_mb"] = round(peak_mb())
    figures |= run(frames, trends=options.trends)
    if options.out:
        workspace = Workspace(options.out / "workspace.gpkg")
        workspace.replace(frames, [])
    if options.json:
        print(json.dumps(figures, indent=2))
    else:
        for name, value in figures.items():
            print(f"{name:>24}  {value}")
    return 0


def run(
    frames: Mapping[LayerName, gpd.GeoDataFrame], *, trends: bool
) -> dict[str, Any]:
    """Score, roll up to every level, change a record, and compare."""
    clock = Clock()
    with clock.measure("rows_seconds"):
        score = score_layers(frames, on=_TODAY, travel=StraightLine())
        statuses = [row.status for row in score.rows.values()]
    with clock.measure("levels_seconds"):
        cells = sum(len(part.at(level)) for part in _parts(score) for level in _LEVELS)
    peak = peak_mb()
    changed = frames["events"].copy()
    changed.loc[0, "date"] = "2026-11-20"
    with clock.measure("change_seconds"):
        again = score.updated("events", changed)
        after = [row.status for row in again.rows.values()]
    if trends:
        with clock.measure("trends_seconds"):
            points = sum(len(part.trend) for part in _parts(score))
    counting = [part for part in _parts(score) if _counts(part)]
    with clock.measure("counting_seconds"):
        for part in counting:
            fresh = PartScore(part.programme, part.part, part.scoring)
            fresh.outcome.total("county", score.scoring.ground.units.count("county"))
    with clock.measure("pandas_seconds"):
        for part in counting:
            _plainly(part, frames)
    seconds = {name: round(value, 2) for name, value in clock.seconds.items()}
    return seconds | {
        "total_seconds": round(
            clock.seconds["rows_seconds"] + clock.seconds["levels_seconds"], 2
        ),
        "rows": len(statuses),
        "cells": cells,
        "trend_points": points if trends else 0,
        "needs_data": statuses.count("needs_data"),
        "changed_rows": sum(a != b for a, b in zip(statuses, after, strict=True)),
        "counting_parts": len(counting),
        "pandas_over_ours": round(
            clock.seconds["pandas_seconds"] / clock.seconds["counting_seconds"], 2
        ),
        "score_peak_mb": round(peak),
        "peak_mb": round(peak_mb()),
    }


def _parts(score: Score) -> list[PartScore]:
    return [part for row in score.rows.values() for part in row.parts]


def _counts(score: PartScore) -> bool:
    kinds = ("presence", "frequency", "quantity")
    return score.part.kind in kinds and score.status not in ("elsewhere", "nobody")


def _plainly(
    score: PartScore, frames: Mapping[LayerName, gpd.GeoDataFrame]
) -> "pd.Series[int]":
    """Count a part's records by county as an analyst would with pandas alone."""
    found = []
    for of in score.part.of:
        layout, frame = LAYOUTS[of.layer], frames[of.layer]
        keep = pd.Series(True, index=frame.index)
        if of.kinds and layout.kind:
            keep &= frame[layout.kind].isin(of.kinds)
        if layout.happens and layout.first != "year":
            days = pd.to_datetime(frame[layout.first], format="%Y-%m-%d")
            keep &= days <= pd.Timestamp(_TODAY)
        column = _PLACES.get(of.layer, "unit_code")
        rows = pd.DataFrame({"county_code": frame.loc[keep, column].str[:6]})
        merged = rows.merge(frames["counties"][["county_code"]], on="county_code")
        found.append(merged.groupby("county_code").size())
    return pd.concat(found)


def nation(
    register: Path, *, share: float, seed: int
) -> dict[LayerName, gpd.GeoDataFrame]:
    """Every scored layer of the whole country; all but codes and borders invented."""
    counties, villages = load(register, seed=seed)
    joined = join_villages(villages, empty("townships"), counties)
    villages = villages.assign(county_code=joined.frame["county_code"])
    rng = np.random.default_rng(seed + 1)
    poor = np.flatnonzero(villages["is_poor"])
    villages.loc[poor, "exit_year"] = rng.choice([pd.NA, 2018, 2019, 2020], len(poor))
    counties = counties.assign(is_poor=rng.random(len(counties)) < 832 / len(counties))
    towns = villages["township_code"].drop_duplicates()
    townships = conform(
        pd.DataFrame(
            {"township_code": towns, "name": towns, "county_code": towns.str[:6]}
        ).reset_index(drop=True),
        "townships",
    )
    bases = providers(villages, min(30_000, len(villages)), seed=seed)
    frames: dict[LayerName, gpd.GeoDataFrame] = {
        "counties": counties,
        "townships": townships,
        "villages": villages,
        "bases": bases.assign(
            county_code=locate(bases.geometry, counties, "county_code")
        ),
        "commissioners": empty("commissioners"),
        "assignments": empty("assignments"),
    }
    codes = villages["village_code"].to_numpy()[poor]
    for name, size in _SIZES.items():
        frames[name] = _invented(name, round(size * share), codes, counties, rng)
    return {name: frames[name] for name in SCORED_LAYERS}


def _invented(
    name: LayerName,
    size: int,
    villages: np.ndarray,
    counties: gpd.GeoDataFrame,
    rng: np.random.Generator,
) -> gpd.GeoDataFrame:
    """Records drawn by lot over the years, most at poor villages."""
    columns: dict[str, Any] = {
        "unit_code": villages[rng.integers(0, len(villages), size)],
        "illustrative": np.ones(size, dtype=bool),
    }
    days = np.datetime64("2016-01-01") + rng.integers(0, 3960, size)
    texts = days.astype(str)
    layout = LAYOUTS.get(name)
    if name in _GROUPS and layout is not None:
        kinds = np.array(list(term_group(_GROUPS[name])))
        columns[layout.kind] = kinds[rng.integers(0, len(kinds), size)]
    if layout is not None and layout.first != "year":
        columns[layout.first] = texts
    if name == "household_counts":
        columns |= _counted(size, rng)
    if name == "trainings":
        columns["persons"] = rng.integers(5, 80, size)
    codes = counties["county_code"].to_numpy()
    if name in ("caravans", "facts", "groups", "duties_done"):
        columns["unit_code"] = codes[rng.integers(0, len(codes), size)]
    if name == "facts":
        columns |= _stated(codes, size, rng)
    if name == "duties_done":
        duties = np.array(_duties())
        columns["duty"] = duties[rng.integers(0, len(duties), size)]
        # A few are the nation's own.
        columns["unit_code"][:: len(duties) - 1] = NATION
    frame = pd.DataFrame(columns)
    declared = conform(frame, name)
    key_name = declared.columns[0]
    declared[key_name] = [f"{name}{number}" for number in range(size)]
    return declared


def _duties() -> list[str]:
    """Ids of the duties of every shipped programme."""
    rows = (row for programme in shipped_programmes() for row in programme.rows)
    parts = (part for row in rows for part in row.parts)
    return sorted({part.duty for part in parts if part.kind == "duty"})


def _stated(
    codes: np.ndarray, size: int, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """What is stated of counties: those that left, the key ones, areas, needs."""
    values = {
        "exited": ("2018", "2019", "2020"),
        "key_assistance": ("是", "否"),
        "advisory_need": ("是", "否"),
        "has_east_partner": ("是",),
        "area": ("秦巴山片区", "毕节试验区", "黔西南试验区", "巴中试验区"),
    }
    names = np.array(list(values))[np.arange(size) // len(codes) % len(values)]
    said = [values[name][rng.integers(0, len(values[name]))] for name in names]
    return {
        "unit_code": np.resize(codes, size),
        "attribute": names,
        "value": np.array(said),
    }


def _counted(size: int, rng: np.random.Generator) -> dict[str, Any]:
    labour = rng.integers(10, 90, size)
    skilled = (labour * rng.random(size)).astype(int)
    return {
        "year": rng.integers(2016, 2027, size),
        "with_labour": labour,
        "skilled": skilled,
        "in_project": skilled // 2,
        "lifted": skilled // 4,
    }


if __name__ == "__main__":
    sys.exit(main())
