"""A paper as an office sends it, before it is a document, a page or a workbook.

Only text, numbers and pictures: every writer escapes what it is given, so that nothing
in a paper can become a formula, a field or markup.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from geo.export.fields import clean_text
from geo.issues import WORDS
from geo.words import Lang

Align = Literal["left", "center", "right"]
Numbers = Literal["text", "number", "percent"]
ParagraphStyle = Literal["body", "note", "notice", "plain"]
PageSize = Literal["A4", "A3"]
Cell = str | int | float | None
_MISSING = "—"
_MOST_MERGED = 6
_ZH_DIGITS = "零一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 3; its number is added when the paper is written."""

    text: str
    level: Literal[1, 2, 3] = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; a notice is what a reader must not miss."""

    text: str
    style: ParagraphStyle = "body"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Parameters
    ----------
    label
        Heading.
    width
        Share of the table's width, in proportion to the other columns'.
    align
        Of its cells; headings are centred.
    numbers
        How numbers are shown: as they are, or 0.5 as 50.0%.
    group
        Heading over neighbouring columns that have the same one.
    merge
        Whether equal texts under each other are one cell.
    """

    label: str
    width: float = 1.0
    align: Align = "left"
    numbers: Numbers = "number"
    group: str = ""
    merge: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table; None in a cell is shown as a dash.

    Parameters
    ----------
    title
        What stands over it unless ``captioned`` is false; also the name of its sheet.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    captioned: bool = True

    def __post_init__(self) -> None:
        """Refuse rows that do not fit the columns.

        Raises
        ------
        ValueError
            If there is no column, or a row has more or fewer cells than columns.
        """
        wide = len(self.columns)
        if not wide or any(len(row) != wide for row in self.rows):
            msg = f"every row of a table needs {wide} cells, and at least one"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture in PNG, its caption, and its width in millimetres."""

    png: bytes
    caption: str
    width_mm: float = 120.0


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code that holds a text, and the words under it."""

    text: str
    caption: str
    size_mm: float = 35.0


@dataclass(frozen=True, slots=True)
class Board:
    """A sign on a page of its own: a heading, facts in large type, a QR code."""

    heading: str
    facts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...] = ()
    qr: QrCode | None = None


@dataclass(frozen=True, slots=True)
class PageBreak:
    """The end of a page."""


Block = Heading | Paragraph | Table | Figure | QrCode | Board | PageBreak


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex on pages of its own, across where its tables are wide."""

    title: str
    blocks: tuple[Block, ...]
    landscape: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper in one language.

    Parameters
    ----------
    title
        Title; a line break in it is kept.
    lang
        Language of its words, and of those the writers add.
    dated
        Day it is signed; also the day the files say they were made.
    blocks
        What it says, in order.
    number, subtitle, addressee, office
        Reference number, line under the title, to whom, and who signs; empty where
        there is none.
    foot
        What every page must say, such as that data are illustrative.
    annexes
        Annexes, named under the text.
    page, landscape
        Size and direction of its pages.
    numbered
        Whether pages have numbers.
    """

    title: str
    lang: Lang
    dated: dt.date
    blocks: tuple[Block, ...]
    number: str = ""
    subtitle: str = ""
    addressee: str = ""
    office: str = ""
    foot: str = ""
    annexes: tuple[Annex, ...] = ()
    page: PageSize = "A4"
    landscape: bool = False
    numbered: bool = True

    @property
    def all_blocks(self) -> tuple[Block, ...]:
        """Blocks of the text and of every annex."""
        return (*self.blocks, *(one for annex in self.annexes for one in annex.blocks))


def plain(text: str) -> str:
    """Return a text that every format can hold: no control character but breaks."""
    one = clean_text(text).replace("\r\n", "\n").replace("\r", "\n")
    return one.replace("\t", " ")


def outline(blocks: Sequence[Block], lang: Lang) -> Iterator[tuple[Block, str]]:
    """Yield every block with its number: 一、（一）1. in Chinese, 1. 1.1 (1) else.

    Blocks that are no headings have the number ``""``.
    """
    counts = [0, 0, 0]
    for block in blocks:
        if not isinstance(block, Heading):
            yield block, ""
            continue
        counts[block.level - 1] += 1
        counts[block.level :] = [0] * (3 - block.level)
        yield block, _number(counts, block.level, lang)


