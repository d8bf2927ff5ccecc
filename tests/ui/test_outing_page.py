"""The page of the caravans' year: asking, the answer, its views, and empty states."""

import re

import pytest

from geo.frames import empty
from tests import desk
from tests.planner.outings.asking import caravans, code
from tests.ui.outing_desk import (
    button,
    draft,
    few_steps,
    has_button,
    open_page,
    planned,
    put,
    setting,
    table,
    told,
    workspace,
)
from ui.components import state
from ui.components.outings import working
from ui.components.plan_job import Job
from ui.text import say

__all__ = ["few_steps", "workspace"]
CHINESE = re.compile("[\u4e00-\u9fff]")
pytestmark = pytest.mark.usefixtures("few_steps")


def test_what_is_owed_is_planned_and_outlasts_the_session(app, workspace):
    at = open_page(app)
    assert "应服务 5 个村，共 5 次；2 辆大篷车" in told(at)
    assert table(at, "vans")["visits"].tolist() == [4, 1]
    button(at, "outing_begin_all").click().run()
    assert "应服务 5 次，全部排上（5 次）" in told(at)
    assert "已独立复核，没有违反规则" in told(at)
    kept = draft(workspace)
    assert {place for _, _, place in kept} == {code(n) for n in range(1, 6)}
    again = open_page(app)
    assert "全部排上（5 次）" in told(again)
    assert not has_button(again, "outing_undo")
    button(at, "outing_undo").click().run()
    assert has_button(at, "outing_begin_all")


def test_a_long_search_is_stopped_with_the_best_so_far(app, workspace, monkeypatch):
    at = open_page(app)
    with monkeypatch.context() as patch:
        patch.setattr(working, "STEPS", 4 * 10**6)
        patch.setattr(Job, "wait", lambda job: job.is_done)
        button(at, "outing_begin_all").click().run()
        assert table(at, "vans")["visits"].sum() == 5
        button(at, "outing_stop").click().run()
    at.run()
    assert "全部排上（5 次）" in told(at)


def test_every_view_draws_in_english(app, workspace):
    at = planned(app, lang="en")
    for view in state.OUTING_VIEWS:
        put(at, outing_view=view)
        assert not at.exception, view
        assert [error.value for error in at.error] == [], view
        labels = [one.label for one in (*at.button, *at.toggle, *at.selectbox)]
        assert [one for one in labels if CHINESE.search(one)] == [], view


def test_reasons_lead_to_what_is_not_made_and_a_fix_is_one_click(app, workspace):
    at = planned(
        app, outing_end="2026-03-02", outing_set="gap_days:1,visits:1,hours_day:4"
    )
    assert "次排不上" in told(at)
    made = len(draft(workspace))
    button(at, "outing_reason_no_room").click().run()
    assert (table(at, "reason")["fix"] != "").all()
    fixes = [one for one in at.button if one.key.startswith("outing_mend_")]
    longer = next(one for one in fixes if "每天多工作" in one.label)
    longer.click().run()
    assert len(draft(workspace)) > made
    assert dict(setting(at, "outing_set"))["hours_day"] != "4"
    assert setting(at, "outing_view") == "changes"


def test_a_county_without_a_caravan_is_lent_one(app, workspaces):
    found = desk.make_workspace(workspaces, caravans=caravans().iloc[:1])
    at = planned(app, outing_view="missed")
    assert say("outing_short_no_caravan", "zh") in "".join(b.label for b in at.button)
    button(at, "outing_mend_0").click().run()
    assert setting(at, "outing_lent") == (("v1", "451024"),)
    assert len(draft(found)) == 5


def test_changed_settings_make_the_plan_grey_until_it_is_planned_again(app, workspace):
    at = planned(app)
    put(at, outing_set=(("gap_days", "1"), ("minutes", "90"), ("visits", "1")))
    assert "设置已变，这份行程是变化前的" in told(at)
    assert not has_button(at, "outing_begin_more")
    button(at, "outing_begin_near").click().run()
    assert "这份行程是变化前的" not in told(at)
    button(at, "outing_undo").click().run()
    assert "minutes" not in dict(setting(at, "outing_set"))


def test_bad_settings_are_one_list_and_can_be_given_up(app, workspace):
    at = open_page(app, outing_set="visits:0,minutes:x,hours_day:99")
    (error,) = at.error
    for name in ("visits", "minutes", "hours_day"):
        assert say(f"outing_set_{name}", "zh") in error.value
    button(at, "outing_forget").click().run()
    assert [error.value for error in at.error] == []


def test_nobody_to_send_says_which_layer_to_fill(app, workspaces):
    desk.make_workspace(workspaces, caravans=empty("caravans"))
    at = open_page(app)
    assert "没有可用的科普大篷车" in told(at)
    button(at, "outing_records").click().run()
    assert at.session_state["page_shown"] == "records"
    assert setting(at, "records_layer") == "caravans"


def test_nothing_owed_offers_other_villages(app, workspaces):
    villages = desk.layers()["villages"].assign(is_poor=False)
    desk.make_workspace(workspaces, caravans=caravans(), villages=villages)
    at = open_page(app)
    assert "没有任何地点应服务" in told(at)
    button(at, "outing_all_villages").click().run()
    assert setting(at, "villages") == "all"


def test_a_plan_that_the_data_no_longer_bear_says_so(app, workspace):
    at = planned(app)
    workspace.replace_layer("caravans", caravans().iloc[:1], change="x")
    at.run()
    assert "资料已变" in told(at)
    assert "1 次因变化已排不上" in told(at)


def test_names_of_others_stay_texts(app, workspaces):
    bad = "<img src=x onerror=alert(1)>"
    villages = desk.layers()["villages"].assign(name=bad)
    found = desk.make_workspace(
        workspaces, caravans=caravans().assign(name=bad), villages=villages
    )
    at = planned(app)
    day = draft(found)[0][0]
    put(at, outing_day=day, outing_month=day.replace(day=1))
    for view in ("calendar", "missed", "changes", "hand"):
        put(at, outing_view=view)
        assert not [one for one in at.get("html") if "<img" in str(one.body)]
