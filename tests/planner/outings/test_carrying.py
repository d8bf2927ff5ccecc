"""What of a question carries over: ties put on later, parts that stayed the same."""

import datetime as dt
from dataclasses import fields

import numpy as np
import pytest

from planner.outings.carrying import unchanged, with_ties
from tests.planner.outings.asking import FRIDAY, MONDAY, choice, code, question

PINS = ((code(1), FRIDAY, "v1"), (code(5), MONDAY, ""))
LOCKED = (("v2", MONDAY),)


def test_ties_put_on_later_are_those_asked_for_at_once():
    tied = choice(pins=PINS, locked=LOCKED)
    found, whole = with_ties(question(), tied), question(tied)
    assert found is not None
    assert found.choice == tied
    for part, other in zip(found.parts, whole.parts, strict=True):
        assert part.problem.pins == other.problem.pins
        for one in fields(part.problem.tasks):
            values = (getattr(it.problem.tasks, one.name) for it in (part, other))
            assert np.array_equal(*values) or one.name == "patterns"


@pytest.mark.parametrize(
    "given",
    [
        {"pins": (("000000000000", FRIDAY, ""),)},
        {"pins": ((code(5), FRIDAY, "v1"),)},
        {"pins": ((code(5), FRIDAY, "v9"),)},
        {"pins": ((code(5), FRIDAY, ""), (code(5), MONDAY, ""))},
        {"pins": ((code(5), MONDAY + dt.timedelta(days=5), ""),)},
        {"locked": (("v9", FRIDAY),)},
    ],
)
def test_ties_that_cannot_be_are_left_to_be_told(given):
    assert with_ties(question(), choice(**given)) is None


def test_only_the_part_with_a_day_off_has_changed():
    after = question(choice(free_days=(("v2", MONDAY),)))
    assert unchanged(question(), after) == (0, -1)
    assert unchanged(question(), question()) == (0, 1)


def test_a_part_of_other_places_is_another():
    west = question(choice(lent=(("v2", "451022"),)))
    assert unchanged(question(), west) == (-1,)
    later = question(choice(start=MONDAY + dt.timedelta(days=1)))
    assert unchanged(question(), later) == (-1, -1)
