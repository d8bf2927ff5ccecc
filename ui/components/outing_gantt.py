"""The caravans' year as a Gantt chart: a row each, a bar for every time away."""

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import altair as alt
import pandas as pd
import streamlit as st

from geo.words import Lang
from ui.maps.outing_days import DayMark, DayTour
from ui.text import say

By = Literal["hours", "visits"]
_PICK = "bar"
_LOOKS = {"rest": "#eceef0", "off": "#f3d9d9", "maintenance": "#6d767e"}
_RAMP = ("#cfe3f2", "#5f9fd0", "#0b3d75")
# Pixels of all rows together, of one row, and of what is around them.
_ROOM, _LEAST, _MOST, _AROUND = 700, 12, 26, 60
# Days up to which every day, every Monday is told; beyond, every month.
_DAYS, _WEEKS = 45, 130
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Trip:
    """Days of one caravan between leaving home and coming back.

    Parameters
    ----------
    caravan_id
        Whose.
    tours
        Its days out in order, those that only travel included.
    """

    caravan_id: str
    tours: tuple[DayTour, ...]

    @property
    def first(self) -> dt.date:
        """Day of leaving."""
        return self.tours[0].date

    @property
    def last(self) -> dt.date:
        """Day of coming back; later than the last day out where it stays in between."""
        return self.tours[-1].date


def outing_gantt(
    tours: Sequence[DayTour],
    first: dt.date,
    last: dt.date,
    lang: Lang,
    *,
    key: str,
    caravans: Sequence[tuple[str, str]],
    days: Mapping[dt.date, DayMark],
    on_pick: Callable[[str, dt.date], None],
    maintenance: Collection[tuple[str, dt.date]] = (),
    by: By = "hours",
) -> None:
    """Draw days out from ``first`` to ``last``, both included.

    Parameters
    ----------
    tours
        Days out, in any order; those of other days and caravans are left out.
    first, last
        A month, a quarter or a year; labels follow.
    lang
        Language.
    key
        Of the chart.
    caravans
        Pairs (id, name) in the order of the rows; one without a day out has a row too.
    days
        From :func:`ui.maps.outing_days.day_marks`: weekends and holidays are shaded.
    on_pick
        Told caravan and first shown day of a bar that is clicked, before the page is
        drawn anew.
    maintenance
        Pairs (caravan id, date) on which a caravan stays at home.
    by
        What the colour tells of a bar, a day on average: hours at work, or visits.
    """
    trips = trips_of(tours, first, last, [one for one, _ in caravans])
    chart = _chart(
        trip_rows(trips, caravans, first, last, lang, by),
        shade_rows(days, maintenance, caravans, first, last, lang),
        labels_of(caravans), first, last, lang, by,
    )  # fmt: skip

    def told() -> None:
        picked = st.session_state[key]["selection"].get(_PICK) or []
        if picked:
            on_pick(
                str(picked[0]["caravan_id"]), dt.date.fromisoformat(picked[0]["date"])
            )

    st.altair_chart(
        chart, key=key, width="stretch", selection_mode=_PICK, on_select=told
    )


def trips_of(
    tours: Iterable[DayTour], first: dt.date, last: dt.date, caravans: Sequence[str]
) -> list[Trip]:
    """Join days out across the nights away between them.

    Parameters
    ----------
    tours
        Days out, in any order.
    first, last
        Only days between them, both included.
    caravans
        Ids in the order wanted; others are left out.
    """
    own: dict[str, list[DayTour]] = {one: [] for one in caravans}
    for tour in sorted(tours, key=lambda tour: tour.date):
        if tour.caravan_id in own and first <= tour.date <= last:
            own[tour.caravan_id].append(tour)
    found = []
    for caravan, days in own.items():
        trip: list[DayTour] = []
        for day in days:
            if trip and not trip[-1].night:
                found.append(Trip(caravan, tuple(trip)))
                trip = []
            trip.append(day)
        if trip:
            found.append(Trip(caravan, tuple(trip)))
    return found


