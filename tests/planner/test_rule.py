"""A rule refuses what it cannot mean, all of it at once."""

import datetime as dt
import json
import math
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.schemas import BASE_KINDS
from planner.errors import PlanInputError
from planner.rule import Rule


def keys(error):
    return [key for key, _ in error.value.problems]


def test_the_default_rule_is_45_minutes_to_anyone():
    rule = Rule()
    assert (rule.villages, rule.providers, rule.needed) == ("poor", "any", 1)
    assert (rule.unit, rule.cutoff) == ("s", 2700)


def test_every_broken_field_is_told_at_once():
    with pytest.raises(PlanInputError) as error:
        Rule(
            villages="rich",
            providers="nobody",
            base_kinds=("park", "pub"),
            limit_min=-1,
            limit_km=math.nan,
            needed=0,
            match_trade="maybe",
            use_capacity=2,
            on="someday",
        )
    assert keys(error) == [
        "rule_bad_choice",
        "rule_bad_choice",
        "rule_bad_choice",
        "rule_bad_choice",
        "rule_bad_choice",
        "rule_one_limit",
        "rule_bad_limit",
        "rule_bad_limit",
        "rule_bad_needed",
        "rule_bad_date",
    ]
    for lang in ("zh", "en"):
        lines = error.value.text(lang).splitlines()
        assert len(lines) == 10
        assert "pub" in lines[4]
        assert "someday" in lines[9]
        assert "not_exited" in lines[0]


@pytest.mark.parametrize(
    ("field", "value", "key"),
    [
        ("limit_min", "45", "rule_bad_limit"),
        ("limit_min", True, "rule_bad_limit"),
        ("limit_min", 0, "rule_bad_limit"),
        ("limit_min", math.inf, "rule_bad_limit"),
        ("limit_min", 1e308, "rule_bad_limit"),
        ("limit_min", [45], "rule_bad_limit"),
        ("needed", "2", "rule_bad_needed"),
        ("needed", 1.5, "rule_bad_needed"),
        ("needed", True, "rule_bad_needed"),
        ("match_trade", "yes", "rule_bad_choice"),
        ("use_capacity", 1, "rule_bad_choice"),
        ("villages", ["poor"], "rule_bad_choice"),
        ("providers", {}, "rule_bad_choice"),
        ("base_kinds", "park", "rule_bad_choice"),
        ("base_kinds", 5, "rule_bad_choice"),
        ("base_kinds", [["park"]], "rule_bad_choice"),
        ("on", "2026-13-01", "rule_bad_date"),
        ("on", 20261121, "rule_bad_date"),
        ("on", dt.datetime(2026, 11, 21, 8), "rule_bad_date"),  # noqa: DTZ001
        ("on", "{0.__class__}", "rule_bad_date"),
    ],
)
def test_values_of_the_wrong_kind_are_refused_in_words(field, value, key):
    with pytest.raises(PlanInputError) as error:
        Rule.from_settings({field: value})
    assert keys(error) == [key]
    assert error.value.text("zh") != error.value.text("en")


def test_unknown_names_and_bad_values_are_told_together():
    with pytest.raises(PlanInputError) as error:
        Rule.from_settings({"limit_mins": 30, "neded": 2, "needed": 0, "on": "soon"})
    assert error.value.problems == (
        ("rule_unknown_field", {"name": "limit_mins", "nearest": "limit_min"}),
        ("rule_unknown_field", {"name": "neded", "nearest": "needed"}),
        ("rule_bad_needed", {"value": 0}),
        ("rule_bad_date", {"value": "soon"}),
    )


@pytest.mark.parametrize(
    "limits",
    [{"limit_min": None, "limit_km": None}, {"limit_min": 30.0, "limit_km": 20.0}],
)
def test_exactly_one_limit(limits):
    with pytest.raises(PlanInputError) as error:
        Rule(**limits)
    assert keys(error) == ["rule_one_limit"]


def test_a_limit_in_kilometres_takes_the_place_of_minutes():
    rule = Rule.from_settings({"limit_km": 20})
    assert rule.limit_min is None
    assert (rule.unit, rule.cutoff) == ("m", 20_000)


@given(st.integers(1, 100_000))
def test_decimal_limits_are_whole_metres_and_seconds(whole):
    assert Rule(limit_min=None, limit_km=whole / 1000).cutoff == whole
    assert Rule(limit_min=whole / 60).cutoff == whole


def test_the_smallest_limit_still_holds_what_stands_beside():
    assert Rule(limit_min=0.001).cutoff == 1


def test_a_day_is_filled_in_and_never_overwritten():
    day, other = dt.date(2019, 6, 1), dt.date(2020, 1, 1)
    undated = Rule()
    assert undated.dated(day).on == day
    assert undated.on is None
    assert Rule(on=other).dated(day).on == other


RULES = st.builds(
    Rule,
    villages=st.sampled_from(["poor", "not_exited", "owed", "all"]),
    providers=st.sampled_from(["any", "bases", "commissioners"]),
    base_kinds=st.lists(st.sampled_from(list(BASE_KINDS)), unique=True).map(tuple),
    limit_min=st.floats(0.1, 600),
    needed=st.integers(1, 5),
    match_trade=st.booleans(),
    use_capacity=st.booleans(),
    on=st.none() | st.dates(),
) | st.builds(Rule, limit_min=st.none(), limit_km=st.floats(0.1, 600))


@given(RULES)
def test_settings_come_back_as_the_same_rule(rule):
    plain = json.loads(json.dumps(rule.settings()))
    assert Rule.from_settings(plain) == rule


def test_a_rule_file_may_write_the_day_as_a_toml_date():
    text = 'villages = "all"\nlimit_km = 8.2\non = 2019-06-01\nbase_kinds = ["park"]'
    rule = Rule.from_settings(tomllib.loads(text))
    assert rule == Rule(
        villages="all",
        limit_min=None,
        limit_km=8.2,
        on=dt.date(2019, 6, 1),
        base_kinds=("park",),
    )
    assert rule.cutoff == 8200


def test_values_stay_out_of_the_format_string():
    with pytest.raises(PlanInputError) as error:
        Rule.from_settings({"villages": "{allowed.__class__}"})
    assert "{allowed.__class__}" in error.value.text("zh")
