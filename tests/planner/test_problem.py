"""Layers become numbers, and what is missing stays missing."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from geo.frames import conform, empty
from geo.schemas import TRADES
from planner.problem import COMMISSIONER, UNLIMITED, from_layers, trades_in
from tests import toy


def problem(**changed):
    return from_layers(toy.layers() | changed)


def knows(trades):
    """Trades that a base with this column serves, by their codes."""
    bases = toy.bases().iloc[:1].assign(trades=trades)
    return set(trades_in(int(problem(bases=bases).providers.trades[0])))


def wants(trades):
    villages = toy.villages().iloc[:1].assign(trades=trades)
    return set(trades_in(int(problem(villages=villages).villages.trades[0])))


def test_who_knows_grain_knows_its_parts_but_not_the_other_way():
    assert knows("grain") == {"grain", "maize", "rice", "coarse_grains", "beans"}
    assert knows("maize") == {"maize"}
    assert knows("maize;tea") == {"maize", "tea"}


def test_a_village_wants_only_what_it_grows():
    assert wants("grain") == {"grain"}
    assert wants("maize;sheep") == {"maize", "sheep"}
    assert wants("") == set()


def test_every_declared_trade_has_a_bit_of_its_own():
    codes = [f"4510221002{at:02}" for at in range(len(TRADES))]
    rows = pd.DataFrame({"village_code": codes, "trades": list(TRADES)})
    masks = problem(villages=conform(rows, "villages")).villages.trades.tolist()
    assert [trades_in(mask) for mask in masks] == [(code,) for code in TRADES]


def test_villages_keep_the_order_of_the_layer():
    villages = problem().villages
    assert villages.codes.tolist() == toy.villages()["village_code"].tolist()
    assert len(villages) == 6
    assert villages.poor.tolist() == [True] * 5 + [False]
    assert villages.exit_year.tolist() == [0, 0, 2018, 0, 0, 0]
    assert villages.asks.tolist() == [True, False, False, True, True, False]
    assert not villages.excluded.any()
    assert villages.lonlat[0] == pytest.approx((toy.at(5, 5).x, toy.at(5, 5).y))


def test_bases_come_first_then_commissioners():
    providers = problem().providers
    assert providers.ids.tolist() == ["b1", "b2", "c1", "c2", "c3"]
    assert providers.names.tolist()[-1] == "陆三"
    assert (
        providers.kinds.tolist() == ["expert_station", "demo_base"] + [COMMISSIONER] * 3
    )


def test_no_capacity_given_is_no_limit():
    assert problem().providers.capacity.tolist() == [3, UNLIMITED, 2, 5, UNLIMITED]


def test_open_ends_are_not_a_time():
    providers = problem().providers
    assert providers.first_day[0].item() == dt.date(2016, 3, 1)
    assert np.isnat(providers.last_day).tolist() == [True, True, False, True, True]
    assert providers.last_day[2].item() == dt.date(2020, 12, 31)
    assert providers.first_day.dtype == providers.last_day.dtype == "datetime64[D]"


def test_far_dates_are_dates():
    bases = toy.bases().assign(opened=["1901-01-01", ""], closed=["9999-12-31", ""])
    providers = problem(bases=bases).providers
    assert providers.first_day[0].item() == dt.date(1901, 1, 1)
    assert providers.last_day[0].item() == dt.date(9999, 12, 31)


def test_no_place_is_not_a_number():
    villages = toy.villages()
    villages.loc[2, "geometry"] = None
    found = problem(villages=villages).villages.lonlat
    assert np.isnan(found).all(axis=1).tolist() == [False, False, True] + [False] * 3


def test_empty_layers_make_an_empty_problem():
    found = problem(
        villages=empty("villages"),
        bases=empty("bases"),
        commissioners=empty("commissioners"),
    )
    assert len(found.villages) == len(found.providers) == 0
    assert found.villages.lonlat.shape == found.providers.lonlat.shape == (0, 2)
    assert found.providers.trades.dtype == np.int64


def test_commissioners_alone_will_do():
    providers = problem(bases=empty("bases")).providers
    assert providers.ids.tolist() == ["c1", "c2", "c3"]


def test_an_unknown_trade_is_no_trade_and_no_error():
    assert knows("alchemy;tea") == {"tea"}


def test_layers_are_left_as_they_were():
    layers = toy.layers()
    from_layers(layers)
    for name, frame in toy.layers().items():
        pd.testing.assert_frame_equal(pd.DataFrame(layers[name]), pd.DataFrame(frame))