def _number(counts: Sequence[int], level: int, lang: Lang) -> str:
    count = counts[level - 1]
    if lang == "en":
        return (f"{count}. ", f"{counts[0]}.{count} ", f"({count}) ")[level - 1]
    return (f"{zh_number(count)}、", f"（{zh_number(count)}）", f"{count}.")[level - 1]


def zh_number(count: int) -> str:
    """Return 1 to 99 in Chinese numerals."""
    tens, ones = divmod(count, 10)
    if not tens:
        return _ZH_DIGITS[ones]
    head = "十" if tens == 1 else f"{_ZH_DIGITS[tens]}十"
    return head + (_ZH_DIGITS[ones] if ones else "")


def shown(cell: Cell, column: Column, lang: Lang) -> str:
    """Return a cell as readers see it.

    A share short of the whole is never shown as 100%.
    """
    if cell is None or cell == "":
        return _MISSING
    if isinstance(cell, str):
        return plain(cell)
    if column.numbers == "percent":
        rounded = round(cell * 100, 1)
        return f"{min(rounded, 99.9) if cell < 1 else rounded:.1f}%"
    value = round(cell, 1)
    whole = int(value) if value == int(value) else value
    return f"{whole:,}" if lang == "en" else f"{whole}"


def shown_columns(table: Table, lang: Lang) -> list[list[str]]:
    """Return a table's cells as readers see them, column by column."""
    return [
        [shown(row[at], column, lang) for row in table.rows]
        for at, column in enumerate(table.columns)
    ]


def head_spans(columns: Sequence[Column]) -> list[int]:
    """Columns that each group's heading covers: 0 where it began further left."""
    return _spans([column.group for column in columns], [], len(columns))


def row_spans(table: Table, texts: Sequence[Sequence[str]]) -> list[list[int]]:
    """Rows that each cell covers, column by column: 0 where it began above.

    Parameters
    ----------
    table
        The table.
    texts
        Its cells as :func:`shown`, column by column.

    Returns
    -------
    list of list of int
        A merged cell ends where one to its left does, and after six rows at the
        latest, so that a page can end between them.
    """
    found: list[list[int]] = []
    ends: list[int] = []
    for column, cells in zip(table.columns, texts, strict=True):
        counts = [1] * len(cells)
        if column.merge:
            counts = _spans(cells, ends, _MOST_MERGED)
            ends = [at for at, count in enumerate(counts) if count]
        found.append(counts)
    return found


def _spans(texts: Sequence[str], ends: Sequence[int], most: int) -> list[int]:
    """Places that each text takes up; empty ones and dashes stay on their own."""
    counts = [1] * len(texts)
    first = 0
    for at in range(1, len(texts)):
        same = texts[at] == texts[first] not in {"", _MISSING}
        if same and at not in ends and counts[first] < most:
            counts[first] += 1
            counts[at] = 0
        else:
            first = at
    return counts


def day_text(day: dt.date, lang: Lang) -> str:
    """Return a day as offices write it: 2026年11月22日, or 22 November 2026."""
    if lang == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {WORDS.say(f'paper_month_{day.month}', 'en', {})} {day.year}"


def annex_label(paper: Paper, at: int) -> str:
    """Return what an annex is called: 附件, or 附件1 where there are several."""
    number = str(at + 1) if len(paper.annexes) > 1 else ""
    return WORDS.say("paper_annex", paper.lang, {"number": number}).strip()


def annex_lines(paper: Paper) -> list[str]:
    """Return the lines under a text that name its annexes."""
    titles = [annex.title.replace("\n", "") for annex in paper.annexes]
    if len(titles) == 1:
        return [WORDS.say("paper_annex_only", paper.lang, {"title": titles[0]})]
    return [
        WORDS.say(
            "paper_annex_next" if at else "paper_annex_first",
            paper.lang,
            {"number": at + 1, "title": title},
        )
        for at, title in enumerate(titles)
    ]
