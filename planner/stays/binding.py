"""A plan that is there, held to a question: what of it is over or locked stands."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from planner.stays.held import Held
from planner.stays.months import month_after, months_between
from planner.stays.question import TourQuestion
from planner.tours.fitting import venue_for
from planner.tours.problem import Stay


@dataclass(frozen=True, slots=True)
class Bound:
    """A plan that is there, held to a question.

    Parameters
    ----------
    question
        With what is over or locked of the plan among the stays that stand.
    near
        The other stays, by positions.
    left_out
        Rows that could not be taken, with ``why``, as in
        :class:`planner.stays.keeping.TakenUp`; ``"booked"`` where what is over or
        locked is in the way of a stay on record.
    """

    question: TourQuestion
    near: tuple[Stay, ...]
    left_out: pd.DataFrame


def standing_on(
    question: TourQuestion,
    rows: pd.DataFrame,
    *,
    done_until: dt.date | None = None,
    locked: bool = True,
) -> Bound:
    """Let what is over or locked of a plan stand, and give the rest by positions.

    Parameters
    ----------
    question, rows, done_until
        As for :func:`planner.stays.replanning.plan_again`.
    locked
        Whether stays of locked counties stand too.
    """
    choice = question.choice
    if done_until is not None:
        choice = replace(choice, done_until=done_until)
    held, owed = dict(question.held), question.problem.counties.owed.copy()
    toured = {code: list(days) for code, days in question.toured.items()}
    fixed = choice.locked if locked else ()
    near, whys = [], []
    for at, row in enumerate(rows.to_dict("records")):
        stay = position(question, row)
        if isinstance(stay, str):
            whys.append((at, stay))
        elif stay.first >= choice.done and row["county_code"] not in fixed:
            near.append(stay)
        elif any(_in_the_way(stay, other) for other in held):
            if not any(
                _alike(stay, other) and _in_the_way(stay, other) for other in held
            ):
                whys.append((at, "booked"))
        else:
            held[stay] = Held("planned")
            if _taken(toured, row) is not None:
                # The event tells of this very stay, which is owed as it was.
                held[stay] = Held("done", toured=True)
                owed[stay.county] += 1
    counties = replace(question.problem.counties, owed=owed)
    problem = replace(
        question.problem, counties=counties, booked=tuple(sorted(held)),
        done=choice.done,
    )  # fmt: skip
    bound = replace(
        question, choice=choice, problem=problem, held=held,
        counties=question.counties.assign(owed=owed),
        toured={code: tuple(days) for code, days in toured.items() if days},
    )  # fmt: skip
    gone = rows.iloc[[at for at, _ in whys]]
    left_out = gone.assign(why=[why for _, why in whys]).reset_index(drop=True)
    return Bound(bound, tuple(near), left_out)


def _taken(
    toured: dict[str, list[dt.date]], row: Mapping[Any, Any]
) -> dt.date | None:  # fmt: skip
    """Take the day of a tour that lies in the months of a row, if there is one."""
    end = month_after(row["first"], row["months"])
    days = toured.get(row["county_code"], [])
    found = next((day for day in days if row["first"] <= day < end), None)
    if found is not None:
        days.remove(found)
    return found


def _alike(one: Stay, other: Stay) -> bool:
    """Whether both are one stay, whatever its length and venue by the records."""
    return (one.county, one.set) == (other.county, other.set)


def _in_the_way(one: Stay, other: Stay) -> bool:
    overlap = one.first < other.end and other.first < one.end
    return overlap and (one.set == other.set or one.county == other.county)


def position(question: TourQuestion, row: Mapping[Any, Any]) -> Stay | str:
    """Give a row by positions, or the code of why there is no such stay.

    A row without a venue gets the smallest that holds the set then, else the first of
    its county.
    """
    codes = question.counties["county_code"].tolist()
    sets = question.sets["set_id"].tolist()
    if row["county_code"] not in codes:
        return "unknown_county"
    if row["set_id"] not in sets:
        return "unknown_set"
    first, months = months_between(question.choice.start, row["first"]), row["months"]
    if first < 0 or first + months > question.problem.months:
        return "outside"
    county = codes.index(row["county_code"])
    bare = Stay(county, first, int(months), sets.index(row["set_id"]), 0)
    venues = question.venues
    own = venues[venues["county_code"] == row["county_code"]]
    if row["venue_id"]:
        named = own.index[own["venue_id"] == row["venue_id"]]
        if named.empty:
            return "unknown_venue"
        return Stay(bare.county, first, bare.months, bare.set, int(named[0]))
    if own.empty:
        return "no_venue"
    venue = venue_for(question.problem, bare)
    venue = int(own.index[0]) if venue < 0 else venue
    return Stay(bare.county, first, bare.months, bare.set, venue)
