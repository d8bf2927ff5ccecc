"""The independent check agrees with right verdicts along roads and finds wrong ones."""

import dataclasses
import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.roads.closures import Closure, close
from geo.roads.elevation import Elevation
from geo.roads.engine import RoadTravel
from geo.roads.lines import from_lines
from geo.roads.network import build
from geo.roads.profiles import load_profiles, seconds
from geo.roads.sites import Closed, nothing_closed, whole_edges
from planner.coverage import judge
from planner.demo import SCOPES
from planner.problem import CoverageProblem, Providers, Villages, from_layers
from planner.reasons import REASON_AT, REASONS
from planner.rule import Rule
from planner.verify import spot_check, violations
from planner.verify_roads import RoadModel
from tests.geo.toy_roads import SITES, at, networks, profile, segments
from tests.planner.problems import DAY, problems, promise, rules

# A national road of each region.
CLOSED = {"baise": ("G910",), "baicheng": ("G903",)}


def put(**values):
    """An edit that writes values at positions, given as ``at_0=value``."""

    def edit(column):
        for place, value in values.items():
            column[int(place.removeprefix("at_"))] = value
        return column

    return edit


@st.composite
def road_problems(draw):
    """A problem whose places stand beside a tiny network."""
    problem = draw(problems())
    made, closed = draw(networks())
    place = st.one_of(SITES, SITES, SITES, st.just((np.nan, np.nan)))
    villages, providers = (
        np.array(
            draw(st.lists(place, min_size=len(one), max_size=len(one))), dtype=float
        ).reshape(-1, 2)
        for one in (problem.villages, problem.providers)
    )
    problem = dataclasses.replace(
        problem,
        villages=dataclasses.replace(problem.villages, lonlat=villages),
        providers=dataclasses.replace(problem.providers, lonlat=providers),
    )
    return problem, made, closed


LIMITS = st.sampled_from([0.01, 2, 5, 8.5, 12, 16, 31.5, 45])


@promise
@given(
    road_problems(),
    rules(LIMITS),
    st.sampled_from(["to_origins", "from_origins"]),
    st.sampled_from([150.0, 1_000.0, 3_000.0]),
)
def test_networkx_agrees_with_every_verdict(given_, rule, direction, snap_limit_m):
    problem, made, closed = given_
    travel = RoadTravel(
        made,
        profile(),
        closed=closed,
        direction=direction,
        snap_limit_m=snap_limit_m,
    )
    verdict = judge(problem, rule, travel, today=DAY)
    assert violations(problem, verdict, roads=RoadModel.of(travel)) == []


# Ten metres a second: 600 m a minute. A road of 12 km with a junction in the middle,
# and an island's road that nothing joins to it.
NODES = [at(0), at(6_000), at(12_000), at(20_000), at(22_000)]
EDGES = [(0, 1, {"name": "西街"}), (1, 2, {"name": "东街"}), (3, 4, {"name": "岛路"})]
HOMES = [
    at(1_200),  # 2 minutes from the base
    at(5_900, 100),  # 9:50, and a walk of 72 seconds
    at(10_800),  # 18 minutes; 2 from the full station
    at(6_000, 5_000),  # 5 km from any road
    at(21_000),  # on the island
    at(11_400),  # 19 minutes; 1 from the full station
]
BASES = [at(0), at(12_000)]
WITHIN_15 = Rule(limit_min=15, villages="all")
BASE = 0


def small_problem():
    count = len(HOMES)
    return CoverageProblem(
        Villages(
            codes=np.array([f"4510221002{n:02}" for n in range(count)], dtype=object),
            lonlat=np.array(HOMES),
            trades=np.zeros(count, dtype=np.int64),
            poor=np.ones(count, dtype=bool),
            exit_year=np.zeros(count, dtype=np.int64),
            asks=np.zeros(count, dtype=bool),
            excluded=np.zeros(count, dtype=bool),
        ),
        Providers(
            ids=np.array(["b", "s"], dtype=object),
            names=np.array(["基地", "站"], dtype=object),
            kinds=np.array(["park", "park"], dtype=object),
            lonlat=np.array(BASES),
            trades=np.zeros(2, dtype=np.int64),
            capacity=np.array([9, 1]),
            first_day=np.array(["NaT", "NaT"], dtype="datetime64[D]"),
            last_day=np.array(["NaT", "NaT"], dtype="datetime64[D]"),
        ),
    )


def travel_of(closed=None, **more):
    return RoadTravel(segments(NODES, EDGES), profile(), closed=closed, **more)


def verdict_of(travel=None, rule=WITHIN_15):
    return judge(small_problem(), rule, travel or travel_of(), today=DAY)


def promises(verdict, roads=None, **changed):
    """Names of the promises that a verdict breaks once some columns are changed."""
    columns = {}
    for name, edit in changed.items():
        columns[name] = getattr(verdict, name).copy()
        columns[name] = edit(columns[name])
    wrong = dataclasses.replace(verdict, **columns)
    roads = roads or RoadModel.of(travel_of())
    return {found.promise for found in violations(wrong.problem, wrong, roads=roads)}


