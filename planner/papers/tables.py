"""Tables of papers."""

import datetime as dt
from collections.abc import Sequence

from geo.export.paper import Cell, Column, Table
from planner.papers.desk import Desk
from planner.papers.lines import Line, row_statuses, target_years
from planner.programmes.outcome import Status

_STATUSES: tuple[Status, ...] = (
    "met", "open", "short", "needs_data", "counted", "partial",
)  # fmt: skip
_COUNTED: dict[str, tuple[str, ...]] = {
    "met": ("met",), "short": ("short",), "needs_data": ("needs_data",),
}  # fmt: skip


def line_table(
    desk: Desk, title: str, lines: Sequence[Line], *, owners: bool = True
) -> Table:
    """Targets and what was done, in the form of a plan's annex; who owes it, or not."""
    lang, say = desk.lang, desk.say
    columns = (
        Column(say("col_number"), 0.75, "center"),
        Column(say("col_group"), 1.8, merge=True),
        Column(say("col_indicator"), 2.7),
        Column(say("col_target"), 1.1, "right"),
        Column(say("col_value"), 1.1, "right"),
        Column(say("col_gap"), 1.1, "right"),
        Column(say("col_ratio"), 1.35, "right", "percent"),
        Column(say("col_status"), 1.15, "center"),
        *([Column(say("col_owner"), 1.7, merge=True)] if owners else []),
    )
    rows = tuple(
        (
            at, *line.task(lang), line.target, line.value, line.gap,
            line.ratio, line.standing(lang),
            *([line.owner(lang)] if owners else []),
        )
        for at, line in enumerate(lines, start=1)
    )  # fmt: skip
    return Table(title, columns, rows, _line_notes(desk, lines))


def programme_table(desk: Desk, title: str, lines: Sequence[Line]) -> Table:
    """How many tasks each programme sets, and how many parts are met, short, ..."""
    lang, say = desk.lang, desk.say
    columns = (
        Column(say("col_programme"), 4.0),
        Column(say("col_count_rows"), 1.0, "right"),
        *(
            Column(say(f"col_count_{status}"), 1.0, "right", group=say("col_parts"))
            for status in ("all", *_STATUSES)
        ),
    )
    names = list(dict.fromkeys(line.row.programme.id for line in lines))
    rows: list[tuple[Cell, ...]] = []
    for name in names:
        own = [line for line in lines if line.row.programme.id == name]
        statuses = [line.status for line in own]
        label = own[0].row.programme.label(lang)
        counts = (statuses.count(one) for one in _STATUSES)
        rows.append((label, len(row_statuses(own)), len(own), *counts))
    return Table(title, columns, tuple(rows))


def _line_notes(desk: Desk, lines: Sequence[Line]) -> tuple[str, ...]:
    notes = [desk.say("note_dash")]
    if any(line.part.carried for line in lines):
        last = max(
            target.by.year
            for line in lines
            if line.part.carried
            for target in line.part.part.targets
        )
        notes.append(desk.say("note_carried", year=last))
    if any(line.status in ("partial", "counted") for line in lines):
        notes.append(desk.say("note_partial"))
    return (desk.joined(*notes),)


def owner_table(desk: Desk, title: str) -> Table:
    """Targets by year, what was done in those years and to date, and who owes it."""
    lang, say = desk.lang, desk.say
    lines = desk.own_lines or desk.wider_lines
    years = target_years(lines)
    columns = (
        Column(say("col_number"), 0.6, "center"),
        Column(say("col_group"), 2.0, merge=True),
        Column(say("col_indicator"), 3.4),
        *(Column(str(y), 0.9, "right", group=say("col_targets")) for y in years),
        *(Column(str(y), 0.9, "right", group=say("col_done")) for y in years),
        Column(say("col_to_date"), 1.0, "right", group=say("col_done")),
        Column(say("col_ratio"), 1.0, "right", "percent"),
        Column(say("col_owner"), 2.4, merge=True),
    )
    rows = []
    for at, line in enumerate(lines, start=1):
        ends = [dt.date(year, 12, 31) for year in years]
        rows.append(
            (
                at, line.group(lang), line.label(lang),
                *(line.target_in(year, lang) for year in years),
                *(line.value_on(day) if day < desk.on else None for day in ends),
                line.value, line.ratio, line.owner(lang),
            )
        )  # fmt: skip
    told = [*_line_notes(desk, lines), desk.say("note_done")]
    if any(line.part.part.kind == "duty" for line in lines):
        told.append(desk.say("note_duties"))
    notes = (desk.joined(*told),)
    return Table(title, columns, tuple(rows), notes, captioned=False)


