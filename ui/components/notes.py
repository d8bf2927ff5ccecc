"""What must be known of every exported file."""

from geo.words import Lang
from planner.handover import report_notes
from planner.report import CoverageReport
from ui.components.messages import markup
from ui.text import say


def notes(report: CoverageReport, lang: Lang) -> str:
    """Verdict, travel, coordinate system and what is illustrative, as HTML."""
    lines = "".join(f"<p>{markup(line)}</p>" for line in report_notes(report, lang))
    return (
        f'<div class="cp-card"><h3>{markup(say("notes_title", lang))}</h3>{lines}</div>'
    )
