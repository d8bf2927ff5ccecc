"""The calendar of a score: who owes which duty by when."""

import datetime as dt

import pandas as pd

from geo.export.calendar_file import calendar_bytes
from geo.words import Lang
from planner.duties.calendar import Owed, duty_calendar
from planner.duties.wording import DutyWords, calendar_entries
from planner.errors import WORDS
from planner.programmes.outcome import Judged
from planner.programmes.part_score import PartScore
from planner.programmes.score import Score


def calendar_of(
    score: Score,
    *,
    first: dt.date,
    last: dt.date,
    carry: bool = True,
    once: bool = False,
) -> pd.DataFrame:
    """List the duties of every programme that concerns the place.

    Parameters
    ----------
    score
        Rows, units and records, on a day.
    first, last, carry
        As of :func:`planner.duties.calendar.duty_calendar`.
    once
        Whether to list only what is done once.

    Returns
    -------
    pandas.DataFrame
        As of :func:`planner.duties.calendar.duty_calendar`, with ``unit_name`` and
        ``level`` of each unit.
    """
    owed = [
        _owed(row.row.id, part)
        for row in score.rows.values()
        for part in row.parts
        if part.part.kind == "duty" and part.status != "elsewhere"
    ]
    if once:
        owed = [one for one in owed if one.schedule.once]
    done = score.scoring.frames["duties_done"]
    table = duty_calendar(owed, done, first=first, last=last, on=score.on, carry=carry)
    names, levels = _names(score), _levels(score)
    codes = table["unit_code"]
    return table.assign(
        unit_name=codes.map(names).fillna("").astype("str"),
        level=codes.map(levels).fillna("").astype("str"),
    )


def calendar_file(
    table: pd.DataFrame, score: Score, lang: Lang, *, remind_days: int | None = None
) -> bytes:
    """Return duties as a calendar file (.ics); the same input gives the same bytes.

    Parameters
    ----------
    table
        As :func:`calendar_of` gives it, or some of its rows.
    score
        The score it was made from.
    lang, remind_days
        As of :func:`planner.duties.wording.calendar_entries`.
    """
    # One duty may be owed at several levels, each with a name of its own.
    words = {
        f"{part.part.duty}.{part.part.unit}": DutyWords(
            title=part.part.label(lang) or row.row.label(lang),
            programme=row.programme.label(lang),
            owner=row.row.owner(lang),
        )
        for row in score.rows.values()
        for part in row.parts
    }
    places = dict(zip(table["unit_code"], table["unit_name"], strict=True))
    apart = table.assign(duty=table["duty"] + "." + table["level"])
    entries = calendar_entries(apart, words, places, lang=lang, remind_days=remind_days)
    name = WORDS.say("duty_calendar", lang, {})
    stamp = dt.datetime.combine(score.on, dt.time(), tzinfo=dt.UTC)
    return calendar_bytes(entries, name=name, stamp=stamp)


def _owed(row_id: str, score: PartScore) -> Owed:
    part, programme = score.part, score.programme
    assert part.schedule is not None and isinstance(score.outcome, Judged)  # noqa: PT018, S101
    return Owed(
        row_id=row_id,
        duty=part.duty,
        need=part.need,
        schedule=part.schedule,
        starts=programme.starts,
        ends=programme.ends,
        targets=tuple(target.by for target in part.targets),
        units=score.outcome.ids.tolist(),
    )


def _names(score: Score) -> dict[str, str]:
    units = score.scoring.ground.units
    return {
        str(code): str(name)
        for level in units.codes
        for code, name in zip(units.codes[level], units.names[level], strict=True)
    }


def _levels(score: Score) -> dict[str, str]:
    codes = score.scoring.ground.units.codes
    return {str(code): level for level in codes for code in codes[level]}
