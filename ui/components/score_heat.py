"""The heat table: rows of the programmes by places, each cell a sign on a colour."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from geo.words import Lang
from planner.programmes.outcome import Status
from planner.programmes.schema import Level, Programme
from planner.programmes.score import RowScore, Score
from ui.components.score_words import level_unit
from ui.maps.score_palette import LOOKS
from ui.text import say

LABEL, CLAUSE, WHOLE = "label", "clause", "whole"
MOST_COLUMNS = 60
# Statuses of rows that say something of this place, in the order they are told.
TOLD: tuple[Status, ...] = ("met", "short", "open", "needs_data", "partial")
_LEVELS: tuple[Level, ...] = ("county", "city", "province")
_HEAD = "programme:"
_HEAD_CSS = "background-color: #e6eaee; color: #16202a"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows to show; empty for all.

    Parameters
    ----------
    programmes
        Ids of programmes.
    statuses
        Statuses in the whole place.
    kind
        Kind of a part.
    text
        Part of a label, clause or id.
    """

    programmes: tuple[str, ...] = ()
    statuses: tuple[Status, ...] = ()
    kind: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Board:
    """A heat table as it is shown.

    Parameters
    ----------
    table
        Indexed by row id (of a programme's heading, by :data:`_HEAD` and its id):
        :data:`LABEL`, :data:`CLAUSE`, :data:`WHOLE` and one column a place, by code,
        all of them texts.
    css
        Of the same shape.
    names
        Full name of each place by code.
    """

    table: pd.DataFrame
    css: pd.DataFrame
    names: dict[str, str]

    def row_at(self, position: int) -> str:
        """Id of the row at a position; empty for a heading."""
        if not 0 <= position < len(self.table):
            return ""
        found = str(self.table.index[position])
        return "" if found.startswith(_HEAD) else found


def concerns(row: RowScore) -> bool:
    """Whether a row says anything of this place."""
    return row.status not in ("elsewhere", "nobody")


def counted(rows: Iterable[RowScore]) -> Counter[Status]:
    """Number of rows of each status."""
    return Counter(row.status for row in rows)


def programme_rows(score: Score, programme: Programme) -> list[RowScore]:
    """Rows of a programme."""
    return [score.rows[row.id] for row in programme.rows]


def levels(score: Score) -> tuple[Level, ...]:
    """Levels whose places find room as columns, the lowest first."""
    units = score.scoring.ground.units
    fit = tuple(level for level in _LEVELS if 0 < units.count(level) <= MOST_COLUMNS)
    return fit or ("province",)


def shown_rows(score: Score, asked: Asked, lang: Lang) -> list[RowScore]:
    """Rows that are asked for; those of another place never are."""
    return [row for row in score.rows.values() if _is_asked(row, asked, lang)]


def board(
    score: Score, heat: pd.DataFrame, level: Level, rows: Sequence[RowScore], lang: Lang
) -> Board:
    """Lay out a heat table; ``heat`` as :meth:`Score.heat` gives it for the level."""
    units = score.scoring.ground.units
    codes = [str(code) for code in heat.index]
    given = zip(codes, units.names[level], strict=True)
    names = {code: level_unit(level, code, str(name), lang) for code, name in given}
    lines, looks, index = [], [], []
    for row in rows:
        head = _HEAD + row.programme.id
        if head not in index:
            index.append(head)
            lines.append([row.programme.label(lang)] + [""] * (len(codes) + 2))
            looks.append([_HEAD_CSS] * (len(codes) + 3))
        index.append(row.row.id)
        found = [row.status, *heat[row.row.id]]
        signs = [LOOKS[one].sign if one else "" for one in found]
        lines.append([row.row.label(lang), row.row.clause, *signs])
        looks.append(["", "", *(_css(one) for one in found)])
    columns = [LABEL, CLAUSE, WHOLE, *codes]
    table = pd.DataFrame(lines, index, columns, dtype="str")
    return Board(table, pd.DataFrame(looks, index, columns, dtype="str"), names)


def short_names(names: Sequence[str]) -> list[str]:
    """Names without the word for what they are, where they stay apart."""
    cut = [_cut(name) for name in names]
    seen = Counter(cut)
    return [
        name if seen[brief] > 1 else brief
        for name, brief in zip(names, cut, strict=True)
    ]


def _cut(name: str) -> str:
    """Name without its ending, at least two characters."""
    for ending in say("score_name_endings", "zh").split():
        if name.endswith(ending) and len(name) - len(ending) >= 2:
            name = name.removesuffix(ending)
            break
    for people in say("score_name_peoples", "zh").split():
        if name.endswith(people) and len(name) - len(people) >= 2:
            return name.removesuffix(people)
    return name


def _css(status: str) -> str:
    if not status:
        return ""
    look = LOOKS[status]  # type: ignore[index]
    return f"background-color: {look.fill}; color: {look.ink}"


def _is_asked(row: RowScore, asked: Asked, lang: Lang) -> bool:
    if row.status == "elsewhere":
        return False
    if asked.programmes and row.programme.id not in asked.programmes:
        return False
    if asked.statuses and row.status not in asked.statuses:
        return False
    if asked.kind and asked.kind not in row.row.kinds:
        return False
    words = (row.row.id, row.row.clause, row.row.label(lang), row.row.asks(lang))
    return asked.text.casefold() in " ".join(words).casefold()


def status_counts(counts: Counter[Status], lang: Lang) -> str:
    """Statuses that occur with their numbers, in one line."""
    parts = [
        say(f"score_count_{status}", lang, count=counts[status])
        for status in (*TOLD, "nobody")
        if counts[status]
    ]
    return say("score_clause_join", lang).join(parts)
