"""The score: every row of the programmes on a workspace's data."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import get_args

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.schemas import LayerName
from geo.travel import StraightLine, Travel
from planner.errors import PlanInputError, Problem
from planner.programmes.depending import reads
from planner.programmes.loading import programmes_of, shipped_programmes
from planner.programmes.needs import Need
from planner.programmes.outcome import Status
from planner.programmes.part_score import PartScore
from planner.programmes.schema import Level, Programme, Row
from planner.programmes.scoring import SCORED_LAYERS, Scoring, scoring_of
from planner.programmes.units import Positions, Texts
from planner.travelling import TravelChoice, travel_for
from planner.workspace import Workspace

# From nothing to do with it to the worst.
STATUSES: tuple[Status, ...] = get_args(Status)
# Nothing is owed here.
_IDLE: tuple[Status, ...] = ("elsewhere", "nobody")
_RANK = {status: rank for rank, status in enumerate(STATUSES)}
# One more for "", at the end and so at position -1.
_BY_RANK = np.array([*STATUSES, ""], dtype=object)
Progress = Callable[[float, str], None]
_ROADS = TravelChoice()


@dataclass(frozen=True, repr=False)
class RowScore:
    """How one row stands: as its part, or as the worst of its parts.

    Of a row with several parts, value and target count parts met and parts that owe.
    """

    programme: Programme
    row: Row
    parts: tuple[PartScore, ...]

    @cached_property
    def status(self) -> Status:
        """The worst status of its parts."""
        return max((part.status for part in self.parts), key=lambda one: _RANK[one])

    @cached_property
    def value(self) -> float:
        """Value of its part, or number of parts met."""
        if len(self.parts) == 1:
            return self.parts[0].value
        return float(sum(part.status == "met" for part in self.parts))

    @cached_property
    def target(self) -> float:
        """Target of its part, or number of parts that owe."""
        if len(self.parts) == 1:
            return self.parts[0].target
        return float(sum(part.status not in _IDLE for part in self.parts))

    @property
    def gap(self) -> float:
        """What is lacking; 0 where nothing is."""
        return max(0.0, self.target - self.value)

    @cached_property
    def due(self) -> dt.date:
        """Earliest due day of the parts that owe and are not met; else the last one."""
        done = ("met", *_IDLE)
        lacking = [part.due for part in self.parts if part.status not in done]
        return min(lacking) if lacking else max(part.due for part in self.parts)

    @property
    def needs(self) -> tuple[Need, ...]:
        """Data without which it cannot be judged."""
        return tuple(dict.fromkeys(need for part in self.parts for need in part.needs))

    def statuses(self, level: Level) -> Texts | None:
        """Status of each unit of a level, in order: the worst of the parts'.

        ``""`` for units of which no part says anything; None where that is all of them.
        """
        told = (part.statuses(level) for part in self.parts)
        found = [one for one in told if one is not None]
        if len(found) < 2:
            return found[0] if found else None
        return _BY_RANK[np.maximum.reduce([_ranks(one) for one in found])]


@dataclass(frozen=True, repr=False)
class Score:
    """Every row of the programmes, scored.

    Parameters
    ----------
    programmes
        In the order shown.
    rows
        By id, in the same order.
    scoring
        The data and the day.
    """

    programmes: tuple[Programme, ...]
    rows: Mapping[str, RowScore]
    scoring: Scoring

    @property
    def on(self) -> dt.date:
        """Day on which the rows are judged."""
        return self.scoring.on

    @cached_property
    def warnings(self) -> tuple[Problem, ...]:
        """Sets in which no unit of the programme's place lies."""
        found: dict[tuple[str, str], Problem] = {}
        for score in self.rows.values():
            for part in score.parts:
                if part.status == "nobody" and part.part.set:
                    one = score.programme.sets[part.part.set]
                    params = {"programme": score.programme.id, "set": one.name}
                    key = (score.programme.id, one.name)
                    found.setdefault(key, ("programme_set_empty", params))
        return tuple(found.values())

    def heat(self, level: Level) -> pd.DataFrame:
        """Status of every row in every unit of a level.

        Returns
        -------
        pandas.DataFrame
            Indexed by code; one column a row id; ``""`` where a row says nothing of
            the level.
        """
        codes = self.scoring.ground.units.codes[level]
        table = np.full((len(codes), len(self.rows)), "", dtype=object)
        for at, row in enumerate(self.rows.values()):
            found = row.statuses(level)
            if found is not None:
                table[:, at] = found
        names = list(self.rows)
        return pd.DataFrame(table, pd.Index(codes), names, dtype=object)

    def updated(self, name: LayerName, frame: gpd.GeoDataFrame) -> "Score":
        """Score again after one layer changed; parts that do not read it are kept."""
        scoring = self.scoring.with_layer(name, frame)
        # Where an area gained or lost a county, everything may add up differently.
        moved = scoring.ground.units is not self.scoring.ground.units
        everything = name == "facts" and moved
        rows = {
            row_id: _again(score, scoring, None if everything else name)
            for row_id, score in self.rows.items()
        }
        return Score(self.programmes, rows, scoring)


