"""Rules on experts and applications: each breaks one thing in what is sound."""

import datetime as dt

import pandas as pd
import pytest

from geo.checks import run_checks
from geo.checks.advising import plain_name
from geo.frames import conform
from tests import toy, toy_records
from tests.geo.checking import check_changed

TODAY = dt.date(2019, 6, 1)
SOUND = toy.layers() | toy_records.layers()


def check(name="applications", row=0, **values):
    frame = SOUND[name].copy()
    for column, value in values.items():
        frame.loc[row, column] = value
    return check_changed(SOUND, {name: conform(frame, name)}, TODAY)


def with_expert(**values):
    """The pool, and a fourth expert like the third."""
    own = SOUND["experts"].iloc[[2]].assign(expert_id="z4", source_row=5, **values)
    pool = conform(pd.concat([SOUND["experts"], own], ignore_index=True), "experts")
    return check_changed(SOUND, {"experts": pool}, TODAY)


def told(found):
    lines = {issue.line(lang) for issue in found for lang in ("zh", "en")}
    assert len(lines) == 2 * len(found)
    assert not any("{" in line for line in lines)
    return [(issue.rule, issue.severity, issue.key) for issue in found]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("张三", "张 三"), ("張國強", "张国强"), ("阿里·木", "阿里木"),
        ("阿里・木", "阿里•木"), ("Ａnna Li", "anna li"),
    ],
)  # fmt: skip
def test_spellings_of_one_name(one, other):
    assert plain_name(one) == plain_name(other)


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"name": "陳 东三"}, "expert_twice"),
        ({"name": "陈·东三", "organisation": "示意 大学"}, "expert_twice"),
        ({"name": "陈冬三"}, "expert_near"),
        ({"home_unit": "440306"}, "expert_near"),
        ({"name": "陈东西"}, "expert_near"),
        ({"name": "陈冬三", "tier": "city"}, ""),
        ({"name": "陈西南"}, ""),
        ({"name": "岑东三"}, ""),
        ({"organisation": "示意学院"}, ""),
        ({"organisation": ""}, ""),
    ],
)
def test_one_expert_in_two_rows(values, rule):
    found = with_expert(**values)
    severity = "error" if rule == "expert_twice" else "warning"
    assert told(found) == ([(rule, severity, "z4")] if rule else [])
    assert all(issue.params["first_key"] == "z3" for issue in found)


def test_without_an_organisation_one_name_and_home_are_only_like():
    pool = SOUND["experts"].assign(organisation="")
    pool.loc[1, ["name", "home_unit"]] = pool.loc[2, ["name", "home_unit"]]
    found = run_checks(
        SOUND | {"experts": pool, "applications": SOUND["applications"][:0]},
        today=TODAY,
    )
    assert told(found) == [("expert_near", "warning", "z3")]


@pytest.mark.parametrize(
    ("accepts", "declines", "codes"),
    [
        ("4510;45", "451024", None), ("451024", "4510", "451024"),
        ("4510;451024", "45", "4510、451024"), ("", "45", None),
    ],
)  # fmt: skip
def test_wishes_that_contradict(accepts, declines, codes):
    found = check("experts", 2, accepts=accepts, declines=declines)
    wanted = [("expert_wishes_contradict", "warning", "z3")]
    assert told(found) == (wanted if codes else [])
    assert [issue.params["codes"] for issue in found] == [codes][: len(found)]


def test_quotas_and_seats_that_cannot_be():
    # One below nought gives nobody a place.
    assert told(check("experts", 2, quota=-1)) == [
        ("count_negative", "error", "z3"),
        ("application_beyond_pool", "warning", ""),
    ]
    for seats in (0, 17):
        assert told(check(seats=seats)) == [("visit_figure_odd", "error", "w1")]


def test_one_open_application_a_county():
    assert told(check(row=1, unit_code=toy.WEST, proposed="")) == [
        ("application_twice", "error", "w2")
    ]
    assert check(row=1, unit_code=toy.WEST, state="returned") == []


@pytest.mark.parametrize(("state", "found"), [("drafted", 1), ("returned", 0)])
@pytest.mark.parametrize(("value", "listed"), [("是", 1), ("yes", 1), ("否", 0)])
def test_key_counties_may_not_apply(state, found, value, listed):
    facts = SOUND["facts"].copy()
    facts.loc[1, ["attribute", "value"]] = ["key_assistance", value]
    asked = SOUND["applications"].copy()
    asked.loc[1, "state"] = state
    issues = check_changed(SOUND, {"facts": facts, "applications": asked}, TODAY)
    wanted = [("application_of_key_county", "warning", "w2")] * (found and listed)
    assert told(issues) == wanted


def test_experts_nobody_knows_or_who_are_of_elsewhere_are_told_one_by_one():
    found = check(proposed="z2;z3;z8", declines="z9")
    assert told(found) == [
        ("application_expert_unknown", "warning", "w1"),
        ("application_expert_unknown", "warning", "w1"),
        ("application_expert_elsewhere", "warning", "w1"),
    ]
    assert [issue.params["value"] for issue in found] == ["z8", "z9", "z3"]


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"quota": 14}, 0), ({"quota": 13}, 1), ({"quota": pd.NA}, 1),
        ({"until": "2019-05-31"}, 1), ({"until": "2019-06-01"}, 0),
    ],
)  # fmt: skip
def test_quotas_that_no_pool_can_meet(values, found):
    issues = check("experts", 0, **values)
    assert told(issues) == [("application_beyond_pool", "warning", "")] * found
    for issue in issues:
        assert issue.params["needed"] == 16
        assert issue.params["places"] < 16


def test_ten_thousand_experts_are_held_against_each_other():
    rows = 10_000
    names = [f"甲{at:05d}" for at in range(rows)]
    pool = conform(
        pd.DataFrame(
            {
                "expert_id": [f"z{at}" for at in range(rows)], "name": names,
                "organisation": [f"单位{at}" for at in range(rows)],
                "tier": "province", "home_unit": "45",
            }
        ),
        "experts",
    )  # fmt: skip
    pool.loc[rows - 1, ["name", "organisation"]] = ["甲 00000", "单位0"]
    found = run_checks({"experts": pool}, today=TODAY)
    assert told(found) == [("expert_twice", "error", f"z{rows - 1}")]
