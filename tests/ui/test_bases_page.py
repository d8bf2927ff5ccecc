"""The page of new bases: the answer at once, by hand, other plans, kept and adopted."""

import datetime as dt
import io
import re
import time
import zipfile
from dataclasses import replace

import numpy as np
import openpyxl
import pytest
import streamlit as st

from planner.errors import WORDS, PlanInputError
from planner.new_bases.choice import BaseChoice
from planner.plans import keep_plan, kept_plans
from planner.workspace import Workspace
from tests import desk, toy
from ui.components import (
    data,
    plan_curve,
    plan_data,
    plan_hand,
    plan_kept,
    plan_others,
    plan_problems,
    plan_record,
    plan_sites,
    plan_state,
    plan_words,
    state,
)
from ui.components.plan_job import Job
from ui.maps.bases_map import bases_map
from ui.maps.clicks import parse_click, parse_spot

CHINESE = re.compile("[\u4e00-\u9fff]")
ON = dt.date(2019, 6, 1)
HOSTILE = "</script><b>{{7*7}}</b>=1+1"
# With 32 minutes a base reaches the villages beside it, and no farther.
NARROW = {"limit": "32", "kinds": "starspace", "providers": "bases", "trade": "0"}


@pytest.fixture(autouse=True)
def day(monkeypatch):
    """The day of the toy, on the page too."""
    monkeypatch.setattr(data, "today", lambda: ON)


@pytest.fixture
def workspace(workspaces) -> Workspace:
    """The toy region, where nobody serves the vegetables of one village."""
    return desk.make_workspace(workspaces)


@pytest.fixture
def wide(workspaces) -> Workspace:
    """The toy region with a village of a hostile name."""
    villages = toy.villages()
    villages.loc[2, "name"] = HOSTILE
    return desk.make_workspace(workspaces, villages=villages)


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


def keys(at) -> set[str]:
    return {one.key for one in at.button}


def narrow(app, **more):
    """A question with several answers: no StarSpace anywhere, each reaches a few."""
    return app("plan", build="starspace", **(NARROW | more))


def opened(at) -> int:
    return int(re.search(r"新建 (\d+) 个基地", told(at)).group(1))


@pytest.fixture
def alone(workspaces, monkeypatch):
    """What the page would show for its settings, without drawing it."""
    st.cache_data.clear()
    st.cache_resource.clear()
    monkeypatch.setattr(st, "session_state", {})

    def show(**asked):
        (path,) = data.workspaces().values()
        state.put(build="starspace", limit=32.0, kinds=("starspace",), trade=False)
        state.put(providers="bases", **asked)
        return plan_data.shown(plan_data.answer_job(path, plan_state.choice()).result())

    return show


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("view", state.BASE_VIEWS)
def test_every_view_draws_in_both_languages(app, workspace, view, lang):
    at = narrow(app, lang=lang, base_view=view)
    assert [error.value for error in at.error] == []
    if lang == "en":
        labels = [
            one.label
            for one in (*at.button, *at.selectbox, *at.number_input, *at.text_input)
        ]
        assert [label for label in labels if CHINESE.search(label)] == []


def test_the_button_of_the_gap_map_leads_to_the_answer(app, workspace):
    at = app("gap")
    button(at, "close_gap").click().run()
    assert "新建 1 个基地可覆盖全部 1 个未覆盖村（已证明最少）" in told(at)
    assert "总费用 20 万元" in told(at)


def test_the_overview_has_the_button_only_where_there_is_a_gap(app, workspace):
    assert "close_gap" in keys(app("overview"))
    assert "close_gap" not in keys(app("overview", trade="0"))
    assert "close_gap" not in keys(app("gap", trade="0"))


def test_a_site_is_told_with_its_reason(app, workspace):
    at = narrow(app, aim="most", most="1")
    (rows,) = [one.value for one in at.dataframe if "why" in one.value]
    assert len(rows) == 1
    site = rows.index[0]
    at = narrow(app, aim="most", most="1", site=site)
    assert (
        "覆盖 4 个村，其中 4 个在本方案中只有它够得着；从方案里去掉它就少 4 个"
        in told(at)
    )
    assert "（4 个村）" in told(at)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"aim": "most", "most": "1"}, "可覆盖 5 个未覆盖村中的 4 个（已证明最多）"),
        ({"aim": "all", "least": "cost"}, "已证明最省"),
        ({"aim": "most", "most": "1", "weight": "poor_households"}, "贫困户"),
        ({"aim": "mean", "most": "1"}, "各村到最近基地平均"),
        ({"aim": "farthest", "most": "1"}, "最远的村到基地"),
    ],
)
def test_each_question_has_its_sentence(app, workspace, asked, sentence):
    at = narrow(app, **asked)
    assert not at.error
    assert sentence in told(at)


