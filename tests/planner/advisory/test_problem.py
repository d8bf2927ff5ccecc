"""Numbers that mean nothing are told all at once, in both languages."""

from dataclasses import replace

import numpy as np
import pytest

from planner.advisory import HOME, LEADER, NO_SEAT, OPEN, TRADE, make_pairs
from planner.advisory.problem import Experts
from planner.errors import PlanInputError
from tests.planner.advisory.cases import make

_ROWS = [(0, 0, 1, 1, 0b01), (0, 1, 1, 1, 0b10), (1, 0, 1, 1, 0b1)]


def problem():
    return make([[LEADER, OPEN], [OPEN]], [1, 1], _ROWS)


def keys_of(change):
    with pytest.raises(PlanInputError) as told:
        change()
    for lang in ("zh", "en"):
        assert "{" not in told.value.text(lang)
    return [(key, given.get("name")) for key, given in told.value.problems]


def test_sizes_are_told_all_at_once():
    asked = problem()
    least = replace(asked.least, home=np.zeros(5, dtype=np.int64))
    experts = Experts(asked.experts.quota, np.zeros(3, dtype=np.int64))
    assert keys_of(lambda: replace(asked, least=least, experts=experts)) == [
        ("advisory_bad_size", "experts.knows"),
        ("advisory_bad_size", "least.home"),
    ]
    assert keys_of(lambda: make_pairs([0], [0, 1], [1], [1], [1])) == [
        ("advisory_bad_size", "pairs")
    ]


@pytest.mark.parametrize(
    ("column", "at", "value", "name"),
    [
        ("likes", 0, np.nan, "pairs.likes"),
        ("wishes", 2, np.inf, "pairs.wishes"),
        ("may_sit", 0, 0, "pairs.may_sit"),
        ("may_sit", 2, 0b10, "pairs.may_sit"),
        ("barred", 0, 16, "pairs.barred"),
        ("expert", 1, 0, "pairs"),
    ],
)
def test_numbers_of_pairs(column, at, value, name):
    asked = problem()
    numbers = getattr(asked.pairs, column).copy()
    numbers[at] = value
    pairs = replace(asked.pairs, **{column: numbers})
    assert keys_of(lambda: replace(asked, pairs=pairs)) == [
        ("advisory_bad_numbers", name)
    ]


def test_numbers_of_seats_quotas_and_what_is_full():
    asked = problem()
    kind = asked.seats.kind.copy()
    kind[0, :3] = TRADE, NO_SEAT, OPEN
    quota = np.array([1, -1])
    seats = replace(asked.seats, kind=kind)
    experts = replace(asked.experts, quota=quota)
    told = keys_of(lambda: replace(asked, seats=seats, experts=experts))
    names = [name for _, name in told]
    assert names[:3] == ["seats.kind", "seats.trades", "experts.quota"]
    least = replace(asked.least, home=np.array([1, 0]))
    assert keys_of(lambda: replace(asked, least=least)) == [
        ("advisory_bad_numbers", "least")
    ]


def test_what_was_agreed_must_be_there_and_fit():
    asked = problem()
    for agreed in ([[1, 1]], [[0, 0], [0, 0]]):
        assert keys_of(lambda rows=agreed: replace(asked, agreed=np.array(rows))) == [
            ("advisory_bad_positions", "agreed")
        ]
    rows = [(0, 0, 1, 1, 0b1), (0, 1, 1, 1, 0b1)]
    assert keys_of(lambda: make([[HOME]], [1, 1], rows, agreed=[(0, 0), (0, 1)])) == [
        ("advisory_agreed_too_many", None)
    ]
    assert keys_of(lambda: make([[HOME]], [1], rows)) == [
        ("advisory_bad_positions", "pairs")
    ]
