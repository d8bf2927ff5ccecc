"""One shift: its clock, where a task fits, putting one in and taking one out."""

import numpy as np

from geo.roads.compiling import compiled
from planner.caravans.tables import Record, Records, Rules, State

# Rows of State.tally: next stamp, shifts and tasks touched in this step, tasks to put
# back, shifts that break a rule.
STAMPS, TOUCHED, CHANGED, POOLED, BROKEN = 0, 1, 2, 3, 4
_MANTISSA = 1.0 / 9007199254740992.0
# Finite, so that what is added to a week can be taken off again.
_NEVER = 1e12


@compiled
def draw(seed: np.ndarray) -> float:
    """Draw from [0, 1) (Vigna 2016, "An experimental exploration of xorshift")."""
    number = seed[0]
    number ^= number >> np.uint64(12)
    number ^= number << np.uint64(25)
    number ^= number >> np.uint64(27)
    seed[0] = number
    return float((number * np.uint64(2685821657736338717)) >> np.uint64(11)) * _MANTISSA


@compiled
def below(seed: np.ndarray, count: int) -> int:
    """Draw one of 0 … `count` - 1."""
    return int(draw(seed) * count)


@compiled
def begin_of(
    windows: Records, calendar: int, day: int, at: float, takes: float
) -> float:
    """Earliest start of a visit at or after a time; infinite past all windows."""
    for number in range(2):
        window = windows[calendar, day, number]
        start = max(at, window.opens)
        if start + takes <= window.closes:
            return float(start)
    return np.inf


@compiled
def onward(
    windows: Records,
    shift: Record,
    at: float,
    rested: bool,
    drive: float,
    calendar: int,
    takes: float,
) -> tuple[float, bool, float]:
    """Drive a leg and make the visit at its end; the pause is taken where it is due.

    Returns
    -------
    leave, rested, idle
        Time of leaving the target, infinite if the visit can't be made; whether the
        pause is over; seconds waited before the visit. Without a calendar there is no
        visit.
    """
    arrive = at + drive
    resting = shift.rest > 0.0 and not rested
    if resting and arrive > shift.rest_until:
        arrive += shift.rest
        resting = False
    if calendar < 0:
        return arrive, not resting, 0.0
    if resting and arrive >= shift.rest_from:
        arrive += shift.rest
        resting = False
    start = begin_of(windows, calendar, shift.day, arrive, takes)
    if resting and start + takes > shift.rest_until:
        arrive = max(arrive, shift.rest_from) + shift.rest
        resting = False
        start = begin_of(windows, calendar, shift.day, arrive, takes)
    return start + takes, not resting, start - arrive


@compiled
def refresh(rules: Rules, state: State, number: int) -> bool:
    """Work out a shift anew after a change; tell whether every rule of it is kept."""
    shift, tour, stops = rules.shift[number], state.tour[number], state.stop[number]
    legs, tasks, windows = rules.leg[shift.kind], rules.task, rules.window
    size = tour.size
    price, load, drive = 0.0, 0.0, 0.0
    at, rested, depart = shift.begin, False, shift.begin
    stops[0].leave, stops[0].rested = at, False
    for position in range(1, size + 2):
        leg = legs[stops[position - 1].place, stops[position].place]
        stops[position - 1].leg = leg.cost
        price += leg.cost
        drive += leg.drive
        takes, calendar = 0.0, -1
        if position <= size:
            task = tasks[stops[position].task]
            load += task.load
            takes, calendar = task.service, task.calendar
            drive += takes
        if rules.timed:
            at, rested, idle = onward(
                windows, shift, at, rested, leg.drive, calendar, takes
            )
            if position == 1 and idle < np.inf:
                depart += idle
            stops[position].leave, stops[position].rested = at, rested
    out = size > 0 or stops[0].place != stops[1].place
    if out:
        price += shift.fixed
    if tour.night >= 0:
        price += rules.night_cost
    busy = drive
    if rules.timed:
        busy = at - depart if at < np.inf else _NEVER
    if not out:
        busy = 0.0
    fits = load <= shift.room and busy <= shift.work and at <= shift.end
    if shift.week >= 0:
        state.week[shift.week] += busy - tour.busy
        if state.week[shift.week] > rules.week_work[shift.week]:
            fits = False
    state.total[0] += price - tour.price
    tour.price, tour.load, tour.busy, tour.depart = price, load, busy, depart
    if fits == tour.broken:
        tour.broken = not fits
        state.tally[BROKEN] += -1 if fits else 1
    return bool(fits)


