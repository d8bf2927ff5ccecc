"""Documents: read back with python-docx, and as the XML a word processor reads."""

import io
import re
import zipfile
from dataclasses import replace

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from geo.errors import DataError
from geo.export.document import docx_bytes, write_docx
from geo.export.paper import Paper, Paragraph, plain
from tests.geo.papers import DAY, KEPT, boards, paper, table

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Order in which the standard wants what we write (ISO/IEC 29500-1, 17.3 to 17.6).
ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore pBdr snapToGrid spacing ind jc "
    "outlineLvl sectPr",
    "rPr": "rStyle rFonts b bCs kern sz szCs lang",
    "tblPr": "tblStyle tblW jc tblInd tblBorders tblLayout tblCellMar tblLook "
    "tblCaption",
    "trPr": "cantSplit tblHeader",
    "tcPr": "tcW gridSpan vMerge shd vAlign",
    "sectPr": "footerReference type pgSz pgMar cols titlePg docGrid",
}


def opened(one):
    return docx.Document(io.BytesIO(docx_bytes(one)))


def part(content, name):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read(name)


def texts(document):
    return [(p.style.name, p.text) for p in document.paragraphs]


@pytest.fixture(scope="module")
def document():
    return opened(paper())


def test_the_page_is_that_of_an_official_document(document):
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    margins = (
        section.top_margin, section.bottom_margin,
        section.left_margin, section.right_margin,
    )  # fmt: skip
    assert [round(margin.mm) for margin in margins] == [37, 35, 28, 26]
    grid = section._sectPr.xpath("./w:docGrid")[0]
    assert grid.get(qn("w:linePitch")) == "579"
    # 22 lines of 28.9 points fit between the margins, 23 do not.
    room = (297 - 37 - 35) / 25.4 * 1440
    assert 22 * 578 <= room < 23 * 578


def test_an_annex_lies_across_on_pages_of_its_own(document):
    annex = document.sections[1]
    assert annex.orientation == WD_ORIENT.LANDSCAPE
    assert (round(annex.page_width.mm), round(annex.page_height.mm)) == (297, 210)
    said = texts(document)
    at = said.index(("公文附件标识", "附件"))
    # No blank paragraph between the date and the annex: it could make an empty page.
    assert said[at - 1] == ("公文落款", "2026年11月22日")
    assert said[at + 1] == ("Title", "责任分工表")
    assert ("公文正文", "附件：责任分工表") in said


@pytest.mark.parametrize(
    ("name", "font", "size", "bold"),
    [
        ("Title", "方正小标宋简体", 22, None),
        ("公文正文", "仿宋_GB2312", 16, None),
        ("Heading 1", "黑体", 16, None),
        ("Heading 2", "楷体_GB2312", 16, None),
        ("Heading 3", "仿宋_GB2312", 16, True),
        ("表格居左", "宋体", 10.5, None),
        ("公文页码", "宋体", 14, None),
    ],
)
def test_styles_carry_the_fonts_of_the_standard(document, name, font, size, bold):
    style = document.styles[name]
    fonts = style.element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == font
    assert fonts.get(qn("w:ascii"))
    assert (style.font.size.pt, style.font.bold) == (size, bold)


def test_body_lines_are_fixed_and_begin_two_characters_in(document):
    body = document.styles["公文正文"].paragraph_format
    assert body.line_spacing.pt == pytest.approx(28.9)
    assert body.first_line_indent.pt == 32
    indent = document.styles["公文正文"].element.pPr.ind
    assert indent.get(qn("w:firstLineChars")) == "200"


def test_looks_come_from_styles_alone():
    content = part(docx_bytes(paper()), "word/document.xml").decode()
    assert "w:rFonts" not in content
    assert "<w:sz " not in content
    sheet = part(docx_bytes(paper()), "word/styles.xml").decode()
    assert "Theme" not in sheet
    assert "Calibri" not in sheet
    fonts = part(docx_bytes(paper()), "word/fontTable.xml").decode()
    assert "FZXiaoBiaoSong" in fonts


