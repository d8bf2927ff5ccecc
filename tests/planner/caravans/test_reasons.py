"""Why visits are not made, and what would help."""

from dataclasses import replace

import numpy as np
import pytest

from planner.caravans import CaravanPlan, Nights, schedule
from planner.caravans.reasons import reasons
from tests.planner.caravans.questions import ALWAYS, HOUR, NEVER, question, road

# A hundred kilometres away: six hours there and back to a visit of six.
FAR = {
    "place": [1], "service_s": 6 * HOUR, "days": 3, "km": road(0, 180, 170, 90),
}  # fmt: skip


def why(problem):
    """Code of the first visit that is missing, and the rules that could be mended."""
    (missed, *_) = reasons(problem, schedule(problem, steps=60))
    return missed.why, [(fix.rule, fix.amount) for fix in missed.fixes]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        # Half of the way is driven on the day before: it is made.
        ({"nights": Nights(np.array([2]), 80.0, 1)}, None),
        ({"nights": Nights(np.array([2]), 80.0, 1), "value": 100}, "needs_night"),
        ({"nights": Nights(np.array([2]), 80.0, 0), "value": 100}, "too_long"),
        ({"value": 100}, "too_long"),
        # Only with a night before and one after it.
        ({"nights": Nights(np.array([2]), 80.0, 2), "end_s": 15 * HOUR}, None),
        (
            {"nights": Nights(np.array([2]), 900.0, 2), "end_s": 15 * HOUR},
            "needs_night",
        ),
        ({"nights": Nights(np.array([2]), 80.0, 1), "end_s": 15 * HOUR}, "too_long"),
        # Nights are no help where no day joins another.
        (
            {
                "nights": Nights(np.array([2]), 80.0, 1),
                "works": [[True, False, True]],
            },
            "too_long",
        ),
    ],
)
def test_a_place_that_is_reached_only_with_a_night_is_not_too_far(changes, code):
    problem = question(**FAR | changes)
    plan = schedule(problem, steps=100)
    assert [missed.why for missed in reasons(problem, plan)] == ([code] if code else [])


def test_no_way_back_is_no_way():
    km = np.array([[0, 5.0], [np.inf, 0]])
    assert why(question(km))[0] == "no_way"


@pytest.mark.parametrize(
    ("changes", "code", "fixes"),
    [
        ({"allowed": [[False]]}, "no_caravan", []),
        ({"times": 2, "latest": [[-1, 2]]}, "too_many", [("visits", 1)]),
        # No day, no crew and no room for what is pinned.
        ({"latest": 1, "pins": [(0, 2, -1)]}, "bad_pin", [("pin", 0)]),
        (
            {"works": [[True, True, False]], "pins": [(0, 2, -1)]},
            "bad_pin",
            [("pin", 0)],
        ),
        (
            {"end_s": 9 * HOUR, "pins": [(0, 2, -1)]},
            "bad_pin",
            [("pin", 0), ("end", 1800)],
        ),
        ({"shut": [(0, 0), (0, 1), (0, 2)]}, "days_gone", [("lock", 0)]),
        ({"past": 3}, "days_gone", []),
        ({"past": 1, "windows": ((NEVER,),)}, "never_open", []),
        ({"windows": ((NEVER,),)}, "never_open", []),
        ({"works": [[False, True, True]], "latest": 0}, "never_open", [("day", 1)]),
        ({"end_s": 9 * HOUR}, "too_long", [("end", 1800)]),
        ({"work_s": HOUR}, "too_long", [("work", 1800)]),
        ({"value": 15}, "too_dear", [("value", 5)]),
        ({"times": 3, "gap_days": 2}, "too_close", [("gap", 1)]),
        ({"windows": (((8 * HOUR, 9 * HOUR),),)}, "too_long", [("window", 0)]),
        (
            {"times": 3, "week_s": 3 * HOUR},
            "no_room",
            [("week", pytest.approx(HOUR, abs=1))],
        ),
    ],
)
def test_every_rule_is_tried_by_itself(changes, code, fixes):
    asked = {"days": 3, "windows": ((ALWAYS,),)} | changes
    past = asked.pop("past", 0)
    given, found = why(replace(question(road(0, 10), **asked), past=past))
    assert (given, dict(found)) == (code, pytest.approx(dict(fixes), abs=0.01))


def test_what_was_taken_out_is_not_too_dear():
    nothing = CaravanPlan((), {0: 1}, 0.0, 0, 0.0, 0)
    for changes in ({"shut": [(0, 0)]}, {"pins": [(0, 1, -1)]}):
        problem = question(road(0, 10), days=2, **changes)
        (missed,) = reasons(problem, nothing)
        assert missed.why == "left_out"
        assert [(fix.rule, fix.day) for fix in missed.fixes] == [("put", 1)]


def test_only_days_that_a_caravan_can_have_are_offered():
    works = [[True, False, False]]
    problem = question(road(0, 10), days=3, works=works, earliest=1)
    nothing = CaravanPlan((), {0: 1}, 0.0, 0, 0.0, 0)
    for spare, days in (([False, True, True], [1]), ([True, False, False], [])):
        (missed,) = reasons(problem, nothing, np.array([spare]))
        assert [fix.day for fix in missed.fixes] == days


def test_a_day_that_is_full():
    asked = {"stops": 1, "value": [900, 90]}
    assert why(question(road(0, 10, 20), **asked)) == ("no_room", [("stops", 1)])
    asked = {"room": 3, "load": 2, "value": [900, 90]}
    assert why(question(road(0, 10, 20), **asked)) == ("no_room", [("room", 2)])
