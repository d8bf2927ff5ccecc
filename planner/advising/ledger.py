"""The ledger of advisory groups: how each stands, and entries that record things."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.frames import conform
from geo.schemas import LAYERS, LayerName
from planner.advising.accounting import DUTIES, EVENTS, OfficeItem
from planner.advising.accounting import ITEMS as ITEMS
from planner.advising.accounting import Item as Item
from planner.advising.accounting import ledger as ledger
from planner.advising.accounting import offices as offices
from planner.advising.counties import county_facts
from planner.advising.names import Names
from planner.advising.standing import COUNTY, groups_in_force, members_in_force
from planner.errors import PlanInputError, Problem
from planner.new_rows import with_rows
from planner.record_edits import with_keys

Layers = Mapping[LayerName, gpd.GeoDataFrame]
_AGREEMENT = "advisory"


def entry(
    layers: Layers,
    unit_code: str,
    item: Item | OfficeItem,
    date: dt.date,
    *,
    today: dt.date | None = None,
    name: str = "",
    attendance: int | None = None,
    people: tuple[str, ...] = (),
    topics: str = "",
    document: str = "",
    owner: str = "",
    note: str = "",
    illustrative: bool | None = None,
) -> tuple[LayerName, gpd.GeoDataFrame]:
    """Record one thing that a group or an office did.

    Parameters
    ----------
    layers
        As for :func:`planner.advising.accounting.ledger`.
    unit_code
        County of the group; of what offices above do, their unit.
    item, date
        What was done, and when.
    today
        A day past which nothing can have been done; not looked at where None.
    name, attendance, people, topics
        Of a session, of service on site or of guidance; ``people`` are member ids. Of
        certificates, ``people`` are those who are given one; all who have none where
        empty.
    document, owner, note
        Number or name of the paper, who did it, remarks.
    illustrative
        Whether the record is not real; as the group is where None.

    Returns
    -------
    layer, rows
        The layer that it is kept in and all its rows with the new one, for
        :meth:`planner.workspace.Workspace.replace_layer`.

    Raises
    ------
    PlanInputError
        If a county has no group on the day (talks may come before it), the day lies
        ahead, members are not known or hold a certificate, or the same is recorded of
        that day already; all at once.
    """
    # Both sides talk before a group is formed.
    own = groups_in_force(layers, date, coming=item == "talks")
    group = own[own["county_code"] == unit_code].to_dict("records")[:1]
    members = members_in_force(layers, date)
    members = members[members["county_code"] == unit_code]
    problems = list(_wrong(layers, unit_code, group, members, people, date, today))
    problems += _twice(layers, unit_code, item, date, members, people)
    if problems:
        raise PlanInputError(problems)
    made_up = bool(group and group[0]["illustrative"])
    told = {
        "unit_code": unit_code,
        "note": note,
        "illustrative": made_up if illustrative is None else illustrative,
    }
    if item == "certificates":
        return "people", _certified(layers["people"], members, people, date)
    if item == "agreement":
        partner = str(group[0]["name"]) if group else owner
        told |= {
            "kind": _AGREEMENT, "partner": partner, "signed_on": date.isoformat(),
            "task": name,
        }  # fmt: skip
        told["note"] = "；".join(text for text in (document, note) if text)
        return "agreements", _added(layers, "agreements", told, date)
    if item in EVENTS:
        told |= {
            "kind": item, "date": date.isoformat(), "name": name, "topics": topics,
            "attendance": attendance, "people": ";".join(people),
        }  # fmt: skip
        return "events", _added(layers, "events", told, date)
    told |= {
        "duty": DUTIES[item], "done_on": date.isoformat(), "document": document,
        "owner": owner,
    }  # fmt: skip
    return "duties_done", _added(layers, "duties_done", told, date)


def _wrong(
    layers: Layers,
    unit: str,
    group: list[Any],
    members: pd.DataFrame,
    people: tuple[str, ...],
    date: dt.date,
    today: dt.date | None,
) -> Iterator[Problem]:
    if len(unit) == COUNTY and not group:
        known = unit in county_facts(layers, date).index
        name = Names(layers).of(unit) if known else unit
        yield "advisory_no_group", {"county": name, "day": date}
    if today is not None and date > today:
        yield "advisory_entry_ahead", {"day": date, "today": today}
    for person in people:
        if person not in set(members["person_id"]):
            yield "advisory_unknown_member", {"value": person}


def _twice(
    layers: Layers,
    unit: str,
    item: Item | OfficeItem,
    date: dt.date,
    members: pd.DataFrame,
    people: tuple[str, ...],
) -> Iterator[Problem]:
    """What is on record already."""
    if item == "certificates":
        held = members[members["certified"] != ""]
        for row in held[held["person_id"].isin(people)].to_dict("records"):
            told = {"name": row["name"], "day": row["certified"]}
            yield "advisory_certified_before", told
        if len(members) and len(held) == len(members) and not people:
            yield "advisory_all_certified", {"county": Names(layers).of(unit)}
        return
    where: tuple[LayerName, str, str, str] = (
        ("agreements", "kind", _AGREEMENT, "signed_on") if item == "agreement"
        else ("events", "kind", item, "date") if item in EVENTS
        else ("duties_done", "duty", DUTIES[item], "done_on")
    )  # fmt: skip
    layer, kind, value, day = where
    rows = layers[layer]
    same = (rows[kind] == value) & (rows["unit_code"] == unit)
    if (same & (rows[day] == date.isoformat())).any():
        yield "advisory_entered_before", {"unit": Names(layers).of(unit), "day": date}


def _certified(
    frame: gpd.GeoDataFrame,
    members: pd.DataFrame,
    people: tuple[str, ...],
    date: dt.date,
) -> gpd.GeoDataFrame:
    """Give certificates to those named, or to all who have none."""
    table = frame.copy()
    given = [*people] or members["person_id"].tolist()
    own = table["person_id"].isin(given) & (table["certified"] == "")
    table.loc[own, "certified"] = date.isoformat()
    return conform(table, "people")


def _added(
    layers: Layers, layer: LayerName, row: Mapping[str, object], date: dt.date
) -> gpd.GeoDataFrame:
    """The layer with one row more, numbered by its day."""
    frame = layers[layer]
    taken = set(frame[LAYERS[layer].key])
    fresh = with_keys(pd.DataFrame([row]), layer, today=date, taken=taken)
    return with_rows(frame, fresh, layer)
