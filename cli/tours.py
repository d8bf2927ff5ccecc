"""The command that plans museum tours: which set stays in which county, and when."""

import argparse
import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, cast

import pandas as pd

from cli import kept_plans, tour_plans
from cli.judging import Measure, choice_of, measure
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
from cli.tour_words import change_lines, left_lines, lines_of
from geo.issues import Issue
from geo.words import Lang
from planner.plans import KeptPlan
from planner.sheet_back import ReadBack
from planner.stays.answering import TourAnswer, TourWatch, answer_tours
from planner.stays.binding import standing_on
from planner.stays.changing import stay_changes
from planner.stays.checking import record_violations
from planner.stays.choice import TourChoice
from planner.stays.handing_over import write_tours
from planner.stays.keeping import named, rows_in
from planner.stays.months import day_before, next_year
from planner.stays.question import TOUR_LAYERS, TourQuestion, ask_tours
from planner.stays.reading_back import read_back
from planner.stays.recording import Booking, book, scored
from planner.stays.replanning import plan_again
from planner.verify_options import Violation
from planner.workspace import Layers, Workspace
from ui.text import say

# Fields of the choice that are numbers or words, as they are called after two dashes.
_NUMBERS = (
    "months", "stays", "shortest", "longest", "gap_months", "turn_days", "km_day",
    "km_cost", "move_cost",
)  # fmt: skip
_SEEDS = 2**31 - 1
_LEAST_S = 0.1
# Stands for today where --date cannot be read, so that the rest is checked too.
_ANY_DAY = dt.date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class _Limits:
    seconds: float
    seed: int


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the options ask for, read and found whole."""

    workspace: Workspace
    choice: TourChoice
    limits: _Limits
    today: dt.date
    plan: KeptPlan | None


@dataclass(frozen=True, slots=True)
class _Found:
    """The answer; where it was begun from a plan, what changed and was not taken."""

    answer: TourAnswer
    changed: pd.DataFrame | None = None
    issues: tuple[Issue, ...] = ()
    left_out: pd.DataFrame | None = None


def add_options(parser: argparse.ArgumentParser, word: Callable[[str], str]) -> None:
    """Add the options of the command that no other has."""

    def add(name: str, metavar: str, **given: Any) -> None:  # noqa: ANN401
        option = f"--{name.replace('_', '-')}"
        told = word(f"tours_{name}")
        parser.add_argument(option, metavar=metavar, help=told, **given)

    add("start", "YYYY-MM")
    for name in _NUMBERS:
        add(name, "N")
    add("counties", "poor|all")
    add("in_term", "venues|all|none")
    told = word("tours_any_theme")
    parser.add_argument("--any-theme", action="store_true", help=told)
    add("county", "CODE=STAYS:SHORTEST-LONGEST:GAP", action="append", default=[])
    add("add_set", "NAME=UNIT:DATE", action="append", default=[])
    add("pin", "COUNTY=SET:YYYY-MM:MONTHS[:VENUE]", action="append", default=[])
    add("ban", "COUNTY=SET", action="append", default=[])
    add("lock", "COUNTY", action="append", default=[])
    add("time_limit", "S", default="60")
    add("seed", "N", default="0")
    add("near", "NAME|FILE.xlsx")
    add("keep", "NAME")
    add("done", "NAME")
    told = word("tours_book")
    parser.add_argument("--book", action="store_true", help=told)
    add("out", "DIR", type=Path)
    told = word("strict_tours")
    parser.add_argument("--strict", action="store_true", help=told)


def tours(options: argparse.Namespace) -> Result:
    """Plan the tours, check them again, keep them and write them where asked."""
    if options.done is not None:
        return tour_plans.done(options, today_of(options))
    asked = _asked(options)
    if isinstance(asked, Result):
        return asked
    with Progress(options.lang) as progress:
        progress(0.0, "roads")
        version = asked.workspace.data_version
        layers = asked.workspace.layers(TOUR_LAYERS)
        how = measure(asked.workspace, options, on=asked.choice.start)
        question = ask_tours(layers, asked.choice, how.travel, today=asked.today)
        near = None
        if options.near is not None:
            near = kept_plans.rows_near(
                asked.plan, rows_in, lambda: read_back(Path(options.near), question)
            )
            if near.rows.empty:
                return kept_plans.no_rows(near, "cli_tours_no_rows", options)
        found = _found(asked, question, near, progress)
        progress(0.8, "recheck")
        faults = found.answer.violations()
        faults += record_violations(layers, found.answer)
        progress(0.85, "write")
        files: list[str] = []
        booked = None
        if not faults:
            if options.out:
                paths = write_tours(
                    found.answer, options.out, options.lang, layers=layers,
                    travel=how.travel,
                )  # fmt: skip
                files = [str(path) for path in paths]
            if options.book:
                booked = book(layers, found.answer, asked.today)
                if not booked.is_empty:
                    asked.workspace.replace_layers(
                        booked.frames, made_from=version,
                        change=say("tour_book_change", options.lang),
                    )  # fmt: skip
            # Kept after the records, so that it is of the data as they are now.
            if options.keep is not None:
                tour_plans.keep(asked.workspace, options.keep, found.answer, how)
        result = _result(found, faults, files, (how, layers, asked.limits), options)
        return result if booked is None else _with_booked(result, booked, options.lang)


def _found(
    asked: _Asked,
    question: TourQuestion,
    near: ReadBack | None,
    progress: Progress,
) -> _Found:
    """The answer, near the rows of a plan that is there where some are given."""
    limits = asked.limits
    with stoppable() as stopped:
        how: dict[str, Any] = {
            "time_limit_s": limits.seconds,
            "seed": limits.seed,
            "watch": _watch(progress, limits, stopped),
        }
        if near is None:
            return _Found(answer_tours(question, **how))
        left_out = named(question, standing_on(question, near.rows).left_out)
        answer = plan_again(question, near.rows, **how)
        changed = stay_changes(named(question, near.rows), answer.stays)
        return _Found(answer, changed, near.issues, left_out)


def _with_booked(told: Result, booked: Booking, lang: Lang) -> Result:
    """The result, with what was written into the records."""
    counts = {name: getattr(booked, name) for name in ("booked", "done", "dropped")}
    line = say("cli_tours_booked", lang, **counts)
    data = {**told.data, "booked": counts}
    return replace(told, text=f"{told.text}\n{line}", data=data)


def _watch(progress: Progress, limits: _Limits, stopped: list[bool]) -> TourWatch:
    """Draw the share of the time that is gone."""
    gone = share_gone(limits.seconds)

    def told(_made: int, _owed: int) -> bool:
        progress(0.2 + 0.6 * gone(), "tours")
        return bool(stopped)

    progress(0.2, "tours")
    return told


def _asked(options: argparse.Namespace) -> Result | _Asked:
    """Everything the options ask for, or everything that is wrong with them."""
    wrong = Wrong(options.lang)
    tried = wrong.tried
    workspace = tried(lambda: existing(Workspace(options.workspace)))
    tried(lambda: choice_of(options))
    today = tried(lambda: today_of(options))
    listed = tried(lambda: _listed(options))
    asked_on = today or _ANY_DAY
    plan = kept_plans.plan_near(options, workspace, tour_plans.KINDS, wrong)
    if options.keep is not None:
        tried(lambda: kept_plans.check_name(options.keep))
    choice = tried(lambda: _choice(options, asked_on, listed or {}, plan))
    limits = tried(lambda: _limits(options))
    if refused := wrong.refused():
        return refused
    return _Asked(*cast(Any, (workspace, choice, limits, asked_on, plan)))


def _listed(options: argparse.Namespace) -> dict[str, list[list[object]]]:
    """Counties, sets, pins and bans; every one that cannot be read at once."""
    wrong: list[tuple[str, dict[str, object]]] = []
    found: dict[str, list[list[object]]] = {}
    for name, (field, read) in _LISTS.items():
        rows = found.setdefault(field, [])
        for text in getattr(options, name):
            try:
                rows.append(read(text))
            except ValueError:
                wrong.append((f"cli_tours_bad_{name}", {"text": text}))
    if wrong:
        raise OptionsError(wrong)
    return found


def _parted(text: str) -> tuple[str, list[str]]:
    before, sign, after = (part.strip() for part in text.partition("="))
    if not (before and sign and after):
        raise ValueError(text)
    return before, [part.strip() for part in after.split(":")]


def _county(text: str) -> list[object]:
    code, (stays, lengths, gap) = _parted(text)
    shortest, sign, longest = lengths.partition("-")
    return [code, int(stays), int(shortest), int(longest if sign else shortest),
            int(gap)]  # fmt: skip


def _extra(text: str) -> list[object]:
    name, (unit, day) = _parted(text)
    return [name, unit, dt.date.fromisoformat(day).isoformat()]


def _pin(text: str) -> list[object]:
    code, (one, first, months, *venue) = _parted(text)
    if len(venue) > 1:
        raise ValueError(text)
    return [code, one, _month(first), int(months), *(venue or [""])]


def _ban(text: str) -> list[object]:
    code, (one,) = _parted(text)
    return [code, one]


def _month(text: str) -> str:
    day = f"{text}-01" if len(text) == len("2027-03") else text
    return dt.date.fromisoformat(day).isoformat()


# Options given again and again: the field each fills, and what reads one.
_LISTS: Mapping[str, tuple[str, Callable[[str], list[object]]]] = {
    "county": ("by_county", _county),
    "add_set": ("extra_sets", _extra),
    "pin": ("pins", _pin),
    "ban": ("bans", _ban),
}


def _choice(
    options: argparse.Namespace,
    today: dt.date,
    listed: Mapping[str, list[list[object]]],
    plan: KeptPlan | None,
) -> TourChoice:
    """What the options ask; what they leave open as a plan has it, or by default."""
    values: dict[str, Any] = {"start": next_year(today).isoformat()}
    if plan is not None:
        # What a plan was made for holds on, but for what is said otherwise.
        made_for = plan.settings.get("choice", {})
        values |= TourChoice.from_settings(made_for).settings()
    if options.near is not None:
        values["done_until"] = day_before(today).isoformat()
    for name in ("start", "counties", "in_term"):
        if (text := getattr(options, name)) is not None:
            values[name] = text
    values |= numbers_given(options, _NUMBERS)
    values |= {"themes": False} if options.any_theme else {}
    for field, rows in listed.items():
        values[field] = [*values.get(field, ()), *rows]
    values["locked"] = [*values.get("locked", ()), *options.lock]
    return TourChoice.from_settings(values)


def _limits(options: argparse.Namespace) -> _Limits:
    numbers = kept_plans.Numbers(options)
    seconds = numbers.read("time_limit", _LEAST_S, 1e6, whole=False)
    seed = numbers.read("seed", 0, _SEEDS, whole=True)
    numbers.check()
    return _Limits(*cast(Any, (seconds, seed)))


def _result(
    found: _Found,
    faults: list[Violation],
    files: list[str],
    how: tuple[Measure, Layers, _Limits],
    options: argparse.Namespace,
) -> Result:
    """The answer in words and for machines; ``how``: travel, layers and the limits."""
    measured, layers, limits = how
    lang: Lang = options.lang
    answer, kept = found.answer, options.keep is not None and not faults
    counted = scored(layers, answer)
    lines = lines_of(answer, faults, counted, lang)
    lines[2:2] = [measured.note] if measured.note else []
    data = _data(answer, limits, lang) | {
        "score": asdict(counted) | {"end": counted.end.isoformat()},
        "violations": [asdict(fault) for fault in faults],
        "files": files,
        "kept": options.keep if kept else None,
    }
    if found.changed is not None:
        lines += change_lines(found.changed, lang)
        lines += [issue_text(found.issues, lang)] if found.issues else []
        left_out = found.left_out
        if left_out is not None and len(left_out):
            lines += left_lines(left_out, lang)
        data["left_out"] = [] if left_out is None else rows_of(left_out)
        data["changes"] = rows_of(found.changed)
        data["issues"] = plain_issues(found.issues, lang)
    if kept:
        lines.append(say("cli_caravans_kept", lang, name=options.keep))
    code = NOT_COVERED if options.strict and answer.made < answer.owed else DONE
    text = "\n".join([*lines, *files])
    return Result(REFUSED if faults else code, text, data)


def _data(answer: TourAnswer, limits: _Limits, lang: Lang) -> dict[str, Any]:
    question = answer.question
    missed = answer.missed(lang)
    why = missed["why"].value_counts(sort=False)
    return {
        "owed": answer.owed,
        "made": answer.made,
        "missing": max(answer.owed - answer.made, 0),
        "km": round(answer.km, 1),
        "cost": round(answer.cost),
        "end": question.choice.end.isoformat(),
        "status": answer.plan.status,
        "why": {str(name): int(count) for name, count in why.items()},
        "missed": rows_of(missed),
        "stays": rows_of(answer.stays),
        "counties": rows_of(answer.counties),
        "sets": rows_of(answer.sets),
        "goals": rows_of(answer.goals(lang)),
        "choice": question.choice.settings(),
        "travel": dict(question.travel),
        "seed": limits.seed,
        "seconds": round(answer.plan.seconds, 2),
    }
