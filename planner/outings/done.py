"""A plan against what was done, from the records of caravan visits."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Literal, get_args

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from geo.words import Lang
from planner.errors import WORDS

DoneState = Literal["done", "done_otherwise", "late", "ahead"]
STATES: tuple[DoneState, ...] = get_args(DoneState)
# What a visit of a caravan is called among the kinds of events.
VISIT_KIND = "caravan_visit"
Span = tuple[dt.date, dt.date]
_UNPLANNED = ["event_id", "date", "unit_code", "name", "place_id"]
_FAR = 1e7
_COUNTY = 6


def against_done(
    visits: pd.DataFrame,
    events: pd.DataFrame,
    today: dt.date,
    *,
    places: pd.DataFrame,
    span: Span | None = None,
) -> pd.DataFrame:
    """Say of every planned visit whether it was made.

    A record is of a place by the place's name and unit, else by the code of a village,
    else by its township where only one other place is of that township; one of a whole
    county has to name the place. It can serve
    a visit whose neighbours (the planned visits of that place before and after) it
    lies between. Of all ways to give each visit at most one record and each record at
    most one visit, the one with most pairs is taken, and of those the one with the
    fewest days between plan and record: a record on the planned day is always of that
    visit.

    Parameters
    ----------
    visits
        :attr:`planner.outings.answering.OutingAnswer.visits`.
    events
        Layer ``events``; those of kind ``caravan_visit`` count.
    today
        Visits planned before it without a record are late.
    places
        ``places`` of the question: ``place_id``, ``name``, ``unit_code``.
    span
        First and last day of the plan; records of other days are not of it. None for
        all days.

    Returns
    -------
    pandas.DataFrame
        ``visits`` with ``state`` (one of :data:`STATES`) and ``done_on`` (a date, None
        where no record serves the visit), same index.
    """
    records = _records(events, places, span)
    served = _served(visits, records)
    done_on: list[dt.date | None] = [None] * len(visits)
    for visit, record in served.items():
        done_on[visit] = records["date"].iloc[record]
    states = [
        _state(planned, done, today)
        for planned, done in zip(visits["date"], done_on, strict=True)
    ]
    table = visits.assign(state=np.array(states, dtype=object))
    table["done_on"] = pd.Series(done_on, index=visits.index, dtype=object)
    return table


def not_planned(
    visits: pd.DataFrame,
    events: pd.DataFrame,
    *,
    places: pd.DataFrame,
    span: Span | None = None,
) -> pd.DataFrame:
    """Give the records that serve no planned visit, by the matching of the above.

    Parameters
    ----------
    visits, events, places, span
        As for :func:`against_done`.

    Returns
    -------
    pandas.DataFrame
        Columns ``event_id``, ``date``, ``unit_code``, ``name``, ``place_id`` (empty
        where it is of no place that is owed visits), in order of date.
    """
    records = _records(events, places, span)
    used = set(_served(visits, records).values())
    rest = [row for row in range(len(records)) if row not in used]
    found: pd.DataFrame = records.iloc[rest][_UNPLANNED].reset_index(drop=True)
    return found


def done_by_month(table: pd.DataFrame, unplanned: pd.DataFrame) -> pd.DataFrame:
    """Count visits by the month they are planned in, and records by their own.

    Parameters
    ----------
    table, unplanned
        Of :func:`against_done` and :func:`not_planned`.

    Returns
    -------
    pandas.DataFrame
        ``month`` (``2027-03``), ``planned``, ``done``, ``done_otherwise``, ``late``,
        ``ahead``, ``unplanned``; months in order.
    """
    names = ["planned", *STATES, "unplanned"]
    rows = [(_month(day), "planned") for day in table["date"]]
    rows += list(zip(map(_month, table["date"]), table["state"], strict=True))
    rows += [(_month(day), "unplanned") for day in unplanned["date"]]
    told = pd.DataFrame(rows, columns=["month", "what"])
    counts = pd.crosstab(told["month"], told["what"])
    counts = counts.reindex(columns=names, fill_value=0)
    counts.columns.name = None
    return counts.rename_axis("month").reset_index().astype(dict.fromkeys(names, int))


def done_text(
    table: pd.DataFrame, unplanned: pd.DataFrame, today: dt.date, lang: Lang
) -> str:
    """Say what was done of a plan in one sentence."""
    counts = table["state"].value_counts()
    told: dict[str, object] = {name: int(counts.get(name, 0)) for name in STATES}
    told |= {"today": today, "planned": len(table), "unplanned": len(unplanned)}
    return WORDS.say("outing_done", lang, told)


def state_label(state: str, lang: Lang) -> str:
    """Name of a state of :data:`STATES` for people."""
    return WORDS.say(f"outing_state_{state}", lang, {})


def _state(planned: dt.date, done: dt.date | None, today: dt.date) -> DoneState:
    if done is not None:
        return "done" if done == planned else "done_otherwise"
    return "late" if planned < today else "ahead"


def _month(day: dt.date) -> str:
    return day.isoformat()[:7]


def _records(
    events: pd.DataFrame, places: pd.DataFrame, span: Span | None
) -> pd.DataFrame:
    """Caravan visits with a date and the place each is of, in order of date."""
    first, last = span or (dt.date.min, dt.date.max)
    own = events[(events["kind"] == VISIT_KIND) & (events["date"].fillna("") != "")]
    days = [dt.date.fromisoformat(str(day)) for day in own["date"]]
    frame = own[["event_id", "unit_code", "name"]].fillna("").astype(str)
    frame = frame.assign(date=pd.Series(days, index=own.index, dtype=object))
    kept = frame[np.array([first <= day <= last for day in days], dtype=bool)]
    place_of = _Places(places)
    ids = [
        place_of.of(name, code)
        for name, code in zip(kept["name"], kept["unit_code"], strict=True)
    ]
    told = kept.assign(place_id=np.array(ids, dtype=object))
    return told.sort_values(["date", "event_id"], ignore_index=True)


class _Places:
    """Places by what records say of them."""

    def __init__(self, places: pd.DataFrame) -> None:
        ids, names, codes = (
            places[name].astype(str).tolist()
            for name in ("place_id", "name", "unit_code")
        )
        # A request may be of a village too; the village itself goes by its code.
        self.villages = set(ids) & set(codes)
        self.named: dict[str, list[tuple[str, str]]] = {}
        self.within: dict[str, list[str]] = {}
        for one, name, code in zip(ids, names, codes, strict=True):
            if one not in self.villages:
                self.named.setdefault(name.strip(), []).append((one, code))
                self.within.setdefault(code, []).append(one)

    def of(self, name: str, code: str) -> str:
        """Id of the place of a record, empty where it is none or not surely one."""
        named = [
            one
            for one, unit in self.named.get(name.strip(), [])
            if unit.startswith(code) or code.startswith(unit)
        ]
        if len(named) == 1:
            return named[0]
        if code in self.villages:
            return code
        # Of a whole county it may be a visit to anywhere.
        there = self.within.get(code, []) if len(code) > _COUNTY else []
        return there[0] if len(there) == 1 else ""


def _served(visits: pd.DataFrame, records: pd.DataFrame) -> Mapping[int, int]:
    """Positions of visits, and of the record that serves each."""
    planned = _by_place(visits)
    recorded = _by_place(records)
    return {
        visit: record
        for place, rows in planned.items()
        for visit, record in _pairs(rows, recorded.get(place, []))
    }


def _by_place(table: pd.DataFrame) -> dict[str, list[tuple[int, int]]]:
    """Days (as numbers) and positions of the rows of each place, in order."""
    found: dict[str, list[tuple[int, int]]] = {}
    for row, (place, day) in enumerate(
        zip(table["place_id"], table["date"], strict=True)
    ):
        if place:
            found.setdefault(str(place), []).append((day.toordinal(), row))
    return {place: sorted(rows) for place, rows in found.items()}


def _pairs(
    visits: list[tuple[int, int]], records: list[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Most pairs within the windows, then fewest days apart."""
    if not records:
        return
    planned = np.array([day for day, _ in visits])
    done = np.array([day for day, _ in records])
    after = np.r_[-np.inf, planned[:-1]][:, None]
    before = np.r_[planned[1:], np.inf][:, None]
    apart = np.abs(planned[:, None] - done).astype(float)
    apart[~((after < done) & (done < before))] = _FAR
    for visit, record in zip(*linear_sum_assignment(apart), strict=True):
        if apart[visit, record] < _FAR:
            yield visits[visit][1], records[record][1]
