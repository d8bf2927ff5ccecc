"""The cheapest tour of a set through counties and months, stays priced by rows.

Method: dynamic programming over (stay, month, memory) with ng-memory (Baldacci, Mingozzi
and Roberti 2011, "New route relaxation and pricing strategies for the vehicle routing
problem"): a tour may come back to a stay only after it has been so far away that it has
forgotten. What no such tour can better, no true tour can.
"""

from dataclasses import dataclass

import numba
import numpy as np
import numpy.typing as npt

from planner.tours.options import Options
from planner.tours.problem import NO_THEME, Floats, Ints, TourProblem

# Stays that are remembered near each stay, and most steps of the search; the steps
# double with each that is remembered.
_MEMORY, _STEPS = 8, 2.5e7
_NONE = -1


@dataclass(frozen=True, slots=True)
class Network:
    """What tours of one group of sets are made of.

    Parameters
    ----------
    at
        Option of each task in each month, -1 where there is none, shape (m, t).
    months
        Months of it, shape (m, t).
    cost
        Yuan of the way from each task, or home (last row), to each task, shape
        (m + 1, m); infinite where there is none.
    idle
        Whole months between, shape (m + 1, m).
    bit, keep
        Place of each task in the memory of each, -1 where it is not remembered, shape
        (m, m); what of a memory is kept on the way, shape (m, m, 2 ** memory).
    count
        Sets of the group.
    """

    at: Ints
    months: Ints
    cost: Floats
    idle: Ints
    bit: npt.NDArray[np.int8]
    keep: npt.NDArray[np.int16]
    count: int


def network_of(
    problem: TourProblem,
    options: Options,
    g: int,
    usable: npt.NDArray[np.bool_],
) -> Network:
    """Build the network of a group.

    Parameters
    ----------
    problem, options
        What is asked.
    g
        The group.
    usable
        Options that may be used, shape (n,).
    """
    tasks, t = options.tasks, problem.months
    m = len(tasks)
    at = np.full((m, t), _NONE, dtype=np.int64)
    months = np.zeros((m, t), dtype=np.int64)
    own = np.flatnonzero((options.group == g) & usable)
    # A booking takes the place of what else could be there then.
    own = own[np.argsort(options.booked[own], kind="stable")]
    at[options.task[own], options.first[own]] = own
    months[options.task[own], options.first[own]] = options.months[own]
    s = options.groups[g][0]
    county = np.array([c for c, _ in tasks], dtype=np.int64)
    places = np.append(county, problem.sets.home[s])
    km = problem.km[places[:, None], county[None, :]]
    cost = km * problem.km_cost + problem.move_cost
    idle = problem.idle[places[:, None], county[None, :]]
    room = int(np.log2(max(_STEPS / (m * m * t), 2.0)))
    bit, keep = _memory(problem, tasks, s, km[:m], min(room, _MEMORY))
    return Network(at, months, cost, idle, bit, keep, len(options.groups[g]))


def _memory(
    problem: TourProblem,
    tasks: tuple[tuple[int, int], ...],
    s: int,
    km: Floats,
    memory: int,
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.int16]]:
    m = len(tasks)
    size = min(memory, m)
    bit = np.full((m, m), _NONE, dtype=np.int8)
    for j in range(m):
        # Of two stays as near, the own number first: it is the same county.
        near = np.lexsort((np.arange(m), np.arange(m) != j, km[:, j]))[:size]
        if j not in near:
            near[-1] = j
        bit[j, near] = np.arange(size)
    alike = np.zeros((m, m), dtype=bool)
    new = problem.sets.theme[s] != NO_THEME
    for i, (c, k) in enumerate(tasks):
        for j, (d, q) in enumerate(tasks):
            # A set with a theme does not come twice in a row.
            alike[i, j] = c == d and (k == q or (new and abs(k - q) == 1))
    keep = np.zeros((m, m, 2**size), dtype=np.int16)
    _fill(bit, alike, keep)
    return bit, keep


