"""What invented records are laid over: one region's units, bases and commissioners.

Everything is read back from the files of the demo, so that records come out the same
whether the rest was made a moment ago or a year ago.
"""

import datetime as dt
import tomllib
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from geo.schemas import LAYERS, NATION, TRADES, LayerName, split_list
from scripts.demo_attributes import distance_km, pick

PLANS: Mapping[str, Mapping[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "demo_records.toml").read_text(encoding="utf-8")
)
_LENGTHS = {12: "village", 9: "township", 6: "county", 4: "city", 2: "province"}
# Nothing is recorded after this day; the demo is looked at a week later.
LAST = dt.date(2026, 11, 15)
# How much less the far villages of a county get than its near ones.
_FAR_COSTS = 0.2
# Office work of a year lies between these days; the first programme is of April 2016.
_FIRST_DAY, _LAST_DAY = (2, 15), (LAST.month, LAST.day)
_FIRST = dt.date(2016, 4, 25)
_SATURDAY = 5
OFFICE = r"(?<=村)(民?委员会|委会)$"


@dataclass(frozen=True, slots=True)
class Setting:
    """One region's ground for records.

    Parameters
    ----------
    region, plan
        Its tables in ``demo_regions.toml`` and ``demo_records.toml``.
    units
        By level, index of codes; columns ``name``, ``county``, ``care`` (0 to 1, how
        well the unit is tended), ``trades`` (wanted there). Villages are the poor
        ones, townships those with poor villages.
    villages, bases, commissioners
        The layers as committed, every cell as text; villages by code.
    stated
        Codes of the units that a fact says yes of, by attribute.
    """

    region: Mapping[str, Any]
    plan: Mapping[str, Any]
    units: Mapping[str, pd.DataFrame]
    villages: pd.DataFrame
    bases: pd.DataFrame
    commissioners: pd.DataFrame
    stated: Mapping[str, Sequence[str]]

    def rng(self, topic: str) -> np.random.Generator:
        """Dice of one topic: other topics do not move when one changes."""
        return np.random.default_rng(
            [int(self.region["city_code"]), zlib.crc32(topic.encode())]
        )

    def units_of(self, table: Mapping[str, Any]) -> pd.DataFrame:
        """Units of a declared kind of record: of its level, ``codes`` or ``stated``."""
        units = self.units[table["unit"]]
        if "stated" in table:
            return units.loc[self.stated[table["stated"]]]
        return units.loc[table["codes"]] if "codes" in table else units

    def unit(self, code: str) -> Any:  # noqa: ANN401 - a row of one of the frames
        """Row of a unit among those of its level."""
        return self.units[_level(code)].loc[code]


def read_setting(name: str, region: Mapping[str, Any], root: Path) -> Setting:
    """Read a region back from the demo's files below ``root``."""
    villages = _layer(root / "boundaries" / name, "villages").set_index("village_code")
    plan = {**PLANS[name], "duties": PLANS["both"]["duties"] + PLANS[name]["duties"]}
    return Setting(
        region=region,
        plan=plan,
        units=_units(villages, region, plan["care"]),
        villages=villages,
        bases=_layer(root / "demo" / name, "bases"),
        commissioners=_layer(root / "demo" / name, "commissioners"),
        stated={},
    )


def workday(year: int, draw: float) -> str:
    """Day of a year's season of office work, Monday to Friday, ISO text."""
    first = max(dt.date(year, *_FIRST_DAY), _FIRST)
    last = dt.date(year, *_LAST_DAY)
    day = first + dt.timedelta(days=int(draw * ((last - first).days + 1)))
    return weekday(day).isoformat()


def weekday(day: dt.date) -> dt.date:
    """The day itself, or the Friday before a weekend."""
    return day - dt.timedelta(days=max(0, day.weekday() - _SATURDAY + 1))


def one_of(choices: Sequence[str], rng: np.random.Generator) -> str:
    """One of some texts, all alike."""
    return choices[int(rng.random() * len(choices))]


