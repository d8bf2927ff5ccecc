"""Commands of the programmes: the score of every row, and the calendar of duties."""

import argparse
import datetime as dt
from collections.abc import Hashable
from dataclasses import asdict
from typing import Any

import pandas as pd

from cli.judging import measure
from cli.progress import Progress
from cli.shared import DONE, NOT_COVERED, OptionsError, Result, existing, today_of
from geo.export.files import replacing
from geo.words import Lang
from planner.duties.days import FIRST_YEAR, LAST_YEAR, unknown_days
from planner.duties.wording import status_label, window_text
from planner.errors import WORDS
from planner.programmes.dues import calendar_file, calendar_of
from planner.programmes.ground import level_of
from planner.programmes.loading import load_programme, programmes_of, with_own
from planner.programmes.plainly import plain_score
from planner.programmes.schema import Programme
from planner.programmes.score import Score, score_workspace
from planner.programmes.wording import basis_lines, row_line
from planner.verify_options import Violation
from planner.verify_score import score_violations
from planner.workspace import Workspace
from ui.text import say

_REMIND_DAYS = 5
_RECHECKED_ROWS = 20
# Plain loops over a whole country would take hours.
_MOST_RECHECKED = 20_000


def score(options: argparse.Namespace) -> Result:
    """Score every row of the programmes."""
    lang: Lang = options.lang
    with Progress(lang) as progress:
        found = _scored(options, progress)
        chosen = _chosen(found, options.only)
        lines = [say("cli_score_on", lang, day=found.on.isoformat())]
        for programme in chosen.programmes:
            own = [r for r in chosen.rows.values() if r.programme.id == programme.id]
            if own:
                lines += ["", programme.label(lang)]
            for row in own:
                below = [f"  {line}" for line in basis_lines(row, lang)]
                lines += [row_line(row, lang), *below]
        lines += [WORDS.say(key, lang, params) for key, params in chosen.warnings]
        progress(0.9, "recheck")
        faults = _checked(chosen)
        lines += ["", *_told(chosen, faults, lang)]
        data: dict[str, Any] = {}
        if options.json:
            progress(0.95, "history")
            data = plain_score(chosen, lang, history=not options.no_history)
            data["violations"] = [asdict(fault) for fault in faults]
    short = any(row.status == "short" for row in chosen.rows.values())
    code = NOT_COVERED if options.strict and short else DONE
    return Result(code, "\n".join(lines), data)


def duties(options: argparse.Namespace) -> Result:
    """List the duties of a year with how they stand, or write them as a calendar."""
    lang: Lang = options.lang
    year = today_of(options).year if options.year is None else options.year
    if not FIRST_YEAR <= year < LAST_YEAR:
        params = {"year": year, "first": FIRST_YEAR, "last": LAST_YEAR - 1}
        raise OptionsError([("cli_year_unknown", params)])
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    with Progress(lang) as progress:
        found = _scored(options, progress)
        table = calendar_of(found, first=first, last=last)
    if options.unit is not None:
        _known_unit(found, options.unit)
        table = table[table["unit_code"] == options.unit]
    notes = [WORDS.say(key, lang, params) for key, params in unknown_days(last)]
    if options.ics:
        text = calendar_file(table, found, lang, remind_days=_REMIND_DAYS)
        with replacing(options.ics, suffix=".ics") as path:
            path.write_bytes(text)
        notes.append(say("cli_files_in", lang, folder=str(options.ics)))
    if table.empty:
        notes.insert(0, say("cli_no_duties", lang, year=year))
    ordered = table.sort_values("due", kind="stable")
    lines = [_duty_line(row, lang) for row in ordered.to_dict("records")]
    return Result(DONE, "\n".join([*lines, *notes]), {"duties": _plain(table)})


def _checked(found: Score) -> list[Violation]:
    """Count some rows again by the independent check, which is slow and plain."""
    frames = found.scoring.frames
    if len(frames["villages"]) > _MOST_RECHECKED:
        return []
    return score_violations(found, frames, sample=_RECHECKED_ROWS)


def _told(found: Score, faults: list[Violation], lang: Lang) -> list[str]:
    """Say what the independent check found, if it was asked."""
    if len(found.scoring.frames["villages"]) > _MOST_RECHECKED:
        return [say("cli_not_rechecked", lang, most=_MOST_RECHECKED)]
    if not faults:
        count = min(_RECHECKED_ROWS, len(found.rows))
        return [say("cli_rows_rechecked", lang, count=count)]
    lines = [f"  {one.promise} {one.subject}: {one.detail}" for one in faults]
    return [say("check_faults", lang), *lines]


def _scored(options: argparse.Namespace, progress: Progress) -> Score:
    workspace = existing(Workspace(options.workspace))
    on = today_of(options)
    programmes = programmes_asked(workspace, options)
    choice = measure(workspace, options, on=on).choice
    return score_workspace(
        workspace, on=on, programmes=programmes, choice=choice, progress=progress
    )


def programmes_asked(
    workspace: Workspace, options: argparse.Namespace
) -> tuple[Programme, ...]:
    """The workspace's programmes, or the shipped ones and those of ``--programme``."""
    if options.programme:
        return with_own([load_programme(path) for path in options.programme])
    return programmes_of(workspace)


def _chosen(found: Score, only: list[str] | None) -> Score:
    """The rows asked for: ids of rows or of programmes."""
    if not only:
        return found
    known = {*found.rows, *(one.id for one in found.programmes)}
    unknown = [name for name in only if name not in known]
    if unknown:
        params: dict[str, object] = {"names": ", ".join(unknown)}
        raise OptionsError([("cli_row_unknown", params)])
    rows = {
        name: row
        for name, row in found.rows.items()
        if name in only or row.programme.id in only
    }
    return Score(found.programmes, rows, found.scoring)


def _known_unit(found: Score, code: str) -> None:
    level = level_of(code)
    if level is None or found.scoring.ground.units.find(level, [code])[0] < 0:
        raise OptionsError([("cli_unit_unknown", {"code": code})])


def _duty_line(row: dict[Hashable, Any], lang: Lang) -> str:
    status = status_label(row["status"], lang)
    window = window_text(row["label"], lang)
    due = row["due"].date().isoformat()
    return f"{due}  {status}  {row['duty']}  {row['unit_name']}  {window}"


def _plain(table: pd.DataFrame) -> list[dict[str, object]]:
    days = table.select_dtypes("datetime").columns
    texts = {name: table[name].dt.strftime("%Y-%m-%d") for name in days}
    plain = table.assign(**texts).astype(object)
    return [
        {str(name): value for name, value in row.items()}
        for row in plain.where(plain.notna(), None).to_dict("records")
    ]
