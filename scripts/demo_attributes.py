"""Invented attributes of villages: poor or not, left the list, trades, households."""

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from geo.schemas import LIST_SEPARATOR
from scripts.demo_sources import REGISTER_EDITION

# Only village committees can be poor villages; communities and farms are not.
_COMMITTEE = re.compile("村(?:民)?委")
_KM_PER_DEGREE = 111.2
_ASKS_OF_LEFT, _ASKS_OF_POOR = 0.08, 0.15


def distance_km(places: pd.DataFrame, lon: Any, lat: Any) -> pd.Series:  # noqa: ANN401
    """Straight distance of places from a point (or point by point), kilometres.

    Good to about 1 % within a county, which is all the demo asks for.
    """
    east = (places["lon"] - lon) * np.cos(np.radians(lat))
    return np.hypot(east, places["lat"] - lat) * _KM_PER_DEGREE


def share_out(total: int, weights: pd.Series) -> pd.Series:
    """Whole shares of a total by weight, largest remainders first."""
    exact = total * weights / weights.sum()
    shares = exact.astype(int)
    left = (exact - shares).sort_values(ascending=False, kind="stable")
    shares[left.index[: total - shares.sum()]] += 1
    return shares


def pick(weights: Mapping[str, float], rng: np.random.Generator) -> str:
    """One key, drawn by weight."""
    bounds = np.cumsum(list(weights.values()))
    return list(weights)[int(np.searchsorted(bounds, rng.random() * bounds[-1]))]


def describe_villages(
    register: pd.DataFrame,
    places: pd.DataFrame,
    seats: pd.DataFrame,
    region: Mapping[str, Any],
) -> pd.DataFrame:
    """Villages of a region with all declared columns.

    Parameters
    ----------
    register
        Rows of the register with ``host``, the county they stand in.
    places
        ``lon``, ``lat`` by ``village_code``.
    seats
        ``lon``, ``lat`` by ``township_code``.
    region
        Its table in ``demo_regions.toml``.

    Returns
    -------
    pandas.DataFrame
        Register order; ``lon`` and ``lat`` are NaN where the demo leaves a village
        without a place.
    """
    frame = register.join(places, on="village_code")
    homes = seats.loc[frame["township_code"]].set_axis(frame.index)
    frame["seat_km"] = distance_km(frame, homes["lon"], homes["lat"])
    may_be_poor = frame["name"].str.contains(_COMMITTEE) & (
        frame["host"] == frame["county_code"]
    )
    counties = region["counties"]
    poverty = pd.Series({code: county["poverty"] for code, county in counties.items()})
    candidates = frame[may_be_poor].groupby("host").size()
    quota = share_out(region["poor"], poverty * candidates)
    left = share_out(region["left_list"], quota)
    parts = [
        _describe_county(
            rows, counties[code], may_be_poor[rows.index], quota[code], left[code],
            years=region["exit_years"], county_code=code,
        )
        for code, rows in frame.groupby("host")
    ]  # fmt: skip
    frame = pd.concat(parts).sort_index()
    frame["edition"] = REGISTER_EDITION
    return _forget_places(frame, region)


def _describe_county(
    rows: pd.DataFrame,
    county: Mapping[str, Any],
    may_be_poor: pd.Series,
    poor: int,
    left: int,
    *,
    years: tuple[int, int],
    county_code: str,
) -> pd.DataFrame:
    rng = np.random.default_rng([int(county_code), 1])
    rows = rows.copy()
    to_town = distance_km(rows, county["lon"], county["lat"])
    # Poor villages lie far from their township and from the county seat, mostly.
    far = rows["seat_km"] / rows["seat_km"].max() + to_town / to_town.max()
    score = (far + 1.2 * rng.random(len(rows))).where(may_be_poor)
    poorest = score.nlargest(poor)
    rows["is_poor"] = rows.index.isin(poorest.index)
    luck = poorest - 1.2 * rng.random(len(poorest))
    exits = (years[0] + rng.random(len(rows)) * (years[1] - years[0] + 1)).astype(int)
    leaves = rows.index.isin(luck.nsmallest(left).index)
    rows["exit_year"] = pd.Series(exits, rows.index, dtype="Int64").where(leaves)
    asks = np.where(leaves, _ASKS_OF_LEFT, _ASKS_OF_POOR) * rows["is_poor"]
    rows["asks_for_help"] = rng.random(len(rows)) < asks
    rows["households"] = (120 + 480 * rng.random(len(rows)) ** 1.5).astype(int)
    share = np.where(rows["is_poor"], 0.18, 0.02) * (0.6 + rng.random(len(rows)))
    rows["poor_households"] = (rows["households"] * share).astype(int)
    rows["trades"] = _trades(rows, county["trades"], rng)
    return rows


def _trades(
    rows: pd.DataFrame, weights: Mapping[str, float], rng: np.random.Generator
) -> list[str]:
    """One or two trades a village, the township's own more often; none in town."""
    townships = sorted(rows["township_code"].unique())
    own = {code: pick(weights, rng) for code in townships}
    found = []
    for row in rows.itertuples():
        first = own[row.township_code] if rng.random() < 0.5 else pick(weights, rng)
        second = pick(weights, rng)
        trades = {first: 0, second: 0} if rng.random() < 0.45 else {first: 0}
        rural = _COMMITTEE.search(row.name) is not None
        found.append(LIST_SEPARATOR.join(trades) if rural else "")
    return found


def demand_by_township(
    villages: pd.DataFrame, region: Mapping[str, Any]
) -> dict[str, dict[str, float]]:
    """How often poor villages of each township want each trade.

    The county's own weights are mixed in, as one village's worth, so that no township
    is left without any.
    """
    demand = {}
    for (county, township), rows in villages.groupby(["host", "township_code"]):
        weights = region["counties"][county]["trades"]
        total = sum(weights.values())
        wants = {trade: weight / total for trade, weight in weights.items()}
        still_poor = rows[rows["is_poor"] & rows["exit_year"].isna()]
        for trade in still_poor["trades"].str.split(LIST_SEPARATOR).explode():
            wants[trade] += 1
        demand[township] = wants
    return demand


def _forget_places(frame: pd.DataFrame, region: Mapping[str, Any]) -> pd.DataFrame:
    """Leave a few villages that are still poor without a place, one a county."""
    poor = frame[frame["is_poor"] & frame["exit_year"].isna()]
    rng = np.random.default_rng([int(region["city_code"]), 3])
    firsts = poor.iloc[np.argsort(rng.random(len(poor)))].drop_duplicates("host")
    frame.loc[firsts.index[: region["without_place"]], ["lon", "lat"]] = np.nan
    return frame
