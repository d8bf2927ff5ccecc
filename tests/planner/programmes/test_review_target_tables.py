"""The table of targets and owners of a county: its own figures, not its city's."""

from geo.export.paper import Table
from tests import toy
from tests.planner.papers import behind, composed, records

# Three events in the west county in 2019; 700 farmers trained there in 2020.
EVENTS = {
    "event_id": ["a", "b", "c"],
    "kind": ["outreach"] * 3,
    "date": ["2019-03-01", "2019-05-01", "2019-05-02"],
    "unit_code": [toy.WEST] * 3,
}
TRAINED = {
    "training_id": ["a"],
    "kind": ["farmer"],
    "date": ["2020-03-01"],
    "unit_code": [toy.WEST],
    "persons": [700],
}


def lines(place):
    """Targets of 2019 and 2020 and what was done in them, by indicator."""
    found = behind(
        events=records("events", EVENTS), trainings=records("trainings", TRAINED)
    )
    paper = composed(found, "targets", place=place)
    (table,) = [block for block in paper.all_blocks if isinstance(block, Table)]
    return {row[2]: row[3:7] for row in table.rows}


def test_a_county_has_its_share_of_the_targets_and_its_own_counts():
    """Four of five poor villages are the west county's, and one county of two."""
    own, city = lines(toy.WEST), lines("4510")
    trained = "农村适用技术培训：每年培训1万人次"
    assert own[trained] == (8000, 8000, 0, 700)
    assert city[trained] == (10_000, 10_000, 0, 700)
    events = "科技下乡和科普宣传：全市每年24期"
    assert own[events] == (12, 12, 3, 0)
    assert city[events] == (24, 24, 3, 0)
    each = "科技下乡和科普宣传：每县每年不少于2期"
    # Of the county its events, of the city the counties that held enough.
    assert own[each] == ("全部", "全部", 3, 0)
    assert city[each] == ("全部", "全部", 1, 0)
