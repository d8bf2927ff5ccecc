"""What filters ask about: columns of units, and attributes a planner may state."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.reading.cells import folded, understood
from geo.schemas import TRADES, LayerName
from planner.problem import CoverageProblem, from_layers
from planner.programmes.schema import Attribute, Level
from planner.programmes.units import DIGITS, Positions, Units, units_of

Flags = npt.NDArray[np.bool_]
Column = npt.NDArray[Any]


@dataclass(frozen=True, repr=False)
class Ground:
    """Units with their columns, all of them in the order of the units.

    Parameters
    ----------
    units
        Units of every level.
    problem
        Villages and providers of the coverage question, in the order of the layers.
    order
        Row of the layer ``villages`` for each village unit.
    frames
        The layers it was made from.
    """

    units: Units
    problem: CoverageProblem
    order: Positions
    frames: Mapping[LayerName, gpd.GeoDataFrame]

    @cached_property
    def villages(self) -> Mapping[str, Column]:
        """Columns of the villages."""
        frame, own = self.frames["villages"], self.problem.villages
        counts = {
            name: frame[name].to_numpy(dtype=np.float64, na_value=0.0)[self.order]
            for name in ("households", "poor_households")
        }
        return counts | {
            "is_poor": own.poor[self.order],
            "exit_year": own.exit_year[self.order],
            "asks_for_help": own.asks[self.order],
            "excluded": own.excluded[self.order],
            "has_trade": own.trades[self.order] != 0,
            "trades": own.trades[self.order],
            "county_code": frame["county_code"].to_numpy(dtype=object)[self.order],
        }

    def counted(self, level: Level) -> Mapping[str, Column]:
        """How many villages, and poor ones, lie in each unit of a level."""
        up = self.units.up("village", level)
        inside = up >= 0
        poor = inside & self.villages["is_poor"]
        count = self.units.count(level)
        return {
            "villages": np.bincount(up[inside], minlength=count),
            "poor_villages": np.bincount(up[poor], minlength=count),
        }

    @cached_property
    def county_is_poor(self) -> Flags:
        """Whether a county is poor: as its layer says, or by its villages.

        A layer that names no poor county at all is taken not to tell.
        """
        frame = self.frames["counties"]
        poor = dict(zip(frame["county_code"], frame["is_poor"], strict=True))
        codes = self.units.codes["county"]
        if not any(poor.values()):
            return self.counted("county")["poor_villages"] > 0
        return np.array([bool(poor.get(code, False)) for code in codes])

    @cached_property
    def facts(self) -> Mapping[str, pd.DataFrame]:
        """What planners stated, by attribute: ``unit_code``, ``value``, ``since``."""
        frame = pd.DataFrame(self.frames["facts"].drop(columns="geometry"))
        return {str(name): rows for name, rows in frame.groupby("attribute")}

    def trades_at(self, level: Level) -> npt.NDArray[np.int64]:
        """Trades of the villages in each unit of a level, as masks."""
        masks = np.zeros(self.units.count(level), dtype=np.int64)
        up = self.units.up("village", level)
        inside = up >= 0
        np.bitwise_or.at(masks, up[inside], self.villages["trades"][inside])
        return masks

    def wanted_trades(self, year: int) -> Flags:
        """Which declared trades poor villages want that have not left the list."""
        columns = self.villages
        asks = columns["is_poor"] & ~exited(columns["exit_year"], year)
        masks = np.unique(columns["trades"][asks])
        whole = np.bitwise_or.reduce(masks) if len(masks) else np.int64(0)
        return np.array([bool(whole & (1 << place)) for place in range(len(TRADES))])


def ground_of(frames: Mapping[LayerName, gpd.GeoDataFrame]) -> Ground:
    """Lay out the units of a workspace.

    Parameters
    ----------
    frames
        ``counties``, ``townships``, ``villages``, ``bases``, ``commissioners`` and
        ``facts``, as :func:`geo.frames.conform` gives them.
    """
    units = units_of(frames)
    codes = frames["villages"]["village_code"].to_numpy(dtype=object)
    return Ground(units, from_layers(frames), np.argsort(codes), frames)


def exited(exit_year: npt.NDArray[np.int64], year: int) -> Flags:
    """Whether units that left in a year have left by another."""
    found: Flags = (exit_year > 0) & (exit_year <= year)
    return found


def stated(
    ground: Ground, attribute: Attribute, *, by: str
) -> tuple[Positions, list[Any]]:
    """What planners stated of an attribute by a day.

    Parameters
    ----------
    ground
        Units and facts.
    attribute
        Which.
    by
        Day, ISO; facts that begin later are not heard yet.

    Returns
    -------
    positions, values
        Units of the attribute's level, and a bool, a year or a text for each; what
        cannot be read is left out, for the checks tell of it.
    """
    rows = ground.facts.get(attribute.name)
    if rows is None:
        return np.empty(0, dtype=np.int64), []
    heard = rows[(rows["since"] == "") | (rows["since"] <= by)]
    found = ground.units.find(attribute.unit, heard["unit_code"])
    read = [_read(attribute, str(text)) for text in heard["value"]]
    keep = [at for at, value in enumerate(read) if found[at] >= 0 and value is not None]
    return found[keep], [read[at] for at in keep]


def _read(attribute: Attribute, text: str) -> Any:  # noqa: ANN401 - bool, year or text
    if attribute.type == "text":
        return text
    value = understood(folded(text), "bool" if attribute.type == "yesno" else "year")
    return value if isinstance(value, bool | int) else None


def level_of(code: str) -> Level | None:
    """Level of a unit by its code; None for a code of no level."""
    if len(code) == len("00"):
        return "nation" if code == "00" else "province"
    return DIGITS.get(len(code))
