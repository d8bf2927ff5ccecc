"""What the commands share that keep plans by name: names, files, numbers of limits."""

import argparse
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from cli.shared import (
    OptionsError,
    Result,
    Wrong,
    issue_text,
    number_in,
    refused_in_words,
)
from planner.plans import DRAFT, LONGEST_NAME, KeptPlan, PlanKind, kept_plans
from planner.sheet_back import ReadBack
from planner.workspace import Workspace
from ui.text import say

_FILES = (".xlsx", ".csv")


def is_file(called: str) -> bool:
    """Whether a plan is named by a file that somebody worked on."""
    return Path(called).suffix.lower() in _FILES


def check_name(name: str) -> None:
    """Refuse what is no name for a plan before anything is searched.

    Raises
    ------
    OptionsError
        If it is empty, too long, like a file's, or that of the plan of the app.
    """
    bare = name.strip()
    if bare in ("", DRAFT) or is_file(bare) or len(bare) > LONGEST_NAME:
        told = {"name": name, "most": LONGEST_NAME}
        raise OptionsError([("cli_plan_bad_name", told)])


def kept(workspace: Workspace, name: str, kinds: Sequence[PlanKind]) -> KeptPlan:
    """The plan kept under a name; the one worked on in the app is called ``draft``.

    Parameters
    ----------
    workspace, name
        Where it is kept, and how.
    kinds
        Kinds of plans it may be of.

    Raises
    ------
    OptionsError
        If there is none, with the names there are.
    """
    plans = [plan for kind in kinds for plan in kept_plans(workspace.path, kind)]
    for plan in plans:
        if plan.name == name:
            return plan
    known = ", ".join(plan.name for plan in plans) or "—"
    raise OptionsError([("cli_plan_unknown", {"name": name, "known": known})])


def plan_near(
    options: argparse.Namespace,
    workspace: Workspace | None,
    kinds: Sequence[PlanKind],
    wrong: Wrong,
) -> KeptPlan | None:
    """The plan to begin from; None where there is none, or it is named by a file.

    Parameters
    ----------
    options
        As they were given.
    workspace
        Where it is kept; None where it is not to be had.
    kinds
        Kinds of plans it may be of.
    wrong
        Keeps that there is no such plan.
    """
    if workspace is None or options.near is None or is_file(options.near):
        return None
    return wrong.tried(lambda: kept(workspace, options.near, kinds))


def rows_near(
    plan: KeptPlan | None,
    rows_in: Callable[[Mapping[str, Any]], pd.DataFrame],
    read: Callable[[], ReadBack],
) -> ReadBack:
    """Rows of the plan to begin from, and what could not be read of them.

    Parameters
    ----------
    plan
        As it is kept; None where a file is named.
    rows_in
        Gives the rows of its content.
    read
        Reads the file.
    """
    return read() if plan is None else ReadBack(rows_in(plan.content), ())


def no_rows(back: ReadBack, key: str, options: argparse.Namespace) -> Result:
    """Refuse a plan to begin from of which no row could be read.

    Parameters
    ----------
    back
        What was read of it.
    key
        Of the words that say so.
    options
        As they were given.
    """
    told = say(key, options.lang, name=options.near)
    issues = issue_text(back.issues, options.lang)
    return refused_in_words("\n".join(filter(None, (issues, told))))


class Numbers:
    """Numbers among the options, read one by one; what is wrong is told at once.

    Parameters
    ----------
    options
        As they were given.
    """

    def __init__(self, options: argparse.Namespace) -> None:
        self._options = options
        self._wrong: list[tuple[str, dict[str, object]]] = []

    def read(
        self, name: str, least: float, most: float, *, whole: bool
    ) -> float | None:
        """The number of an option between two bounds; None where it is not given."""
        text = getattr(self._options, name)
        if text is None:
            return None
        value = number_in(text)
        kinds = int if whole else int | float
        if isinstance(value, kinds) and least <= float(str(value)) <= most:
            return value
        told: dict[str, object] = {
            "option": f"--{name.replace('_', '-')}", "value": text,
            "least": f"{least:g}", "most": f"{most:.12g}",
        }  # fmt: skip
        key = "cli_plan_bad_whole" if whole else "cli_plan_bad_number"
        self._wrong.append((key, told))
        return least

    def check(self) -> None:
        """Refuse them all where one is wrong.

        Raises
        ------
        OptionsError
            With every option out of its bounds.
        """
        if self._wrong:
            raise OptionsError(self._wrong)
