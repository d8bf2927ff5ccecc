"""Good plans fast for maximal covering: greedy, then one site for another.

The greedy start is that of Church and ReVelle (1974, "The maximal covering location
problem"), the exchange that of Teitz and Bart (1968, "Heuristic methods for estimating
the generalized vertex median of a weighted graph"). What each open site loses and what
a pair of sites shares is kept as by Resende and Werneck (2007, "A fast swap-based local
search procedure for location problems"), so that one pass over the pairs of demand and
site finds the best exchange of every site.
"""

import numpy as np
import numpy.typing as npt
from scipy.sparse import csc_array

from geo.roads.compiling import compiled
from geo.travel import Indices
from planner.problem import Flags
from planner.siting.maximal_core import Core
from planner.siting.sites import Numbers

_Positions = npt.NDArray[np.int32]
# Starts and columns of the rows, starts and rows of the columns.
_Net = tuple[_Positions, _Positions, _Positions, _Positions]
# Weight and need of the rows, price of the columns.
_Values = tuple[Numbers, Indices, Numbers]
# Most sites, most cost.
_Limits = tuple[int, float]
# Whether a column is in a group, shape (k, g); least and most of each group.
_Rules = tuple[Flags, Indices, Indices]
# Of :func:`_state`.
_State = tuple[Indices, Indices, Numbers, Indices, Numbers, Flags]
# Less is no gain; exchanges at random in one disturbance.
_LEAST_GAIN = 1e-9
_KICKED = 3


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
    member = np.zeros((len(core.site), len(core.groups)), dtype=bool)
    for at, group in enumerate(core.groups):
        member[group.sites, at] = True
    least = np.array([group.least for group in core.groups], dtype=np.int64)
    most = np.array([group.most for group in core.groups], dtype=np.int64)
    best, covered = _search(
        (core.cover.indptr, core.cover.indices, by_site.indptr, by_site.indices),
        (core.weight, core.need, core.price),
        (core.p, core.budget + 1e-9),
        (member, least, most),
        opened,
        kicks,
        seed,
    )
    return best, core.base + covered


@compiled
def _search(
    net: _Net,
    values: _Values,
    limits: _Limits,
    rules: _Rules,
    opened: Flags,
    kicks: int,
    seed: int,
) -> tuple[Flags, float]:
    np.random.seed(seed)  # noqa: NPY002 - compiled code knows no other
    now = opened.copy()
    state = _state(net, values, rules, now)
    _climb(net, values, limits, rules, now, state)
    best = now.copy()
    covered = _covered(values, state)
    for _ in range(kicks):
        _kick(net, values, limits, rules, now, state)
        _climb(net, values, limits, rules, now, state)
        found = _covered(values, state)
        if found > covered + _LEAST_GAIN:
            covered = found
            best[:] = now
        elif found < covered - _LEAST_GAIN:
            now[:] = best
            state = _state(net, values, rules, now)
    return best, covered


@compiled
def _covered(
    values: _Values,
    state: _State,
) -> float:
    weight, need, _ = values
    return float(weight[state[0] >= need].sum())


@compiled
def _state(
    net: _Net,
    values: _Values,
    rules: _Rules,
    opened: Flags,
) -> _State:
    """Count what open sites cover.

    Of each row: open sites, and their positions added up (that is its only site where
    it has one); of each open site what closing it loses; of each group its open sites;
    as numbers the open sites and what they cost; and which sites to look at, because
    something near them changed.
    """
    _, _, site_starts, site_rows = net
    _, need, price = values
    count = np.zeros(len(need), dtype=np.int64)
    owner = np.zeros(len(need), dtype=np.int64)
    loss = np.zeros(len(opened))
    in_group = np.zeros(rules[0].shape[1], dtype=np.int64)
    spent = np.zeros(2)
    state = (count, owner, loss, in_group, spent, np.ones(len(opened), dtype=np.bool_))
    for site in range(len(opened)):
        if opened[site]:
            for at in range(site_starts[site], site_starts[site + 1]):
                count[site_rows[at]] += 1
                owner[site_rows[at]] += site
            in_group += rules[0][site]
            spent[0] += 1
            spent[1] += price[site]
    for site in range(len(opened)):
        if opened[site]:
            for at in range(site_starts[site], site_starts[site + 1]):
                row = site_rows[at]
                if count[row] == need[row]:
                    loss[site] += values[0][row]
    return state


