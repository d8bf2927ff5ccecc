"""Making a question of cover smaller without changing its answer.

Sources: Garfinkel and Nemhauser 1972, "Integer Programming", ch. 8 (row and column
dominance, essential columns); Toregas and ReVelle 1973, "Binary logic solutions to a
class of location problem".
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from geo.roads.compiling import compiled
from geo.travel import Indices
from planner.problem import Flags

Numbers = npt.NDArray[np.float64]
Nodes = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Cover:
    """Choose columns of least cost so that each row has as many as it needs.

    Parameters
    ----------
    matrix
        Shape (rows, columns); a stored entry, sorted by column, means "may cover".
    need
        Different chosen columns each row needs, shape (rows,), at least 1.
    cost
        Shape (columns,), not negative.
    """

    matrix: csr_array
    need: Indices
    cost: Numbers

    @property
    def is_whole(self) -> bool:
        """Whether every choice costs a whole amount."""
        return bool((self.cost == np.floor(self.cost)).all())

    @property
    def is_open(self) -> bool:
        """Whether every row has as many columns as it needs."""
        return bool((np.diff(self.matrix.indptr) >= self.need).all())

    def is_kept(self, chosen: Indices) -> bool:
        """Whether a choice of columns gives every row what it needs."""
        return bool((self.count(chosen) >= self.need).all())

    def count(self, chosen: Indices) -> Indices:
        """Chosen columns that cover each row, shape (rows,)."""
        marks = np.zeros(self.matrix.shape[1], dtype=np.int64)
        marks[chosen] = 1
        total = np.append(0, np.cumsum(marks[self.matrix.indices]))
        return np.asarray(np.diff(total[self.matrix.indptr]), dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Reduced:
    """What is left of a cover, and what is decided.

    Parameters
    ----------
    cover
        The rest, which may have no rows.
    columns
        Its columns, as positions in the cover it came from, ascending.
    taken
        Columns that are in some best choice together with any best choice of the rest.
    """

    cover: Cover
    columns: Indices
    taken: Indices


def pattern(matrix: csr_array) -> csr_array:
    """Which entries are stored: the same places, sorted, with small ones in them."""
    found = csr_array(
        (np.ones(matrix.nnz, dtype=np.int8), matrix.indices, matrix.indptr),
        shape=matrix.shape,
    )
    found.sort_indices()
    return found


def without(cover: Cover, rows: Flags, columns: Flags) -> Cover:
    """Only the rows and columns flagged."""
    matrix = csr_array(cover.matrix[np.flatnonzero(rows)][:, np.flatnonzero(columns)])
    matrix.sort_indices()
    return Cover(matrix, cover.need[rows], cover.cost[columns])


def take(cover: Cover, chosen: Indices) -> tuple[Cover, Indices]:
    """Cover left when columns are chosen, and the columns it keeps."""
    left = cover.need - cover.count(chosen)
    columns = np.ones(len(cover.cost), dtype=bool)
    columns[chosen] = False
    rest = without(cover, left > 0, columns)
    rest = Cover(rest.matrix, left[left > 0], rest.cost)
    return rest, np.flatnonzero(columns)


def reduce(cover: Cover, may_replace: Flags | None = None) -> Reduced:
    """Remove rows and columns that others answer for, and take what must be taken.

    A row is implied by one with a part of its columns and no smaller need. A column is
    not needed beside one that covers the same rows and more at no higher cost, as long
    as its own rows need only one: where a row needs two, it may need both of them.

    Parameters
    ----------
    cover
        The question; it must be open, see :attr:`Cover.is_open`.
    may_replace
        Columns that may be chosen in the place of others, shape (columns,); all by
        default. Those under a rule of their own may not.
    """
    columns = np.arange(len(cover.cost))
    replaces = np.ones(len(columns), dtype=bool) if may_replace is None else may_replace
    taken: list[Indices] = [columns[:0]]
    while True:
        before = cover.matrix.shape
        rows = _needed_rows(cover)
        cover = without(cover, rows, np.ones(len(columns), dtype=bool))
        kept = _needed_columns(cover, replaces)
        cover = without(cover, np.ones(len(cover.need), dtype=bool), kept)
        columns, replaces = columns[kept], replaces[kept]
        tight = np.diff(cover.matrix.indptr) == cover.need
        inside = np.unique(csr_array(cover.matrix[np.flatnonzero(tight)]).indices)
        if len(inside):
            taken.append(columns[inside])
            cover, rest = take(cover, inside)
            columns, replaces = columns[rest], replaces[rest]
        if cover.matrix.shape == before:
            return Reduced(cover, columns, np.sort(np.concatenate(taken)))


def components(cover: Cover) -> Iterator[tuple[Cover, Indices]]:
    """Parts of a cover that share neither row nor column, the largest first.

    Yields
    ------
    Cover, Indices
        Each part and its columns; columns without rows are in none.
    """
    rows, columns = cover.matrix.shape
    if rows == 0:
        return
    entries = cover.matrix.tocoo()
    links = csr_array(
        (np.ones(entries.nnz, dtype=np.int8), (entries.row, entries.col + rows)),
        shape=(rows + columns, rows + columns),
    )
    count, label = connected_components(links, directed=False)
    sizes = np.bincount(label[:rows], minlength=count)
    for part in np.lexsort((np.arange(count), -sizes)):
        if sizes[part]:
            inside = label[rows:] == part
            yield without(cover, label[:rows] == part, inside), np.flatnonzero(inside)


def lists(matrix: csr_array) -> tuple[Ints, Nodes]:
    """Where each row begins, and its columns in order."""
    return matrix.indptr.astype(np.int64), matrix.indices.astype(np.int32)


def _needed_rows(cover: Cover) -> Flags:
    size = np.diff(cover.matrix.indptr)
    order = np.lexsort((np.arange(len(size)), -cover.need, size))
    turned = csr_array(cover.matrix.T.tocsr())
    kept: Flags = _unimplied(
        *lists(cover.matrix), *lists(turned), cover.need.astype(np.int64), order
    )
    return kept


def _needed_columns(cover: Cover, may_replace: Flags) -> Flags:
    turned = csr_array(cover.matrix.T.tocsr())
    size = np.diff(turned.indptr)
    order = np.lexsort((-np.arange(len(size)), -cover.cost, size))
    several = csr_array(cover.matrix[np.flatnonzero(cover.need > 1)])
    may_go = np.ones(len(size), dtype=bool)
    may_go[several.indices] = False
    kept: Flags = _unmatched(
        *lists(cover.matrix),
        *lists(turned),
        cover.cost,
        order,
        may_go,
        may_replace,
    )
    return kept


@compiled
def _is_within(starts: Ints, items: Nodes, small: int, large: int) -> bool:
    """Whether the sorted list of one is a part of the list of another."""
    a, a_end = starts[small], starts[small + 1]
    b, b_end = starts[large], starts[large + 1]
    while a < a_end:
        if a_end - a > b_end - b:
            return False
        if items[a] == items[b]:
            a += 1
        elif items[a] < items[b]:
            return False
        b += 1
    return True


@compiled
def _rarest(starts: Ints, items: Nodes, other_starts: Ints, at: int) -> int:
    """Item of a list that stands in the fewest lists."""
    best = items[starts[at]]
    for e in range(starts[at] + 1, starts[at + 1]):
        item = items[e]
        if (
            other_starts[item + 1] - other_starts[item]
            < other_starts[best + 1] - other_starts[best]
        ):
            best = item
    return int(best)


@compiled
def _unimplied(
    row_starts: Ints,
    row_columns: Nodes,
    column_starts: Ints,
    column_rows: Nodes,
    need: Ints,
    order: Ints,
) -> Flags:
    """Rows that no other implies; ``order`` has the shortest first."""
    kept = np.ones(len(need), dtype=np.bool_)
    for row in order:
        if not kept[row]:
            continue
        column = _rarest(row_starts, row_columns, column_starts, row)
        for e in range(column_starts[column], column_starts[column + 1]):
            other = column_rows[e]
            if (
                kept[other]
                and other != row
                and need[other] <= need[row]
                and _is_within(row_starts, row_columns, row, other)
            ):
                kept[other] = False
    return kept


@compiled
def _unmatched(
    row_starts: Ints,
    row_columns: Nodes,
    column_starts: Ints,
    column_rows: Nodes,
    cost: Numbers,
    order: Ints,
    may_go: Flags,
    may_replace: Flags,
) -> Flags:
    """Columns that no other can replace; ``order`` has the shortest first."""
    kept = np.ones(len(cost), dtype=np.bool_)
    for column in order:
        if not may_go[column]:
            continue
        if column_starts[column] == column_starts[column + 1]:
            kept[column] = False
            continue
        row = _rarest(column_starts, column_rows, row_starts, column)
        for e in range(row_starts[row], row_starts[row + 1]):
            other = row_columns[e]
            if (
                kept[other]
                and other != column
                and may_replace[other]
                and cost[other] <= cost[column]
                and _is_within(column_starts, column_rows, column, other)
            ):
                kept[column] = False
                break
    return kept
