"""The cheapest tour of a set through counties and months, stays priced by rows.

Method: dynamic programming over (stay, month, memory) with ng-memory (Baldacci,
Mingozzi and Roberti 2011, "New route relaxation and pricing strategies for the vehicle
routing problem"): a tour may come back to a stay only after it has been so far away
that it has forgotten. What no such tour can better, no true tour can.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.roads.compiling import compiled
from planner.tours.options import Options
from planner.tours.problem import NO_THEME, Flags, Floats, Ints, TourProblem

# Stays that are remembered near each stay, and most steps of the search; the steps
# double with each that is remembered.
_MEMORY, _STEPS = 8, 1e8
_NONE = -1
# Yuan below which a tour is worth adding.
_WORTH = 1e-7
Bits = npt.NDArray[np.int8]
Memories = npt.NDArray[np.int16]
Steps = npt.NDArray[np.int32]


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
        (m, m); what of a memory is kept on the way to each, shape (m, 2 ** memory, m).
    """

    at: Ints
    months: Ints
    cost: Floats
    idle: Ints
    bit: Bits
    keep: Memories


def network_of(
    problem: TourProblem, options: Options, g: int, usable: Flags
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
    return Network(at, months, cost, idle, bit, keep)


def _memory(
    problem: TourProblem,
    tasks: tuple[tuple[int, int], ...],
    s: int,
    km: Floats,
    memory: int,
) -> tuple[Bits, Memories]:
    """Place of each task in the memory of each, and what of a memory is kept."""
    m = len(tasks)
    size = min(memory, m)
    bit = np.full((m, m), _NONE, dtype=np.int8)
    for j in range(m):
        # Of two stays as near, the own number first: it is the same county.
        near = np.lexsort((np.arange(m), np.arange(m) != j, km[:, j]))[:size]
        if j not in near:
            near[-1] = j
        bit[j, near] = np.arange(size)
    county = np.array([c for c, _ in tasks], dtype=np.int64)
    number = np.array([k for _, k in tasks], dtype=np.int64)
    apart = np.abs(number[:, None] - number[None, :])
    # A set with a theme does not come twice in a row.
    most = 1 if problem.sets.theme[s] != NO_THEME else 0
    alike = (county[:, None] == county[None, :]) & (apart <= most)
    keep = np.zeros((m, 2**size, m), dtype=np.int16)
    _fill(bit, alike, keep)
    return bit, keep


@compiled
def _fill(bit: Bits, alike: Flags, keep: Memories) -> None:
    """Work out what of a memory is kept on the way from a stay to another."""
    m = len(bit)
    for i in range(m):
        for j in range(m):
            added = 0
            for k in range(m):
                if alike[j, k] and bit[j, k] >= 0:
                    added |= 1 << bit[j, k]
            for memory in range(keep.shape[1]):
                kept = added
                for k in range(m):
                    if bit[i, k] >= 0 and bit[j, k] >= 0 and memory >> bit[i, k] & 1:
                        kept |= 1 << bit[j, k]
                keep[i, memory, j] = kept


@compiled
def _search(
    offer: Floats, end: Ints, cost: Floats, idle: Ints, bit: Bits, keep: Memories
) -> tuple[Floats, Steps]:
    """Least cost of a tour that ends with each state, and where it came from.

    Parameters
    ----------
    offer, end
        Price of each stay by first month, infinite where there is none, and the month
        after its last: (t, m).
    cost, idle, bit, keep
        As of the network.

    Returns
    -------
    best, came
        By month, last stay and memory, shape (t + 1, m, 2 ** memory); first month of
        the last stay (-1 where the set only waits), and stay and memory before it.
    """
    t, m = offer.shape
    sizes = keep.shape[1]
    best = np.full((t + 1, m, sizes), np.inf)
    came = np.full((t + 1, m, sizes, 3), -1, dtype=np.int32)
    for j in range(m):
        for begin in range(idle[m, j], t):
            own, kept = cost[m, j] + offer[begin, j], keep[j, 0, j]
            if own < best[end[begin, j], j, kept]:
                best[end[begin, j], j, kept] = own
                came[end[begin, j], j, kept, 0] = begin
    tasks, counts = _offered(offer)
    longest = idle.max()
    for month in range(t):
        for i in range(m):
            for memory in range(sizes):
                value = best[month, i, memory]
                if value == np.inf or _is_needless(best[month, i], memory):
                    continue
                # The set waits where it is.
                if value < best[month + 1, i, memory]:
                    best[month + 1, i, memory] = value
                    came[month + 1, i, memory, 0] = -1
                for begin in range(month, min(month + longest + 1, t)):
                    for j in tasks[begin, : counts[begin]]:
                        held = bit[i, j] >= 0 and memory >> bit[i, j] & 1
                        if held or month + idle[i, j] != begin:
                            continue
                        own = value + cost[i, j] + offer[begin, j]
                        kept = keep[i, memory, j]
                        if own < best[end[begin, j], j, kept]:
                            best[end[begin, j], j, kept] = own
                            came[end[begin, j], j, kept, 0] = begin
                            came[end[begin, j], j, kept, 1] = i
                            came[end[begin, j], j, kept, 2] = memory
    return best, came


@compiled
def _offered(offer: Floats) -> tuple[Ints, Ints]:
    """Stays on offer in each month, shape (t, m), and how many there are."""
    t, m = offer.shape
    tasks, counts = np.zeros((t, m), dtype=np.int64), np.zeros(t, dtype=np.int64)
    for month in range(t):
        for j in range(m):
            if offer[month, j] < np.inf:
                tasks[month, counts[month]] = j
                counts[month] += 1
    return tasks, counts


@compiled
def _is_needless(values: Floats, memory: int) -> bool:
    """Whether a tour that remembers less, and may do more, costs no more."""
    part = memory
    while part > 0:
        part = (part - 1) & memory
        if values[part] <= values[memory]:
            return True
    return False


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
    known = network.at.T >= 0
    offer = np.where(known, price[network.at.T], np.inf)
    end = np.where(known, np.arange(len(known))[:, None] + network.months.T, 0)
    best, came = _search(
        offer, end, network.cost, network.idle, network.bit, network.keep
    )
    ends = best.min(axis=(0, 2))
    order = np.argsort(ends, kind="stable")[:most]
    found = [
        _trace(network, came, task, best[:, task, :])
        for task in order.tolist()
        if ends[task] < -_WORTH
    ]
    return min(float(ends.min(initial=0.0)), 0.0), found


def _trace(network: Network, came: Steps, task: int, best: Floats) -> Ints:
    """Go back from the end of the best tour that ends with a stay."""
    month, memory = divmod(int(np.argmin(best)), best.shape[1])
    found: list[int] = []
    while task >= 0:
        begin, before, kept = came[month, task, memory].tolist()
        if begin < 0:
            month -= 1
            continue
        found.append(int(network.at[task, begin]))
        month = begin - int(network.idle[before, task])
        task, memory = before, kept
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
