"""The command that assigns people to posts: who goes where, what changes, and why."""

import argparse
import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, get_args

import geopandas as gpd

from cli.closures import travel_without
from cli.judging import measure, rule_of
from cli.progress import Progress
from cli.shared import (
    DONE,
    NOT_COVERED,
    REFUSED,
    OptionsError,
    Result,
    check_lines,
    existing,
    indented,
    made_up,
    plain_rows,
    section,
    today_of,
)
from geo.travel import Travel
from geo.words import Lang
from planner.assignment import DEFAULT_GOALS
from planner.errors import PlanInputError, Problem
from planner.roster.answering import RosterAnswer, answer_roster, roster_rows
from planner.roster.choice import ExtraPost, LeastFit, RosterChoice
from planner.roster.handing_over import write_roster
from planner.roster.question import (
    LONG_AGO,
    ROSTER_LAYERS,
    RosterQuestion,
    ask_roster,
)
from planner.roster.wording import change_lines, goal_line, roster_notes
from planner.verify_options import Violation
from planner.workspace import Layers, Workspace
from ui.text import say


def add_options(parser: argparse.ArgumentParser, word: Callable[[str], str]) -> None:
    """Add the options of the command that no other has."""

    def add(name: str, metavar: str | None, **given: Any) -> None:  # noqa: ANN401
        key = f"assign_{name.replace('-', '_')}"
        parser.add_argument(f"--{name}", metavar=metavar, help=word(key), **given)

    add("needed", "N", type=int, default=1)
    parser.add_argument(
        "--each-trade", action="store_true", help=word("assign_each_trade")
    )
    add("least-fit", None, choices=get_args(LeastFit), default="whole")
    add("goals", "GOAL,…")
    add("post", "CODE:POST[:TRADES[:BASE]]", action="append", default=[])
    add("pin", "POST=ID", action="append", default=[])
    add("ban", "POST=ID", action="append", default=[])
    add("unpin", "POST", action="append", default=[])
    add("end", "ROW", action="append", default=[])
    add("without", "ID", action="append", default=[])
    add("close", "ROAD", action="append", default=[])
    add("out", "DIR", type=Path)
    parser.add_argument("--save", action="store_true", help=word("assign_save"))
    add("since", "YYYY-MM-DD")
    add("time-limit", "S", type=float, default=60.0)


def assign(options: argparse.Namespace) -> Result:
    """Assign people to posts, and keep or write the roster where asked."""
    lang: Lang = options.lang
    workspace = existing(Workspace(options.workspace))
    choice, rule = _choice(options), rule_of(options)
    today = today_of(options)
    since = _since(options, rule.on or today)
    with Progress(lang) as progress:
        progress(0.0, "roads")
        version = workspace.data_version
        layers = _without(workspace.layers(ROSTER_LAYERS), options.without)
        how = measure(workspace, options, on=rule.on or today)
        travel = how.travel
        if options.close:
            closed = travel_without(how, options, rule.on or today)
            if isinstance(closed, Result):
                return closed
            travel = closed
        progress(0.3, "assign")
        question = ask_roster(layers, rule, choice, travel, today=today)
        _check_taken_back(question)
        answer = answer_roster(question, time_limit_s=options.time_limit)
        if not answer.plan.goals:
            return _contradicted(answer, lang)
        progress(0.7, "recheck")
        faults = answer.violations()
        progress(0.8, "write")
        files = [] if faults else _written(answer, options, since)
        if options.save and not faults:
            rows = roster_rows(workspace.layer("assignments"), answer, since=since)
            change = say("cli_assign_change", lang, since=since)
            workspace.replace_layer(
                "assignments", rows, change=change, made_from=version
            )
        return _told(answer, travel, how.note, (faults, files), options)


def _choice(options: argparse.Namespace) -> RosterChoice:
    """What the options ask; every mistake of writing at once."""
    wrong: list[tuple[str, dict[str, object]]] = []

    def parted(name: str, text: str, sign: str, least: int, most: int) -> list[str]:
        parts = [part.strip() for part in text.split(sign, most - 1)]
        if len(parts) < least or not all(parts[:least]):
            wrong.append((f"cli_assign_bad_{name}", {"text": text}))
        return [*parts, *[""] * most][:most]

    posts = [parted("post", text, ":", 2, 4) for text in options.post]
    pins, bans = (
        tuple((post, person) for post, person in
              (parted(name, text, "=", 2, 2) for text in getattr(options, name)))
        for name in ("pin", "ban")
    )  # fmt: skip
    if wrong:
        raise OptionsError(wrong)
    given = (options.goals or "").replace("，", ",").split(",")
    goals = tuple(goal.strip() for goal in given if goal.strip())
    return RosterChoice(
        needed=options.needed,
        each_trade=options.each_trade,
        least_fit=options.least_fit,
        goals=goals or DEFAULT_GOALS,
        extra=tuple(ExtraPost(*post) for post in posts),
        pins=pins,
        bans=bans,
        freed=tuple(options.unpin),
        ended=tuple(options.end),
    )


