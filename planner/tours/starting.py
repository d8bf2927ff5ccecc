"""A plan to begin with: stays in order of need, each as early as it can be."""

import numpy as np

from planner.tours.options import Options, dues, numbers
from planner.tours.problem import NO_THEME, Flags, Ints, TourProblem

_TURNS = 8


def greedy(problem: TourProblem, options: Options, seed: int) -> Ints:
    """Place the stays one by one, in the order they are due and in others like it.

    Parameters
    ----------
    problem, options
        What is asked.
    seed
        Of the orders tried.

    Returns
    -------
    numpy.ndarray
        Options of the best plan: most stays, then least wait.
    """
    if not len(options):
        return np.empty(0, dtype=np.int64)
    rng = np.random.default_rng(seed)
    counts = numbers(problem)
    due = np.array([dues(problem, c, counts[c])[k] for c, k in options.tasks])
    weight = problem.counties.weight[[c for c, _ in options.tasks]]
    room = [np.flatnonzero(options.task == at) for at in range(len(options.tasks))]
    room = [own[np.argsort(options.first[own], kind="stable")] for own in room]
    best, best_key = np.empty(0, dtype=np.int64), (np.inf, np.inf, np.inf)
    for turn in range(_TURNS):
        shift = rng.normal(0.0, problem.months / 12, len(due)) if turn else 0.0
        order = np.lexsort((-weight, due + shift))
        begun = _Begun(problem, options)
        begun.place_bookings(due)
        for task in order.tolist():
            begun.place_first(task, room[task])
        chosen = begun.in_number()
        waits = options.wait[chosen]
        worth = float(options.worth[chosen].sum())
        key = (-worth, float(waits.max(initial=0)), float(waits.sum()))
        if key < best_key:
            best, best_key = chosen, key
    return best


class _Begun:
    """Stays placed so far: the option of each task."""

    def __init__(self, problem: TourProblem, options: Options) -> None:
        self._problem, self._options = problem, options
        self._chosen: dict[int, int] = {}
        self._counts = numbers(problem)
        self._end = options.end
        groups = options.groups
        self._taken = np.zeros((len(groups), problem.months), dtype=np.int64)
        self._count = np.array([len(group) for group in groups], dtype=np.int64)
        self._theme = problem.sets.theme[[group[0] for group in groups]]

    def place_bookings(self, due: Ints) -> None:
        """Place bookings in order, each as the stay in number that is due about then.

        Parameters
        ----------
        due
            Month each task should begin, shape (m,).
        """
        options = self._options
        booked: dict[int, list[int]] = {}
        for at, stay in enumerate(self._problem.booked):
            booked.setdefault(stay.county, []).append(at)
        for county, own in booked.items():
            tasks = [task for task, (c, _) in enumerate(options.tasks) if c == county]
            own.sort(key=lambda at: self._problem.booked[at].first)
            for number, at in enumerate(own):
                first = self._problem.booked[at].first
                # Those that come after it have to find room as well.
                fits = tasks[: len(tasks) - (len(own) - number) + 1]
                task = min(fits, key=lambda one: abs(first - int(due[one])))
                tasks = tasks[tasks.index(task) + 1 :]
                found = (options.booked == at) & (options.task == task)
                self._place(task, int(np.flatnonzero(found)[0]))

    def place_first(self, task: int, room: Ints) -> None:
        """Place a stay where it can be first, if anywhere.

        Parameters
        ----------
        task
            The stay.
        room
            Its options in order of month, shape (any,).
        """
        options = self._options
        if task in self._chosen:
            return
        for option in room[self._are_apart(task, room)].tolist():
            g = int(options.group[option])
            span = slice(options.first[option], self._end[option])
            full = self._taken[g, span].max() >= self._count[g]
            if not full and self._is_on_way(option):
                self._place(task, option)
                return

    def in_number(self) -> Ints:
        """Number the stays of each county from the first on; their options."""
        options = self._options
        known = {
            key: at
            for at, key in enumerate(
                zip(
                    options.group.tolist(), options.task.tolist(),
                    options.first.tolist(), options.booked.tolist(), strict=True,
                )
            )
        }  # fmt: skip
        found, made = [], dict.fromkeys((c for c, _ in options.tasks), 0)
        for task, option in sorted(self._chosen.items()):
            county, number = options.tasks[task]
            own = task - number + made[county]
            made[county] += 1
            key = (
                int(options.group[option]), own,
                int(options.first[option]), int(options.booked[option]),
            )  # fmt: skip
            found.append(known[key])
        return np.array(found, dtype=np.int64)

    def _place(self, task: int, option: int) -> None:
        self._chosen[task] = option
        options = self._options
        span = slice(options.first[option], self._end[option])
        self._taken[options.group[option], span] += 1

    def _are_apart(self, task: int, room: Ints) -> Flags:
        """Which options keep distance, and theme, to the stays next in number."""
        options = self._options
        county, number = options.tasks[task]
        fits = options.booked[room] < 0
        if number and task - 1 not in self._chosen:
            return np.zeros(len(room), dtype=bool)
        gap = int(self._problem.counties.gap[county])
        brought = self._theme[options.group[room]]
        before = self._chosen.get(task - 1) if number else None
        later = range(task + 1, task - number + self._counts[county])
        after = next((self._chosen[at] for at in later if at in self._chosen), None)
        if before is not None:
            fits &= options.first[room] >= self._end[before] + gap
        if after is not None:
            fits &= self._end[room] + gap <= options.first[after]
        for there in (before, after):
            if there is not None:
                theme = self._theme[options.group[there]]
                fits &= (brought == NO_THEME) | (brought != theme)
        return fits

    def _is_on_way(self, option: int) -> bool:
        """Whether the months that lie idle on the way are kept beside a set's others.

        Where there are any every set is a group of its own.
        """
        options, idle = self._options, self._problem.idle
        if not idle.any():
            return True
        for there in self._chosen.values():
            if options.group[there] != options.group[option]:
                continue
            early, late = sorted((there, option), key=lambda one: options.first[one])
            way = [options.tasks[int(options.task[one])][0] for one in (early, late)]
            if options.first[late] < self._end[early] + idle[way[0], way[1]]:
                return False
        return True