def between(limits: Sequence[int], rng: np.random.Generator) -> int:
    """Draw a whole number between two, both included."""
    low, high = limits
    return low + int(rng.random() * (high - low + 1))


def number(
    frame: pd.DataFrame, column: str, setting: Setting, letter: str, *, by: list[str]
) -> pd.DataFrame:
    """Put rows in order and number them."""
    frame = frame.sort_values(by, kind="stable").reset_index(drop=True)
    prefix = f"{setting.region['prefix']}-{letter}"
    return frame.assign(**{column: [f"{prefix}{i:04d}" for i in frame.index + 1]})


def trade_name(trade: str) -> str:
    """Chinese name of a trade."""
    return TRADES[trade].zh


def want(setting: Setting, code: str, rng: np.random.Generator) -> str:
    """A trade wanted at a unit."""
    return pick(dict.fromkeys(setting.unit(code)["trades"], 1.0), rng)


def _level(code: str) -> str:
    return "nation" if code == NATION else _LENGTHS[len(code)]


def _layer(folder: Path, layer: LayerName) -> pd.DataFrame:
    names = {column.zh: column.name for column in LAYERS[layer].columns}
    path = folder / f"{layer}.csv"
    table = pd.read_csv(path, dtype="str", encoding="utf-8-sig", keep_default_na=False)
    return table.rename(columns=names)


def _units(
    villages: pd.DataFrame, region: Mapping[str, Any], care: Mapping[str, float]
) -> dict[str, pd.DataFrame]:
    """Units of every level that records are made for."""
    codes = {trade.zh: code for code, trade in TRADES.items()}
    poor = villages[villages["is_poor"] == "是"]
    wanted = [[codes[zh] for zh in split_list(cell)] for cell in poor["trades"]]
    far = _remoteness(poor, region)
    village = pd.DataFrame(
        {
            "name": poor["name"].str.replace(OFFICE, "", regex=True),
            "county": poor["county_code"],
            "care": poor["county_code"].map(care) - _FAR_COSTS * far,
            "trades": wanted,
        }
    )
    towns = poor.drop_duplicates("township_code").set_index("township_code")
    sums = village["trades"].groupby(poor["township_code"]).sum()
    township = pd.DataFrame(
        {
            "name": towns["township_name"],
            "county": towns["county_code"],
            "care": towns["county_code"].map(care),
            "trades": sums.loc[towns.index],
        }
    )
    return {"village": village, "township": township} | _upper(villages, region, care)


def _remoteness(poor: pd.DataFrame, region: Mapping[str, Any]) -> pd.Series:
    """How far villages lie from their county seat, 0 to 1 within each county."""
    places = poor[["lon", "lat"]].apply(pd.to_numeric)
    seats = region["counties"]
    apart = distance_km(
        places,
        poor["county_code"].map({code: seat["lon"] for code, seat in seats.items()}),
        poor["county_code"].map({code: seat["lat"] for code, seat in seats.items()}),
    )
    return apart.groupby(poor["county_code"]).rank(pct=True).fillna(1.0)


def _upper(
    villages: pd.DataFrame, region: Mapping[str, Any], care: Mapping[str, float]
) -> dict[str, pd.DataFrame]:
    """Counties, the city, its province and the nation."""
    names = villages.drop_duplicates("county_code").set_index("county_code")
    counties = region["counties"]
    county = pd.DataFrame(
        {
            "name": names.loc[list(counties), "county_name"],
            "county": list(counties),
            "care": [care[code] for code in counties],
            "trades": [list(table["trades"]) for table in counties.values()],
        },
        index=pd.Index(list(counties)),
    )
    every = list(dict.fromkeys(t for trades in county["trades"] for t in trades))
    city = region["city_code"]
    top = pd.DataFrame(
        {
            "name": [f"{region['zh']}市"],
            "county": [city],
            "care": [1.0],
            "trades": [every],
        },
        index=[city],
    )
    province = top.assign(name=region["province"]).set_axis([city[:2]])
    nation = top.assign(name="全国").set_axis([NATION])
    return {"county": county, "city": top, "province": province, "nation": nation}
