"""What each command does: words and exit codes; geo and planner do the work."""

import argparse
import contextlib
import datetime as dt
import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, cast

from cli.progress import Progress
from geo.answers import EVERY, Answer, Answers, Question
from geo.issues import Issue, errors
from geo.templates import TemplateFormat, write_templates
from geo.words import Lang
from planner.demo import build_demo_workspace
from planner.errors import PlanInputError, WorkspaceError
from planner.handover import report_notes, write_all
from planner.intake import ImportOutcome, check_workspace, import_files
from planner.report import CoverageReport, report_workspace
from planner.rule import Rule
from planner.verify import spot_check
from planner.wording import reason_label
from planner.workspace import Workspace
from ui.maps.standalone import write_html
from ui.text import say

DONE, NOT_COVERED, REFUSED = 0, 1, 2
_MOST_ISSUES = 50


@dataclass(frozen=True, slots=True)
class Result:
    """Exit code, text for people, and the same for machines."""

    code: int
    text: str
    data: dict[str, Any] = field(default_factory=dict)


def demo(options: argparse.Namespace) -> Result:
    """Run the whole chain on an embedded region and leave the files to hand on."""
    lang: Lang = options.lang
    today = _today(options)
    out: Path = options.out
    with Progress(lang) as progress:
        workspace, outcome = build_demo_workspace(
            options.scope, out / "workspace.gpkg", today=today, progress=progress
        )
        if not outcome.committed:
            return _outcome(outcome, lang)
        return _hand_on(workspace, options, today, progress)


def template(options: argparse.Namespace) -> Result:
    """Write empty templates."""
    formats: tuple[TemplateFormat, ...] = (
        ("xlsx", "csv") if options.format == "both" else (options.format,)
    )
    files = [str(path) for path in write_templates(options.out, formats=formats)]
    return Result(
        DONE,
        "\n".join([say("cli_written", options.lang), *files]),
        {"files": files},
    )


def import_(options: argparse.Namespace) -> Result:
    """Import files, or undo the last import."""
    lang: Lang = options.lang
    workspace = Workspace(options.workspace)
    if options.undo:
        workspace.undo()
        return Result(DONE, say("cli_undone", lang), {"undone": True})
    if not options.files:
        return Result(REFUSED, say("cli_no_files", lang), {"error": "no files"})
    with Progress(lang) as progress:
        outcome = import_files(
            workspace,
            options.files,
            answers=_answers(options),
            today=_today(options),
            mode="replace" if options.replace else "update",
            progress=progress,
        )
    return _outcome(outcome, lang)


def check(options: argparse.Namespace) -> Result:
    """Check files without importing them, or what is in the workspace."""
    lang: Lang = options.lang
    workspace = Workspace(options.workspace)
    today = _today(options)
    if not options.files:
        issues = check_workspace(_existing(workspace), today=today)
        text = _issue_text(issues, lang) or say("cli_no_problems", lang)
        return Result(
            REFUSED if errors(issues) else DONE,
            text,
            {"issues": _plain_issues(issues, lang)},
        )
    with Progress(lang) as progress:
        outcome = import_files(
            workspace,
            options.files,
            answers=_answers(options),
            today=today,
            progress=progress,
            dry_run=True,
        )
    return _outcome(outcome, lang)


def cover(options: argparse.Namespace) -> Result:
    """Judge the workspace."""
    workspace = _existing(Workspace(options.workspace))
    report = report_workspace(workspace, _rule(options), today=_today(options))
    return _verdict(report, options, [])


def export(options: argparse.Namespace) -> Result:
    """Judge the workspace and leave the files to hand on."""
    workspace = _existing(Workspace(options.workspace))
    with Progress(options.lang) as progress:
        return _hand_on(workspace, options, _today(options), progress)


def app(options: argparse.Namespace) -> Result:
    """Serve the app until it is stopped."""
    root = Path(__file__).parents[1]
    command = [sys.executable, "-m", "cli.serve", "--server.port", str(options.port)]
    command += ["--server.address", options.host]
    folder = str(options.workspaces.resolve())
    environment = {**os.environ, "COVERAGE_WORKSPACES": folder}
    # The app's settings and static folder are found from its own directory.
    with contextlib.suppress(KeyboardInterrupt):  # Ctrl+C is how it is stopped
        done = subprocess.run(command, cwd=root, env=environment, check=False)  # noqa: S603
        return Result(done.returncode, "")
    return Result(DONE, "")


def refused(issues: Sequence[Issue], lang: Lang) -> Result:
    """Bad input: every problem, exit code 2."""
    return Result(
        REFUSED, _issue_text(issues, lang), {"issues": _plain_issues(issues, lang)}
    )


def _hand_on(
    workspace: Workspace,
    options: argparse.Namespace,
    today: dt.date,
    progress: Progress,
) -> Result:
    lang: Lang = options.lang
    progress(0.0, "judge")
    report = report_workspace(workspace, _rule(options), today=today)
    progress(0.3, "write")
    issues = write_all(report, options.out, lang=lang, encoding=options.encoding)
    progress(0.8, "map")
    write_html(report, options.out / "map.html", lang=lang)
    progress(1.0, "map")
    return _verdict(report, options, issues)


