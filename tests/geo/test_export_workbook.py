"""Workbooks: no formula, codes as text, sheets that Excel accepts."""

import re
import time
import zipfile

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from geo.errors import DataError
from geo.export import workbook
from geo.export.fields import Field, fields_of
from geo.export.workbook import Sheet, write_workbook
from geo.schemas import LAYERS
from tests.geo.export_frames import CODES, LINK, MIXED, NAMES, villages

FIELDS = fields_of("villages")
COLUMNS = [field.name for field in FIELDS]
DANGEROUS = (LINK, "+1", "-1", "@SUM(A1)", "\tx", "＝1")


def sheet(names=NAMES, title="村", notes=()):
    return Sheet(title, villages(names), FIELDS, notes)


def read(path, title="村"):
    return load_workbook(path)[title]


def column(cells, name):
    at = COLUMNS.index(name)
    return [row[at] for row in cells.iter_rows(min_row=2)]


def texts(name, cells):
    return [cell.value for cell in column(cells, name)]


def test_the_table_starts_in_the_first_row_with_headings_in_the_language(tmp_path):
    for lang, first in (("zh", "村代码"), ("en", "Village code")):
        written = write_workbook([sheet()], tmp_path / "b.xlsx", lang=lang)
        cells = read(written.path)
        assert [c.value for c in cells[1]] == [field.label(lang) for field in FIELDS]
        assert cells["A1"].value == first
        assert cells["A1"].font.bold
        assert cells.freeze_panes == "A2"
        assert cells.auto_filter.ref == "A1:O7"
        assert written.issues == ()


def test_codes_and_names_come_back_as_text(tmp_path):
    cells = read(write_workbook([sheet()], tmp_path / "b.xlsx", lang="zh").path)
    assert tuple(texts("village_code", cells)) == CODES
    assert tuple(texts("name", cells)) == NAMES
    for cell in column(cells, "village_code"):
        assert (cell.data_type, cell.number_format) == ("s", "@")


def test_pandas_reads_the_codes_whole(tmp_path):
    path = write_workbook([sheet()], tmp_path / "b.xlsx", lang="zh").path
    found = pd.read_excel(path, sheet_name="村", dtype=str)
    assert tuple(found["村代码"]) == CODES


def test_no_text_becomes_a_formula(tmp_path):
    path = write_workbook([sheet(DANGEROUS)], tmp_path / "b.xlsx", lang="zh").path
    cells = column(read(path), "name")
    assert tuple(cell.value for cell in cells) == DANGEROUS
    assert [cell.data_type for cell in cells] == ["s"] * 6
    assert all(cell.quotePrefix for cell in cells)
    with zipfile.ZipFile(path) as archive:
        parts = [archive.read(name) for name in archive.namelist() if "sheet" in name]
    assert parts
    assert not any(re.search(rb"<f[ >]", part) for part in parts)


def test_a_harmless_text_has_no_quote_mark(tmp_path):
    path = write_workbook([sheet(("那坡村",))], tmp_path / "b.xlsx", lang="zh").path
    (cell,) = column(read(path), "name")
    assert not cell.quotePrefix


def test_headings_titles_and_notes_cannot_smuggle_either(tmp_path):
    field = Field("name", "text", "NAME", "=1+1", "=1+1", "=2", "=2")
    given_sheet = Sheet("=1", villages(("一",)), (field,), ("=3",))
    path = write_workbook([given_sheet], tmp_path / "b.xlsx", lang="zh").path
    book = load_workbook(path)
    kinds = {cell.data_type for tab in book for row in tab.iter_rows() for cell in row}
    assert kinds <= {"s", "n"}
    assert book["=1"]["A1"].value == "=1+1"
    assert [row[2].value for row in book["说明"].iter_rows(min_row=2)] == ["=3", "=2"]


@pytest.mark.parametrize(
    "text", ["#N/A", "#DIV/0!", "TRUE", "1e5", "2019-03-01", "007"]
)
def test_a_text_that_looks_like_something_else_stays_a_text(tmp_path, text):
    path = write_workbook([sheet((text,))], tmp_path / "b.xlsx", lang="zh").path
    (cell,) = column(read(path), "name")
    assert (cell.value, cell.data_type, cell.number_format) == (text, "s", "@")


def test_control_characters_go_and_line_breaks_stay(tmp_path):
    names = ("a\x00b\x0bc\uffff", MIXED)
    path = write_workbook([sheet(names)], tmp_path / "b.xlsx", lang="zh").path
    assert texts("name", read(path)) == ["abc", MIXED]


def test_a_text_too_long_for_a_cell_is_cut_and_reported(tmp_path):
    rare = "𠮷" * 20_000  # two units each
    names = ("田" * 32_767, "田" * 32_768, rare)
    written = write_workbook([sheet(names)], tmp_path / "b.xlsx", lang="zh")
    assert [len(text) for text in texts("name", read(written.path))] == [
        32_767,
        32_767,
        16_383,
    ]
    assert [(issue.rule, issue.row) for issue in written.issues] == [
        ("xlsx_text_cut", 3),
        ("xlsx_text_cut", 4),
    ]
    assert "只写出前 32767 字" in written.issues[0].line("zh")


def test_truth_trades_and_missing_values_are_in_words(tmp_path):
    path = tmp_path / "b.xlsx"
    for lang, poor, trades in (
        ("zh", ["是", "否"], ["玉米；羊", None]),
        ("en", ["yes", "no"], ["Maize; Sheep", None]),
    ):
        write_workbook([sheet(NAMES[:2])], path, lang=lang)
        cells = read(path)
        assert texts("is_poor", cells) == poor
        assert texts("trades", cells) == trades
        assert texts("exit_year", cells) == [2018, None]
        assert texts("households", cells) == [None, None]


