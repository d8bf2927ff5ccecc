"""Records for ``baicheng`` on 1 June 2019; see :mod:`tests.toy_programmes`.

The region is moved to 白城市: W is 洮北区 (220802) and E 通榆县 (220822). A total split
by poor villages gives W four fifths and E one.
"""

import datetime as dt
from functools import cache

from tests.toy_programmes import BAICHENG, Layers, moved, region, rows

ON, PLACES = dt.date(2019, 6, 1), BAICHENG


@cache
def layers() -> Layers:
    """Every scored layer, where the region has been moved to."""
    here = region(
        bases(), events(), trainings(), people(), outputs(), agreements(), facts(),
        duties_done(), household_counts(),
    )  # fmt: skip
    return moved(here, PLACES)


def bases():
    """Those without a place serve nobody."""
    return rows(
        "bases", "base_id kind unit_code county_code trades opened closed capacity at",
        "pl1 platform W W - 2017-01-01 - - -",
        "in1 incubator W W - 2017-01-01 - - -",
        "in2 incubator E E - 2017-01-01 - - -",
        "ss1 starspace W W - 2017-01-01 - - -",
        "ss2 starspace E E - 2019-06-01 - - -",  # opens today
        "ss3 starspace E E - 2019-06-02 - - -",  # no: tomorrow
        "d1 demo_base V2 W maize 2017-01-01 - - -",
        "d2 demo_base E E grain 2017-01-01 - - -",  # and so all that grain is
        "d3 demo_base W W - 2017-01-01 - - -",
        "d4 demo_base E E livestock 2017-01-01 2019-01-01 - -",  # no: closed
        "sc1 service_centre W W - 2017-01-01 - 2 5,10",
        "sc2 service_centre E E tea 2017-01-01 - - 25,10",
        "is1 info_station W W - 2017-01-01 - - -",
        "is2 info_station V5 E - 2017-01-01 - - -",
        "is3 info_station V3 W - 2017-01-01 - - -",
    )  # fmt: skip


def events():
    return rows(
        "events", "kind date unit_code",
        "outreach 2016-05-01 W",
        "outreach 2019-05-01 V6",
        "outreach 2018-01-01 C",
        "outreach 2015-12-31 W",  # no: before the programme
        "matching_event 2019-01-10 C",
        "matching_event 2019-02-01 W",
        "matching_event 2019-05-31 V5",
        "matching_event 2018-02-01 C",  # no: last year
    )  # fmt: skip


def trainings():
    return rows(
        "trainings", "kind date unit_code persons",
        "local_technician 2017-01-01 T1 30",
        "local_technician 2015-01-01 E 20",  # no: before the programme
        "farmer 2018-01-01 T3 8000",
        "farmer 2018-01-01 W 1000",
        "village_leader 2018-06-01 V1 300",
        "village_leader 2019-03-01 V5 200",  # after the day, but trained
    )  # fmt: skip


def people():
    return rows(
        "people", "role unit_code trades since until",
        "info_team C - 2017-01-01 -",
        "info_team C - 2017-01-01 -",
        "info_team E - 2017-01-01 2018-12-31",  # no: ended
        "informant V1 - 2017-01-01 -",
        "informant V1 - 2017-01-01 -",
        "informant V6 - 2017-01-01 -",  # no: V6 is not poor
        "informant T1 - 2017-01-01 -",  # no: in no village
        "posted V1 sheep 2017-01-01 -",
        "posted V2 tea 2017-01-01 -",
        "posted V5 - 2017-01-01 -",
        "posted C - 2017-01-01 -",
        "owner W - 2017-01-01 -",
        "owner T3 - 2017-01-01 -",
    )  # fmt: skip


def outputs():
    return rows(
        "outputs", "kind unit_code date until count",
        "variety W 2017-01-01 - 2",
        "variety E 2017-01-01 - -",
        "technology W 2017-01-01 - 40",
        "product V3 2017-01-01 - -",
        "brand E 2017-01-01 - 5",
        "result W 2015-01-01 - 10",  # no: before the programme
        "result E 2017-01-01 - 100",
        "network_access V1 2018-01-01 - -",
        "network_access V2 2019-05-01 - -",
        "network_access V3 2018-01-01 2019-01-01 -",  # no: cut off again
        "network_access V6 2018-01-01 - -",  # no: V6 is not poor
        "internet_point W 2017-01-01 - -",
        "demo_township T1 2017-01-01 - -",
        "demo_village V1 2017-01-01 - -",
        "demo_village V2 2017-01-01 - -",
        "demo_household W 2017-01-01 - 400",
        "demo_household E 2017-01-01 - 100",
        "demo_cooperative E 2017-01-01 - 20",
        "demo_farm V6 2017-01-01 - 10",
        "livelihood_technology W 2017-01-01 - 6",
        "livelihood_technology E 2017-01-01 - 4",
        "livelihood_base W 2017-01-01 - -",
    )  # fmt: skip


def agreements():
    return rows(
        "agreements", "kind unit_code signed_on ends_on",
        "responsibility W 2017-01-01 -",
        "responsibility E 2017-01-01 2018-12-31",  # no: ended
    )  # fmt: skip


def facts():
    return rows(
        "facts", "unit_code attribute value",
        "V4 scattered 否",
        "V1 key_village 是",
        "V2 key_village 是",
        "V5 key_village 是",
        "V1 demo_village 是",
        "V2 demo_village 否",
        "V6 demo_village 是",
    )  # fmt: skip


def duties_done():
    return rows(
        "duties_done", "duty unit_code done_on",
        "baicheng.matching.release C 2018-06-01",  # no: last year
        "baicheng.ledger.ledger C 2017-06-01",
        "baicheng.ledger.ledger W 2018-02-01",  # late, but done
        "baicheng.ledger.evaluation W 2017-06-01",  # no: the city owes it
        "baicheng.ledger.statistics W 2019-04-01",
        "baicheng.ledger.statistics E 2018-04-01",  # no: last year
    )  # fmt: skip


def household_counts():
    return rows(
        "household_counts", "unit_code year with_labour skilled",
        "V1 2018 8 6",
        "V6 2018 50 50",
        "V2 2018 15 10",  # no: V2 is no demonstration village
    )  # fmt: skip