def test_no_gap_is_said_and_leads_on(app, workspace):
    at = app("plan", trade="0")
    assert "没有缺口" in told(at)
    button(at, "plan_nearer").click().run()
    assert "各村到最近基地平均" in told(at)


def test_a_question_that_cannot_be_asked_has_its_ways_out(app, workspace):
    at = app("plan", places="listed")
    assert "还没有候选站点" in told(at)
    button(at, "bases_mend_villages").click().run()
    assert "新建 1 个基地" in told(at)
    at = app("plan", providers="commissioners")
    assert "只认科技特派员" in told(at)
    button(at, "bases_mend_rule").click().run()
    assert "新建 1 个基地" in told(at)


def test_every_way_out_is_of_a_known_problem():
    words = set(WORDS.keys())
    assert set(plan_problems._MENDS) <= words
    assert set(plan_problems._LOOSENINGS) <= words


def test_candidate_sites_are_asked_for(app, workspaces):
    desk.make_workspace(workspaces, candidate_sites=toy.candidate_sites())
    at = app("plan", places="listed")
    assert not at.error
    assert "新建" in told(at)


def test_a_conflict_is_told_with_names(app, workspace):
    at = narrow(app, aim="all", budget="1")
    assert "没有方案能同时满足" in told(at)
    assert "不超过 1" in told(at)
    button(at, "bases_mend_budget").click().run()
    assert "已证明最少" in told(at)


def test_pins_and_bans_solve_again(app, workspace):
    at = narrow(app, aim="most", most="1")
    (rows,) = [one.value for one in at.dataframe if "why" in one.value]
    first = str(rows.index[0])
    at = narrow(app, aim="most", most="1", site=first)
    button(at, "plan_ban").click().run()
    (rows,) = [one.value for one in at.dataframe if "why" in one.value]
    assert first not in rows.index
    assert at.query_params["banned"] == first
    name = dict(
        zip(toy.villages()["village_code"], toy.villages()["name"], strict=True)
    )
    chip = button(at, f"plan_free_{first}").label
    assert "不许建在" in chip
    assert name[first] in chip
    assert f"不许建在{name[first]}：" in told(at)
    assert f"改建{name[str(rows.index[0])]}" in told(at)
    assert "费用不变" in told(at)
    button(at, "plan_undo_step").click().run()
    (rows,) = [one.value for one in at.dataframe if "why" in one.value]
    assert list(rows.index) == [first]
    button(at, "plan_redo_step").click().run()
    button(at, f"plan_free_{first}").click().run()
    assert "banned" not in at.query_params
    assert f"又可建在{name[first]}：" in told(at)


def test_every_site_pinned_or_banned_has_a_chip_of_its_own(app, workspace):
    one, two, three = toy.villages()["village_code"][:3]
    at = narrow(app, pinned=f"{one},{two}", banned=three)
    chips = {key for key in keys(at) if key.startswith("plan_free_")}
    assert chips == {f"plan_free_{site}" for site in (one, two, three)}
    button(at, f"plan_free_{two}").click().run()
    assert at.query_params["pinned"] == one
    assert at.query_params["banned"] == three
    button(at, "plan_free").click().run()
    assert not {"pinned", "banned"} & set(at.query_params)


def test_banned_places_are_marked_on_the_map(workspace, alone):
    site = toy.villages()["village_code"][2]
    assert '"style":"banned"' in bases_map(alone(banned=(site,)).plan, lang="zh").data
    assert '"style":"banned"' not in bases_map(alone(banned=()).plan, lang="zh").data


def test_a_base_taken_out_is_scored_and_taken_back(app, workspace):
    at = narrow(app)
    before = opened(at)
    (rows,) = [one.value for one in at.dataframe if "why" in one.value]
    at = narrow(app, site=str(rows.index[0]))
    button(at, "plan_out").click().run()
    assert "手工方案" in told(at)
    assert opened(at) == before - 1
    assert "不合要求" in told(at)
    assert f"求解所得：{before} 个基地" in told(at)
    button(at, "plan_undo_step").click().run()
    assert "手工方案" not in told(at)


