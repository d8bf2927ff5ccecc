"""From an accepted plan to the next: what changed and why, decided row by row."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from geo.travel import Indices
from planner.assignment.problem import AssignmentProblem
from planner.assignment.ties import Ties, ties_of

Decision = Literal["accept", "reject", "pin"]
# Why a row changed, in the order the causes are looked for.
Cause = Literal[
    "post_gone",
    "post_excluded",
    "person_left",
    "out_of_reach",
    "trade",
    "tier",
    "team",
    "banned",
    "pinned",
    "capacity",
    "makes_room",
    "new_post",
    "now_filled",
    "goals",
]


@dataclass(frozen=True, slots=True)
class Change:
    """A post whose holder is another than before.

    Parameters
    ----------
    post
        Id of the post.
    before, after
        Ids of its holders; empty where there was or is none.
    cause
        Why: what no longer holds of the tie before (``person_left``, ``out_of_reach``
        and so on); that its holder ``makes_room``, needed at another post; that the
        post is new or somebody was found for it; or that the ``goals`` are better
        served.
    makes_room_for
        Id of the post its holder before was needed at; else empty.
    cost_before, cost_now, cost_after
        Travel of the tie before, as it was and as it is now, and of the tie after; -1
        where there is none, or where reach does not go so far.
    """

    post: str
    before: str
    after: str
    cause: Cause
    makes_room_for: str
    cost_before: int
    cost_now: int
    cost_after: int


def carry_over(
    before: AssignmentProblem, person: Indices, problem: AssignmentProblem
) -> AssignmentProblem:
    """Let a plan accepted before be what the next one changes as little as it can.

    Parameters
    ----------
    before, person
        The problem of the accepted plan, and its holder of each post.
    problem
        The problem now; posts and people may stand in other places or be gone, they are
        known by their ids.
    """
    place = {name: at for at, name in enumerate(problem.people.ids)}
    held = {
        post: place.get(before.people.ids[at], -1)
        for post, at in zip(before.posts.ids, person.tolist(), strict=True)
        if at >= 0
    }
    accepted = [held.get(post, -1) for post in problem.posts.ids]
    return replace(problem, accepted=np.array(accepted, dtype=np.int64))


def changes(
    before: AssignmentProblem,
    person_before: Indices,
    after: AssignmentProblem,
    person_after: Indices,
) -> list[Change]:
    """List the posts whose holder changed, in the order of the posts now.

    Parameters
    ----------
    before, person_before
        The accepted plan: its problem, and its holder of each post.
    after, person_after
        The plan now. Posts and people are known by their ids.
    """
    old, new = _holders(before, person_before), _holders(after, person_after)
    compare = _Comparison(before, old, after, new)
    posts = [*after.posts.ids, *(post for post in old if post not in compare.posts)]
    return [
        compare.change(post) for post in posts if old.get(post, "") != new.get(post, "")
    ]


def decide(
    problem: AssignmentProblem,
    rows: Sequence[Change],
    decisions: Mapping[str, Decision],
) -> AssignmentProblem:
    """Take decisions on rows into the problem, for the next run.

    Parameters
    ----------
    problem
        The problem the rows were made for.
    rows
        The changes.
    decisions
        By id of a post. ``"accept"``: the new holder is what later plans change as
        little as they can; ``"pin"``: the new holder stays whatever comes;
        ``"reject"``: the holder before is pinned where the rules still allow it, else
        the new one is banned.
    """
    ties = ties_of(problem)
    post_at = {name: at for at, name in enumerate(problem.posts.ids)}
    person_at = {name: at for at, name in enumerate(problem.people.ids)}
    accepted = problem.accepted.copy()
    pins, bans = problem.pins.tolist(), problem.bans.tolist()
    for row in rows:
        decision = decisions.get(row.post)
        if decision is None or row.post not in post_at:
            continue
        post = post_at[row.post]
        new = person_at[row.after] if row.after else -1
        if decision == "accept":
            accepted[post] = new
            continue
        pins = [pin for pin in pins if pin[0] != post]
        old = person_at.get(row.before, -1)
        if decision == "pin" and new >= 0:
            pins.append([post, new])
        elif decision == "reject" and _allowed(ties, post, old):
            pins.append([post, old])
        elif decision == "reject" and new >= 0:
            bans.append([post, new])
    return replace(
        problem, accepted=accepted, pins=_as_pairs(pins), bans=_as_pairs(bans)
    )


def _as_pairs(pairs: list[list[int]]) -> Indices:
    if not pairs:
        return np.empty((0, 2), dtype=np.int64)
    return np.unique(np.array(pairs, dtype=np.int64), axis=0)


def _allowed(ties: Ties, post: int, person: int) -> bool:
    at = _tie(ties, post, person)
    return at >= 0 and bool(ties.allowed[at])


def _tie(ties: Ties, post: int, person: int) -> int:
    """Position of a tie; -1 where reach does not store it."""
    first, last = np.searchsorted(ties.post, (post, post + 1))
    at = first + int(np.searchsorted(ties.person[first:last], person))
    return at if at < last and ties.person[at] == person else -1


def _holders(problem: AssignmentProblem, person: Indices) -> dict[str, str]:
    """Id of the holder of each post by its id; empty where open."""
    return {
        post: problem.people.ids[at] if at >= 0 else ""
        for post, at in zip(problem.posts.ids, person.tolist(), strict=True)
    }


def _cost(ties: Ties, post: int | None, person: int | None) -> int:
    """Travel of a tie; -1 where there is none."""
    if post is None or person is None:
        return -1
    at = _tie(ties, post, person)
    return int(ties.cost[at]) if at >= 0 else -1


class _Comparison:
    """Two plans, by ids, and why a row of theirs differs."""

    def __init__(
        self,
        before: AssignmentProblem,
        old: Mapping[str, str],
        after: AssignmentProblem,
        new: Mapping[str, str],
    ) -> None:
        self.after, self.old, self.new = after, old, new
        self.ties = ties_of(after)
        self.ties_before = ties_of(before)
        self.posts = {name: at for at, name in enumerate(after.posts.ids)}
        self.people = {name: at for at, name in enumerate(after.people.ids)}
        self.known = {name: at for at, name in enumerate(before.posts.ids)}
        self.people_before = {name: at for at, name in enumerate(before.people.ids)}
        self.pinned = set(after.pins[:, 0].tolist())
        # What each person holds now and did not hold before, in the order of the posts.
        self.gained: dict[str, list[str]] = {}
        for post, person in new.items():
            if person and old.get(post) != person:
                self.gained.setdefault(person, []).append(post)

    def change(self, post: str) -> Change:
        """Tell how and why one row changed."""
        old, new = self.old.get(post, ""), self.new.get(post, "")
        cause = next(self._causes(post, old))
        room = self.gained[old][0] if cause == "makes_room" else ""
        then = _cost(
            self.ties_before, self.known.get(post), self.people_before.get(old)
        )
        at = self.posts.get(post)
        now = _cost(self.ties, at, self.people.get(old))
        there = _cost(self.ties, at, self.people.get(new))
        return Change(post, old, new, cause, room, then, now, there)

    def _causes(self, post: str, old: str) -> Iterator[Cause]:
        """Every cause of a change, the first to be named first."""
        if post not in self.posts:
            yield "post_gone"
            return
        if not old:
            yield "now_filled" if post in self.known else "new_post"
            return
        at = self.posts[post]
        if not self.ties.open_post[at]:
            yield "post_excluded"
        if old not in self.people or not self.after.people.in_post[self.people[old]]:
            yield "person_left"
            return
        yield from self._broken(at, self.people[old])
        if at in self.pinned:
            yield "pinned"
        held = sum(person == old for person in self.old.values())
        if self.after.people.capacity[self.people[old]] < held:
            yield "capacity"
        yield "makes_room" if old in self.gained else "goals"

    def _broken(self, post: int, person: int) -> Iterator[Cause]:
        at = _tie(self.ties, post, person)
        if at < 0 or not self.ties.near[at]:
            yield "out_of_reach"
            return
        causes: tuple[Cause, ...] = ("trade", "tier", "team")
        yield from (cause for cause in causes if not getattr(self.ties, cause)[at])
        if not self.ties.not_banned[at]:
            yield "banned"
