"""Tables and signs of a document: headings repeated, rows kept whole."""

import io
from typing import Any

from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section
from docx.shared import Length, Mm
from docx.table import Table as DocxTable
from docx.table import _Cell as DocxCell

from geo.export.document_styles import style_name
from geo.export.paper import (
    Board,
    Table,
    head_spans,
    plain,
    row_spans,
    shown_columns,
)
from geo.export.qr import qr_png
from geo.words import Lang


def text_width(section: Section) -> Length:
    """Width between the margins."""
    whole, left, right = section.page_width, section.left_margin, section.right_margin
    if whole is None or left is None or right is None:
        msg = "a section without a page size"
        raise ValueError(msg)
    return Length(whole - left - right)


def add_table(document: Document, table: Table, lang: Lang, section: Section) -> None:
    """Add a table as wide as the text, with headings of one or two lines."""
    columns = table.columns
    heads = 2 if any(column.group for column in columns) else 1
    made = document.add_table(heads + len(table.rows), len(columns))
    total = sum(column.width for column in columns)
    widths = [text_width(section) * column.width / total for column in columns]
    _lay_out(made, widths, table.title, lang)
    grid = [[DocxCell(tc, made) for tc in row.tc_lst] for row in made._tbl.tr_lst]  # noqa: SLF001
    _fill_head(grid[:heads], table, lang)
    texts = shown_columns(table, lang)
    for at, (column, counts) in enumerate(
        zip(columns, row_spans(table, texts), strict=True)
    ):
        for row, text, count in zip(grid[heads:], texts[at], counts, strict=True):
            _write(row[at], text if count else "", column.align, lang)
            if count != 1:
                row[at]._tc.vMerge = "restart" if count else "continue"  # noqa: SLF001
    for number, row in enumerate(made._tbl.tr_lst):  # noqa: SLF001
        settings = row.get_or_add_trPr()
        settings.append(OxmlElement("w:cantSplit"))
        if number < heads:
            settings.append(OxmlElement("w:tblHeader"))


def _lay_out(made: DocxTable, widths: list[float], title: str, lang: Lang) -> None:
    made.style = style_name("table", lang)
    made.alignment = WD_TABLE_ALIGNMENT.CENTER
    made.autofit = False
    properties = made._tbl.tblPr  # noqa: SLF001
    for look in properties.xpath("./w:tblLook"):
        properties.remove(look)
    look = "w:firstRow='1' w:lastRow='0' w:firstColumn='0' w:lastColumn='0'"
    properties.append(
        parse_xml(
            f"<w:tblLook {nsdecls('w')} w:val='0620' {look} w:noHBand='1'"
            " w:noVBand='1'/>"
        )
    )
    if title:
        caption = OxmlElement("w:tblCaption")
        caption.set(qn("w:val"), plain(title))
        properties.append(caption)
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Length(round(width))
    for row in made._tbl.tr_lst:  # noqa: SLF001
        for cell, width in zip(row.tc_lst, widths, strict=True):
            cell.width = Length(round(width))


def _fill_head(rows: list[list[DocxCell]], table: Table, lang: Lang) -> None:
    """Headings; a group stands over its columns, a lone heading over both lines."""
    groups = [column.group for column in table.columns]
    for at, column in enumerate(table.columns):
        _write(rows[-1][at], column.label, "head", lang, shade=True)
        if len(rows) > 1:
            _write(rows[0][at], "", "head", lang, shade=True)
    if len(rows) == 1:
        return
    for at, column in enumerate(table.columns):
        if not column.group:
            rows[0][at]._tc.vMerge = "restart"  # noqa: SLF001
            rows[1][at]._tc.vMerge = "continue"  # noqa: SLF001
            _write(rows[0][at], column.label, "head", lang, shade=True)
            _write(rows[1][at], "", "head", lang, shade=True)
    for at, count in reversed(list(enumerate(head_spans(table.columns)))):
        if groups[at] and count:
            for extra in rows[0][at + 1 : at + count]:
                extra._tc.getparent().remove(extra._tc)  # noqa: SLF001
            rows[0][at]._tc.grid_span = count  # noqa: SLF001
            _write(rows[0][at], groups[at], "head", lang, shade=True)


def _write(
    cell: DocxCell, text: str, style: str, lang: Lang, *, shade: bool = False
) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = cell.paragraphs[0]
    paragraph.style = style_name(style, lang)
    for run in list(paragraph.runs):
        run._r.getparent().remove(run._r)  # noqa: SLF001
    if text:
        paragraph.add_run(plain(text))
    if shade:
        _shade(cell._tc.get_or_add_tcPr())  # noqa: SLF001


def _shade(properties: Any) -> None:  # noqa: ANN401 - an XML element
    """Shade lightly: WPS does not read the shade of a table style's first row."""
    if not properties.xpath("./w:shd"):
        shade = f"<w:shd {nsdecls('w')} w:val='clear' w:color='auto' w:fill='EDEDED'/>"
        place = properties.xpath("./w:vAlign")
        if place:
            place[0].addprevious(parse_xml(shade))
        else:
            properties.append(parse_xml(shade))


def add_board(document: Document, board: Board, lang: Lang, section: Section) -> None:
    """Add a sign that fills a page: heading, facts, code and what to know."""
    title = style_name("board_title", lang)
    if document.paragraphs and document.paragraphs[-1].text:
        document.paragraphs[-1].paragraph_format.keep_with_next = False
    heading = document.add_paragraph(plain(board.heading), style=title)
    heading.paragraph_format.page_break_before = len(document.tables) > 0
    wide = text_width(section)
    shares = (0.2, 0.56, 0.24) if board.qr else (0.22, 0.78)
    made = document.add_table(len(board.facts), len(shares))
    _lay_out(made, [wide * share for share in shares], board.heading, lang)
    rows = [[DocxCell(tc, made) for tc in row.tc_lst] for row in made._tbl.tr_lst]  # noqa: SLF001
    for row, (label, value) in zip(rows, board.facts, strict=True):
        _write(row[0], label, "board_label", lang, shade=True)
        _write(row[1], value, "board_value", lang)
    if board.qr and rows:
        for at, row in enumerate(rows):
            row[2]._tc.vMerge = "continue" if at else "restart"  # noqa: SLF001
        cell = rows[0][2]
        _write(cell, "", "center", lang)
        size = min(Mm(board.qr.size_mm), Length(round(wide * 0.21)))
        picture = io.BytesIO(qr_png(board.qr.text))
        shape = cell.paragraphs[0].add_run().add_picture(picture, width=size)
        shape._inline.docPr.set("descr", plain(board.qr.caption))  # noqa: SLF001
        cell.add_paragraph(plain(board.qr.caption), style=style_name("center", lang))
    for note in board.notes:
        document.add_paragraph(plain(note), style=style_name("board_note", lang))
