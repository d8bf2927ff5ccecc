"""Every row of ``advisory``, worked out by hand from :mod:`toy_advisory`."""

import pytest

from tests.planner.programmes import toy_advisory
from tests.planner.programmes.answers import Part, check_row
from tests.toy_programmes import rows, score_of

ANSWERS = {
    # Both ask, and both are in the scope: E's place on the key list begins tomorrow.
    "advisory.eligible": [Part("met", 2, 2)],
    # W applied; the city took it up; no review of 45; the list of 2023 may yet come.
    "advisory.application": [
        Part("short", 1, 2, "E"),
        Part("met", 1, 1),
        Part("short", 0, 1, "P"),
        Part("open", 0, 1, "N"),
    ],
    # Groups: W one, E two. Members: W ten, E seven. Of the county: W one, E three.
    # Leaders of the nation: W's.
    "advisory.group": [
        Part("short", 1, 2, "E"),
        Part("short", 1, 2, "E"),
        Part("short", 1, 2, "E"),
        Part("short", 1, 2, "E"),
    ],
    # W's group knows tea and sheep, of E's one names nothing and one what E has not.
    "advisory.matching": [
        Part("short", 1, 2, "E"),
        Part("met", 2, 2),
        Part("met", 1, 1),
    ],
    # E alone is paired, and has e4 from 深圳.
    "advisory.east_west": [Part("met", 1, 1)],
    # E alone cooperates deeply, signed today. Plan: W; briefing: both. Summaries of
    # 2023 are to come. The province's report of 2022 came in January.
    "advisory.agreement": [
        Part("met", 1, 1),
        Part("open", 1, 2, "E"),
        Part("met", 2, 2),
        Part("open", 0, 2, "W E"),
        Part("met", 1, 1),
    ],
    # First half of 2023: W. On site in 2023: W, and E in V5. From afar: nobody.
    "advisory.meeting": [
        Part("open", 1, 2, "E"),
        Part("met", 2, 2),
        Part("open", 0, 2, "W E"),
    ],
    # Of the very county: W's; the city's; none of the province. Conveners: both.
    "advisory.liaison": [
        Part("short", 1, 2, "E"),
        Part("met", 1, 1),
        Part("short", 0, 1, "P"),
        Part("met", 2, 2),
    ],
    # Ledgers of 2023: W, the city. Evaluations: the nation's alone. Of 17 people e3
    # and e5 have no certificate.
    "advisory.ledger": [
        Part("open", 1, 2, "E"),
        Part("met", 1, 1),
        Part("open", 0, 1, "P"),
        Part("open", 0, 2, "W E"),
        Part("met", 1, 1),
        Part("short", 15, 17, "e3 e5"),
    ],
    # V1 hung for two weeks, V2 for nine days; T1 for two weeks.
    "advisory.public_notice": [Part("open", 1, 2, "V2"), Part("met", 1, 1)],
}


@pytest.fixture(scope="module")
def score():
    return score_of(toy_advisory.layers(), "advisory", toy_advisory.ON)


@pytest.mark.parametrize("row_id", ANSWERS)
def test_the_row_stands_as_counted_by_hand(score, row_id):
    check_row(score, row_id, ANSWERS[row_id], toy_advisory.PLACES)


def test_every_row_of_the_programme_is_worked_out(score):
    assert list(ANSWERS) == list(score.rows)


def test_a_county_on_the_key_list_is_out_of_scope_and_owed_no_group():
    """E asks, but may not: of two that ask one is in the scope, and W alone owes."""
    layers = toy_advisory.layers()
    listed = rows(
        "facts", "unit_code attribute value",
        "W exited 2019", "E exited 2018", "E key_assistance 是",
        "W advisory_need 是", "E advisory_need 是",
    )  # fmt: skip
    score = score_of(layers | {"facts": listed}, "advisory", toy_advisory.ON)
    check_row(score, "advisory.eligible", [Part("open", 1, 2, "E")], {})
    assert list(score.rows["advisory.group"].parts[0].units().index) == ["451022"]
