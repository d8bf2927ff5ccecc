"""Records for ``baise`` on 15 November 2019; see :mod:`tests.toy_programmes`.

The east county is 靖西市 (451081) and V6 三南村 in it, where a post is owed. A total
split by poor villages gives W four fifths and E one.
"""

import datetime as dt
from functools import cache

import pandas as pd

from geo.frames import conform
from tests.toy_programmes import JINGXI, Layers, moved, region, rows

ON, PLACES = dt.date(2019, 11, 15), JINGXI


@cache
def layers() -> Layers:
    """Every scored layer, where the region has been moved to."""
    here = region(
        bases(), events(), trainings(), people(), groups(), outputs(), agreements(),
        facts(), duties_done(), household_counts(),
    )  # fmt: skip
    people_of_toy = [here["commissioners"], commissioners_of_2018()]
    both = pd.concat(people_of_toy, ignore_index=True)
    return moved(here | {"commissioners": conform(both, "commissioners")}, PLACES)


def commissioners_of_2018():
    return rows(
        "commissioners", "commissioner_id county_code trades starts ends",
        "c4 W silk 2018-01-01 2019-06-30",  # no: left this year
        "c5 W silk 2018-01-01 2018-06-30",  # no: left last year
    )  # fmt: skip


def bases():
    """Those without a place serve nobody."""
    return rows(
        "bases", "base_id kind unit_code county_code trades opened closed at",
        "d1 demo_base W W maize 2018-01-01 - 5,10",
        "d2 demo_base W W - 2018-01-01 - -",
        "d3 demo_base V6 E tea 2018-05-01 - 25,10",
        "k1 park W W - 2018-01-01 - -",
        "k2 park E E - 2019-12-01 - -",  # no: to come
        "s1 starspace W W - 2019-02-01 - -",
        "s2 starspace E E - 2019-12-20 - -",  # no: to come
        "s3 starspace W W - 2018-02-01 - -",
        "s4 starspace W W - 2019-01-05 2019-08-01 -",  # of this year, but closed
    )  # fmt: skip


def events():
    return rows(
        "events", "kind date unit_code base_id",
        "base_guidance 2019-03-01 V1 d1",
        "base_guidance 2019-04-01 W d1",  # no: d1 again
        "base_guidance 2019-05-01 E d3",
        "base_guidance 2019-06-01 W -",  # no: which base?
        "base_guidance 2018-05-01 W d2",  # no: last year
        "course 2019-05-01 C -",
        "outreach 2019-03-01 W -",
        "outreach 2019-09-01 V1 -",
        "outreach 2019-10-10 E -",
        "outreach 2018-10-10 E -",  # no: last year
        "outreach 2019-11-16 E -",  # no: tomorrow
        "outreach 2019-06-01 C -",  # of the city, and so of no county
    )  # fmt: skip


def trainings():
    return rows(
        "trainings", "kind date unit_code persons sessions",
        "farmer 2019-04-01 T1 40 1",
        "farmer 2019-05-01 V5 60 2",
        "farmer 2018-05-01 E 100 5",
        "farmer 2017-12-31 E 900 9",  # no: before the programme
        "county_personnel 2019-03-01 W 25 -",
        "county_personnel 2019-10-01 E 15 -",
        "county_personnel 2018-10-01 E 80 -",  # no: last year
    )  # fmt: skip


def people():
    return rows(
        "people", "person_id role unit_code project base_id business households until",
        "t1 three_regions V1 p1 b1 x1 1 -",
        "t2 three_regions E p2 b2 - 1 -",  # no business
        "t3 three_regions W p3 b3 x3 1 2019-06-30",  # no: ended
        "l1 team_leader V6 - - - - -",
        "l2 first_secretary V6 - - - - 2019-10-31",  # no: ended
        "l3 first_secretary V5 - - - - -",  # no: of another village
        "l4 team_member V6 - - - - -",
    )  # fmt: skip


def groups():
    return rows(
        "groups", "kind unit_code trades since until",
        "expert_group W - 2018-01-01 -",
        "expert_group T1 - 2018-01-01 -",  # no: W has one already
        "expert_group E - 2018-01-01 2018-12-31",  # no: ended
        "service_team C tea 2018-01-01 -",
        "service_team C grain;livestock 2018-01-01 -",
        "service_team W silk 2018-01-01 2018-12-31",  # no: ended
    )  # fmt: skip


def outputs():
    return rows(
        "outputs", "kind unit_code date count",
        "variety W 2019-02-01 -",
        "technology E 2019-02-01 3",
        "result E 2018-02-01 7",  # no: last year
        "online_platform C 2018-02-01 -",
        "service_facility V1 2019-02-01 -",
        "service_facility V1 2019-03-01 -",  # no: V1 again
        "service_facility V5 2019-03-01 -",
        "service_facility V4 2018-03-01 -",  # no: last year
        "service_facility V6 2019-03-01 -",  # no: V6 is not poor
        "tv_programme W 2018-03-01 -",
        "demo_point W 2018-03-01 3",
        "demo_household V1 2018-03-01 800",
        "demo_household E 2018-03-01 200",
        "service_signboard V1 2018-03-01 -",
    )  # fmt: skip


def agreements():
    return rows(
        "agreements", "kind unit_code signed_on",
        "university_county W 2018-01-01",
        "university_county W 2019-01-01",  # no: W again
        "university_county E 2019-01-01",  # no: E had left before
    )  # fmt: skip


def facts():
    return rows("facts", "unit_code attribute value", "E assisted 否")


def duties_done():
    return rows(
        "duties_done", "duty unit_code period done_on",
        "baise.exchange_platform C - 2019-01-20",
        "baise.park.application W - 2019-04-01",
        "baise.park.application W - 2018-04-01",  # no: last year
        "baise.tv.library W - 2019-04-01",  # no: the city owes it
        "baise.signboard V1 - 2019-04-01",
        "baise.signboard V3 - 2018-04-01",
        "baise.signboard V6 - 2018-04-01",  # no: V6 is not poor
        "baise.report W - 2019-03-28",
        "baise.report W - 2019-07-05",  # of the second quarter, late
        "baise.report W 2019年第三季度 2019-10-01",
        "baise.report E - 2019-03-30",
        "baise.report E - 2019-09-25",
        "baise.report C - 2019-03-25",
        "baise.report C - 2019-06-25",
        "baise.report C - 2019-09-30",
        "baise.report.inspection C - 2019-07-31",
        "baise.report.targets C - 2018-03-01",  # no: last year
        "baise.meetings.leadership C - 2018-12-31",  # no: last year
        "baise.meetings.leadership C - 2019-02-01",
        "baise.meetings.leadership C - 2019-05-01",
        "baise.meetings.leadership C - 2019-08-01",
        "baise.meetings.city C - 2019-02-01",
        "baise.meetings.city C - 2019-08-01",
    )  # fmt: skip


def household_counts():
    return rows(
        "household_counts", "unit_code year lifted",
        "V1 2019 60",
        "V2 2019 50",
        "V5 2019 30",
        "V5 2018 200",  # no: last year
        "T3 2019 500",  # no: a township's total
    )  # fmt: skip
