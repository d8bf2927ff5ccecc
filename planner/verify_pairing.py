"""An independent check of pairings; shares no code with what makes them.

Plain loops over the rows of the layers: who is owed, who serves, whose trades fit, how
many each takes on, and what is in force are all looked up again. The numbers of the
plan itself are those of :mod:`planner.verify_assignment`; eastern partners are looked
up by :mod:`planner.verify_eastern`.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.schemas import LayerName, split_list
from planner.pairing.choice import CAPACITY, EASTERN, LEAST_FIT, Kind, PairingChoice
from planner.verify_eastern import EasternCheck, degree
from planner.verify_options import Violation

Layers = Mapping[LayerName, gpd.GeoDataFrame]
Row = dict[str, Any]
_LEAST = {"whole": 3, "part": 2, "other": 0}
_PAPER = {"villages": "pairing", "universities": "university_county"}

_READ: Mapping[LayerName, tuple[str, ...]] = {
    "villages": (
        "village_code", "is_poor", "exit_year", "asks_for_help", "excluded", "trades",
        "poor_households",
    ),
    "bases": ("base_id", "opened", "closed", "trades"),
    "people": (
        "person_id", "role", "trades", "unit_code", "base_id", "business", "since",
        "until",
    ),
    "commissioners": ("commissioner_id", "trades", "starts", "ends"),
    "household_counts": ("count_id", "unit_code", "year", "with_labour"),
    "agreements": (
        "kind", "unit_code", "partner", "person_id", "signed_on", "ends_on"
    ),
    "groups": ("name",),
    "outputs": ("name",),
}  # fmt: skip


def pairing_violations(
    layers: Layers, kind: Kind, choice: PairingChoice, on: dt.date, posts: pd.DataFrame
) -> list[Violation]:
    """Check who was paired with whom against the layers, and list what is wrong.

    Parameters
    ----------
    layers
        Those the question was asked of.
    kind, choice, on
        What was asked.
    posts
        Columns ``post_id``, ``unit_code``, ``kind``, ``person_id``, ``party_id`` (empty
        where open), ``weight``, ``kept``, ``reason``.

    Returns
    -------
    list of Violation
        Empty for a right pairing.
    """
    rows = _rows(posts)
    check = _Check(layers, kind, choice, on)
    found = list(_owed(check, rows))
    look, most = check.pair, check.most
    if kind == "three_regions":
        look = check.three
    elif kind in EASTERN:
        eastern = EasternCheck(layers, kind, choice, on)
        look, most = eastern.pair, eastern.most
        told = eastern.lacking(rows)
        found += [Violation(promise, kind, detail) for promise, detail in told]
    for row in rows:
        told = chain(check.told(row), look(row))
        found += [
            Violation(promise, row["post_id"], detail) for promise, detail in told
        ]
    return [*found, *_loads(most, rows), *_choices(choice, rows)]


def _rows(frame: pd.DataFrame) -> list[Row]:
    rows: list[Any] = pd.DataFrame(frame).to_dict("records")
    return rows


class _Check:
    """The layers as plain rows, and the rules looked up in them one by one."""

    def __init__(
        self, layers: Layers, kind: Kind, choice: PairingChoice, on: dt.date
    ) -> None:
        self.kind, self.choice, self.day = kind, choice, on.isoformat()
        self.year = on.year
        rows = {
            name: _rows(layers[name][list(columns)]) for name, columns in _READ.items()
        }
        self.villages = {row["village_code"]: row for row in rows["villages"]}
        self.bases = {row["base_id"]: row for row in rows["bases"]}
        self.people: dict[str, list[Row]] = {}
        for row in rows["people"]:
            self.people.setdefault(row["person_id"], []).append(row)
        for row in rows["commissioners"]:
            told = {"since": row["starts"], "until": row["ends"], "role": ""}
            self.people.setdefault(row["commissioner_id"], []).append(row | told)
        self.counts: dict[str, tuple[int, str, int]] = {}
        for row in rows["household_counts"]:
            self._count(row)
        paper = _PAPER.get(kind, "")
        self.papers = [
            row for row in rows["agreements"]
            if row["kind"] == paper and self.holds(row["signed_on"], row["ends_on"])
        ]  # fmt: skip
        self.businesses = {
            row["name"] for name in ("groups", "outputs") for row in rows[name]
        } | {row["business"] for row in rows["people"]}
        least = choice.least_fit or LEAST_FIT[kind]
        self.least = _LEAST[least]
        self.capacity = CAPACITY[kind] if choice.capacity is None else choice.capacity

    def _count(self, row: Row) -> None:
        year: Any = row["year"]
        count: Any = row["with_labour"]
        if pd.isna(year) or pd.isna(count) or year > self.year:
            return
        told = (int(year), row["count_id"], int(count))
        if told > self.counts.get(row["unit_code"], (0, "", 0)):
            self.counts[row["unit_code"]] = told

    def holds(self, first: str, last: str) -> bool:
        """Whether a span of days holds the day."""
        return (not first or first <= self.day) and (not last or last >= self.day)

    def households(self, code: str) -> int:
        """Poor households of a village."""
        if code in self.counts:
            return self.counts[code][2]
        count = self.villages[code]["poor_households"]
        return 0 if pd.isna(count) else int(count)

    def is_asked(self, village: Row, which: str) -> bool:
        """Whether a village is of a set."""
        year: Any = village["exit_year"]
        left: bool = not pd.isna(year) and int(year) <= self.year
        stays = bool(village["is_poor"]) and not left
        return {
            "all": True,
            "poor": bool(village["is_poor"]),
            "not_exited": stays,
            "owed": stays or bool(village["asks_for_help"]),
        }[which]

    def serves(self, person: str) -> bool:
        """Whether any row of a person is in force."""
        return any(
            self.holds(row["since"], row["until"])
            for row in self.people.get(person, [])
        )

    def told(self, row: Row) -> Iterator[tuple[str, str]]:
        """What is wrong with what is told of one post, held or not."""
        party, unit = row["party_id"], row["unit_code"]
        if bool(party) == bool(row["reason"]):
            yield "reason", f"{row['reason']!r} for {party!r}"
        villages = self.kind in ("villages", "east_villages")
        if villages and row["weight"] != self.households(unit):
            yield "weight", f"{row['weight']}, not {self.households(unit)}"

    def most(self, party: str) -> int:
        """How many a party takes on at most."""
        if self.kind != "three_regions":
            return self.capacity
        kind, _, name = party.partition(":")
        most = 1 if kind == "business" else self.capacity
        if kind == "village":
            most = min(most, self.households(name))
        return max(most, self._had(kind, name))

    def _had(self, kind: str, name: str) -> int:
        """How many three-regions people have a thing now."""
        column = {"village": "unit_code", "base": "base_id", "business": "business"}
        return sum(
            row.get(column[kind]) == name
            and row["role"] == "three_regions"
            and self.holds(row["since"], row["until"])
            for own in self.people.values()
            for row in own
        )

    def pair(self, row: Row) -> Iterator[tuple[str, str]]:
        """What is wrong with who holds one post of a village or county."""
        party, unit = row["party_id"], row["unit_code"]
        if not party:
            return
        named = any(self._names(paper, unit, party) for paper in self.papers)
        if row["kept"] and not named:
            yield "kept", f"{party} has no agreement in force"
        if party.startswith("org:"):
            return
        if not self.serves(party):
            yield "dates", f"{party} does not serve"
        roles = {one["role"] for one in self.people.get(party, [])}
        paired = any(paper["person_id"] == party for paper in self.papers)
        if not (roles & {*self.choice.roles} or paired):
            yield "role", f"{party} is no expert"
        if self.kind == "villages":
            yield from self._trades(self.villages[unit]["trades"], party)
            if self.villages[unit]["excluded"]:
                yield "post", "is excluded"

    def _names(self, paper: Row, unit: str, party: str) -> bool:
        own = party in (paper["person_id"], f"org:{paper['partner']}")
        return bool(own and paper["unit_code"] == unit)

    def _trades(self, wanted: str, person: str) -> Iterator[tuple[str, str]]:
        known = {
            trade for row in self.people[person] for trade in split_list(row["trades"])
        }
        best = max((degree(one, known) for one in split_list(wanted)), default=4)
        if best < self.least:
            yield "trade", f"{person} knows {sorted(known)}, {wanted} wanted"

    def three(self, row: Row) -> Iterator[tuple[str, str]]:
        """What is wrong with one post of a three-regions person."""
        kind, _, name = row["party_id"].partition(":")
        person = [
            one for one in self.people.get(row["person_id"], [])
            if one["role"] == "three_regions" and self.holds(one["since"], one["until"])
        ]  # fmt: skip
        if not person:
            yield "role", f"{row['person_id']} is no three-regions person in post"
            return
        if not row["party_id"]:
            return
        if kind != row["kind"]:
            yield "kind", f"{kind} for {row['kind']}"
        own = {"village": "unit_code", "base": "base_id", "business": "business"}
        if row["kept"] and person[0][own[kind]] != name:
            yield "kept", f"{name} is not what {row['person_id']} has"
        if kind == "village":
            village = self.villages[name]
            asked = self.is_asked(village, self.choice.villages)
            if not asked or village["excluded"] or not self.households(name):
                yield "village", f"{name} has no poor household to be given"
            yield from self._suits(row, village["trades"], person[0])
        elif kind == "base":
            base = self.bases.get(name)
            if base is None or not self.holds(base["opened"], base["closed"]):
                yield "base", f"{name} is not open"
            else:
                yield from self._suits(row, base["trades"], person[0])
        elif name not in self.businesses:
            yield "business", f"{name} is on no record"

    def _suits(self, row: Row, wanted: str, person: Row) -> Iterator[tuple[str, str]]:
        """What is newly given fits the person's trade; what they have they keep."""
        known = set(split_list(person["trades"]))
        trades = split_list(wanted)
        if row["kept"] or not known or not trades:
            return
        if max(degree(one, known) for one in trades) < self.least:
            yield "trade", f"{sorted(known)} for {wanted}"


