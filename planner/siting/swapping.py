"""Good plans fast for maximal covering: greedy, then one site for another.

The greedy start is that of Church and ReVelle (1974, "The maximal covering location
problem"), the exchange that of Teitz and Bart (1968, "Heuristic methods for estimating
the generalized vertex median of a weighted graph"). What each open site loses and what
a pair of sites shares is kept as by Resende and Werneck (2007, "A fast swap-based local
search procedure for location problems"), so that one pass over the pairs of demand and
site finds the best exchange of every site.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csc_array

from geo.roads.compiling import compiled
from geo.travel import Indices
from planner.problem import Flags
from planner.siting.maximal_core import Core
from planner.siting.sites import Numbers, limits, members

_Positions = npt.NDArray[np.int32]
# Less is no gain; exchanges at random in one disturbance.
_LEAST_GAIN = 1e-9
_KICKED = 3


class _Asked(NamedTuple):
    """Arrays of a question that stay: pairs by row and by site, values, and rules.

    ``member`` tells whether a site is in a group, shape (k, g); ``least`` and ``most``
    are those of each group.
    """

    row_starts: _Positions
    row_sites: _Positions
    site_starts: _Positions
    site_rows: _Positions
    weight: Numbers
    need: Indices
    price: Numbers
    p: int
    budget: float
    member: Flags
    least: Numbers
    most: Numbers


class _State(NamedTuple):
    """Open sites, and what they cover.

    Of each row: open sites, in ``times``, and ``owner``, their positions added up (that
    is its only site where it has one); of each open site the ``loss`` if it is closed;
    of each group its open sites; ``spent`` has the number of open sites and their cost;
    ``look`` tells which sites to look at, because something near them changed.
    """

    opened: Flags
    times: Indices
    owner: Indices
    loss: Numbers
    in_group: Indices
    spent: Numbers
    look: Flags


def improve(
    core: Core, opened: Flags, *, kicks: int = 0, seed: int = 0
) -> tuple[Flags, float]:
    """Open what still may be opened, then exchange sites while that covers more.

    Parameters
    ----------
    core
        The question.
    opened
        Columns to begin with, which keep every rule, shape (k,).
    kicks
        How often the best plan is disturbed and improved again.
    seed
        Where it is disturbed.

    Returns
    -------
    opened, covered
        A plan no worse and all demand it covers, the base included.
    """
    by_site = csc_array(core.cover)
    least, most = limits(core.groups)
    asked = _Asked(
        row_starts=core.cover.indptr,
        row_sites=core.cover.indices,
        site_starts=by_site.indptr,
        site_rows=by_site.indices,
        weight=core.weight,
        need=core.need,
        price=core.price,
        p=core.p,
        budget=core.budget + 1e-9,
        member=members(core.groups, len(core.site)).toarray().T > 0,
        least=least,
        most=most,
    )
    best, covered = _search(asked, opened, kicks, seed)
    return best, core.base + covered


@compiled
def _search(asked: _Asked, opened: Flags, kicks: int, seed: int) -> tuple[Flags, float]:
    np.random.seed(seed)  # noqa: NPY002 - compiled code knows no other
    state = _state(asked, opened.copy())
    _climb(asked, state)
    best = state.opened.copy()
    covered = _covered(asked, state)
    for _ in range(kicks):
        _kick(asked, state)
        _climb(asked, state)
        found = _covered(asked, state)
        if found > covered + _LEAST_GAIN:
            covered = found
            best[:] = state.opened
        elif found < covered - _LEAST_GAIN:
            state = _state(asked, best.copy())
    return best, covered


@compiled
def _covered(asked: _Asked, state: _State) -> float:
    return float(asked.weight[state.times >= asked.need].sum())


@compiled
def _state(asked: _Asked, opened: Flags) -> _State:
    """Count what open sites cover."""
    rows, sites = len(asked.need), len(opened)
    state = _State(
        opened,
        np.zeros(rows, dtype=np.int64),
        np.zeros(rows, dtype=np.int64),
        np.zeros(sites),
        np.zeros(asked.member.shape[1], dtype=np.int64),
        np.zeros(2),
        np.ones(sites, dtype=np.bool_),
    )
    for site in np.flatnonzero(opened):
        for at in range(asked.site_starts[site], asked.site_starts[site + 1]):
            state.times[asked.site_rows[at]] += 1
            state.owner[asked.site_rows[at]] += site
        state.in_group[:] += asked.member[site]
        state.spent[0] += 1
        state.spent[1] += asked.price[site]
    for site in np.flatnonzero(opened):
        for at in range(asked.site_starts[site], asked.site_starts[site + 1]):
            row = asked.site_rows[at]
            if state.times[row] == asked.need[row]:
                state.loss[site] += asked.weight[row]
    return state


@compiled
def _shift_loss(asked: _Asked, state: _State, row: int, much: float) -> None:
    """Add to the loss of every open site of a row."""
    if state.times[row] == 1:
        state.loss[state.owner[row]] += much
    elif state.times[row] > 1:
        for at in range(asked.row_starts[row], asked.row_starts[row + 1]):
            if state.opened[asked.row_sites[at]]:
                state.loss[asked.row_sites[at]] += much


@compiled
def _turn(asked: _Asked, state: _State, site: int, way: int) -> None:
    """Open (way 1) or close (way -1) a site."""
    times, need, weight = state.times, asked.need, asked.weight
    first, end = asked.site_starts[site], asked.site_starts[site + 1]
    for at in range(first, end):
        row = asked.site_rows[at]
        if times[row] == need[row]:
            _shift_loss(asked, state, row, -weight[row])
    state.opened[site] = way > 0
    for at in range(first, end):
        row = asked.site_rows[at]
        times[row] += way
        state.owner[row] += way * site
        for near in range(asked.row_starts[row], asked.row_starts[row + 1]):
            state.look[asked.row_sites[near]] = True
        if times[row] == need[row]:
            _shift_loss(asked, state, row, weight[row])
    if way < 0:
        state.loss[site] = 0.0
    for group in range(len(state.in_group)):
        if asked.member[site, group]:
            state.in_group[group] += way
    state.spent[0] += way
    state.spent[1] += way * asked.price[site]


@compiled
def _may(asked: _Asked, state: _State, site: int, out: int) -> bool:
    """Whether a site may be opened while another (or none, -1) is closed."""
    freed = asked.price[out] if out >= 0 else 0.0
    if state.spent[0] + (0 if out >= 0 else 1) > asked.p:
        return False
    if state.spent[1] + asked.price[site] - freed > asked.budget:
        return False
    for group in range(len(state.in_group)):
        now = state.in_group[group]
        after = now + asked.member[site, group]
        if out >= 0:
            after -= asked.member[out, group]
        if after > asked.most[group] or after < min(asked.least[group], now):
            return False
    return True


@compiled
def _gains(asked: _Asked, state: _State) -> Numbers:
    """What opening each site brings; a row that needs more sites counts in part."""
    gain = np.zeros(len(asked.price))
    for row in range(len(asked.weight)):
        missing = asked.need[row] - state.times[row]
        if missing > 0:
            for at in range(asked.row_starts[row], asked.row_starts[row + 1]):
                gain[asked.row_sites[at]] += asked.weight[row] / missing
    return gain


@compiled
def _fill(asked: _Asked, state: _State) -> None:
    """Open the site that brings most, for its cost where cost is limited, and again."""
    if state.spent[0] >= asked.p:
        return
    gain = _gains(asked, state)
    by_cost = asked.budget < np.inf
    while True:
        best, pick = _LEAST_GAIN, -1
        for site in range(len(gain)):
            much = gain[site]
            if by_cost:
                much /= max(asked.price[site], 1e-9)
            is_best = gain[site] > _LEAST_GAIN and much > best
            if is_best and not state.opened[site] and _may(asked, state, site, -1):
                best, pick = much, site
        if pick < 0:
            return
        for at in range(asked.site_starts[pick], asked.site_starts[pick + 1]):
            row = asked.site_rows[at]
            missing = asked.need[row] - state.times[row]
            if missing > 0:
                change = -asked.weight[row] / missing
                if missing > 1:
                    change += asked.weight[row] / (missing - 1)
                for near in range(asked.row_starts[row], asked.row_starts[row + 1]):
                    gain[asked.row_sites[near]] += change
        _turn(asked, state, pick, 1)


@compiled
def _exchange(asked: _Asked, state: _State, shared: Numbers) -> bool:
    """Go through the closed sites to look at; return whether any was taken in."""
    any_better = False
    sites = np.flatnonzero(state.opened)
    for site in range(len(state.opened)):
        if state.opened[site] or not state.look[site]:
            continue
        state.look[site] = False
        shared[sites] = 0.0
        gain = _shared_out(asked, state, site, shared)
        if gain <= _LEAST_GAIN:
            continue
        best = _LEAST_GAIN * max(gain, 1.0)
        out = -1
        for at in range(len(sites)):
            other = int(sites[at])
            much = gain - state.loss[other] + shared[other]
            if much > best and _may(asked, state, site, other):
                best, out = much, other
        if out >= 0:
            _turn(asked, state, out, -1)
            _turn(asked, state, site, 1)
            sites = np.flatnonzero(state.opened)
            any_better = True
    return any_better


@compiled
def _shared_out(asked: _Asked, state: _State, site: int, shared: Numbers) -> float:
    """What opening a site brings; ``shared`` is what that saves of others' loss."""
    gain = 0.0
    for at in range(asked.site_starts[site], asked.site_starts[site + 1]):
        row = asked.site_rows[at]
        count = state.times[row]
        lacks = asked.need[row] - count
        if lacks == 1:
            gain += asked.weight[row]
        if (lacks != 0 and lacks != 1) or count == 0:
            continue
        much = asked.weight[row] if lacks == 0 else -asked.weight[row]
        if count == 1:
            shared[state.owner[row]] += much
        else:
            for near in range(asked.row_starts[row], asked.row_starts[row + 1]):
                if state.opened[asked.row_sites[near]]:
                    shared[asked.row_sites[near]] += much
    return gain


