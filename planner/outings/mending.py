"""What would let more visits be made: changes of the question, best first."""

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.travel import LonLat
from planner.caravans.fixes import Fix
from planner.duties.days import is_workday
from planner.errors import PlanInputError
from planner.outings.answering import OutingAnswer
from planner.outings.choice import OutingChoice
from planner.outings.fleet import may_serve
from planner.outings.question import OutingQuestion, Part

MendKind = Literal[
    "work",
    "end",
    "week",
    "stops",
    "gap",
    "value",
    "nights",
    "day_back",
    "weekends",
    "lend",
]
_HALF_HOUR_S, _HOURS_PER_STEP = 1800.0, 0.5
_OWN_HOURS: Mapping[str, str] = {"work": "hours_day", "week": "hours_week"}
# Column of the places and field of the choice.
_OF_PLACE: Mapping[str, tuple[str, str]] = {
    "value": ("value", "visit_value"),
    "gap": ("gap_days", "gap_days"),
}


@dataclass(frozen=True, slots=True)
class Mend:
    """One change of the question.

    Parameters
    ----------
    kind
        Longer days, later returns, longer weeks, one more stop a day, shorter gaps,
        dearer visits, one more night in a row, a day off given back, work at weekends,
        a caravan lent.
    choice
        The question with it.
    amount
        By how much: hours, stops, days or money; 0 where that says nothing.
    caravan_id, county_code
        Who is lent, and where to; empty otherwise.
    places
        Ids of the places it could help, each by itself.
    """

    kind: MendKind
    choice: OutingChoice
    amount: float
    caravan_id: str
    county_code: str
    places: tuple[str, ...]


def mends(answer: OutingAnswer) -> tuple[Mend, ...]:
    """Changes that would each let some visit be made that is not made now.

    Places helped are counted one by one: together they may need more than one change.

    Parameters
    ----------
    answer
        The plan.

    Returns
    -------
    tuple of Mend
        Those that help most places first.
    """
    found: dict[tuple[Any, ...], Mend] = {}
    for mend in (*_of_fixes(answer), *_lent(answer.question)):
        key = (mend.kind, mend.caravan_id, mend.county_code, mend.choice)
        before = found.get(key)
        if before is not None:
            mend = replace(mend, places=(*before.places, *mend.places))
        found[key] = mend
    return tuple(sorted(found.values(), key=lambda mend: -len(mend.places)))


def _of_fixes(answer: OutingAnswer) -> Iterator[Mend]:
    question = answer.question
    ids = question.places["place_id"]
    for part, missed in answer.missing:
        place = str(ids.iloc[part.places[missed.task]])
        for fix in missed.fixes:
            mend = _mend(question, part, missed.task, fix)
            if mend is not None:
                yield replace(mend, places=(place,))
        if missed.why == "needs_night":
            nights = question.choice.nights + 1
            mend = _changed(question.choice, "nights", 1, nights=nights)
            if mend is not None:
                yield replace(mend, places=(place,))


def _mend(question: OutingQuestion, part: Part, task: int, fix: Fix) -> Mend | None:
    """Change the question as a fix says; None where its data would have to change."""
    choice = question.choice
    if fix.rule == "day":
        return _working_day(question, part, fix)
    if fix.rule in _OWN_HOURS and _has_own_hours(question, part, fix):
        return None
    if fix.rule in _OF_PLACE and _is_own(question, part.places[task], fix):
        return None
    steps = math.ceil(round(fix.amount / _HALF_HOUR_S, 6))
    hours = steps * _HOURS_PER_STEP
    whole = math.ceil(fix.amount)
    if fix.rule == "work":
        more = choice.hours_day + hours
        return _changed(choice, "work", hours, hours_day=more)
    if fix.rule == "end":
        return _changed(choice, "end", hours, to_h=choice.to_h + hours)
    if fix.rule == "week":
        more = choice.hours_week + hours
        return _changed(choice, "week", hours, hours_week=more)
    if fix.rule == "stops":
        return _changed(choice, "stops", whole, most_stops=choice.most_stops + whole)
    if fix.rule == "gap":
        return _changed(choice, "gap", whole, gap_days=choice.gap_days - whole)
    if fix.rule == "value":
        # A little more than it costs, or it is all the same.
        worth = math.ceil((choice.visit_value + fix.amount + 1) / 100) * 100
        more = worth - choice.visit_value
        return _changed(choice, "value", more, visit_value=float(worth))
    return None


def _changed(
    choice: OutingChoice,
    kind: MendKind,
    amount: float,
    **fields: float,
) -> Mend | None:
    """Make the change; None where the question would no longer make sense."""
    try:
        changed = replace(choice, **fields)  # type: ignore[arg-type]
    except PlanInputError:
        return None
    return Mend(kind, changed, amount, "", "", ())


def _has_own_hours(question: OutingQuestion, part: Part, fix: Fix) -> bool:
    """Whether hours of the caravan's own stand before those of the question."""
    if fix.van < 0:
        return False
    own = question.caravans[_OWN_HOURS[fix.rule]].iloc[part.caravans[fix.van]]
    return bool(pd.notna(own))


def _is_own(question: OutingQuestion, row: int, fix: Fix) -> bool:
    """Whether a place says itself what it is worth, or how far visits are apart."""
    column, field = _OF_PLACE[fix.rule]
    return bool(question.places[column].iloc[row] != getattr(question.choice, field))


def _working_day(question: OutingQuestion, part: Part, fix: Fix) -> Mend | None:
    """Give a day off back, or work at weekends."""
    choice = question.choice
    van = str(question.caravans["caravan_id"].iloc[part.caravans[fix.van]])
    day = choice.start + dt.timedelta(days=fix.day)
    if (van, day) in choice.free_days:
        free = tuple(one for one in choice.free_days if one != (van, day))
        return Mend("day_back", replace(choice, free_days=free), 1, van, "", ())
    if choice.weekends or is_workday(day):
        return None
    return Mend("weekends", replace(choice, weekends=True), 0, "", "", ())


def _lent(question: OutingQuestion) -> Iterator[Mend]:
    """Lend to each county the nearest caravan that carries what its places want."""
    places, caravans = question.places, question.caravans
    points, homes = _lonlat(places), _lonlat(caravans)
    counties = places["county_code"].astype(str).to_numpy(dtype=object)
    carries = may_serve(places, caravans, [set(counties)] * len(caravans))
    # A county without a name is not known, and nothing can be lent to it.
    lost = (places["county_name"] != "") & ~np.isnan(points).any(axis=1)
    for part in question.parts:
        served = part.problem.tasks.allowed.any(axis=1)
        lost.iloc[np.array(part.places)[served]] = False
    for county in sorted(set(counties[lost])):
        rows = np.flatnonzero(lost & (counties == county))
        off = np.hypot(*(homes - points[rows].mean(axis=0)).T)
        # The nearest that carries the topics; places may need different ones.
        far = np.where(carries[rows] & ~np.isnan(off), off, np.inf)
        nearest = np.where(np.isfinite(far).any(axis=1), far.argmin(axis=1), -1)
        for at in sorted({*nearest.tolist()} - {-1}):
            van = str(caravans["caravan_id"].iloc[at])
            lent = (*question.choice.lent, (van, county))
            ids = tuple(places["place_id"].iloc[rows[nearest == at]])
            choice = replace(question.choice, lent=lent)
            yield Mend("lend", choice, 0, van, county, ids)


def _lonlat(frame: gpd.GeoDataFrame) -> LonLat:
    return np.column_stack([frame.geometry.x.to_numpy(), frame.geometry.y.to_numpy()])
