"""A plan of museum tours against what was done, from the records."""

import datetime as dt
from collections.abc import Mapping
from typing import Literal, get_args

import geopandas as gpd
import pandas as pd

from geo.schemas import LayerName
from geo.words import Lang
from planner.errors import WORDS
from planner.stays.counties import TOUR_KIND
from planner.stays.months import last_day, month_after

DoneState = Literal["done", "done_otherwise", "late", "ahead"]
STATES: tuple[DoneState, ...] = get_args(DoneState)
Span = tuple[dt.date, dt.date]
_COUNTY = 6


def against_done(
    rows: pd.DataFrame, layers: Mapping[LayerName, gpd.GeoDataFrame], today: dt.date
) -> pd.DataFrame:
    """Say of every planned stay whether it was made.

    A record is a stay that is done (layer ``museum_stays``), or an event of kind
    ``museum_tour``. It serves a planned stay of its county whose months it touches;
    each serves one at most, the earliest.

    Parameters
    ----------
    rows
        :func:`planner.stays.keeping.rows_of`.
    layers
        ``counties``, ``museum_sets``, ``museum_stays`` and ``events``.
    today
        Stays that should be over before it, and have no record, are late.

    Returns
    -------
    pandas.DataFrame
        `rows` in order of month and county with ``county``, ``set`` (names), ``state``
        (one of :data:`STATES`: ``"done_otherwise"`` by another set) and ``done_on``
        (a date or None).
    """
    table = rows.sort_values(["first", "county_code"], ignore_index=True)
    records = _records(layers)
    states: list[str] = []
    days: list[dt.date | None] = []
    for row in table.to_dict("records"):
        until = last_day(month_after(row["first"], row["months"] - 1))
        own = records.get(row["county_code"], [])
        found = next(
            (one for one in own if one[0] <= until and one[1] >= row["first"]), None
        )
        if found is None:
            states.append("late" if until < today else "ahead")
            days.append(None)
            continue
        own.remove(found)
        other = found[2] not in ("", row["set_id"])
        states.append("done_otherwise" if other else "done")
        days.append(found[1])
    counties, sets = layers["counties"], layers["museum_sets"]
    county = dict(zip(counties["county_code"], counties["name"], strict=True))
    names = dict(zip(sets["set_id"], sets["name"], strict=True))
    return table.assign(
        county=[county.get(code, code) for code in table["county_code"]],
        set=[names.get(one, one) for one in table["set_id"]],
        state=states,
        done_on=pd.Series(days, index=table.index, dtype=object),
    )


def done_text(table: pd.DataFrame, today: dt.date, lang: Lang) -> str:
    """Say what was done of a plan in one sentence."""
    counts = table["state"].value_counts()
    told: dict[str, object] = {name: int(counts.get(name, 0)) for name in STATES}
    told |= {"today": today, "planned": len(table)}
    return WORDS.say("stays_done", lang, told)


def state_label(state: str, lang: Lang) -> str:
    """Name of a state of :data:`STATES` for people."""
    return WORDS.say(f"stays_done_{state}", lang, {})


def _records(
    layers: Mapping[LayerName, gpd.GeoDataFrame],
) -> dict[str, list[tuple[dt.date, dt.date, str]]]:
    """First day, last day and set of every stay made, by county; a set may be none."""
    stays, events = layers["museum_stays"], layers["events"]
    stays = stays[(stays["state"] == "done") & (stays["since"] != "")]
    found: dict[str, list[tuple[dt.date, dt.date, str]]] = {}
    for unit, one, since, until in zip(
        stays["unit_code"], stays["set_id"], stays["since"], stays["until"], strict=True
    ):
        span = dt.date.fromisoformat(since), dt.date.fromisoformat(until or since)
        found.setdefault(unit[:_COUNTY], []).append((*span, one))
    tours = events[(events["kind"] == TOUR_KIND) & (events["date"] != "")]
    for unit, text in zip(tours["unit_code"], tours["date"], strict=True):
        day, own = dt.date.fromisoformat(text), found.setdefault(unit[:_COUNTY], [])
        # What a stay tells already is the same tour.
        if not any(since <= day <= until for since, until, _ in own):
            own.append((day, day, ""))
    return {code: sorted(own) for code, own in found.items()}