def county_table(desk: Desk, title: str) -> Table:
    """Counties and their key figures, with a total."""
    say = desk.say
    columns = (
        Column(say("col_county"), 1.7),
        *(
            Column(say(f"col_{name}"), 1.1, "right", group=say("col_coverage"))
            for name in ("poor", "asked", "covered", "uncovered")
        ),
        Column(say("col_share"), 1.25, "right", "percent", say("col_coverage")),
        *(
            Column(say(f"col_rows_{name}"), 1.1, "right", group=say("col_rows"))
            for name in _COUNTED
        ),
        Column(say("col_reason"), 2.4),
    )
    figures = desk.place.counties(desk.lang)
    counts = county_statuses(desk)
    rows: list[tuple[Cell, ...]] = []
    for code, row in figures.iterrows():
        own = counts.get(str(code), {})
        share = row["covered"] / row["asked"] if row["asked"] else None
        rows.append(
            (
                row["name"], int(row["poor"]), int(row["asked"]), int(row["covered"]),
                int(row["uncovered"]), share, *(own.get(name) for name in _COUNTED),
                row["top_reason"],
            )
        )  # fmt: skip
    sums = [int(figures[name].sum()) for name in ("poor", "asked", "covered")]
    left = sums[1] - sums[2]
    share = sums[2] / sums[1] if sums[1] else None
    rows.append((say("total"), *sums, left, share, *([None] * len(_COUNTED)), None))
    return Table(title, columns, tuple(rows), (say("note_rows"),))


def county_statuses(desk: Desk) -> dict[str, dict[str, int]]:
    """How many tasks of each county are met, short or lack data."""
    heat = desk.score.heat("county")
    programmes = {p.id for own in desk.programmes for p in own}
    columns = [
        row_id
        for row_id, row in desk.score.rows.items()
        if row.programme.id in programmes and row_id in heat
    ]
    return {
        str(code): {
            name: int(cells.isin(statuses).sum()) for name, statuses in _COUNTED.items()
        }
        for code, cells in heat[columns].iterrows()
    }


def trend_table(desk: Desk, title: str, lines: Sequence[Line]) -> Table | None:
    """Values over the years and the forecast; None where no line has either."""
    lang, say = desk.lang, desk.say
    told = [line for line in lines if line.history or line.forecast]
    years = sorted({day.year for line in told for day, _, _ in line.history})[-4:]
    if not told:
        return None
    columns = (
        Column(say("col_number"), 0.6, "center"),
        Column(say("col_indicator"), 2.7),
        *(Column(str(y), 0.85, "right", group=say("col_by_year")) for y in years),
        Column(say("col_target"), 0.9, "right"),
        Column(say("col_due"), 1.6, "center"),
        Column(say("col_expected"), 1.9, "center"),
        Column(say("col_meets"), 1.0, "center"),
    )
    rows = []
    for at, line in enumerate(told, start=1):
        trend = {day.year: value for day, value, _ in line.history}
        forecast = line.forecast
        expected = meets = by = None
        if forecast is not None:
            band = (forecast.value, forecast.low, forecast.high)
            value, low, high = (desk.number(round(one)) for one in band)
            expected = say("expected", value=value, low=low, high=high)
            meets = say(f"meets_{forecast.meets}")
            by = forecast.by.isoformat()
        rows.append(
            (
                at, line.label(lang), *(trend.get(year) for year in years),
                line.target, by, expected, meets,
            )
        )  # fmt: skip
    return Table(title, columns, tuple(rows), (say("note_forecast"),))
