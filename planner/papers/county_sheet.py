"""A county on a page or two: what it owes, who is not covered, what comes due."""

from typing import cast

import pandas as pd

from geo.export.paper import Block, Column, Paper, Paragraph, Table
from planner.duties.calendar import DutyStatus
from planner.duties.wording import status_label, window_text
from planner.papers.desk import Desk, as_day
from planner.papers.sections import missing_data, overview, units_text
from planner.papers.tables import line_table
from planner.papers.words import official
from planner.programmes.outcome import Status
from planner.wording import reason_label, travel_text

_DUTIES = 8  # of those late, and of those to come
_OWN: tuple[Status, ...] = ("met", "open", "short")
_WIDER: tuple[Status, ...] = ("open", "short")


def county_sheet(desk: Desk) -> Paper:
    """Compose a county's sheet."""
    blocks = [*desk.notices(), desk.head("head_overview"), *overview(desk)]
    blocks += [desk.head("head_owed"), *_owed(desk)]
    blocks += [desk.head("head_uncovered"), *_uncovered(desk)]
    blocks += [desk.head("head_duties"), *_duties(desk)]
    return Paper(
        title=desk.say(
            "title_county", place=desk.place.name, period=desk.period.name(desk.lang)
        ),
        lang=desk.lang,
        dated=desk.on,
        blocks=tuple(blocks),
        addressee=desk.addressee,
        office=desk.signed(),
        foot=desk.foot,
    )


def _owed(desk: Desk) -> list[Block]:
    """Its city's targets, national ones that are not met, and data it lacks."""
    lines = [line for line in desk.own_lines if line.status in _OWN]
    lines += [line for line in desk.wider_lines if line.status in _WIDER]
    blocks: list[Block] = []
    if lines:
        title = desk.say("table_owed", place=desk.place.name)
        blocks.append(line_table(desk, title, lines, owners=False))
    missing = missing_data(desk)
    if missing:
        blocks += [desk.head("problems_data", 2), *missing]
    return blocks or [desk.body("targets_none")]


def _uncovered(desk: Desk) -> list[Block]:
    """Each village: why, the nearest that could serve it, and what one more would."""
    frame = desk.place.uncovered.sort_values("township_code", kind="stable")
    if frame.empty:
        return [desk.body("nothing_uncovered")]
    verdict = desk.report.verdict
    covers = pd.Series(verdict.site_covers, desk.report.villages.index)
    costs = pd.Series(verdict.option_cost, desk.report.villages.index)
    columns = (
        Column(desk.say("col_number"), 0.7, "center"),
        Column(desk.say("col_township"), 1.5, merge=True),
        Column(desk.say("col_village"), 1.7),
        Column(desk.say("col_reason"), 2.4),
        Column(desk.say("col_option"), 2.6),
        Column(desk.say("col_travel"), 1.3, "right"),
        Column(desk.say("col_site"), 1.2, "right"),
    )
    rows = tuple(
        (
            at, row["township_name"], row["name"],
            reason_label(row["reason"], desk.lang), row["option"],
            _cost(desk, int(costs[str(code)])), int(covers[str(code)]) or None,
        )
        for at, (code, row) in enumerate(frame.iterrows(), start=1)
    )  # fmt: skip
    title = desk.say("table_uncovered", count=len(frame))
    return [Table(title, columns, rows, (desk.say("note_uncovered"),))]


def _cost(desk: Desk, cost: int) -> str | None:
    if cost < 0:
        return None
    text = travel_text(cost, desk.report.verdict.rule.unit, desk.lang)
    return official(text, desk.lang)


def _duties(desk: Desk) -> list[Block]:
    """The latest that are late, and the next to come due."""
    late = desk.duties["status"].isin(["late", "notice_short"])
    ahead = desk.duties["status"].isin(["due", "ahead"])
    keys = ["due", "name", "label", "status"]
    groups = [
        *list(desk.duties[late.to_numpy()].groupby(keys))[-_DUTIES:],
        *list(desk.duties[ahead.to_numpy()].groupby(keys))[:_DUTIES],
    ]
    if not groups:
        return [Paragraph(desk.say("nothing_due"))]
    columns = (
        Column(desk.say("col_duty"), 3.4),
        Column(desk.say("col_unit"), 2.2),
        Column(desk.say("col_window"), 1.5, "center"),
        Column(desk.say("col_due"), 1.4, "center"),
        Column(desk.say("col_duty_status"), 1.3, "center"),
    )
    rows = tuple(
        (
            str(name), units_text(desk, own), window_text(str(label), desk.lang),
            as_day(due).isoformat(), status_label(cast(DutyStatus, status), desk.lang),
        )
        for (due, name, label, status), own in groups
    )  # fmt: skip
    return [Table(desk.say("table_duties"), columns, rows)]