@numba.njit(cache=True)
def _fill(bit, alike, keep):  # type: ignore[no-untyped-def]
    m = len(bit)
    for i in range(m):
        for j in range(m):
            added = 0
            for k in range(m):
                if alike[j, k] and bit[j, k] >= 0:
                    added |= 1 << bit[j, k]
            for memory in range(keep.shape[2]):
                kept = added
                for k in range(m):
                    if bit[i, k] >= 0 and bit[j, k] >= 0 and memory >> bit[i, k] & 1:
                        kept |= 1 << bit[j, k]
                keep[i, j, memory] = kept


@numba.njit(cache=True)
def _search(at, months, cost, idle, bit, keep, price):  # type: ignore[no-untyped-def]
    """Least cost of a tour that ends with each state, and where it came from."""
    m, t = at.shape
    sizes = keep.shape[2]
    best = np.full((t + 1, m, sizes), np.inf)
    came = np.full((t + 1, m, sizes, 3), -1, dtype=np.int32)
    for month in range(t):
        for j in range(m):
            begin = month + idle[m, j]
            if begin < t and at[j, begin] >= 0:
                own = cost[m, j] + price[at[j, begin]]
                end = begin + months[j, begin]
                memory = keep[j, j, 0]
                if own < best[end, j, memory]:
                    best[end, j, memory] = own
                    came[end, j, memory] = (begin, -1, -1)
        for i in range(m):
            for memory in range(sizes):
                value = best[month, i, memory]
                if value == np.inf:
                    continue
                # The set waits where it is.
                if month + 1 <= t and value < best[month + 1, i, memory]:
                    best[month + 1, i, memory] = value
                    came[month + 1, i, memory] = (-1, i, memory)
                for j in range(m):
                    begin = month + idle[i, j]
                    if begin >= t or at[j, begin] < 0:
                        continue
                    if bit[i, j] >= 0 and memory >> bit[i, j] & 1:
                        continue
                    own = value + cost[i, j] + price[at[j, begin]]
                    end = begin + months[j, begin]
                    kept = keep[i, j, memory]
                    if own < best[end, j, kept]:
                        best[end, j, kept] = own
                        came[end, j, kept] = (begin, i, memory)
    return best, came


def cheapest(network: Network, price: Floats, most: int) -> tuple[float, list[Ints]]:
    """Find tours of least cost.

    Parameters
    ----------
    network
        Of the group.
    price
        Yuan added for each option, shape (n,).
    most
        Tours wanted, the best for each last stay, the cheapest first.

    Returns
    -------
    tuple
        Least cost, 0 where the best is to stay at home, and tours below 0 as options in
        order.
    """
    best, came = _search(
        network.at, network.months, network.cost, network.idle, network.bit,
        network.keep, price,
    )  # fmt: skip
    ends = best.min(axis=(0, 2))
    order = np.argsort(ends, kind="stable")[:most]
    found = [
        _trace(network, came, int(i), best[:, i, :]) for i in order if ends[i] < -1e-7
    ]
    return min(float(ends.min(initial=0.0)), 0.0), found


def _trace(
    network: Network, came: npt.NDArray[np.int32], task: int, best: Floats
) -> Ints:
    month, memory = np.unravel_index(int(np.argmin(best)), best.shape)
    found = []
    i, month, memory = task, int(month), int(memory)
    while i >= 0:
        begin, j, kept = came[month, i, memory].tolist()
        if begin < 0:
            month -= 1
            continue
        found.append(int(network.at[i, begin]))
        month = begin - int(network.idle[j, i]) if j >= 0 else 0
        i, memory = j, kept
    return np.array(found[::-1], dtype=np.int64)


def cost_of(problem: TourProblem, options: Options, route: Ints) -> float:
    """Yuan of a tour from home through its stays."""
    if not len(route):
        return 0.0
    s = options.groups[int(options.group[route[0]])][0]
    county = [options.tasks[task][0] for task in options.task[route].tolist()]
    way = [int(problem.sets.home[s]), *county]
    km = problem.km[way[:-1], way[1:]]
    return float((km * problem.km_cost + problem.move_cost).sum())
