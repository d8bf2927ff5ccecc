"""Empty tables to fill in, made from the declared layers."""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal, get_args

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from geo.reading.excel import NOTES_SHEET
from geo.schemas import (
    CODE_LENGTHS,
    LAYERS,
    Column,
    ColumnKind,
    Layer,
    term_group,
)
from geo.words import Lang

TemplateFormat = Literal["xlsx", "csv"]
FORMATS: tuple[TemplateFormat, ...] = get_args(TemplateFormat)

_LAST_ROW = 10_000
_TEXT_KINDS = frozenset(
    {*CODE_LENGTHS, "unit", "text", "term", "codes", "units", "date", "month_day"}
    | {"hours", "weekdays", "market", "day_spans"}
)
# A sheet of the lists to pick from: Excel refuses long lists inside a rule.
_LISTS_SHEET = f"{NOTES_SHEET} Lists"
_KINDS: dict[ColumnKind, tuple[str, str]] = {
    "code6": ("6 位代码（文本）", "6-digit code (text)"),
    "code9": ("9 位代码（文本）", "9-digit code (text)"),
    "code12": ("12 位代码（文本）", "12-digit code (text)"),
    "text": ("文字", "text"),
    "int": ("整数", "whole number"),
    "float": ("数字", "number"),
    "year": ("年份，如 2019", "year, such as 2019"),
    "date": ("日期，如 2019-03-01", "date, such as 2019-03-01"),
    "month_day": ("月-日，如 05-15", "month-day, such as 05-15"),
    "hours": ("时段，如 08:30-11:30", "hours, such as 08:30-11:30"),
    "weekdays": ("星期几，如 1;2;5", "weekdays, such as 1;2;5"),
    "market": ("圩期，如 农历 3;6;9", "market days, such as lunar 3;6;9"),
    "day_spans": (
        "日期或起止，如 2027-08-01/2027-08-15",
        "days or spans, such as 2027-08-01/2027-08-15",
    ),
    "bool": ("是 / 否", "yes / no"),
    "trades": ("产业，分号隔开", "trades, separated by semicolons"),
    "base_kind": ("基地类型", "base kind"),
    "unit": (
        "2、4、6、9 或 12 位代码（文本）",
        "code of 2, 4, 6, 9 or 12 digits (text)",
    ),
    "term": ("列表中的一项，也可另写", "one of the list, or another text"),
    "codes": ("12 位代码，分号隔开", "12-digit codes, separated by semicolons"),
    "units": (
        "2、4、6、9 或 12 位代码，分号隔开",
        "codes of 2, 4, 6, 9 or 12 digits, separated by semicolons",
    ),
    "lon": ("经度（度）", "longitude, degrees east"),
    "lat": ("纬度（度）", "latitude, degrees north"),
}
_HEAD = PatternFill("solid", fgColor="1F4E5F")
_HEAD_REQUIRED = PatternFill("solid", fgColor="9C3D10")
_WHITE = Font(bold=True, color="FFFFFF")
_NOTES_HEAD = (
    "列名", "Column", "填写内容", "Content", "必填 Required", "说明", "Help",
    "可填的值", "Allowed values",
)  # fmt: skip
_NOTES_WIDTHS = (14, 20, 22, 26, 12, 36, 40, 40, 40)
_ADVICE = (
    "从第 2 行起逐行填写，不要改动第 1 行的列名；深橙色的列必填。",
    "Fill in from row 2; leave the headings as they are; orange columns are required.",
)
_ADVICE_FOR_AREAS = (
    "本图层需要边界：请把这些列作为面图层（shp、gpkg、geojson）的属性一起导入。",
    "This layer needs boundaries: import these columns as attributes of polygons.",
)
_ADVICE_FOR_SHAPES = (
    "可以只填道路；要封一片范围或一段路，请把这些列作为面或线图层的属性一起导入。",
    "Roads alone will do; to close an area or a stretch, import these columns as"
    " attributes of polygons or lines.",
)


