"""Import on the screen: checked first, asked about, committed as a whole, undone."""

import io
import zipfile

import geopandas as gpd
import openpyxl
import pytest

from geo.answers import Question
from geo.issues import Issue
from planner import intake
from planner.errors import WorkspaceError
from planner.merging import LayerChange
from planner.workspace import Workspace
from tests import desk, toy
from ui.components import contents, data, importing, issue_table, taking_back
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
    assert workspace.data_version != before
    assert any("村\\.csv" in told.value for told in at.markdown)
    at.button(key="undo_yes").click().run()
    assert workspace.data_version == before
    assert "已撤销" in at.success[0].value
    assert "村\\.csv" in at.success[0].value
    assert not any(button.key == "undo_yes" for button in at.button)
    assert at.button(key="undo").disabled
    assert any(told.value == say("undo_nothing", "zh") for told in at.caption)


def test_an_undo_that_is_overtaken_by_an_import_does_nothing(app, workspace):
    """What was promised to be undone is no longer the last import."""
    at = upload(app("data"), "村.csv", GOOD)
    commit(at).click().run()
    at.button(key="undo").click().run()
    workspace.replace(toy.layers(), [])
    newest = workspace.data_version
    at.button(key="undo_yes").click().run()
    assert workspace.data_version == newest
    assert at.error[0].value == say("undo_overtaken", "zh")


def test_a_question_not_answered_is_no_longer_asked(app, workspace):
    at = upload(app("data"), "村.csv", GOOD)
    commit(at).click().run()
    at.button(key="undo").click().run()
    at.switch_page("ui/pages/overview.py").run()
    at.switch_page("ui/pages/data.py").run()
    assert not any(button.key == "undo_yes" for button in at.button)


def test_a_workspace_made_by_mistake_goes_to_the_trash(app, workspaces):
    """Its history goes along; other files of its folder stay."""
    desk.make_workspace(workspaces, "keep")
    wrong = desk.make_workspace(workspaces, "wrong")
    wrong.replace(toy.layers(), [])
    (workspaces / "wrong" / "notes.txt").write_text("x")
    at = app("data", ws="wrong")
    at.button(key="remove").click().run()
    assert wrong.exists
    at.button(key="remove_yes").click().run()
    assert list(data.workspaces()) == ["keep"]
    assert at.session_state["setting:ws"] == "keep"
    assert "wrong" in at.success[0].value
    (kept,) = (workspaces / ".trash").iterdir()
    assert Workspace(kept / "workspace.gpkg").can_undo
    assert (workspaces / "wrong" / "notes.txt").exists()


def test_an_empty_folder_goes_with_its_workspace(workspace, workspaces):
    taking_back.put_aside(workspace.path, "1")
    assert not workspace.path.parent.exists()
    assert (workspaces / ".trash" / "1-toy-workspace" / "workspace.gpkg").exists()


def test_a_workspace_that_cannot_be_moved_stays_and_is_told(
    app, workspace, monkeypatch
):
    def locked(*args):
        raise PermissionError(13, "locked")

    at = app("data")
    at.button(key="remove").click().run()
    monkeypatch.setattr(taking_back, "put_aside", locked)
    at.button(key="remove_yes").click().run()
    assert "locked" in at.error[0].value
    assert workspace.exists


def test_a_mended_file_replaces_the_one_of_its_name(app, workspace):
    at = upload(app("data"), "村.csv", BAD)
    assert commit(at).disabled
    upload(at, "村.csv", GOOD)
    assert not commit(at).disabled
    assert any("同名文件已换成新选的" in told.value for told in at.caption)
    assert [b.key for b in at.button if b.key.startswith("remove_")] == [
        "remove_村.csv"
    ]


def test_a_wrong_file_can_be_taken_out_or_everything(app, workspace):
    at = upload(app("data"), "村.csv", GOOD)
    upload(at, "错.csv", BAD)
    assert commit(at).disabled
    at.button(key="remove_错.csv").click().run()
    assert not commit(at).disabled
    at.button(key="start_over").click().run()
    assert not any(button.key == "commit" for button in at.button)


def test_a_workspace_changed_since_the_check_is_checked_again_first(app, workspace):
    """The click was meant for another check: it imports nothing and says so."""
    at = upload(app("data"), "村.csv", GOOD)
    workspace.replace(toy.layers(), [])
    newest = workspace.data_version
    commit(at).click().run()
    assert at.warning[0].value == say("check_changed", "zh")
    assert workspace.data_version == newest
    commit(at).click().run()
    assert workspace.data_version != newest


def test_a_workspace_changed_while_it_is_written_is_said_so(
    app, workspace, monkeypatch
):
    real = intake.import_files

    def late(*args, **options):
        if not options.get("dry_run"):
            raise WorkspaceError([("workspace_changed", {"path": "x"})])
        return real(*args, **options)

    monkeypatch.setattr(importing, "import_files", late)
    at = upload(app("data"), "村.csv", GOOD)
    commit(at).click().run()
    assert at.warning[0].value == say("check_changed", "zh")
    assert not commit(at).disabled


def test_a_second_check_that_refuses_is_shown(app, workspace, monkeypatch):
    real = intake.import_files
    fault = Issue("crs_missing", "error", "villages", source="村.csv")

    def strict(*args, **options):
        if options.get("dry_run"):
            return real(*args, **options)
        return intake.ImportOutcome(False, (fault,), (), ())

    monkeypatch.setattr(importing, "import_files", strict)
    at = upload(app("data"), "村.csv", GOOD)
    commit(at).click().run()
    assert at.warning[0].value == say("check_refused", "zh")
    assert "1 处错误" in at.error[0].value
    assert commit(at).disabled


def test_no_warnings_are_not_counted(app, workspace, monkeypatch):
    """Zero warnings are not worth a sentence."""
    change = LayerChange("villages", 1, 0, 0, 7)
    clean = intake.ImportOutcome(False, (), (), (change,))
    monkeypatch.setattr(importing, "import_files", lambda *a, **o: clean)
    at = upload(app("data"), "村.csv", GOOD)
    assert at.success[0].value == say("check_clean", "zh")


def test_problems_stand_by_file_and_row():
    places = [("b.csv", 2), ("a.csv", 10), ("a.csv", 9), ("a.csv", None)]
    issues = [
        Issue("crs_missing", "error", "villages", source=source, row=row)
        for source, row in places
    ]
    first = Issue("crs_missing", "warning", "villages", source="a.csv", row=1)
    rows = issue_table.issue_rows([first, *issues], "zh")
    assert rows["where"].tolist() == [
        "a.csv",
        "a.csv · 第 9 行",
        "a.csv · 第 10 行",
        "b.csv · 第 2 行",
        "a.csv · 第 1 行",
    ]


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
        change = LayerChange("villages", 1, 0, 0, 7)
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
