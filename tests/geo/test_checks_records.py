"""Rules on records: each breaks one thing in records that are sound."""

import datetime as dt
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geo.checks import RULES, run_checks
from geo.frames import conform
from geo.schemas import RECORD_LAYERS
from tests import toy, toy_records
from tests.geo.checking import check_changed

TODAY = dt.date(2019, 6, 1)
SOUND = toy.layers() | toy_records.layers()
# What is the same in these is for rules of their own.
OWN = {"facts", "assignments", "experts", "applications"}
EAST_VILLAGE, WEST_VILLAGE = toy_records.EAST_VILLAGE, toy_records.WEST_VILLAGE


def check(**changed):
    return check_changed(SOUND, changed, TODAY)


def changed(name, row, **values):
    """One of the sound layers with one row changed."""
    frame = SOUND[name].copy()
    for column, value in values.items():
        frame.loc[row, column] = value
    return conform(frame, name)


def more(name, *rows, source="更多.csv"):
    """One of the sound layers with rows of another file added."""
    added = toy_records.table(name, list(rows)).assign(source_file=source)
    return conform(pd.concat([SOUND[name], added], ignore_index=True), name)


def only(issues):
    (issue,) = issues
    assert "{" not in issue.line("zh") + issue.line("en")
    assert issue.line("zh") != issue.line("en")
    return issue


def told(issues):
    return [(i.rule, i.severity, i.layer, i.key) for i in issues]


def test_sound_records_pass():
    assert check() == []


@pytest.mark.parametrize("name", RECORD_LAYERS)
def test_records_alone_pass(name):
    """Without counties nothing is known of units; people and bases are missed."""
    found = run_checks({name: SOUND[name]}, today=TODAY)
    rules = {"record_person_unknown", "record_base_unknown"}
    rules |= {"assignment_person_unknown", "application_expert_unknown"}
    rules |= {"museum_set_unknown", "museum_venue_unknown"}
    assert {issue.rule for issue in found} <= rules


@pytest.mark.parametrize(
    "code", ["451022100299", "451022199", "451022199201", "451024100209"]
)
def test_units_their_county_does_not_have(code):
    issue = only(check(events=changed("events", 0, unit_code=code)))
    assert told([issue]) == [("record_unit_unknown", "error", "events", "e1")]
    assert (issue.row, issue.params["code"]) == (2, code)
    assert issue.params["county"] == code[:6]


@pytest.mark.parametrize(
    "code", ["45", "4510", "00", toy.WEST, "451022100", WEST_VILLAGE]
)
def test_units_of_every_level_that_are_there(code):
    assert check(events=changed("events", 0, unit_code=code)) == []


def test_old_codes_and_their_successors_name_the_same_unit():
    villages = toy.villages()
    villages["village_code"] = villages["village_code"].str.replace("451022", "451021")
    counties = toy.counties().assign(county_code=["451021", "451024"])
    townships = toy.townships().assign(
        township_code=["451021100", "451021101", "451024100"]
    )
    base = {
        "villages": villages, "counties": counties, "townships": townships,
    }  # fmt: skip
    for code in ("451021100201", "451003100201", "451003100", "451003", "451021"):
        events = toy_records.events().assign(unit_code=code).iloc[:1]
        found = run_checks(base | {"events": events}, today=TODAY)
        rules = {issue.rule for issue in found}
        assert rules.isdisjoint({"record_unit_unknown", "record_outside"}), code


def test_a_unit_is_not_unknown_where_its_level_is_not_there():
    layers = {"counties": toy.counties(), "events": toy_records.events()}
    found = run_checks(layers, today=TODAY)
    assert "record_unit_unknown" not in {issue.rule for issue in found}


def test_units_elsewhere_are_told_once_for_each_county():
    rows = [
        {"event_id": f"x{at}", "kind": "outreach", "date": "2019-01-01",
         "name": f"{at}", "unit_code": code}
        for at, code in enumerate(("220881", "220881100201", "2208", "44"))
    ]  # fmt: skip
    found = check(events=more("events", *rows))
    assert told(found) == [
        ("record_outside", "warning", "events", f"x{at}") for at in (0, 2, 3)
    ]
    assert [issue.params["count"] for issue in found] == [2, 1, 1]
    assert found[0].params["code"] == "220881"


def test_a_base_of_a_unit_nobody_has():
    bases = toy.bases().assign(unit_code=["451022100299", "451024100"])
    issue = only(check(bases=bases))
    assert told([issue]) == [("record_unit_unknown", "error", "bases", "b1")]


