"""What accepting groups does to the score of the programme."""

import datetime as dt

from planner.advising.recording import accept
from planner.advising.scoring import scored
from tests.planner.advising.asking import DAY, answer, layers


def test_parts_that_accepting_changes_are_told_in_both_languages():
    done = accept(layers(), answer(), since=DAY)
    table = scored(layers(), done, DAY, "zh").set_index("row_id")
    assert len(table) > 10
    first = table.loc["advisory.matching"].iloc[0]
    assert not first["met_before"]
    assert first["met_after"]
    assert first["changed"]
    assert first["after"].startswith("达标")
    told = scored(layers(), done, DAY, "en").set_index("row_id")
    assert told.loc["advisory.matching"].iloc[0]["after"].startswith("met")
    # On a day before the groups begin nothing changes.
    early = scored(layers(), done, DAY - dt.timedelta(days=1), "zh")
    assert not early["met_after"].gt(early["met_before"]).any()


def test_without_counties_nothing_is_scored():
    done = accept(layers(), answer(), since=DAY)
    frames = {**layers(), "counties": layers()["counties"][:0]}
    assert scored(frames, done, DAY, "zh").empty
