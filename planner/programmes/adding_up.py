"""Outcomes added up to a level, beside the target of each unit there."""

from dataclasses import dataclass
from typing import cast

import numpy as np

from planner.programmes.outcome import Judged, Outcome, at_least
from planner.programmes.records import Floats
from planner.programmes.schema import Level, Part, Target
from planner.programmes.situation import Situation
from planner.programmes.targets import shares_of


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers of every unit of a level.

    Parameters
    ----------
    value
        Units met or the total; of a unit that is judged itself, what it has.
    whole
        Units that owe, or the whole of a share; 0 of a plain total.
    target
        What is wanted; NaN where the unit has no target of its own.
    """

    value: Floats
    whole: Floats
    target: Floats


def numbers(
    part: Part, outcome: Outcome, target: Target, situation: Situation, level: Level
) -> Numbers:
    """Add an outcome up to a level.

    Parameters
    ----------
    part, outcome, situation
        What was judged, what came of it, and on which day.
    target
        The one in force on that day.
    level
        A level in whose units the part's units lie.
    """
    value, whole = outcome.total(level, situation.ground.units.count(level))
    if level == part.unit and isinstance(outcome, Judged):
        at = outcome.places[level]
        value, wanted = np.zeros(len(value)), np.full(len(value), np.nan)
        value[at], wanted[at] = outcome.value, outcome.need
        return Numbers(value, whole, wanted)
    return Numbers(value, whole, _targets(part, target, situation, level, whole))


def wanted(target: Target, whole: Floats) -> Floats:
    """Target of wholes: so many, or the share of each."""
    if target.value is not None:
        return np.full(len(whole), target.value)
    return cast(Floats, at_least(target.share, whole))


def _targets(
    part: Part, target: Target, situation: Situation, level: Level, whole: Floats
) -> Floats:
    """Target of each unit of a level; NaN where it has none of its own."""
    if target.value is None:
        return wanted(target, whole)
    found = np.full(len(whole), np.nan)
    if level == situation.place_level:
        found[situation.place] = target.value
    elif level == "county" and part.apportion != "none":
        here = np.flatnonzero(situation.here("county"))
        weights = np.ones(len(here))
        if part.apportion == "poor_villages":
            poor = situation.ground.counted("county")["poor_villages"]
            weights = poor[here].astype(np.float64)
        found[here] = shares_of(target.value, weights)
    return found
