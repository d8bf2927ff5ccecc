"""A year of visits for the next office: workbook, calendar, sheets, ways."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

import geopandas as gpd
import pandas as pd
import shapely

from geo.crs import STORAGE_CRS
from geo.export.calendar_file import Entry, write_calendar
from geo.export.files import Written
from geo.export.geojson import write_geojson
from geo.export.shapefile import Encoding, write_shapefile_zip
from geo.export.tracks import Track, Waypoint, write_gpx, write_kml
from geo.travel import LonLat, Travel
from geo.words import LANGS, Lang
from planner.errors import WORDS
from planner.file_fields import FileFields, write_sheets
from planner.outings.answering import OutingAnswer
from planner.outings.comparing import LITRES_PER_100_KM, comparison
from planner.outings.keeping import rows_of
from planner.outings.tours import Outing, by_month, courses, outings
from planner.outings.wording import (
    caravan_name,
    clock,
    outing_notes,
    place_name,
    tour_lines,
    tour_title,
)
from planner.papers.crew_desk import CrewDesk, Layers, write_page
from planner.papers.day_sheet import day_sheet_pages, write_day_sheet_files
from planner.papers.month_sheet import month_sheets
from planner.wording import list_text

OUTINGS = "outings"
_CHINA = ZoneInfo("Asia/Shanghai")
_UID_AT = "caravans.coverage-planner"
_VISITS = (
    "date", "caravan_id", "caravan", "number", "place_id", "place", "kind",
    "township", "county", "visit", "arrive", "begin", "leave", "drive_min", "km",
    "night", "illustrative",
)  # fmt: skip
_TOURS = (
    "tour_id", "date", "caravan_id", "caravan", "visits", "villages", "depart", "back",
    "km", "drive", "work", "start", "end", "night", "illustrative",
)  # fmt: skip
_MONTHS = (
    "caravan_id", "caravan", "month", "days", "visits", "km", "drive", "work", "nights",
)  # fmt: skip
_MISSED = (
    "place_id", "place", "kind", "township", "county", "missing", "reason", "fix",
    "illustrative",
)  # fmt: skip
_COMPARED = ("measure", "plan", "day_trips")
_LINES = (
    "tour_id", "date", "caravan_id", "caravan", "visits", "villages", "km", "work",
    "night", "illustrative",
)  # fmt: skip
_KINDS: dict[str, tuple[str, ...]] = {
    "int": ("number", "visit", "visits", "drive_min", "days", "nights", "missing"),
    "float": ("km", "drive", "work", "plan", "day_trips", "before"),
    "bool": ("illustrative",),
    "term": ("kind",),
}
# Names in shapefiles that are not their own in capitals.
_SHP = {"work": "HOURS", "illustrative": "ILLUSTR"}
_FIELDS = FileFields("outing", _KINDS, "visit_kinds", _SHP)


def write_outings(
    answer: OutingAnswer,
    folder: Path,
    lang: Lang = "zh",
    *,
    travel: Travel | None = None,
    litres_per_100km: float = LITRES_PER_100_KM,
    before: Mapping[str, float] | None = None,
    layers: Layers | None = None,
    stamp: dt.datetime | None = None,
) -> list[Path]:
    """Write a plan as workbook, calendar, sheets, shapefile, GeoJSON, GPX and KML.

    Parameters
    ----------
    answer
        The plan.
    folder
        Made if missing; files of an earlier run are replaced.
    lang
        Language of headings and sentences.
    travel
        As the question was put with: tours are drawn along its roads where it has any,
        straight from place to place without.
    litres_per_100km
        Fuel of a caravan, for the comparison with day trips.
    before
        Figures of the year before, see :func:`planner.outings.comparing.comparison`.
    layers
        For the sheets, see :class:`planner.papers.crew_desk.CrewDesk`.
    stamp
        When the calendar was made, now by default.

    Returns
    -------
    list of pathlib.Path
        ``outings.xlsx``, ``caravans.ics``, ``day_sheets.zip`` (a page to print for
        each caravan and month), ``month_sheets.html``, ``outings_shp.zip``,
        ``outings.geojson``, ``outings.gpx`` and ``outings.kml``.

    Raises
    ------
    geo.errors.DataError
        If a file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lines = tour_lines_table(answer, lang, travel=travel)
    tracks = tracks_of(answer, lines, lang)
    book = outings_workbook(
        answer, folder / f"{OUTINGS}.xlsx", lang=lang,
        litres_per_100km=litres_per_100km, before=before,
    )  # fmt: skip
    desk = CrewDesk(answer, lang, layers)
    ways = [shapely.get_coordinates(line) for line in lines.geometry]
    name = _say("outing_book", lang)
    return [
        book.path,
        outings_calendar(answer, folder / "caravans.ics", lang=lang, stamp=stamp),
        write_day_sheet_files(
            desk, outings(answer), ways, folder / "day_sheets.zip", travel=travel
        ),
        write_page(month_sheets(desk), folder / "month_sheets.html"),
        outings_shapefile(answer, lines, folder / f"{OUTINGS}_shp.zip").path,
        write_geojson(lines, _FIELDS.of(_LINES), folder / f"{OUTINGS}.geojson"),
        write_gpx(tracks, folder / f"{OUTINGS}.gpx", name=name),
        write_kml(tracks, folder / f"{OUTINGS}.kml", name=name),
    ]


