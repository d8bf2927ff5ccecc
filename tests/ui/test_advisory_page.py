"""The page of advisory groups: answer, card, changes by hand, and empty states."""

import re
from dataclasses import replace

import pytest

from geo.frames import empty
from planner.advising.answering import AdvisoryAnswer
from planner.errors import WORDS
from tests.planner.advising import asking
from tests.ui.advisory_desk import (
    EAST,
    WEST,
    button,
    go,
    has_button,
    make_workspace,
    open_page,
    setting,
    settle,
    table,
    told,
)
from ui.components import state
from ui.components.advisory import shown, working
from ui.components.advisory.map_view import fills, view_of
from ui.components.advisory.missing import ask_text
from ui.components.advisory.shown import Shown
from ui.components.messages import plain
from ui.components.plan_job import Job
from ui.maps.advisory_map import advisory_map
from ui.text import say

CHINESE = re.compile("[\u4e00-\u9fff]")
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def today(monkeypatch):
    settle(monkeypatch)


@pytest.fixture
def workspace(workspaces, today):
    """Two counties and twelve experts; both groups are whole."""
    return make_workspace(workspaces)


@pytest.fixture
def short(workspaces, today):
    """Nobody from the east has room: the west lacks its eastern member."""
    rows = [line for line in asking.POOL if line.split()[0] not in ("g1", "g2")]
    return make_workspace(workspaces, experts=asking.experts(*rows))


def answer_of(workspace, **asked):
    choice = asking.question(**asked).choice
    return working.matching(workspace.path, choice).result()


def test_every_view_draws_in_english(app, short):
    at = open_page(app, lang="en", county=WEST)
    for view in state.ADVISORY_VIEWS:
        go(at, advisory_view=view)
        assert [error.value for error in at.error] == []
        labels = [one.label for one in (*at.button, *at.toggle, *at.selectbox)]
        assert (view, [one for one in labels if CHINESE.search(one)]) == (view, [])


def test_the_sentence_answers_and_the_check_speaks(app, workspace):
    at = open_page(app)
    assert "2 个参加匹配的县都能配齐顾问组" in told(at)
    assert WORDS.say("advisory_stable", "zh", {}) in told(at)
    assert table(at, "leader")["county"].tolist() == ["田东县", "德保县"]
    assert not has_button(at, "advisory_undo_step")


def test_a_seat_more_than_was_asked_for_is_told(app, workspace):
    pins = ",".join(f"{WEST}:{one}" for one in ("h1", "g1", "x1", "x2", "x4"))
    at = open_page(app, county=WEST, advisory_pins=pins, advisory_members="5")
    assert say("advisory_card_over", "zh", count=6, seats=5) in told(at)
    assert WORDS.say("advisory_stable_kept", "zh", {}) in told(at)
    cost = table(at, "cost").set_index("name")["cost"]
    full = say("advisory_becomes", "zh", becomes=7, seats=6)
    assert cost.str.contains(full).any()
    settled = cost.str.contains(WORDS.say("advisory_short_settled", "zh", {}))
    assert settled[cost.str.contains(full)].all()


def test_a_gap_is_a_button_that_leads_to_its_reason(app, short):
    at = open_page(app)
    assert "2 个参加匹配的县中 1 个能配齐顾问组，1 个还缺人" in told(at)
    missed = answer_of(short).answer.missed("zh")
    (why,) = set(missed["why"])
    button(at, f"advisory_reason_{why}").click().run()
    assert setting(at, "advisory_view") == "missing"
    assert table(at, "fix")["reason"].tolist() == missed["reason"].tolist()


def test_the_card_has_every_seat_and_who_could_come(app, workspace):
    at = open_page(app, county=WEST)
    members = answer_of(workspace).members_of(WEST)
    rows = table(at, "marks")
    assert rows.index.tolist() == members["expert_id"].tolist()
    first = members.iloc[0]
    ranks = f"{first['rank_county']} / {first['rank_expert']}"
    assert rows["ranks"].iloc[0] == ranks
    assert "羊、茶叶" in told(at)
    cost = table(at, "cost")["cost"]
    assert len(cost)
    assert (cost != "").all()


def test_a_refusal_matches_again_and_is_taken_back(app, workspace):
    at = open_page(app, county=WEST, advisory_member="x2")
    button(at, "advisory_no_expert").click().run()
    assert setting(at, "advisory_declined") == ((WEST, "x2", "expert"),)
    assert "上一步" in told(at)
    assert "谢绝了本县" in told(at)
    assert "x2" not in table(at, "marks").index
    go(at, advisory_view="changes")
    at.segmented_control(key="advisory_against").set_value("step").run()
    assert say("advisory_change_left", "zh") in table(at, "change")["change"].tolist()
    button(at, "advisory_undo_step").click().run()
    assert setting(at, "advisory_declined") == ()


def test_pin_and_take_off(app, workspace):
    at = open_page(app, county=WEST, advisory_member="x2")
    button(at, "advisory_pin").click().run()
    assert setting(at, "advisory_pins") == ((WEST, "x2"),)
    button(at, "advisory_unpin").click().run()
    button(at, "advisory_take_off").click().run()
    assert setting(at, "advisory_bans") == ((WEST, "x2"),)
    button(at, "advisory_back_0").click().run()
    assert setting(at, "advisory_bans") == ()
    assert "x2" in table(at, "marks").index