def write_templates(
    folder: Path, *, formats: Iterable[TemplateFormat] = FORMATS
) -> list[Path]:
    """Write one empty table per layer and format.

    Layers that are lines only (roads) have none: no table can hold a line.

    Parameters
    ----------
    folder
        Made if it is not there; files of the same name are replaced.
    formats
        ``"xlsx"`` has comments, lists to pick from and a sheet of notes; ``"csv"``
        has a line of help that begins with ``#``.

    Returns
    -------
    list of pathlib.Path
        Files written, in the order of the layers.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = tuple(formats)
    written: list[Path] = []
    for layer in LAYERS.values():
        if layer.geometry == ("LineString",):
            continue
        for name in wanted:
            path = folder / f"{layer.name}.{name}"
            if name == "xlsx":
                _write_xlsx(layer, path)
            else:
                _write_csv(layer, path)
            written.append(path)
    return written


def allowed_values(column: Column, lang: Lang) -> tuple[str, ...]:
    """Names a cell may hold, empty where the column has no list."""
    if column.kind == "bool":
        return ("是", "否") if lang == "zh" else ("yes", "no")
    groups = {"base_kind": "base_kinds", "trades": "trades", "term": column.terms}
    group = groups.get(column.kind)
    if group is None:
        return ()
    return tuple(term.label(lang) for term in term_group(group).values())


def _columns(layer: Layer) -> tuple[Column, ...]:
    # Our own illustrative rows bear this mark; nobody fills it in.
    return tuple(column for column in layer.columns if column.name != "illustrative")


def _write_csv(layer: Layer, path: Path) -> None:
    columns = _columns(layer)
    helps = [_one_line(column) for column in columns]
    # The mark at the start lets Excel see UTF-8.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column.zh for column in columns])
        writer.writerow([f"# {helps[0]}", *helps[1:]])


def _one_line(column: Column) -> str:
    needed = "必填；" if column.required else ""
    return f"{needed}{column.help_zh} / {column.help_en}"


def _write_xlsx(layer: Layer, path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet.title = layer.zh
    sheet.freeze_panes = "A2"
    notes = book.create_sheet(f"{NOTES_SHEET} Notes")
    lists = book.create_sheet(_LISTS_SHEET)
    for at, column in enumerate(_columns(layer), start=1):
        _write_heading(sheet, at, column)
        if column.kind == "term":
            _offer_list(sheet, lists, at, column)
    if lists.max_column == 1 and lists["A1"].value is None:
        book.remove(lists)
    _write_notes(notes, layer)
    book.save(path)


def _write_heading(sheet: Any, at: int, column: Column) -> None:  # noqa: ANN401
    letter = get_column_letter(at)
    cell = sheet.cell(row=1, column=at, value=column.zh)
    cell.font = _WHITE
    cell.fill = _HEAD_REQUIRED if column.required else _HEAD
    cell.alignment = Alignment(horizontal="center", vertical="center")
    comment = Comment(f"{column.en}\n{_one_line(column)}", "全覆盖")
    comment.width, comment.height = 280, 110
    cell.comment = comment
    sheet.column_dimensions[letter].width = max(14, 2 * len(column.zh) + 4)
    if column.kind in _TEXT_KINDS:
        # Applies to the whole column, so that Excel keeps all digits of a code.
        sheet.column_dimensions[letter].number_format = "@"
    choices = allowed_values(column, "zh")
    if choices and column.kind not in {"trades", "term"}:
        rule = DataValidation(
            "list",
            formula1=f'"{",".join(choices)}"',
            allow_blank=True,
            showErrorMessage=True,
        )
        rule.add(f"{letter}2:{letter}{_LAST_ROW}")
        sheet.add_data_validation(rule)


def _offer_list(sheet: Any, lists: Any, at: int, column: Column) -> None:  # noqa: ANN401
    """Let a cell be picked from a list, or hold a text of the user's own."""
    choices = allowed_values(column, "zh")
    letter = get_column_letter(at)
    for row, text in enumerate((column.zh, *choices), start=1):
        lists[f"{letter}{row}"] = text
    place = f"'{_LISTS_SHEET}'!${letter}$2:${letter}${len(choices) + 1}"
    rule = DataValidation("list", formula1=place, allow_blank=True)
    rule.add(f"{letter}2:{letter}{_LAST_ROW}")
    sheet.add_data_validation(rule)


def _write_notes(sheet: Any, layer: Layer) -> None:  # noqa: ANN401
    sheet.append([f"{layer.zh} · {layer.en}"])
    sheet["A1"].font = Font(bold=True, size=14)
    for line in _advice(layer):
        sheet.append([line])
    sheet.append([])
    sheet.append(_NOTES_HEAD)
    for cell in sheet[sheet.max_row]:
        cell.font, cell.fill = _WHITE, _HEAD
    for column in _columns(layer):
        sheet.append(_note(column))
    for letter, width in zip("ABCDEFGHI", _NOTES_WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width


def _advice(layer: Layer) -> tuple[str, ...]:
    if "Point" in layer.geometry:
        return _ADVICE
    in_table = "none" in layer.geometry
    return _ADVICE + (_ADVICE_FOR_SHAPES if in_table else _ADVICE_FOR_AREAS)


def _note(column: Column) -> list[str]:
    zh, en = _KINDS[column.kind]
    needed = "是 yes" if column.required else ""
    listed_zh = "、".join(allowed_values(column, "zh"))
    listed_en = ", ".join(allowed_values(column, "en"))
    return [
        column.zh, column.en, zh, en, needed, column.help_zh, column.help_en,
        listed_zh, listed_en,
    ]  # fmt: skip
