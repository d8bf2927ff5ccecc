"""Museum tours as rows that outlast a session, and from rows to a plan again."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from geo.schemas import LayerName
from planner.plans import DRAFT, KeptPlan, PlanKind, layers_version, made_now
from planner.stays.answering import TourAnswer
from planner.stays.binding import position, standing_on
from planner.stays.months import month_after
from planner.stays.question import TOUR_LAYERS, TourQuestion
from planner.tours.fitting import broken
from planner.tours.plan import Goal, TourPlan
from planner.tours.problem import Stay
from planner.travelling import TravelChoice
from planner.workspace import Workspace

# What is booked or toured is taken up with a plan, and tells itself what it breaks.
_TAKEN_UP = ("museum_stays", "events")
# Layers whose versions a plan is kept with, in the order of :func:`data_version`. No
# closure of a day counts over months.
VERSIONED: tuple[LayerName, ...] = (
    *(name for name in TOUR_LAYERS if name not in _TAKEN_UP), "roads",
)  # fmt: skip
ROWS = ["county_code", "set_id", "first", "months", "venue_id"]


@dataclass(frozen=True, slots=True)
class TakenUp:
    """A plan made of rows.

    Parameters
    ----------
    answer
        What of them keeps the rules, with what stands in any case.
    left_out
        The rows that do not, with ``why``: a code of a rule they break, ``"held"``
        (a stay that is booked or pinned in another month or with another set), or
        ``"unknown_county"``, ``"unknown_set"``, ``"unknown_venue"`` or ``"outside"``
        (of the months planned).
    """

    answer: TourAnswer
    left_out: pd.DataFrame


def rows_of(answer: TourAnswer) -> pd.DataFrame:
    """Stays of a plan as rows.

    Returns
    -------
    pandas.DataFrame
        Columns ``county_code``, ``set_id``, ``first`` (first day of its first month),
        ``months``, ``venue_id``.
    """
    return answer.stays[ROWS].copy()


def content_of(answer: TourAnswer) -> dict[str, Any]:
    """Plain values for :class:`planner.plans.KeptPlan`."""
    rows = rows_of(answer)
    rows["first"] = [day.isoformat() for day in rows["first"]]
    return {"rows": rows.astype(object).to_numpy().tolist()}


def rows_in(content: Mapping[str, Any]) -> pd.DataFrame:
    """Rows as :func:`content_of` wrote them."""
    rows = pd.DataFrame(content["rows"], columns=ROWS)
    rows["first"] = pd.Series(
        [dt.date.fromisoformat(day) for day in rows["first"]], dtype=object
    )
    return rows


def named(question: TourQuestion, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with the names of counties, sets and venues; ids where none is known."""
    found = rows.copy()
    for key, table, name in (
        ("county_code", question.counties, "county"),
        ("set_id", question.sets, "set"),
        ("venue_id", question.venues, "venue"),
    ):
        names = dict(zip(table[key], table["name"], strict=True))
        found[name] = [names.get(one, one) for one in rows[key]]
    return found


