"""Records of the toy region: one small table for each layer of records.

Everything agrees with :mod:`tests.toy` and with 1 June 2019, the day of the toy.
"""

from functools import cache

import geopandas as gpd
import pandas as pd

from geo.frames import conform
from geo.schemas import SOURCE_FILE, SOURCE_ROW, LayerName
from tests import toy

EAST_VILLAGE, WEST_VILLAGE = "451024100201", "451022100201"


def table(name: LayerName, rows: list[dict[str, object]]) -> gpd.GeoDataFrame:
    """Rows of one layer as readers hand them on, from ``NAME.csv``, row 2 onwards."""
    frame = pd.DataFrame(rows)
    frame[SOURCE_FILE] = f"{name}.csv"
    frame[SOURCE_ROW] = range(2, len(frame) + 2)
    return conform(frame, name)


def events() -> gpd.GeoDataFrame:
    """Two visits and a joint session."""
    return table(
        "events",
        [
            {
                "event_id": "e1", "kind": "village_visit", "date": "2019-03-05",
                "unit_code": WEST_VILLAGE, "people": "c1;p1", "attendance": 30,
            },
            {
                "event_id": "e2", "kind": "village_visit", "date": "2019-05-05",
                "unit_code": WEST_VILLAGE, "people": "c1",
            },
            {
                "event_id": "e3", "kind": "joint_session", "date": "2019-03-25",
                "unit_code": "4510", "topics": "产业;人才",
            },
        ],
    )  # fmt: skip


def trainings() -> gpd.GeoDataFrame:
    """One training in a township, one for a county."""
    return table(
        "trainings",
        [
            {
                "training_id": "t1", "kind": "farmer", "date": "2019-04-01",
                "unit_code": "451022100", "sessions": 1, "persons": 40,
                "poor_persons": 25,
            },
            {
                "training_id": "t2", "kind": "county_personnel", "date": "2018-09-01",
                "unit_code": toy.EAST, "persons": 12,
            },
        ],
    )  # fmt: skip


def people() -> gpd.GeoDataFrame:
    """An expert of a group and a first secretary."""
    return table(
        "people",
        [
            {
                "person_id": "p1", "name": "农三", "role": "expert", "tier": "city",
                "unit_code": toy.WEST, "group_id": "g1", "trades": "tea",
                "base_id": "b1", "since": "2018-01-01", "until": "2019-12-31",
            },
            {
                "person_id": "p2", "name": "罗四", "role": "first_secretary",
                "unit_code": EAST_VILLAGE, "households": 5, "since": "2018-06-01",
            },
        ],
    )  # fmt: skip


def groups() -> gpd.GeoDataFrame:
    """A group of tea experts and an association."""
    return table(
        "groups",
        [
            {
                "group_id": "g1", "name": "茶叶专家组", "kind": "expert_group",
                "unit_code": "4510", "trades": "tea", "since": "2018-01-01",
            },
            {
                "group_id": "g2", "name": "平马农技协", "kind": "association",
                "unit_code": "451022100",
            },
        ],
    )  # fmt: skip


def outputs() -> gpd.GeoDataFrame:
    """A variety and a demonstration village."""
    return table(
        "outputs",
        [
            {
                "output_id": "o1", "name": "桂茶2号", "kind": "variety",
                "unit_code": toy.WEST, "trades": "tea", "date": "2019-02-01",
            },
            {
                "output_id": "o2", "name": "前进村", "kind": "demo_village",
                "unit_code": WEST_VILLAGE, "date": "2018-10-01",
            },
        ],
    )  # fmt: skip


def agreements() -> gpd.GeoDataFrame:
    """A pairing and a partnership with the east."""
    return table(
        "agreements",
        [
            {
                "agreement_id": "a1", "kind": "pairing", "unit_code": WEST_VILLAGE,
                "partner": "平马专家服务站", "base_id": "b1", "person_id": "p1",
                "signed_on": "2018-05-01", "goal": "增收", "households": 10,
            },
            {
                "agreement_id": "a2", "kind": "east_west", "unit_code": toy.EAST,
                "partner": "深圳某区", "partner_unit": "440305",
                "signed_on": "2018-06-01", "ends_on": "2020-12-31",
            },
        ],
    )  # fmt: skip


