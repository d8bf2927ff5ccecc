"""Each evaluator on the toy region, one question at a time."""

import datetime as dt
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.verify_score import score_violations
from tests import toy
from tests.planner.programmes.parts import ON, part_of, score_of_part, values
from tests.toy_programmes import UNITS, code, region, rows, without

W, E = toy.WEST, toy.EAST
COUNTIES = 'kind = "presence"\nunit = "county"\nset = "counties"\n'
VILLAGES = 'kind = "presence"\nunit = "village"\nset = "poor_villages"\n'
VISITS = 'kind = "frequency"\nunit = "county"\nset = "counties"\n'
TOTAL = 'kind = "quantity"\nunit = "city"\ntargets = [{ by = 2020-12-31, value = 9 }]\n'
OUTREACH = 'of = { layer = "events", kinds = ["outreach"] }\n'


def outreach(*lines):
    return region(rows("events", "kind date unit_code", *lines))


def test_a_record_of_a_village_counts_for_its_county_and_one_of_the_city_for_none():
    layers = outreach(
        "outreach 2019-01-01 V6", "outreach 2019-01-01 T1", "outreach 2019-01-01 C"
    )
    assert values(part_of(COUNTIES + OUTREACH, layers)) == {W: 1, E: 1}
    assert part_of(TOTAL + OUTREACH, layers).value == 3


def test_a_record_of_a_place_nobody_knows_counts_for_nothing():
    layers = outreach("outreach 2019-01-01 999999", "outreach 2019-01-01 W")
    assert part_of(TOTAL + OUTREACH, layers).value == 1


def test_a_village_that_is_not_in_the_register_still_lies_in_its_county():
    layers = outreach("outreach 2019-01-01 451024100299")
    assert values(part_of(COUNTIES + OUTREACH, layers)) == {W: 0, E: 1}


def test_a_development_zone_s_village_lies_in_the_county_that_hosts_it():
    """V6 is coded in a zone, 451071, but the register says that its county is E."""
    layers = outreach(
        "outreach 2019-01-01 451071100202", "outreach 2019-01-01 451071100"
    )
    villages = layers["villages"].copy()
    villages.loc[5, "village_code"] = "451071100202"
    villages.loc[5, "township_code"] = "451071100"
    layers["villages"] = villages
    # The zone's township lies where its village does.
    assert values(part_of(COUNTIES + OUTREACH, layers)) == {W: 0, E: 2}


def test_what_happened_after_the_day_or_before_the_programme_does_not_count():
    layers = outreach(
        "outreach 2017-12-31 W", "outreach 2018-01-01 W", "outreach 2019-06-01 W",
        "outreach 2019-06-02 W",
    )  # fmt: skip
    assert values(part_of(COUNTIES + OUTREACH, layers)) == {W: 2, E: 0}


def test_a_record_without_a_day_never_happened_but_a_post_without_one_is_held():
    events = rows("events", "kind date unit_code", "outreach - W")
    people = rows("people", "role unit_code since", "expert W -")
    layers = region(events, people)
    assert values(part_of(COUNTIES + OUTREACH, layers)) == {W: 0, E: 0}
    experts = 'of = { layer = "people", kinds = ["expert"] }'
    assert values(part_of(COUNTIES + experts, layers)) == {W: 1, E: 0}


@pytest.mark.parametrize(
    ("day", "count"),
    [("2018-12-31", 0), ("2019-01-01", 1), ("2019-06-30", 1), ("2019-07-01", 0)],
)
def test_a_post_counts_from_its_first_day_to_its_last(day, count):
    people = rows(
        "people", "role unit_code since until", "expert W 2019-01-01 2019-06-30"
    )
    experts = 'of = { layer = "people", kinds = ["expert"] }'
    part = part_of(COUNTIES + experts, region(people), on=dt.date.fromisoformat(day))
    assert values(part) == {W: count, E: 0}


PERIODS = [
    ("year", "2019-06-01", 3), ("half", "2019-06-01", 3), ("half", "2019-07-01", 1),
    ("quarter", "2019-03-31", 2), ("quarter", "2019-04-01", 1),
    ("quarter", "2019-12-31", 0), ("once", "2019-12-31", 5),
]  # fmt: skip


