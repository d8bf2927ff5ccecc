"""What the command that plans museum tours says: lines for people."""

from collections.abc import Sequence

import pandas as pd

from cli.shared import check_lines, indented, more_line
from geo.words import Lang
from planner.stays.answering import TourAnswer
from planner.stays.recording import Scored
from planner.stays.wording import (
    asked_lines,
    change_text,
    made_text,
    proved_text,
    scored_text,
    warnings_of,
    why_text,
)
from planner.verify_options import Violation
from ui.text import say

# Rows told on the screen; --json and the workbook hold all.
_SHOWN = 12


def lines_of(
    answer: TourAnswer, faults: Sequence[Violation], counted: Scored, lang: Lang
) -> list[str]:
    """The answer: what was asked, each set's way, what is missing, and the check."""
    return [
        *asked_lines(answer.question, lang),
        made_text(answer, lang),
        proved_text(answer, lang),
        *_sets(answer, lang),
        *_missing(answer, lang),
        scored_text(counted, lang),
        *warnings_of(answer.question, lang),
        *check_lines(faults, "cli_tours_rechecked", lang),
    ]


def change_lines(table: pd.DataFrame, lang: Lang) -> list[str]:
    """How many stays are otherwise, and the first of them."""
    if table.empty:
        return [say("cli_tours_no_changes", lang)]
    lines = [change_text(row, lang) for row in table.head(_SHOWN).to_dict("records")]
    told = [say("cli_tours_changes", lang, count=len(table)), *indented(lines)]
    return told + more_line(len(table), _SHOWN, lang)


def left_lines(table: pd.DataFrame, lang: Lang) -> list[str]:
    """Rows of the plan there is that could not be taken, each with its reason."""
    lines = [
        f"{row['first']:%Y-%m} {row['county']} · {row['set']}: "
        f"{why_text(str(row['why']), lang)}"
        for row in table.head(_SHOWN).to_dict("records")
    ]
    told = [say("cli_tours_left_out", lang, count=len(table)), *indented(lines)]
    return told + more_line(len(table), _SHOWN, lang)


def _sets(answer: TourAnswer, lang: Lang) -> list[str]:
    """The first stays of each set, in order."""
    lines = []
    stays = answer.stays.sort_values(["set_id", "first"], kind="stable")
    for name, own in stays.groupby("set", sort=False):
        lines.append(say("cli_tours_set", lang, name=name, count=len(own)))
        rows = own.head(_SHOWN).to_dict("records")
        lines += indented([
            f"{row['first']:%Y-%m} {row['county']} · {row['months']} · {row['venue']}"
            for row in rows
        ])  # fmt: skip
        lines += more_line(len(own), _SHOWN, lang)
    return lines


def _missing(answer: TourAnswer, lang: Lang) -> list[str]:
    """Stays not made: the first, each with its reason and nearest fix."""
    missed = answer.missed(lang)
    if missed.empty:
        return []
    lines = [say("cli_tours_missing", lang, count=len(missed))]
    told = [
        say(
            "cli_tours_missed", lang, county=row["county"], number=row["number"],
            reason=row["reason"], fix=row["fix"],
        ).rstrip(" →")
        for row in missed.head(_SHOWN).to_dict("records")
    ]  # fmt: skip
    return [*lines, *indented(told), *more_line(len(missed), _SHOWN, lang)]
