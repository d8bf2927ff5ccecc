"""A plan to begin with: stays in order of need, each as early as it can be."""

import numpy as np

from planner.tours.options import Options, dues, numbers
from planner.tours.problem import NO_THEME, Ints, TourProblem

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
        chosen = _placed(problem, options, room, order, due)
        waits = options.wait[chosen]
        worth = float(options.worth[chosen].sum())
        key = (-worth, float(waits.max(initial=0)), float(waits.sum()))
        if key < best_key:
            best, best_key = chosen, key
    return best


def _placed(
    problem: TourProblem, options: Options, room: list[Ints], order: Ints, due: Ints
) -> Ints:
    taken = np.zeros((len(options.groups), problem.months), dtype=np.int64)
    count = np.array([len(group) for group in options.groups])
    theme = problem.sets.theme[[group[0] for group in options.groups]]
    chosen: dict[int, int] = {}

    def place(task: int, option: int) -> None:
        chosen[task] = option
        span = slice(options.first[option], options.end[option])
        taken[options.group[option], span] += 1

    for at in range(len(problem.booked)):
        own = [one for one in np.flatnonzero(options.booked == at).tolist()
               if int(options.task[one]) not in chosen]  # fmt: skip
        near = [abs(int(options.first[one]) - int(due[options.task[one]])) for one in own]
        option = own[int(np.argmin(near))]
        place(int(options.task[option]), option)
    for task in order.tolist():
        if task in chosen:
            continue
        for option in room[task].tolist():
            if options.booked[option] >= 0:
                continue
            g = int(options.group[option])
            span = slice(options.first[option], options.end[option])
            if taken[g, span].max() < count[g] and _fits(
                problem, options, chosen, task, option, theme
            ):
                place(task, option)
                break
    return np.array(_in_number(options, chosen), dtype=np.int64)


def _fits(
    problem: TourProblem,
    options: Options,
    chosen: dict[int, int],
    task: int,
    option: int,
    theme: Ints,
) -> bool:
    """Whether a stay keeps its distance, and its theme, to its neighbours in number."""
    county, number = options.tasks[task]
    for other, there in chosen.items():
        if options.group[there] == options.group[option]:
            idle = int(problem.idle[options.tasks[other][0], county])
            early, late = sorted((there, option), key=lambda one: options.first[one])
            # Where months lie idle on the way every set is a group of its own.
            if idle and options.first[late] < options.end[early] + idle:
                return False
    gap = int(problem.counties.gap[county])
    if number and task - 1 not in chosen:
        return False
    for other, early in ((task - 1, True), (task + 1, False)):
        there = chosen.get(other)
        if there is None or options.tasks[other][0] != county:
            continue
        first, last = (there, option) if early else (option, there)
        if options.first[last] < options.end[first] + gap:
            return False
        brought = theme[options.group[option]]
        if brought != NO_THEME and brought == theme[options.group[there]]:
            return False
    return True


def _in_number(options: Options, chosen: dict[int, int]) -> list[int]:
    """Leave out what lacks the stay before it, but for bookings."""
    return [
        option for task, option in sorted(chosen.items())
        if options.tasks[task][1] == 0 or task - 1 in chosen
        or options.booked[option] >= 0
    ]  # fmt: skip
