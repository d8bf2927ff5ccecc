"""Which column of a table is which declared one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo.answers import LEAVE_OUT, Question
from geo.codes import clean_code, clean_unit
from geo.issues import Issue
from geo.reading.evidence import EMPTY, NO_CODE, code_level, is_distinct, is_plausible
from geo.reading.headings import ALIAS, is_commonplace, matches, normal, short
from geo.reading.tables import RawTable
from geo.reading.values import text_of
from geo.schemas import CODE_LENGTHS, LAYERS, Column, Layer, LayerName

# Spellings that mean a code of whatever level the table is of.
_ANY_LEVEL = frozenset(
    normal(text)
    for text in (
        "code", "代码", "编码", "xzqdm", "bsm", "pac", "gb", "adcode",
        "区划代码", "统计用区划代码", "行政区划代码", "行政区代码",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Headings by declared column, and what was noticed on the way."""

    layer: LayerName
    columns: Mapping[str, str]
    issues: tuple[Issue, ...] = ()
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A heading that may stand for a declared column."""

    heading: str
    rank: int
    blank: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """A table with the code level of each column, found once."""

    table: RawTable
    levels: Mapping[str, int]

    def cells(self, heading: str) -> "pd.Series[Any]":
        """Return the values under a heading."""
        return self.table.frame[heading]


def map_columns(
    table: RawTable,
    layer: LayerName,
    *,
    chosen: Mapping[str, str] | None = None,
    evidence: Evidence | None = None,
) -> ColumnMap:
    """Find the heading of each declared column.

    Parameters
    ----------
    table
        As read.
    layer
        What the table is.
    chosen
        Headings the planner has named; ``"-"`` for a column that is not there.
    evidence
        Of this table, if it has been looked at already: that is the costly part.

    Returns
    -------
    ColumnMap
        Two headings that fit equally and differ, or a required column that only
        values point to, become questions; the guess is used until answered.
    """
    chosen = {} if chosen is None else chosen
    evidence = evidence_of(table) if evidence is None else evidence
    declared = LAYERS[layer]
    columns = {k: v for k, v in chosen.items() if v in table.headings}
    issues = list(_unknown_choices(table, declared, chosen))
    questions: list[Question] = []
    candidates = all_candidates(evidence, declared)
    for column in declared.columns:
        if column.name in chosen:
            continue
        free = [c for c in candidates[column.name] if c.heading not in columns.values()]
        if not free:
            continue
        columns[column.name] = free[0].heading
        rivals = _rivals(evidence, column, free)
        if any(rival.rank == free[0].rank for rival in rivals):
            names = tuple(c.heading for c in (free[0], *rivals))
            questions.append(_ask(table, layer, column, names, names[0]))
        elif rivals:
            spare = short(rival.heading for rival in rivals)
            params = {"used": free[0].heading, "spare": spare}
            issues.append(_warn("column_spare", table, layer, params))
    for column in _missing(table, declared, columns, chosen):
        found = _seek(evidence, declared, column, columns)
        if not found:
            issues.append(_not_found(table, layer, column))
            continue
        guess = found[0] if len(found) == 1 or _is_code(column) else ""
        questions.append(_ask(table, layer, column, found, guess))
        if guess:
            columns[column.name] = guess
    seen = {c.heading for some in candidates.values() for c in some}
    issues += _ignored(table, layer, seen.union(columns.values()))
    return ColumnMap(layer, columns, tuple(issues), tuple(questions))


def evidence_of(table: RawTable) -> Evidence:
    """Look at the values of every column of a table."""
    return Evidence(table, {h: code_level(table.frame[h]) for h in table.headings})


def all_candidates(evidence: Evidence, layer: Layer) -> dict[str, list[Candidate]]:
    """Find the candidates of each declared column, the best first."""
    found: dict[str, list[Candidate]] = {column.name: [] for column in layer.columns}
    for heading in evidence.table.headings:
        for name, rank in matches(layer.name, heading):
            if _fits(evidence, layer.column(name), heading, rank):
                blank = evidence.levels[heading] == EMPTY
                found[name].append(Candidate(heading, rank, blank))
    for name, some in found.items():
        # Of the codes of a village and of its county, the village's says more.
        is_unit = layer.column(name).kind == "unit"
        depth = evidence.levels if is_unit else {}
        some.sort(key=lambda c: (c.blank, -depth.get(c.heading, 0), c.rank))
    return found


def _fits(evidence: Evidence, column: Column, heading: str, rank: int) -> bool:
    """Whether the values let a heading stand for a code column; others always may."""
    if column.kind not in CODE_LENGTHS:
        return True
    level = evidence.levels[heading]
    if level in {EMPTY, CODE_LENGTHS[column.kind]}:
        return True
    if normal(heading) in _ANY_LEVEL:
        return False
    # A heading of our own stays, so that its bad codes are reported one by one.
    return rank < ALIAS or level == NO_CODE


def _rivals(
    evidence: Evidence, column: Column, candidates: Sequence[Candidate]
) -> list[Candidate]:
    """Other candidates that have values and say something else than the first."""
    if len(candidates) == 1:
        return []
    first = _comparable(evidence.cells(candidates[0].heading), column)
    differ = _units_differ if column.kind == "unit" else _differ
    return [
        other
        for other in candidates[1:]
        if not other.blank
        and differ(first, _comparable(evidence.cells(other.heading), column))
    ]


def _comparable(cells: "pd.Series[Any]", column: Column) -> "pd.Series[str]":
    length = CODE_LENGTHS.get(column.kind)
    return text_of(cells) if length is None else clean_code(cells, length)


def _differ(first: "pd.Series[str]", other: "pd.Series[str]") -> bool:
    return bool(((first != other) & (first != "") & (other != "")).any())


def _units_differ(first: "pd.Series[str]", other: "pd.Series[str]") -> bool:
    """Whether codes contradict; that of the county above a village does not."""
    pairs = pd.DataFrame({"first": first, "other": other}).drop_duplicates()
    cleaned = (clean_unit(pairs[name]) for name in pairs)
    return any(
        one and above and not one.startswith(above)
        for one, above in zip(*cleaned, strict=True)
    )


def _missing(
    table: RawTable, layer: Layer, columns: Mapping[str, str], chosen: Mapping[str, str]
) -> list[Column]:
    """Required columns without a heading; shapes stand in for coordinates."""
    has_shapes = table.geometry is not None
    return [
        column
        for column in layer.columns
        if column.required
        and column.name not in columns
        and chosen.get(column.name) != LEAVE_OUT
        and not (has_shapes and not column.stored)
    ]


def _seek(
    evidence: Evidence, layer: Layer, column: Column, columns: Mapping[str, str]
) -> tuple[str, ...]:
    """Headings not yet placed whose values could be the column's."""
    taken = set(columns.values())
    return tuple(
        heading
        for heading in evidence.table.headings
        if heading not in taken
        and not _belongs_elsewhere(layer, column, heading)
        and is_plausible(evidence.cells(heading), column)
        and (column.name != layer.key or is_distinct(evidence.cells(heading)))
        and (_is_code(column) or evidence.levels[heading] <= NO_CODE)
    )


