"""Rules that contradict each other, in smallest sets.

Pins contradict other rules by themselves or in pairs and are simply gone through. For
posts that must be filled, a smallest set is found by halving (Junker 2004,
"QuickXplain: preferred explanations and relaxations for over-constrained problems").
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from planner.assignment.network import Network, network_of
from planner.assignment.problem import AssignmentProblem
from planner.assignment.ties import Ties, pairs_in, ties_of
from planner.errors import Problem

# A rule on trial: ("must", post), or "pin" or "ban" and its place in their list.
Rule = tuple[str, int]


def pin_conflicts(ties: Ties) -> list[Problem]:
    """Every pin that breaks a rule, and pins that contradict each other."""
    problem = ties.problem
    found = [
        (key, _who(problem, post, person) | dict(told))
        for post, person in problem.pins.tolist()
        for key, told in _broken(ties, post, person)
    ]
    return [*found, *_two_pins(problem), *_over_capacity(problem)]


def must_conflicts(problem: AssignmentProblem) -> list[Problem]:
    """Smallest sets of posts that must be filled and cannot be together.

    Pins and bans are part of a set where they take away the people. Sets have no post
    in common. Pins do not contradict each other, see :func:`pin_conflicts`.
    """
    none = problem.pins[:0]
    network = network_of(ties_of(replace(problem, pins=none, bans=none)))
    trial = _Trial(network, problem)
    must = problem.posts.must
    musts: list[Rule] = [("must", row) for row in np.flatnonzero(must).tolist()]
    bans = np.flatnonzero(must[problem.bans[:, 0]]).tolist()
    others: list[Rule] = [("ban", place) for place in bans]
    others += [("pin", place) for place in range(len(problem.pins))]
    found: list[Problem] = []
    while not trial.agree([*musts, *others]):
        # What stands last is named only where it is needed beside all the rest.
        smallest = _smallest(trial, [], [*musts, *others], tested=True)
        found.append(trial.told(smallest))
        musts = [rule for rule in musts if rule not in smallest]
    return found


def _who(problem: AssignmentProblem, post: int, person: int) -> dict[str, object]:
    ids = {"post": problem.posts.ids[post], "person": problem.people.ids[person]}
    return ids | {"post_at": post, "person_at": person}


def _broken(ties: Ties, post: int, person: int) -> Iterator[Problem]:
    """Every rule a single pin breaks."""
    problem, posts = ties.problem, ties.problem.posts
    states = {
        "excluded": posts.excluded[post],
        "unplaced": not posts.placed[post],
        "no_road": not posts.joined[post],
        "absent": not problem.people.in_post[person],
        "idle": problem.people.capacity[person] == 0,
    }
    for name, held in states.items():
        if held:
            yield (f"assignment_pin_{name}", {})
    first, last = np.searchsorted(ties.post, (post, post + 1))
    at = first + int(np.searchsorted(ties.person[first:last], person))
    if (problem.bans == (post, person)).all(axis=1).any():
        yield ("assignment_pin_banned", {})
    if at == last or ties.person[at] != person:
        yield ("assignment_pin_unreached", {"limit": problem.limit})
        return
    if not ties.near[at]:
        told = {"cost": int(ties.cost[at]), "limit": problem.limit}
        yield ("assignment_pin_far", told)
    for name in ("trade", "tier", "team"):
        if not getattr(ties, name)[at]:
            yield (f"assignment_pin_{name}", {})


def _two_pins(problem: AssignmentProblem) -> Iterator[Problem]:
    """Two people for one post, or one person for two posts of a place."""
    posts: dict[int, int] = {}
    places: dict[tuple[int, int], int] = {}
    for post, person in problem.pins.tolist():
        if post in posts:
            other = problem.people.ids[posts[post]]
            told = _who(problem, post, person) | {"other": other}
            yield ("assignment_pins_same_post", told)
        place = (int(problem.posts.place[post]), person)
        if place in places and post not in posts:
            other = problem.posts.ids[places[place]]
            told = _who(problem, post, person) | {"other": other}
            yield ("assignment_pins_same_place", told)
        posts.setdefault(post, person)
        places.setdefault(place, post)


def _over_capacity(problem: AssignmentProblem) -> Iterator[Problem]:
    """More pins than a person can hold; of them, one more than that."""
    for person in np.unique(problem.pins[:, 1]).tolist():
        mine = problem.pins[problem.pins[:, 1] == person, 0]
        capacity = int(problem.people.capacity[person])
        if 0 < capacity < len(mine):
            told = {
                "person": problem.people.ids[person],
                "person_at": person,
                "capacity": capacity,
                "posts": list(problem.posts.ids[mine[: capacity + 1]]),
            }
            yield ("assignment_pins_over_capacity", told)


class _Trial:
    """Whether some rules agree, with all others set aside."""

    def __init__(self, network: Network, problem: AssignmentProblem) -> None:
        self.network, self.problem = network, problem

    def agree(self, rules: Sequence[Rule]) -> bool:
        """Whether one plan keeps them all: none of their posts is left open."""
        network, problem = self.network, self.problem
        places = {
            kind: [place for name, place in rules if name == kind]
            for kind in ("must", "pin", "ban")
        }
        pins, bans = problem.pins[places["pin"]], problem.bans[places["ban"]]
        wanted = np.zeros(network.posts, dtype=bool)
        wanted[places["must"]] = True
        wanted[pins[:, 0]] = True
        holder = np.full(network.posts, -1, dtype=np.int64)
        holder[pins[:, 0]] = pins[:, 1]
        post = network.ties.post[network.tie]
        person = network.ties.person[network.tie]
        pinned = holder[post]
        used = np.ones(network.arcs, dtype=bool)
        used[: len(post)] = wanted[post] & ((pinned < 0) | (pinned == person))
        used[: len(post)] &= ~pairs_in(post, person, bans, len(problem.people))
        costs = np.zeros(network.arcs, dtype=np.int64)
        costs[network.unfilled] = wanted
        tree = network.without_ties()
        tree.improve(costs, used)
        return not (costs * tree.flow).any()

    def told(self, rules: Sequence[Rule]) -> Problem:
        """Say that some rules contradict, and who there is for their posts."""
        problem, ties = self.problem, self.network.ties
        posts, names = problem.posts.ids, problem.people.ids
        musts = sorted(place for kind, place in rules if kind == "must")
        tie = self.network.tie
        people = np.unique(ties.person[tie[np.isin(ties.post[tie], musts)]])
        pairs = {
            kind: listed[sorted(place for name, place in rules if name == kind)]
            for kind, listed in (("pin", problem.pins), ("ban", problem.bans))
        }
        told: dict[str, object] = {
            "posts": list(posts[musts]),
            "posts_at": musts,
            "people": list(names[people]),
            "people_at": people.tolist(),
        } | {
            f"{kind}s": [f"{names[person]} → {posts[post]}" for post, person in listed]
            for kind, listed in pairs.items()
        }
        if not len(people):
            return ("assignment_must_nobody", told)
        several = any(len(listed) for listed in pairs.values())
        return ("assignment_musts_choices" if several else "assignment_musts", told)


def _smallest(
    trial: _Trial, kept: list[Rule], rules: list[Rule], *, tested: bool
) -> list[Rule]:
    """Smallest part of some rules that contradicts, given those kept.

    ``tested`` tells that the kept ones are known to agree among themselves.
    """
    if not tested and not trial.agree(kept):
        return []
    if len(rules) == 1:
        return rules
    half = len(rules) // 2
    first, second = rules[:half], rules[half:]
    found = _smallest(trial, kept + first, second, tested=False)
    return found + _smallest(trial, kept + found, first, tested=not found)
