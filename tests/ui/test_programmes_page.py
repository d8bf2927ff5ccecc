"""The page of programmes: its answer, its table, one row, and a planner's own."""

import re

import pytest
import streamlit as st

from planner.errors import PlanInputError
from planner.travelling import TravelChoice
from planner.workspace import Workspace
from tests import desk, toy, toy_records
from tests.ui.programmes_desk import ON, ROW, SCORE, told
from ui.components import (
    data,
    score_explorer,
    score_heat,
    score_own,
    state,
)
from ui.text import say

CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.fixture
def day(monkeypatch):
    """The day of the toy, on the page too."""
    monkeypatch.setattr(data, "today", lambda: ON)


@pytest.fixture
def workspace(workspaces, day) -> Workspace:
    """The toy region with its records, and a brand in the west."""
    outputs = brands(toy_records.WEST_VILLAGE)
    return desk.make_workspace(
        workspaces, **{**toy_records.layers(), "outputs": outputs}
    )


def brands(*villages: str):
    """Brands of villages, from 2018 on."""
    return toy_records.table(
        "outputs",
        [
            {
                "output_id": f"b{n}", "name": "品牌", "kind": "brand",
                "unit_code": village, "date": "2018-03-01",
            }
            for n, village in enumerate(villages)
        ],
    )  # fmt: skip


def heat(at):
    """The heat table of the page: the first table with a column for the whole."""
    (found,) = [one.value for one in at.dataframe if score_heat.WHOLE in one.value]
    return found


def button(at, key):
    (found,) = [one for one in at.button if one.key == key]
    return found


def choice(at, name):
    return at.selectbox(key=f"score_choose_{name}")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("view", ["board", "indicator"])
def test_both_views_draw_in_both_languages(app, workspace, view, lang):
    at = app("programmes", lang=lang, view=view)
    assert [error.value for error in at.error] == []
    if lang == "en":
        labels = [one.label for one in (*at.button, *at.multiselect, *at.text_input)]
        assert [label for label in labels if CHINESE.search(label)] == []


def test_every_sort_of_row_draws(app, workspace):
    """One row of every mix of kinds and status, whatever it lacks."""
    at = app("programmes", view="indicator")
    sorts = {(row.row.kinds, row.status): name for name, row in SCORE.rows.items()}
    assert len(sorts) > 15
    for row_id in sorts.values():
        row = SCORE.rows[row_id]
        choice(at, "row").set_value(row_id).run(timeout=60)
        assert not at.exception, row_id
        assert not at.error, row_id
        assert row.row.owner("zh") in told(at)


def test_the_sentence_counts_the_rows_of_this_place(app, workspace):
    at = app("programmes")
    score = data.score(workspace.path, state.travel())
    rows = [row for row in score.rows.values() if score_heat.concerns(row)]
    counts = score_heat.counted(rows)
    assert (
        f"截至2019年6月1日，与本地有关的 {len(rows)} 项中 {counts['met']} 项达标、"
        f"{counts['short']} 项未达标、{counts['needs_data']} 项缺数据"
    ) in told(at)


def test_rows_of_another_place_are_folded_into_one_line(app, workspace):
    at = app("programmes")
    assert "已收起：《白城市脱贫攻坚科技支持计划》15 项" in told(at)
    assert not [name for name in heat(at).index if name.startswith("baicheng.")]


def test_the_table_has_a_sign_for_every_row_and_county(app, workspace):
    table = heat(app("programmes"))
    assert list(table.columns)[3:] == [toy.WEST, toy.EAST]
    assert table.loc[ROW, [toy.WEST, toy.EAST]].tolist() == ["…", "…"]
    assert table.loc[ROW, "clause"] == "一（二）"
    rows = [name for name in table.index if not name.startswith("programme:")]
    assert len(rows) == 76 - 15
    assert table.loc[rows, "whole"].ne("").all()


def test_nobody_says_so(app, workspace):
    at = app("programmes", view="indicator", row=_first("nobody"))
    assert say("score_why_nobody", "zh") in told(at)


def _first(status) -> str:
    return next(name for name, row in SCORE.rows.items() if row.status == status)


def test_filters_narrow_the_table(app, workspace):
    at = app("programmes")
    at.text_input(key="score_text").set_value("特色品牌").run()
    assert list(heat(at).index) == ["programme:cast", ROW]
    at.text_input(key="score_text").set_value("没有这样的指标").run()
    assert say("score_no_rows", "zh") in told(at)
    at.text_input(key="score_text").set_value("").run()
    at.multiselect(key="score_programmes").set_value(["advisory"]).run()
    assert all(
        name in ("programme:advisory",) or name.startswith("advisory.")
        for name in heat(at).index
    )


