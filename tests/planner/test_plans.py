"""Plans kept by name: nothing loses one."""

import dataclasses
import datetime as dt

import pytest

from planner.errors import WorkspaceError
from planner.plans import (
    KeptPlan,
    drop_plan,
    keep_plan,
    kept_plans,
    layers_version,
    made_now,
)
from tests import desk, toy

PLAN = KeptPlan(
    kind="bases",
    name="三个新站",
    made="2026-11-22T09:00:00+00:00",
    data_version="v1",
    settings={"aim": "most", "number": 3},
    content={"sites": ["451024100201"]},
    summary={"covered": 3},
)


@pytest.fixture
def path(tmp_path):
    return desk.make_workspace(tmp_path).path


def named(plan, **changes):
    return dataclasses.replace(plan, **changes)


def test_a_plan_is_kept_found_and_dropped(path):
    assert kept_plans(path, "bases") == ()
    keep_plan(path, PLAN)
    assert kept_plans(path, "bases") == (PLAN,)
    assert kept_plans(path, "assignment") == ()
    drop_plan(path, "bases", PLAN.name)
    drop_plan(path, "bases", "nobody's")
    assert kept_plans(path, "bases") == ()


def test_a_name_is_kept_once_and_the_latest_comes_first(path):
    later = named(PLAN, name="乙", made="2026-11-23T09:00:00+00:00")
    for plan in (PLAN, later, named(PLAN, summary={"covered": 4})):
        keep_plan(path, plan)
    found = kept_plans(path, "bases")
    assert [plan.name for plan in found] == ["乙", "三个新站"]
    assert found[1].summary == {"covered": 4}


def test_keeping_a_plan_changes_no_version(tmp_path):
    workspace = desk.make_workspace(tmp_path)
    before = workspace.data_version
    keep_plan(workspace.path, PLAN)
    assert workspace.data_version == before
    assert not workspace.can_undo


def test_neither_an_import_nor_an_undo_loses_a_plan(tmp_path):
    workspace = desk.make_workspace(tmp_path)
    keep_plan(workspace.path, PLAN)
    workspace.replace(toy.layers(), [])
    assert kept_plans(workspace.path, "bases") == (PLAN,)
    workspace.replace_layer("bases", toy.layers()["bases"].iloc[:1], change="基地")
    keep_plan(workspace.path, named(PLAN, name="乙"))
    drop_plan(workspace.path, "bases", PLAN.name)
    workspace.undo()
    assert [plan.name for plan in kept_plans(workspace.path, "bases")] == ["乙"]


def test_hostile_names_are_only_names(path):
    name = "'); DROP TABLE planner_plans; --"
    keep_plan(path, named(PLAN, name=name))
    assert [plan.name for plan in kept_plans(path, "bases")] == [name]
    drop_plan(path, "bases", name)
    assert kept_plans(path, "bases") == ()


@pytest.mark.parametrize("name", ["", "  ", "长" * 61])
def test_a_plan_needs_a_name(path, name):
    with pytest.raises(WorkspaceError) as caught:
        keep_plan(path, named(PLAN, name=name))
    assert [key for key, _ in caught.value.problems] == ["plan_bad_name"]


def test_no_workspace_has_no_plans(tmp_path):
    assert kept_plans(tmp_path / "none.gpkg", "bases") == ()
    (tmp_path / "bad.gpkg").write_text("no database, however long this text may be")
    with pytest.raises(WorkspaceError):
        kept_plans(tmp_path / "bad.gpkg", "bases")


def test_a_version_is_that_of_the_layers_in_their_order():
    versions = {"events": "a" * 40, "roads": "b" * 40, "bases": "c" * 40}
    found = layers_version(versions, ("roads", "closures", "events"))
    assert found == f"{'b' * 12}//{'a' * 12}"


def test_when_a_plan_was_made_is_kept_to_the_microsecond():
    made = made_now()
    assert dt.datetime.fromisoformat(made).tzinfo is not None
    assert len(made) == len("2026-11-22T09:00:00.000000+00:00")
