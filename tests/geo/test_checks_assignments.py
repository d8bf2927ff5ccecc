"""Rules on the roster and on candidate sites, on rows of the toy changed by one."""

import datetime as dt

import pandas as pd
import pytest

from geo.checks import RULES, run_checks
from geo.frames import conform
from tests import toy, toy_records
from tests.geo.checking import check_changed

TODAY = dt.date(2019, 6, 1)
SOUND = toy.layers() | toy_records.layers() | {"candidate_sites": toy.candidate_sites()}
WEST_VILLAGE, OTHER = toy_records.WEST_VILLAGE, "451022100202"
ROW = {"commissioner_id": "c1", "village_code": WEST_VILLAGE}


def check(**changed):
    return check_changed(SOUND, changed, TODAY)


def roster(*rows):
    """Only the given rows, numbered, each of c1 at one village unless it says so."""
    numbered = [
        {"assignment_id": f"n{at}", **ROW, **row} for at, row in enumerate(rows)
    ]
    return toy_records.table("assignments", numbered)


def told(issues):
    return [(i.rule, i.severity, i.key) for i in issues]


def changed(name, row, **values):
    frame = SOUND[name].copy()
    for column, value in values.items():
        frame.loc[row, column] = value
    return conform(frame, name)


def people(**values):
    return changed("commissioners", 0, **values)


def test_a_sound_roster_and_sound_sites_pass():
    assert check() == []


def test_somebody_unknown_is_told_once_and_a_person_of_a_post_is_no_commissioner():
    rows = [{"commissioner_id": one} for one in ("p1", "某人", "p1")]
    found = check(
        assignments=roster(*(row | {"post": f"{at}"} for at, row in enumerate(rows)))
    )
    assert told(found) == [
        ("assignment_person_unknown", "warning", "n0"),
        ("assignment_person_unknown", "warning", "n1"),
    ]
    assert [(i.params["value"], i.params["count"]) for i in found] == [
        ("p1", 2), ("某人", 1),
    ]  # fmt: skip


def test_a_village_nobody_has_and_one_of_another_city():
    found = check(
        assignments=roster(
            {"village_code": "451022100299"}, {"village_code": "220881100201"}
        )
    )
    assert told(found) == [
        ("record_unit_unknown", "error", "n0"), ("record_outside", "warning", "n1"),
    ]  # fmt: skip


def test_a_base_nobody_has():
    (issue,) = check(assignments=roster({"base_id": "b9", "post": "base_service"}))
    assert (issue.rule, issue.params["value"]) == ("record_base_unknown", "b9")


@pytest.mark.parametrize(
    ("first", "second", "overlap"),
    [
        ({}, {}, True),
        ({"until": "2018-12-31"}, {"since": "2019-01-01"}, False),
        ({"until": "2019-01-01"}, {"since": "2019-01-01"}, True),
        ({"since": "2019-03-01", "until": "2019-04-30"},
         {"until": "2019-02-28"}, False),
        ({"since": "2019-03-01"}, {}, True),
        ({"since": "2019-01-01", "until": "2019-12-31"},
         {"since": "2019-05-01", "until": "2019-05-31"}, True),
        ({"post": "village_service"}, {"post": ""}, True),
        ({"post": "team_leader"}, {"post": ""}, False),
        ({}, {"village_code": OTHER}, False),
        ({}, {"commissioner_id": "c3"}, False),
        ({"assignment_id": "n1"}, {}, False),
    ],
)  # fmt: skip
def test_twice_at_one_village_and_post(first, second, overlap):
    found = [
        one for one in check(assignments=roster(first, second)) if "twice" in one.rule
    ]
    assert told(found) == [("assignment_twice", "error", "n1")] * overlap
    for issue in found:
        assert issue.params["first_key"] == "n0"
        assert issue.params["first_row"] == 2
        assert issue.params["first_source"] == "assignments.csv"


def test_of_three_spans_each_is_held_against_all_before_it():
    rows = [
        {"since": "2018-01-01", "until": "2018-12-31"},
        {"since": "2019-01-01", "until": "2019-12-31"},
        {"since": "2018-06-01", "until": "2018-07-31"},
        {"since": "2019-06-01"},
    ]
    found = check(assignments=roster(*rows))
    twice = [one for one in found if one.rule == "assignment_twice"]
    assert [(i.key, i.params["first_key"]) for i in twice] == [
        ("n2", "n0"),
        ("n3", "n1"),
    ]


