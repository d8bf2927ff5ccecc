"""Every page in both languages, found by widget key; empty, linked and broken."""

import re

import pytest

from planner.workspace import Workspace
from tests import desk, toy
from ui.components import data, history, shell, verdict
from ui.text import say

LANGS = ("zh", "en")
CHINESE = re.compile("[\u4e00-\u9fff]")


def bodies(at) -> str:
    """All text and HTML a page shows."""
    kinds = ("html", "markdown", "caption", "error", "warning", "success", "header")
    return "\n".join(
        str(getattr(element, "body", None) or getattr(element, "value", ""))
        for kind in kinds
        for element in at.get(kind)
    )


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("page", shell.PAGES)
def test_every_page_draws_in_every_language(app, workspaces, page, lang):
    desk.make_workspace(workspaces)
    at = app(page, lang=lang)
    assert [error.value for error in at.error] == []
    labels = [w.label for w in (*at.button, *at.selectbox, *at.toggle, *at.tabs)]
    assert labels
    if lang == "en":
        # Place names stay Chinese; the words of the app do not.
        told = [label for label in labels if CHINESE.search(label)]
        assert told == []


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("page", shell.PAGES)
def test_without_a_workspace_every_page_offers_the_next_step(app, page, lang):
    at = app(page, lang=lang)
    assert [error.value for error in at.error] == []
    if page == "data":
        assert at.text_input(key="new_name_0").value == say("new_name_default", lang)
    else:
        assert at.header[0].value == say("empty_title", lang)
        assert at.button(key="demo_baise").label == say("load_baise", lang)


def test_overview_tells_verdict_travel_and_reasons(app, workspaces):
    desk.make_workspace(workspaces)
    at = app()
    text = re.sub(r"<[^>]+>", "", bodies(at))
    assert "5 个贫困村中 4 个已覆盖，1 个未覆盖" in text
    assert "不是道路里程" in text
    assert at.button(key="reason_no_matching_trade").label.startswith("产业不对口")


def test_a_reason_button_opens_the_gap_map_narrowed_to_it(app, workspaces):
    desk.make_workspace(workspaces)
    at = app()
    at.button(key="reason_no_matching_trade").click().run()
    assert at.session_state["setting:reasons"] == ("no_matching_trade",)
    table = at.dataframe[0].value
    assert table["name"].tolist() == ["和平村"]


def test_a_changed_rule_is_judged_at_once(app, workspaces):
    """Without the trade the gap closes; nobody is left to explain."""
    desk.make_workspace(workspaces)
    at = app()
    at.toggle(key="widget:trade").set_value(False).run()
    text = re.sub(r"<[^>]+>", "", bodies(at))
    assert "5 个贫困村已全部覆盖" in text
    assert at.query_params["trade"] == "0"
    at.number_input(key="widget:limit").set_value(1.0).run()
    # Commissioner c1 lives in village 1: one minute is enough for that one alone, but
    # the contract ended in 2020.
    assert "5 个贫困村中 0 个已覆盖，5 个未覆盖" in re.sub(r"<[^>]+>", "", bodies(at))


def test_settings_stay_when_the_page_is_turned(app, workspaces):
    desk.make_workspace(workspaces)
    at = app()
    at.number_input(key="widget:limit").set_value(20.0).run()
    at.switch_page(shell.PAGES["gap"]).run()
    assert at.number_input(key="widget:limit").value == 20.0
    assert "20 分钟以内" in bodies(at)


def test_the_card_of_a_linked_village_says_why_and_what_to_do(app, workspaces):
    desk.make_workspace(workspaces)
    at = app("gap", pick=f"village:{desk.GAP_VILLAGE}")
    text = bodies(at)
    assert "和平村" in text
    assert "本村产业是蔬菜" in text
    assert "怎样补上" in text


