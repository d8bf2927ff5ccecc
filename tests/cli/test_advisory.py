"""``planner advisory`` on the toy region: what it says, keeps, accepts and refuses."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from planner.advising.keeping import data_version
from planner.plans import kept_plans
from planner.workspace import Workspace
from tests.planner.advising.asking import EAST, POOL, WEST, experts, layers

SMALL = (
    "--date", "2023-06-01", "--members", "5", "--fewest", "4", "--most", "6",
    "--home", "1", "--partner", "1-1",
)  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    path = tmp_path_factory.mktemp("advisory") / "w.gpkg"
    Workspace(path).replace(layers(), [])
    return path


@pytest.fixture
def workspace(made, tmp_path):
    return Path(shutil.copy2(made, tmp_path))


@pytest.fixture
def store(workspace):
    return ("--workspace", workspace, *SMALL)


def test_it_says_groups_stability_and_what_changes(machine, store):
    code, data = machine("advisory", *store)
    assert code == 0
    assert (data["status"], data["full"], data["unstable"]) == ("stable", 2, 0)
    leaders = {row["county_code"]: row["expert_id"] for row in data["members"]
               if row["role"] == "leader"}  # fmt: skip
    assert leaders == {WEST: "n1", EAST: "n2"}
    assert {row["change"] for row in data["changes"]} == {"joined"}
    assert data["violations"] == []


def test_it_accepts_as_one_change_keeps_and_writes(run, store, workspace, tmp_path):
    out = tmp_path / "out"
    code, told, _ = run("advisory", *store, "--accept", "--keep", "一", "--out", out)
    assert code == 0
    assert "已写入工作区：2 个新组、10 名新成员" in told
    assert "已保存为“一”" in told
    assert "一县一组" in told
    stored = Workspace(workspace)
    assert len(stored.layer("people")) == 10
    (plan,) = kept_plans(workspace, "advisory")
    assert plan.name == "一"
    # Kept after it was entered, so that it is not stale at once.
    assert plan.data_version == data_version(stored)
    assert (out / "advisory_groups.xlsx").exists()
    assert len(pd.read_csv(out / "advisory_members.csv")) == 10
    code, told, _ = run("advisory", *store, "--ledger", "--lang", "en")
    assert code == 0
    assert "Joint session: due by 2023-06-30" in told
    stored.undo()
    assert stored.layer("groups").empty


def test_replies_are_read_back_before_matching(run, machine, store, tmp_path):
    run("advisory", *store, "--out", tmp_path)
    book = tmp_path / "advisory_groups.xlsx"
    table = pd.read_excel(book, sheet_name="成员", dtype=str).fillna("")
    table.loc[table["专家编号"] == "x3", "专家的答复"] = "谢绝"
    table.to_excel(book, sheet_name="成员", index=False)
    code, data = machine("advisory", *store, "--replies", book)
    assert code == 0
    assert data["choice"]["declined"] == [[EAST, "x3", "expert"]]
    assert "x3" not in {row["expert_id"] for row in data["members"]}
    # One row that is not understood does not stand in the way of the others.
    table.loc[0, "县的答复"] = "也许"
    table.to_excel(book, sheet_name="成员", index=False)
    code, data = machine("advisory", *store, "--replies", book)
    assert code == 0
    assert [one["rule"] for one in data["issues"]] == ["advisory_back_reply"]
    assert data["choice"]["declined"] == [[EAST, "x3", "expert"]]
    _, told, _ = run("advisory", *store, "--replies", book, "--lang", "en")
    assert "Replies read: declined 1, agreed by both sides 0" in told
    assert "也许" in told
    # Where nothing is left to take, nothing is matched.
    table.loc[table["专家编号"] == "x3", "专家的答复"] = ""
    table.to_excel(book, sheet_name="成员", index=False)
    code, data = machine("advisory", *store, "--replies", book)
    assert code == 2
    assert [one["rule"] for one in data["issues"]] == ["advisory_back_reply"]


def test_strict_tells_that_a_group_is_not_full(run, store, workspace):
    stored = Workspace(workspace)
    pool = experts(*(line for line in POOL if line[:1] != "g"))
    stored.replace_layer("experts", pool, change="")
    code, told, _ = run("advisory", *store, "--strict", "--lang", "en")
    assert code == 1
    assert "Member from the eastern partner: the pool holds no expert" in told


def test_all_that_is_wrong_with_the_options_is_told_at_once(run, store):
    code, _, told = run("advisory", *store, "--pin", "x", "--ban", "y=", "--raise", "z")
    assert code == 2
    assert len(told.splitlines()) == 3
    code, _, told = run(
        "advisory", *store, "--review", "returned", "--raise", "n1=x",
        "--declined", f"{WEST}=n1:nobody",
    )  # fmt: skip
    assert code == 2
    assert len(told.splitlines()) == 3
    code, _, told = run("advisory", *store, "--pin", "9=zz", "--lang", "en")
    assert code == 2
    assert "County 9" in told
    assert "Expert zz" in told


def test_everything_wrong_is_told_at_once_and_nothing_is_written(run, store, tmp_path):
    code, _, told = run(
        "advisory", *store, "--date", "x", "--since", "y", "--pin", "x", "--keep",
        "draft", "--home", "9-9", "--most", "5", "--raise", "n1=1", "--raise", "n1=2",
        "--lang", "en",
    )  # fmt: skip
    assert code == 2
    for part in ('"x"', "since", "--pin x", "draft", "seats", "n1 joins"):
        assert part in told
    code, _, told = run(
        "advisory", *store, "--ledger", "--accept", "--keep", "a", "--out", tmp_path,
        "--lang", "en",
    )  # fmt: skip
    assert code == 2
    assert "--out, --accept, --keep" in told
    code, _, told = run(
        "advisory", *store, "--accept", "--certified", "2023-05-01", "--lang", "en"
    )
    assert code == 2
    assert "2023-05-01" in told
    code, _, told = run("advisory", *store, "--certified", "2023-07-01")
    assert code == 2
    assert "--accept" in told


def test_groups_that_begin_later_are_accepted_once(run, machine, store, workspace):
    later = ("--accept", "--since", "2024-01-01")
    code, data = machine("advisory", *store, *later)
    assert (code, data["accepted"], data["score"]["day"]) == (0, True, "2024-01-01")
    assert any(part["met_after"] > part["met_before"]
               for part in data["score"]["parts"])  # fmt: skip
    code, told, _ = run("advisory", *store, *later, "--lang", "en")
    assert code == 0
    assert "holds these groups and members already" in told
    assert len(Workspace(workspace).layer("people")) == 10
