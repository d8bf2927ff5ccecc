"""The page of the roster: its answer, changes by hand, what if, and adopting it."""

import datetime as dt
import re
from dataclasses import replace

import pandas as pd
import pytest

from geo.frames import conform
from planner.plans import kept_plans
from planner.roster.choice import RosterChoice
from planner.roster.handing_over import TIES
from planner.rule import Rule
from planner.travelling import TravelChoice
from planner.workspace import Workspace
from tests import desk, toy
from ui.components import (
    data,
    roster_data,
    roster_map,
    roster_state,
    roster_tables,
    state,
)
from ui.components.roster_keep import _written
from ui.components.roster_why import nearest_fix, why_not
from ui.maps.roster_map import RosterView
from ui.maps.roster_map import roster_map as draw_roster
from ui.text import say

CHINESE = re.compile("[\u4e00-\u9fff]")
ON = dt.date(2019, 6, 1)
SHEEP, MIXED, TEA = "451022100201", "451022100202", "451022101201"
FIRST, GAP = f"{SHEEP}/village_service/1", f"{desk.GAP_VILLAGE}/village_service/1"
VIEWS = ["posts", "people", "changes", "open", "ask", "goals", "keep"]


@pytest.fixture
def workspace(workspaces, monkeypatch) -> Workspace:
    """Five posts: c2 knows tea only, so that the vegetables of village 5 stay open."""
    monkeypatch.setattr(data, "today", lambda: ON)
    return desk.make_workspace(workspaces)


def told(at) -> str:
    kinds = ("html", "markdown", "caption", "info", "error", "warning", "success")
    bodies = [
        str(getattr(one, "body", None) or getattr(one, "value", ""))
        for kind in kinds
        for one in at.get(kind)
    ]
    return re.sub(r"<[^>]+>", "", "\n".join(bodies))


def button(at, key):
    (found,) = [one for one in at.button if one.key == key]
    return found


def posts(at) -> pd.DataFrame:
    (found,) = [one.value for one in at.dataframe if "pinned" in one.value]
    return found


def setting(at, name):
    return at.session_state[f"setting:{name}"]


def linked(at, name):
    """A setting as a link has it."""
    return state.SETTINGS[name].write(setting(at, name))


def open_roster(app, **params):
    # Everybody who fits is in reach of every village of the toy.
    return app("roster", **{"limit": "200", "method": "straight_line", **params})


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_draws_in_english(app, workspace, view):
    at = open_roster(app, lang="en", roster_view=view, pick=f"village:{SHEEP}")
    assert [error.value for error in at.error] == []
    labels = [one.label for one in (*at.button, *at.toggle, *at.selectbox)]
    assert [label for label in labels if CHINESE.search(label)] == []


def test_the_sentence_answers_at_once(app, workspace):
    at = open_roster(app)
    assert "5 个贫困村岗位中可安排 4 个（已证明最多），1 个空缺" in told(at)
    assert "上年 1 个仍合适的对口关系保留 1 个" in told(at)
    assert say("roster_no_force", "zh") in told(at)
    assert say("roster_note", "zh") in told(at)


def test_a_reason_narrows_the_open_posts(app, workspace):
    at = open_roster(app)
    button(at, "roster_reason_no_matching_trade").click().run()
    assert setting(at, "open_for") == "no_matching_trade"
    (rows,) = [one.value for one in at.dataframe if "fix" in one.value]
    assert list(rows.index) == [GAP]


def test_a_filled_post_has_a_card_with_those_who_could_hold_it(app, workspace):
    at = open_roster(app, pick=f"village:{SHEEP}")
    assert "韦一 · c1" in told(at)
    (others,) = [one.value for one in at.dataframe if "note" in one.value]
    assert others["name"].tolist() == ["韦一", "陆三"]
    assert others["note"].tolist()[0] == "现任、上年在此"


def test_where_nobody_else_fits_the_nearest_fix_is_told(app, workspace):
    at = open_roster(app, pick=f"village:{TEA}")
    assert "没有别人可换。最近的办法：在附近补一名懂茶叶的人。" in told(at)
    assert not [one for one in at.dataframe if "note" in one.value]


@pytest.mark.parametrize(
    ("on", "limit_min", "fix"),
    [
        (dt.date(2021, 6, 1), 200.0, "续聘韦一 · c1"),
        (ON, 40.0, "就可换陆三 · c3（现上限 40 分钟）"),
    ],
)
def test_the_nearest_fix_is_a_person_where_there_is_one(workspace, on, limit_min, fix):
    asked = replace(_question(), rule=Rule(limit_min=limit_min, on=on))
    roster = roster_data.roster(workspace.path, asked)
    assert fix in nearest_fix(roster, roster.row_of(FIRST), "zh")


