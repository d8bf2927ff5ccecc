"""A plan of new bases changed by hand: pinned, banned, added, taken out, dragged."""

import pytest
import streamlit as st

from planner.workspace import Workspace
from tests import desk, toy
from tests.ui.bases import ON, button, keys, narrow, opened, shown_alone, told
from ui.components import (
    data,
    plan_data,
    plan_hand,
    plan_sites,
    plan_state,
    state,
)
from ui.components.messages import plain
from ui.maps.bases_map import bases_map
from ui.maps.clicks import parse_click, parse_dropped, parse_spot
from ui.text import say


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


def test_a_click_takes_the_nearest_free_site(workspace, alone):
    shown = alone(aim="most", most=1)
    question = shown.question
    for at in range(question.new):
        found = plan_hand.nearest_site(
            question, tuple(question.candidates.lonlat[at]), shown.ids
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


def test_a_base_that_is_out_of_the_plan_is_not_moved_and_none_is_added(
    workspace, alone
):
    shown = alone(aim="most", most=1)
    other = next(n for n in range(shown.question.new) if n not in shown.plan.opened)
    state.put(site=str(shown.question.candidates.table["site_id"].iat[other]))
    st.session_state["plan_mode"] = "move"
    plan_hand.put_at(shown, tuple(shown.question.candidates.lonlat[other]))
    assert state.get("own") is None
    assert plan_hand.mode() == "look"


def test_a_base_dragged_elsewhere_is_scored_once(workspace, alone):
    shown = alone(aim="most", most=1)
    (before,) = shown.ids
    question = shown.question
    (own,) = shown.plan.opened
    other = next(n for n in range(question.new) if n != own)
    name = str(question.candidates.table["site_id"].iat[other])

    def drop(at, turn, code=before):
        lonlat = question.candidates.lonlat[at].tolist()
        feature = {
            "properties": {"kind": "dropped", "code": code, "turn": turn},
            "geometry": {"type": "Point", "coordinates": lonlat},
        }
        st.session_state["map"] = {"last_active_drawing": feature}
        plan_sites._clicked("map", plan_data.shown(shown.solved))

    drop(own, 1)
    assert state.get("own") is None
    drop(other, 2)
    assert state.get("own") == (name,)
    assert plan_data.shown(shown.solved).score is not None
    plan_state.undo()
    drop(other, 2)
    assert state.get("own") is None
    drop(other, 3, code="no base of the plan")
    assert state.get("own") is None


def test_what_is_dropped_must_make_sense():
    def output(turn=1, code="x", place=(107.0, 23.5), **more):
        properties = {"kind": "dropped", "code": code, "turn": turn} | more
        geometry = {"coordinates": list(place)}
        drawing = {"properties": properties, "geometry": geometry}
        return {"last_active_drawing": drawing}

    found = parse_dropped(output())
    assert found is not None
    assert (found.code, found.lonlat, found.turn) == ("x", (107.0, 23.5), 1.0)
    for wrong in (
        None, {}, output(kind="site"), output(turn="1"), output(code=7),
        output(place=(1e9, 0)), output(place=()), output(turn=None),
        {"last_active_drawing": {"properties": output()}},
    ):  # fmt: skip
        assert parse_dropped(wrong) is None


def test_a_click_rules_a_place_outside_the_plan_out(workspace, alone):
    shown = alone(aim="most", most=1)
    question = shown.question
    other = next(n for n in range(question.new) if n not in shown.plan.opened)
    st.session_state["plan_mode"] = "ban"
    plan_hand.put_at(shown, tuple(question.candidates.lonlat[other]))
    name = str(question.candidates.table["site_id"].iat[other])
    assert state.get("banned") == (name,)


def test_a_place_outside_the_plan_is_ruled_out_from_the_list(app, workspace):
    at = narrow(app, aim="most", most="1")
    (rows,) = [one.value for one in at.dataframe if "why" in one.value]
    (box,) = [one for one in at.selectbox if one.key == "plan_ban_one"]
    other = next(
        n for n, told in enumerate(box.options) if rows["name"].iloc[0] not in told
    )
    box.set_value(other).run()
    (name,) = at.session_state["setting:banned"]
    assert f"plan_free_{name}" in keys(at)
    assert name not in rows.index


def test_clicks_on_the_map_are_read():
    site = {"last_active_drawing": {"properties": {"kind": "site", "code": "s1"}}}
    assert parse_click(site).code == "s1"
    spot = {"last_clicked": {"lat": 23.5, "lng": 107.0}}
    assert parse_spot(spot) == (107.0, 23.5)
    for wrong in (None, {}, {"last_clicked": [1, 2]}, {"last_clicked": {"lat": "x"}}):
        assert parse_spot(wrong) is None


def test_a_ban_keeps_what_was_done_by_hand(workspace, alone):
    shown = alone(aim="most", most=1)
    (before,) = shown.ids
    question = shown.question
    one, two = [n for n in range(question.new) if n not in shown.plan.opened][:2]
    ids = question.candidates.table["site_id"].astype(str)
    plan_hand.put_plan(shown, [before, ids[one], ids[two]])
    plan_state.pin(ids[one], ban=True)
    assert set(state.get("own")) == {before, ids[two]}
    assert state.get("banned") == (ids[one],)
    plan_state.undo()
    assert set(state.get("own")) == {before, ids[one], ids[two]}
    assert state.get("banned") == ()


def test_a_base_put_where_no_site_is_says_where_it_went(app, workspace):
    at = narrow(app, aim="most", most="1")
    own = toy.villages()["village_code"][5]
    at.session_state["plan_snapped"] = ((own,), own, 2.34)
    at.session_state["setting:own"] = (own,)
    at.session_state["setting:site"] = own
    at.run()
    name = toy.villages()["name"][5]
    assert plain(say("bases_snapped", "zh", name=name, km="2.3")) in told(at)
    at.session_state["setting:site"] = ""
    at.run()
    assert "放下的地方不是备选点" not in told(at)
    assert "移到此处" not in str(at.get("button_group"))


def test_a_site_of_another_county_is_no_longer_in_the_address(app, workspace):
    at = narrow(app, site="999999999999")
    assert "site" not in at.query_params
