"""Taking strings of neighbouring visits out of several shifts, whatever their days.

Christiaens and Vanden Berghe (2020), "Slack induction by string removals for vehicle
routing problems", with tasks of several visits.
"""

from geo.roads.compiling import compiled
from planner.caravans.shifts import (
    POOLED,
    TOUCHED,
    below,
    draw,
    drop,
    new_stamp,
    refresh,
    set_ends,
    touch,
)
from planner.caravans.tables import Rules, State

_LONGEST = 10.0
_AVERAGE = 7.0
# Chance of keeping a piece within a string, and of making that piece longer.
_SPLIT, _LONGER = 0.5, 0.5
# Chance that a task leaves all its days, not only this one.
_ALL_DAYS = 0.7
_TRIED = 40
_ABSENT = 10
_NIGHT = 0.3


@compiled
def remember(state: State, task: int) -> None:
    """Let a task be put back in this step."""
    if not state.mark[task].pooled:
        state.mark[task].pooled = True
        state.pool[state.tally[POOLED]] = task
        state.tally[POOLED] += 1


@compiled
def visit_in(rules: Rules, state: State, task: int, shift: int) -> int:
    """Which visit of a task a shift makes."""
    for visit in range(rules.task[task].times):
        if state.shift_of[task, visit] == shift:
            return visit
    return -1


@compiled
def take(rules: Rules, state: State, shift: int, position: int, whole: bool) -> bool:
    """Take a visit out, and with it perhaps all others of its task."""
    task = state.stop[shift, position].task
    if rules.span[task, visit_in(rules, state, task, shift)].locked:
        return False
    drop(rules, state, shift, position)
    remember(state, task)
    if whole:
        for visit in range(rules.task[task].times):
            other = state.shift_of[task, visit]
            if other < 0 or rules.span[task, visit].locked or rules.shift[other].frozen:
                continue
            at = 1
            while state.stop[other, at].task != task:
                at += 1
            drop(rules, state, other, at)
            refresh(rules, state, other)
    return True


@compiled
def cut(
    rules: Rules, state: State, shift: int, position: int, longest: float, whole: bool
) -> None:
    """Take a string around a position out of a shift."""
    size = state.tour[shift].size
    length = int(1.0 + draw(state.seed) * min(float(size), longest))
    kept = 0
    if length > 1 and length < size and draw(state.seed) < _SPLIT:
        kept = 1
        while length + kept < size and draw(state.seed) < _LONGER:
            kept += 1
    span = length + kept
    low = max(1, position - span + 1)
    high = min(position, size - span + 1)
    at = low + below(state.seed, high - low + 1)
    spared = 1 + below(state.seed, length - 1) if kept > 0 else span
    for step in range(span):
        if spared <= step < spared + kept or not take(rules, state, shift, at, whole):
            at += 1
    refresh(rules, state, shift)


@compiled
def ruin(rules: Rules, state: State) -> None:
    """Make room around one task drawn by lot."""
    tasks = len(rules.task)
    seed = below(state.seed, tasks)
    used, stops = 0, 0
    for shift in range(len(rules.shift)):
        if state.tour[shift].size > 0:
            used += 1
            stops += state.tour[shift].size
    longest = min(_LONGEST, stops / max(used, 1))
    most = 4.0 * _AVERAGE / (1.0 + longest) - 1.0
    strings = int(1.0 + draw(state.seed) * max(most, 1.0))
    whole = draw(state.seed) < _ALL_DAYS
    cuts = 0
    for number in range(-1, min(_TRIED, rules.near.shape[1])):
        task = seed if number < 0 else rules.near[seed, number]
        if state.mark[task].pooled:
            continue
        visits = rules.task[task].times
        offset = below(state.seed, visits)
        served = 0
        for step in range(visits):
            visit = (offset + step) % visits
            shift = state.shift_of[task, visit]
            if shift < 0:
                continue
            served += 1
            if state.tour[shift].touched or rules.shift[shift].frozen:
                continue
            position = 1
            while state.stop[shift, position].task != task:
                position += 1
            cut(rules, state, shift, position, longest, whole)
            cuts += 1
            break
        if served < visits:
            remember(state, task)
        if cuts >= strings:
            break
    for _ in range(_ABSENT):
        task = below(state.seed, tasks)
        for visit in range(rules.task[task].times):
            if state.shift_of[task, visit] < 0:
                remember(state, task)
    if len(rules.hosts) > 0 and state.tally[TOUCHED] > 0 and draw(state.seed) < _NIGHT:
        shift = state.touched[below(state.seed, state.tally[TOUCHED])]
        move_night(rules, state, shift)


@compiled
def move_night(rules: Rules, state: State, shift: int) -> None:
    """Spend the night after a shift elsewhere, or at home again."""
    follower = rules.shift[shift].following
    if follower < 0 or rules.shift[shift].frozen or rules.shift[follower].frozen:
        return
    before = state.tour[shift].night
    choice = below(state.seed, len(rules.hosts) + 1)
    night = -1 if choice == len(rules.hosts) or before >= 0 else rules.hosts[choice]
    if night == rules.shift[shift].back:
        night = -1
    if night == before:
        return
    if night >= 0 and nights_in_a_row(rules, state, shift) > rules.most_nights:
        return
    if not turn_in(rules, state, shift, night):
        turn_in(rules, state, shift, before)


@compiled
def nights_in_a_row(rules: Rules, state: State, shift: int) -> int:
    """Count the nights away in a row if this one were."""
    count, at = 1, rules.shift[shift].following
    while at >= 0 and state.tour[at].night >= 0:
        count += 1
        at = rules.shift[at].following
    at = rules.shift[shift].preceding
    while at >= 0 and state.tour[at].night >= 0:
        count += 1
        at = rules.shift[at].preceding
    return count


@compiled
def turn_in(rules: Rules, state: State, shift: int, night: int) -> bool:
    """Set the place of a night and tell whether both days still keep every rule."""
    follower = rules.shift[shift].following
    touch(state, shift)
    touch(state, follower)
    state.tour[shift].night = night
    set_ends(rules, state, shift)
    new_stamp(state, shift)
    new_stamp(state, follower)
    today = refresh(rules, state, shift)
    return refresh(rules, state, follower) and today
