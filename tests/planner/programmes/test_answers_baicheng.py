"""Every row of ``baicheng``, worked out by hand from :mod:`toy_baicheng`."""

import pytest

from tests.planner.programmes import toy_baicheng
from tests.planner.programmes.answers import Part, check_row
from tests.toy_programmes import score_of

ANSWERS = {
    # Platform: W. Incubator: both. StarSpaces: ss1, and ss2 from today.
    "baicheng.platform": [
        Part("open", 1, 2, "E"),
        Part("met", 2, 2),
        Part("open", 2, 5),
    ],
    # d2 knows grain, and so maize, rice, coarse grains and beans; d1 maize; d3 names
    # no trade, but is a base.
    "baicheng.demo_base": [
        Part("open", 4, 10, "greenhouse forest_fruit melons sheep cattle poultry"),
        Part("open", 3, 10),
    ],
    # W and E owe 16 4, 32 8, 48 12, 16 4 and 80 20; they have 2 1, 40 0, 1 0, 0 5
    # and 0 100.
    "baicheng.outputs": [
        Part("open", 3, 20, "W E"),
        Part("met", 40, 40, "E"),
        Part("open", 1, 60, "W E"),
        Part("open", 5, 20, "W"),
        Part("met", 100, 100, "W"),
    ],
    # V1 and V2; in 2019 all must be.
    "baicheng.network": [Part("open", 2, 5, "V3 V4 V5")],
    # sc1 takes two of V1 to V4, sc2 the tea of V3 and V4; V5 is too far from sc1.
    "baicheng.service_centre": [Part("open", 4, 5, "V5")],
    # Stations: is1 is3 of 80, is2 of 20. Informants: two in V1 of 280, none of 70.
    "baicheng.info": [
        Part("open", 1, 5),
        Part("open", 3, 100, "W E"),
        Part("open", 2, 130),
        Part("open", 2, 350, "W E"),
    ],
    # Posted: four. Key villages: V1 sheep fits, V5 any, V2 does not grow tea.
    # Technicians: 30 of 800, none of 200.
    "baicheng.personnel": [
        Part("open", 4, 100),
        Part("open", 2, 100, "V2"),
        Part("open", 30, 1000, "W E"),
    ],
    # W and E owe 16 4, 80 20, 400 100, 80 20 and 40 10; they have 1 0, 2 0, 400 100,
    # 0 20 and 0 10. V4 and V5 are contiguous, and nobody near knows vegetables.
    "baicheng.demonstration": [
        Part("open", 1, 20, "W E"),
        Part("open", 2, 100, "W E"),
        Part("met", 500, 500),
        Part("open", 20, 100, "W"),
        Part("open", 10, 50, "W"),
        Part("open", 1, 2, "V5"),
    ],
    # Events: W, V6 and the city. Farmers: 1000 of 8000, 8000 of 2000.
    "baicheng.outreach": [Part("open", 3, 10), Part("open", 9000, 10_000, "W")],
    # 300 of 8000 and 200 of 2000, and the day is past.
    "baicheng.leaders": [Part("short", 500, 10_000, "W E")],
    # V1 6 of 8, V6 50 of 50.
    "baicheng.skill": [Part("open", 56, 58, "V1")],
    # 6 + 4, and one base.
    "baicheng.livelihood": [Part("met", 10, 10), Part("open", 1, 5)],
    # City, W and V5 make three in 2019; nothing was published in 2019.
    "baicheng.matching": [Part("met", 1, 1), Part("open", 0, 1, "C")],
    # V1 V2 V3, for V4 is said not to be: sc1 and c1, sc1 and c1, sc2 and c2.
    "baicheng.scattered": [Part("met", 3, 3)],
    # City's ledger; W's, late; rules only by W; agreement of W; owners in W and T3;
    # statistics of 2019 from W, and E has till the end of the year.
    "baicheng.ledger": [
        Part("met", 1, 1),
        Part("short", 1, 2, "E"),
        Part("short", 0, 1, "C"),
        Part("short", 1, 2, "E"),
        Part("met", 2, 2),
        Part("open", 1, 2, "E"),
    ],
}


@pytest.fixture(scope="module")
def score():
    return score_of(toy_baicheng.layers(), "baicheng", toy_baicheng.ON)


@pytest.mark.parametrize("row_id", ANSWERS)
def test_the_row_stands_as_counted_by_hand(score, row_id):
    check_row(score, row_id, ANSWERS[row_id], toy_baicheng.PLACES)


def test_every_row_of_the_programme_is_worked_out(score):
    assert list(ANSWERS) == list(score.rows)