@pytest.mark.parametrize(
    ("name", "column", "value"),
    [
        ("events", "date", "2019-06-02"),
        ("trainings", "date", "2019-06-02"),
        ("outputs", "date", "2020-01-01"),
        ("duties_done", "done_on", "2019-06-02"),
        ("agreements", "signed_on", "2019-06-02"),
        ("household_counts", "year", 2020),
    ],
)
def test_what_has_not_happened_yet(name, column, value):
    issue = only(check(**{name: changed(name, 0, **{column: value})}))
    assert (issue.rule, issue.severity) == ("record_date_in_future", "error")
    assert issue.params["value"] == value


def test_today_is_not_the_future():
    assert check(events=changed("events", 0, date="2019-06-01")) == []


@pytest.mark.parametrize("name", [n for n in RECORD_LAYERS if n not in OWN])
def test_one_thing_in_two_files(name):
    """The second is told, with file and row of both."""
    key = f"{SOUND[name].columns[0]}"
    again = SOUND[name].iloc[[0]].assign(**{key: "again", "note": "甲"})
    again["source_file"], again["source_row"] = "别的.csv", 7
    frame = pd.concat([SOUND[name], again], ignore_index=True)
    issue = only(check(**{name: conform(frame, name)}))
    assert told([issue]) == [("record_counted_twice", "error", name, "again")]
    assert (issue.source, issue.row) == ("别的.csv", 7)
    assert issue.params["first_source"] == f"{name}.csv"
    assert (issue.params["first_row"], issue.params["first_key"]) == (
        2, SOUND[name][key].iloc[0],
    )  # fmt: skip


def test_a_visit_written_down_by_two_people_is_one_visit():
    """Whatever else they noted."""
    again = {
        "event_id": "x", "kind": "village_visit", "date": "2019-03-05",
        "unit_code": WEST_VILLAGE, "people": "c1;p1", "attendance": 31,
    }  # fmt: skip
    assert only(check(events=more("events", again))).rule == "record_counted_twice"


def test_nameless_rows_are_one_thing_only_where_everything_agrees():
    row = {"kind": "outreach", "date": "2019-01-01", "unit_code": toy.WEST}
    one = row | {"event_id": "x", "attendance": 30}
    two = row | {"event_id": "y", "attendance": 31}
    assert check(events=more("events", one, two)) == []
    found = check(events=more("events", one, two | {"attendance": 30}))
    assert only(found).params["first_key"] == "x"


def test_a_key_given_twice_is_told_once():
    again = SOUND["events"].iloc[0].drop(["geometry"]).to_dict()
    assert only(check(events=more("events", again))).rule == "duplicate_code"


@pytest.mark.parametrize(
    ("name", "row", "values"),
    [
        ("trainings", 0, {"poor_persons": 41}),
        ("household_counts", 0, {"skilled": 9}),
        ("household_counts", 1, {"in_project": 16}),
    ],
)
def test_more_of_a_part_than_of_the_whole(name, row, values):
    found = check(**{name: changed(name, row, **values)})
    assert "counts_contradict" in {issue.rule for issue in found}
    one = next(issue for issue in found if issue.rule == "counts_contradict")
    assert (one.severity, one.row) == ("error", row + 2)
    assert one.params["of_part"] == next(iter(values.values()))


@pytest.mark.parametrize(
    ("name", "column"),
    [("events", "attendance"), ("trainings", "sessions"), ("outputs", "count"),
     ("people", "households"), ("agreements", "households")],
)  # fmt: skip
def test_counts_below_nought(name, column):
    issue = only(check(**{name: changed(name, 0, **{column: -1})}))
    assert (issue.rule, issue.params["value"]) == ("count_negative", -1)


def test_a_total_smaller_than_its_villages_is_wrong_in_any_case():
    issue = only(check(household_counts=changed("household_counts", 2, lifted=7)))
    assert told([issue]) == [
        ("total_contradicts_parts", "error", "household_counts", "h3")
    ]
    assert [issue.params[name] for name in ("total", "sum", "count", "year")] == [
        7, 8, 2, 2018,
    ]  # fmt: skip


def test_a_larger_total_is_wrong_only_where_every_poor_village_is_counted():
    counts = changed("household_counts", 2, lifted=9)
    assert only(check(household_counts=counts)).rule == "total_contradicts_parts"
    assert check(household_counts=counts.iloc[[0, 2]].reset_index(drop=True)) == []