def test_the_right_verdict_breaks_nothing():
    verdict = verdict_of()
    assert verdict.covered.tolist() == [True, True, False, False, False, True]
    reasons = [REASONS[reason] for reason in verdict.reason]
    full = "in_reach_but_full"
    assert reasons == ["", "", full, "no_road_near", "nothing_in_reach", ""]
    assert verdict.cut_off.tolist() == [False] * 3 + [True, True, False]
    assert promises(verdict) == set()


def test_the_costs_are_those_worked_out_by_hand():
    costs = RoadModel.of(travel_of()).costs(
        np.array(HOMES), np.array(BASES), unit="s", cutoff=5_000
    )
    least = [costs.least(row, BASE) for row in range(len(HOMES))]
    assert least[0] == pytest.approx(120, abs=0.2)
    assert least[1] == pytest.approx(662, abs=0.2)
    assert least[2] == pytest.approx(1_080, abs=0.2)
    assert least[3:5] == [np.inf, np.inf]
    metres = RoadModel.of(travel_of()).costs(
        np.array(HOMES), np.array(BASES), unit="m", cutoff=5_000
    )
    assert metres.most(0, BASE) == pytest.approx(1_200, abs=0.5)
    assert metres.most(1, BASE) == np.inf


def test_a_verdict_along_roads_is_not_checked_without_them():
    with pytest.raises(ValueError, match="roads"):
        violations(small_problem(), verdict_of())


def test_other_roads_than_it_was_made_with():
    assert "travel_settings" in promises(
        verdict_of(), roads=RoadModel.of(travel_of(walking_kmh=4.0))
    )
    shut = whole_edges(np.array([False, True, False]))
    found = promises(verdict_of(), roads=RoadModel.of(travel_of(shut)))
    assert {"travel_settings", "server_fits"} <= found


def test_a_server_beyond_the_limit():
    # The base is 18 minutes from village 2.
    served = np.array([[0, 0], [1, 0], [2, 0], [5, 1]])
    assert "server_fits" in promises(verdict_of(), serving=lambda _: served)


def test_a_server_that_no_road_leads_to():
    served = np.array([[0, 0], [1, 0], [4, 1], [5, 1]])
    found = promises(verdict_of(), serving=lambda _: served)
    assert {"server_fits", "servers_needed"} <= found


@pytest.mark.parametrize("told", [550, 590, 650, 690])
def test_a_cost_that_is_not_the_drive_and_the_walk(told):
    verdict = verdict_of()
    assert promises(verdict, server_cost=put(at_1=663)) == set()
    assert promises(verdict, server_cost=put(at_1=told)) == {"nearest_server"}


def test_a_closed_road_that_was_driven_all_the_same():
    """A verdict that never heard of the closure, but says it was made with it."""
    shut = whole_edges(np.array([True, False, False]))
    verdict = dataclasses.replace(verdict_of(), travel=travel_of(shut).settings)
    assert "server_fits" in promises(verdict, roads=RoadModel.of(travel_of(shut)))


def test_an_open_road_that_was_thought_closed():
    shut = whole_edges(np.array([True, False, False]))
    verdict = dataclasses.replace(
        verdict_of(travel_of(shut)), travel=verdict_of().travel
    )
    assert {"left_out", "largest", "cut_off"} <= promises(verdict)


def test_a_road_closed_half_way_cuts_off_what_lies_beyond():
    half = Closed(np.array([0.5, np.nan, np.nan]), np.array([0.6, np.nan, np.nan]))
    travel = travel_of(half)
    verdict = verdict_of(travel)
    assert verdict.serving[verdict.serving[:, 1] == BASE].tolist() == [[0, BASE]]
    assert promises(verdict, roads=RoadModel.of(travel)) == set()


def test_a_one_way_street_driven_against():
    nodes, edges = NODES, [(0, 1, {"oneway": 1}), *EDGES[1:]]
    one_way = RoadTravel(segments(nodes, edges), profile(), direction="from_origins")
    verdict = judge(small_problem(), WITHIN_15, one_way, today=DAY)
    assert promises(verdict, roads=RoadModel.of(one_way)) == set()
    both = verdict_of(travel_of(direction="from_origins"))
    told = dataclasses.replace(both, travel=verdict.travel)
    assert "server_fits" in promises(told, roads=RoadModel.of(one_way))


def test_a_road_near_that_is_not_and_the_reverse():
    verdict = verdict_of()
    nothing, no_road = REASON_AT["nothing_in_reach"], REASON_AT["no_road_near"]
    assert promises(verdict, reason=put(at_3=nothing)) == {"reason_true"}
    assert promises(verdict, reason=put(at_4=no_road)) == {"reason_true"}


