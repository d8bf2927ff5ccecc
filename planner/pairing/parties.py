"""Who takes on villages and counties, and what three-regions people are given."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.schemas import LIST_SEPARATOR, LayerName, split_list
from planner.pairing.choice import Parties
from planner.pairing.places import places_of

Layers = Mapping[LayerName, gpd.GeoDataFrame]
# Names by which universities and institutes are known.
_INSTITUTE = re.compile(
    "大学|学院|研究院|研究所|科学院|农科院|农科所|universit|institut|college|academy",
    re.IGNORECASE,
)
# Agreements whose partner is an organisation, and groups that are one.
_PARTNERS = ("pairing", "society_link", "university_county", "east_west")
_GROUPS = ("service_team", "expert_group", "association", "union")
_COLUMNS = (
    "party_id", "name", "kind", "organisation", "trades", "capacity", "unit_code",
    "serves", "illustrative",
)  # fmt: skip


def experts(
    layers: Layers,
    roles: Iterable[str],
    named: Iterable[str],
    *,
    capacity: int,
    on: dt.date,
) -> pd.DataFrame:
    """People of some roles, and whoever else agreements in force name.

    Parameters
    ----------
    layers
        ``people`` and ``commissioners``.
    roles
        Roles whose people count.
    named
        Ids that agreements name: people of other roles and commissioners are known by
        their own rows; of whom no row tells has left.
    capacity
        What each takes on at most.
    on
        The day on which they must serve.

    Returns
    -------
    pandas.DataFrame
        As :func:`with_places` takes it.
    """
    people, wanted = layers["people"], {*named}
    own = people["role"].isin([*roles]) | people["person_id"].isin(wanted)
    rows = people[own]
    table = pd.DataFrame(
        {
            "party_id": rows["person_id"],
            "name": rows["name"],
            "organisation": rows["organisation"],
            "trades": rows["trades"],
            "unit_code": rows["unit_code"],
            "serves": in_force(rows["since"], rows["until"], on),
            "illustrative": rows["illustrative"],
        }
    )
    # Somebody of two posts serves while one of them lasts.
    table = table.sort_values("serves", ascending=False, kind="stable").drop_duplicates(
        "party_id"
    )
    others = layers["commissioners"]
    others = others[others["commissioner_id"].isin(wanted - set(table["party_id"]))]
    more = pd.DataFrame(
        {
            "party_id": others["commissioner_id"],
            "name": others["name"],
            "organisation": "",
            "trades": others["trades"],
            "unit_code": others["county_code"],
            "serves": in_force(others["starts"], others["ends"], on),
            "illustrative": others["illustrative"],
        }
    )
    found = pd.concat([table, more], ignore_index=True)
    lost = sorted(wanted - set(found["party_id"]))
    gone = pd.DataFrame({"party_id": lost, "name": lost, "serves": False})
    found = pd.concat([found, gone], ignore_index=True) if lost else found
    return complete(found.assign(kind="person", capacity=capacity))


def organisations(
    layers: Layers,
    named: Iterable[str],
    *,
    institutes: bool,
    capacity: int,
    on: dt.date,
) -> pd.DataFrame:
    """Organisations known from people, groups and agreements.

    Parameters
    ----------
    layers
        ``people``, ``groups`` and ``agreements``.
    named
        Names that stand in agreements in force, and count whatever they are called.
    institutes
        Whether only universities and institutes count, known by their names.
    capacity
        What each takes on at most.
    on
        The day; those who have left and agreements that have ended tell nothing.

    Returns
    -------
    pandas.DataFrame
        As :func:`with_places` takes it; trades are all those of its people and groups.
    """
    people, groups, papers = (
        layers[name] for name in ("people", "groups", "agreements")
    )
    people = people[
        (people["organisation"] != "")
        & in_force(people["since"], people["until"], on)
        & people["trades"].ne("")
    ]
    groups = groups[
        groups["kind"].isin(_GROUPS) & in_force(groups["since"], groups["until"], on)
    ]
    papers = papers[
        papers["kind"].isin(_PARTNERS)
        & in_force(papers["signed_on"], papers["ends_on"], on)
    ]
    parts = [
        _told(people, "organisation", "trades", ""),
        _told(papers, "partner", "", "partner_unit"),
    ]
    if not institutes:
        parts.append(_told(groups, "name", "trades", "unit_code"))
    rows = pd.concat(parts, ignore_index=True)
    keep = {*named}
    if institutes:
        known = [bool(_INSTITUTE.search(name)) for name in rows["name"]]
        rows = rows[np.array(known, dtype=bool) | rows["name"].isin(keep)]
    found = (
        rows.groupby("name", sort=True)
        .agg(
            trades=("trades", _joined),
            unit_code=("unit_code", "max"),
            illustrative=("illustrative", "any"),
        )
        .reset_index()
    )
    return complete(
        found.assign(
            party_id="org:" + found["name"], organisation=found["name"],
            kind="organisation", capacity=capacity, serves=True,
        )
    )  # fmt: skip


def who(
    layers: Layers,
    parties: Parties,
    roles: Iterable[str],
    named: "pd.DataFrame",
    *,
    capacity: int,
    on: dt.date,
) -> pd.DataFrame:
    """Parties that may take villages on; ``named`` are the agreements in force."""
    found = []
    if parties != "organisations":
        persons = [one for one in named["person_id"] if one]
        found.append(experts(layers, roles, persons, capacity=capacity, on=on))
    if parties != "experts":
        found.append(
            organisations(
                layers, named["partner"], institutes=False, capacity=capacity, on=on
            )
        )
    return pd.concat(found, ignore_index=True)


def with_places(layers: Layers, parties: pd.DataFrame) -> pd.DataFrame:
    """Add ``lon`` and ``lat``: where each is, NaN where no county or less is told."""
    places = places_of(layers, parties["unit_code"])
    return parties.assign(lon=places[:, 0], lat=places[:, 1])


def in_force(
    first: "pd.Series[str]", last: "pd.Series[str]", on: dt.date
) -> "pd.Series[bool]":
    """Which spans of ISO days hold a day; an empty end is open."""
    day = on.isoformat()
    held: pd.Series[bool] = ((first == "") | (first <= day)) & (
        (last == "") | (last >= day)
    )
    return held


def _told(rows: pd.DataFrame, name: str, trades: str, unit: str) -> pd.DataFrame:
    blank = pd.Series("", index=rows.index, dtype="str")
    table = pd.DataFrame(
        {
            "name": rows[name],
            "trades": rows[trades] if trades else blank,
            "unit_code": rows[unit] if unit else blank,
            "illustrative": rows["illustrative"],
        }
    )
    return table[table["name"] != ""]


def _joined(texts: "pd.Series[str]") -> str:
    """Every trade of some joined texts once, in order."""
    return LIST_SEPARATOR.join(
        sorted({trade for text in texts for trade in split_list(text)})
    )


def complete(table: pd.DataFrame) -> pd.DataFrame:
    """All columns of parties, texts empty and flags false where nothing is said."""
    blank: dict[str, object] = dict.fromkeys(_COLUMNS, "")
    blank |= {"serves": False, "illustrative": False}
    kinds: dict[str, Any] = {"serves": bool, "illustrative": bool, "capacity": "int64"}
    found = {}
    for name in _COLUMNS:
        column = table[name] if name in table else pd.Series(pd.NA, table.index)
        values = column.astype(object).where(column.notna(), blank[name])
        found[name] = values.astype(kinds.get(name, object))
    return pd.DataFrame(found).reset_index(drop=True)