def test_a_link_opens_row_part_and_place(app, workspace):
    """The colleague sees the same list: the one poor village of the east."""
    at = app(
        "programmes", view="indicator", row=ROW, row_level="county", row_unit=toy.EAST
    )
    assert "应达标5 个村" in told(at).replace("\n", "")
    (short,) = [one.value for one in at.dataframe if "where" in one.value][:1]
    assert list(short.index) == [toy_records.EAST_VILLAGE]
    assert "德保县" in told(at)


@pytest.mark.parametrize(
    "params",
    [
        {"row": "no.such.row"},
        {"row": ROW, "part": "77"},
        {"row": ROW, "row_level": "area", "row_unit": "x"},
        {"row": ROW, "row_level": "county", "row_unit": "000000"},
        {"row": ROW, "row_pick": "<script>"},
    ],
)
def test_a_link_that_makes_no_sense_shows_something_that_does(app, workspace, params):
    at = app("programmes", view="indicator", **params)
    assert not at.error
    assert say("score_owed", "zh") in told(at)


def test_another_row_begins_with_its_first_part(app, workspace):
    at = app("programmes", view="indicator", row="baise.commissioner", part="3")
    choice(at, "row").set_value(ROW).run()
    assert not at.exception
    assert at.session_state["setting:part"] == 0


def test_levels_go_from_the_village_to_the_nation(app, workspace):
    at = app("programmes", view="indicator", row=ROW)
    for level in ("village", "township", "county", "city", "province", "nation"):
        choice(at, "row_level").set_value(level).run()
        assert not at.exception
        places = [one.value for one in at.dataframe if "target" in one.value]
        assert len(places) == 1
        assert len(places[0]) == SCORE.scoring.ground.units.count(level)


def test_a_mended_record_turns_the_cell_without_a_restart(app, workspace):
    """One session, one server: the record is saved and the next turn is green."""
    at = app("programmes")
    assert heat(at).loc[ROW, toy.EAST] == "…"
    brand = brands(toy_records.WEST_VILLAGE, toy_records.EAST_VILLAGE)
    workspace.replace_layer("outputs", brand, change="补记")
    at.run()
    assert heat(at).loc[ROW, [toy.WEST, toy.EAST]].tolist() == ["…", "✓"]


def outputs_of(score) -> int:
    return len(score.scoring.frames["outputs"])


def test_a_change_while_the_data_are_read_is_not_missed(workspace, monkeypatch):
    """One brand is known, a second is read, a third comes while it is."""
    st.cache_resource.clear()
    villages = [toy_records.WEST_VILLAGE, toy_records.EAST_VILLAGE, toy.EAST + "100202"]
    data.score(workspace.path, TravelChoice())
    workspace.replace_layer("outputs", brands(*villages[:2]), change="补记")
    read = data.layers

    def layers(path):
        found = read(path)
        monkeypatch.setattr(data, "layers", read)
        workspace.replace_layer("outputs", brands(*villages), change="补记")
        return found

    monkeypatch.setattr(data, "layers", layers)
    data.score(workspace.path, TravelChoice())
    assert outputs_of(data.score(workspace.path, TravelChoice())) == 3


def test_who_measures_otherwise_and_what_is_faster_have_scores_of_their_own(workspace):
    st.cache_resource.clear()
    ways = TravelChoice(), TravelChoice(method="straight_line")
    first, other = (data.score(workspace.path, way) for way in ways)
    assert data.score(workspace.path, ways[0]) is first
    assert data.score(workspace.path, ways[1]) is other
    workspace.set_profiles_text("[car]", change="车速")
    assert data.score(workspace.path, ways[0]) is not first


def test_what_is_made_of_a_score_is_never_of_the_next_one(workspace):
    st.cache_resource.clear()
    old = data.score(workspace.path, TravelChoice())
    brand = brands(toy_records.WEST_VILLAGE, toy_records.EAST_VILLAGE)
    workspace.replace_layer("outputs", brand, change="补记")
    new = data.score(workspace.path, TravelChoice())
    for score in (old, new, old):
        made = data.kept_with(score, ("brands",), lambda one=score: outputs_of(one))
        assert made == outputs_of(score)