@pytest.mark.parametrize(
    ("term", "span", "out"),
    [
        ({}, {}, False),
        ({"starts": "2018-01-01", "ends": "2020-12-31"},
         {"since": "2018-01-01", "until": "2020-12-31"}, False),
        ({"starts": "2018-01-01"}, {"since": "2017-12-31"}, True),
        ({"starts": "2018-01-01"}, {"until": "2017-12-31"}, True),
        ({"starts": "2020-01-01", "ends": ""}, {}, True),
        ({"ends": "2019-05-31"}, {}, True),
        ({"ends": "2019-06-01"}, {}, False),
        ({"ends": "2019-05-31"}, {"until": "2019-05-31"}, False),
        ({"ends": "2020-12-31"}, {"since": "2020-12-01", "until": "2021-01-01"}, True),
        ({"ends": "2020-12-31"}, {"since": "2021-01-01"}, True),
    ],
)  # fmt: skip
def test_services_outside_a_term(term, span, out):
    found = check(
        commissioners=people(**{"starts": "", "ends": ""} | term),
        assignments=roster(span),
    )
    assert told(found) == [("assignment_out_of_term", "warning", "n0")] * out


def test_too_many_villages_at_a_time():
    """Two posts in one village count once, villages one after the other apart."""
    rows = [
        {}, {"post": "team_leader"}, {"village_code": OTHER, "until": "2019-02-28"},
        {"village_code": "451022101201", "since": "2019-03-01"},
    ]  # fmt: skip
    assert check(assignments=roster(*rows)) == []
    rows[3]["since"] = "2019-02-28"
    (issue,) = check(assignments=roster(*rows))
    assert told([issue]) == [("assignment_over_capacity", "warning", "n3")]
    assert [issue.params[name] for name in ("person", "day", "count", "capacity")] == [
        "c1", "2019-02-28", 3, 2,
    ]  # fmt: skip
    no_limit = people(capacity=pd.NA)
    assert check(assignments=roster(*rows), commissioners=no_limit) == []


def test_too_many_villages_that_have_long_begun_are_told_of_a_day_that_is():
    rows = [{"village_code": code} for code in SOUND["villages"]["village_code"][:3]]
    (issue,) = check(assignments=roster(*rows))
    assert (issue.key, issue.params["day"]) == ("n2", "2019-06-01")
    rows[0]["until"] = "2018-08-31"
    (issue,) = check(assignments=roster(*rows))
    assert issue.params["day"] == "2018-08-31"


def test_a_roster_alone_misses_only_its_people_and_bases():
    found = run_checks({"assignments": SOUND["assignments"]}, today=TODAY)
    assert {issue.rule for issue in found} == {
        "assignment_person_unknown", "record_base_unknown",
    }  # fmt: skip


def test_rows_that_could_not_be_read_whole_are_passed_over():
    rows = roster({"commissioner_id": ""}, {"village_code": ""}, {"village_code": ""})
    assert check(assignments=rows) == []


def test_reversed_days_are_told_as_such_alone():
    rows = [{}, {"since": "2019-03-02", "until": "2019-03-01"}]
    assert [one.rule for one in check(assignments=roster(*rows))] == ["dates_reversed"]


@pytest.mark.parametrize(
    ("values", "rule", "severity"),
    [
        ({"site_id": "s2"}, "duplicate_code", "error"),
        ({"cost": -1.0}, "site_cost_negative", "error"),
        ({"capacity": -1}, "capacity_negative", "error"),
        ({"capacity": 0}, "capacity_zero", "warning"),
        ({"base_id": "b9"}, "site_base_unknown", "warning"),
        ({"county_code": toy.EAST}, "base_outside_county", "warning"),
    ],
)
def test_sites_that_cannot_be(values, rule, severity):
    (issue,) = check(candidate_sites=changed("candidate_sites", 0, **values))
    assert (issue.rule, issue.severity) == (rule, severity)
    assert issue.layer == "candidate_sites"


def test_a_site_outside_all_counties_is_told_its_distance_unless_it_states_one():
    sites = changed("candidate_sites", 0, county_code="")
    sites.loc[0, "geometry"] = toy.at(43, 10)
    (issue,) = check(candidate_sites=sites)
    assert (issue.rule, issue.key) == ("site_outside_counties", "s1")
    assert issue.params["county"] == "德保县"
    assert issue.params["metres"] == pytest.approx(3000, rel=0.01)
    sites.loc[0, "county_code"] = toy.EAST
    (issue,) = check(candidate_sites=sites)
    assert issue.rule == "base_outside_county"


def test_sites_and_their_bases_may_be_free_of_cost_and_without_a_limit():
    sites = changed("candidate_sites", 0, cost=0.0, capacity=pd.NA, choice="forbidden")
    assert check(candidate_sites=sites) == []


def test_the_rules_look_again_only_where_something_has_changed():
    rows = roster({"commissioner_id": "p1"})
    layers = SOUND | {"assignments": rows}
    for touched, wanted in (
        ("assignments", {"assignment_person_unknown"}),
        ("commissioners", {"assignment_person_unknown"}),
        ("candidate_sites", set()),
    ):
        found = run_checks(layers, today=TODAY, unchanged=layers.keys() - {touched})
        assert {issue.rule for issue in found} == wanted, touched
    assert sum(rule.name.startswith(("assignment_", "site_")) for rule in RULES) == 8
