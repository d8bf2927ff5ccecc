"""The command that plans a year of caravan visits: who is visited when, and why not."""

import argparse
import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

import pandas as pd

from cli import caravan_plans, kept_plans
from cli.caravan_words import lines_of
from cli.closures import travel_without
from cli.judging import choice_of, measure, rule_of
from cli.progress import Progress, share_gone
from cli.shared import (
    DONE,
    NOT_COVERED,
    REFUSED,
    OptionsError,
    Result,
    Wrong,
    existing,
    issue_text,
    numbers_given,
    plain_issues,
    rows_of,
    stoppable,
    today_of,
)
from geo.issues import Issue
from geo.travel import Travel
from geo.words import Lang
from planner.outings.answering import OutingAnswer, OutingWatch, answer_outings
from planner.outings.choice import OutingChoice
from planner.outings.comparing import LITRES_PER_100_KM, compare, recorded
from planner.outings.handing_over import write_crew_sheets, write_outings
from planner.outings.keeping import rows_in
from planner.outings.question import OUTING_LAYERS, OutingQuestion, ask_outings
from planner.outings.reading_back import read_back
from planner.outings.replanning import plan_again
from planner.outings.tours import by_month
from planner.plans import KeptPlan
from planner.rule import Rule
from planner.sheet_back import ReadBack
from planner.verify_options import Violation
from planner.workspace import Layers, Workspace
from ui.text import say

# Fields of the choice that are numbers, as they are called after two dashes too.
_NUMBERS = (
    "visits", "gap_days", "minutes", "from_h", "to_h", "hours_day", "hours_week",
    "rest_min", "rest_from_h", "rest_until_h", "most_stops", "km_cost", "hour_cost",
    "day_cost", "night_cost", "nights", "visit_value", "spread_cost",
    "preference_cost", "change_cost", "even_cost",
)  # fmt: skip
_SEEDS = 2**31 - 1
_MOST_STEPS = 10**8
_MOST_LITRES = 100.0
_LEAST_S = 0.1
# Stands for today where --date cannot be read, so that the rest is checked too.
_ANY_DAY = dt.date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class _Limits:
    seconds: float
    steps: int | None
    seed: int
    litres: float


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the options ask for, read and found whole."""

    workspace: Workspace
    rule: Rule
    choice: OutingChoice
    limits: _Limits
    today: dt.date
    plan: KeptPlan | None


@dataclass(frozen=True, slots=True)
class _Found:
    """The answer; where it was begun from a plan, what changed and was not read."""

    answer: OutingAnswer
    changed: pd.DataFrame | None = None
    issues: tuple[Issue, ...] = ()


def add_options(parser: argparse.ArgumentParser, word: Callable[[str], str]) -> None:
    """Add the options of the command that no other has."""

    def add(name: str, metavar: str, **given: Any) -> None:  # noqa: ANN401
        option = f"--{name.replace('_', '-')}"
        told = word(f"caravans_{name}")
        parser.add_argument(option, metavar=metavar, help=told, **given)

    for name in ("start", "end"):
        add(name, "YYYY-MM-DD")
    for name in _NUMBERS:
        add(name, "N")
    add("hosts", "townships|bases")
    for flag in ("weekends", "villages-only"):
        told = word(f"caravans_{flag.replace('-', '_')}")
        parser.add_argument(f"--{flag}", action="store_true", help=told)
    add("lend", "ID=COUNTY", action="append", default=[])
    add("pin", "VILLAGE=DATE[:ID]", action="append", default=[])
    add("free", "ID=DATE", action="append", default=[])
    add("close", "ROAD", action="append", default=[])
    add("litres", "L", default=str(LITRES_PER_100_KM))
    add("time_limit", "S", default="30")
    add("steps", "N")
    add("seed", "N", default="0")
    add("near", "NAME|FILE.xlsx")
    add("keep", "NAME")
    add("done", "NAME")
    add("out", "DIR", type=Path)
    add("sheets", "DIR", type=Path)


def caravans(options: argparse.Namespace) -> Result:
    """Plan the caravans' year, check it again, keep it and write it where asked."""
    if options.done is not None:
        return caravan_plans.done(options, today_of(options))
    asked = _asked(options)
    if isinstance(asked, Result):
        return asked
    with Progress(options.lang) as progress:
        progress(0.0, "roads")
        layers = asked.workspace.layers((*OUTING_LAYERS, "events", "people"))
        how = measure(asked.workspace, options, on=asked.choice.start)
        travel = how.travel
        if options.close:
            closed = travel_without(how, options, asked.choice.start)
            if isinstance(closed, Result):
                return closed
            travel = closed
        question = ask_outings(layers, asked.rule, asked.choice, travel)
        near = None
        if options.near is not None:
            near = kept_plans.rows_near(
                asked.plan, rows_in, lambda: read_back(Path(options.near), question)
            )
            if near.rows.empty:
                return kept_plans.no_rows(near, "cli_caravans_no_rows", options)
        found = _found(asked, question, near, progress)
        progress(0.8, "recheck")
        faults = found.answer.violations()
        progress(0.85, "write")
        files = []
        if not faults:
            files = _written(found.answer, layers, travel, asked.limits, options)
            if options.keep is not None:
                caravan_plans.keep(asked.workspace, options.keep, found.answer, how)
        return _result(found, faults, files, (how.note, asked.limits), options)


