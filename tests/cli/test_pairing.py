"""``planner pair`` on the toy region: what it says, saves, writes and refuses."""

import shutil
from pathlib import Path

import pytest

from cli.main import main
from planner.workspace import Workspace
from tests import toy, toy_records
from tests.planner.pairing.asking import (
    EXPERTS,
    code,
    company,
    paper,
    papers,
    partner,
    partners,
    people,
    post,
    three,
)

DAY = ("--date", "2019-06-01")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    path = tmp_path_factory.mktemp("pair") / "w.gpkg"
    given = toy.layers() | {
        "people": people(*EXPERTS, three("t1", code(3))),
        "agreements": papers(paper("a1", code(4), "e3")),
        "household_counts": toy_records.household_counts(),
        "partners": partners(
            partner("p1", "440304", capacity=1), company("o1", "4403", trades="tea")
        ),
    }
    Workspace(path).replace(given, [])
    return path


@pytest.fixture
def workspace(made, tmp_path):
    return Path(shutil.copy2(made, tmp_path))


@pytest.fixture
def store(workspace):
    return ("--workspace", workspace, *DAY)


def test_it_says_pairs_goals_changes_reasons_and_the_check(run, machine, store):
    code_, data = machine("pair", *store)
    assert code_ == 0
    assert (data["units"], data["paired"], data["open"]) == (5, 4, 1)
    assert (data["households"], data["households_paired"]) == (143, 93)
    assert data["status"] == "optimal"
    assert {"goal": "filled", "value": 4, "bound": 4, "proved": True} in data["goals"]
    changed = {row["post"]: (row["before"], row["after"]) for row in data["changes"]}
    assert changed[post(4)] == ("e3", "e2")
    (open_,) = data["why_open"]
    assert (open_["post_id"], open_["reason"]) == (post(5), "closed_then")
    assert data["pairs"][4]["travel"] is None
    assert data["violations"] == []
    text = run("pair", *store)[1]
    for part in ("5 个村中 4 个结得上对", "结上对：4（已证明最优）", "专家e3 → 专家e2",
                 "没有结上的 1 个", "没有填产业", "独立的算法"):  # fmt: skip
        assert part in text
    english = run("pair", *store, "--lang", "en")[1]
    assert "4 of 5 villages are paired" in english


def test_the_other_kinds_answer_too(run, machine, store):
    _, data = machine("pair", *store, "--kind", "three_regions")
    (one,) = data["people"]
    assert one["lacks"] == "project;base;business;village"
    text = run("pair", *store, "--kind", "three_regions")[1]
    assert "专家t1（t1）缺：项目、基地、经营主体、贫困户" in text
    _, data = machine("pair", *store, "--kind", "universities")
    assert data["target"] == 2
    assert {row["name"] for row in data["pairs"]} == {"田东县", "德保县"}


def test_the_east_is_paired_without_roads_and_saved_with_its_place(
    run, machine, workspace, store
):
    kind = ("--kind", "east_counties")
    code_, data = machine(
        "pair", *store, *kind, "--pin", f"{toy.EAST}=east:p1", "--save", "--strict"
    )
    assert (code_, data["paired"], data["open"]) == (1, 1, 1)
    assert data["choice"]["pins"] == [[f"{toy.EAST}/east_west/1", "east:p1"]]
    assert data["travel"] == {}
    assert data["more_partners"][0]["units"] == [toy.WEST]
    rows = Workspace(workspace).layer("agreements").set_index("unit_code")
    assert rows.loc[toy.EAST, ["kind", "partner_unit"]].tolist() == [
        "east_west", "440304"
    ]  # fmt: skip
    text = run("pair", *store, "--kind", "east_villages", "--lang", "en")[1]
    assert "2 of 5 villages are paired with an eastern organisation" in text
    assert "Who else would help most" in text
    assert "no roads" not in text
    code_, data = machine("pair", *store, *kind, "--limit", "60")
    assert code_ == 2
    assert "不看路程" in data["error"]


def test_strict_tells_what_is_open_by_the_exit_code(machine, store):
    assert machine("pair", *store, "--strict")[0] == 1
    roles = ("--roles", "expert，frontline")
    assert machine("pair", *store, "--strict", *roles)[0] == 0
    assert machine("pair", *store, "--strict", "--kind", "three_regions")[0] == 1


