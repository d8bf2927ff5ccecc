"""Who is to be paired: poor villages, or poor counties not yet exited."""

import datetime as dt
from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.schemas import LIST_SEPARATOR, LayerName, split_list
from planner.pairing.choice import Kind, PairingChoice
from planner.pairing.parties import in_force
from planner.pairing.places import asked_villages, places_of
from planner.poor_households import poor_households
from planner.programmes.ground import ground_of
from planner.programmes.loading import shipped_programmes
from planner.programmes.schema import Part, Programme
from planner.programmes.sets import Sets
from planner.programmes.targets import in_force as target_in_force

Layers = Mapping[LayerName, gpd.GeoDataFrame]
AGREEMENT: Mapping[str, str] = {
    "villages": "pairing", "universities": "university_county",
    "east_counties": "east_west", "east_villages": "pairing",
}  # fmt: skip
# Rows of the programmes that ask for pairs of counties.
_COUNTY_ROWS: Mapping[str, str] = {
    "universities": "baise.university", "east_counties": "cast.east_west",
}  # fmt: skip
_COUNTY_TRADES = 3


def village_subjects(
    layers: Layers, choice: PairingChoice, on: dt.date
) -> pd.DataFrame:
    """Villages to be paired.

    Returns
    -------
    pandas.DataFrame
        ``unit_code``, ``name``, ``township``, ``county``, ``county_code``, ``trades``,
        ``weight`` (poor households), ``excluded``, ``illustrative``, ``lon``, ``lat``.
    """
    villages = asked_villages(layers, choice.villages, on)
    households = poor_households(layers, on)["count"]
    places = places_of(layers, villages["village_code"])
    return pd.DataFrame(
        {
            "unit_code": villages["village_code"].to_numpy(dtype=object),
            "name": villages["name"].to_numpy(dtype=object),
            "township": villages["township_name"].to_numpy(dtype=object),
            "county": villages["county_name"].to_numpy(dtype=object),
            "county_code": villages["county_code"].to_numpy(dtype=object),
            "trades": villages["trades"].to_numpy(dtype=object),
            "weight": households.reindex(villages["village_code"]).to_numpy(),
            "excluded": villages["excluded"].to_numpy(dtype=bool),
            "illustrative": villages["illustrative"].to_numpy(dtype=bool),
            "lon": places[:, 0],
            "lat": places[:, 1],
        }
    )


def county_subjects(
    layers: Layers,
    kind: Kind,
    choice: PairingChoice,
    on: dt.date,
    paired: "pd.Series[str]",
) -> pd.DataFrame:
    """Poor counties (for universities those not yet exited), each with its main trades.

    Parameters
    ----------
    layers, kind, choice, on
        As asked; which counties are meant is the programmes' own set.
    paired
        Codes of counties whose agreements are in force; they are the first to count
        towards ``choice.counties``.
    """
    ground = ground_of(layers)
    programme, part = _asked_of_counties(kind)
    sets = Sets(ground, programme.sets, programme.attributes, on)
    codes = ground.units.codes["county"][sets.mask(part.set)].astype(str)
    counties = layers["counties"].set_index("county_code").reindex(codes)
    villages = village_subjects(layers, PairingChoice(villages="poor"), on)
    by_county = villages.groupby("county_code")
    weights = by_county["weight"].sum()
    places = places_of(layers, codes)
    blank = np.full(len(codes), "", dtype=object)
    table = pd.DataFrame(
        {
            "unit_code": codes.astype(object),
            "name": counties["name"].fillna("").to_numpy(dtype=object),
            "township": blank,
            "county": counties["name"].fillna("").to_numpy(dtype=object),
            "county_code": codes.astype(object),
            "trades": [_main_trades(villages, code) for code in codes],
            "weight": weights.reindex(codes).fillna(0).to_numpy(dtype=np.int64),
            "excluded": False,
            "illustrative": counties["illustrative"].fillna(False).to_numpy(dtype=bool),
            "lon": places[:, 0],
            "lat": places[:, 1],
        }
    )
    if not choice.counties or len(table) <= choice.counties:
        return table
    first = ~table["unit_code"].isin([*paired, *choice.must])
    order = table.assign(first=first).sort_values(
        ["first", "weight", "unit_code"], ascending=[True, False, True]
    )
    most = max(choice.counties, int((~first).sum()))
    return table.loc[sorted(order.index[:most])].reset_index(drop=True)


def agreements_in_force(layers: Layers, kind: str, on: dt.date) -> pd.DataFrame:
    """Agreements of a kind on a day, drafts among them: those not signed yet.

    Where a unit has several, drafts come first, then the latest signed.
    """
    papers = pd.DataFrame(layers["agreements"].drop(columns="geometry"))
    papers = papers[
        (papers["kind"] == kind) & in_force(papers["signed_on"], papers["ends_on"], on)
    ]
    rows = papers.assign(draft=papers["signed_on"] == "")
    return rows.sort_values(
        ["unit_code", "draft", "signed_on", "agreement_id"],
        ascending=[True, False, False, True], ignore_index=True,
    )  # fmt: skip


def county_target(layers: Layers, on: dt.date) -> int:
    """How many counties universities pair with by the day; 0 where no programme says.

    The last target named holds on; see :func:`planner.programmes.targets.in_force`.
    """
    programme, part = _asked_of_counties("universities")
    codes = layers["counties"]["county_code"]
    if not codes.str.startswith(programme.place).any():
        return 0
    return int(target_in_force(part, on).target.value or 0)


def _asked_of_counties(kind: Kind) -> tuple[Programme, Part]:
    """The programme that asks for pairs of counties, and the part."""
    for programme in shipped_programmes():
        for row in programme.rows:
            if row.id == _COUNTY_ROWS[kind]:
                return programme, row.parts[0]
    raise KeyError(kind)


def _main_trades(villages: pd.DataFrame, county: str) -> str:
    """Trades that most poor households of a county live by, at most three."""
    own = villages[villages["county_code"] == county]
    households: dict[str, int] = {}
    for trades, weight in zip(own["trades"], own["weight"], strict=True):
        for trade in split_list(trades):
            households[trade] = households.get(trade, 0) + max(int(weight), 1)
    order = sorted(households, key=lambda trade: (-households[trade], trade))
    return LIST_SEPARATOR.join(order[:_COUNTY_TRADES])