def _owed(check: _Check, rows: list[Row]) -> Iterator[Violation]:
    """Every village of the set has as many posts as it needs, and no other has one."""
    if check.kind not in ("villages", "east_villages"):
        return
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["unit_code"]] = counts.get(row["unit_code"], 0) + 1
    for code, village in check.villages.items():
        owed = check.is_asked(village, check.choice.villages)
        wanted = check.choice.needed if owed else 0
        if counts.get(code, 0) != wanted:
            yield Violation("owed", code, f"{counts.get(code, 0)} posts, not {wanted}")


def _loads(most: Callable[[str], int], rows: list[Row]) -> Iterator[Violation]:
    """Nobody takes on more than they may, or the same unit twice."""
    loads: dict[str, int] = {}
    seen: set[tuple[str, str]] = set()
    for row in rows:
        party = row["party_id"]
        if not party:
            continue
        loads[party] = loads.get(party, 0) + 1
        subject = row["person_id"] or row["unit_code"]
        if (subject, party) in seen:
            yield Violation("once", row["post_id"], f"{party} is there already")
        seen.add((subject, party))
    for party, load in loads.items():
        if load > most(party):
            yield Violation("capacity", party, f"{load} of {most(party)}")


def _choices(choice: PairingChoice, rows: list[Row]) -> Iterator[Violation]:
    """Bans are kept; pins are, unless there is no pairing at all."""
    held = {row["post_id"]: row["party_id"] for row in rows}
    for post, party in choice.bans:
        if held.get(post) == party:
            yield Violation("ban", post, f"{party} is banned")
    if not any(held.values()):
        return
    for post, party in choice.pins:
        if held.get(post) != party:
            yield Violation("pin", post, f"{party} is pinned")
