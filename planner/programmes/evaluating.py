"""The evaluators: presence, reach, assigned, frequency, quantity, share and duty.

Each answers its question for one part of a row in one situation; together they serve
every row of every programme.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import cast

import numpy as np
import pandas as pd

from geo.schemas import LAYERS, TRADES
from planner.programmes.ground import Flags
from planner.programmes.named import follows, judge_named, still_named
from planner.programmes.outcome import Judged, Outcome, Summed
from planner.programmes.records import (
    Days,
    Floats,
    Records,
    filled,
    place,
)
from planner.programmes.schema import LEVELS, SAME_UNIT, Counted, Level, Part
from planner.programmes.situation import Situation, texts
from planner.programmes.undertaken import judge_duty
from planner.programmes.units import Positions, Texts
from planner.reasons import REASONS
from planner.rule import Rule

_TRADES = np.arange(len(TRADES))


def evaluate(part: Part, situation: Situation) -> Outcome:
    """Evaluate a part.

    Parameters
    ----------
    part
        What is asked.
    situation
        Programme, day and data.

    Returns
    -------
    Judged or Summed
        Units with what each has and needs, or amounts that add up.
    """
    return _EVALUATORS[part.kind](part, situation)


def _presence(part: Part, s: Situation) -> Outcome:
    """Units with at least (and at most) so many of something."""
    if part.unit == "trade":
        return _trades(part, s)
    level = cast(Level, part.unit)
    rows = s.owing(part.set, level)
    value = sum((_counts(of, part, s, level) for of in part.of), np.zeros(1))
    return _judged(part, s, rows, value[rows])


def _judged(part: Part, s: Situation, rows: Positions, value: Floats) -> Judged:
    """Units as judged by one number each."""
    level, units = cast(Level, part.unit), s.ground.units
    return Judged(
        unit=part.unit,
        ids=units.codes[level][rows],
        names=units.names[level][rows],
        places=s.above(level, rows),
        value=value,
        need=np.full(len(rows), float(part.need)),
        met=_is_met(part, value),
    )


def _is_met(part: Part, value: Floats) -> Flags:
    """Where there is enough, and not too much."""
    most = np.inf if part.at_most is None else part.at_most
    return (value >= part.need) & (value <= most)


def _counts(of: Counted, part: Part, s: Situation, level: Level) -> Floats:
    """How much of something each unit of a level has."""
    records = s.records(of.layer)
    at, rows = _placed(of, part, s, level)
    count = s.ground.units.count(level)
    if of.distinct:
        values, _ = pd.factorize(records.frame[of.distinct].iloc[rows])
        pairs = np.unique(np.stack((at[rows], values)), axis=1)[0]
        return np.bincount(pairs, minlength=count).astype(np.float64)
    found = np.bincount(at[rows], weights=records.amounts(of, rows), minlength=count)
    return found.astype(np.float64)


def _placed(
    of: Counted, part: Part, s: Situation, level: Level
) -> tuple[Positions, Positions]:
    """Unit of every record at a level, and which of the records count for theirs."""
    records = s.records(of.layer)
    at = records.places[level]
    keep = _counting(of, part, s, records) & (at >= 0)
    if of.exact:
        keep &= records.is_at(level)
    for name, wanted in of.where.items():
        if wanted == SAME_UNIT:
            keep &= place(records.frame[name], s.ground.units)[level] == at
    if part.match_trade:
        keep &= _fits(records, at, s, level)
    return at, np.flatnonzero(keep)


def _counting(of: Counted, part: Part, s: Situation, records: Records) -> Flags:
    """Records that count in the part's period, up to the day."""
    keep = records.counting(of)
    first = s.period(part.per)
    if of.date:
        return keep & records.within(of.date, first, s.on)
    if part.per != "once" or part.kind == "quantity" or records.layout.happens:
        return keep & records.total_since(s.on, first)
    return keep & records.alive(s.on)


def _fits(records: Records, at: Positions, s: Situation, level: Level) -> Flags:
    """Whether a record's trades meet its unit's; no trade on either side means any."""
    wanted = np.append(s.ground.trades_at(level), 0)[at]
    offered = records.trades
    fits: Flags = (wanted == 0) | (offered == 0) | ((wanted & offered) != 0)
    return fits


