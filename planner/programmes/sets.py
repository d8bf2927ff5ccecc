"""Sets on a day: which units a declared filter picks, and what it lacks to know."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, cast

import numpy as np

from geo.schemas import TRADES, split_list
from planner.programmes.ground import Column, Flags, Ground, exited, stated
from planner.programmes.schema import Attribute, Filter, Level, UnitSet


class Sets:
    """Sets of one programme on one day; each is worked out once.

    Parameters
    ----------
    ground
        Units and what is known of them.
    sets, attributes
        Declared ones, by name.
    on
        The day.
    """

    def __init__(
        self,
        ground: Ground,
        sets: Mapping[str, UnitSet],
        attributes: Mapping[str, Attribute],
        on: dt.date,
    ) -> None:
        self.ground, self.on = ground, on
        self._sets, self._attributes = sets, attributes
        self._masks: dict[str, Flags] = {}
        self._columns: dict[tuple[str, str], Column] = {}

    def mask(self, name: str) -> Flags:
        """Units of a set, one flag for each unit of its level (or declared trade)."""
        if name not in self._masks:
            self._masks[name] = self._pick(self._sets[name])
        return self._masks[name]

    def lacking(self, name: str) -> tuple[Attribute, ...]:
        """Attributes a set asks about of which nothing is known or presumed."""
        one = self._sets[name]
        asked = {condition for conditions in one.any for condition in conditions}
        own = [
            attribute
            for attribute in self._attributes.values()
            if attribute.name in asked
            and attribute.unit == one.unit
            and attribute.default is None
            and attribute.name not in self.ground.facts
        ]
        above = self.lacking(one.within) if one.within else ()
        return (*own, *above)

    def attribute(self, attribute: Attribute) -> tuple[Column, Flags]:
        """Values of an attribute on the day, and which of them a planner stated."""
        count = self.ground.units.count(attribute.unit)
        told = np.zeros(count, dtype=bool)
        at, values = stated(self.ground, attribute, by=self.on.isoformat())
        told[at] = True
        if attribute.type == "text":
            found = np.full(count, "", dtype=object)
        elif attribute.default is None or isinstance(attribute.default, bool):
            found = np.full(count, bool(attribute.default))
        else:
            found = self._keeps(attribute.default, attribute.unit).copy()
        if attribute.type == "year":
            years = np.zeros(count, dtype=np.int64)
            years[at] = values
            return exited(years, self.on.year), told
        found[at] = values
        return found, told

    def _pick(self, one: UnitSet) -> Flags:
        if one.unit == "trade":
            return self._pick_trades(one)
        level = cast(Level, one.unit)
        units = self.ground.units
        found = np.ones(units.count(level), dtype=bool)
        if one.any:
            found = np.logical_or.reduce([self._keeps(f, level) for f in one.any])
        if one.codes:
            found &= np.isin(units.codes[level].astype(str), one.codes)
        if one.within:
            above = self._sets[one.within]
            up = units.up(level, cast(Level, above.unit))
            # One more at the end stands for lying nowhere, -1.
            found &= np.append(self.mask(one.within), False)[up]
        return found

    def _pick_trades(self, one: UnitSet) -> Flags:
        found = np.ones(len(TRADES), dtype=bool)
        if one.any:
            wanted = self.ground.wanted_trades(self.on.year)
            kept = [_meets(wanted, f["wanted"]) for f in one.any if f]
            found = np.logical_or.reduce(kept) if kept else found
        if one.codes:
            found &= np.isin(list(TRADES), one.codes)
        if one.within:
            found &= self.mask(one.within)
        return found

    def _keeps(self, conditions: Filter, level: Level) -> Flags:
        """Units that keep every condition of a filter."""
        found = np.ones(self.ground.units.count(level), dtype=bool)
        for name, wanted in conditions.items():
            found &= _meets(self._column(level, name), wanted)
        return found

    def _column(self, level: Level, name: str) -> Column:
        key = (level, name)
        if key not in self._columns:
            self._columns[key] = self._make_column(level, name)
        return self._columns[key]

    def _make_column(self, level: Level, name: str) -> Column:
        attribute = self._attributes.get(name)
        if attribute is not None and attribute.unit == level:
            return self.attribute(attribute)[0]
        if level == "village" and name == "exited":
            return exited(self.ground.villages["exit_year"], self.on.year)
        if level == "village":
            return self.ground.villages[name]
        if name == "is_poor":
            return self.ground.county_is_poor
        if name == "has_trade":
            has_trade: Flags = self.ground.trades_at(level) != 0
            return has_trade
        return self.ground.counted(level)[name]


def _meets(column: Column, wanted: Any) -> Flags:  # noqa: ANN401 - as TOML has it
    if isinstance(wanted, bool):
        as_wanted: Flags = column.astype(bool) == wanted
        return as_wanted
    if isinstance(wanted, dict):
        least, most = wanted.get("min", -np.inf), wanted.get("max", np.inf)
        return np.asarray((column >= least) & (column <= most), dtype=bool)
    texts = {wanted} if isinstance(wanted, str) else {*wanted}
    values, inverse = np.unique(column.astype(str), return_inverse=True)
    # A text may hold several values, as a county of two areas does.
    meets = np.array([not texts.isdisjoint(split_list(value)) for value in values])
    found: Flags = meets[inverse] if len(values) else np.zeros(len(column), dtype=bool)
    return found