def test_totals_are_held_against_the_villages_of_their_own_year_and_unit():
    rows = [
        {"count_id": "x", "unit_code": toy.WEST, "year": 2018, "with_labour": 23},
        {"count_id": "y", "unit_code": toy.WEST, "year": 2017, "with_labour": 1},
        {"count_id": "z", "unit_code": toy.EAST, "year": 2018, "with_labour": 1},
    ]
    # Villages 3 and 4 of the county are poor and not counted, so 24 may be right.
    assert check(household_counts=more("household_counts", *rows)) == []
    rows[0]["with_labour"] = 22
    issue = only(check(household_counts=more("household_counts", *rows)))
    assert (issue.key, issue.params["sum"]) == ("x", 23)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("people", "since", "until"), ("groups", "since", "until"),
        ("caravans", "since", "until"), ("agreements", "signed_on", "ends_on"),
        ("outputs", "date", "until"), ("duties_done", "started_on", "done_on"),
        ("visit_places", "since", "until"), ("seasons", "since", "until"),
        ("assignments", "since", "until"),
    ],
)  # fmt: skip
def test_spans_that_end_before_they_begin(name, first, last):
    frame = changed(name, 0, **{first: "2019-03-02", last: "2019-03-01"})
    issue = only(check(**{name: frame}))
    assert (issue.rule, issue.params["first"]) == ("dates_reversed", "2019-03-02")
    assert issue.params["name"]


def test_people_and_bases_nobody_knows_are_told_once_each():
    rows = [
        {"event_id": f"x{at}", "kind": "course", "date": "2019-01-01", "name": f"{at}",
         "unit_code": toy.WEST, "people": people, "base_id": base}
        for at, (people, base) in enumerate(
            [("c1;某人", "b9"), ("某人;p1", ""), ("p9", "b9"), ("c2", "b1")]
        )
    ]  # fmt: skip
    found = check(events=more("events", *rows))
    assert told(found) == [
        ("record_person_unknown", "warning", "events", "x0"),
        ("record_person_unknown", "warning", "events", "x2"),
        ("record_base_unknown", "warning", "events", "x0"),
    ]
    assert [(i.params["value"], i.params["count"]) for i in found] == [
        ("某人", 2), ("p9", 1), ("b9", 2),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("one_product", "也许"),
        ("poor_county", "2018"),
        ("exited", "是的"),
        ("ethnic", "3"),
    ],
)
def test_values_that_are_none(attribute, value):
    facts = changed("facts", 0, attribute=attribute, value=value)
    issue = only(check(facts=facts))
    assert (issue.rule, issue.params["value"]) == ("fact_value_unreadable", value)


@pytest.mark.parametrize(
    ("attribute", "value"),
    [("one_product", "否"), ("one_product", "yes"), ("exited", "2019年"), ("area", "3"),
     ("本单位的属性", "也许")],
)  # fmt: skip
def test_values_that_can_be_read(attribute, value):
    assert check(facts=changed("facts", 0, attribute=attribute, value=value)) == []


def test_one_attribute_of_one_unit_twice():
    again = {
        "fact_id": "x", "unit_code": WEST_VILLAGE, "attribute": "one_product",
        "value": "否",
    }  # fmt: skip
    issue = only(check(facts=more("facts", again)))
    assert told([issue]) == [("fact_twice", "error", "facts", "x")]
    assert issue.params["first_key"] == "f1"


def test_rules_on_records_are_passed_over_where_nothing_they_see_has_changed():
    events = changed("events", 0, unit_code="451022100299", date="2030-01-01")
    layers = SOUND | {"events": events}

    def rules(*touched):
        found = run_checks(layers, today=TODAY, unchanged=layers.keys() - set(touched))
        return {issue.rule for issue in found}

    assert rules() == set()
    assert rules("events") == {"record_unit_unknown", "record_date_in_future"}
    assert rules("villages") == {"record_unit_unknown"}


def test_every_rule_on_records_is_tried_here():
    text = Path(__file__).read_text(encoding="utf-8")
    layers = set(RECORD_LAYERS) - {"assignments"}
    held = [rule for rule in RULES if layers & {*rule.any_of, *rule.needs}]
    # Those on visits, museums and experts are tried in files of their own.
    others = ("visit_", "museum_", "expert_", "application_")
    names = {rule.name for rule in held if not rule.name.startswith(others)}
    assert len(names) == 11
    assert all(f'"{name}"' in text for name in names)


def test_many_records_are_checked_in_seconds():
    rows = 200_000
    rng = np.random.default_rng(1)
    codes = toy.villages()["village_code"].to_numpy()
    days = pd.date_range("2018-01-01", "2019-05-31").strftime("%Y-%m-%d").to_numpy()
    events = conform(
        pd.DataFrame(
            {
                "event_id": [f"e{at}" for at in range(rows)],
                "kind": "village_visit",
                "date": days[rng.integers(0, len(days), rows)],
                "unit_code": codes[rng.integers(0, len(codes), rows)],
                "name": [f"n{at}" for at in range(rows)],
            }
        ),
        "events",
    )
    start = time.perf_counter()
    assert check(events=events) == []
    assert time.perf_counter() - start < 10