@pytest.mark.parametrize(
    "pick", ["village:999", "base:<script>", "county:000000", "commissioner:c9"]
)
def test_a_selection_that_is_not_there_is_said_so(app, workspaces, pick):
    desk.make_workspace(workspaces)
    at = app("gap", pick=pick)
    assert [error.value for error in at.error] == []
    assert say("card_gone", "zh") in bodies(at)


def test_a_bad_link_is_named_and_the_page_drawn(app, workspaces):
    desk.make_workspace(workspaces)
    at = app(limit="much", villages="rich", county="999999")
    assert [error.value for error in at.error] == []
    assert len(at.warning) == 2
    assert "villages、limit" in at.warning[0].value
    assert "999999" in at.warning[1].value
    assert at.session_state["setting:county"] == ""


@pytest.mark.parametrize("page", shell.PAGES)
def test_a_link_to_an_unknown_workspace_shows_no_other_one(app, workspaces, page):
    """It is named, with the choice of what there is, and no verdict."""
    desk.make_workspace(workspaces)
    at = app(page, ws="../nosuch", county="999")
    (told,) = at.warning
    assert "找不到工作区" in told.value
    assert "nosuch" in told.value
    assert "999" in told.value
    assert "data-verdict" not in bodies(at)
    assert "个贫困村" not in bodies(at)
    assert at.selectbox(key="widget:ws").value is None
    if page != "data":
        at.button(key="choose_toy").click().run()
        assert at.session_state["setting:ws"] == "toy"
        assert len(at.warning) == 0


def test_another_workspace_forgets_what_was_picked_in_the_last(app, workspaces):
    desk.make_workspace(workspaces, "a")
    desk.make_workspace(workspaces, "b")
    at = app("gap", ws="a", county="451022", pick="county:451022")
    at.selectbox(key="widget:ws").set_value("b").run()
    assert at.session_state["setting:county"] == ""
    assert not at.session_state["setting:pick"].kind


def test_the_address_holds_what_concerns_its_page(app, workspaces):
    """Filters of the gap map stay with it when the page is turned, and come back."""
    desk.make_workspace(workspaces)
    at = app("gap", reasons="no_matching_trade", level="village", limit="20")
    assert at.query_params["reasons"] == "no_matching_trade"
    at.switch_page(shell.PAGES["overview"]).run()
    assert dict(at.query_params) == {"ws": "toy", "limit": "20"}
    at.switch_page(shell.PAGES["gap"]).run()
    assert at.query_params["level"] == "village"


def test_counties_without_a_duty_are_folded_away(app, workspaces):
    """Only one county has poor villages to cover; the others are a click away."""
    layers = desk.layers()
    villages = layers["villages"].copy()
    kept = villages["county_code"].iloc[0]
    villages.loc[villages["county_code"] != kept, "is_poor"] = False
    workspace = Workspace(workspaces / "toy" / "workspace.gpkg")
    workspace.replace({**layers, "villages": villages}, [])
    at = app()
    total = len(layers["counties"])
    assert len(at.dataframe[0].value) == 1
    fold = at.toggle(key="idle_counties")
    assert f"{total - 1} 个县没有应覆盖的村" in fold.label
    fold.set_value(True).run()
    assert len(at.dataframe[0].value) == total


def test_a_long_list_of_changes_says_that_it_is_cut():
    names = tuple(f"村{number}" for number in range(48))
    found = history.Change("2026-11-21", True, 48, -48, names, ())
    text = verdict.change_text(found, "zh")
    assert "村9等 48 个村。" in text
    assert "村10" not in text
    short = history.Change("2026-11-21", True, 1, -1, names[:1], ())
    assert "新覆盖 1 个：村0。" in verdict.change_text(short, "zh")


def test_a_file_that_is_no_workspace_is_said_in_words(app, workspaces):
    path = workspaces / "odd.gpkg"
    path.write_bytes(b"SQLite format 3\x00 and then something else")
    at = app()
    assert len(at.error) == 1
    assert "不是本软件的工作区" in at.error[0].value.replace("\\", "")


