"""The command that pairs: experts, three-regions people, universities, the east."""

import argparse
import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, get_args

from cli.judging import measure
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
from geo.travel import StraightLine, Travel
from geo.words import Lang
from planner.pairing.answering import PairingAnswer, answer_pairing
from planner.pairing.choice import EASTERN, KINDS, PairingChoice, Parties
from planner.pairing.east_wording import more_lines, more_partners
from planner.pairing.handing_over import write_pairing
from planner.pairing.keeping import Terms, layer_of, pairing_rows
from planner.pairing.question import PAIRING_LAYERS, ask_pairing
from planner.pairing.subjects import AGREEMENT
from planner.pairing.wording import (
    asked_text,
    change_lines,
    conflict_lines,
    data_notes,
    goal_lines,
    headline,
    kept_text,
    lacks_text,
    open_posts,
    subject_text,
)
from planner.problem import trades_in
from planner.roster.choice import LeastFit
from planner.rule import VillageSet
from planner.verify_options import Violation
from planner.workspace import Workspace
from ui.text import say

_TEXTS = ("goal", "task", "mechanism", "project")
_DAYS = ("signed", "ends", "filed")


def add_options(parser: argparse.ArgumentParser, word: Callable[[str], str]) -> None:
    """Add the options of the command that no other has."""

    def add(name: str, metavar: str | None, **given: Any) -> None:  # noqa: ANN401
        key = f"pair_{name.replace('-', '_')}"
        parser.add_argument(f"--{name}", metavar=metavar, help=word(key), **given)

    add("kind", None, choices=KINDS, default=KINDS[0])
    add("villages", None, choices=get_args(VillageSet), default="poor")
    add("parties", None, choices=get_args(Parties), default="experts")
    add("roles", "ROLE,…")
    add("needed", "N", type=int, default=1)
    add("capacity", "N", type=int)
    add("least-fit", None, choices=get_args(LeastFit))
    add("limit", "MIN", type=float)
    add("counties", "N", type=int, default=0)
    add("goals", "GOAL,…")
    for name in ("must", "pin", "ban"):
        add(name, "CODE" if name == "must" else "POST=ID", action="append", default=[])
    for name in _DAYS:
        add(name, "YYYY-MM-DD")
    for name in _TEXTS:
        add(name, "TEXT", default="")
    add("out", "DIR", type=Path)
    parser.add_argument("--save", action="store_true", help=word("pair_save"))
    parser.add_argument("--strict", action="store_true", help=word("pair_strict"))
    add("time-limit", "S", type=float, default=60.0)


def pair(options: argparse.Namespace) -> Result:
    """Pair as the options ask, and keep or write the pairing where asked."""
    lang: Lang = options.lang
    workspace = existing(Workspace(options.workspace))
    today = today_of(options)
    choice, terms = _choice(options), _terms(options)
    with Progress(lang) as progress:
        progress(0.0, "roads")
        version = workspace.data_version
        layers = workspace.layers(PAIRING_LAYERS)
        travel, note = _travel(workspace, options, today)
        progress(0.3, "pair")
        question = ask_pairing(layers, options.kind, choice, travel, today=today)
        answer = answer_pairing(question, time_limit_s=options.time_limit)
        if answer.is_refused:
            return _contradicted(answer, lang)
        progress(0.7, "recheck")
        faults = answer.violations(layers)
        progress(0.8, "write")
        frame = layers[layer_of(question.kind)]
        files: list[str] = []
        if options.out is not None and not faults:
            written = write_pairing(answer, frame, terms, options.out, lang)
            files = [str(path) for path in written]
        if options.save and not faults:
            rows = pairing_rows(frame, answer, terms, lang)
            change = say(f"cli_pair_change_{question.kind}", lang)
            workspace.replace_layer(
                layer_of(question.kind), rows, change=change, made_from=version
            )
        return _told(answer, note, (faults, files), options)


def _travel(
    workspace: Workspace, options: argparse.Namespace, on: dt.date
) -> tuple[Travel, str]:
    """How travel is measured, and what is to be said of it; of the east it is not."""
    if options.kind in EASTERN:
        return StraightLine(), ""
    how = measure(workspace, options, on=on)
    return how.travel, how.note


def _choice(options: argparse.Namespace) -> PairingChoice:
    """What the options ask; every mistake of writing at once."""
    wrong: list[tuple[str, dict[str, object]]] = []
    pairs: dict[str, list[tuple[str, str]]] = {"pin": [], "ban": []}
    for name, found in pairs.items():
        for text in getattr(options, name):
            post, sign, party = (part.strip() for part in text.partition("="))
            if not (post and sign and party):
                wrong.append((f"cli_pair_bad_{name}", {"text": text}))
            found.append((_post(post, options.kind), party))
    if wrong:
        raise OptionsError(wrong)
    values: dict[str, Any] = {
        name: getattr(options, name)
        for name in ("villages", "parties", "needed", "capacity", "least_fit",
                     "counties", "must")
    }  # fmt: skip
    values |= {"limit_min": options.limit, "pins": pairs["pin"], "bans": pairs["ban"]}
    for name in ("roles", "goals"):
        given = _listed(getattr(options, name))
        if given:
            values[name] = given
    return PairingChoice.from_settings(values)


