"""Groups accepted: rows of the layers ``groups`` and ``people``, and members who leave.

What is in force stays as it is: a group that is there gets the members it lacks, a
county without one gets a group. Nobody holds a certificate by being planned; the day of
certifying is entered when they are handed out (see :mod:`planner.advising.ledger`).
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd

from geo.frames import conform
from geo.schemas import LayerName
from planner.advising.answering import AdvisoryAnswer
from planner.advising.counties import NEED, county_facts
from planner.advising.standing import (
    AT,
    GROUP,
    LEADER,
    MEMBER,
    groups_in_force,
    members_in_force,
)
from planner.errors import PlanInputError
from planner.new_rows import free_name, with_rows

Layers = Mapping[LayerName, gpd.GeoDataFrame]


@dataclass(frozen=True, slots=True, eq=False)
class Accepted:
    """The layers as they are when a matching is accepted.

    Parameters
    ----------
    frames
        ``groups`` and ``people``, and ``facts`` where counties are stated to ask; for
        :meth:`planner.workspace.Workspace.replace_layers`.
    groups, members, facts
        Rows added.
    """

    frames: Mapping[LayerName, gpd.GeoDataFrame]
    groups: int
    members: int
    facts: int


def accept(
    layers: Layers,
    answer: AdvisoryAnswer,
    *,
    since: dt.date,
    certified: dt.date | None = None,
    counties: Iterable[str] | None = None,
    state_need: bool = True,
) -> Accepted:
    """Enter the groups of a matching into the records, nobody twice.

    Parameters
    ----------
    layers
        ``groups``, ``people``, and for the facts those of
        :data:`planner.advising.question.ADVISORY_LAYERS`.
    answer
        The matching.
    since
        First day of new groups and members.
    certified
        Day on which new members get their certificates; None: not yet.
    counties
        Codes of those accepted; every matched county by default.
    state_need
        Whether counties that applied are stated to ask for a group where nothing is
        stated: the programme counts only those.

    Raises
    ------
    PlanInputError
        If members would be certified before they begin.
    """
    if certified is not None and certified < since:
        told = {"day": certified, "since": since}
        raise PlanInputError([("advisory_bad_certified", told)])
    chosen = set(answer.groups["county_code"] if counties is None else counties)
    rows = answer.groups[
        answer.groups["county_code"].isin(chosen) & (answer.groups["members"] > 0)
    ]
    formed = groups_in_force(layers, since, coming=True)
    formed = formed.drop_duplicates("county_code")
    there = dict(zip(formed["county_code"], formed["group_id"], strict=True))
    group_of, new_groups = {}, []
    taken = set(layers["groups"]["group_id"])
    groups = layers["groups"].copy()
    for row in rows.to_dict("records"):
        code = str(row["county_code"])
        known = there.get(code, "")
        trades = row["trades_covered"] or row["trades_needed"]
        if known:
            blank = (groups["group_id"] == known) & (groups["trades"] == "")
            groups.loc[blank, "trades"] = trades
            group_of[code] = known
            continue
        group_of[code] = free_name(f"GW{code}", taken)
        new_groups.append(_group(row, group_of[code], trades, since))
    members = list(_members(layers, answer, group_of, since, certified))
    frames: dict[LayerName, gpd.GeoDataFrame] = {
        "groups": with_rows(groups, new_groups, "groups"),
        "people": with_rows(layers["people"], members, "people"),
    }
    facts = _facts(layers, answer, group_of, since) if state_need else []
    if facts:
        frames["facts"] = with_rows(layers["facts"], facts, "facts")
    return Accepted(frames, len(new_groups), len(members), len(facts))


def leave(
    people: gpd.GeoDataFrame, persons: Iterable[str], last: dt.date
) -> gpd.GeoDataFrame:
    """Let members leave their groups.

    Parameters
    ----------
    people
        The layer.
    persons
        Their numbers in it.
    last
        Their last day.

    Raises
    ------
    PlanInputError
        With every number that is no member's, of one who begins later or who leaves
        earlier already; all at once.
    """
    table = people.copy()
    wrong: list[tuple[str, Mapping[str, object]]] = []
    for person in persons:
        own = (table["person_id"] == person) & table["role"].isin((LEADER, MEMBER))
        if not own.any():
            wrong.append(("advisory_unknown_member", {"value": person}))
        elif (table.loc[own, "since"] > last.isoformat()).any():
            told = {
                "value": person,
                "day": last,
                "since": table.loc[own, "since"].max(),
            }
            wrong.append(("advisory_leaves_early", told))
        earlier = own & (table["until"] != "") & (table["until"] < last.isoformat())
        if earlier.any():
            until = table.loc[earlier, "until"].min()
            wrong.append(("advisory_left_before", {"value": person, "until": until}))
        table.loc[own, "until"] = last.isoformat()
    if wrong:
        raise PlanInputError(wrong)
    return conform(table, "people")


def _group(
    row: Mapping[Any, Any], group_id: str, trades: str, since: dt.date
) -> dict[str, object]:
    return {
        "group_id": group_id,
        "name": f"{row['county']}产业顾问组",
        "kind": GROUP,
        "unit_code": row["county_code"],
        "trades": trades,
        "since": since.isoformat(),
        "illustrative": bool(row["illustrative"]),
    }


def _members(
    layers: Layers,
    answer: AdvisoryAnswer,
    group_of: Mapping[str, str],
    since: dt.date,
    certified: dt.date | None,
) -> Iterator[dict[str, object]]:
    """Rows of those who are new in the groups accepted."""
    taken = set(layers["people"]["person_id"])
    members = answer.members
    fresh = members[members["county_code"].isin([*group_of]) & ~members["agreed"]]
    now = members_in_force(layers, since, coming=True)
    # The matching may be older than the records.
    there = set(zip(now["county_code"], now["expert_id"], strict=True))
    for row in fresh.to_dict("records"):
        code = str(row["county_code"])
        if (code, row["expert_id"]) in there:
            continue
        yield {
            "person_id": free_name(f"{row['expert_id']}{AT}{code}", taken),
            "name": row["name"],
            "role": LEADER if row["role"] == "leader" else MEMBER,
            "unit_code": code,
            "organisation": row["organisation"],
            "tier": row["tier"],
            "trades": row["trades"],
            "group_id": group_of[code],
            "home_unit": row["home_unit"],
            "since": since.isoformat(),
            "certified": "" if certified is None else certified.isoformat(),
            "illustrative": bool(row["illustrative"]),
        }


def _facts(
    layers: Layers, answer: AdvisoryAnswer, counties: Iterable[str], since: dt.date
) -> list[dict[str, object]]:
    """Facts that accepted counties ask for a group, where nothing is stated."""
    stated = layers["facts"]
    known = set(stated.loc[stated["attribute"] == NEED, "unit_code"])
    needs = county_facts(layers, answer.question.on)[NEED]
    table = answer.question.counties.set_index("county_code")
    taken = set(stated["fact_id"])
    return [
        {
            "fact_id": free_name(f"{NEED}@{code}", taken),
            "unit_code": code,
            "attribute": NEED,
            "value": "是",
            "reason": str(table.loc[code, "application_id"]),
            "since": since.isoformat(),
            "illustrative": bool(table.loc[code, "illustrative"]),
        }
        for code in counties
        if code not in known and not needs.get(code, False)
    ]
