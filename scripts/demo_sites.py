"""Invented candidate sites: villages where a base could open, stations to upgrade."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from geo.schemas import LIST_SEPARATOR, TRADES, split_list
from scripts.demo_attributes import distance_km
from scripts.demo_setting import OFFICE, Setting, between, number

# Of the new sites, so many stand in the townships furthest from any base.
_FAR_SHARE = 0.6
_CAPACITY, _UPGRADED = (4, 10), (6, 12)
# Shares of the sites that take any trade, and that leave the kind to the planner.
_ANY_TRADE, _ANY_KIND = 0.5, 0.6
_KINDS = ("expert_station", "demo_base", "service_centre")
_STATION = "信息站"


def make_sites(setting: Setting) -> pd.DataFrame:
    """Sites at the largest village of many townships, and the stations still open."""
    rows = [*_new_sites(setting), *_upgrades(setting)]
    frame = number(pd.DataFrame(rows), "site_id", setting, "S", by=["county_code"])
    return frame.assign(choice="")


def _new_sites(setting: Setting) -> Iterator[dict[str, Any]]:
    plan, rng = setting.plan["sites"], setting.rng("sites")
    towns = _towns(setting)
    far = int(plan["count"] * _FAR_SHARE)
    order = towns.sort_values("apart", ascending=False, kind="stable").index
    luck = pd.Series(rng.random(len(order)), order)
    drawn = luck[order[far:]].nlargest(plan["count"] - far).index
    for code in sorted({*order[:far], *drawn}):
        town = towns.loc[code]
        capacity = between(_CAPACITY, rng)
        trades = "" if rng.random() < _ANY_TRADE else town["trades"]
        kind = "" if rng.random() < _ANY_KIND else _KINDS[between((0, 2), rng)]
        yield {
            "name": f"{town['place']}候选点",
            "kind": kind,
            "trades": trades,
            "capacity": capacity,
            "cost": _cost(plan["costs"], rng),
            "base_id": "",
            "county_code": town["host"],
            "note": "示意：乡镇中户数最多的村",
            "lon": town["lon"],
            "lat": town["lat"],
        }


def _upgrades(setting: Setting) -> Iterator[dict[str, Any]]:
    plan, rng = setting.plan["sites"], setting.rng("sites upgraded")
    bases = setting.bases
    stations = bases[(bases["kind"] == _STATION) & (bases["closed"] == "")]
    for base in stations.to_dict("records"):
        yield {
            "name": f"{base['name']}升级",
            "kind": "expert_station",
            "trades": "",
            "capacity": between(_UPGRADED, rng),
            "cost": _cost(plan["upgrade_costs"], rng),
            "base_id": base["base_id"],
            "county_code": base["county_code"],
            "note": "示意：由现有信息站升级",
            "lon": float(base["lon"]),
            "lat": float(base["lat"]),
        }


def _towns(setting: Setting) -> pd.DataFrame:
    """Each township's largest village that has a place, by township code.

    With ``host`` county, ``place`` in words, ``trades`` most usual in the township and
    ``apart``, the kilometres to the nearest base that is open.
    """
    zones = setting.region.get("zones", {})
    placed = setting.villages[setting.villages["lon"] != ""]
    places = placed[["lon", "lat", "households"]].apply(pd.to_numeric)
    placed = placed.assign(**places, host=placed["county_code"].replace(zones))
    largest = placed.sort_values("households", ascending=False, kind="stable")
    towns = largest.drop_duplicates("township_code").set_index("township_code")
    towns = towns.sort_index()
    usual = placed.groupby("township_code")["trades"].agg(_usual)
    bases = setting.bases[setting.bases["closed"] == ""]
    apart = [
        distance_km(towns, float(lon), float(lat))
        for lon, lat in zip(bases["lon"], bases["lat"], strict=True)
    ]
    short = towns["name"].str.replace(OFFICE, "", regex=True)
    return towns.assign(
        place=towns["county_name"] + towns["township_name"] + short,
        trades=usual.loc[towns.index],
        apart=np.min(apart, axis=0),
    )


def _usual(cells: "pd.Series[str]") -> str:
    """The two trades that most villages have, by code."""
    codes = {trade.zh: code for code, trade in TRADES.items()}
    counts = pd.Series([one for cell in cells for one in split_list(cell)], dtype="str")
    most = counts.value_counts().sort_index().nlargest(2)
    return LIST_SEPARATOR.join(codes[zh] for zh in most.index)


def _cost(limits: list[int], rng: np.random.Generator) -> str:
    """Cost in 10,000 yuan, to the half."""
    low, high = limits
    return f"{between([2 * low, 2 * high], rng) / 2:g}"
