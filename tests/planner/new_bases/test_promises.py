"""Promises that hold of every answer, on small regions drawn at random."""

import numpy as np
import shapely
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from planner.errors import PlanInputError
from planner.new_bases.answering import answer_bases
from planner.new_bases.carrying_out import coverage_with
from planner.new_bases.choice import BaseChoice
from planner.new_bases.question import ask_bases
from planner.report import build_report
from planner.rule import Rule
from tests.planner.new_bases.asking import CODES, KIND, LAYERS, TRAVEL, sites
from tests.planner.problems import DAY

# Each example judges twice and solves; shrinking would take minutes.
promise = settings(
    max_examples=15, deadline=None, phases=(Phase.explicit, Phase.generate)
)
# Degrees about the sketch: two steps are a little more than ten kilometres.
_PLACES = st.builds(
    lambda x, y: shapely.Point(107 + x * 0.05, 23.5 + y * 0.05),
    st.integers(0, 7), st.integers(0, 3),
)  # fmt: skip
_TRADES = st.sampled_from(["", "tea", "sheep", "sheep;maize", "vegetables"])
_RULES = st.builds(
    Rule,
    villages=st.sampled_from(["poor", "all"]),
    providers=st.sampled_from(["any", "bases"]),
    limit_min=st.sampled_from([15, 25, 40]),
    needed=st.sampled_from([1, 1, 2]),
    match_trade=st.booleans(),
    use_capacity=st.booleans(),
)
_SITE = st.tuples(
    _PLACES,
    st.fixed_dictionaries(
        {
            "trades": st.sampled_from(["", "", "tea", "livestock"]),
            "cost": st.sampled_from([5.0, 20.0]),
            "choice": st.sampled_from(["", "", "", "forbidden"]),
        }
    ),
)


@st.composite
def regions(draw):
    """The toy region with villages moved about, and a few candidate sites."""
    villages = LAYERS["villages"].copy()
    places = draw(st.lists(_PLACES, min_size=6, max_size=6))
    villages["geometry"] = places
    villages["trades"] = draw(st.lists(_TRADES, min_size=6, max_size=6))
    villages["excluded"] = draw(st.lists(st.sampled_from([0, 0, 0, 1]), min_size=6,
        max_size=6).map(lambda flags: [bool(flag) for flag in flags]))  # fmt: skip
    if draw(st.booleans()):
        villages.loc[draw(st.integers(0, 5)), "geometry"] = None
    some = draw(st.lists(_SITE, min_size=1, max_size=6))
    listed = sites(*((f"s{n}", (0, 0), more) for n, (_, more) in enumerate(some)))
    listed["geometry"] = [place for place, _ in some]
    return LAYERS | {"villages": villages, "candidate_sites": listed}


def ask(layers, rule, choice):
    report = build_report(layers, rule, travel=TRAVEL, today=DAY)
    try:
        return ask_bases(layers, report, choice, TRAVEL)
    except PlanInputError:
        assume(False)


def settled(layers, rule, choice):
    """Question, answer, and the villages uncovered after it."""
    asked = ask(layers, rule, choice)
    found = answer_bases(asked, TRAVEL)
    assert found.violations() == []
    assert found.plan.status != "feasible"
    if found.plan.status == "infeasible":
        assert found.plan.conflict
        return asked, found, None
    after = coverage_with(layers, asked, found.opened, TRAVEL)
    return asked, found, set(np.flatnonzero(after.verdict.uncovered).tolist())


@given(regions(), _RULES, st.sampled_from(["listed", "villages"]),
    st.none() | st.integers(1, 4), st.sampled_from(["number", "cost"]))  # fmt: skip
@promise
def test_all_are_covered_but_those_out_of_reach(layers, rule, places, capacity, least):
    choice = BaseChoice(places=places, capacity=capacity, least=least)
    asked, found, uncovered = settled(layers, rule, choice)
    unreached = {why.village for why in found.unreached}
    lost = set(asked.rows[found.plan.uncoverable].tolist())
    if uncovered is None:
        return
    assert unreached == lost | set(asked.left_out.tolist())
    # Somebody out of reach may be covered by what the new bases set free.
    assert uncovered <= unreached


@given(regions(), _RULES, st.integers(0, 3), st.none() | st.integers(1, 3))
@promise
def test_the_most_are_covered_that_were_promised(layers, rule, number, capacity):
    choice = BaseChoice(aim="most", number=number, capacity=capacity, places="listed")
    asked, found, uncovered = settled(layers, rule, choice)
    assert uncovered is not None
    before = int(asked.verdict.uncovered.sum())
    assert before - len(uncovered) >= found.plan.objective
    if capacity is None or not rule.use_capacity:
        promised = set(asked.rows[found.plan.assigned >= 0].tolist())
        assert not promised & uncovered


@given(regions(), _RULES, st.sampled_from(["mean", "farthest"]), st.integers(0, 3))
@promise
def test_short_ways_keep_what_is_there(layers, rule, aim, number):
    choice = BaseChoice(aim=aim, number=number, places="listed")
    asked, found, uncovered = settled(layers, rule, choice)
    if uncovered is None:
        # With nothing in service no base at all serves nobody.
        assert len(asked.providers) == 0
        return
    assert uncovered <= set(np.flatnonzero(asked.verdict.uncovered).tolist())
    reasons = {why.village for why in found.unreached}
    lost = set(asked.rows[found.plan.uncoverable].tolist())
    assert reasons == lost | set(asked.left_out.tolist())


@given(regions(), st.sampled_from(CODES))
@promise
def test_pins_are_kept_and_bans_too(layers, code):
    rule = Rule(limit_min=25, providers="bases", base_kinds=(KIND,))
    choice = BaseChoice(kind=KIND, pinned=(code,), forbidden=tuple(
        one for one in CODES[:2] if one != code))  # fmt: skip
    placed = layers["villages"].set_index("village_code").geometry.notna()
    assume(placed[[code, *choice.forbidden]].all())
    _, found, _ = settled(layers, rule, choice)
    if found.plan.status == "infeasible":
        return
    ids = found.sites["site_id"].tolist()
    assert code in ids
    assert not set(ids) & set(choice.forbidden)
