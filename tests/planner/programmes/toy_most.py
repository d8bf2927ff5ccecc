"""Records for the programme ``most`` on 1 March 2021; see :mod:`tests.toy_programmes`.

The region is moved: W is 井冈山市 (360881) and E 佳县 (610828), two of the designated
counties, in two provinces. The programme has ended, so what was due by 2020 is short.
"""

import datetime as dt
from functools import cache

from tests.toy_programmes import NATION, Layers, moved, region, rows

ON, PLACES = dt.date(2021, 3, 1), NATION


@cache
def layers() -> Layers:
    """Every scored layer, where the region has been moved to."""
    here = region(
        bases(), trainings(), people(), outputs(), agreements(), facts(), duties_done()
    )
    return moved(here, PLACES)


def bases():
    return rows(
        "bases", "base_id kind unit_code county_code opened closed",
        "s1 starspace W W 2019-01-01 -",
        "s2 starspace E E 2019-01-01 2020-12-31",  # no: closed
        "k1 park E E 2018-01-01 -",
    )  # fmt: skip


def trainings():
    return rows(
        "trainings", "kind date unit_code persons",
        "multiplier 2018-01-01 V1 2",
        "local_technician 2018-01-01 V2 0",  # no: nobody came
        "village_leader 2016-01-01 V3 5",  # no: before the programme
        "farmer 2018-01-01 V4 9",  # no: of another kind
        "multiplier 2018-01-01 T3 10",  # no: entered for no village
    )  # fmt: skip


def people():
    return rows(
        "people", "person_id role unit_code trades households since until",
        "f1 frontline W - - 2018-01-01 -",
        "f2 frontline E - - 2018-01-01 2020-12-31",  # no: ended
        "r1 three_regions E tea 3 2018-01-01 -",
        "r2 three_regions W - 2 2018-01-01 -",
        "r3 three_regions E silk 3 2018-01-01 2019-12-31",  # no: ended
        "o1 posted V1 - - - -",
        "x1 expert W - - - -",  # no: not at the front line by its role
    )  # fmt: skip


def outputs():
    return rows(
        "outputs", "kind unit_code date until count",
        "technology W 2016-04-19 - -",  # no: a day before the programme
        "technology V2 2016-04-20 - -",
        "result E 2019-01-01 - 3",
        "result W 2019-01-01 2020-06-30 -",  # no: no longer in force
        "result C 2019-01-01 - 10",  # no: of no county
        "variety W 2019-01-01 - -",  # no: of another kind
        "county_industry W 2019-01-01 - -",
        "industry_product T1 2019-01-01 - -",
        "industry_product V5 2019-01-01 - -",  # lies in T3
        "innovation_centre E 2020-01-01 - -",
    )  # fmt: skip


def agreements():
    return rows(
        "agreements", "kind unit_code signed_on base_id households",
        "park_link W 2018-01-01 k1 5",
        "park_link E 2018-01-01 - 7",  # no: names no park
    )  # fmt: skip


def facts():
    return rows(
        "facts", "unit_code attribute value",
        "W exited 2019",
        "E area 秦巴山片区",
        "W area 罗霄山片区",
        "E park_possible 否",
    )  # fmt: skip


def duties_done():
    return rows(
        "duties_done", "duty unit_code period done_on",
        "most.county_policy.policy W - 2018-05-01",
        "most.county_policy.five_years W - 2016-12-01",
        "most.county_policy.five_years E - 2017-02-01",  # late, but done
        "most.county_policy.year W - 2021-02-01",
        "most.county_policy.year E - 2020-03-01",  # no: last year's
        "most.county_policy.projects W 2021 2021-01-15",
        "most.county_policy.projects E - 2021-02-20",
        "most.supervision.body 36 - 2016-11-01",
        "most.supervision.body 3608 - 2016-11-01",
        "most.supervision.body 6108 - 2016-11-01",
        "most.supervision.responsibility 36 - 2016-11-01",
        "most.supervision.responsibility 61 - 2016-11-01",
        "most.supervision.responsibility 3608 - 2016-11-01",
        "most.supervision.responsibility W - 2016-11-01",
        "most.supervision.responsibility E - 2016-11-01",
        "most.supervision.contact 3608 - 2016-11-01",
        "most.supervision.contact E - 2016-11-01",
        "most.supervision.evaluation 36 - 2021-01-10",
        "most.supervision.evaluation 3608 - 2020-11-01",  # no: last year
        "most.supervision.evaluation 6108 - 2020-11-01",  # no: last year
        "most.supervision.evaluation W - 2021-02-01",
        "most.supervision.evaluation E 2020年 2021-01-05",  # no: for last year
        "most.supervision.inspection 36 - 2021-01-10",
        "most.supervision.inspection 61 - 2021-03-01",
        "most.supervision.inspection 6108 - 2021-02-28",
        "most.supervision.inspection W - 2021-03-02",  # no: tomorrow
        "most.supervision.reporting 61 - 2021-02-28",
        "most.supervision.reporting 3608 - 2021-02-28",
        "most.supervision.reporting 6108 - 2021-02-28",
        "most.supervision.reporting W - 2021-01-31",
        "most.supervision.reporting E - 2021-01-31",
    )  # fmt: skip