def duties_done() -> gpd.GeoDataFrame:
    """Two duties of the city."""
    return table(
        "duties_done",
        [
            {
                "record_id": "r1", "duty": "baise.report", "unit_code": "4510",
                "period": "2018", "done_on": "2018-12-20",
            },
            {
                "record_id": "r2", "duty": "baise.meetings", "unit_code": toy.WEST,
                "started_on": "2019-03-20", "done_on": "2019-03-30",
            },
        ],
    )  # fmt: skip


def household_counts() -> gpd.GeoDataFrame:
    """Two villages of a township, and the total it states."""
    return table(
        "household_counts",
        [
            {
                "count_id": "h1", "unit_code": WEST_VILLAGE, "year": 2018,
                "with_labour": 8, "skilled": 6, "in_project": 4, "lifted": 3,
            },
            {
                "count_id": "h2", "unit_code": "451022100202", "year": 2018,
                "with_labour": 15, "skilled": 10, "in_project": 9, "lifted": 5,
            },
            {
                "count_id": "h3", "unit_code": "451022100", "year": 2018,
                "with_labour": 23, "skilled": 16, "in_project": 13, "lifted": 8,
            },
        ],
    )  # fmt: skip


def facts() -> gpd.GeoDataFrame:
    """A yes, a year and a name."""
    return table(
        "facts",
        [
            {
                "fact_id": "f1", "unit_code": WEST_VILLAGE, "attribute": "one_product",
                "value": "是", "reason": "芒果",
            },
            {
                "fact_id": "f2", "unit_code": toy.EAST, "attribute": "exited",
                "value": "2018",
            },
            {
                "fact_id": "f3", "unit_code": toy.WEST, "attribute": "area",
                "value": "滇桂黔石漠化片区",
            },
        ],
    )  # fmt: skip


def caravans() -> gpd.GeoDataFrame:
    """One caravan with a depot, one without."""
    found = table(
        "caravans",
        [
            {
                "caravan_id": "v1", "name": "大篷车一号", "unit_code": toy.WEST,
                "since": "2017-01-01",
            },
            {
                "caravan_id": "v2", "name": "大篷车二号", "unit_code": toy.EAST,
                "since": "2018-01-01",
            },
        ],
    )  # fmt: skip
    return found.set_geometry(
        gpd.GeoSeries([toy.at(5, 5), None], index=found.index, crs=found.crs)
    )


def visit_places() -> gpd.GeoDataFrame:
    """A school with a place, and a market that takes the place of its village."""
    found = table(
        "visit_places",
        [
            {
                "place_id": "x1", "name": "平马中学", "kind": "school",
                "unit_code": "451022100", "hours": "09:00-11:30;14:30-16:30",
                "weekdays": "1;2;3;4;5", "minutes": 120, "topics": "航天",
            },
            {
                "place_id": "x2", "name": "城关圩", "kind": "market", "visits": 2,
                "unit_code": EAST_VILLAGE, "market": "农历 3;6;9", "minutes": 90,
                "since": "2019-01-01",
            },
        ],
    )  # fmt: skip
    return found.set_geometry(
        gpd.GeoSeries([toy.at(5, 10), None], index=found.index, crs=found.crs)
    )


def seasons() -> gpd.GeoDataFrame:
    """A school term of the city and a farm season of a township."""
    return table(
        "seasons",
        [
            {
                "season_id": "n1", "name": "春季学期", "kind": "school_term",
                "unit_code": "4510", "since": "2019-03-01", "until": "2019-07-10",
            },
            {
                "season_id": "n2", "name": "双抢", "kind": "farm_busy",
                "unit_code": "451022101", "since": "2019-07-10", "until": "2019-08-05",
            },
        ],
    )  # fmt: skip


def assignments() -> gpd.GeoDataFrame:
    """One commissioner at a village, one at a base."""
    return table(
        "assignments",
        [
            {
                "assignment_id": "s1", "commissioner_id": "c1", "trades": "sheep",
                "village_code": WEST_VILLAGE, "pinned": True, "since": "2019-01-01",
            },
            {
                "assignment_id": "s2", "commissioner_id": "c2", "base_id": "b2",
                "village_code": EAST_VILLAGE, "post": "base_service",
                "since": "2019-02-01", "until": "2019-12-31",
            },
        ],
    )  # fmt: skip


