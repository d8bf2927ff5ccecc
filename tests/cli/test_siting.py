"""`planner site`: text and JSON, what is wrong at once, conflicts, plans kept, files.

In the toy region all five poor villages lack a StarSpace; within 32 minutes two cover
them, and one in the third village covers all but the second.
"""

import json
import re
import shutil

import pytest
import shapely

from geo.frames import conform
from planner.plans import kept_plans
from planner.workspace import Workspace
from tests import toy
from tests.planner.new_bases.asking import CODES, sites

RULE = (
    'limit_min = 32\nbase_kinds = ["starspace"]\nproviders = "bases"\n'
    "match_trade = false\non = 2019-06-01\n"
)


def store(path, **changed):
    Workspace(path).replace(toy.layers() | changed, [])
    return path


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return store(tmp_path_factory.mktemp("toy") / "w.gpkg")


@pytest.fixture
def given(tmp_path, made):
    """Workspace and rule, as options."""
    rule = tmp_path / "规则.toml"
    rule.write_text(RULE, encoding="utf-8")
    workspace = shutil.copy(made, tmp_path / "w.gpkg")
    return ("--workspace", workspace, "--rule", rule, "--kind", "starspace")


def test_the_answer_in_words(run, given):
    code, out, err = run("site", *given)
    assert (code, err) == (0, "")
    first = out.splitlines()[0]
    assert first == (
        "新建 2 个基地（共 40 万元），未覆盖的 5 个村可覆盖 5 个。已证明不能再少。"
    )
    assert len(re.findall(r"^  \d\. ", out, re.MULTILINE)) == 2
    assert "复核：方案无误" in out
    assert "由 5 个变为 0 个" in out
    # No roads: a straight line, and said so.
    assert "不是道路里程" in out


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ([], "2 new bases"),
        (["--least", "cost"], "no cheaper plan"),
        (["--aim", "most", "--number", "1"], "cover 4 of the 5"),
        (
            ["--aim", "most", "--number", "1", "--weight", "poor_households"],
            "They have 130 poor households.",
        ),
        (["--aim", "most", "--budget", "25.5"], "20 × 10,000 yuan"),
        (["--aim", "mean", "--number", "1"], "25 min away on average for 5"),
        (["--aim", "farthest", "--number", "2"], "at most 28 min away for 5"),
    ],
)
def test_the_answer_in_english(run, given, options, told):
    code, out, err = run("site", *given, *options, "--lang", "en")
    assert (code, err) == (0, "")
    assert told in out
    assert "Proved" in out
    assert "Rechecked: the plan is right" in out
    # Names stay as they are.
    own = re.sub("|".join(toy.villages()["name"]), "", out)
    assert not re.search("[一-龥]", re.sub("田东县|德保县", "", own))


def test_machines_read_the_plan(machine, given):
    code, data = machine("site", *given, "--aim", "most", "--number", "1")
    assert code == 0
    assert data["status"] == "optimal"
    assert (data["objective"], data["bound"], data["gap"]) == (4, 4, 0)
    assert data["plan"] == [CODES[2]]
    assert (data["asked"], data["covered"], data["cost"]) == (5, 4, 20)
    assert (data["uncovered_before"], data["uncovered_after"]) == (5, 1)
    assert (data["violations"], data["as_promised"]) == ([], True)
    (site,) = data["sites"]
    assert (site["name"], site["villages"], site["only"]) == ("红旗村", 4, 4)
    assert (site["lon"], site["lat"]) == pytest.approx(
        shapely.get_coordinates(toy.villages().geometry[2])[0], abs=1e-6
    )
    assert {row["village_code"] for row in data["villages"]} == {
        CODES[at] for at in (0, 2, 3, 4)
    }
    assert data["unreached"] == []
    assert (data["curve"], data["others"]) == (None, None)
    assert data["choice"]["aim"] == "most"
    assert data["rule"]["on"] == "2019-06-01"


def test_curve_and_others(machine, run, given):
    _, data = machine("site", *given, "--curve", "--others", "2")
    assert [point["covered"] for point in data["curve"]] == [0, 4, 5]
    assert [point["limit"] for point in data["curve"]] == [0, 1, 2]
    assert data["others"]
    assert all(one["plan"] != data["plan"] for one in data["others"])
    _, out, _ = run("site", *given, "--curve", "--others", "2")
    assert "  1：4" in out
    assert "另一方案 1" in out
    # Where travel is to be short, the curve is still one of cover.
    _, data = machine("site", *given, "--aim", "mean", "--number", "1", "--curve")
    assert [point["covered"] for point in data["curve"]] == [0, 4, 5]


def test_strict_asks_for_all(run, given):
    most = ("--aim", "most", "--number", "1")
    assert run("site", *given, *most)[0] == 0
    assert run("site", *given, *most, "--strict")[0] == 1
    assert run("site", *given, "--strict")[0] == 0


def test_who_cannot_be_served_is_told_with_the_reason(run, machine, given, tmp_path):
    villages = toy.villages()
    villages.loc[0, "geometry"] = None
    villages.loc[1, "excluded"] = True
    listed = sites(("a", (25, 5), {"illustrative": True}))
    store(given[1], villages=villages, candidate_sites=listed)
    code, data = machine("site", *given, "--places", "listed", "--strict")
    assert code == 1
    assert {row["village_code"]: row["reason"] for row in data["unreached"]} == {
        CODES[0]: "no_location",
        CODES[1]: "excluded_by_planner",
        CODES[3]: "nothing_in_reach",
    }
    near = data["unreached"][-1]
    assert near["site_id"] == "a"
    assert near["cost"] > 32 * 60
    _, out, _ = run("site", *given, "--places", "listed")
    assert "新建基地也覆盖不了的村 3 个：" in out
    assert "没有位置" in out
    assert "最近的是“a号地”，40 分钟" in out
    assert "；示意数据" in out
    assert data["uncovered_after"] == 3


