"""Invented schools, markets and requests to visit, and the seasons of the year."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from scripts.demo_setting import OFFICE, Setting, between, number, one_of

# Made for each county.
_TOWNS = 4
_REQUESTED = [("2027-03-01", "2027-05-31"), ("2027-09-01", "2027-11-30"), ("", "")]
_REQUESTS = ("科普讲座", "蔬菜大棚答疑", "养殖培训", "科学实验课")


def make_visit_places(setting: Setting) -> pd.DataFrame:
    """Two markets, two schools and two requests of each county."""
    rows = [
        row | {"contact": "示意联系人"}
        for county in setting.region["counties"]
        for row in _of_county(setting, county)
    ]
    by = ["unit_code", "name"]
    made = number(pd.DataFrame(rows, dtype=object), "place_id", setting, "X", by=by)
    # Beyond those of the caravans, so that no two are alike.
    phones = [f"000-{1001 + row:08d}" for row in made.index]
    return made.fillna("").assign(phone=phones, note="示意：不是真实单位")


def make_seasons(setting: Setting) -> pd.DataFrame:
    """Terms, farm seasons, preferred times and closures as they are declared."""
    rows = [
        {"name": f"示意：{name}", "kind": table["kind"], "unit_code": table["unit"]}
        | {"since": since, "until": until}
        for table in setting.plan["seasons"]
        for name, since, until in table["spans"]
    ]
    by = ["kind", "unit_code", "since"]
    return number(pd.DataFrame(rows), "season_id", setting, "T", by=by)


def _of_county(setting: Setting, county: str) -> Iterator[dict[str, Any]]:
    plan, rng = setting.plan["outings"], setting.rng(f"outings {county}")
    villages = setting.villages
    placed = villages[(villages["lon"] != "") & (villages["county_code"] == county)]
    towns = placed.drop_duplicates("township_code").set_index("township_code")
    drawn = pd.Series(rng.random(len(towns)), towns.index).nlargest(_TOWNS).index
    for turn, code in enumerate(drawn):
        town = towns.loc[code]
        at = {"unit_code": code, "lon": float(town["lon"]), "lat": float(town["lat"])}
        name = f"示意{town['township_name']}"
        if turn < _TOWNS // 2:
            yield at | {
                "name": f"{name}{plan['fair']}",
                "kind": "market",
                "visits": "2",
                "gap_days": "60",
                "minutes": "90",
                "hours": "08:30-12:00",
                "market": one_of(plan["cycles"], rng),
            }
        else:
            lacking = plan["lacking"].get(county, "") if turn == _TOWNS - 1 else ""
            yield at | {
                "name": f"{name}{'中心小学' if turn % 2 else '初级中学'}",
                "kind": "school",
                "visits": "1",
                "minutes": "120",
                "hours": "09:00-11:30;14:30-16:30",
                "weekdays": "1;2;3;4;5",
                "topics": lacking or one_of(plan["topics"], rng),
            }
    yield from _requests(setting, county, placed)


def _requests(
    setting: Setting, county: str, placed: pd.DataFrame
) -> Iterator[dict[str, Any]]:
    """A request of a village, which tells its place, and one of a county's office."""
    rng = setting.rng(f"requests {county}")
    village = placed.iloc[between([0, len(placed) - 1], rng)]
    since, until = _REQUESTED[between([0, 2], rng)]
    short = pd.Series([village["name"]]).str.replace(OFFICE, "", regex=True).iloc[0]
    optional = {"optional": True, "visits": "1"}
    yield optional | {
        "name": f"示意{short}{one_of(_REQUESTS, rng)}",
        "kind": "village",
        "unit_code": village.name,
        "minutes": "90",
        "value": str(100 * between([3, 9], rng)),
        "since": since,
        "until": until,
    }
    seat = setting.region["counties"][county]
    yield optional | {
        "name": f"示意{setting.unit(county)['name']}文化站科普角",
        "kind": "other",
        "unit_code": county,
        "minutes": "60",
        "value": str(100 * between([2, 5], rng)),
        "hours": "09:00-17:00",
        "preferred": "3;4",
        "lon": seat["lon"],
        "lat": seat["lat"],
    }
