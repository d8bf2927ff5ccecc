"""Workbooks of papers: text stays text, and sheets are ready to print."""

import openpyxl
import pytest

from geo.errors import DataError
from geo.export.paper_workbook import write_paper_workbook
from geo.export.qr import MAX_BYTES, qr_code, qr_png, qr_svg
from tests.geo.papers import DAY, KEPT, boards, paper


@pytest.fixture
def book(tmp_path):
    return openpyxl.load_workbook(write_paper_workbook(paper(), tmp_path / "表.xlsx"))


def test_each_table_is_a_sheet_under_its_title(book):
    assert book.sheetnames == ["表1 完成情况", "表1 完成情况 (2)"]
    sheet = book.worksheets[0]
    assert sheet["A1"].value == "表1　完成情况"
    assert [cell.value for cell in sheet[2]] == [
        "序号", "任务", "年度目标", None, "完成率", "责任单位"
    ]  # fmt: skip
    assert [cell.value for cell in sheet[3]] == [None, None, "2019", "2020", None, None]
    assert (book.properties.title, book.properties.created.date()) == (
        "百色市工作报告", DAY
    )  # fmt: skip


def test_numbers_are_numbers_and_texts_stay_texts(book):
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet["C"][3:7]] == [420, 1234.5, 0, 1]
    shares = sheet["E"][3:6]
    assert [cell.value for cell in shares] == [0.9999, 1, 1.05]
    assert {cell.number_format for cell in shares} == {"0.0%"}
    formula = sheet["B6"]
    assert (formula.value, formula.data_type, formula.quotePrefix) == (
        "=1+1",
        "s",
        True,
    )
    assert sheet["B7"].value == KEPT
    assert sheet["D4"].value is None
    assert not [c for row in sheet.iter_rows() for c in row if c.data_type == "f"]


def test_groups_and_equal_cells_are_merged(book):
    merged = {str(found) for found in book.worksheets[0].merged_cells.ranges}
    assert merged >= {"A1:F1", "A2:A3", "C2:D2", "B4:B5", "F4:F5", "E2:E3"}
    assert "F4:F6" not in merged


def test_sheets_print_across_as_wide_as_the_page_with_their_heads(book):
    sheet = book.worksheets[0]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == (
        "landscape", 9
    )  # fmt: skip
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$1:$3"
    assert sheet.freeze_panes == "A4"
    assert sheet.oddFooter.center.text == "第 &P 页"
    assert [sheet["A8"].value, sheet["A9"].value] == ["注：测试。", "含示意数据"]


def test_signs_are_one_sheet_a_row_each(tmp_path):
    path = write_paper_workbook(boards(), tmp_path / "牌.xlsx")
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert [cell.value for cell in sheet[2]] == ["特派员", "电话"]
    assert [cell.value for cell in sheet["A"][2:4]] == [KEPT, KEPT]


def test_a_paper_without_a_table_has_no_workbook(tmp_path):
    with pytest.raises(ValueError, match="needs a table"):
        write_paper_workbook(paper(blocks=(), annexes=()), tmp_path / "无.xlsx")
    with pytest.raises(DataError):
        write_paper_workbook(paper(), tmp_path / "没有" / "表.xlsx")


def test_codes_hold_utf_8_and_no_more_than_a_sign_can_show():
    code = qr_code("百色市")
    # UTF-8 bytes and 15 % or more to spare: what phones in the field read.
    assert (code.mode, code.error in "MQH", code.is_micro) == ("byte", True, False)
    assert qr_png("百色市").startswith(b"\x89PNG")
    assert "&lt;b&gt;" in qr_svg("x", label='<b>"')
    for text in ("", "\x07", "村" * (MAX_BYTES // 3 + 1)):
        with pytest.raises(ValueError, match="bytes"):
            qr_code(text)
