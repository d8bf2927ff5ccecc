"""Commands on roads: what they do in words and exit codes."""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import geopandas as gpd
import pandas as pd

from cli.closures import refused_closure
from cli.judging import choice_of, opened, rule_of
from cli.progress import Progress
from cli.road_words import (
    SHOWN,
    closure_lines,
    facts_data,
    facts_lines,
    journey_line,
    records,
    some_names,
)
from cli.shared import (
    DONE,
    NOT_COVERED,
    OptionsError,
    Result,
    today_of,
)
from geo.export.delimited import write_csv
from geo.export.geojson import write_geojson
from geo.roads.closures import Closure, close
from geo.roads.engine import RoadTravel
from geo.schemas import LAYERS, LayerName
from geo.words import Lang
from planner.comparison import Comparison, change_text, compare
from planner.coverage import judge
from planner.critical import critical_roads
from planner.handover import travel_note
from planner.journeys import road_text, stops
from planner.network import ROUTE_FIELDS, network_facts, routes, write_network
from planner.problem import from_layers
from planner.report import CoverageReport
from planner.subjects import stand_in, subject_of
from planner.travelling import Roads
from planner.wording import distance_text, list_text, rule_text
from planner.workspace import COVERAGE_LAYERS, Workspace
from ui.text import say

# Changes told on the screen; --json holds all.
_CHANGES_SHOWN = 50


def show(options: argparse.Namespace) -> Result:
    """Tell what the network is made of, and whom it does not serve."""
    lang: Lang = options.lang
    with Progress(lang) as progress:
        progress(0.0, "roads")
        workspace, roads = opened(options)
        layers = workspace.layers(COVERAGE_LAYERS)
        on = today_of(options)
        travel = roads.travel(choice_of(options), on=on)
        subject = subject_of(layers) or "places"
        progress(0.5, "roads")
        facts = network_facts(travel, stops(layers[subject], LAYERS[subject].key))
    force = {closure.key for closure in roads.in_force(on)}
    closures = [
        {
            "id": row.closure_id,
            "name": row.name,
            "roads": row.roads,
            "in_force": row.closure_id in force,
            "active": bool(row.active),
        }
        for row in layers["closures"].itertuples(index=False)
    ]
    lines = [*facts_lines(facts, subject, lang), *closure_lines(closures, lang)]
    lines += _labels({"roads": layers["roads"]}, lang)
    data = facts_data(facts, lang) | {"places_are": subject, "closures": closures}
    return Result(DONE, "\n".join(lines), data | {"date": on.isoformat()})


def journeys_out(options: argparse.Namespace) -> Result:
    """Leave minutes, kilometres and courses from places to bases."""
    lang: Lang = options.lang
    out: Path = options.out
    with Progress(lang) as progress:
        progress(0.0, "roads")
        workspace, roads = opened(options)
        layers = workspace.layers(COVERAGE_LAYERS)
        known: LayerName = "places" if len(layers["places"]) else "villages"
        asked: LayerName = options.origins or known
        missing = [name for name in (asked, "bases") if layers[name].empty]
        if missing:
            raise OptionsError([(f"cli_no_{name}", {}) for name in missing])
        travel = roads.travel(choice_of(options), on=today_of(options))
        table = routes(
            travel,
            layers,
            asked,
            to=options.to or "",
            lang=lang,
            progress=lambda share: progress(share, "routes"),
        )
        files = _write_routes(table, out, lang)
    plain = pd.DataFrame(table.drop(columns="geometry"))
    lines = [say("cli_routes_head", lang, profile=travel.profile.label(lang))]
    lines += [journey_line(row, lang) for row in plain.head(SHOWN).itertuples()]
    if len(plain) > SHOWN:
        lines.append(say("cli_rows_more", lang, count=len(plain) - SHOWN))
    nowhere = int((plain["base_id"] == "").sum())
    if nowhere:
        lines.append(say("cli_routes_none", lang, count=nowhere))
    lines += _labels({"places": plain}, lang)
    lines.append(say("cli_files_in", lang, folder=str(out)))
    return Result(DONE, "\n".join(lines), {"rows": records(plain), "files": files})


def _write_routes(table: gpd.GeoDataFrame, out: Path, lang: Lang) -> list[str]:
    out.mkdir(parents=True, exist_ok=True)
    fields = tuple(f for f in ROUTE_FIELDS if f.name not in {"lon", "lat"})
    write_geojson(table, fields, out / "routes.geojson")
    plain = pd.DataFrame(table.drop(columns="geometry"))
    write_csv(plain, ROUTE_FIELDS, out / "routes.csv", lang=lang)
    return [str(out / name) for name in ("routes.csv", "routes.geojson")]


def _labels(layers: Mapping[Any, pd.DataFrame], lang: Lang) -> list[str]:
    """Say so where any of what was used is not real."""
    made_up = any(bool(frame["illustrative"].any()) for frame in layers.values())
    return [say("cli_illustrative", lang)] if made_up else []


