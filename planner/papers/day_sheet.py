"""Day sheets for driver and crew: one caravan, one day, one page."""

import datetime as dt
import zipfile
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from geo.export.files import replacing
from geo.export.paper import day_text
from geo.roads.engine import RoadTravel
from geo.schemas import split_list
from geo.travel import LonLat, Travel
from geo.words import Lang
from planner.outings.answering import OutingAnswer
from planner.outings.places import VILLAGE
from planner.outings.tours import Outing, courses, outings
from planner.outings.wording import clock, place_name
from planner.papers.composing import file_name
from planner.papers.course_map import Mark, course_map
from planner.papers.crew_desk import CrewDesk, Layers, text, told, write_page
from planner.wording import list_text

_COLUMNS = ("number", "time", "place", "topics", "contact", "way", "done")
_WAIT_MIN = 5
_ZIPPED = (2000, 1, 1, 0, 0, 0)
_SLACK_S = 1.0
# Height of the map for a day without stops, and what each stop takes of it.
_MAP_MM, _STOP_MM, _LEAST_MM = 190.0, 20.0, 60.0


def write_day_sheets(
    answer: OutingAnswer,
    path: Path,
    lang: Lang = "zh",
    *,
    days: Collection[dt.date] | None = None,
    caravans: Collection[str] | None = None,
    travel: Travel | None = None,
    layers: Layers | None = None,
) -> Path:
    """Write a page to print with a sheet for each caravan and day out.

    Parameters
    ----------
    answer
        The plan.
    path
        Target, HTML; replaced once the new file is whole.
    lang
        Language.
    days, caravans
        Which days and which caravans by id; None for all.
    travel
        As the question was put with: the course is drawn along its roads.
    layers
        See :class:`planner.papers.crew_desk.CrewDesk`.

    Raises
    ------
    geo.errors.DataError
        If the file cannot be written.
    """
    found = [
        one
        for one in outings(answer)
        if (days is None or one.date in days)
        and (caravans is None or one.caravan_id in caravans)
    ]
    desk = CrewDesk(answer, lang, layers)
    page = day_sheets(desk, found, courses(found, travel), travel)
    return write_page(page, path)


def write_day_sheet_files(
    desk: CrewDesk,
    found: Sequence[Outing],
    lines: Sequence[LonLat],
    path: Path,
    *,
    travel: Travel | None = None,
) -> Path:
    """Write a zip with a page for each caravan and month, as offices hand them out.

    Parameters
    ----------
    desk, found, lines, travel
        As for :func:`day_sheets`; days in order of caravan and date.
    path
        Target; replaced once the new file is whole. Same plan, same bytes.

    Raises
    ------
    geo.errors.DataError
        If the file cannot be written.
    """
    with replacing(path, suffix=".zip") as part, zipfile.ZipFile(part, "w") as archive:
        for name, page in day_sheet_pages(desk, found, lines, travel=travel):
            # A fixed time, for the same plan is to be the same file.
            entry = zipfile.ZipInfo(name, date_time=_ZIPPED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, page)
    return path


def day_sheet_pages(
    desk: CrewDesk,
    found: Sequence[Outing],
    lines: Sequence[LonLat],
    *,
    travel: Travel | None = None,
) -> Iterator[tuple[str, str]]:
    """Yield file name and page of each caravan and month, see above."""
    pairs = zip(found, lines, strict=True)
    taken: set[str] = set()
    for (van, month), group in groupby(
        pairs, lambda pair: (pair[0].caravan_id, f"{pair[0].date:%Y-%m}")
    ):
        days, ways = zip(*group, strict=True)
        name = file_name(f"{month}_{van}_{told(desk.caravans[van], 'name')}")
        # Ids may differ by what no file name holds.
        while name.casefold() in taken:
            name += "_"
        taken.add(name.casefold())
        yield f"{name}.html", day_sheets(desk, days, ways, travel)


def day_sheets(
    desk: CrewDesk,
    found: Sequence[Outing],
    lines: Sequence[LonLat],
    travel: Travel | None = None,
) -> str:
    """Return the page of :func:`write_day_sheets`.

    Parameters
    ----------
    desk
        The plan and its words.
    found, lines
        Days out in the order of their sheets, and the course of each, degrees.
    travel
        Whether the courses lie along roads is said on the sheets.
    """
    on_roads = isinstance(travel, RoadTravel)
    sheets = (
        _sheet(desk, one, line, on_roads=on_roads)
        for one, line in zip(found, lines, strict=True)
    )
    return desk.page(desk.say("day_title"), sheets)


