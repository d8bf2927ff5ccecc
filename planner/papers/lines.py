"""Lines of target tables: what each indicator asks of a place, and how it stands."""

import datetime as dt
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from geo.export.paper import Cell
from geo.words import Lang
from planner.papers.places import Place
from planner.papers.words import official, say
from planner.programmes.forecast import Forecast
from planner.programmes.outcome import Status
from planner.programmes.part_score import PartScore
from planner.programmes.schema import NATION, Part, Programme, Row
from planner.programmes.score import STATUSES, RowScore, Score

# What is said of a line that nobody owes here.
_SILENT = ("elsewhere", "nobody")


@dataclass(frozen=True)
class Line:
    """One part of a row, with its figures for one place.

    Parameters
    ----------
    row, part, place
        Scores it is taken from, and the place it is about.
    value, target, gap
        Figures for the place; None where they are not known.
    status
        How it stands there.
    """

    row: RowScore
    part: PartScore
    place: Place
    value: float | None
    target: float | None
    gap: float | None
    status: Status

    def label(self, lang: Lang) -> str:
        """Name of the indicator; of a part, the row's before it."""
        return part_label(self.row.row, self.part.part, lang)

    def task(self, lang: Lang) -> tuple[str, str]:
        """Task and part: row and part; of a row of one part, heading and row if any."""
        row = official(self.row.row.label(lang), lang)
        part = official(self.part.part.label(lang), lang)
        if part and len(self.row.parts) > 1:
            return row, part
        given = _groups().get(self.row.row.id)
        return (given[lang], row) if given else (row, part or say("same", lang))

    def owner(self, lang: Lang) -> str:
        """Who owes it by the document."""
        return official(self.row.row.owner(lang), lang)

    def standing(self, lang: Lang) -> str:
        """Name of its status; of a duty done once, whether it was met late."""
        own = self.place.code
        late = any(code.startswith(own) for code in self.part.late_units)
        status = "met_late" if late and self.status == "met" else self.status
        return status_text(status, lang)

    @property
    def ratio(self) -> float | None:
        """Value over target, 0 to 1 and above."""
        if self.value is None or not self.target:
            return None
        return self.value / self.target

    @cached_property
    def history(self) -> tuple[tuple[dt.date, float, float], ...]:
        """Day, value and target at the end of each of the last years, and now."""
        if self.status == "needs_data" or self.place.level == "village":
            return ()
        return self.part.history(self.place.level, self.place.code)

    @cached_property
    def forecast(self) -> Forecast | None:
        """What is to be expected by the day its target is due."""
        if self.status == "needs_data" or self.place.level == "village":
            return None
        return self.part.forecast_at(self.place.level, self.place.code)

    def value_on(self, day: dt.date) -> float | None:
        """Value on an earlier day; None where data are missing."""
        if self.status == "needs_data" or self.place.level == "village":
            return None
        point = self.part.on_day(self.place.level, self.place.code, day)
        return None if point is None else point[1]

    def target_in(self, year: int, lang: Lang) -> Cell:
        """Target for a year: as declared, or the place's own share of a total."""
        declared = declared_target(self.part.part, year, lang)
        whole = self.row.programme.place == self.place.code
        if whole or not isinstance(declared, float) or self.place.level == "village":
            return declared
        end = dt.date(year, 12, 31)
        point = self.part.on_day(self.place.level, self.place.code, end)
        return None if point is None else _number(point[2])

    def group(self, lang: Lang) -> str:
        """Heading it stands under in the plan's annex, else the plan's name."""
        given = _groups().get(self.row.row.id)
        return given[lang] if given else self.row.programme.label(lang)


def part_label(row: Row, part: Part, lang: Lang) -> str:
    """Name of a part: with the row's before it where the row has several."""
    own = part.label(lang)
    if not own or len(row.parts) == 1:
        return official(row.label(lang), lang)
    return say("part", lang, row=row.label(lang), part=own)


def lines_of(
    score: Score, place: Place, programmes: Sequence[Programme]
) -> tuple[Line, ...]:
    """Lines of programmes for a place, in the order of the documents.

    Rows that nobody owes there are left out.
    """
    wanted = {programme.id for programme in programmes}
    return tuple(
        line
        for row in score.rows.values()
        if row.programme.id in wanted
        for part in row.parts
        if (line := _line(row, part, place)) is not None
    )


def programmes_for(score: Score, place: Place) -> tuple[list[Programme], ...]:
    """Programmes of the place itself, and those of wider places that hold there."""
    own, wider = [], []
    for programme in score.programmes:
        if programme.place == NATION:
            wider.append(programme)
        elif place.code.startswith(programme.place):
            own.append(programme)
    return own, wider


def _line(row: RowScore, part: PartScore, place: Place) -> Line | None:
    status: Status
    if row.programme.place == place.code:
        status = part.status
        figures: Mapping[Any, Any] = {
            "value": part.value, "target": part.target, "gap": part.gap
        }  # fmt: skip
    else:
        table = part.at(place.level)
        if place.code not in table.index:
            return None
        figures = dict(table.loc[place.code].items())
        status = figures["status"]
    if status in _SILENT:
        return None
    known: dict[str, float | None]
    known = {name: _number(figures[name]) for name in ("value", "target", "gap")}
    if status == "needs_data":
        known = dict.fromkeys(known)
    return Line(row, part, place, status=status, **known)


def _number(value: Any) -> float | None:  # noqa: ANN401 - a cell of a frame
    return None if value is None or pd.isna(value) else float(value)


def row_statuses(lines: Sequence[Line]) -> dict[str, Status]:
    """How each row of the lines stands, by id: as the worst of its parts."""
    found: dict[str, Status] = {}
    for line in lines:
        worst = found.get(line.row.row.id, line.status)
        found[line.row.row.id] = max(worst, line.status, key=STATUSES.index)
    return found


def target_years(lines: Sequence[Line]) -> tuple[int, ...]:
    """Years for which the lines have targets, the last three of them."""
    years = {target.by.year for line in lines for target in line.part.part.targets}
    return tuple(sorted(years)[-3:])


def declared_target(part: Part, year: int, lang: Lang) -> Cell:
    """Target a document sets for a year: a number, all, a share or a tick."""
    for target in part.targets:
        if target.by.year != year:
            continue
        if target.value is not None:
            return target.value
        if target.share < 1:
            return f"{target.share:.0%}"
        alone = part.unit in {"city", "province", "nation"} or part.kind == "duty"
        return say("tick" if alone else "all", lang)
    return None


def status_text(status: str, lang: Lang) -> str:
    """Name of a status in a table."""
    return say(f"status_{status}", lang)


@cache
def _groups() -> dict[str, dict[Lang, str]]:
    path = Path(__file__).parent / "groups.toml"
    groups = tomllib.loads(path.read_text(encoding="utf-8"))["group"]
    return {
        row: {"zh": group["zh"], "en": group["en"]}
        for group in groups
        for row in group["rows"]
    }
