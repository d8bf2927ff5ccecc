"""Plans of museum tours that are there already: kept, begun from, held to records."""

import argparse
import datetime as dt
from pathlib import Path

import pandas as pd

from cli.judging import Measure
from cli.kept_plans import is_file
from cli.kept_plans import kept as plan_called
from cli.shared import DONE, Result, existing, indented, rows_of
from cli.tour_words import more
from geo.issues import Issue
from geo.words import Lang
from planner.plans import KeptPlan, keep_plan
from planner.stays.answering import TourAnswer
from planner.stays.choice import TourChoice
from planner.stays.done import against_done, done_text, state_label
from planner.stays.keeping import data_version, rows_in
from planner.stays.keeping import kept as planned
from planner.stays.question import TourQuestion
from planner.stays.reading_back import read_back
from planner.workspace import Workspace
from ui.text import say

# Lines told on the screen; --json holds all.
_SHOWN = 12


def kept(workspace: Workspace, name: str) -> KeptPlan:
    """The plan kept under a name; the one worked on in the app is called ``draft``.

    Raises
    ------
    cli.shared.OptionsError
        If there is none, with the names there are.
    """
    return plan_called(workspace, name, ("tours", "tours_draft"))


def choice_of(plan: KeptPlan) -> TourChoice:
    """What a plan was made for.

    Raises
    ------
    planner.errors.PlanInputError
        If it makes no sense any more.
    """
    return TourChoice.from_settings(plan.settings.get("choice", {}))


def rows_near(
    called: str, workspace: Workspace, question: TourQuestion
) -> tuple[pd.DataFrame, tuple[Issue, ...]]:
    """Rows of a plan by its name or file, and what could not be read of them."""
    if is_file(called):
        back = read_back(Path(called), question)
        return back.rows, back.issues
    return rows_in(kept(workspace, called).content), ()


def keep(workspace: Workspace, name: str, answer: TourAnswer, how: Measure) -> None:
    """Keep a plan in the workspace by name, as the app keeps those accepted there.

    Raises
    ------
    planner.errors.WorkspaceError
        If the file cannot be written.
    """
    version = data_version(workspace)
    plan = planned(answer, how.choice, version, kind="tours", name=name.strip())
    keep_plan(workspace.path, plan)


def done(options: argparse.Namespace, today: dt.date) -> Result:
    """A plan that was kept, against the records of what was done."""
    lang: Lang = options.lang
    workspace = existing(Workspace(options.workspace))
    plan = kept(workspace, options.done)
    layers = workspace.layers(("counties", "museum_sets", "museum_stays", "events"))
    rows = rows_in(plan.content)
    table = against_done(rows, layers, today)
    late = table[table["state"] == "late"]
    lines = [
        done_text(table, today, lang),
        *([say("cli_caravans_late", lang)] if len(late) else []),
        *indented([
            f"{row.first:%Y-%m} {row.county} · {row.set}"
            for row in late.head(_SHOWN).itertuples()
        ]),
        *more(len(late), lang),
    ]  # fmt: skip
    frames = (layers["museum_stays"], layers["events"])
    if any(frame["illustrative"].any() for frame in frames):
        lines.append(say("cli_illustrative", lang))
    labels = [state_label(state, lang) for state in table["state"]]
    data = {
        "plan": plan.name,
        "today": today.isoformat(),
        "stays": rows_of(table.assign(state_label=labels)),
    }
    return Result(DONE, "\n".join(lines), data)