def _check_taken_back(question: RosterQuestion) -> None:
    """Pins and rows that are taken back are there."""
    choice = question.choice
    wrong: list[Problem] = []
    for name, given, known in (
        ("unpin", choice.freed, set(question.posts["post_id"])),
        ("end", choice.ended, set(question.now["assignment_id"])),
    ):
        lost = sorted({*given} - known)
        if lost:
            wrong.append(("roster_lost", {"name": f"--{name}", "ids": ", ".join(lost)}))
    if wrong:
        raise PlanInputError(wrong)


def _since(options: argparse.Namespace, day: dt.date) -> dt.date:
    """First day of what is new: that of ``--since``, else the day of the rule."""
    if options.since is None:
        return day
    try:
        return dt.date.fromisoformat(options.since)
    except ValueError as error:
        raise OptionsError(
            [("cli_assign_bad_since", {"value": options.since})]
        ) from error


def _without(layers: Layers, gone: Sequence[str]) -> Layers:
    """The layers as if some people had left."""
    people = layers["commissioners"]
    lost = sorted(set(gone) - set(people["commissioner_id"]))
    if lost:
        raise OptionsError([("cli_assign_nobody", {"ids": ", ".join(lost)})])
    left = people["commissioner_id"].isin(gone)
    # They stay in the register, so that changes can name them.
    ended: gpd.GeoDataFrame = people.assign(ends=people["ends"].where(~left, LONG_AGO))
    return {**layers, "commissioners": ended}


def _contradicted(answer: RosterAnswer, lang: Lang) -> Result:
    conflict = answer.conflict(lang)
    text = "\n".join([say("cli_assign_contradicts", lang), *indented(conflict)])
    return Result(REFUSED, text, {"status": "infeasible", "conflict": conflict})


def _written(
    answer: RosterAnswer, options: argparse.Namespace, since: dt.date
) -> list[str]:
    if options.out is None:
        return []
    files = write_roster(answer, options.out, options.lang, since=since)
    return [str(path) for path in files]


def _told(
    answer: RosterAnswer,
    travel: Travel,
    note: str,
    done: tuple[list[Violation], list[str]],
    options: argparse.Namespace,
) -> Result:
    """The answer in words and for machines; ``done``: faults found, files written."""
    lang: Lang = options.lang
    faults, files = done
    posts, people = answer.posts, answer.people
    filled = int((posts["commissioner_id"] != "").sum())
    kept, still = answer.kept_of
    numbers = {
        "posts": len(posts), "filled": filled, "open": len(posts) - filled,
        "people": len(people), "serving": int((people["load"] > 0).sum()),
        "kept": kept, "still_fitting": still,
    }  # fmt: skip
    conflict, lines = answer.conflict(lang), change_lines(answer, lang)
    why = answer.why_open(lang)
    open_ = [f"{answer.names[str(key)]}（{key}）: {row.text} {row.fix}".strip()
             for key, row in why.iterrows()]  # fmt: skip
    more = answer.one_more(travel, lang)
    text = [
        *roster_notes(answer, lang)[:1], *([note] if note else []),
        say("cli_assign_filled", lang, **numbers),
        *section("cli_assign_conflict", conflict, lang),
        say("cli_assign_kept", lang, **numbers),
        say("cli_assign_in_order", lang),
        *indented([goal_line(one, answer, lang) for one in answer.plan.goals]),
        *section("cli_assign_changes", lines, lang),
        *section("cli_assign_open", open_, lang),
        *section("cli_assign_more", more, lang),
        *answer.notes(lang),
        *made_up((answer.question.people, answer.question.villages), lang),
        *check_lines(faults, "cli_assign_rechecked", lang),
    ]  # fmt: skip
    saved = options.save and not faults
    if saved:
        text.append(say("cli_assign_saved", lang))
    text += files
    data = numbers | _data(answer, faults, more, lang)
    data |= {"saved": saved, "files": files}
    code = NOT_COVERED if options.strict and numbers["open"] else DONE
    return Result(REFUSED if faults else code, "\n".join(text), data)


def _data(
    answer: RosterAnswer, faults: Sequence[Violation], more: Sequence[str], lang: Lang
) -> dict[str, Any]:
    """The answer for machines, but for its counts."""
    return {
        "status": answer.plan.status,
        "rule": answer.question.rule.settings(),
        "choice": answer.question.choice.settings(),
        "travel": dict(answer.question.travel),
        "goals": [asdict(one) | {"proved": one.proved} for one in answer.plan.goals],
        "roster": plain_rows(answer.posts),
        "changes": [
            asdict(one) | {"text": told}
            for one, told in zip(
                answer.changes(), answer.change_texts(lang), strict=True
            )
        ],
        "why_open": answer.why_open(lang).reset_index().to_dict("records"),
        "one_more": list(more),
        "conflict": answer.conflict(lang),
        "notes": answer.notes(lang),
        "violations": [asdict(fault) for fault in faults],
    }