def test_a_ban_is_worked_out_at_once_told_and_taken_back(app, workspace):
    at = open_roster(app, pick=f"village:{SHEEP}")
    button(at, "roster_ban").click().run()
    assert setting(at, "bans") == ((FIRST, "c1"),)
    assert posts(at).loc[FIRST, "person"] == "陆三"
    assert "上一步的影响，变差：保留上年 1 → 0 个" in told(at)
    button(at, "roster_undo_step").click().run()
    assert setting(at, "bans") == ()
    assert posts(at).loc[FIRST, "person"] == "韦一"


def test_a_person_who_leaves_makes_a_short_diff_decided_row_by_row(app, workspace):
    at = open_roster(app, pick="commissioner:c1")
    button(at, "roster_leave").click().run()
    assert setting(at, "roster_view") == "changes"
    assert "田东县 前进村 韦一 → 陆三" in told(at)
    assert "韦一已离任" in told(at)
    assert say("roster_changes_help", "zh") in told(at)
    before = len([one for one in at.button if one.key.startswith("roster_reject_")])
    button(at, "roster_reject_0").click().run()
    # The one before cannot stay, so the new one is not sent.
    assert [person for _, person in setting(at, "bans")] == ["c3"]
    assert "前进村 韦一 → 空缺" in told(at)
    assert "韦一已离任；没有人接替：" in told(at)
    assert "已退回：陆三" in told(at)
    button(at, "roster_undo_step").click().run()
    button(at, "roster_accept_0").click().run()
    assert setting(at, "agreed")[0][1] == "c3"
    assert say("roster_is_agreed", "zh") in told(at)
    assert before >= 1


def test_pins_that_contradict_are_told_with_names(app, workspace):
    pins = ",".join(f"{FIRST.replace('/', '%2F')}:{one}" for one in ("c1", "c3"))
    at = open_roster(app, pins=pins)
    (error,) = at.error
    assert "韦一" in error.value
    assert "陆三" in error.value
    assert say("roster_headline_refused", "zh") in told(at)
    button(at, "roster_unpin_1").click().run()
    assert not at.error
    assert posts(at).loc[FIRST, "person"] == "韦一"


def test_a_link_to_what_is_gone_offers_a_way_back(app, workspace):
    at = open_roster(app, pins="nowhere%2F1:c1")
    assert len(at.error) == 1
    button(at, "roster_forget_all").click().run()
    assert not at.error
    assert setting(at, "pins") == ()


@pytest.mark.parametrize("text", ["a", "a:b:c"])
def test_pairs_in_a_link_that_are_none_are_named(app, workspace, text):
    at = open_roster(app, pins=text)
    assert setting(at, "pins") == ()
    assert "pins" in told(at)


def test_a_village_that_asks_comes_before_all_others(app, workspace):
    """光明村 is not poor; it gets somebody, whatever the rule says."""
    at = open_roster(app, roster_view="ask")
    at.selectbox(key="roster_ask_village").set_value("451024100202").run()
    button(at, "roster_ask_team").click().run()
    assert len(setting(at, "must")) == 3
    assert "8 个贫困村岗位" in told(at)
    button(at, "roster_drop_0").click().run()
    assert len(setting(at, "must")) == 2


def test_adopted_teams_and_bases_come_back_and_can_be_given_up(app, workspace):
    at = open_roster(app, roster_view="ask")
    at.selectbox(key="roster_ask_village").set_value("451024100202")
    button(at, "roster_ask_team").click().run()
    at.selectbox(key="roster_ask_village").set_value(None)
    at.selectbox(key="roster_ask_post").set_value("base_service").run()
    at.selectbox(key="roster_ask_base").set_value("b2")
    at.selectbox(key="roster_ask_trade").set_value("").run()
    button(at, "roster_ask_add").click().run()
    _, _, _, (village, kind, _, base) = setting(at, "must")
    assert (kind, base) == ("base_service", "b2")
    assert village.startswith(toy.EAST)
    at = open_roster(app, roster_view="keep", must=linked(at, "must"))
    button(at, "roster_adopt").click().run()
    button(at, "roster_adopt_yes").click().run()
    held = workspace.layer("assignments")["post"].value_counts()
    # Another day, another session: nothing is asked for but what is in force.
    at = open_roster(app, roster_view="ask")
    assert setting(at, "must") == ()
    assert told(at).count("在用名单") >= held.drop("village_service").sum()
    assert button(at, "roster_drop_0")
    rows = workspace.layer("assignments").query("post != 'village_service'")
    button(at, "roster_drop_0").click().run()
    assert setting(at, "ended") == (rows["assignment_id"].iloc[0],)
    at = open_roster(app, roster_view="keep", ended=linked(at, "ended"))
    button(at, "roster_adopt").click().run()
    button(at, "roster_adopt_yes").click().run()
    again = workspace.layer("assignments").query("post != 'village_service'")
    assert len(again) == len(rows) - 1


