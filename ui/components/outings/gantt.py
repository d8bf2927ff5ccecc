"""The caravans' year as a Gantt chart: a row each, a bar for every time away."""

import datetime as dt
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from geo.words import Lang
from ui.components.outings.trips import (
    MOST_DAYS,
    SHADES,
    By,
    axis_labels,
    labels_of,
    shade_rows,
    trip_rows,
    trips_of,
)
from ui.maps.outing_days import DayMark, DayTour
from ui.text import say

_PICK = "bar"
_LOOKS = dict(zip(SHADES, ("#eceef0", "#f3d9d9", "#6d767e"), strict=True))
_RAMP = ("#cfe3f2", "#5f9fd0", "#0b3d75")
# Pixels of all rows together, of one row, and of what is around them.
_ROOM, _LEAST, _MOST, _AROUND = 700, 13, 26, 132


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
        axis=alt.Axis(
            labelLimit=190, labelFontSize=min(step - 2, 12), labelOverlap=False,
            ticks=False, grid=True, tickBand="extent",
        ),
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
    every = count <= MOST_DAYS
    middle = 0.5 if every else 0.0
    words = json.dumps({f"{at + middle:g}": text for at, text in texts.items()})
    axis = alt.Axis(
        values=[at + middle for at in texts], grid=not every, ticks=not every,
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
