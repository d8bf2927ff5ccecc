"""Verdicts and their reasons, counted by hand on the toy region."""

import dataclasses
import datetime as dt
import re

import numpy as np
import pytest

from geo.frames import empty
from geo.roads.closures import Closure
from geo.travel import StraightLine
from planner.coverage import judge
from planner.problem import from_layers
from planner.reasons import REASONS
from planner.rule import Rule
from planner.wording import explain_village, rule_text
from tests import toy
from tests.planner.problems import DAY
from tests.planner.roads import BRIDGE, CHOICE, roads_of

TRAVEL = StraightLine()
# 5 km are 7 km of road, 14 minutes; a diagonal of 7.07 km takes 19.8, so 20 minutes.
NEAR = 20


def verdict_of(rule, **changed):
    return judge(from_layers(toy.layers() | changed), rule, TRAVEL, today=DAY)


def covered(verdict):
    """Covered villages by their number in the sketch."""
    return (np.flatnonzero(verdict.covered) + 1).tolist()


def reason(verdict, number):
    return REASONS[verdict.reason[number - 1]]


def told(verdict, number, lang):
    frame = toy.villages()
    places = dict(enumerate(zip(frame["name"], frame["township_name"], strict=True)))
    return explain_village(verdict, number - 1, places, lang)


def bases(**columns):
    return toy.bases().assign(**columns)


def villages(number, **columns):
    frame = toy.villages()
    for name, value in columns.items():
        frame.loc[number - 1, name] = value
    return frame


def test_the_toy_region_by_hand():
    """c1 serves 1 at home, b1 serves 2, c2 the tea of 3 and 4; 5 grows vegetables."""
    verdict = verdict_of(Rule(limit_min=NEAR))
    assert covered(verdict) == [1, 2, 3, 4]
    assert (verdict.uncovered.nonzero()[0] + 1).tolist() == [5]
    ids = verdict.problem.providers.ids
    assert ids[verdict.server[:4]].tolist() == ["c1", "b1", "c2", "c2"]
    assert (np.ceil(verdict.server_cost[:4] / 60)).tolist() == [1, 14, 14, 14]
    assert verdict.server[4:].tolist() == [-1, -1]
    assert verdict.load.tolist() == [1, 0, 1, 2, 0]
    assert not verdict.is_complete


def test_in_reach_counts_every_provider_of_any_trade():
    # 5 has b2 only; 6 is not asked for.
    assert verdict_of(Rule(limit_min=NEAR)).in_reach.tolist() == [2, 1, 1, 1, 1, 0]


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ("poor", [1, 2, 3, 4, 5]),
        ("not_exited", [1, 2, 4, 5]),
        ("owed", [1, 2, 4, 5]),
        ("all", [1, 2, 3, 4, 5, 6]),
    ],
)
def test_whom_the_rule_asks_for(asked, numbers):
    verdict = verdict_of(Rule(villages=asked))
    assert (np.flatnonzero(verdict.in_set) + 1).tolist() == numbers


def test_an_exited_village_that_asks_is_owed():
    verdict = verdict_of(
        Rule(villages="owed"), villages=villages(3, asks_for_help=True)
    )
    assert verdict.in_set.tolist() == [True] * 5 + [False]


@pytest.mark.parametrize(("year", "asked"), [(2017, True), (2018, False)])
def test_a_village_exits_with_its_year(year, asked):
    rule = Rule(villages="not_exited", on=dt.date(year, 1, 1))
    assert verdict_of(rule).in_set[2] == asked


@pytest.mark.parametrize(
    ("rule", "numbers"),
    [
        (Rule(limit_min=NEAR, providers="any"), [1, 2, 3, 4]),
        (Rule(limit_min=NEAR, providers="bases"), [1, 2]),
        (Rule(limit_min=NEAR, providers="commissioners"), [1, 3, 4]),
        (Rule(limit_min=NEAR, base_kinds=("demo_base",)), [1, 3, 4]),
        (
            Rule(
                limit_min=NEAR,
                providers="bases",
                base_kinds=("demo_base",),
                match_trade=False,
            ),
            [5],
        ),
        (Rule(limit_min=NEAR, match_trade=False), [1, 2, 3, 4, 5]),
        (Rule(limit_min=13), [1]),
        (Rule(limit_min=14), [1, 2, 3, 4]),
        (Rule(limit_min=None, limit_km=6.9), [1]),
        (Rule(limit_min=None, limit_km=7), [1, 2, 3, 4]),
        (Rule(limit_min=NEAR, needed=2), [1]),
        (Rule(limit_min=NEAR, needed=3), []),
        (Rule(limit_min=32), [1, 2, 3, 4, 5]),
    ],
)
def test_who_is_covered_under_which_rule(rule, numbers):
    assert covered(verdict_of(rule)) == numbers


