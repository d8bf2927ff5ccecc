"""Who is to be assigned to what: people, posts, and the rules between them, checked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from geo.travel import Indices
from planner.assignment.fit import Fit
from planner.errors import PlanInputError, Problem
from planner.problem import UNLIMITED, Flags, Masks, Texts

Numbers = npt.NDArray[np.float64]
# So many units of cost for each of a billion posts still are whole numbers.
_LARGEST = 10**9
# Codes of 12 digits; times the number of people they still are whole numbers.
_LARGEST_PLACE = 10**12


@dataclass(frozen=True, slots=True)
class People:
    """Columns of the m people; see the parameters of :func:`make_people`."""

    ids: Texts
    trades: Masks
    capacity: Indices
    in_post: Flags
    left: Flags
    tier: Texts
    team: Texts

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Posts:
    """Columns of the n posts; see the parameters of :func:`make_posts`."""

    ids: Texts
    place: Indices
    trades: Masks
    must: Flags
    weight: Indices
    tier: Texts
    team: Texts
    placed: Flags
    joined: Flags
    road_m: Numbers
    excluded: Flags

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class AssignmentProblem:
    """People, posts, and the rules; see the parameters of :func:`make_problem`."""

    people: People
    posts: Posts
    reach: csr_array
    limit: int
    last_year: Indices
    accepted: Indices
    pins: Indices
    bans: Indices
    least_fit: Fit


def make_people(
    ids: npt.ArrayLike,
    trades: npt.ArrayLike,
    capacity: npt.ArrayLike | None = None,
    *,
    in_post: npt.ArrayLike | None = None,
    left: npt.ArrayLike | None = None,
    tier: npt.ArrayLike | None = None,
    team: npt.ArrayLike | None = None,
) -> People:
    """Columns of m people (or organisations), with what was left out filled in.

    Parameters
    ----------
    ids
        Ids, shape (m,).
    trades
        One bit for each trade they name, shape (m,); what a trade implies is worked
        out, so the parts of a known trade are not to be set. 0: none.
    capacity
        Posts each can hold, shape (m,); without limit by default.
    in_post
        Whether they serve on the day planned for; all by default.
    left
        Whether they do not because they have left, so that no reason names them; none
        by default.
    tier, team
        Texts, empty where there is none.
    """
    names = np.asarray(ids, dtype=object)
    size = len(names)
    return People(
        ids=names,
        trades=np.asarray(trades, dtype=np.int64),
        capacity=_column(capacity, size, int(UNLIMITED), np.int64),
        in_post=_column(in_post, size, True, np.bool_),
        left=_column(left, size, False, np.bool_),
        tier=_column(tier, size, "", object),
        team=_column(team, size, "", object),
    )


def make_posts(
    ids: npt.ArrayLike,
    trades: npt.ArrayLike,
    *,
    place: npt.ArrayLike | None = None,
    must: npt.ArrayLike | None = None,
    weight: npt.ArrayLike | None = None,
    tier: npt.ArrayLike | None = None,
    team: npt.ArrayLike | None = None,
    placed: npt.ArrayLike | None = None,
    joined: npt.ArrayLike | None = None,
    road_m: npt.ArrayLike | None = None,
    excluded: npt.ArrayLike | None = None,
) -> Posts:
    """Columns of n posts, one for each person wanted, with the rest filled in.

    A village that needs several people, or one for each of several trades, has as many
    posts at one place; nobody holds two posts at a place.

    Parameters
    ----------
    ids
        Ids, shape (n,), such as a village code and a role.
    trades
        One bit for each trade of which one must be known, shape (n,); 0: any.
    place
        Number of the village (or base, or county) each belongs to; a place of its own
        for each post by default.
    must
        Whether the post has to be filled; none by default.
    weight
        How much each counts, such as its poor households; 1 each by default.
    tier, team
        What its holder has to belong to; empty where that is all one.
    placed, joined
        Whether its place has a location, and a road near it; all by default.
    road_m
        Metres to the nearest road; NaN where not measured.
    excluded
        Whether the planner has taken it out; none by default.
    """
    names = np.asarray(ids, dtype=object)
    size = len(names)
    own = np.arange(size) if place is None else place
    return Posts(
        ids=names,
        place=_column(own, size, 0, np.int64),
        trades=np.asarray(trades, dtype=np.int64),
        must=_column(must, size, False, np.bool_),
        weight=_column(weight, size, 1, np.int64),
        tier=_column(tier, size, "", object),
        team=_column(team, size, "", object),
        placed=_column(placed, size, True, np.bool_),
        joined=_column(joined, size, True, np.bool_),
        road_m=_column(road_m, size, np.nan, np.float64),
        excluded=_column(excluded, size, False, np.bool_),
    )


def make_problem(
    people: People,
    posts: Posts,
    reach: csr_array,
    *,
    limit: int,
    last_year: npt.ArrayLike | None = None,
    accepted: npt.ArrayLike | None = None,
    pins: npt.ArrayLike | None = None,
    bans: npt.ArrayLike | None = None,
    least_fit: Fit = Fit.WHOLE,
) -> AssignmentProblem:
    """Put a problem together and check its numbers.

    Parameters
    ----------
    people, posts
        The m people and n posts.
    reach
        Shape (n, m): travel cost of post and person in whole seconds (or metres); what
        is not stored is out of reach. It may go beyond the limit: from what lies there
        reasons name the nearest option.
    limit
        Most travel cost of a tie.
    last_year
        Pairs (place, person) that held last year, shape (k, 2).
    accepted
        Holder of each post in the plan accepted before, shape (n,); -1 where none.
    pins, bans
        Pairs (post, person) that have to be in the plan, or must not be, shape (k, 2).
    least_fit
        Lowest degree of trade fit that is allowed. ``Fit.WHOLE`` is what coverage rules
        count as a match; ``Fit.PART`` is wider; ``Fit.OTHER`` sets trades aside.

    Raises
    ------
    PlanInputError
        With everything at once that is no number of the right size. Rules that only
        contradict each other are no error: a plan says so.
    """
    matrix = csr_array(reach)
    if not matrix.has_canonical_format:
        matrix = matrix.copy()
        matrix.sum_duplicates()
    problem = AssignmentProblem(
        people=people,
        posts=posts,
        reach=matrix,
        limit=int(limit),
        last_year=_pairs(last_year),
        accepted=_column(accepted, len(posts), -1, np.int64),
        pins=_pairs(pins),
        bans=_pairs(bans),
        least_fit=Fit(least_fit),
    )
    found = [*_bad_sizes(problem)] or [*_bad_numbers(problem)]
    if found:
        raise PlanInputError(found)
    return problem


def _column(
    given: npt.ArrayLike | None, size: int, missing: object, kind: npt.DTypeLike
) -> npt.NDArray[Any]:
    if given is None:
        return np.full(size, missing, dtype=kind)
    return np.asarray(given, dtype=kind)


def _pairs(given: npt.ArrayLike | None) -> Indices:
    if given is None or np.size(given) == 0:
        return np.empty((0, 2), dtype=np.int64)
    return np.unique(np.asarray(given, dtype=np.int64).reshape(-1, 2), axis=0)


def _bad_sizes(problem: AssignmentProblem) -> Iterator[Problem]:
    people, posts = problem.people, problem.posts
    columns: Mapping[str, tuple[npt.NDArray[Any], int]] = {
        f"{owner}.{name}": (getattr(rows, name), len(rows))
        for owner, rows in (("people", people), ("posts", posts))
        for name in rows.__slots__
    } | {"accepted": (problem.accepted, len(posts))}
    for name, (column, size) in columns.items():
        if np.shape(column) != (size,):
            told = {"name": name, "size": size, "given": str(np.shape(column))}
            yield ("assignment_bad_size", told)
    if problem.reach.shape != (len(posts), len(people)):
        wanted = f"{len(posts)} × {len(people)}"
        told = {"name": "reach", "size": wanted, "given": str(problem.reach.shape)}
        yield ("assignment_bad_size", told)


def _counts(column: Indices, most: int = _LARGEST) -> bool:
    return bool(((column >= 0) & (column <= most)).all())


def _bad_numbers(problem: AssignmentProblem) -> Iterator[Problem]:
    people, posts = len(problem.people), len(problem.posts)
    data = problem.reach.data
    numbers = {
        "reach": _counts(data),
        "limit": problem.limit >= 0,
        "people.capacity": (problem.people.capacity >= 0).all(),
        "posts.weight": _counts(problem.posts.weight),
        "posts.place": _counts(problem.posts.place, _LARGEST_PLACE),
    }
    for name, right in numbers.items():
        if not right:
            yield ("assignment_bad_numbers", {"name": name})
    positions = {
        "pins": (problem.pins, posts),
        "bans": (problem.bans, posts),
        # A place of last year may have no post any more.
        "last_year": (problem.last_year, _LARGEST_PLACE + 1),
    }
    for name, (pairs, most) in positions.items():
        rows, columns = pairs[:, 0], pairs[:, 1]
        if (pairs < 0).any() or (columns >= people).any() or (rows >= most).any():
            yield ("assignment_bad_positions", {"name": name})
    if (problem.accepted < -1).any() or (problem.accepted >= people).any():
        yield ("assignment_bad_positions", {"name": "accepted"})