def test_headings_are_numbered_as_offices_do(document):
    heads = [(s, t) for s, t in texts(document) if s.startswith("Heading")]
    assert heads == [
        ("Heading 1", "一、总体情况"),
        ("Heading 2", "（一）县"),
        ("Heading 2", "（二）乡镇"),
        ("Heading 3", "1.村"),
        ("Heading 1", "二、下一步"),
    ]
    heads = [
        p.text for p in opened(paper("en")).paragraphs if "Heading" in p.style.name
    ]
    assert heads == ["1. 总体情况", "1.1 县", "1.2 乡镇", "(1) 村", "2. 下一步"]


def test_head_and_signature_stand_where_they_should(document):
    said = texts(document)
    assert said[:3] == [
        ("Title", "百色市工作\n报告"),
        ("公文文号", "百科报〔2026〕1号"),
        ("公文顶格", "市领导小组："),
    ]
    office, day = (p for p in document.paragraphs if p.style.name == "公文落款")
    # The date begins two characters after the office: 3 + 8 - (2 + 7) = 2.
    places = [
        int(p._p.pPr.ind.get(qn("w:rightChars"))) / 100 for p in (office, day)
    ]  # fmt: skip
    assert places == [3, 2]
    assert office.text == "百色市科学技术局"


def test_tables_repeat_their_head_and_keep_rows_whole(document):
    found = document.tables[0]
    rows = found._tbl.tr_lst
    assert len(rows) == 2 + 4
    assert [bool(row.xpath("./w:trPr/w:tblHeader")) for row in rows] == (
        [True] * 2 + [False] * 4
    )
    assert all(row.xpath("./w:trPr/w:cantSplit") for row in rows)
    assert found._tbl.xpath("./w:tblPr/w:tblCaption/@w:val") == ["表1　完成情况"]
    shades = rows[0].xpath("./w:tc/w:tcPr/w:shd/@w:fill")
    assert set(shades) == {"EDEDED"}
    assert not rows[2].xpath(".//w:shd")
    widths = [int(w) for w in rows[2].xpath("./w:tc/w:tcPr/w:tcW/@w:w")]
    assert sum(widths) == pytest.approx((210 - 28 - 26) / 25.4 * 1440, abs=6)


def test_groups_span_columns_and_equal_cells_rows(document):
    found = document.tables[0]
    assert [cell.text for cell in found.rows[0].cells] == [
        "序号", "任务", "年度目标", "年度目标", "完成率", "责任单位"
    ]  # fmt: skip
    assert [cell.text for cell in found.rows[1].cells] == [
        "序号", "任务", "2019", "2020", "完成率", "责任单位"
    ]  # fmt: skip
    tasks = [row.cells[1] for row in found.rows[2:]]
    assert [cell.text for cell in tasks] == ["选聘", "选聘", "=1+1", KEPT]
    assert tasks[0]._tc is tasks[1]._tc
    # An owner's cell ends where the task's does.
    owners = [row.cells[5] for row in found.rows[2:]]
    assert owners[0]._tc is owners[1]._tc
    assert owners[1]._tc is not owners[2]._tc


def test_cells_are_shown_as_people_read_them(document):
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows[2:]]
    assert [row[2] for row in rows] == ["420", "1234.5", "0", "1"]
    assert [row[3] for row in rows] == ["—", "√", "5", "2"]
    assert [row[4] for row in rows] == ["99.9%", "100.0%", "105.0%", "—"]
    english = opened(paper("en")).tables[0]
    assert english.rows[3].cells[2].text == "1,234.5"
    styles = [
        cell.paragraphs[0].style.name for cell in document.tables[0].rows[2].cells
    ]
    assert styles == [
        "表格居中",
        "表格居左",
        "表格居右",
        "表格居右",
        "表格居右",
        "表格居左",
    ]


def test_page_numbers_stand_at_the_outer_edge(document):
    section = document.sections[0]
    assert document.settings.odd_and_even_pages_header_footer
    for footer, side in ((section.footer, 2), (section.even_page_footer, 0)):
        number, notice = footer.paragraphs
        assert number.text == "— 1 —"
        assert number.alignment == side
        assert number._p.xpath(".//w:instrText")[0].text.strip() == "PAGE"
        assert notice.text == "含示意数据"
    assert document.sections[1].footer.is_linked_to_previous


def test_what_a_user_wrote_is_text_and_never_a_field():
    content = docx_bytes(paper())
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        whole = b"".join(package.read(name) for name in package.namelist())
        body = package.read("word/document.xml").decode()
    assert ("公文正文", KEPT) in texts(docx.Document(io.BytesIO(content)))
    assert "instrText" not in body
    assert "hyperlink" not in body
    assert whole.count(b"<w:instrText") == 2
    assert b"TargetMode" not in whole


