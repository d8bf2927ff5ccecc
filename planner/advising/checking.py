"""An independent check of groups against the records: plain loops, row by row.

It reads the layers anew and shares no code with the question, so that a mistake in
turning records into numbers is found as well.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.schemas import LayerName
from planner.advising.choice import AdvisoryChoice
from planner.verify_options import Violation

Layers = Mapping[LayerName, gpd.GeoDataFrame]
Row = Mapping[Any, Any]
_EASTERN = ("11", "12", "31", "32", "33", "35", "37", "44")
_STATES = ("drafted", "submitted", "city", "province", "nation")
_ROLES = ("advisory_leader", "advisory_member")


def record_violations(
    layers: Layers, choice: AdvisoryChoice, on: dt.date, members: pd.DataFrame
) -> list[Violation]:
    """Hold the members of a matching against the records.

    Parameters
    ----------
    layers
        ``people``, ``experts``, ``applications`` and ``agreements``.
    choice, on
        As asked; the day.
    members
        As :attr:`planner.advising.answering.AdvisoryAnswer.members` gives them.

    Returns
    -------
    list of Violation
        Empty where every new member is in the pool, would come and is wanted, has room,
        and sits where they may; where each group has one leader at most, no more than
        asked of the county itself and of the east; and where nobody in force is gone.
    """
    pool = {
        row["expert_id"]: row
        for row in layers["experts"].to_dict("records")
        if _holds(row, on)
    }
    papers = _papers(layers, choice)
    rows = members.to_dict("records")
    found = list(_lost(layers, on, members))
    for row in rows:
        if not row["agreed"]:
            found += _of_member(row, pool, papers, choice)
    found += _quotas(choice, rows, pool, _elsewhere(layers, on, members))
    found += _groups(layers, choice, on, rows)
    return found


def _holds(row: Row, on: dt.date) -> bool:
    day = on.isoformat()
    return (not row["since"] or row["since"] <= day) and (
        not row["until"] or row["until"] >= day
    )


def _left(row: Row, on: dt.date) -> bool:
    return bool(row["until"]) and row["until"] < on.isoformat()


def _papers(layers: Layers, choice: AdvisoryChoice) -> dict[str, Row]:
    """The application that counts, by county: of the batch, open, the latest."""
    last: dict[str, tuple[object, ...]] = {}
    found: dict[str, Row] = {}
    for row in layers["applications"].to_dict("records"):
        county, rank = row["unit_code"][:6], _rank(row["state"])
        own = not choice.batch or row["batch"] == choice.batch
        place = (own, rank >= 0, row["date"], rank, row["application_id"])
        if county not in last or place > last[county]:
            last[county], found[county] = place, row
    least = _rank(choice.review)
    return {
        county: row
        for county, row in found.items()
        if last[county][0] and _rank(row["state"]) >= least
    }


def _rank(state: str) -> int:
    return _STATES.index(state) if state in _STATES else -1


def _lists(text: str) -> list[str]:
    return [one.strip() for one in text.split(";") if one.strip()]


def _names(codes: str, county: str) -> bool:
    """Whether a list of codes means a county: by itself, above or inside it."""
    return any(code == "00" or county.startswith(code[:6]) for code in _lists(codes))


def _of_member(
    row: Row,
    pool: Mapping[str, Row],
    papers: Mapping[str, Row],
    choice: AdvisoryChoice,
) -> Iterator[Violation]:
    """What is wrong with one new member of a group."""
    county, expert = row["county_code"], row["expert_id"]
    subject = f"{county} {expert}"
    own = pool.get(expert)
    if own is None:
        yield Violation("pool", subject, "not in the pool")
        return
    if county not in papers:
        yield Violation("application", subject, "no application counts")
        return
    paper = papers[county]
    if own["accepts"] and not _names(own["accepts"], county):
        yield Violation("accepts", subject, own["accepts"])
    if _names(own["declines"], county):
        yield Violation("declines", subject, own["declines"])
    if _names(own["interests"], county):
        yield Violation("conflict", subject, own["interests"])
    if own["organisation"] and own["organisation"] in _lists(paper["conflicts"]):
        yield Violation("conflict", subject, own["organisation"])
    if expert in _lists(paper["declines"]):
        yield Violation("declined", subject, "by the county")
    if any(one[:2] == (county, expert) for one in choice.declined):
        yield Violation("declined", subject, "by a reply")
    if (county, expert) in choice.bans:
        yield Violation("ban", subject, "kept out")
    if row["role"] == "leader" and own["tier"] != "nation":
        yield Violation("leader", subject, own["tier"])
    at_home = own["home_unit"].startswith(county)
    if (row["role"] == "home") != at_home:
        yield Violation("home", subject, own["home_unit"])
    if at_home and not row["pinned"] and expert not in _lists(paper["proposed"]):
        yield Violation("proposed", subject, "not proposed")


def _lost(layers: Layers, on: dt.date, members: pd.DataFrame) -> Iterator[Violation]:
    """Members in force, by name, who are not in their group any more."""
    there: dict[str, Counter[str]] = {}
    for row in members.to_dict("records"):
        there.setdefault(row["county_code"], Counter())[row["name"]] += 1
    for row in layers["people"].to_dict("records"):
        county = row["unit_code"][:6]
        own = row["role"] in _ROLES and not _left(row, on) and county in there
        if own and not there[county][row["name"]]:
            yield Violation("agreed", county, str(row["person_id"]))


def _elsewhere(layers: Layers, on: dt.date, members: pd.DataFrame) -> "Counter[str]":
    """In how many groups of counties that are not matched each expert is, or will be.

    Whoever has the number of an expert before ``@``, else the name and organisation of
    one alone, is that expert.
    """
    ids: set[str] = set()
    named: dict[tuple[str, str], list[str]] = {}
    for row in layers["experts"].to_dict("records"):
        ids.add(row["expert_id"])
        if row["name"] and row["organisation"]:
            who = (row["name"], row["organisation"])
            named.setdefault(who, []).append(row["expert_id"])
    found: set[tuple[str, str]] = set()
    matched = {*members["county_code"]}
    for row in layers["people"].to_dict("records"):
        county = row["unit_code"][:6]
        if row["role"] not in _ROLES or _left(row, on) or county in matched:
            continue
        number = row["person_id"].split("@")[0]
        same = named.get((row["name"], row["organisation"]), [])
        if number in ids:
            found.add((county, number))
        elif len(same) == 1:
            found.add((county, same[0]))
    return Counter(expert for _, expert in found)


def _quotas(
    choice: AdvisoryChoice,
    rows: list[Any],
    pool: Mapping[str, Row],
    elsewhere: "Counter[str]",
) -> Iterator[Violation]:
    """Experts who join a new group beyond their quota."""
    load = elsewhere + Counter(row["expert_id"] for row in rows)
    fresh = {row["expert_id"] for row in rows if not row["agreed"]}
    more = dict(choice.quota_raised)
    for expert in sorted(fresh & set(pool)):
        quota = pool[expert]["quota"]
        most = (1 if pd.isna(quota) else int(quota)) + more.get(expert, 0)
        if load[expert] > most:
            yield Violation("quota", expert, f"{load[expert]} of {most}")


def _groups(
    layers: Layers, choice: AdvisoryChoice, on: dt.date, rows: list[Any]
) -> Iterator[Violation]:
    """Groups that new members make too large or wrongly composed."""
    paired = {
        row["unit_code"][:6]
        for row in layers["agreements"].to_dict("records")
        if row["kind"] == "east_west"
        and row["signed_on"]
        and row["signed_on"] <= on.isoformat()
        and (not row["ends_on"] or row["ends_on"] >= on.isoformat())
    }
    for county in sorted({row["county_code"] for row in rows}):
        own = [row for row in rows if row["county_code"] == county]
        fresh = [row for row in own if not row["agreed"]]
        leaders = sum(row["role"] == "leader" for row in own)
        if leaders > 1:
            yield Violation("leader", county, str(leaders))
        at_home = sum(row["home_unit"].startswith(county) for row in own)
        if at_home > choice.home[1] and any(row["role"] == "home" for row in fresh):
            yield Violation("home", county, str(at_home))
        east = sum(row["home_unit"][:2] in _EASTERN for row in own)
        added = any(row["home_unit"][:2] in _EASTERN for row in fresh)
        if county in paired and added and east > choice.partner[1]:
            yield Violation("partner", county, str(east))
