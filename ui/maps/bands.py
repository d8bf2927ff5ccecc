"""Travel in bands: a third, two thirds and the whole of the limit, then past it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.travel import Unit
from geo.words import Lang
from planner.rule import Rule
from ui.maps.palette import MINUTES
from ui.text import say

_SHARES = (1 / 3, 2 / 3, 1, 1.5, 2)
# Bands within the limit; the last of all is for places that no road leads to.
WITHIN = 3
NO_WAY = len(MINUTES) - 1
_PER_UNIT = {"s": 60.0, "m": 1000.0}


@dataclass(frozen=True, slots=True)
class Bands:
    """Bands of travel around a limit.

    Parameters
    ----------
    breaks
        The last minute or kilometre of each band but the last, rising; the third is
        the limit.
    unit
        ``"s"`` where they are minutes, ``"m"`` where they are kilometres.
    """

    breaks: tuple[float, ...]
    unit: Unit

    @property
    def limits(self) -> npt.NDArray[np.float64]:
        """The breaks in seconds or metres."""
        # The slack undoes binary fractions, as in Rule.cutoff.
        return np.floor(np.array(self.breaks) * _PER_UNIT[self.unit] + 1e-6)

    def of(self, cost: npt.ArrayLike) -> npt.NDArray[np.int64]:
        """Band of each cost.

        Parameters
        ----------
        cost
            Seconds or metres; negative or NaN where there is no way.

        Returns
        -------
        numpy.ndarray
            From 0 to 5; :data:`NO_WAY` where there is no way.
        """
        given = np.asarray(cost, dtype=np.float64)
        found = np.searchsorted(self.limits, given, side="left")
        return np.where(given >= 0, found, NO_WAY).astype(np.int64)

    def label(self, band: int, lang: Lang) -> str:
        """What a band other than :data:`NO_WAY` is called in a legend."""
        unit = say(f"atlas_band_unit_{self.unit}", lang)
        if band == 0:
            return say("atlas_band_first", lang, high=f"{self.breaks[0]:g}", unit=unit)
        low = f"{self.breaks[band - 1]:g}"
        if band == len(self.breaks):
            return say("atlas_band_last", lang, low=low, unit=unit)
        high = f"{self.breaks[band]:g}"
        return say("atlas_band_between", lang, low=low, high=high, unit=unit)


def bands_of(limit: float, unit: Unit) -> Bands:
    """Bands around a limit of so many minutes (unit ``"s"``) or kilometres (``"m"``).

    Breaks other than the limit are whole numbers, unless the limit is too small.

    >>> bands_of(45, "s").breaks, bands_of(1, "m").breaks
    ((15.0, 30.0, 45.0, 67.0, 90.0), (0.33, 0.67, 1.0, 1.5, 2.0))
    """
    exact = [limit * share for share in _SHARES]
    # 50 / 3 * 3 is not quite 50, hence the rounding before the floor.
    whole = [float(np.floor(round(value, 6))) for value in exact]
    for breaks in (whole, [round(value, 2) for value in exact], exact):
        breaks[WITHIN - 1] = float(limit)
        if breaks[0] > 0 and (np.diff(breaks) > 0).all():
            break
    return Bands(tuple(breaks), unit)


def rule_bands(rule: Rule) -> Bands:
    """Bands around the limit of a rule."""
    if rule.limit_min is not None:
        return bands_of(rule.limit_min, "s")
    return bands_of(float(rule.limit_km or 0), "m")
