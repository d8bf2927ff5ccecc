"""The tables of a paper as a workbook, ready to be printed."""

import datetime as dt
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from geo.export.fields import FORMULA_HEADS
from geo.export.files import replacing
from geo.export.paper import (
    Board,
    Cell,
    Column,
    Paper,
    Table,
    head_spans,
    plain,
    row_spans,
    shown_columns,
)
from geo.export.workbook import MAX_CELL, sheet_titles
from geo.issues import WORDS

_LINE = Side(style="thin")
_EDGES = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_SHADE = PatternFill("solid", fgColor="EDEDED")
_SONG, _HEI = "宋体", "黑体"
_CHARACTERS = 130  # across an A4 page on its side, at size 10


def write_paper_workbook(paper: Paper, path: Path) -> Path:
    """Write every table of a paper, and the facts of its signs, as a sheet each.

    Sheets print on A4 across, as wide as the page, their headings on every page. Every
    text is stored as text, whatever it begins with; shares are numbers in percent.

    Parameters
    ----------
    paper
        The paper.
    path
        Target; replaced once the new file is whole.

    Raises
    ------
    ValueError
        If the paper has no table.
    geo.errors.DataError
        If the file cannot be written.
    """
    tables = [block for block in paper.all_blocks if isinstance(block, Table)]
    boards = [block for block in paper.all_blocks if isinstance(block, Board)]
    if boards:
        tables.append(_board_table(paper, boards))
    if not tables:
        msg = "a workbook needs a table"
        raise ValueError(msg)
    book = Workbook()
    book.remove(book.active)
    book.properties.creator = plain(paper.office)
    book.properties.title = plain(paper.title).replace("\n", "")
    book.properties.created = dt.datetime.combine(paper.dated, dt.time())
    titles = sheet_titles([table.title for table in tables])
    for table, title in zip(tables, titles, strict=True):
        _write_sheet(book.create_sheet(title), table, paper)
    with replacing(path, suffix=".xlsx") as part:
        book.save(part)
    return path


def _board_table(paper: Paper, boards: list[Board]) -> Table:
    """All signs as one table, a sign a row; facts by the labels of the first."""
    labels = [label for label, _ in boards[0].facts]
    return Table(
        plain(paper.title).replace("\n", ""),
        tuple(Column(label, numbers="text") for label in labels),
        tuple(
            tuple(dict(board.facts).get(label, "") for label in labels)
            for board in boards
        ),
    )


def _write_sheet(sheet: Any, table: Table, paper: Paper) -> None:  # noqa: ANN401
    columns = table.columns
    heads = 2 if any(column.group for column in columns) else 1
    first = 2 + heads
    _text(sheet.cell(1, 1), table.title)
    sheet.cell(1, 1).font = Font(name=_HEI, size=14)
    sheet.cell(1, 1).alignment = Alignment(horizontal="center", vertical="center")
    sheet.row_dimensions[1].height = 30
    _merge(sheet, 1, 1, 1, len(columns))
    _write_head(sheet, table, heads)
    counts = row_spans(table, shown_columns(table, paper.lang))
    for at, column in enumerate(columns, start=1):
        values = [row[at - 1] for row in table.rows]
        for number, value in enumerate(values, start=first):
            _write(sheet.cell(number, at), value, column)
        for number, count in enumerate(counts[at - 1], start=first):
            _merge(sheet, number, at, number + max(count, 1) - 1, at)
        share = column.width / sum(one.width for one in columns)
        width = max(round(_CHARACTERS * share, 1), 6)
        sheet.column_dimensions[get_column_letter(at)].width = width
    _write_notes(sheet, table, paper, first + len(table.rows))
    _set_print(sheet, heads, paper)


def _write_head(sheet: Any, table: Table, heads: int) -> None:  # noqa: ANN401
    groups = head_spans(table.columns)
    for at, (column, count) in enumerate(zip(table.columns, groups, strict=True), 1):
        for number in range(2, 2 + heads):
            cell = sheet.cell(number, at)
            cell.font, cell.fill = Font(name=_HEI, size=10), _SHADE
            cell.border = _EDGES
            cell.alignment = Alignment(
                horizontal="center", vertical="center", wrap_text=True
            )
        if heads == 2 and column.group:
            _text(sheet.cell(3, at), column.label)
            if count:
                _text(sheet.cell(2, at), column.group)
                _merge(sheet, 2, at, 2, at + count - 1)
        else:
            _text(sheet.cell(2, at), column.label)
            _merge(sheet, 2, at, 1 + heads, at)


def _write(cell: Any, value: Cell, column: Column) -> None:  # noqa: ANN401
    cell.font, cell.border = Font(name=_SONG, size=10), _EDGES
    cell.alignment = Alignment(
        horizontal=column.align, vertical="center", wrap_text=True
    )
    if isinstance(value, str):
        _text(cell, value)
    elif value is not None:
        cell.value = value
        if column.numbers == "percent":
            cell.number_format = "0.0%"


def _text(cell: Any, text: str) -> None:  # noqa: ANN401
    """Store a text as text, also after someone edits it."""
    held = plain(text)
    cell.value = held.encode("utf-16-le")[: 2 * MAX_CELL].decode("utf-16-le", "ignore")
    # openpyxl guesses a formula from "=" and an error value from "#N/A".
    cell.data_type = "s"
    cell.number_format = "@"
    if held.startswith(FORMULA_HEADS):
        cell.quotePrefix = True


def _merge(
    sheet: Any,  # noqa: ANN401
    top: int,
    left: int,
    bottom: int,
    right: int,
) -> None:
    if (top, left) != (bottom, right):
        sheet.merge_cells(
            start_row=top, start_column=left, end_row=bottom, end_column=right
        )


def _write_notes(sheet: Any, table: Table, paper: Paper, row: int) -> None:  # noqa: ANN401
    for note in (*table.notes, *((paper.foot,) if paper.foot else ())):
        _text(sheet.cell(row, 1), note)
        sheet.cell(row, 1).font = Font(name=_SONG, size=9)
        sheet.cell(row, 1).alignment = Alignment(wrap_text=True, vertical="top")
        _merge(sheet, row, 1, row, len(table.columns))
        sheet.row_dimensions[row].height = 26
        row += 1


def _set_print(sheet: Any, heads: int, paper: Paper) -> None:  # noqa: ANN401
    sheet.freeze_panes = f"A{2 + heads}"
    sheet.print_title_rows = f"1:{1 + heads}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    # &P is a field of the page footer; nothing a user wrote goes there.
    sheet.oddFooter.center.text = WORDS.say("paper_page", paper.lang, {"page": "&P"})
