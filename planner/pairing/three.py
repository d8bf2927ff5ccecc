"""Three-regions people: what each has, and what each could be given.

Every person is owed one village with poor households, one base and one business; the
project is a text. So each has three posts, and villages, bases and businesses are what
holds them.
"""

import datetime as dt
from collections.abc import Mapping

import geopandas as gpd
import pandas as pd

from geo.schemas import LayerName
from planner.pairing.choice import PairingChoice
from planner.pairing.parties import complete, in_force
from planner.pairing.places import (
    COUNTY,
    VILLAGE,
    asked_villages,
    places_of,
)
from planner.poor_households import poor_households

Layers = Mapping[LayerName, gpd.GeoDataFrame]
ROLE = "three_regions"
PARTS = ("village", "base", "business")
# Bases where a person can work at a trade; whoever is at another keeps it.
BASE_KINDS = (
    "demo_base", "park", "starspace", "expert_station", "incubator",
    "service_centre",
)  # fmt: skip


def three_people(layers: Layers, on: dt.date) -> pd.DataFrame:
    """Three-regions people in post on a day, with the county and place they are at."""
    people = pd.DataFrame(layers["people"].drop(columns="geometry"))
    own = people[
        (people["role"] == ROLE) & in_force(people["since"], people["until"], on)
    ].reset_index(drop=True)
    places = places_of(layers, own["unit_code"])
    counties = layers["counties"].set_index("county_code")["name"].to_dict()
    villages = layers["villages"].set_index("village_code")["name"].to_dict()
    return own.assign(
        county_code=own["unit_code"].str[:COUNTY],
        county=[counties.get(code[:COUNTY], "") for code in own["unit_code"]],
        village=[villages.get(code, "") for code in own["unit_code"]],
        lon=places[:, 0],
        lat=places[:, 1],
    )


def holding(people: pd.DataFrame) -> pd.DataFrame:
    """What each person has now: id of village, base and business, empty for none."""
    at = people["unit_code"]
    village = at.where(at.str.len() == VILLAGE, "")
    return pd.DataFrame(
        {
            "village": ("village:" + village).where(village != "", ""),
            "base": ("base:" + people["base_id"]).where(people["base_id"] != "", ""),
            "business": ("business:" + people["business"]).where(
                people["business"] != "", ""
            ),
        }
    ).astype(object)


def three_parties(
    layers: Layers,
    people: pd.DataFrame,
    choice: PairingChoice,
    capacity: int,
    on: dt.date,
) -> pd.DataFrame:
    """Villages with poor households, bases and businesses that people can be given.

    Columns as :func:`planner.pairing.parties.with_places` takes them. Those that people
    have now but no layer knows (a base) or that are not among those asked (a village)
    are there too, and do not serve; a business that only people's rows name does.
    """
    now = holding(people)
    parts = [
        _villages(layers, now["village"], choice, capacity, on),
        _bases(layers, now["base"], capacity, on),
        _businesses(layers, people, on),
    ]
    return complete(pd.concat(parts, ignore_index=True))


def _villages(
    layers: Layers,
    now: "pd.Series[str]",
    choice: PairingChoice,
    capacity: int,
    on: dt.date,
) -> pd.DataFrame:
    households = poor_households(layers, on)["count"]
    asked = asked_villages(layers, choice.villages, on)
    fit = set(asked.loc[~asked["excluded"], "village_code"])
    held = {one.partition(":")[2] for one in now if one}
    villages = layers["villages"]
    rows = villages[villages["village_code"].isin(fit | held)]
    count = households.reindex(rows["village_code"]).to_numpy()
    here = _held_count(now)
    codes = rows["village_code"].to_numpy(dtype=object)
    table = pd.DataFrame(
        {
            "party_id": "village:" + rows["village_code"].to_numpy(dtype=object),
            "name": rows["name"].to_numpy(dtype=object),
            "trades": rows["trades"].to_numpy(dtype=object),
            # A household is one person's, so a village holds no more people.
            "capacity": [
                max(min(capacity, int(own)), here.get(f"village:{code}", 0))
                for code, own in zip(codes, count, strict=True)
            ],
            "unit_code": codes,
            "serves": [
                code in fit and own > 0 for code, own in zip(codes, count, strict=True)
            ],
            "illustrative": rows["illustrative"].to_numpy(dtype=bool),
        }
    )
    lost = sorted(held - set(villages["village_code"]))
    return pd.concat([table, _lost("village", lost)], ignore_index=True).assign(
        kind="village"
    )


def _bases(
    layers: Layers, now: "pd.Series[str]", capacity: int, on: dt.date
) -> pd.DataFrame:
    bases = layers["bases"]
    unit = bases["unit_code"].where(bases["unit_code"] != "", bases["county_code"])
    here = _held_count(now)
    ids = "base:" + bases["base_id"]
    wanted = bases["kind"].isin(BASE_KINDS) | ids.isin(here)
    table = pd.DataFrame(
        {
            "party_id": ids,
            "name": bases["name"],
            "trades": bases["trades"],
            "unit_code": unit,
            "serves": wanted & in_force(bases["opened"], bases["closed"], on),
            "illustrative": bases["illustrative"],
            # Whoever is at a base stays there, be they more than would be sent.
            "capacity": [max(capacity, here.get(one, 0)) for one in ids],
        }
    )
    held = {one.partition(":")[2] for one in now if one}
    lost = sorted(held - set(bases["base_id"]))
    found = pd.concat([table, _lost("base", lost)], ignore_index=True)
    return found.assign(kind="base")


def _businesses(layers: Layers, people: pd.DataFrame, on: dt.date) -> pd.DataFrame:
    """Cooperatives, business entities on record, and those that people name."""
    groups, outputs = layers["groups"], layers["outputs"]
    groups = groups[
        (groups["kind"] == "cooperative")
        & in_force(groups["since"], groups["until"], on)
    ]
    outputs = outputs[
        (outputs["kind"] == "business_entity")
        & in_force(outputs["date"], outputs["until"], on)
    ]
    named = people[people["business"] != ""]
    columns = ["name", "unit_code", "trades", "illustrative"]
    rows = pd.concat(
        [
            named.drop(columns="name").rename(columns={"business": "name"})[columns],
            *(pd.DataFrame(frame)[columns] for frame in (groups, outputs)),
        ],
        ignore_index=True,
    )
    first = rows[rows["name"] != ""].drop_duplicates("name")
    held = named["business"].value_counts()
    return first.assign(
        party_id="business:" + first["name"], kind="business", serves=True,
        capacity=first["name"].map(held).fillna(1).astype("int64"),
    )  # fmt: skip


def _held_count(now: "pd.Series[str]") -> dict[str, int]:
    """How many people have each thing now."""
    return {str(one): int(count) for one, count in now.value_counts().items() if one}


def _lost(kind: str, names: list[str]) -> pd.DataFrame:
    """What people's rows name and no layer knows."""
    return pd.DataFrame(
        {
            "party_id": [f"{kind}:{name}" for name in names],
            "name": names,
            "capacity": 0,
            "serves": False,
        }
    )
