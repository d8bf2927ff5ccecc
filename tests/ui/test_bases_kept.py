"""Plans of new bases kept, opened, compared, handed on, carried out, taken back."""

import io
import zipfile

import pytest

from planner.plans import keep_plan, kept_plans
from planner.workspace import Workspace
from tests import desk, toy
from tests.ui.bases import ON, button, keys, narrow, opened, shown_alone, told
from ui.components import (
    data,
    plan_data,
    plan_kept,
    plan_record,
    plan_words,
    state,
)


@pytest.fixture(autouse=True)
def day(monkeypatch):
    """The day of the toy, on the page too."""
    monkeypatch.setattr(data, "today", lambda: ON)


@pytest.fixture
def workspace(workspaces) -> Workspace:
    """The toy region, where nobody serves the vegetables of one village."""
    return desk.make_workspace(workspaces)


@pytest.fixture
def alone(workspaces, monkeypatch):
    """What the page would show for its settings, without drawing it."""
    return shown_alone(monkeypatch)


def test_plans_are_kept_compared_opened_and_dropped(app, workspace):
    at = narrow(app, base_view="kept")
    at.text_input(key="plan_name").set_value("甲*案").run()
    button(at, "plan_keep").click().run()
    assert "已保存方案" in told(at)
    at.session_state["setting:aim"] = "most"
    at.session_state["setting:most"] = 1
    at.run()
    at.text_input(key="plan_name").set_value("乙案").run()
    button(at, "plan_keep").click().run()
    assert [plan.name for plan in kept_plans(workspace.path, "bases")].count(
        "甲*案"
    ) == 1
    assert "只在“" in told(at)
    assert "保存后" not in told(at)
    at.session_state["setting:limit"] = 40.0
    at.run()
    assert "保存后规则变了" in told(at)
    at.session_state["setting:limit"] = 32.0
    at.run()
    (at_open,) = [
        f"plan_open_{n}"
        for n, plan in enumerate(kept_plans(workspace.path, "bases"))
        if plan.name == "甲*案"
    ]
    button(at, at_open).click().run()
    assert at.query_params.get("aim") is None
    assert opened(at) == 2
    assert "方案“甲*案” · 新建 2 个基地" in told(at)
    assert "已证明最少" in told(at)
    assert "手工方案" not in told(at)
    at = narrow(app, base_view="kept")
    button(at, "plan_drop_0").click().run()
    assert len(kept_plans(workspace.path, "bases")) == 2
    button(at, "plan_drop_0_yes").click().run()
    assert len(kept_plans(workspace.path, "bases")) == 1


def test_a_kept_plan_keeps_its_proof_beside_another_as_good(workspace, alone):
    """The solver may give another of the best; the kept one is proved all the same."""
    solved = alone().solved
    other = plan_data.others_job(workspace.path, solved).result()[0]
    own = plan_data.Shown(other, other)
    keep_plan(workspace.path, plan_record.record(workspace.path, own, "甲"))
    state.put(own=own.ids)
    shown = plan_data.shown(solved)
    assert shown.score is not None
    text = plan_words.sentence(plan_record.kept_as(workspace.path, shown), "zh")
    assert text.startswith("方案“甲” · ")
    assert "已证明最少" in text
    state.put(limit=40.0)
    assert plan_record.kept_as(workspace.path, shown).kept == ""


def test_a_plan_without_a_name_is_refused(app, workspace):
    at = narrow(app, base_view="kept")
    button(at, "plan_keep").click().run()
    assert at.error
    assert kept_plans(workspace.path, "bases") == ()


def test_a_plan_is_adopted_and_taken_back(app, workspace):
    at = app("plan", base_view="kept")
    button(at, "plan_adopt").click().run()
    button(at, "plan_adopt_yes").click().run()
    bases = workspace.layer("bases")
    assert "已采纳：1 个新基地" in told(at)
    assert len(bases) == 3
    assert bases["opened"].max() == ON.isoformat()
    assert "已覆盖的村由 4 个变为 5 个（共 5 个）" in told(at)
    assert "没有缺口" not in told(at)
    button(at, "plan_to_overview").click().run()
    assert "5 个贫困村已全部覆盖" in told(at)
    at.switch_page("ui/pages/plan.py").run()
    button(at, "plan_undo").click().run()
    button(at, "plan_undo_yes").click().run()
    assert len(workspace.layer("bases")) == 2
    assert "新建 1 个基地可覆盖" in told(at)


def test_what_was_adopted_stays_until_the_planner_goes_on(app, workspace):
    site = toy.villages()["village_code"][0]
    at = narrow(app, base_view="kept", aim="most", most="1", banned=site)
    button(at, "plan_adopt").click().run()
    button(at, "plan_adopt_yes").click().run()
    at.run()
    assert "已采纳：1 个新基地" in told(at)
    assert at.query_params["base_view"] == "kept"
    assert at.query_params["banned"] == site
    assert "plan_undo" in keys(at)
    button(at, "plan_go_on").click().run()
    assert "已采纳" not in told(at)
    assert opened(at) == 1


def test_taken_back_the_pins_are_there_again(app, workspace):
    site = toy.villages()["village_code"][0]
    at = narrow(app, base_view="kept", aim="most", most="1", pinned=site)
    button(at, "plan_adopt").click().run()
    button(at, "plan_adopt_yes").click().run()
    assert "pinned" not in at.query_params
    button(at, "plan_undo").click().run()
    button(at, "plan_undo_yes").click().run()
    assert at.query_params["pinned"] == site
    assert "已采纳" not in told(at)


def test_every_file_is_made(workspace, alone):
    shown = alone()
    shapes = zipfile.ZipFile(io.BytesIO(plan_kept.file_bytes("shp", shown, "en")))
    names = shapes.namelist()
    assert {"new_bases.shp", "villages_served.shp"} <= set(names)
    assert len(names) == len(set(names))
    for name in ("sites", "villages"):
        text = plan_kept.file_bytes(name, shown, "zh").decode()
        assert '"FeatureCollection"' in text


def test_a_kept_plan_brings_its_rule_back(app, workspace):
    at = narrow(app, base_view="kept")
    at.text_input(key="plan_name").set_value("甲").run()
    button(at, "plan_keep").click().run()
    at = narrow(app, base_view="kept", limit="40", method="straight_line", detour="2")
    button(at, "plan_open_0").click().run()
    assert "规则和路程算法也改成了它保存时的" in told(at)
    assert at.session_state["setting:limit"] == 32.0
    assert at.session_state["setting:detour"] == 1.4
    assert "方案“甲” · 新建 2 个基地" in told(at)
