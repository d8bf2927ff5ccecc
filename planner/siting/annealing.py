"""A long search for maximal covers that takes worse plans on the way, ever fewer.

One site is exchanged for another at random: most often for one nearby, now and then
for one that reaches a place left out. What covers less is taken all the same with a
chance that falls as the search cools (Kirkpatrick, Gelatt and Vecchi 1983,
"Optimization by simulated annealing"; Murray and Church 1996, "Applying simulated
annealing to location-planning models"). What closing each open site would lose is kept
up to date, so that an exchange is weighed in one pass over the rows of the new site.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csc_array

from geo.roads.compiling import compiled
from geo.travel import Indices
from planner.problem import Flags
from planner.siting.maximal_core import Core
from planner.siting.sites import Numbers

_Positions = npt.NDArray[np.int32]
# Last temperature as a share of what a site covers in the mean.
_COLD = 0.004
# Exchanges weighed between two looks at the clock.
_STEPS_A_LOOK = 20_000
# Share of exchanges that go to a place left out, and rows looked at to find one.
_FAR_SHARE, _LOOKED_AT = 0.1, 20


class _Walk(NamedTuple):
    """Pairs by row and by site, and how things stand.

    Of each row: ``times``, its open sites, and ``owner``, their positions added up; of
    each open site its ``loss``, what closing it leaves out; ``sites`` are those open.
    """

    row_starts: _Positions
    row_sites: _Positions
    site_starts: _Positions
    site_rows: _Positions
    weight: Numbers
    opened: Flags
    sites: Indices
    times: Indices
    owner: Indices
    loss: Numbers


def may_anneal(core: Core) -> bool:
    """Whether a number of sites is the only rule, and one is enough for each row."""
    return (
        not core.groups
        and bool(np.isinf(core.budget))
        and bool((core.need == 1).all())
        and 0 < core.p < len(core.site)
    )


def anneal(
    core: Core,
    opened: Flags,
    *,
    steps: int,
    hot: float = 0.1,
    seed: int,
    stop: Callable[[float], bool] | None = None,
) -> tuple[Flags, float]:
    """Exchange sites at random, from a given plan, while the search cools.

    Parameters
    ----------
    core
        A question of which :func:`may_anneal` says so.
    opened
        Columns to begin with, at most ``core.p`` and some, shape (k,).
    steps
        Exchanges weighed.
    hot
        First temperature as a share of what a site covers in the mean: with 0.1 little
        is left of the given plan, with 0.05 much.
    seed
        For what is drawn at random.
    stop
        Told now and then of the most covered yet; True ends the search.

    Returns
    -------
    opened, covered
        The best columns met, and all demand they cover, the base included.
    """
    walk = _begin(core, opened)
    covered = now = _open_all(walk)
    mean, best = now / len(walk.sites), opened.copy()
    cooling = (_COLD / hot) ** (1.0 / steps)
    for done in range(0, steps, _STEPS_A_LOOK):
        now, covered = _exchange(
            walk,
            (now, covered),
            best,
            min(_STEPS_A_LOOK, steps - done),
            hot * mean * cooling**done,
            cooling,
            seed + done,
        )
        if stop is not None and stop(core.base + covered):
            break
    return best, core.base + covered


def _begin(core: Core, opened: Flags) -> _Walk:
    by_site = csc_array(core.cover)
    rows, sites = core.cover.shape
    return _Walk(
        row_starts=core.cover.indptr,
        row_sites=core.cover.indices,
        site_starts=by_site.indptr,
        site_rows=by_site.indices,
        weight=core.weight,
        opened=np.zeros(sites, dtype=np.bool_),
        sites=np.flatnonzero(opened),
        times=np.zeros(rows, dtype=np.int64),
        owner=np.zeros(rows, dtype=np.int64),
        loss=np.zeros(sites),
    )


@compiled
def _open_all(walk: _Walk) -> float:
    covered = 0.0
    for site in walk.sites:
        covered += _open(walk, site)
    return covered


@compiled
def _exchange(
    walk: _Walk,
    amounts: tuple[float, float],
    best: Flags,
    steps: int,
    heat: float,
    cooling: float,
    seed: int,
) -> tuple[float, float]:
    """Weigh exchanges; what is covered then, and at best."""
    np.random.seed(seed)  # noqa: NPY002 - compiled code knows no other
    now, covered = amounts
    for _ in range(steps):
        heat *= cooling
        at = _below(len(walk.sites))
        out = walk.sites[at]
        into = _far(walk) if _by_chance(_FAR_SHARE) else _near(walk, out)
        if into < 0 or walk.opened[into]:
            continue
        change = _change(walk, out, into)
        if change < 0 and not _by_chance(np.exp(change / heat)):
            continue
        _close(walk, out)
        _open(walk, into)
        walk.sites[at] = into
        now += change
        if now > covered * (1 + 1e-12):
            covered = now
            best[:] = walk.opened
    return now, covered


@compiled
def _by_chance(chance: float) -> bool:
    return bool(np.random.random() < chance)  # noqa: NPY002


@compiled
def _below(end: int) -> int:
    return int(np.random.randint(0, end))  # noqa: NPY002


@compiled
def _near(walk: _Walk, site: int) -> int:
    """A site that reaches some row of another."""
    first, end = walk.site_starts[site], walk.site_starts[site + 1]
    if first == end:
        return -1
    return _of_row(walk, walk.site_rows[first + _below(end - first)])


@compiled
def _far(walk: _Walk) -> int:
    """A site that reaches some row not covered; -1 where none is met."""
    for _ in range(_LOOKED_AT):
        row = _below(len(walk.weight))
        if walk.times[row] == 0:
            return _of_row(walk, row)
    return -1


@compiled
def _of_row(walk: _Walk, row: int) -> int:
    first, end = walk.row_starts[row], walk.row_starts[row + 1]
    return int(walk.row_sites[first + _below(end - first)])


@compiled
def _change(walk: _Walk, out: int, into: int) -> float:
    """What is covered more if one site is closed and another opened."""
    change = -walk.loss[out]
    for at in range(walk.site_starts[into], walk.site_starts[into + 1]):
        row = walk.site_rows[at]
        times = walk.times[row]
        if times == 0 or (times == 1 and walk.owner[row] == out):
            change += walk.weight[row]
    return float(change)


@compiled
def _open(walk: _Walk, site: int) -> float:
    """Open a site; return what that covers more."""
    walk.opened[site] = True
    for at in range(walk.site_starts[site], walk.site_starts[site + 1]):
        row = walk.site_rows[at]
        if walk.times[row] == 0:
            walk.loss[site] += walk.weight[row]
        elif walk.times[row] == 1:
            walk.loss[walk.owner[row]] -= walk.weight[row]
        walk.times[row] += 1
        walk.owner[row] += site
    return float(walk.loss[site])


@compiled
def _close(walk: _Walk, site: int) -> None:
    walk.opened[site] = False
    walk.loss[site] = 0.0
    for at in range(walk.site_starts[site], walk.site_starts[site + 1]):
        row = walk.site_rows[at]
        walk.times[row] -= 1
        walk.owner[row] -= site
        if walk.times[row] == 1:
            walk.loss[walk.owner[row]] += walk.weight[row]
