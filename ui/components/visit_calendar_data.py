"""What the visit calendar draws: weeks, days, visits, in words and plain values."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from geo.words import Lang
from ui.maps.outing_days import DayMark, DayTour, Stop, VisitKey, day_colour
from ui.text import say

# Lines of a day that is not opened: visits, and where there are several the caravans.
ROOM = 4
# Letters of a name of a caravan that fit on a day.
_SHORT = 6


@dataclass(frozen=True, slots=True)
class DayOption:
    """What it would mean to have the selected visit on a day.

    Parameters
    ----------
    fits
        Whether it can be there.
    text
        What it costs (``+3.2 km``), or in a word why not.
    caravan_id
        Whose day it would be; comes back where the day is chosen.
    """

    fits: bool
    text: str = ""
    caravan_id: str = ""


def calendar_data(
    month: dt.date,
    tours: Sequence[DayTour],
    days: Mapping[dt.date, DayMark],
    lang: Lang,
    *,
    selected: VisitKey | None = None,
    opened: dt.date | None = None,
    options: Mapping[dt.date, DayOption] | None = None,
) -> dict[str, Any]:
    """What the script draws; every text is shown as text.

    Parameters
    ----------
    month, tours, days, lang, selected, opened, options
        As for :func:`ui.components.visit_calendar.visit_calendar`.
    """
    weeks = month_weeks(month)
    shown = [tour for tour in tours if weeks[0][0] <= tour.date <= weeks[-1][-1]]
    by_day: dict[dt.date, list[DayTour]] = {}
    for tour in shown:
        by_day.setdefault(tour.date, []).append(tour)
    caravans = {tour.caravan_id: tour.caravan for tour in tours}
    vans = short_names(caravans) if len(caravans) > 1 else {}

    def cell(day: dt.date) -> dict[str, Any]:
        own = by_day.get(day, [])
        return {
            **_day_data(day, days.get(day, DayMark()), own, lang),
            "outside": (day.year, day.month) != (month.year, month.month),
            "opened": day == opened,
            "option": _option(day, options, selected),
            **_lines(own, vans, day == opened, selected, lang),
        }

    names = ("label", "move")
    return {
        "words": {name: say(f"visit_calendar_{name}", lang) for name in names},
        "weekdays": [say(f"visit_calendar_weekday_{n}", lang) for n in range(7)],
        "weeks": [[cell(day) for day in week] for week in weeks],
        "choosing": options is not None,
        "legend": _legend(shown, lang),
    }


def short_names(names: Mapping[str, str]) -> dict[str, str]:
    """Names by id without what they all begin and end with, where they are long.

    ``示意田东县科普大篷车`` and ``示意靖西市科普大篷车`` are ``田东县`` and ``靖西市``.
    """
    every = list(names.values())
    if max(map(len, every)) <= _SHORT:
        return dict(names)
    first = alike(every)
    last = alike([name[first:][::-1] for name in every])
    return {
        one: name[first : len(name) - last].strip() or name
        for one, name in names.items()
    }


def alike(texts: Sequence[str]) -> int:
    """How many letters all begin with."""
    letters = zip(*texts, strict=False)
    return sum(1 for _ in takewhile(lambda one: len(set(one)) == 1, letters))


def month_weeks(month: dt.date) -> list[list[dt.date]]:
    """Weeks from Monday that hold the days of a month."""
    first = month.replace(day=1)
    last = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    start = first - dt.timedelta(days=first.weekday())
    count = ((last - start).days // 7) + 1
    return [
        [start + dt.timedelta(days=7 * week + day) for day in range(7)]
        for week in range(count)
    ]


def _day_data(
    day: dt.date, mark: DayMark, own: Sequence[DayTour], lang: Lang
) -> dict[str, Any]:
    note = mark.name
    if mark.kind == "makeup":
        note = say("visit_calendar_makeup", lang)
    elif mark.kind == "off" and not note:
        note = say("visit_calendar_off", lang)
    count = sum(len(tour.stops) for tour in own)
    weekday = say(f"visit_calendar_weekday_{day.weekday()}", lang)
    label = say(
        "visit_calendar_day_note" if note else "visit_calendar_day", lang,
        year=day.year, month=day.month, day=day.day, weekday=weekday, note=note,
        count=count,
    )  # fmt: skip
    return {
        "date": day.isoformat(),
        "number": str(day.day) if day.day > 1 else _month_day(day, lang),
        "kind": mark.kind,
        "note": note,
        "label": label,
        "colour": day_colour(day),
    }


def _month_day(day: dt.date, lang: Lang) -> str:
    return say("visit_calendar_first", lang, month=month_name(day.month, lang))


def month_name(month: int, lang: Lang) -> str:
    """Short name of a month, 1 to 12."""
    return say(f"visit_calendar_month_{month}", lang)


def _option(
    day: dt.date,
    options: Mapping[dt.date, DayOption] | None,
    selected: VisitKey | None,
) -> dict[str, Any] | None:
    """None too for the day on which the selected visit is already."""
    if options is None or (selected is not None and selected[1] == day):
        return None
    option = options.get(day, DayOption(fits=False))
    return {
        "fits": option.fits, "text": option.text, "caravan_id": option.caravan_id
    }  # fmt: skip


def _lines(
    own: Sequence[DayTour],
    vans: Mapping[str, str],
    opened: bool,
    selected: VisitKey | None,
    lang: Lang,
) -> dict[str, Any]:
    """Groups of a day as far as there is room, and what says that there is more."""
    total = sum(len(tour.stops) for tour in own)
    room = total + len(own) if opened else ROOM
    # With several caravans each has a line of its own first.
    fits = own[:room]
    shares = _shares(fits, room - len(fits) if vans else room)
    shown = [
        _shown(tour, share, selected) for tour, share in zip(fits, shares, strict=True)
    ]
    hidden = total - sum(map(len, shown))
    more = say("visit_calendar_more", lang, count=hidden) if hidden else ""
    groups = [
        _group(tour, stops, vans, selected, lang)
        for tour, stops in zip(fits, shown, strict=True)
    ]
    return {"tours": groups, "more": more}


def _shares(tours: Sequence[DayTour], room: int) -> list[int]:
    """How many visits of each tour are shown: in turn, one at a time."""
    shares = [0] * len(tours)
    while room > 0:
        open_ = [at for at, tour in enumerate(tours) if shares[at] < len(tour.stops)]
        if not open_:
            break
        for at in open_[:room]:
            shares[at] += 1
        room -= len(open_)
    return shares


def _shown(tour: DayTour, room: int, selected: VisitKey | None) -> Sequence[Stop]:
    """Visits of a tour for which there is room; the selected one always."""
    kept = tour.stops[:room]
    for stop in tour.stops[room:]:
        if (stop.place_id, tour.date) == selected:
            return (*kept[:-1], stop)
    return kept


def _group(
    tour: DayTour,
    shown: Sequence[Stop],
    vans: Mapping[str, str],
    selected: VisitKey | None,
    lang: Lang,
) -> dict[str, Any]:
    title = say(
        "visit_calendar_tour", lang, name=tour.caravan, count=len(tour.stops),
        km=f"{tour.km:.0f}", hours=f"{tour.hours:.1f}",
    )  # fmt: skip
    night = say("visit_calendar_sleeps", lang, name=tour.night) if tour.night else ""
    travel = say("visit_calendar_travel", lang) if not tour.stops else ""
    return {
        "caravan_id": tour.caravan_id,
        "name": vans.get(tour.caravan_id, ""),
        "count": str(len(tour.stops) or ""),
        "title": title,
        "colour": day_colour(tour.date),
        "night": night,
        "travel": travel,
        "visits": [_visit(tour, stop, selected, lang) for stop in shown],
    }


def _visit(
    tour: DayTour, stop: Stop, selected: VisitKey | None, lang: Lang
) -> dict[str, Any]:
    kind = say(f"visit_calendar_kind_{stop.kind}", lang)
    key = "visit_calendar_chip_locked" if stop.locked else "visit_calendar_chip"
    return {
        "place_id": stop.place_id,
        "name": stop.name,
        "kind": stop.kind,
        "locked": stop.locked,
        "selected": (stop.place_id, tour.date) == selected,
        "label": say(key, lang, name=stop.name, kind=kind, begin=stop.begin),
    }


def _legend(shown: Sequence[DayTour], lang: Lang) -> list[dict[str, str]]:
    """Symbols that are drawn, in words."""
    stops = [stop for tour in shown for stop in tour.stops]
    kinds = {stop.kind for stop in stops}
    found = [
        {"icon": kind, "text": say(f"visit_calendar_kind_{kind}", lang)}
        for kind in ("village", "school", "market", "other")
        if kind in kinds
    ]
    marks = {
        "night": any(tour.night for tour in shown),
        "travel": any(not tour.stops for tour in shown),
        "locked": any(stop.locked for stop in stops),
    }
    return found + [
        {"icon": name, "text": say(f"visit_calendar_{name}", lang)}
        for name, there in marks.items()
        if there
    ]
