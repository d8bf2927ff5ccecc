"""Rosters of the toy region by hand: every column, every reason, every change."""

import math

import pandas as pd
import pytest

from planner.roster.answering import answer_roster, decided
from planner.roster.choice import ExtraPost, RosterChoice
from planner.rule import Rule
from tests import toy
from tests.planner import roads
from tests.planner.roster.asking import (
    DAY,
    RULE,
    TRAVEL,
    answer,
    code,
    held,
    layers,
    people,
    post,
    question,
    roster,
    saved,
    told,
    without,
)
from tests.planner.roster.test_question import BASE, TEAM

NEAR = Rule(limit_min=30)


def values(found):
    return {one.goal: (one.value, one.bound) for one in found.plan.goals}


def test_everybody_within_reach_who_fits_is_sent():
    found = answer()
    assert held(found) == {
        post(1): "c1", post(2): "c1", post(3): "c2", post(4): "c2", post(5): "c2"
    }  # fmt: skip
    assert found.plan.status == "optimal"
    assert values(found)["filled"] == (5, 5)
    assert values(found)["kept"] == (1, 1)
    assert found.violations() == []


def test_every_column_of_the_posts():
    rows = roster(
        ("a1", "c1", 1, {"pinned": True}), ("a2", "c2", 2, {}), ("a3", "c2", 4, {})
    )
    posts = answer(rule=NEAR, assignments=rows).posts
    assert posts.iloc[0].to_dict() == {
        "post_id": post(1), "village_code": code(1), "village": "前进村",
        "township": "平马镇", "county": "田东县", "post": "village_service",
        "base_id": "", "trades": "sheep", "must": False, "commissioner_id": "c1",
        "name": "韦一", "travel": 1.0, "fit": "exact", "kept": True, "pinned": True,
        "was": "c1", "reason": "",
    }  # fmt: skip
    second, fifth = posts.iloc[1], posts.iloc[4]
    assert (second["was"], second["commissioner_id"], second["kept"]) == (
        "c2", "c1", False,
    )  # fmt: skip
    assert fifth[["commissioner_id", "name", "fit", "was"]].tolist() == [""] * 4
    assert math.isnan(fifth["travel"])
    assert (fifth["kept"], fifth["pinned"]) == (False, False)
    assert fifth["reason"] == "no_matching_trade"
    assert posts["travel"].tolist()[1:4] == [28, 14, 14]


def test_kilometres_are_told_where_the_limit_is_in_them():
    posts = answer(rule=Rule(limit_min=None, limit_km=20)).posts
    assert posts["travel"].tolist() == pytest.approx([0, 14, 7, 7, 15.7], abs=0.06)


def test_every_column_of_the_people():
    # c3 serves too, though it has no post; c2 had two villages last year, one kept.
    last = people(villages_last_year={"c2": f"{code(4)};{code(6)}"})
    table = answer(commissioners=last).people
    assert table["commissioner_id"].tolist() == ["c2", "c1", "c3"]
    busy = table.iloc[0]
    assert busy.to_dict() == {
        "commissioner_id": "c2", "name": "黄二", "trades": "tea;vegetables",
        "tier": "市", "team": "茶叶产业", "county_code": toy.WEST, "load": 3,
        "capacity": 5, "kept": 1, "last_year": 2, "travel": 60.0, "farthest": 32.0,
    }  # fmt: skip
    idle = table.iloc[2]
    assert pd.isna(idle["capacity"])
    assert (idle["load"], idle["kept"], idle["last_year"]) == (0, 0, 1)
    assert idle["travel"] == 0
    assert math.isnan(idle["farthest"])


def test_who_is_out_of_post_is_not_among_the_people():
    table = answer(commissioners=people(ends={"c1": "2019-05-31"})).people
    assert table["commissioner_id"].tolist() == ["c2", "c3"]


def test_ties_kept_are_told_of_those_that_still_fit():
    assert answer().kept_of == (1, 1)
    # Village 5 wants vegetables: c2 knows them, c3 does not, and 3 is too far for c1.
    last = people(
        villages_last_year={"c1": code(3), "c2": f"{code(5)};{code(4)}", "c3": code(5)}
    )
    assert answer(commissioners=last).kept_of == (2, 2)
    # With room for one, one of the two that fit is kept.
    last.loc[1, "capacity"] = 1
    assert answer(commissioners=last).kept_of == (1, 2)


def test_an_open_post_has_its_reason_and_fix_in_both_languages():
    found = answer(rule=NEAR, commissioners=people(capacity={"c1": 1}))
    zh, en = found.why_open("zh"), found.why_open("en")
    assert zh.index.tolist() == en.index.tolist() == [post(1), post(5)]
    # c1 is sent to 2, which has more poor households.
    assert found.posts["reason"].tolist()[::4] == [
        "in_reach_but_full", "no_matching_trade"
    ]  # fmt: skip
    full, far = zh.loc[post(1)], zh.loc[post(5)]
    assert "韦一" in full["text"]
    assert "1" in full["text"]
    assert "黄二" in far["fix"]
    assert "32" in far["fix"]
    assert "韦一" in en.loc[post(1), "text"]
    assert "32 min" in en.loc[post(5), "fix"]
    assert "{" not in "".join([*zh.to_numpy().ravel(), *en.to_numpy().ravel()])


