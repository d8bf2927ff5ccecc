"""Month calendars of caravans: a page across for each caravan and month."""

import calendar
import datetime as dt
from collections.abc import Collection, Hashable, Iterator, Mapping
from pathlib import Path

from geo.words import Lang
from planner.duties.days import day_mark
from planner.outings.answering import OutingAnswer
from planner.outings.tours import Outing, by_month, outings
from planner.outings.wording import clock, place_name
from planner.papers.crew_desk import CrewDesk, text, told, write_page

_WEEK = calendar.Calendar(calendar.MONDAY)


def write_month_sheets(
    answer: OutingAnswer,
    path: Path,
    lang: Lang = "zh",
    *,
    caravans: Collection[str] | None = None,
    months: Collection[str] | None = None,
) -> Path:
    """Write a page to print with a calendar for each caravan and month.

    Parameters
    ----------
    answer
        The plan.
    path
        Target, HTML; replaced once the new file is whole.
    lang
        Language.
    caravans, months
        Which caravans by id and which months (``2027-03``); None for all there are.

    Raises
    ------
    geo.errors.DataError
        If the file cannot be written.
    """
    desk = CrewDesk(answer, lang)
    return write_page(month_sheets(desk, caravans=caravans, months=months), path)


def month_sheets(
    desk: CrewDesk,
    *,
    caravans: Collection[str] | None = None,
    months: Collection[str] | None = None,
) -> str:
    """Return the page of :func:`write_month_sheets`."""
    tours = {(one.caravan_id, one.date): one for one in outings(desk.answer)}
    table = by_month(desk.answer).set_index(["caravan_id", "month"])
    sums = {key: dict(row) for key, row in zip(table.index, table.to_dict("records"),
                                               strict=True)}  # fmt: skip
    sheets = (
        _sheet(desk, van, month, tours, _sum(desk, sums.get((van, month))))
        for van in desk.caravans
        if caravans is None or van in caravans
        for month in _months(desk.answer)
        if months is None or month in months
    )
    return desk.page(desk.say("month_title"), sheets, across=True)


def _months(answer: OutingAnswer) -> list[str]:
    choice = answer.question.choice
    days = (choice.start + dt.timedelta(days=at) for at in range(choice.days))
    return list(dict.fromkeys(day.isoformat()[:7] for day in days))


def _sum(desk: CrewDesk, row: Mapping[Hashable, float] | None) -> str:
    if row is None:
        return desk.say("month_none")
    counts = {name: int(row[name]) for name in ("days", "visits", "nights")}
    return desk.say("month_sum", km=f"{row['km']:.0f}", **counts)


def _sheet(
    desk: CrewDesk,
    van: str,
    month: str,
    tours: dict[tuple[str, dt.date], Outing],
    summed: str,
) -> str:
    year, number = (int(part) for part in month.split("-"))
    name = told(desk.caravans[van], "name")
    title = desk.say(
        "month_head", caravan=name, year=year, name=desk.say(f"month_{number}"),
    )  # fmt: skip
    heads = "".join(
        f'<th scope="col">{desk.html(f"weekday_{day}")}</th>' for day in range(7)
    )
    weeks = _WEEK.monthdatescalendar(year, number)
    rows = "".join(
        "<tr>{}</tr>".format(
            "".join(
                _cell(desk, van, day, tours) if day.month == number else "<td></td>"
                for day in week
            )
        )
        for week in weeks
    )
    ids = [
        visit["place_id"]
        for (one, day), visits in desk.visits.items()
        if one == van and day.isoformat().startswith(month)
        for visit in visits
    ]
    said = f" · {desk.say('made_up')}" if desk.is_made_up(van, ids) else ""
    return (
        f'<section class="sheet month"><h1>{text(title)}</h1>'
        f'<p class="sum">{text(summed)}{text(said)}</p>'
        f'<table class="month"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody>'
        "</table></section>\n"
    )


def _cell(
    desk: CrewDesk, van: str, day: dt.date, tours: dict[tuple[str, dt.date], Outing]
) -> str:
    choice = desk.answer.question.choice
    off = day_mark(day) == "off" or (day.weekday() > calendar.FRIDAY
                                     and day_mark(day) != "makeup")  # fmt: skip
    outside = not choice.start <= day <= choice.end
    classes = " ".join(
        name for name, is_so in (("off", off), ("outside", outside)) if is_so
    )
    note = desk.day_note(day)
    lines = [f"<b>{day.day}</b>" + (f" <i>{text(note)}</i>" if note else "")]
    if desk.stays(van, day):
        lines.append(f"<i>{desk.html('free')}</i>")
    one = tours.get((van, day))
    if one is not None:
        lines += _lines(desk, one)
    return f'<td class="{classes}">{"<br>".join(lines)}</td>'


def _lines(desk: CrewDesk, one: Outing) -> Iterator[str]:
    visits = desk.visits.get((one.caravan_id, one.date), [])
    for visit in visits:
        yield f"{clock(visit['begin'])} {text(visit['place'])}"
    if not visits:
        yield desk.html("away")
    if one.nights:
        place = place_name(one, one.tour.end, desk.lang)
        yield f"<i>{desk.html('night_at', place=place)}</i>"
