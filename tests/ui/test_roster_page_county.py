"""The page of the roster: pins adopted, who left, and what one county shows."""

from dataclasses import replace

import pytest

from planner.workspace import Workspace
from tests import desk, toy
from tests.ui.test_roster_page import (
    FIRST,
    ON,
    SHEEP,
    TEA,
    _question,
    button,
    open_roster,
    posts,
    setting,
    told,
)
from ui.components import data, roster_data, state
from ui.components.roster_why import nearest_fix
from ui.components.roster_words import effects
from ui.text import say


@pytest.fixture
def workspace(workspaces, monkeypatch) -> Workspace:
    monkeypatch.setattr(data, "today", lambda: ON)
    return desk.make_workspace(workspaces)


def test_a_pin_is_kept_where_another_was_banned_and_comes_back(app, workspace):
    at = open_roster(app, gone="c2", bans=f"{FIRST.replace('/', '%2F')}:c1")
    at.session_state["setting:roster_view"] = "changes"
    at.run()
    button(at, "roster_pin_0").click().run()
    assert setting(at, "pins") == ((FIRST, "c3"),)
    button(at, "roster_to_keep").click().run()
    button(at, "roster_adopt").click().run()
    button(at, "roster_adopt_yes").click().run()
    rows = workspace.layer("assignments").set_index("village_code")
    assert rows.loc[SHEEP, "pinned"]
    assert say("roster_adopt_same", "zh") in told(at)
    at.session_state["setting:roster_view"] = "posts"
    at.run()
    assert posts(at).loc[FIRST, "pinned"]
    button(at, "roster_to_keep").click().run()
    button(at, "roster_undo").click().run()
    button(at, "roster_undo_yes").click().run()
    assert setting(at, "pins") == ((FIRST, "c3"),)


def test_another_county_is_a_new_view_that_goes_to_nobody(app, workspace):
    pick = state.Pick("village", SHEEP)
    at = open_roster(app, pick=f"village:{SHEEP}")
    (_, county), turn, picked = at.session_state["roster_map_view"]
    assert (county, turn, picked) == ("", 0, "")
    at.session_state["setting:county"] = toy.EAST
    at.run().run()
    (_, county), turn, picked = at.session_state["roster_map_view"]
    assert (county, turn, picked) == (toy.EAST, 1, f"{pick.kind}:{pick.code}")


def test_fewer_posts_filled_are_no_shorter_way(workspace):
    was = roster_data.roster(workspace.path, _question()).answer
    asked = replace(_question(), gone=("c2",))
    now = roster_data.roster(workspace.path, asked).answer
    better, worse = effects(was, now, "zh")
    assert "有人的岗位 4 → 2 个" in worse
    assert "行程" not in better
    assert "负担" not in better


def test_somebody_who_left_is_not_the_one_who_is_lacking(workspace):
    asked = replace(_question(), gone=("c2",))
    roster = roster_data.roster(workspace.path, asked)
    why = roster.answer.why_open("zh")
    assert f"{TEA}/village_service/1" in why.index
    assert not why["text"].str.contains("黄二").any()
    assert not why["fix"].str.contains("黄二").any()
    fix = nearest_fix(roster, roster.row_of(f"{TEA}/village_service/1"), "zh")
    assert "黄二" not in fix
    assert "closed_then" not in set(roster.posts["reason"])


def test_one_person_more_is_of_the_county_shown(app, workspace):
    at = open_roster(app, roster_view="open", county=desk.GAP_VILLAGE[:6])
    assert "一带加一名懂蔬菜的人" in told(at)
    villages = workspace.layer("villages").set_index("village_code")
    village = villages.loc[desk.GAP_VILLAGE]
    assert f"在{village['county_name']}再加一人" in told(at)
    assert f"{village['county_name']}{village['name']}一带" in told(at)


def test_another_rule_says_what_it_makes_better_and_worse(app, workspace):
    at = open_roster(app, limit="5")
    assert "上一步的影响" not in told(at)
    at.session_state["setting:limit"] = 200.0
    at.run()
    assert "上一步的影响，变好：有人的岗位" in told(at)
    assert "与规则改动前相比" in told(at)
    # A step by hand is compared with the step before, under the same rule.
    at.session_state["setting:pick"] = state.Pick("commissioner", "c1")
    at.run()
    button(at, "roster_leave").click().run()
    assert "上一步的影响，变差：保留上年 1 → 0" in told(at)
    assert "与规则改动前相比" not in told(at)


def test_files_of_a_county_say_that_they_hold_all(app, workspace):
    at = open_roster(app, county=toy.EAST, roster_view="keep")
    assert say("roster_files_whole", "zh", count="5") in told(at)