def _found(
    asked: _Asked,
    question: OutingQuestion,
    near: ReadBack | None,
    progress: Progress,
) -> _Found:
    """The answer, near the rows of a plan that is there where some are given."""
    limits = asked.limits
    with stoppable() as stopped:
        how: dict[str, Any] = {
            "time_limit_s": limits.seconds,
            "steps": limits.steps,
            "seed": limits.seed,
            "watch": _watch(progress, limits, stopped),
        }
        if near is None:
            return _Found(answer_outings(question, **how))
        answer = plan_again(question, near.rows, **how)
        changed = caravan_plans.changes(question, near.rows, answer)
        return _Found(answer, changed, near.issues)


def _written(
    answer: OutingAnswer,
    layers: Layers,
    travel: Travel,
    limits: _Limits,
    options: argparse.Namespace,
) -> list[str]:
    paths = []
    if options.out:
        before = recorded(layers["events"], answer)
        paths += write_outings(
            answer, options.out, options.lang, travel=travel, layers=layers,
            litres_per_100km=limits.litres, before=before if before["made"] else None,
        )  # fmt: skip
    if options.sheets:
        options.sheets.mkdir(parents=True, exist_ok=True)
        paths += write_crew_sheets(
            answer, options.sheets, options.lang, travel=travel, layers=layers
        )
    return [str(path) for path in paths]


def _asked(options: argparse.Namespace) -> Result | _Asked:
    """Everything the options ask for, or everything that is wrong with them."""
    wrong = Wrong(options.lang)
    tried = wrong.tried
    workspace = tried(lambda: existing(Workspace(options.workspace)))
    rule = tried(lambda: rule_of(options))
    tried(lambda: choice_of(options))
    today = tried(lambda: today_of(options))
    named = tried(lambda: _named(options))
    asked_on = today or _ANY_DAY
    plan = kept_plans.plan_near(options, workspace, caravan_plans.KINDS, wrong)
    if options.keep is not None:
        tried(lambda: kept_plans.check_name(options.keep))
    choice = tried(lambda: _choice(options, asked_on, named or {}, plan))
    limits = tried(lambda: _limits(options))
    if refused := wrong.refused():
        return refused
    return _Asked(*cast(Any, (workspace, rule, choice, limits, asked_on, plan)))