def test_what_is_lacking_leads_to_the_records(app, workspaces, day):
    desk.make_workspace(workspaces)
    at = app("programmes", view="indicator", row=ROW)
    assert "品牌" in told(at)
    button(at, "score_need_0").click().run()
    assert at.session_state["setting:records_layer"] == "outputs"
    assert at.session_state["setting:records_kind"] == "brand"
    assert at.session_state["page_shown"] == "records"


def test_a_record_is_added_for_the_place_that_is_looked_at(app, workspace):
    at = app(
        "programmes", view="indicator", row=ROW, row_level="county", row_unit=toy.EAST
    )
    button(at, "score_record_short").click().run()
    assert at.session_state["setting:records_unit"] == toy.EAST
    assert at.session_state["page_shown"] == "records"


def test_a_picked_unit_has_a_card_with_its_need_and_its_button(app, workspace):
    code = toy_records.EAST_VILLAGE
    at = app("programmes", view="indicator", row=ROW, row_pick=code)
    assert "和平村" in told(at)
    assert "还差 1：一村一品村有特色品牌" in told(at)
    button(at, "score_card_record").click().run()
    assert at.session_state["setting:records_unit"] == code


def test_a_long_list_is_cut_on_the_screen_and_says_so(app, workspace, monkeypatch):
    at = app("programmes", view="indicator", row=ROW)
    whole = max(len(one.value) for one in at.dataframe)
    monkeypatch.setattr(score_explorer, "_MOST_ROWS", 2)
    at = app("programmes", view="indicator", row=ROW)
    assert whole > 2
    assert max(len(one.value) for one in at.dataframe) == 2
    assert "前 2 个" in told(at)


def test_without_a_workspace_the_next_step_is_offered(app):
    at = app("programmes")
    assert say("empty_title", "zh") in [one.value for one in at.header]


def test_without_villages_the_first_step_is_told(app, workspaces):
    workspace = Workspace(workspaces / "toy" / "workspace.gpkg")
    workspace.replace({"bases": toy.bases()}, [])
    at = app("programmes")
    assert "还没有村或县的名录" in told(at)
    button(at, "score_no_villages").click().run()
    assert at.session_state["page_shown"] == "data"


def test_without_records_it_says_what_to_do_first(app, workspaces):
    desk.make_workspace(workspaces)
    assert say("score_no_records", "zh") in told(app("programmes"))


OWN = """[programme]
id = "own"
zh = "我县<b>方案</b>"
en = "Our plan"
issuer_zh = "某"
issuer_en = "Some"
document = "1号"
published = 2018-01-01
place = "4510"
starts = 2018-01-01
ends = 2020-12-31

[[row]]
id = "own.brand"
clause = "一"
find = "品牌"
zh = "有一个品牌"
en = "One brand"
asks_zh = "全市有一个品牌。"
asks_en = "One brand in all."
owner_zh = "市科技局"
owner_en = "The bureau"
[[row.part]]
kind = "quantity"
unit = "city"
of = { layer = "outputs", kinds = ["brand"] }
targets = [{ by = 2020-12-31, value = 1 }]
"""


def test_an_own_programme_stands_beside_the_others(app, workspace):
    workspace.set_programme_texts([OWN], change="加方案")
    at = app("programmes")
    assert "own.brand" in heat(at).index
    assert "我的方案（1）" in [one.label for one in at.expander]
    raw = "".join(str(one.body) for one in at.get("html"))
    assert "<b>方案</b>" not in raw
    button(at, "score_own_own_0").click().run()
    assert workspace.programme_texts() == ()
    assert "own.brand" not in heat(at).index


def test_an_own_programme_that_cannot_be_used_any_more_is_taken_out(app, workspace):
    """One whose row the shipped ones have by now, and one that is no programme."""
    taken = OWN.replace("own.brand", ROW)
    workspace.set_programme_texts([taken, "[programme"], change="加方案")
    at = app("programmes")
    assert at.error
    button(at, "score_own_1").click().run()
    button(at, "score_own_own_0").click().run()
    assert workspace.programme_texts() == ()
    assert not at.error
    assert ROW in heat(at).index


def test_every_mistake_of_an_own_programme_is_told_with_its_line():
    bad = OWN.replace('"quantity"', '"amount"').replace("by = 2020", "x = 2020")
    with pytest.raises(PlanInputError) as caught:
        score_own.read_own([bad])
    lines = caught.value.text("zh").split("\n")
    assert len(lines) >= 2
    assert all(re.search(r"第 \d+ 行", line) for line in lines)
