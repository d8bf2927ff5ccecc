"""Why visits are not made, and what would help."""

import numpy as np
import pytest

from planner.caravans import Nights, schedule
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
    given, found = why(question(road(0, 10), **asked))
    assert (given, dict(found)) == (code, pytest.approx(dict(fixes), abs=0.01))


def test_a_day_that_is_full():
    asked = {"stops": 1, "value": [900, 90]}
    assert why(question(road(0, 10, 20), **asked)) == ("no_room", [("stops", 1)])
    asked = {"room": 3, "load": 2, "value": [900, 90]}
    assert why(question(road(0, 10, 20), **asked)) == ("no_room", [("room", 2)])
