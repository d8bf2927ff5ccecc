"""An independent check of caravan plans: plain loops, no code of the search."""

import math
from collections.abc import Iterator
from itertools import pairwise

from planner.caravans.plan import CaravanPlan, Stop, Tour
from planner.caravans.problem import CaravanProblem
from planner.verify_options import Violation

# Seconds by which times may differ, and units of load.
_SLACK = 1e-3
# Share of a cost by which two sums of it may differ.
_COST_SLACK = 1e-6

# Day and caravan of the visits of each task.
Visits = dict[int, list[tuple[int, int]]]


def caravan_violations(
    problem: CaravanProblem, plan: CaravanPlan, before: CaravanPlan | None = None
) -> list[Violation]:
    """Recompute a plan and list where it is wrong.

    Parameters
    ----------
    problem
        What was asked.
    plan
        The plan to check.
    before
        The plan whose shut days have to be as they were.

    Returns
    -------
    list of Violation
        Empty for a right plan. That nothing better exists is not looked at. Tours that
        name a caravan, day, place or task that does not exist are told and left out of
        everything else.
    """
    tours, found = _sound(problem, plan)
    visits: Visits = {}
    for tour in tours:
        found += _clock(problem, tour)
        if tour.day >= problem.past:
            found += _hours(problem, tour)
            found += _pause(problem, tour)
        found += _amounts(problem, tour)
        for stop in tour.stops:
            visits.setdefault(stop.task, []).append((tour.day, tour.van))
    found += _weeks(problem, tours)
    nights = 0
    for van in range(len(problem.vans)):
        spent, wrong = _nights(problem, van, [t for t in tours if t.van == van])
        nights += spent
        found += wrong
    for task in range(len(problem.tasks)):
        found += _days(problem, task, sorted(visits.get(task, [])))
    found += _counts(problem, plan, visits)
    found += _pins(problem, plan, visits)
    if before:
        found += _shut(problem, plan, before)
    return [*found, *_cost(problem, plan, tours, nights)]


def _sound(
    problem: CaravanProblem, plan: CaravanPlan
) -> tuple[list[Tour], list[Violation]]:
    """Tours that name what exists, in order, and what is wrong with the others."""
    places, tasks = len(problem.legs), len(problem.tasks)
    tours: dict[tuple[int, int], Tour] = {}
    found: list[Violation] = []
    for tour in plan.tours:
        unknown = (
            not 0 <= tour.van < len(problem.vans)
            or not 0 <= tour.day < problem.days
            or not 0 <= tour.start < places
            or not 0 <= tour.end < places
            or any(not 0 <= stop.task < tasks for stop in tour.stops)
        )
        if unknown:
            found.append(Violation("unknown", _name(tour), "names what is not there"))
        elif (tour.van, tour.day) in tours:
            found.append(Violation("day", _name(tour), "a second tour on that day"))
        else:
            tours[tour.van, tour.day] = tour
            if not problem.vans.works[tour.van, tour.day]:
                found.append(Violation("day", _name(tour), "not a working day"))
    return [tours[key] for key in sorted(tours)], found


def _name(tour: Tour) -> str:
    return f"van {tour.van}, day {tour.day}"


def _leg(problem: CaravanProblem, van: int, start: int, end: int) -> float:
    return float(problem.legs.seconds[int(problem.vans.kind[van]), start, end])


def _place(problem: CaravanProblem, stop: Stop) -> int:
    return int(problem.tasks.place[stop.task])


def _places(problem: CaravanProblem, tour: Tour) -> list[int]:
    return [tour.start, *(_place(problem, stop) for stop in tour.stops), tour.end]


def _clock(problem: CaravanProblem, tour: Tour) -> Iterator[Violation]:
    """Driving, waiting and visits follow each other, each visit within a window."""
    at, here = tour.depart, tour.start
    for stop in tour.stops:
        drive = _leg(problem, tour.van, here, _place(problem, stop))
        takes = float(problem.tasks.service_s[stop.task])
        name = f"{_name(tour)}, task {stop.task}"
        # Written so that what is not a number counts as wrong.
        if not stop.arrive >= at + drive - _SLACK:
            yield Violation("clock", name, f"arrives {stop.arrive}, not {at + drive}")
        if not stop.begin >= stop.arrive - _SLACK:
            yield Violation("clock", name, f"begins {stop.begin} before it arrives")
        if not abs(stop.leave - stop.begin - takes) <= _SLACK:
            yield Violation("clock", name, f"takes {stop.leave - stop.begin} s")
        calendar = int(problem.tasks.calendar[stop.task])
        if tour.day >= problem.past and not any(
            opens - _SLACK <= stop.begin and stop.leave <= closes + _SLACK
            for opens, closes in zip(
                problem.tasks.opens[calendar, tour.day].tolist(),
                problem.tasks.closes[calendar, tour.day].tolist(),
                strict=True,
            )
            if closes >= opens
        ):
            yield Violation("window", name, f"{stop.begin} to {stop.leave}")
        at, here = stop.leave, _place(problem, stop)
    drive = _leg(problem, tour.van, here, tour.end)
    if not tour.back >= at + drive - _SLACK:
        yield Violation("clock", _name(tour), f"back {tour.back}, not {at + drive}")


