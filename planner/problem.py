"""Ids and numbers of a coverage question; the one place where plans meet geometry."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.schemas import TRADES, LayerName, split_list
from geo.travel import LonLat

Masks = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Days = npt.NDArray[np.datetime64]
Texts = npt.NDArray[np.object_]

UNLIMITED = np.int64(2**31)
COMMISSIONER = "commissioner"


@dataclass(frozen=True, slots=True)
class Villages:
    """Columns of the n villages, in the order of the layer.

    Parameters
    ----------
    codes
        12-digit codes, shape (n,).
    lonlat
        Degrees, shape (n, 2); NaN where a village has no place.
    trades
        One bit per declared trade; 0 where none is given.
    poor, asks, excluded
        Flags of the register.
    exit_year
        0 where the village has not left the list.
    """

    codes: Texts
    lonlat: LonLat
    trades: Masks
    poor: Flags
    exit_year: npt.NDArray[np.int64]
    asks: Flags
    excluded: Flags

    def __len__(self) -> int:
        return len(self.codes)


@dataclass(frozen=True, slots=True)
class Providers:
    """Columns of the m providers: bases first, then commissioners.

    Parameters
    ----------
    ids
        Base or commissioner ids, shape (m,); unique within each of the two.
    names
        Names for people.
    kinds
        Base kind, or ``"commissioner"``.
    lonlat
        Degrees, shape (m, 2); NaN where a provider has no place.
    trades
        One bit per trade a provider serves, parts of a known trade included; 0: any.
    capacity
        Villages it can serve; :data:`UNLIMITED` where not given.
    first_day, last_day
        Days between which it serves, both included; NaT for open ends.
    """

    ids: Texts
    names: Texts
    kinds: Texts
    lonlat: LonLat
    trades: Masks
    capacity: npt.NDArray[np.int64]
    first_day: Days
    last_day: Days

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class CoverageProblem:
    """Villages and providers as numbers; any rule can be asked of it."""

    villages: Villages
    providers: Providers


def from_layers(layers: Mapping[LayerName, gpd.GeoDataFrame]) -> CoverageProblem:
    """Take the numbers out of the layers of a workspace.

    Parameters
    ----------
    layers
        ``villages``, ``bases`` and ``commissioners`` as :func:`geo.frames.conform`
        gives them, in :data:`geo.crs.STORAGE_CRS`.
    """
    frame = layers["villages"]
    villages = Villages(
        codes=_texts(frame["village_code"]),
        lonlat=_lonlat(frame),
        trades=trade_masks(frame["trades"]),
        poor=frame["is_poor"].to_numpy(dtype=bool),
        exit_year=_whole(frame["exit_year"], 0),
        asks=frame["asks_for_help"].to_numpy(dtype=bool),
        excluded=frame["excluded"].to_numpy(dtype=bool),
    )
    bases, people = layers["bases"], layers["commissioners"]
    providers = Providers(
        ids=_texts(bases["base_id"], people["commissioner_id"]),
        names=_texts(bases["name"], people["name"]),
        kinds=np.concatenate(
            (_texts(bases["kind"]), np.full(len(people), COMMISSIONER, dtype=object))
        ),
        lonlat=np.vstack((_lonlat(bases), _lonlat(people))),
        trades=np.concatenate(
            [trade_masks(f["trades"], with_parts=True) for f in (bases, people)]
        ),
        capacity=np.concatenate(
            [_whole(f["capacity"], int(UNLIMITED)) for f in (bases, people)]
        ),
        first_day=np.concatenate((days(bases["opened"]), days(people["starts"]))),
        last_day=np.concatenate((days(bases["closed"]), days(people["ends"]))),
    )
    return CoverageProblem(villages, providers)


_OWN_BIT = {code: 1 << place for place, code in enumerate(TRADES)}
# A provider that knows a trade knows its parts.
_BITS = {
    code: sum(
        bit
        for part, bit in _OWN_BIT.items()
        if part == code or TRADES[part].parent == code
    )
    for code in TRADES
}


def trades_in(mask: int) -> tuple[str, ...]:
    """Codes of the trades in a mask, in declared order."""
    return tuple(code for code, bit in _OWN_BIT.items() if mask & bit)


def trade_masks(column: "pd.Series[Any]", *, with_parts: bool = False) -> Masks:
    """Turn joined trade codes into masks, one bit a trade; 0 where none is given.

    Parameters
    ----------
    column
        Texts such as ``"sheep;maize"``, shape (n,); each distinct one is read once.
    with_parts
        Whether the parts of a trade count as well, as for those who know it.
    """
    bits = _BITS if with_parts else _OWN_BIT
    codes, texts = pd.factorize(column)
    masks = np.zeros(len(texts), dtype=np.int64)
    for place, text in enumerate(texts):
        for trade in split_list(str(text)):
            masks[place] |= bits.get(trade, 0)
    return masks[codes] if len(texts) else np.zeros(len(column), dtype=np.int64)


def _texts(*columns: "pd.Series[Any]") -> Texts:
    return np.concatenate([column.to_numpy(dtype=object) for column in columns])


def _lonlat(frame: gpd.GeoDataFrame) -> LonLat:
    points = frame.geometry.to_numpy()
    return np.column_stack((shapely.get_x(points), shapely.get_y(points)))


def _whole(column: "pd.Series[Any]", missing: int) -> npt.NDArray[np.int64]:
    return column.to_numpy(dtype=np.int64, na_value=missing)


def days(column: "pd.Series[Any]") -> Days:
    """Read ISO days; NaT where a cell is empty."""
    return pd.to_datetime(column.replace("", None)).to_numpy().astype("datetime64[D]")