@compiled
def _climb(asked: _Asked, state: _State) -> None:
    shared = np.zeros(len(state.opened))
    _fill(asked, state)
    while _exchange(asked, state, shared):
        _fill(asked, state)


@compiled
def _kick(asked: _Asked, state: _State) -> None:
    """Exchange an open site for one near it at random, then one near that."""
    sites = np.flatnonzero(state.opened)
    if len(sites) == 0:
        return
    out = sites[_any(0, len(sites))]
    for _ in range(_KICKED):
        if asked.site_starts[out] == asked.site_starts[out + 1]:
            return
        row = _row_of(asked, out)
        site = asked.row_sites[_any(asked.row_starts[row], asked.row_starts[row + 1])]
        if not state.opened[site] and _may(asked, state, site, out):
            _turn(asked, state, out, -1)
            _turn(asked, state, site, 1)
        row = _row_of(asked, site)
        for near in range(asked.row_starts[row], asked.row_starts[row + 1]):
            if state.opened[asked.row_sites[near]]:
                out = asked.row_sites[near]


@compiled
def _row_of(asked: _Asked, site: int) -> int:
    """A row of a site, at random."""
    at = _any(asked.site_starts[site], asked.site_starts[site + 1])
    return int(asked.site_rows[at])


@compiled
def _any(first: int, end: int) -> int:
    return int(np.random.randint(first, end))  # noqa: NPY002
