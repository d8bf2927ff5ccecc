"""How well the trades a person knows fit those a post asks for, in degrees."""

from enum import IntEnum

import numpy as np
import numpy.typing as npt

from geo.schemas import TRADES
from planner.problem import Masks

_BIT = {code: 1 << place for place, code in enumerate(TRADES)}
# Bits of each whole trade and of one of its parts.
_PARTS = tuple(
    (_BIT[trade.parent], _BIT[code]) for code, trade in TRADES.items() if trade.parent
)


class Fit(IntEnum):
    """Degrees of trade fit, the better the higher."""

    OTHER = 0  # trades are asked for, and none of them is known
    ANY = 1  # no trade is asked for
    PART = 2  # only a part of an asked trade is known: sheep where livestock is asked
    WHOLE = 3  # the trade that an asked one is part of is known: livestock for sheep
    EXACT = 4  # an asked trade itself is known


def degrees(wanted: Masks, known: Masks) -> npt.NDArray[np.int64]:
    """Degree of fit of each pair, elementwise.

    Parameters
    ----------
    wanted
        Trades asked for, one bit a trade as :func:`planner.problem.trade_masks` makes
        them without parts; 0 where none is asked for.
    known
        Trades named for the person, without parts as well: what they imply is worked
        out here.

    Returns
    -------
    ndarray of int
        Values of :class:`Fit`. Down to ``WHOLE`` this is what a coverage rule calls a
        match; whoever knows no trade fits only where none is asked for.
    """
    tests = (
        (wanted & known) != 0,
        (wanted & with_parts(known)) != 0,
        (with_parts(wanted) & known) != 0,
        wanted == 0,
    )
    found: npt.NDArray[np.int64] = np.select(
        tests, [int(at) for at in (Fit.EXACT, Fit.WHOLE, Fit.PART, Fit.ANY)], Fit.OTHER
    ).astype(np.int64)
    return found


def with_parts(masks: Masks) -> Masks:
    """Trades of each mask and the parts of each."""
    full = masks.copy()
    for whole, part in _PARTS:
        full[(masks & whole) != 0] |= part
    return full
