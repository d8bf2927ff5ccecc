"""Steps of the tours page that hold: wrong settings, proofs, names, other windows."""

import pytest

from tests.toy import WEST
from tests.ui.calendar_clicks import send
from tests.ui.tours.desk import (
    at_once,
    bodies,
    button,
    open_page,
    planned,
    put,
    setting,
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
