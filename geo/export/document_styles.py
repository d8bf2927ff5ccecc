"""Named styles and pages of a document, after GB/T 9704-2012.

A4, 37 mm above, 35 mm below, 28 mm left and 26 mm right; 22 lines of 28 characters;
title in 小标宋 of size 2, text in 仿宋 of size 3, headings in 黑体, 楷体 and bold 仿宋.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from xml.sax.saxutils import quoteattr

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.section import Section
from docx.shared import Mm

from geo.export.paper import Align, PageSize, Paper
from geo.issues import WORDS
from geo.words import Lang

# Fonts of official documents, and what stands in where an office lacks them.
_TITLE, _BODY, _HEI, _KAI, _SONG = (
    "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
)  # fmt: skip
_INSTEAD: Mapping[str, str] = MappingProxyType(
    {
        _TITLE: "FZXiaoBiaoSong-B05S,方正小标宋_GBK,华文中宋,STZhongsong,宋体",
        _BODY: "仿宋,FangSong,STFangsong,Noto Serif CJK SC",
        _HEI: "SimHei,STHeiti,Noto Sans CJK SC",
        _KAI: "楷体,KaiTi,STKaiti,Noto Serif CJK SC",
        _SONG: "SimSun,STSong,Noto Serif CJK SC",
    }
)
_LATIN = "Times New Roman"
_LINE = 578  # twips: 28.9 pt, so that 22 lines fit
_SIZES_MM: Mapping[PageSize, tuple[float, float]] = {"A4": (210, 297), "A3": (297, 420)}
_BOX = "".join(
    (
        "<w:pBdr>",
        *(
            f"<w:{side} w:val='single' w:sz='6' w:space='4' w:color='000000'/>"
            for side in ("top", "left", "bottom", "right")
        ),
        "</w:pBdr>",
    )
)
_PORTRAIT = (37, 26, 35, 28)  # top, right, bottom, left
_LANDSCAPE = (28, 35, 26, 37)
_BOARD = (18, 20, 16, 20)


@dataclass(frozen=True, slots=True)
class Style:
    """One paragraph style.

    Parameters
    ----------
    key
        Key of its name; for a style every word processor knows, its English name.
    font, size
        East Asian font, and size in half points.
    line
        Fixed line height in twips; 0 for single spacing.
    chars
        Indent of the first line in hundredths of a character.
    level
        Level in the outline, from 0; None for text.
    box
        Whether a line is drawn around it.
    """

    key: str
    font: str
    size: int
    line: int = _LINE
    bold: bool = False
    align: Align | str = "both"
    chars: int = 0
    before: int = 0
    after: int = 0
    keep: bool = False
    level: int | None = None
    grid: bool = True
    latin: str = _LATIN
    box: bool = False


STYLES = (
    Style("Normal", _BODY, 32),
    Style("Title", _TITLE, 44, 700, align="center", after=_LINE, keep=True,
          latin=_TITLE, grid=False),
    Style("Subtitle", _KAI, 32, align="center", after=_LINE),
    Style("heading 1", _HEI, 32, align="left", chars=200, keep=True, level=0),
    Style("heading 2", _KAI, 32, align="left", chars=200, keep=True, level=1),
    Style("heading 3", _BODY, 32, bold=True, align="left", chars=200, keep=True,
          level=2),
    Style("body", _BODY, 32, chars=200),
    Style("plain", _BODY, 32, align="left"),
    Style("number", _BODY, 32, align="center"),
    Style("signature", _BODY, 32, align="right", keep=True),
    Style("annex", _HEI, 32, align="left", keep=True),
    Style("notice", _KAI, 28, 480, align="left", after=200, grid=False, box=True),
    Style("caption", _HEI, 24, 0, align="center", before=160, after=80, keep=True,
          grid=False),
    Style("note", _SONG, 18, 0, align="left", before=60, after=60, grid=False),
    Style("head", _HEI, 21, 0, align="center", before=30, after=30, keep=True,
          grid=False),
    Style("left", _SONG, 21, 0, align="left", before=20, after=20, grid=False),
    Style("center", _SONG, 21, 0, align="center", before=20, after=20, grid=False),
    Style("right", _SONG, 21, 0, align="right", before=20, after=20, grid=False),
    Style("page", _SONG, 28, 0, align="left", grid=False, latin=_SONG),
    Style("foot", _SONG, 18, 0, align="center", grid=False),
    Style("board_title", _TITLE, 88, 0, align="center", after=240, keep=True,
          latin=_TITLE, grid=False),
    Style("board_label", _HEI, 40, 0, align="center", before=90, after=90, grid=False),
    Style("board_value", _BODY, 40, 0, align="left", before=90, after=90, grid=False),
    Style("board_note", _SONG, 28, 0, align="left", before=80, grid=False),
)  # fmt: skip
_KNOWN = {"Normal": "Normal", "Title": "Title", "Subtitle": "Subtitle"} | {
    f"heading {level}": f"Heading{level}" for level in (1, 2, 3)
}


def style_name(key: str, lang: Lang) -> str:
    """Name of a style as python-docx and word processors know it."""
    if key in _KNOWN:
        return key.replace("heading", "Heading")
    return WORDS.say(f"paper_style_{key}", lang, {})


def set_styles(document: Document, paper: Paper) -> None:
    """Put our styles in place of the template's, and drop what it drags along."""
    root = document.styles.element
    for child in list(root):
        root.remove(child)
    scale = 1.4 if paper.page == "A3" else 1.0
    for xml in _style_sheet(paper.lang, scale):
        root.append(parse_xml(xml))
    _set_fonts(document)
    _drop_extras(document)
    settings = document.settings
    settings.odd_and_even_pages_header_footer = paper.numbered
    for element in settings.element.xpath("./w:themeFontLang|./w:savePreviewPicture"):
        settings.element.remove(element)