def test_capacity_counts_only_where_asked():
    rule = Rule(limit_min=NEAR, providers="bases")
    small = bases(capacity=[1, 0])
    assert len(covered(verdict_of(rule, bases=small))) == 1
    free = dataclasses.replace(rule, use_capacity=False)
    assert covered(verdict_of(free, bases=small)) == [1, 2]


def test_two_providers_are_two_different_ones():
    verdict = verdict_of(Rule(limit_min=NEAR, needed=2))
    links = [tuple(link) for link in verdict.serving.tolist()]
    assert links == [(0, 0), (0, 2)]
    assert verdict.server[0] == 2  # c1 lives there; b1 is 14 minutes away
    assert verdict.server_cost[0] == 1
    assert "2" in told(verdict, 1, "en").text


def test_no_location():
    verdict = verdict_of(Rule(limit_min=NEAR), villages=villages(1, geometry=None))
    assert reason(verdict, 1) == "no_location"
    assert (verdict.blocker[0], verdict.option[0], verdict.site[0]) == (-1, -1, -1)
    zh, en = told(verdict, 1, "zh"), told(verdict, 1, "en")
    assert zh.text.startswith("名录中没有这个村的位置")
    assert zh.fix == "补填该村的经度和纬度。"
    assert en.fix == "Enter its longitude and latitude."


def test_nothing_in_reach_names_the_nearest_and_the_best_place():
    verdict = verdict_of(Rule(limit_min=12, providers="bases"))
    assert reason(verdict, 1) == "nothing_in_reach"
    assert told(verdict, 1, "zh") == told(verdict, 1, "zh")
    zh, en = told(verdict, 1, "zh"), told(verdict, 1, "en")
    assert re.search(r"12 分钟.*平马专家服务站.*14 分钟.*2 分钟", zh.text)
    assert re.search(r"within 12 min.*平马专家服务站 at 14 min.* 2 min", en.text)
    assert re.search(r"前进村（平马镇）.* 1 个", zh.fix)
    assert re.search(r"放宽 2 分钟.*平马专家服务站（14 分钟）", zh.fix)
    assert re.search(r"前进村 \(平马镇\).* 1 uncovered", en.fix)


def test_kilometres_are_told_in_kilometres_and_never_as_nothing():
    verdict = verdict_of(Rule(limit_min=None, limit_km=6.95, providers="bases"))
    # 7.0 km of road, 49 m too far: told as 0.1 km, not as 0.0.
    zh = told(verdict, 1, "zh")
    assert re.search(r"6.95 公里.*7.0 公里，超出 0.1 公里", zh.text)
    assert "放宽 0.1 公里" in zh.fix
    assert "0.1 km too far" in told(verdict, 1, "en").text


def test_the_best_place_covers_the_most_uncovered():
    # Without providers, 30 minutes reach straight neighbours 10 km away: the middle
    # column has three of them, itself included four, the outer ones three.
    verdict = verdict_of(
        Rule(villages="all", limit_min=30),
        bases=empty("bases"),
        commissioners=empty("commissioners"),
    )
    assert verdict.site_covers.tolist() == [4, 4, 4, 4, 4, 4]
    assert (verdict.site + 1).tolist() == [3, 4, 3, 4, 3, 4]
    assert reason(verdict, 1) == "nothing_in_reach"
    assert "4" in told(verdict, 1, "zh").fix


def test_nothing_anywhere_says_so():
    verdict = verdict_of(
        Rule(limit_min=NEAR, providers="bases", base_kinds=("incubator",))
    )
    assert reason(verdict, 3) == "nothing_in_reach"
    assert verdict.option[2] == -1
    zh, en = told(verdict, 3, "zh"), told(verdict, 3, "en")
    assert re.search(r"20 分钟.*茶叶", zh.text)
    assert re.search(r"within 20 min.*Tea", en.text)
    assert "红旗村（祥周镇）" in zh.fix


def test_too_few_in_reach_names_the_one_that_makes_up_the_number():
    # 3 has c2 at 14 minutes; b2 with its tea is 11.2 km off, 32 minutes.
    rule = Rule(limit_min=NEAR, needed=2)
    verdict = verdict_of(rule, bases=toy.bases().iloc[[1]])
    assert reason(verdict, 3) == "nothing_in_reach"
    assert verdict.problem.providers.ids[verdict.option[2]] == "b2"
    zh = told(verdict, 3, "zh")
    assert re.search(r"20 分钟.*2 个.*城关示范基地（32 分钟）.*12 分钟", zh.text)
    assert re.search(r"2 fitting.*城关示范基地 at 32 min", told(verdict, 3, "en").text)
    assert "放宽 12 分钟" in zh.fix
    lonely = told(verdict_of(Rule(limit_min=NEAR, needed=9)), 3, "zh")
    assert "9 个" in lonely.text
    assert lonely.fix


