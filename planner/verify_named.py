"""The roster in force, in plain loops; for :mod:`planner.verify_score`."""

import datetime as dt
from collections.abc import Iterable

from planner.programmes.schema import Part
from planner.verify_duties import Units
from planner.verify_records import Case
from planner.verify_region import Row, day_of, trades_of

_SERVICE = "village_service"


def with_people(roster: Iterable[Row], people: Iterable[Row]) -> list[Row]:
    """Rows of a roster with the trades of their people, while those are in post.

    ``adopted`` and ``dropped`` are the days as written.
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
        found.append({**row, "post": row["post"] or _SERVICE, **days, **own})
    return found


def counties_with_roster(case: Case, on: dt.date) -> set[str]:
    """Counties in whose villages somebody is named for their service on a day."""
    return {
        case.region.lies(row["village_code"], "county")
        for row in case.rows["assignments"]
        if row["post"] == _SERVICE
        and row["village_code"] in case.region.villages
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
    listed = counties_with_roster(case, case.on)
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
    for code in case.owing(part.set):
        if case.region.lies(code, "county") in listed:
            count = len(served.get(code, ()))
            found[code] = (float(count), float(rule.needed), count >= rule.needed)
    return found


def _holds(first: object, last: object, on: dt.date) -> bool:
    return (day_of(first) or dt.date.min) <= on <= (day_of(last) or dt.date.max)
