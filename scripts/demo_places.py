"""Invented places: township seats spread over a county, villages around their seat.

Each county is drawn alone, from its own seed, in its own metric zone, so the result
does not depend on the order of counties.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.crs import STORAGE_CRS, gauss_krueger

Points = NDArray[np.float64]  # (n, 2) easting, northing in metres
COMMUNITY = re.compile("社区|居委会|居民委员会|生活区|委会会")

_POOL = 20_000
_MARGIN_M = 250  # least distance of a place from the county line
_STREET_SPACING_M = 900
_LLOYD_ROUNDS = 12
_TRIES = 40
_FARM_M = 1500


@dataclass(frozen=True, slots=True)
class Places:
    """Places of one county, degrees rounded to 6 decimals.

    Parameters
    ----------
    seats
        Columns ``lon``, ``lat``; index ``township_code``.
    villages
        Columns ``lon``, ``lat``; index ``village_code``.
    """

    seats: pd.DataFrame
    villages: pd.DataFrame


def place_county(
    register: pd.DataFrame,
    outline: shapely.Polygon,
    *,
    county_code: str,
    seat_code: str,
    seat_lonlat: tuple[float, float],
) -> Places:
    """Invent the places of one county.

    Parameters
    ----------
    register
        Rows of the county (and of development zones it hosts): ``village_code``,
        ``name``, ``township_code``.
    outline
        County polygon, lon, lat in the storage CRS.
    county_code
        Also the seed.
    seat_code
        Township at the county seat.
    seat_lonlat
        County seat.

    Returns
    -------
    Places
        One seat per township and one place per village, inside the county.
    """
    metric = gauss_krueger(outline.bounds[::2])
    shapes = gpd.GeoSeries([outline, shapely.Point(seat_lonlat)], crs=STORAGE_CRS)
    county, seat = shapes.to_crs(metric)
    ground = _ground(county, seed=int(county_code))
    sizes = register.groupby("township_code")["village_code"].count()
    centre = _snap(shapely.get_coordinates(seat)[0], ground.pool)
    seats = _streets(sizes, centre, ground)
    seats |= _rural_seats(sizes, seat_code, centre, ground)
    villages = _villages(register, sizes, seats, ground)
    first = register.drop_duplicates("township_code").set_index("township_code")
    for code in sizes.index.difference(list(seats)):
        seats[code] = villages[first.loc[code, "village_code"]]
    return Places(
        _degrees(seats, metric, sizes.index),
        _degrees(villages, metric, register["village_code"]),
    )


def is_street(township_code: str) -> bool:
    """Whether a township is a street office (街道), by its code."""
    return township_code[6] == "0"


def _is_farm(township_code: str, size: int) -> bool:
    # Farms, zones and works count as townships but are one village or so.
    return not is_street(township_code) and size <= 3


@dataclass(frozen=True, slots=True)
class _Ground:
    """Where places may go: the county without its rim, points drawn in it, the dice."""

    area: shapely.Geometry
    pool: Points
    rng: np.random.Generator

    def some(self, points: Points, count: int) -> Points:
        """Some of the points, drawn with replacement."""
        return points[(self.rng.random(count) * len(points)).astype(int)]

    def disc(self, centre: Points, radius_m: float) -> Points:
        """Points spread evenly over a disc, those outside the area left out."""
        turn, reach = self.rng.random((2, 1500))
        turn = turn * 2 * np.pi
        offsets = radius_m * np.sqrt(reach) * np.array([np.cos(turn), np.sin(turn)])
        points = centre + offsets.T
        return points[shapely.contains_xy(self.area, points)]


def _ground(county: shapely.Polygon, *, seed: int) -> _Ground:
    rng = np.random.default_rng(seed)
    area = county.buffer(-_MARGIN_M)
    west, south, east, north = area.bounds
    shapely.prepare(area)
    inside = np.empty((0, 2))
    while len(inside) < _POOL:
        drawn = rng.random((_POOL, 2)) * (east - west, north - south) + (west, south)
        inside = np.vstack([inside, drawn[shapely.contains_xy(area, drawn)]])
    return _Ground(area, inside[:_POOL], rng)


def _snap(place: Points, pool: Points) -> Points:
    """Point of the pool next to a place."""
    return pool[np.argmin(_apart(pool, place))]


def _apart(points: Points, place: Points) -> NDArray[np.float64]:
    """Distance of each point from one place, metres."""
    return np.hypot(*(points - place).T)


def _nearest(points: Points, places: Iterable[Points]) -> NDArray[np.float64]:
    """Distance of each point from the nearest of some places, metres."""
    found = np.full(len(points), np.inf)
    for place in places:
        found = np.minimum(found, _apart(points, place))
    return found


def _streets(sizes: pd.Series, centre: Points, ground: _Ground) -> dict[str, Points]:
    """Street offices on a spiral about the county seat, small ones inside."""
    codes = [code for code in sizes.index if is_street(code)]
    # A development zone (7 as fifth digit) lies at the town's edge, so it comes last.
    codes.sort(key=lambda code: (code[4] == "7", sizes[code], code))
    turn = ground.rng.random() * 2 * np.pi
    seats: dict[str, Points] = {}
    inside = 0
    for code in codes:
        radius = _STREET_SPACING_M * np.sqrt(inside / 2)
        wanted = centre + radius * np.array([np.cos(turn), np.sin(turn)])
        seats[code] = _snap(wanted, ground.pool)
        inside += sizes[code]
        turn += np.pi * (3 - np.sqrt(5))
    return seats


def _rural_seats(
    sizes: pd.Series, seat_code: str, centre: Points, ground: _Ground
) -> dict[str, Points]:
    """Towns and townships spread evenly, the county seat's own fixed at the centre."""
    rural = [c for c in sizes.index if not is_street(c) and not _is_farm(c, sizes[c])]
    at_centre = [code for code in rural if code == seat_code]
    spread = [code for code in rural if code != seat_code]
    places = [centre]
    for _ in spread:
        tries = ground.some(ground.pool, _TRIES)
        places.append(tries[np.argmax(_nearest(tries, places))])
    pulls = _pull(np.array([sizes.get(seat_code, 10), *sizes[spread]]))
    for _ in range(_LLOYD_ROUNDS):
        owner = _owner(ground.pool, places, pulls)
        middles = [ground.pool[owner == i].mean(axis=0) for i in range(len(places))]
        places = [centre, *middles[1:]]
    inside = [_snap(place, ground.pool) for place in places]
    return dict(zip(at_centre + spread, inside[1 - len(at_centre) :], strict=True))


