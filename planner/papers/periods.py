"""The time a paper is about: a quarter or a year."""

import datetime as dt
from dataclasses import dataclass

from geo.words import Lang
from planner.duties.periods import period_label, period_shape
from planner.duties.wording import window_text
from planner.errors import PlanInputError
from planner.papers.words import say


@dataclass(frozen=True, slots=True)
class Period:
    """A quarter or a year: its label, first day and last day."""

    label: str
    first: dt.date
    last: dt.date

    @property
    def year(self) -> int:
        """Year it lies in."""
        return self.first.year

    def name(self, lang: Lang) -> str:
        """Name as offices write it: 2026年第四季度."""
        if "Q" not in self.label:
            return say("year", lang, year=self.year)
        return window_text(self.label, lang)


def period_of(text: str, on: dt.date, *, quarter: bool) -> Period:
    """Read a period, or take the one a day lies in.

    Parameters
    ----------
    text
        As people write it, such as ``2026Q4`` or ``2026年第四季度``; empty for the
        quarter or year of ``on``.
    on
        The day.
    quarter
        Whether the paper is about a quarter; else it is about a year.

    Raises
    ------
    PlanInputError
        If the text is no such period.
    """
    own = f"{on.year}Q{(on.month + 2) // 3}" if quarter else f"{on.year}"
    label = period_label(text) if text else own
    wanted = "quarter" if quarter else "year"
    if period_shape(label) != wanted:
        raise PlanInputError([(f"paper_bad_{wanted}", {"text": text, "example": own})])
    year = int(label[:4])
    if not quarter:
        return Period(label, dt.date(year, 1, 1), dt.date(year, 12, 31))
    month = 3 * int(label[-1])
    first_after = dt.date(year + month // 12, month % 12 + 1, 1)
    last = first_after - dt.timedelta(days=1)
    return Period(label, dt.date(year, month - 2, 1), last)