def test_reasons_by_trade_place_ban_and_exclusion():
    villages = toy.villages()
    villages.loc[0, "excluded"] = True
    villages.loc[2, "geometry"] = None
    villages.loc[3, "trades"] = "silk"
    choice = RosterChoice(bans=((post(5), "c2"),))
    found = answer(choice, villages=villages)
    assert found.posts["reason"].tolist() == [
        "excluded_by_planner", "", "no_location", "no_matching_trade",
        "excluded_by_planner",
    ]  # fmt: skip
    for lang in ("zh", "en"):
        assert (found.why_open(lang) != "").all(axis=None)
    assert found.violations() == []


def test_two_of_a_village_are_different_people():
    found = answer(RosterChoice(needed=2), rule=Rule(limit_min=65))
    assert held(found)[post(1)] != held(found)[post(1, nth=2)]
    assert {held(found)[post(2)], held(found)[post(2, nth=2)]} == {"c1", "c3"}
    assert found.violations() == []


def test_the_posts_that_have_to_be_filled_come_before_the_others():
    choice = RosterChoice(extra=TEAM)
    found = answer(choice, rule=Rule(limit_min=65))
    here = {name: one for name, one in held(found).items() if code(1) in name}
    # Three people, three posts of the team: the village's own post stays open.
    assert sorted(here.values()) == ["c1", "c2", "c3"]
    assert post(1) not in here
    assert here[post(1, "team_member")] == "c2"
    assert values(found)["must"] == (0, 0)
    assert found.conflict("zh") == []
    open_ = found.why_open("zh").loc[post(1), "text"]
    assert "在这里任其他岗位" in open_


def test_a_team_too_large_is_told_as_the_smallest_conflict():
    found = answer(RosterChoice(extra=(BASE, *TEAM)), rule=Rule(limit_min=65))
    assert found.plan.status == "infeasible"
    zh, en = found.conflict("zh"), found.conflict("en")
    assert len(zh) == len(en) == 1
    # All that can be filled is filled all the same.
    assert values(found)["must"] == (1, 1)
    assert found.violations() == []


def test_pins_that_contradict_are_all_told():
    choice = RosterChoice(
        pins=(
            (post(1), "c1"), (post(1), "c3"), (post(3), "c1"), (post(2), "c1"),
        )
    )  # fmt: skip
    found = answer(choice)
    assert found.plan.status == "infeasible"
    assert held(found) == {}
    assert found.plan.goals == ()
    zh, en = found.conflict("zh"), found.conflict("en")
    # Two people for one post, 3 too far and of another trade, 1 too far for c3, and
    # three pins on a person with room for two.
    assert len(zh) == len(en) >= 4
    assert any("前进村" in text and "陆三" in text for text in zh)
    assert found.violations() == []


def test_a_pin_is_kept_and_marked():
    found = answer(RosterChoice(pins=((post(2), "c3"),)), rule=Rule(limit_min=60))
    posts = found.posts.set_index("post_id")
    assert posts.loc[post(2), ["commissioner_id", "pinned"]].tolist() == ["c3", True]
    assert posts["pinned"].sum() == 1


def test_notes_name_people_without_a_trade():
    found = answer(commissioners=people(trades={"c3": ""}))
    assert [key for key, _ in found.plan.notes] == ["assignment_note_no_trade"]
    assert found.notes("zh")[0].startswith("1 ")
    assert answer(assignments=roster(("a", "c9", 3, {}))).notes("zh") == []


def test_one_more_person_is_told_where_and_for_how_many():
    # Without c2, both villages of tea are open, and the vegetables.
    found = answer(commissioners=without("c2"))
    (first, row), *_ = found.more_people(TRAVEL)
    assert len(first.posts) == 2
    assert row in (2, 3)
    zh, en = found.one_more(TRAVEL, "zh"), found.one_more(TRAVEL, "en")
    assert len(zh) == len(en) == 2
    assert "茶叶" in zh[0]
    assert "2 个" in zh[0]
    assert "蔬菜" in zh[1]
    assert len(found.one_more(TRAVEL, "zh", count=1)) == 1
    assert answer().one_more(TRAVEL, "zh") == []


def test_nothing_changes_when_the_roster_is_asked_for_again():
    rows = saved(answer())
    again = answer(assignments=rows)
    assert told(again) == []
    assert again.change_texts("zh") == []
    assert saved(again, before=rows).equals(rows)