def test_pictures_have_words_for_those_who_do_not_see_them(document):
    found = document.element.xpath("//wp:docPr/@descr")
    assert found == ["扫码查看", "图1 示意"]
    with zipfile.ZipFile(io.BytesIO(docx_bytes(paper()))) as package:
        names = package.namelist()
    assert not [name for name in names if "thumbnail" in name or "custom" in name]


def test_the_same_paper_makes_the_same_bytes_dated_by_the_paper(tmp_path):
    content = docx_bytes(paper())
    assert content == docx_bytes(paper())
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert {info.date_time[:3] for info in package.infolist()} == {(2026, 11, 22)}
    core = docx.Document(io.BytesIO(content)).core_properties
    assert (core.created.date(), core.modified.date()) == (DAY, DAY)
    assert (core.title, core.author) == ("百色市工作报告", "百色市科学技术局")
    assert core.language == "zh-CN"
    path = write_docx(paper(), tmp_path / "报告.docx")
    assert path.read_bytes() == content
    with pytest.raises(DataError):
        write_docx(paper(), tmp_path / "没有" / "报告.docx")


@pytest.mark.parametrize(
    "one", [paper(), paper("en"), boards()], ids=["zh", "en", "boards"]
)
def test_elements_stand_in_the_order_of_the_standard(one):
    content = docx_bytes(one)
    checked = 0
    for name in ("word/document.xml", "word/styles.xml", "word/footer1.xml"):
        for element in etree.fromstring(part(content, name)).iter():
            order = ORDERS.get(str(element.tag).removeprefix(W), "").split()
            children = [child.tag.removeprefix(W) for child in element]
            if order and element.getparent().tag != f"{W}pPr":
                ranks = [order.index(child) for child in children]
                assert ranks == sorted(ranks), (name, children)
                checked += len(children)
    assert checked > 100


def test_a_sign_fills_a_page_that_lies_across():
    for page, wide in (("A4", 297), ("A3", 420)):
        document = opened(boards(page=page))
        assert round(document.sections[0].page_width.mm) == wide
        heads = [p for p in document.paragraphs if p.style.name == "公示牌标题"]
        assert [p.text for p in heads] == ["第1村公示牌", "第2村公示牌"]
        assert [bool(p.paragraph_format.page_break_before) for p in heads] == (
            [False, True]
        )
        facts = [[c.text for c in row.cells[:2]] for row in document.tables[0].rows]
        assert facts == [["特派员", KEPT], ["电话", ""]]
        assert len(document.element.xpath("//pic:pic")) == 2
        assert document.sections[0].footer.paragraphs[0].text == "含示意数据"


def test_a_page_break_at_the_end_makes_no_empty_page():
    one = replace(paper(), office="", annexes=())
    ended = replace(one, blocks=one.blocks[:8])
    assert not opened(ended).element.xpath("//w:br[@w:type='page']")


def test_nobody_signs_an_empty_page():
    """The last paragraph and the annexes' names stay with the signature."""
    document = opened(paper(annexes=paper().annexes * 2))
    said = [p for p in document.paragraphs if p.style.name == "公文正文"]
    assert [p.text for p in said[-2:]] == ["附件：1.责任分工表", "　　　2.责任分工表"]
    assert all(p.paragraph_format.keep_with_next for p in said[-2:])
    assert document.styles["公文落款"].paragraph_format.keep_with_next
    caption = next(p for p in document.paragraphs if p.text == "图1 示意")
    assert caption.paragraph_format.keep_with_next


def test_captions_may_be_left_to_the_title(document):
    captions = [p.text for p in document.paragraphs if p.style.name == "公文图表题"]
    assert captions == ["表1　完成情况"]
    with pytest.raises(ValueError, match="6 cells"):
        replace(table(), rows=((1, 2),))


TEXTS = st.text(st.characters(codec="utf-8"), max_size=40)


@given(text=TEXTS)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_text_comes_back_as_it_can_be_held(text):
    one = Paper("题", "zh", DAY, (Paragraph(text),), foot=text)
    document = opened(one)
    assert document.paragraphs[1].text == plain(text)
    assert document.sections[0].footer.paragraphs[1].text == plain(text)
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f]", plain(text))