@compiled
def _shift_loss(
    net: _Net,
    opened: Flags,
    state: _State,
    row: int,
    much: float,
) -> None:
    """Add to the loss of every open site of a row."""
    row_starts, row_sites, _, _ = net
    count, owner, loss, _, _, _ = state
    if count[row] == 1:
        loss[owner[row]] += much
    elif count[row] > 1:
        for at in range(row_starts[row], row_starts[row + 1]):
            if opened[row_sites[at]]:
                loss[row_sites[at]] += much


@compiled
def _turn(
    net: _Net,
    values: _Values,
    rules: _Rules,
    opened: Flags,
    state: _State,
    site: int,
    way: int,
) -> None:
    """Open (way 1) or close (way -1) a site."""
    row_starts, row_sites, site_starts, site_rows = net
    weight, need, price = values
    count, owner, loss, in_group, spent, look = state
    for at in range(site_starts[site], site_starts[site + 1]):
        row = site_rows[at]
        if count[row] == need[row]:
            _shift_loss(net, opened, state, row, -weight[row])
    opened[site] = way > 0
    for at in range(site_starts[site], site_starts[site + 1]):
        row = site_rows[at]
        count[row] += way
        owner[row] += way * site
        for near in range(row_starts[row], row_starts[row + 1]):
            look[row_sites[near]] = True
        if count[row] == need[row]:
            _shift_loss(net, opened, state, row, weight[row])
    if way < 0:
        loss[site] = 0.0
    for group in range(len(in_group)):
        if rules[0][site, group]:
            in_group[group] += way
    spent[0] += way
    spent[1] += way * price[site]


@compiled
def _may(
    values: _Values,
    limits: _Limits,
    rules: _Rules,
    state: _State,
    site: int,
    out: int,
) -> bool:
    """Whether a site may be opened while another (or none, -1) is closed."""
    price = values[2]
    member, least, most = rules
    _, _, _, in_group, spent, _ = state
    freed = price[out] if out >= 0 else 0.0
    if spent[0] + (0 if out >= 0 else 1) > limits[0]:
        return False
    if spent[1] + price[site] - freed > limits[1]:
        return False
    for group in range(len(in_group)):
        after = in_group[group] + member[site, group]
        if out >= 0:
            after -= member[out, group]
        if after > most[group] or after < min(least[group], in_group[group]):
            return False
    return True


@compiled
def _gains(
    net: _Net,
    values: _Values,
    state: _State,
) -> Numbers:
    """What opening each site brings; a row that needs more sites counts in part."""
    row_starts, row_sites, _, _ = net
    weight, need, price = values
    gain = np.zeros(len(price))
    for row in range(len(weight)):
        missing = need[row] - state[0][row]
        if missing > 0:
            for at in range(row_starts[row], row_starts[row + 1]):
                gain[row_sites[at]] += weight[row] / missing
    return gain


@compiled
def _fill(
    net: _Net,
    values: _Values,
    limits: _Limits,
    rules: _Rules,
    opened: Flags,
    state: _State,
) -> None:
    """Open the site that brings most, for its cost where cost is limited, and again."""
    row_starts, row_sites, site_starts, site_rows = net
    weight, need, price = values
    if state[4][0] >= limits[0]:
        return
    gain = _gains(net, values, state)
    by_cost = limits[1] < np.inf
    while True:
        best, pick = _LEAST_GAIN, -1
        for site in range(len(opened)):
            much = gain[site] / max(price[site], 1e-9) if by_cost else gain[site]
            is_best = gain[site] > _LEAST_GAIN and much > best and not opened[site]
            if is_best and _may(values, limits, rules, state, site, -1):
                best, pick = much, site
        if pick < 0:
            return
        for at in range(site_starts[pick], site_starts[pick + 1]):
            row = site_rows[at]
            missing = need[row] - state[0][row]
            if missing > 0:
                change = -weight[row] / missing
                if missing > 1:
                    change += weight[row] / (missing - 1)
                for near in range(row_starts[row], row_starts[row + 1]):
                    gain[row_sites[near]] += change
        _turn(net, values, rules, opened, state, pick, 1)


