"""Why a stay owed is not in a plan, and what would be the least to make it so.

A reason is found by trying every set and month again with one rule left out at a time,
the rest of the plan as it is.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from planner.tours.fitting import Placement, Why, placements
from planner.tours.options import dues
from planner.tours.plan import TourPlan
from planner.tours.problem import Stay, TourProblem

# What no other month or set can help comes first; nobody can change what is over.
_STRUCTURE: tuple[Why, ...] = ("no_set", "no_venue", "too_small", "no_way")
_MENDABLE: tuple[Why, ...] = (
    *_STRUCTURE, "venue_shut", "set_busy", "booked", "set_away", "theme", "too_soon"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fix:
    """What would let a stay in.

    Parameters
    ----------
    rules
        The rules that would have to give way, fewest first.
    stay
        The stay that would then be; its venue -1 where any will do.
    wait
        Months past due it would begin.
    """

    rules: tuple[Why, ...]
    stay: Stay
    wait: int


@dataclass(frozen=True, slots=True)
class Missing:
    """Stays a county is owed and does not get.

    Parameters
    ----------
    county, number
        Position; how many stays.
    why
        The rule that stands in the way.
    numbers
        That prove it: ``sets`` that serve the county, ``venues`` it has, ``largest``
        (square metres of its largest venue), ``needed`` (of the smallest set that
        serves it), ``free`` (months in which some venue is free), ``tried`` (sets and
        months looked at), ``blocked`` (of them broken by this rule).
    fixes
        Nearest first: what asks fewest rules to give way, then what is earliest.
    """

    county: int
    number: int
    why: Why
    numbers: Mapping[str, float]
    fixes: tuple[Fix, ...] = field(default=())


def explain(problem: TourProblem, plan: TourPlan) -> tuple[Missing, ...]:
    """Explain every county that gets fewer stays than it is owed.

    Parameters
    ----------
    problem, plan
        What was asked, and the answer.

    Returns
    -------
    tuple of Missing
        In the order of the counties.
    """
    made = np.bincount(
        [stay.county for stay in plan.stays], minlength=len(problem.counties)
    )
    short = np.flatnonzero(made < problem.counties.owed)
    return tuple(
        _missing(
            problem,
            plan.stays,
            county,
            int(problem.counties.owed[county] - made[county]),
        )
        for county in short.tolist()
    )


def _missing(
    problem: TourProblem, stays: Sequence[Stay], county: int, number: int
) -> Missing:
    tried = [
        one for one in placements(problem, stays, county)
        if set(one.why) <= {*_MENDABLE}
    ]  # fmt: skip
    structure = [rule for rule in _STRUCTURE if all(rule in one.why for one in tried)]
    count = sum(one.county == county for one in stays)
    due = dues(problem, county, int(problem.counties.owed[county]))
    due_next = int(due[min(count, len(due) - 1)]) if len(due) else 0
    fixes = _fixes(tried, due_next)
    alone = [fix for fix in fixes if len(fix.rules) == 1]
    # A set that may not come is no reason where another that may does not fit.
    alone.sort(key=lambda fix: fix.rules == ("no_set",))
    if not problem.sets.serves[:, county].any():
        why: Why = "no_set"
    elif not tried:
        # Every month is over, or too near to the end.
        over = problem.done > problem.months - int(problem.counties.shortest[county])
        why = "over" if over else "outside"
    elif structure:
        why = structure[0]
    elif alone:
        why = alone[0].rules[0]
    else:
        why = _commonest(one.why for one in tried)
    return Missing(county, number, why, _numbers(problem, tried, county, why), fixes)


def _fixes(tried: Sequence[Placement], due: int) -> tuple[Fix, ...]:
    """Return the best stay for every smallest set of rules that would do."""
    by_rules: dict[frozenset[Why], list[Placement]] = defaultdict(list)
    for one in tried:
        by_rules[frozenset(one.why)].append(one)
    least = [
        rules for rules in by_rules
        if not any(other < rules for other in by_rules)
    ]  # fmt: skip
    found = []
    for rules in least:
        best = min(
            by_rules[rules],
            key=lambda one: (
                max(one.stay.first - due, 0),
                one.stay.first,
                one.stay.set,
            ),
        )
        ordered = tuple(rule for rule in _MENDABLE if rule in rules)
        found.append(Fix(ordered, best.stay, max(best.stay.first - due, 0)))
    return tuple(sorted(found, key=lambda fix: (len(fix.rules), fix.wait, fix.rules)))


def _commonest(rules: Iterable[tuple[Why, ...]]) -> Why:
    count: dict[Why, int] = defaultdict(int)
    for some in rules:
        for rule in some:
            count[rule] += 1
    return max(_MENDABLE, key=lambda rule: count[rule])


def _numbers(
    problem: TourProblem, tried: Sequence[Placement], county: int, why: Why
) -> dict[str, float]:
    own = problem.venues.county == county
    serves = problem.sets.serves[:, county]
    return {
        "sets": int(serves.sum()),
        "venues": int(own.sum()),
        "largest": float(problem.venues.size[own].max(initial=0.0)),
        "needed": float(problem.sets.size[serves].min(initial=np.inf)),
        "free": int(problem.venues.free[own].any(axis=0).sum()),
        "tried": len(tried),
        "blocked": sum(why in one.why for one in tried),
    }
