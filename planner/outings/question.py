"""A year of caravan visits as numbers, county by county."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from geo.schemas import LayerName
from geo.travel import LonLat, Travel
from planner.caravans import CaravanProblem, Legs, Nights, Tasks, Vans
from planner.duties.days import is_workday
from planner.errors import PlanInputError, Problem
from planner.outings.choice import OutingChoice
from planner.pairs import members
from planner.problem import from_layers
from planner.rule import Rule

OUTING_LAYERS: tuple[LayerName, ...] = (
    "counties", "townships", "villages", "bases", "commissioners", "caravans",
)  # fmt: skip
# No drive of a working day is longer.
_LONGEST_S = 8 * 3600
_LONGEST_M = 400_000
_ALL_DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Part:
    """Counties that share caravans, planned by themselves.

    Parameters
    ----------
    problem
        The numbers; tasks are `villages`, caravans are `caravans`, in order.
    villages, caravans
        Row of each task in the layer ``villages``, of each caravan in ``caravans``.
    lonlat, names
        Of the places: homes, villages, then hosts; degrees, shape (n, 2).
    """

    problem: CaravanProblem
    villages: tuple[int, ...]
    caravans: tuple[int, ...]
    lonlat: LonLat
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OutingQuestion:
    """What is asked of the caravans, and what its numbers mean.

    Parameters
    ----------
    rule, choice
        Which villages on which day, and everything else.
    parts
        Independent problems.
    villages, caravans
        The layers, in order.
    without
        Rows of villages that are owed visits where no caravan is stationed.
    travel
        How ways were measured, by name.
    """

    rule: Rule
    choice: OutingChoice
    parts: tuple[Part, ...]
    villages: gpd.GeoDataFrame
    caravans: gpd.GeoDataFrame
    without: tuple[int, ...]
    travel: Mapping[str, float | str]


def ask_outings(
    layers: Mapping[LayerName, gpd.GeoDataFrame],
    rule: Rule,
    choice: OutingChoice,
    travel: Travel,
) -> OutingQuestion:
    """Put a question about the caravans' year into numbers.

    Parameters
    ----------
    layers
        :data:`OUTING_LAYERS` of a workspace.
    rule
        Which villages are owed visits; its limit and providers are not asked.
    choice
        Everything else.
    travel
        How ways are measured.

    Raises
    ------
    PlanInputError
        If there are no villages or caravans, or the choice names what is not there.
    """
    villages, caravans = layers["villages"], _in_use(layers["caravans"], choice)
    empty: list[Problem] = [
        (f"outing_empty_{name}", {})
        for name, frame in (("villages", villages), ("caravans", caravans))
        if frame.empty
    ]
    if empty:
        raise PlanInputError(empty)
    problems = list(_unknown(choice, villages, caravans))
    if problems:
        raise PlanInputError(problems)
    rule = rule.dated(choice.start)
    owed = np.flatnonzero(members(from_layers(layers), rule))
    counties = villages["county_code"].to_numpy(dtype=object)
    serves = _serving(caravans, choice)
    problems = list(_bad_pins(choice, villages.iloc[owed], caravans, serves))
    if problems:
        raise PlanInputError(problems)
    parts, without = (
        [],
        [row for row in owed if counties[row] not in set().union(*serves)],
    )
    for vans in _together(serves):
        reached = set().union(*(serves[van] for van in vans))
        tasks = [int(row) for row in owed if counties[row] in reached]
        if tasks:
            parts.append(_part(layers, caravans, choice, travel, tasks, vans, serves))
    return OutingQuestion(
        rule,
        choice,
        tuple(parts),
        villages,
        caravans,
        tuple(map(int, without)),
        travel.settings,
    )


def _in_use(caravans: gpd.GeoDataFrame, choice: OutingChoice) -> gpd.GeoDataFrame:
    """Give the caravans that are there on some day of the plan."""
    since, until = caravans["since"].fillna(""), caravans["until"].fillna("")
    late = since > choice.end.isoformat()
    gone = (until != "") & (until < choice.start.isoformat())
    return caravans[~(late | gone)].reset_index(drop=True)


def _unknown(
    choice: OutingChoice, villages: gpd.GeoDataFrame, caravans: gpd.GeoDataFrame
) -> Iterator[Problem]:
    """Names in the choice that no row bears."""
    codes, vans = set(villages["village_code"]), set(caravans["caravan_id"])
    counties = set(villages["county_code"])
    named = [van for van, _ in (*choice.lent, *choice.free_days)]
    named += [van for _, _, van in choice.pins if van]
    lent_to = {code for _, code in choice.lent}
    pinned = {code for code, _, _ in choice.pins}
    for key, unknown in (
        ("outing_unknown_caravan", set(named) - vans),
        ("outing_unknown_county", lent_to - counties),
        ("outing_unknown_village", pinned - codes),
    ):
        if unknown:
            yield key, {"names": ", ".join(sorted(unknown))}


def _bad_pins(
    choice: OutingChoice,
    owed: gpd.GeoDataFrame,
    caravans: gpd.GeoDataFrame,
    serves: list[set[str]],
) -> Iterator[Problem]:
    """Pins of villages that are owed nothing, or of caravans that may not come."""
    county = dict(zip(owed["village_code"], owed["county_code"], strict=True))
    served = dict(zip(caravans["caravan_id"], serves, strict=True))
    idle = sorted({code for code, _, _ in choice.pins if code not in county})
    if idle:
        yield "outing_pin_not_owed", {"names": ", ".join(idle)}
    for code, day, van in choice.pins:
        if van and code in county and county[code] not in served[van]:
            yield "outing_pin_elsewhere", {"village": code, "day": day, "van": van}


def _serving(caravans: gpd.GeoDataFrame, choice: OutingChoice) -> list[set[str]]:
    """Counties each caravan serves: its own, and those it is lent to."""
    return [
        {str(code)[:6]} | {county for van, county in choice.lent if van == name}
        for name, code in zip(
            caravans["caravan_id"], caravans["unit_code"], strict=True
        )
    ]


def _together(serves: list[set[str]]) -> Iterator[list[int]]:
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


def _part(
    layers: Mapping[LayerName, gpd.GeoDataFrame],
    caravans: gpd.GeoDataFrame,
    choice: OutingChoice,
    travel: Travel,
    rows: list[int],
    vans: list[int],
    serves: list[set[str]],
) -> Part:
    """Make one problem; places are homes, then villages, then hosts."""
    villages = layers["villages"].iloc[rows]
    homes = _homes(caravans.iloc[vans], layers["counties"])
    reached = set().union(*(serves[van] for van in vans))
    hosts = _hosts(layers, choice, reached) if choice.nights else _no_hosts()
    lonlat = np.vstack([homes, _points(villages), _points(hosts)])
    names = (
        *caravans.iloc[vans]["name"].astype(str),
        *villages["name"].astype(str),
        *hosts["name"].astype(str),
    )
    counties = villages["county_code"].to_numpy(dtype=object)
    allowed = np.array([[code in serves[van] for van in vans] for code in counties])
    places = len(vans) + np.arange(len(rows))
    problem = CaravanProblem(
        legs=_legs(lonlat, travel),
        tasks=_tasks(choice, places, allowed),
        vans=_vans(caravans.iloc[vans], choice),
        week_of=_weeks(choice),
        nights=Nights(
            np.arange(len(vans) + len(rows), len(lonlat)),
            choice.night_cost,
            choice.nights,
        ),
        pins=tuple(_pins(choice, villages, caravans.iloc[vans])),
    )
    return Part(problem, tuple(rows), tuple(vans), lonlat, names)


def _points(frame: gpd.GeoDataFrame) -> LonLat:
    """Longitude and latitude; NaN where a row has no place."""
    point = frame.geometry
    return np.column_stack([point.x.to_numpy(), point.y.to_numpy()])


def _homes(caravans: gpd.GeoDataFrame, counties: gpd.GeoDataFrame) -> LonLat:
    """Where each caravan is kept; the middle of its county where that is not said."""
    middle = counties.set_index("county_code").geometry.representative_point()
    homes = _points(caravans)
    for row, code in enumerate(caravans["unit_code"]):
        if np.isnan(homes[row]).any() and str(code)[:6] in middle.index:
            point = middle[str(code)[:6]]
            homes[row] = point.x, point.y
    return homes


def _hosts(
    layers: Mapping[LayerName, gpd.GeoDataFrame],
    choice: OutingChoice,
    counties: Iterable[str],
) -> gpd.GeoDataFrame:
    """Places for a night: township seats, told by a point within, or bases."""
    frame = layers["bases" if choice.hosts == "bases" else "townships"]
    frame = frame[frame["county_code"].isin(list(counties))]
    frame = frame[~(frame.geometry.isna() | frame.geometry.is_empty)]
    points: gpd.GeoDataFrame = frame.set_geometry(frame.geometry.representative_point())
    return points


def _no_hosts() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"name": []}, geometry=gpd.GeoSeries([]))


def _legs(lonlat: LonLat, travel: Travel) -> Legs:
    """Give seconds and kilometres between all places; infinite where no way leads."""
    placed = np.flatnonzero(~np.isnan(lonlat).any(axis=1))
    found = lonlat[placed]
    tables = []
    for unit, cutoff in (("s", _LONGEST_S), ("m", _LONGEST_M)):
        table = np.full((1, len(lonlat), len(lonlat)), np.inf)
        reach = travel.within(found, found, cutoff=cutoff, unit=unit)  # type: ignore[arg-type]
        # Those at the destinations come to the origins; a leg leads from row to column.
        table[0][np.ix_(placed, placed)] = _dense(reach.matrix).T
        np.fill_diagonal(table[0], 0.0)
        tables.append(table)
    return Legs(seconds=tables[0], km=tables[1] / 1000)


def _dense(matrix: csr_array) -> np.ndarray:
    table = np.full(matrix.shape, np.inf)
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    table[rows, matrix.indices] = matrix.data
    return table


def _tasks(choice: OutingChoice, places: np.ndarray, allowed: np.ndarray) -> Tasks:
    """One visit in each of as many equal parts of the time as there are visits."""
    count, days = len(places), choice.days
    edges = np.linspace(0, days, choice.visits + 1).astype(np.int64)
    return Tasks(
        place=places,
        service_s=np.full(count, choice.minutes * 60),
        times=np.full(count, choice.visits),
        gap_days=np.full(count, choice.gap_days),
        value=np.full(count, choice.visit_value),
        earliest=np.tile(edges[:-1], (count, 1)),
        latest=np.tile(edges[1:] - 1, (count, 1)),
        opens=np.zeros((1, days, 2)),
        closes=np.full((1, days, 2), _ALL_DAY_S),
        calendar=np.zeros(count, dtype=np.int64),
        allowed=allowed,
        bias=np.zeros((count, days)),
        load=np.zeros(count),
    )


def _vans(caravans: gpd.GeoDataFrame, choice: OutingChoice) -> Vans:
    count = len(caravans)

    def each(value: float) -> np.ndarray:
        return np.full(count, float(value))

    return Vans(
        home=np.arange(count),
        kind=np.zeros(count, dtype=np.int64),
        works=_working(caravans, choice),
        begin_s=each(choice.from_h * 3600),
        end_s=each(choice.to_h * 3600),
        work_s=each(choice.hours_day * 3600),
        week_s=each(choice.hours_week * 3600),
        rest_s=each(choice.rest_min * 60),
        rest_from_s=each(choice.rest_from_h * 3600),
        rest_until_s=each(choice.rest_until_h * 3600),
        stops=np.full(count, choice.most_stops),
        room=each(np.inf),
        km_cost=each(choice.km_cost),
        hour_cost=each(choice.hour_cost),
        day_cost=each(choice.day_cost),
    )


def _working(caravans: gpd.GeoDataFrame, choice: OutingChoice) -> np.ndarray:
    """Days on which each caravan goes out: (v, d)."""
    days = pd.date_range(choice.start, choice.end)
    open_ = np.array([choice.weekends or is_workday(day.date()) for day in days])
    texts = np.array([day.date().isoformat() for day in days])
    free = set(choice.free_days)
    rows = []
    for _, van in caravans.iterrows():
        since = van["since"] if isinstance(van["since"], str) else ""
        until = van["until"] if isinstance(van["until"], str) else "9999"
        there = (texts >= since) & (texts <= (until or "9999"))
        off = [(van["caravan_id"], day.date()) in free for day in days]
        rows.append(open_ & there & ~np.array(off))
    return np.array(rows)


def _weeks(choice: OutingChoice) -> np.ndarray:
    """Week of each day, counted from the Monday before the first."""
    return (np.arange(choice.days) + choice.start.weekday()) // 7


def _pins(
    choice: OutingChoice, villages: gpd.GeoDataFrame, caravans: gpd.GeoDataFrame
) -> Iterator[tuple[int, int, int]]:
    task = {code: row for row, code in enumerate(villages["village_code"])}
    van = {name: row for row, name in enumerate(caravans["caravan_id"])}
    for code, day, name in choice.pins:
        if code in task:
            yield task[code], (day - choice.start).days, van.get(name, -1)