def test_a_distance_to_the_road_that_is_not():
    assert promises(verdict_of(), road_m=put(at_3=2_900.0)) == {"road_distance"}
    assert promises(verdict_of(), road_m=put(at_3=np.nan)) == {"road_distance"}


def test_cut_off_said_wrongly():
    verdict = verdict_of()
    assert promises(verdict, cut_off=put(at_4=False)) == {"cut_off"}
    assert promises(verdict, cut_off=put(at_2=True)) == {"cut_off"}
    assert promises(verdict, cut_off=put(at_0=True)) == {"cut_off"}


def test_a_sample_is_looked_at_alone():
    verdict = verdict_of()
    wrong = dataclasses.replace(verdict, reason=put(at_3=0)(verdict.reason.copy()))
    roads = RoadModel.of(travel_of())
    assert violations(wrong.problem, wrong, sample=[0, 1], roads=roads) == []
    assert violations(wrong.problem, wrong, sample=[3], roads=roads) != []


def test_two_roads_equally_near_may_be_taken_either_way():
    """The same course twice, one way and the other: a hair decides which is joined."""
    edges = [(0, 1, {"oneway": 1}), (1, 0, {"oneway": 1}), (0, 2, {})]
    made = segments([at(0), at(6_000), at(0, 6_000)], edges)
    model = RoadModel(made, profile(), nothing_closed(len(made.edges)))
    costs = model.costs(
        np.array([at(3_000, 50)]), np.array([at(0, 3_000)]), unit="s", cutoff=5_000
    )
    assert costs.least(0, 0) == pytest.approx(636, abs=0.2)
    assert costs.most(0, 0) == np.inf


def test_on_a_large_network_only_what_is_near_is_looked_at(monkeypatch):
    monkeypatch.setattr("planner.verify.LARGE_EDGES", 2)
    monkeypatch.setattr("planner.verify._FEW", 1)
    roads = RoadModel.of(travel_of())
    near = roads.around(np.array([HOMES[4]]), cutoff=60, unit="s")
    assert near.segments.edges["name"].tolist() == ["岛路"]
    # Village 0 alone is looked at; within 3 minutes of it there is no island.
    verdict = verdict_of(rule=Rule(limit_min=3, villages="all"))
    assert spot_check(verdict.problem, verdict, roads=roads) == []
    costs = put(at_0=100)(verdict.server_cost.copy())
    wrong = dataclasses.replace(verdict, server_cost=costs)
    found = spot_check(wrong.problem, wrong, roads=roads)
    assert [fault.promise for fault in found] == ["nearest_server"]
    elsewhere = RoadModel.of(travel_of(walking_kmh=4.0))
    found = spot_check(verdict.problem, verdict, roads=elsewhere)
    assert [fault.promise for fault in found] == ["travel_settings"]


def test_slopes_count():
    """The road climbs 10 %; who thinks it level is found out."""
    west, _ = at(-1_000)
    steps = np.arange(0, 30_000, 1_000)
    grid = Elevation(np.tile(steps * 0.1, (3, 1)), west, at(0, 2_000)[1], 0.0098)
    steep = profile(slope="vehicle")
    made = segments(NODES, EDGES)
    network = build(made, *seconds(made, steep, grid))
    travel = RoadTravel(made, steep, network=network)
    verdict = verdict_of(travel)
    assert promises(verdict, roads=RoadModel.of(travel, elevation=grid)) == set()
    assert "nearest_server" in promises(verdict, roads=RoadModel.of(travel))


@promise
@given(road_problems(), rules(LIMITS), st.integers(0, 7))
def test_a_part_of_the_network_is_as_good_as_the_whole(given_, rule, row):
    problem, made, closed = given_
    model = RoadModel(made, profile(), closed)
    village = problem.villages.lonlat[[row % len(problem.villages)]]
    asked = {"unit": rule.unit, "cutoff": rule.cutoff}
    if np.isnan(village).any():
        return
    whole = model.costs(village, problem.providers.lonlat, **asked)
    part = model.around(village, **asked).costs(
        village, problem.providers.lonlat, **asked
    )
    for at_ in range(len(problem.providers)):
        assert part.least(0, at_) == whole.least(0, at_)
        assert part.most(0, at_) == whole.most(0, at_)


@pytest.mark.parametrize("scope", SCOPES)
def test_every_village_of_a_real_region(scope, region):
    workspace, _ = region(scope)
    problem = from_layers(workspace.layers())
    made = from_lines(workspace.layer("roads"))[0]
    for name, closures in (("car", ()), ("caravan", (Closure("水毁", CLOSED[scope]),))):
        closed, issues = close(made, closures)
        assert not issues
        travel = RoadTravel(made, load_profiles()[name], closed=closed)
        verdict = judge(problem, Rule(), travel, today=dt.date(2026, 11, 21))
        assert verdict.covered.any()
        assert verdict.uncovered.any()
        assert violations(problem, verdict, roads=RoadModel.of(travel)) == []