def museum_sets() -> gpd.GeoDataFrame:
    """A set of the city with a depot, and one that tours the east alone."""
    found = table(
        "museum_sets",
        [
            {
                "set_id": "k1", "name": "流动科技馆一号", "unit_code": "4510",
                "theme": "力学", "size": 400.0, "turn_days": 10,
            },
            {
                "set_id": "k2", "name": "流动科技馆二号", "unit_code": "4510",
                "serves": toy.EAST, "theme": "光学", "size": 300.0,
                "since": "2018-01-01",
            },
        ],
    )  # fmt: skip
    return found.set_geometry(
        gpd.GeoSeries([toy.at(5, 5), None], index=found.index, crs=found.crs)
    )


def museum_venues() -> gpd.GeoDataFrame:
    """A school of the west with a place, and a hall of the east."""
    found = table(
        "museum_venues",
        [
            {
                "venue_id": "m1", "name": "平马中学体育馆", "unit_code": toy.WEST,
                "size": 600.0, "in_term": True,
            },
            {
                "venue_id": "m2", "name": "城关文化馆", "unit_code": EAST_VILLAGE,
                "size": 400.0, "days_off": "2019-08-01/2019-08-10",
            },
        ],
    )  # fmt: skip
    return found.set_geometry(
        gpd.GeoSeries([toy.at(5, 10), None], index=found.index, crs=found.crs)
    )


def museum_stays() -> gpd.GeoDataFrame:
    """One stay that was made, one that is booked."""
    return table(
        "museum_stays",
        [
            {
                "stay_id": "q1", "set_id": "k1", "unit_code": toy.WEST,
                "venue_id": "m1", "since": "2018-09-01", "until": "2018-11-20",
                "theme": "力学", "state": "done", "attendance": 9000,
            },
            {
                "stay_id": "q2", "set_id": "k2", "unit_code": toy.EAST,
                "venue_id": "m2", "since": "2019-09-01", "until": "2019-11-20",
                "state": "booked",
            },
        ],
    )  # fmt: skip


def experts() -> gpd.GeoDataFrame:
    """One of the nation, one of the western county's own, one from the east."""
    return table(
        "experts",
        [
            {
                "expert_id": "z1", "name": "黄国一", "organisation": "示意农学会",
                "tier": "nation", "trades": "tea", "home_unit": "11", "quota": 14,
            },
            {
                "expert_id": "z2", "name": "韦县二", "organisation": "示意茶叶站",
                "tier": "county", "trades": "tea;sheep", "home_unit": toy.WEST,
                "leads": False,
            },
            {
                "expert_id": "z3", "name": "陈东三", "organisation": "示意大学",
                "tier": "province", "home_unit": "440305", "accepts": "4510",
                "declines": toy.EAST, "interests": toy.EAST,
            },
        ],
    )  # fmt: skip


def applications() -> gpd.GeoDataFrame:
    """The western county asks; the eastern one has only drafted."""
    return table(
        "applications",
        [
            {
                "application_id": "w1", "unit_code": toy.WEST, "date": "2019-03-01",
                "needs": "tea", "need_text": "茶叶加工", "proposed": "z2",
                "state": "province", "batch": "2019-1", "seats": 9,
            },
            {
                "application_id": "w2", "unit_code": toy.EAST, "needs": "sheep",
                "conflicts": "示意茶厂", "state": "drafted",
            },
        ],
    )  # fmt: skip


def partners() -> gpd.GeoDataFrame:
    """An eastern district and one of its organisations."""
    return table(
        "partners",
        [
            {
                "partner_id": "y1", "name": "示意东区", "kind": "county",
                "unit_code": "440305", "capacity": 1, "serves": "4510",
            },
            {
                "partner_id": "y2", "name": "示意茶业公司", "kind": "organisation",
                "unit_code": "440305", "trades": "tea", "serves": toy.WEST,
            },
        ],
    )  # fmt: skip


def layers() -> dict[LayerName, gpd.GeoDataFrame]:
    """Every layer of records, by name."""
    return {name: frame.copy() for name, frame in _layers().items()}


@cache
def _layers() -> dict[LayerName, gpd.GeoDataFrame]:
    return {
        "events": events(),
        "trainings": trainings(),
        "people": people(),
        "groups": groups(),
        "outputs": outputs(),
        "agreements": agreements(),
        "duties_done": duties_done(),
        "household_counts": household_counts(),
        "facts": facts(),
        "caravans": caravans(),
        "visit_places": visit_places(),
        "seasons": seasons(),
        "assignments": assignments(),
        "museum_sets": museum_sets(),
        "museum_venues": museum_venues(),
        "museum_stays": museum_stays(),
        "experts": experts(),
        "applications": applications(),
        "partners": partners(),
    }
