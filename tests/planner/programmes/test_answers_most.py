"""Every row of ``most``, worked out by hand from :mod:`toy_most`."""

import pytest

from tests.planner.programmes import toy_most
from tests.planner.programmes.answers import Part, check_row
from tests.toy_programmes import score_of

ANSWERS = {
    # f1, r1, r2, o1 and the commissioners c2 and c3; c1's post ended in 2020.
    "most.personnel": [Part("partial", 6, 200_000)],
    # V2's technology and E's three results.
    "most.results": [Part("partial", 4, 50_000)],
    # s1; s2 has closed.
    "most.starspace": [Part("partial", 1, 3000)],
    # W alone owes one, and the park is in E.
    "most.park": [Part("short", 0, 1, "W")],
    # Industry: W. Product: T1, and T3 by V5.
    "most.one_county_one_industry": [
        Part("short", 1, 2, "E"),
        Part("short", 2, 3, "T2"),
    ],
    # W left in 2019.
    "most.designated": [Part("short", 1, 2, "E")],
    # 秦巴山 is E alone, where r1 and c3 are.
    "most.area": [Part("met", 1, 1), Part("met", 1, 1)],
    # r2 names no trade, r3 has ended. E has vegetables and silk, r1 knows tea; in W
    # r2, who names no trade, may serve any.
    "most.three_regions": [Part("short", 1, 2, "r2"), Part("short", 1, 2, "E")],
    "most.innovation_centre": [Part("short", 1, 2, "W")],
    # V1 alone.
    "most.training": [Part("short", 1, 5, "V2 V3 V4 V5")],
    "most.park_village_household": [Part("short", 1, 2, "E")],
    # Policy: W. Product: as above. Five years: both, E late. Plan of 2021: W, and
    # E may still until the end of March. Projects of 2021: both.
    "most.county_policy": [
        Part("short", 1, 2, "E"),
        Part("short", 2, 3, "T2"),
        Part("met", 2, 2),
        Part("open", 1, 2, "E"),
        Part("met", 2, 2),
    ],
    "most.supervision": [
        # Body, due in 2016: 36 of the provinces, both cities.
        Part("short", 1, 2, "61"),
        Part("met", 2, 2),
        # Responsibility: both provinces, one city, both counties.
        Part("met", 2, 2),
        Part("short", 1, 2, "6108"),
        Part("met", 2, 2),
        # Contact: no province, one city, E.
        Part("short", 0, 2, "36 61"),
        Part("short", 1, 2, "6108"),
        Part("short", 1, 2, "W"),
        # Evaluation of 2021: 36, no city, W.
        Part("open", 1, 2, "61"),
        Part("open", 0, 2, "3608 6108"),
        Part("open", 1, 2, "E"),
        # Inspection of 2021: both provinces, 6108, W only tomorrow.
        Part("met", 2, 2),
        Part("open", 1, 2, "3608"),
        Part("open", 0, 2, "W E"),
        # Reports of 2021: 61, both cities, both counties.
        Part("open", 1, 2, "36"),
        Part("met", 2, 2),
        Part("met", 2, 2),
    ],
}


@pytest.fixture(scope="module")
def score():
    return score_of(toy_most.layers(), "most", toy_most.ON)


@pytest.mark.parametrize("row_id", ANSWERS)
def test_the_row_stands_as_counted_by_hand(score, row_id):
    check_row(score, row_id, ANSWERS[row_id], toy_most.PLACES)


def test_every_row_of_the_programme_is_worked_out(score):
    assert list(ANSWERS) == list(score.rows)