def test_the_options_make_the_question(machine, store):
    _, data = machine(
        "pair", *store, "--villages", "not_exited", "--parties", "both",
        "--needed", "2", "--capacity", "4", "--least-fit", "part", "--limit", "60",
        "--goals", "filled,travel", "--must", code(4), "--pin", f"{code(4)}=e2",
        "--ban", f"{post(1)}=e1",
    )  # fmt: skip
    choice = data["choice"]
    assert (choice["villages"], choice["parties"]) == ("not_exited", "both")
    assert (choice["needed"], choice["capacity"], choice["limit_min"]) == (2, 4, 60)
    assert choice["pins"] == [[post(4), "e2"]]
    assert (choice["bans"], choice["must"]) == ([[post(1), "e1"]], [code(4)])
    assert [goal["goal"] for goal in data["goals"]] == ["filled", "travel"]


def test_saving_keeps_drafts_and_can_be_undone(run, machine, workspace, store):
    before = Workspace(workspace).layer("agreements")
    assert machine("pair", *store, "--save")[1]["saved"] is True
    rows = Workspace(workspace).layer("agreements")
    assert (rows["signed_on"] == "").sum() == 4
    assert machine("pair", *store)[1]["kept"] == 4
    assert run("import", "--undo", "--workspace", workspace)[0] == 0
    assert Workspace(workspace).layer("agreements").equals(before)
    signed = ("--signed", "2019-06-01", "--ends", "2020-12-31", "--goal", "增收")
    machine("pair", *store, "--save", *signed)
    rows = Workspace(workspace).layer("agreements").set_index("agreement_id")
    assert (rows["signed_on"] == "").sum() == 0
    assert rows.loc["a1", "ends_on"] == "2019-05-31"


def test_three_regions_people_are_saved_with_a_title(machine, workspace, store):
    machine(
        "pair", *store, "--kind", "three_regions", "--save", "--project", "{村}示范"
    )  # fmt: skip
    rows = Workspace(workspace).layer("people").set_index("person_id")
    assert rows.loc["t1", "project"] == "红旗村示范"
    assert rows.loc["t1", "households"] == 1


def test_files_are_left_where_asked(machine, store, tmp_path):
    _, data = machine("pair", *store, "--out", tmp_path / "结对")
    assert [Path(name).name for name in data["files"]] == [
        "pairing.xlsx", "pairing.csv", "pairing_ties.geojson"
    ]  # fmt: skip
    assert all(Path(name).exists() for name in data["files"])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_pins_that_contradict_are_all_told(machine, workspace, store, lang):
    version = Workspace(workspace).data_version
    code_, data = machine(
        "pair", *store, "--save", "--lang", lang, "--pin", f"{code(5)}=e3",
        "--pin", f"{code(1)}=e1", "--pin", f"{code(1)}=e5",
    )  # fmt: skip
    assert code_ == 2
    assert len(data["conflict"]) == 3
    assert Workspace(workspace).data_version == version


@pytest.mark.parametrize(
    ("options", "part"),
    [
        (("--pin", "x", "--ban", "=e1"), "“x”"),
        (("--pin", "x", "--ban", "=e1"), "“=e1”"),
        (("--capacity", "0", "--needed", "0", "--roles", "wizard"), "wizard"),
        (("--signed", "morgen", "--ends", "abends"), "abends"),
        (("--signed", "2019-06-01", "--ends", "2018-06-01"), "2018-06-01"),
        (("--pin", "1=e9", "--must", "999"), "999"),
        (("--goals", "filled,swift"), "swift"),
    ],
)
def test_bad_options_are_refused_in_words(machine, store, options, part):
    code_, data = machine("pair", *store, *options)
    assert code_ == 2
    assert part in data["error"]


def test_help_is_told_in_both_languages(capsys):
    for lang, word in (("zh", "签订日期"), ("en", "{village}")):
        with pytest.raises(SystemExit):
            main(["pair", "--help", "--lang", lang])
        assert word in capsys.readouterr().out
