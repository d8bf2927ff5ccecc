"""Imports of records, roads and whole regions, and checking again."""

import shutil

import pytest

from geo.issues import errors
from geo.roads.lines import from_lines
from planner.demo import SCOPES, demo_files
from planner.errors import WorkspaceError
from planner.intake import check_workspace
from planner.merging import resolve
from planner.travelling import open_roads
from planner.workspace import Workspace
from tests import toy, toy_records
from tests.planner import files
from tests.planner.taking import DAY, SHENG, change, take


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path / "w.gpkg")


@pytest.fixture(scope="module")
def first_import(tmp_path_factory):
    folder = tmp_path_factory.mktemp("first")
    workspace = Workspace(folder / "w.gpkg")
    outcome = take(workspace, files.write(folder / "files"))
    assert outcome.committed, [issue.line("en") for issue in outcome.issues]
    return workspace


@pytest.fixture
def filled(first_import, workspace):
    shutil.copy2(first_import.path, workspace.path)
    return workspace


def test_records_of_another_edition_get_the_codes_there_are():
    layers = toy.layers() | toy_records.layers()
    for code, other in (("451021", "451003"), ("451003", "451021")):
        renamed = {
            name: frame.assign(
                **{
                    column: frame[column].str.replace(toy.WEST, code)
                    for column in frame
                    if column.endswith("_code") and column != "unit_code"
                }
            )
            for name, frame in layers.items()
        }
        events = layers["events"].assign(
            unit_code=[f"{other}100201", f"{code}100201", "4510"]
        )
        found = resolve(renamed | {"events": events})["events"]
        assert found["unit_code"].tolist() == [f"{code}100201"] * 2 + ["4510"]
        assert events["unit_code"].iloc[0] == f"{other}100201"


def test_new_records_in_a_file_of_an_old_name_are_told(filled, tmp_path):
    """Without numbers they take the place of those that stood in the same rows."""
    path = tmp_path / "活动.csv"
    head = "活动日期,活动类型,村代码\n"
    path.write_text(f"{head}2019-03-01,入村服务,{SHENG}\n", encoding="utf-8")
    assert take(filled, [path]).issues == ()
    assert take(filled, [path]).issues == ()
    path.write_text(f"{head}2019-04-01,入村服务,{SHENG}\n", encoding="utf-8")
    outcome = take(filled, [path], dry_run=True)
    (issue,) = outcome.issues
    assert (issue.rule, issue.severity) == ("record_replaced_by_row", "warning")
    assert issue.params["count"] == 1
    assert change(outcome, "events") == (0, 1, 0, 1)
    named = head.replace("活动日期", "活动编号,活动日期")
    path.write_text(f"{named}E1,2019-05-01,入村服务,{SHENG}\n", encoding="utf-8")
    assert take(filled, [path]).issues == ()


def test_records_go_in_are_checked_and_change_in_place(filled, tmp_path):
    records = toy_records.layers()
    paths = files.write_records(tmp_path / "files", records)
    outcome = take(filled, paths)
    assert outcome.committed, [issue.line("en") for issue in outcome.issues]
    assert {name: len(filled.layer(name)) for name in records} == {
        name: len(frame) for name, frame in records.items()
    }
    again = take(filled, paths)
    assert all(change.added == change.changed == 0 for change in again.changes)
    (tmp_path / "more.csv").write_text(
        "event_id,kind,date,unit_code,people\n"
        "x1,village_visit,2019-03-05,451022100201,c1;p1\n",
        encoding="utf-8",
    )
    twice = take(filled, [tmp_path / "more.csv"])
    assert not twice.committed
    (issue,) = [i for i in twice.issues if i.severity == "error"]
    assert (issue.rule, issue.source) == ("record_counted_twice", "more.csv")
    assert issue.params["first_source"] == "events.csv"


def test_a_workspace_is_checked_again(filled):
    assert errors(check_workspace(filled, today=DAY)) == []
    layers = filled.layers()
    layers["bases"] = layers["bases"].assign(
        opened=["2020-01-01", ""], closed=["2019-01-01", ""]
    )
    filled.replace(layers, [])
    found = check_workspace(filled, today=DAY)
    assert any(issue.key == "b1" for issue in found)


def test_a_workspace_that_cannot_be_written_says_so(tmp_path):
    (tmp_path / "file").write_text("x")
    workspace = Workspace(tmp_path / "file" / "w.gpkg")
    paths = files.write(tmp_path / "files")
    with pytest.raises(WorkspaceError):
        take(workspace, paths)


@pytest.mark.parametrize("scope", SCOPES)
def test_the_embedded_regions_go_through_the_same_door(scope, region):
    workspace, outcome = region(scope)
    assert outcome.committed, [issue.line("en") for issue in outcome.issues]
    counties = {"baise": 12, "baicheng": 5}
    assert len(workspace.layer("counties")) == counties[scope]
    assert len(workspace.layer("bases")) > 50
    assert workspace.layer("bases")["illustrative"].all()
    assert workspace.layer("villages")["illustrative"].all()
    assert all(path.exists() for path in demo_files(scope))


def test_new_roads_are_held_against_the_closures_there_are(workspace, tmp_path):
    """Its road is gone, so a closure closes nothing: whoever brings roads is told."""
    layers = toy.layers() | {"roads": toy.roads(), "closures": toy.closures()}
    workspace.replace(layers, [])
    other = toy.roads().assign(name="新路", ref="X9")
    other.to_file(tmp_path / "roads.gpkg", layer="roads", driver="GPKG")
    outcome = take(workspace, [tmp_path / "roads.gpkg"], mode="replace")
    assert outcome.committed
    told = [issue for issue in outcome.issues if issue.layer == "closures"]
    assert {issue.rule for issue in told} == {"closure_road_unknown"}


def test_roads_read_while_they_change_are_not_kept(workspace, monkeypatch):
    """The rows are those from before, the version that is asked for last is not."""
    workspace.replace(toy.layers() | {"roads": toy.roads()}, [])
    read = Workspace.layers

    def then_changed(self):
        monkeypatch.setattr(Workspace, "layers", read)
        found = self.layers()
        self.replace_layer("roads", toy.roads().iloc[3:], change="短")
        return found

    monkeypatch.setattr(Workspace, "layers", then_changed)
    check_workspace(workspace, today=DAY)
    roads = open_roads(workspace)
    assert roads is not None
    assert len(roads.segments.edges) == len(from_lines(toy.roads().iloc[3:])[0].edges)