def _trades(part: Part, s: Situation) -> Judged:
    """Trades for which there is at least so much of something in the whole place."""
    rows = np.flatnonzero(s.sets.mask(part.set))
    value = np.zeros(len(TRADES))
    for of in part.of:
        records = s.records(of.layer)
        keep = _counting(of, part, s, records) & s.lies_here(records.places)
        masks = records.trades[keep]
        amounts = records.amounts(of, np.flatnonzero(keep))
        value += [amounts[(masks & (1 << bit)) != 0].sum() for bit in _TRADES.tolist()]
    codes = list(TRADES)
    # A trade is the place's own affair, and of whatever the place lies in.
    whole = np.full(len(rows), s.place, dtype=np.int64)
    units, level = s.ground.units, s.place_level
    nowhere = np.full(len(rows), -1, dtype=np.int64)
    at = {
        high: units.up(level, high)[whole] if units.reaches(level, high) else nowhere
        for high in LEVELS
    }
    return Judged(
        unit="trade",
        ids=texts([codes[row] for row in rows]),
        names=texts([codes[row] for row in rows]),
        places=at,
        value=value[rows],
        need=np.full(len(rows), float(part.need)),
        met=_is_met(part, value[rows]),
    )


def _reach(part: Part, s: Situation) -> Outcome:
    """Villages that a coverage rule covers; see :func:`planner.coverage.judge`."""
    rows = s.owing(part.set, "village")
    verdict = s.verdict(cast(Rule, part.rule), rows)
    covered = np.bincount(verdict.serving[:, 0], minlength=len(rows))
    units = s.ground.units
    return Judged(
        unit="village",
        ids=units.codes["village"][rows],
        names=units.names["village"][rows],
        places=s.above("village", rows),
        value=covered.astype(np.float64),
        need=np.full(len(rows), float(verdict.rule.needed)),
        met=verdict.covered,
        told={"reason": texts(REASONS)[verdict.reason]},
    )


def _assigned(part: Part, s: Situation) -> Outcome:
    """Units served by somebody: by name, by a coverage rule, or as the records say."""
    if part.rule is not None:
        return judge_named(part, s) if follows(part) else _reach(part, s)
    return _persons(part, s) if part.unit == "person" else _presence(part, s)


def _persons(part: Part, s: Situation) -> Judged:
    """People or posts, each with everything that must be there."""
    of = part.of[0]
    records = s.records(of.layer)
    # Whoever lacks something is counted too, and found lacking.
    asked = records.counting(replace(of, complete=()))
    rows = np.flatnonzero(asked & records.alive(s.on) & s.lies_here(records.places))
    value = np.zeros(len(rows))
    for name in of.complete:
        value += filled(records.frame[name])[rows]
    frame = records.frame.iloc[rows]
    return Judged(
        unit="person",
        ids=texts(frame[LAYERS[of.layer].key]),
        names=texts(frame["name"]),
        places={level: at[rows] for level, at in records.places.items()},
        value=value,
        need=np.full(len(rows), float(len(of.complete))),
        met=value >= len(of.complete),
    )


def _frequency(part: Part, s: Situation) -> Outcome:
    """Units with so many visits in the period, spaced so far apart."""
    if not part.spacing_days:
        return _presence(part, s)
    level = cast(Level, part.unit)
    rows = s.owing(part.set, level)
    found = [_visits(of, part, s, level) for of in part.of]
    at = np.concatenate([one[0] for one in found])
    day = np.concatenate([one[1] for one in found])
    count = s.ground.units.count(level)
    value, last = _spaced(at, day, part.spacing_days, count)
    judged = _judged(part, s, rows, value[rows])
    following = last[rows] + np.timedelta64(part.spacing_days, "D")
    soonest = np.maximum(following, np.datetime64(s.on))
    return Judged(
        **{name: getattr(judged, name) for name in Judged.__slots__ if name != "told"},
        told={"next_day": texts(np.where(judged.met, np.datetime64("NaT"), soonest))},
    )


def _visits(
    of: Counted, part: Part, s: Situation, level: Level
) -> tuple[Positions, Positions]:
    """Unit and day of every visit that counts."""
    at, rows = _placed(of, part, s, level)
    return at[rows], s.records(of.layer).first[rows].astype(np.int64)


def _spaced(
    at: Positions, day: Positions, spacing: int, count: int
) -> tuple[Floats, Days]:
    """Visits to each unit, each so many days after the one before it, and the last.

    Taking the earliest that is far enough from the one before counts the most: any
    other choice can be moved forward to it.
    """
    value, last = np.zeros(count), np.full(count, np.datetime64("0001-01-01"))
    order = np.lexsort((day, at))
    before, counted = -1, 0
    for unit, when in zip(at[order].tolist(), day[order].tolist(), strict=True):
        if unit != before or when >= counted + spacing:
            value[unit] += 1
            last[unit] = np.datetime64(when, "D")
            before, counted = unit, when
    return value, last


