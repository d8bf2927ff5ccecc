"""Papers as one page that prints itself: nothing is fetched, everything is escaped."""

import base64
import hashlib
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from geo.export.files import replacing
from geo.export.paper import (
    Annex,
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
    head_spans,
    outline,
    plain,
    row_spans,
    shown_columns,
)
from geo.export.qr import qr_svg
from geo.issues import WORDS
from geo.words import Lang

_CSS = (Path(__file__).parent / "print_page.css").read_text(encoding="utf-8")
_PRINT = "document.querySelector('.bar button').onclick = () => print();"
_TAGS: dict[Lang, str] = {"zh": "zh-CN", "en": "en"}
_MARGINS = {"": "37mm 26mm 35mm 28mm", "across": "28mm 35mm 26mm 37mm"}


def write_print_page(paper: Paper, path: Path) -> Path:
    """Write a paper as HTML that opens by double click and prints on its paper.

    Raises
    ------
    ValueError
        If a QR code is to hold too much.
    geo.errors.DataError
        If the file cannot be written.
    """
    page = print_page(paper)
    with replacing(path, suffix=".html") as part:
        part.write_text(page, encoding="utf-8", newline="\n")
    return path


def print_page(paper: Paper) -> str:
    """Return the page of :func:`write_print_page`; the same paper, the same page."""
    body = "".join(_sheets(paper))
    css = f"{_CSS}{_page_rules(paper)}"
    title = paper.title.replace("\n", "")
    return self_printing(title, body, paper.lang, css=css, body_class=paper.page)


def self_printing(
    title: str, body: str, lang: Lang, *, css: str, body_class: str = ""
) -> str:
    """Return a page that fetches nothing, with a button that prints it.

    Parameters
    ----------
    title
        Plain text.
    body
        Markup in which every text is escaped already.
    lang
        Language of its words.
    css
        Style sheet; print rules hide ``.bar``, which holds the button.
    body_class
        Class of the body.
    """
    shown_title = _text(title)
    print_word = _text(WORDS.say("paper_print", lang, {}))
    hint = _text(WORDS.say("paper_print_hint", lang, {}))
    # Neither pictures nor scripts from anywhere, whatever a name may smuggle in.
    policy = (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
        f"script-src '{_digest(_PRINT)}'"
    )
    head = (
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy"'
        f' content="{policy}"><title>{shown_title}</title><style>{css}</style>'
    )
    bar = (
        f'<div class="bar"><button type="button" title="{hint}">{print_word}</button>'
        f" {hint}</div>"
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{_TAGS[lang]}"><head>{head}</head>\n'
        f'<body class="{body_class}">{bar}\n{body}'
        f"<script>{_PRINT}</script></body></html>\n"
    )


def _text(text: str) -> str:
    return escape(plain(text), quote=True)


def _digest(script: str) -> str:
    found = hashlib.sha256(script.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(found).decode('ascii')}"


def _page_rules(paper: Paper) -> str:
    """Paper sizes, and page numbers at the outer edge where browsers know how."""
    rules = [f"@page board{{size:{paper.page} landscape;margin:18mm 20mm 16mm}}"]
    for name, margins in _MARGINS.items():
        across = " landscape" if name or paper.landscape else ""
        rules.append(f"@page {name}{{size:{paper.page}{across};margin:{margins}}}")
    number = (
        'content:"— " counter(page) " —";font:14pt var(--song);font-family:SimSun,'
        '"宋体","Noto Serif CJK SC",serif;vertical-align:top;padding-top:4mm'
    )
    foot = (
        f"content:{_css_text(paper.foot)};font:9pt SimSun,"
        '"宋体","Noto Serif CJK SC",serif;vertical-align:bottom;padding-bottom:10mm'
    )
    for page in ("", "across") if paper.numbered else ():
        for side, place in (("right", "right"), ("left", "left")):
            rules.append(
                f"@page {page}:{side}{{@bottom-{place}{{{number};padding-{place}:14pt}}"
                f"@bottom-center{{{foot}}}}}"
            )
    return "".join(rules)


def _css_text(text: str) -> str:
    """A CSS string in which every character but letters and digits is spelt out."""
    shown_text = plain(text).replace("\n", " ")
    spelt = "".join(c if c.isalnum() else f"\\{ord(c):06x}" for c in shown_text)
    return f'"{spelt}"'


def _sheets(paper: Paper) -> Iterator[str]:
    boards = [block for block in paper.blocks if isinstance(block, Board)]
    foot = f'<p class="foot">{_text(paper.foot)}</p>' if paper.foot else ""
    for board in boards:
        yield f'<section class="sheet board">{_board(board)}{foot}</section>\n'
    if not boards:
        across = " across" if paper.landscape else ""
        main = "".join((_head(paper), *_blocks(paper.blocks, paper), _end(paper)))
        yield f'<section class="sheet{across}">{main}{foot}</section>\n'
    for at, annex in enumerate(paper.annexes):
        yield _annex(annex, annex_label(paper, at), paper, foot)