@pytest.mark.parametrize(("per", "day", "count"), PERIODS)
def test_visits_count_in_the_period_of_the_day(per, day, count):
    layers = outreach(
        "outreach 2018-12-31 W", "outreach 2019-01-01 W", "outreach 2019-03-31 W",
        "outreach 2019-04-01 W", "outreach 2019-07-01 W",
    )  # fmt: skip
    part = part_of(
        f'{VISITS}{OUTREACH}per = "{per}"', layers, on=dt.date.fromisoformat(day)
    )
    assert values(part)[W] == count


def test_need_and_at_most_are_both_inclusive():
    layers = outreach(*(f"{n}* outreach 2019-01-01 V{v}" for n, v in
                        [(1, 1), (2, 2), (3, 3), (4, 4)]))  # fmt: skip
    part = part_of(VILLAGES + OUTREACH + "need = 2\nat_most = 3", layers)
    met = part.units()["met"]
    names = ("V1", "V2", "V3", "V4", "V5")
    assert [met[code(name)] for name in names] == [False, True, True, False, False]
    # One too many is not met, and so lacks something.
    assert part.short().loc[code("V4"), "gap"] == 1
    assert part.value == 2


def test_sum_adds_a_column_and_what_is_empty_adds_nothing():
    trained = rows(
        "trainings", "kind date unit_code persons",
        "farmer 2019-01-01 W 30", "farmer 2019-02-01 V1 -", "farmer 2019-03-01 E 5",
    )  # fmt: skip
    of = 'of = { layer = "trainings", sum = "persons" }'
    assert values(part_of(COUNTIES + of, region(trained))) == {W: 30, E: 5}
    assert part_of(TOTAL + of, region(trained)).value == 35


def test_an_output_counts_as_often_as_it_says():
    made = rows(
        "outputs", "kind unit_code date count", "variety W 2019-01-01 7",
        "variety W 2019-01-01 -", "variety E 2019-01-01 0",
    )  # fmt: skip
    of = 'of = { layer = "outputs", kinds = ["variety"] }'
    assert values(part_of(COUNTIES + of, region(made))) == {W: 8, E: 0}


def test_distinct_values_are_counted_once_in_each_unit_and_once_in_all():
    guided = rows(
        "events", "kind date unit_code base_id",
        "base_guidance 2019-01-01 W b1", "base_guidance 2019-02-01 V2 b1",
        "base_guidance 2019-02-01 E b1", "base_guidance 2019-03-01 E b2",
        "base_guidance 2019-03-01 E -",  # nobody says which
    )  # fmt: skip
    of = 'of = { layer = "events", distinct = "base_id" }'
    assert values(part_of(COUNTIES + of, region(guided))) == {W: 1, E: 2}
    total = part_of(TOTAL + of, region(guided))
    assert total.value == 2
    assert list(total.at("county")["value"]) == [1, 2]


def test_a_value_that_two_layers_name_is_one_value():
    """b1 is named in both, b2 and b3 in one each: three bases."""
    guided = rows(
        "events", "kind date unit_code base_id",
        "base_guidance 2019-01-01 W b1", "base_guidance 2019-01-01 W b2",
    )  # fmt: skip
    paired = rows(
        "agreements", "kind unit_code signed_on base_id",
        "park_link W 2019-01-01 b3", "park_link E 2019-01-01 b1",
    )  # fmt: skip
    of = (
        'of = [{ layer = "events", distinct = "base_id" }, '
        '{ layer = "agreements", distinct = "base_id" }]'
    )
    assert part_of(TOTAL + of, region(guided, paired)).value == 3


def test_exact_leaves_out_who_is_of_a_place_inside():
    people = rows(
        "people", "role unit_code", "liaison W", "liaison T3", "liaison V6", "liaison C"
    )
    exact = 'of = { layer = "people", kinds = ["liaison"], exact = true }'
    assert values(part_of(COUNTIES + exact, region(people))) == {W: 1, E: 0}
    anywhere = exact.replace(", exact = true", "")
    assert values(part_of(COUNTIES + anywhere, region(people))) == {W: 1, E: 2}


def test_at_unit_is_the_unit_that_is_judged_or_a_place_in_it():
    people = rows(
        "people", "role unit_code home_unit", "expert W W", "expert W V1", "expert W E",
        "expert E -", "expert E C",
    )  # fmt: skip
    own = 'of = { layer = "people", where = { home_unit = "@unit" } }'
    assert values(part_of(COUNTIES + own, region(people))) == {W: 2, E: 0}


