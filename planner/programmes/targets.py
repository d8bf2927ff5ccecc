"""Which target holds on a day, and how a total is split over the counties."""

import datetime as dt
from dataclasses import dataclass

import numpy as np

from planner.programmes.records import Floats
from planner.programmes.schema import Part, Target
from planner.programmes.situation import period_end


@dataclass(frozen=True, slots=True)
class InForce:
    """A target that holds on a day.

    Parameters
    ----------
    target
        As declared.
    due
        Day by which it must be met.
    carried
        Whether the programme names no target for the period, and its last one is
        carried on.
    """

    target: Target
    due: dt.date
    carried: bool


def in_force(part: Part, on: dt.date) -> InForce:
    """Find the target of a part that holds on a day.

    A target once for all holds until its day and, being the last, after it; one of
    every period holds in the period of its day, and the last one in those after.
    """
    ahead = [target for target in part.targets if target.by >= on]
    target = ahead[0] if ahead else part.targets[-1]
    if part.schedule is not None and not part.schedule.once:
        return InForce(target, dt.date(on.year, 12, 31), not ahead)
    if part.per == "once":
        return InForce(target, target.by, carried=False)
    return InForce(target, period_end(on, part.per), not ahead)


def shares_of(total: float, weights: Floats) -> Floats:
    """Split a whole number by weights into whole shares that add up to it.

    The largest remainders are rounded up (Hare and Niemeyer's method).

    Parameters
    ----------
    total
        What is split.
    weights
        Shape (n,), not negative; where all are 0, every share is equal.
    """
    if not weights.any():
        weights = np.ones(len(weights))
    exact = total * weights / weights.sum()
    shares: Floats = np.floor(exact)
    left = round(total - shares.sum())
    # Stable, so that equal remainders go to the first codes.
    shares[np.argsort(shares - exact, kind="stable")[:left]] += 1
    return shares