def write_crew_sheets(
    answer: OutingAnswer,
    folder: Path,
    lang: Lang = "zh",
    *,
    travel: Travel | None = None,
    layers: Layers | None = None,
) -> list[Path]:
    """Write day sheets, a page to print for each caravan and month, and calendars.

    Parameters
    ----------
    answer, folder, lang, travel, layers
        As for :func:`write_outings`; the folder has to be there.
    """
    desk, found = CrewDesk(answer, lang, layers), outings(answer)
    days = day_sheet_pages(desk, found, courses(found, travel), travel=travel)
    paths = [write_page(page, folder / name) for name, page in days]
    return [*paths, write_page(month_sheets(desk), folder / "month_sheets.html")]


def outings_workbook(
    answer: OutingAnswer,
    path: Path,
    *,
    lang: Lang = "zh",
    litres_per_100km: float = LITRES_PER_100_KM,
    before: Mapping[str, float] | None = None,
) -> Written:
    """Write visits, tours, months, places without all visits and the comparison.

    The sheet of visits may be worked on and read again
    (:func:`planner.outings.reading_back.read_back`).

    Parameters
    ----------
    answer
        The plan.
    path
        Target; replaced if there.
    lang
        Language of headings and sentences.
    litres_per_100km, before
        As for :func:`write_outings`.
    """
    compared = comparison(answer, litres_per_100km=litres_per_100km, before=before)
    measured = _COMPARED if before is None else (*_COMPARED, "before")
    compared["measure"] = [
        _say(f"outing_measure_{name}", lang) for name in compared["measure"]
    ]
    sheets = [
        ("outing_sheet_visits", _visits(answer, lang), _FIELDS.of(_VISITS)),
        ("outing_sheet_tours", _tours(answer, lang), _FIELDS.of(_TOURS)),
        ("outing_sheet_months", by_month(answer).round(2), _FIELDS.of(_MONTHS)),
        ("outing_sheet_missed", _missed(answer, lang), _FIELDS.of(_MISSED)),
        ("outing_sheet_compared", compared, _FIELDS.of(measured)),
    ]
    notes = outing_notes(answer, lang, litres_per_100km=litres_per_100km)
    return write_sheets(sheets, notes, path, lang)


def outings_calendar(
    answer: OutingAnswer,
    path: Path,
    *,
    lang: Lang = "zh",
    stamp: dt.datetime | None = None,
) -> Path:
    """Write one event for each tour, in the time of China.

    Parameters
    ----------
    answer
        The plan.
    path
        Target; replaced if there.
    lang
        Language.
    stamp
        When it was made, now by default.
    """
    entries = [
        Entry(
            uid=f"{one.key}@{_UID_AT}",
            first=one.date,
            last=one.date,
            title=tour_title(one, answer, lang),
            text="\n".join(tour_lines(one, answer, lang)),
            category=caravan_name(one, answer),
            minutes=(round(one.tour.depart / 60), round(one.tour.back / 60)),
            place=_villages(one, lang),
        )
        for one in outings(answer)
    ]
    made = stamp or dt.datetime.now(tz=dt.UTC)
    return write_calendar(entries, path, name=_say("outing_book", lang), stamp=made)


def tour_lines_table(
    answer: OutingAnswer, lang: Lang, *, travel: Travel | None = None
) -> gpd.GeoDataFrame:
    """One line for each tour, with its date, caravan, visits, km and hours.

    Parameters
    ----------
    answer
        The plan.
    lang
        Language of lists of places.
    travel
        As for :func:`write_outings`.
    """
    ways = courses(outings(answer), travel)
    lines = [shapely.LineString(course) for course in ways]
    return gpd.GeoDataFrame(_tours(answer, lang), geometry=lines, crs=STORAGE_CRS)


