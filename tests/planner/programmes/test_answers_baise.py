"""Every row of ``baise``, worked out by hand from :mod:`toy_baise`."""

import pytest

from tests.planner.programmes import toy_baise
from tests.planner.programmes.answers import Part, check_row
from tests.toy_programmes import score_of

# Trades in the order of the declared list.
NO_TEAM = "vegetables fruit aquaculture silk honey special_breeding"
ANSWERS = {
    # In post: c1 c2 of 336, c3 of 84. Owed: V1 V2 V4 V5 (V3 has left and asks
    # nothing): c1 c1 c2, nobody knows vegetables. Trades wanted there: maize,
    # vegetables, tea, sheep. At the end of 2018 c1 and c4 were in post: half stay.
    "baise.commissioner": [
        Part("open", 3, 420, "W E"),
        Part("open", 3, 4, "V5"),
        Part("open", 2, 4, "maize vegetables"),
        Part("met", 1, 1),
    ],
    # d1 of 160 in W, d3 of 40 in E.
    "baise.base_guidance": [Part("open", 2, 200, "W E")],
    # One variety, three technologies.
    "baise.new_tech": [Part("open", 4, 20)],
    # 2019: 40 of 8000, 60 of 2000. Since 2018: 40 of 16000, 160 of 4000. Sessions:
    # 1 of 400, 7 of 100.
    "baise.training": [
        Part("open", 100, 10_000, "W E"),
        Part("open", 200, 20_000, "W E"),
        Part("open", 8, 500, "W E"),
    ],
    "baise.exchange_platform": [Part("met", 1, 1), Part("met", 1, 1)],
    # t1 and t2, of whom t2 has no business.
    "baise.three_regions": [Part("open", 2, 80), Part("open", 1, 2, "t2")],
    # 25 + 15; the course of May.
    "baise.county_training": [Part("met", 40, 40), Part("met", 1, 1)],
    # W applied; k1 is there.
    "baise.park": [Part("met", 1, 1), Part("open", 1, 10)],
    # Opened in 2019: s1 s4. There: s1 s3 of 30 in W, none of 30 in E.
    "baise.starspace": [
        Part("open", 2, 10),
        Part("open", 2, 60, "W E"),
        Part("open", 1, 2, "E"),
    ],
    # V1 of 16, V5 of 4.
    "baise.facility": [Part("open", 2, 20, "W E")],
    "baise.tv": [Part("open", 1, 2, "E"), Part("open", 0, 1, "C")],
    # W two (one in V1), E one. With the city's four; each county 12.
    "baise.outreach": [Part("open", 1, 2, "E"), Part("open", 4, 24, "W E")],
    # Groups for W alone. Two teams, for tea, grain and livestock.
    "baise.expert_group": [
        Part("open", 1, 2),
        Part("open", 2, 9),
        Part("open", 3, 9, NO_TEAM),
    ],
    # W, once; E is said not to be under assistance.
    "baise.university": [Part("open", 1, 2)],
    # Bases: W d1 d2, E d3. Lifted in 2019: W 60 + 50, E 30. Points and bases: 3 + 2
    # of 160, 1 of 40. Households: 800 of 800, 200 of 200. Reach: V2 by d1 (maize),
    # V3 V4 by d3 (tea).
    "baise.demo_base": [
        Part("open", 1, 2, "E"),
        Part("open", 1, 2, "E"),
        Part("open", 6, 200, "W E"),
        Part("met", 1000, 1000),
        Part("open", 3, 5, "V1 V5"),
    ],
    # Leader, no first secretary since November, member, d3.
    "baise.jingxi": [
        Part("met", 1, 1),
        Part("open", 0, 1, "V6"),
        Part("met", 1, 1),
        Part("met", 1, 1),
    ],
    # Published: V1 V3. Standing: V1.
    "baise.signboard": [
        Part("open", 2, 5, "V2 V4 V5"),
        Part("open", 1, 5, "V2 V3 V4 V5"),
    ],
    # Three quarters so far. W has all three; E lacks June, and that is past. The city
    # has three, its inspection of July, and no targets by the end of March.
    "baise.report": [
        Part("short", 1, 2, "E"),
        Part("met", 1, 1),
        Part("met", 1, 1),
        Part("short", 0, 1, "C"),
    ],
    # Three of four in 2019, two of two.
    "baise.meetings": [Part("open", 0, 1, "C"), Part("met", 1, 1)],
}


@pytest.fixture(scope="module")
def score():
    return score_of(toy_baise.layers(), "baise", toy_baise.ON)


@pytest.mark.parametrize("row_id", ANSWERS)
def test_the_row_stands_as_counted_by_hand(score, row_id):
    check_row(score, row_id, ANSWERS[row_id], toy_baise.PLACES)


def test_every_row_of_the_programme_is_worked_out(score):
    assert list(ANSWERS) == list(score.rows)
