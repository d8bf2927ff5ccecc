"""The command that matches advisory groups: which experts advise which county."""

import argparse
import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from cli.advisory_words import Did, is_new, ledger_told, told
from cli.kept_plans import check_name
from cli.progress import Progress
from cli.shared import (
    REFUSED,
    OptionsError,
    Result,
    Wrong,
    existing,
    issue_text,
    number_in,
    numbers_given,
    plain_issues,
    stoppable,
    today_of,
)
from geo.issues import errors
from geo.words import Lang
from planner.advising.answering import AdvisoryAnswer, answer_advisory
from planner.advising.choice import AdvisoryChoice
from planner.advising.favours import favours
from planner.advising.handing_over import write_advisory
from planner.advising.keeping import data_version, kept
from planner.advising.question import ADVISORY_LAYERS, ask_advisory
from planner.advising.reading_back import ReadBack, read_back
from planner.advising.recording import Accepted, accept
from planner.advising.scoring import scored
from planner.errors import PlanInputError
from planner.plans import keep_plan
from planner.programmes.scoring import SCORED_LAYERS
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


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the options ask for, read and found whole."""

    workspace: Workspace
    choice: AdvisoryChoice
    today: dt.date
    since: dt.date
    certified: dt.date | None


def advisory(options: argparse.Namespace) -> Result:
    """Match the groups, check them again; keep, accept or write them where asked."""
    asked = _asked(options)
    if isinstance(asked, Result):
        return asked
    lang: Lang = options.lang
    with Progress(lang) as progress:
        progress(0.0, "read")
        version = asked.workspace.data_version
        layers = asked.workspace.layers({*ADVISORY_LAYERS, *SCORED_LAYERS})
        if options.ledger:
            return ledger_told(layers, asked.today, lang)
        progress(0.2, "match")
        question = ask_advisory(layers, asked.choice, today=asked.today)
        back = None
        if options.replies is not None:
            back = read_back(options.replies, question)
            if errors(back.issues) and not (back.declined or back.agreed):
                return _nothing_read(back, options)
            question = ask_advisory(layers, back.choice, today=asked.today)
        with stoppable() as stopped:
            answer = answer_advisory(question, watch=lambda *_: bool(stopped))
        asks = favours(answer) if options.favours else None
        progress(0.7, "recheck")
        faults = answer.violations(layers)
        would = accept(layers, answer, since=asked.since, certified=asked.certified)
        day = max(asked.today, asked.since)
        score = scored(layers, would, day, lang)
        progress(0.8, "write")
        files = (
            [] if faults else _written(asked, answer, layers, would, version, options)
        )
        did = Did(back, asks, score, day, would, files)
        return told(answer, faults, did, options)


def _asked(options: argparse.Namespace) -> Result | _Asked:
    """Everything the options ask for, or everything that is wrong with them."""
    wrong = Wrong(options.lang)
    tried = wrong.tried
    workspace = tried(lambda: existing(Workspace(options.workspace)))
    today = tried(lambda: today_of(options))
    tried(lambda: _together(options))
    if options.keep is not None:
        tried(lambda: check_name(options.keep))
    days = tried(lambda: _days(options, today))
    listed, unread = _listed(options)
    if unread:
        wrong.keep(OptionsError(unread))
    choice = tried(lambda: _choice(options, listed))
    if refused := wrong.refused():
        return refused
    return _Asked(*cast(Any, (workspace, choice, today, *cast(Any, days))))


def _together(options: argparse.Namespace) -> None:
    """Refuse options that do nothing beside each other."""
    names = ("out", "accept", "keep", "replies", "favours")
    beside = [f"--{name}" for name in names if getattr(options, name)]
    if options.ledger and beside:
        told: dict[str, object] = {"options": ", ".join(beside)}
        raise OptionsError([("cli_advisory_ledger_alone", told)])
    if options.certified is not None and not options.accept:
        raise OptionsError([("cli_advisory_only_accepting", {})])


def _listed(
    options: argparse.Namespace,
) -> tuple[dict[str, list[Any]], list[tuple[str, dict[str, object]]]]:
    """Pins, bans, refusals and quotas, and those that cannot be read."""
    wrong: list[tuple[str, dict[str, object]]] = []

    def pairs(name: str) -> Iterator[tuple[str, str]]:
        for text in getattr(options, name):
            left, sign, right = (part.strip() for part in text.partition("="))
            if left and sign and right:
                yield left, right
            else:
                wrong.append(("cli_advisory_bad_pair", {"name": name, "text": text}))

    said = [(county, rest.partition(":")) for county, rest in pairs("declined")]
    values: dict[str, list[Any]] = {
        "pins": list(pairs("pin")),
        "bans": list(pairs("ban")),
        "declined": [(one, who[0].strip(), who[2].strip()) for one, who in said],
        "quota_raised": [(expert, number_in(more)) for expert, more in pairs("raise")],
    }
    return values, wrong


def _choice(
    options: argparse.Namespace, listed: Mapping[str, list[Any]]
) -> AdvisoryChoice:
    """What the options ask."""
    values: dict[str, Any] = {"in_turn": not options.together, **listed}
    values |= numbers_given(options, _NUMBERS)
    for name in _SPANS:
        given = getattr(options, name)
        if given is not None:
            least, _, most = given.partition("-")
            values[name] = (number_in(least), number_in(most or least))
    for name in _WORDS:
        if getattr(options, name) is not None:
            values[name] = getattr(options, name)
    return AdvisoryChoice.from_settings(values)


def _days(
    options: argparse.Namespace, today: dt.date | None
) -> tuple[dt.date | None, dt.date | None]:
    """First day of new groups, and the day of their certificates."""
    found: list[dt.date | None] = []
    wrong: list[tuple[str, dict[str, object]]] = []
    for name in _DAYS:
        text = getattr(options, name)
        try:
            found.append(dt.date.fromisoformat(text) if text is not None else None)
        except ValueError:
            wrong.append(("cli_pair_bad_day", {"name": name, "value": text}))
    if wrong:
        raise OptionsError(wrong)
    since, certified = found[0] or today, found[1]
    if since is not None and certified is not None and certified < since:
        told = {"day": certified, "since": since}
        raise PlanInputError([("advisory_bad_certified", told)])
    return since, certified


def _nothing_read(back: ReadBack, options: argparse.Namespace) -> Result:
    lang: Lang = options.lang
    none = say("cli_advisory_replies_none", lang, name=str(options.replies))
    lines = [issue_text(back.issues, lang), none]
    return Result(
        REFUSED, "\n".join(lines), {"issues": plain_issues(back.issues, lang)}
    )


def _written(
    asked: _Asked,
    answer: AdvisoryAnswer,
    layers: Layers,
    would: Accepted,
    version: str,
    options: argparse.Namespace,
) -> list[str]:
    """Write the files, then the records, then the plan that is kept with them."""
    lang: Lang = options.lang
    files: list[str] = []
    if options.out is not None:
        paths = write_advisory(
            answer, options.out, lang, layers=layers, since=asked.since
        )
        files = [str(path) for path in paths]
    if options.accept and is_new(would):
        change = say(
            "cli_advisory_change", lang, groups=would.groups, members=would.members
        )
        asked.workspace.replace_layers(would.frames, change=change, made_from=version)
    if options.keep is not None:
        now, name = data_version(asked.workspace), options.keep.strip()
        plan = kept(answer, now, kind="advisory", name=name)
        keep_plan(asked.workspace.path, plan)
    return files
