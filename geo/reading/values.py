"""From what people write in a cell to the declared kind of its column.

Each distinct value is understood once and the result spread over the rows, so a
country of villages takes as long as its few hundred different cells.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.cell_text import native_text
from geo.codes import clean_code, clean_unit, lost_digits, malformed, malformed_unit
from geo.frames import dtype_of, missing_of
from geo.issues import Severity
from geo.reading.cells import Bad, folded, understood
from geo.schemas import CODE_LENGTHS, LIST_SEPARATOR, Column, ColumnKind

Positions = NDArray[np.intp]
# A cell a spreadsheet would run, or a browser: kept as text, and said so.
_ACTIVE = r"^[=@]|^[+-][^\d\s.+-]|<\s*[A-Za-z!/]|(?i:javascript:)"
_CONTROL = "[\x01-\x1f\x7f\u200b\u200e\u200f\u2028\u2029\ufeff]+"
_NO_TEXT = frozenset({"<null>", "null", "nan", "#n/a"})
_BETWEEN = r"\s*[;；、,，]\s*"
_SHOWN = 60
# A text of the user's own may stand in a million rows.
_ONCE_A_VALUE = "term_unknown"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Cells of a column that share what is wrong with them.

    Parameters
    ----------
    rule, severity
        As in :class:`geo.issues.Issue`.
    rows
        Positions in the column, ascending.
    params
        Given positions, for each placeholder one value per position.
    """

    rule: str
    severity: Severity
    rows: Positions
    params: Callable[[Positions], Mapping[str, Sequence[object]]]


@dataclass(frozen=True, slots=True)
class Converted:
    """A column of the declared kind, missing where a cell is blank or bad."""

    data: "pd.Series[Any]"
    troubles: tuple[Trouble, ...] = ()


def convert(cells: "pd.Series[Any]", column: Column) -> Converted:
    """Understand a column of cells as the declared kind.

    Parameters
    ----------
    cells
        Text, or the file's own numbers, dates and booleans.
    column
        Declared column; ``lon`` and ``lat`` give floats, degrees or metres as they
        are, NaN where there is no place.

    Returns
    -------
    Converted
        Same index. Nothing is guessed: a cell not surely understood is missing.
    """
    if column.kind in CODE_LENGTHS:
        found = _codes(cells, CODE_LENGTHS[column.kind])
    elif column.kind == "unit":
        found = _units(cells)
    elif column.kind == "text":
        found = _texts(_joined(cells) if column.many else cells)
    elif column.kind == "term":
        found = _by_value(text_of(cells), "term", "", column.terms)
    elif column.kind in {"lon", "lat"}:
        found = _coordinates(cells)
    else:
        found = _by_value(cells, column.kind, missing_of(column))
    if not column.required or column.kind in {"lon", "lat"}:
        return found
    empty = found.data.isna() | found.data.eq("")
    blank = empty.fillna(True).to_numpy(dtype=bool).copy()
    for trouble in found.troubles:
        blank[trouble.rows] = False
    rows = np.flatnonzero(blank)
    missing = Trouble("required_missing", "error", rows, lambda _rows: {})
    return Converted(found.data, (*found.troubles, missing))


def is_understood(cells: "pd.Series[Any]", column: Column) -> "pd.Series[bool]":
    """Where cells can be read as a column's kind; blank cells can be read as any."""
    return text_of(cells).map(
        lambda cell: (
            not isinstance(understood(folded(cell), column.kind, column.terms), Bad)
        )
    )


def text_of(cells: "pd.Series[Any]") -> "pd.Series[str]":
    """Text of cells as a person sees it, ``""`` for missing; no line breaks."""
    if isinstance(cells.dtype, pd.StringDtype):
        text = cells.fillna("").astype("str")
    else:
        written = [native_text(cell) for cell in cells.tolist()]
        text = pd.Series(written, index=cells.index, dtype="str")
    text = text.str.replace(_CONTROL, " ", regex=True).str.strip()
    return text.mask(text.str.lower().isin(_NO_TEXT), "")


def _codes(cells: "pd.Series[Any]", length: int) -> Converted:
    codes = clean_code(cells, length)
    return _checked_codes(codes, malformed(codes, length), length)


def _units(cells: "pd.Series[Any]") -> Converted:
    """Codes of any level; each different one is looked at once."""
    positions, unique = pd.factorize(text_of(cells))
    codes = clean_unit(pd.Series(unique, dtype="str"))
    found = _checked_codes(codes, malformed_unit(codes))

    def params(trouble: Trouble, rows: Positions) -> Mapping[str, Sequence[object]]:
        return trouble.params(positions[rows])

    troubles = tuple(
        Trouble(
            trouble.rule,
            trouble.severity,
            np.flatnonzero(np.isin(positions, trouble.rows)),
            partial(params, trouble),
        )
        for trouble in found.troubles
    )
    return Converted(found.data.iloc[positions].set_axis(cells.index), troubles)