def test_a_base_is_added_from_the_list_and_swapped(app, workspace):
    """Village 6 alone reaches little: the exchange found betters it."""
    at = narrow(app, aim="most", most="1", own=toy.villages()["village_code"][5])
    assert "手工方案：新建 1 个基地" in told(at)
    button(at, "plan_swap").click().run()
    assert "覆盖 5 个未覆盖村中的 4 个" in told(at)
    at.selectbox(key="plan_add").set_value(at.selectbox(key="plan_add").options and 0)
    at.run()
    assert not at.exception
    assert opened(at) == 2
    assert "最多允许1个" in told(at)


def test_a_link_with_unknown_sites_says_so(app, workspace):
    at = narrow(app, own="999999999999")
    assert "999999999999" in told(at)
    assert opened(at) == 0


def test_other_plans_are_laid_beside_and_taken(app, workspace):
    at = narrow(app, base_view="others", other="1")
    (table,) = [one.value for one in at.dataframe if "moved" in one.value]
    assert len(table) > 1
    assert table["moved"].iloc[0] == 0
    assert table["moved"].iloc[1] > 0
    assert table["moves"].iloc[0] == ""
    assert " 改为 " in table["moves"].iloc[1]
    button(at, "plan_take").click().run()
    assert "手工方案" in told(at)
    assert "各项要求都满足" in told(at)


def test_a_point_of_the_curve_sets_the_number(workspace, alone):
    alone()
    job = plan_data.curve_job(workspace.path, plan_state.choice(), by_cost=False)
    found = job.result()
    plan_curve.take(found, 1.0)
    assert (state.get("aim"), state.get("most")) == ("most", 1)
    plan_curve.take(found, float(found.limits[-1]))
    assert state.get("aim") == "all"
    plan_curve.take(found, 0.5)
    assert state.get("aim") == "all"


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
    assert "已过时" not in told(at)
    at.session_state["setting:limit"] = 40.0
    at.run()
    assert "已过时：规则在保存后变了" in told(at)
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


def test_the_map_fits_each_plan_that_was_solved_for(workspace, alone):
    """Another selection, or a change by hand, leaves the view as it is."""

    def view(shown, picked=""):
        drawn = plan_sites.drawn_map(workspace.path, shown.plan, "zh")
        made = plan_sites.plan_view(drawn, shown, picked)
        (kept,) = [one for one in made._children.values() if hasattr(one, "first")]
        return kept.key, kept.first

    shown = alone(aim="most", most=1)
    assert view(shown) == view(shown, "site:x")
    state.put(own=(str(shown.question.candidates.table["site_id"].iat[5]),))
    assert view(plan_data.shown(shown.solved)) == view(shown)
    banned = alone(own=None, banned=shown.ids)
    assert view(banned) != view(shown)
    west, south, east, north = plan_sites.plan_bounds(shown.plan)
    places = shown.plan.sites.geometry
    assert west <= places.x.min() <= places.x.max() <= east
    assert south <= places.y.min() <= places.y.max() <= north


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


def test_hostile_names_stay_texts(wide, alone):
    shown = alone()
    drawn = bases_map(shown.plan, lang="zh").data
    assert "7*7" in drawn
    assert "<b>" not in drawn
    assert "{{" not in drawn
    book = openpyxl.load_workbook(io.BytesIO(plan_kept.file_bytes("xlsx", shown, "zh")))
    cells = [cell for row in book["服务的村"].iter_rows() for cell in row]
    assert HOSTILE in [cell.value for cell in cells]
    assert {cell.data_type for cell in cells if isinstance(cell.value, str)} == {"s"}


def test_a_hostile_name_stays_a_text_on_the_page(app, wide):
    village = toy.villages()["village_code"][2]
    at = narrow(app, own=village, site=village)
    assert not at.error
    card = [str(one.proto.body) for one in at.get("html")]
    assert any("7*7" in one for one in card)
    assert not any("<b>{{" in one for one in card)


def test_every_file_is_made(workspace, alone):
    shown = alone()
    shapes = zipfile.ZipFile(io.BytesIO(plan_kept.file_bytes("shp", shown, "en")))
    names = shapes.namelist()
    assert {"new_bases.shp", "villages_served.shp"} <= set(names)
    assert len(names) == len(set(names))
    for name in ("sites", "villages"):
        text = plan_kept.file_bytes(name, shown, "zh").decode()
        assert '"FeatureCollection"' in text


