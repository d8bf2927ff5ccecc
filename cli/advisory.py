"""The command that matches advisory groups: which experts advise which county."""

import argparse
import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cli.progress import Progress
from cli.shared import (
    DONE,
    NOT_COVERED,
    REFUSED,
    OptionsError,
    Result,
    existing,
    indented,
    issue_text,
    made_up,
    number_in,
    plain_issues,
    refused,
    rows_of,
    section,
    stoppable,
    today_of,
)
from geo.issues import Issue, errors
from geo.words import Lang
from planner.advising.accounting import ITEMS, ledger
from planner.advising.answering import AdvisoryAnswer, answer_advisory
from planner.advising.changing import since_now
from planner.advising.choice import AdvisoryChoice
from planner.advising.favours import Favours, favours
from planner.advising.handing_over import standing_text, write_advisory
from planner.advising.keeping import data_version, kept
from planner.advising.question import ADVISORY_LAYERS, ask_advisory
from planner.advising.reading_back import read_back
from planner.advising.recording import Accepted, accept
from planner.advising.wording import (
    asked_text,
    data_notes,
    headline,
    lacks_text,
    orders_text,
    role_label,
    status_label,
    trades_label,
)
from planner.errors import WORDS
from planner.plans import keep_plan
from planner.verify_options import Violation
from planner.workspace import Layers, Workspace
from ui.text import say

_NUMBERS = ("members", "fewest", "most")
_SPANS = ("home", "partner")
_WORDS = ("review", "batch", "proposing")
_DAYS = ("since", "certified")


def add_options(parser: argparse.ArgumentParser, word: Callable[[str], str]) -> None:
    """Add the options of the command that no other has."""

    def add(name: str, metavar: str, **given: Any) -> None:  # noqa: ANN401
        told = word(f"advisory_{name}")
        parser.add_argument(f"--{name}", metavar=metavar, help=told, **given)

    for name in _NUMBERS:
        add(name, "N")
    for name in _SPANS:
        add(name, "N-N")
    add("review", "drafted|submitted|city|province|nation")
    add("batch", "NAME")
    add("proposing", "counties|experts")
    for name in ("together", "favours", "accept", "ledger"):
        told = word(f"advisory_{name}")
        parser.add_argument(f"--{name}", action="store_true", help=told)
    for name in ("pin", "ban"):
        add(name, "COUNTY=EXPERT", action="append", default=[])
    add("declined", "COUNTY=EXPERT:county|expert", action="append", default=[])
    add("raise", "EXPERT=N", action="append", default=[])
    add("replies", "FILE.xlsx", type=Path)
    for name in _DAYS:
        add(name, "YYYY-MM-DD")
    add("keep", "NAME")
    add("out", "DIR", type=Path)
    told = word("strict_advisory")
    parser.add_argument("--strict", action="store_true", help=told)


def advisory(options: argparse.Namespace) -> Result:
    """Match the groups, check them again; keep, accept or write them where asked."""
    lang: Lang = options.lang
    workspace = existing(Workspace(options.workspace))
    today = today_of(options)
    choice, days = _choice(options), _days(options)
    with Progress(lang) as progress:
        progress(0.0, "read")
        version = workspace.data_version
        layers = workspace.layers(ADVISORY_LAYERS)
        if options.ledger:
            return _ledger(layers, today, lang)
        progress(0.2, "match")
        question = ask_advisory(layers, choice, today=today)
        issues: tuple[Issue, ...] = ()
        if options.replies is not None:
            back = read_back(options.replies, question)
            issues = back.issues
            if errors(issues):
                return refused(issues, lang)
            question = ask_advisory(layers, back.choice, today=today)
        with stoppable() as stopped:
            answer = answer_advisory(question, watch=lambda *_: bool(stopped))
        asked = favours(answer) if options.favours else None
        progress(0.7, "recheck")
        faults = answer.violations(layers)
        progress(0.8, "write")
        files: list[str] = []
        accepted: Accepted | None = None
        if not faults:
            if options.out is not None:
                paths = write_advisory(answer, options.out, lang, layers=layers)
                files = [str(path) for path in paths]
            if options.keep is not None:
                plan = kept(
                    answer, data_version(workspace), kind="advisory", name=options.keep
                )
                keep_plan(workspace.path, plan)
            if options.accept:
                accepted = _accept(workspace, layers, answer, days, version, lang)
        return _told(answer, faults, issues, (asked, accepted, files), options)


def _choice(options: argparse.Namespace) -> AdvisoryChoice:
    """What the options ask; every mistake of writing at once."""
    wrong: list[tuple[str, dict[str, object]]] = []
    values: dict[str, Any] = {"in_turn": not options.together}
    for name in _NUMBERS:
        given = getattr(options, name)
        if given is not None:
            values[name] = number_in(given)
    for name in _SPANS:
        given = getattr(options, name)
        if given is not None:
            least, _, most = given.partition("-")
            values[name] = (number_in(least), number_in(most or least))
    for name in _WORDS:
        if getattr(options, name) is not None:
            values[name] = getattr(options, name)
    for name, field in (("pin", "pins"), ("ban", "bans"), ("raise", "quota_raised")):
        values[field] = [_pair(name, text, wrong) for text in getattr(options, name)]
    values["quota_raised"] = [
        (expert, number_in(more)) for expert, more in values["quota_raised"]
    ]
    values["declined"] = []
    for text in options.declined:
        county, rest = _pair("declined", text, wrong)
        expert, _, who = rest.partition(":")
        values["declined"].append((county, expert.strip(), who.strip()))
    if wrong:
        raise OptionsError(wrong)
    return AdvisoryChoice.from_settings(values)