def _style_sheet(lang: Lang, scale: float) -> Iterator[str]:
    tag = "zh-CN" if lang == "zh" else "en-GB"
    yield (
        f"<w:docDefaults {nsdecls('w')}><w:rPrDefault><w:rPr>"
        f"{_fonts(_BODY, _LATIN)}<w:kern w:val='0'/><w:sz w:val='32'/>"
        f"<w:szCs w:val='32'/><w:lang w:val='{tag}' w:eastAsia='zh-CN'/></w:rPr>"
        "</w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    )
    for style in STYLES:
        yield _paragraph_style(style, lang, scale)
    yield (
        f"<w:style {nsdecls('w')} w:type='character' w:default='1'"
        " w:styleId='DefaultParagraphFont'><w:name w:val='Default Paragraph Font'/>"
        "<w:uiPriority w:val='1'/><w:semiHidden/></w:style>"
    )
    yield (
        f"<w:style {nsdecls('w')} w:type='table' w:default='1' w:styleId='TableNormal'>"
        "<w:name w:val='Normal Table'/><w:uiPriority w:val='99'/><w:semiHidden/>"
        "<w:tblPr><w:tblInd w:w='0' w:type='dxa'/></w:tblPr></w:style>"
    )
    yield _table_style(lang)


def _paragraph_style(style: Style, lang: Lang, scale: float) -> str:
    known = style.key in _KNOWN
    name = style.key if known else style_name(style.key, lang)
    own = _KNOWN.get(style.key, f"Paper{style.key.title().replace('_', '')}")
    boards = style.key.startswith("board")
    size = round(style.size * (scale if boards else 1.0))
    rule = "exact" if style.line else "auto"
    spacing = (
        f"<w:spacing w:before='{style.before}' w:after='{style.after}'"
        f" w:line='{style.line or 240}' w:lineRule='{rule}'/>"
    )
    indent = (
        f"<w:ind w:firstLineChars='{style.chars}'"
        f" w:firstLine='{style.chars * size // 10}'/>"
        if style.chars
        else ""
    )
    flags = "<w:keepNext/><w:keepLines/>" if style.keep else ""
    grid = "" if style.grid else "<w:snapToGrid w:val='0'/>"
    level = "" if style.level is None else f"<w:outlineLvl w:val='{style.level}'/>"
    based = "" if style.key == "Normal" else "<w:basedOn w:val='Normal'/>"
    bold = "<w:b/><w:bCs/>" if style.bold else ""
    latin = style.latin if lang == "zh" else _LATIN
    return (
        f"<w:style {nsdecls('w')} w:type='paragraph'"
        f"{' w:default=' + quoteattr('1') if style.key == 'Normal' else ''}"
        f"{'' if known else ' w:customStyle=' + quoteattr('1')} w:styleId='{own}'>"
        f"<w:name w:val={quoteattr(name)}/>{based}<w:qFormat/>"
        f"<w:pPr>{flags}{_BOX if style.box else ''}{grid}{spacing}{indent}"
        f"<w:jc w:val='{style.align}'/>{level}"
        f"</w:pPr><w:rPr>{_fonts(style.font, latin)}{bold}<w:sz w:val='{size}'/>"
        f"<w:szCs w:val='{size}'/></w:rPr></w:style>"
    )


def _table_style(lang: Lang) -> str:
    edges = "".join(
        f"<w:{side} w:val='single' w:sz='{8 if len(side) < 7 else 4}' w:space='0'"
        " w:color='000000'/>"
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = "".join(
        f"<w:{side} w:w='{width}' w:type='dxa'/>"
        for side, width in (("top", 0), ("left", 60), ("bottom", 0), ("right", 60))
    )
    name = quoteattr(style_name("table", lang))
    return (
        f"<w:style {nsdecls('w')} w:type='table' w:customStyle='1'"
        f" w:styleId='PaperTable'><w:name w:val={name}/>"
        f"<w:basedOn w:val='TableNormal'/><w:tblPr><w:tblBorders>{edges}"
        f"</w:tblBorders><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>"
        "<w:tblStylePr w:type='firstRow'><w:tcPr><w:shd w:val='clear' w:color='auto'"
        " w:fill='EDEDED'/></w:tcPr></w:tblStylePr></w:style>"
    )


def _fonts(font: str, latin: str) -> str:
    return (
        f"<w:rFonts w:ascii='{latin}' w:hAnsi='{latin}' w:eastAsia='{font}'"
        f" w:cs='{_LATIN}' w:hint='eastAsia'/>"
    )


def _set_fonts(document: Document) -> None:
    """Tell what may stand in for a font that an office does not have."""
    entries = "".join(
        f"<w:font w:name='{font}'><w:altName w:val='{others}'/>"
        "<w:charset w:val='86'/></w:font>"
        for font, others in _INSTEAD.items()
    )
    text = (
        "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
        f"<w:fonts {nsdecls('w')}>{entries}</w:fonts>"
    )
    part = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    part._blob = text.encode("utf-8")  # noqa: SLF001 - no other door


def _drop_extras(document: Document) -> None:
    """Drop the template's preview picture, numbering and second style sheet."""
    extras = ("thumbnail", "stylesWithEffects", "customXml", "numbering")
    for rels in (document.part.package.rels, document.part.rels):
        kinds = {rid: rel.reltype.rsplit("/", 1)[-1] for rid, rel in rels.items()}
        for rid in [rid for rid, kind in kinds.items() if kind in extras]:
            rels.pop(rid)


def set_page(
    section: Section, *, size: PageSize, landscape: bool, board: bool = False
) -> None:
    """Give a section its paper and margins; a document 22 lines of 28 characters."""
    short, long = _SIZES_MM[size]
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width = Mm(long if landscape else short)
    section.page_height = Mm(short if landscape else long)
    top, right, bottom, left = (
        _BOARD if board else _LANDSCAPE if landscape else _PORTRAIT
    )
    section.top_margin, section.right_margin = Mm(top), Mm(right)
    section.bottom_margin, section.left_margin = Mm(bottom), Mm(left)
    section.header_distance = Mm(15 if not board else 8)
    section.footer_distance = Mm(8 if board else 12 if landscape else 22)
    root: Any = section._sectPr  # noqa: SLF001 - python-docx has no grid
    for grid in root.xpath("./w:docGrid"):
        root.remove(grid)
    if not (landscape or board):
        grid = "w:type='linesAndChars' w:linePitch='579' w:charSpace='-842'"
        root.append(parse_xml(f"<w:docGrid {nsdecls('w')} {grid}/>"))
