"""Small questions of advisory groups drawn at random, and every plan they have."""

from itertools import product

import numpy as np
from hypothesis import strategies as st

from planner.advisory import (
    HOME,
    LEADER,
    MOST_SEATS,
    NO_SEAT,
    OPEN,
    PARTNER,
    TRADE,
    AdvisoryProblem,
    Experts,
    Least,
    Seats,
    can_sit,
    make_pairs,
)

NONE = np.empty((0, 2), dtype=np.int64)
_RARELY = st.sampled_from([0, 0, 0, 0, 1, 2, 4])


def make(kinds, quota, pairs, *, agreed=(), least=None, trades=None, knows=None):
    """A question from plain lists.

    Parameters
    ----------
    kinds
        Kinds of the seats of each county.
    quota
        Of each expert.
    pairs
        Rows (county, expert, likes, wishes, may_sit[, barred]).
    least
        Rows (members, leader, home, partner) of each county; as many as there are seats
        of the kind by default.
    trades, knows
        Trade of each trade seat, in order, as masks; what each expert knows.
    """
    kind = np.full((len(kinds), MOST_SEATS), NO_SEAT, dtype=np.int64)
    for county, row in enumerate(kinds):
        kind[county, : len(row)] = row
    wanted = np.zeros_like(kind)
    wanted[kind == TRADE] = 1 if trades is None else trades
    if least is None:
        least = [
            (len(row), row.count(LEADER), row.count(HOME), row.count(PARTNER))
            for row in kinds
        ]
    rows = [(*row, 0)[:6] for row in pairs]
    columns = list(zip(*rows, strict=True)) or [()] * 6
    return AdvisoryProblem(
        seats=Seats(kind, wanted),
        least=Least(*np.array(least, dtype=np.int64).reshape(-1, 4).T),
        experts=Experts(
            np.array(quota, dtype=np.int64),
            np.array([0] * len(quota) if knows is None else knows, dtype=np.int64),
        ),
        pairs=make_pairs(*columns),
        agreed=np.array(agreed, dtype=np.int64).reshape(-1, 2),
    )


@st.composite
def problems(draw, counties=3, experts=4, seats=3, agreed=True):
    """A question of a few counties and experts, with ties, bars and what is agreed."""
    kind = st.sampled_from([LEADER, HOME, PARTNER, TRADE, OPEN])
    row = st.lists(kind, min_size=1, max_size=seats).map(sorted)
    kinds = draw(st.lists(row, min_size=1, max_size=counties))
    most = st.integers(0, 2)
    quota = draw(st.lists(most, min_size=1, max_size=experts))
    score = st.integers(1, 3)
    pairs, stays = [], []
    for county, expert in product(range(len(kinds)), range(len(quota))):
        if not draw(st.booleans()) and not draw(st.booleans()):
            continue
        mask = draw(st.integers(1, (1 << len(kinds[county])) - 1))
        bar = draw(_RARELY)
        pairs.append((county, expert, draw(score), draw(score), mask, bar))
        if agreed and draw(st.integers(0, 9)) == 0:
            masks = [row[4] for row in pairs if row[:2] in stays and row[0] == county]
            if can_sit([*masks, mask]):
                stays.append((county, expert))
    trades = [
        [draw(st.integers(1, 3)) for _ in range(row.count(TRADE))] for row in kinds
    ]
    knows = [draw(st.integers(0, 3)) for _ in quota]
    for county, expert, _, _, mask, _ in pairs:
        # Whoever may hold a trade seat knows the trade.
        for at, wanted in enumerate(trades[county], start=_first(kinds[county])):
            knows[expert] |= wanted if mask >> at & 1 else 0
    less = draw(st.integers(0, 1))
    least = [
        (len(row) - less, row.count(LEADER), row.count(HOME), row.count(PARTNER))
        for row in kinds
    ]
    return make(
        kinds,
        quota,
        pairs,
        agreed=stays,
        least=least,
        trades=[one for row in trades for one in row],
        knows=knows,
    )


def _first(row):
    return row.index(TRADE) if TRADE in row else 0


def every_plan(problem):
    """All sets of pairs that keep seats, quotas, bars and what is agreed."""
    agreed = {tuple(pair) for pair in problem.agreed.tolist()}
    pairs = problem.pairs
    rows = list(
        zip(pairs.county.tolist(), pairs.expert.tolist(), pairs.may_sit.tolist(),
            pairs.barred.tolist(), strict=True)
    )  # fmt: skip
    fixed = [sum(pair[1] == e for pair in agreed) for e in range(len(problem.experts))]
    most = np.maximum(problem.experts.quota, fixed).tolist()

    def grow(at, chosen, load):
        if at == len(rows):
            yield frozenset(chosen)
            return
        county, expert, mask, barred = rows[at]
        stays = (county, expert) in agreed
        # Room that the agreed pairs still to come need is not given away.
        if stays or (not barred and load[expert] < most[expert]):
            masks = [row[2] for row in rows if row[:2] in chosen and row[0] == county]
            if can_sit([*masks, mask]):
                load[expert] += 1
                yield from grow(at + 1, chosen | {(county, expert)}, load)
                load[expert] -= 1
        if not stays:
            yield from grow(at + 1, chosen, load)

    for plan in grow(0, frozenset(), [0] * len(problem.experts)):
        load = [sum(pair[1] == e for pair in plan) for e in range(len(most))]
        if all(count <= top for count, top in zip(load, most, strict=True)):
            yield plan
