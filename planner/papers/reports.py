"""Quarterly report and yearly summary of a city."""

from dataclasses import replace

from geo.export.paper import Annex, Block, Paper, Paragraph
from planner.papers.desk import Desk
from planner.papers.sections import counties, next_steps, overview, problems
from planner.papers.tables import line_table, owner_table, programme_table, trend_table


def quarterly_report(desk: Desk) -> Paper:
    """Compose a quarterly report: how things stand, what is short, what comes next."""
    blocks = [
        *desk.notices(),
        desk.head("head_overview"),
        *overview(desk),
        desk.head("head_targets"),
        *_targets(desk),
        desk.head("head_counties"),
        *counties(desk, desk.say("table_counties", number=_tables(desk) + 1)),
        desk.head("head_problems"),
        *problems(desk),
        desk.head("head_next"),
        *next_steps(desk),
    ]
    return _report(desk, "title_quarterly", blocks)


def yearly_summary(desk: Desk) -> Paper:
    """Compose a yearly summary, with values over the years and the forecast."""
    number = _tables(desk)
    lines = desk.own_lines or desk.wider_lines
    trend = trend_table(desk, desk.say("table_trend", number=number + 1), lines)
    grown: list[Block] = [desk.body("nothing_forecast")]
    if trend is not None:
        number += 1
        grown = [Paragraph(_forecast_text(desk)), trend]
    blocks = [
        *desk.notices(),
        desk.head("head_overview"),
        *overview(desk),
        desk.head("head_targets"),
        *_targets(desk),
        desk.head("head_trend"),
        *grown,
        desk.head("head_counties"),
        *counties(desk, desk.say("table_counties", number=number + 1)),
        desk.head("head_problems"),
        *problems(desk),
        desk.head("head_next_year"),
        *next_steps(desk, days=366),
    ]
    return _report(desk, "title_yearly", blocks)


def _report(desk: Desk, title: str, blocks: list[Block]) -> Paper:
    annexes = []
    if desk.lines:
        owners = owner_table(desk, desk.say("table_owners"))
        alone = (replace(owners, captioned=False),)
        annexes.append(Annex(owners.title, alone, landscape=True))
    if desk.own_lines and desk.wider_lines:
        title_wider = desk.say("annex_wider", place=desk.place.name)
        annexes.append(Annex(title_wider, _wider_tables(desk), landscape=True))
    period = desk.period.name(desk.lang)
    addressee = desk.addressee or desk.say("addressee", place=desk.place.name)
    return Paper(
        title=desk.say(title, place=desk.place.name, period=period),
        lang=desk.lang,
        dated=desk.on,
        blocks=tuple(blocks),
        addressee=addressee,
        office=desk.signed(),
        foot=desk.foot,
        annexes=tuple(annexes),
    )


def _wider_tables(desk: Desk) -> tuple[Block, ...]:
    """A table of each wider programme under its name."""
    found = {line.row.programme.id: line.row.programme for line in desk.wider_lines}
    return tuple(
        line_table(
            desk, one.label(desk.lang),
            [line for line in desk.wider_lines if line.row.programme.id == name],
        )
        for name, one in found.items()
    )  # fmt: skip


def _tables(desk: Desk) -> int:
    """How many tables of targets there are."""
    return sum(1 for lines in (desk.own_lines, desk.wider_lines) if lines)


def _targets(desk: Desk) -> list[Block]:
    """Indicators of the place's own programmes, and the sum of wider ones."""
    blocks: list[Block] = []
    makers = (
        ("own", line_table, desk.own_lines),
        ("wider", programme_table, desk.wider_lines),
    )
    for name, maker, lines in makers:
        if lines:
            number = 1 + len(blocks) // 2
            title = desk.say(f"table_{name}", number=number, place=desk.place.name)
            said = desk.say(f"targets_{name}", number=number, place=desk.place.name)
            blocks += [Paragraph(said), maker(desk, title, lines)]
    return blocks or [desk.body("targets_none")]


def _forecast_text(desk: Desk) -> str:
    found = [line.forecast for line in desk.own_lines or desk.wider_lines]
    known = [forecast.meets for forecast in found if forecast is not None]
    return desk.say(
        "forecast_counts",
        total=len(known),
        yes=known.count("yes"),
        maybe=known.count("maybe"),
        no=known.count("no"),
    )
