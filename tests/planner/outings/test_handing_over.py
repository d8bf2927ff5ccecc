"""A plan as files, read back by the programs that will read them."""

import datetime as dt
import json
import zipfile
from xml.etree import ElementTree as ET

import geopandas as gpd
import openpyxl
import pyogrio
import pytest
from icalendar import Calendar

from planner.outings.handing_over import (
    outings_calendar,
    outings_workbook,
    write_outings,
)
from tests import toy
from tests.planner.outings.asking import answer, caravans, choice, code

HOSTILE = '=HYPERLINK("x")<script>"&村'
VAN = "+车</name><script>]]>"
STAMP = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
SHEETS = {
    "zh": ["逐次服务", "逐日行程", "各车各月", "未排上的地点", "比较", "说明"],
    "en": ["Visits", "Tours", "By month", "Places without all visits", "Comparison",
           "Notes"],
}  # fmt: skip
NAMES = [
    "outings.xlsx", "caravans.ics", "day_sheets.zip", "month_sheets.html",
    "outings_shp.zip", "outings.geojson", "outings.gpx", "outings.kml",
]  # fmt: skip
GPX = {"g": "http://www.topografix.com/GPX/1/1"}
KML = {"k": "http://www.opengis.net/kml/2.2"}


@pytest.fixture(scope="module")
def found():
    villages = toy.villages()
    villages.loc[[0, 4], "name"] = HOSTILE
    fleet = caravans().iloc[:1]
    fleet = fleet.assign(name=VAN, illustrative=True)
    # Wednesday and Thursday only, and the county of village 5 has no caravan.
    asked = choice(dt.date(2026, 3, 4), dt.date(2026, 3, 5), hours_day=6)
    return answer(asked, villages=villages, caravans=fleet)


@pytest.fixture(scope="module")
def made(found, tmp_path_factory):
    folder = tmp_path_factory.mktemp("outings")
    return {
        lang: write_outings(found, folder / lang, lang, stamp=STAMP) for lang in SHEETS
    }


def file(made, name, lang="zh"):
    return next(path for path in made[lang] if path.name == name)


def rows_of(path, title):
    head, *rows = openpyxl.load_workbook(path)[title].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


@pytest.mark.parametrize("lang", SHEETS)
def test_every_file_and_sheet_is_there_and_no_text_is_a_formula(made, lang):
    assert [path.name for path in made[lang]] == NAMES
    book = openpyxl.load_workbook(file(made, "outings.xlsx", lang))
    assert book.sheetnames == SHEETS[lang]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    risky = [c for c in cells if str(c.value or "").startswith(("=", "+"))]
    assert risky
    assert all(cell.quotePrefix for cell in risky)


def test_the_sheets_say_when_who_and_why_not(found, made):
    path = file(made, "outings.xlsx")
    visits = rows_of(path, "逐次服务")
    assert len(visits) == found.made
    first = visits[0]
    assert (first["日期"], first["到达"]) == ("2026-03-04", "07:44")
    # The caravan is made up; of the places that nobody visits, none is.
    assert {row["含示意数据"] for row in visits} == {"是"}
    assert {row["大篷车"] for row in visits} == {VAN}
    tours = rows_of(path, "逐日行程")
    assert sum(row["服务次数"] for row in tours) == found.made
    assert tours[0]["出车编号"] == "v1@2026-03-04"
    assert {row["含示意数据"] for row in tours} == {"是"}
    assert (tours[0]["出发"], tours[0]["从哪里出发"]) == ("07:30", "停放地")
    (month,) = rows_of(path, "各车各月")
    assert (month["月份"], month["出车天数"]) == ("2026-03", len(tours))
    missed = {row["地点编号"]: row for row in rows_of(path, "未排上的地点")}
    assert missed[code(5)]["地点"] == HOSTILE
    assert missed[code(5)]["含示意数据"] == "否"
    assert missed[code(5)]["原因"] == "没有大篷车负责本县"
    assert sum(row["未排上的次数"] for row in missed.values()) == 5 - found.made
    compared = {
        row["项目"]: row["每天只去一处、当天往返"] for row in rows_of(path, "比较")
    }
    assert compared["出车天数"] == 4
    notes = " ".join(str(row["说明"]) for row in rows_of(path, "说明"))
    for part in ("2026-03-04 至 2026-03-05", "相隔 1 天", "直线", "示意数据",
                 "07:30", "2.68", "种子 0"):  # fmt: skip
        assert part in notes


def test_the_calendar_has_an_event_for_each_tour_in_the_time_of_china(found, made):
    text = file(made, "caravans.ics").read_bytes()
    calendar = Calendar.from_ical(text)
    assert len(calendar.walk("VTIMEZONE")) == 1
    events = calendar.walk("VEVENT")
    assert len(events) == len(found.tours)
    event, tour = events[0], found.tours.iloc[0]
    begin, end = event["DTSTART"].dt, event["DTEND"].dt
    assert begin.utcoffset() == dt.timedelta(hours=8)
    assert begin.isoformat() == "2026-03-04T07:30:00+08:00"
    assert (end - begin).seconds // 60 == tour["back"] - tour["depart"]
    lines = str(event["DESCRIPTION"]).splitlines()
    assert len(lines) == tour["visits"] + 2
    names = [line.split(" ", 2)[2] for line in lines[1:-1]]
    mine = found.visits[found.visits["date"] == tour["date"]]
    assert [name.split("（")[0] for name in names] == list(mine["place"])
    assert VAN in str(event["SUMMARY"])
    assert str(event["UID"]).startswith("v1@2026-03-04@")
    assert b"DTSTAMP:20260101T000000Z" in text


