"""Rules on museum tours: each breaks one thing in stays that are sound."""

import datetime as dt

import pandas as pd
import pytest

from geo.frames import conform
from tests import toy, toy_records
from tests.geo.checking import check_changed

TODAY = dt.date(2019, 6, 1)
SOUND = toy.layers() | toy_records.layers()
EAST = {"unit_code": toy.EAST, "venue_id": ""}


def check(name="museum_stays", row=0, **values):
    frame = SOUND[name].copy()
    for column, value in values.items():
        frame.loc[row, column] = value
    return check_changed(SOUND, {name: conform(frame, name)}, TODAY)


def more(**values):
    """The two stays, and a third like the first."""
    third = SOUND["museum_stays"].iloc[[0]].assign(stay_id="q3", source_row=4)
    third = third.assign(**values)
    frame = pd.concat([SOUND["museum_stays"], third], ignore_index=True)
    stays = conform(frame, "museum_stays")
    return check_changed(SOUND, {"museum_stays": stays}, TODAY)


def told(found):
    lines = {issue.line(lang) for issue in found for lang in ("zh", "en")}
    assert len(lines) == 2 * len(found)
    assert not any("{" in line for line in lines)
    return [(issue.rule, issue.severity, issue.key) for issue in found]


@pytest.mark.parametrize(
    ("values", "found"),
    [
        # The last day of one and the first of the next are one day too many.
        ({**EAST, "since": "2018-11-20", "until": "2019-01-10"}, True),
        ({**EAST, "since": "2018-11-21", "until": "2019-01-10"}, False),
        # All within another, and around it.
        ({**EAST, "since": "2018-10-01", "until": "2018-10-02"}, True),
        ({**EAST, "since": "2018-08-01", "until": "2019-01-10"}, True),
        ({**EAST, "set_id": "k2", "since": "2018-10-01"}, False),
    ],
)
def test_a_set_is_in_one_county_at_a_time(values, found):
    issues = more(**values)
    late = values["since"] < "2018-09-01"
    wanted = [("museum_set_twice", "error", "q1" if late else "q3")] if found else []
    assert told(issues) == wanted
    if found and not late:
        shown = issues[0].params
        assert (shown["first_key"], shown["other_code"]) == ("q1", toy.WEST)


def test_a_set_that_runs_long_meets_every_stay_it_overlaps():
    found = told(more(**EAST, since="2018-01-01", until="2019-12-01"))
    assert found == [
        ("museum_stay_long", "warning", "q3"),
        ("museum_set_twice", "error", "q1"), ("museum_county_twice", "error", "q2"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("values", "rules"),
    [
        # Two sets may have met in the past; the same set cannot.
        ({"set_id": "k2", "since": "2018-10-01", "state": "done"}, []),
        ({"set_id": "k2", "since": "2018-10-01", "state": "booked"}, ["county"]),
        ({"since": "2018-10-01"}, ["county"]),
        ({"since": "2018-11-21", "until": "2018-12-20"}, []),
    ],
)
def test_a_county_has_one_stay_at_a_time(values, rules):
    wanted = [(f"museum_{rule}_twice", "error", "q3") for rule in rules]
    assert told(more(**values)) == wanted


@pytest.mark.parametrize(("until", "found"), [("2020-03-02", 0), ("2020-03-03", 1)])
def test_a_stay_is_not_longer_than_the_gap(until, found):
    wanted = [("museum_stay_long", "warning", "q2")] * found
    assert told(check(row=1, until=until)) == wanted


def test_a_stay_that_ends_before_it_begins_is_told_once():
    found = told(check(until="2018-08-01"))
    assert found == [("dates_reversed", "error", "q1")]


@pytest.mark.parametrize("name", ["museum_sets", "museum_venues"])
@pytest.mark.parametrize(("size", "found"), [(0.0, 1), (-5.0, 1), (0.5, 0), (None, 0)])
def test_sizes_of_nothing(name, size, found):
    wanted = [("museum_size_not_positive", "error", SOUND[name].iloc[0, 0])] * found
    assert told(check(name, size=size)) == wanted


def test_a_venue_must_be_in_the_county_of_the_stay():
    (issue,) = check(venue_id="m2")
    assert told([issue]) == [("museum_venue_elsewhere", "error", "q1")]
    assert (issue.params["code"], issue.params["county"]) == (toy.WEST, toy.EAST)
    assert check(venue_id="") == []


@pytest.mark.parametrize(
    ("name", "unit", "wrong"),
    [
        ("museum_stays", "451022100", True), ("museum_stays", "4510", True),
        ("museum_venues", "451022100", False), ("museum_venues", "45", True),
    ],
)  # fmt: skip
def test_units_of_stays_and_venues(name, unit, wrong):
    rules = {issue.rule for issue in check(name, unit_code=unit)}
    assert ("museum_unit_wrong" in rules) == wrong


def test_ids_nobody_has_are_told_once_each():
    stays = SOUND["museum_stays"].assign(set_id="k9", venue_id="m9")
    found = check_changed(SOUND, {"museum_stays": stays}, TODAY)
    assert told(found) == [
        ("museum_set_unknown", "error", "q1"),
        ("museum_venue_unknown", "warning", "q1"),
    ]
    assert [issue.params["count"] for issue in found] == [2, 2]


@pytest.mark.parametrize(("days", "found"), [(0, 0), (20, 0), (21, 1)])
def test_days_to_turn_have_a_limit(days, found):
    wanted = [("visit_figure_odd", "error", "k1")] * found
    assert told(check("museum_sets", turn_days=days)) == wanted
