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
from geo.codes import clean_code, lost_digits, malformed
from geo.frames import dtype_of, missing_of
from geo.issues import Severity
from geo.reading.cells import Bad, folded, understood
from geo.schemas import CODE_LENGTHS, Column, ColumnKind

Positions = NDArray[np.intp]
# A cell a spreadsheet would run, or a browser: kept as text, and said so.
_ACTIVE = r"^[=@]|^[+-][^\d\s.+-]|<\s*[A-Za-z!/]|(?i:javascript:)"
_CONTROL = "[\x01-\x1f\x7f\u200b\u200e\u200f\u2028\u2029\ufeff]+"
_NO_TEXT = frozenset({"<null>", "null", "nan", "#n/a"})
_SHOWN = 60


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
    elif column.kind == "text":
        found = _texts(cells)
    elif column.kind in {"lon", "lat"}:
        found = _coordinates(cells)
    else:
        found = _by_value(cells, column.kind, missing_of(column))
    if not column.required or column.kind in {"lon", "lat"}:
        return found
    blank = (found.data == "").to_numpy(dtype=bool).copy()
    for trouble in found.troubles:
        blank[trouble.rows] = False
    rows = np.flatnonzero(blank)
    missing = Trouble("required_missing", "error", rows, lambda _rows: {})
    return Converted(found.data, (*found.troubles, missing))


def is_understood(cells: "pd.Series[Any]", kind: ColumnKind) -> "pd.Series[bool]":
    """Where cells can be read as a kind; blank cells can be read as any."""
    return text_of(cells).map(
        lambda cell: not isinstance(understood(folded(cell), kind), Bad)
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
    lost = lost_digits(codes)
    formula = codes.str.startswith("=").astype(bool)
    bad = malformed(codes, length) & ~lost & ~formula

    def params(rows: Positions) -> Mapping[str, Sequence[object]]:
        shown = [code[:_SHOWN] for code in codes.iloc[rows]]
        return {"value": shown, "length": [length] * len(rows)}

    troubles = tuple(
        Trouble(rule, "error", np.flatnonzero(where), params)
        for rule, where in (
            ("code_lost_digits", lost),
            ("formula_without_value", formula),
            ("code_malformed", bad),
        )
    )
    return Converted(codes.mask(lost | formula | bad, "").astype("str"), troubles)


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


def _by_value(cells: "pd.Series[Any]", kind: ColumnKind, missing: object) -> Converted:
    text = cells
    if not isinstance(cells.dtype, pd.StringDtype):
        written = [native_text(cell) for cell in cells.tolist()]
        text = pd.Series(written, index=cells.index, dtype="str")
    positions, unique = pd.factorize(text.fillna(""))
    parsed = [understood(folded(str(cell)), kind) for cell in unique]
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
        Trouble(
            rule,
            severity,
            np.flatnonzero(
                np.isin(positions, [at for at, c in bad.items() if c.rule == rule])
            ),
            params,
        )
        for rule, severity in sorted(rules)
    )
