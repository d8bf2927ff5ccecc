"""Who and what is counted where several conditions of a part meet."""

import datetime as dt

from planner.verify_score import score_violations
from tests import toy
from tests.planner.programmes.parts import part_of, score_of_part, values
from tests.toy_programmes import UNITS, region, rows, score_of

W, E = toy.WEST, toy.EAST
TEA = '[[set]]\nname = "tea"\nunit = "trade"\nzh = "茶"\nen = "Tea"\ncodes = ["tea"]\n'
TRADE = 'unit = "trade"\nset = "tea"\n'


def checked(part, layers, **options):
    """The part's score, in which the independent check finds nothing wrong."""
    score = score_of_part(part, layers, **options)
    assert score_violations(score, layers) == []
    return score.rows["own.row"].parts[0]


def test_a_newer_count_that_leaves_a_column_open_does_not_hide_the_older_one():
    """V1 told its skilled households in 2018 and only its projects in 2019."""
    counts = rows(
        "household_counts", "unit_code year with_labour skilled in_project",
        "V1 2018 8 6 -", "V1 2019 9 - 9", "V2 2019 - 5 -",
    )  # fmt: skip
    part = checked(
        'kind = "share"\nunit = "village"\nset = "poor_villages"\n'
        'of = { layer = "household_counts" }\n'
        'share = { part = "skilled", whole = "with_labour" }',
        region(counts),
    )
    assert (part.value, part.whole, part.status) == (6, 8, "open")


def test_a_village_that_left_a_column_open_is_not_counted_yet():
    counts = rows(
        "household_counts", "unit_code year with_labour skilled",
        "V1 2019 8 8", "V2 2019 5 5", "V3 2019 1 1", "V4 2019 2 2", "V5 2019 - 3",
    )  # fmt: skip
    part = checked(
        'kind = "share"\nunit = "village"\nset = "poor_villages"\n'
        'of = { layer = "household_counts" }\n'
        'share = { part = "skilled", whole = "with_labour" }',
        region(counts),
    )
    assert (part.value, part.whole, part.status) == (16, 16, "needs_data")


def test_people_are_asked_only_where_the_condition_holds():
    people = rows(
        "people", "role unit_code tier project",
        "expert W nation pigs", "expert W nation -", "expert E city -",
    )  # fmt: skip
    part = checked(
        'kind = "assigned"\nunit = "person"\n'
        'of = { layer = "people", where = { tier = ["nation"] }, '
        'complete = ["project"] }',
        region(people),
    )
    assert values(part) == {"people-1": 1, "people-2": 0}


def test_of_last_year_s_people_only_those_asked_about_are_kept():
    people = rows(
        "people", "role unit_code tier since until",
        "expert W nation 2017-01-01 2019-03-31", "expert E city 2017-01-01 -",
    )  # fmt: skip
    part = checked(
        'kind = "share"\nunit = "city"\n'
        'of = { layer = "people", where = { tier = ["nation"] } }\n'
        'share = { kept = "last_year" }',
        region(people),
    )
    assert (part.value, part.whole) == (0, 1)


def test_spaced_visits_keep_every_other_condition():
    """One tour came to a village of W, one to W itself; E's had the wrong name."""
    layers = region(rows(
        "events", "kind date unit_code name", "museum_tour 2018-01-01 V1 tour",
        "museum_tour 2018-05-01 W tour", "museum_tour 2018-05-01 E other",
    ))  # fmt: skip
    part = checked(
        'kind = "frequency"\nunit = "county"\nset = "counties"\nspacing_days = 60\n'
        'of = { layer = "events", exact = true, where = { name = ["tour"] } }',
        layers,
    )
    assert values(part) == {W: 1, E: 0}


def test_a_trade_counts_what_records_add_up_to():
    made = rows(
        "outputs", "kind unit_code date trades count",
        "variety W 2019-01-01 tea 7", "variety E 2019-01-01 tea -",
    )  # fmt: skip
    of = 'kind = "presence"\nof = { layer = "outputs" }\n'
    assert values(checked(TRADE + of, region(made), more=TEA)) == {"tea": 8}


