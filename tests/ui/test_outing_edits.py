"""Changes by hand on the page of the caravans' year: each a step that can be undone."""

import pytest

from planner.closing import add_closure, new_closure
from tests import desk, toy
from tests.planner.outings.asking import caravans, code
from tests.ui.outing_desk import (
    button,
    draft,
    few_steps,
    planned,
    put,
    setting,
    told,
    workspace,
)

__all__ = ["few_steps", "workspace"]
pytestmark = pytest.mark.usefixtures("few_steps")


def open_visit(at, workspace, number=5):
    """Open the day of a village's visit and select it; its row in the plan."""
    row = next(row for row in draft(workspace) if row[2] == code(number))
    day = row[0]
    pick = ((row[2], day.isoformat()),)
    put(at, outing_day=day, outing_month=day.replace(day=1), outing_pick=pick)
    return row


def test_a_visit_is_pinned_taken_out_and_both_undone(app, workspace):
    at = planned(app)
    day, van, place = open_visit(at, workspace)
    assert "回到停放地" in told(at)
    button(at, "outing_pin").click().run()
    assert setting(at, "outing_pins") == ((place, day.isoformat(), van),)
    assert "这份行程是变化前的" not in told(at)
    button(at, "outing_drop").click().run()
    assert place not in {row[2] for row in draft(workspace)}
    assert setting(at, "outing_pins") == ()
    assert "1 次排不上" in told(at)
    for _ in range(2):
        button(at, "outing_undo").click().run()
    assert setting(at, "outing_pins") == ()
    assert (day, van, place) in draft(workspace)


def test_a_locked_day_stays_when_planned_again(app, workspace):
    at = planned(app)
    day, van, _ = open_visit(at, workspace, 1)
    mine = [row for row in draft(workspace) if row[:2] == (day, van)]
    button(at, "outing_lock").click().run()
    assert setting(at, "outing_locked") == ((van, day.isoformat()),)
    assert "已锁定" in told(at)
    button(at, "outing_begin_more").click().run()
    put(at, outing_set=(("gap_days", "1"), ("minutes", "60"), ("visits", "1")))
    button(at, "outing_begin_all").click().run()
    assert [row for row in draft(workspace) if row[:2] == (day, van)] == mine


def test_a_day_off_moves_its_visits_and_a_row_is_refused_its_old_day(app, workspace):
    at = planned(app)
    day, van, place = open_visit(at, workspace)
    before = draft(workspace)
    button(at, "outing_day_off").click().run()
    after = draft(workspace)
    assert not [row for row in after if row[:2] == (day, van)]
    assert {row[2] for row in after} == {row[2] for row in before}
    assert setting(at, "outing_view") == "changes"
    assert "改期" in told(at)
    button(at, "outing_reject_0").click().run()
    assert "不能排到" in told(at)
    assert draft(workspace) == after
    button(at, "outing_near_0").click().run()
    assert "可撤销" in told(at)
    assert draft(workspace) != after
    button(at, "outing_undo").click().run()
    assert draft(workspace) == after
    button(at, "outing_undo").click().run()
    assert sorted(draft(workspace)) == sorted(before)
    assert setting(at, "outing_free") == ()
    assert place in {row[2] for row in draft(workspace)}


def test_after_a_road_is_closed_only_what_it_cut_off_is_planned_again(app, workspaces):
    found = desk.make_workspace(
        workspaces, caravans=caravans().iloc[:1], roads=toy.roads()
    )
    at = planned(app, method="roads", outing_lent=f"v1:{toy.EAST}")
    before = draft(found)
    assert len(before) == 5
    closures = found.layer("closures")
    row = new_closure(closures, name="塌方", roads=["示意大桥"])
    add_closure(found, row, made_from=found.data_version, change="封路")
    at.run()
    assert "道路或封路已变" in told(at)
    assert "1 次因变化已排不上" in told(at)
    assert button(at, "outing_begin_near").label == "封路后重排"
    button(at, "outing_begin_near").click().run()
    left = [row for row in before if row[2] != code(5)]
    assert {row[2] for row in draft(found)} == {row[2] for row in left}
    assert "无路 1 次" in "".join(one.label for one in at.button)
    assert "道路或封路已变" not in told(at)


def test_a_breakdown_of_some_days_is_planned_around(app, workspace):
    at = planned(app)
    open_visit(at, workspace)
    at.button_group(key="outing_stop_van").set_value([]).run()
    button(at, "outing_stay").click().run()
    assert "没有选车" in told(at)
    assert setting(at, "outing_free") == ()
