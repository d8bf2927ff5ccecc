"""The caravans of a plan: whom they serve, when they go out, from where."""

import datetime as dt
from collections.abc import Iterator, Sequence

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd

from geo.day_texts import DayTextError, day_spans_in
from geo.schemas import NATION, split_list
from geo.travel import LonLat
from planner.caravans import Vans
from planner.duties.days import is_workday, likely_off
from planner.outings.choice import OutingChoice
from planner.problem import Flags


def in_use(caravans: gpd.GeoDataFrame, choice: OutingChoice) -> gpd.GeoDataFrame:
    """Give the caravans that are there on some day of the plan."""
    since, until = caravans["since"].fillna(""), caravans["until"].fillna("")
    late = since > choice.end.isoformat()
    gone = (until != "") & (until < choice.start.isoformat())
    return caravans[~(late | gone)].reset_index(drop=True)


def serving(
    caravans: gpd.GeoDataFrame, counties: Sequence[str], choice: OutingChoice
) -> list[set[str]]:
    """Counties each caravan serves: those of its unit, and those it is lent to."""
    found = []
    for name, unit in zip(caravans["caravan_id"], caravans["unit_code"], strict=True):
        own = str(unit)[:6]
        served = {code for code in counties if own == NATION or code.startswith(own)}
        found.append(served | {code for van, code in choice.lent if van == name})
    return found


def together(serves: Sequence[set[str]]) -> Iterator[list[int]]:
    """Caravans that share counties, in order."""
    graph = nx.Graph()
    for van, counties in enumerate(serves):
        graph.add_node(van)
        graph.add_edges_from((van, county) for county in counties)
    groups = (
        sorted(node for node in group if isinstance(node, int))
        for group in nx.connected_components(graph)
    )
    yield from sorted(groups)


def may_serve(
    places: gpd.GeoDataFrame, caravans: gpd.GeoDataFrame, serves: Sequence[set[str]]
) -> Flags:
    """Whether each caravan may come to each place: its county, and its topics.

    Returns
    -------
    numpy.ndarray
        Shape (places, caravans). A caravan that names no topics carries all.
    """
    carried = [set(split_list(topics)) for topics in caravans["topics"]]
    wanted = [set(split_list(topics)) for topics in places["topics"]]
    allowed = [
        [
            county in served and (not own or topics <= own)
            for served, own in zip(serves, carried, strict=True)
        ]
        for county, topics in zip(places["county_code"], wanted, strict=True)
    ]
    return np.array(allowed, dtype=bool).reshape(len(places), len(caravans))


def homes_of(caravans: gpd.GeoDataFrame, counties: gpd.GeoDataFrame) -> LonLat:
    """Where each caravan is kept; the middle of its unit where that is not said."""
    point = caravans.geometry
    homes = np.column_stack([point.x.to_numpy(), point.y.to_numpy()])
    for row, unit in enumerate(caravans["unit_code"]):
        own = str(unit)[:6]
        codes = counties["county_code"].astype(str)
        inside = counties[codes.str.startswith("" if own == NATION else own)]
        if np.isnan(homes[row]).any() and not inside.empty:
            middle = inside.geometry.union_all().representative_point()
            homes[row] = middle.x, middle.y
    return homes


def vans_of(caravans: gpd.GeoDataFrame, choice: OutingChoice) -> Vans:
    """Put caravans into numbers; hours of their own come before those of the choice."""
    count = len(caravans)

    def each(value: float) -> np.ndarray:
        return np.full(count, float(value))

    def own(name: str) -> np.ndarray:
        hours = pd.to_numeric(caravans[name]).fillna(getattr(choice, name))
        return np.asarray(hours, dtype=float) * 3600

    return Vans(
        home=np.arange(count),
        kind=np.zeros(count, dtype=np.int64),
        works=_working(caravans, choice),
        begin_s=each(choice.from_h * 3600),
        end_s=each(choice.to_h * 3600),
        work_s=own("hours_day"),
        week_s=own("hours_week"),
        rest_s=each(choice.rest_min * 60),
        rest_from_s=each(choice.rest_from_h * 3600),
        rest_until_s=each(choice.rest_until_h * 3600),
        stops=np.full(count, choice.most_stops),
        room=each(np.inf),
        km_cost=each(choice.km_cost),
        hour_cost=each(choice.hour_cost),
        day_cost=each(choice.day_cost),
    )


def _working(caravans: gpd.GeoDataFrame, choice: OutingChoice) -> Flags:
    """Days on which each caravan goes out: (v, d)."""
    days = [day.date() for day in pd.date_range(choice.start, choice.end)]
    open_ = np.array([choice.weekends or _is_worked(day) for day in days])
    rows = []
    for van in caravans.to_dict("records"):
        since, until = _text(van["since"]), _text(van["until"]) or "9999"
        free = [
            (day, day) for name, day in choice.free_days if name == van["caravan_id"]
        ]
        free += _workshop(_text(van["days_off"]))
        there = [
            since <= day.isoformat() <= until
            and not any(first <= day <= last for first, last in free)
            for day in days
        ]
        rows.append(open_ & np.array(there))
    works = np.array(rows)
    # What was done was done, whatever is said of that day since.
    works[:, : past_days(choice)] = True
    return works


def _is_worked(day: dt.date) -> bool:
    """Whether offices work; where nobody knows yet, not in the long holidays."""
    return is_workday(day) and not likely_off(day)


def past_days(choice: OutingChoice) -> int:
    """Count the first days of the plan that are over."""
    if choice.done_until is None:
        return 0
    return min(max((choice.done_until - choice.start).days + 1, 0), choice.days)


def _workshop(text: str) -> list[tuple[dt.date, dt.date]]:
    """Days off of a caravan; what cannot be read, the checks of the layer tell."""
    try:
        return list(day_spans_in(text))
    except DayTextError:
        return []


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