def test_in_reach_but_full():
    verdict = verdict_of(
        Rule(limit_min=NEAR, providers="bases"), bases=bases(capacity=[1, 0])
    )
    (number,) = {1, 2} - set(covered(verdict))
    assert reason(verdict, number) == "in_reach_but_full"
    zh, en = told(verdict, number, "zh"), told(verdict, number, "en")
    assert re.search(r"平马专家服务站.*14 分钟.*（1 / 1）", zh.text)
    assert re.search(r"平马专家服务站 is at 14 min but full \(1 of 1\)", en.text)
    assert zh.fix.startswith("有 1 个未覆盖的村在等平马专家服务站的名额，")
    assert "each place added covers one more" in en.fix


def test_the_full_one_is_named_not_the_one_with_room():
    """2 needs two: b1 at 14 minutes has room, c3 at 28 has none left."""
    people = toy.commissioners().iloc[2:].assign(capacity=0)
    verdict = verdict_of(
        Rule(limit_min=60, needed=2), commissioners=people.reset_index(drop=True)
    )
    assert reason(verdict, 2) == "in_reach_but_full"
    assert verdict.problem.providers.ids[verdict.blocker[1]] == "c3"
    assert "（0 / 0）" in told(verdict, 2, "zh").text


def test_no_matching_trade():
    verdict = verdict_of(Rule(limit_min=NEAR))
    assert reason(verdict, 5) == "no_matching_trade"
    zh, en = told(verdict, 5, "zh"), told(verdict, 5, "en")
    assert re.search(r"蔬菜.*茶叶", zh.text)
    assert re.search(r"Vegetables.*Tea", en.text)
    assert re.search(r"城关示范基地（14 分钟）.*蔬菜", zh.fix)
    # c2 is 11.2 km off: 31.3 minutes, 11.3 over, both rounded up.
    assert re.search(r"放宽 12 分钟.*黄二（32 分钟）", zh.fix)
    assert re.search(r"by 12 min.*黄二 \(32 min\)", en.fix)


def test_the_provider_to_teach_is_one_with_room():
    """b2 beside village 5 is full of nothing but a capacity of 0; c3 has room."""
    verdict = verdict_of(Rule(limit_min=28), bases=bases(capacity=[3, 0]))
    assert reason(verdict, 5) == "no_matching_trade"
    assert verdict.problem.providers.ids[verdict.blocker[4]] == "c3"
    # What is known in reach is told of all.
    assert re.search(r"茶叶.*畜禽|畜禽.*茶叶", told(verdict, 5, "zh").text)


def test_closed_then():
    rule = Rule(limit_min=NEAR, providers="bases", on=dt.date(2015, 1, 1))
    verdict = verdict_of(rule)
    assert reason(verdict, 1) == "closed_then"
    pattern = r"平马专家服务站.*14 (分钟|min).*2015-01-01.*2016-03-01"
    for lang in ("zh", "en"):
        said = told(verdict, 1, lang)
        assert re.search(pattern, said.text)
        assert "2015-01-01" in said.fix


@pytest.mark.parametrize(
    ("day", "numbers"),
    [
        ("2017-12-31", []),
        ("2018-01-01", [1]),
        ("2020-12-31", [1]),
        ("2021-01-01", []),
    ],
)
def test_the_first_and_the_last_day_are_in_service(day, numbers):
    people = toy.commissioners().iloc[:1]
    rule = Rule(
        limit_min=NEAR, providers="commissioners", on=dt.date.fromisoformat(day)
    )
    assert covered(verdict_of(rule, commissioners=people)) == numbers


def test_excluded_by_planner_comes_before_everything():
    verdict = verdict_of(
        Rule(limit_min=NEAR), villages=villages(1, excluded=True, geometry=None)
    )
    assert reason(verdict, 1) == "excluded_by_planner"
    assert verdict.uncovered[0]
    assert "排除" in told(verdict, 1, "zh").text
    assert "excluded" in told(verdict, 1, "en").text


def test_a_village_not_asked_for_has_no_reason():
    verdict = verdict_of(Rule(limit_min=NEAR))
    assert reason(verdict, 6) == ""
    assert told(verdict, 6, "zh").text == "本规则不要求覆盖这个村。"
    assert told(verdict, 6, "zh").fix == ""


def test_a_covered_village_names_its_server():
    said = told(verdict_of(Rule(limit_min=NEAR)), 2, "zh")
    assert re.search(r"平马专家服务站.*14 分钟", said.text)
    assert (said.reason, said.fix) == ("", "")


