"""A paper with one of everything, for tests of the writers."""

import datetime as dt

from geo.export.paper import (
    Annex,
    Board,
    Column,
    Figure,
    Heading,
    PageBreak,
    Paper,
    Paragraph,
    QrCode,
    Table,
)
from geo.export.qr import qr_png

DAY = dt.date(2026, 11, 22)
# Markup, a formula, a field of Word, a control character and a half of a pair.
HOSTILE = '<b>&"\'</b>=HYPERLINK("http://x.y") { PAGE } \x07\ud800'
KEPT = '<b>&"\'</b>=HYPERLINK("http://x.y") { PAGE } '
QR_TEXT = "百色市田东县前进村\n特派员 韦一"


def table(title="表1　完成情况", **changed):
    """Two groups of rows; a share that is nearly one, a missing value, a formula."""
    columns = (
        Column("序号", 0.5, "center"),
        Column("任务", 2, merge=True),
        Column("2019", 1, "right", group="年度目标"),
        Column("2020", 1, "right", group="年度目标"),
        Column("完成率", 1, "right", "percent"),
        Column("责任单位", 1.5, merge=True),
    )
    rows = (
        (1, "选聘", 420, None, 0.9999, "各县"),
        (2, "选聘", 1234.5, "√", 1, "各县"),
        (3, "=1+1", 0, 5, 1.05, "各县"),
        (4, HOSTILE, 1, 2, None, ""),
    )
    return Table(title, columns, rows, ("注：测试。",), **changed)


def paper(lang="zh", **changed):
    """A letter with headings of every level, a table, pictures and an annex."""
    given = {
        "title": "百色市工作\n报告",
        "lang": lang,
        "dated": DAY,
        "blocks": (
            Paragraph("含示意数据", "notice"),
            Heading("总体情况"),
            Paragraph(HOSTILE),
            Heading("县", 2),
            Heading("乡镇", 2),
            Heading("村", 3),
            table(),
            PageBreak(),
            Heading("下一步"),
            QrCode(QR_TEXT, "扫码查看"),
            Figure(qr_png("1"), "图1 示意"),
        ),
        "number": "百科报〔2026〕1号",
        "addressee": "市领导小组",
        "office": "百色市科学技术局",
        "foot": "含示意数据",
        "annexes": (Annex("责任分工表", (table(captioned=False),), landscape=True),),
    }
    return Paper(**{**given, **changed})


def boards(lang="zh", count=2, **changed):
    """Signs of some villages."""
    made = tuple(
        Board(
            f"第{n}村公示牌",
            (("特派员", HOSTILE), ("电话", "")),
            ("变动时更换。",),
            QrCode(QR_TEXT, "扫码"),
        )
        for n in range(1, count + 1)
    )
    given = {
        "title": "公示牌", "lang": lang, "dated": DAY, "blocks": made,
        "landscape": True, "numbered": False, "foot": "含示意数据",
    }  # fmt: skip
    return Paper(**{**given, **changed})
