"""Workbooks for people: plain values, no formula, headings in their language."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from geo.errors import DataError
from geo.export.fields import FORMULA_HEADS, YES_NO, Field, clean_text, table
from geo.export.files import Written, replacing
from geo.issues import Issue
from geo.reading.excel import ROWS_PROPERTY
from geo.schemas import BASE_KINDS, TRADES, Term, split_list, term_group
from geo.words import Lang

MAX_CELL = 32_767  # UTF-16 units in a cell
MAX_ROWS = 1_048_576
_MAX_TITLE = 31
_WIDTHS = (8, 60)
_NOTES = {"zh": "说明", "en": "Notes"}
_NOTES_HEAD = {"zh": ("工作表", "栏目", "说明"), "en": ("Sheet", "Column", "Note")}
_JOIN = {"zh": "；", "en": "; "}
# Kept as text when a cell is edited. Longer texts are not: Excel may show them as ####.
_TEXT_FORMAT, _TEXT_FORMAT_LENGTH = "@", 255


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    r"""One sheet of a workbook.

    Parameters
    ----------
    title
        Made fit for Excel when written: 31 characters, no ``[]:*?/\``, unique.
    frame
        Rows; see :func:`geo.export.fields.table`.
    fields
        Columns, in order; the first is the key.
    notes
        Sentences about the sheet, put on a last sheet 说明 / Notes.
    to_import
        Whether it holds rows of a declared layer; an import then reads such sheets of
        the workbook and no others.
    offered
        Names of columns to be filled in, each with the texts to choose from; others may
        be written too.
    """

    title: str
    frame: pd.DataFrame
    fields: tuple[Field, ...]
    notes: tuple[str, ...] = ()
    to_import: bool = False
    offered: tuple[tuple[str, tuple[str, ...]], ...] = ()


def write_workbook(sheets: Sequence[Sheet], path: Path, *, lang: Lang) -> Written:
    """Write sheets into one xlsx workbook, a sheet of notes last if there are any.

    Parameters
    ----------
    sheets
        At least one. Each table starts in the first row with its headings.
    path
        Target; replaced once the new file is whole.
    lang
        Language of headings, notes, yes and no, trades and kinds of base.

    Returns
    -------
    Written
        The path, and a warning for each text cut to the 32,767 characters of a cell.
        Every text is stored as text, whatever it begins with.

    Raises
    ------
    ValueError
        If there are no sheets, or fields cannot be used.
    geo.errors.DataError
        If a sheet has more rows than Excel holds, or the file cannot be written.
    """
    if not sheets:
        msg = "a workbook needs a sheet"
        raise ValueError(msg)
    _refuse_long(sheets, path.name)
    # The notes' title is settled first, so that no sheet can take it.
    own, *titles = sheet_titles([_NOTES[lang], *(sheet.title for sheet in sheets)])
    tables: list[tuple[str, tuple[str, ...], list[list[Any]], list[Any]]] = []
    issues: list[Issue] = []
    for sheet, title in zip(sheets, titles, strict=True):
        columns, cuts = _columns(sheet, title, lang, path.name)
        heads = tuple(field.label(lang) for field in sheet.fields)
        tables.append((title, heads, columns, _rules(sheet)))
        issues += cuts
    notes = _note_columns(sheets, titles, lang)
    if notes:
        tables.append((own, _NOTES_HEAD[lang], notes, []))
    with replacing(path, suffix=".xlsx") as part:
        book = Workbook(write_only=True)
        book.properties.creator = ""
        rows_in = [
            title
            for sheet, title in zip(sheets, titles, strict=True)
            if sheet.to_import
        ]
        if rows_in:
            told = StringProperty(name=ROWS_PROPERTY, value="/".join(rows_in))
            book.custom_doc_props.append(told)
        for title, heads, columns, rules in tables:
            _write_sheet(book, title, heads, columns, rules)
        book.save(part)
    return Written(path, tuple(issues))


def _refuse_long(sheets: Iterable[Sheet], source: str) -> None:
    issues = []
    for sheet in sheets:
        rows = len(sheet.frame)
        if rows + 1 > MAX_ROWS:
            params = {"sheet": sheet.title, "rows": rows, "limit": MAX_ROWS - 1}
            issue = Issue("xlsx_too_many_rows", "error", source=source, params=params)
            issues.append(issue)
    if issues:
        raise DataError(issues)


def sheet_titles(wanted: Iterable[str]) -> list[str]:
    """Titles Excel accepts, told apart without regard to case."""
    titles: list[str] = []
    for title in wanted:
        plain = re.sub(r"[\[\]:*?/\\\s]+", " ", clean_text(title)).strip(" '")
        if plain.casefold() in {"", "history"}:
            plain = f"{plain}_"
        taken = {other.casefold() for other in titles}
        free, number = _short(plain, ""), 1
        while free.casefold() in taken:
            number += 1
            free = _short(plain, f" ({number})")
        titles.append(free)
    return titles


def _short(title: str, tail: str) -> str:
    room = 2 * (_MAX_TITLE - len(tail))
    cut = title.encode("utf-16-le")[:room].decode("utf-16-le", "ignore")
    return cut.rstrip(" '") + tail


def _note_columns(
    sheets: Sequence[Sheet], titles: Sequence[str], lang: Lang
) -> list[list[Any]]:
    lines = [
        (title, column, clean_text(text))
        for sheet, title in zip(sheets, titles, strict=True)
        for column, text in (
            *(("", note) for note in sheet.notes),
            *((field.label(lang), field.help(lang)) for field in sheet.fields),
        )
    ]
    if not any(text for *_, text in lines):
        return []
    return [list(column) for column in zip(*lines, strict=True)]


def _columns(
    sheet: Sheet, title: str, lang: Lang, source: str
) -> tuple[list[list[Any]], list[Issue]]:
    rows = table(sheet.frame, sheet.fields)
    keys = rows[sheet.fields[0].name].astype(str).tolist()
    columns: list[list[Any]] = []
    cuts: list[Issue] = []
    for field in sheet.fields:
        column = _for_people(rows[field.name], field, lang)
        for at, value in enumerate(column):
            short = _fit(value) if isinstance(value, str) else value
            if short != value:
                column[at] = short
                params = {
                    "sheet": title, "field": field.label(lang),
                    "length": len(value), "kept": len(short),
                }  # fmt: skip
                cuts.append(
                    Issue(
                        "xlsx_text_cut", "warning", "", source, at + 2, keys[at], params
                    )
                )
        columns.append(column)
    return columns, cuts


def _for_people(values: "pd.Series[Any]", field: Field, lang: Lang) -> list[Any]:
    """Plain Python values, None for missing; lists and truth values in words."""
    plain = values.astype(object).where(values.notna(), None).tolist()
    if field.kind == "bool":
        words = YES_NO[lang]
        return [None if v is None else words[0 if v else 1] for v in plain]
    if field.kind == "base_kind":
        return [_term(BASE_KINDS.get(code), code, lang) for code in plain]
    if field.kind == "trades":
        lists = [
            [_term(TRADES.get(code), code, lang) for code in split_list(text)]
            for text in plain
        ]
        return [_JOIN[lang].join(names) for names in lists]
    if field.kind == "term":
        terms = term_group(field.terms)
        return [_term(terms.get(code), code, lang) for code in plain]
    return plain


def _term(term: Term | None, code: str, lang: Lang) -> str:
    return code if term is None else term.label(lang)


def _fit(text: str) -> str:
    if len(text) * 2 <= MAX_CELL:
        return text
    data = text.encode("utf-16-le")
    return data[: 2 * MAX_CELL].decode("utf-16-le", "ignore")


def _write_sheet(
    book: Workbook,
    title: str,
    heads: Sequence[str],
    columns: Sequence[Sequence[Any]],
    rules: Iterable[Any],
) -> None:
    sheet = book.create_sheet(title)
    for rule in rules:
        sheet.data_validations.append(rule)
    rows = max((len(column) for column in columns), default=0)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{rows + 1}"
    for at, (head, column) in enumerate(zip(heads, columns, strict=True), 1):
        sheet.column_dimensions[get_column_letter(at)].width = _width(head, column)
    bold = [_text_cell(sheet, head) for head in heads]
    for cell in bold:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(vertical="top", wrap_text=True)
    sheet.append(bold)
    for values in zip(*columns, strict=True):
        sheet.append(list(_cells(sheet, values)))
    sheet.close()


def _rules(sheet: Sheet) -> list[Any]:
    """Lists to choose from, as Excel keeps them; a text of one's own is no error."""
    names = [one.name for one in sheet.fields]
    rules = []
    for name, texts in sheet.offered:
        rule = DataValidation(
            "list", formula1=f'"{",".join(texts)}"', allow_blank=True,
            showErrorMessage=False,
        )  # fmt: skip
        letter = get_column_letter(names.index(name) + 1)
        rule.add(f"{letter}2:{letter}{max(len(sheet.frame), 1) + 1}")
        rules.append(rule)
    return rules


def _cells(sheet: Any, values: Iterable[Any]) -> Iterator[Any]:  # noqa: ANN401
    for value in values:
        if isinstance(value, str):
            yield _text_cell(sheet, value) if value else None
        else:
            yield value


def _text_cell(sheet: Any, text: str) -> Any:  # noqa: ANN401 - openpyxl has no types
    """Return a cell whose text stays text, also after someone edits it."""
    cell = WriteOnlyCell(sheet, text)
    # openpyxl guesses a formula from "=" and an error value from "#N/A".
    cell.data_type = "s"
    if len(text) <= _TEXT_FORMAT_LENGTH:
        cell.number_format = _TEXT_FORMAT
    if text.startswith(FORMULA_HEADS):
        cell.quotePrefix = True
    return cell


def _width(head: str, column: Iterable[Any]) -> int:
    """Characters to show, a Chinese one counted as two (as its GBK bytes are)."""
    low, high = _WIDTHS
    widest = max((_columns_of(str(v)) for v in column if v is not None), default=0)
    return min(max(widest, _columns_of(head) + 3, low), high) + 2


def _columns_of(text: str) -> int:
    return len(text[: _WIDTHS[1]].encode("gbk", "replace"))
