"""What the command that matches advisory groups says: lines, and rows for machines."""

import argparse
import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from cli.shared import (
    DONE,
    NOT_COVERED,
    REFUSED,
    Result,
    check_lines,
    indented,
    issue_text,
    made_up,
    plain_issues,
    rows_of,
    section,
)
from geo.words import Lang
from planner.advising.accounting import ITEMS, ledger
from planner.advising.answering import AdvisoryAnswer
from planner.advising.changing import since_now
from planner.advising.favours import Favours
from planner.advising.handing_over import standing_text
from planner.advising.reading_back import ReadBack
from planner.advising.recording import Accepted
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
from planner.verify_options import Violation
from planner.workspace import Layers
from ui.text import say


@dataclass(frozen=True, slots=True)
class Did:
    """What was done beside matching.

    Parameters
    ----------
    back
        Replies that were read; None where no file was named.
    asks
        Favours, where they were asked for.
    score, day
        As :func:`planner.advising.scoring.scored` gives it, and on which day.
    would
        What accepting writes, or would.
    files
        Paths of files that were written.
    """

    back: ReadBack | None
    asks: Favours | None
    score: pd.DataFrame
    day: dt.date
    would: Accepted
    files: list[str]


def is_new(would: Accepted) -> bool:
    """Whether accepting writes anything."""
    return bool(would.groups or would.members or would.facts)


def ledger_told(layers: Layers, today: dt.date, lang: Lang) -> Result:
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


def told(
    answer: AdvisoryAnswer,
    faults: list[Violation],
    did: Did,
    options: argparse.Namespace,
) -> Result:
    """The answer in words and for machines."""
    lang: Lang = options.lang
    question = answer.question
    asks = did.asks.lines(lang) if did.asks else []
    text = [
        *_replies(did.back, lang),
        asked_text(question, lang), orders_text(question, lang),
        headline(answer.counts, lang), answer.stability(lang),
        *section("cli_advisory_groups", _group_lines(answer, lang), lang),
        *section("cli_advisory_missed", _reasons(answer.missed(lang), lang), lang),
        *section("cli_advisory_favours_head", asks, lang),
        *section("cli_advisory_waiting", _reasons(answer.waiting(lang), lang), lang),
        *_score(did, lang),
        *data_notes(question, lang),
        *made_up((question.matched, question.experts, question.now), lang),
        *check_lines(faults, "cli_pair_rechecked", lang),
        *([] if faults else _written(did, options)),
    ]  # fmt: skip
    short = answer.counts["short"] or not answer.counts["counties"]
    code = NOT_COVERED if options.strict and short else DONE
    data = _data(answer, faults, did, options)
    return Result(REFUSED if faults else code, "\n".join([*text, *did.files]), data)


def _data(
    answer: AdvisoryAnswer,
    faults: list[Violation],
    did: Did,
    options: argparse.Namespace,
) -> dict[str, Any]:
    lang: Lang = options.lang
    question = answer.question
    return {
        "status": answer.plan.status,
        "choice": question.choice.settings(),
        **answer.counts,
        "groups": rows_of(answer.groups),
        "members": rows_of(answer.members),
        "missed": rows_of(answer.missed(lang)),
        "waiting": rows_of(answer.waiting(lang)),
        "favours": rows_of(did.asks.table(lang)) if did.asks else [],
        "changes": rows_of(since_now(answer)),
        "notes": data_notes(question, lang),
        "issues": plain_issues(did.back.issues, lang) if did.back else [],
        "violations": [asdict(fault) for fault in faults],
        "score": {"day": did.day.isoformat(), "parts": rows_of(did.score)},
        "accepted": options.accept and not faults,
        "kept": options.keep if options.keep is not None and not faults else None,
        "files": did.files,
    }


def _replies(back: ReadBack | None, lang: Lang) -> list[str]:
    """What was read of the replies, and every row that was not taken."""
    if back is None:
        return []
    counts = {"declined": back.declined, "agreed": back.agreed}
    read = say("cli_advisory_replies_read", lang, **counts)
    return [*([issue_text(back.issues, lang)] if back.issues else []), read]


def _score(did: Did, lang: Lang) -> list[str]:
    """Parts of the programme that accepting changes."""
    table = did.score
    if table.empty:
        return []
    changed = table[table["changed"]]
    head = say(
        "cli_advisory_score", lang, before=int(table["met_before"].sum()),
        after=int(table["met_after"].sum()), parts=len(table), count=len(changed),
        day=did.day,
    )  # fmt: skip
    lines = [
        say("cli_advisory_score_line", lang, part=row["part"], before=row["before"],
            after=row["after"])
        for row in changed.to_dict("records")
    ]  # fmt: skip
    return [head, *indented(lines)]


def _written(did: Did, options: argparse.Namespace) -> list[str]:
    """What was entered and kept."""
    lang: Lang = options.lang
    lines, would = [], did.would
    if options.accept and is_new(would):
        counts = {name: getattr(would, name) for name in ("groups", "members", "facts")}
        lines.append(say("cli_advisory_accepted", lang, **counts))
    elif options.accept:
        lines.append(say("cli_advisory_nothing_new", lang))
    if options.keep is not None:
        lines.append(say("cli_caravans_kept", lang, name=options.keep))
    return lines


def _reasons(rows: pd.DataFrame, lang: Lang) -> list[str]:
    return [
        f"{row['county']}: {row['reason']}{_gap(lang)}{row['fix']}"
        for row in rows.to_dict("records")
    ]


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
