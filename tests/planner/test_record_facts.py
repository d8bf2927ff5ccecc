"""Attributes of units: the default of each, and what is stated instead."""

import datetime as dt

import pandas as pd
import pytest

from geo.frames import conform, empty
from planner.programmes.loading import shared, shipped_programmes
from planner.programmes.schema import Attribute
from planner.record_facts import attribute_table, attributes_of
from tests import toy

DAY = dt.date(2026, 11, 22)
WEST_1, EAST_6 = "451022100201", "451024100202"


def fact(unit, value, **more):
    return {"unit_code": unit, "attribute": "one_product", "value": value} | more


def asked(*facts, name="one_product", attributes=None):
    rows = [{"fact_id": f"f{n}"} | one for n, one in enumerate(facts)]
    given = conform(pd.DataFrame(rows), "facts") if rows else empty("facts")
    known = attributes or shared().attributes
    return attribute_table(toy.layers() | {"facts": given}, known, name, on=DAY)


def test_every_unit_has_its_default():
    """Villages 1 to 5 are poor and name a trade, village 6 is not poor."""
    table = asked()
    assert table.index.tolist() == toy.villages()["village_code"].tolist()
    assert table["default"].tolist() == [True] * 5 + [False]
    assert table[["value", "reason", "fact_id"]].eq("").all(axis=None)


def test_what_is_stated_stands_beside_the_default():
    table = asked(fact(WEST_1, "否", reason="已改种"), fact(EAST_6, "是"))
    assert table.loc[WEST_1].tolist() == ["否", "已改种", "f0", True]
    assert table.loc[EAST_6].tolist() == ["是", "", "f1", False]


def test_the_last_answer_counts():
    table = asked(
        fact(WEST_1, "是", since="2020-01-01"), fact(WEST_1, "否", since="2019-01-01")
    )
    assert table.loc[WEST_1, ["value", "fact_id"]].tolist() == ["是", "f0"]


def test_other_attributes_and_strangers_are_left_alone():
    other = fact(WEST_1, "是") | {"attribute": "demo_village"}
    table = asked(other, fact("999999999999", "是"))
    assert table["value"].eq("").all()
    assert len(table) == 6


@pytest.mark.parametrize("name", ["exited", "area", "key_assistance"])
def test_without_a_default_nothing_is_presumed(name):
    table = asked(name=name)
    assert table.index.tolist() == [toy.WEST, toy.EAST]
    assert table["default"].isna().all()


def test_a_default_may_ask_about_what_is_stated_of_another():
    """Only counties where a park is possible are presumed to have a centre."""
    own = Attribute(
        "centre", "county", "yesno", "中心", "Centre", default={"park_possible": True}
    )
    known = {**shared().attributes, "centre": own}
    no_park = {"unit_code": toy.WEST, "attribute": "park_possible", "value": "否"}
    table = asked(no_park, name="centre", attributes=known)
    assert table["default"].tolist() == [False, True]


def test_attributes_of_every_programme_are_known():
    known = attributes_of(shipped_programmes())
    assert {"one_product", "exited", "area"} <= set(known)
    assert all(known[name].name == name for name in known)
