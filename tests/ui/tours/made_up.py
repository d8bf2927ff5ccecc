"""Tours made up for the Gantt and the map: no solver, so any number of counties."""

import datetime as dt

import geopandas as gpd
import pandas as pd
import shapely

from geo.crs import STORAGE_CRS
from planner.stays.months import month_after
from ui.components.tours.gantt_data import Bar, Gantt, Missing, MonthOption, SetRow
from ui.maps.tour_view import SET_COLOURS, TourView

START = dt.date(2027, 1, 1)
HOSTILE = '<img src=x onerror="window.broken=1">&amp;</script>'


def months(count: int) -> list[dt.date]:
    return [month_after(START, at) for at in range(count)]


def stays(counties: int, sets: int, count: int) -> pd.DataFrame:
    """Two stays a county, one set after the other, as the page's plan has them."""
    rows, free = [], [0] * sets
    for number in (1, 2):
        for county in range(counties):
            one = (county + number) % sets
            first, length = free[one], 2 + county % 2
            if first + length > count:
                continue
            free[one] = first + length
            rows.append(
                {
                    "stay_id": f"{code(county)}/{number}", "county_code": code(county),
                    "county": name(county), "number": number, "set_id": f"s{one}",
                    "set": f"示意展品{one + 1}", "theme": "航天" if one % 2 else "",
                    "venue": "科技馆", "first": month_after(START, first),
                    "months": length, "opens": month_after(START, first),
                    "closes": month_after(START, first + length), "km": 35.0,
                    "state": "planned", "illustrative": True,
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


def code(at: int) -> str:
    return f"45{at + 1000:04d}"


def name(at: int) -> str:
    return f"第{at + 1}自治县"


def view(counties: int, sets: int, count: int, lang="zh", **changed) -> TourView:
    """Squares side by side, ten a row."""
    lon = [105 + 0.3 * (at % 10) for at in range(counties)]
    lat = [24 - 0.3 * (at // 10) for at in range(counties)]
    asked = pd.DataFrame(
        {
            "county_code": [code(at) for at in range(counties)],
            "name": [name(at) for at in range(counties)],
            "owed": 2, "lon": lon, "lat": lat,
        }
    )  # fmt: skip
    shapes = [
        shapely.box(x, y, x + 0.3, y + 0.3) for x, y in zip(lon, lat, strict=True)
    ]
    layer = gpd.GeoDataFrame(
        asked[["county_code", "name"]].assign(
            city_name="某市", illustrative=False, source_file="counties.shp"
        ),
        geometry=shapes, crs=STORAGE_CRS,
    )  # fmt: skip
    known = pd.DataFrame(
        {
            "set_id": [f"s{at}" for at in range(sets)],
            "name": [f"示意展品{at + 1}" for at in range(sets)],
            "theme": "", "lon": 105.05, "lat": 24.05, "illustrative": True,
        }
    )  # fmt: skip
    told = {
        "layer": layer, "counties": asked, "sets": known,
        "stays": stays(counties, sets, count), "months": months(count), "lang": lang,
    }  # fmt: skip
    return TourView(**(told | changed))


def gantt(counties: int, sets: int, count: int, **changed) -> Gantt:
    """The same as bars; July and August are out of term."""
    rows = stays(counties, sets, count).to_dict("records")
    bars = [
        Bar(
            row["stay_id"], row["set_id"], row["first"], row["months"], row["county"],
            f"{row['county']} {row['set']}", SET_COLOURS[int(row["set_id"][1:])],
        )
        for row in rows
    ]  # fmt: skip
    told = {
        "months": months(count),
        "rows": [
            SetRow(f"s{at}", f"示意展品{at + 1}", "航天 · 8 期") for at in range(sets)
        ],
        "bars": bars,
        "out": [month for month in months(count) if month.month in (7, 8)],
    }
    return Gantt(**(told | changed))


def option(set_id: str, at: int, fits: bool, text: str, length: int = 2) -> MonthOption:
    return MonthOption(set_id, month_after(START, at), length, fits, text)


def missing(at: int) -> Missing:
    return Missing(code(at), name(at), f"{name(at)}: 展品在别处", 2)
