"""What each command does: words and exit codes; geo and planner do the work."""

import argparse
import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, cast

from cli.demo_plans import plans
from cli.judging import judged, verdict
from cli.progress import Progress
from cli.shared import (
    DONE,
    REFUSED,
    Result,
    existing,
    issue_text,
    plain_issues,
    refused_in_words,
    today_of,
)
from geo.answers import EVERY, Answer, Answers, Question
from geo.issues import errors
from geo.reading.files import DEFAULT_READ_LIMITS, ReadLimits
from geo.templates import TemplateFormat, write_templates
from geo.words import Lang
from planner.demo import build_demo_workspace
from planner.handover import write_all
from planner.heights import drop_heights
from planner.intake import ImportOutcome, check_workspace, import_files
from planner.workspace import Workspace
from ui.maps.standalone import write_html
from ui.text import say

_MIB = 1 << 20
# Memory that reading a road graph takes, in sizes of its file.
_GRAPHML_TIMES = 20


def demo(options: argparse.Namespace) -> Result:
    """Run the whole chain on an embedded region and leave the files to hand on."""
    lang: Lang = options.lang
    out: Path = options.out
    today = today_of(options)
    with Progress(lang) as progress:
        workspace, outcome = build_demo_workspace(
            options.scope, out / "workspace.gpkg", today=today, progress=progress
        )
        if not outcome.committed:
            return _outcome(outcome, lang)
        told = _hand_on(workspace, options, progress)
        progress(0.95, "plan")
        return replace(told, text="\n".join((told.text, *plans(workspace, options))))


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
    if options.no_heights:
        return _without_heights(existing(workspace), lang)
    if not options.files:
        return Result(REFUSED, say("cli_no_files", lang), {"error": "no files"})
    with Progress(lang) as progress:
        outcome = import_files(
            workspace,
            options.files,
            answers=_answers(options),
            today=today_of(options),
            mode="replace" if options.replace else "update",
            progress=progress,
            limits=_limits(options),
        )
    return _outcome(outcome, lang)


def check(options: argparse.Namespace) -> Result:
    """Check files without importing them, or what is in the workspace."""
    lang: Lang = options.lang
    workspace = Workspace(options.workspace)
    today = today_of(options)
    if not options.files:
        issues = check_workspace(existing(workspace), today=today)
        text = issue_text(issues, lang) or say("cli_no_problems", lang)
        return Result(
            REFUSED if errors(issues) else DONE,
            text,
            {"issues": plain_issues(issues, lang)},
        )
    with Progress(lang) as progress:
        outcome = import_files(
            workspace,
            options.files,
            answers=_answers(options),
            today=today,
            progress=progress,
            dry_run=True,
            limits=_limits(options),
        )
    return _outcome(outcome, lang)


def cover(options: argparse.Namespace) -> Result:
    """Judge the workspace."""
    workspace = existing(Workspace(options.workspace))
    with Progress(options.lang) as progress:
        progress(0.0, "judge")
        report, how = judged(workspace, options, today_of(options))
        progress(0.8, "recheck")
        return verdict(report, how, options, [])


def export(options: argparse.Namespace) -> Result:
    """Judge the workspace and leave the files to hand on."""
    workspace = existing(Workspace(options.workspace))
    with Progress(options.lang) as progress:
        return _hand_on(workspace, options, progress)


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


def _hand_on(
    workspace: Workspace, options: argparse.Namespace, progress: Progress
) -> Result:
    lang: Lang = options.lang
    progress(0.0, "judge")
    report, how = judged(workspace, options, today_of(options))
    progress(0.3, "write")
    issues = write_all(report, options.out, lang=lang, encoding=options.encoding)
    progress(0.8, "map")
    write_html(report, options.out / "map.html", lang=lang)
    progress(0.9, "recheck")
    return verdict(report, how, options, issues)


def _without_heights(workspace: Workspace, lang: Lang) -> Result:
    if not drop_heights(workspace):
        return refused_in_words(say("cli_no_heights_there", lang))
    return Result(DONE, say("cli_heights_out", lang), {"heights": ""})


def _limits(options: argparse.Namespace) -> ReadLimits:
    most: int | None = options.most_memory_mb
    if most is None:
        return DEFAULT_READ_LIMITS
    return ReadLimits(roads_memory_mb=most, graphml_bytes=most * _MIB // _GRAPHML_TIMES)


def _outcome(outcome: ImportOutcome, lang: Lang) -> Result:
    lines = [issue_text(outcome.issues, lang)]
    if outcome.questions:
        lines += [say("cli_questions", lang), *_ask(outcome.questions, lang)]
    for change in outcome.changes:
        lines.append(say("cli_change", lang, **asdict(change)))
    if outcome.heights:
        lines.append(say("cli_heights", lang, file=outcome.heights))
    lines.append(say("cli_imported" if outcome.committed else "cli_not_imported", lang))
    data = {
        "committed": outcome.committed,
        "importable": outcome.importable,
        "issues": plain_issues(outcome.issues, lang),
        "questions": [asdict(question) for question in outcome.questions],
        "changes": [asdict(change) for change in outcome.changes],
        "heights": outcome.heights,
    }
    good = outcome.committed or outcome.importable
    return Result(DONE if good else REFUSED, "\n".join(filter(None, lines)), data)


def _ask(questions: Iterable[Question], lang: Lang) -> list[str]:
    """All questions, then the answers file to fill in and give back."""
    answers = Answers()
    lines: list[str] = []
    unguessed: list[Question] = []
    for number, question in enumerate(questions, start=1):
        lines.append(f"{number}. {question.text(lang)}")
        if question.guess:
            answers = answers.with_answer(question, question.guess)
        else:
            unguessed.append(question)
    file = answers.to_toml().splitlines()
    for question in unguessed:
        heading = f"[{json.dumps(question.source, ensure_ascii=False)}]"
        if heading not in file:
            file += ["", heading]
        # Into the table that is there: TOML refuses a second one of its name.
        file.insert(file.index(heading) + 1, _blank(question))
    return [*lines, say("cli_answers_file", lang), *file]


def _blank(question: Question) -> str:
    """The line an unguessed question needs in the answers file, as a comment."""
    what = f'{question.topic} = "…"'
    if question.topic == "column":
        column = json.dumps(question.column, ensure_ascii=False)
        what = f'columns = {{ {column} = "…" }}'
    return f"# {what}  # {' | '.join(question.options)}"


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
