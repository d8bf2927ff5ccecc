"""From a question to the arrays of the search, and from these to a plan."""

import numpy as np

from planner.caravans.problem import CaravanProblem
from planner.caravans.tables import (
    LEG,
    SHIFT,
    SPAN,
    TASK,
    WINDOW,
    Grid,
    Records,
    Rules,
    Slots,
)
from planner.problem import Flags

_NEAR = 100
_DRIFT_S = 1e-3
# A way that does not exist: dearer than any plan, and longer than any day.
NO_WAY = 1e9
# Cost of a visit not made while the search goes on, in ways there and back: enough to
# want it, not so much that the search never leaves one out for a moment.
_LURE = 2.0


def rules_of(problem: CaravanProblem) -> Rules:
    """Arrange a question for the search.

    Parameters
    ----------
    problem
        The question; shifts are made of its caravans' working days.
    """
    tasks, nights = problem.tasks, problem.nights
    leg = _legs(problem)
    shift = _shifts(problem)
    apart = leg["cost"][0][np.ix_(tasks.place, tasks.place)]
    near = np.argsort(apart + apart.T, axis=1, kind="stable")
    others = near != np.arange(len(tasks))[:, None]
    near = near[others].reshape(len(tasks), -1)[:, :_NEAR]
    plain_clock = not (
        np.isfinite(shift["end"]).any()
        or np.isfinite(tasks.closes).any()
        or (tasks.opens > 0).any()
        or (shift["rest"] > 0).any()
    )
    window = np.zeros(tasks.opens.shape, WINDOW)
    order = np.argsort(tasks.opens, axis=2, kind="stable")
    window["opens"] = np.take_along_axis(tasks.opens, order, 2)
    window["closes"] = np.take_along_axis(tasks.closes, order, 2)
    window["opens"][:, : problem.past] = 0.0
    window["closes"][:, : problem.past] = np.inf
    weeks = problem.vans.week_s
    return Rules(
        leg=leg,
        shift=shift,
        task=_tasks(problem, leg, shift),
        span=_spans(problem),
        window=window,
        day_first=np.searchsorted(shift["day"], np.arange(problem.days + 1)),
        # Sums of a week drift in the last digits as visits come and go.
        week_work=np.repeat(weeks + _DRIFT_S, problem.week_of.max(initial=0) + 1),
        allowed=np.ascontiguousarray(tasks.allowed, dtype=np.bool_),
        only=_only(problem),
        bias=np.ascontiguousarray(tasks.bias, dtype=np.float64),
        patterns=_pattern_table(problem),
        near=np.ascontiguousarray(near, dtype=np.int64),
        hosts=np.asarray(nights.hosts if nights.most else [], dtype=np.int64),
        night_cost=float(nights.cost),
        most_nights=int(nights.most),
        timed=not plain_clock,
    )


def _patterns(problem: CaravanProblem) -> list[list[list[int]]]:
    """Give the sets of days of each task that hold its pins."""
    pinned: dict[int, set[int]] = {}
    for task, day, _ in problem.pins:
        pinned.setdefault(task, set()).add(day)
    return [
        [sorted(days) for days in sets if pinned.get(task, set()) <= set(days)]
        for task, sets in enumerate(problem.tasks.patterns)
    ]


def _pattern_table(problem: CaravanProblem) -> Slots:
    """Give all those sets, one below the other."""
    sets = [days for own in _patterns(problem) for days in own]
    table = np.zeros((len(sets), max(int(problem.tasks.times.max()), 1)), np.int64)
    for row, days in enumerate(sets):
        table[row, : len(days)] = days
    return table


def _legs(problem: CaravanProblem) -> Records:
    """One row for each caravan that drives or costs differently."""
    vans, legs = problem.vans, problem.legs
    kinds = _kinds(problem)
    first = [int(np.flatnonzero(kinds == kind)[0]) for kind in range(kinds.max() + 1)]
    leg = np.zeros((len(first), len(legs), len(legs)), LEG)
    for row, van in enumerate(first):
        seconds = np.minimum(legs.seconds[vans.kind[van]], NO_WAY)
        km = np.minimum(legs.km[vans.kind[van]], NO_WAY)
        cost = vans.km_cost[van] * km + vans.hour_cost[van] * seconds / 3600
        leg["cost"][row] = np.where(seconds < NO_WAY, cost, NO_WAY)
        leg["drive"][row] = seconds
    leg["back"] = leg["cost"].transpose(0, 2, 1)
    leg["drive_back"] = leg["drive"].transpose(0, 2, 1)
    return leg


def _kinds(problem: CaravanProblem) -> Slots:
    vans = problem.vans
    told = np.column_stack((vans.kind, vans.km_cost, vans.hour_cost))
    return np.unique(told, axis=0, return_inverse=True)[1].reshape(-1)


def _shifts(problem: CaravanProblem) -> Records:
    """Give every working day of every caravan, by day and then by caravan."""
    vans = problem.vans
    day, van = np.nonzero(vans.works.T)
    shift = np.zeros(len(day), SHIFT)
    shift["day"], shift["van"], shift["kind"] = day, van, _kinds(problem)[van]
    shift["home"] = shift["back"] = vans.home[van]
    shift["begin"], shift["end"] = vans.begin_s[van], vans.end_s[van]
    shift["work"], shift["room"] = vans.work_s[van], vans.room[van]
    shift["fixed"], shift["rest"] = vans.day_cost[van], vans.rest_s[van]
    shift["rest_from"] = vans.rest_from_s[van]
    shift["rest_until"] = vans.rest_until_s[van]
    shift["stops"] = np.minimum(vans.stops[van], len(problem.tasks))
    weeks = problem.week_of.max(initial=0) + 1
    limited = np.isfinite(vans.week_s[van])
    shift["week"] = np.where(limited, van * weeks + problem.week_of[day], -1)
    number = np.full((len(vans), problem.days + 1), -1)
    number[van, day] = np.arange(len(day))
    shift["following"] = number[van, day + 1]
    shift["preceding"] = np.where(day > 0, number[van, day - 1], -1)
    shut = {(int(v), int(d)) for v, d in problem.shut}
    shift["frozen"] = [(int(v), int(d)) in shut for v, d in zip(van, day, strict=True)]
    _let_be(shift, problem)
    shift["twin"][1:] = _alike(shift[1:], shift[:-1], problem)
    return shift