def _quantity(part: Part, s: Situation) -> Outcome:
    """What is done or there in the whole place, added up."""
    parts = [_amounts(of, part, s) for of in part.of]
    at = {level: np.concatenate([one[0][level] for one in parts]) for level in LEVELS}
    amount = np.concatenate([one[1] for one in parts])
    values = None
    if part.of[0].distinct:
        # Together, so that one value met in two layers is one.
        values, _ = pd.factorize(np.concatenate([one[2] for one in parts]))
    return Summed(at, amount, values=values)


def _amounts(
    of: Counted, part: Part, s: Situation
) -> tuple[Mapping[Level, Positions], Floats, Texts]:
    """Where records lie that count, how much each counts, and which value it is of."""
    records = s.records(of.layer)
    keep = _counting(of, part, s, records) & s.lies_here(records.places)
    values: Texts = np.full(len(records), "", dtype=object)
    if of.distinct:
        values = records.frame[of.distinct].to_numpy(dtype=object)
    if part.set:
        level = cast(Level, s.programme.sets[part.set].unit)
        at = records.places[level]
        # One more at the end stands for lying nowhere, -1.
        keep &= np.append(s.sets.mask(part.set), False)[at]
        if of.distinct == records.layout.unit:
            # What is of a county and what is of a township in it is of one county.
            values = np.append(s.ground.units.codes[level], "")[at]
    rows = np.flatnonzero(keep)
    places = {level: at[rows] for level, at in records.places.items()}
    return places, records.amounts(of, rows), values[rows]


def _share(part: Part, s: Situation) -> Outcome:
    """The share of a set that is in another too, or of households or people."""
    if part.holds:
        rows = s.owing(part.set, cast(Level, part.unit))
        value = s.sets.mask(part.holds)[rows].astype(np.float64)
        return _judged(part, s, rows, value)
    if part.share is not None and part.share.kept:
        return _kept(part, s)
    return _households(part, s)


def _kept(part: Part, s: Situation) -> Summed:
    """Of those in force at the end of last year, those that still are.

    Of commissioners whose county had a roster then and has one now: those it names.
    """
    records = s.records(part.of[0].layer)
    year_end = dt.date(s.on.year - 1, 12, 31)
    then = records.counting(part.of[0]) & records.alive(year_end)
    now, by_name = records.alive(s.on), None
    if follows(part):
        by_name, named_then, named_now = still_named(s, records, year_end)
        then, now = then & (named_then | ~by_name), now & (named_now | ~by_name)
    rows = np.flatnonzero(then & s.lies_here(records.places))
    at = {level: own[rows] for level, own in records.places.items()}
    return Summed(
        at,
        now[rows].astype(float),
        np.ones(len(rows)),
        by_name=None if by_name is None else by_name[rows],
    )


def _households(part: Part, s: Situation) -> Summed:
    """Households counted in villages of the set, the latest count of each."""
    records, share = s.records("household_counts"), part.share
    assert share is not None  # noqa: S101 - the parser has seen to it
    village = records.places["village"]
    keep = records.counting(part.of[0]) & records.alive(s.on) & (village >= 0)
    # A count that leaves one of the two open does not hide an older one.
    keep &= records.tell((share.part, share.whole))
    owing = np.zeros(s.ground.units.count("village"), dtype=bool)
    owing[s.owing(part.set, "village")] = True
    keep &= owing[village]
    rows = np.flatnonzero(keep)
    order = np.lexsort((records.first[rows], village[rows]))
    rows = rows[order]
    newest = np.append(village[rows][1:] != village[rows][:-1], True)[: len(rows)]
    rows = rows[newest]
    counts = (
        records.frame[name].to_numpy(dtype=np.float64, na_value=0.0)[rows]
        for name in (share.part, share.whole)
    )
    return Summed(s.above("village", village[rows]), *counts)


_EVALUATORS: Mapping[str, Callable[[Part, Situation], Outcome]] = {
    "presence": _presence,
    "reach": _reach,
    "assigned": _assigned,
    "frequency": _frequency,
    "quantity": _quantity,
    "share": _share,
    "duty": judge_duty,
}
