"""Papers as Word documents, in the manner of Chinese official documents."""

import datetime as dt
import io
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section
from docx.shared import Mm
from docx.text.paragraph import Paragraph as DocxParagraph

from geo.export.document_styles import set_page, set_styles, style_name
from geo.export.document_tables import add_board, add_table, text_width
from geo.export.files import replacing
from geo.export.paper import (
    Block,
    Board,
    Figure,
    Heading,
    PageBreak,
    Paper,
    Paragraph,
    QrCode,
    Table,
    annex_label,
    annex_lines,
    day_text,
    outline,
    plain,
)
from geo.export.qr import qr_png
from geo.issues import WORDS

_LEFT, _CENTER, _RIGHT = (
    WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT,
)  # fmt: skip
_EARLIEST = dt.date(1980, 1, 1)  # a zip knows no day before


def write_docx(paper: Paper, path: Path) -> Path:
    """Write a paper as docx.

    Parameters
    ----------
    paper
        What it says. The same paper makes the same bytes.
    path
        Target; replaced once the new file is whole.

    Raises
    ------
    ValueError
        If a QR code is to hold too much.
    geo.errors.DataError
        If the file cannot be written.
    """
    content = docx_bytes(paper)
    with replacing(path, suffix=".docx") as part:
        part.write_bytes(content)
    return path


def docx_bytes(paper: Paper) -> bytes:
    """Return the document of :func:`write_docx`."""
    document = docx.Document()
    set_styles(document, paper)
    _set_properties(document, paper)
    boards = any(isinstance(block, Board) for block in paper.blocks)
    first = document.sections[0]
    set_page(first, size=paper.page, landscape=paper.landscape, board=boards)
    _set_feet(first, paper)
    if not boards:
        _add_head(document, paper)
    _add_blocks(document, paper.blocks, paper, first)
    _add_end(document, paper)
    for at, annex in enumerate(paper.annexes):
        section = _new_section(document)
        set_page(section, size=paper.page, landscape=annex.landscape)
        _add(document, annex_label(paper, at), "annex", paper)
        _add(document, annex.title, "Title", paper)
        _add_blocks(document, annex.blocks, paper, section)
    _drop_last_empty(document)
    out = io.BytesIO()
    document.save(out)
    return _dated(out.getvalue(), paper.dated)


def _new_section(document: Document) -> Section:
    """Begin a section; the last one ends with its last paragraph, not with a blank."""
    section: Section = document.add_section(WD_SECTION.NEW_PAGE)
    blank: Any = document.paragraphs[-1]._p  # noqa: SLF001 - python-docx moves none
    before = blank.getprevious()
    if before is not None and before.tag == qn("w:p"):
        before.get_or_add_pPr().append(blank.pPr.find(qn("w:sectPr")))
        blank.getparent().remove(blank)
    return section


def _set_properties(document: Document, paper: Paper) -> None:
    day = dt.datetime.combine(paper.dated, dt.time())
    core = document.core_properties
    core.title, core.author = plain(paper.title).replace("\n", ""), plain(paper.office)
    core.created = core.modified = core.last_printed = day
    core.language = "zh-CN" if paper.lang == "zh" else "en-GB"
    core.last_modified_by, core.comments, core.keywords = core.author, "", ""
    core.revision = 1
    for element in core._element.xpath("./cp:lastPrinted"):  # noqa: SLF001
        core._element.remove(element)  # noqa: SLF001


def _add(document: Document, text: str, style: str, paper: Paper) -> DocxParagraph:
    return document.add_paragraph(plain(text), style=style_name(style, paper.lang))


def _add_head(document: Document, paper: Paper) -> None:
    _add(document, paper.title, "Title", paper)
    for text, style in ((paper.number, "number"), (paper.subtitle, "Subtitle")):
        if text:
            _add(document, text, style, paper)
    if paper.addressee:
        params = {"name": paper.addressee}
        said = WORDS.say("paper_addressee", paper.lang, params)
        _add(document, said, "plain", paper)


def _add_blocks(
    document: Document, blocks: Iterable[Block], paper: Paper, section: Section
) -> None:
    for block, number in outline(tuple(blocks), paper.lang):
        match block:
            case Heading():
                style = f"heading {block.level}"
                _add(document, number + block.text, style, paper)
            case Paragraph():
                _add(document, block.text, block.style, paper)
            case Table():
                if block.captioned:
                    _add(document, block.title, "caption", paper)
                add_table(document, block, paper.lang, section)
                for note in block.notes:
                    _add(document, note, "note", paper)
            case Board():
                add_board(document, block, paper.lang, section)
            case QrCode():
                _add_picture(document, qr_png(block.text), block.size_mm, block, paper)
            case Figure():
                width = min(block.width_mm, text_width(section).mm)
                _add_picture(document, block.png, width, block, paper)
            case PageBreak():
                run = document.add_paragraph().add_run()
                run.add_break(WD_BREAK.PAGE)