def _let_be(shift: Records, problem: CaravanProblem) -> None:
    """Ask nothing of days that are over; a week counts what is left of it."""
    over = shift["day"] < problem.past
    shift["frozen"] |= over
    shift["end"][over] = shift["work"][over] = np.inf
    shift["week"][over] = -1


def _alike(shift: Records, before: Records, problem: CaravanProblem) -> Flags:
    """Whether shifts differ from those before them in nothing but the number."""
    alike = shift["day"] == before["day"]
    names = ("kind", "home", "stops", "begin", "end", "work", "room", "fixed", "rest")
    for name in (*names, "rest_from", "rest_until"):
        alike &= shift[name] == before[name]
    # Caravans with a memory, of nights or of a week's work, are never the same.
    alike &= ~(shift["frozen"] | before["frozen"])
    alike &= (shift["week"] < 0) & (problem.nights.most == 0)
    allowed = problem.tasks.allowed
    same = (allowed[:, shift["van"]] == allowed[:, before["van"]]).all(axis=0)
    return np.asarray(alike & same)


def _tasks(problem: CaravanProblem, leg: Records, shift: Records) -> Records:
    tasks = problem.tasks
    task = np.zeros(len(tasks), TASK)
    task["place"], task["times"] = tasks.place, tasks.times
    task["gap"], task["calendar"] = np.maximum(tasks.gap_days, 1), tasks.calendar
    task["service"], task["load"] = tasks.service_s, tasks.load
    sizes = [len(sets) for sets in _patterns(problem)] or [0] * len(tasks)
    task["last"] = np.cumsum(sizes)
    task["first"] = task["last"] - sizes
    there, dearest = _ways(problem, leg)
    task["far"] = there
    fixed = float(shift["fixed"].max(initial=0.0))
    lure = dearest + fixed + tasks.bias.max(axis=1, initial=0.0)
    lure += float(np.mean(there))
    task["prize"] = np.minimum(np.maximum(_LURE * lure, 1.0), tasks.value)
    task["worth"] = tasks.value - task["prize"]
    return task


def _ways(problem: CaravanProblem, leg: Records) -> tuple[Grid, Grid]:
    """Give the cost from the nearest home, and of the dearest way there and back."""
    tasks, kinds = problem.tasks, _kinds(problem)
    nearest = np.full(len(tasks), NO_WAY)
    dearest = np.zeros(len(tasks))
    for van, home in enumerate(problem.vans.home):
        legs = leg[kinds[van]][home][tasks.place]
        ways = legs["cost"] + legs["back"]
        goes = tasks.allowed[:, van] & (ways < NO_WAY)
        nearest = np.where(goes, np.minimum(nearest, legs["cost"]), nearest)
        dearest = np.where(goes, np.maximum(dearest, ways), dearest)
    return np.where(nearest < NO_WAY, nearest, 0.0), dearest


def _spans(problem: CaravanProblem) -> Records:
    """Give the days of every visit; a pinned one keeps to its day."""
    tasks = problem.tasks
    span = np.zeros(tasks.earliest.shape, SPAN)
    span["earliest"] = np.clip(tasks.earliest, 0, problem.days)
    span["latest"] = np.clip(tasks.latest, -1, problem.days - 1)
    # Told twice a pin is still one visit.
    for task, day in dict.fromkeys((task, day) for task, day, _ in problem.pins):
        _pin(span[task], int(tasks.times[task]), day)
    for task, sets in enumerate(_patterns(problem)):
        if tasks.patterns[task] and not sets:
            span[task] = (problem.days, -1, False)
    # Visits are made in order of their rows.
    for task, times in enumerate(tasks.times):
        own = span[task, :times]
        own[:] = own[np.lexsort((own["latest"], own["earliest"]))]
    return span


def _pin(spans: Records, times: int, day: int) -> None:
    """Keep a visit that may be on a day to it; one that may not is never made."""
    loose = [visit for visit in range(times) if not spans[visit]["locked"]]
    meant = [
        visit
        for visit in loose
        if spans[visit]["earliest"] <= day <= spans[visit]["latest"]
    ]
    if meant:
        spans[meant[0]] = (day, day, True)
    elif loose:
        spans[loose[0]] = (day + 1, day, True)


def _only(problem: CaravanProblem) -> Slots:
    """Give the one caravan that may come to a task on a day, -1 for any."""
    only = np.full((len(problem.tasks), problem.days), -1, dtype=np.int64)
    for task, day, van in problem.pins:
        only[task, day] = van
    return only


def loosest(problem: CaravanProblem) -> float:
    """Give the mean cost from a task to its three nearest: the scale of a change."""
    place = problem.tasks.place
    apart: Grid = _legs(problem)["cost"][0][np.ix_(place, place)]
    nearest = np.sort(apart, axis=1)[:, 1:4]
    reachable = nearest[nearest < NO_WAY]
    return float(reachable.mean()) or 1.0 if reachable.size else 1.0
