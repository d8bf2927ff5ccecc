"""Plans accepted by name, opened and laid side by side; files out and back in."""

import zipfile
from io import BytesIO

import pytest

from planner.outings.keeping import taken_up
from tests.planner.outings.asking import code
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
from ui.components.outings import back, keep
from ui.components.outings import shown as outings_shown
from ui.components.outings.draft import DRAFTS

__all__ = ["few_steps", "workspace"]
pytestmark = pytest.mark.usefixtures("few_steps")


def accept(at, name):
    put(at, outing_view="hand")
    at.text_input(key="outing_name").set_value(name).run()
    button(at, "outing_accept").click().run()
    return at


def test_a_plan_is_accepted_compared_opened_and_dropped(app, workspace):
    at = accept(planned(app), "第一稿")
    assert "已采纳为“第一稿”" in told(at)
    first = draft(workspace)
    put(at, outing_set=(("gap_days", "1"), ("hours_day", "4"), ("visits", "1")))
    assert ":gray[" in told(at)
    assert "设置已变" in told(at)
    button(at, "outing_begin_near").click().run()
    assert draft(workspace) != first
    put(at, outing_view="hand")
    button(at, "outing_beside_第一稿").click().run()
    assert setting(at, "outing_view") == "changes"
    assert "次数 " in told(at)
    put(at, outing_view="hand")
    button(at, "outing_open_第一稿").click().run()
    assert draft(workspace) == first
    assert "hours_day" not in dict(setting(at, "outing_set"))
    button(at, "outing_drop_第一稿").click().run()
    button(at, "outing_drop_第一稿_yes").click().run()
    assert DRAFTS.named(workspace.path) == ()
    assert draft(workspace) == first


def test_a_plan_without_a_name_is_not_accepted(app, workspace):
    at = accept(planned(app), "  ")
    assert at.error
    assert DRAFTS.named(workspace.path) == ()


def shown_of(workspace):
    return outings_shown.shown(workspace.path, DRAFTS.draft(workspace.path))


def test_files_are_written_and_the_workbook_comes_back(app, workspace):
    planned(app)
    shown, path = shown_of(workspace), workspace.path
    for name, _ in keep._FILES.values():
        assert len(keep.file_bytes(path, shown, name, "zh")) > 100
    book = keep.file_bytes(path, shown, "outings.xlsx", "zh")
    assert zipfile.is_zipfile(BytesIO(book))
    day = draft(workspace)[0][0]
    sheet = keep.sheet_bytes(path, shown, "zh", days={day}, vans=("v1", "v2"))
    assert "平马" in sheet.decode() or "村" in sheet.decode()
    found = back.rows_of_file(path, shown, "改过.xlsx", book)
    assert found.issues == ()
    answer = taken_up(shown.answer.question, found.rows).answer
    assert set(answer.visits["place_id"]) == {code(n) for n in range(1, 6)}


def test_a_file_that_is_no_workbook_is_told(app, workspace):
    planned(app)
    shown = shown_of(workspace)
    found = back.rows_of_file(workspace.path, shown, "x.xlsx", b"nonsense")
    assert found.rows.empty
    assert found.issues
