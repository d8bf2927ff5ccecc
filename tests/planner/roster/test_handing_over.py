"""The roster as files: what is in them, and the workbook as it comes back in."""

import datetime as dt
import json
import zipfile

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest

from geo.ingest import ingest
from planner.intake import import_files
from planner.roster.choice import ExtraPost, RosterChoice
from planner.roster.handing_over import write_roster
from planner.rule import Rule
from planner.workspace import Workspace
from tests import toy
from tests.planner.roster.asking import (
    DAY,
    answer,
    code,
    people,
    post,
    roster,
    saved,
)

HOSTILE = '=1+1<b>"&村'
NEAR = Rule(limit_min=30)
BEFORE = roster(
    ("a1", "c1", 1, {"since": "2019-01-01", "post": "village_service"}),
    ("a2", "c3", 2, {"post": "village_service", "note": "=旧"}),
)
SHEETS = {
    "zh": ["服务安排", "特派员负荷", "各产业", "未安排的岗位", "变动", "说明"],
    "en": ["Assignments", "Loads", "Trades", "Open posts", "Changes", "Notes"],
}


def hostile():
    villages = toy.villages()
    villages.loc[[0, 4], "name"] = HOSTILE
    return answer(
        RosterChoice(extra=(ExtraPost(code(6), "team_leader"),)),
        rule=NEAR,
        assignments=BEFORE,
        villages=villages,
        commissioners=people(name={"c1": "+cmd|' /C calc'!A0"}),
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("roster")
    found = hostile()
    return found, {lang: write_roster(found, folder / lang, lang) for lang in SHEETS}


def test_without_a_roster_in_force_no_changes_are_listed(tmp_path):
    paths = write_roster(answer(), tmp_path)
    assert rows_of(paths[0], "变动") == []
    notes = openpyxl.load_workbook(paths[0])["说明"].iter_rows(values_only=True)
    assert "还没有在用的名单，没有可比较的变动" in str(list(notes))


def rows_of(path, title):
    """Rows of a sheet as dicts by heading, nothing for an empty cell."""
    head, *rows = openpyxl.load_workbook(path)[title].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


@pytest.mark.parametrize("lang", SHEETS)
def test_every_file_and_sheet_is_there_and_no_text_is_a_formula(made, lang):
    paths = made[1][lang]
    assert [path.name for path in paths] == [
        "roster.xlsx", "roster_ties_shp.zip", "roster_ties.geojson"
    ]  # fmt: skip
    book = openpyxl.load_workbook(paths[0])
    assert book.sheetnames == SHEETS[lang]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    risky = [c for c in cells if str(c.value or "").startswith(("=", "+"))]
    assert risky
    assert all(cell.quotePrefix for cell in risky)


def test_the_sheets_say_who_goes_where_and_what_is_open(made):
    path = made[1]["zh"][0]
    rows = {row["服务安排编号"]: row for row in rows_of(path, "服务安排")}
    assert set(rows) == {
        "a1", "a2", *(f"{one}@2019-06-01" for one in
                      (post(2), post(3), post(4), post(6, "team_leader")))
    }  # fmt: skip
    assert rows["a2"]["服务结束"] == "2019-05-31"
    new = rows[f"{post(4)}@2019-06-01"]
    assert (new["特派员编号"], new["特派员姓名"], new["村名"], new["路程（分钟）"]) == (
        "c2", "黄二", "新民村", 14,
    )  # fmt: skip
    assert rows[f"{post(6, 'team_leader')}@2019-06-01"]["服务岗位"] == "工作队队长"
    (open_,) = rows_of(path, "未安排的岗位")
    assert (open_["岗位编号"], open_["村名"]) == (post(5), HOSTILE)
    assert "黄二" in open_["办法"]
    changed = {row["岗位编号"]: row for row in rows_of(path, "变动")}
    assert changed[post(2)]["原来的人"] == "陆三"
    assert changed[post(2)]["现在的人"] == "+cmd|' /C calc'!A0"
    loads = {row["特派员编号"]: row["岗位数"] for row in rows_of(path, "特派员负荷")}
    assert sum(loads.values()) == 5
    trades = {row["产业"]: row for row in rows_of(path, "各产业")}
    assert [trades["蔬菜"][name] for name in ("岗位", "空缺", "懂这一产业的人")] == [
        1,
        1,
        1,
    ]
    assert trades["不限产业"]["岗位"] == 1
    notes = " ".join(str(row["说明"]) for row in rows_of(path, "说明"))
    for part in (
        "2019-06-01",
        "30 分钟",
        "5 个有人",
        "有人的岗位：5（已证明最优）",
        "向上取整到分钟",
        "贫困户数取村的名录",
    ):
        assert part in notes
    heads = list(rows_of(path, "服务安排")[0])
    assert heads[:2] == ["村名", "特派员姓名"]


def test_a_goal_about_what_there_is_none_of_is_not_called_the_best(tmp_path):
    notes = rows_of(write_roster(answer(), tmp_path)[0], "说明")
    (told,) = [row["说明"] for row in notes if "必须有人而空缺" in str(row["说明"])]
    assert told.endswith("：不适用")


@pytest.mark.parametrize("lang", SHEETS)
def test_the_workbook_is_read_back_as_the_layer_without_questions(made, lang):
    found, paths = made
    back = ingest([paths[lang][0]])
    assert back.questions == ()
    assert list(back.layers) == ["assignments"]
    assert not [issue for issue in back.issues if issue.severity == "error"]
    columns = [name for name in BEFORE.columns if not name.startswith("source")]
    columns.remove("geometry")
    wanted = saved(found, DAY, BEFORE)[columns]
    pd.testing.assert_frame_equal(
        pd.DataFrame(back.layers["assignments"][columns]), pd.DataFrame(wanted)
    )


def test_an_edited_workbook_goes_into_the_workspace(tmp_path):
    workspace = Workspace(tmp_path / "w.gpkg")
    workspace.replace(toy.layers() | {"assignments": BEFORE}, [])
    found = answer(rule=NEAR, assignments=BEFORE)
    path = write_roster(found, tmp_path, since=dt.date(2019, 7, 1))[0]
    book = openpyxl.load_workbook(path)
    sheet = book["服务安排"]
    heads = [cell.value for cell in sheet[1]]
    pinned = heads.index("固定安排") + 1
    sheet.cell(2, pinned).value = "是"
    book.save(path)
    outcome = import_files(workspace, [path], today=dt.date(2019, 7, 1))
    assert outcome.committed
    kept = workspace.layer("assignments").set_index("assignment_id")
    assert kept.loc["a1", "pinned"]
    assert kept.loc["a2", "until"] == "2019-06-30"
    assert set(kept["commissioner_id"]) == {"c1", "c2", "c3"}
    again = answer(rule=NEAR, assignments=workspace.layer("assignments"),
                   today=dt.date(2019, 7, 1))  # fmt: skip
    assert again.changes() == []


def edited(tmp_path, change, since=dt.date(2019, 7, 1)):
    """A workspace, and what importing its roster brings, edited in the workbook."""
    workspace = Workspace(tmp_path / "w.gpkg")
    workspace.replace(toy.layers() | {"assignments": BEFORE}, [])
    found = answer(rule=NEAR, assignments=BEFORE)
    path = write_roster(found, tmp_path, since=since)[0]
    book = openpyxl.load_workbook(path)
    sheet = book["服务安排"]
    heads = [cell.value for cell in sheet[1]]
    change(sheet, {head: at for at, head in enumerate(heads, 1)})
    book.save(path)
    outcome = import_files(workspace, [path], today=since)
    return workspace.layer("assignments").set_index("assignment_id"), outcome


def test_a_row_whose_person_is_taken_out_is_an_open_post(tmp_path):
    def empty(sheet, column):
        sheet.cell(2, column["特派员编号"]).value = None
        sheet.cell(4, column["特派员编号"]).value = None

    rows, outcome = edited(tmp_path, empty)
    assert outcome.committed
    # The one who was there ends; the new one never began.
    assert rows.loc["a1", ["commissioner_id", "until"]].tolist() == [
        "c1", "2019-06-30",
    ]  # fmt: skip
    assert f"{post(2)}@2019-07-01" not in rows.index
    assert f"{post(3)}@2019-07-01" in rows.index
    told = [one for one in outcome.issues if "emptied" in one.rule]
    assert [(one.rule, one.row, one.key) for one in told] == [
        ("assignment_emptied_ended", 2, "a1"),
        ("assignment_emptied_new", 4, f"{post(2)}@2019-07-01"),
    ]  # fmt: skip
    assert all("空岗" in one.text("zh") for one in told)
    assert "2019-06-30" in told[0].text("en")


def test_a_row_without_a_first_day_has_begun_long_ago(tmp_path):
    def empty(sheet, column):
        sheet.cell(3, column["特派员编号"]).value = None

    rows, _ = edited(tmp_path, empty)
    assert rows.loc["a2", "until"] == "2019-06-30"


def emptied(tmp_path, text, **columns):
    """What importing a file does to a roster of two rows."""
    workspace = Workspace(tmp_path / "w.gpkg")
    workspace.replace(toy.layers() | {"assignments": BEFORE.assign(**columns)}, [])
    path = tmp_path / "服务安排.csv"
    path.write_text(text, encoding="utf-8")
    outcome = import_files(workspace, [path], today=dt.date(2019, 7, 1))
    assert outcome.committed
    return workspace.layer("assignments").set_index("assignment_id"), outcome


HEAD = "服务安排编号,特派员编号,村代码"


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD},服务开始\na2,,{code(2)},2019-08-01\n",
        f"{HEAD},服务开始\na2,,{code(2)},2019-01-01\n",
        f"{HEAD}\na2,,{code(2)}\n",
    ],
)
def test_a_known_row_that_has_not_begun_is_taken_out_with_its_person(tmp_path, text):
    rows, outcome = emptied(tmp_path, text, since=["2019-01-01", "2019-08-01"])
    assert rows.index.tolist() == ["a1"]
    (told,) = [one for one in outcome.issues if "emptied" in one.rule]
    assert told.rule == "assignment_emptied_gone"
    (change,) = outcome.changes
    assert (change.added, change.changed, change.removed) == (0, 0, 1)


