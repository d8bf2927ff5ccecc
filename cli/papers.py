"""The command that writes papers: reports, summaries, sheets, signboards, targets."""

import argparse
import datetime as dt

from cli.judging import measure, rule_of
from cli.progress import Progress
from cli.scoring import programmes_asked
from cli.shared import DONE, Result, existing, today_of
from geo.words import Lang
from planner.papers.composing import papers_of, write_paper
from planner.programmes.dues import calendar_of
from planner.programmes.score import score_workspace
from planner.report import report_workspace
from planner.workspace import Workspace
from ui.text import say

# Duties of the year before are told of, and the next ones.
_BACK, _AHEAD = dt.timedelta(days=365), dt.timedelta(days=400)


def paper(options: argparse.Namespace) -> Result:
    """Write one paper in every format asked for."""
    lang: Lang = options.lang
    workspace = existing(Workspace(options.workspace))
    day = today_of(options)
    with Progress(lang) as progress:
        how = measure(workspace, options, on=day)
        score = score_workspace(
            workspace, on=day, programmes=programmes_asked(workspace, options),
            choice=how.choice, progress=progress,
        )  # fmt: skip
        report = report_workspace(
            workspace, rule_of(options), travel=how.travel, today=day
        )
        progress(0.9, "paper")
        calendar = calendar_of(score, first=day - _BACK, last=day + _AHEAD)
        made = papers_of(
            score, report, calendar, kind=options.kind, lang=lang, on=day,
            place=options.place, period=options.period, office=options.office,
            addressee=options.addressee, link=options.link,
        )  # fmt: skip
        written = write_paper(made, options.out, formats=options.formats)
    lines = [made.title.replace("\n", " "), *(str(path) for path in written)]
    lines.append(say("cli_files_in", lang, folder=str(options.out)))
    data = {"title": made.title, "files": [str(path) for path in written]}
    return Result(DONE, "\n".join(lines), data)
