"""Whose cover is told."""

from planner.rule import Rule
from planner.subjects import stand_in, subject_of
from tests import toy


def test_villages_speak_for_themselves():
    layers = toy.layers() | {"places": toy.places()}
    assert subject_of(layers) == "villages"
    same, rule = stand_in(layers, Rule())
    assert same is layers
    assert rule == Rule()


def test_places_stand_for_villages_where_there_are_none():
    places = toy.places().assign(illustrative=[True, False])
    layers = toy.layers() | {"places": places, "villages": toy.villages()[:0]}
    assert subject_of(layers) == "places"
    made, rule = stand_in(layers, Rule(limit_min=20))
    assert made["villages"]["name"].tolist() == ["西岔口", "东岔口"]
    assert made["villages"]["village_code"].tolist() == ["p1", "p2"]
    # What is not real stays labelled.
    assert made["villages"]["illustrative"].tolist() == [True, False]
    assert (rule.villages, rule.match_trade, rule.limit_min) == ("all", False, 20)
    assert layers["villages"].empty


def test_nobody_is_there():
    layers = toy.layers() | {"places": toy.places()[:0]}
    assert subject_of(layers | {"villages": toy.villages()[:0]}) is None