def outings_shapefile(
    answer: OutingAnswer,
    lines: gpd.GeoDataFrame,
    path: Path,
    *,
    encoding: Encoding = "utf-8",
) -> Written:
    """Write the lines of :func:`tour_lines_table` as a zipped shapefile."""
    notes: dict[str, str] = {one: " ".join(outing_notes(answer, one)) for one in LANGS}
    return write_shapefile_zip(
        lines, _FIELDS.of(_LINES), path, name=OUTINGS, encoding=encoding, notes=notes
    )


def tracks_of(answer: OutingAnswer, lines: gpd.GeoDataFrame, lang: Lang) -> list[Track]:
    """Tours with their stops as waypoints, in order.

    Parameters
    ----------
    answer
        The plan.
    lines
        Of :func:`tour_lines_table`.
    lang
        Language.
    """
    return [
        Track(
            f"{one.date.isoformat()} {tour_title(one, answer, lang)}",
            "\n".join(tour_lines(one, answer, lang)),
            shapely.get_coordinates(line),
            tuple(_waypoints(one, answer)),
        )
        for one, line in zip(outings(answer), lines.geometry, strict=True)
    ]


def _waypoints(one: Outing, answer: OutingAnswer) -> list[Waypoint]:
    places = answer.question.places
    name, township = places["name"], places["township_name"]
    points = []
    midnight = dt.datetime.combine(one.date, dt.time(), tzinfo=_CHINA)
    lonlat: LonLat = one.part.lonlat[[*one.places[1:-1]]]
    for number, (stop, (lon, lat)) in enumerate(
        zip(one.tour.stops, lonlat.tolist(), strict=True), 1
    ):
        row = one.part.places[stop.task]
        told = f"{one.date} {clock(stop.begin / 60)}–{clock(stop.leave / 60)}"
        points.append(
            Waypoint(
                lon,
                lat,
                f"{number}. {name.iloc[row]}",
                f"{told} {township.iloc[row]}",
                midnight + dt.timedelta(minutes=round(stop.begin / 60)),
            )
        )
    return points


def _visits(answer: OutingAnswer, lang: Lang) -> pd.DataFrame:
    """Visits, with the nights and the days that are only travelled."""
    key = ["date", "caravan_id", "number", "place_id"]
    rows = rows_of(answer).merge(answer.visits, "left", on=key)
    travels = rows["place_id"] == ""
    vans = answer.question.caravans.set_index("caravan_id")
    made_up = rows["place_id"].isin(_made_up_places(answer))
    made_up |= rows["caravan_id"].map(vans["illustrative"]).astype(bool)
    texts = {name: rows[name].fillna("") for name in ("kind", "township", "county")}
    times = {
        name: [clock(at) if at == at else "" for at in rows[name]]
        for name in ("arrive", "begin", "leave")
    }
    return rows.rename(columns={"drive": "drive_min"}).assign(
        caravan=rows["caravan_id"].map(vans["name"]),
        illustrative=made_up,
        place=rows["place"].where(~travels, _say("outing_travels", lang)),
        **texts,
        **times,
    )


def _tours(answer: OutingAnswer, lang: Lang) -> pd.DataFrame:
    found, tours = outings(answer), answer.tours
    times = {name: tours[name].map(clock) for name in ("depart", "back")}
    return tours.round({"drive": 2, "work": 2}).assign(
        tour_id=[one.key for one in found],
        villages=[_villages(one, lang) for one in found],
        start=[place_name(one, one.tour.start, lang) for one in found],
        end=[place_name(one, one.tour.end, lang) for one in found],
        illustrative=[_is_made_up(one, answer) for one in found],
        **times,
    )


def _missed(answer: OutingAnswer, lang: Lang) -> pd.DataFrame:
    told = answer.missed(lang).rename(columns={"visits": "missing"})
    return told.assign(illustrative=told["place_id"].isin(_made_up_places(answer)))


def _made_up_places(answer: OutingAnswer) -> "pd.Series[str]":
    places = answer.question.places
    found: pd.Series[str] = places["place_id"][places["illustrative"].astype(bool)]
    return found


def _villages(one: Outing, lang: Lang) -> str:
    return list_text((one.part.names[place] for place in one.places[1:-1]), lang)


def _is_made_up(one: Outing, answer: OutingAnswer) -> bool:
    question = answer.question
    rows = [one.part.places[stop.task] for stop in one.tour.stops]
    van = one.part.caravans[one.tour.van]
    made_up = question.places["illustrative"].iloc[rows]
    return bool(question.caravans["illustrative"].iloc[van] or made_up.any())


def _say(key: str, lang: Lang) -> str:
    return WORDS.say(key, lang, {})
