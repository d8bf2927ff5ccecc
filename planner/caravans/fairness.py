"""Evening out the work of caravans that share counties."""

from collections.abc import Iterator

import numpy as np

from planner.caravans.shifts import BROKEN, refresh, set_ends
from planner.caravans.tables import Grid, Rules, State

_HOUR_S = 3600.0
_LESS = 1e-6
_SWEEPS = 20
# Two caravans on one day.
Pair = tuple[int, int]


def even_out(rules: Rules, state: State, price: float) -> None:
    """Let caravans exchange days where that evens their work at a price it is worth.

    Whole days change hands, or all days of a trip with nights away: no visit is given
    up or moved to another day. A caravan's share of all hours is that of its working
    days.

    Parameters
    ----------
    rules, state
        The question, and a plan that keeps its rules; it is changed.
    price
        Cost of an hour above a caravan's share.
    """
    for _ in range(_SWEEPS):
        changed = False
        for pairs in list(_blocks(rules, state)):
            # An exchange before may have put another night between these days.
            if pairs == _block(rules, state, pairs[0]):
                changed |= _exchange(rules, state, pairs, price)
        if not changed:
            return


def hours_above(rules: Rules, state: State) -> Grid:
    """Hours of each caravan above its share, 0 below it: (v,)."""
    over = _over(rules, state.tour["busy"])
    return np.maximum(over, 0.0)


def _over(rules: Rules, busy: Grid) -> Grid:
    """Hours of work of each caravan beyond its share: (v,)."""
    van, vans = rules.shift["van"], rules.allowed.shape[1]
    worked = np.bincount(van, busy, minlength=vans) / _HOUR_S
    days = np.bincount(van, minlength=vans)
    return np.asarray(worked - worked.sum() * days / max(days.sum(), 1))


def _blocks(rules: Rules, state: State) -> Iterator[list[Pair]]:
    """Days, or days joined by nights, that two caravans could exchange."""
    over = _over(rules, state.tour["busy"])
    for day in range(len(rules.day_first) - 1):
        shifts = range(int(rules.day_first[day]), int(rules.day_first[day + 1]))
        for one in shifts:
            for other in shifts:
                van, taker = rules.shift["van"][[one, other]]
                if over[van] <= 0 or over[taker] >= over[van]:
                    continue
                pairs = _block(rules, state, (one, other))
                # The first day stands for all of them.
                if pairs and pairs[0] == (one, other):
                    yield pairs


def _block(rules: Rules, state: State, pair: Pair) -> list[Pair] | None:
    """Give the days from home to home around one, if both caravans have them."""
    pairs = [pair]
    while _away(state, before := _beside(rules, pairs[0], "preceding")):
        pairs.insert(0, before)
        if min(before) < 0:
            return None
    while _away(state, pairs[-1]):
        after = _beside(rules, pairs[-1], "following")
        pairs.append(after)
        if min(after) < 0:
            return None
    return pairs


def _beside(rules: Rules, pair: Pair, which: str) -> Pair:
    one, other = rules.shift[which][list(pair)]
    return int(one), int(other)


def _away(state: State, pair: Pair) -> bool:
    """Whether one of two caravans spends the night after its shift away."""
    return any(one >= 0 and state.tour["night"][one] >= 0 for one in pair)


def _exchange(rules: Rules, state: State, pairs: list[Pair], price: float) -> bool:
    """Exchange the days of two caravans if that makes the plan better."""
    before = state.tour["busy"].copy()
    swapped = before.copy()
    for one, other in pairs:
        swapped[[one, other]] = before[[other, one]]
    uneven = np.maximum(_over(rules, before), 0.0).sum()
    if np.maximum(_over(rules, swapped), 0.0).sum() > uneven - _LESS:
        return False
    if not all(
        _may(rules, state, *pair) and _may(rules, state, *pair[::-1]) for pair in pairs
    ):
        return False
    cost = float(state.tour["price"].sum())
    _swap(rules, state, pairs)
    more = float(state.tour["price"].sum()) - cost
    more += price * float(hours_above(rules, state).sum() - uneven)
    if not state.tally[BROKEN] and more < -_LESS:
        return True
    _swap(rules, state, pairs)
    return False


def _may(rules: Rules, state: State, shift: int, other: int) -> bool:
    """Whether another shift may take the visits and the night of a shift."""
    given, tour = rules.shift[other], state.tour[shift]
    van, day = given["van"], given["day"]
    tasks = state.stop["task"][shift, 1 : tour["size"] + 1]
    only = rules.only[tasks, day]
    return bool(
        not given["frozen"]
        and tour["size"] <= given["stops"]
        and tour["night"] != given["back"]
        and (rules.allowed[tasks, van] & ((only < 0) | (only == van))).all()
    )


def _swap(rules: Rules, state: State, pairs: list[Pair]) -> None:
    """Exchange visits and nights; done twice it changes nothing."""
    for pair in pairs:
        one, other = list(pair), list(pair[::-1])
        for name in ("task", "place"):
            state.stop[name][one] = state.stop[name][other]
        for name in ("size", "night"):
            state.tour[name][one] = state.tour[name][other]
        state.stop["place"][one, 0] = rules.shift["home"][one]
        for shift in one:
            tasks = state.stop["task"][shift, 1 : state.tour["size"][shift] + 1]
            for task in tasks.tolist():
                row = state.shift_of[task]
                row[np.isin(row, one)] = shift
    both = [shift for pair in pairs for shift in pair]
    for shift in both:
        set_ends(rules, state, shift)
    # Twice: a week is whole again only once all its shifts are.
    for shift in both * 2:
        refresh(rules, state, shift)
