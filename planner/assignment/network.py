"""The network an assignment flows through: one unit from each post to the drain.

A unit of a post goes to a person, or through the arc "unfilled" straight to the drain.
Where a post is pinned that arc is there all the same, and a goal before all others
keeps it empty. A person is left by one arc for each post they can hold, so that any
convex cost of load is a cost of arcs. Where a person could hold several posts of a
place, a node of that person and place, their door, lets one unit through. Whole flows
are plans (Ahuja, Magnanti and Orlin 1993, "Network flows", chapters 9 and 14).
"""

from dataclasses import dataclass

import numpy as np

from geo.travel import Indices
from planner.assignment.problem import AssignmentProblem
from planner.assignment.simplex import Tree, first_tree
from planner.assignment.ties import Ties


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes and arcs; the arcs of ties come first, then unfilled, doors and loads.

    Parameters
    ----------
    problem, ties
        What it was made from.
    nodes, posts
        Number of nodes, of which posts come first; the drain is the last.
    tail, head
        Ends of each arc, shape (arcs,).
    tie
        Position in `ties` of each arc of a tie.
    unfilled, load
        Positions of the arcs from posts to the drain (one each, in order), and of the
        arcs from people to the drain.
    load_person, load_number
        Person and running number (from 1) of each arc of load.
    """

    problem: AssignmentProblem
    ties: Ties
    nodes: int
    posts: int
    tail: Indices
    head: Indices
    tie: Indices
    unfilled: Indices
    load: Indices
    load_person: Indices
    load_number: Indices

    @property
    def arcs(self) -> int:
        """Number of arcs."""
        return len(self.tail)

    def without_ties(self) -> Tree:
        """Begin with the flow in which no post is filled."""
        flow = np.zeros(self.arcs, dtype=np.int64)
        flow[self.unfilled] = 1
        room = np.ones(self.arcs, dtype=np.int64)
        # A post gives one unit only: the room to spare is never used.
        room[self.unfilled] = 2
        hung_by = np.full(self.nodes, -1, dtype=np.int64)
        first = self.load[self.load_number == 1]
        doors = np.arange(len(self.tie) + self.posts, self.arcs - len(self.load))
        for arcs in (self.unfilled, first, doors):
            hung_by[self.tail[arcs]] = arcs
        return first_tree(self.tail, self.head, room, flow, hung_by)


def network_of(ties: Ties) -> Network:
    """Build the network of the ties that are allowed; pins leave no other tie."""
    problem = ties.problem
    posts, people = len(problem.posts), len(problem.people)
    useful = problem.people.capacity[ties.person] > 0
    tie = np.flatnonzero(ties.allowed & useful & _left_by_pins(ties))
    post, person = ties.post[tie], ties.person[tie]
    key = problem.posts.place[post] * max(people, 1) + person
    pairs, which, count = np.unique(key, return_inverse=True, return_counts=True)
    several = count > 1
    door = posts + people + np.cumsum(several) - 1
    doors = int(several.sum())
    drain = posts + people + doors
    number, owner = _loads(problem, pairs % max(people, 1))
    own = np.arange(posts)
    tails = (post, own, door[several], posts + owner)
    heads = (
        np.where(several[which], door[which], posts + person),
        np.full(posts, drain),
        posts + pairs[several] % max(people, 1),
        np.full(len(owner), drain),
    )
    first = len(tie) + posts + doors
    return Network(
        problem=problem,
        ties=ties,
        nodes=drain + 1,
        posts=posts,
        tail=np.concatenate(tails),
        head=np.concatenate(heads),
        tie=tie,
        unfilled=len(tie) + own,
        load=first + np.arange(len(owner)),
        load_person=owner,
        load_number=number,
    )


def _left_by_pins(ties: Ties) -> np.ndarray:
    """Ties of posts without a pin, and those that are pinned."""
    problem = ties.problem
    holder = np.full(len(problem.posts), -1, dtype=np.int64)
    holder[problem.pins[:, 0]] = problem.pins[:, 1]
    pinned = holder[ties.post]
    left: np.ndarray = (pinned < 0) | (pinned == ties.person)
    return left


def _loads(
    problem: AssignmentProblem, person_of_pair: Indices
) -> tuple[Indices, Indices]:
    """Running number and person of each arc of load: no more than could be used."""
    places = np.bincount(person_of_pair, minlength=len(problem.people))
    most = np.minimum(problem.people.capacity, places)
    owner = np.repeat(np.arange(len(most)), most)
    starts = np.repeat(np.cumsum(most) - most, most)
    return np.arange(len(owner)) - starts + 1, owner
