"""Which target holds on a day, and how a total is split over the counties."""

import datetime as dt
import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.programmes.targets import in_force, shares_of
from tests.planner.programmes.parts import part_of, programme_of
from tests.toy_programmes import BAICHENG, moved, region, rows, score_of

QUANTITY = 'kind = "quantity"\nunit = "city"\nof = { layer = "events" }\n'
TWO = "targets = [{ by = 2020-12-31, value = 25 }, { by = 2019-12-31, value = 20 }]\n"
DUTY = 'kind = "duty"\nunit = "city"\nset = "cities"\n'


def declared(part):
    return programme_of(part).rows[0].parts[0]


def holds(part, day):
    found = in_force(declared(part), dt.date.fromisoformat(day))
    return found.target.value, str(found.due), found.carried


@pytest.mark.parametrize(
    ("day", "answer"),
    [
        ("2018-06-01", (20, "2019-12-31", False)),
        ("2019-12-31", (20, "2019-12-31", False)),
        ("2020-01-01", (25, "2020-12-31", False)),
        # The last one stays due; nothing is carried on, for it is not of a period.
        ("2023-01-01", (25, "2020-12-31", False)),
    ],
)
def test_a_target_once_for_all_holds_until_its_day_and_the_last_after_it(day, answer):
    assert holds(QUANTITY + TWO, day) == answer


@pytest.mark.parametrize(
    ("per", "day", "answer"),
    [
        ("year", "2018-06-01", (20, "2018-12-31", False)),
        ("year", "2019-12-31", (20, "2019-12-31", False)),
        ("year", "2020-01-01", (25, "2020-12-31", False)),
        ("year", "2021-03-01", (25, "2021-12-31", True)),
        ("half", "2020-06-30", (25, "2020-06-30", False)),
        ("half", "2020-07-01", (25, "2020-12-31", False)),
        ("quarter", "2019-02-28", (20, "2019-03-31", False)),
        ("quarter", "2021-11-30", (25, "2021-12-31", True)),
    ],
)
def test_a_target_of_every_period_is_due_at_its_end(per, day, answer):
    assert holds(f'{QUANTITY}{TWO}per = "{per}"', day) == answer


def test_a_duty_of_every_year_is_due_in_the_year_and_one_done_once_by_its_day():
    yearly = DUTY + 'schedule = { windows = ["03-21/03-31"] }'
    assert holds(yearly, "2019-06-01") == (None, "2019-12-31", False)
    assert holds(yearly, "2022-06-01") == (None, "2022-12-31", True)
    assert holds(DUTY + "schedule = { once = true }", "2022-06-01") == (
        None, "2020-12-31", False,
    )  # fmt: skip


NETWORK_DAYS = [
    ("2017-06-01", 2),
    ("2018-06-01", 4),
    ("2019-06-01", 5),
    ("2022-01-01", 5),
]


@pytest.mark.parametrize(("day", "villages"), NETWORK_DAYS)
def test_the_network_comes_in_batches_of_a_third(day, villages):
    """Of five poor villages a third is two, two thirds are four."""
    on = dt.date.fromisoformat(day)
    joined = rows("outputs", "kind unit_code date", "network_access V1 2017-01-01")
    layers = moved(region(joined), BAICHENG)
    row = score_of(layers, "baicheng", on).rows["baicheng.network"]
    assert (row.value, row.target) == (1, villages)
    assert row.status == ("short" if on.year > 2019 else "open")


def test_on_the_day_itself_a_target_is_still_open_and_the_day_after_short():
    layers = region(rows("events", "kind date unit_code", "outreach 2019-01-01 W"))
    statuses = [
        part_of(QUANTITY + TWO, layers, on=dt.date(year, month, day)).status
        for year, month, day in [(2020, 12, 31), (2021, 1, 1)]
    ]
    assert statuses == ["open", "short"]


@given(
    total=st.integers(0, 500_000),
    weights=st.lists(st.integers(0, 3000), min_size=1, max_size=40),
)
def test_shares_add_up_and_none_is_a_whole_one_off(total, weights):
    shares = shares_of(float(total), np.array(weights, dtype=np.float64))
    assert shares.sum() == total
    assert (shares == np.round(shares)).all()
    whole = sum(weights)
    exact = [total * w / whole if whole else total / len(weights) for w in weights]
    assert all(abs(share - e) < 1 for share, e in zip(shares, exact, strict=True))


@given(
    total=st.integers(0, 10_000),
    weights=st.lists(st.integers(1, 300), min_size=2, max_size=20),
)
def test_who_weighs_more_is_given_no_less(total, weights):
    shares = shares_of(float(total), np.array(weights, dtype=np.float64))
    given_out = sorted(zip(weights, shares, strict=True))
    for (light, less), (heavy, more) in itertools.pairwise(given_out):
        assert less <= more or light == heavy


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [
        (10, [1, 1, 1], [4, 3, 3]),  # the first takes what is left
        (7, [4, 1], [6, 1]),  # 5.6 and 1.4
        (3, [0, 0], [2, 1]),  # nobody weighs anything: equal
        (0, [3, 5], [0, 0]),
    ],
)
def test_shares_by_hand(total, weights, shares):
    found = shares_of(float(total), np.array(weights, dtype=np.float64))
    assert found.tolist() == shares