def _is_code(column: Column) -> bool:
    return column.kind in CODE_LENGTHS or column.kind == "unit"


def _not_found(table: RawTable, layer: LayerName, column: Column) -> Issue:
    params = {"column_zh": column.zh, "column_en": column.en}
    params["headings"] = short(table.headings)
    return Issue("column_missing", "error", layer, table.source, params=params)


def _belongs_elsewhere(layer: Layer, column: Column, heading: str) -> bool:
    """Whether a heading plainly says another column of the layer."""
    return any(name != column.name for name, _ in matches(layer.name, heading))


def _ignored(table: RawTable, layer: LayerName, used: set[str]) -> Iterator[Issue]:
    """Columns nobody can place; known bookkeeping and empty ones pass in silence."""
    unknown = [
        heading
        for heading in table.headings
        if heading not in used
        and not is_commonplace(heading)
        and (text_of(table.frame[heading]) != "").any()
    ]
    if unknown:
        params = {"headings": short(unknown, limit=20), "count": len(unknown)}
        yield _warn("column_ignored", table, layer, params)


def _unknown_choices(
    table: RawTable, layer: Layer, chosen: Mapping[str, str]
) -> Iterator[Issue]:
    """Answers that name no declared column of the layer, or no heading of the file."""
    known = {column.name for column in layer.columns}
    for name, heading in chosen.items():
        if name in known and heading not in (LEAVE_OUT, *table.headings):
            params = {"heading": heading, "headings": short(table.headings)}
            yield Issue(
                "answer_without_column",
                "error",
                layer.name,
                table.source,
                params=params,
            )


def _ask(
    table: RawTable,
    layer: LayerName,
    column: Column,
    options: tuple[str, ...],
    guess: str,
) -> Question:
    offered = options if column.required else (*options, LEAVE_OUT)
    return Question(table.source, "column", column.name, offered, guess, layer)


def _warn(
    rule: str, table: RawTable, layer: LayerName, params: Mapping[str, object]
) -> Issue:
    return Issue(rule, "warning", layer, table.source, params=params)
