"""What every command shares: its result, refusals, and issues in words."""

import argparse
import datetime as dt
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

import pandas as pd

from geo.issues import Issue
from geo.words import Lang
from planner.errors import PlanInputError, WorkspaceError
from planner.verify_options import Violation
from planner.workspace import Workspace
from ui.text import say

DONE, NOT_COVERED, REFUSED = 0, 1, 2
_MOST_ISSUES = 50
# Lines told under a heading; --json holds all.
_MOST_LINES = 50
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Result:
    """Exit code, text for people, and the same for machines."""

    code: int
    text: str
    data: dict[str, Any] = field(default_factory=dict)


class OptionsError(ValueError):
    """Options that do not go together.

    Parameters
    ----------
    problems
        Keys of the words of the command line, and their values, all at once.
    """

    def __init__(self, problems: Iterable[tuple[str, dict[str, object]]]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.text("en"))

    def text(self, lang: Lang) -> str:
        """Every problem on its own line."""
        return "\n".join(say(key, lang, **params) for key, params in self.problems)


class Wrong:
    """What is wrong with the options of a command, told at once.

    Parameters
    ----------
    lang
        Language it is told in.
    """

    def __init__(self, lang: Lang) -> None:
        self._lang = lang
        self._texts: list[str] = []

    def tried(self, make: Callable[[], T]) -> T | None:
        """What is made of some options; None, and kept, where they are wrong."""
        try:
            return make()
        except (PlanInputError, OptionsError) as error:
            self.keep(error)
            return None

    def keep(self, error: PlanInputError | OptionsError) -> None:
        """Keep what is wrong, to be told with the rest."""
        self._texts.append(error.text(self._lang))

    def refused(self) -> Result | None:
        """Bad input, where anything was wrong."""
        return refused_in_words("\n".join(self._texts)) if self._texts else None


def refused(issues: Sequence[Issue], lang: Lang) -> Result:
    """Bad input: every problem, exit code 2."""
    return Result(
        REFUSED, issue_text(issues, lang), {"issues": plain_issues(issues, lang)}
    )


def refused_in_words(text: str) -> Result:
    """Bad input that is told in words, exit code 2."""
    return Result(REFUSED, text, {"error": text})


def issue_text(issues: Sequence[Issue], lang: Lang) -> str:
    """Problems one a line, the first fifty."""
    lines = [
        f"[{say(f'cli_{issue.severity}', lang)}] {issue.line(lang)}"
        for issue in issues[:_MOST_ISSUES]
    ]
    if len(issues) > _MOST_ISSUES:
        lines.append(say("cli_more_issues", lang, count=len(issues) - _MOST_ISSUES))
    return "\n".join(lines)


def plain_issues(issues: Iterable[Issue], lang: Lang) -> list[dict[str, Any]]:
    """Problems for machines."""
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


def existing(workspace: Workspace) -> Workspace:
    """Return the workspace, or say that there is none."""
    if not workspace.exists:
        params = {"path": str(workspace.path)}
        raise WorkspaceError([("workspace_missing", params)])
    return workspace


def today_of(options: argparse.Namespace) -> dt.date:
    """Day given with ``--date``, else today."""
    given = getattr(options, "date", None)
    if given is None:
        return dt.datetime.now(tz=dt.UTC).astimezone().date()
    try:
        return dt.date.fromisoformat(given)
    except ValueError as error:
        raise PlanInputError([("rule_bad_date", {"value": given})]) from error


def number_in(text: str) -> object:
    """A number where it is one; what is none stays text, and is refused as such."""
    for read in (int, float):
        try:
            return read(text)
        except ValueError:
            continue
    return text


def numbers_given(
    options: argparse.Namespace, names: Iterable[str]
) -> dict[str, object]:
    """Those of some options that were given, as :func:`number_in` reads them."""
    texts = {name: getattr(options, name) for name in names}
    return {name: number_in(text) for name, text in texts.items() if text is not None}


def rows_of(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a table for machines."""
    rows = table.astype(object).to_dict("records")
    return cast(list[dict[str, Any]], rows)


def plain_rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a table for machines; None for what is missing."""
    plain = table.astype(object)
    return rows_of(plain.where(plain.notna(), None))


@contextmanager
def stoppable() -> Iterator[list[bool]]:
    """Let Ctrl+C stop a search, so that the best plan so far is told."""
    stopped: list[bool] = []
    before = signal.signal(signal.SIGINT, lambda *_: stopped.append(True))
    try:
        yield stopped
    finally:
        signal.signal(signal.SIGINT, before)


def section(key: str, lines: Sequence[str], lang: Lang) -> list[str]:
    """A heading and the first of some lines; nothing where there are none."""
    if not lines:
        return []
    told = [say(key, lang, count=len(lines)), *indented(lines[:_MOST_LINES])]
    return told + more_line(len(lines), _MOST_LINES, lang)


def more_line(count: int, shown: int, lang: Lang) -> list[str]:
    """Say how many of some rows are not told."""
    return [say("cli_rows_more", lang, count=count - shown)] if count > shown else []


def check_lines(faults: Sequence[Violation], fine: str, lang: Lang) -> list[str]:
    """What the check of a plan found: words of its own where all is well."""
    if not faults:
        return [say(fine, lang)]
    lines = [f"{one.promise} {one.subject}: {one.detail}" for one in faults]
    return [
        say("check_faults", lang), *indented(lines),
        say("cli_assign_not_written", lang),
    ]  # fmt: skip


def indented(lines: Sequence[str]) -> list[str]:
    """Lines set in under a heading."""
    return [f"  {line}" for line in lines]


def made_up(frames: Iterable[pd.DataFrame], lang: Lang) -> list[str]:
    """Say so where any row of what was used is not real."""
    found = any(bool(frame["illustrative"].any()) for frame in frames)
    return [say("cli_illustrative", lang)] if found else []
