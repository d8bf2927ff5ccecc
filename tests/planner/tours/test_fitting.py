"""Rules told of a stay agree with the check, and what would mend a plan mends it."""

from dataclasses import replace

import numpy as np
import pytest

from planner.tours import NO_THEME, Stay, schedule
from planner.tours.fitting import broken, placements
from planner.tours.reasons import explain
from tests.planner.tours.questions import booked, fits, plan_of, question, small

_STEPS = 200


def test_broken_agrees_with_the_check():
    rng = np.random.default_rng(3)
    looked = 0
    for _ in range(120):
        problem = small(rng)
        beside = booked(problem, rng)
        for county in range(len(problem.counties)):
            owed = problem.counties.owed[county]
            if sum(stay.county == county for stay in beside) >= owed:
                continue
            for one in placements(problem, beside, county):
                venue = max(one.stay.venue, -1)
                stay = replace(one.stay, venue=venue)
                if one.why:
                    own = np.flatnonzero(problem.venues.county == county).tolist()
                    tried = [replace(stay, venue=v) for v in own]
                    assert not any(fits(problem, [*beside, at]) for at in tried), one
                else:
                    assert fits(problem, [*beside, stay]), one
                looked += 1
    assert looked > 500


@pytest.mark.parametrize(
    ("stay", "why"),
    [
        (Stay(0, 0, 2, 0, 0), ()),
        (Stay(0, 0, 1, 0, 0), ("too_short",)),
        (Stay(0, 0, 4, 0, 0), ("too_long",)),
        (Stay(0, 7, 2, 0, 0), ("outside",)),
        (Stay(0, 0, 2, 0, 1), ("no_venue",)),
    ],
)
def test_rules_of_a_stay_alone(stay, why):
    assert broken(question(), (), stay) == why


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"serves": np.zeros((1, 1), dtype=bool)}, "no_set"),
        ({"venues": []}, "no_venue"),
        ({"set_size": 2.0}, "too_small"),
        ({"free": np.zeros((1, 8), dtype=bool)}, "venue_shut"),
        ({"ready": np.zeros((1, 8), dtype=bool)}, "set_away"),
        ({"km": [[0, np.inf], [np.inf, 0]]}, "no_way"),
        ({"last": -1, "gap": 20}, "too_soon"),
        ({"last": -9, "last_theme": 3, "theme": 3}, "theme"),
        ({"counties": 2, "months": 3, "owed": [1, 1]}, "set_busy"),
        ({"counties": 2, "months": 3, "owed": [0, 1],
          "booked": (Stay(0, 0, 3, 0, 0),)}, "booked"),
    ],
)  # fmt: skip
def test_why_a_stay_is_missing(changes, why):
    problem = question(**{"counties": 1} | changes)
    missing = explain(problem, schedule(problem, steps=_STEPS))
    assert [one.why for one in missing] == [why]
    assert missing[0].fixes[0].rules == (why,)


def test_fixes_fit_once_their_rules_give_way():
    rng = np.random.default_rng(9)
    mended = 0
    for _ in range(40):
        problem = small(rng)
        plan = schedule(problem, steps=_STEPS)
        for missing in explain(problem, plan):
            for fix in missing.fixes:
                stay = fix.stay
                asked = _given_way(problem, stay, fix.rules)
                if asked is None:
                    continue
                assert broken(asked, plan.stays, stay) == ()
                again = schedule(asked, steps=_STEPS)
                assert len(again.stays) > len(plan.stays)
                mended += 1
    assert mended > 20


def _given_way(problem, stay, rules):
    """Give the question in which some rules give way to a stay, if they can alone."""
    counties, sets, venues = problem.counties, problem.sets, problem.venues
    for rule in rules:
        if rule == "venue_shut":
            free = venues.free.copy()
            free[venues.county == stay.county, stay.first : stay.end] = True
            venues = replace(venues, free=free)
        elif rule == "set_away":
            ready = sets.ready.copy()
            ready[stay.set, stay.first : stay.end] = True
            sets = replace(sets, ready=ready)
        elif rule == "too_small":
            sizes = np.where(venues.county == stay.county, 9.0, venues.size)
            venues = replace(venues, size=sizes)
        elif rule == "no_set":
            serves = sets.serves.copy()
            serves[stay.set, stay.county] = True
            sets = replace(sets, serves=serves)
        elif rule == "theme":
            theme = sets.theme.copy()
            theme[stay.set] = NO_THEME
            sets = replace(sets, theme=theme)
        else:
            return None
    return replace(problem, counties=counties, sets=sets, venues=venues)


def test_nothing_missing_nothing_told():
    problem = question()
    assert explain(problem, schedule(problem, steps=_STEPS)) == ()
    assert len(explain(problem, plan_of(()))) == 2