def _add_picture(
    document: Document,
    png: bytes,
    width_mm: float,
    block: Figure | QrCode,
    paper: Paper,
) -> None:
    paragraph = _add(document, "", "center", paper)
    shape = paragraph.add_run().add_picture(io.BytesIO(png), width=Mm(width_mm))
    shape._inline.docPr.set("descr", plain(block.caption))  # noqa: SLF001
    _add(document, block.caption, "note", paper).alignment = _CENTER


def _add_end(document: Document, paper: Paper) -> None:
    """Annexes by name, then who signs and when, as the standard sets them."""
    if document.paragraphs and (paper.office or paper.annexes):
        # Nobody signs a page that says nothing.
        document.paragraphs[-1].paragraph_format.keep_with_next = True
    for at, text in enumerate(annex_lines(paper)):
        line = _add(document, text, "body", paper)
        line.paragraph_format.keep_with_next = True
        if not at:
            line.paragraph_format.space_before = Mm(10.2)
    if not paper.office:
        return
    day = day_text(paper.dated, paper.lang)
    lines = (plain(paper.office), day)
    for at, (text, indent) in enumerate(zip(lines, _indents(*lines), strict=True)):
        line = _add(document, text, "signature", paper)
        line.paragraph_format.space_before = Mm(0 if at else 20.4)
        place = line._p.get_or_add_pPr().get_or_add_ind()  # noqa: SLF001
        place.set(qn("w:rightChars"), str(int(indent * 100)))
        place.set(qn("w:right"), str(int(indent * 320)))


def _indents(office: str, day: str) -> tuple[float, float]:
    """Characters to the right of office and date: the date begins two after it."""
    wide, long = (len(text.encode("gbk", "replace")) / 2 for text in (office, day))
    of_day = max(2.0, wide - long)
    return max(2.0, of_day + long + 2 - wide), of_day


def _set_feet(section: Section, paper: Paper) -> None:
    """Page numbers at the outer edge, and what every page must say."""
    feet = ((section.footer, "right"), (section.even_page_footer, "left"))
    for footer, side in feet if paper.numbered else feet[:1]:
        footer.is_linked_to_previous = False
        first = footer.paragraphs[0]
        if paper.numbered:
            first.style = style_name("page", paper.lang)
            first.alignment = _RIGHT if side == "right" else _LEFT
            place = first._p.get_or_add_pPr().get_or_add_ind()  # noqa: SLF001
            place.set(qn(f"w:{side}Chars"), "100")
            place.set(qn(f"w:{side}"), "280")
            _add_page_number(first)
            first = footer.add_paragraph()
        first.style = style_name("foot", paper.lang)
        first.add_run(plain(paper.foot))


def _add_page_number(paragraph: DocxParagraph) -> None:
    paragraph.add_run("— ")
    run = paragraph.add_run()
    pieces: list[Any] = []
    for kind in ("begin", "separate", "end"):
        piece = OxmlElement("w:fldChar")
        piece.set(qn("w:fldCharType"), kind)
        pieces.append(piece)
    code = parse_xml(
        f'<w:instrText {nsdecls("w")} xml:space="preserve"> PAGE </w:instrText>'
    )
    shown = OxmlElement("w:t")
    shown.text = "1"
    for piece in (pieces[0], code, pieces[1], shown, pieces[2]):
        run._r.append(piece)  # noqa: SLF001
    paragraph.add_run(" —")


def _drop_last_empty(document: Document) -> None:
    """Drop a page break that nothing follows: it would print an empty page."""
    last = document.paragraphs[-1] if document.paragraphs else None
    if last is not None and last._p.xpath(".//w:br[@w:type='page']"):  # noqa: SLF001
        last._p.getparent().remove(last._p)  # noqa: SLF001


def _dated(content: bytes, day: dt.date) -> bytes:
    """Pack anew with one date for every entry, so that only the paper decides."""
    when = max(day, _EARLIEST)
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as given,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in given.namelist():
            info = zipfile.ZipInfo(name, (when.year, when.month, when.day, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(info, given.read(name))
    return out.getvalue()
