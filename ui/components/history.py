"""What was recorded before, and what changed since."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from planner.report import CoverageReport

_ASKED, _DAY, _RULE = "asked", "recorded", "rule"
# What travel is measured on is data, and changes as data does.
_DATA = frozenset({"network", "closed_stretches"})


@dataclass(frozen=True, slots=True)
class Change:
    """Difference between a recorded verdict and the present one.

    Parameters
    ----------
    day
        When it was recorded, ISO; empty if unknown.
    same_rule
        Whether rule and travel settings were the same.
    covered, uncovered
        Villages more (or fewer) than then.
    gained, lost
        Names of villages covered now and not then, and the other way round, among
        those asked for both times.
    """

    day: str
    same_rule: bool
    covered: int
    uncovered: int
    gained: tuple[str, ...]
    lost: tuple[str, ...]


def record_of(report: CoverageReport, today: dt.date) -> dict[str, Any]:
    """Plain values to keep of a verdict: settings, counts and both lists of codes."""
    status = report.villages["status"]
    summary = report.summary()
    rule = {key: value for key, value in summary["rule"].items() if key != "on"}
    travel = {key: one for key, one in summary["travel"].items() if key not in _DATA}
    return {
        _DAY: today.isoformat(),
        _RULE: {**rule, **travel},
        "data_version": report.data_version,
        _ASKED: summary["asked"],
        "covered": status.index[status == "covered"].tolist(),
        "uncovered": status.index[status == "uncovered"].tolist(),
    }


def last_change(
    past: Sequence[Mapping[str, Any]], report: CoverageReport, today: dt.date
) -> Change | None:
    """Compare with the newest record that says something else; None without one."""
    now = record_of(report, today)
    for record in reversed(past):
        if not _is_ours(record) or _same(record, now):
            continue
        return _compare(record, now, report)
    return None


def is_recorded(
    past: Sequence[Mapping[str, Any]], report: CoverageReport, today: dt.date
) -> bool:
    """Whether the newest record already says what the report says."""
    return bool(past) and _same(past[-1], record_of(report, today))


def _is_ours(record: Mapping[str, Any]) -> bool:
    return isinstance(record.get("covered"), list) and isinstance(
        record.get("uncovered"), list
    )


def _same(record: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    return all(record.get(key) == value for key, value in now.items() if key != _DAY)


def _compare(
    then: Mapping[str, Any], now: Mapping[str, Any], report: CoverageReport
) -> Change:
    names = report.villages["name"]
    had, lacked = set(then["covered"]), set(then["uncovered"])

    def called(codes: set[str]) -> tuple[str, ...]:
        return tuple(str(names[code]) for code in sorted(codes))

    return Change(
        day=str(then.get(_DAY, "")),
        same_rule=then.get(_RULE) == now[_RULE],
        covered=len(now["covered"]) - len(had),
        uncovered=len(now["uncovered"]) - len(lacked),
        gained=called(set(now["covered"]) & lacked),
        lost=called(set(now["uncovered"]) & had),
    )
