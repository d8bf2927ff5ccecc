"""Groups accepted and taken back, the ledger, files, replies, matchings by name."""

import datetime as dt
import io

import openpyxl
import pytest

from planner.advising import answering
from planner.advising.handing_over import FILES
from planner.advising.ledger import ledger
from planner.advising.recording import accept
from planner.errors import WORDS
from planner.plans import kept_plans
from planner.verify_options import Violation
from tests.planner.advising import asking
from tests.toy_programmes import rows
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
from ui.components.advisory import working
from ui.components.advisory.back import replies_of
from ui.components.advisory.hand import file_bytes
from ui.components.messages import plain
from ui.components.row_picking import selected
from ui.text import say


@pytest.fixture
def workspace(workspaces, monkeypatch):
    """Two counties and twelve experts; both groups are whole."""
    settle(monkeypatch)
    return make_workspace(workspaces)


def accepted(app):
    """The page with both groups accepted."""
    at = open_page(app, advisory_view="hand")
    button(at, "advisory_accept").click().run()
    return button(at, "advisory_accept_yes").click().run()


def shown_of(workspace, **asked):
    return working.matching(workspace.path, asking.question(**asked).choice).result()


def test_accepting_tells_the_score_and_can_be_taken_back(app, workspace):
    at = open_page(app, advisory_view="hand")
    button(at, "advisory_accept").click().run()
    rows = table(at, "part").set_index("part")
    assert "0 / 2" in rows.loc["一县一组", "before"]
    assert "2 / 2" in rows.loc["一县一组", "after"]
    button(at, "advisory_accept_yes").click().run()
    assert (workspace.layer("groups")["kind"] == "advisory_group").sum() == 2
    assert say("advisory_accept_same", "zh") in told(at)
    members = len(shown_of(workspace).answer.members)
    roles = workspace.layer("people")["role"]
    assert roles.str.startswith("advisory_").sum() == members
    assert button(at, "advisory_undo").label.startswith("撤销：采纳顾问组")
    go(at, lang="en")
    assert "Advisory groups accepted" in button(at, "advisory_undo").label
    assert "采纳" not in button(at, "advisory_undo").label
    button(at, "advisory_undo").click().run()
    button(at, "advisory_undo_yes").click().run()
    assert (workspace.layer("groups")["kind"] == "advisory_group").sum() == 0


def test_what_was_changed_elsewhere_is_named_and_not_taken_back(app, workspace):
    version = workspace.data_version
    stays = rows("museum_stays", "stay_id unit_code since", "s1 W 2023-01-01")
    workspace.replace_layer(
        "museum_stays", stays, change="*巡展*预订", made_from=version
    )
    at = open_page(app, advisory_view="hand")
    assert not has_button(at, "advisory_undo")
    assert say("undo_elsewhere", "zh", what=plain("*巡展*预订")) in told(at)


def test_what_a_group_did_is_entered_in_the_ledger(app, workspace):
    at = accepted(app)
    go(at, advisory_view="ledger", county=WEST)
    assert table(at, "joint_session")["talks"].iloc[0].startswith("…")
    at.selectbox(key="advisory_entry_item").set_value("talks").run()
    at.date_input(key=f"advisory_entry_day_{WEST}_talks").set_value(asking.DAY).run()
    button(at, "advisory_entry_save").click().run()
    assert "已登记" in told(at)
    assert table(at, "joint_session")["talks"].iloc[0] == "✓ 06-01"
    found = ledger(data.layers(workspace.path)[0], asking.DAY)
    assert found["talks_state"].tolist() == ["met", "due"]
    button(at, "advisory_ledger_undo").click().run()
    button(at, "advisory_ledger_undo_yes").click().run()
    assert table(at, "joint_session")["talks"].iloc[0].startswith("…")


def test_what_an_office_did_is_entered_too(app, workspace):
    at = accepted(app)
    at.session_state[f"advisory_offices_{setting(at, 'ws')}"] = selected(0)
    go(at, advisory_view="ledger")
    before = table(at, "unit").iloc[0]
    assert not before["state"].startswith("✓")
    button(at, "advisory_office_save").click().run()
    # It was due by the end of last year.
    assert table(at, "unit")["state"].iloc[0] == "✓ 06-01 迟"
    done = workspace.layer("duties_done")
    assert (done["done_on"] == asking.DAY.isoformat()).sum() == 1


def test_a_member_in_force_leaves_and_the_seat_is_matched_again(app, workspace):
    at = accepted(app)
    go(at, advisory_view="groups", county=WEST, advisory_member="x2")
    assert not has_button(at, "advisory_pin")
    at.date_input(key=f"advisory_leave_day_x2@{WEST}").set_value(asking.DAY).run()
    button(at, "advisory_leave").click().run()
    people = workspace.layer("people").set_index("person_id")
    assert people.loc[f"x2@{WEST}", "until"] == asking.DAY.isoformat()
    assert "离开顾问组" in told(at)


def test_who_left_is_not_put_back(app, workspace):
    since = asking.DAY - dt.timedelta(days=30)
    found = accept(data.layers(workspace.path)[0], shown_of(workspace).answer,
                   since=since)  # fmt: skip
    workspace.replace_layers(found.frames, change="x")
    at = open_page(app, county=WEST, advisory_member="x2")
    # Their last day is yesterday unless another is chosen: the seat is free at once.
    button(at, "advisory_leave").click().run()
    people = workspace.layer("people").set_index("person_id")
    assert people.loc[f"x2@{WEST}", "until"] == "2023-05-31"
    assert "x2" not in table(at, "marks").index
    assert setting(at, "advisory_bans") == ((WEST, "x2"),)