def _sheet(desk: CrewDesk, one: Outing, line: LonLat, *, on_roads: bool) -> str:
    visits = desk.visits.get((one.caravan_id, one.date), [])
    ids = [visit["place_id"] for visit in visits]
    made_up = (
        f'<p class="made-up">{desk.html("made_up")}</p>'
        if desk.is_made_up(one.caravan_id, ids)
        else ""
    )
    drawn = course_map(
        line,
        list(_marks(desk, one)),
        outline=desk.outline(ids),
        size=(190.0, max(_MAP_MM - _STOP_MM * len(ids), _LEAST_MM)),
        label=desk.say("map"),
        kilometres=desk.say("km"),
    )
    caption = desk.html("map_roads" if on_roads else "map_straight")
    notes = "".join(f"<li>{text(note)}</li>" for note in _notes(desk, one, visits))
    return (
        f'<section class="sheet day"><h1>{desk.html("day_title")}</h1>{made_up}'
        f"{_head(desk, one)}{_stops(desk, one, visits)}"
        f'<figure>{drawn}</figure><p class="caption">{caption}</p>'
        f'<ul class="notes">{notes}</ul>{_signatures(desk)}</section>\n'
    )


def _head(desk: CrewDesk, one: Outing) -> str:
    """Caravan, day, driver, and what the day comes to."""
    van = desk.caravans[one.caravan_id]
    driver, phone = told(van, "driver"), told(van, "phone")
    tour = one.tour
    whole = desk.say(
        "day_sum",
        visits=len(tour.stops),
        km=f"{one.km:.0f}",
        drive=f"{one.drive_s / 60:.0f}",
        hours=f"{(tour.back - tour.depart) / 3600:.1f}",
    )
    cells = (
        ("caravan", told(van, "name")),
        ("date", f"{day_text(one.date, desk.lang)} {desk.weekday(one.date)}"),
        ("driver", "  ".join(part for part in (driver, phone) if part)),
        ("crew", ""),
    )
    rows = [
        "".join(
            f'<th scope="row">{desk.html(f"head_{name}")}</th><td>{text(value)}</td>'
            for name, value in pair
        )
        for pair in (cells[:2], cells[2:])
    ]
    head = f'<th scope="row">{desk.html("head_sum")}</th>'
    total = f'{head}<td colspan="3">{text(whole)}</td>'
    body = "".join(f"<tr>{row}</tr>" for row in (*rows, total))
    return f'<table class="head">{body}</table>'


