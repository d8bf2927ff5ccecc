"""What the command that plans caravan visits says: lines for people."""

from collections.abc import Sequence

from cli.shared import check_lines, more_line
from geo.words import Lang
from planner.errors import WORDS
from planner.outings.answering import OutingAnswer
from planner.outings.wording import (
    asked_lines,
    compared_text,
    made_text,
    warnings_of,
)
from planner.verify_options import Violation
from ui.text import say

# Villages told on the screen; --json and the workbook hold all.
_SHOWN = 10


def lines_of(
    answer: OutingAnswer, faults: Sequence[Violation], lang: Lang, *, litres: float
) -> list[str]:
    """The answer: what was asked, what it comes to, what is missing, and the check."""
    asked = asked_lines(answer, lang)
    return [
        asked[0],
        # How ways are measured.
        asked[-1],
        made_text(answer, lang),
        *_missing(answer, lang),
        compared_text(answer, lang, litres_per_100km=litres),
        *warnings_of(answer, lang),
        *check_lines(faults, "cli_caravans_rechecked", lang),
    ]


def _missing(answer: OutingAnswer, lang: Lang) -> list[str]:
    """Why visits are not made: how many for each reason, and the first villages."""
    missed = answer.missed(lang)
    if missed.empty:
        return []
    count = int(missed["visits"].sum())
    lines = [say("cli_caravans_missing", lang, count=count)]
    for why, visits in missed.groupby("why", sort=False)["visits"].sum().items():
        reason = WORDS.say(f"outing_why_{why}", lang, {})
        told = {"reason": reason, "visits": int(visits)}
        lines.append(say("cli_caravans_why", lang, **told))
    lines.append(say("cli_caravans_first", lang))
    lines += [
        say(
            "cli_caravans_village",
            lang,
            village=row["place"],
            township=row["township"],
            visits=row["visits"],
            reason=row["reason"],
            fix=row["fix"],
        ).rstrip(" →")
        for row in missed.head(_SHOWN).to_dict("records")
    ]
    return lines + more_line(len(missed), _SHOWN, lang)
