"""How a command judges: its rule, how travel is measured, and the verdict in words."""

import argparse
import datetime as dt
import tomllib
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from cli.shared import DONE, NOT_COVERED, OptionsError, Result, existing
from geo.issues import Issue
from geo.roads.engine import RoadTravel
from geo.roads.profiles import load_profiles
from geo.travel import Travel
from geo.words import Lang
from planner.errors import PlanInputError
from planner.handover import report_notes
from planner.report import CoverageReport, report_workspace
from planner.rule import Rule
from planner.travelling import Roads, TravelChoice, open_roads, travel_for
from planner.verify import Violation, spot_check
from planner.verify_roads import RoadModel
from planner.wording import reason_label
from planner.workspace import Workspace
from ui.text import say

# Options of the two ways to measure travel, and the fields of the choice.
_BY_ROAD = ("profile", "profiles", "walking_kmh", "snap_limit_km", "ignore_closures")
_STRAIGHT = ("speed_kmh", "detour")
_NUMBERS = ("profile", "walking_kmh", "speed_kmh", "detour")


@dataclass(frozen=True, slots=True)
class Measure:
    """How travel is measured in a command, and why so.

    Parameters
    ----------
    travel, choice
        The way to measure.
    roads
        The workspace's roads where they are used.
    note
        What must be said about it besides, empty for nothing.
    """

    travel: Travel
    choice: TravelChoice
    roads: Roads | None
    note: str = ""


def rule_of(options: argparse.Namespace) -> Rule:
    """Rule of ``--rule FILE.toml``, the default one without."""
    if options.rule is None:
        return Rule()
    try:
        values = tomllib.loads(options.rule.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        params = {"path": str(options.rule), "why": str(error)}
        raise PlanInputError([("rule_unreadable", params)]) from error
    return Rule.from_settings(values)


def choice_of(options: argparse.Namespace) -> TravelChoice:
    """How the options ask travel to be measured.

    Raises
    ------
    PlanInputError
        With every number that is out of range.
    """
    given = {name: getattr(options, name, None) for name in _NUMBERS}
    values = {name: value for name, value in given.items() if value is not None}
    if getattr(options, "travel", None) == "straight-line":
        values["method"] = "straight_line"
    if options.snap_limit_km is not None:
        values["snap_limit_m"] = options.snap_limit_km * 1000
    if options.ignore_closures:
        values["closures"] = False
    return TravelChoice.from_settings(values)


def measure(
    workspace: Workspace, options: argparse.Namespace, *, on: dt.date
) -> Measure:
    """Open the roads if they are asked for or there, and measure as the options say.

    Raises
    ------
    OptionsError
        If roads are asked for and there are none, or options do not go together.
    PlanInputError, geo.errors.DataError
        If the options or the speed profiles are not what they should be.
    """
    choice = choice_of(options)
    roads = None
    if choice.method == "roads":
        roads = roads_of(workspace, options)
    wanted = getattr(options, "travel", None)
    if wanted == "roads" and roads is None:
        raise OptionsError([("cli_no_roads", {})])
    idle = _STRAIGHT if roads is not None else _BY_ROAD
    unused = [name for name in idle if getattr(options, name, None)]
    if unused:
        told = ", ".join(f"--{name.replace('_', '-')}" for name in unused)
        other = "straight" if roads is not None else "roads"
        raise OptionsError([(f"cli_only_{other}", {"options": told})])
    note = ""
    if roads is None and wanted is None:
        note = say("cli_no_roads_so_straight", options.lang)
    travel = travel_for(workspace, choice, on=on, roads=roads)
    return Measure(travel, choice, roads, note)


def roads_of(workspace: Workspace, options: argparse.Namespace) -> Roads | None:
    """Roads of a workspace, with the profiles of ``--profiles`` if given."""
    profiles = load_profiles(options.profiles) if options.profiles else None
    return open_roads(workspace, profiles=profiles)


def opened(options: argparse.Namespace) -> tuple[Workspace, Roads]:
    """The workspace and its roads, or say that it has none."""
    workspace = existing(Workspace(options.workspace))
    roads = roads_of(workspace, options)
    if roads is None:
        raise OptionsError([("cli_no_roads", {})])
    return workspace, roads


def judged(
    workspace: Workspace, options: argparse.Namespace, today: dt.date
) -> tuple[CoverageReport, Measure]:
    """Judge a workspace as the options ask."""
    rule = rule_of(options)
    how = measure(workspace, options, on=rule.on or today)
    report = report_workspace(workspace, rule, travel=how.travel, today=today)
    return report, how


def checked(report: CoverageReport, how: Measure) -> list[Violation]:
    """Recompute some villages by the independent check."""
    roads = None
    if isinstance(how.travel, RoadTravel):
        heights = None if how.roads is None else how.roads.heights
        roads = RoadModel.of(how.travel, elevation=heights)
    return spot_check(report.verdict.problem, report.verdict, roads=roads)


def verdict(
    report: CoverageReport,
    how: Measure,
    options: argparse.Namespace,
    issues: Sequence[Issue],
) -> Result:
    """Say a verdict, what stands against it, and whether the check agrees."""
    lang: Lang = options.lang
    summary = report.summary()
    lines = report_notes(report, lang)
    if how.note:
        lines.append(how.note)
    lines += [
        f"  {reason_label(reason, lang)}: {count}"
        for reason, count in report.reasons().items()
    ]
    lines += [issue.line(lang) for issue in issues]
    faults = checked(report, how)
    summary["violations"] = [asdict(fault) for fault in faults]
    lines.append(say("rechecked" if not faults else "check_faults", lang))
    lines += [f"  {fault.promise} {fault.subject}: {fault.detail}" for fault in faults]
    if "out" in options:
        lines.append(say("cli_files_in", lang, folder=str(options.out)))
    code = NOT_COVERED if options.strict and not report.is_complete else DONE
    return Result(code, "\n".join(lines), summary)