def score_layers(
    frames: Mapping[LayerName, gpd.GeoDataFrame],
    *,
    on: dt.date,
    programmes: Sequence[Programme] | None = None,
    travel: Travel | None = None,
) -> Score:
    """Score layers.

    Parameters
    ----------
    frames
        Every layer of :data:`planner.programmes.scoring.SCORED_LAYERS`.
    on
        Day on which the rows are judged.
    programmes
        Those to score; the shipped ones if none are given.
    travel
        How reach is measured; a straight line if not given.

    Raises
    ------
    PlanInputError
        If there are no villages or no counties.
    """
    needed: tuple[LayerName, ...] = ("villages", "counties")
    empty = [name for name in needed if frames[name].empty]
    if empty:
        raise PlanInputError([(f"layer_empty_{name}", {}) for name in empty])
    given = tuple(programmes) if programmes is not None else shipped_programmes()
    scoring = scoring_of(frames, travel=travel or StraightLine(), on=on)
    rows = {
        row.id: _scored(programme, row, scoring)
        for programme in given
        for row in programme.rows
    }
    return Score(given, rows, scoring)


def score_workspace(
    workspace: Workspace,
    *,
    on: dt.date,
    programmes: Sequence[Programme] | None = None,
    choice: TravelChoice = _ROADS,
    progress: Progress | None = None,
) -> Score:
    """Score a workspace; parameters as of :func:`score_layers`.

    Parameters
    ----------
    choice
        How travel is measured: along roads where the workspace has any.
    progress
        Called with the share done (0 to 1) and a stage: ``read``, ``score``.
    """
    tell = progress or (lambda _share, _stage: None)
    tell(0.0, "read")
    frames = workspace.layers(SCORED_LAYERS)
    if programmes is None:
        programmes = programmes_of(workspace)
    travel = travel_for(workspace, choice, on=on)
    score = score_layers(frames, on=on, programmes=programmes, travel=travel)
    for done, row in enumerate(score.rows.values()):
        tell(0.2 + 0.8 * done / len(score.rows), "score")
        # Worked out here, so that whoever shows it waits no more.
        _ = row.status
    return score


def _again(score: RowScore, scoring: Scoring, changed: LayerName | None) -> RowScore:
    """A row whose parts that read a layer, or all, are to be scored anew."""
    parts = tuple(
        PartScore(part.programme, part.part, scoring)
        if changed is None or reads(part.programme, part.part, changed)
        else part
        for part in score.parts
    )
    if all(new is old for new, old in zip(parts, score.parts, strict=True)):
        return score
    return replace(score, parts=parts)


def _ranks(statuses: Texts) -> Positions:
    """Rank of each status; -1 for none."""
    codes, names = pd.factorize(statuses)
    return np.array([_RANK.get(one, -1) for one in names], dtype=np.int64)[codes]


def _scored(programme: Programme, row: Row, scoring: Scoring) -> RowScore:
    parts = tuple(PartScore(programme, part, scoring) for part in row.parts)
    return RowScore(programme, row, parts)