def _hours(problem: CaravanProblem, tour: Tour) -> Iterator[Violation]:
    vans, name = problem.vans, _name(tour)
    if not tour.depart >= vans.begin_s[tour.van] - _SLACK:
        yield Violation("begin", name, f"departs {tour.depart}")
    if not tour.back <= vans.end_s[tour.van] + _SLACK:
        yield Violation("end", name, f"back {tour.back}")
    if not tour.back - tour.depart <= vans.work_s[tour.van] + _SLACK:
        yield Violation("work", name, f"{tour.back - tour.depart} s")


def _pause(problem: CaravanProblem, tour: Tour) -> Iterator[Violation]:
    """A pause that begins in time, on the way or while waiting."""
    vans, van = problem.vans, tour.van
    rest, first = float(vans.rest_s[van]), float(vans.rest_from_s[van])
    last = float(vans.rest_until_s[van])
    # A day that begins after the time of the pause needs none.
    if rest <= 0 or not tour.depart <= last < tour.back - _SLACK:
        return
    at = tour.depart
    # Free before the day begins.
    free = first + rest <= at + _SLACK
    ends = [*((stop.begin, stop.leave) for stop in tour.stops), (tour.back, tour.back)]
    for (here, there), (begin, leave) in zip(
        pairwise(_places(problem, tour)), ends, strict=True
    ):
        spare = begin - at - _leg(problem, van, here, there)
        start = max(at, first)
        if spare >= rest - _SLACK and start <= min(last, begin - rest) + _SLACK:
            free = True
        at = leave
    if not free:
        yield Violation("pause", _name(tour), f"no {rest} s from {first} to {last}")


def _amounts(problem: CaravanProblem, tour: Tour) -> Iterator[Violation]:
    vans, tasks = problem.vans, problem.tasks
    if len(tour.stops) > vans.stops[tour.van]:
        yield Violation("stops", _name(tour), f"{len(tour.stops)} stops")
    load = sum(float(tasks.load[stop.task]) for stop in tour.stops)
    if load > vans.room[tour.van] + _SLACK:
        yield Violation("load", _name(tour), f"{load} of {vans.room[tour.van]}")
    for stop in tour.stops:
        if not tasks.allowed[stop.task, tour.van]:
            name = f"{_name(tour)}, task {stop.task}"
            yield Violation("allowed", name, "this caravan may not come")


def _weeks(problem: CaravanProblem, tours: list[Tour]) -> Iterator[Violation]:
    worked: dict[tuple[int, int], float] = {}
    for tour in tours:
        if tour.day < problem.past:
            continue
        week = int(problem.week_of[tour.day])
        before = worked.get((tour.van, week), 0.0)
        worked[tour.van, week] = before + tour.back - tour.depart
    for (van, week), seconds in worked.items():
        if not seconds <= problem.vans.week_s[van] + _SLACK:
            yield Violation("week", f"van {van}, week {week}", f"{seconds} s")


def _nights(
    problem: CaravanProblem, van: int, tours: list[Tour]
) -> tuple[int, list[Violation]]:
    """Count the nights away of a caravan, and see that each day begins there.

    A caravan that stays where it is for a whole day makes no tour on it.
    """
    home, hosts = int(problem.vans.home[van]), problem.nights.hosts.tolist()
    here, nights, row = home, 0, 0
    found: list[Violation] = []
    for number, tour in enumerate(tours):
        if tour.start != here:
            found.append(Violation("start", _name(tour), f"{tour.start}, not {here}"))
        here = tour.end
        if here == home:
            row = 0
            continue
        if here not in hosts:
            found.append(Violation("night", _name(tour), f"{here} is no host"))
        if number + 1 == len(tours):
            found.append(Violation("night", _name(tour), "never comes home"))
            continue
        days = range(tour.day, tours[number + 1].day + 1)
        if not all(problem.vans.works[van, day] for day in days):
            found.append(Violation("night", _name(tour), "no work on the day after"))
        nights += len(days) - 1
        row += len(days) - 1
        if row > problem.nights.most:
            found.append(Violation("nights", _name(tour), f"{row} in a row"))
    return nights, found


