"""Records kept by hand: read as an import reads, checked whole, or not kept at all."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from geo.frames import conform, empty
from geo.issues import errors
from geo.schemas import LAYERS, RECORD_LAYERS
from planner.errors import PlanInputError, WorkspaceError
from planner.record_edits import edit, read_rows, with_keys, with_place
from planner.recording import changes_between, record_history, save_records
from planner.workspace import Workspace
from tests import toy

TODAY = dt.date(2026, 11, 22)
VISIT = {
    "event_id": "e1", "kind": "village_visit", "date": "2026-03-05",
    "unit_code": "451022100201", "name": "春耕指导", "attendance": 30,
}  # fmt: skip
OUTREACH = {
    "event_id": "e2", "kind": "outreach", "date": "2026-05-01",
    "unit_code": "451022", "name": "科技下乡", "attendance": 200,
}  # fmt: skip


def events(*rows):
    frame = conform(pd.DataFrame(rows or [VISIT, OUTREACH]), "events")
    return frame.assign(source_file="活动.xlsx", source_row=range(2, len(frame) + 2))


@pytest.fixture
def workspace(tmp_path):
    made = Workspace(tmp_path / "区.gpkg")
    sources = [{"file": "活动.xlsx", "layer": "events", "imported": "2026-11-21"}]
    made.replace(toy.layers() | {"events": events()}, sources)
    return made


def as_cells(workspace, layer="events"):
    return pd.DataFrame(workspace.layer(layer).drop(columns="geometry"))


def save(workspace, frame, layer="events", made_from=None):
    return save_records(
        workspace, layer, frame, change="改", today=TODAY, made_from=made_from
    )


def row_of(workspace, key, layer="events"):
    frame = workspace.layer(layer)
    return frame[frame[LAYERS[layer].key] == key].iloc[0]


def test_a_row_as_people_type_it_is_understood(workspace):
    """Names of terms, days and numbers as they are written, and a key of its own."""
    typed = {
        "kind": "科技下乡", "date": "2026/6/7", "unit_code": "451024 ",
        "name": "下乡", "attendance": "1,200",
    }  # fmt: skip
    frame = pd.concat([as_cells(workspace), pd.DataFrame([typed])])
    assert errors(save(workspace, frame)) == []
    row = row_of(workspace, "20261122-1")
    assert row["kind"] == "outreach"
    assert row["date"] == "2026-06-07"
    assert row["unit_code"] == "451024"
    assert row["attendance"] == 1200
    assert not row["illustrative"]
    assert row["source_file"] == ""
    assert workspace.last_change == "改"


def test_english_names_and_lists_are_understood(workspace):
    person = {
        "name": "韦一", "role": "Expert", "unit_code": "451022",
        "trades": ["茶叶", "Vegetables"], "since": dt.date(2026, 1, 1),
    }  # fmt: skip
    assert errors(save(workspace, pd.DataFrame([person]), "people")) == []
    row = workspace.layer("people").iloc[0]
    assert row["role"] == "expert"
    assert row["trades"] == "tea;vegetables"
    assert row["since"] == "2026-01-01"


def test_every_problem_is_told_at_once_and_nothing_kept(workspace):
    version = workspace.data_version
    bad = [
        {"kind": "outreach", "date": "昨天", "unit_code": "451024", "name": "甲"},
        {"kind": "", "date": "2026-06-07", "unit_code": "45102x", "name": "乙"},
    ]
    issues = save(workspace, pd.concat([as_cells(workspace), pd.DataFrame(bad)]))
    found = {(issue.key, issue.rule) for issue in errors(issues)}
    assert ("20261122-1", "not_a_date") in found
    assert ("20261122-2", "required_missing") in found
    assert ("20261122-2", "unit_malformed") in found
    assert workspace.data_version == version
    for issue in issues:
        for lang in ("zh", "en"):
            assert issue.text(lang)
            assert issue.mend(lang)


def test_a_change_goes_in_where_the_row_is(workspace):
    frame = as_cells(workspace)
    frame.loc[frame["event_id"] == "e2", "attendance"] = 260
    assert errors(save(workspace, frame)) == []
    row = row_of(workspace, "e2")
    assert row["attendance"] == 260
    assert (row["source_file"], row["source_row"]) == ("活动.xlsx", 3)


def test_a_row_left_out_is_deleted(workspace):
    frame = as_cells(workspace)
    assert save(workspace, frame[frame["event_id"] != "e1"]) == ()
    assert workspace.layer("events")["event_id"].tolist() == ["e2"]
    workspace.undo()
    assert workspace.layer("events")["event_id"].tolist() == ["e1", "e2"]


def test_the_last_row_can_be_deleted(workspace):
    assert save(workspace, as_cells(workspace)[:0]) == ()
    assert workspace.layer("events").empty


def test_nothing_changed_is_no_change(workspace):
    """Written another way, it says the same: no step in the history."""
    frame = as_cells(workspace)
    frame["kind"] = ["入村服务", "Outreach"]
    frame["date"] = ["2026年3月5日", "2026.5.1"]
    version = workspace.data_version
    assert save(workspace, frame) == ()
    assert workspace.data_version == version
    assert record_history(workspace) == ()


def test_columns_left_out_stay(workspace):
    shown = as_cells(workspace)[["event_id", "name"]].assign(name=["新名", "科技下乡"])
    assert errors(save(workspace, shown)) == []
    assert row_of(workspace, "e1")["name"] == "新名"
    assert row_of(workspace, "e1")["attendance"] == 30


def test_an_older_error_elsewhere_does_not_block(tmp_path):
    """A visit in the future came in some other way; a new row is still welcome."""
    odd = VISIT | {"event_id": "e9", "date": "2027-01-01", "unit_code": "451022100202"}
    made = Workspace(tmp_path / "区.gpkg")
    made.replace(toy.layers() | {"events": events(odd)}, [])
    alone = save(made, as_cells(made).assign(attendance=31))
    assert "e9" in {issue.key for issue in alone}
    fresh = pd.DataFrame([OUTREACH | {"event_id": ""}])
    issues = save(made, pd.concat([as_cells(made), fresh]))
    assert errors(issues) == []
    assert "e9" not in {issue.key for issue in issues}
    assert len(made.layer("events")) == 2


def test_two_rows_of_one_number_are_refused(workspace):
    again = pd.DataFrame([OUTREACH | {"unit_code": "451024"}])
    issues = save(workspace, pd.concat([as_cells(workspace), again]))
    assert errors(issues)
    assert len(workspace.layer("events")) == 2


def test_somebody_elses_change_is_never_lost(workspace):
    version = workspace.data_version
    frame = as_cells(workspace)
    other = frame.assign(attendance=[1, 2])
    save(workspace, other)
    with pytest.raises(WorkspaceError) as error:
        save(workspace, frame.assign(name="我的"), made_from=version)
    assert [key for key, _ in error.value.problems] == ["workspace_changed"]
    assert workspace.layer("events")["attendance"].tolist() == [1, 2]


def test_other_layers_are_not_kept_by_hand(workspace):
    with pytest.raises(PlanInputError, match="villages"):
        save(workspace, toy.villages(), "villages")


def test_a_place_is_kept_and_can_be_given(workspace):
    """Half a place is refused, a caravan without one is not."""
    van = {"name": "大篷车", "unit_code": "451022", "lon": 107.1, "lat": 23.6}
    assert errors(save(workspace, pd.DataFrame([van]), "caravans")) == []
    point = workspace.layer("caravans").geometry.iloc[0]
    assert (point.x, point.y) == (107.1, 23.6)
    shown = with_place(workspace.layer("caravans")).assign(name="一号车")
    assert errors(save(workspace, shown, "caravans")) == []
    assert workspace.layer("caravans").geometry.iloc[0].equals(point)
    other = van | {"name": "二号车", "lon": None, "lat": None}
    half = pd.DataFrame([van | {"lat": None}, other])
    found = errors(save(workspace, half, "caravans"))
    assert [issue.rule for issue in found] == ["half_a_place"]


def test_changes_are_counted_and_told(workspace):
    before = workspace.layer("events")
    after = as_cells(workspace)[1:].assign(attendance=5)
    after = pd.concat([after, pd.DataFrame([{"kind": "outreach"}])])
    changes = changes_between(before, after, "events")
    assert (changes.added, changes.changed, changes.removed) == (1, 1, 1)
    assert changes.text("zh") == "活动：新增 1、修改 1、删除 1"
    assert changes.text("en") == "Events: 1 added, 1 changed, 1 deleted"
    assert changes
    assert not changes_between(before, as_cells(workspace), "events")


def test_the_history_tells_when_and_what(workspace):
    frame = as_cells(workspace)
    save(workspace, frame.assign(attendance=[1, 2]))
    sources = [*workspace.sources(), {"file": "新.xlsx", "layer": "events"}]
    workspace.replace(workspace.layers() | {"events": events(VISIT)}, sources)
    last, first = record_history(workspace)
    assert (first.change, first.files) == ("改", ())
    assert (last.change, last.files) == ("", ("新.xlsx",))
    assert last.at >= first.at
    assert last.at.tzinfo is not None
    workspace.undo()
    (only,) = record_history(workspace)
    assert only.change == "改"


def test_keys_of_new_rows_are_free():
    frame = pd.DataFrame({"event_id": ["20261122-2", "", None, "自编"]})
    keyed = with_keys(frame, "events", today=TODAY, taken={"20261122-1"})
    keys = keyed["event_id"].tolist()
    assert keys == ["20261122-2", "20261122-3", "20261122-4", "自编"]


@pytest.mark.parametrize("layer", RECORD_LAYERS)
def test_an_empty_row_of_any_layer_names_all_that_must_be_filled_in(layer):
    rows, issues = read_rows(pd.DataFrame({LAYERS[layer].key: ["n1"]}), layer)
    assert rows.equals(conform(rows, layer))
    required = [column for column in LAYERS[layer].columns if column.required]
    said = [issue for issue in issues if issue.rule == "required_missing"]
    assert {issue.text("en") for issue in said} == {
        text for column in required for text in [issue_text(said, column)]
    }
    assert len(said) == len(required)


def issue_text(issues, column):
    (found,) = [issue.text("en") for issue in issues if column.en in issue.text("en")]
    return found


KEYS = some.lists(some.sampled_from("abcdef"), unique=True, max_size=6)


@settings(deadline=None, max_examples=50)
@given(KEYS, KEYS, some.sets(some.sampled_from("abcdef")))
def test_the_counts_add_up(there, wanted, changed):
    """What was there, less what is removed, more what is added, is what there is."""

    def frame(keys, marked=frozenset()):
        rows = [
            VISIT | {"event_id": key, "name": "改" if key in marked else "原"}
            for key in keys
        ]
        return conform(pd.DataFrame(rows), "events") if rows else empty("events")

    found = edit(frame(there), with_place(frame(wanted, changed)), "events")
    assert found.changes.added == len(set(wanted) - set(there))
    assert found.changes.removed == len(set(there) - set(wanted))
    assert found.changes.changed == len(set(wanted) & set(there) & changed)
    assert sorted(found.rows["event_id"]) == sorted(wanted)
    expected = frame(sorted(wanted), changed)
    assert found.rows.sort_values("event_id")["name"].tolist() == list(expected["name"])