def without(options: argparse.Namespace) -> Result:
    """Tell what changes if roads are closed."""
    lang: Lang = options.lang
    named = tuple(options.roads)
    extra = Closure(say("cli_without_name", lang), roads=named)
    with Progress(lang) as progress:
        progress(0.0, "judge")
        workspace, roads = opened(options)
        issues = close(roads.segments, [extra])[1]
        if issues:
            return refused_closure(issues, named, roads, lang)
        before, travel = _judged(workspace, roads, options)
        progress(0.5, "judge")
        rule = before.verdict.rule
        on = rule.on or today_of(options)
        closed = roads.travel(choice_of(options), on=on, besides=[extra])
        after = judge(before.verdict.problem, rule, closed, today=on)
        change = compare(before, CoverageReport(after, before.layers, ""))
    told = {
        "asked": int(before.verdict.in_set.sum()),
        "before": change.covered_before,
        "after": change.covered_after,
        "lost": len(change.lost),
        "gained": len(change.gained),
        "farther": len(change.farther),
    }
    called = list_text(named, lang)
    lines = [*_asked(before, lang), say("cli_without", lang, roads=called, **told)]
    lines += _change_lines(change, rule.unit, lang)
    data = told | {
        "roads": list(named),
        "profile": travel.profile.name,
        "date": on.isoformat(),
        "unit": "min" if rule.unit == "s" else "km",
        "villages": records(change.table.reset_index()),
    }
    code = NOT_COVERED if options.strict and change.lost else DONE
    return Result(code, "\n".join(lines), data)


def _change_lines(change: Comparison, unit: str, lang: Lang) -> list[str]:
    rows = change.table.to_dict("records")
    lines = [
        f"  {change_text(cast(Any, row), unit, lang)}" for row in rows[:_CHANGES_SHOWN]
    ]
    if len(rows) > _CHANGES_SHOWN:
        lines.append(say("cli_rows_more", lang, count=len(rows) - _CHANGES_SHOWN))
    return lines


def critical(options: argparse.Namespace) -> Result:
    """Name the roads whose loss would uncover most villages."""
    lang: Lang = options.lang
    with Progress(lang) as progress:
        progress(0.0, "judge")
        workspace, roads = opened(options)
        report, travel = _judged(workspace, roads, options)
        found = critical_roads(
            report,
            travel,
            most=options.most,
            progress=lambda share: progress(share, "critical"),
        )
    names = report.verdict.problem.villages.codes
    called = report.layers["villages"]["name"].to_numpy()
    lines = _asked(report, lang)
    lines.append(say("cli_critical" if found else "cli_critical_none", lang))
    rows = []
    for number, road in enumerate(found, start=1):
        told = {
            "number": number,
            "road": road_text(road.name, road.ref, road.highway, lang),
            "length": distance_text(road.metres, lang),
            "count": road.uncovered,
            "villages": some_names([called[at] for at in road.villages], lang),
        }
        lines.append(say("cli_critical_road", lang, **told))
        rows.append(
            {
                "name": road.name,
                "ref": road.ref,
                "highway": road.highway,
                "metres": round(road.metres),
                "uncovered": road.uncovered,
                "villages": [str(names[at]) for at in road.villages],
            }
        )
    return Result(DONE, "\n".join(lines), {"roads": rows})


def export(options: argparse.Namespace) -> Result:
    """Leave the network as files."""
    lang: Lang = options.lang
    with Progress(lang) as progress:
        progress(0.0, "roads")
        _, roads = opened(options)
        progress(0.3, "write")
        files = [str(path) for path in write_network(roads.segments, options.out)]
    return Result(DONE, "\n".join([say("cli_written", lang), *files]), {"files": files})


def _judged(
    workspace: Workspace, roads: Roads, options: argparse.Namespace
) -> tuple[CoverageReport, RoadTravel]:
    """Judge on the roads; named places stand for villages where there are none."""
    today = today_of(options)
    rule = rule_of(options).dated(today)
    layers = workspace.layers(COVERAGE_LAYERS)
    missing = [] if subject_of(layers) else ["cli_no_villages"]
    if layers["bases"].empty and layers["commissioners"].empty:
        missing.append("cli_no_bases")
    if missing:
        raise OptionsError([(key, {}) for key in missing])
    travel = roads.travel(choice_of(options), on=rule.on or today)
    layers, rule = stand_in(layers, rule)
    verdict = judge(from_layers(layers), rule, travel, today=today)
    return CoverageReport(verdict, layers, ""), travel


def _asked(report: CoverageReport, lang: Lang) -> list[str]:
    """What was asked, how it was measured, and whether any of it is not real."""
    return [
        rule_text(report.verdict.rule, lang),
        travel_note(report, lang),
        *_labels(report.layers, lang),
    ]
