"""What a part comes to, unit by unit or as a total, and added up to any level."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from planner.programmes.ground import Column, Flags
from planner.programmes.records import Floats
from planner.programmes.schema import Level, UnitKind
from planner.programmes.units import Positions, Texts

Status = Literal[
    "elsewhere", "nobody", "met", "counted", "partial", "open", "needs_data", "short",
]  # fmt: skip
# A quantity a hair above a whole number is that number: shares are decimals.
_HAIR = 1e-9


@dataclass(frozen=True, slots=True)
class Judged:
    """Units that owe something, each with what it has and needs.

    Parameters
    ----------
    unit
        Level of the units, or ``trade`` or ``person``.
    ids, names
        Code of each unit, or id of the person or trade; shape (n,).
    places
        Position of each in the units of every level in which it lies; -1: in none.
    value, need
        What it has and what it needs, shape (n,).
    met
        Whether it has what it needs.
    told
        More columns for the list of units, by name.
    by_name
        Whether a roster in force decides on each; None where it has no say.
    sent
        Unit and person of every service that is only estimated, beside a roster.
    """

    unit: UnitKind
    ids: Texts
    names: Texts
    places: Mapping[Level, Positions]
    value: Floats
    need: Floats
    met: Flags
    told: Mapping[str, Column] = field(default_factory=dict)
    by_name: Flags | None = None
    sent: tuple[tuple[str, str], ...] = ()

    def total(self, level: Level, count: int) -> tuple[Floats, Floats]:
        """Units met, and units that owe, in each of the units of a level."""
        at = self.places[level]
        inside = at >= 0
        met = np.bincount(at[inside & self.met], minlength=count)
        owed = np.bincount(at[inside], minlength=count)
        return met.astype(np.float64), owed.astype(np.float64)


@dataclass(frozen=True, slots=True)
class Summed:
    """Amounts that add up to a total.

    Parameters
    ----------
    places
        Position of each amount in the units of every level; -1: in none.
    amount
        What counts, shape (n,).
    whole
        What a share is taken of; None for a plain total.
    values
        Codes of what is told apart where different values are counted, not amounts.
    by_name
        Whether a roster in force decides on each; None where it has no say.
    """

    places: Mapping[Level, Positions]
    amount: Floats
    whole: Floats | None = None
    values: Positions | None = None
    by_name: Flags | None = None

    def total(self, level: Level, count: int) -> tuple[Floats, Floats]:
        """Totals, and wholes (zeros for a plain total), in each unit of a level."""
        at = self.places[level]
        inside = at >= 0
        if self.values is not None:
            pairs = np.unique(np.stack((at, self.values))[:, inside], axis=1)[0]
            return np.bincount(pairs, minlength=count).astype(np.float64), _no(count)
        sums = _added(at[inside], self.amount[inside], count)
        if self.whole is None:
            return sums, _no(count)
        return sums, _added(at[inside], self.whole[inside], count)


Outcome = Judged | Summed


def at_least(share: float, of: Any) -> Any:  # noqa: ANN401 - a number or an array
    """Whole number that makes up a share of something."""
    exact = share * np.asarray(of, dtype=np.float64) - _HAIR
    return np.ceil(np.maximum(exact, 0.0))


def _added(at: Positions, amounts: Floats, count: int) -> Floats:
    return np.bincount(at, weights=amounts, minlength=count).astype(np.float64)


def _no(count: int) -> Floats:
    return np.zeros(count)
