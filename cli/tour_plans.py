"""Plans of museum tours that are there already: kept, begun from, held to records."""

import argparse
import datetime as dt

from cli.judging import Measure
from cli.kept_plans import kept as plan_called
from cli.shared import DONE, Result, existing, indented, more_line, rows_of
from geo.words import Lang
from planner.plans import PlanKind, keep_plan
from planner.stays.answering import TourAnswer
from planner.stays.done import against_done, done_text, state_label
from planner.stays.keeping import data_version, rows_in
from planner.stays.keeping import kept as planned
from planner.workspace import Workspace
from ui.text import say

# The plans of the command: those accepted, and the one worked on in the app.
KINDS: tuple[PlanKind, ...] = ("tours", "tours_draft")
# Lines told on the screen; --json holds all.
_SHOWN = 12


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
    plan = plan_called(workspace, options.done, KINDS)
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
        *more_line(len(late), _SHOWN, lang),
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
