"""Import on the screen: checked first, asked about, committed as a whole, undone."""

import io
import zipfile

import geopandas as gpd
import openpyxl
import pytest

from geo.answers import Question
from geo.issues import Issue
from planner import intake
from planner.workspace import Workspace
from tests import desk, toy
from ui.components import contents, importing, issue_table
from ui.text import say

HEAD = "村代码,名称,县名,是否贫困村,产业,经度,纬度\n"
GOOD = HEAD + "451022100203,新兴村,田东县,是,羊,107.03,23.56\n"
BAD = HEAD + "4510,长岭村,田东县,是,羊,107.04,23.57\n" + GOOD[len(HEAD) :]


@pytest.fixture
def workspace(workspaces):
    return desk.make_workspace(workspaces)


def upload(at, name, text):
    at.file_uploader[0].upload(name, text.encode(), "text/csv").run()
    assert not at.exception
    return at


def commit(at):
    return at.button(key="commit")


def table_of(at, column):
    return next(df.value for df in at.dataframe if column in df.value.columns)


def test_a_clean_file_is_shown_before_it_is_written(app, workspace):
    before = workspace.data_version
    at = upload(app("data"), "村.csv", GOOD)
    changes = table_of(at, "added")
    assert changes.iloc[0].tolist() == ["村", 1, 0, 0, 7]
    assert workspace.data_version == before
    assert not commit(at).disabled
    commit(at).click().run()
    assert len(workspace.layer("villages")) == 7
    assert "已导入" in at.success[0].value
    assert at.file_uploader[0].value == []


def test_a_bad_row_keeps_everything_out_and_says_where(app, workspace):
    before = workspace.data_version
    at = upload(app("data"), "村.csv", BAD)
    assert commit(at).disabled
    assert "未导入任何内容" in at.error[0].value
    rows = table_of(at, "mend")
    assert any("村.csv · 第 2 行" in where for where in rows["where"])
    assert (rows[["what", "mend"]] != "").all(axis=None)
    assert workspace.data_version == before


def test_problems_are_told_in_the_language(app, workspace):
    at = upload(app("data", lang="en"), "villages.csv", BAD)
    rows = table_of(at, "mend")
    assert any("row 2" in where for where in rows["where"])
    assert "nothing was imported" in at.error[0].value


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", ""),
        ("图.png", "\x89PNG"),
        ("../../evil.csv", BAD),
        ("x.zip", "PK\x03\x04nothing"),
        ("y.shp", "no shape"),
        ("无后缀", "?"),
    ],
)
def test_rubbish_is_refused_in_words(app, workspace, name, data):
    before = workspace.data_version
    at = upload(app("data"), name, data)
    assert at.error
    assert say("unexpected", "zh") not in [error.value for error in at.error]
    assert workspace.data_version == before


def test_an_import_can_be_undone(app, workspace):
    before = workspace.data_version
    at = upload(app("data"), "村.csv", GOOD)
    commit(at).click().run()
    assert workspace.data_version != before
    at.button(key="undo").click().run()
    assert workspace.data_version == before


def test_an_import_leaves_the_verdict_before_it_to_compare_with(app, workspace):
    at = upload(app("data"), "村.csv", GOOD)
    commit(at).click().run()
    (record,) = workspace.verdicts()
    assert len(record["uncovered"]) == 1


def test_a_new_workspace_is_made_by_name_and_chosen(app, workspaces):
    at = app("data")
    at.text_input(key="new_name_0").set_value("../凌云.gpkg").run()
    upload(at, "村.csv", GOOD)
    commit(at).click().run()
    assert Workspace(workspaces / "凌云_gpkg" / "workspace.gpkg").exists
    assert at.session_state["setting:ws"] == "凌云_gpkg"


def test_questions_become_one_form_and_answers_are_used(app, workspace, monkeypatch):
    """Two open questions; answered, the files are checked again with the answers."""
    seen = []
    asked = (
        Question("a.csv", "layer", "", ("villages", "bases", "-"), guess="villages"),
        Question("a.csv", "datum", "", ("wgs84", "gcj02"), layer="villages"),
    )

    def fake(workspace, paths, *, answers, **rest):
        seen.append(answers)
        answer = answers.about("a.csv")
        open_ = asked if not answer.datum else ()
        change = intake.LayerChange("villages", 1, 0, 0, 7)
        return intake.ImportOutcome(False, (), open_, (change,))

    monkeypatch.setattr(importing, "import_files", fake)
    at = upload(app("data"), "a.csv", GOOD)
    assert commit(at).disabled
    assert at.selectbox(key="question_0_a.csv_layer").value == "villages"
    at.selectbox(key="question_1_a.csv_datum").set_value("gcj02")
    next(b for b in at.button if b.label == say("apply_answers", "zh")).click().run()
    assert seen[-1].about("a.csv").datum == "gcj02"
    assert seen[-1].about("a.csv").layer == "villages"
    assert not commit(at).disabled


def test_the_same_files_are_checked_once(app, workspace, monkeypatch):
    """Widgets elsewhere on the page do not read the files again."""
    calls = []
    real = intake.import_files

    def counted(*args, **options):
        calls.append(options["dry_run"])
        return real(*args, **options)

    monkeypatch.setattr(importing, "import_files", counted)
    at = upload(app("data"), "村.csv", BAD)
    at.run()
    assert calls == [True]
    at.radio(key="import_mode").set_value("replace").run()
    assert calls == [True, True]


def test_contents_show_layers_and_sources(app, workspace):
    at = app("data")
    layers = at.dataframe[0].value
    assert layers.set_index("layer").loc["村", "rows"] == 6
    sources = at.dataframe[1].value
    assert sorted(sources["file"]) == sorted(f"{name}.csv" for name in toy.layers())


def test_templates_hold_every_layer():
    with zipfile.ZipFile(io.BytesIO(contents.templates_zip())) as archive:
        names = archive.namelist()
    assert {"villages.xlsx", "villages.csv", "bases.xlsx"} <= set(names)


def test_the_list_of_problems_downloads_as_a_workbook():
    issues = [Issue("crs_missing", "error", "villages", source="=1+1.csv", row=3)]
    rows = issue_table.issue_rows(issues, "zh")
    book = openpyxl.load_workbook(io.BytesIO(issue_table.issues_xlsx(rows, "zh")))
    cells = [cell.value for row in book.worksheets[0].iter_rows() for cell in row]
    assert "错误" in cells
    assert any("=1+1.csv" in str(cell) for cell in cells)
    kinds = {c.data_type for row in book.worksheets[0].iter_rows() for c in row}
    assert "f" not in kinds


def test_uploaded_shapefile_parts_are_read_together(app, workspace, tmp_path):
    frame = toy.villages()[["village_code", "name", "is_poor", "geometry"]].head(2)
    frame = frame.rename(
        columns={"village_code": "VILL_CODE", "name": "NAME", "is_poor": "IS_POOR"}
    )
    gpd.GeoDataFrame(frame).to_file(tmp_path / "村.shp", encoding="utf-8")
    at = app("data")
    files = [
        (path.name, path.read_bytes(), "application/octet-stream")
        for path in sorted(tmp_path.glob("村.*"))
    ]
    at.file_uploader[0].set_value(files).run()
    assert not at.exception
    changes = table_of(at, "added")
    assert changes["changed"].tolist() == [2]