def _verdict(
    report: CoverageReport, options: argparse.Namespace, issues: Sequence[Issue]
) -> Result:
    lang: Lang = options.lang
    summary = report.summary()
    lines = report_notes(report, lang)
    lines += [
        f"  {reason_label(reason, lang)}: {count}"
        for reason, count in report.reasons().items()
    ]
    lines += [issue.line(lang) for issue in issues]
    faults = spot_check(report.verdict.problem, report.verdict)
    summary["violations"] = [asdict(fault) for fault in faults]
    lines.append(say("rechecked" if not faults else "check_faults", lang))
    lines += [f"  {fault.promise} {fault.subject}: {fault.detail}" for fault in faults]
    if "out" in options:
        lines.append(say("cli_files_in", lang, folder=str(options.out)))
    code = NOT_COVERED if options.strict and not report.is_complete else DONE
    return Result(code, "\n".join(lines), summary)


def _outcome(outcome: ImportOutcome, lang: Lang) -> Result:
    lines = [_issue_text(outcome.issues, lang)]
    if outcome.questions:
        lines += [say("cli_questions", lang), *_ask(outcome.questions, lang)]
    for change in outcome.changes:
        lines.append(say("cli_change", lang, **asdict(change)))
    lines.append(say("cli_imported" if outcome.committed else "cli_not_imported", lang))
    data = {
        "committed": outcome.committed,
        "importable": outcome.importable,
        "issues": _plain_issues(outcome.issues, lang),
        "questions": [asdict(question) for question in outcome.questions],
        "changes": [asdict(change) for change in outcome.changes],
    }
    good = outcome.committed or outcome.importable
    return Result(DONE if good else REFUSED, "\n".join(filter(None, lines)), data)


def _ask(questions: Iterable[Question], lang: Lang) -> list[str]:
    """All questions, then the answers file to fill in and give back."""
    answers = Answers()
    lines, unguessed = [], []
    for number, question in enumerate(questions, start=1):
        lines.append(f"{number}. {question.text(lang)}")
        if question.guess:
            answers = answers.with_answer(question, question.guess)
        else:
            unguessed.append(_blank(question))
    return [*lines, say("cli_answers_file", lang), answers.to_toml(), *unguessed]


def _blank(question: Question) -> str:
    """The line an unguessed question needs in the answers file, as a comment."""
    source = json.dumps(question.source, ensure_ascii=False)
    what: str = question.topic
    if question.topic == "column":
        what = f"columns.{question.column}"
    return f'# [{source}] {what} = "…"  ({" | ".join(question.options)})'


def _issue_text(issues: Sequence[Issue], lang: Lang) -> str:
    lines = [
        f"[{say(f'cli_{issue.severity}', lang)}] {issue.line(lang)}"
        for issue in issues[:_MOST_ISSUES]
    ]
    if len(issues) > _MOST_ISSUES:
        lines.append(say("cli_more_issues", lang, count=len(issues) - _MOST_ISSUES))
    return "\n".join(lines)


def _plain_issues(issues: Iterable[Issue], lang: Lang) -> list[dict[str, Any]]:
    return [
        {
            "rule": issue.rule,
            "severity": issue.severity,
            "layer": issue.layer,
            "source": issue.source,
            "row": issue.row,
            "key": issue.key,
            "text": issue.text(lang),
            "mend": issue.mend(lang),
        }
        for issue in issues
    ]


def _existing(workspace: Workspace) -> Workspace:
    if not workspace.exists:
        params = {"path": str(workspace.path)}
        raise WorkspaceError([("workspace_missing", params)])
    return workspace


def _rule(options: argparse.Namespace) -> Rule:
    if options.rule is None:
        return Rule()
    try:
        values = tomllib.loads(options.rule.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        params = {"path": str(options.rule), "why": str(error)}
        raise PlanInputError([("rule_unreadable", params)]) from error
    return Rule.from_settings(values)


def _today(options: argparse.Namespace) -> dt.date:
    given = getattr(options, "date", None)
    if given is None:
        return dt.datetime.now(tz=dt.UTC).astimezone().date()
    try:
        return dt.date.fromisoformat(given)
    except ValueError as error:
        raise PlanInputError([("rule_bad_date", {"value": given})]) from error


def _answers(options: argparse.Namespace) -> Answers:
    """Answers from the file, and from the options for every file."""
    given = Answers.from_toml(options.answers) if options.answers else Answers()
    everywhere = Answer(
        layer=cast(Any, options.layer or ""),
        datum=cast(Any, options.datum or ""),
        crs=options.crs or "",
    )
    merged = everywhere.over(given.sources.get(EVERY, Answer()))
    return Answers({**given.sources, EVERY: merged})
