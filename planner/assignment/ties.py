"""All ties within reach of each other, and which of the rules each keeps."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from geo.travel import Costs, Indices
from planner.assignment.fit import degrees
from planner.assignment.problem import AssignmentProblem
from planner.problem import Flags


@dataclass(frozen=True)
class Ties:
    """Pairs of post and person that `reach` stores, sorted by post and then person.

    Arrays of one length; ``near`` to ``not_banned`` tell which rule each pair keeps.
    """

    problem: AssignmentProblem
    post: Indices
    person: Indices
    cost: Costs
    fit: Indices
    near: Flags
    in_post: Flags
    trade: Flags
    tier: Flags
    team: Flags
    not_banned: Flags

    @cached_property
    def open_post(self) -> Flags:
        """Posts that can be filled at all, shape (n,)."""
        posts = self.problem.posts
        return posts.placed & posts.joined & ~posts.excluded

    @cached_property
    def allowed(self) -> Flags:
        """Ties that keep every rule that can be told of a tie alone."""
        kept: Flags = self.open_post[self.post] & self.near & self.in_post
        return kept & self.trade & self.tier & self.team & self.not_banned


def ties_of(problem: AssignmentProblem) -> Ties:
    """List the ties of a problem."""
    people, posts = problem.people, problem.posts
    reach = problem.reach.tocoo()
    order = np.lexsort((reach.col, reach.row))
    post = reach.row[order].astype(np.int64)
    person = reach.col[order].astype(np.int64)
    cost = np.ceil(reach.data[order]).astype(np.int64)
    fit = degrees(posts.trades[post], people.trades[person])
    banned = pairs_in(post, person, problem.bans, len(people))
    return Ties(
        problem=problem,
        post=post,
        person=person,
        cost=cost,
        fit=fit,
        near=cost <= problem.limit,
        in_post=people.in_post[person],
        # Where no trade is asked for, nothing is amiss whatever the lowest degree.
        trade=(fit >= problem.least_fit) | (posts.trades[post] == 0),
        tier=_meets(posts.tier[post], people.tier[person]),
        team=_meets(posts.team[post], people.team[person]),
        not_banned=~banned,
    )


def pairs_in(rows: Indices, people: Indices, listed: Indices, count: int) -> Flags:
    """Whether each pair of row and person, of ``count`` people, is among those listed.

    Parameters
    ----------
    rows, people
        Shape (k,).
    listed
        Shape (l, 2).
    """
    found: Flags = np.isin(
        rows * max(count, 1) + people, listed[:, 0] * max(count, 1) + listed[:, 1]
    )
    return found


def _meets(wanted: np.ndarray, given: np.ndarray) -> Flags:
    meets: Flags = (wanted == "") | (wanted == given)
    return meets.astype(bool)
