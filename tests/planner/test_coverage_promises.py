"""What holds of any verdict, and that every fix it names would mend."""

import dataclasses
import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo.travel import StraightLine
from planner.coverage import judge
from planner.pairs import candidates, in_service, matches, members
from planner.problem import UNLIMITED, Providers
from planner.reasons import REASONS
from planner.wording import explain_village
from tests.planner.problems import DAY, problems, promise, rules, with_provider

TRAVEL = StraightLine()
LEAN = rules(st.sampled_from([0.01, 6.5, 12, 16]), needed=1, providers="any")


def ask(problem, rule):
    return judge(problem, rule, TRAVEL, today=DAY)


@promise
@given(problems(), rules())
def test_covered_and_uncovered_make_up_what_is_asked(problem, rule):
    verdict = ask(problem, rule)
    assert not (verdict.covered & ~verdict.in_set).any()
    assert verdict.covered.sum() + verdict.uncovered.sum() == verdict.in_set.sum()
    assert ((verdict.reason > 0) == verdict.uncovered).all()
    assert ((verdict.server >= 0) == verdict.covered).all()
    assert len(verdict.serving) == rule.needed * verdict.covered.sum()
    assert verdict.load.sum() == len(verdict.serving)


@promise
@given(problems(), rules())
def test_everything_can_be_said_in_both_languages(problem, rule):
    verdict = ask(problem, rule)
    places = dict.fromkeys(range(len(verdict.covered)), ("甲村", "乙镇"))
    for at in range(len(verdict.covered)):
        for lang in ("zh", "en"):
            said = explain_village(verdict, at, places, lang)
            assert said.text
            assert bool(said.fix) == bool(verdict.uncovered[at])
            assert not re.search(
                r"[{}]|-\d+ (分钟|公里|min|km)|nan", said.text + said.fix
            )


@promise
@given(problems(), rules(use_capacity=False), st.floats(1, 4))
def test_a_wider_limit_loses_nobody(problem, rule, times):
    before, after = ask(problem, rule), ask(problem, wider(rule, times))
    assert not (before.covered & ~after.covered).any()


@promise
@given(problems(), rules(needed=1, use_capacity=True), st.floats(1, 4))
def test_a_wider_limit_never_covers_fewer(problem, rule, times):
    before, after = ask(problem, rule), ask(problem, wider(rule, times))
    assert before.covered.sum() <= after.covered.sum()


def wider(rule, times):
    if rule.limit_min is not None:
        return dataclasses.replace(rule, limit_min=rule.limit_min * times)
    return dataclasses.replace(rule, limit_km=rule.limit_km * times)


def shuffled(problem, order, shuffle):
    def pick(rows, places):
        return type(rows)(
            *(getattr(rows, f.name)[places] for f in dataclasses.fields(rows))
        )

    return dataclasses.replace(
        problem,
        villages=pick(problem.villages, order),
        providers=pick(problem.providers, shuffle),
    )


