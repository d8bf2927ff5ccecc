"""The command that sites new bases: asked, answered, re-checked, kept and written."""

import argparse
import datetime as dt
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, cast

import geopandas as gpd

from cli.judging import Measure, choice_of, judged, rule_of
from cli.progress import Progress, share_gone
from cli.shared import (
    DONE,
    NOT_COVERED,
    REFUSED,
    OptionsError,
    Result,
    Wrong,
    existing,
    number_in,
    today_of,
)
from cli.siting_data import data_of
from cli.siting_words import Outcome, conflict_lines, lines_of
from geo.schemas import LayerName
from geo.words import Lang
from planner.new_bases.answering import (
    BaseAnswer,
    answer_bases,
    curve_of,
    others_like,
)
from planner.new_bases.carrying_out import coverage_with
from planner.new_bases.choice import BaseChoice
from planner.new_bases.handing_over import (
    write_plan,
)
from planner.new_bases.question import BaseQuestion, ask_bases
from planner.plans import KeptPlan, keep_plan
from planner.siting import Curve
from planner.workspace import COVERAGE_LAYERS, Workspace
from ui.text import say

MOST_OTHERS = 20
_CHOSEN = (
    "aim", "least", "places", "kind", "weight", "county", "county_kind", "number",
    "budget", "capacity", "cost",
)  # fmt: skip
_NUMBERS = {"number", "budget", "capacity", "cost"}
_SEEDS = 2**31 - 1
Layers = dict[LayerName, gpd.GeoDataFrame]


@dataclass(frozen=True, slots=True)
class _Limits:
    seconds: float
    seed: int
    others: int


def site(options: argparse.Namespace) -> Result:
    """Find new bases, re-check the plan, and keep or write it."""
    lang: Lang = options.lang
    asked = _asked(options)
    if isinstance(asked, Result):
        return asked
    workspace, choice, limits = asked
    with Progress(lang) as progress:
        progress(0.0, "judge")
        report, how = judged(workspace, options, today_of(options))
        layers = workspace.layers(
            (*COVERAGE_LAYERS, "candidate_sites", "household_counts")
        )
        question = ask_bases(layers, report, choice, how.travel)
        answer = answer_bases(
            question,
            how.travel,
            time_limit_s=limits.seconds,
            seed=limits.seed,
            watch=_watch(progress, limits.seconds),
        )
        if not answer.plan.is_found:
            return _no_plan(answer, lang)
        progress(0.8, "site")
        curve = _curve(layers, question, how, limits) if options.curve else None
        others = others_like(
            answer,
            how.travel,
            count=limits.others,
            time_limit_s=limits.seconds,
            seed=limits.seed,
        ) if limits.others else None  # fmt: skip
        progress(0.9, "recheck")
        after = coverage_with(layers, question, answer.opened, how.travel)
        files = (
            [str(path) for path in write_plan(answer, options.out, lang)]
            if options.out
            else []
        )
    outcome = Outcome(answer, after, tuple(answer.violations()), curve, others)
    if options.save is not None:
        keep_plan(workspace.path, _record(workspace, outcome, how, limits, options))
    return _result(outcome, how, limits, files, options)


def _asked(
    options: argparse.Namespace,
) -> Result | tuple[Workspace, BaseChoice, _Limits]:
    """Everything the options ask for, or everything that is wrong with them."""
    wrong = Wrong(options.lang)
    tried = wrong.tried
    workspace = tried(lambda: existing(Workspace(options.workspace)))
    for check in (rule_of, choice_of, today_of):
        tried(lambda check=check: check(options))  # type: ignore[misc]
    choice = tried(lambda: _choice(options))
    limits = tried(lambda: _limits(options))
    if refused := wrong.refused():
        return refused
    found = (workspace, choice, limits)
    return cast(tuple[Workspace, BaseChoice, _Limits], found)


def _choice(options: argparse.Namespace) -> BaseChoice:
    given = {name: getattr(options, name) for name in _CHOSEN}
    values: dict[str, Any] = {
        name: number_in(value) if name in _NUMBERS else value
        for name, value in given.items()
        if value is not None
    }
    return BaseChoice(
        **values, pinned=tuple(options.pin), forbidden=tuple(options.forbid)
    )


