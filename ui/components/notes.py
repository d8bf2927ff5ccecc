"""What must be known of every exported file."""

from collections.abc import Sequence

from geo.words import Lang
from planner.handover import report_notes
from planner.report import CoverageReport
from ui.components.messages import markup
from ui.text import say


def notes(report: CoverageReport, faults: Sequence[str], lang: Lang) -> str:
    """Verdict, travel, coordinate system, what is illustrative, and the recheck."""
    told = report_notes(report, lang)
    told.append(say("check_faults" if faults else "rechecked", lang))
    lines = "".join(f"<p>{markup(line)}</p>" for line in (*told, *faults))
    return (
        f'<div class="cp-card"><h3>{markup(say("notes_title", lang))}</h3>{lines}</div>'
    )
