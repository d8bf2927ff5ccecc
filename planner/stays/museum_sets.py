"""Museum sets: where they are kept, which counties they tour, when they can."""

from collections.abc import Collection, Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.schemas import NATION, LayerName, split_list
from planner.pairing.places import places_of
from planner.problem import Flags
from planner.stays.choice import MOST_TURN, TourChoice
from planner.stays.venues import month_spans, spans_in, there_between

Layers = Mapping[LayerName, gpd.GeoDataFrame]
SET_COLUMNS = (
    "set_id", "name", "theme", "unit_code", "home", "size", "turn_days", "extra",
    "illustrative", "lon", "lat",
)  # fmt: skip
# What tells when a set is there.
_WHEN = ("serves", "days_off", "since", "until")
_COUNTY = 6


def set_table(
    layers: Layers, choice: TourChoice, held: Collection[str]
) -> pd.DataFrame:
    """Give one row for each set there is on some day of the plan, and the extra ones.

    Parameters
    ----------
    layers
        ``museum_sets``, ``counties``, ``townships`` and ``villages``.
    choice
        The months, extra sets and the days they need.
    held
        Ids of sets that stand somewhere already, and so are asked for in any case.

    Returns
    -------
    pandas.DataFrame
        :data:`SET_COLUMNS`, and ``serves``, ``days_off``, ``since``, ``until`` as the
        layer has them. An extra set is as large as the largest, so that it promises
        nothing it may not hold, and has no theme.
    """
    frame = layers["museum_sets"]
    late = frame["since"] > choice.end.isoformat()
    gone = (frame["until"] != "") & (frame["until"] < choice.start.isoformat())
    own = frame[~(late | gone) | frame["set_id"].isin(list(held))]
    own = own.sort_values("set_id", ignore_index=True)
    point = own.geometry
    table = pd.DataFrame(own.drop(columns="geometry")).assign(
        size=own["size"].fillna(0.0).astype(float),
        # The checks tell of those beyond; a stay has to be open on some day.
        turn_days=own["turn_days"]
        .fillna(choice.turn_days)
        .clip(0, MOST_TURN)
        .astype(np.int64),
        extra=False,
        lon=point.x.to_numpy(),
        lat=point.y.to_numpy(),
    )
    names = [name for name in SET_COLUMNS if name != "home"]
    found = pd.concat(
        [table[[*names, *_WHEN]], _extra(choice, table, names)], ignore_index=True
    ) if choice.extra_sets else table[[*names, *_WHEN]]  # fmt: skip
    return _with_homes(layers, found)


def serving(sets: pd.DataFrame, counties: Sequence[str], choice: TourChoice) -> Flags:
    """Counties each set may visit, shape (s, c): as it says, but for the bans."""
    found = np.zeros((len(sets), len(counties)), dtype=bool)
    banned = set(choice.bans)
    for row, one in enumerate(sets.to_dict("records")):
        codes = split_list(one["serves"]) or (one["unit_code"],)
        for column, county in enumerate(counties):
            within = any(
                code == NATION or county.startswith(code[:_COUNTY]) for code in codes
            )
            found[row, column] = within and (county, one["set_id"]) not in banned
    return found


def ready_months(sets: pd.DataFrame, choice: TourChoice) -> Flags:
    """Months in which each set may stand somewhere, shape (s, t).

    It is there and not in repair on every day of such a month.
    """
    months = month_spans(choice)
    ready = np.zeros((len(sets), len(months)), dtype=bool)
    for row, one in enumerate(sets.to_dict("records")):
        since, until = there_between(one["since"], one["until"])
        off = spans_in(one["days_off"])
        ready[row] = [
            since <= first
            and last <= until
            and not any(begin <= last and first <= end for begin, end in off)
            for first, last in months
        ]
    return ready


def extra_id(name: str) -> str:
    """Id of a set that is not there but might be."""
    return f"+{name}"


def _extra(choice: TourChoice, own: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    largest = float(own["size"].max()) if len(own) else 0.0
    rows = [
        {
            "set_id": extra_id(name), "name": name, "theme": "", "unit_code": unit,
            "size": largest, "turn_days": choice.turn_days, "extra": True,
            "illustrative": False, "lon": np.nan, "lat": np.nan, "serves": "",
            "days_off": "", "since": since.isoformat(), "until": "",
        }
        for name, unit, since in choice.extra_sets
    ]  # fmt: skip
    return pd.DataFrame(rows)[[*names, *_WHEN]]


def _with_homes(layers: Layers, sets: pd.DataFrame) -> pd.DataFrame:
    """Names of the units that keep sets, and where those are whose place is not told.

    That of a unit above counties is that of its first county.
    """
    codes = layers["counties"]["county_code"].astype(str)
    names = dict(zip(codes, layers["counties"]["name"], strict=True))
    city = dict(zip(codes.str[:4], layers["counties"]["city_name"], strict=True))
    towns = layers["townships"]
    names |= dict(zip(towns["township_code"], towns["name"], strict=True))
    units = sets["unit_code"].astype(str)
    known = places_of(layers, [_within(unit, codes.tolist()) for unit in units])
    told = sets[["lon", "lat"]].to_numpy(dtype=float)
    lonlat = np.where(np.isnan(told), known, told)
    home = [names.get(unit) or city.get(unit) or unit for unit in units]
    return sets.assign(home=home, lon=lonlat[:, 0], lat=lonlat[:, 1])


def _within(unit: str, counties: Sequence[str]) -> str:
    """The unit, or of one above counties its first county."""
    if len(unit) >= _COUNTY:
        return unit
    own = "" if unit == NATION else unit
    return min((code for code in counties if code.startswith(own)), default="")
