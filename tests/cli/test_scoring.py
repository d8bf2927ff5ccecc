"""``planner score`` and ``planner duties`` on the toy region."""

import re

import icalendar
import pytest

from planner.programmes.loading import shipped_programmes
from planner.workspace import Workspace
from tests import toy, toy_records

DAY = ("--date", "2019-06-01")
LONG_CHINESE = re.compile("[一-龥]{5}|[，。：]")
OWN = """
[programme]
id = "mine"
zh = "县里的方案"
en = "Our own"
issuer_zh = "县科技局"
issuer_en = "County bureau"
document = "县字〔2019〕1号"
published = 2019-01-01
place = "451022"
starts = 2019-01-01

[[set]]
name = "every_county"
unit = "county"
zh = "所有县"
en = "Every county"

[[row]]
id = "mine.report"
clause = "一"
find = "报告"
zh = "半年报告"
en = "Half-yearly report"
asks_zh = "半年一报。"
asks_en = "A report every half-year."
owner_zh = "县科技局"
owner_en = "County bureau"
[[row.part]]
kind = "duty"
unit = "county"
set = "every_county"
duty = "mine.report"
schedule = { windows = ["06-01/06-30", "12-01/12-31"] }
per = "year"
targets = [{ by = 2019-12-31 }]
"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    path = tmp_path_factory.mktemp("scored") / "w.gpkg"
    Workspace(path).replace(toy.layers() | toy_records.layers(), [])
    return path


def ids():
    return [row.id for programme in shipped_programmes() for row in programme.rows]


def test_machines_get_every_row_in_order(machine, workspace):
    code, data = machine("score", "--workspace", workspace, *DAY, "--no-history")
    assert code == 0
    assert len(ids()) == 76
    assert list(data["rows"]) == ids()
    assert data["on"] == "2019-06-01"
    for row in data["rows"].values():
        assert {"status", "clause", "due", "parts"} <= row.keys()
        if row["status"] == "needs_data":
            assert row["value"] is None
            assert all(row["needs_data"])


def test_a_row_without_data_says_what_to_supply(run, machine, workspace):
    _, data = machine("score", "--workspace", workspace, *DAY, "--no-history")
    lacking = [n for n, row in data["rows"].items() if row["status"] == "needs_data"]
    assert lacking
    _, out, _ = run("score", "--workspace", workspace, *DAY, "--only", lacking[0])
    assert data["rows"][lacking[0]]["needs_data"][0] in out
    assert lacking[0] in out


def test_history_tells_trend_and_forecast(machine, workspace):
    asked = ("score", "--workspace", workspace, *DAY, "--only", "baise.report")
    _, told = machine(*asked)
    _, quick = machine(*asked, "--no-history")
    (part, *_) = told["rows"]["baise.report"]["parts"]
    assert "trend" in part
    assert "trend" not in quick["rows"]["baise.report"]["parts"][0]


def test_only_some_rows_or_a_whole_programme(machine, workspace):
    asked = ("score", "--workspace", workspace, *DAY, "--no-history", "--only")
    _, data = machine(*asked, "baise.report", "advisory")
    own = [name for name in ids() if name.startswith("advisory.")]
    assert sorted(data["rows"]) == sorted(["baise.report", *own])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_unknown_ids_are_all_named(run, workspace, lang):
    code, out, err = run(
        "score", "--workspace", workspace, *DAY, "--lang", lang,
        "--only", "no.such", "baise.report", "nor.this",
    )  # fmt: skip
    assert (code, out) == (2, "")
    assert "no.such" in err
    assert "nor.this" in err
    assert "baise.report" not in err


def test_english_speaks_no_chinese(run, workspace):
    """But for names of places, which are short."""
    _, out, _ = run("score", "--workspace", workspace, *DAY, "--lang", "en")
    assert [line for line in out.splitlines() if LONG_CHINESE.search(line)] == []
    _, out, _ = run("duties", "--workspace", workspace, *DAY, "--lang", "en")
    assert "baise.report" in out
    assert not re.search("逾期|季度|年", out)


def test_strict_exits_with_one_where_a_row_is_short(run, machine, workspace):
    asked = ("score", "--workspace", workspace, "--only", "baise.report")
    _, data = machine(*asked, "--date", "2019-07-15", "--no-history")
    assert data["rows"]["baise.report"]["status"] == "short"
    assert run(*asked, "--date", "2019-07-15")[0] == 0
    assert run(*asked, "--date", "2019-07-15", "--strict")[0] == 1


def test_a_programme_of_ones_own_is_scored_with_the_shipped(
    machine, workspace, tmp_path
):
    path = tmp_path / "方案.toml"
    path.write_text(OWN, encoding="utf-8")
    asked = ("--workspace", workspace, *DAY, "--programme", path)
    code, data = machine("score", *asked, "--no-history")
    assert code == 0
    assert list(data["rows"]) == [*ids(), "mine.report"]
    _, duties = machine("duties", *asked)
    own = [row for row in duties["duties"] if row["row_id"] == "mine.report"]
    assert {row["unit_code"] for row in own} == {toy.WEST}
    assert [row["label"] for row in own] == ["2019H1", "2019H2"]


def test_a_bad_programme_file_is_told_with_every_line(run, workspace, tmp_path):
    path = tmp_path / "bad.toml"
    text = OWN.replace('kind = "duty"', 'kind = "wish"').replace('clause = "一"\n', "")
    path.write_text(text, encoding="utf-8")
    for command in ("score", "duties"):
        code, out, err = run(
            command, "--workspace", workspace, *DAY, "--programme", path
        )
        assert (code, out) == (2, "")
        assert "wish" in err
        assert "clause" in err
        assert len(re.findall(r"bad\.toml.*?\d+", err)) >= 2
    code, _, err = run(
        "score", "--workspace", workspace, "--programme", tmp_path / "none.toml"
    )
    assert code == 2
    assert "none.toml" in err


def test_duties_of_a_year_and_a_unit(run, machine, workspace):
    code, data = machine("duties", "--workspace", workspace, *DAY)
    assert code == 0
    rows = [r for r in data["duties"] if r["duty"] == "baise.report"]
    assert {r["unit_code"] for r in rows} == {toy.WEST, toy.EAST, "4510"}
    assert {r["due"] for r in rows} == {
        "2019-03-31", "2019-06-30", "2019-09-30", "2019-12-31",
    }  # fmt: skip
    code, _, err = run("duties", "--workspace", workspace, *DAY, "--unit", "999999")
    assert code == 2
    assert "没有代码为 999999 的单位" in err
    _, one = machine("duties", "--workspace", workspace, *DAY, "--unit", toy.EAST)
    assert {row["unit_code"] for row in one["duties"]} == {toy.EAST}
    _, other = machine("duties", "--workspace", workspace, *DAY, "--year", "2020")
    assert "2020-03-31" in {row["due"] for row in other["duties"]}
    _, out, _ = run("duties", "--workspace", workspace, *DAY)
    assert "2019-03-31  逾期未完成  baise.report  德保县" in out


def test_a_year_whose_days_off_are_not_announced_is_told(run, workspace):
    _, out, _ = run("duties", "--workspace", workspace, *DAY, "--year", "2090")
    assert "2090" in out
    assert "国务院办公厅" in out
    assert "国务院办公厅" not in run("duties", "--workspace", workspace, *DAY)[1]


@pytest.mark.parametrize("year", ["-1", "0", "1850", "99999"])
def test_a_year_out_of_reach_is_refused_in_words(run, workspace, year):
    code, _, err = run("duties", "--workspace", workspace, *DAY, f"--year={year}")
    assert code == 2
    assert year.lstrip("-") in err


def test_the_calendar_file_holds_every_duty(run, machine, workspace, tmp_path):
    path = tmp_path / "日历" / "全年.ics"
    path.parent.mkdir()
    code, out, _ = run("duties", "--workspace", workspace, *DAY, "--ics", path)
    assert code == 0
    assert str(path) in out
    calendar = icalendar.Calendar.from_ical(path.read_bytes())
    found = [str(event["DESCRIPTION"]) for event in calendar.walk("VEVENT")]
    _, data = machine("duties", "--workspace", workspace, *DAY)
    for row_id in {row["row_id"] for row in data["duties"]}:
        assert any(row_id in text for text in found)


def test_one_duty_of_two_levels_is_two_entries(run, workspace, tmp_path):
    """Counties and the city owe a report of their own by the same day."""
    path = tmp_path / "a.ics"
    run("duties", "--workspace", workspace, *DAY, "--ics", path)
    calendar = icalendar.Calendar.from_ical(path.read_bytes())
    march = [
        str(event["SUMMARY"]) for event in calendar.walk("VEVENT")
        if "baise.report" in str(event["DESCRIPTION"]) and "一季度" in event["SUMMARY"]
    ]  # fmt: skip
    assert sum("各县季度报告" in text for text in march) == 1
    assert sum("市局季度报告" in text for text in march) == 1


def test_an_empty_or_missing_workspace_is_said_so(run, tmp_path):
    for command in ("score", "duties"):
        code, _, err = run(command, "--workspace", tmp_path / "none.gpkg")
        assert code == 2
        assert "none.gpkg" in err
    path = tmp_path / "bare.gpkg"
    Workspace(path).replace({"counties": toy.counties()}, [])
    for command in ("score", "duties"):
        code, _, err = run(command, "--workspace", path)
        assert code == 2
        assert "村" in err


def test_the_score_is_counted_again_and_says_so(run, machine, workspace, monkeypatch):
    _, out, _ = run("score", "--workspace", workspace, *DAY, "--lang", "zh")
    assert "独立的算法重算 20 项，结果一致" in out
    _, data = machine("score", "--workspace", workspace, *DAY, "--no-history")
    assert data["violations"] == []
    monkeypatch.setattr("cli.scoring._MOST_RECHECKED", 5)
    _, out, _ = run("score", "--workspace", workspace, *DAY, "--lang", "zh")
    assert "未作独立复核" in out