def test_a_trade_may_have_too_many_as_well():
    people = region(rows("people", "role unit_code trades", "2* expert W tea"))
    of = 'kind = "presence"\nof = { layer = "people" }\nat_most = '
    assert checked(f"{TRADE}{of}1", people, more=TEA).status == "open"
    assert checked(f"{TRADE}{of}2", people, more=TEA).status == "met"


def test_what_was_taken_back_within_the_year_does_not_count_for_it():
    made = rows(
        "outputs", "kind unit_code date until",
        "variety W 2019-01-01 2019-03-31", "variety W 2019-01-01 -",
    )  # fmt: skip
    part = checked(
        'kind = "quantity"\nunit = "city"\nof = { layer = "outputs" }\n'
        'per = "year"\ntargets = [{ by = 2019-12-31, value = 2 }]',
        region(made),
    )
    assert part.value == 1


def test_what_lies_outside_the_workspace_counts_for_no_nation():
    """Neither another province and its city nor a code that nobody has."""
    people = rows(
        "people", "role unit_code", "expert 99", "expert 4401", "expert 44",
        "expert N", "expert P", "expert C", "expert V6",
    )  # fmt: skip
    part = checked(
        'kind = "quantity"\nunit = "nation"\nof = { layer = "people" }\n'
        "targets = [{ by = 2020-12-31, value = 9 }]",
        region(people),
        place="00",
    )
    assert part.value == 4


def test_a_set_within_one_of_no_units_has_none():
    """Without facts there is no area, and so no county lies in one."""
    more = (
        '[[set]]\nname = "areas"\nunit = "area"\nzh = "片区"\nen = "Areas"\n'
        '[[set]]\nname = "theirs"\nunit = "county"\nzh = "片区的县"\nen = "Counties"\n'
        'within = "areas"\n'
    )
    part = part_of(
        'kind = "presence"\nunit = "county"\nset = "theirs"\nof = { layer = "people" }',
        region(rows("people", "role unit_code", "expert W")),
        more=more,
    )
    assert (part.status, part.whole) == ("nobody", 0)


def test_trades_that_nobody_wants_are_the_others():
    people = region(rows("people", "role unit_code trades", "expert W tea"))

    def trades(where):
        more = (
            '[[set]]\nname = "mine"\nunit = "trade"\nzh = "某"\nen = "Some"\n'
            f"where = {{ {where} }}\n"
        )
        part = part_of(
            'kind = "presence"\nunit = "trade"\nset = "mine"\n'
            'of = { layer = "people" }',
            people,
            more=more,
        )
        return {*part.units().index}

    wanted, others = trades("wanted = true"), trades("wanted = false")
    assert wanted == {"sheep", "maize", "tea", "vegetables"}
    assert not wanted & others
    assert wanted | others == trades("")


def test_a_row_is_due_with_a_part_that_somebody_owes():
    text = (
        'kind = "presence"\nunit = "county"\nset = "none"\nzh = "甲"\nen = "A"\n'
        'of = { layer = "people" }\ntargets = [{ by = 2018-12-31 }]\n'
        '[[row.part]]\nkind = "presence"\nunit = "county"\nset = "counties"\n'
        'zh = "乙"\nen = "B"\nof = { layer = "people" }\n'
        "targets = [{ by = 2020-12-31 }]"
    )
    more = (
        '[[set]]\nname = "none"\nunit = "county"\nzh = "无"\nen = "None"\n'
        'codes = ["999999"]\n'
    )
    people = region(rows("people", "role unit_code", f"expert {UNITS['W']}"))
    row = score_of_part(text, people, more=more).rows["own.row"]
    assert [part.status for part in row.parts] == ["nobody", "open"]
    assert row.due == dt.date(2020, 12, 31)


def test_an_association_counts_as_a_base_or_as_a_group():
    groups = rows("groups", "kind unit_code", "association V1", "union T1")
    score = score_of(region(groups), "cast", dt.date(2019, 6, 1))
    assert values(score.rows["cast.village_association"].parts[0])[UNITS["V1"]] == 1
    assert values(score.rows["cast.township_union"].parts[0])[UNITS["T1"]] == 1
    assert values(score.rows["cast.county_association"].parts[0]) == {W: 2, E: 0}
    assert score.rows["cast.unions_total"].value == 1
    assert score.rows["cast.associations_total"].value == 1
