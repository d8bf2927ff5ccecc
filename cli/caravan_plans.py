"""Plans of caravan visits that are there already: kept, begun from, held to records."""

import argparse
import datetime as dt
import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from cli.judging import Measure
from cli.shared import DONE, OptionsError, Result, existing, indented
from geo.issues import Issue
from geo.words import Lang
from planner.outings.answering import OutingAnswer
from planner.outings.changing import visit_changes
from planner.outings.done import (
    VISIT_KIND,
    Span,
    against_done,
    done_by_month,
    done_text,
    not_planned,
    state_label,
)
from planner.outings.keeping import DRAFT, rows_in
from planner.outings.question import OutingQuestion
from planner.outings.reading_back import read_back
from planner.plans import KeptPlan, keep_plan, kept_plans
from planner.workspace import Workspace
from ui.text import say

# Lines told on the screen; --json holds all.
_SHOWN = 20
# As the workspace keeps them.
_LONGEST_NAME = 60
_FILES = (".xlsx", ".csv")


def is_file(named: str) -> bool:
    """Whether a plan is named by a file that somebody worked on."""
    return Path(named).suffix.lower() in _FILES


def kept(workspace: Workspace, name: str) -> KeptPlan:
    """The plan kept under a name; the one worked on in the app is called ``draft``.

    Raises
    ------
    OptionsError
        If there is none, with the names there are.
    """
    plans = [*kept_plans(workspace.path, "outings"),
             *kept_plans(workspace.path, "outings_draft")]  # fmt: skip
    for plan in plans:
        if plan.name == name:
            return plan
    known = ", ".join(plan.name for plan in plans) or "—"
    raise OptionsError([("cli_caravans_no_plan", {"name": name, "known": known})])


def span_of(plan: KeptPlan) -> Span:
    """First and last day a plan was made for; years of its visits where not said."""
    days = rows_in(plan.content)["date"].tolist() or [dt.date.fromisoformat(
        plan.made[:10])]  # fmt: skip
    given = [
        str(plan.settings.get(name) or "") for name in ("outing_start", "outing_end")
    ]
    try:
        first, last = (dt.date.fromisoformat(text) if text else None for text in given)
    except ValueError:
        first, last = None, None
    start = first or min(days).replace(month=1, day=1)
    return start, last or max(days).replace(month=12, day=31)


def rows_near(
    named: str, workspace: Workspace, question: OutingQuestion
) -> tuple[pd.DataFrame, tuple[Issue, ...]]:
    """Rows of a plan by its name or file, and what could not be read of them."""
    if is_file(named):
        back = read_back(Path(named), question)
        return back.rows, back.issues
    return rows_in(kept(workspace, named).content), ()


def keep(
    workspace: Workspace, name: str, answer: OutingAnswer, how: Measure
) -> KeptPlan:
    """Keep a plan in the workspace by name, as the app keeps those accepted there.

    Raises
    ------
    planner.errors.WorkspaceError
        If it has no name or too long a one, or the file cannot be written.
    """
    # Streamlit, which comes with them, warns that it runs without its server.
    logging.disable(logging.WARNING)
    try:
        from ui.components import outing_data, outing_draft, outing_state, state
    finally:
        logging.disable(logging.NOTSET)
    choice, travel = answer.question.choice, how.choice
    plain = choice.settings()
    fields = tuple(
        (field, outing_state.written_field(plain[field]))
        for field, default in sorted(outing_state.DEFAULTS.items())
        if plain[field] != default
    )
    values: dict[str, Any] = {
        "villages": answer.question.rule.villages, "method": travel.method,
        "profile": travel.profile, "walk": travel.walking_kmh,
        "near": travel.snap_limit_m / 1000, "closures": travel.closures,
        "speed": travel.speed_kmh, "detour": travel.detour,
        "outing_start": choice.start, "outing_end": choice.end, "outing_set": fields,
        "outing_pins": plain["pins"], "outing_lent": plain["lent"],
        "outing_free": plain["free_days"], "outing_locked": plain["locked"],
    }  # fmt: skip
    told = {key: state.SETTINGS[key].write(value) for key, value in values.items()}
    version = outing_data.version(workspace.path)
    plan = replace(
        outing_draft.record(answer, told, version), kind="outings", name=name.strip()
    )
    keep_plan(workspace.path, plan)
    return plan


def check_name(name: str) -> None:
    """Refuse what is no name for a plan before anything is searched.

    Raises
    ------
    OptionsError
        If it is empty, too long, like a file's, or that of the plan of the app.
    """
    bare = name.strip()
    if bare in ("", DRAFT) or is_file(bare) or len(bare) > _LONGEST_NAME:
        told = {"name": name, "most": _LONGEST_NAME}
        raise OptionsError([("cli_caravans_bad_name", told)])


def changes(
    question: OutingQuestion, rows: pd.DataFrame, answer: OutingAnswer
) -> pd.DataFrame:
    """Visits that are otherwise than in the rows of the plan there was."""
    places = question.places.set_index("place_id")
    vans = question.caravans.set_index("caravan_id")["name"]
    known = rows[rows["place_id"].isin(places.index)].reset_index(drop=True)
    told = places.loc[known["place_id"]]
    before = known.assign(
        place=told["name"].to_numpy(),
        kind=told["kind"].to_numpy(),
        county=told["county_name"].to_numpy(),
        caravan=known["caravan_id"].map(vans).fillna(known["caravan_id"]),
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
    return told + _more(len(table), lang)


def done(options: argparse.Namespace, today: dt.date) -> Result:
    """A plan that was kept, against the records of what was done."""
    lang: Lang = options.lang
    workspace = existing(Workspace(options.workspace))
    plan = kept(workspace, options.done)
    layers = workspace.layers(("villages", "visit_places", "events", "caravans"))
    places = _places(layers["villages"], layers["visit_places"])
    rows = rows_in(plan.content)
    visits = rows[rows["place_id"] != ""].reset_index(drop=True)
    names = places.set_index("place_id")["name"]
    visits["place"] = visits["place_id"].map(names).fillna(visits["place_id"])
    span = span_of(plan)
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
        *_more(len(late), lang),
    ]
    own = events[events["kind"] == VISIT_KIND]
    if own["illustrative"].any():
        lines.append(say("cli_illustrative", lang))
    data = {
        "plan": plan.name, "today": today.isoformat(),
        "start": span[0].isoformat(), "end": span[1].isoformat(),
        "visits": _plain(table.assign(
            state_label=[state_label(state, lang) for state in table["state"]])),
        "unplanned": _plain(rest), "months": _plain(months),
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


def _more(count: int, lang: Lang) -> list[str]:
    left = count - _SHOWN
    return [say("cli_rows_more", lang, count=left)] if left > 0 else []


def _plain(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows for machines; None for what is missing."""
    plain = table.astype(object)
    plain = plain.where(plain.notna(), None)
    return [
        {str(name): str(value) if isinstance(value, dt.date) else value
         for name, value in row.items()}
        for row in plain.to_dict("records")
    ]  # fmt: skip
