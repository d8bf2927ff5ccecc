"""Changes of a plan of tours: which stays go where, and what that makes of the sets."""

import numpy as np

from geo.roads.compiling import compiled
from planner.tours.tables import HIT, TOUCHED, WAITED, Rules, State, below, draw, ways

# Most stays of a run that is turned or shifted, and least.
_RUN, _LEAST = 8, 3


@compiled
def propose(rules: Rules, state: State) -> bool:
    """Draw a change; tell whether there is one.

    Stays exchange their sets and months: any two, or so that two near ones follow each
    other; three in a ring; a run of one set's is turned or shifted; two sets exchange
    the ends of their tours. Or a stay goes to a set and month of its own.
    """
    state.tally[TOUCHED] = 0
    a = state.movable[below(state.seed, len(state.movable))]
    kind = draw(state.seed)
    if kind < 0.25:
        exchange(rules, state, a, any_other(state))
    elif kind < 0.5:
        follow(rules, state, a)
    elif kind < 0.6:
        ring(rules, state, a)
    elif kind < 0.8:
        turn(rules, state, a)
    elif kind < 0.9:
        months = rules.at.shape[2]
        same = draw(state.seed) < 0.5
        to = state.owner[a] if same else below(state.seed, len(rules.home))
        send(state, a, to, below(state.seed, months))
    else:
        exchange_ends(rules, state, a)
    return bool(state.tally[TOUCHED] > 0)


@compiled
def any_other(state: State) -> int:
    """Draw a stay that may be moved."""
    return int(state.movable[below(state.seed, len(state.movable))])


@compiled
def send(state: State, task: int, to_set: int, month: int) -> None:
    """Let a stay go to a set and first month."""
    number = state.tally[TOUCHED]
    state.touched[number] = task
    state.to_set[number] = to_set
    state.to_month[number] = month
    state.tally[TOUCHED] = number + 1


@compiled
def replace(rules: Rules, state: State, task: int, other: int) -> None:
    """Let a stay go where another one is."""
    send(state, task, state.owner[other], rules.first[state.option[other]])


@compiled
def exchange(rules: Rules, state: State, a: int, b: int) -> None:
    """Exchange two stays of different counties."""
    if rules.county[a] != rules.county[b]:
        replace(rules, state, a, b)
        replace(rules, state, b, a)


@compiled
def follow(rules: Rules, state: State, a: int) -> None:
    """Bring a near stay to just before or after one, in exchange."""
    if rules.near.shape[1] == 0:
        return
    near = rules.near[a, below(state.seed, rules.near.shape[1])]
    one = state.owner[a]
    position = 0
    while state.tour[one, position] != a:
        position += 1
    position += 1 if draw(state.seed) < 0.5 else -1
    if not state.is_free[near] or not 0 <= position < state.size[one]:
        return
    beside = state.tour[one, position]
    if state.is_free[beside]:
        exchange(rules, state, beside, near)


@compiled
def ring(rules: Rules, state: State, a: int) -> None:
    """Pass three stays of different counties on in a ring."""
    b, c = any_other(state), any_other(state)
    same = rules.county[a] == rules.county[b] or rules.county[b] == rules.county[c]
    if not same and rules.county[a] != rules.county[c]:
        replace(rules, state, a, b)
        replace(rules, state, b, c)
        replace(rules, state, c, a)


@compiled
def turn(rules: Rules, state: State, a: int) -> None:
    """Turn or shift a run of stays of one set from a stay on."""
    one = state.owner[a]
    position = 0
    while state.tour[one, position] != a:
        position += 1
    most = min(state.size[one] - position, _RUN)
    if most < _LEAST:
        return
    length = _LEAST + below(state.seed, most - _LEAST + 1)
    way = below(state.seed, 3)
    for k in range(length):
        if not state.is_free[state.tour[one, position + k]]:
            return
    for k in range(length):
        other = length - 1 - k
        if way == 1:
            other = (k + 1) % length
        elif way == 2:
            other = (k + length - 1) % length
        task, there = state.tour[one, position + k], state.tour[one, position + other]
        replace(rules, state, task, there)


