"""Small problems drawn at random, for promises that must hold of every verdict."""

import datetime as dt
from dataclasses import replace

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from planner.problem import COMMISSIONER, CoverageProblem, Providers, Villages
from planner.rule import Rule

DAY = dt.date(2019, 6, 1)
# About 5 km apart: 0.05 degrees of latitude are 5.5 km, 15.5 minutes as planners count.
_STEP = 0.05
_LONGITUDE, _LATITUDE = 107.0, 23.5
_TRADES = st.sampled_from([0, 1, 2, 3, 4])
_DAYS = st.sampled_from(["NaT", "2019-01-01", "2019-06-01", "2019-12-31"])


def _column(values, dtype):
    return np.array(list(values), dtype=dtype)


def _lonlat(places):
    found = [
        (np.nan, np.nan)
        if place is None
        else (_LONGITUDE + _STEP * place[0], _LATITUDE + _STEP * place[1])
        for place in places
    ]
    return np.array(found, dtype=float).reshape(-1, 2)


_PLACES = st.tuples(st.integers(0, 8), st.integers(0, 4))
_SOMETIMES_PLACES = st.one_of(_PLACES, _PLACES, _PLACES, _PLACES, st.none())
_VILLAGE = st.tuples(
    _SOMETIMES_PLACES,
    _TRADES,
    st.booleans() | st.just(True),
    st.sampled_from([0, 0, 2018, 2019, 2020]),
    st.booleans(),
    st.sampled_from([False, False, False, False, True]),
)
_PROVIDER = st.tuples(
    st.sampled_from(["park", "demo_base", COMMISSIONER]),
    _SOMETIMES_PLACES,
    _TRADES,
    st.sampled_from([0, 1, 1, 2, 3, 2**31]),
    _DAYS,
    _DAYS,
)


@st.composite
def problems(draw, villages=8, providers=5):
    """A problem of a few villages and providers on a grid, with every trap."""
    rows = draw(st.lists(_VILLAGE, min_size=1, max_size=villages))
    places, trades, poor, exits, asks, excluded = zip(*rows, strict=True)
    some = draw(st.lists(_PROVIDER, max_size=providers))
    columns = zip(*some, strict=True) if some else [()] * 6
    kinds, homes, known, room, first, last = columns
    return CoverageProblem(
        Villages(
            codes=_column((f"4510221002{n:02}" for n in range(len(rows))), object),
            lonlat=_lonlat(places),
            trades=_column(trades, np.int64),
            poor=_column(poor, bool),
            exit_year=_column(exits, np.int64),
            asks=_column(asks, bool),
            excluded=_column(excluded, bool),
        ),
        Providers(
            ids=_column((f"p{n}" for n in range(len(some))), object),
            names=_column((f"第{n}站" for n in range(len(some))), object),
            kinds=_column(kinds, object),
            lonlat=_lonlat(homes),
            trades=_column(known, np.int64),
            capacity=_column(room, np.int64),
            first_day=_column(first, "datetime64[D]"),
            last_day=_column(last, "datetime64[D]"),
        ),
    )


# Enough to meet every trap, few enough for two cores.
promise = settings(max_examples=60, deadline=None)
_LIMITS = st.sampled_from([0.01, 12, 16, 31.5, 45, 90])


def rules(limits=_LIMITS, **fixed):
    """Every variant of a rule; ``fixed`` pins some fields."""
    choices = {
        "villages": st.sampled_from(["poor", "not_exited", "owed", "all"]),
        "providers": st.sampled_from(["any", "any", "bases", "commissioners"]),
        "base_kinds": st.sampled_from([(), (), ("park",)]),
        "needed": st.sampled_from([1, 1, 2, 3]),
        "match_trade": st.booleans(),
        "use_capacity": st.booleans(),
        "on": st.sampled_from([None, dt.date(2018, 12, 31), DAY]),
    } | {name: st.just(value) for name, value in fixed.items()}
    by_time = st.builds(Rule, limit_min=limits, **choices)
    by_road = st.builds(Rule, limit_min=st.none(), limit_km=limits, **choices)
    return by_time | by_road


def with_provider(problem, at, **changed):
    """The problem with some values of one provider changed."""
    columns = {}
    for name, value in changed.items():
        columns[name] = getattr(problem.providers, name).copy()
        columns[name][at] = value
    return replace(problem, providers=replace(problem.providers, **columns))