def test_a_goal_can_be_left_out_and_taken_up_again(app, workspace):
    at = open_roster(app, roster_view="goals")
    assert button(at, "roster_goal_filled_off").disabled
    button(at, "roster_goal_must_off").click().run()
    button(at, "roster_goal_kept_off").click().run()
    assert not {"must", "kept"} & {*setting(at, "goals")}
    button(at, "roster_goal_must_on").click().run()
    button(at, "roster_goal_kept_on").click().run()
    goals = setting(at, "goals")
    assert (goals[0], goals[-1], len(goals)) == ("must", "kept", 9)


def test_trades_have_a_table_and_a_county_its_own_numbers(app, workspace):
    at = open_roster(app, roster_view="people", county=toy.WEST)
    assert "田东县：4 个岗位，4 个有人，0 个空缺" in told(at)
    at.toggle(key="roster_by_trade").set_value(True).run()
    table = next(one.value for one in at.dataframe if "room" in one.value)
    rows = table.set_index("trade")
    assert "蔬菜" not in rows.index
    assert rows.loc["羊", ["posts", "filled"]].tolist() == [2, 2]


def test_goals_keep_an_order_that_makes_sense(app, workspace):
    at = open_roster(app, roster_view="goals")
    assert button(at, "roster_goal_filled_-1").disabled
    button(at, "roster_goal_kept_-1").click().run()
    assert setting(at, "goals")[3:5] == ("kept", "poorest")
    assert told(at).count("✓ 已证明") == 7
    assert say("roster_goal_off_must", "zh") in told(at)
    assert say("roster_goal_off_changes", "zh") in told(at)
    button(at, "roster_goals_default").click().run()
    assert setting(at, "goals")[3:5] == ("poorest", "kept")


def test_who_cannot_be_there_is_told_why(app, workspace):
    roster = roster_data.roster(workspace.path, _question())
    assert "需要蔬菜" in why_not(roster, GAP, "c1", "zh")
    assert why_not(roster, FIRST, "nobody", "zh") == say("roster_why_gone", "zh")
    assert why_not(roster, FIRST, "c3", "zh") == ""


def test_the_table_is_edited_in_place(app, workspace, monkeypatch):
    at = open_roster(app)
    at.toggle(key="roster_editing").set_value(True).run()
    assert not at.exception
    roster = roster_data.roster(workspace.path, _question())
    rows = roster_tables.post_rows(roster, "zh")
    edits = {"t": {"edited_rows": {0: {"person": "c3"}}}, "roster_edit_turn": 0}
    monkeypatch.setattr(roster_tables.st, "session_state", edits)
    roster_tables._edited(roster, rows, "t", "zh")
    assert edits["setting:pins"] == ((FIRST, "c3"),)
    edits["t"] = {"edited_rows": {4: {"person": "c1"}}}
    roster_tables._edited(roster, rows, "t", "zh")
    assert "需要蔬菜" in edits["roster_edit_told"]
    assert edits["setting:pins"] == ((FIRST, "c3"),)


def _question() -> roster_state.Asked:
    travel = TravelChoice(method="straight_line")
    return roster_state.Asked(Rule(limit_min=200.0, on=ON), travel, RosterChoice())


def test_it_is_adopted_after_a_question_and_taken_back(app, workspace):
    at = open_roster(app, roster_view="keep")
    button(at, "roster_adopt").click().run()
    assert "采纳后 4 个岗位有人：其中 1 条沿用上年或现有关系，3 条新安排" in told(at)
    button(at, "roster_adopt_yes").click().run()
    rows = workspace.layer("assignments")
    assert sorted(rows["village_code"])[0] == SHEEP
    assert set(rows["since"]) == {ON.isoformat()}
    assert len(rows) == 4
    assert say("roster_as_in_force", "zh") in told(at)
    assert say("roster_kept_force", "zh") in told(at)
    button(at, "roster_undo").click().run()
    button(at, "roster_undo_yes").click().run()
    assert len(workspace.layer("assignments")) == 0
    assert say("roster_kept_force", "zh") not in told(at)


def test_rows_in_force_go_on_when_another_roster_is_adopted(app, workspace):
    at = open_roster(app, roster_view="keep")
    button(at, "roster_adopt").click().run()
    button(at, "roster_adopt_yes").click().run()
    at = open_roster(app, roster_view="keep", gone="c1")
    button(at, "roster_adopt").click().run()
    assert "其中 2 条沿用上年或现有关系，2 条新安排" in told(at)


def test_a_departure_of_a_link_is_a_step_to_take_back(app, workspace):
    at = open_roster(app, gone="c1,c3")
    button(at, "roster_undo_step").click().run()
    assert setting(at, "gone") == ("c1",)
    button(at, "roster_undo_step").click().run()
    assert setting(at, "gone") == ()
    assert not [one for one in at.button if one.key == "roster_undo_step"]