def test_where_takes_any_of_its_texts_and_true_for_anything_at_all():
    people = rows(
        "people", "role unit_code tier home_unit trades",
        "expert W nation 44 tea", "expert W city 440305 maize", "expert W - - -",
    )  # fmt: skip
    layers = region(people)

    def found(where):
        of = f'of = {{ layer = "people", where = {{ {where} }} }}'
        return values(part_of(COUNTIES + of, layers))[W]

    assert found('tier = ["nation", "province"]') == 1
    assert found("tier = true") == 2
    assert found("tier = false") == 1
    assert found('home_unit = ["44"]') == 2
    assert found('trades = ["tea", "silk"]') == 1
    # A part of a trade is not the trade, but who knows the trade knows its parts.
    assert found('trades = ["grain"]') == 0


def test_complete_leaves_out_records_with_an_empty_cell():
    signed = rows(
        "agreements", "kind unit_code signed_on goal households",
        "pairing W 2019-01-01 more 0", "pairing E 2019-01-01 more -",
        "pairing E 2019-01-01 - 5",
    )  # fmt: skip
    of = 'of = { layer = "agreements", complete = ["goal", "households"] }'
    # Nought households is a number that was given.
    assert values(part_of(COUNTIES + of, region(signed))) == {W: 1, E: 0}


def test_match_trade_wants_a_common_trade_or_none_said():
    people = rows(
        "people", "role unit_code trades", "posted V1 livestock", "posted V2 tea",
        "posted V3 -", "posted V4 tea;silk", "posted V5 greenhouse",
    )  # fmt: skip
    fits = VILLAGES + 'of = { layer = "people" }\nmatch_trade = true'
    # V1 sheep is livestock; V2 sheep and maize; V5 vegetables are more than greenhouse.
    assert values(part_of(fits, region(people))) == {
        UNITS[name]: value
        for name, value in {"V1": 1, "V2": 0, "V3": 1, "V4": 1, "V5": 0}.items()
    }


def test_nothing_breaks_in_a_workspace_without_townships():
    layers = outreach("outreach 2019-01-01 V1")
    villages = layers["villages"].copy()
    villages[["township_code", "township_name"]] = ""
    layers = without(layers, ["townships"]) | {"villages": villages}
    some = TOTAL.replace('"city"', '"township"\nset = "poor_townships"') + OUTREACH
    assert part_of(some, layers).value == 0
    owed = COUNTIES.replace("county", "township").replace("counties", "poor_townships")
    people = 'of = { layer = "people" }\nmatch_trade = true'
    layers["people"] = rows("people", "role unit_code trades", "expert V1 tea")
    assert part_of(owed + people, layers).status == "nobody"


def test_totals_of_townships_do_not_count_their_villages_again():
    counts = rows(
        "household_counts",
        "unit_code year lifted",
        "V1 2019 3",
        "T1 2019 40",
        "W 2019 9",
    )
    of = 'of = { layer = "household_counts", sum = "lifted" }'
    assert values(part_of(COUNTIES + of, region(counts))) == {W: 3, E: 0}


def test_of_last_year_s_commissioners_those_count_who_are_still_there():
    """c1 alone was in post at the end of 2018; its post ends with 2020."""
    part = (
        'kind = "share"\nunit = "city"\nshare = { kept = "last_year" }\n'
        'of = { layer = "commissioners" }\n'
        "targets = [{ by = 2030-12-31, share = 0.5 }]"
    )
    score = part_of(part, region())
    assert (score.value, score.whole, score.target) == (1, 1, 1)
    # c2 and c3 still are on 1 January 2021, c1 is not: two of three, and two is enough.
    score = part_of(part, region(), on=dt.date(2021, 1, 1))
    assert (score.value, score.whole, score.target) == (2, 3, 2)
    assert list(score.units().index) == [W, E]


SPACED = 'kind = "frequency"\nunit = "county"\nset = "counties"\nneed = 2\n'


def test_the_next_visit_may_be_made_when_the_spacing_is_over():
    layers = outreach("outreach 2019-05-31 W", "outreach 2018-02-01 E")
    part = part_of(SPACED + OUTREACH + "spacing_days = 60", layers)
    told = part.short()["next_day"]
    # Sixty days after the last; in E that is long past, so today.
    assert [str(day) for day in told] == ["2019-07-30", str(ON)]


