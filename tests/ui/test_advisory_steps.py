"""Matchings that are kept, what belongs to each, and filters that stay as chosen."""

import threading

import pytest

from planner.advising.recording import accept
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
from ui.components import data
from ui.components.advisory import candidates, shown, working
from ui.components.plan_job import Job
from ui.text import say

CHOICE = asking.question().choice


@pytest.fixture
def today(monkeypatch):
    settle(monkeypatch)


@pytest.fixture
def workspace(workspaces, today):
    """Two counties and twelve experts; both groups are whole."""
    return make_workspace(workspaces)


def test_what_is_kept_of_a_stopped_matching_is_not_that_of_the_next(app, workspace):
    first = working.matching(workspace.path, CHOICE).result()
    working.again(workspace.path, CHOICE)
    next_one = working.matching(workspace.path, CHOICE).result()
    assert next_one is not first
    for one in (first, next_one, first):
        assert shown.kept(one, "whose", lambda one=one: one) is one


def test_other_things_kept_do_not_drive_a_matching_out(app, workspace):
    job = working.matching(workspace.path, CHOICE)
    for at in range(60):
        data.kept(at, lambda: None)
    assert working.matching(workspace.path, CHOICE) is job


def test_the_matching_not_looked_at_goes_first_and_none_that_runs(
    app, workspace, monkeypatch
):
    monkeypatch.setattr(working, "_MOST_KEPT", 2)
    one, other, third = (
        asking.question(review=review).choice
        for review in ("city", "province", "nation")
    )
    jobs = {each: working.matching(workspace.path, each) for each in (one, other)}
    for job in jobs.values():
        job.result()
    assert working.matching(workspace.path, one) is jobs[one]
    working.matching(workspace.path, third).result()
    assert working.ended(workspace.path, other) is None
    assert working.ended(workspace.path, one) is jobs[one].result()
    held = threading.Event()
    running = Job(lambda _: held.wait())
    key = next(iter(working._all()))
    working._all()[key] = running
    for members in (5, 6):
        working.matching(workspace.path, asking.question(members=members).choice)
    assert working._all()[key] is running
    held.set()


def test_a_change_beside_the_steps_makes_one_matching_and_tells_of_no_step(
    app, workspace
):
    at = open_page(app, county=WEST, advisory_member="x2")
    button(at, "advisory_no_expert").click().run()
    assert "上一步" in told(at)
    assert len(working._all()) == 2
    go(at, advisory_members=6)
    assert len(working._all()) == 3
    assert "上一步" not in told(at)
    # The sidebar is no part of the step.
    button(at, "advisory_undo_step").click().run()
    assert setting(at, "advisory_declined") == ()
    assert setting(at, "advisory_members") == 6


def test_a_group_in_force_that_is_not_matched_does_not_look_like_one_that_waits(
    app, workspaces, today
):
    people = asking.members(f"x2@{WEST} advisory_member W 甲 i province P 2023-01-01")
    groups = asking.rows(
        "groups", "group_id kind unit_code since", "g advisory_group W 2023-01-01"
    )
    papers = (asking.APPLICATIONS[0].replace("province", "drafted"),
              asking.APPLICATIONS[1].replace("province", "drafted"))  # fmt: skip
    workspace = make_workspace(
        workspaces, people=people, groups=groups,
        applications=asking.applications(*papers),
    )  # fmt: skip
    found = working.matching(workspace.path, CHOICE).result()
    assert [found.state_of(code) for code in (WEST, EAST)] == ["standing", "waiting"]


def test_all_who_could_come_are_counted_though_not_all_are_listed(
    app, workspace, monkeypatch
):
    monkeypatch.setattr(candidates, "_MOST", 2)
    at = open_page(app, county=WEST)
    assert len(table(at, "cost")) == 2
    count = len(candidates.candidates(
        working.matching(workspace.path, CHOICE).result().answer, WEST))  # fmt: skip
    assert f"可来的 {count} 人" in told(at)
    assert say("advisory_candidates_more", "zh", count=count - 2) in told(at)


def test_a_group_more_is_told_and_taken_back(app, workspace):
    at = open_page(app, advisory_view="experts", advisory_member="n2")
    assert not has_button(at, "advisory_one_less")
    button(at, "advisory_one_more").click().run()
    assert say("advisory_raised", "zh", count=1) in told(at)
    button(at, "advisory_one_less").click().run()
    assert setting(at, "advisory_quota") == ()


def test_the_reason_waited_for_stands_in_the_address(app, workspaces, today):
    papers = (asking.APPLICATIONS[0].replace("province", "drafted"),
              asking.APPLICATIONS[1].replace("province", "returned"))  # fmt: skip
    make_workspace(workspaces, applications=asking.applications(*papers))
    at = open_page(app, advisory_view="waiting", advisory_wait="not_reviewed")
    assert table(at, "fix")["county"].tolist() == ["田东县"]
    assert at.query_params["advisory_wait"] == "not_reviewed"


def test_changes_by_hand_outlast_the_session(app, workspace):
    at = open_page(app, county=WEST, advisory_member="x2")
    button(at, "advisory_no_expert").click().run()
    declined = setting(at, "advisory_declined")
    at = open_page(app, advisory_view="hand")
    assert setting(at, "advisory_declined") == declined == ((WEST, "x2", "expert"),)
    assert "接着上次的手工改动：谢绝 1" in told(at)
    # Those of an address go first, and nothing is kept before something is changed.
    at = open_page(app, advisory_bans=f"{EAST}:x3")
    assert setting(at, "advisory_declined") == ()
    at = open_page(app)
    assert setting(at, "advisory_declined") == declined
    button(at, "advisory_forget").click().run()
    assert setting(open_page(app), "advisory_declined") == ()


def test_a_county_that_has_not_applied_leads_to_its_application(app, workspaces, today):
    make_workspace(workspaces, applications=asking.applications(asking.APPLICATIONS[0]),
                   facts=asking.facts(*asking.FACTS[:1]))  # fmt: skip
    at = open_page(app, county=EAST)
    button(at, "advisory_card_applications").click().run()
    assert setting(at, "records_layer") == "applications"


def test_what_is_recorded_already_is_told_before_it_is_recorded_again(app, workspace):
    found = accept(asking.layers(), asking.answer(), since=asking.DAY)
    workspace.replace_layers(found.frames, change="x")
    at = open_page(app, advisory_view="ledger", county=WEST)
    at.selectbox(key="advisory_entry_item").set_value("talks").run()
    at.date_input(key=f"advisory_entry_day_{WEST}_talks").set_value(asking.DAY).run()
    assert "已登记过，" not in told(at)
    button(at, "advisory_entry_save").click().run()
    assert "已登记过，" in told(at)