def _named(options: argparse.Namespace) -> dict[str, Any]:
    """Pins, days off and lent caravans; every one that cannot be read at once."""
    wrong: list[tuple[str, dict[str, object]]] = []

    def parted(name: str, text: str) -> tuple[str, str]:
        before, sign, after = (part.strip() for part in text.partition("="))
        day = after.partition(":")[0].strip()
        if not (before and sign and after) or (name != "lend" and not _is_day(day)):
            wrong.append((f"cli_caravans_bad_{name}", {"text": text}))
        return before, after

    pins = [parted("pin", text) for text in options.pin]
    free = [parted("free", text) for text in options.free]
    lent = [parted("lend", text) for text in options.lend]
    if wrong:
        raise OptionsError(wrong)
    parts = [(code, rest.partition(":")) for code, rest in pins]
    return {
        "pins": [(code, day.strip(), van.strip()) for code, (day, _, van) in parts],
        "free_days": free,
        "lent": lent,
    }


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _choice(
    options: argparse.Namespace,
    today: dt.date,
    named: Mapping[str, Any],
    plan: KeptPlan | None,
) -> OutingChoice:
    """What the options ask; what they leave open as a plan has it, or by default."""
    given = [text for text in (options.start, options.end) if text and _is_day(text)]
    year = dt.date.fromisoformat(given[0]).year if given else today.year + 1
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    values: dict[str, Any] = {"start": first.isoformat(), "end": last.isoformat()}
    if plan is not None:
        # What a plan was made for holds on, but for what is said otherwise.
        values |= caravan_plans.choice_of(plan).settings()
    if options.near is not None:
        past = today - dt.timedelta(days=1)
        values["done_until"] = past.isoformat()
    values |= {
        name: text for name in ("start", "end") if (text := getattr(options, name))
    }
    values |= {"weekends": True} if options.weekends else {}
    values |= {"with_places": False} if options.villages_only else {}
    for name, rows in named.items():
        values[name] = [*values.get(name, ()), *rows]
    values |= numbers_given(options, _NUMBERS)
    if options.hosts is not None:
        values["hosts"] = options.hosts
    return OutingChoice.from_settings(values)


def _limits(options: argparse.Namespace) -> _Limits:
    numbers = kept_plans.Numbers(options)
    seconds = numbers.read("time_limit", _LEAST_S, 1e6, whole=False)
    steps = numbers.read("steps", 1, _MOST_STEPS, whole=True)
    seed = numbers.read("seed", 0, _SEEDS, whole=True)
    litres = numbers.read("litres", 0, _MOST_LITRES, whole=False)
    numbers.check()
    return _Limits(*cast(Any, (seconds, steps, seed, litres)))


def _watch(progress: Progress, limits: _Limits, stopped: list[bool]) -> OutingWatch:
    """Draw the share of the time that is gone; with steps, of the visits made."""
    gone = share_gone(limits.seconds)

    def told(made: int, owed: int) -> bool:
        share = gone() if limits.steps is None else made / max(owed, 1)
        progress(0.2 + 0.6 * share, "caravans")
        return bool(stopped)

    return told


def _result(
    found: _Found,
    faults: list[Violation],
    files: list[str],
    how: tuple[str, _Limits],
    options: argparse.Namespace,
) -> Result:
    """The answer in words and for machines; ``how``: a note on travel, the limits."""
    note, limits = how
    lang: Lang = options.lang
    answer, kept = found.answer, options.keep is not None and not faults
    lines = lines_of(answer, faults, lang, litres=limits.litres)
    lines[2:2] = [note] if note else []
    data = _data(answer, limits, lang) | {
        "violations": [asdict(fault) for fault in faults],
        "files": files,
        "kept": options.keep if kept else None,
    }
    if found.changed is not None:
        lines += caravan_plans.change_lines(found.changed, lang)
        lines += [issue_text(found.issues, lang)] if found.issues else []
        data["changes"] = rows_of(found.changed)
        data["issues"] = plain_issues(found.issues, lang)
    if kept:
        lines.append(say("cli_caravans_kept", lang, name=options.keep))
    code = NOT_COVERED if options.strict and answer.made < answer.owed else DONE
    text = "\n".join([*lines, *files])
    return Result(REFUSED if faults else code, text, data)


def _data(answer: OutingAnswer, limits: _Limits, lang: Lang) -> dict[str, Any]:
    question = answer.question
    plan, trips = compare(answer, litres_per_100km=limits.litres)
    missed = answer.missed(lang)
    why = missed.groupby("why", sort=False)["visits"].sum()
    shown = ("owed", "made", "days", "km", "hours", "drive", "cost", "nights")
    return {name: getattr(plan, name) for name in shown} | {
        "missing": answer.owed - answer.made,
        "why": {str(name): int(count) for name, count in why.items()},
        "missed": rows_of(missed),
        "visits": rows_of(answer.visits),
        "tours": rows_of(answer.tours),
        "months": rows_of(by_month(answer)),
        "comparison": {"plan": asdict(plan), "day_trips": asdict(trips)},
        "litres_per_100km": limits.litres,
        "rule": question.rule.settings(),
        "choice": question.choice.settings(),
        "travel": dict(question.travel),
        "seed": limits.seed,
        "steps": sum(one.steps for one in answer.plans),
    }
