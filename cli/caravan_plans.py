"""Plans of caravan visits that are there already: kept, begun from, held to records."""

import argparse
import datetime as dt

import pandas as pd

from cli.judging import Measure
from cli.kept_plans import kept as plan_called
from cli.shared import DONE, Result, existing, indented, more_line, plain_rows
from geo.words import Lang
from planner.outings.answering import OutingAnswer
from planner.outings.changing import visit_changes
from planner.outings.choice import OutingChoice
from planner.outings.done import (
    VISIT_KIND,
    against_done,
    done_by_month,
    done_text,
    not_planned,
    state_label,
)
from planner.outings.keeping import data_version, rows_in
from planner.outings.keeping import kept as planned
from planner.outings.question import OutingQuestion
from planner.plans import KeptPlan, PlanKind, keep_plan
from planner.workspace import Workspace
from ui.text import say

# The plans of the command: those accepted, and the one worked on in the app.
KINDS: tuple[PlanKind, ...] = ("outings", "outings_draft")
# Lines told on the screen; --json holds all.
_SHOWN = 20


def choice_of(plan: KeptPlan) -> OutingChoice:
    """What a plan was made for.

    Raises
    ------
    planner.errors.PlanInputError
        If it makes no sense any more.
    """
    return OutingChoice.from_settings(plan.settings.get("choice", {}))


def keep(workspace: Workspace, name: str, answer: OutingAnswer, how: Measure) -> None:
    """Keep a plan in the workspace by name, as the app keeps those accepted there.

    Raises
    ------
    planner.errors.WorkspaceError
        If it has no name or too long a one, or the file cannot be written.
    """
    version = data_version(workspace)
    plan = planned(answer, how.choice, version, kind="outings", name=name.strip())
    keep_plan(workspace.path, plan)


def changes(
    question: OutingQuestion, rows: pd.DataFrame, answer: OutingAnswer
) -> pd.DataFrame:
    """Visits that are otherwise than in the rows of the plan there was."""
    places = question.places.set_index("place_id")
    vans = question.caravans.set_index("caravan_id")["name"]
    visits = rows[rows["place_id"] != ""].reset_index(drop=True)
    ids = visits["place_id"]
    # Places that are owed nothing any more are told by their ids.
    before = visits.assign(
        place=ids.map(places["name"]).fillna(ids),
        kind=ids.map(places["kind"]).fillna(""),
        county=ids.map(places["county_name"]).fillna(""),
        caravan=visits["caravan_id"].map(vans).fillna(visits["caravan_id"]),
    )
    return visit_changes(before, answer.visits)


def change_lines(table: pd.DataFrame, lang: Lang) -> list[str]:
    """How many visits are otherwise, and the first of them."""
    if table.empty:
        return [say("cli_caravans_no_changes", lang)]
    lines = [
        say(
            f"cli_caravans_change_{row['change']}", lang, place=row["place"],
            county=row["county"], day=row["date_after"] or row["date_before"],
            before=row["date_before"], van=row["caravan_after"],
            van_before=row["caravan_before"],
        )
        for row in table.head(_SHOWN).to_dict("records")
    ]  # fmt: skip
    told = [say("cli_caravans_changes", lang, count=len(table)), *indented(lines)]
    return told + more_line(len(table), _SHOWN, lang)


def done(options: argparse.Namespace, today: dt.date) -> Result:
    """A plan that was kept, against the records of what was done."""
    lang: Lang = options.lang
    workspace = existing(Workspace(options.workspace))
    plan = plan_called(workspace, options.done, KINDS)
    layers = workspace.layers(("villages", "visit_places", "events", "caravans"))
    places = _places(layers["villages"], layers["visit_places"])
    rows = rows_in(plan.content)
    visits = rows[rows["place_id"] != ""].reset_index(drop=True)
    names = places.set_index("place_id")["name"]
    visits["place"] = visits["place_id"].map(names).fillna(visits["place_id"])
    choice = choice_of(plan)
    span = choice.start, choice.end
    events = layers["events"]
    table = against_done(visits, events, today, places=places, span=span)
    rest = not_planned(visits, events, places=places, span=span)
    months = done_by_month(table, rest)
    late = table[table["state"] == "late"].sort_values("date", kind="stable")
    lines = [
        done_text(table, rest, today, lang),
        *_month_lines(months, lang),
        *([say("cli_caravans_late", lang)] if len(late) else []),
        *indented(
            [f"{row.date} {row.place}" for row in late.head(_SHOWN).itertuples()]
        ),
        *more_line(len(late), _SHOWN, lang),
    ]
    own = events[events["kind"] == VISIT_KIND]
    if own["illustrative"].any():
        lines.append(say("cli_illustrative", lang))
    data = {
        "plan": plan.name, "today": today.isoformat(),
        "start": span[0].isoformat(), "end": span[1].isoformat(),
        "visits": plain_rows(table.assign(
            state_label=[state_label(state, lang) for state in table["state"]])),
        "unplanned": plain_rows(rest), "months": plain_rows(months),
    }  # fmt: skip
    return Result(DONE, "\n".join(lines), data)


def _places(villages: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    """Ids, names and units of all that may be visited."""
    own = villages[["village_code", "name"]].rename(
        columns={"village_code": "place_id"}
    )
    own = own.assign(unit_code=own["place_id"])
    names = ["place_id", "name", "unit_code"]
    return pd.concat([pd.DataFrame(own)[names], pd.DataFrame(more)[names]])


def _month_lines(months: pd.DataFrame, lang: Lang) -> list[str]:
    return [
        say("cli_caravans_done_month", lang, **{str(k): v for k, v in row.items()})
        for row in months.to_dict("records")
    ]
