"""``planner assign`` on the toy region: what it says, saves, writes and refuses."""

import json
import shutil
from pathlib import Path

import pytest

from cli.main import main
from planner.verify_options import Violation
from planner.workspace import Workspace
from tests import toy
from tests.planner import roads
from tests.planner.roster.asking import code, post, roster

DAY = ("--date", "2019-06-01")
ALL_FILLED = ("--rule", "rule.toml")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    path = tmp_path_factory.mktemp("assign") / "w.gpkg"
    rows = roster(("a1", "c1", 1, {}), ("a2", "c3", 2, {}))
    Workspace(path).replace(toy.layers() | {"assignments": rows}, [])
    return path


@pytest.fixture
def workspace(made, tmp_path):
    (tmp_path / "rule.toml").write_text("limit_min = 30\n", encoding="utf-8")
    return Path(shutil.copy2(made, tmp_path))


@pytest.fixture
def store(workspace):
    return ("--workspace", workspace, *DAY)


def test_it_says_posts_goals_ties_changes_reasons_and_the_check(run, machine, store):
    code_, data = machine("assign", *store, *ALL_FILLED)
    assert code_ == 0
    assert (data["posts"], data["filled"], data["open"]) == (5, 4, 1)
    assert (data["kept"], data["still_fitting"]) == (1, 1)
    assert data["status"] == "optimal"
    assert {"goal": "filled", "value": 4, "bound": 4, "proved": True} in data["goals"]
    changed = {row["post"]: (row["before"], row["after"]) for row in data["changes"]}
    assert changed == {
        post(2): ("c3", "c1"), post(3): ("", "c2"), post(4): ("", "c2")
    }  # fmt: skip
    (open_,) = data["why_open"]
    assert open_["post_id"] == post(5)
    assert open_["text"]
    assert "黄二" in open_["fix"]
    assert data["violations"] == []
    assert len(data["one_more"]) == 1
    assert data["roster"][4]["travel"] is None
    text = run("assign", *store, *ALL_FILLED)[1]
    for part in ("5 个岗位，4 个有人，1 个空缺", "有人的岗位：4（已证明最优）",
                 "陆三 → 韦一", "空缺岗位 1 个", "增加一人", "独立的算法"):  # fmt: skip
        assert part in text
    english = run("assign", *store, *ALL_FILLED, "--lang", "en")[1]
    assert "4 of 5 posts are filled, 1 are open" in english


def test_strict_tells_open_posts_by_the_exit_code(machine, store):
    assert machine("assign", *store, *ALL_FILLED, "--strict")[0] == 1
    assert machine("assign", *store, "--strict")[0] == 0


def test_the_options_make_the_question(machine, store):
    _, data = machine(
        "assign", *store, "--needed", "2", "--each-trade", "--least-fit", "other",
        "--goals", "must，filled, travel", "--post", f"{code(1)}:team_leader:tea",
        "--pin", f"{post(3)}=c2", "--ban", f"{post(4)}=c1", "--unpin", post(1),
    )  # fmt: skip
    choice = data["choice"]
    assert (choice["needed"], choice["each_trade"]) == (2, True)
    assert choice["least_fit"] == "other"
    assert choice["goals"] == ["must", "filled", "travel"]
    assert choice["extra"][0]["post"] == "team_leader"
    assert choice["extra"][0]["trades"] == "tea"
    assert (choice["pins"], choice["bans"]) == ([[post(3), "c2"]], [[post(4), "c1"]])
    assert choice["freed"] == [post(1)]
    assert [goal["goal"] for goal in data["goals"]] == choice["goals"]
    # Two of each trade of five villages, of which one has two, and the leader.
    assert data["posts"] == 13


def test_somebody_may_leave(machine, store):
    _, data = machine("assign", *store, "--without", "c1")
    left = [row for row in data["changes"] if row["before"] == "c1"]
    assert [row["cause"] for row in left] == ["person_left"]
    assert "韦一" in left[0]["text"]
    code_, refused = machine("assign", *store, "--without", "c8", "--without", "c9")
    assert code_ == 2
    assert "c8, c9" in refused["error"]


def test_saving_keeps_the_roster_and_can_be_undone(run, machine, workspace, store):
    before = Workspace(workspace).layer("assignments")
    options = ("--save", "--since", "2019-07-01")
    assert machine("assign", *store, *options)[1]["saved"] is True
    rows = Workspace(workspace).layer("assignments").set_index("assignment_id")
    assert rows.loc["a2", "until"] == "2019-06-30"
    assert f"{post(5)}@2019-07-01" in rows.index
    later = ("--workspace", workspace, "--date", "2019-07-01")
    assert machine("assign", *later)[1]["changes"] == []
    assert run("import", "--undo", "--workspace", workspace)[0] == 0
    assert Workspace(workspace).layer("assignments").equals(before)


def test_nothing_is_saved_unasked(run, workspace, store):
    version = Workspace(workspace).data_version
    run("assign", *store)
    assert Workspace(workspace).data_version == version