def _stops(desk: CrewDesk, one: Outing, visits: Sequence[dict[str, Any]]) -> str:
    """The day from departure to return, a row for each stop and the pause."""
    heads = "".join(
        f'<th scope="col" class="{name}">{desk.html(f"col_{name}")}</th>'
        for name in _COLUMNS
    )
    tour, rest = one.tour, _pause_before(one)
    start = place_name(one, tour.start, desk.lang)
    rows = [_moment(tour.depart, desk.say("depart", place=start))]
    for number, visit in enumerate(visits):
        if rest == number:
            rows.append(_rest(desk, one))
        rows.append(_stop(desk, visit))
    if rest == len(visits):
        rows.append(_rest(desk, one))
    end = place_name(one, tour.end, desk.lang)
    seconds, km = one.legs[-1]
    comes = desk.say(
        "night" if one.nights else "back", place=end, nights=one.nights,
        minutes=f"{seconds / 60:.0f}", km=f"{km:.1f}",
    )  # fmt: skip
    rows.append(_moment(tour.back, comes))
    return (
        f'<table class="stops"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _moment(at_s: float | None, what: str) -> str:
    at = "" if at_s is None else clock(at_s / 60)
    return (
        f'<tr class="moment"><td></td><td class="time">{at}</td>'
        f'<td colspan="{len(_COLUMNS) - 2}">{text(what)}</td></tr>'
    )


def _rest(desk: CrewDesk, one: Outing) -> str:
    vans, van = one.part.problem.vans, one.tour.van
    said = desk.say(
        "rest",
        minutes=f"{float(vans.rest_s[van]) / 60:.0f}",
        start=clock(float(vans.rest_from_s[van]) / 60),
        end=clock(float(vans.rest_until_s[van]) / 60),
    )
    return _moment(None, said)


def _stop(desk: CrewDesk, visit: dict[str, Any]) -> str:
    place = desk.places[visit["place_id"]]
    waits = visit["begin"] - visit["arrive"] >= _WAIT_MIN
    times = f"{clock(visit['arrive'])}–{clock(visit['leave'])}"
    begins = desk.say("begins", at=clock(visit["begin"])) if waits else ""
    name, phone = desk.contact(visit["place_id"], visit["date"])
    blank = '<span class="blank"></span>'
    way = desk.say("way", minutes=visit["drive"], km=f"{visit['km']:.1f}")
    topics = list_text(split_list(told(place, "topics")), desk.lang)
    cells = (
        text(visit["number"]),
        f"{text(times)}{_small(begins)}",
        f"<b>{text(visit['place'])}</b>{_small(_where(desk, visit))}",
        text(topics),
        f"{text(name) or blank}<br>{text(phone) or blank}",
        text(way),
        '<span class="tick"></span><span class="blank"></span>',
    )
    return "<tr>{}</tr>".format(
        "".join(
            f'<td class="{name}">{cell}</td>'
            for name, cell in zip(_COLUMNS, cells, strict=True)
        )
    )


def _where(desk: CrewDesk, visit: dict[str, Any]) -> str:
    """Township, kind, which of its visits, and when the place is open."""
    place = desk.places[visit["place_id"]]
    kind = "" if visit["kind"] == VILLAGE else desk.kind(visit["kind"])
    nth = desk.say("nth", visit=visit["visit"], visits=int(place["visits"]))
    opening = (
        desk.say(f"place_{name}", text=told(place, name))
        for name in ("hours", "market")
        if told(place, name)
    )
    parts = (visit["township"], kind, nth, *opening)
    return " · ".join(part for part in parts if part)


def _small(said: str) -> str:
    return f"<small>{text(said)}</small>" if said else ""


def _pause_before(one: Outing) -> int | None:
    """Position of the stop before which the pause is taken; None without one."""
    vans, van, tour = one.part.problem.vans, one.tour.van, one.tour
    rest, first, last = (
        float(times[van])
        for times in (vans.rest_s, vans.rest_from_s, vans.rest_until_s)
    )
    if rest <= 0 or not tour.depart <= last < tour.back - _SLACK_S:
        return None
    begins = [*(stop.begin for stop in tour.stops), tour.back]
    leaves = [tour.depart, *(stop.leave for stop in tour.stops)]
    for number, (seconds, _) in enumerate(one.legs):
        spare = begins[number] - leaves[number] - seconds
        start = max(leaves[number], first)
        if spare >= rest - _SLACK_S and start <= min(last, begins[number] - rest) + 1:
            return number
    return None


def _marks(desk: CrewDesk, one: Outing) -> Iterator[Mark]:
    """Where the day begins and ends, then its stops."""
    lonlat = one.part.lonlat
    for place in dict.fromkeys((one.tour.start, one.tour.end)):
        lon, lat = lonlat[place].tolist()
        yield Mark(lon, lat, "", place_name(one, place, desk.lang))
    for number, place in enumerate(one.places[1:-1], 1):
        lon, lat = lonlat[place].tolist()
        yield Mark(lon, lat, str(number), one.part.names[place])


def _notes(
    desk: CrewDesk, one: Outing, visits: Sequence[dict[str, Any]]
) -> Iterator[str]:
    note = desk.day_note(one.date)
    if note:
        yield desk.say("note_day", note=note)
    pinned = {
        place for place, day, _ in desk.answer.question.choice.pins if day == one.date
    }
    fixed = [visit["place"] for visit in visits if visit["place_id"] in pinned]
    if fixed:
        yield desk.say("note_pinned", places=list_text(fixed, desk.lang))
    if one.nights:
        place = place_name(one, one.tour.end, desk.lang)
        yield desk.say("note_night", place=place, nights=one.nights)
    yield desk.say("note_times")


def _signatures(desk: CrewDesk) -> str:
    names = ("out_km", "back_km", "sign_driver", "sign_crew")
    cells = "".join(f"<th>{desk.html(name)}</th><td></td>" for name in names)
    return f'<table class="sign"><tr>{cells}</tr></table>'