def _annex(annex: Annex, label: str, paper: Paper, foot: str) -> str:
    across = " across" if annex.landscape else ""
    return (
        f'<section class="sheet{across}"><p class="mark">{_text(label)}</p>'
        f"<h1>{_text(annex.title)}</h1>{''.join(_blocks(annex.blocks, paper))}"
        f"{foot}</section>\n"
    )


def _head(paper: Paper) -> str:
    parts = [f"<h1>{_text(paper.title)}</h1>"]
    for name, text in (("number", paper.number), ("subtitle", paper.subtitle)):
        if text:
            parts.append(f'<p class="{name}">{_text(text)}</p>')
    if paper.addressee:
        params = {"name": paper.addressee}
        said = WORDS.say("paper_addressee", paper.lang, params)
        parts.append(f"<p>{_text(said)}</p>")
    return "".join(parts)


def _end(paper: Paper) -> str:
    lines = [f'<p class="body">{_text(line)}</p>' for line in annex_lines(paper)]
    parts = [f'<div class="annexes">{"".join(lines)}</div>'] if lines else []
    if paper.office:
        day = day_text(paper.dated, paper.lang)
        parts.append(
            f'<div class="signature"><p>{_text(paper.office)}</p><p>{day}</p></div>'
        )
    return "".join(parts)


def _blocks(blocks: Sequence[Block], paper: Paper) -> Iterator[str]:
    for block, number in outline(blocks, paper.lang):
        match block:
            case Heading():
                tag = f"h{block.level + 1}"
                yield f"<{tag}>{_text(number + block.text)}</{tag}>\n"
            case Paragraph():
                yield f'<p class="{block.style}">{_text(block.text)}</p>\n'
            case Table():
                yield _table(block, paper.lang)
            case QrCode():
                yield _qr(block)
            case Figure():
                yield _figure(block)
            case PageBreak():
                yield '<div class="break"></div>'
            case Board():
                yield _board(block)


def _table(table: Table, lang: Lang) -> str:
    columns = table.columns
    total = sum(column.width for column in columns)
    widths = "".join(
        f'<col style="width:{column.width / total * 100:.2f}%">' for column in columns
    )
    texts = shown_columns(table, lang)
    cells = [
        [
            f'<td class="{column.align}"{_span("row", count)}>{_text(text)}</td>'
            if count
            else ""
            for text, count in zip(column_texts, counts, strict=True)
        ]
        for column, column_texts, counts in zip(
            columns, texts, row_spans(table, texts), strict=True
        )
    ]
    rows = "".join(f"<tr>{''.join(row)}</tr>\n" for row in zip(*cells, strict=True))
    notes = "".join(f'<p class="note">{_text(note)}</p>' for note in table.notes)
    title = _text(table.title)
    caption = f"<caption>{title}</caption>" if table.captioned else ""
    return (
        f'<table class="rows" aria-label="{title}">{caption}'
        f"<colgroup>{widths}</colgroup><thead>{_table_head(table)}</thead>"
        f"<tbody>{rows}</tbody></table>{notes}\n"
    )


def _table_head(table: Table) -> str:
    columns = table.columns
    if not any(column.group for column in columns):
        heads = "".join(f'<th scope="col">{_text(c.label)}</th>' for c in columns)
        return f"<tr>{heads}</tr>"
    upper, lower = [], []
    counts = head_spans(columns)
    for column, count in zip(columns, counts, strict=True):
        if not column.group:
            upper.append(f'<th scope="col" rowspan="2">{_text(column.label)}</th>')
            continue
        lower.append(f'<th scope="col">{_text(column.label)}</th>')
        if count:
            span = _span("col", count)
            upper.append(f'<th scope="colgroup"{span}>{_text(column.group)}</th>')
    return f"<tr>{''.join(upper)}</tr><tr>{''.join(lower)}</tr>"


def _span(way: str, count: int) -> str:
    return f' {way}span="{count}"' if count > 1 else ""


def _qr(code: QrCode) -> str:
    drawn = qr_svg(code.text, label=code.caption)
    width = f'style="width:{code.size_mm:g}mm;margin:8pt auto"'
    caption = f"<figcaption>{_text(code.caption)}</figcaption>"
    return f"<figure {width}>{drawn}{caption}</figure>\n"


def _figure(figure: Figure) -> str:
    data = base64.b64encode(figure.png).decode("ascii")
    caption = _text(figure.caption)
    return (
        f'<figure><img alt="{caption}" style="max-width:100%;'
        f'width:{figure.width_mm:g}mm" src="data:image/png;base64,{data}">'
        f"<figcaption>{caption}</figcaption></figure>\n"
    )


def _board(board: Board) -> str:
    facts = "".join(
        f'<tr><th scope="row">{_text(label)}</th><td>{_text(value)}</td></tr>'
        for label, value in board.facts
    )
    notes = "".join(f'<p class="note">{_text(note)}</p>' for note in board.notes)
    code = ""
    if board.qr:
        drawn = qr_svg(board.qr.text, label=board.qr.caption)
        caption = f"<figcaption>{_text(board.qr.caption)}</figcaption>"
        code = f"<figure>{drawn}{caption}</figure>"
    return (
        f"<h1>{_text(board.heading)}</h1>"
        f'<div class="face"><table>{facts}</table>{code}</div>{notes}'
    )
