"""Places, attributes and sets in plain loops; for :mod:`planner.verify_score`."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import geopandas as gpd

from geo.reading.cells import folded, understood
from geo.schemas import TRADES, LayerName, split_list
from planner.programmes.schema import (
    Attribute,
    Filter,
    Level,
    Programme,
    UnitKind,
    UnitSet,
)

Row = dict[str, Any]
_LEVEL_OF = {12: "village", 9: "township", 6: "county", 4: "city", 2: "province"}


def plain_rows(frame: gpd.GeoDataFrame) -> list[Row]:
    """Rows of a layer as dictionaries; what is not given is None."""
    names = [name for name in frame.columns if name != frame.active_geometry_name]
    columns = [frame[name].astype(object).tolist() for name in names]
    return [
        {
            name: value if given(value) else None
            for name, value in zip(names, row, strict=True)
        }
        for row in zip(*columns, strict=True)
    ]


def given(value: object) -> bool:
    """Whether a cell holds anything."""
    return value is not None and str(value) not in ("", "nan", "<NA>")


def day_of(value: object) -> dt.date | None:
    """A day; None for what is none."""
    try:
        return dt.date.fromisoformat(str(value)) if given(value) else None
    except ValueError:
        return None


def trades_of(text: object, *, with_parts: bool = False) -> set[str]:
    """Trades of a cell; of those who know a trade, what is part of it too."""
    own = {one for one in split_list(str(text or "")) if one in TRADES}
    if not with_parts:
        return own
    return own | {one for one in TRADES if TRADES[one].parent in own}


class Region:
    """The units of a workspace on a day, and what is known of them.

    Parameters
    ----------
    frames
        Layers of the workspace.
    on
        The day.
    """

    def __init__(
        self, frames: Mapping[LayerName, gpd.GeoDataFrame], on: dt.date
    ) -> None:
        self.on = on
        villages = plain_rows(frames["villages"])
        self.villages = {row["village_code"]: row for row in villages}
        self.counties = _by_code(frames["counties"], villages, "county")
        self.townships = _by_code(frames["townships"], villages, "township")
        for row in villages:
            township = self.townships.get(row["township_code"])
            if township is not None and row["county_code"] in self.counties:
                township["county_code"] = row["county_code"]
        self.facts: dict[tuple[str, str], list[Row]] = {}
        self.area_of: dict[str, str] = {}
        for fact in plain_rows(frames["facts"]):
            key = (fact["attribute"], fact["unit_code"])
            self.facts.setdefault(key, []).append(fact)
            if fact["attribute"] == "area":
                self.area_of[fact["unit_code"]] = split_list(fact["value"] or "")[0]
        self.cities = {self._city_of(code) for code in self.counties}
        self._above: dict[str, dict[str, str]] = {}
        self._lists: dict[str, list[str]] = {}
        self._below: dict[str, dict[str, list[Row]]] = {}

    def above(self, code: str) -> dict[str, str]:
        """Units of every level in which a place lies, its own included."""
        if code not in self._above:
            self._above[code] = self._climb(code)
        return self._above[code]

    def lies(self, code: str, kind: str) -> str:
        """The unit of a level in which a place lies; empty for none."""
        return self.above(code).get(kind, "")

    def units(self, level: UnitKind) -> list[str]:
        """Every unit of a level."""
        if level not in self._lists:
            own: dict[str, Iterable[str]] = {
                "village": self.villages,
                "township": self.townships,
                "county": self.counties,
                "trade": TRADES,
                "nation": ["00"],
            }
            inside = {self.lies(code, level) for code in self.counties} - {""}
            self._lists[level] = sorted(own.get(level, inside))
        return self._lists[level]

    def below(self, code: str, level: str) -> list[Row]:
        """Villages in a unit."""
        if level not in self._below:
            self._below[level] = {}
            for one, row in self.villages.items():
                self._below[level].setdefault(self.lies(one, level), []).append(row)
        return self._below[level].get(code, [])

    def _climb(self, code: str) -> dict[str, str]:
        found: dict[str, str] = {}
        if code in self.villages:
            found["village"] = code
            found["township"] = self.villages[code]["township_code"] or ""
            found["county"] = self.villages[code]["county_code"] or ""
        if found.get("township", "") not in self.townships:
            found["township"] = code[:9] if code[:9] in self.townships else ""
        if found["township"]:
            found["county"] = self._county_of(found["township"])
        if found.get("county", "") not in self.counties:
            found["county"] = code[:6] if code[:6] in self.counties else ""
        city = self._city_of(found["county"]) or code[:4]
        found["city"] = city if city in self.cities else ""
        provinces = {one[:2] for one in self.cities}
        province = found["city"][:2] or (code if len(code) == len("00") else "")
        found["province"] = province if province in provinces else ""
        found["area"] = self.area_of.get(found["county"], "")
        if code in self.area_of.values():
            found["area"] = code
        inside = any(found[level] for level in ("county", "city", "province", "area"))
        found["nation"] = "00" if inside or code == "00" else ""
        return found

    def _county_of(self, township: str) -> str:
        return self.townships[township]["county_code"] or township[:6]

    def _city_of(self, county: str) -> str:
        if not county:
            return ""
        return self.counties[county].get("city_code") or county[:4]


def _by_code(
    frame: gpd.GeoDataFrame, villages: list[Row], level: str
) -> dict[str, Row]:
    """Units of a layer, and those that only villages name."""
    key = f"{level}_code"
    found = {row[key]: row for row in reversed(plain_rows(frame))}
    for row in villages:
        if row[f"{level}_name"] and row[key]:
            found.setdefault(row[key], {key: row[key], "county_code": None})
    return found


class PlainSets:
    """Sets of one programme in a region, unit by unit."""

    def __init__(self, region: Region, programme: Programme) -> None:
        self.region, self.programme = region, programme
        self._members: dict[str, set[str]] = {}

    def members(self, name: str) -> set[str]:
        """Units of a set, wherever they lie."""
        if name not in self._members:
            one = self.programme.sets[name]
            units = self.region.units(one.unit)
            self._members[name] = {code for code in units if self._holds(one, code)}
        return self._members[name]

    def _holds(self, one: UnitSet, code: str) -> bool:
        if one.codes and code not in one.codes:
            return False
        if one.within:
            above = self.programme.sets[one.within].unit
            if self.region.lies(code, above) not in self.members(one.within):
                return False
        return not one.any or any(self._keeps(f, one.unit, code) for f in one.any)

    def _keeps(self, conditions: Filter, unit: UnitKind, code: str) -> bool:
        return all(
            _meets(self._value(name, unit, code), wanted)
            for name, wanted in conditions.items()
        )

    def _value(self, name: str, unit: UnitKind, code: str) -> Any:  # noqa: ANN401
        attribute = self.programme.attributes.get(name)
        if attribute is not None and attribute.unit == unit:
            return self._fact(attribute, code)
        if unit == "trade":
            return code in self._wanted()
        if unit == "village":
            row, year = self.region.villages[code], self.region.on.year
            if name == "exited":
                return row["exit_year"] is not None and 0 < row["exit_year"] <= year
            return bool(trades_of(row["trades"])) if name == "has_trade" else row[name]
        rows = self.region.below(code, unit)
        if name == "is_poor":
            # A layer that names no poor county does not tell.
            if not any(one.get("is_poor") for one in self.region.counties.values()):
                return any(row["is_poor"] for row in rows)
            return bool(self.region.counties[code].get("is_poor"))
        if name == "has_trade":
            return any(trades_of(row["trades"]) for row in rows)
        return len([row for row in rows if name == "villages" or row["is_poor"]])

    def _fact(self, attribute: Attribute, code: str) -> Any:  # noqa: ANN401
        kind = {"yesno": "bool", "year": "year"}.get(attribute.type)
        found = None
        for fact in self.region.facts.get((attribute.name, code), []):
            if (fact["since"] or "") <= self.region.on.isoformat():
                told = fact["value"] or ""
                read = understood(folded(told), kind) if kind else told  # type: ignore[arg-type]
                found = read if isinstance(read, bool | int | str) else found
        if attribute.type == "year":
            return isinstance(found, int) and 0 < found <= self.region.on.year
        if found is not None or attribute.type == "text":
            return found or ""
        default = attribute.default
        if default is None or isinstance(default, bool):
            return bool(default)
        return self._keeps(default, attribute.unit, code)

    def _wanted(self) -> set[str]:
        """Trades of poor villages that have not left the list."""
        return {
            trade
            for code, row in self.region.villages.items()
            if row["is_poor"] and not self._value("exited", "village", code)
            for trade in trades_of(row["trades"])
        }


def _meets(value: Any, wanted: Any) -> bool:  # noqa: ANN401 - as TOML has it
    if isinstance(wanted, bool):
        return bool(value) == wanted
    if isinstance(wanted, Mapping):
        number = value or 0
        most = wanted.get("max", number)
        return bool(wanted.get("min", number) <= number <= most)
    texts = {wanted} if isinstance(wanted, str) else set(wanted)
    return not texts.isdisjoint(split_list(str(value or "")))


def level_of(code: str) -> Level:
    """Level of a unit by the length of its code."""
    return "nation" if code == "00" else _LEVEL_OF[len(code)]  # type: ignore[return-value]
