"""An independent check of pairs with eastern partners; shares no code with the making.

Plain loops over the rows of the layers: who is a partner, whom they serve, which county
is tied to which eastern unit, and what is in force are all looked up again.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.schemas import TRADES, LayerName, split_list
from planner.pairing.choice import Kind, PairingChoice
from planner.programmes.loading import shipped_programmes
from planner.verify_region import PlainSets, Region

Layers = Mapping[LayerName, gpd.GeoDataFrame]
Row = dict[str, Any]
# By default: partners of each, places of each, and the lowest degree of trade fit.
_DEFAULT = {"east_counties": (2, "other"), "east_villages": (3, "whole")}
_LEAST = {"whole": 3, "part": 2, "other": 0}
_READ: Mapping[LayerName, tuple[str, ...]] = {
    "partners": (
        "partner_id", "name", "kind", "unit_code", "trades", "capacity", "serves",
        "since", "until",
    ),
    "agreements": (
        "kind", "unit_code", "partner", "partner_unit", "signed_on", "ends_on",
    ),
    "villages": ("village_code", "trades", "excluded"),
}  # fmt: skip


class EasternCheck:
    """Partners and agreements as plain rows, and the rules looked up in them.

    Parameters
    ----------
    layers
        Those the question was asked of.
    kind, choice, on
        What was asked.
    """

    def __init__(
        self, layers: Layers, kind: Kind, choice: PairingChoice, on: dt.date
    ) -> None:
        self.kind, self.choice, self.day = kind, choice, on.isoformat()
        rows = {name: _rows(layers[name], columns) for name, columns in _READ.items()}
        wanted = "county" if kind == "east_counties" else "organisation"
        self.partners = {
            f"east:{row['partner_id']}": row
            for row in rows["partners"]
            if row["kind"] == wanted
        }
        self.papers = [
            row for row in rows["agreements"]
            if self.holds(row["signed_on"], row["ends_on"])
        ]  # fmt: skip
        self.villages = {row["village_code"]: row for row in rows["villages"]}
        self.poor = _poor_counties(layers, on) if kind == "east_counties" else set()
        most, least = _DEFAULT[kind]
        self.capacity = most if choice.capacity is None else choice.capacity
        self.least = _LEAST[choice.least_fit or least]

    def holds(self, first: str, last: str) -> bool:
        """Whether a span of days holds the day."""
        return (not first or first <= self.day) and (not last or last >= self.day)

    def most(self, party: str) -> int:
        """How many a party takes on at most."""
        row = self.partners.get(party)
        if row is None:
            own = {paper["unit_code"] for paper in self._own() if _id(paper) == party}
            return len(own)
        return self.capacity if pd.isna(row["capacity"]) else max(row["capacity"], 0)

    def pair(self, row: Row) -> Iterator[tuple[str, str]]:
        """What is wrong with who holds one post."""
        party, unit = row["party_id"], row["unit_code"]
        if not party:
            return
        partner = self.partners.get(party)
        named = any(
            paper["unit_code"] == unit and self._is_with(paper, party, partner)
            for paper in self._own()
        )
        if row["kept"] and not named:
            yield "kept", f"{party} has no agreement in force"
        if self.kind == "east_villages" and self.villages[unit]["excluded"]:
            yield "post", "is excluded"
        if partner is None:
            if not named:
                yield "partner", f"{party} is on no record"
            return
        if not self.holds(partner["since"], partner["until"]):
            yield "dates", f"{party} does not serve"
        if not (named or self._may(partner, unit)):
            yield "tie", f"{party} is not tied to {unit}"
        if self.kind == "east_villages":
            yield from self._trades(self.villages[unit]["trades"], partner)

    def lacking(self, posts: list[Row]) -> Iterator[tuple[str, str]]:
        """Poor counties that have too few or too many posts."""
        if self.kind != "east_counties":
            return
        asked = {row["unit_code"] for row in posts}
        if asked - self.poor or (not self.choice.counties and self.poor - asked):
            yield "owed", ", ".join(sorted(asked ^ self.poor))
        for unit in sorted(asked):
            count = sum(row["unit_code"] == unit for row in posts)
            if count != self.choice.needed:
                yield "owed", f"{unit} has {count} posts, not {self.choice.needed}"

    def _own(self) -> list[Row]:
        paper = "east_west" if self.kind == "east_counties" else "pairing"
        return [row for row in self.papers if row["kind"] == paper]

    def _is_with(self, paper: Row, party: str, partner: Row | None) -> bool:
        if partner is None:
            return _id(paper) == party
        unit = paper["partner_unit"]
        at_one = not unit or _within(unit, partner["unit_code"])
        return bool(paper["partner"] == partner["name"] and at_one)

    def _may(self, partner: Row, unit: str) -> bool:
        """Whether a partner may come to a unit that it is not paired with now."""
        served = split_list(partner["serves"])
        if served:
            return any(_within(one, unit) for one in served)
        if self.kind == "east_counties":
            return True
        ties = [
            paper["partner_unit"]
            for paper in self.papers
            if paper["kind"] == "east_west"
            and paper["partner_unit"]
            and _within(paper["unit_code"], unit)
        ]
        return not ties or any(_within(partner["unit_code"], one) for one in ties)

    def _trades(self, wanted: str, partner: Row) -> Iterator[tuple[str, str]]:
        known, trades = set(split_list(partner["trades"])), split_list(wanted)
        if not known or not trades:
            return
        if max(degree(one, known) for one in trades) < self.least:
            yield "trade", f"{partner['name']} is for {sorted(known)}, {wanted} wanted"


def _poor_counties(layers: Layers, on: dt.date) -> set[str]:
    """Counties that the programme asking for eastern partners means."""
    (cast,) = (one for one in shipped_programmes() if one.id == "cast")
    return PlainSets(Region(layers, on), cast).members("poor_counties")


def _rows(frame: gpd.GeoDataFrame, columns: tuple[str, ...]) -> list[Row]:
    rows: list[Any] = pd.DataFrame(frame[list(columns)]).to_dict("records")
    return rows


def _id(paper: Row) -> str:
    """Id of a partner that only agreements name."""
    unit = paper["partner_unit"]
    return f"org:{paper['partner']}@{unit}" if unit else f"org:{paper['partner']}"


def _within(one: str, other: str) -> bool:
    """Whether one unit is in the other; all are in the nation."""
    if "00" in (one, other):
        return True
    return bool(one and other) and (one.startswith(other) or other.startswith(one))


def degree(wanted: str, known: set[str]) -> int:
    """How well what is known fits one trade, from 0 to 4."""
    if wanted in known:
        return 4
    if TRADES[wanted].parent in known:
        return 3
    return 2 if any(TRADES[one].parent == wanted for one in known) else 0