def test_nothing_is_written_where_the_check_fails(
    machine, store, workspace, tmp_path, monkeypatch
):
    fault = Violation("post", post(1), "filled twice")
    monkeypatch.setattr(
        "planner.roster.answering.RosterAnswer.violations", lambda answer: [fault]
    )
    version = Workspace(workspace).data_version
    out = tmp_path / "out"
    code_, data = machine("assign", *store, "--save", "--out", out)
    assert (code_, data["saved"], data["files"]) == (2, False, [])
    assert data["violations"][0]["detail"] == "filled twice"
    assert Workspace(workspace).data_version == version
    assert not out.exists()


def test_adopted_posts_come_back_and_can_be_given_up(machine, workspace, store):
    leader = ("--post", f"{code(1)}:team_leader:tea:b2", "--least-fit", "other")
    assert machine("assign", *store, *leader, "--save")[1]["saved"]
    asked = ("assign", *store, "--least-fit", "other")
    _, again = machine(*asked)
    (led,) = [row for row in again["roster"] if row["post"] == "team_leader"]
    assert (led["trades"], led["base_id"]) == ("tea", "b2")
    rows = Workspace(workspace).layer("assignments").set_index("post")
    row = rows.loc["team_leader", "assignment_id"]
    _, without = machine(*asked, "--end", row)
    assert without["choice"]["ended"] == [row]
    assert not [one for one in without["roster"] if one["post"] == "team_leader"]
    code_, refused = machine(*asked, "--end", "nothing", "--unpin", "nowhere")
    assert code_ == 2
    assert "--end" in refused["error"]
    assert "--unpin" in refused["error"]


def test_a_post_the_rule_asks_for_is_not_given_up(machine, workspace, store):
    version = Workspace(workspace).data_version
    code_, refused = machine("assign", *store, "--end", "a1", "--save")
    assert code_ == 2
    assert "a1" in refused["error"]
    assert Workspace(workspace).data_version == version


def test_files_are_left_where_asked(machine, store, tmp_path):
    _, data = machine("assign", *store, "--out", tmp_path / "安排")
    assert [Path(name).name for name in data["files"]] == [
        "roster.xlsx", "roster_ties_shp.zip", "roster_ties.geojson"
    ]  # fmt: skip
    assert all(Path(name).exists() for name in data["files"])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_pins_that_contradict_are_all_told(machine, workspace, store, lang):
    version = Workspace(workspace).data_version
    code_, data = machine(
        "assign", *store, "--save", "--lang", lang, "--pin", f"{post(1)}=c1",
        "--pin", f"{post(1)}=c2", "--pin", f"{post(4)}=c1",
    )  # fmt: skip
    assert code_ == 2
    # c2 and c1 know not the trades; two people at one post.
    assert len(data["conflict"]) >= 3
    assert Workspace(workspace).data_version == version


def test_posts_that_cannot_all_be_filled_are_a_conflict_with_a_plan(machine, store):
    team = [
        part
        for kind in ("team_leader", "first_secretary", "team_member")
        for part in ("--post", f"{code(6)}:{kind}")
    ]
    code_, data = machine("assign", *store, *team)
    assert code_ == 0
    assert data["status"] == "infeasible"
    assert len(data["conflict"]) == 1
    assert data["violations"] == []


@pytest.mark.parametrize(
    ("options", "part"),
    [
        (("--post", "451022100201", "--pin", "x", "--ban", "=c1"), "“x”"),
        (("--post", "451022100201", "--pin", "x", "--ban", "=c1"), "“=c1”"),
        (("--needed", "0"), "0"),
        (("--goals", "filled,swift"), "swift"),
        (("--since", "morgen"), "morgen"),
        (("--pin", "nowhere/x/1=c1"), "nowhere/x/1"),
        (("--close", "示意国道"), "道路"),
    ],
)
def test_bad_options_are_refused_in_words(machine, store, options, part):
    code_, data = machine("assign", *store, *options)
    assert code_ == 2
    assert part in data["error"]


def test_a_closed_road_changes_whom_it_cuts_off(machine, tmp_path):
    rows = roster(("a1", "c2", 5, {}))
    workspace = roads.workspace_of(tmp_path, assignments=rows)
    store = ("--workspace", workspace.path, *DAY)
    assert "c2" in json.dumps(machine("assign", *store)[1]["roster"][4])
    _, data = machine("assign", *store, "--close", roads.BRIDGE)
    gone = [row for row in data["changes"] if row["post"] == post(5)]
    assert [(row["after"], row["cause"]) for row in gone] == [("", "out_of_reach")]
    code_, refused = machine("assign", *store, "--close", "没有的路")
    assert code_ == 2
    assert refused["issues"]


def test_help_is_told_in_both_languages(capsys):
    for lang, word in (("zh", "必派岗位"), ("en", "must be filled")):
        with pytest.raises(SystemExit):
            main(["assign", "--help", "--lang", lang])
        assert word in capsys.readouterr().out
