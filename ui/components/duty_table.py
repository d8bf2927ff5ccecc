"""The duties of a year: narrowed by the filters, and folded to one item a row and day.

An item is what one row of a programme asks by one day, of however many units.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from planner.duties.calendar import DutyStatus
from planner.duties.days import FIRST_YEAR
from planner.programmes.dues import calendar_of
from planner.programmes.part_score import PartScore
from planner.programmes.score import RowScore, Score
from planner.programmes.units import DIGITS
from ui.components import data, state

# The worst first; an item stands as the worst of its units.
WORST: tuple[DutyStatus, ...] = (
    "late", "notice_short", "due", "ahead", "done_late", "done",
)  # fmt: skip
DONE: tuple[DutyStatus, ...] = ("done", "done_late")
_PART = ["duty", "level"]
_MARKS = ["duty", "level", "due", "label"]
_EARLIEST = dt.date(FIRST_YEAR, 1, 1)


@dataclass(frozen=True, slots=True, eq=False)
class Duties:
    """Duties of a year with the score that they belong to.

    Parameters
    ----------
    score
        Rows, parts and units.
    year
        Windows that are open on any day of it are listed.
    table
        As :func:`planner.programmes.dues.calendar_of` gives it, with ``programme``
        (id); of what is done once, those who did it in years before, too.
    """

    score: Score
    year: int
    table: pd.DataFrame

    @property
    def today(self) -> dt.date:
        """Day on which they are judged."""
        return self.score.on

    def row(self, row_id: str) -> RowScore:
        """Score of the row of a duty."""
        return self.score.rows[row_id]

    def part(self, row_id: str, duty: str, level: str) -> PartScore:
        """Part that declares a duty of the units of a level."""
        return next(
            one
            for one in self.row(row_id).parts
            if (one.part.duty, one.part.unit) == (duty, level)
            and one.part.schedule is not None
        )


@dataclass(frozen=True, slots=True)
class Item:
    """What a row, or one part of it, asks by one day.

    Parameters
    ----------
    row_id, due
        Row and day.
    duty, level
        Of the part; empty for a whole row with several parts.
    opens, label
        First day, and label of the window.
    counts
        Units by status; those that occur.
    """

    row_id: str
    due: dt.date
    duty: str
    level: str
    opens: dt.date
    label: str
    counts: Mapping[DutyStatus, int]

    @property
    def key(self) -> str:
        """What it goes by in the address."""
        tail = f"@{self.duty}@{self.level}" if self.duty else ""
        return f"{self.row_id}@{self.due.isoformat()}{tail}"

    @property
    def total(self) -> int:
        """Units that owe it."""
        return sum(self.counts.values())

    @property
    def done(self) -> int:
        """Units that have done it."""
        return sum(self.counts.get(status, 0) for status in DONE)

    @property
    def status(self) -> DutyStatus:
        """The worst status of its units."""
        return next(status for status in WORST if status in self.counts)


def duties_of(path: Path, year: int) -> Duties:
    """Duties of a workspace and a year, kept until the data change.

    Raises
    ------
    planner.errors.PlanInputError
        As for :func:`ui.components.data.score`.
    """
    choice = state.travel()
    asked = ("duties", year, data.today(), choice)
    return data.kept_of(path, asked, lambda: _made(data.score(path, choice), year))


def narrowed(duties: Duties, *, programme: str, unit: str) -> pd.DataFrame:
    """Keep the duties of a programme and of a place; empty texts keep all.

    A county keeps those of its townships and villages, a larger place its own alone.
    """
    table = duties.table
    if programme:
        table = table[table["programme"] == programme]
    if not unit:
        return table
    codes = table["unit_code"]
    inside = codes == unit
    if DIGITS.get(len(unit)) not in (None, "city"):
        inside |= codes.str.startswith(unit)
    return table[inside]


def items_of(table: pd.DataFrame, *, by_part: bool = False) -> list[Item]:
    """Fold duties to items: one a row and day, or one a part and day, by day.

    Parameters
    ----------
    table
        Rows of :attr:`Duties.table`.
    by_part
        Whether the parts of a row stay apart.
    """
    names = ["row_id", "due", *(_PART if by_part else [])]
    found = []
    for key, rows in table.groupby(names, sort=False):
        first = rows.iloc[0]
        alone = len(rows[_PART].drop_duplicates()) == 1
        found.append(
            Item(
                row_id=str(key[0]),
                due=key[1].date(),
                duty=str(first["duty"]) if alone else "",
                level=str(first["level"]) if alone else "",
                opens=rows["opens"].min().date(),
                label=str(first["label"]),
                counts=rows["status"].value_counts().to_dict(),
            )
        )
    return sorted(found, key=lambda item: item.due)


def rows_of(table: pd.DataFrame, key: str) -> pd.DataFrame:
    """Duties of an item, or of a day, by what it goes by; none for an unknown one."""
    row_id, _, rest = key.rpartition("@") if key.count("@") == 1 else ("", "", key)
    if key.count("@") == 3:
        row_id, rest, duty, level = key.split("@")
        table = table[(table["duty"] == duty) & (table["level"] == level)]
    try:
        day = pd.Timestamp(dt.date.fromisoformat(rest))
    except ValueError:
        return table[:0]
    here = table["due"] == day
    return table[here & (table["row_id"] == row_id)] if row_id else table[here]


def statuses_of(items: Sequence[Item]) -> dict[DutyStatus, int]:
    """Units by status over many items, the worst status first."""
    counts = {
        status: sum(item.counts.get(status, 0) for item in items) for status in WORST
    }
    return {status: count for status, count in counts.items() if count}


def _made(score: Score, year: int) -> Duties:
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    table = calendar_of(score, first=first, last=last)
    # Of what is done once and still lacks somebody, those who did it in years before
    # are listed too, so that the numbers tell of all.
    once = calendar_of(score, first=_EARLIEST, last=last, once=True)
    table = pd.concat([table, once[_marks(once).isin(_marks(table))]])
    table = table.drop_duplicates(["row_id", "unit_code", *_MARKS], ignore_index=True)
    programme = {name: row.programme.id for name, row in score.rows.items()}
    named = table["row_id"].map(programme).astype("str")
    return Duties(score, year, table.assign(programme=named))


def _marks(table: pd.DataFrame) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(table[_MARKS])
