"""Pages of a workspace that has roads: minutes, ways, and what closures change.

Village 5 is 25 minutes from c2 over the bridge; see tests/planner/roads.py.
"""

import re

import pytest

from tests import desk, toy
from tests.planner.roads import FIFTH
from ui.components import data, state
from ui.components.routes import overlay_of, routes_html
from ui.components.state import Pick

ROADS = {"roads": toy.roads(), "commissioners": toy.commissioners()}


def told(at) -> str:
    kinds = ("html", "markdown", "caption", "error", "warning")
    bodies = [
        str(getattr(one, "body", None) or getattr(one, "value", ""))
        for kind in kinds
        for one in at.get(kind)
    ]
    return re.sub(r"<[^>]+>", "", "\n".join(bodies))


def bridge_out():
    return toy.closures().assign(active=[True, False])


@pytest.mark.parametrize(("lang", "words"), [("zh", "小汽车"), ("en", "Car")])
def test_roads_are_the_default_where_there_are_any(app, workspaces, lang, words):
    desk.make_workspace(workspaces, **ROADS)
    at = app(lang=lang)
    assert at.segmented_control(key="widget:method").value == "roads"
    assert words in told(at)
    assert 'class="cp-travel"' in "".join(str(one.body) for one in at.get("html"))


def test_the_straight_line_is_loud(app, workspaces):
    desk.make_workspace(workspaces, **ROADS)
    at = app(method="straight_line")
    assert "不是道路里程" in told(at)
    assert "cp-travel loud" in "".join(str(one.body) for one in at.get("html"))


def test_without_roads_the_sidebar_says_so_and_what_to_do(app, workspaces):
    desk.make_workspace(workspaces)
    at = app()
    assert "工作区里没有道路" in told(at)
    assert "导入道路" in told(at)


def test_speed_profile_and_limit_are_judged_at_once(app, workspaces):
    desk.make_workspace(workspaces, **ROADS)
    at = app("gap", limit="30")
    assert "5 个贫困村已全部覆盖" in told(at)
    at.selectbox(key="widget:profile").set_value("walking").run()
    assert "5 个贫困村已全部覆盖" not in told(at)
    assert at.query_params["profile"] == "walking"


def test_an_unknown_profile_in_a_link_is_told_with_those_there_are(app, workspaces):
    desk.make_workspace(workspaces, **ROADS)
    at = app(profile="boat")
    assert "没有名为“boat”的出行方式" in told(at)
    assert not at.exception


def test_a_village_shows_its_way_road_by_road(app, workspaces):
    desk.make_workspace(workspaces, **ROADS)
    at = app("gap", limit="30", pick=f"village:{FIFTH}")
    text = told(at)
    assert re.search(r"从特派员黄二到村：15\.0 公里，约 2[56] 分钟", text)
    assert "示意大桥（G901） 2.0 公里" in text
    assert "村道 5.0 公里，约 15 分钟" in text


def test_a_village_without_a_way_is_told_so(app, workspaces):
    people = toy.commissioners().iloc[:2].reset_index(drop=True)
    given = {**ROADS, "commissioners": people, "closures": bridge_out()}
    desk.make_workspace(workspaces, **given)
    at = app("gap", providers="commissioners", pick=f"village:{FIFTH}")
    assert "没有道路通到任何合适的服务点" in told(at)


def test_closures_in_force_are_told_on_the_overview(app, workspaces):
    desk.make_workspace(workspaces, **ROADS, closures=bridge_out())
    at = app(limit="30")
    text = told(at)
    assert "1 处封路（大桥垮塌）：覆盖 5 → 4 个村，1 个村因此失去覆盖" in text
    assert at.button(key="open_closures").label == "逐村说明"
    at.toggle(key="widget:closures").set_value(False).run()
    assert "大桥垮塌" not in told(at)
    assert "5 个贫困村已全部覆盖" in told(at)


def asked(workspaces, monkeypatch, pick, **settings):
    path = desk.make_workspace(workspaces, **ROADS).path
    for name, value in settings.items():
        state.put(**{name: value})
    rule = state.rule(data.today())
    report = data.report(path, rule, state.travel())
    group = overlay_of(report, path, pick, "zh")
    drawn = next(one.data for one in group._children.values())
    return drawn, routes_html(report, path, pick, "zh")


def test_picks_lay_ways_and_reach_over_the_map(workspaces, monkeypatch):
    village, _ = asked(workspaces, monkeypatch, Pick("village", FIFTH))
    base, words = asked(workspaces, monkeypatch, Pick("base", "b1"))
    nothing, _ = asked(workspaces, monkeypatch, Pick("county", "451022"))
    assert '"route"' in village
    assert '"reach' in base
    # b1 is 15 minutes from 1 and 2, 25 from 3 and 4, 35 from 5: five within 45 minutes.
    assert "45 分钟内有 5 个应覆盖的村，其中 5 个产业对口" in words
    assert '"layers":[]' in nothing


def test_a_straight_line_lays_nothing_over_the_map(workspaces, monkeypatch):
    for pick in (Pick("village", FIFTH), Pick("base", "b1")):
        drawn, words = asked(workspaces, monkeypatch, pick, method="straight_line")
        assert '"layers":[]' in drawn
        assert "从" not in words


def test_heights_beside_the_workspace_are_another_stamp(workspaces):
    path = desk.make_workspace(workspaces, **ROADS).path
    before = data.stamp(path)
    path.with_suffix(".heights.npz").write_bytes(b"x")
    assert data.stamp(path) != before
    assert data.stamp(path).startswith(before)