def _checked_codes(
    codes: "pd.Series[str]", bad: "pd.Series[bool]", length: int | None = None
) -> Converted:
    """Codes as they were cleaned; those that are none are missing, and told.

    ``length`` is None for codes of any level.
    """
    kind = "unit" if length is None else "code"
    lost = lost_digits(codes)
    formula = codes.str.startswith("=").astype(bool)
    bad = bad & ~lost & ~formula

    def params(rows: Positions) -> Mapping[str, Sequence[object]]:
        shown = [code[:_SHOWN] for code in codes.iloc[rows]]
        return {"value": shown, "length": [length] * len(rows)}

    troubles = tuple(
        Trouble(rule, "error", np.flatnonzero(where), params)
        for rule, where in (
            (f"{kind}_lost_digits", lost),
            ("formula_without_value", formula),
            (f"{kind}_malformed", bad),
        )
    )
    return Converted(codes.mask(lost | formula | bad, "").astype("str"), troubles)


def _joined(cells: "pd.Series[Any]") -> "pd.Series[str]":
    """Several entries in one cell, separated as the rest of the program does."""
    return text_of(cells).str.replace(_BETWEEN, LIST_SEPARATOR, regex=True)


def _texts(cells: "pd.Series[Any]") -> Converted:
    text = text_of(cells)
    active = np.flatnonzero(text.str.contains(_ACTIVE, regex=True).to_numpy(dtype=bool))

    def params(rows: Positions) -> Mapping[str, Sequence[object]]:
        return {"value": [cell[:_SHOWN] for cell in text.iloc[rows]]}

    return Converted(text, (Trouble("text_looks_active", "warning", active, params),))


def _coordinates(cells: "pd.Series[Any]") -> Converted:
    """Plain numbers at once, whatever else is written one by one."""
    numbers = pd.to_numeric(cells, errors="coerce").astype("float64")
    rest = np.flatnonzero(~np.isfinite(numbers.to_numpy()))
    if not len(rest):
        return Converted(numbers)
    found = _by_value(cells.iloc[rest], "lon", float("nan"))
    data = numbers.to_numpy(copy=True)
    data[rest] = found.data.to_numpy()
    troubles = tuple(
        Trouble(
            trouble.rule,
            trouble.severity,
            rest[trouble.rows],
            partial(_params_of_rest, trouble, rest),
        )
        for trouble in found.troubles
    )
    return Converted(pd.Series(data, index=cells.index), troubles)


def _params_of_rest(
    trouble: Trouble, rest: Positions, rows: Positions
) -> Mapping[str, Sequence[object]]:
    return trouble.params(np.searchsorted(rest, rows))


def _by_value(
    cells: "pd.Series[Any]", kind: ColumnKind, missing: object, terms: str = ""
) -> Converted:
    text = cells
    if not isinstance(cells.dtype, pd.StringDtype):
        written = [native_text(cell) for cell in cells.tolist()]
        text = pd.Series(written, index=cells.index, dtype="str")
    positions, unique = pd.factorize(text.fillna(""))
    parsed = [understood(folded(str(cell)), kind, terms) for cell in unique]
    kept = [cell.kept if isinstance(cell, Bad) else cell for cell in parsed]
    dtype = "float64" if kind in {"lon", "lat"} else dtype_of(kind)
    distinct = pd.Series(
        [missing if cell is None else cell for cell in kept], dtype=dtype
    )
    values = distinct.iloc[positions].set_axis(cells.index)
    return Converted(values, _troubles(positions, parsed))


def _troubles(positions: Positions, parsed: list[object]) -> tuple[Trouble, ...]:
    bad = {at: cell for at, cell in enumerate(parsed) if isinstance(cell, Bad)}

    def params(rows: Positions) -> Mapping[str, Sequence[object]]:
        said = [bad[int(at)].params for at in positions[rows]]
        return {name: [one[name] for one in said] for name in said[0]}

    rules = {(cell.rule, cell.severity) for cell in bad.values()}
    return tuple(
        Trouble(rule, severity, _rows_of(positions, bad, rule), params)
        for rule, severity in sorted(rules)
    )


def _rows_of(positions: Positions, bad: Mapping[int, Bad], rule: str) -> Positions:
    """Rows of the values a rule is about; for an open list, the first of each."""
    about = [at for at, cell in bad.items() if cell.rule == rule]
    if rule != _ONCE_A_VALUE:
        return np.flatnonzero(np.isin(positions, about))
    _, first = np.unique(positions, return_index=True)
    return np.sort(first[about])
