"""Files for the next office: shapefiles, GeoPackage, GeoJSON and workbook."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import get_args

import geopandas as gpd
import pandas as pd

from geo.export.fields import fields_of
from geo.export.files import Written
from geo.export.geojson import write_geojson
from geo.export.geopackage import write_geopackage
from geo.export.shapefile import Encoding, write_shapefile_zip
from geo.issues import Issue
from geo.roads.profiles import load_profiles
from geo.schemas import BASE_KINDS
from geo.words import LANGS, Lang
from planner.errors import WORDS
from planner.file_fields import write_sheets
from planner.report import CoverageReport, Level, Status
from planner.report_fields import fact_fields, unit_fields, village_fields
from planner.rule import Rule
from planner.wording import (
    distance_text,
    limit_text,
    list_text,
    reason_label,
    rule_text,
)

_UNIT_NAMES: dict[Level, str] = {"county": "counties", "township": "townships"}


def write_all(
    report: CoverageReport,
    out: Path,
    *,
    lang: Lang = "zh",
    encoding: Encoding = "utf-8",
) -> tuple[Issue, ...]:
    """Write every file of a report into a folder, and ``summary.json``.

    Parameters
    ----------
    report
        The report.
    out
        Folder; made if missing. Files of an earlier run are replaced.
    lang
        Language of sentences and headings.
    encoding
        Of the shapefiles' attribute tables.

    Returns
    -------
    tuple of Issue
        What could not be kept as it was, such as a text cut to fit a shapefile.

    Raises
    ------
    geo.errors.DataError
        If a file cannot be written.
    """
    out.mkdir(parents=True, exist_ok=True)
    shapes = [
        villages_shapefile(
            report, out / "villages_shp.zip", lang=lang, encoding=encoding
        ),
        *(
            units_shapefile(
                report, level, out / f"{name}_shp.zip", lang=lang, encoding=encoding
            )
            for level, name in _UNIT_NAMES.items()
        ),
        coverage_workbook(report, out / "coverage.xlsx", lang=lang),
    ]
    region_geopackage(report, out / "region.gpkg", lang=lang)
    villages_geojson(report, out / "villages.geojson", lang=lang)
    summary = json.dumps(report.summary(), ensure_ascii=False, indent=2, default=str)
    (out / "summary.json").write_text(summary + "\n", encoding="utf-8")
    return tuple(issue for written in shapes for issue in written.issues)


def villages_shapefile(
    report: CoverageReport,
    path: Path,
    *,
    lang: Lang = "zh",
    encoding: Encoding = "utf-8",
) -> Written:
    """Write one point for each village of the register, with its verdict."""
    return write_shapefile_zip(
        village_table(report, lang),
        village_fields(),
        path,
        name="villages",
        encoding=encoding,
        notes=_notes(report),
    )


def units_shapefile(
    report: CoverageReport,
    level: Level,
    path: Path,
    *,
    lang: Lang = "zh",
    encoding: Encoding = "utf-8",
) -> Written:
    """Write one area for each county or township, with its figures."""
    return write_shapefile_zip(
        unit_table(report, level, lang),
        unit_fields(level),
        path,
        name=_UNIT_NAMES[level],
        encoding=encoding,
        notes=_notes(report),
    )


def region_geopackage(report: CoverageReport, path: Path, *, lang: Lang = "zh") -> Path:
    """Write every layer of a report into one GeoPackage."""
    layers: dict[str, tuple[pd.DataFrame, object]] = {
        "villages": (village_table(report, lang), village_fields()),
        "counties": (unit_table(report, "county", lang), unit_fields("county")),
        "townships": (unit_table(report, "township", lang), unit_fields("township")),
        "bases": (report.layers["bases"], fields_of("bases")),
        "commissioners": (report.layers["commissioners"], fields_of("commissioners")),
    }
    areas = report.layers.get("village_areas")
    if areas is not None and len(areas):
        layers["village_areas"] = (areas, fields_of("village_areas"))
    note = " ".join(report_notes(report, lang))
    return write_geopackage(
        layers,  # type: ignore[arg-type]
        path,
        descriptions=dict.fromkeys(layers, note),
    )


def villages_geojson(report: CoverageReport, path: Path, *, lang: Lang = "zh") -> Path:
    """Write the villages with their verdict as GeoJSON."""
    return write_geojson(village_table(report, lang), village_fields(), path)


def coverage_workbook(
    report: CoverageReport, path: Path, *, lang: Lang = "zh"
) -> Written:
    """Write verdict, counties, townships, uncovered villages and register as xlsx."""
    villages = _plain(village_table(report, lang))
    uncovered = villages["status"] == "uncovered"
    # A workbook is read by people: words instead of codes.
    words = {
        status: WORDS.say(f"status_{status}", lang, {}) for status in get_args(Status)
    }
    labels = {reason: reason_label(reason, lang) for reason in report.reasons()}
    villages = villages.assign(
        status=villages["status"].map(words),
        reason=villages["reason"].map(labels | {"": ""}),
    )
    tables = (
        ("sheet_facts", facts(report, lang), fact_fields()),
        ("sheet_counties", unit_table(report, "county", lang), unit_fields("county")),
        (
            "sheet_townships",
            unit_table(report, "township", lang),
            unit_fields("township"),
        ),
        ("sheet_uncovered", villages[uncovered], village_fields()),
        ("sheet_villages", villages, village_fields()),
    )
    sheets = [(title, _plain(frame), fields) for title, frame, fields in tables]
    return write_sheets(sheets, report_notes(report, lang), path, lang)


def village_table(report: CoverageReport, lang: Lang) -> gpd.GeoDataFrame:
    """Villages with verdict, reason and fix in words, uncovered ones first."""
    frame = report.villages.join(report.explained(lang))
    for column in ("text", "fix"):
        frame[column] = frame[column].astype(object).where(frame[column].notna(), "")
    order = frame["status"].map({"uncovered": 0, "covered": 1, "not_asked": 2})
    return frame.iloc[order.argsort(kind="stable")]


def unit_table(report: CoverageReport, level: Level, lang: Lang) -> gpd.GeoDataFrame:
    """Counties or townships with their figures and areas, in code order."""
    layer, key = {
        "county": ("counties", "county_code"),
        "township": ("townships", "township_code"),
    }[level]
    table = report.units(level)
    reasons = list(report.reasons())
    top = pd.Series("", index=table.index, dtype=object)
    if reasons:
        held = table[reasons].max(axis=1) > 0
        names = table[reasons].idxmax(axis=1).map(lambda name: reason_label(name, lang))
        top = names.where(held, "")
    shapes = report.layers[layer].set_index(key).geometry  # type: ignore[index]
    # As on the screen: one decimal, and 100 is never said of a gap.
    most = table["uncovered"].gt(0).map({True: 99.9, False: 100.0})
    share = (table["share"] * 100).round(1).clip(upper=most)
    table = table.assign(top_reason=top, share=share)
    return gpd.GeoDataFrame(table, geometry=shapes.reindex(table.index), crs=shapes.crs)


def facts(report: CoverageReport, lang: Lang) -> pd.DataFrame:
    """What was asked, how it was measured and what came out, as item and value."""
    rule, summary = report.verdict.rule, report.summary()

    def say(key: str, **params: object) -> str:
        return WORDS.say(key, lang, params)

    rows = {
        "fact_verdict": say("verdict_line", **summary),
        "fact_day": str(rule.on),
        "fact_villages": say(f"set_{rule.villages}"),
        "fact_providers": _providers_text(rule, lang),
        "fact_limit": limit_text(rule, lang),
        "fact_needed": str(rule.needed),
        "fact_trade": say("yes" if rule.match_trade else "no"),
        "fact_capacity": say("yes" if rule.use_capacity else "no"),
        "fact_travel": travel_note(report, lang),
        "fact_data": report.data_version,
    }
    items = [say(key) for key in rows]
    return pd.DataFrame({"item": items, "value": list(rows.values())}, dtype="str")


def _providers_text(rule: Rule, lang: Lang) -> str:
    """Whom the rule asks, and the kinds of base where not every kind counts."""
    text = WORDS.say(f"providers_{rule.providers}", lang, {})
    kinds = [BASE_KINDS[kind].label(lang) for kind in rule.base_kinds]
    return " · ".join([text, list_text(kinds, lang)] if kinds else [text])


def travel_note(report: CoverageReport, lang: Lang) -> str:
    """Say how travel was measured."""
    return travel_told(report.verdict.travel, lang)


def travel_told(travel: Mapping[str, float | str], lang: Lang) -> str:
    """Say how travel was measured, from the settings of its method."""
    plain: dict[str, object] = {
        name: f"{value:g}" if isinstance(value, float) else value
        for name, value in travel.items()
    }
    if travel["method"] != "roads":
        return WORDS.say(f"travel_{travel['method']}", lang, plain)
    near = distance_text(float(travel["snap_limit_m"]), lang)
    told = plain | {"near": near, "profile": travel[f"profile_{lang}"]}
    parts = [WORDS.say("travel_roads", lang, told)]
    if _has_own_speeds(travel):
        parts.append(WORDS.say("travel_own_speeds", lang, {}))
    if travel["closed_stretches"]:
        parts.append(WORDS.say("travel_closed", lang, told))
    return ("" if lang == "zh" else " ").join(parts)


def _has_own_speeds(travel: Mapping[str, float | str]) -> bool:
    """Whether the speeds are other than those shipped under the same name."""
    shipped = load_profiles().get(str(travel["profile"]))
    return shipped is None or shipped.digest[:16] != travel["profile_digest"]


def report_notes(report: CoverageReport, lang: Lang) -> list[str]:
    """Sentences that must go with every file of a report."""
    summary = report.summary()
    notes = [
        WORDS.say("verdict_line", lang, summary),
        rule_text(report.verdict.rule, lang),
        travel_note(report, lang),
        WORDS.say(f"travel_unit_{report.verdict.rule.unit}", lang, {}),
        WORDS.say("crs_note", lang, {}),
    ]
    rows = sum(summary["illustrative_rows"].values())
    if rows:
        notes.append(WORDS.say("illustrative_note", lang, {"rows": rows}))
    return notes


def _notes(report: CoverageReport) -> dict[str, str]:
    """Notes for a shapefile, in both languages: the receiver's is not known."""
    return {lang: " ".join(report_notes(report, lang)) for lang in LANGS}


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame without shapes, which a workbook does not hold."""
    return pd.DataFrame(frame.drop(columns="geometry", errors="ignore"))
