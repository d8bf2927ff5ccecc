"""The rules as rows over the stays to choose from."""

from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_array

from planner.tours.options import Options
from planner.tours.problem import NO_THEME, Floats, Ints, TourProblem


@dataclass
class Rows:
    """Rows ``lower <= matrix x <= upper`` over the options.

    Parameters
    ----------
    columns
        How many options there are.
    """

    columns: int
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    _row: list[int] = field(default_factory=list)
    _column: list[int] = field(default_factory=list)
    _value: list[float] = field(default_factory=list)

    def add(
        self, columns: Ints, values: Floats | float, lower: float, upper: float
    ) -> None:
        """Add a row."""
        self._row += [len(self.lower)] * len(columns)
        self._column += columns.tolist()
        self._value += np.broadcast_to(values, len(columns)).tolist()
        self.lower.append(lower)
        self.upper.append(upper)

    @property
    def matrix(self) -> csr_array:
        """The rows so far."""
        shape = (len(self.lower), self.columns)
        return csr_array((self._value, (self._row, self._column)), shape=shape)


def county_rows(problem: TourProblem, options: Options) -> Rows:
    """Rows of what a county may be given: a stay a number, in order, apart, and new.

    The first rows are those of the tasks, in their order.
    """
    rows = Rows(len(options))
    of_task = [np.flatnonzero(options.task == at) for at in range(len(options.tasks))]
    for own in of_task:
        rows.add(own, 1.0, 0, 1)
    for at in range(len(problem.booked)):
        rows.add(np.flatnonzero(options.booked == at), 1.0, 1, 1)
    for task, (_, number) in enumerate(options.tasks):
        if number:
            _after(problem, options, rows, of_task[task - 1], of_task[task])
            _other_theme(problem, options, rows, of_task[task - 1], of_task[task])
    return rows


def set_rows(problem: TourProblem, options: Options) -> Rows:
    """Rows of what the sets can do: of each group no more out than there are."""
    rows = Rows(len(options))
    for g, group in enumerate(options.groups):
        own = np.flatnonzero(options.group == g)
        for month in range(problem.months):
            out = own[(options.first[own] <= month) & (month < options.end[own])]
            if len(out) > len(group):
                rows.add(out, 1.0, 0, len(group))
        if problem.idle.any():
            _apart(problem, options, rows, own)
    return rows


def _apart(problem: TourProblem, options: Options, rows: Rows, own: Ints) -> None:
    """Whole months lie between two stays of a set where the way is long."""
    county = np.array([c for c, _ in options.tasks], dtype=np.int64)[options.task]
    for option in own:
        idle = problem.idle[county[own], county[option]]
        ends = options.end[own]
        close = own[
            (ends <= options.first[option]) & (options.first[option] < ends + idle)
        ]
        for other in close:
            rows.add(np.array([other, option]), 1.0, 0, 1)


def _after(
    problem: TourProblem, options: Options, rows: Rows, before: Ints, after: Ints
) -> None:
    """A stay begins only so long after the one before it has ended."""
    county = options.tasks[options.task[after[0]]][0] if len(after) else 0
    ready = options.end[before] + int(problem.counties.gap[county])
    settled = options.booked[after] >= 0
    # Bookings stand in order; whether they stand apart is no longer asked.
    order = np.where(options.booked[before] >= 0, options.first[before] + 1, ready)
    for late, from_month in ((after[~settled], ready), (after[settled], order)):
        for month in np.unique(options.first[late]):
            some = late[options.first[late] <= month]
            early = before[from_month <= month]
            values = np.concatenate([np.ones(len(some)), -np.ones(len(early))])
            rows.add(np.concatenate([some, early]), values, -np.inf, 0)


def _other_theme(
    problem: TourProblem, options: Options, rows: Rows, before: Ints, after: Ints
) -> None:
    """Two stays in a row bring two themes; two bookings whatever they bring."""
    theme = problem.sets.theme[[group[0] for group in options.groups]]
    both = np.concatenate([before, after])
    side = np.concatenate([np.zeros(len(before)), np.ones(len(after))])
    of_option, settled = theme[options.group[both]], options.booked[both] >= 0
    for one in np.unique(of_option[of_option != NO_THEME]):
        own = of_option == one
        sides = [own & (~settled | (side == at)) for at in (0, 1)]
        for some in sides if (own & settled).any() else sides[:1]:
            rows.add(both[some], 1.0, 0, 1)
