"""Rosters, each made once and kept, and what they are compared with."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import numpy as np
import pandas as pd

from geo.schemas import LayerName
from geo.travel import Indices, Travel
from planner.assignment import AssignmentProblem, Change, carry_over, changes
from planner.assignment.ties import Ties, ties_of
from planner.plans import layers_version
from planner.problem import UNLIMITED
from planner.roster.answering import RosterAnswer, answer_roster
from planner.roster.question import LONG_AGO, RosterQuestion, ask_roster
from planner.travelling import travel_for
from planner.workspace import Layers, Workspace
from ui.components import data
from ui.components.roster_state import Asked

_SECONDS = 30.0
T = TypeVar("T")


@dataclass(frozen=True)
class Roster:
    """A roster and the one before it.

    Parameters
    ----------
    asked
        What was asked.
    answer
        The roster.
    before, person_before
        What it is compared with: the roster in force, or where there is none the one
        proposed before anything was changed by hand.
    in_force
        Whether that is the roster in force.
    """

    asked: Asked
    answer: RosterAnswer
    before: AssignmentProblem
    person_before: Indices
    in_force: bool

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """Posts whose holder is another than before."""
        problem = self.answer.question.problem
        found = changes(
            self.before, self.person_before, problem, self.answer.plan.person
        )
        return tuple(found)

    @cached_property
    def ties(self) -> Ties:
        """Who reaches which post, and which rules that keeps."""
        return ties_of(self.answer.question.problem)

    @cached_property
    def names(self) -> dict[str, str]:
        """Names of people and posts by id, those that are gone included."""
        return {**self.answer.names}

    @property
    def posts(self) -> pd.DataFrame:
        """The posts; see :attr:`planner.roster.answering.RosterAnswer.posts`."""
        return self.answer.posts

    def row_of(self, post: str) -> int:
        """Position of a post; -1 where it is not asked for."""
        return self._rows.get(post, -1)

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {post: at for at, post in enumerate(self.posts["post_id"])}

    def candidates(self, row: int) -> pd.DataFrame:
        """Who may hold a post: in reach, in service and fitting, banned or not.

        Returns
        -------
        pandas.DataFrame
            ``person`` (position), ``commissioner_id``, ``name``, ``cost`` (seconds or
            metres), ``fit`` (degree), ``load``, ``capacity`` (NA for no limit),
            ``kept`` (was here last year); the holder first, then those with room, then
            the best fit and the nearest.
        """
        question, plan = self.answer.question, self.answer.plan
        ties = self.ties
        own = ties.post == row
        # A ban may be taken back by choosing the person.
        at = np.flatnonzero(own & _but_for_a_ban(ties))
        person = ties.person[at]
        capacity = question.problem.people.capacity[person]
        place = int(question.problem.posts.place[row])
        held = {tuple(pair) for pair in question.problem.last_year.tolist()}
        table = pd.DataFrame(
            {
                "person": person,
                "commissioner_id": question.people["commissioner_id"].to_numpy()[
                    person
                ],
                "name": question.people["name"].to_numpy()[person],
                "cost": ties.cost[at],
                "fit": ties.fit[at],
                "load": plan.load[person],
                "capacity": pd.array(capacity, dtype="Int64"),
                "kept": [(place, one) in held for one in person.tolist()],
                "banned": ~ties.not_banned[at],
                "holds": person == plan.person[row],
                "full": (plan.load[person] >= capacity) & (person != plan.person[row]),
            }
        )
        table.loc[capacity >= UNLIMITED, "capacity"] = pd.NA
        return table.sort_values(
            ["holds", "full", "fit", "cost"],
            ascending=[False, True, False, True],
            ignore_index=True,
        )


def _but_for_a_ban(ties: Ties) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    """Ties that keep every rule but a ban."""
    kept = ties.open_post[ties.post] & ties.near & ties.in_post
    return kept & ties.trade & ties.tier & ties.team


def roster(path: Path, asked: Asked) -> Roster:
    """The roster for a question.

    Raises
    ------
    planner.errors.PlanInputError
        If it cannot be asked; see :func:`planner.roster.question.ask_roster`.
    """
    return kept(path, asked, "roster", lambda: _roster(path, asked))


def kept(path: Path, asked: Asked, what: Hashable, make: Callable[[], T]) -> T:
    """Make something once of a roster."""
    return data.kept_of(path, ("roster", asked, what), make)


def travel_of(path: Path, asked: Asked) -> Travel:
    """How travel is measured."""
    choice = asked.travel
    roads = data.roads(path) if choice.method == "roads" else None
    day = asked.rule.on or data.today()
    return travel_for(Workspace(path), choice, on=day, roads=roads)


def settings_version(path: Path) -> str:
    """What a roster is made of, apart from rosters: to know a stale one."""
    names: tuple[LayerName, ...] = (
        "villages", "commissioners", "bases", "roads", "closures"
    )  # fmt: skip
    return layers_version(Workspace(path).layer_versions(), names)


def _roster(path: Path, asked: Asked) -> Roster:
    calm = asked.without_changes()
    if calm != asked:
        first = roster(path, calm)
        before, person = first.before, first.person_before
        question = _question(path, asked)
        if not first.in_force:
            problem = carry_over(before, person, question.problem)
            question = replace(question, problem=problem)
        question = _with_agreed(question, asked)
        answer = answer_roster(question, time_limit_s=_SECONDS)
        return Roster(asked, answer, before, person, first.in_force)
    question = _question(path, asked)
    accepted = question.problem.accepted
    answer = answer_roster(question, time_limit_s=_SECONDS)
    if (accepted >= 0).any():
        return Roster(asked, answer, question.problem, accepted, in_force=True)
    if not asked.choice.extra:
        return Roster(asked, answer, question.problem, answer.plan.person, False)
    # What the posts that must be filled take away is a change too.
    plain = replace(asked, choice=replace(asked.choice, extra=()))
    first = roster(path, plain)
    problem = carry_over(first.before, first.person_before, question.problem)
    answer = answer_roster(replace(question, problem=problem), time_limit_s=_SECONDS)
    return Roster(asked, answer, first.before, first.person_before, in_force=False)


def _question(path: Path, asked: Asked) -> RosterQuestion:
    frames = _without(data.layers(path)[0], asked)
    travel = travel_of(path, asked)
    return ask_roster(frames, asked.rule, asked.choice, travel, today=data.today())


def _without(frames: Layers, asked: Asked) -> Layers:
    """Layers in which those gone left long ago; they keep their names."""
    if not asked.gone:
        return frames
    people = frames["commissioners"].copy()
    left = people["commissioner_id"].isin(asked.gone)
    people.loc[left, "ends"] = LONG_AGO
    return {**frames, "commissioners": people}


def _with_agreed(question: RosterQuestion, asked: Asked) -> RosterQuestion:
    """Take rows agreed on for what is changed as little as can be."""
    posts = {one: at for at, one in enumerate(question.posts["post_id"])}
    people = {one: at for at, one in enumerate(question.people["commissioner_id"])}
    accepted = question.problem.accepted.copy()
    for post, person in asked.agreed:
        if post in posts:
            accepted[posts[post]] = people.get(person, -1)
    return replace(question, problem=replace(question.problem, accepted=accepted))
