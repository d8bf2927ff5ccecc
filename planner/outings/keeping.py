"""A year of visits as rows that outlast a session, and from rows to a plan again."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

import pandas as pd

from geo.schemas import LayerName
from planner.caravans import CaravanPlan, Stop, Tour
from planner.caravans.resuming import resume
from planner.outings.answering import OutingAnswer
from planner.outings.pinning import refused
from planner.outings.question import OUTING_LAYERS, OutingQuestion, Part
from planner.outings.tours import outings
from planner.plans import DRAFT, KeptPlan, PlanKind, layers_version, made_now
from planner.travelling import TravelChoice
from planner.workspace import Workspace

# Layers whose versions a plan is kept with, in the order of :func:`data_version`.
VERSIONED: tuple[LayerName, ...] = (*OUTING_LAYERS, "roads", "closures")
ROWS = ["date", "caravan_id", "number", "place_id", "night"]


@dataclass(frozen=True, slots=True)
class TakenUp:
    """A plan made of rows.

    Parameters
    ----------
    answer
        What of them keeps the rules; the rest of what is owed is missing.
    left_out
        The rows that do not, with ``why``: a code of
        :data:`planner.caravans.reasons.Why`, ``"unknown_place"``,
        ``"unknown_caravan"``, ``"outside"`` (of the days planned), ``"not_working"``
        (the caravan has that day off), ``"elsewhere"`` (it does not serve that
        county), ``"no_topics"`` or ``"moved"`` (the place has all its visits, on other
        days).
    """

    answer: OutingAnswer
    left_out: pd.DataFrame


def rows_of(answer: OutingAnswer) -> pd.DataFrame:
    """Visits of a plan as rows, with where the nights are spent.

    Returns
    -------
    pandas.DataFrame
        Columns ``date`` (datetime.date), ``caravan_id``, ``number`` (in the day, from
        1), ``place_id`` (empty on a day that is only travelled), ``night`` (name of
        the host, on the last row of a day, else empty).
    """
    ids = answer.question.places["place_id"].tolist()
    rows = []
    for one in outings(answer):
        stops = [ids[one.part.places[stop.task]] for stop in one.tour.stops] or [""]
        night = one.part.names[one.tour.end] if one.nights else ""
        for number, place in enumerate(stops, 1):
            last = night if number == len(stops) else ""
            rows.append((one.date, one.caravan_id, number, place, last))
    return pd.DataFrame(rows, columns=ROWS)


def content_of(answer: OutingAnswer) -> dict[str, Any]:
    """Plain values for :class:`planner.plans.KeptPlan`."""
    rows = rows_of(answer)
    rows["date"] = [day.isoformat() for day in rows["date"]]
    return {"rows": rows.to_numpy().tolist()}


def rows_in(content: Mapping[str, Any]) -> pd.DataFrame:
    """Rows as :func:`content_of` wrote them."""
    rows = pd.DataFrame(content["rows"], columns=ROWS)
    rows["date"] = [dt.date.fromisoformat(day) for day in rows["date"]]
    return rows


def kept(
    answer: OutingAnswer,
    travel: TravelChoice,
    version: str,
    *,
    kind: PlanKind = "outings_draft",
    name: str = DRAFT,
) -> KeptPlan:
    """Put a plan into the form it is kept in.

    Parameters
    ----------
    answer, travel
        The plan, and the way travel is measured.
    version
        Of the data it was made from, see :func:`data_version`.
    kind, name
        The plan that is worked at, or one that was accepted under a name.
    """
    question = answer.question
    rule = question.rule.settings()
    # The rule's day is that the plan begins.
    rule.pop("on")
    return KeptPlan(
        kind=kind,
        name=name,
        made=made_now(),
        data_version=version,
        settings={
            "rule": rule,
            "travel": travel.settings(),
            "choice": question.choice.settings(),
        },
        content=content_of(answer),
        summary={
            "owed": answer.owed,
            "made": answer.made,
            "days": len(answer.tours),
            "km": round(float(answer.tours["km"].sum())),
            "nights": sum(one.nights for one in outings(answer)),
        },
    )


def data_version(workspace: Workspace) -> str:
    """Version of all that a plan is made of, to know a stale one."""
    return layers_version(workspace.layer_versions(), VERSIONED)


def starts(question: OutingQuestion, rows: pd.DataFrame) -> tuple[CaravanPlan, ...]:
    """Rows as tours of each part, for a search to begin with.

    Parameters
    ----------
    question
        What is asked now; rows of caravans and places it does not know are left out.
    rows
        As :func:`rows_of` gives them.
    """
    ordered = rows.sort_values(["caravan_id", "date", "number"], kind="stable")
    return tuple(
        CaravanPlan(tuple(_tours(question, part, ordered)), {}, 0.0, 0, 0.0, 0)
        for part in question.parts
    )


def taken_up(question: OutingQuestion, rows: pd.DataFrame) -> TakenUp:
    """Make a plan of rows, and tell the rows that break a rule by now.

    Parameters
    ----------
    question
        What is asked now.
    rows
        As :func:`rows_of` gives them.
    """
    plans = tuple(
        resume(part.problem, plan)
        for part, plan in zip(question.parts, starts(question, rows), strict=True)
    )
    answer = OutingAnswer(question, plans)
    return TakenUp(answer, _left_out(answer, rows))


def _tours(question: OutingQuestion, part: Part, rows: pd.DataFrame) -> Iterator[Tour]:
    ids = question.places["place_id"]
    task_of = {ids.iloc[row]: task for task, row in enumerate(part.places)}
    names = question.caravans["caravan_id"]
    van_of = {names.iloc[row]: van for van, row in enumerate(part.caravans)}
    hosts = part.problem.nights.hosts.tolist()
    host_of = {part.names[place]: place for place in reversed(hosts)}
    mine = rows[rows["caravan_id"].isin(list(van_of))]
    for key, day in mine.groupby(["caravan_id", "date"], sort=False):
        name, date = cast(tuple[str, dt.date], key)
        van, number = van_of[name], (date - question.choice.start).days
        known = [task_of[place] for place in day["place_id"] if place in task_of]
        home = int(part.problem.vans.home[van])
        night = next((text for text in day["night"] if text), "")
        stops = tuple(Stop(task, 0.0, 0.0, 0.0) for task in known)
        end = host_of.get(night, home)
        yield Tour(van, number, home, end, 0.0, 0.0, stops)


def _left_out(answer: OutingAnswer, rows: pd.DataFrame) -> pd.DataFrame:
    """Tell the rows that are not in a plan, each with its reason."""
    asked = rows[rows["place_id"] != ""]
    made = answer.visits
    kept = set(zip(made["date"], made["caravan_id"], made["place_id"], strict=True))
    keys = list(zip(asked["date"], asked["caravan_id"], asked["place_id"], strict=True))
    lost = [key for key in keys if key not in kept]
    gone = asked[[key not in kept for key in keys]]
    why = _whys(answer) if lost else {}
    told = [_why(answer, why, *key) for key in lost]
    return gone.assign(why=told).reset_index(drop=True)


def _whys(answer: OutingAnswer) -> dict[str, str]:
    """Why places miss visits, by id."""
    ids = answer.question.places["place_id"]
    return {
        ids.iloc[part.places[missed.task]]: missed.why
        for part, missed in answer.missing
    }


def _why(
    answer: OutingAnswer, why: Mapping[str, str], date: dt.date, van: str, place: str
) -> str:
    question = answer.question
    if place not in set(question.places["place_id"]):
        return "unknown_place"
    if van not in set(question.caravans["caravan_id"]):
        return "unknown_caravan"
    if not question.choice.start <= date <= question.choice.end:
        return "outside"
    for part in question.parts:
        ids = [question.places["place_id"].iloc[row] for row in part.places]
        names = [question.caravans["caravan_id"].iloc[row] for row in part.caravans]
        if place not in ids:
            continue
        problem, task = part.problem, ids.index(place)
        if van not in names or not problem.tasks.allowed[task, names.index(van)]:
            vans = question.caravans
            own = vans[vans["caravan_id"] == van]
            row = part.places[task]
            why_not = refused(question.choice, question.places, own, row)
            return "no_topics" if why_not == "no_topics" else "elsewhere"
        if not problem.vans.works[
            names.index(van), (date - question.choice.start).days
        ]:
            return "not_working"
    return why.get(place, "moved")
