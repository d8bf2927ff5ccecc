"""Counties, their seats and the experts that may hold them, as numbers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from planner.errors import PlanInputError, Problem

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

# Kinds of seats, and their names.
LEADER, HOME, PARTNER, TRADE, OPEN = range(5)
KINDS = ("leader", "home", "partner", "trade", "open")
# A seat that is not there.
NO_SEAT = -1
MOST_SEATS = 16
# Why a pair that could be is not to be: one bit each, in this order.
BARS = (
    "declined_by_expert",
    "declined_by_county",
    "conflict",
    "excluded_by_planner",
)
BAR_BITS: Mapping[str, int] = {name: 1 << at for at, name in enumerate(BARS)}


@dataclass(frozen=True, slots=True)
class Seats:
    """Seats of the c groups, those that matter most first.

    Whoever is in a group is seated so that its first seats are held before later ones.

    Parameters
    ----------
    kind
        :data:`LEADER` … :data:`OPEN`, shape (c, 16); :data:`NO_SEAT` past the last seat
        of a county.
    trades
        One bit for each trade of which the holder of a trade seat knows one, shape
        (c, 16); 0 for every other seat.
    """

    kind: Ints
    trades: Ints

    def __len__(self) -> int:
        return len(self.kind)

    @property
    def there(self) -> Flags:
        """Seats that there are, shape (c, 16)."""
        return np.asarray(self.kind != NO_SEAT)


@dataclass(frozen=True, slots=True)
class Experts:
    """The e experts.

    Parameters
    ----------
    quota
        Groups each would be in at most, shape (e,).
    knows
        One bit for each trade they know, parts included, shape (e,).
    """

    quota: Ints
    knows: Ints

    def __len__(self) -> int:
        return len(self.quota)


@dataclass(frozen=True, slots=True)
class Pairs:
    """The n pairs of a county and an expert who could hold one of its seats.

    See :func:`make_pairs`; sorted by county, then expert.
    """

    county: Ints
    expert: Ints
    likes: Floats
    wishes: Floats
    may_sit: Ints
    barred: Ints

    def __len__(self) -> int:
        return len(self.county)

    @property
    def acceptable(self) -> Flags:
        """Pairs that both sides would agree to, shape (n,)."""
        return np.asarray(self.barred == 0)


@dataclass(frozen=True, slots=True)
class Least:
    """What a full group has at least, each of shape (c,).

    Every trade of its trade seats is known by somebody in a full group besides.

    Parameters
    ----------
    members
        In all, leader, home and partner among them; no more than there are seats, as
        for the others.
    leader, home, partner
        Holders of seats of that kind; 0 where none is owed, such as partners of a
        county without one.
    """

    members: Ints
    leader: Ints
    home: Ints
    partner: Ints

    def __len__(self) -> int:
        return len(self.members)


@dataclass(frozen=True, slots=True)
class AdvisoryProblem:
    """Which experts advise which county.

    Parameters
    ----------
    seats, least
        Of the c counties.
    experts
        The e experts.
    pairs
        Who could sit where; both who would agree and who is barred. An expert who is in
        no pair of a county cannot be in its group.
    agreed
        Pairs (county, expert) that stay whatever else, shape (k, 2), barred or not.
        They hold seats and use up quota; an expert may have agreed to more than the
        quota, and then gets no further group.

    Raises
    ------
    PlanInputError
        With every broken promise at once.
    """

    seats: Seats
    least: Least
    experts: Experts
    pairs: Pairs
    agreed: Ints

    def __post_init__(self) -> None:
        problems = [*_bad_sizes(self)] or [*_bad_numbers(self)] or [*_bad_agreed(self)]
        if problems:
            raise PlanInputError(problems)

    @property
    def start(self) -> Ints:
        """Where the pairs of each county begin, shape (c + 1,)."""
        counties = np.arange(len(self.seats) + 1)
        return np.searchsorted(self.pairs.county, counties).astype(np.int64)

    def pair_at(self, wanted: Ints) -> Ints:
        """Find pairs (county, expert).

        Parameters
        ----------
        wanted
            Shape (k, 2).

        Returns
        -------
        numpy.ndarray
            Their places among the pairs, shape (k,); -1 where there is no such pair.
        """
        width = max(len(self.experts), 1)
        keys = self.pairs.county * width + self.pairs.expert
        asked = wanted[:, 0] * width + wanted[:, 1]
        at = np.searchsorted(keys, asked)
        found = at < len(keys)
        found[found] = keys[at[found]] == asked[found]
        return np.where(found, at, -1).astype(np.int64)


def make_pairs(
    county: npt.ArrayLike,
    expert: npt.ArrayLike,
    likes: npt.ArrayLike,
    wishes: npt.ArrayLike,
    may_sit: npt.ArrayLike,
    barred: npt.ArrayLike | None = None,
) -> Pairs:
    """Put pairs in order.

    Parameters
    ----------
    county, expert
        Positions, shape (n,); each pair once.
    likes
        Score the county gives the expert, shape (n,); more is better, and of equal
        scores the first expert.
    wishes
        Score the expert gives the county, shape (n,); more is better, and of equal
        scores the first county.
    may_sit
        Seats of the county that the expert may hold, one bit for each from the first,
        shape (n,); never 0.
    barred
        Bits of :data:`BAR_BITS` that keep the pair apart, shape (n,); none by default.
    """
    where = np.asarray(county, dtype=np.int64)
    who = np.asarray(expert, dtype=np.int64)
    bars = np.zeros(len(where)) if barred is None else barred
    scores = [np.asarray(one, dtype=np.float64) for one in (likes, wishes)]
    bits = [np.asarray(one, dtype=np.int64) for one in (may_sit, bars)]
    if any(column.shape != where.shape for column in (who, *scores, *bits)):
        told = {"name": "pairs", "size": str(where.shape)}
        raise PlanInputError([("advisory_bad_size", told)])
    order = np.lexsort((who, where))
    return Pairs(
        county=where[order],
        expert=who[order],
        likes=scores[0][order],
        wishes=scores[1][order],
        may_sit=bits[0][order],
        barred=bits[1][order],
    )


_LEAST = ("members", "leader", "home", "partner")


def _bad_sizes(problem: AdvisoryProblem) -> Iterator[Problem]:
    counties, experts = len(problem.seats), len(problem.experts)
    least = problem.least
    columns: Mapping[str, tuple[npt.NDArray[Any], tuple[int, ...]]] = {
        "seats.kind": (problem.seats.kind, (counties, MOST_SEATS)),
        "seats.trades": (problem.seats.trades, (counties, MOST_SEATS)),
        "experts.knows": (problem.experts.knows, (experts,)),
        "agreed": (problem.agreed, (len(problem.agreed), 2)),
    } | {f"least.{name}": (getattr(least, name), (counties,)) for name in _LEAST}
    for name, (column, size) in columns.items():
        if np.shape(column) != size:
            yield ("advisory_bad_size", {"name": name, "size": str(size)})


def _bad_numbers(problem: AdvisoryProblem) -> Iterator[Problem]:
    """Numbers that mean nothing, and pairs of nobody."""
    seats, pairs, least = problem.seats, problem.pairs, problem.least
    bits = seat_bits(seats)
    known = (pairs.county >= 0) & (pairs.county < len(seats))
    known &= (pairs.expert >= 0) & (pairs.expert < len(problem.experts))
    agreed = problem.agreed
    if not known.all() or (agreed < 0).any():
        yield ("advisory_bad_positions", {"name": "pairs"})
        return
    keys = pairs.county * max(len(problem.experts), 1) + pairs.expert
    numbers = {
        "seats.kind": np.isin(seats.kind, range(NO_SEAT, OPEN + 1)).all()
        and (np.diff(seats.there.astype(np.int8), axis=1) <= 0).all(),
        "seats.trades": ((seats.trades != 0) == (seats.kind == TRADE)).all(),
        "experts.quota": (problem.experts.quota >= 0).all(),
        "pairs.likes": np.isfinite(pairs.likes).all(),
        "pairs.wishes": np.isfinite(pairs.wishes).all(),
        "pairs.may_sit": (
            (pairs.may_sit > 0) & (pairs.may_sit & ~bits[pairs.county] == 0)
        ).all(),
        "pairs.barred": ((pairs.barred >= 0) & (pairs.barred < 1 << len(BARS))).all(),
        "pairs": (np.diff(keys) > 0).all(),
        "least": all((getattr(least, name) >= 0).all() for name in _LEAST)
        and (least.members <= seats.there.sum(axis=1)).all()
        and (least.leader <= (seats.kind == LEADER).sum(axis=1)).all()
        and (least.home <= (seats.kind == HOME).sum(axis=1)).all()
        and (least.partner <= (seats.kind == PARTNER).sum(axis=1)).all(),
    }
    for name, right in numbers.items():
        if not right:
            yield ("advisory_bad_numbers", {"name": name})


def seat_bits(seats: Seats) -> Ints:
    """All seats of each county as bits, shape (c,)."""
    bits = (seats.there << np.arange(MOST_SEATS)).sum(axis=1)
    return np.asarray(bits, dtype=np.int64)


def _bad_agreed(problem: AdvisoryProblem) -> Iterator[Problem]:
    """Agreed pairs that are no pairs, or more than their seats hold."""
    agreed = np.unique(problem.agreed, axis=0)
    at = problem.pair_at(agreed)
    if len(agreed) < len(problem.agreed) or (at < 0).any():
        yield ("advisory_bad_positions", {"name": "agreed"})
        return
    for county in np.unique(agreed[:, 0]).tolist():
        masks = problem.pairs.may_sit[at[agreed[:, 0] == county]].tolist()
        if not can_sit(masks):
            told = {"county": county + 1, "count": len(masks)}
            yield ("advisory_agreed_too_many", told)


def can_sit(masks: list[int]) -> bool:
    """Whether people can all sit at once.

    Parameters
    ----------
    masks
        Seats that each may hold, as bits; Kuhn's augmenting paths.
    """
    holder: dict[int, int] = {}

    def seated(who: int, tried: set[int]) -> bool:
        for seat in range(MOST_SEATS):
            if masks[who] >> seat & 1 and seat not in tried:
                tried.add(seat)
                if seat not in holder or seated(holder[seat], tried):
                    holder[seat] = who
                    return True
        return False

    return all(seated(who, set()) for who in range(len(masks)))
