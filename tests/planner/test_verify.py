"""The independent check agrees with right verdicts and finds each kind of wrong one."""

import dataclasses
import datetime as dt

import numpy as np
import pytest
from hypothesis import given

from geo.travel import StraightLine
from planner.coverage import judge
from planner.demo import SCOPES
from planner.problem import from_layers
from planner.reasons import REASON_AT
from planner.rule import Rule
from planner.verify import violations
from tests import toy
from tests.planner.problems import DAY, problems, promise, rules

# b1 serves 1 and 2, nobody the tea of 3 and 4 or the vegetables of 5.
BASES = Rule(limit_min=20, providers="bases")


def verdict_of(rule=BASES, **changed):
    problem = from_layers(toy.layers() | changed)
    return judge(problem, rule, StraightLine(), today=DAY)


def promises(verdict, **changed):
    """Names of the promises that a verdict breaks once some columns are changed."""
    columns = {}
    for name, edit in changed.items():
        columns[name] = getattr(verdict, name).copy()
        columns[name] = edit(columns[name])
    wrong = dataclasses.replace(verdict, **columns)
    return {found.promise for found in violations(verdict.problem, wrong)}


def put(**values):
    """An edit that writes values at positions, given as ``at_0=value``."""

    def edit(column):
        for at, value in values.items():
            column[int(at.removeprefix("at_"))] = value
        return column

    return edit


@promise
@given(problems(), rules())
def test_a_double_loop_agrees_with_every_verdict(problem, rule):
    verdict = judge(problem, rule, StraightLine(), today=DAY)
    assert violations(problem, verdict) == []


@promise
@given(problems(), rules())
def test_it_agrees_at_other_speeds(problem, rule):
    travel = StraightLine(speed_kmh=17.5, detour=1.0)
    assert violations(problem, judge(problem, rule, travel, today=DAY)) == []


@pytest.mark.parametrize("limit", [1, 13, 14, 20, 32, 45, 120])
@pytest.mark.parametrize("needed", [1, 2])
def test_the_toy_region_is_judged_rightly(limit, needed):
    for asked in ("poor", "not_exited", "owed", "all"):
        for providers in ("any", "bases", "commissioners"):
            rule = Rule(
                villages=asked, providers=providers, limit_min=limit, needed=needed
            )
            verdict = verdict_of(rule)
            assert violations(verdict.problem, verdict) == []


def test_the_right_verdict_breaks_nothing():
    verdict = verdict_of()
    assert verdict.covered.tolist() == [True, True] + [False] * 4
    assert promises(verdict) == set()


def test_a_village_called_covered_that_is_not():
    assert "servers_needed" in promises(verdict_of(), covered=put(at_2=True))


def test_a_village_called_uncovered_that_is_served():
    found = promises(verdict_of(), covered=put(at_0=False))
    assert {"servers_needed", "left_out", "largest"} <= found


def test_a_server_that_does_not_fit():
    # b2 knows tea only and is 20 km from village 1.
    found = promises(verdict_of(), serving=lambda links: np.array([[0, 1], [1, 0]]))
    assert "server_fits" in found


def test_one_server_counted_twice():
    verdict = verdict_of(Rule(limit_min=20, needed=2))
    found = promises(verdict, serving=lambda links: np.array([[0, 0], [0, 0]]))
    assert "servers_differ" in found


def test_a_server_named_that_is_not_the_nearest():
    verdict = verdict_of(Rule(limit_min=20, needed=2))
    assert verdict.server[0] == 2
    far = {"server": put(at_0=0), "server_cost": put(at_0=840)}
    assert promises(verdict, **far) == {"nearest_server"}


def test_a_cost_that_is_not_the_distance():
    assert promises(verdict_of(), server_cost=put(at_0=600)) == {"nearest_server"}


def test_a_server_named_where_none_serves():
    assert promises(verdict_of(), server=put(at_4=0)) == {"nearest_server"}


def test_more_villages_than_a_provider_can_serve():
    verdict = verdict_of()
    small = dataclasses.replace(
        verdict.problem,
        providers=dataclasses.replace(
            verdict.problem.providers,
            capacity=np.array([1, 1, 1, 1, 1]),
        ),
    )
    found = {fault.promise for fault in violations(small, verdict)}
    assert {"capacity", "largest"} <= found


def test_a_load_that_is_not_the_count():
    assert promises(verdict_of(), load=put(at_0=1)) == {"capacity"}


def test_an_uncovered_village_without_a_reason():
    assert promises(verdict_of(), reason=put(at_4=0)) == {"reason_given"}


def test_a_covered_village_with_a_reason():
    told = put(at_0=REASON_AT["closed_then"])
    assert promises(verdict_of(), reason=told) == {"no_reason"}


@pytest.mark.parametrize("name", ["no_location", "excluded_by_planner"])
def test_a_reason_the_register_does_not_bear_out(name):
    told = put(at_4=REASON_AT[name])
    assert promises(verdict_of(), reason=told) == {"reason_true"}


def test_full_where_nobody_fits():
    told = put(at_4=REASON_AT["in_reach_but_full"])
    assert promises(verdict_of(), reason=told) == {"reason_true"}


def test_a_village_asked_for_that_the_rule_leaves_out():
    assert "in_set" in promises(verdict_of(), in_set=put(at_5=True))


def test_a_village_left_out_that_the_rule_asks_for():
    assert "in_set" in promises(verdict_of(), in_set=put(at_4=False))


def test_a_village_covered_that_was_not_asked_for():
    verdict = verdict_of()
    found = promises(verdict, covered=put(at_5=True))
    assert "covered_in_set" in found


def test_fewer_covered_than_could_be():
    # 2 is dropped everywhere, and rightly counted: only the flow tells.
    dropped = {
        "covered": put(at_1=False),
        "serving": lambda links: links[links[:, 0] != 1],
        "load": put(at_0=1),
        "server": put(at_1=-1),
        "server_cost": put(at_1=-1),
        "reason": put(at_1=REASON_AT["in_reach_but_full"]),
    }
    assert promises(verdict_of(), **dropped) == {"largest", "left_out"}


def test_a_sample_is_looked_at_alone():
    verdict = verdict_of()
    reason = verdict.reason.copy()
    reason[4] = 0
    wrong = dataclasses.replace(verdict, reason=reason)
    assert violations(verdict.problem, wrong, sample=[0, 1, 2]) == []
    found = violations(verdict.problem, wrong, sample={4})
    assert [(fault.promise, fault.subject) for fault in found] == [
        ("reason_given", "451024100201")
    ]


def test_a_changed_problem_is_noticed():
    """The verdict is judged against what is asked now, not what it was made from."""
    villages = toy.villages()
    villages.loc[0, "geometry"] = toy.at(39, 19)
    now = from_layers(toy.layers() | {"villages": villages})
    found = {fault.promise for fault in violations(now, verdict_of())}
    assert "server_fits" in found


@pytest.mark.parametrize("scope", SCOPES)
def test_a_random_sample_of_a_real_region(scope, region):
    workspace, outcome = region(scope)
    assert outcome.committed
    today = dt.date(2026, 11, 21)
    problem = from_layers(workspace.layers())
    rng = np.random.default_rng(2)
    sample = rng.choice(len(problem.villages), 40, replace=False).tolist()
    for rule in (Rule(), Rule(needed=2, limit_min=90), Rule(villages="owed")):
        verdict = judge(problem, rule, StraightLine(), today=today)
        assert verdict.covered.any()
        assert verdict.uncovered.any()
        assert violations(problem, verdict, sample=sample) == []