def _pair(
    name: str, text: str, wrong: list[tuple[str, dict[str, object]]]
) -> tuple[str, str]:
    left, sign, right = (part.strip() for part in text.partition("="))
    if not (left and sign and right):
        wrong.append(("cli_advisory_bad_pair", {"name": name, "text": text}))
    return left, right


def _days(options: argparse.Namespace) -> Mapping[str, dt.date | None]:
    found: dict[str, dt.date | None] = {}
    wrong: list[tuple[str, dict[str, object]]] = []
    for name in _DAYS:
        text = getattr(options, name)
        try:
            found[name] = dt.date.fromisoformat(text) if text else None
        except ValueError:
            wrong.append(("cli_pair_bad_day", {"name": name, "value": text}))
    if wrong:
        raise OptionsError(wrong)
    return found


def _accept(
    workspace: Workspace,
    layers: Layers,
    answer: AdvisoryAnswer,
    days: Mapping[str, dt.date | None],
    version: str,
    lang: Lang,
) -> Accepted:
    since = days["since"] or answer.question.on
    found = accept(layers, answer, since=since, certified=days["certified"])
    change = say(
        "cli_advisory_change", lang, groups=found.groups, members=found.members
    )
    workspace.replace_layers(found.frames, change=change, made_from=version)
    return found


def _ledger(layers: Layers, today: dt.date, lang: Lang) -> Result:
    """How the groups in force stand."""
    table = ledger(layers, today)
    lines = []
    for row in table.to_dict("records"):
        lines.append(
            say("cli_advisory_ledger_group", lang, county=row["county"],
                name=row["name"], members=row["members"], certified=row["certified"])
        )  # fmt: skip
        told = [
            WORDS.entry(f"field_advisory_item_{item}")[lang]
            + ": "
            + standing_text(row[f"{item}_state"], row[f"{item}_on"],
                            row[f"{item}_by"], lang)
            for item in ITEMS
        ]  # fmt: skip
        lines += indented(told)
    text = lines or [say("cli_advisory_ledger_none", lang)]
    return Result(DONE, "\n".join(text), {"ledger": rows_of(table)})


def _told(
    answer: AdvisoryAnswer,
    faults: list[Violation],
    issues: tuple[Issue, ...],
    done: tuple[Favours | None, Accepted | None, list[str]],
    options: argparse.Namespace,
) -> Result:
    """The answer in words and for machines; ``done``: what else was asked for."""
    lang: Lang = options.lang
    asked, accepted, files = done
    question = answer.question
    missed, waiting = answer.missed(lang), answer.waiting(lang)
    gaps = [f"{row['county']}: {row['reason']}{_gap(lang)}{row['fix']}"
            for row in missed.to_dict("records")]  # fmt: skip
    waits = [f"{row['county']}: {row['reason']}{_gap(lang)}{row['fix']}"
             for row in waiting.to_dict("records")]  # fmt: skip
    text = [
        *([issue_text(issues, lang)] if issues else []),
        asked_text(question, lang), orders_text(question, lang),
        headline(answer.counts, lang), answer.stability(lang),
        *section("cli_advisory_groups", _group_lines(answer, lang), lang),
        *section("cli_advisory_missed", gaps, lang),
        *section("cli_advisory_favours_head", asked.lines(lang) if asked else [], lang),
        *section("cli_advisory_waiting", waits, lang),
        *data_notes(question, lang),
        *made_up((question.matched, question.experts, question.now), lang),
        say("cli_pair_rechecked" if not faults else "check_faults", lang),
        *indented([f"{one.promise} {one.subject}: {one.detail}" for one in faults]),
    ]  # fmt: skip
    if accepted is not None:
        text.append(
            say("cli_advisory_accepted", lang, groups=accepted.groups,
                members=accepted.members, facts=accepted.facts)
        )  # fmt: skip
    data: dict[str, Any] = {
        "status": answer.plan.status,
        "choice": question.choice.settings(),
        **answer.counts,
        "groups": rows_of(answer.groups),
        "members": rows_of(answer.members),
        "missed": rows_of(missed),
        "waiting": rows_of(waiting),
        "favours": rows_of(asked.table(lang)) if asked else [],
        "changes": rows_of(since_now(answer)),
        "notes": data_notes(question, lang),
        "issues": plain_issues(issues, lang),
        "violations": [asdict(fault) for fault in faults],
        "accepted": accepted is not None,
        "kept": options.keep if options.keep is not None and not faults else None,
        "files": files,
    }
    short = answer.counts["short"] or not answer.counts["counties"]
    code = NOT_COVERED if options.strict and short else DONE
    return Result(REFUSED if faults else code, "\n".join([*text, *files]), data)


def _group_lines(answer: AdvisoryAnswer, lang: Lang) -> list[str]:
    members = answer.members
    found = []
    for row in answer.groups.to_dict("records"):
        told = {
            "county": row["county"],
            "members": row["members"],
            "status": status_label(row["status"], lang),
            "lacks": lacks_text(row["lacks"], lang) or "–",
            "trades": trades_label(row["trades_needed"], lang),
        }
        found.append(say("cli_advisory_group", lang, **told))
        own = members[members["county_code"] == row["county_code"]]
        found += indented(
            [f"{role_label(one['role'], lang)} {one['name']} {one['organisation']} "
             f"({one['expert_id']})" for one in own.to_dict("records")]
        )  # fmt: skip
    return found


def _gap(lang: Lang) -> str:
    return "" if lang == "zh" else " "