def test_a_choice_that_cannot_be_says_so_and_can_be_undone(app, workspace):
    at = open_page(app, advisory_pins=f"{WEST}:nobody")
    (error,) = at.error
    assert "nobody" in error.value
    button(at, "advisory_forget").click().run()
    assert at.error.len == 0


def test_an_expert_takes_one_more(app, workspace):
    at = open_page(app, advisory_view="experts", advisory_member="n2")
    assert table(at, "goes")["county"].tolist() == ["德保县", "田东县"]
    button(at, "advisory_one_more").click().run()
    assert setting(at, "advisory_quota") == (("n2", "1"),)
    assert table(at, "used").loc["n2", "load"].endswith("/ 2")


def test_the_least_that_gives_way_can_be_tried(app, workspaces, today):
    rows = [line for line in asking.POOL if line.split()[0] != "n1"]
    workspace = make_workspace(workspaces, experts=asking.experts(*rows))
    at = open_page(app, advisory_view="missing")
    button(at, "advisory_relax").click().run()
    found = answer_of(workspace)
    (ask,) = shown.kept(found, "relaxed", lambda: None).asks
    assert plain(ask_text(found, ask, "zh")) in told(at)
    button(at, "advisory_try").click().run()
    assert "2 个参加匹配的县都能配齐顾问组" in told(at)


def test_a_seat_kept_empty_by_a_quota_is_mended_at_once(app, workspaces, today):
    rows = [line for line in asking.POOL if line.split()[0] != "n1"]
    make_workspace(workspaces, experts=asking.experts(*rows))
    at = open_page(app, advisory_view="missing", county=WEST)
    assert table(at, "fix")["county"].tolist() == ["田东县"]
    button(at, "advisory_one_more_n2").click().run()
    assert setting(at, "advisory_quota") == (("n2", "1"),)
    assert "2 个参加匹配的县都能配齐顾问组" in told(at)


def test_nobody_matched_leads_to_those_who_wait(app, workspace):
    at = open_page(app, advisory_review="nation")
    assert "没有可以匹配的县" in told(at)
    assert say("advisory_no_groups", "zh") in told(at)
    for view in state.ADVISORY_VIEWS:
        go(at, advisory_view=view)
        assert (view, at.error.len) == (view, 0)


def test_who_waits_has_a_reason_and_a_way_on(app, workspaces, today):
    lines = (asking.APPLICATIONS[0],
             asking.APPLICATIONS[1].replace("province", "drafted"))  # fmt: skip
    make_workspace(workspaces, applications=asking.applications(*lines))
    at = open_page(app, advisory_view="waiting")
    rows = table(at, "reason")
    assert rows["why"].tolist() == [say("advisory_wait_not_reviewed", "zh")]
    button(at, "advisory_wait_applications").click().run()
    assert at.session_state["page_shown"] == "records"
    assert setting(at, "records_layer") == "applications"


@pytest.mark.parametrize("layer", ["applications", "experts"])
def test_nobody_there_says_what_to_do(app, workspaces, today, layer):
    make_workspace(workspaces, **{layer: empty(layer)})
    at = open_page(app)
    assert "模板" in told(at)
    assert [one.key for one in at.get("download_button")]
    button(at, f"advisory_to_{layer}").click().run()
    assert setting(at, "records_layer") == layer


def test_names_of_others_stay_texts(app, workspaces, today):
    pool = asking.experts()
    pool["name"] = HOSTILE
    pool["organisation"] = HOSTILE
    asked = asking.applications()
    asked["need_text"] = HOSTILE
    workspace = make_workspace(workspaces, experts=pool, applications=asked)
    at = open_page(app, county=WEST, advisory_declined=f"{WEST}:x2:county")
    bodies = [str(one.body) for one in at.get("html")]
    assert any("&lt;img" in body for body in bodies)
    assert not [body for body in bodies if "<img" in body]
    marks = [one.value for one in at.markdown if "img" in one.value]
    assert marks
    assert not [value for value in marks if HOSTILE in value]
    view = view_of(answer_of(workspace), "zh")
    assert "<img" not in advisory_map(view).data


def test_the_map_tells_whole_groups_from_those_that_lack(short):
    found = fills(answer_of(short), "zh")
    assert {code: one.state for code, one in found.items()} == {
        WEST: "partly", EAST: "new"
    }  # fmt: skip
    assert any("还缺" in line for line in found[WEST].lines)


def test_long_work_tells_how_far_it_is_and_can_be_stopped(app, workspace, monkeypatch):
    monkeypatch.setattr(Job, "wait", lambda _: False)
    monkeypatch.setattr(Job, "is_done", property(lambda _: False))
    at = open_page(app)
    job = working.matching(workspace.path, asking.question().choice)
    button(at, "advisory_stop").click().run()
    assert job.is_stopping
    assert button(at, "advisory_stop").label == say("advisory_stopping", "zh")


def test_a_matching_that_was_stopped_says_so_and_is_made_again(app, workspace):
    choice = asking.question().choice
    found = working.matching(workspace.path, choice).result()
    plan = replace(found.answer.plan, status="stopped")
    answer = AdvisoryAnswer(found.answer.question, plan)
    stopped = Shown(choice, answer, found.layers, ())
    (key,) = working._all()
    working._all()[key] = Job(lambda _: stopped)
    at = open_page(app)
    assert WORDS.say("advisory_stopped", "zh", {}) in told(at)
    button(at, "advisory_again").click().run()
    assert WORDS.say("advisory_stable", "zh", {}) in told(at)