@promise
@given(problems(), rules(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(problem, rule, random):
    order = random.sample(range(len(problem.villages)), len(problem.villages))
    shuffle = random.sample(range(len(problem.providers)), len(problem.providers))
    one, two = ask(problem, rule), ask(shuffled(problem, order, shuffle), rule)
    assert one.in_set[order].tolist() == two.in_set.tolist()
    if rule.needed == 1:
        assert one.covered.sum() == two.covered.sum()
    if not rule.use_capacity:
        assert one.covered[order].tolist() == two.covered.tolist()
        assert one.reason[order].tolist() == two.reason.tolist()
        assert one.option_cost[order].tolist() == two.option_cost.tolist()
        assert one.site_covers[order].tolist() == two.site_covers.tolist()


@promise
@given(problems(), rules(), st.sampled_from([-25.0, -7.5, 12.25]))
def test_a_turn_of_the_globe_changes_nothing(problem, rule, east):
    turn = np.array([east, 0.0])
    turned = dataclasses.replace(
        problem,
        villages=dataclasses.replace(
            problem.villages, lonlat=problem.villages.lonlat + turn
        ),
        providers=dataclasses.replace(
            problem.providers, lonlat=problem.providers.lonlat + turn
        ),
    )
    one, two = ask(problem, rule), ask(turned, rule)
    assert one.covered.sum() == two.covered.sum()
    assert one.in_reach.tolist() == two.in_reach.tolist()
    if not rule.use_capacity:
        assert one.covered.tolist() == two.covered.tolist()
        assert one.reason.tolist() == two.reason.tolist()


@promise
@given(problems(), LEAN)
def test_every_fix_in_place_covers_one_more(problem, rule):
    """Room, days or trade of the provider named, and nothing else, is changed."""
    verdict = ask(problem, rule)
    mended = {
        "in_reach_but_full": lambda at, row: {
            "capacity": problem.providers.capacity[at] + 1
        },
        "closed_then": lambda at, row: {
            "first_day": np.datetime64("NaT"),
            "last_day": np.datetime64("NaT"),
        },
        "no_matching_trade": lambda at, row: {
            "trades": problem.providers.trades[at] | problem.villages.trades[row]
        },
    }
    for row in np.flatnonzero(verdict.uncovered).tolist():
        name = REASONS[verdict.reason[row]]
        if name in mended:
            at = int(verdict.blocker[row])
            after = ask(with_provider(problem, at, **mended[name](at, row)), rule)
            assert after.covered.sum() > verdict.covered.sum()


@promise
@given(problems(), LEAN)
def test_the_place_named_covers_as_many_more_as_it_says(problem, rule):
    verdict = ask(problem, rule)
    for row in np.flatnonzero(verdict.site >= 0).tolist():
        after = ask(with_new(problem, problem.villages.lonlat[verdict.site[row]]), rule)
        gain = after.covered.sum() - verdict.covered.sum()
        assert gain >= verdict.site_covers[row] >= 1
        if not rule.use_capacity:
            assert after.covered[row]


def with_new(problem, place):
    """The problem and one more provider, without limits, at a place."""
    never = np.datetime64("NaT")
    row = Providers(
        ids=np.array(["new"], dtype=object),
        names=np.array(["新站"], dtype=object),
        kinds=np.array(["park"], dtype=object),
        lonlat=place.reshape(1, 2),
        trades=np.zeros(1, dtype=np.int64),
        capacity=np.array([UNLIMITED]),
        first_day=np.array([never], dtype="datetime64[D]"),
        last_day=np.array([never], dtype="datetime64[D]"),
    )
    columns = {
        field.name: np.concatenate(
            (getattr(problem.providers, field.name), getattr(row, field.name))
        )
        for field in dataclasses.fields(Providers)
    }
    return dataclasses.replace(problem, providers=Providers(**columns))


@promise
@given(problems(), rules(st.sampled_from([0.01, 6.5, 12, 16]), providers="any"))
def test_raising_the_limit_to_the_option_covers_one_more(problem, rule):
    verdict = ask(problem, rule)
    for row in np.flatnonzero(verdict.option >= 0).tolist():
        cost = int(verdict.option_cost[row])
        assert cost > rule.cutoff
        raised = (
            dataclasses.replace(rule, limit_min=cost / 60)
            if rule.unit == "s"
            else dataclasses.replace(rule, limit_km=cost / 1000)
        )
        after = ask(problem, raised)
        if rule.needed == 1:
            assert after.covered.sum() > verdict.covered.sum()
        if not rule.use_capacity:
            assert after.covered[row]


@promise
@given(problems(), LEAN)
def test_the_option_is_the_nearest_that_keeps_all_other_rules(problem, rule):
    verdict = ask(problem, rule)
    room = (
        verdict.load < problem.providers.capacity
        if rule.use_capacity
        else np.ones(len(problem.providers), dtype=bool)
    )
    placed = np.isfinite(problem.providers.lonlat).all(axis=1)
    fit = candidates(problem, rule) & in_service(problem, verdict.rule) & room & placed
    for row in np.flatnonzero(verdict.uncovered).tolist():
        here = problem.villages.lonlat[[row]]
        if np.isnan(here).any() or problem.villages.excluded[row]:
            assert verdict.option[row] == -1
            continue
        wanted = problem.villages.trades[row]
        mine = fit & matches(wanted, problem.providers.trades, rule)
        there = problem.providers.lonlat[mine]
        costs = TRAVEL.within(here, there, cutoff=1e8, unit=rule.unit).matrix.data
        beyond = sorted(cost for cost in costs.tolist() if cost > rule.cutoff)
        assert verdict.option_cost[row] == (beyond[0] if beyond else -1)


@promise
@given(problems(), rules())
def test_asking_changes_neither_the_problem_nor_the_rule(problem, rule):
    before = problem.villages.lonlat.copy(), problem.providers.capacity.copy()
    settings = rule.settings()
    verdict = ask(problem, rule)
    verdict.in_set[:] = False
    assert np.array_equal(problem.villages.lonlat, before[0], equal_nan=True)
    assert problem.providers.capacity.tolist() == before[1].tolist()
    assert rule.settings() == settings
    assert verdict.rule.on is not None
    again = members(problem, verdict.rule)
    assert again.tolist() == ask(problem, rule).in_set.tolist()


@promise
@given(problems(), rules())
def test_the_same_question_has_the_same_answer(problem, rule):
    one, two = ask(problem, rule), ask(problem, rule)
    for field in dataclasses.fields(one):
        mine, theirs = getattr(one, field.name), getattr(two, field.name)
        if isinstance(mine, np.ndarray):
            np.testing.assert_array_equal(mine, theirs, err_msg=field.name)