def test_the_calendar_is_the_same_every_time_and_no_uid_is_there_twice(
    found, made, tmp_path
):
    again = outings_calendar(found, tmp_path / "again.ics", stamp=STAMP)
    assert again.read_bytes() == file(made, "caravans.ics").read_bytes()
    events = Calendar.from_ical(again.read_bytes()).walk("VEVENT")
    assert len({str(event["UID"]) for event in events}) == len(events)
    zones = {str(event["DTSTART"].dt.tzinfo) for event in events}
    assert zones == {"Asia/Shanghai"}


@pytest.mark.parametrize("name", ["outings.geojson", "outings_shp.zip"])
def test_lines_are_read_by_geopandas(found, made, name):
    rows = gpd.read_file(file(made, name))
    assert len(rows) == len(found.tours)
    assert set(rows.geom_type) == {"LineString"}
    assert rows.crs.to_epsg() in (4326, 4490)
    columns = {column.lower() for column in rows.columns}
    assert {"date", "caravan", "visits", "km"} <= columns
    assert {"work", "hours"} & columns
    rows.columns = [column.lower() for column in rows.columns]
    assert list(rows["visits"]) == list(found.tours["visits"])
    assert set(rows["caravan"]) == {VAN}
    assert rows.geometry[0].coords[0] == pytest.approx(toy.at(5, 10).coords[0])


def test_the_shapefile_carries_its_notes(made):
    with zipfile.ZipFile(file(made, "outings_shp.zip")) as archive:
        notes = archive.read("outings_notes.txt").decode("utf-8-sig")
    assert "zh:" in notes
    assert "Illustrative" in notes


def test_gpx_has_a_track_and_waypoints_for_each_tour(found, made):
    root = ET.parse(file(made, "outings.gpx")).getroot()
    assert root.attrib["version"] == "1.1"
    tracks = root.findall("g:trk", GPX)
    assert len(tracks) == len(found.tours)
    assert len(tracks[0].findall(".//g:trkpt", GPX)) == found.tours["visits"][0] + 2
    places = root.findall("g:wpt", GPX)
    assert len(places) == found.made
    assert any(HOSTILE in place.findtext("g:name", "", GPX) for place in places)
    assert VAN in tracks[0].findtext("g:name", "", GPX)
    # In UTC: 07:44 in China.
    assert places[0].findtext("g:time", "", GPX) == "2026-03-03T23:44:00Z"


def test_gdal_reads_gpx_and_kml_in_order_with_times(found, made):
    path = file(made, "outings.gpx")
    stops = pyogrio.read_dataframe(path, layer="waypoints")
    visits = found.visits.sort_values(["caravan_id", "date", "number"])
    at = [
        dt.datetime.combine(day, dt.time(), tzinfo=dt.timezone(dt.timedelta(hours=8)))
        + dt.timedelta(minutes=minutes)
        for day, minutes in zip(visits["date"], visits["begin"], strict=True)
    ]
    assert [time.to_pydatetime() for time in stops["time"]] == at
    assert [int(name.partition(".")[0]) for name in stops["name"]] == list(
        visits["number"]
    )
    tracks = pyogrio.read_dataframe(path, layer="tracks")
    assert len(tracks) == len(found.tours)
    folders = [name for name, _ in pyogrio.list_layers(file(made, "outings.kml"))]
    assert len(folders) == len(found.tours)
    assert folders == list(tracks["name"])


def test_a_night_away_stands_on_the_last_row_of_its_day(tmp_path):
    asked = choice(nights=2, night_cost=0, day_cost=0, km_cost=100)
    found = answer(asked)
    path = outings_workbook(found, tmp_path / "w.xlsx").path
    rows = rows_of(path, "逐次服务")
    assert len(rows) >= found.made
    nights = {
        (row["日期"], row["大篷车编号"]): row["在外住宿地"]
        for row in rows if row["在外住宿地"]
    }  # fmt: skip
    tours = found.tours[found.tours["night"] != ""]
    assert nights == {
        (str(tour.date), tour.caravan_id): tour.night for tour in tours.itertuples()
    }
    assert {row["类别"] for row in rows} <= {"村", None}


def test_the_year_before_is_a_column_where_it_is_known(found, tmp_path):
    path = outings_workbook(found, tmp_path / "w.xlsx", before={"made": 7}).path
    before = {row["项目"]: row["上一年"] for row in rows_of(path, "比较")}
    assert before.pop("排定次数") == 7
    assert set(before.values()) == {None}


def test_kml_has_a_folder_with_line_and_points_for_each_tour(found, made):
    root = ET.parse(file(made, "outings.kml")).getroot()
    folders = root.findall(".//k:Folder", KML)
    assert len(folders) == len(found.tours)
    assert len(root.findall(".//k:Point", KML)) == found.made
    assert len(root.findall(".//k:LineString", KML)) == len(found.tours)
    lon, lat = root.findtext(".//k:coordinates", "", KML).split()[0].split(",")
    home = toy.at(5, 10)
    assert (float(lon), float(lat)) == pytest.approx((home.x, home.y), abs=1e-5)
    assert root.find(".//k:script", KML) is None


def test_nobody_visited_is_files_all_the_same(tmp_path):
    nobody = answer(villages=toy.villages().assign(is_poor=False))
    paths = write_outings(nobody, tmp_path, "en")
    assert [path.name for path in paths] == NAMES
    assert json.loads(paths[5].read_text())["features"] == []