def _days(
    problem: CaravanProblem, task: int, visits: list[tuple[int, int]]
) -> Iterator[Violation]:
    """Tell whether the days of a task keep their distance, pattern and spans."""
    tasks, name = problem.tasks, f"task {task}"
    days = [day for day, _ in visits]
    for day, later in pairwise(days):
        if day == later:
            yield Violation("twice", name, f"day {day}")
        elif later - day < tasks.gap_days[task]:
            yield Violation("gap", name, f"day {day} and day {later}")
    patterns = tasks.patterns[task] if tasks.patterns else ()
    if patterns:
        if days and not any(set(days) == set(pattern) for pattern in patterns):
            yield Violation("pattern", name, f"days {days}")
        return
    # In order, the first span that holds a day leaves most to the days after it.
    visit, times = 0, int(tasks.times[task])
    for day in days:
        while visit < times and not (
            tasks.earliest[task, visit] <= day <= tasks.latest[task, visit]
        ):
            visit += 1
        if visit >= times:
            yield Violation("span", name, f"day {day}")
        visit += 1


def _counts(
    problem: CaravanProblem, plan: CaravanPlan, visits: Visits
) -> Iterator[Violation]:
    for task, owed in enumerate(problem.tasks.times.tolist()):
        made, missing = len(visits.get(task, [])), plan.missing.get(task, 0)
        if made + missing != owed or missing < 0:
            told = f"{made} made and {missing} missing of {owed}"
            yield Violation("count", f"task {task}", told)
    for task in plan.missing:
        if not 0 <= task < len(problem.tasks):
            yield Violation("count", f"task {task}", "is owed nothing")


def _pins(
    problem: CaravanProblem, plan: CaravanPlan, visits: Visits
) -> Iterator[Violation]:
    """Pinned visits are made as pinned, or else are among those not made."""
    pinned: dict[int, dict[int, set[int]]] = {}
    for task, day, van in problem.pins:
        pinned.setdefault(task, {}).setdefault(day, set()).add(van)
    for task, days in pinned.items():
        made = visits.get(task, [])
        others = [day for day, _ in made if day not in days]
        least = len(days) - int(problem.tasks.times[task])
        kept = {day for day, _ in made} & days.keys()
        if others and len(days) - len(kept) > max(plan.missing.get(task, 0), least):
            told = f"{len(kept)} of {len(days)} pins kept, {len(others)} other visits"
            yield Violation("pin", f"task {task}", told)
        for day, van in made:
            if not days.get(day, {-1}) & {-1, van}:
                yield Violation("pin", f"task {task}", f"day {day} by van {van}")


def _shut(
    problem: CaravanProblem, plan: CaravanPlan, before: CaravanPlan
) -> Iterator[Violation]:
    for van, day in problem.shut:
        old, new = (
            [tour for tour in one.tours if (tour.van, tour.day) == (van, day)]
            for one in (before, plan)
        )
        same = len(old) == len(new) and all(map(_is_same, old, new))
        if not same:
            yield Violation("shut", f"van {van}, day {day}", "is not as it was")


def _is_same(old: Tour, new: Tour) -> bool:
    """Whether two tours lead to the same places at the same times."""
    if (old.start, old.end, len(old.stops)) != (new.start, new.end, len(new.stops)):
        return False
    return all(
        was.task == now.task and abs(was.begin - now.begin) <= _SLACK
        for was, now in zip(old.stops, new.stops, strict=True)
    )


def _cost(
    problem: CaravanProblem, plan: CaravanPlan, tours: list[Tour], nights: int
) -> Iterator[Violation]:
    vans, cost = problem.vans, nights * problem.nights.cost
    for tour in tours:
        km = seconds = 0.0
        for here, there in pairwise(_places(problem, tour)):
            km += float(problem.legs.km[int(vans.kind[tour.van]), here, there])
            seconds += _leg(problem, tour.van, here, there)
        if not math.isfinite(km + seconds):
            yield Violation("road", _name(tour), "no way leads there")
            continue
        cost += float(vans.km_cost[tour.van]) * km + float(vans.day_cost[tour.van])
        cost += float(vans.hour_cost[tour.van]) * seconds / 3600
    if not abs(plan.cost - cost) <= _COST_SLACK * max(1.0, abs(cost)):
        yield Violation("cost", "", f"{plan.cost}, not {cost}")
