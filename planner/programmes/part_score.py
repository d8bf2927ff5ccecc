"""The score of one part: value, target, gap, its units, and how it went and goes on."""

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from typing import cast

import numpy as np
import pandas as pd

from planner.programmes.adding_up import Numbers, numbers, wanted
from planner.programmes.forecast import Forecast, carried_on, filled_up
from planner.programmes.needs import (
    Need,
    missing_records,
    uncounted_villages,
    unknown_units,
)
from planner.programmes.outcome import Judged, Outcome, Status, Summed
from planner.programmes.schema import Level, Part, Per, Programme
from planner.programmes.scoring import Scoring
from planner.programmes.situation import Situation, period_end
from planner.programmes.targets import InForce, in_force
from planner.programmes.undertaken import next_due
from planner.programmes.units import Texts

TREND_YEARS = 5
_COLUMNS = ("name", "owed", "value", "target", "gap", "status")
Point = tuple[dt.date, float, float]


@dataclass(frozen=True, repr=False)
class PartScore:
    """How one part of a row stands.

    Parameters
    ----------
    programme, part
        What is asked.
    scoring
        The data and the day.
    """

    programme: Programme
    part: Part
    scoring: Scoring
    _past: dict[tuple[Level, dt.date], Numbers] = field(default_factory=dict)

    @cached_property
    def in_force(self) -> InForce:
        """The target that holds on the day."""
        return in_force(self.part, self.scoring.on)

    @property
    def carried(self) -> bool:
        """Whether the programme names no target for the period: the last is kept."""
        return self.in_force.carried

    @cached_property
    def due(self) -> dt.date:
        """Day by which the target must be met; of a duty, its next due day."""
        if self.part.kind == "duty":
            found = next_due(self.part, self._situation)
            return found or self.in_force.due
        return self.in_force.due

    @cached_property
    def needs(self) -> tuple[Need, ...]:
        """Data without which the part cannot be judged."""
        unknown = unknown_units(self.part, self._situation)
        share = self.part.share
        of_records = self.part.unit == "person" or (share is not None and share.kept)
        if unknown or not (self._owes or of_records):
            return unknown
        missing = missing_records(self.part, self._situation)
        if missing or self.gap > 0:
            return missing
        # What is short is short, but what is met must be known of all.
        return uncounted_villages(self.part, self._situation)

    @cached_property
    def status(self) -> Status:
        """How the part stands in the whole place of its programme."""
        if self._situation.place < 0:
            return "elsewhere"
        if self.needs:
            return "needs_data"
        if not self._owes:
            return "nobody"
        if self.gap <= 0:
            return "met"
        if self._is_partial:
            return "partial"
        return cast(Status, self._short(np.array([self._is_overdue]))[0])

    @cached_property
    def late_units(self) -> tuple[str, ...]:
        """Codes of the units that have done what is done once, yet after its day."""
        schedule, outcome = self.part.schedule, self.outcome
        if schedule is None or not schedule.once or not isinstance(outcome, Judged):
            return ()
        late = outcome.ids[outcome.met & outcome.told["done_late"]]
        return tuple(str(code) for code in late)

    @property
    def met_late(self) -> bool:
        """Whether it is met, yet some unit was late with what is done once."""
        return self.status == "met" and bool(self.late_units)

    @property
    def value(self) -> float:
        """Units met, or the total or part that counts."""
        return self._totals[0]

    @property
    def whole(self) -> float:
        """Units that owe, or the whole of a share; 0 for a plain total."""
        return self._totals[1]

    @cached_property
    def target(self) -> float:
        """What is wanted, in the same measure as :attr:`value`."""
        return float(wanted(self.in_force.target, np.array([self.whole]))[0])

    @property
    def gap(self) -> float:
        """What is lacking; 0 where nothing is."""
        return max(0.0, self.target - self.value)

    def levels(self) -> tuple[Level, ...]:
        """Levels to which the part can be added up, the lowest first."""
        units, own = self.scoring.ground.units, self.part.unit
        lowest: Level = "village"
        if isinstance(self.outcome, Judged):
            lowest = self._situation.place_level if own == "trade" else "county"
            if own not in ("trade", "person"):
                lowest = cast(Level, own)
        return tuple(
            level
            for level in units.codes
            if units.count(level) and units.reaches(lowest, level)
        )

    def at(self, level: Level) -> pd.DataFrame:
        """Add up to the units of a level in the programme's place.

        Returns
        -------
        pandas.DataFrame
            Indexed by code: ``name``, ``owed`` (units that owe, or the whole of a
            share), ``value``, ``target`` (NaN where the unit has none of its own),
            ``gap`` and ``status``; no rows where the level is not the part's.
        """
        units = self.scoring.ground.units
        if level not in self.levels() or self._situation.place < 0:
            return pd.DataFrame(columns=list(_COLUMNS))
        found = self._numbers(level, self.scoring.on)
        table = pd.DataFrame(
            {
                "name": units.names[level],
                "owed": found.whole,
                "value": found.value,
                "target": found.target,
                "gap": np.fmax(found.target - found.value, 0.0),
                "status": self._statuses(level, found),
            },
            index=pd.Index(units.codes[level], name="code"),
        )
        return table[self._situation.here(level)]

    def statuses(self, level: Level) -> Texts | None:
        """The statuses of :meth:`at` alone, for every unit of a level in order.

        ``""`` outside the programme's place; None where :meth:`at` has no rows.
        """
        if level not in self.levels() or self._situation.place < 0:
            return None
        found = self._statuses(level, self._numbers(level, self.scoring.on))
        found[~self._situation.here(level)] = ""
        return found

    def units(self) -> pd.DataFrame:
        """List the units behind the number.

        Returns
        -------
        pandas.DataFrame
            Indexed by code (or person or trade id): ``name``, ``place`` (code of the
            county), ``value``, ``need``, ``gap``, ``met`` and what else is told, such
            as ``by_name``: whether a roster in force decides. Of a total, the counties
            it comes from; of a share, the villages.
        """
        outcome = self.outcome
        if isinstance(outcome, Judged):
            excess = np.fmax(outcome.need - outcome.value, 0.0)
            by_name = outcome.by_name
            return pd.DataFrame(
                {
                    "name": outcome.names,
                    "place": self._counties(outcome),
                    "value": outcome.value,
                    "need": outcome.need,
                    # What is too many is not lacking, yet not met either.
                    "gap": np.where(outcome.met, 0.0, np.maximum(excess, 1.0)),
                    "met": outcome.met,
                    **outcome.told,
                    **({} if by_name is None else {"by_name": by_name}),
                },
                index=pd.Index(outcome.ids, name="code"),
            )
        share = self.part.share
        # Only households are counted village by village.
        level: Level = "village" if share and share.part else "county"
        rows = self.at(level)
        rows = rows[(rows["value"] > 0) | (rows["owed"] > 0) | (rows["target"] > 0)]
        need = rows["target"].fillna(0.0)
        up = self.scoring.ground.units.up(level, "county")
        county = self.scoring.ground.units.codes["county"]
        at = self.scoring.ground.units.find(level, rows.index)
        return pd.DataFrame(
            {
                "name": rows["name"],
                "place": county[up[at]],
                "value": rows["value"],
                "need": need,
                "gap": np.fmax(need - rows["value"], 0.0),
                "met": rows["value"] >= need,
            }
        )

    def short(self) -> pd.DataFrame:
        """Units that lack something; columns as of :meth:`units`."""
        units = self.units()
        return units[~units["met"]]

    def history(self, level: Level, code: str) -> tuple[Point, ...]:
        """Value and target of one unit at the end of each of the last years, and now.

        Returns
        -------
        tuple
            Day, value (units met, or the total), and target (NaN for none), earliest
            first.
        """
        first = max(self.scoring.on.year - TREND_YEARS + 1, self.programme.starts.year)
        days = [dt.date(year, 12, 31) for year in range(first, self.scoring.on.year)]
        points = [self.on_day(level, code, day) for day in (*days, self.scoring.on)]
        return tuple(point for point in points if point is not None)

    def on_day(self, level: Level, code: str, day: dt.date) -> Point | None:
        """The point of :meth:`history` of a day; None for a unit that has none."""
        row = int(self.scoring.ground.units.find(level, [code])[0])
        if row < 0 or level not in self.levels():
            return None
        found = self._numbers(level, day)
        return day, float(found.value[row]), float(found.target[row])

    @cached_property
    def trend(self) -> tuple[Point, ...]:
        """:meth:`history` of the whole place of the programme."""
        return self.history(self._situation.place_level, self.programme.place)

    @cached_property
    def forecast(self) -> Forecast | None:
        """:meth:`forecast_at` for the whole place of the programme."""
        return self.forecast_at(self._situation.place_level, self.programme.place)

    def forecast_at(self, level: Level, code: str) -> Forecast | None:
        """What is to be expected of a unit by the due day; None where nobody can tell.

        A target once for all: the pace of the past years carried on, to the end of
        next year where its day is past. A target of every period: what this one has
        brought, and what those of earlier years still brought after the same day.
        """
        points = self.history(level, code)
        if not points or self.status in ("elsewhere", "needs_data", "nobody"):
            return None
        on, now, target = points[-1]
        row = int(self.scoring.ground.units.find(level, [code])[0])
        whole = float(self._numbers(level, on).whole[row])
        # Of units that owe no more than all can be met.
        most = whole if whole and level != self.part.unit else None
        by = self.in_force.due
        if by <= on and not self._is_periodic:
            by = _next_year_end(on)
        if self.part.kind == "duty" and level == self.part.unit:
            # More windows open until then, and no more than they ask counts.
            most = target = float(self._numbers(level, by).target[row])
        if np.isnan(target):
            return None
        if self._is_periodic:
            rests = self._rests(level, row, [day.year for day, _, _ in points[:-1]])
            return filled_up(now, rests, by=by, target=target, most=most)
        yearly = [(day, value) for day, value, _ in points]
        return carried_on(yearly, by=by, target=target, most=most)

    @cached_property
    def outcome(self) -> Outcome:
        """What the part comes to on the day, unit by unit."""
        return self.scoring.outcome(self.programme, self.part)

    @cached_property
    def _situation(self) -> Situation:
        return self.scoring.situation(self.programme)

    @cached_property
    def _totals(self) -> tuple[float, float]:
        if self._situation.place < 0:
            return 0.0, 0.0
        level = self._situation.place_level
        value, whole = self.outcome.total(level, self.scoring.ground.units.count(level))
        return float(value[self._situation.place]), float(whole[self._situation.place])

    @property
    def _is_total(self) -> bool:
        return isinstance(self.outcome, Summed) and self.outcome.whole is None

    @property
    def _owes(self) -> bool:
        share = self.part.share
        if self._is_total or self.whole > 0 or share is None or not share.part:
            return self._is_total or self.whole > 0
        # Villages may owe in which nobody has counted yet.
        return len(self._situation.owing(self.part.set, "village")) > 0

    @property
    def _is_partial(self) -> bool:
        """Whether a nation's number is held against a part of the nation."""
        of_nation = self._situation.place_level == "nation"
        by_number = self.in_force.target.value is not None
        return of_nation and by_number and not self.scoring.ground.units.is_nation

    @property
    def _is_periodic(self) -> bool:
        windows = self.part.schedule is not None and not self.part.schedule.once
        return windows or self.part.per != "once"

    @cached_property
    def _is_overdue(self) -> bool:
        told = self.outcome.told if isinstance(self.outcome, Judged) else {}
        if "overdue" in told:
            return bool(told["overdue"].any())
        return self.in_force.due < self.scoring.on

    def _statuses(self, level: Level, found: Numbers) -> Texts:
        """Status of each unit of a level."""
        value, whole, target = found.value, found.whole, found.target
        if self.needs:
            return np.full(len(value), "needs_data", dtype=object)
        overdue = np.full(len(value), self._is_overdue)
        met, own = value >= target, False
        if isinstance(self.outcome, Judged):
            at = self.outcome.places[level]
            inside = at >= 0
            if "overdue" in self.outcome.told:
                late = at[inside & self.outcome.told["overdue"]]
                overdue = np.bincount(late, minlength=len(value)) > 0
            own = level == self.part.unit
            if own:
                met = np.zeros(len(value), dtype=bool)
                met[at] = self.outcome.met
        status = np.where(met, "met", self._short(overdue)).astype(object)
        alone = own and (
            self.in_force.target.value is not None or self.in_force.target.share < 1
        )
        # Where not every unit must, one that has not is only counted.
        status[(np.isnan(target) | alone) & ~met] = "counted"
        if not self._is_total:
            status[whole == 0] = "nobody"
        if self._is_partial and level == "nation":
            status[~met] = "partial"
        return status

    def _short(self, overdue: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> Texts:
        return np.where(overdue, "short", "open").astype(object)

    def _counties(self, outcome: Judged) -> Texts:
        """Code of the county of each unit; empty where it lies in none, or in many."""
        codes = self.scoring.ground.units.codes["county"]
        at = outcome.places["county"]
        found = np.full(len(at), "", dtype=object)
        found[at >= 0] = codes[at[at >= 0]]
        return found

    def _numbers(self, level: Level, day: dt.date) -> Numbers:
        """Numbers of a level on a day; those of past days are kept."""
        key = (level, day)
        if key in self._past:
            return self._past[key]
        today = day == self.scoring.on
        outcome = (
            self.outcome
            if today
            else self.scoring.outcome(self.programme, self.part, day)
        )
        situation = self.scoring.situation(self.programme, day)
        target = in_force(self.part, day).target
        found = numbers(self.part, outcome, target, situation, level)
        if not today:
            self._past[key] = found
        return found

    def _rests(self, level: Level, row: int, years: list[int]) -> list[float]:
        """What the same period of each year still brought after the same day."""
        # Windows of a duty are counted by the year.
        per: Per = "year" if self.part.schedule is not None else self.part.per
        on, found = self.scoring.on, []
        for year in years:
            # The 28th stands for a 29th of February.
            same = dt.date(year, on.month, min(on.day, 28 if on.month == 2 else 31))
            end, then = (
                self._numbers(level, day).value[row]
                for day in (period_end(same, per), same)
            )
            found.append(float(end - then))
        return found


def _next_year_end(on: dt.date) -> dt.date:
    return dt.date(on.year + 1, 12, 31)
