"""Changes that let visits be made: each, put into practice, does what it promises."""

import datetime as dt

import pytest

from planner.outings.answering import answer_outings
from planner.outings.mending import mends
from planner.outings.question import ask_outings
from tests.planner.outings.asking import (
    FRIDAY,
    MONDAY,
    RULE,
    STEPS,
    TRAVEL,
    answer,
    caravans,
    choice,
    code,
    layers,
)


def mended(mend, **changed):
    asked = ask_outings(layers(**changed), RULE, mend.choice, TRAVEL)
    return answer_outings(asked, steps=STEPS)


def kinds(found):
    return {mend.kind: mend for mend in mends(found)}


def test_nothing_is_offered_where_all_is_made():
    assert mends(answer()) == ()


def test_longer_days_are_offered_and_help():
    found = answer(choice(end=MONDAY, hours_day=4))
    longer = kinds(found)["work"]
    assert longer.choice.hours_day == 4 + longer.amount
    assert set(longer.places) <= {code(number) for number in range(1, 5)}
    assert mended(longer).made > found.made
    assert list(mends(found)) == sorted(
        mends(found), key=lambda mend: -len(mend.places)
    )


def test_hours_of_a_caravan_of_its_own_are_not_offered_to_be_changed():
    vans = caravans().assign(hours_day=4.0)
    found = answer(choice(end=MONDAY), caravans=vans)
    assert found.made < found.owed
    assert "work" not in kinds(found)


def test_the_nearest_caravan_is_lent_to_a_county_without_one():
    vans = caravans().iloc[:1]
    found = answer(caravans=vans)
    lend = kinds(found)["lend"]
    assert (lend.caravan_id, lend.county_code, lend.places) == (
        "v1", "451024", (code(5),),
    )  # fmt: skip
    assert mended(lend, caravans=vans).made == 5


def test_a_day_off_is_given_back():
    days = [MONDAY + dt.timedelta(days=at) for at in range(11)]
    free = tuple(("v2", day) for day in days)
    found = answer(choice(visits=2, free_days=free))
    back = kinds(found)["day_back"]
    assert len(back.choice.free_days) == len(free) - 1
    assert mended(back).made == found.made + 1


def test_dearer_visits_are_worth_the_way():
    found = answer(choice(visit_value=100, day_cost=500))
    assert found.made < found.owed
    dearer = kinds(found)["value"]
    assert mended(dearer).made > found.made


@pytest.mark.parametrize("end", [MONDAY, FRIDAY])
def test_a_mend_is_a_question_that_can_be_asked(end):
    found = answer(choice(end=end, hours_day=3))
    for mend in mends(found):
        assert mended(mend).made >= found.made