def _limits(options: argparse.Namespace) -> _Limits:
    problems: list[tuple[str, dict[str, object]]] = []
    seconds, seed, others = (
        number_in(text) for text in (options.time_limit, options.seed, options.others)
    )
    if not isinstance(seconds, int | float) or not 0.1 <= seconds < math.inf:
        told = {"option": "--time-limit", "value": seconds, "least": 0.1}
        problems.append(("cli_site_bad_number", told))
    for name, value, most in (
        ("--seed", seed, _SEEDS),
        ("--others", others, MOST_OTHERS),
    ):
        if not isinstance(value, int) or not 0 <= value <= most:
            told = {"option": name, "value": value, "least": 0, "most": most}
            problems.append(("cli_site_bad_whole", told))
    if others != 0 and options.aim in ("mean", "farthest"):
        problems.append(("cli_site_others_covering", {}))
    if problems:
        raise OptionsError(problems)
    return _Limits(float(str(seconds)), int(str(seed)), int(str(others)))


def _watch(progress: Progress, seconds: float) -> Callable[[float, float], bool]:
    """Draw the share of the time that is gone."""
    gone = share_gone(seconds)

    def told(_objective: float, _bound: float) -> bool:
        progress(0.2 + 0.6 * gone(), "site")
        return False

    return told


def _curve(
    layers: Layers, question: BaseQuestion, how: Measure, limits: _Limits
) -> Curve:
    """The curve of cover; where travel is to be short, of the villages uncovered."""
    choice = question.choice
    by_cost = choice.budget is not None or choice.least == "cost"
    if not choice.keeps_existing:
        covering = replace(choice, aim="all", number=None)
        question = ask_bases(layers, question.report, covering, how.travel)
    return curve_of(
        question, by_cost=by_cost, time_limit_s=limits.seconds, seed=limits.seed
    )


def _no_plan(answer: BaseAnswer, lang: Lang) -> Result:
    lines = conflict_lines(answer, lang)
    text = "\n".join(lines)
    data = {"status": answer.plan.status, "conflict": lines[1:], "error": text}
    return Result(REFUSED, text, data)


def _record(
    workspace: Workspace,
    outcome: Outcome,
    how: Measure,
    limits: _Limits,
    options: argparse.Namespace,
) -> KeptPlan:
    """The plan as the app keeps it too."""
    answer, sites = outcome.answer, outcome.answer.sites
    rule = answer.question.verdict.rule.settings()
    # Unless the rule names a day, it is another every day.
    rule.pop("on")
    return KeptPlan(
        kind="bases",
        name=options.save,
        made=dt.datetime.now().astimezone().isoformat(timespec="seconds"),
        data_version=workspace.data_version,
        settings={
            "rule": rule,
            "travel": how.choice.settings(),
            "choice": answer.question.choice.settings(),
            "by_hand": False,
            "seed": limits.seed,
        },
        content={
            "sites": [
                {
                    "id": row["site_id"],
                    "name": row["name"],
                    "county": row["county_name"],
                    "villages": int(row["villages"]),
                    "cost": float(row["cost"]),
                }
                for row in sites.to_dict("records")
            ]
        },
        summary={
            "bases": len(answer.opened),
            "covered": outcome.covered,
            "asked": outcome.asked,
            "cost": answer.cost,
            "proved": answer.plan.status == "optimal",
        },
    )


def _result(
    outcome: Outcome,
    how: Measure,
    limits: _Limits,
    files: list[str],
    options: argparse.Namespace,
) -> Result:
    lang: Lang = options.lang
    lines = lines_of(outcome, lang)
    if how.note:
        lines.append(how.note)
    if options.save is not None:
        lines.append(say("cli_site_saved", lang, name=options.save.strip()))
    if files:
        lines.append(say("cli_files_in", lang, folder=str(options.out)))
    data = data_of(outcome) | {
        "seed": limits.seed,
        "files": files,
        "saved": None if options.save is None else options.save.strip(),
    }
    left = bool(outcome.after.verdict.uncovered.any())
    code = NOT_COVERED if options.strict and left else DONE
    return Result(code, "\n".join(lines), data)
