"""An independent check of scores; shares no code with the evaluators.

Every number is counted again in plain loops over the rows of the layers, unit by unit.
Of parts that a coverage rule answers only the units owed are, those of counties with a
roster in force, and that nobody has more villages, by name and by estimate, than they
can serve: who is near enough is for :func:`planner.verify.spot_check`.
Periods written in records of duties are read, and the last days of public notices
reckoned, by :mod:`planner.duties`, as everywhere.
"""

import datetime as dt
from collections.abc import Callable, Mapping

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.schemas import LAYERS, LayerName
from planner.programmes.outcome import Judged
from planner.programmes.part_score import PartScore
from planner.programmes.schema import Counted, Part
from planner.programmes.score import Score
from planner.verify_duties import Units, duty_units
from planner.verify_named import (
    counties_with_roster,
    named_on,
    named_units,
    sent_wrongly,
    with_people,
)
from planner.verify_options import Violation
from planner.verify_records import (
    COUNTED,
    Case,
    amount_of,
    code_of,
    counts,
    in_force,
    is_of,
    span_of,
    units_of,
)
from planner.verify_region import PlainSets, Region, Row, given, level_of, plain_rows

_HAIR = 1e-6
# Units with value, need and whether met (None for a plain total); value and whole.
Answer = tuple[Units | None, tuple[float, float]]