@compiled
def work_with(
    rules: Rules,
    stops: Records,
    shift: Record,
    task: Record,
    depart: float,
    size: int,
    position: int,
) -> float:
    """Seconds of work once a task follows a position; infinite if it does not fit."""
    legs, tasks, windows = rules.leg[shift.kind], rules.task, rules.window
    before = stops[position]
    at, rested, idle = onward(
        windows,
        shift,
        before.leave,
        before.rested,
        legs[before.place, task.place].drive,
        task.calendar,
        task.service,
    )
    if at == np.inf:
        return np.inf
    if position == 0:
        depart = shift.begin + idle
    origin = task.place
    for later in range(position + 1, size + 2):
        if at > shift.end:
            return np.inf
        place = stops[later].place
        takes, calendar = 0.0, -1
        if later <= size:
            follower = tasks[stops[later].task]
            takes, calendar = follower.service, follower.calendar
        at, rested, idle = onward(
            windows, shift, at, rested, legs[origin, place].drive, calendar, takes
        )
        origin = place
    return at - depart if at <= shift.end else np.inf


@compiled
def find_best(rules: Rules, state: State, number: int, shift_number: int) -> None:
    """Remember the cheapest position of a task in a shift, and what it costs."""
    shift, tour = rules.shift[shift_number], state.tour[shift_number]
    task, found = rules.task[number], state.found[number, shift_number]
    stops = state.stop[shift_number]
    found.stamp = tour.stamp
    found.cost = np.inf
    size, timed = tour.size, rules.timed
    if size >= shift.stops or tour.load + task.load > shift.room:
        return
    legs = rules.leg[shift.kind]
    place = task.place
    worked = tour.busy + task.service
    least, most, work, at = np.inf, shift.work, 0.0, -1
    for position in range(size + 1):
        origin, target = stops[position].place, stops[position + 1].place
        there, onwards = legs[place, origin], legs[place, target]
        added = there.back + onwards.cost - stops[position].leg
        if added < least:
            if timed:
                busy = work_with(rules, stops, shift, task, tour.depart, size, position)
            else:
                busy = worked + (
                    there.drive_back + onwards.drive - legs[origin, target].drive
                )
            if busy <= most and busy < np.inf:
                least, at, work = added, position, busy
    if at < 0:
        return
    if size == 0 and stops[0].place == stops[1].place:
        least += shift.fixed
    found.cost, found.at, found.work = least, at, work


@compiled
def touch(state: State, number: int) -> None:
    """Remember a shift as it was before this step."""
    tour = state.tour[number]
    if tour.touched:
        return
    tour.touched = True
    state.touched[state.tally[TOUCHED]] = number
    state.tally[TOUCHED] += 1
    tour.old_size, tour.old_night, tour.old_stamp = tour.size, tour.night, tour.stamp
    for position in range(1, tour.size + 1):
        state.old_route[number, position] = state.stop[number, position].task


@compiled
def change(state: State, task: int) -> None:
    """Remember when a task was served before this step."""
    if state.mark[task].changed:
        return
    state.mark[task].changed = True
    state.changed[state.tally[CHANGED]] = task
    state.tally[CHANGED] += 1
    for visit in range(state.shift_of.shape[1]):
        state.old_shift_of[task, visit] = state.shift_of[task, visit]


@compiled
def new_stamp(state: State, shift: int) -> None:
    """Say that a shift is not what it was."""
    state.tally[STAMPS] += 1
    state.tour[shift].stamp = state.tally[STAMPS]