def test_a_pin_of_the_roster_in_force_can_be_taken_back(app, workspace):
    at = open_roster(app, pick=f"village:{SHEEP}")
    button(at, "roster_pin").click().run()
    button(at, "roster_to_keep").click().run()
    button(at, "roster_adopt").click().run()
    button(at, "roster_adopt_yes").click().run()
    assert workspace.layer("assignments")["pinned"].sum() == 1
    assert setting(at, "pins") == ()
    assert say("roster_adopt_same", "zh") in told(at)
    button(at, "roster_unpin").click().run()
    button(at, "roster_adopt").click().run()
    button(at, "roster_adopt_yes").click().run()
    assert workspace.layer("assignments")["pinned"].sum() == 0


def test_the_files_are_written_when_asked_for(app, workspace):
    roster = roster_data.roster(workspace.path, _question())
    for name in ("roster.xlsx", f"{TIES}_shp.zip", f"{TIES}.geojson"):
        assert len(_written(roster, name, "zh")) > 500


def test_what_changed_since_it_was_adopted_is_said(app, workspace):
    at = open_roster(app, roster_view="keep")
    button(at, "roster_adopt").click().run()
    button(at, "roster_adopt_yes").click().run()
    assert "此后" not in told(at)
    at.number_input(key="widget:limit").set_value(150.0).run()
    assert "之后规则已变" in told(at)


def test_a_roster_is_kept_by_name_and_opened_again(app, workspace):
    at = open_roster(app, roster_view="keep", gone="c1")
    at.text_input(key="roster_name").set_value("<b>*汛期*").run()
    button(at, "roster_keep").click().run()
    (plan,) = kept_plans(workspace.path, "assignment")
    assert plan.name == "<b>*汛期*"
    assert plan.summary["filled"] == 4
    button(at, "roster_forget").click().run()
    assert setting(at, "gone") == ()
    button(at, "roster_kept_open_0").click().run()
    assert setting(at, "gone") == ("c1",)
    button(at, "roster_kept_drop_0").click().run()
    assert kept_plans(workspace.path, "assignment") == ()


def test_without_people_the_next_step_is_offered(app, workspaces, monkeypatch):
    monkeypatch.setattr(data, "today", lambda: ON)
    nobody = toy.commissioners().iloc[:0]
    desk.make_workspace(workspaces, commissioners=conform(nobody, "commissioners"))
    at = open_roster(app)
    assert "还没有科技特派员名单" in at.error[0].value
    button(at, "roster_import").click().run()
    assert at.session_state["page_shown"] == "data"


def test_no_post_is_a_sentence(app, workspaces, monkeypatch):
    monkeypatch.setattr(data, "today", lambda: ON)
    villages = toy.villages().assign(is_poor=False)
    desk.make_workspace(workspaces, villages=conform(villages, "villages"))
    at = open_roster(app)
    assert say("roster_no_posts", "zh") in told(at)


def test_names_of_others_stay_texts(app, workspaces, monkeypatch):
    monkeypatch.setattr(data, "today", lambda: ON)
    bad = "<img src=x onerror=alert(1)>"
    people = toy.commissioners().assign(name=bad)
    desk.make_workspace(workspaces, commissioners=conform(people, "commissioners"))
    at = open_roster(app, pick=f"village:{SHEEP}", gone="c2", roster_view="changes")
    bodies = [str(one.body) for one in at.get("html")]
    assert not [body for body in bodies if "<img" in body]


def test_the_map_has_every_village_person_and_tie(workspace):
    asked = _question()
    roster = roster_data.roster(workspace.path, asked)
    report = data.report(workspace.path, asked.rule, asked.travel)
    whole = draw_roster(RosterView(roster.answer, report, "zh")).data
    assert whole.count('"kind":"commissioner"') == 3
    assert whole.count('"kind":"village"') == 5
    assert say("roster_map_tie", "zh") in whole
    east = draw_roster(RosterView(roster.answer, report, "zh", county=toy.EAST)).data
    assert east.count('"kind":"village"') == 1


def test_the_map_knows_where_what_is_selected_is(workspace):
    """It goes there, also where a county is shown in which it is not drawn."""
    roster = roster_data.roster(workspace.path, _question())

    def place(kind: str, code: str) -> tuple[float, float] | None:
        return roster_map._place_of(roster, state.Pick(kind, code))

    villages, people = toy.villages(), toy.commissioners()
    village = villages[villages["village_code"] == SHEEP].geometry.iloc[0]
    assert place("village", SHEEP) == pytest.approx((village.x, village.y))
    person = people.geometry.iloc[2]
    assert place("commissioner", "c3") == pytest.approx((person.x, person.y))
    assert place("commissioner", "gone") is None
    assert place("", "") is None
