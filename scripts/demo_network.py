"""Invented bases and commissioners: a network with gaps a planner would want to see."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely

from geo.schemas import BASE_KINDS, LIST_SEPARATOR, TRADES
from scripts.demo_attributes import distance_km, pick, share_out

# Least and most villages a base of each kind can serve; None: no limit.
_CAPACITY: Mapping[str, tuple[int, int] | None] = {
    "expert_station": (5, 9), "starspace": (4, 8), "park": (8, 14), "demo_base": (3, 7),
    "incubator": (3, 6), "platform": None, "service_centre": (8, 14),
    "info_station": (2, 4), "estation": (1, 3), "association": (3, 6), "union": (6, 10),
    "school_museum": (3, 6),
}  # fmt: skip
_AT_COUNTY_SEAT = ("park", "incubator", "platform", "service_centre", "union")
_ANY_TRADE = ("info_station", "estation", "union", "school_museum")
_TRADE_IN_NAME = ("demo_base", "expert_station", "association", "service_centre")
_GIVEN = "禾苗林森泉溪岚峰川原桑茂芸菁茵萱松柏杉桐枫榕竹兰"
_JITTER_DEG = 0.006
_CLOSED_SHARE, _FUTURE_SHARE = 0.05, 0.03
_NEAR_KM = 15
_TERMS = ("2025-12-31", "2028-12-31", "")


@dataclass(frozen=True, slots=True)
class Ground:
    """What the network is laid over: one region's places and its declared wishes."""

    region: Mapping[str, Any]
    seats: pd.DataFrame  # lon, lat, name, host; index township_code
    outlines: Mapping[str, shapely.Polygon]
    names: Mapping[str, str]  # county names
    demand: Mapping[str, Mapping[str, float]]  # trades wanted, by township

    def corners(self) -> dict[tuple[str, int], list[str]]:
        """Townships of each far end, the middle one first, by county and position."""
        found = {}
        for county, table in self.region["counties"].items():
            rows = self.seats[self.seats["host"] == county]
            for i, corner in enumerate(table.get("corners", [])):
                turn = np.radians(corner["bearing"])
                reach = rows["lon"] * np.sin(turn) + rows["lat"] * np.cos(turn)
                ends = rows.loc[reach.nlargest(corner["townships"]).index]
                middle = ends[["lon", "lat"]].mean()
                apart = distance_km(ends, middle["lon"], middle["lat"])
                found[county, i] = list(apart.sort_values().index)
        return found

    def need(self, township: str) -> float:
        """How much poor villages of a township want, with a little for none."""
        return sum(self.demand[township].values())

    def served(self, county: str) -> list[str]:
        """Townships of a county outside its far ends."""
        left_out = {code for codes in self.corners().values() for code in codes}
        rows = self.seats[self.seats["host"] == county]
        return [code for code in rows.index if code not in left_out]

    def near(self, township: str, rng: np.random.Generator) -> tuple[float, float]:
        """A place a few hundred metres from a township seat, in the same county."""
        seat = self.seats.loc[township]
        east, north = (rng.random(2) * 2 - 1) * _JITTER_DEG
        lon, lat = round(seat["lon"] + east, 6), round(seat["lat"] + north, 6)
        if shapely.contains_xy(self.outlines[seat["host"]], lon, lat):
            return lon, lat
        return seat["lon"], seat["lat"]