def _post(text: str, kind: str) -> str:
    """Id of a post; a bare code of a village or county stands for its first."""
    paper = AGREEMENT.get(kind)
    return f"{text}/{paper}/1" if paper and text.isdigit() else text


def _terms(options: argparse.Namespace) -> Terms:
    """What the options say of the agreements; every bad day at once."""
    days: dict[str, dt.date | None] = {}
    wrong: list[tuple[str, dict[str, object]]] = []
    for name in _DAYS:
        text = getattr(options, name)
        try:
            days[name] = dt.date.fromisoformat(text) if text else None
        except ValueError:
            wrong.append(("cli_pair_bad_day", {"name": name, "value": text}))
    if wrong:
        raise OptionsError(wrong)
    texts = {name: getattr(options, name) for name in _TEXTS}
    return Terms(
        signed_on=days["signed"], ends_on=days["ends"], filed_on=days["filed"], **texts
    )


def _contradicted(answer: PairingAnswer, lang: Lang) -> Result:
    conflict = conflict_lines(answer, lang)
    text = "\n".join([say("cli_pair_contradicts", lang), *indented(conflict)])
    return Result(REFUSED, text, {"status": "infeasible", "conflict": conflict})


def _told(
    answer: PairingAnswer,
    note: str,
    done: tuple[Sequence[Violation], list[str]],
    options: argparse.Namespace,
) -> Result:
    """The answer in words and for machines; ``done``: faults found, files written."""
    lang: Lang = options.lang
    faults, files = done
    counts = dict(answer.counts)
    text = [
        asked_text(answer, lang), *([note] if note else []), headline(answer, lang),
        *section("cli_pair_conflict", conflict_lines(answer, lang), lang),
        kept_text(answer, lang), say("cli_pair_serving", lang, **counts),
        say("cli_pair_in_order", lang), *indented(goal_lines(answer, lang)),
        *section("cli_pair_lacks", _lacking(answer, lang), lang),
        *section("cli_pair_changes", change_lines(answer, lang), lang),
        *section("cli_pair_open", _open_lines(answer, lang), lang),
        *section("cli_pair_more", more_lines(answer, lang), lang),
        *data_notes(answer, lang),
        *made_up((answer.question.posts, answer.question.parties), lang),
        *check_lines(faults, "cli_pair_rechecked", lang),
    ]  # fmt: skip
    saved = options.save and not faults
    if saved:
        text.append(say("cli_pair_saved", lang))
    data = {"kind": answer.question.kind} | counts | _data(answer, faults, lang)
    data |= {"saved": saved, "files": files}
    short = counts["open"] or (answer.people["left"] != "").any()
    code = NOT_COVERED if options.strict and short else DONE
    return Result(REFUSED if faults else code, "\n".join([*text, *files]), data)


def _data(
    answer: PairingAnswer, faults: Sequence[Violation], lang: Lang
) -> dict[str, Any]:
    """The answer for machines, but for its counts."""
    question = answer.question
    return {
        "status": answer.plan.status,
        "choice": question.choice.settings(),
        "travel": dict(question.travel),
        "goals": [asdict(one) | {"proved": one.proved} for one in answer.plan.goals],
        "pairs": plain_rows(answer.posts),
        "parties": plain_rows(answer.parties),
        "people": plain_rows(answer.people) if question.kind == "three_regions" else [],
        "changes": [
            asdict(one) | {"text": told}
            for one, told in zip(
                answer.changes(), change_lines(answer, lang), strict=True
            )
        ],
        "why_open": [asdict(one) for one in open_posts(answer, lang)],
        "more_partners": [
            {"unit": one.unit, "trades": trades_in(one.trade), "units": one.units}
            for one in more_partners(answer)
        ],
        "conflict": conflict_lines(answer, lang),
        "notes": data_notes(answer, lang),
        "violations": [asdict(fault) for fault in faults],
    }


def _lacking(answer: PairingAnswer, lang: Lang) -> list[str]:
    """Three-regions people who lack something, with what is given to them."""
    if answer.question.kind != "three_regions":
        return []
    people = answer.people[answer.people["lacks"] != ""]
    return [
        say(
            "cli_pair_person", lang, name=row["name"], id=row["person_id"],
            lacks=lacks_text(row["lacks"], lang), village=row["village"] or "–",
            base=row["base"] or "–", business=row["business"] or "–",
        )
        for row in people.to_dict("records")
    ]  # fmt: skip


def _open_lines(answer: PairingAnswer, lang: Lang) -> list[str]:
    return [
        f"{subject_text(answer, one.post_id, lang)}（{one.post_id}）: "
        f"{one.text} {one.fix}"
        for one in open_posts(answer, lang)
    ]


def _listed(text: str | None) -> list[str]:
    given = (text or "").replace("，", ",").split(",")
    return [one.strip() for one in given if one.strip()]
