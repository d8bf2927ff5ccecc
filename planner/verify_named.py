"""The roster in force, in plain loops; for :mod:`planner.verify_score`."""

import datetime as dt
from collections.abc import Collection, Iterable
from math import inf

import pandas as pd

from planner.programmes.schema import Part
from planner.verify_duties import Units
from planner.verify_options import Violation
from planner.verify_records import Case
from planner.verify_region import Row, day_of, trades_of

_SERVICE = "village_service"


def with_people(roster: Iterable[Row], people: Iterable[Row]) -> list[Row]:
    """Rows of a roster with the trades of their people, while those are in post.

    ``adopted`` and ``dropped`` are the days as written; ``known`` is whether the
    register has the person.
    """
    known = {row["commissioner_id"]: row for row in people}
    found = []
    for row in roster:
        person = known.get(row["commissioner_id"])
        own: Row = {"trades": None, "until": "1900-01-01"}
        if person is not None:
            starts = [row["since"], person["starts"]]
            ends = [row["until"], person["ends"]]
            own = {
                "trades": person["trades"],
                "since": max(filter(None, starts), default=None),
                "until": min(filter(None, ends), default=None),
            }
        days = {"adopted": row["since"], "dropped": row["until"]}
        more = {"post": row["post"] or _SERVICE, "known": person is not None}
        found.append({**row, **more, **days, **own})
    return found


def counties_with_roster(
    case: Case, on: dt.date, asked: Collection[str] | None = None
) -> set[str]:
    """Counties in whose villages somebody known is named for their service on a day.

    Of those asked for only, where these are given.
    """
    return {
        case.region.lies(row["village_code"], "county")
        for row in case.rows["assignments"]
        if row["post"] == _SERVICE
        and row["known"]
        and row["village_code"] in case.region.villages
        and (asked is None or row["village_code"] in asked)
        and _holds(row["adopted"], row["dropped"], on)
    } - {""}


def named_on(case: Case, on: dt.date) -> set[str]:
    """People who hold a post on a day."""
    return {
        row["commissioner_id"]
        for row in case.rows["assignments"]
        if _holds(row["since"], row["until"], on)
    }


def named_units(part: Part, case: Case) -> Units:
    """Villages owed in counties with a roster, by the people named there."""
    rule = part.rule
    assert rule is not None  # noqa: S101 - asked of parts with a rule only
    owing = case.owing(part.set)
    listed = counties_with_roster(case, case.on, owing)
    served: dict[str, set[str]] = {}
    for row in case.rows["assignments"]:
        if row["post"] != _SERVICE or not _holds(row["since"], row["until"], case.on):
            continue
        village = case.region.villages.get(row["village_code"], {})
        wants = trades_of(village.get("trades"))
        offers = trades_of(row["trades"], with_parts=True)
        if not rule.match_trade or not wants or not offers or wants & offers:
            served.setdefault(row["village_code"], set()).add(row["commissioner_id"])
    found: Units = {}
    for code in owing:
        if case.region.lies(code, "county") in listed:
            count = len(served.get(code, ()))
            found[code] = (float(count), float(rule.needed), count >= rule.needed)
    return found


def sent_wrongly(
    sent: Collection[tuple[str, str]], table: pd.DataFrame, part: Part, case: Case
) -> list[Violation]:
    """Check what is estimated beside a roster: every service, and everybody's load.

    Parameters
    ----------
    sent
        Village and person of every service that the estimate counts.
    table
        The units; only those that no roster decides on.
    part, case
        What is asked, and of whom.

    Returns
    -------
    list of Violation
        ``"sent"`` for a village that has not as many different people as its value
        says; ``"room"`` for a person with more villages, those by name and those by
        estimate, than the register allows.
    """
    served: dict[str, set[str]] = {str(code): set() for code in table.index}
    for code, person in sent:
        served.setdefault(code, set()).add(person)
    values = {str(code): value for code, value in table["value"].items()}
    found = [
        Violation("sent", code, f"{sorted(people)}, not {values.get(code, 0)}")
        for code, people in sorted(served.items())
        if len(people) != values.get(code, 0)
    ]
    assert part.rule is not None  # noqa: S101 - asked of parts with a rule only
    return found + (_overfull(sent, case) if part.rule.use_capacity else [])


def _overfull(sent: Collection[tuple[str, str]], case: Case) -> list[Violation]:
    """People whom an estimate sends to more villages than their roster leaves room."""
    villages: dict[str, set[tuple[str, str]]] = {}
    for row in case.rows["assignments"]:
        if row["post"] == _SERVICE and _holds(row["since"], row["until"], case.on):
            own = villages.setdefault(row["commissioner_id"], set())
            own.add(("by name", row["village_code"]))
    for code, person in sent:
        villages.setdefault(person, set()).add(("by estimate", code))
    room: dict[str, float] = {}
    for row in case.rows["commissioners"]:
        most = inf if row["capacity"] is None else float(row["capacity"])
        key = row["commissioner_id"]
        room[key] = room.get(key, 0.0) + most
    # A roster may name somebody too often; an estimate may not add to that.
    return [
        Violation("room", person, f"{len(villages[person])} of {room.get(person, 0)}")
        for person in sorted({person for _, person in sent})
        if len(villages[person]) > room.get(person, 0)
    ]


def _holds(first: object, last: object, on: dt.date) -> bool:
    return (day_of(first) or dt.date.min) <= on <= (day_of(last) or dt.date.max)