def test_a_day_of_certificates_before_the_group_is_refused(app, workspace):
    at = open_page(app, advisory_view="hand")
    at.date_input(key="advisory_certified").set_value(dt.date(2020, 1, 1)).run()
    assert at.error.len == 1
    assert not has_button(at, "advisory_accept")


def test_a_matching_is_kept_by_name_and_opened(app, workspace):
    at = open_page(app, advisory_view="hand", advisory_bans=f"{WEST}:x2")
    at.text_input(key="advisory_name").set_value("*二批*").run()
    button(at, "advisory_keep").click().run()
    (plan,) = kept_plans(workspace.path, "advisory")
    assert plan.name == "*二批*"
    go(at, advisory_bans=())
    button(at, "advisory_open_0").click().run()
    assert setting(at, "advisory_bans") == ((WEST, "x2"),)
    assert setting(at, "advisory_view") == "groups"
    go(at, advisory_view="hand")
    button(at, "advisory_drop_*二批*").click().run()
    assert kept_plans(workspace.path, "advisory") == (plan,)
    button(at, "advisory_drop_*二批*_yes").click().run()
    assert kept_plans(workspace.path, "advisory") == ()


def test_a_matching_of_a_name_is_not_written_over(app, workspace):
    at = open_page(app, advisory_view="hand")
    for _ in range(2):
        at.text_input(key="advisory_name").set_value("*甲*").run()
        button(at, "advisory_keep").click().run()
        (plan,) = kept_plans(workspace.path, "advisory")
        go(at, advisory_bans=((WEST, "x2"),))
    assert plan.settings["choice"]["bans"] == []
    at.text_input(key="advisory_name").set_value(" *甲* ").run()
    button(at, "advisory_keep").click().run()
    (error,) = at.error
    assert plain("*甲*") in error.value


def test_pins_of_groups_that_are_not_accepted_stay(app, workspaces, workspace):
    rows = [line for line in asking.POOL if line.split()[0] not in ("g1", "g2")]
    workspace.replace_layer("experts", asking.experts(*rows), change="x")
    pins = ((WEST, "x1"), (EAST, "x3"))
    at = open_page(app, advisory_view="hand",
                   advisory_pins=",".join(":".join(one) for one in pins))  # fmt: skip
    at.toggle(key="advisory_whole_only").set_value(True).run()
    button(at, "advisory_accept").click().run()
    button(at, "advisory_accept_yes").click().run()
    assert (workspace.layer("groups")["unit_code"] == EAST).sum() == 1
    assert setting(at, "advisory_pins") == pins[:1]
    button(at, "advisory_undo_step").click().run()
    assert setting(at, "advisory_pins") == pins


def test_opening_a_kept_matching_is_one_step(app, workspace):
    at = open_page(app, advisory_view="hand")
    at.text_input(key="advisory_name").set_value("甲").run()
    button(at, "advisory_keep").click().run()
    go(at, advisory_members=6, advisory_proposing="experts")
    button(at, "advisory_open_0").click().run()
    assert setting(at, "advisory_members") == 5
    button(at, "advisory_undo_step").click().run()
    assert setting(at, "advisory_members") == 6
    assert setting(at, "advisory_proposing") == "experts"


def test_what_is_typed_for_one_group_is_not_recorded_for_another(app, workspace):
    at = accepted(app)
    go(at, advisory_view="ledger", county=WEST)
    at.selectbox(key="advisory_entry_item").set_value("talks").run()
    at.text_input(key=f"advisory_entry_name_{WEST}_talks").set_value("西").run()
    go(at, county=EAST)
    assert at.text_input(key=f"advisory_entry_name_{EAST}_talks").value == ""


def test_the_form_of_an_office_names_it(app, workspace):
    at = accepted(app)
    at.session_state[f"advisory_offices_{setting(at, 'ws')}"] = selected(0)
    go(at, advisory_view="ledger")
    row = table(at, "unit").iloc[0]
    title = say("advisory_office_entry", "zh", unit=row["unit"], item=row["item"])
    assert plain(title) in told(at)


@pytest.mark.parametrize("name", FILES)
def test_each_file_is_written(workspace, name):
    found = shown_of(workspace)
    assert len(file_bytes(found, name, "zh")) > 100


def test_certificates_bear_the_first_day_that_was_chosen(workspace):
    found, day = shown_of(workspace), dt.date(2024, 3, 1)
    today, later = (
        file_bytes(found, FILES[2], "zh", since).decode() for since in (None, day)
    )
    assert "2024年3月1日" in later
    assert "2024年3月1日" not in today


def test_groups_are_held_against_the_records_too(workspace, monkeypatch):
    found = [Violation("quota", "x1", "2 of 1")]
    monkeypatch.setattr(answering, "record_violations", lambda *_: found)
    assert shown_of(workspace).faults == ("quota x1: 2 of 1",)


def test_replies_come_back_in_the_workbook(workspace):
    found = shown_of(workspace)
    book = openpyxl.load_workbook(
        io.BytesIO(file_bytes(found, "advisory_groups.xlsx", "zh"))
    )
    # The first member declines.
    sheet = book.worksheets[0]
    heads = {cell.value: cell for row in sheet.iter_rows() for cell in row}
    head = heads[WORDS.entry("field_advisory_expert_reply")["zh"]]
    sheet.cell(head.row + 1, head.column).value = "谢绝"
    held = io.BytesIO()
    book.save(held)
    back = replies_of(found, "<b>.xlsx", held.getvalue())
    assert (back.declined, back.agreed) == (1, 0)
    first = found.answer.members.iloc[0]
    assert back.choice.declined == ((first["county_code"], first["expert_id"],
                                     "expert"),)  # fmt: skip