def make_bases(ground: Ground) -> pd.DataFrame:
    """Bases of every kind, with the declared columns."""
    rng = np.random.default_rng([int(ground.region["city_code"]), 4])
    left = dict(ground.region["kinds"])
    rows = list(_corner_bases(ground, left, rng))
    counties = list(ground.region["counties"])
    townships = [code for county in counties for code in ground.served(county)]
    # Townships with more poor villages tend to come first.
    luck = rng.random(len(townships)) * [ground.need(code) for code in townships]
    order = [townships[i] for i in np.argsort(-luck)]
    county_turn = [counties[i] for i in np.argsort(rng.random(len(counties)))]
    at_seat, spread = 0, 0
    for kind, count in left.items():
        for _ in range(count):
            if kind in _AT_COUNTY_SEAT:
                county = county_turn[at_seat % len(counties)]
                township = ground.region["counties"][county]["seat"]
                at_seat += 1
            else:
                township = order[spread % len(order)]
                spread += 1
            rows.append(_base(ground, kind, township, rng))
    frame = pd.DataFrame(rows).sort_values(["county_code", "name"], kind="stable")
    return _number(frame, "base_id", ground, "J")


def _base(
    ground: Ground, kind: str, township: str, rng: np.random.Generator
) -> dict[str, Any]:
    seat = ground.seats.loc[township]
    county = str(seat["host"])
    lon, lat = ground.near(township, rng)
    trades = [] if kind in _ANY_TRADE else _known(ground, township, rng, most=5)
    limits = _CAPACITY[kind]
    draw = rng.random(4)
    opened, closed = _date(2012, 2022, draw[0]), ""
    if draw[1] < _CLOSED_SHARE:
        closed = _date(2023, 2025, draw[2])
    elif draw[1] < _CLOSED_SHARE + _FUTURE_SHARE:
        opened = _date(2028, 2029, draw[2])
    place = ground.names[county]
    if kind not in _AT_COUNTY_SEAT:
        place += str(seat["name"])
    what = TRADES[trades[0]].zh if kind in _TRADE_IN_NAME else ""
    return {
        "name": f"{place}{what}{BASE_KINDS[kind].zh}",
        "kind": kind,
        "trades": LIST_SEPARATOR.join(trades),
        "capacity": None if limits is None else _between(limits, draw[3]),
        "opened": opened,
        "closed": closed,
        "county_code": county,
        "lon": lon,
        "lat": lat,
    }


def _corner_bases(
    ground: Ground, left: dict[str, int], rng: np.random.Generator
) -> Iterator[dict[str, Any]]:
    """The little there is in the far ends; takes its kinds out of ``left``."""
    for (county, i), townships in ground.corners().items():
        corner = ground.region["counties"][county]["corners"][i]
        trades = corner.get("trades", [])
        known = {"trades": LIST_SEPARATOR.join(trades), "closed": ""}
        changes: list[tuple[str, dict[str, Any]]] = {
            "empty": [],
            "small": [("estation", known | {"capacity": 3, "opened": "2018-05-01"})],
            "mismatch": [
                ("demo_base", known | {"capacity": 8, "opened": "2017-09-01"})
            ],
            "closed": [
                ("estation", known | {"opened": "2016-04-01", "closed": "2024-12-31"}),
                ("info_station", known | {"opened": "2028-03-01"}),
            ],
        }[corner["kind"]]
        for (kind, change), township in zip(changes, townships, strict=False):
            left[kind] -= 1
            base = _base(ground, kind, township, rng) | change
            if trades:
                place = ground.names[county] + str(ground.seats.loc[township, "name"])
                base["name"] = f"{place}{TRADES[trades[0]].zh}{BASE_KINDS[kind].zh}"
            yield base


def make_commissioners(ground: Ground, villages: pd.DataFrame) -> pd.DataFrame:
    """Commissioners of a region, with the declared columns.

    Parameters
    ----------
    ground
        Places and declared wishes.
    villages
        As described; last year's villages are chosen among the poor ones.
    """
    region = ground.region
    rng = np.random.default_rng([int(region["city_code"]), 5])
    poor = villages[villages["is_poor"]]
    shares = share_out(region["commissioners"], poor.groupby("host").size())
    rows = []
    for county in region["counties"]:
        free = poor[poor["host"] == county].dropna(subset=["lon"]).assign(taken=0)
        rows += [
            _commissioner(ground, county, free, rng) for _ in range(shares[county])
        ]
    frame = pd.DataFrame(rows)
    frame["name"] = _names(len(frame), region["surnames"], rng)
    shuffled = frame.index[np.argsort(rng.random(len(frame)))]
    homeless = shuffled[: region["commissioners_without_place"]]
    frame.loc[homeless, ["lon", "lat"]] = np.nan
    return _number(frame, "commissioner_id", ground, "T")