def _pull(sizes: NDArray[np.int64]) -> NDArray[np.float64]:
    """How much further a township reaches for its number of villages."""
    return sizes**0.25


def _owner(
    pool: Points, places: list[Points], pulls: NDArray[np.float64]
) -> NDArray[np.intp]:
    """Which place each point belongs to; a larger township reaches further."""
    distances = [_apart(pool, p) / pull for p, pull in zip(places, pulls, strict=True)]
    return np.argmin(np.array(distances), axis=0)


def _villages(
    register: pd.DataFrame,
    sizes: pd.Series,
    seats: dict[str, Points],
    ground: _Ground,
) -> dict[str, Points]:
    """Villages of each township: streets tightly, rural ones thinning outwards."""
    groups = dict(iter(register.groupby("township_code")))
    rural = [code for code in seats if not is_street(code)]
    placed: dict[str, Points] = {}
    for code in seats:
        if code in rural:
            continue
        cell = ground.disc(seats[code], _STREET_SPACING_M * np.sqrt(sizes[code] / 2))
        _fill(groups[code], seats[code], cell, placed, ground)
    free = _nearest(ground.pool, placed.values()) > _STREET_SPACING_M * 1.2
    pulls = _pull(sizes[rural].to_numpy())
    owner = _owner(ground.pool, [seats[code] for code in rural], pulls)
    for i, code in enumerate(rural):
        cell = ground.pool[(owner == i) & free]
        _fill(groups[code], seats[code], cell, placed, ground)
    for code in sizes.index.difference(list(seats)):
        tries = ground.some(ground.pool[free], _TRIES)
        place = tries[np.argmax(_nearest(tries, placed.values()))]
        _fill(groups[code], place, ground.disc(place, _FARM_M), placed, ground)
    return placed


def _fill(
    rows: pd.DataFrame,
    seat: Points,
    cell: Points,
    placed: dict[str, Points],
    ground: _Ground,
) -> None:
    """Add places for a township's villages: roomier further out, communities inside."""
    far = _apart(cell, seat).max()
    town = is_street(rows["township_code"].iloc[0])
    order = rows.assign(is_village=~rows["name"].str.contains(COMMUNITY))
    order = order.sort_values(["is_village", "village_code"])
    for i, row in enumerate(order.itertuples()):
        tries = ground.some(cell, _TRIES)
        if i == 0 or not (town or row.is_village):
            nearest = np.argsort(_apart(tries, seat))
            tries = tries[nearest[: 3 if i else 1]]
        # A village at the seat is content with a quarter of the room one far out wants.
        wanted = 1.0 if town else 0.25 + 0.75 * _apart(tries, seat) / far
        room = _nearest(tries, placed.values()) / wanted
        placed[row.village_code] = tries[np.argmax(room)]


def _degrees(
    places: dict[str, Points], metric: object, order: Iterable[str]
) -> pd.DataFrame:
    codes = list(order)
    points = gpd.GeoSeries(
        shapely.points(np.array([places[code] for code in codes])), crs=metric
    ).to_crs(STORAGE_CRS)
    return pd.DataFrame(
        {"lon": points.x.round(6).to_numpy(), "lat": points.y.round(6).to_numpy()},
        index=pd.Index(codes),
    )
