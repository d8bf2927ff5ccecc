"""Steps of the tours page that hold: wrong settings, proofs, names, other windows."""

import pytest

from planner.stays.changing import stay_changes
from tests.toy import EAST, WEST
from tests.ui.calendar_clicks import calendar, send
from tests.ui.tours.desk import (
    at_once,
    bodies,
    button,
    draft,
    make,
    museum_sets,
    museum_venues,
    open_page,
    planned,
    put,
    setting,
    table,
    told,
    workspace,
)
from tests.ui.tours.test_tour_page import where
from ui.components import state
from ui.components.tours import edit
from ui.components.tours.draft import DRAFTS
from ui.components.tours.shown import shown

__all__ = ["at_once", "workspace"]
pytestmark = pytest.mark.usefixtures("at_once")


def test_a_wrong_setting_leaves_the_plan_and_one_way_back(app, workspace):
    at = planned(app, county=WEST)
    pin = next(one.key for one in at.button if one.key.startswith("tour_pin_"))
    button(at, pin).click().run()
    # What was proved is true still, and the check has nothing against it.
    assert "已证明最优" in told(at)
    assert "违反规则" not in told(at).replace("没有违反规则", "")
    for view in state.TOUR_VIEWS:
        put(at, tour_view=view, tour_set=(("gap_months", "-1"),))
        assert not at.exception
        assert at.error
        assert [one.key for one in at.button].count("tour_undo") == 1
    button(at, "tour_undo").click().run()
    assert setting(at, "tour_pins") == ()


def test_the_proof_goes_with_the_pin_it_was_made_for(app, workspace):
    at = planned(app, county=WEST)
    key = f"{WEST}/1"
    now = shown(workspace.path, DRAFTS.draft(workspace.path))
    table_of = edit.options(workspace.path, now, key)
    late = table_of[table_of["fits"]].sort_values("first").iloc[-1]
    send(at, type="choose", **where(key, late))
    at.run()
    pin = next(one.key for one in at.button if one.key.startswith("tour_pin_"))
    button(at, pin).click().run()
    button(at, "tour_begin_all").click().run()
    assert "已证明最优" in told(at)
    put(at, tour_view="board", county=WEST)
    button(at, pin).click().run()
    assert setting(at, "tour_pins") == ()
    assert "已证明最优" not in told(at)
    assert "改动后未重新证明最优" in bodies(at) + told(at)


def test_dropping_a_plan_drops_the_one_that_was_asked_about(app, workspace):
    at = planned(app, tour_view="hand")
    for name in ("甲", "乙"):
        (box,) = [one for one in at.text_input if one.key == "tour_name"]
        box.input(name).run()
        button(at, "tour_accept").click().run()
        if name == "甲":
            button(at, "tour_drop_甲").click().run()
    button(at, "tour_drop_甲_yes").click().run()
    assert [plan.name for plan in DRAFTS.named(workspace.path)] == ["乙"]
    (box,) = [one for one in at.text_input if one.key == "tour_name"]
    box.input("乙").run()
    button(at, "tour_accept").click().run()
    assert "已有名为“乙”的计划" in told(at)
    made = DRAFTS.named(workspace.path)[0].made
    button(at, "tour_begin_all").click().run()
    assert DRAFTS.named(workspace.path)[0].made == made
    put(at, tour_view="hand")
    button(at, "tour_accept").click().run()
    assert DRAFTS.named(workspace.path)[0].made != made


def test_a_step_back_keeps_what_is_compared_and_what_others_did(app, workspace):
    at = planned(app, county=WEST)
    button(at, "tour_begin_near").click().run()
    assert setting(at, "tour_view") == "changes"
    before = at.session_state["tour_before"]
    put(at, tour_view="board")
    pin = next(one.key for one in at.button if one.key.startswith("tour_pin_"))
    button(at, pin).click().run()
    put(at, tour_view="changes")
    button(at, "tour_undo").click().run()
    assert at.session_state["tour_before"] == before
    assert setting(at, "tour_view") == "changes"
    other = open_page(app)
    button(other, "tour_begin_all").click().run()
    theirs = DRAFTS.draft(workspace.path)
    at.run()
    button(at, "tour_undo").click().run()
    assert "在别处" in told(at)
    assert DRAFTS.draft(workspace.path) == theirs


def refused(at):
    return [one.value for one in at.warning if "不能从" in one.value]


