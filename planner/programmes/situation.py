"""One programme on one day: everything its parts are judged from."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, cast

import numpy as np

from geo.schemas import LayerName
from geo.travel import Travel
from planner.coverage import Verdict, judge
from planner.duties.standing import Records as Done
from planner.duties.standing import records_by_duty
from planner.problem import (
    COMMISSIONER,
    UNLIMITED,
    CoverageProblem,
    Providers,
    Villages,
)
from planner.programmes.ground import Flags, Ground, level_of
from planner.programmes.records import Records
from planner.programmes.schema import LEVELS, Level, Per, Programme
from planner.programmes.sets import Sets
from planner.programmes.units import Positions
from planner.rule import Rule


@dataclass(frozen=True, repr=False)
class Situation:
    """What a programme's parts are judged from, on one day.

    Parameters
    ----------
    ground
        Units and what is known of them.
    programme
        Whose parts.
    on
        The day.
    records
        Gives a record layer laid over the units.
    travel
        How reach is measured.
    """

    ground: Ground
    programme: Programme
    on: dt.date
    records: Callable[[LayerName], Records]
    travel: Travel

    @cached_property
    def sets(self) -> Sets:
        """The programme's sets on the day."""
        programme = self.programme
        return Sets(self.ground, programme.sets, programme.attributes, self.on)

    @cached_property
    def done(self) -> Mapping[str, Done]:
        """Records of duties up to the day, by duty."""
        return records_by_duty(self.records("duties_done").frame, self.on)

    @property
    def place_level(self) -> Level:
        """Level of the place the programme is of."""
        return cast(Level, level_of(self.programme.place))

    @cached_property
    def place(self) -> int:
        """Position of that place at its level; -1 where the workspace is elsewhere."""
        found = self.ground.units.find(self.place_level, [self.programme.place])
        return int(found[0])

    def here(self, level: Level) -> Flags:
        """Units of a level that lie in the place of the programme."""
        if not self.ground.units.reaches(level, self.place_level):
            return np.ones(self.ground.units.count(level), dtype=bool)
        return self.lies_here({self.place_level: self._up(level)})

    def lies_here(self, places: Mapping[Level, Positions]) -> Flags:
        """Which of the things laid over the units lie in the place of the programme."""
        inside: Flags = places[self.place_level] == self.place
        return inside & (self.place >= 0)

    def owing(self, name: str, level: Level) -> Positions:
        """Units of a set in the place of the programme, as positions."""
        return np.flatnonzero(self.sets.mask(name) & self.here(level))

    def above(self, level: Level, rows: Positions) -> Mapping[Level, Positions]:
        """Where units lie in every level that is theirs or above."""
        units = self.ground.units
        return {
            high: units.up(level, high)[rows] if units.reaches(level, high) else
            np.full(len(rows), -1, dtype=np.int64)
            for high in LEVELS
        }  # fmt: skip

    def period(self, per: Per) -> dt.date:
        """First day of the period in which the day lies, or of the programme."""
        if per == "once":
            return self.programme.starts
        first = {"year": 1, "half": 1 + 6 * (self.on.month > 6), "quarter": 0}[per]
        month = first or 1 + 3 * ((self.on.month - 1) // 3)
        return dt.date(self.on.year, month, 1)

    def verdict(
        self,
        rule: Rule,
        villages: Positions,
        *,
        taken: Mapping[str, int] = MappingProxyType({}),
    ) -> Verdict:
        """Coverage verdict on some villages only; same order as they are given.

        Parameters
        ----------
        rule, villages
            What is asked, of which villages.
        taken
            Villages that commissioners already serve, by id; they have less room.
        """
        own = self.ground.problem.villages
        rows = self.ground.order[villages]
        some = Villages(
            **{name: getattr(own, name)[rows] for name in Villages.__slots__}
        )
        providers = _with_less_room(self.ground.problem.providers, taken)
        problem = CoverageProblem(some, providers)
        dated = replace(rule, villages="all", on=self.on)
        return judge(problem, dated, self.travel, today=self.on)

    def _up(self, level: Level) -> Positions:
        return self.ground.units.up(level, self.place_level)


def _with_less_room(providers: Providers, taken: Mapping[str, int]) -> Providers:
    """Providers of which some commissioners are busy already."""
    if not taken:
        return providers
    busy = [
        taken.get(str(name), 0) if kind == COMMISSIONER else 0
        for name, kind in zip(providers.ids, providers.kinds, strict=True)
    ]
    left = np.maximum(providers.capacity - np.array(busy), 0)
    room = np.where(providers.capacity == UNLIMITED, UNLIMITED, left)
    return replace(providers, capacity=room)


def period_end(on: dt.date, per: Per) -> dt.date:
    """Last day of the period in which a day lies.

    Parameters
    ----------
    on
        The day.
    per
        ``"year"``, ``"half"`` or ``"quarter"``.
    """
    month = {"year": 12, "half": 6 * ((on.month + 5) // 6)}.get(per)
    month = month or 3 * ((on.month + 2) // 3)
    after = dt.date(on.year + month // 12, month % 12 + 1, 1)
    return after - dt.timedelta(days=1)


def texts(values: Any) -> Any:  # noqa: ANN401 - columns to object arrays
    """Values as an array of Python objects."""
    return np.asarray(values, dtype=object)
