"""Every row of ``cast``, worked out by hand from :mod:`toy_cast`."""

import pytest

from tests.planner.programmes import toy_cast
from tests.planner.programmes.answers import Part, check_row
from tests.toy_programmes import score_of

ANSWERS = {
    # Poor villages V1 to V5. c1 and b1 serve V1 V2, c2 V3 V4; nobody within 45
    # minutes of V5 knows vegetables.
    "cast.village_service": [
        Part("open", 4, 5, "V5"),
        Part("open", 4, 5, "V5"),
    ],
    # W has b3, E the union b5. Only W's has served.
    "cast.county_association": [Part("met", 2, 2), Part("open", 1, 2, "E")],
    # b5 alone, and b3 alone since b4 has closed.
    "cast.unions_total": [Part("partial", 1, 1000)],
    "cast.associations_total": [Part("partial", 1, 10_000)],
    # In W, in the city, in the nation; one is to come and one left yesterday.
    "cast.experts": [Part("partial", 3, 100_000)],
    # b1 is in W.
    "cast.station": [Part("open", 1, 2, "E")],
    # E's caravan is withdrawn; V6 of E was visited this year, W last year.
    "cast.caravan": [Part("open", 1, 2, "E"), Part("open", 1, 2, "W")],
    # W twice, 60 days apart; E once, as its second came after 58.
    "cast.museum_tour": [Part("open", 1, 2, "E")],
    "cast.school_museum": [Part("open", 1, 2, "E")],
    # Both have plans; W was advised before the programme began.
    "cast.county_plan": [Part("met", 2, 2), Part("open", 1, 2, "W")],
    # T1 and T3 owe, as T2 has no base for it. Union: T3. Industry: T1, and T3 by V5.
    # Link: T1's has ended, and E's is not T3's.
    "cast.township_union": [
        Part("open", 1, 2, "T1"),
        Part("met", 2, 2),
        Part("open", 0, 2, "T1 T3"),
    ],
    # V1 to V4 owe: V5 is said not to be suited. Association: V1 alone.
    "cast.village_association": [Part("open", 1, 4, "V2 V3 V4")],
    # V1, and V2 up to today.
    "cast.village_business": [Part("open", 2, 4, "V3 V4")],
    "cast.village_brand": [Part("open", 1, 4, "V1 V2 V3")],
    "cast.village_estation": [Part("open", 1, 4, "V2 V3 V4")],
    # V1 8 and V2 15 households make 23; skilled 6 + 15, in a project 4 + 9.
    "cast.household_skill": [
        Part("open", 21, 23, "V1"),
        Part("open", 13, 23, "V1 V2"),
    ],
    # Complete and in force: V1. With expert and filed: V1 V2. Followed up in 2019:
    # V1 V3. The province has pooled.
    "cast.pairing": [
        Part("open", 1, 5, "V2 V3 V4 V5"),
        Part("open", 2, 5, "V3 V4 V5"),
        Part("open", 2, 5, "V2 V4 V5"),
        Part("met", 1, 1),
    ],
    # E has a partner in 深圳; W matched supply and demand on the first day.
    "cast.east_west": [
        Part("open", 1, 2, "W"),
        Part("open", 1, 2, "E"),
        Part("met", 1, 1),
    ],
    # Nominated; the notice hung too short; award of 2018 only; evaluated for 2019.
    "cast.selection": [
        Part("met", 1, 1),
        Part("open", 0, 1, "P"),
        Part("open", 0, 1, "N"),
        Part("met", 1, 1),
    ],
}


@pytest.fixture(scope="module")
def score():
    return score_of(toy_cast.layers(), "cast", toy_cast.ON)


@pytest.mark.parametrize("row_id", ANSWERS)
def test_the_row_stands_as_counted_by_hand(score, row_id):
    check_row(score, row_id, ANSWERS[row_id], toy_cast.PLACES)


def test_every_row_of_the_programme_is_worked_out(score):
    assert list(ANSWERS) == list(score.rows)
