"""The page of new bases: the answer at once, other plans, what takes long."""

import io
import re
import time
from dataclasses import replace

import numpy as np
import openpyxl
import pytest

from planner.errors import WORDS, PlanInputError
from planner.new_bases.choice import BaseChoice
from planner.workspace import Workspace
from tests import desk, toy
from tests.ui.bases import ON, answered, button, keys, narrow, shown_alone, told
from ui.components import (
    data,
    plan_curve,
    plan_data,
    plan_kept,
    plan_others,
    plan_problems,
    plan_sites,
    plan_state,
    plan_words,
    state,
)
from ui.components.plan_job import Job
from ui.maps.bases_map import bases_map

CHINESE = re.compile("[\u4e00-\u9fff]")
HOSTILE = "</script><b>{{7*7}}</b>=1+1"


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


@pytest.fixture
def alone(workspaces, monkeypatch):
    """What the page would show for its settings, without drawing it."""
    return shown_alone(monkeypatch)


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


def test_a_county_that_is_not_known_is_told_and_can_be_left(app, workspace):
    at = narrow(app, county="459999")
    assert "没有代码为“459999”的县" in told(at)
    (box,) = [one for one in at.selectbox if one.value == "459999"]
    assert box.options[-1] == "459999"
    button(at, "gap_county_all").click().run()
    assert "没有代码为" not in told(at)
    assert all("459999" not in one.options for one in at.selectbox)


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


def test_other_plans_are_laid_beside_and_taken(app, workspace):
    at = narrow(app, base_view="others", other="1")
    (table,) = [one.value for one in at.dataframe if "moved" in one.value]
    assert len(table) > 1
    assert table["moved"].iloc[0] == 0
    assert table["moved"].iloc[1] > 0

    (moved,) = [one.value for one in at.dataframe if "into" in one.value]
    assert len(moved) == table["moved"].iloc[1]
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


def test_one_county_is_planned_for_alone(app, workspace):
    at = answered(narrow(app, county=toy.WEST))
    assert "：新建 2 个基地可覆盖全部 4 个未覆盖村" in told(at)
    (rows,) = [one.value for one in at.dataframe if "why" in one.value]
    assert set(rows.index.str[:6]) == {toy.WEST}
    at = narrow(app, county=toy.EAST, limit="45", kinds="")
    assert "这个县没有缺口" in told(at)


def test_within_a_budget_the_cheapest_is_sought_and_said(app, workspace):
    at = answered(narrow(app, budget="100"))
    assert "已证明最省" in told(at)
    assert "有预算时按费用最少求解" in told(at)


@pytest.mark.parametrize(
    ("view", "slow"),
    [
        ("curve", "curve_of"),
        ("others", "others_like"),
    ],
)
def test_curve_and_other_plans_can_be_stopped(app, workspace, monkeypatch, view, slow):
    make = getattr(plan_data, slow)

    def slowly(*asked, watch, **more):
        end = time.monotonic() + 30
        while not watch(1.0, 4.0) and time.monotonic() < end:
            time.sleep(0.01)
        return make(*asked, watch=watch, **more)

    begun = []

    class Noted(Job):
        def __init__(self, work):
            begun.append(self)
            super().__init__(work)

    monkeypatch.setattr(plan_data, slow, slowly)
    monkeypatch.setattr(plan_data, "Job", Noted)
    at = narrow(app, base_view=view)
    assert "plan_stop" in keys(at)
    button(at, "plan_stop").click().run()
    assert begun[-1].wait(60)
    at.run()
    assert "plan_stop" not in keys(at)
    assert not at.exception


def test_the_map_numbers_bases_and_draws_their_villages(workspace, alone):
    shown = alone()
    drawn = bases_map(shown.plan, lang="zh", moved=set(shown.ids[:1])).data
    for text in ('"text":"1"', '"style":"serves"', '"level":"moved"', "新覆盖"):
        assert text in drawn
    assert len(plan_others.moved_from(shown.solved, shown.plan)) == 0


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