@compiled
def put(rules: Rules, state: State, task: int, visit: int, shift: int) -> bool:
    """Make a visit at the place found before; undone again where a rule is broken."""
    change(state, task)
    touch(state, shift)
    stops, size = state.stop[shift], state.tour[shift].size
    position = state.found[task, shift].at + 1
    for at in range(size + 1, position - 1, -1):
        stops[at + 1].task, stops[at + 1].place = stops[at].task, stops[at].place
    stops[position].task, stops[position].place = task, rules.task[task].place
    state.tour[shift].size = size + 1
    state.shift_of[task, visit] = shift
    state.total[0] += rules.bias[task, rules.shift[shift].day] - rules.task[task].prize
    state.total[1] -= rules.task[task].worth
    new_stamp(state, shift)
    if refresh(rules, state, shift):
        return True
    drop(rules, state, shift, position)
    refresh(rules, state, shift)
    return False


@compiled
def drop(rules: Rules, state: State, shift: int, position: int) -> None:
    """Leave a visit out; :func:`refresh` is to follow."""
    stops = state.stop[shift]
    task = stops[position].task
    change(state, task)
    touch(state, shift)
    for visit in range(rules.task[task].times):
        if state.shift_of[task, visit] == shift:
            state.shift_of[task, visit] = -1
    state.total[0] += rules.task[task].prize - rules.bias[task, rules.shift[shift].day]
    state.total[1] += rules.task[task].worth
    for at in range(position, state.tour[shift].size + 1):
        stops[at].task, stops[at].place = stops[at + 1].task, stops[at + 1].place
    state.tour[shift].size -= 1
    new_stamp(state, shift)


@compiled
def set_ends(rules: Rules, state: State, number: int) -> None:
    """Let a shift end at its night's place, and the next begin there."""
    shift, tour = rules.shift[number], state.tour[number]
    end = tour.night if tour.night >= 0 else shift.back
    state.stop[number, tour.size + 1].task = -1
    state.stop[number, tour.size + 1].place = end
    if shift.following >= 0:
        home = rules.shift[shift.following].home
        state.stop[shift.following, 0].place = tour.night if tour.night >= 0 else home


@compiled
def restore(rules: Rules, state: State) -> None:
    """Take a whole step back."""
    for number in range(state.tally[CHANGED]):
        task = state.changed[number]
        for visit in range(state.shift_of.shape[1]):
            was, now = state.old_shift_of[task, visit], state.shift_of[task, visit]
            if was != now and visit < rules.task[task].times:
                state.shift_of[task, visit] = was
                state.total[0] += told(rules, task, was) - told(rules, task, now)
                state.total[1] += rules.task[task].worth * ((was < 0) - (now < 0))
    for number in range(state.tally[TOUCHED]):
        shift = state.touched[number]
        tour, stops = state.tour[shift], state.stop[shift]
        tour.size, tour.night = tour.old_size, tour.old_night
        for position in range(1, tour.size + 1):
            task = state.old_route[shift, position]
            stops[position].task, stops[position].place = task, rules.task[task].place
    for number in range(state.tally[TOUCHED]):
        set_ends(rules, state, state.touched[number])
    # Twice: a week is whole again only once all its shifts are.
    for _ in range(2):
        for number in range(state.tally[TOUCHED]):
            shift = state.touched[number]
            refresh(rules, state, shift)
            state.tour[shift].stamp = state.tour[shift].old_stamp
    settle(state)


@compiled
def told(rules: Rules, task: int, shift: int) -> float:
    """Cost of a visit beside the way there, or of its absence."""
    if shift < 0:
        return float(rules.task[task].prize)
    return float(rules.bias[task, rules.shift[shift].day])


@compiled
def settle(state: State) -> None:
    """Begin a new step."""
    for number in range(state.tally[TOUCHED]):
        state.tour[state.touched[number]].touched = False
    for number in range(state.tally[CHANGED]):
        state.mark[state.changed[number]].changed = False
    state.tally[TOUCHED] = 0
    state.tally[CHANGED] = 0