def most_visits(days, spacing):
    """By trying every choice of days."""
    for size in range(len(days), 0, -1):
        for chosen in itertools.combinations(sorted(days), size):
            if all(b - a >= spacing for a, b in itertools.pairwise(chosen)):
                return size
    return 0


@settings(max_examples=25, deadline=None)
@given(days=st.lists(st.integers(0, 120), max_size=8), spacing=st.integers(1, 60))
def test_spaced_visits_are_as_many_as_any_choice_of_them_allows(days, spacing):
    first = dt.date(2019, 1, 1)
    lines = [f"outreach {first + dt.timedelta(days=day)} W" for day in days]
    layers = outreach(*lines, "outreach 2019-01-01 E")
    part = part_of(SPACED + OUTREACH + f"spacing_days = {spacing}", layers)
    assert values(part) == {W: most_visits(days, spacing), E: 1}


SKILLED = (
    'kind = "share"\nunit = "village"\nset = "poor_villages"\n'
    'of = { layer = "household_counts" }\n'
    'share = { part = "skilled", whole = "with_labour" }\n'
)


def counted(*lines):
    return region(
        rows("household_counts", "unit_code year with_labour skilled", *lines)
    )


def test_a_share_of_households_is_met_only_when_every_village_has_counted():
    four = ["V1 2018 8 8", "V2 2018 5 5", "V3 2018 1 1", "V4 2019 2 2"]
    part = part_of(SKILLED, counted(*four))
    assert (part.value, part.target, part.status) == (16, 16, "needs_data")
    assert part.needs[0].text("zh") == "请在“户数统计”中补充记录"
    # V5 has no household with labour, and says so.
    assert part_of(SKILLED, counted(*four, "V5 2019 0 0")).status == "met"


def test_a_share_of_households_that_falls_short_is_short_whoever_else_counts():
    part = part_of(SKILLED, counted("V1 2018 8 7"))
    assert (part.value, part.target, part.status) == (7, 8, "open")


def test_counts_of_other_villages_tell_nothing_of_those_that_owe():
    assert part_of(SKILLED, counted("V6 2018 8 8")).status == "needs_data"
    nobody = SKILLED.replace("poor_villages", "mine")
    more = '[[set]]\nname = "mine"\nunit = "village"\nzh = "某"\nen = "Some"\n'
    more += 'codes = ["451024100299"]'
    assert part_of(nobody, counted("V6 2018 8 8"), more=more).status == "nobody"


def test_nobody_can_have_stayed_where_nobody_was_in_post():
    part = (
        'kind = "share"\nunit = "city"\nshare = { kept = "last_year" }\n'
        'of = { layer = "commissioners" }\n'
        "targets = [{ by = 2030-12-31, share = 0.5 }]"
    )
    assert part_of(part, region(), on=dt.date(2018, 6, 1)).status == "nobody"


REPORTS = (
    'kind = "duty"\nunit = "county"\nset = "counties"\nduty = "own.report"\n'
    'schedule = { windows = ["03-21/03-31", "06-21/06-30"] }\nper = "year"\n'
)


def reported(*lines):
    return region(rows("duties_done", "duty unit_code done_on", *lines))


@pytest.mark.parametrize(
    ("day", "status"), [("2019-03-31", "open"), ("2019-04-01", "short")]
)
def test_a_duty_is_late_from_the_day_after_it_is_due(day, status):
    layers = reported("own.report W 2019-03-25")
    part = part_of(REPORTS, layers, on=dt.date.fromisoformat(day))
    assert (part.status, part.value) == (status, 1)
    assert list(part.short().index) == [E]


def test_what_is_done_twice_in_one_window_does_not_stand_for_another():
    layers = reported(
        "2* own.report W 2019-03-25",
        "own.report E 2019-03-25",
        "own.report E 2019-06-25",
    )
    part = part_of(REPORTS, layers, on=dt.date(2019, 7, 1))
    assert values(part) == {W: 1, E: 2}
    assert list(part.short().index) == [W]


def test_an_agreement_nobody_has_signed_counts_for_nothing():
    of = 'of = { layer = "agreements", kinds = ["pairing"] }'
    drafts = region(
        rows(
            "agreements", "kind unit_code signed_on",
            "pairing W -", "pairing E 2019-06-01", "pairing E -",
        )
    )  # fmt: skip
    score = score_of_part(COUNTIES + of, drafts)
    (found,) = score.rows["own.row"].parts
    assert values(found) == {W: 0, E: 1}
    assert score_violations(score, drafts) == []
