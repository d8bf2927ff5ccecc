"""From the best plan of a search to tours with times."""

from itertools import pairwise

import numpy as np

from planner.caravans.plan import CaravanPlan, Stop, Tour
from planner.caravans.shifts import onward
from planner.caravans.tables import Best, Rules


def plan_of(
    rules: Rules, best: Best, steps: int, seconds: float, seed: int
) -> CaravanPlan:
    """Tell a plan as tours with times.

    Parameters
    ----------
    rules, best
        The question and the best plan found.
    steps, seconds, seed
        How it was found.
    """
    owed = rules.task["times"]
    made = (best.shift_of >= 0).sum(axis=1)
    missing = {
        int(task): int(owed[task] - made[task]) for task in np.flatnonzero(owed > made)
    }
    tours, cost = [], 0.0
    order = np.lexsort((rules.shift["day"], rules.shift["van"]))
    for shift in order:
        tour, spent = _tour(rules, best, int(shift))
        cost += spent
        if tour:
            tours.append(tour)
    return CaravanPlan(tuple(tours), missing, cost, steps, seconds, seed)


def _tour(rules: Rules, best: Best, shift: int) -> tuple[Tour | None, float]:
    """Tell one shift and what it costs; None where the caravan does not move."""
    given = rules.shift[shift]
    before, night = given["preceding"], int(best.night[shift])
    evening = int(best.night[before]) if before >= 0 else -1
    start = evening if evening >= 0 else int(given["home"])
    end = night if night >= 0 else int(given["back"])
    tasks = [int(task) for task in best.route[shift, 1 : best.size[shift] + 1]]
    if not tasks and start == end:
        return None, rules.night_cost if night >= 0 else 0.0
    places = [start, *(int(rules.task[task]["place"]) for task in tasks), end]
    leg = rules.leg[given["kind"]]
    cost = float(given["fixed"]) + (rules.night_cost if night >= 0 else 0.0)
    cost += sum(float(leg[a, b]["cost"]) for a, b in pairwise(places))
    depart, stops, back = _clock(rules, shift, tasks, places)
    van, day = int(given["van"]), int(given["day"])
    return Tour(van, day, start, end, depart, back, stops), cost


def _clock(
    rules: Rules, shift: int, tasks: list[int], places: list[int]
) -> tuple[float, tuple[Stop, ...], float]:
    """Give departure, stops with times, and return."""
    given = rules.shift[shift]
    leg = rules.leg[given["kind"]]
    at, rested = float(given["begin"]), False
    depart, stops = at, []
    for number, task in enumerate(tasks):
        drive = float(leg[places[number], places[number + 1]]["drive"])
        told = rules.task[task]
        takes = float(told["service"])
        leave, after, idle = onward(
            rules.window, given, at, rested, drive, int(told["calendar"]), takes
        )
        begin = leave - takes
        if number == 0:
            depart += idle
            at += idle
        # The pause is taken on the way only where it can't wait for the arrival.
        paused = 0.0 if rested or at + drive <= given["rest_until"] else given["rest"]
        arrive = min(at + drive + float(paused), begin)
        stops.append(Stop(task, arrive, begin, leave))
        at, rested = leave, after
    drive = float(leg[places[-2], places[-1]]["drive"])
    back, _, _ = onward(rules.window, given, at, rested, drive, -1, 0.0)
    return depart, tuple(stops), float(back)
