"""Records for the programme ``cast`` on 1 June 2019; see :mod:`tests.toy_programmes`.

Each line is there for a row of the programme, and so are those that must not count:
they are marked ``no:`` with why.
"""

import datetime as dt
from functools import cache

from tests.toy_programmes import AT_HOME, Layers, region, rows

ON, PLACES = dt.date(2019, 6, 1), AT_HOME


@cache
def layers() -> Layers:
    """Every scored layer."""
    return region(
        bases(), caravans(), events(), people(), outputs(), agreements(), facts(),
        duties_done(), household_counts(),
    )  # fmt: skip


def bases():
    return rows(
        "bases", "base_id kind unit_code county_code opened closed capacity at",
        "b1 expert_station W W 2016-03-01 - 3 5,10",
        "b2 demo_base E E 2018-05-01 - - -",
        "b3 association V1 W 2017-01-01 - - -",
        "b4 association V3 W 2017-01-01 2018-12-31 - -",  # no: closed
        "b5 union T3 E 2018-01-01 - - -",
        "b6 school_museum W W - - - -",
        "b7 estation V1 W 2017-01-01 - - -",
        "b8 estation V6 E 2017-01-01 - - -",  # no: V6 is not poor
        "b9 estation V2 W 2019-07-01 - - -",  # no: not open yet
    )  # fmt: skip


def caravans():
    return rows(
        "caravans", "unit_code since until",
        "W 2017-01-01 -",
        "E 2017-01-01 2018-12-31",  # no: withdrawn
    )  # fmt: skip


def events():
    return rows(
        "events", "kind date unit_code",
        "caravan_visit 2019-03-01 V6",
        "caravan_visit 2018-12-30 W",  # no: last year
        "museum_tour 2017-03-01 W",
        "museum_tour 2017-04-29 W",  # no: 59 days after the first
        "museum_tour 2017-04-30 T1",  # 60 days after the first
        "museum_tour 2016-10-23 E",  # no: a day before the programme
        "museum_tour 2018-01-01 E",
        "museum_tour 2018-02-28 E",  # no: 58 days after
        "supply_demand 2016-10-24 W",
    )  # fmt: skip


def people():
    return rows(
        "people", "role unit_code since until",
        "expert W 2018-01-01 -",
        "expert E 2019-08-01 -",  # no: not yet
        "expert V2 2018-01-01 2019-05-31",  # no: left yesterday
        "expert C - -",
        "expert N 2018-01-01 2019-06-01",
        "frontline W - -",  # no: no expert
    )  # fmt: skip


def outputs():
    return rows(
        "outputs", "kind unit_code date until count",
        "signature_industry T1 2019-01-01 - -",
        "signature_industry T2 2019-01-01 - -",  # no: T2 has no industrial base
        "signature_industry V5 2019-01-01 - -",  # lies in T3
        "business_entity V1 2018-01-01 - 2",
        "business_entity V2 2018-01-01 2019-06-01 -",  # holds up to today
        "business_entity V4 2018-01-01 2019-05-31 -",  # no: ended yesterday
        "brand V3 2019-06-02 - -",  # no: tomorrow
        "brand V4 2015-01-01 - -",  # older than the programme, but there
    )  # fmt: skip


def agreements():
    paired = "pairing {} 2018-05-01 {} goal task how {} {} {} -"
    return rows(
        "agreements",
        "kind unit_code signed_on ends_on goal task mechanism "
        "person_id filed_on followed_on partner_unit",
        paired.format("V1", "2020-12-31", "p1", "2018-06-01", "2019-03-01"),
        # no end: not complete; followed up last year
        paired.format("V2", "-", "p1", "2018-06-01", "2018-12-01"),
        # ended yesterday, but followed up this year
        paired.format("V3", "2019-05-31", "p1", "2018-06-01", "2019-02-01"),
        # V4 has two, each with half of what it must state
        "pairing V4 2018-05-01 2020-12-31 goal task - p1 - - -",
        "pairing V4 2018-05-01 2020-12-31 - - how - 2018-06-01 - -",
        "society_link T1 2018-01-01 2018-12-31 - - - - - - -",  # no: ended
        "society_link E 2018-01-01 - - - - - - - -",  # no: of the county
        "east_west E 2018-01-01 - - - - - - - 440305",
        "east_west W 2018-01-01 - - - - - - - -",  # no: names no partner's place
    )  # fmt: skip


def facts():
    return rows(
        "facts", "unit_code attribute value",
        "T2 industrial_base 否",
        "V5 one_product 否",
        "V6 one_product 是",  # but not poor
    )  # fmt: skip


def duties_done():
    return rows(
        "duties_done", "duty unit_code period started_on done_on",
        "cast.county_association.service W - - 2018-05-01",
        "cast.county_plan.plan W - - 2017-05-01",
        "cast.county_plan.plan E - - 2019-06-01",
        "cast.county_plan.policy W - - 2016-10-01",  # no: before the programme
        "cast.county_plan.policy E - - 2019-05-31",
        "cast.pairing.pooling P - - 2019-04-01",
        "cast.east_west.platform N - - 2018-01-01",
        "cast.selection.nomination P - - 2019-03-01",
        "cast.selection.notice P - 2019-03-01 2019-03-05",  # no: four or five days
        "cast.selection.award N - - 2018-12-01",  # no: last year
        "cast.selection.evaluation N 2019年度 - 2019-05-01",
    )  # fmt: skip


def household_counts():
    return rows(
        "household_counts", "unit_code year with_labour skilled in_project",
        "V1 2017 8 2 1",  # no: an older count
        "V1 2018 8 6 4",
        "V2 2018 15 15 9",
        "T1 2018 23 21 13",  # no: a township's total
        "V6 2018 50 50 50",  # no: V6 is not poor
        "V5 2020 9 9 9",  # no: to come
    )  # fmt: skip