@pytest.mark.parametrize(
    ("ended", "text", "until"),
    [
        ("2018-12-31", f"{HEAD}\na2,,{code(2)}\n", "2018-12-31"),
        ("2018-12-31", f"{HEAD},服务结束\na2,,{code(2)},2019-12-31\n", "2018-12-31"),
        ("2019-12-31", f"{HEAD},服务结束\na2,,{code(2)},2019-03-31\n", "2019-03-31"),
        ("", f"{HEAD},服务结束\na2,,{code(2)},\n", "2019-06-30"),
    ],
)
def test_an_emptied_row_never_serves_longer_and_keeps_the_rest(
    tmp_path, ended, text, until
):
    rows, outcome = emptied(tmp_path, text, until=["", ended])
    columns = ["commissioner_id", "until", "post", "note"]
    assert rows.loc["a2", columns].tolist() == ["c3", until, "village_service", "=旧"]
    (told,) = [one for one in outcome.issues if "emptied" in one.rule]
    assert until in told.text("zh")
    assert outcome.changes[0].removed == 0


def test_a_row_that_is_left_out_stays_and_that_is_told(tmp_path):
    rows, outcome = edited(tmp_path, lambda sheet, column: sheet.delete_rows(2))
    assert outcome.committed
    assert rows.loc["a1", "until"] == ""
    (told,) = [one for one in outcome.issues if one.rule == "assignment_left_out"]
    assert told.params["count"] == 1
    assert not [one for one in outcome.issues if "emptied" in one.rule]