def test_a_term_nobody_declared_is_shown_as_it_is(tmp_path):
    frame = pd.DataFrame({"kind": ["park", "palace"], "trades": ["tea;gold", ""]})
    fields = tuple(Field.from_column(LAYERS["bases"].column(n)) for n in frame.columns)
    path = tmp_path / "b.xlsx"
    write_workbook([Sheet("基地", frame, fields)], path, lang="zh")
    rows = list(read(path, "基地").iter_rows(min_row=2, values_only=True))
    assert rows == [("科技园区", "茶叶；gold"), ("palace", None)]


def test_numbers_stay_numbers_and_coordinates_can_be_added(tmp_path):
    column_of = LAYERS["villages"].column
    fields = tuple(Field.from_column(column_of(n)) for n in ("name", "lon", "lat"))
    path = tmp_path / "b.xlsx"
    write_workbook([Sheet("村", villages(("一",)), fields)], path, lang="zh")
    (row,) = read(path).iter_rows(min_row=2, values_only=True)
    assert row == ("一", 106.1, 23.1)


def test_notes_and_the_meaning_of_columns_stand_on_the_last_sheet(tmp_path):
    path = tmp_path / "b.xlsx"
    write_workbook([sheet(notes=("示意数据", "直线距离"))], path, lang="zh")
    notes = load_workbook(path).worksheets[-1]
    rows = list(notes.iter_rows(values_only=True))
    assert notes.title == "说明"
    assert rows[:3] == [
        ("工作表", "栏目", "说明"),
        ("村", None, "示意数据"),
        ("村", None, "直线距离"),
    ]
    assert rows[3] == ("村", "村代码", "12 位统计用区划代码，按文本填写")
    assert len(rows) == 3 + len(FIELDS)


@pytest.mark.parametrize(
    ("titles", "wanted"),
    [
        (["a[b]:c*d?e/f\\g"], ["a b c d e f g"]),
        (["村", "村", "Notes", "notes"], ["村", "村 (2)", "Notes (2)", "notes (3)"]),
        (["", "'", "History"], ["_", "_ (2)", "History_"]),
        (["长" * 40, "长" * 40], ["长" * 31, "长" * 27 + " (2)"]),
        (["𠮷" * 20], ["𠮷" * 15]),
        (["a\x00\nb"], ["a b"]),
    ],
)
def test_titles_are_made_fit_for_excel(tmp_path, titles, wanted):
    path = tmp_path / "b.xlsx"
    write_workbook([sheet(("一",), title) for title in titles], path, lang="en")
    assert load_workbook(path).sheetnames == [*wanted, "Notes"]


def test_a_chinese_character_counts_double_in_the_width(tmp_path):
    path = tmp_path / "b.xlsx"
    widths = {}
    for name in ("甲" * 20, "a" * 20, "甲" * 200):
        write_workbook([sheet((name,))], path, lang="zh")
        widths[name[0], len(name)] = read(path).column_dimensions["B"].width
    assert widths == {("甲", 20): 42, ("a", 20): 22, ("甲", 200): 62}


def test_an_empty_frame_gives_headings_only(tmp_path):
    cells = read(write_workbook([sheet(())], tmp_path / "b.xlsx", lang="zh").path)
    assert cells.max_row == 1
    assert cells.auto_filter.ref == "A1:O1"


def test_the_key_may_be_the_index_and_the_frame_is_not_changed(tmp_path):
    frame = villages().set_index("village_code")
    before = frame.copy(deep=True)
    path = tmp_path / "b.xlsx"
    write_workbook([Sheet("村", frame, FIELDS)], path, lang="zh")
    assert tuple(texts("village_code", read(path))) == CODES
    pd.testing.assert_frame_equal(frame, before)


def test_too_many_rows_are_told_before_anything_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "MAX_ROWS", 3)
    path = tmp_path / "b.xlsx"
    with pytest.raises(DataError) as caught:
        write_workbook([sheet(NAMES[:3]), sheet(NAMES[:2])], path, lang="zh")
    (issue,) = caught.value.issues
    assert issue.params == {"sheet": "村", "rows": 3, "limit": 2}
    assert not path.exists()


def test_a_missing_folder_is_a_message_not_a_traceback(tmp_path):
    with pytest.raises(DataError) as caught:
        write_workbook([sheet()], tmp_path / "no" / "b.xlsx", lang="zh")
    assert caught.value.issues[0].rule == "export_not_written"


def test_no_sheet_is_refused(tmp_path):
    with pytest.raises(ValueError, match="needs a sheet"):
        write_workbook([], tmp_path / "b.xlsx", lang="zh")


def test_twenty_thousand_rows_do_not_take_long(tmp_path):
    frame = pd.concat([villages()] * 3334).reset_index(drop=True)
    frame["name"] = "那坡县百合村"
    start = time.process_time()
    write_workbook([Sheet("村", frame, FIELDS)], tmp_path / "b.xlsx", lang="zh")
    assert time.process_time() - start < 15  # three times what was measured at most


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    name=st.text(
        st.characters(codec="utf-8", exclude_characters="\ufffe\uffff\x7f\r"),
        max_size=40,
    )
)
def test_any_text_is_stored_as_text(tmp_path, name):
    path = tmp_path / "b.xlsx"
    write_workbook([sheet((name,))], path, lang="zh")
    (cell,) = column(read(path), "name")
    kept = "".join(char for char in name if char >= " " or char in "\t\n")
    assert (cell.value or "") == kept
    assert cell.data_type == ("s" if kept else "n")
