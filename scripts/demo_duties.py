"""Invented papers of duties: most in time, some late, some never written."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from scripts.demo_setting import LAST, Setting, number, weekday
from scripts.demo_spread import places_and_days

_PARTS = {1: "", 2: "H", 4: "Q"}
_LATE_DAYS = 25


@dataclass(frozen=True, slots=True)
class _Window:
    label: str
    opens: dt.date
    due: dt.date


def make_duties(setting: Setting) -> pd.DataFrame:
    """Records of every declared duty, with the declared columns."""
    rows: list[dict[str, Any]] = []
    for table in _each_level(setting.plan["duties"]):
        make = _windowed if "windows" in table else _undated
        for row in make(setting, table):
            owner = f"示意{setting.unit(row['unit_code'])['name']}{table['owner']}"
            document = f"示意{table['document']}"
            rows.append(
                {"duty": table["duty"], "owner": owner, "document": document, **row}
            )
    by = ["done_on", "unit_code", "duty"]
    frame = pd.DataFrame(rows).drop_duplicates(["duty", "unit_code", "done_on"])
    return number(frame, "record_id", setting, "D", by=by)


def _each_level(tables: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Tables of one level each: some duties are owed at several."""
    for table in tables:
        levels = table["unit"] if isinstance(table["unit"], list) else [table["unit"]]
        yield from ({**table, "unit": level} for level in levels)


def _undated(setting: Setting, table: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Done once by a share of the units, or so many times a year; in no window."""
    topic = f"{table['duty']} {table['unit']}"
    for code, day in places_and_days(setting, table, topic):
        yield {"unit_code": code, "done_on": day}


def _windowed(setting: Setting, table: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Done in each window of each year, but late or never by some."""
    rng = setting.rng(f"{table['duty']} {table['unit']}")
    # In a window named here these units failed, and no others.
    failed = {label: {*codes} for label, codes in table.get("missing", [])}
    times = table.get("times", 1)
    for window in _windows(table):
        for code, unit in setting.units_of(table).iterrows():
            fails = 1.5 - unit["care"]
            for turn in range(times):
                draw = rng.random(3)
                never = draw[0] < table.get("never", 0.0) * fails
                if window.label in failed:
                    never = code in failed[window.label]
                late = bool(draw[1] < table.get("late", 0.0) * fails)
                row = _done(window, table, (turn + draw[2]) / times, late=late)
                if row and not never:
                    yield {"unit_code": code, **row}


def _windows(table: Mapping[str, Any]) -> Iterator[_Window]:
    pairs = table["windows"]
    for year in range(table["first"], LAST.year + 1):
        for i, pair in enumerate(pairs, start=1):
            opens, due = (
                dt.date.fromisoformat(f"{year}-{day}") for day in pair.split("/")
            )
            part = f"{_PARTS[len(pairs)]}{i}" if len(pairs) > 1 else ""
            if opens <= LAST:
                yield _Window(f"{year}{part}", opens, due)


def _done(
    window: _Window, table: Mapping[str, Any], share: float, *, late: bool
) -> dict[str, Any]:
    """Days of one record; empty where they would lie after the last day."""
    opens, due = window.opens, min(window.due, LAST)
    notice = table.get("notice_days", 0)
    if late and not notice:
        opens, due = due, due + dt.timedelta(days=_LATE_DAYS)
    done = opens + dt.timedelta(days=int(share * ((due - opens).days + 1)))
    done = max(weekday(done), window.opens)
    if done > LAST:
        return {}
    row = {"period": window.label, "done_on": done.isoformat()}
    if notice:
        # A notice that was too short is taken down before its days are over.
        ran = notice // 2 if late else 2 * notice + 2
        row["started_on"] = (done - dt.timedelta(days=ran)).isoformat()
    return row