def test_a_row_without_number_or_village_still_lacks_a_person(tmp_path):
    def empty(sheet, column):
        sheet.cell(2, column["特派员编号"]).value = None
        sheet.cell(2, column["村代码"]).value = None
        sheet.cell(3, column["特派员编号"]).value = None
        sheet.cell(3, column["服务安排编号"]).value = None

    rows, outcome = edited(tmp_path, empty)
    assert not outcome.committed
    wrong = [one for one in outcome.issues if one.rule == "required_missing"]
    assert sorted(one.row for one in wrong) == [2, 2, 3]
    assert rows.loc["a1", "commissioner_id"] == "c1"


def test_ties_are_lines_from_village_to_home(made, tmp_path):
    found, paths = made
    _, shapes, lines = paths["zh"]
    with zipfile.ZipFile(shapes) as whole:
        whole.extractall(tmp_path)
    frame = gpd.read_file(next(tmp_path.rglob("*.shp")))
    assert len(frame) == (found.posts["commissioner_id"] != "").sum()
    assert set(frame.geom_type) == {"LineString"}
    fourth = frame[frame["POST_ID"] == post(4)].iloc[0]
    assert (fourth["TRAVEL"], fourth["COMM_ID"]) == (14, "c2")
    assert fourth.geometry.coords[0] == pytest.approx(
        toy.villages().geometry[3].coords[0]
    )
    plain = json.loads(lines.read_text(encoding="utf-8"))
    assert len(plain["features"]) == len(frame)
    told = plain["features"][0]["properties"]
    assert (told["kept"], told["illustrative"]) == (True, False)


def test_somebody_without_a_place_has_no_line(tmp_path):
    crew = toy.commissioners()
    crew.loc[0, "geometry"] = None
    found = answer(rule=NEAR, commissioners=crew)
    write_roster(found, tmp_path, "en")
    empty = answer(villages=toy.villages().assign(is_poor=False))
    assert all(path.exists() for path in write_roster(empty, tmp_path / "none"))
