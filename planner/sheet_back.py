"""A sheet of a plan that was handed over, worked on, and comes back to be read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from geo.errors import DataError
from geo.issues import Issue, Severity
from geo.reading.headings import normal
from geo.reading.tables import RawTable
from geo.reading.values import text_of
from geo.schemas import SOURCE_ROW
from geo.words import Phrase
from planner.errors import WORDS


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What was read of a plan's file.

    Parameters
    ----------
    rows
        As ``rows_of`` of the plan's room gives them, for its ``taken_up``.
    issues
        Every row that was not taken, and what was made of others: file and sheet, row,
        column, and how to mend it.
    """

    rows: pd.DataFrame
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class SheetBack:
    """A sheet that came back, and every problem found in it so far.

    Parameters
    ----------
    source
        Its file and name in messages.
    heads
        Headings by column.
    rows
        Numbers of the rows as the user sees them, and their cells by column; a column
        that is not there is empty.
    issues
        In the order they were found.
    """

    source: str
    heads: Mapping[str, str]
    rows: Sequence[tuple[int, Mapping[str, str]]]
    issues: list[Issue]

    def tell(
        self,
        rule: str,
        row: int,
        column: str,
        severity: Severity = "error",
        **params: object,
    ) -> None:
        """Keep a problem of a row; its message may name the heading as ``column``."""
        told = {"column": self.heads.get(column, column), **params}
        issue = Issue(rule, severity, source=self.source, row=row, params=told)
        self.issues.append(issue)


def sheet_back(
    tables: Iterable[RawTable],
    plan: str,
    needed: Sequence[str],
    more: Sequence[str] = (),
    *,
    source: str,
) -> SheetBack:
    """Find the first sheet that has every column needed, and read it as texts.

    Parameters
    ----------
    tables
        What the file holds.
    plan
        Of what the sheet is; its headings are the words ``field_PLAN_COLUMN`` in
        either language, or the columns themselves.
    needed, more
        Columns that have to be there, and those read where they are.
    source
        Name of the file in messages.

    Raises
    ------
    geo.errors.DataError
        ``PLAN_back_no_sheet``, with the columns it needs.
    """
    names = (*needed, *more)
    spelt = {name: WORDS.entry(f"field_{plan}_{name}") for name in names}
    for table in tables:
        written = {normal(heading): heading for heading in reversed(table.headings)}
        heads = {
            name: written[normal(text)]
            for name in names
            for text in (spelt[name]["zh"], spelt[name]["en"], name)
            if normal(text) in written
        }
        if all(name in heads for name in needed):
            return _read(table, heads, names)
    zh, en = (", ".join(spelt[name][lang] for name in needed) for lang in ("zh", "en"))
    params = {"columns": Phrase(zh, en)}
    rule = f"{plan}_back_no_sheet"
    raise DataError([Issue(rule, "error", source=source, params=params)])


def _read(table: RawTable, heads: Mapping[str, str], names: Sequence[str]) -> SheetBack:
    texts = {name: text_of(table.frame[head]).tolist() for name, head in heads.items()}
    blank = [""] * len(table.frame)
    rows = [
        (number, {name: str(texts.get(name, blank)[at]) for name in names})
        for at, number in enumerate(table.frame[SOURCE_ROW].astype(int).tolist())
    ]
    return SheetBack(table.source, heads, rows, list(table.issues))