def score_violations(
    score: Score,
    frames: Mapping[LayerName, gpd.GeoDataFrame],
    *,
    sample: int | None = None,
) -> list[Violation]:
    """Count a score again and list where it is wrong.

    Parameters
    ----------
    score
        What is checked.
    frames
        The layers it was made from.
    sample
        How many rows, spread evenly over the programmes; all when None. Of a row every
        part and unit is counted.

    Returns
    -------
    list of Violation
        Empty for a right score.
    """
    region = Region(frames, score.on)
    rows = {str(name): plain_rows(frames[name]) for name in COUNTED}
    rows["assignments"] = with_people(rows["assignments"], rows["commissioners"])
    cases = {
        one.id: Case(region, PlainSets(region, one), one, rows, score.on)
        for one in score.programmes
    }
    chosen = list(score.rows.values())
    if sample is not None:
        chosen = chosen[:: max(len(chosen) // max(sample, 1), 1)]
    return [
        Violation(
            fault.promise, f"{row.row.id} part {number}: {fault.subject}", fault.detail
        )
        for row in chosen
        for number, part in enumerate(row.parts, 1)
        for fault in _part(part, cases[row.programme.id])
    ]


def _part(score: PartScore, case: Case) -> list[Violation]:
    level, place = level_of(case.programme.place), case.programme.place
    if place not in case.region.units(level):
        wrong = score.status != "elsewhere"
        return [Violation("elsewhere", place, score.status)] if wrong else []
    if score.status == "needs_data":
        return []
    if score.part.rule is not None:
        found = _owed(score, case.owing(score.part.set))
        return found + (_named(score, case) if _follows(score.part) else [])
    units, totals = _EVALUATORS[score.part.kind](score.part, case)
    found = _totals(score, totals)
    if units is not None:
        found += _units(units, score.units())
    return found


def _owed(score: PartScore, right: list[str]) -> list[Violation]:
    """Of what a coverage rule answers, who is asked about, and how many are met."""
    units = score.units()
    told, met = sorted(str(code) for code in units.index), int(units["met"].sum())
    found = [Violation("owed", code, "") for code in sorted({*told} ^ {*right})]
    if (score.value, score.whole) != (met, len(right)):
        numbers = f"{score.value} of {score.whole}, not {met} of {len(right)}"
        found.append(Violation("value", "the whole", numbers))
    return found


def _follows(part: Part) -> bool:
    """Whether a roster in force answers before the coverage rule."""
    by_people = part.rule is not None and part.rule.providers == "commissioners"
    return part.kind == "assigned" and by_people


def _named(score: PartScore, case: Case) -> list[Violation]:
    """Villages in counties with a roster, and the room it leaves for the others."""
    right = named_units(score.part, case)
    table = score.units()
    told = set(table.index[table["by_name"]])
    found = [Violation("by_name", code, "") for code in sorted(told ^ {*right})]
    found += _units(right, table[table.index.isin(list(right))])
    assert isinstance(score.outcome, Judged)  # noqa: S101 - villages are judged
    rest = table[~table.index.isin(list(right))]
    return found + sent_wrongly(score.outcome.sent, rest, score.part, case)


def _totals(score: PartScore, totals: tuple[float, float]) -> list[Violation]:
    value, whole = totals
    target = score.in_force.target
    wanted = (
        target.value if target.value is not None else _share_of(target.share, whole)
    )
    told = {"value": score.value, "whole": score.whole, "target": score.target}
    right = {"value": value, "whole": whole, "target": wanted}
    found = [
        Violation(name, "the whole", f"{told[name]}, not {right[name]}")
        for name in told
        if abs(told[name] - right[name]) > _HAIR
    ]
    if (score.status == "met") != (value >= wanted and score.status != "nobody"):
        found.append(Violation("status", "the whole", score.status))
    return found


def _share_of(share: float, whole: float) -> float:
    """Least whole number that makes up a share."""
    number = int(share * whole)
    return float(number if number >= share * whole - 1e-9 else number + 1)


def _units(right: Units, table: pd.DataFrame) -> list[Violation]:
    told = {
        str(code): (float(value), float(need), bool(met))
        for code, value, need, met in zip(
            table.index, table["value"], table["need"], table["met"], strict=True
        )
    }
    return [
        Violation("unit", code, f"{told.get(code)}, not {right.get(code)}")
        for code in sorted({*told, *right})
        if told.get(code) != right.get(code)
    ]


def _judged(part: Part, values: Mapping[str, float]) -> Answer:
    most = np.inf if part.at_most is None else part.at_most
    return _together(
        {
            code: (float(value), float(part.need), bool(part.need <= value <= most))
            for code, value in values.items()
        }
    )


def _together(units: Units) -> Answer:
    """Units, how many of them are met, and how many there are."""
    met = [code for code, (_, _, met) in units.items() if met]
    return units, (float(len(met)), float(len(units)))


def _presence(part: Part, case: Case) -> Answer:
    if part.unit == "person":
        return _persons(part, case)
    values = dict.fromkeys(case.owing(part.set), 0.0)
    for of in part.of:
        for code, value in _counted(of, part, case).items():
            if code in values:
                values[code] += value
    return _judged(part, values)


def _counted(of: Counted, part: Part, case: Case) -> dict[str, float]:
    """How much each unit has of one thing."""
    different: dict[str, set[object]] = {}
    found: dict[str, float] = {}
    for row in case.rows[of.layer]:
        if not counts(row, of, part, case):
            continue
        for unit in units_of(row, of, part, case):
            found[unit] = found.get(unit, 0.0) + amount_of(row, of)
            if of.distinct:
                different.setdefault(unit, set()).add(row[of.distinct])
    return {unit: float(len(one)) for unit, one in different.items()} or found


def _persons(part: Part, case: Case) -> Answer:
    (of,) = part.of
    units: Units = {}
    for row in case.rows[of.layer]:
        here = case.here(code_of(row, of.layer))
        if here and is_of(row, of) and in_force(row, of.layer, case.on):
            full, need = sum(given(row[name]) for name in of.complete), len(of.complete)
            key = str(row[LAYERS[of.layer].key])
            units[key] = (float(full), float(need), full == need)
    return _together(units)


def _frequency(part: Part, case: Case) -> Answer:
    if not part.spacing_days:
        return _presence(part, case)
    days: dict[str, list[int]] = {code: [] for code in case.owing(part.set)}
    for of in part.of:
        for row in case.rows[of.layer]:
            if counts(row, of, part, case):
                for unit in units_of(row, of, part, case):
                    if unit in days:
                        days[unit].append(span_of(row, of.layer)[0].toordinal())
    spaced = {
        code: _longest(sorted(own), part.spacing_days) for code, own in days.items()
    }
    return _judged(part, spaced)


def _longest(days: list[int], spacing: int) -> float:
    """Most days that lie so far apart, by every way to end on each."""
    best: list[int] = []
    for at, day in enumerate(days):
        before = [best[i] for i in range(at) if days[i] <= day - spacing]
        best.append(1 + max(before, default=0))
    return float(max(best, default=0))


def _quantity(part: Part, case: Case) -> Answer:
    total, different = 0.0, set()
    for of in part.of:
        for row in case.rows[of.layer]:
            code = code_of(row, of.layer)
            if not counts(row, of, part, case) or not case.here(code):
                continue
            told = row[of.distinct] if of.distinct else None
            if part.set:
                unit = case.region.lies(code, case.programme.sets[part.set].unit)
                if unit not in case.sets.members(part.set):
                    continue
                told = unit if of.distinct in ("unit_code", "county_code") else told
            total += amount_of(row, of)
            different.add(told)
    return None, (float(len(different)) if part.of[0].distinct else total, 0.0)


def _share(part: Part, case: Case) -> Answer:
    if part.holds:
        both = case.sets.members(part.holds)
        owing = case.owing(part.set)
        return _judged(part, {code: float(code in both) for code in owing})
    assert part.share is not None  # noqa: S101 - the parser has seen to it
    return _kept(part, case) if part.share.kept else _households(part, case)


def _kept(part: Part, case: Case) -> Answer:
    (of,) = part.of
    year_end = dt.date(case.on.year - 1, 12, 31)
    before = [
        row
        for row in case.rows[of.layer]
        if is_of(row, of)
        and in_force(row, of.layer, year_end)
        and case.here(code_of(row, of.layer))
    ]
    still = [row for row in before if in_force(row, of.layer, case.on)]
    if of.layer == "commissioners":
        listed = counties_with_roster(case, year_end)
        listed &= counties_with_roster(case, case.on)
        before, still = (
            [row for row in rows if not _is_out(row, listed, named)]
            for rows, named in (
                (before, named_on(case, year_end)),
                (still, named_on(case, year_end) & named_on(case, case.on)),
            )
        )
    return None, (float(len(still)), float(len(before)))


def _is_out(row: Row, listed: set[str], named: set[str]) -> bool:
    """Whether a roster decides on somebody and does not name them."""
    return row["county_code"] in listed and row["commissioner_id"] not in named


def _households(part: Part, case: Case) -> Answer:
    assert part.share is not None  # noqa: S101 - the parser has seen to it
    asked = (part.share.part, part.share.whole)
    newest: dict[str, Row] = {}
    owing = set(case.owing(part.set))
    for row in case.rows["household_counts"]:
        code = row["unit_code"]
        if code not in owing or not in_force(row, "household_counts", case.on):
            continue
        if not all(given(row[name]) for name in asked):
            continue
        if code not in newest or row["year"] >= newest[code]["year"]:
            newest[code] = row
    some, whole = (
        float(sum(row[name] or 0 for row in newest.values())) for name in asked
    )
    return None, (some, whole)


def _duty(part: Part, case: Case) -> Answer:
    return _together(duty_units(part, case))


_EVALUATORS: Mapping[str, Callable[[Part, Case], Answer]] = {
    "presence": _presence,
    "assigned": _presence,
    "frequency": _frequency,
    "quantity": _quantity,
    "share": _share,
    "duty": _duty,
}