def _commissioner(
    ground: Ground, county: str, poor: pd.DataFrame, rng: np.random.Generator
) -> dict[str, Any]:
    """One person; marks the villages they served last year as taken in ``poor``."""
    seat = ground.region["counties"][county]["seat"]
    draw = rng.random(6)
    tier = int(np.searchsorted([0.1, 0.35], draw[0]))
    at_seat = draw[1] < (0.1 if tier == 2 else 0.35)
    need = {code: ground.need(code) for code in ground.served(county)}
    township = seat if at_seat else pick(need, rng)
    lon, lat = ground.near(township, rng)
    trades = _known(ground, township, rng, most=4)
    capacity = _between(ground.region["commissioner_capacity"], draw[2])
    last = _last_year(poor, trades, capacity, lon, lat) if draw[3] < 0.85 else []
    return {
        "trades": LIST_SEPARATOR.join(trades),
        "capacity": capacity,
        "tier": ground.region["tiers"][tier],
        "team": f"{TRADES[trades[0]].zh}产业科技服务团队",
        "villages_last_year": LIST_SEPARATOR.join(last),
        "starts": _date(2022, 2025, draw[4])[:4] + "-01-01",
        "ends": _TERMS[int(np.searchsorted([0.04, 0.6], draw[5]))],
        "county_code": county,
        "lon": lon,
        "lat": lat,
    }


def _last_year(
    poor: pd.DataFrame, trades: Sequence[str], capacity: int, lon: float, lat: float
) -> list[str]:
    """Poor villages of a matching trade, near and not served by another so far."""
    served = {t for t in TRADES if t in trades or TRADES[t].parent in trades}
    wanted = poor["trades"].str.split(LIST_SEPARATOR)
    fits = ~wanted.map(served.isdisjoint)
    apart = distance_km(poor, lon, lat)[fits & (poor["taken"] == 0)]
    near = apart[apart < _NEAR_KM].nsmallest(capacity).index
    poor.loc[near, "taken"] = 1
    return sorted(poor.loc[near, "village_code"])


def _known(
    ground: Ground, township: str, rng: np.random.Generator, *, most: int
) -> list[str]:
    """Some trades wanted nearby; now and then the whole trade for its part."""
    draw = rng.random(2)
    count = 1 + int(draw[0] * most)
    trades = [pick(ground.demand[township], rng) for _ in range(count)]
    if draw[1] < 0.5 and TRADES[trades[0]].parent:
        trades[0] = TRADES[trades[0]].parent
    return list(dict.fromkeys(trades))


def _between(limits: Sequence[int], draw: float) -> int:
    low, high = limits
    return low + int(draw * (high - low + 1))


def _date(first_year: int, last_year: int, draw: float) -> str:
    """First day of a month between two years."""
    month = int(draw * 12 * (last_year - first_year + 1))
    return f"{first_year + month // 12}-{month % 12 + 1:02d}-01"


def _names(count: int, surnames: str, rng: np.random.Generator) -> list[str]:
    """Plainly invented names (surname, 某, one more character), no two alike."""
    every = [f"{surname}某{given}" for surname in surnames for given in _GIVEN]
    return [every[i] for i in np.argsort(rng.random(len(every)))[:count]]


def _number(
    frame: pd.DataFrame, column: str, ground: Ground, letter: str
) -> pd.DataFrame:
    prefix = f"{ground.region['prefix']}-{letter}"
    ids = [f"{prefix}{i:03d}" for i in range(1, len(frame) + 1)]
    return frame.assign(**{column: ids}).reset_index(drop=True)