def labels_of(caravans: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Name of each row by caravan id; those of one name with their id."""
    counts = Counter(name for _, name in caravans)
    return {
        one: name if counts[name] == 1 else f"{name} ({one})" for one, name in caravans
    }


def trip_rows(
    trips: Sequence[Trip],
    caravans: Sequence[tuple[str, str]],
    first: dt.date,
    last: dt.date,
    lang: Lang,
    by: By,
) -> pd.DataFrame:
    """Bars: columns ``caravan``, ``from``, ``to`` (days since ``first``), ``value``,
    ``when``, ``visits``, ``hours``, ``km``, ``night``, ``caravan_id`` and ``date``.
    """  # noqa: D205
    labels = labels_of(caravans)
    rows = []
    for trip in trips:
        count = len(trip.tours)
        hours = sum(tour.hours for tour in trip.tours)
        visits = sum(len(tour.stops) for tour in trip.tours)
        nights = dict.fromkeys(tour.night for tour in trip.tours if tour.night)
        # Away over the end of what is shown: the bar goes on to the edge.
        away = bool(trip.tours[-1].night)
        end = last if away else trip.last
        rows.append(
            {
                "caravan": labels[trip.caravan_id],
                "from": (trip.first - first).days,
                "to": (end - first).days + (1.0 if away else 0.9),
                "value": (hours if by == "hours" else visits) / count,
                "when": _span(trip.first, trip.last, lang),
                "visits": visits,
                "hours": round(hours, 1),
                "km": round(sum(tour.km for tour in trip.tours), 1),
                "night": say("atlas_entry_join", lang).join(nights),
                "caravan_id": trip.caravan_id,
                "date": trip.first.isoformat(),
            }
        )
    columns = [
        *("caravan", "from", "to", "value", "when", "visits", "hours", "km", "night"),
        *("caravan_id", "date"),
    ]
    return pd.DataFrame(rows, columns=columns)


def shade_rows(
    days: Mapping[dt.date, DayMark],
    maintenance: Collection[tuple[str, dt.date]],
    caravans: Sequence[tuple[str, str]],
    first: dt.date,
    last: dt.date,
    lang: Lang,
) -> pd.DataFrame:
    """Days off, and days of maintenance: columns ``what``, ``caravan`` (empty for all
    rows), ``from``, ``to``, ``told``.
    """  # noqa: D205
    labels = labels_of(caravans)
    shown = [first + number * _DAY for number in range((last - first).days + 1)]
    rows = []
    for number, day in enumerate(shown):
        mark = days.get(day, DayMark())
        if mark.kind in ("rest", "off"):
            told = mark.name or say(f"gantt_{mark.kind}", lang)
            rows.append((mark.kind, "", number, number + 1, told))
    for caravan, day in sorted(maintenance):
        if caravan in labels and first <= day <= last:
            number = (day - first).days
            told = _span(day, day, lang)
            rows.append(("maintenance", labels[caravan], number, number + 0.9, told))
    table = pd.DataFrame(rows, columns=["sort", "caravan", "from", "to", "told"])
    names = {name: say(f"gantt_{name}", lang) for name in _LOOKS}
    return table.assign(what=table["sort"].map(names).astype(object))


def _span(first: dt.date, last: dt.date, lang: Lang) -> str:
    begin, end = (
        say(
            "gantt_date", lang, day=day.day,
            month=say(f"visit_calendar_month_{day.month}", lang),
        )
        for day in (first, last)
    )  # fmt: skip
    return begin if first == last else f"{begin} – {end}"


def axis_labels(first: dt.date, last: dt.date, lang: Lang) -> dict[int, str]:
    """Words under the axis by days since ``first``: days, Mondays or months."""
    count = (last - first).days + 1
    found = {}
    for number in range(count):
        day = first + number * _DAY
        if count <= _DAYS and (day.day == 1 or number == 0):
            found[number] = _span(day, day, lang)
        elif count <= _DAYS:
            found[number] = str(day.day)
        elif count <= _WEEKS and day.weekday() == 0:
            found[number] = _span(day, day, lang)
        elif count > _WEEKS and day.day == 1:
            month = say(f"visit_calendar_month_{day.month}", lang)
            key = "gantt_january" if day.month == 1 else "gantt_month"
            found[number] = say(key, lang, year=day.year, month=month)
    return found


def _chart(
    bars: pd.DataFrame,
    shades: pd.DataFrame,
    labels: Mapping[str, str],
    first: dt.date,
    last: dt.date,
    lang: Lang,
    by: By,
) -> alt.LayerChart:
    count = (last - first).days + 1
    names = list(labels.values())
    step = min(max(_ROOM // max(len(names), 1), _LEAST), _MOST)
    x = _x(axis_labels(first, last, lang), count)
    y = alt.Y(
        "caravan:N", title=None, sort=names, scale=alt.Scale(domain=names),
        axis=alt.Axis(labelLimit=150, labelFontSize=min(step - 1, 12), ticks=False),
    )  # fmt: skip
    off = shades[shades["sort"] != "maintenance"]
    rest = shades[shades["sort"] == "maintenance"]
    layers = [
        alt.Chart(off).mark_rect().encode(x=x, x2="to:Q", **_shade(off, lang)),
        alt.Chart(rest)
        .mark_bar(height={"band": 0.35})
        .encode(x=x, x2="to:Q", y=y, **_shade(rest, lang)),
        _bars(bars, x, y, lang, by),
    ]
    return (
        alt.layer(*layers)
        .resolve_scale(color="independent")
        .properties(
            height=step * len(names) + _AROUND, description=say("gantt_label", lang)
        )
    )


def _x(texts: Mapping[int, str], count: int) -> alt.X:
    # Between the day's own edges where every day is told, else at its beginning.
    middle = 0.5 if count <= _DAYS else 0.0
    words = json.dumps({f"{at + middle:g}": text for at, text in texts.items()})
    axis = alt.Axis(
        values=[at + middle for at in texts], grid=count > _DAYS, ticks=count > _DAYS,
        labelExpr=f"{words}[toString(datum.value)]", labelAngle=0, orient="top",
        labelAlign="center" if middle else "left", labelOverlap="greedy",
    )  # fmt: skip
    scale = alt.Scale(domain=[0, count], nice=False, zero=False)
    return alt.X("from:Q", title=None, scale=scale, axis=axis)


def _shade(rows: pd.DataFrame, lang: Lang) -> dict[str, Any]:
    sorts = [name for name in _LOOKS if name in set(rows["sort"])]
    names = [say(f"gantt_{name}", lang) for name in sorts]
    looks = alt.Scale(domain=names, range=[_LOOKS[name] for name in sorts])
    legend = alt.Legend(title=None, orient="bottom", direction="horizontal")
    return {
        "color": alt.Color("what:N", scale=looks, legend=legend),
        "tooltip": [
            alt.Tooltip("what:N", title=" "), alt.Tooltip("told:N", title=" ")
        ],
    }  # fmt: skip


def _bars(rows: pd.DataFrame, x: alt.X, y: alt.Y, lang: Lang, by: By) -> alt.Chart:
    picked = alt.selection_point(
        name=_PICK, fields=["caravan_id", "date"], empty=False, toggle=False
    )
    most = max(float(rows["value"].max()) if len(rows) else 0.0, 1.0)
    tips = ("when", "visits", "hours", "km", "night")
    return (
        alt.Chart(rows)
        .mark_bar(height={"band": 0.74}, cursor="pointer")
        .encode(
            x=x, x2="to:Q", y=y,
            color=alt.Color(
                "value:Q",
                scale=alt.Scale(domain=[0, most], range=list(_RAMP)),
                legend=alt.Legend(
                    title=say(f"gantt_by_{by}", lang), orient="bottom",
                    direction="horizontal", gradientLength=160,
                ),
            ),
            stroke=alt.condition(picked, alt.value("#111111"), alt.value("#ffffff")),
            strokeWidth=alt.condition(picked, alt.value(2.0), alt.value(0.3)),
            tooltip=[
                alt.Tooltip("caravan:N", title=say("gantt_tip_caravan", lang)),
                *(
                    alt.Tooltip(name, title=say(f"gantt_tip_{name}", lang))
                    for name in tips
                ),
            ],
        )
        .add_params(picked)
    )  # fmt: skip