@compiled
def _exchange(
    net: _Net,
    values: _Values,
    limits: _Limits,
    rules: _Rules,
    opened: Flags,
    state: _State,
    shared: Numbers,
) -> bool:
    """Go through the closed sites to look at; return whether any was taken in."""
    row_starts, row_sites, site_starts, site_rows = net
    weight, need, _ = values
    count, owner, loss, _, _, look = state
    any_better = False
    sites = np.flatnonzero(opened)
    for site in range(len(opened)):
        if opened[site] or not look[site]:
            continue
        look[site] = False
        gain = 0.0
        shared[sites] = 0.0
        for at in range(site_starts[site], site_starts[site + 1]):
            row = site_rows[at]
            lacks = need[row] - count[row]
            if lacks == 1:
                gain += weight[row]
            if (lacks != 0 and lacks != 1) or count[row] == 0:
                continue
            much = weight[row] if lacks == 0 else -weight[row]
            if count[row] == 1:
                shared[owner[row]] += much
            else:
                for near in range(row_starts[row], row_starts[row + 1]):
                    if opened[row_sites[near]]:
                        shared[row_sites[near]] += much
        if gain <= _LEAST_GAIN:
            continue
        best = _LEAST_GAIN * max(gain, 1.0)
        out = -1
        for at in range(len(sites)):
            other = int(sites[at])
            much = gain - loss[other] + shared[other]
            if much > best and _may(values, limits, rules, state, site, other):
                best, out = much, other
        if out >= 0:
            _turn(net, values, rules, opened, state, out, -1)
            _turn(net, values, rules, opened, state, site, 1)
            sites = np.flatnonzero(opened)
            any_better = True
    return any_better


@compiled
def _climb(
    net: _Net,
    values: _Values,
    limits: _Limits,
    rules: _Rules,
    opened: Flags,
    state: _State,
) -> None:
    shared = np.zeros(len(opened))
    _fill(net, values, limits, rules, opened, state)
    while _exchange(net, values, limits, rules, opened, state, shared):
        _fill(net, values, limits, rules, opened, state)


@compiled
def _kick(
    net: _Net,
    values: _Values,
    limits: _Limits,
    rules: _Rules,
    opened: Flags,
    state: _State,
) -> None:
    """Exchange an open site for one near it at random, then one near that."""
    row_starts, row_sites, site_starts, site_rows = net
    sites = np.flatnonzero(opened)
    if len(sites) == 0:
        return
    out = int(sites[np.random.randint(len(sites))])  # noqa: NPY002
    for _ in range(_KICKED):
        if site_starts[out] == site_starts[out + 1]:
            return
        at = np.random.randint(site_starts[out], site_starts[out + 1])  # noqa: NPY002
        row = site_rows[at]
        at = np.random.randint(row_starts[row], row_starts[row + 1])  # noqa: NPY002
        site = row_sites[at]
        if not opened[site] and _may(values, limits, rules, state, site, out):
            _turn(net, values, rules, opened, state, out, -1)
            _turn(net, values, rules, opened, state, site, 1)
        low, high = site_starts[site], site_starts[site + 1]
        row = site_rows[np.random.randint(low, high)]  # noqa: NPY002
        for near in range(row_starts[row], row_starts[row + 1]):
            if opened[row_sites[near]]:
                out = row_sites[near]