def test_rules_that_contradict_are_named(run, machine, given):
    options = ("--aim", "most", "--number", "1", "--pin", CODES[0], CODES[1])
    code, out, err = run("site", *given, *options)
    assert (code, out) == (2, "")
    lines = err.strip().splitlines()
    assert "去掉其中任何一条" in lines[0]
    assert sorted(lines[1:]) == [
        f"  必须启用站点 东升村 ({CODES[1]})",
        f"  必须启用站点 前进村 ({CODES[0]})",
        "  新建站点最多 1 个",
    ]
    code, data = machine("site", *given, *options, "--lang", "en")
    assert (code, data["status"], len(data["conflict"])) == (2, "infeasible", 3)


def test_a_county_without_a_place_for_its_kind_is_named(run, given):
    listed = sites(("a", (5, 5), {}))
    store(given[1], candidate_sites=listed)
    code, _, err = run(
        "site", *given, "--places", "listed", "--county-kind", "starspace"
    )
    assert code == 2
    assert "“德保县的" in err


def test_everything_wrong_is_said_at_once(run, given, tmp_path):
    rule = tmp_path / "bad.toml"
    rule.write_text("needed = 0\n", encoding="utf-8")
    code, out, err = run(
        "site", "--workspace", tmp_path / "none.gpkg", "--rule", rule,
        "--aim", "best", "--number", "few", "--cost", "-1", "--capacity", "1.5",
        "--time-limit", "0", "--seed", "x", "--others", "99", "--detour", "9",
        "--date", "soon",
    )  # fmt: skip
    assert (code, out) == (2, "")
    assert len(err.strip().splitlines()) == 11
    for told in ("none.gpkg", "best", "few", "--time-limit", "--seed", "soon"):
        assert told in err
    assert "Traceback" not in err


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "options",
    [
        ["--aim", "mean"],
        ["--number", "2"],
        ["--pin", "nowhere"],
        ["--kind", "park"],
        ["--places", "listed"],
        ["--aim", "mean", "--number", "1", "--others", "1"],
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(run, given, options, lang):
    code, out, err = run("site", *given, *options, "--lang", lang)
    assert (code, out) == (2, "")
    assert len(err.strip().splitlines()) == 1
    assert bool(re.search("[一-龥]{4}", err)) == (lang == "zh")


def test_a_plan_is_kept_by_name(machine, given):
    _, data = machine("site", *given, "--save", " 两个站 ")
    assert data["saved"] == "两个站"
    machine("site", *given, "--aim", "most", "--number", "1", "--save", "一个站")
    plans = {plan.name: plan for plan in kept_plans(given[1], "bases")}
    assert set(plans) == {"两个站", "一个站"}
    kept = plans["一个站"]
    assert kept.summary == {
        "bases": 1, "covered": 4, "asked": 5, "cost": 20.0, "proved": True,
    }  # fmt: skip
    assert [site["id"] for site in kept.content["sites"]] == [CODES[2]]
    assert kept.settings["choice"]["number"] == 1
    assert kept.data_version == data["data_version"]
    assert json.loads(json.dumps(kept.settings)) == kept.settings


def test_a_plan_without_a_name_is_refused(run, given):
    code, _, err = run("site", *given, "--save", " ")
    assert code == 2
    assert err.strip()
    assert kept_plans(given[1], "bases") == ()


def test_files_are_written(machine, given, tmp_path):
    out = tmp_path / "方案"
    _, data = machine("site", *given, "--out", out)
    assert sorted(path.name for path in out.iterdir()) == [
        "new_bases.geojson", "new_bases.xlsx", "new_bases_shp.zip",
        "villages_served.geojson",
    ]  # fmt: skip
    assert sorted(data["files"]) == sorted(str(path) for path in out.iterdir())
    written = json.loads((out / "new_bases.geojson").read_text(encoding="utf-8"))
    assert len(written["features"]) == data["bases"]


def test_nothing_to_build(run, given, tmp_path):
    rule = tmp_path / "easy.toml"
    rule.write_text("limit_min = 60\nmatch_trade = false\non = 2019-06-01\n")
    code, out, _ = run("site", *given[:2], "--rule", rule, "--strict")
    assert code == 0
    assert "不必新建" in out


def test_a_broken_promise_is_said(run, given, tmp_path):
    """An upgrade that knows fewer trades loses villages the base has now."""
    rule = tmp_path / "trades.toml"
    rule.write_text('limit_min = 20\nproviders = "bases"\non = 2019-06-01\n')
    listed = conform(
        sites(("up", (15, 10), {"base_id": "b1", "trades": "tea"})), "candidate_sites"
    )
    store(given[1], candidate_sites=listed)
    code, out, _ = run(
        "site", *given[:2], "--rule", rule, "--places", "listed", "--pin", "up"
    )
    assert code == 0
    # It reaches 3 and 4 from its new place, and 1 and 2 no longer.
    assert "应覆盖 4 个村，实为 2 个" in out
