"""Questions of the toy region in numbers: who may come when, and on which way."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pytest
from scipy.sparse import csr_array

from geo.frames import empty
from geo.travel import Reach, StraightLine
from geo.words import LANGS
from planner.errors import PlanInputError
from planner.rule import Rule
from tests import toy
from tests.planner import roads
from tests.planner.outings.asking import (
    FRIDAY,
    MONDAY,
    caravans,
    choice,
    code,
    places,
    question,
)


@dataclass(frozen=True)
class Uphill(StraightLine):
    """A straight line on which the way north takes twice as long."""

    def within(self, origins, destinations, *, cutoff, unit):
        matrix = StraightLine.within(
            self, origins, destinations, cutoff=cutoff, unit=unit
        ).matrix.toarray()
        # Those at the destinations travel to the origins.
        north = origins[:, None, 1] > destinations[None, :, 1] + 1e-3
        return Reach(csr_array(np.where(north, 2 * matrix, matrix)), unit)


def problem(number=0, **asked):
    return question(**asked).parts[number].problem


def test_counties_that_share_no_caravan_are_apart():
    asked = question()
    assert [part.names for part in asked.parts] == [
        ("西车", "前进村", "东升村", "红旗村", "新民村"), ("东车", "和平村")
    ]  # fmt: skip
    assert asked.without == ()
    legs = problem().legs
    assert legs.seconds[0, 0, 1] == pytest.approx(840, abs=2)
    assert legs.km[0, 1, 2] == pytest.approx(14, abs=0.02)


def test_a_lent_caravan_joins_two_counties():
    asked = question(choice(lent=(("v2", toy.WEST),)))
    (part,) = asked.parts
    assert part.problem.tasks.allowed.tolist() == [[True, True]] * 4 + [[False, True]]


def test_a_leg_leads_from_its_row_to_its_column():
    seconds = problem(travel=Uphill()).legs.seconds[0]
    # Home, village 1 south of it and village 2 north of it.
    assert seconds[1, 0] == pytest.approx(2 * seconds[0, 1], rel=0.01)
    assert seconds[0, 2] == pytest.approx(2 * seconds[2, 0], rel=0.01)


def test_holidays_are_off_and_weekends_worked_instead_are_not():
    # Labour Day 2026: 1 to 5 May off, Saturday 9 May worked.
    days = choice(dt.date(2026, 4, 27), dt.date(2026, 5, 10))
    works = problem(asked=days).vans.works[0].tolist()
    assert works == [True] * 4 + [False] * 5 + [True] * 4 + [False]
    always = choice(dt.date(2026, 4, 27), dt.date(2026, 5, 10), weekends=True)
    assert problem(asked=always).vans.works.all()


def test_a_caravan_works_from_its_first_day_to_its_last_but_for_days_off():
    moved = caravans("v3 新车 W 2026-03-04 2026-03-11 5,5")
    asked = choice(free_days=(("v3", dt.date(2026, 3, 6)),))
    works = problem(asked=asked, caravans=moved).vans.works[1]
    assert np.flatnonzero(works).tolist() == [2, 3, 7, 8, 9]


def test_caravans_that_are_gone_or_not_there_yet_are_left_out():
    moved = caravans("v3 旧车 W 2010-01-01 2026-03-01 -", "v4 新车 W 2026-03-14 - -")
    assert list(question(caravans=moved).caravans["caravan_id"]) == ["v1", "v2"]


def test_a_caravan_without_a_place_is_kept_in_the_middle_of_its_county():
    moved = caravans().assign(geometry=None)
    part = question(caravans=moved).parts[0]
    middle = toy.counties().geometry[0].representative_point()
    assert part.lonlat[0].tolist() == [middle.x, middle.y]


def test_a_county_without_a_caravan_is_told():
    asked = question(caravans=caravans().iloc[:1])
    assert [code(row + 1) for row in asked.without] == [code(5)]
    assert len(asked.parts) == 1


def test_nights_are_spent_at_townships_or_bases_of_the_counties_served():
    part = question(choice(nights=1)).parts[0]
    assert [part.names[at] for at in part.problem.nights.hosts] == ["平马镇", "祥周镇"]
    part = question(choice(nights=2, hosts="bases")).parts[0]
    assert [part.names[at] for at in part.problem.nights.hosts] == ["平马专家服务站"]
    assert part.problem.nights.most == 2
    assert len(problem().nights.hosts) == 0


def test_the_rule_says_which_villages():
    assert sum(len(one.places) for one in question().parts) == 5
    rule = Rule(villages="not_exited")
    assert sum(len(one.places) for one in question(rule=rule).parts) == 4


def test_a_village_no_road_reaches_has_no_way(tmp_path):
    travel = roads.roads_of(tmp_path).travel(roads.CHOICE, on=MONDAY)
    villages = toy.villages()
    villages.loc[0, "geometry"] = toy.at(0, 19)
    legs = problem(travel=travel, villages=villages).legs
    assert np.isinf(legs.seconds[0, 0, 1])
    assert np.isfinite(legs.seconds[0, 0, 2])


def test_names_that_nothing_bears_are_told_at_once():
    asked = choice(
        lent=(("v8", "451099"),), pins=(("451022100999", MONDAY, "v9"),),
        free_days=(("v7", FRIDAY),),
    )  # fmt: skip
    with pytest.raises(PlanInputError) as told:
        question(asked)
    assert told.value.problems == (
        ("outing_unknown_caravan", {"names": "v7, v8, v9"}),
        ("outing_unknown_county", {"names": "451099"}),
        ("outing_unknown_village", {"names": "451022100999"}),
    )


def refusal(asked, **changed):
    with pytest.raises(PlanInputError) as told:
        question(asked, **changed)
    for lang in LANGS:
        assert "{" not in told.value.text(lang)
    return told.value.problems


def test_pins_nobody_can_keep_are_refused_at_once():
    saturday = MONDAY + dt.timedelta(days=5)
    pins = (
        (code(6), MONDAY, ""), (code(1), MONDAY, "v2"), (code(2), MONDAY, ""),
        (code(2), FRIDAY, "v1"), (code(3), saturday, ""), ("p1", MONDAY, ""),
    )  # fmt: skip
    late = places("p1 market W - 5,8").assign(since="2026-03-09")
    problems = refusal(choice(pins=pins), visit_places=late)
    assert [key for key, _ in problems] == [
        f"outing_pin_{key}"
        for key in ("not_owed", "other_part", "together", "off", "not_then")
    ]
    both = f"{MONDAY}, {FRIDAY}"
    assert problems[2][1] == {"place": f"东升村 ({code(2)})", "days": both}


def test_pins_too_near_each_other_and_topics_that_are_not_carried():
    friday = MONDAY + dt.timedelta(days=4)
    pins = tuple((code(1), friday + dt.timedelta(days=at), "") for at in (0, 3))
    asked = choice(visits=2, gap_days=4, pins=pins)
    assert [key for key, _ in refusal(asked)] == ["outing_pin_close"]
    asked = choice(visits=2, gap_days=3, pins=pins)
    assert len(question(asked).parts) == 2
    fleet = caravans().assign(topics=["天文", ""])
    asked = choice(pins=(("p1", MONDAY, "v1"), ("p1", FRIDAY, "v2")))
    changed = {"visit_places": places("p1 x W 机器 5,8"), "caravans": fleet}
    keys = [key for key, _ in refusal(asked, **changed)]
    assert keys == ["outing_pin_no_topics", "outing_pin_other_part"]


def test_a_wish_for_a_day_is_worth_less_than_the_visit():
    bias = problem(asked=choice(spread_cost=1e4)).tasks.bias
    assert bias.max() == 1500
    assert bias.min(axis=1).max() < 1500


def test_without_villages_or_caravans_there_is_no_question():
    with pytest.raises(PlanInputError) as told:
        question(villages=empty("villages"), caravans=empty("caravans"))
    keys = [key for key, _ in told.value.problems]
    assert keys == ["outing_empty_villages", "outing_empty_caravans"]