def kept(
    answer: TourAnswer,
    travel: TravelChoice,
    version: str,
    *,
    kind: PlanKind = "tours_draft",
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
    return KeptPlan(
        kind=kind,
        name=name,
        made=made_now(),
        data_version=version,
        settings={
            "travel": travel.settings(),
            "choice": answer.question.choice.settings(),
        },
        content=content_of(answer),
        summary={
            "owed": answer.owed,
            "made": answer.made,
            "sets": int((answer.sets["stays"] > 0).sum()),
            "km": round(answer.km),
            "cost": round(answer.cost),
            # Goals are of the stays there were to plan; see `with_goals`.
            "stood": _standing(answer.question),
            # None of a plan changed by hand: nothing is proved of it.
            "goals": [
                {
                    "name": goal.name, "value": float(goal.value),
                    "bound": float(goal.bound), "status": goal.status,
                }
                for goal in answer.plan.goals
            ],
        },
    )  # fmt: skip


def data_version(workspace: Workspace) -> str:
    """Version of all that a plan is made of, to know a stale one."""
    return layers_version(workspace.layer_versions(), VERSIONED)


def taken_up(question: TourQuestion, rows: pd.DataFrame) -> TakenUp:
    """Make a plan of rows, and tell the rows that break a rule by now.

    Parameters
    ----------
    question
        What is asked now.
    rows
        As :func:`rows_of` gives them.
    """
    # What is over stays as it was, whatever a rule says of it by now.
    question = standing_on(question, rows, locked=False).question
    problem = question.problem
    stays = list(problem.booked)
    whys = []
    order = rows.assign(at=range(len(rows))).sort_values(["first", "at"], kind="stable")
    for row in order.to_dict("records"):
        stay = position(question, row)
        if isinstance(stay, str):
            whys.append((row["at"], stay))
        elif not any(_same(stay, one) for one in problem.booked):
            against = broken(problem, tuple(stays), stay)
            if against and _is_elsewhere(question, rows, stay):
                whys.append((row["at"], "held"))
            elif against:
                whys.append((row["at"], against[0]))
            else:
                stays.append(stay)
    whys.sort()
    gone = rows.iloc[[at for at, _ in whys]]
    left_out = gone.assign(why=[why for _, why in whys]).reset_index(drop=True)
    return TakenUp(with_stays(question, stays), left_out)


def with_goals(taken: TakenUp, summary: Mapping[str, Any]) -> TakenUp:
    """Give a plan the goals it was kept with, where they count the same stays still.

    They do not where some of it is lost, nor where other stays are booked, pinned or
    over than when they were proved: those count apart.

    Parameters
    ----------
    taken
        The plan, taken up again.
    summary
        Of the kept plan (:func:`kept`).
    """
    stood = summary.get("stood")
    if not taken.left_out.empty or stood != _standing(taken.answer.question):
        return taken
    goals = tuple(Goal(**goal, seconds=0.0) for goal in summary.get("goals", ()))
    plan = replace(taken.answer.plan, goals=goals)
    return replace(taken, answer=replace(taken.answer, plan=plan))


def is_proved(taken: TakenUp, summary: Mapping[str, Any]) -> bool:
    """Whether what was proved of a plan is still true.

    It is as long as all of the plan stands, and what was booked, pinned, locked or over
    then is so now: what is so besides leaves less to choose from, and nothing better.

    Parameters
    ----------
    taken, summary
        As for :func:`with_goals`.
    """
    question = taken.answer.question
    codes, locked = question.counties["county_code"], question.choice.locked
    held = [one for one in taken.answer.plan.stays if codes.iloc[one.county] in locked]
    now = {tuple(one) for one in (*_standing(question), *_plainly(question, held))}
    stood = {tuple(one) for one in summary.get("stood", ())}
    return taken.left_out.empty and stood <= now


def with_stays(question: TourQuestion, stays: Sequence[Stay]) -> TourAnswer:
    """Give a plan of stays that nobody has proved to be best."""
    ordered = tuple(sorted(stays, key=lambda one: (one.set, one.first)))
    return TourAnswer(question, TourPlan(ordered, (), 0.0, 0))


def _standing(question: TourQuestion) -> list[list[str]]:
    """The stays that stand, as plain values."""
    return _plainly(question, question.held)


def _plainly(question: TourQuestion, stays: Iterable[Stay]) -> list[list[str]]:
    """County, set and first month of stays, as plain values."""
    codes, sets = question.counties["county_code"], question.sets["set_id"]
    start = question.choice.start
    return [
        [
            str(codes.iloc[stay.county]), str(sets.iloc[stay.set]),
            f"{month_after(start, stay.first):%Y-%m}",
        ]
        for stay in sorted(stays)
    ]  # fmt: skip


def _is_elsewhere(question: TourQuestion, rows: pd.DataFrame, stay: Stay) -> bool:
    """Whether the county has a booked or pinned stay that no row tells."""
    told = [position(question, row) for row in rows.to_dict("records")]
    return any(
        one.county == stay.county
        and not any(not isinstance(row, str) and _same(row, one) for row in told)
        for one in question.problem.booked
    )


def _same(one: Stay, other: Stay) -> bool:
    return (one.county, one.set, one.first) == (other.county, other.set, other.first)