def test_a_click_takes_the_nearest_free_site(workspace, alone):
    shown = alone(aim="most", most=1)
    question = shown.question
    for at in range(question.new):
        found = plan_hand.nearest_site(
            question, tuple(question.candidates.lonlat[at]), shown
        )
        assert (found == at) == (at not in shown.plan.opened)


def test_a_click_adds_or_moves(workspace, alone):
    shown = alone(aim="most", most=1)
    (before,) = shown.ids
    question = shown.question
    other = next(n for n in range(question.new) if n not in shown.plan.opened)
    place = tuple(question.candidates.lonlat[other])
    name = str(question.candidates.table["site_id"].iat[other])
    plan_hand.put_at(shown, place)
    assert set(state.get("own")) == {before, name}
    assert state.get("site") == name
    state.put(site=before)
    st.session_state["plan_mode"] = "move"
    plan_hand.put_at(shown, place)
    assert state.get("own") == (name,)
    plan_state.undo()
    assert set(state.get("own")) == {before, name}
    plan_state.redo()
    assert state.get("own") == (name,)


def test_the_map_numbers_bases_and_draws_their_villages(workspace, alone):
    shown = alone()
    drawn = bases_map(shown.plan, lang="zh", moved=set(shown.ids[:1])).data
    for text in ('"text":"1"', '"style":"serves"', '"level":"moved"', "新覆盖"):
        assert text in drawn
    assert len(plan_others.moved_from(shown.solved, shown.plan)) == 0


def test_clicks_on_the_map_are_read():
    site = {"last_active_drawing": {"properties": {"kind": "site", "code": "s1"}}}
    assert parse_click(site).code == "s1"
    spot = {"last_clicked": {"lat": 23.5, "lng": 107.0}}
    assert parse_spot(spot) == (107.0, 23.5)
    for wrong in (None, {}, {"last_clicked": [1, 2]}, {"last_clicked": {"lat": "x"}}):
        assert parse_spot(wrong) is None


def test_a_job_tells_stops_and_hands_on_what_went_wrong():
    def count(job: Job[int]) -> int:
        turns = 0
        while not job.tell(turns, 9):
            turns += 1
            time.sleep(0.001)
        return turns

    job = Job(count)
    assert not job.wait(0.01)
    assert not job.is_done
    job.stop()
    assert job.is_stopping
    assert job.wait(5)
    assert job.result() >= 0
    assert job.told[1] == 9

    def fail(_: Job[int]) -> int:
        raise PlanInputError([("bases_no_candidates", {})])

    with pytest.raises(PlanInputError):
        Job(fail).result()


def test_long_work_is_told_and_stopped_with_the_best_so_far(
    app, workspace, monkeypatch
):
    solve = plan_data.answer_bases

    def slowly(asked, travel, *, time_limit_s, watch):
        end = time.monotonic() + 30
        while not watch(3.0, 1.0) and time.monotonic() < end:
            time.sleep(0.01)
        return solve(asked, travel, time_limit_s=time_limit_s)

    monkeypatch.setattr(plan_data, "answer_bases", slowly)
    at = app("plan")
    assert "目前最好 3，已证明的界 1" in told(at)
    button(at, "plan_stop").click().run()
    assert "新建 1 个基地可覆盖全部" in told(at.run())


def test_a_plan_not_proved_shows_bound_and_gap(workspace, alone):
    shown = alone()
    plan = replace(shown.solved.plan, status="feasible", bound=1.2, objective=2.0)
    open_plan = replace(shown.solved, plan=plan)
    text = plan_words.sentence(plan_data.Shown(open_plan, open_plan), "zh")
    assert text.startswith("目前找到的方案：")
    assert "理论下限 2 个，尚未证明" in text
    assert "最少" not in text
    assert "最多" not in text


def test_travel_figures_are_those_of_the_villages(workspace, alone):
    shown = alone(aim="mean", most=1)
    mean, most = plan_words.travel_figures(shown.plan)
    question, site = shown.question, shown.plan.plan.assigned
    costs = [question.reach[row, site[row]] for row in range(len(site))]
    assert most == max(costs)
    assert mean == round(float(np.mean(costs)))
    assert question.choice == BaseChoice(aim="mean", number=1, kind="starspace")