def test_names_are_shown_as_they_are():
    hostile = "{0.__class__}<script>"
    verdict = verdict_of(
        Rule(limit_min=12, providers="bases"), bases=bases(name=[hostile, "乙"])
    )
    assert hostile in told(verdict, 1, "zh").text


def test_no_villages_is_a_complete_answer():
    verdict = verdict_of(Rule(), villages=empty("villages"))
    assert verdict.is_complete
    assert verdict.serving.shape == (0, 2)


def test_who_waits_at_a_full_provider_is_counted():
    """Three villages within 30 minutes of a base with one place: two wait for it."""
    alone = toy.bases().iloc[:1].assign(capacity=1, trades="")
    verdict = verdict_of(
        Rule(limit_min=60, providers="bases", match_trade=False), bases=alone
    )
    held = [n for n in range(1, 6) if reason(verdict, n) == "in_reach_but_full"]
    assert held
    assert {int(verdict.waiting[n - 1]) for n in held} == {len(held)}
    assert {int(verdict.missing[n - 1]) for n in held} == {1}
    more = toy.bases().iloc[:1].assign(capacity=1 + len(held), trades="")
    after = verdict_of(
        Rule(limit_min=60, providers="bases", match_trade=False), bases=more
    )
    assert after.covered.sum() == verdict.covered.sum() + len(held)


def test_places_missing_for_several_are_counted():
    """A village that needs two and finds two full ones lacks two places."""
    full = toy.bases().assign(capacity=0, trades="")
    verdict = verdict_of(
        Rule(limit_min=200, providers="bases", match_trade=False, needed=2), bases=full
    )
    assert {int(verdict.missing[n - 1]) for n in range(1, 6)} == {2}
    assert "还差 2 个名额" in told(verdict, 1, "zh").fix
    assert "lack 2 places" in told(verdict, 1, "en").fix


def test_the_rule_is_told_whole():
    rule = Rule(
        limit_min=None, limit_km=30, needed=2, match_trade=False, use_capacity=False,
        base_kinds=("park",),
    ).dated(dt.date(2026, 1, 2))  # fmt: skip
    zh, en = rule_text(rule, "zh"), rule_text(rule, "en")
    for part in (
        "2 个",
        "30 公里",
        "不看产业",
        "不计服务名额",
        "科技园区",
        "2026-01-02",
    ):
        assert part in zh
    for part in (
        "needs 2",
        "30 km",
        "do not matter",
        "does not count",
        "Sci-tech park",
    ):
        assert part in en


def on_roads(tmp_path, rule, *, closed=(), **changed):
    roads = roads_of(tmp_path)
    travel = roads.travel(CHOICE, on=DAY, besides=closed)
    return judge(from_layers(toy.layers() | changed), rule, travel, today=DAY)


def test_a_village_far_from_every_road(tmp_path):
    far = villages(4, geometry=toy.at(10, 17))
    verdict = on_roads(tmp_path, Rule(limit_min=60), villages=far)
    assert reason(verdict, 4) == "no_road_near"
    assert verdict.road_m[3] == pytest.approx(
        5_385, rel=0.01
    )  # from (10, 17) to a lane
    for lang, words in (("zh", ("5.4 公里", "3.0 公里")), ("en", ("5.4 km", "3.0 km"))):
        text = told(verdict, 4, lang).text
        assert all(word in text for word in words)
    assert np.isnan(verdict_of(Rule()).road_m).all()


def test_a_village_cut_off_from_everybody_who_could_serve_it(tmp_path):
    bridge = Closure("桥", roads=(BRIDGE,))
    rule = Rule(providers="commissioners", limit_min=30)
    people = toy.commissioners().iloc[:2].reset_index(drop=True)
    verdict = on_roads(tmp_path, rule, closed=[bridge], commissioners=people)
    assert reason(verdict, 5) == "nothing_in_reach"
    assert verdict.cut_off.tolist() == [False] * 4 + [True, False]
    assert "没有道路通到任何合适的服务点" in told(verdict, 5, "zh").text
    assert "和平村" in told(verdict, 5, "zh").fix
    assert "No road leads to any" in told(verdict, 5, "en").text
    open_ = on_roads(tmp_path, rule, commissioners=people)
    assert not open_.cut_off.any()
    assert covered(open_) == [1, 2, 3, 4, 5]


def test_several_providers_and_no_road_to_so_many(tmp_path):
    bridge = Closure("桥", roads=(BRIDGE,))
    rule = Rule(limit_min=60, needed=2, match_trade=False)
    verdict = on_roads(
        tmp_path, rule, closed=[bridge], commissioners=toy.commissioners().iloc[:2]
    )
    assert reason(verdict, 5) == "nothing_in_reach"
    assert "道路也通不到更多的" in told(verdict, 5, "zh").text
