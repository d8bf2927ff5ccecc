"""Siting instances with known answers, read from the files people share.

``sjc``: number of places, then x and y of each in metres; the demand of each stands
beside, one a line, in ``demand-NAME.dat``. ``orlib``: nodes, edges and p, then two
nodes and a length for each edge (Beasley 1990, "OR-Library"); of an edge listed twice
the last counts.
"""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial.distance import cdist

Format = Literal["sjc", "orlib"]
Numbers = npt.NDArray[np.float64]


class InstanceError(ValueError):
    """A file that is no such instance: what, where, and how to mend it."""


@dataclass(frozen=True, slots=True)
class Instance:
    """Places that are demand and site at once.

    Parameters
    ----------
    name
        Of the file.
    travel
        Shape (n, n), infinite where no way leads.
    demand
        Shape (n,).
    p
        Sites asked for, where the file says so.
    """

    name: str
    travel: Numbers
    demand: Numbers
    p: int | None


def read_instance(path: Path, format_name: Format) -> Instance:
    """Read a file.

    Raises
    ------
    InstanceError
        With the file, the line, and how to mend it.
    """
    return _read_sjc(path) if format_name == "sjc" else _read_orlib(path)


def random_graph(nodes: int, *, seed: int) -> Instance:
    """Make an instance as those of OR-Library: n²/50 edges as long as 1 to 100.

    Parameters
    ----------
    nodes
        At least 100, so that hardly any graph falls apart; those that do are passed
        over.
    seed
        For what is drawn.
    """
    rng = np.random.default_rng(seed)
    while True:
        pairs = rng.permutation(nodes * (nodes - 1) // 2)[: nodes * nodes // 50]
        starts, ends = (side[pairs] for side in np.triu_indices(nodes, 1))
        lengths = rng.integers(1, 101, len(pairs))
        travel = _shortest(nodes, np.column_stack((starts + 1, ends + 1, lengths)))
        if np.isfinite(travel).all():
            return Instance(f"random-{nodes}-{seed}", travel, np.ones(nodes), None)


def _read_sjc(path: Path) -> Instance:
    rows = _rows(path)
    if not rows or len(rows[0][1]) != 1:
        msg = f"{path}, line 1: expected the number of places alone on the line."
        raise InstanceError(msg)
    count = _count(path, rows[0], 0, "the number of places")
    places = _table(path, rows[1:], 2, "x and y")
    _check_size(path, len(places), count, "places")
    beside = path.with_name(f"demand-{path.stem}.dat")
    if not beside.exists():
        msg = (
            f"{beside}: not found. Put the demand of {path.name} beside it, one a line."
        )
        raise InstanceError(msg)
    demand = _table(beside, _rows(beside), 1, "a demand")[:, 0]
    _check_size(beside, len(demand), count, "demands")
    if (demand < 0).any():
        line = int(np.argmax(demand < 0)) + 1
        msg = f"{beside}, value {line}: a demand is negative; give 0 or more."
        raise InstanceError(msg)
    return Instance(path.stem, cdist(places, places), demand, None)


def _read_orlib(path: Path) -> Instance:
    rows = _rows(path)
    if not rows or len(rows[0][1]) != 3:
        msg = f"{path}, line 1: expected three numbers: nodes, edges and p."
        raise InstanceError(msg)
    nodes, edges, p = (
        _count(path, rows[0], at, name)
        for at, name in enumerate(("nodes", "edges", "p"))
    )
    if not 1 <= p <= nodes:
        msg = f"{path}, line 1: p is {p}; give 1 to {nodes}, the number of nodes."
        raise InstanceError(msg)
    table = _table(path, rows[1:], 3, "two nodes and a length")
    _check_size(path, len(table), edges, "edges")
    ends = table[:, :2]
    bad = ((ends < 1) | (ends > nodes) | (ends != np.rint(ends))).any(axis=1)
    bad |= table[:, 2] < 0
    if bad.any():
        line = rows[1 + int(np.argmax(bad))][0]
        msg = (
            f"{path}, line {line}: nodes go from 1 to {nodes}, and lengths are 0 or "
            "more; correct the line."
        )
        raise InstanceError(msg)
    return Instance(path.stem, _shortest(nodes, table), np.ones(nodes), p)


def _shortest(nodes: int, table: Numbers) -> Numbers:
    """Length of the shortest way between any two nodes."""
    ends = np.sort(table[:, :2].astype(np.int64) - 1, axis=1)
    key = ends[:, 0] * nodes + ends[:, 1]
    # Backwards, the first of each edge is the last listed.
    _, at = np.unique(key[::-1], return_index=True)
    kept = len(key) - 1 - at
    kept = kept[ends[kept, 0] != ends[kept, 1]]
    entries = (table[kept, 2], (ends[kept, 0], ends[kept, 1]))
    graph = csr_array(entries, shape=(nodes, nodes))
    return np.asarray(dijkstra(graph, directed=False))


def _rows(path: Path) -> list[tuple[int, list[str]]]:
    """Line number and words of every line that is not empty."""
    try:
        text = path.read_text(encoding="ascii")
    except FileNotFoundError:
        msg = f"{path}: not found. Check the name and the folder."
        raise InstanceError(msg) from None
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{path}: cannot be read ({error}). Give a plain text file of numbers."
        raise InstanceError(msg) from None
    rows = enumerate((line.split() for line in text.splitlines()), start=1)
    return [(number, words) for number, words in rows if words]


def _table(
    path: Path, rows: list[tuple[int, list[str]]], width: int, what: str
) -> Numbers:
    """Numbers of lines that all hold so many."""
    values = []
    for number, words in rows:
        try:
            found = [float(word) for word in words]
        except ValueError:
            found = []
        if len(found) != width or not all(map(math.isfinite, found)):
            msg = f"{path}, line {number}: expected {what}, found {' '.join(words)!r}."
            raise InstanceError(msg)
        values.append(found)
    return np.array(values, dtype=np.float64).reshape(len(values), width)


def _count(path: Path, row: tuple[int, list[str]], at: int, what: str) -> int:
    line, words = row
    if not words[at].isdecimal():
        msg = f"{path}, line {line}: {what} must be a whole number, not {words[at]!r}."
        raise InstanceError(msg)
    return int(words[at])


def _check_size(path: Path, found: int, told: int, what: str) -> None:
    if found != told:
        msg = (
            f"{path}: {told} {what} are announced and {found} follow. Correct the "
            "number, or restore the missing lines."
        )
        raise InstanceError(msg)
