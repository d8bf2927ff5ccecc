"""Changes that let visits be made: each, put into practice, does what it promises."""

import datetime as dt

import pytest

from planner.outings.answering import answer_outings
from planner.outings.editing import drop_visit
from planner.outings.mending import mends
from planner.outings.question import ask_outings
from tests import toy
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
    dates,
    layers,
    places,
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


def test_only_caravans_that_carry_the_topics_are_lent():
    # The nearest carries something else; where a place lies must be known.
    fleet = caravans("v3 三车 W 2019-01-01 - 5,10").assign(topics=["天文", "", "航天"])
    fleet = fleet.drop(index=1).reset_index(drop=True)
    asked = places("p1 school E 航天 24,6", "p2 school E 地质 24,6", "p3 x 999999 - -")
    found = answer(visit_places=asked, caravans=fleet)
    lent = {mend.places: mend.caravan_id for mend in mends(found)}
    assert lent == {(code(5),): "v1", ("p1",): "v3"}
    west = places("p1 school W 航天 5,8")
    (mend,) = mends(
        answer(visit_places=west, caravans=caravans().assign(topics=["天文", ""]))
    )
    assert (mend.kind, mend.caravan_id, mend.county_code) == ("lend", "v2", toy.WEST)


def test_what_a_place_says_itself_is_not_changed_for_all():
    asked = places(f"p1 school {code(4)} - -").assign(optional=True, value=10.0)
    found = answer(choice(day_cost=2000, visit_value=9000.0), visit_places=asked)
    assert found.missed("zh")["why"].tolist() == ["too_dear"]
    assert mends(found) == ()
    asked = places("p1 school W - 5,8").assign(visits=3, gap_days=8)
    found = answer(visit_places=asked)
    assert found.missed("zh")["why"].tolist() == ["too_close"]
    assert mends(found) == ()


def test_what_was_taken_out_is_not_to_be_made_dearer():
    found = answer()
    assert mends(drop_visit(found, code(5), dates(found, 5)[0][0])) == ()


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
