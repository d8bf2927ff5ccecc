"""Groups and members in force, and which of the pool they are."""

import datetime as dt
from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.schemas import LayerName
from planner.pairing.parties import in_force

Layers = Mapping[LayerName, gpd.GeoDataFrame]
GROUP, LEADER, MEMBER = "advisory_group", "advisory_leader", "advisory_member"
COUNTY = 6
# Between an expert's id and the county in the number of a member.
AT = "@"
# What is known of a member, of the pool or not.
PERSON = ("name", "organisation", "tier", "trades", "home_unit", "illustrative")


def groups_in_force(
    layers: Layers, on: dt.date, *, coming: bool = False
) -> pd.DataFrame:
    """Advisory groups on a day, the first formed first, with ``county_code``.

    With ``coming`` also those that begin later.
    """
    groups = pd.DataFrame(layers["groups"].drop(columns="geometry"))
    own = groups["kind"].eq(GROUP) & _there(groups, on, coming=coming)
    found = groups[own].sort_values(["unit_code", "since", "group_id"])
    return found.assign(county_code=found["unit_code"].str[:COUNTY]).reset_index(
        drop=True
    )


def members_in_force(
    layers: Layers, on: dt.date, *, coming: bool = False
) -> pd.DataFrame:
    """Leaders and members on a day, each once in a county, leaders first.

    With ``coming`` also those who begin later.

    Returns
    -------
    pandas.DataFrame
        See ``now`` of :class:`planner.advising.question.AdvisoryQuestion`.
    """
    people = pd.DataFrame(layers["people"].drop(columns="geometry"))
    own = people["role"].isin((LEADER, MEMBER))
    own &= _there(people, on, coming=coming)
    rows = people[own].assign(county_code=lambda table: table["unit_code"].str[:COUNTY])
    rows = rows.assign(
        expert_id=expert_ids(layers["experts"], rows),
        role=np.where(rows["role"] == LEADER, "leader", "member"),
    )
    rows = rows.sort_values(["county_code", "role", "since", "person_id"])
    rows = rows.drop_duplicates(["county_code", "expert_id"])
    formed = groups_in_force(layers, on, coming=coming).drop_duplicates("county_code")
    by_county = dict(zip(formed["county_code"], formed["group_id"], strict=True))
    told = [
        own or by_county.get(code, "")
        for own, code in zip(rows["group_id"], rows["county_code"], strict=True)
    ]
    columns = ["county_code", "group_id", "person_id", "expert_id", "role", *PERSON,
               "since", "certified"]  # fmt: skip
    return rows.assign(group_id=told)[columns].reset_index(drop=True)


def _there(rows: pd.DataFrame, on: dt.date, *, coming: bool) -> "pd.Series[bool]":
    if not coming:
        return in_force(rows["since"], rows["until"], on)
    return (rows["until"] == "") | (rows["until"] >= on.isoformat())


def expert_ids(experts: pd.DataFrame, people: pd.DataFrame) -> "np.ndarray":
    """Which expert each person is.

    By the number before ``@``, else by name and organisation where one expert alone
    has both; those of neither are known by their own number.

    Parameters
    ----------
    experts
        The layer ``experts``.
    people
        ``person_id``, ``name`` and ``organisation``.

    Returns
    -------
    numpy.ndarray
        Ids, shape (n,), of type object.
    """
    ids = set(experts["expert_id"])
    pairs = list(zip(experts["name"], experts["organisation"], strict=True))
    alone = pd.Series(pairs, dtype=object).duplicated(keep=False).to_numpy(dtype=bool)
    by_name = {
        pair: one
        for pair, one, twice in zip(pairs, experts["expert_id"], alone, strict=True)
        if not twice and all(pair)
    }
    rows = zip(people["person_id"], people["name"], people["organisation"], strict=True)
    found = []
    for person, name, organisation in rows:
        number = str(person).partition(AT)[0]
        known = by_name.get((name, organisation), str(person))
        found.append(number if number in ids else known)
    return np.array(found, dtype=object)


def served_before(layers: Layers) -> set[tuple[str, str]]:
    """Pairs (county code, expert id) that are or were in one group."""
    people = layers["people"]
    rows = people[people["role"].isin((LEADER, MEMBER))]
    ids = expert_ids(layers["experts"], rows)
    return set(zip(rows["unit_code"].str[:COUNTY], ids, strict=True))


def pool(layers: Layers, now: pd.DataFrame, on: dt.date) -> pd.DataFrame:
    """Experts in the pool on a day, and whoever else is in a group now.

    Parameters
    ----------
    layers
        ``experts``.
    now
        As :func:`members_in_force` gives it.
    on
        The day.

    Returns
    -------
    pandas.DataFrame
        ``expert_id``, those of :data:`PERSON`, ``quota``, ``leads``, ``accepts``,
        ``declines``, ``interests``, ``in_pool``; in order of the id.
    """
    experts = pd.DataFrame(layers["experts"].drop(columns="geometry"))
    listed = experts[in_force(experts["since"], experts["until"], on)]
    listed = listed.drop_duplicates("expert_id").assign(in_pool=True)
    listed["quota"] = listed["quota"].fillna(1).astype("int64")
    others = now[~now["expert_id"].isin(listed["expert_id"])]
    count = others.groupby("expert_id")["county_code"].nunique()
    others = others.drop_duplicates("expert_id")
    beside = others[["expert_id", *PERSON]].assign(
        quota=count.reindex(others["expert_id"]).to_numpy(dtype=np.int64),
        leads=False, accepts="", declines="", interests="", in_pool=False,
    )  # fmt: skip
    columns = list(beside.columns)
    parts = [part for part in (listed[columns], beside) if len(part)]
    table = pd.concat(parts) if parts else listed[columns]
    # Only experts of the nation lead.
    leads = table["leads"].astype(bool) & (table["tier"] == "nation")
    return table.assign(leads=leads).sort_values("expert_id", ignore_index=True)
