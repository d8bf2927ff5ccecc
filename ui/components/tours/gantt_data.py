"""What the Gantt of the museum sets draws: months, sets, stays, as plain values."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal, get_args

from geo.words import Lang
from ui.components.visit_calendar_data import month_name
from ui.text import say

Look = Literal["planned", "booked", "done"]
LOOKS: Mapping[str, Look] = {name: name for name in get_args(Look)}
# Above so many months only the first of each quarter is written.
_EVERY, _QUARTER = 40, 3
# Pixels of all rows at most; more are scrolled.
HEIGHT = 470


@dataclass(frozen=True, slots=True)
class Bar:
    """A stay.

    Parameters
    ----------
    key
        Comes back where it is picked or dragged.
    set_id, first, months
        Of which set, from the first day of which month, how many.
    text, label
        Written on it, and told of it.
    colour
        Of it.
    look
        Whether it is planned, booked or done.
    pinned, locked
        Whether it has to stay, and whether all of its county has to.
    marked
        Whether its county is looked at.
    """

    key: str
    set_id: str
    first: dt.date
    months: int
    text: str
    label: str
    colour: str
    look: Look = "planned"
    pinned: bool = False
    locked: bool = False
    marked: bool = False


@dataclass(frozen=True, slots=True)
class SetRow:
    """A set: its name, a word on it, months in which it can stand nowhere, and more."""

    set_id: str
    name: str
    note: str = ""
    closed: frozenset[dt.date] = frozenset()
    label: str = ""


@dataclass(frozen=True, slots=True)
class MonthOption:
    """What it would mean to have the stay picked begin in a month, with a set.

    Parameters
    ----------
    set_id, first, months
        Where, when and how long.
    fits
        Whether it can be.
    text
        What it means (``+35 km``), or in a word why not.
    """

    set_id: str
    first: dt.date
    months: int
    fits: bool
    text: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """A stay owed that is not planned; ``months`` it would last."""

    key: str
    text: str
    label: str
    months: int


@dataclass(frozen=True, slots=True)
class Gantt:
    """All that is drawn.

    Parameters
    ----------
    months
        First days of the months, without a hole.
    rows, bars
        Sets in their order, and their stays.
    out, over
        Months out of term, and months that are over.
    missing
        Stays that wait under the rows.
    options
        For the stay picked; None where none is.
    picked
        Key of a bar or of one missing; empty for none.
    opened
        The month the map shows.
    colours
        What colours mean, for the legend: colour and words.
    """

    months: Sequence[dt.date]
    rows: Sequence[SetRow]
    bars: Sequence[Bar]
    out: Collection[dt.date] = ()
    over: Collection[dt.date] = ()
    missing: Sequence[Missing] = ()
    options: Sequence[MonthOption] | None = None
    picked: str = ""
    opened: dt.date | None = None
    colours: Sequence[tuple[str, str]] = ()


def gantt_data(gantt: Gantt, lang: Lang, *, height: int = HEIGHT) -> dict[str, Any]:
    """What the script draws; every text is shown as text.

    Parameters
    ----------
    gantt
        What there is.
    lang
        Language.
    height
        Pixels of the rows at most.
    """
    at = {month: place for place, month in enumerate(gantt.months)}
    bars: dict[str, list[dict[str, Any]]] = {row.set_id: [] for row in gantt.rows}
    for bar in gantt.bars:
        if bar.set_id in bars and bar.first in at:
            bars[bar.set_id].append(_bar(bar, at[bar.first], len(at)))
    options: dict[str, list[MonthOption]] = {row.set_id: [] for row in gantt.rows}
    for option in gantt.options or ():
        if option.set_id in options and option.first in at:
            options[option.set_id].append(option)
    keys = ("label", "corner", "tray")
    return {
        "months": _months(gantt, lang),
        "years": _years(gantt.months),
        "rows": [
            {
                "set_id": row.set_id,
                "name": row.name,
                "note": row.note,
                "label": " · ".join(
                    one for one in (row.name, row.note, row.label) if one
                ),
                "closed": list(_closed(row, gantt.months, lang)),
                "bars": bars[row.set_id],
                "options": list(_options(options[row.set_id], at, lang)),
            }
            for row in gantt.rows
        ],
        "tray": [
            {"key": one.key, "text": one.text, "label": one.label, "months": one.months}
            for one in gantt.missing
        ],
        "picked": gantt.picked,
        "choosing": gantt.options is not None,
        "height": height,
        "legend": list(_legend(gantt, lang)),
        "words": {key: say(f"tour_gantt_{key}", lang) for key in keys},
    }


def month_label(month: dt.date, lang: Lang) -> str:
    """A month and its year."""
    name = month_name(month.month, lang)
    return say("tour_month", lang, year=month.year, month=name)


def _months(gantt: Gantt, lang: Lang) -> list[dict[str, Any]]:
    every = len(gantt.months) <= _EVERY
    out, over = set(gantt.out), set(gantt.over)
    return [
        {
            "first": month.isoformat(),
            "name": month_label(month, lang),
            "label": _told(month, month in out, month in over, lang),
            "text": str(month.month) if every or month.month % _QUARTER == 1 else "",
            "look": "over" if month in over else "out" if month in out else "",
            "year": month.month == 1,
            "opened": month == gantt.opened,
        }
        for month in gantt.months
    ]


def _told(month: dt.date, out: bool, over: bool, lang: Lang) -> str:
    what = "over" if over else "out" if out else ""
    told = [month_label(month, lang)]
    if what:
        told.append(say(f"tour_gantt_{what}", lang))
    return " · ".join([*told, say("tour_gantt_month", lang)])


def _years(months: Sequence[dt.date]) -> list[dict[str, Any]]:
    found = []
    for year, own in groupby(enumerate(months), key=lambda pair: pair[1].year):
        places = [place for place, _ in own]
        found.append({"name": str(year), "at": places[0], "span": len(places)})
    return found


def _bar(bar: Bar, at: int, count: int) -> dict[str, Any]:
    return {
        "key": bar.key,
        "first": bar.first.isoformat(),
        "at": at,
        "months": min(bar.months, count - at),
        "text": bar.text,
        "label": bar.label,
        "colour": bar.colour,
        "look": bar.look,
        "pinned": bar.pinned,
        "locked": bar.locked,
        "marked": bar.marked,
    }


def _closed(
    row: SetRow, months: Sequence[dt.date], lang: Lang
) -> Iterator[dict[str, Any]]:
    label = say("tour_gantt_shut", lang)
    runs = groupby(enumerate(months), key=lambda pair: pair[1] in row.closed)
    for shut, own in runs:
        places = [place for place, _ in own]
        if shut:
            yield {"at": places[0], "span": len(places), "label": label}


def _options(
    options: Sequence[MonthOption], at: Mapping[dt.date, int], lang: Lang
) -> Iterator[dict[str, Any]]:
    """Each month that fits; the others in stretches of one reason."""
    found = sorted(options, key=lambda one: one.first)
    spans = groupby(
        found, key=lambda one: (one.fits, one.first if one.fits else one.text)
    )
    for (fits, _), own in spans:
        stretch = list(own)
        first = stretch[0]
        key = "tour_gantt_fits" if fits else "tour_gantt_not"
        label = say(
            key, lang, month=month_label(first.first, lang), months=first.months,
            text=first.text,
        )  # fmt: skip
        yield {
            "at": at[first.first],
            "span": at[stretch[-1].first] - at[first.first] + 1,
            "months": min(first.months, len(at) - at[first.first]),
            "fits": fits,
            "text": first.text,
            "label": label,
        }


def _legend(gantt: Gantt, lang: Lang) -> Iterator[dict[str, str]]:
    """What is drawn, in words."""
    for colour, text in gantt.colours:
        yield {"look": "", "colour": colour, "text": text}
    looks = {bar.look for bar in gantt.bars}
    there = {
        "booked": "booked" in looks,
        "done": "done" in looks,
        "out": bool(gantt.out),
        "over": bool(gantt.over),
        "shut": any(row.closed for row in gantt.rows),
        "fits": gantt.options is not None,
        "pinned": any(bar.pinned for bar in gantt.bars),
        "locked": any(bar.locked for bar in gantt.bars),
    }
    for name, drawn in there.items():
        if drawn:
            text = say(f"tour_gantt_{name}_legend", lang)
            yield {"look": name, "colour": "", "text": text}