def test_a_county_that_fits_nowhere_says_what_would_help(app, workspaces):
    found = make(
        workspaces, museum_sets=museum_sets().iloc[:1],
        museum_venues=museum_venues(size=[400.0, 100.0]),
    )  # fmt: skip
    at = planned(app, tour_set="counties:all,gap_months:3,months:3,shortest:2,stays:1")
    send(at, type="move", key=EAST, set_id="s1", first="2027-01-01")
    (text,) = refused(at)
    assert "一个月也排不进" in text
    assert setting(at, "county") == EAST
    at.run()
    assert refused(at)
    # At another view it is out of place, and stays away.
    for view in ("proof", "board"):
        put(at, tour_view=view)
        assert not refused(at)
    venues = next(one for one in at.button if one.label == "登记场地")
    venues.click().run()
    assert setting(at, "records_layer") == "museum_venues"
    assert setting(at, "records_unit") == EAST
    assert DRAFTS.draft(found.path) is not None


def test_a_lock_is_told_and_marked(app, workspace):
    at = planned(app, county=WEST)
    button(at, "tour_lock").click().run()
    assert "已锁定" in told(at)
    bars = [bar for row in calendar(at)["rows"] for bar in row["bars"]]
    locked = {bar["key"].partition("/")[0] for bar in bars if bar["locked"]}
    assert locked == {WEST}
    assert [bar["marked"] for bar in bars] == [bar["locked"] for bar in bars]


def test_a_plan_changed_by_hand_tells_its_figures(app, workspace):
    at = planned(app, county=WEST, tour_view="proof")
    proved = table(at, "goal")["value"].tolist()
    assert "bound" in table(at, "goal")
    put(at, tour_view="board")
    button(at, f"tour_drop_{WEST}/1").click().run()
    put(at, tour_view="proof")
    figures = table(at, "goal")
    assert list(figures) == ["goal", "value"]
    assert figures["value"].iloc[0] == "1" != proved[0]


def test_an_assumed_set_that_few_changes_have_no_use_for(app, workspace):
    at = planned(app)
    put(at, tour_extra=(("假设的第 1 套", WEST, "2027-01-01"),))
    button(at, "tour_begin_near").click().run()
    assert "没有用上" in told(at)
    button(at, "tour_worth").click().run()
    assert not at.exception
    assert setting(at, "tour_view") == "changes"


def test_what_is_lost_is_not_said_to_break_no_rule(app, workspace):
    at = planned(app)
    workspace.replace_layer("museum_venues", museum_venues().iloc[:1], change="x")
    at.run()
    assert "1 期因变化已不能这样排" in told(at)
    assert "没有违反规则" not in told(at)


def test_a_proof_comes_back_with_what_it_was_made_for(app, workspace):
    at = planned(app, county=WEST)
    path = workspace.path
    proved = shown(path, DRAFTS.draft(path)).answer.plan.goals
    assert proved
    for _ in range(2):
        button(at, next(k.key for k in at.button if "tour_pin_" in str(k.key))).click()
        at.run()
    assert setting(at, "tour_pins") == ()
    # Files list the goals again, too.
    assert shown(path, DRAFTS.draft(path)).answer.plan.goals == proved
    button(at, "tour_lock").click().run()
    button(at, "tour_begin_near").click().run()
    locked = open_page(app)
    assert "已证明最优" in told(locked)
    assert "没有违反规则" in told(locked)


def test_a_stay_goes_back_where_another_stands_by_now(app, workspaces):
    found = make(workspaces, museum_sets=museum_sets().iloc[:1])
    at = planned(app)
    button(at, "tour_begin_near").click().run()
    path = found.path
    before = shown(path, DRAFTS.draft(path)).answer.stays
    one, other = before.sort_values("first").to_dict("records")
    table_of = edit.options(path, shown(path, DRAFTS.draft(path)), one["stay_id"])
    late = table_of[table_of["fits"]].sort_values("first").iloc[-1]
    put(at, tour_view="board")
    send(at, type="move", **where(one["stay_id"], late))
    send(at, type="move", **where(other["stay_id"], one))
    begun = {county: first for county, first, _ in draft(found)}
    assert begun[other["county_code"]] == one["first"]
    put(at, tour_view="changes")
    now = shown(path, DRAFTS.draft(path)).answer.stays
    order = stay_changes(before, now)["county_code"].tolist()
    button(at, f"tour_reject_{order.index(one['county_code'])}").click().run()
    begun = {county: first for county, first, _ in draft(found)}
    assert begun[one["county_code"]] == one["first"]
    assert begun[other["county_code"]] != one["first"]
    assert setting(at, "tour_pins")[0][0] == one["county_code"]
    assert "少改动前提下" in told(at)
