"""Which records count, for whom and how much; for :mod:`planner.verify_score`."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from geo.schemas import LayerName
from planner.programmes.schema import Counted, Part, Programme
from planner.verify_region import (
    PlainSets,
    Region,
    Row,
    day_of,
    given,
    level_of,
    trades_of,
)

_KIND = (
    {"people": "role", "duties_done": "duty"}
    | dict.fromkeys(
        ("events", "trainings", "groups", "outputs", "agreements", "bases"), "kind"
    )
    | {"assignments": "post"}
)
_FIRST = {
    "events": "date", "trainings": "date", "outputs": "date", "duties_done": "done_on",
    "people": "since", "groups": "since", "agreements": "signed_on",
    "caravans": "since", "bases": "opened", "commissioners": "starts",
    "assignments": "since",
}  # fmt: skip
_LAST = {
    "outputs": "until", "people": "until", "groups": "until", "agreements": "ends_on",
    "caravans": "until", "bases": "closed", "commissioners": "ends",
    "assignments": "until",
}  # fmt: skip
# Every layer a part may count.
COUNTED: tuple[LayerName, ...] = (
    "events", "trainings", "people", "groups", "outputs", "agreements",
    "duties_done", "household_counts", "caravans", "bases", "commissioners",
    "assignments",
)  # fmt: skip
_DONE = ("events", "trainings", "duties_done", "household_counts")


@dataclass(frozen=True)
class Case:
    """One programme in one region on one day."""

    region: Region
    sets: PlainSets
    programme: Programme
    rows: Mapping[str, list[Row]]
    on: dt.date

    def here(self, code: str) -> bool:
        """Whether a place lies in the place of the programme."""
        place = self.programme.place
        return self.region.lies(code, level_of(place)) == place

    def owing(self, name: str) -> list[str]:
        """Units of a set in the place of the programme."""
        unit = self.programme.sets[name].unit
        members = sorted(self.sets.members(name))
        return [code for code in members if unit == "trade" or self.here(code)]


def units_of(row: Row, of: Counted, part: Part, case: Case) -> list[str]:
    """Units to which a record counts."""
    code = code_of(row, of.layer)
    if part.unit == "trade":
        here = case.here(code)
        return sorted(trades_of(row["trades"], with_parts=True)) if here else []
    unit = case.region.lies(code, part.unit)
    if not unit or (of.exact and code != unit):
        return []
    for name, wanted in of.where.items():
        if (
            wanted == ("@unit",)
            and case.region.lies(row[name] or "", part.unit) != unit
        ):
            return []
    if part.match_trade:
        inside = case.region.below(unit, part.unit)
        wants = {trade for one in inside for trade in trades_of(one["trades"])}
        offers = trades_of(row["trades"], with_parts=True)
        if wants and offers and not wants & offers:
            return []
    return [unit]


def code_of(row: Row, layer: LayerName) -> str:
    """The place of a record."""
    if layer == "commissioners":
        return row["county_code"] or ""
    if layer == "assignments":
        return row["village_code"] or ""
    return row["unit_code"] or (row["county_code"] if layer == "bases" else "") or ""


def amount_of(row: Row, of: Counted) -> float:
    """How much a record counts."""
    if of.sum:
        return float(row[of.sum] or 0)
    count = row["count"] if of.layer == "outputs" else None
    return 1.0 if count is None else float(count)


def counts(row: Row, of: Counted, part: Part, case: Case) -> bool:
    """Whether a record counts on the day, wherever it is."""
    if not is_of(row, of) or not all(given(row[name]) for name in of.complete):
        return False
    place = of.distinct in ("unit_code", "county_code", "village_code")
    if of.distinct and not place and not given(row[of.distinct]):
        return False
    first = _period_start(part.per, case)
    if of.date:
        day = day_of(row[of.date])
        return day is not None and first <= day <= case.on
    if not in_force(row, of.layer, case.on):
        return False
    begins, _ = span_of(row, of.layer)
    dated = of.layer in (*_DONE, "outputs")
    in_period = part.per != "once" and dated
    in_total = part.kind == "quantity" and dated
    return begins >= first if in_period or in_total or of.layer in _DONE else True


def in_force(row: Row, layer: LayerName, on: dt.date) -> bool:
    """Whether a record holds on a day; what happened holds from then on."""
    begins, ends = span_of(row, layer)
    return begins <= on <= ends


def span_of(row: Row, layer: LayerName) -> tuple[dt.date, dt.date]:
    """First and last day of a record; never, for what happened on no known day."""
    if layer == "household_counts":
        return dt.date(row["year"] or dt.MAXYEAR, 1, 1), dt.date.max
    drafts = layer == "agreements"
    never = dt.date.max if layer in _DONE or drafts else dt.date.min
    begins = day_of(row[_FIRST[layer]]) or never
    ends = day_of(row[_LAST[layer]]) if layer in _LAST else None
    return begins, ends or dt.date.max


def is_of(row: Row, of: Counted) -> bool:
    """Whether a record is of the kinds asked for, and in the state."""
    if of.kinds and of.layer in _KIND and row[_KIND[of.layer]] not in of.kinds:
        return False
    if of.layer == "household_counts" and len(row["unit_code"] or "") != 12:
        return False
    return all(_holds(row[name], name, wanted) for name, wanted in of.where.items())


def _holds(value: object, name: str, wanted: tuple[str, ...] | bool) -> bool:
    if isinstance(wanted, bool):
        return given(value) == wanted
    if wanted == ("@unit",):
        return True
    if name == "trades":
        asked = {trade for one in wanted for trade in trades_of(one)}
        return bool(trades_of(value, with_parts=True) & asked)
    if name in ("home_unit", "partner_unit", "unit_code"):
        return any(str(value or "").startswith(one) for one in wanted)
    return str(value or "") in wanted


def _period_start(per: str, case: Case) -> dt.date:
    month = case.on.month
    if per == "once":
        return case.programme.starts
    first = {"year": 1, "half": 1 if month <= 6 else 7}.get(per)
    return dt.date(case.on.year, first or month - (month - 1) % 3, 1)