def test_when_somebody_leaves_only_their_posts_change():
    rows = saved(answer())
    found = answer(assignments=rows, commissioners=without("c1"))
    assert told(found) == [
        (post(1), "c1", "", "person_left"), (post(2), "c1", "", "person_left")
    ]  # fmt: skip
    # There is no name for who is not in the register any more.
    assert found.change_texts("en") == ["c1 has left"] * 2
    wide = answer(assignments=rows, commissioners=without("c1"),
                  rule=Rule(limit_min=65))  # fmt: skip
    assert told(wide) == [
        (post(1), "c1", "c3", "person_left"), (post(2), "c1", "c3", "person_left")
    ]  # fmt: skip
    ended = people(ends={"c1": "2019-05-31"})
    assert told(answer(assignments=rows, commissioners=ended)) == told(found)


def test_when_a_village_asks_it_is_the_only_change():
    rule = Rule(limit_min=45, villages="owed", on=DAY)
    villages = toy.villages()
    rows = saved(answer(rule=rule))
    assert set(rows["village_code"]) == {code(n) for n in (1, 2, 4, 5)}
    villages.loc[2, "asks_for_help"] = True
    found = answer(rule=rule, assignments=rows, villages=villages)
    assert told(found) == [(post(3), "", "c2", "now_filled")]


def test_when_a_road_closes_whom_it_cuts_off_changes(tmp_path):
    network = roads.roads_of(tmp_path)
    rule = Rule(limit_min=45)
    before = answer(rule=rule, travel=network.travel(roads.CHOICE, on=DAY))
    assert held(before)[post(5)] == "c2"
    rows = saved(before)
    shut = toy.closures().assign(active=[True, False])
    (tmp_path / "shut").mkdir()
    closed = roads.roads_of(tmp_path / "shut", closures=shut)
    found = answer(
        rule=rule, assignments=rows, travel=closed.travel(roads.CHOICE, on=DAY)
    )
    assert told(found) == [(post(5), "c2", "", "out_of_reach")]
    assert "黄二" in found.change_texts("zh")[0]


def test_a_change_of_trade_is_told_as_such():
    rows = saved(answer())
    found = answer(assignments=rows, commissioners=people(trades={"c2": "tea"}))
    assert told(found) == [(post(5), "c2", "", "trade")]


def test_decisions_are_taken_into_the_next_question():
    # The roster has c3 at 2, which still fits within the hour; c1 is nearer by far.
    wide = Rule(limit_min=60)
    rows = roster(("a1", "c2", 1, {}), ("a2", "c2", 4, {}))
    found = answer(rule=wide, assignments=rows)
    assert (post(1), "c2", "c1", "trade") in told(found)
    assert (post(2), "", "c1", "now_filled") in told(found)
    both = {post(1): "accept", post(2): "reject", post(3): "pin"}
    asked = decided(found, both)
    # Refused where nobody was before: the new holder is not to come again.
    assert asked.choice.bans == ((post(2), "c1"),)
    assert asked.choice.pins == ((post(3), "c2"),)
    again = answer_roster(asked)
    assert held(again)[post(2)] == "c3"
    assert post(1) not in [one.post for one in again.changes()]
    pinned = again.posts.set_index("post_id")["pinned"]
    assert pinned[pinned].index.tolist() == [post(3)]
    assert again.violations() == []


def test_refusing_keeps_the_holder_before_where_the_rules_allow():
    rows = roster(("a1", "c3", 2, {}))
    choice = RosterChoice(goals=("must", "filled", "travel"))
    found = answer(choice, rule=Rule(limit_min=60), assignments=rows)
    assert told(found)[:2] == [
        (post(1), "", "c1", "now_filled"), (post(2), "c3", "c1", "goals")
    ]  # fmt: skip
    asked = decided(found, {post(2): "reject"})
    assert asked.choice.pins == ((post(2), "c3"),)
    assert held(answer_roster(asked))[post(2)] == "c3"
    assert decided(found, {}).choice == choice


def test_a_region_where_nobody_is_asked_for_has_an_empty_roster():
    villages = toy.villages().assign(is_poor=False)
    found = answer(villages=villages)
    assert found.posts.empty
    assert found.kept_of == (0, 0)
    assert found.why_open("zh").empty
    assert found.one_more(TRAVEL, "zh") == []
    assert found.violations() == []
    assert saved(found).empty


def test_the_goals_are_those_asked_for():
    found = answer(RosterChoice(goals=("filled", "travel")))
    assert [one.goal for one in found.plan.goals] == ["filled", "travel"]
    assert found.question.rule == RULE.dated(DAY)
    assert question().villages.equals(layers()["villages"])


def test_an_extra_post_for_a_trade_is_held_by_who_knows_it():
    choice = RosterChoice(
        extra=(ExtraPost(code(4), "base_service", "livestock", "b2"),)
    )
    found = answer(choice, rule=Rule(limit_min=30))
    row = found.posts.set_index("post_id").loc[post(4, "base_service")]
    assert row[["commissioner_id", "base_id", "must"]].tolist() == ["c3", "b2", True]