@compiled
def exchange_ends(rules: Rules, state: State, a: int) -> None:
    """Exchange what two sets do from the month of a stay on."""
    one, other = state.owner[a], below(state.seed, len(rules.home))
    if one == other:
        return
    since = rules.first[state.option[a]]
    for source, target in ((one, other), (other, one)):
        for position in range(state.size[source]):
            task = state.tour[source, position]
            first = rules.first[state.option[task]]
            if first >= since and state.is_free[task]:
                send(state, task, target, first)


@compiled
def make(rules: Rules, state: State) -> bool:
    """Make a change; False where it breaks a rule and has to be taken back."""
    for k in range(state.tally[TOUCHED]):
        task = state.touched[k]
        state.old_option[k], state.old_owner[k] = state.option[task], state.owner[task]
        state.is_touched[task] = True
    state.tally[HIT] = 0
    for k in range(state.tally[TOUCHED]):
        task, to = state.touched[k], state.to_set[k]
        option = rules.at[rules.group[to], task, state.to_month[k]]
        if option < 0:
            return False
        state.tally[WAITED] += rules.wait[option] - rules.wait[state.option[task]]
        state.option[task], state.owner[task] = option, to
        strike(state, to)
        strike(state, state.old_owner[k])
    for k in range(state.tally[TOUCHED]):
        if not is_apart(rules, state, state.touched[k]):
            return False
    for k in range(state.tally[HIT]):
        rebuild(rules, state, state.hit[k])
    return True


@compiled
def strike(state: State, one: int) -> None:
    """Remember that the tour of a set changes."""
    for k in range(state.tally[HIT]):
        if state.hit[k] == one:
            return
    state.hit[state.tally[HIT]] = one
    state.tally[HIT] += 1


@compiled
def is_apart(rules: Rules, state: State, task: int) -> bool:
    """Whether a stay keeps order, gap and theme with the others of its county."""
    for other in (task - 1, task + 1):
        if not 0 <= other < len(state.option) or state.option[other] < 0:
            continue
        if rules.county[other] != rules.county[task]:
            continue
        early, late = min(task, other), max(task, other)
        before = state.option[early]
        ready = rules.first[before] + rules.months[before] + rules.gap[task]
        if rules.first[state.option[late]] < ready:
            return False
        theme = rules.theme[state.owner[task]]
        if theme >= 0 and theme == rules.theme[state.owner[other]]:
            return False
    return True


@compiled
def rebuild(rules: Rules, state: State, one: int) -> None:
    """Work out the tour of a set anew from what stays in it and what comes."""
    size = 0
    trial = state.trial[one]
    for position in range(state.size[one]):
        task = state.tour[one, position]
        if not state.is_touched[task]:
            trial[size] = task
            size += 1
    for k in range(state.tally[TOUCHED]):
        task = state.touched[k]
        if state.owner[task] != one:
            continue
        first = rules.first[state.option[task]]
        at = size
        while at > 0 and rules.first[state.option[trial[at - 1]]] > first:
            trial[at] = trial[at - 1]
            at -= 1
        trial[at] = task
        size += 1
    state.trial_size[one] = size
    state.trial_load[one] = ways(rules, state.option, trial, size, one)


@compiled
def gain(state: State) -> float:
    """What the tours of this step cost more than before."""
    more = 0.0
    for k in range(state.tally[HIT]):
        one = state.hit[k]
        if state.trial_load[one] == np.inf:
            return np.inf
        more += state.trial_load[one] - state.load[one]
    return more


@compiled
def settle(state: State) -> None:
    """Keep the change."""
    for k in range(state.tally[HIT]):
        one = state.hit[k]
        for position in range(state.trial_size[one]):
            state.tour[one, position] = state.trial[one, position]
        state.size[one], state.load[one] = state.trial_size[one], state.trial_load[one]
    forget(state)


@compiled
def take_back(rules: Rules, state: State) -> None:
    """Undo the change."""
    for k in range(state.tally[TOUCHED]):
        task = state.touched[k]
        now = state.option[task]
        state.tally[WAITED] += rules.wait[state.old_option[k]] - rules.wait[now]
        state.option[task], state.owner[task] = state.old_option[k], state.old_owner[k]
    forget(state)


@compiled
def forget(state: State) -> None:
    """Touch nothing any more."""
    for k in range(state.tally[TOUCHED]):
        state.is_touched[state.touched[k]] = False
