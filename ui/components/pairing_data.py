"""Pairings, each made once and kept."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import numpy as np
import pandas as pd

from geo.travel import StraightLine, Travel
from planner.assignment import Change
from planner.assignment.ties import Ties, ties_of
from planner.pairing.answering import PairingAnswer, answer_pairing
from planner.pairing.choice import EASTERN
from planner.pairing.numbers import FAR_S
from planner.pairing.question import ask_pairing
from planner.travelling import travel_for
from planner.workspace import Workspace
from ui.components import data
from ui.components.pairing_state import Asked

_SECONDS = 30.0
T = TypeVar("T")


@dataclass(frozen=True)
class Pairing:
    """A pairing, what was asked, and what the independent check found."""

    asked: Asked
    answer: PairingAnswer
    faults: tuple[str, ...]

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """Posts whose party is another than now."""
        return tuple(self.answer.changes())

    @cached_property
    def ties(self) -> Ties:
        """Who could hold which post, and which rules that keeps."""
        return ties_of(self.answer.question.problem)

    @property
    def posts(self) -> pd.DataFrame:
        """See :attr:`planner.pairing.answering.PairingAnswer.posts`."""
        return self.answer.posts

    def row_of(self, post: str) -> int:
        """Position of a post; -1 where it is not asked for."""
        return self._rows.get(post, -1)

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {post: at for at, post in enumerate(self.posts["post_id"])}

    def candidates(self, row: int) -> pd.DataFrame:
        """Who may hold a post, banned or not.

        Returns
        -------
        pandas.DataFrame
            ``party_id``, ``name``, ``organisation``, ``minutes`` (NaN where not known),
            ``load``, ``capacity``, ``holds``, ``full``, ``banned``, ``was``; the holder
            first, then those with room, the best fit and the nearest.
        """
        question, plan, ties = self.answer.question, self.answer.plan, self.ties
        kept = ties.open_post[ties.post] & ties.near & ties.in_post & ties.trade
        at = np.flatnonzero((ties.post == row) & kept)
        person = ties.person[at]
        parties = question.parties.iloc[person]
        minutes = np.where(ties.cost[at] >= FAR_S, np.nan, np.ceil(ties.cost[at] / 60))
        capacity = parties["capacity"].to_numpy()
        holds = person == plan.person[row]
        table = pd.DataFrame(
            {
                "party_id": parties["party_id"].to_numpy(),
                "name": parties["name"].to_numpy(),
                "organisation": parties["organisation"].to_numpy(),
                "minutes": minutes,
                "fit": ties.fit[at],
                "load": plan.load[person],
                "capacity": capacity,
                "holds": holds,
                "full": (plan.load[person] >= capacity) & ~holds,
                "banned": ~ties.not_banned[at],
                "was": parties["party_id"].to_numpy()
                == question.posts["was"].iloc[row],
            }
        )
        return table.sort_values(
            ["holds", "full", "fit", "minutes", "party_id"],
            ascending=[False, True, False, True, True],
            ignore_index=True,
        )


def pairing(path: Path, asked: Asked) -> Pairing:
    """The pairing for a question.

    Raises
    ------
    planner.errors.PlanInputError
        If it cannot be asked; see :func:`planner.pairing.question.ask_pairing`.
    """
    return kept(path, asked, "pairing", lambda: _pairing(path, asked))


def kept(path: Path, asked: Asked, what: Hashable, make: Callable[[], T]) -> T:
    """Make something once of a pairing."""
    return data.kept_of(path, ("pairing", asked, data.today(), what), make)


def _pairing(path: Path, asked: Asked) -> Pairing:
    frames, day, choice = data.layers(path)[0], data.today(), asked.travel
    travel: Travel = StraightLine()
    if asked.kind not in EASTERN:
        roads = data.roads(path) if choice.method == "roads" else None
        travel = travel_for(Workspace(path), choice, on=day, roads=roads)
    question = ask_pairing(frames, asked.kind, asked.choice, travel, today=day)
    answer = answer_pairing(question, time_limit_s=_SECONDS)
    faults = tuple(
        f"{one.promise} {one.subject}: {one.detail}"
        for one in answer.violations(frames)
    )
    return Pairing(asked, answer, faults)