def test_a_workspace_without_villages_says_what_to_import(app, workspaces):
    Workspace(workspaces / "half" / "workspace.gpkg").replace(
        {"counties": toy.counties()}, []
    )
    for page in ("overview", "gap", "export"):
        at = app(page)
        assert len(at.error) == 1
        assert "请先导入" in at.error[0].value


def test_hostile_names_stay_text(app, workspaces):
    """HTML and Markdown in a register are shown, never obeyed."""
    layers = desk.layers()
    villages = layers["villages"].copy()
    villages["name"] = "<img src=x onerror=alert(1)>{{7*7}} **b** $x$"
    path = workspaces / "evil" / "workspace.gpkg"
    Workspace(path).replace({**layers, "villages": villages}, [])
    at = app("gap", pick=f"village:{desk.GAP_VILLAGE}")
    assert [error.value for error in at.error] == []
    cards = [html.body for html in at.get("html") if "data-card" in html.body]
    assert cards
    assert "<img" not in cards[0]
    assert "&lt;img" in cards[0]


def test_an_unexpected_failure_is_told_without_a_traceback(
    app, workspaces, monkeypatch
):
    desk.make_workspace(workspaces)

    def broken(*args, **kwargs):
        msg = "secret detail"
        raise RuntimeError(msg)

    monkeypatch.setattr(data, "report", broken)
    at = app()
    assert [error.value for error in at.error] == [say("unexpected", "zh")]
    assert "secret" not in bodies(at)


def test_a_recorded_verdict_tells_what_changed(app, workspaces):
    """Recorded, then one trade is added: one village is newly covered."""
    workspace = desk.make_workspace(workspaces)
    at = app()
    assert say("change_none", "zh") in bodies(at)
    at.button(key="record").click().run()
    assert at.button(key="record").disabled
    workspace.replace(toy.layers(), [])
    at.run()
    text = bodies(at)
    assert "已覆盖 **+1**，未覆盖 **-1**" in text
    assert "新覆盖 1 个：和平村" in text


def test_a_new_data_version_is_never_shown_with_old_figures(app, workspaces):
    workspace = desk.make_workspace(workspaces)
    at = app("gap")
    assert workspace.data_version[:8] in bodies(at)
    workspace.replace(toy.layers(), [])
    at.run()
    assert workspace.data_version[:8] in bodies(at)
    assert "全部覆盖" in bodies(at)


def test_several_workspaces_can_be_chosen(app, workspaces):
    desk.make_workspace(workspaces, "a")
    desk.make_workspace(workspaces, "b")
    Workspace(workspaces / "loose.gpkg").replace(desk.layers(), [])
    at = app(ws="b")
    chooser = at.selectbox(key="widget:ws")
    assert chooser.value == "b"
    assert list(data.workspaces()) == ["loose", "a", "b"]
    assert at.session_state["setting:ws"] == "b"


def test_a_folder_named_like_a_file_is_no_workspace(workspaces):
    (workspaces / "odd.gpkg").mkdir()
    assert data.workspaces() == {}


def test_kept_states_are_no_workspaces(workspaces):
    """The history beside a workspace is not offered."""
    desk.make_workspace(workspaces)
    desk.make_workspace(workspaces)
    Workspace(workspaces / "loose.gpkg").replace(desk.layers(), [])
    Workspace(workspaces / "loose.gpkg").replace(toy.layers(), [])
    assert list(data.workspaces()) == ["loose", "toy"]


def test_a_county_picked_narrows_the_gap_map_to_it(app, workspaces):
    desk.make_workspace(workspaces)
    at = app("gap", pick=f"county:{toy.WEST}")
    at.button(key="only_county").click().run()
    assert not at.exception
    assert at.query_params["county"] == toy.WEST
    assert "only_county" not in [one.key for one in at.button]
