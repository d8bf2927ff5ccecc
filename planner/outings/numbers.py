"""One part of a question about the caravans in numbers."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence

import geopandas as gpd
import numpy as np
from scipy.sparse import csr_array

from geo.schemas import LayerName
from geo.travel import LonLat, Travel
from planner.caravans import CaravanProblem, Legs, Nights, Tasks
from planner.caravans.problem import Grid, Table
from planner.outings.choice import OutingChoice
from planner.outings.fleet import homes_of, may_serve, past_days, vans_of
from planner.outings.opening import open_hours

# No drive of a working day is longer.
_LONGEST_S = 8 * 3600
_WEEK = 7


def problem_of(
    layers: Mapping[LayerName, gpd.GeoDataFrame],
    places: gpd.GeoDataFrame,
    caravans: gpd.GeoDataFrame,
    serves: Sequence[set[str]],
    choice: OutingChoice,
    travel: Travel,
) -> tuple[CaravanProblem, LonLat, tuple[str, ...]]:
    """Put places and the caravans that may come there into numbers.

    Parameters
    ----------
    layers
        ``counties``, ``townships``, ``bases`` and ``seasons``.
    places, caravans, serves
        Those of the part; the counties each caravan serves.
    choice, travel
        What is asked, and how ways are measured.

    Returns
    -------
    problem, lonlat, names
        The problem; its places: homes, places visited, hosts of nights.
    """
    homes = homes_of(caravans, layers["counties"])
    reached = set().union(*serves)
    hosts = _hosts(layers, choice, reached) if choice.nights else _no_hosts()
    lonlat = np.vstack([homes, _points(places), _points(hosts)])
    last = len(caravans) + len(places)
    problem = CaravanProblem(
        legs=_legs(lonlat, travel),
        tasks=_tasks(layers, places, caravans, serves, choice),
        vans=vans_of(caravans, choice),
        week_of=_weeks(choice),
        nights=Nights(np.arange(last, len(lonlat)), choice.night_cost, choice.nights),
        pins=tuple(_pins(choice, places, caravans)),
        past=past_days(choice),
    )
    names = (
        *caravans["name"].astype(str),
        *places["name"].astype(str),
        *hosts["name"].astype(str),
    )
    return problem, lonlat, names


def _points(frame: gpd.GeoDataFrame) -> LonLat:
    """Longitude and latitude; NaN where a row has no place."""
    point = frame.geometry
    return np.column_stack([point.x.to_numpy(), point.y.to_numpy()])


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
    return points.assign(name=_told_apart(points))


def _told_apart(hosts: gpd.GeoDataFrame) -> list[str]:
    """Names of hosts, with more about those that share one: plans are kept by them."""
    names = hosts["name"].astype(str)
    for column in ("county_name", "township_name"):
        if column in hosts:
            more = names + "（" + hosts[column].astype(str) + "）"
            names = names.where(~names.duplicated(keep=False), more)
    number = names.groupby(names).cumcount()
    found: list[str] = names.where(
        number == 0, names + (number + 1).astype(str)
    ).tolist()
    return found


def _no_hosts() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"name": []}, geometry=gpd.GeoSeries([]))


def _legs(lonlat: LonLat, travel: Travel) -> Legs:
    """Give seconds and kilometres of the quickest ways; infinite where none leads."""
    placed = np.flatnonzero(~np.isnan(lonlat).any(axis=1))
    found = lonlat[placed]
    tables = []
    seconds = travel.within(found, found, cutoff=_LONGEST_S, unit="s").matrix
    metres = travel.lengths(found, found, cutoff=_LONGEST_S)
    for matrix in (seconds, metres):
        table = np.full((1, len(lonlat), len(lonlat)), np.inf)
        # Those at the destinations come to the origins; a leg leads from row to column.
        table[0][np.ix_(placed, placed)] = _dense(matrix).T
        np.fill_diagonal(table[0], 0.0)
        tables.append(table)
    # Places that share a spot have no metres between them to be stored.
    km = np.where(np.isfinite(tables[0]) & np.isinf(tables[1]), 0.0, tables[1] / 1000)
    return Legs(seconds=tables[0], km=km)


def _dense(matrix: csr_array) -> np.ndarray:
    table = np.full(matrix.shape, np.inf)
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    table[rows, matrix.indices] = matrix.data
    return table


def _tasks(
    layers: Mapping[LayerName, gpd.GeoDataFrame],
    places: gpd.GeoDataFrame,
    caravans: gpd.GeoDataFrame,
    serves: Sequence[set[str]],
    choice: OutingChoice,
) -> Tasks:
    """One visit in each of as many equal parts of the time as there are visits."""
    count = len(places)
    times = places["visits"].to_numpy(dtype=np.int64)
    earliest, latest = visit_spans(places, choice)
    opening = open_hours(places, layers, choice)
    return Tasks(
        place=len(caravans) + np.arange(count),
        service_s=places["minutes"].to_numpy(dtype=float) * 60,
        times=times,
        gap_days=places["gap_days"].to_numpy(dtype=np.int64),
        value=places["value"].to_numpy(dtype=float),
        earliest=earliest,
        latest=latest,
        opens=opening.opens,
        closes=opening.closes,
        calendar=opening.calendar,
        allowed=may_serve(places, caravans, serves),
        bias=wished(
            opening.bias + _turns(places, times, choice),
            places["value"].to_numpy(dtype=float),
        ),
        load=np.zeros(count),
    )


def wished(bias: Grid, value: Grid) -> Grid:
    """Give wishes for days so that no visit is given up for them.

    Parameters
    ----------
    bias, value
        What the days of each place cost that are not wished, shape (c, d), and what a
        visit to it is worth, shape (c,).

    Returns
    -------
    numpy.ndarray
        `bias` up to half of the value: a visit outweighs its own wish, and that of
        another that makes room for it.
    """
    return np.asarray(np.minimum(bias, value[:, None] / 2))


def visit_spans(places: gpd.GeoDataFrame, choice: OutingChoice) -> tuple[Table, Table]:
    """First and last day of each visit, shape (c, r) with r the most visits owed."""
    times = places["visits"].to_numpy(dtype=np.int64)
    earliest = np.zeros((len(places), max(int(times.max(initial=0)), 1)), np.int64)
    latest = np.full(earliest.shape, choice.days - 1)
    for row, (owed, span) in enumerate(zip(times, _spans(places, choice), strict=True)):
        edges = np.linspace(*span, owed + 1).astype(np.int64)
        earliest[row, :owed], latest[row, :owed] = edges[:-1], edges[1:] - 1
    return earliest, latest


def _spans(places: gpd.GeoDataFrame, choice: OutingChoice) -> Iterator[tuple[int, int]]:
    """First day on which each place wants visits, and the day after the last."""
    for since, until in zip(places["since"], places["until"], strict=True):
        first = dt.date.fromisoformat(since) if since else choice.start
        last = dt.date.fromisoformat(until) if until else choice.end
        yield (
            max((first - choice.start).days, 0),
            min((last - choice.start).days + 1, choice.days),
        )


def _turns(
    places: gpd.GeoDataFrame, times: np.ndarray, choice: OutingChoice
) -> np.ndarray:
    """Cost of each day away from the turn of its township: (c, d).

    Townships take turns over each part of the time, in order of their codes, so that
    neighbours stay together and visits do not crowd where the time begins.
    """
    days = np.arange(choice.days)
    towns = places["unit_code"].astype(str).str[:9]
    _, turn = np.unique(towns.to_numpy(dtype=str), return_inverse=True)
    share = (turn + 0.5) / max(turn.max(initial=0) + 1, 1)
    length = choice.days / np.maximum(times, 1)
    within = days[None, :] % length[:, None]
    away = np.abs(within - (share * length)[:, None])
    return np.asarray(choice.spread_cost * away / _WEEK)


def _weeks(choice: OutingChoice) -> np.ndarray:
    """Week of each day, counted from the Monday before the first."""
    return (np.arange(choice.days) + choice.start.weekday()) // _WEEK


def _pins(
    choice: OutingChoice, places: gpd.GeoDataFrame, caravans: gpd.GeoDataFrame
) -> Iterator[tuple[int, int, int]]:
    task = {name: row for row, name in enumerate(places["place_id"])}
    van = {name: row for row, name in enumerate(caravans["caravan_id"])}
    for name, day, caravan in choice.pins:
        if name in task:
            yield task[name], (day - choice.start).days, van.get(caravan, -1)
