"""Museum tours for the next office: workbook, calendar, maps."""

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.crs import STORAGE_CRS
from geo.export.calendar_file import Entry, write_calendar
from geo.export.fields import Field
from geo.export.files import Written
from geo.export.geojson import write_geojson
from geo.export.geopackage import write_geopackage
from geo.export.shapefile import Encoding, write_shapefile_zip
from geo.schemas import LayerName
from geo.travel import Travel
from geo.words import LANGS, Lang
from planner.errors import WORDS
from planner.file_fields import FileFields, write_sheets
from planner.outings.tours import course_between
from planner.stays.answering import TourAnswer
from planner.stays.months import month_after
from planner.stays.wording import asked_table, stay_text, stay_title, tour_notes

TOURS = "museum_tours"
Layers = Mapping[LayerName, gpd.GeoDataFrame]
_UID_AT = "museum-tours.coverage-planner"
_STAYS = (
    "county_code", "county", "number", "set_id", "set", "theme", "venue_id", "venue",
    "contact", "phone", "first", "months", "opens", "closes", "from_place", "km",
    "wait", "state", "pinned", "illustrative",
)  # fmt: skip
_COUNTIES = (
    "county_code", "county", "owed", "made", "stays", "first_wait", "wait", "late",
    "last", "poor_households", "why", "illustrative",
)  # fmt: skip
_SETS = (
    "set_id", "set", "theme", "stays_made", "months_out", "months_idle", "moves", "km",
    "illustrative",
)  # fmt: skip
_MISSED = ("county_code", "county", "missing", "reason", "fix", "illustrative")
_GOALS = ("goal", "value", "bound", "gap", "status")
_ASKED = ("setting", "asked")
_POINTS = (
    "county_code", "county", "number", "set_id", "set", "theme", "venue", "first",
    "months", "opens", "closes", "km", "wait", "state", "illustrative",
)  # fmt: skip
_LINES = (
    "set_id", "set", "theme", "county_code", "county", "number", "from_place", "first",
    "km", "illustrative",
)  # fmt: skip
_KINDS: dict[str, tuple[str, ...]] = {
    "int": (
        "number", "months", "wait", "owed", "made", "first_wait", "poor_households",
        "stays_made", "missing", "months_out", "months_idle", "moves",
    ),
    "float": ("km", "value", "bound", "gap"),
    "bool": ("pinned", "late", "illustrative"),
    "date": ("first", "opens", "closes", "last"),
    "term": ("state",),
}  # fmt: skip
# Names in shapefiles that are not their own in capitals.
_SHP = {
    "county_code": "CNTY_CODE", "from_place": "FROM_PLACE", "illustrative": "ILLUSTR",
    "poor_households": "POOR_HH", "months_idle": "MONTH_IDLE",
}  # fmt: skip
_FIELDS = FileFields("stays", _KINDS, "tour_states", _SHP)


def write_tours(
    answer: TourAnswer,
    folder: Path,
    lang: Lang = "zh",
    *,
    layers: Layers,
    travel: Travel | None = None,
    stamp: dt.datetime | None = None,
) -> list[Path]:
    """Write a plan as workbook, calendar, shapefiles, GeoPackage and GeoJSON.

    Parameters
    ----------
    answer
        The plan.
    folder
        Made if missing; files of an earlier run are replaced.
    lang
        Language of headings and sentences.
    layers
        ``counties``, for their shapes.
    travel
        As the question was put with: ways of the sets are drawn along its roads where
        it has any, straight from place to place without.
    stamp
        When the calendar was made, now by default.

    Returns
    -------
    list of pathlib.Path
        ``museum_tours.xlsx``, ``museum_tours.ics``, a zip each of counties, stays and
        ways that there are (``museum_tours_stays_shp.zip``), ``museum_tours.gpkg`` (the
        same) and ``museum_tours.geojson`` (the stays).

    Raises
    ------
    geo.errors.DataError
        If a file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shapes = tour_shapes(answer, lang, layers=layers, travel=travel)
    return [
        tours_workbook(answer, folder / f"{TOURS}.xlsx", lang=lang).path,
        tours_calendar(answer, folder / f"{TOURS}.ics", lang=lang, stamp=stamp),
        *tours_shapefiles(answer, shapes, folder),
        tours_geopackage(answer, shapes, folder / f"{TOURS}.gpkg", lang),
        write_geojson(
            shapes["stays"], _FIELDS.of(_POINTS), folder / f"{TOURS}.geojson"
        ),
    ]


def tours_workbook(answer: TourAnswer, path: Path, *, lang: Lang = "zh") -> Written:
    """Write stays, a month table, counties, sets, what is missed, goals and settings.

    The sheet of stays may be worked on and read again
    (:func:`planner.stays.reading_back.read_back`).

    Parameters
    ----------
    answer
        The plan.
    path
        Target; replaced if there.
    lang
        Language of headings and sentences.
    """
    months, heads = _months(answer)
    sheets: list[tuple[str, pd.DataFrame, tuple[Field, ...]]] = [
        ("stays_sheet_stays", _stays(answer), _FIELDS.of(_STAYS)),
        ("stays_sheet_months", months, heads),
        ("stays_sheet_counties", _counties(answer, lang), _FIELDS.of(_COUNTIES)),
        ("stays_sheet_sets", _sets(answer), _FIELDS.of(_SETS)),
        ("stays_sheet_missed", _missed(answer, lang), _FIELDS.of(_MISSED)),
        ("stays_sheet_goals", _goals(answer, lang), _FIELDS.of(_GOALS)),
        ("stays_sheet_asked", asked_table(answer.question, lang), _FIELDS.of(_ASKED)),
    ]
    return write_sheets(sheets, tour_notes(answer, lang), path, lang)


def tours_calendar(
    answer: TourAnswer,
    path: Path,
    *,
    lang: Lang = "zh",
    stamp: dt.datetime | None = None,
) -> Path:
    """Write one event for each stay, from the day it opens to the day it closes.

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
            # Without its month, so that a stay that was moved takes its own place.
            uid=f"{row['county_code']}-{row['number']}@{_UID_AT}",
            first=row["opens"],
            last=row["closes"],
            title=stay_title(row, lang),
            text="\n".join(
                [
                    stay_text(row, lang),
                    *([_say("stays_made_up", lang)] if row["illustrative"] else []),
                ]
            ),
            category=row["set"],
            place=row["venue"] or row["county"],
        )
        for row in answer.stays.to_dict("records")
    ]
    made = stamp or dt.datetime.now(tz=dt.UTC)
    return write_calendar(entries, path, name=_say("stays_book", lang), stamp=made)


def tour_shapes(
    answer: TourAnswer, lang: Lang, *, layers: Layers, travel: Travel | None = None
) -> dict[str, gpd.GeoDataFrame]:
    """Give counties as areas, stays as points at their venues, ways of sets as lines.

    Parameters
    ----------
    answer, lang
        The plan; language of lists.
    layers, travel
        As for :func:`write_tours`.
    """
    counties = _counties(answer, lang)
    areas = layers["counties"].set_index("county_code").geometry
    shapes = areas.reindex(counties["county_code"]).to_numpy()
    stays = _stays(answer)
    seats = answer.question.counties.set_index("county_code")[["lon", "lat"]]
    venues = answer.question.venues.set_index("venue_id")[["lon", "lat"]]
    at = stays[["venue_id"]].join(venues, on="venue_id")[["lon", "lat"]]
    seat = seats.loc[stays["county_code"]].to_numpy(float)
    lonlat = np.where(at.isna().to_numpy(), seat, at.to_numpy(float))
    points = [None if np.isnan(one).any() else shapely.Point(one) for one in lonlat]
    return {
        "counties": gpd.GeoDataFrame(counties, geometry=shapes, crs=STORAGE_CRS),
        "stays": gpd.GeoDataFrame(stays, geometry=points, crs=STORAGE_CRS),
        "ways": _ways(answer, stays, travel),
    }


def tours_shapefiles(
    answer: TourAnswer,
    shapes: Mapping[str, gpd.GeoDataFrame],
    folder: Path,
    *,
    encoding: Encoding = "utf-8",
) -> list[Path]:
    """Write the shapes of :func:`tour_shapes` as zipped shapefiles, one zip each."""
    notes: dict[str, str] = {one: " ".join(tour_notes(answer, one)) for one in LANGS}
    return [
        write_shapefile_zip(
            frame, _FIELDS.of(_shown(name)), folder / f"{TOURS}_{name}_shp.zip",
            name=f"{TOURS}_{name}", encoding=encoding, notes=notes,
        ).path
        for name, frame in shapes.items()
        if len(frame)
    ]  # fmt: skip


def tours_geopackage(
    answer: TourAnswer, shapes: Mapping[str, gpd.GeoDataFrame], path: Path, lang: Lang
) -> Path:
    """Write the shapes of :func:`tour_shapes` as layers of one GeoPackage."""
    layers = {
        f"{TOURS}_{name}": (frame, _FIELDS.of(_shown(name)))
        for name, frame in shapes.items()
    }
    told = " ".join(tour_notes(answer, lang))
    return write_geopackage(layers, path, descriptions=dict.fromkeys(layers, told))


def _shown(name: str) -> Sequence[str]:
    return {"counties": _COUNTIES, "stays": _POINTS, "ways": _LINES}[name]


def _stays(answer: TourAnswer) -> pd.DataFrame:
    venues = answer.question.venues.drop_duplicates("venue_id").set_index("venue_id")
    stays = answer.stays
    order = stays.sort_values(["set_id", "first"], kind="stable", ignore_index=True)
    told = order[["venue_id"]].join(venues[["contact", "phone"]], on="venue_id")
    days = {name: _days(order[name]) for name in ("first", "opens", "closes")}
    return order.assign(
        contact=told["contact"].fillna(""), phone=told["phone"].fillna(""), **days
    )


def _counties(answer: TourAnswer, lang: Lang) -> pd.DataFrame:
    counties, stays = answer.counties, answer.stays
    texts: dict[str, list[str]] = {}
    for row in stays.to_dict("records"):
        texts.setdefault(row["county_code"], []).append(
            stay_title(row, lang, plain=True)
        )
    join = "；" if lang == "zh" else "; "
    reason = answer.missed(lang).drop_duplicates("county_code")
    why = dict(zip(reason["county_code"], reason["reason"], strict=True))
    own = answer.question.counties["illustrative"].to_numpy(bool)
    toured = counties["county_code"].isin(
        stays.loc[stays["illustrative"], "county_code"]
    )
    made_up = own | toured.to_numpy(bool)
    return counties.assign(
        stays=[join.join(texts.get(code, [])) for code in counties["county_code"]],
        why=[why.get(code, "") for code in counties["county_code"]],
        last=_days(counties["last"]),
        illustrative=made_up,
    )


def _sets(answer: TourAnswer) -> pd.DataFrame:
    made_up = answer.question.sets["illustrative"].to_numpy(bool)
    return answer.sets.rename(columns={"stays": "stays_made"}).assign(
        illustrative=made_up
    )


def _missed(answer: TourAnswer, lang: Lang) -> pd.DataFrame:
    told = answer.missed(lang).rename(columns={"number": "missing"})
    counties = answer.question.counties
    venues, sets = answer.question.venues, answer.question.sets
    # A fix names sets and venues that may not be real, of any county.
    own = counties.loc[counties["illustrative"].astype(bool), "county_code"]
    made_up = venues.loc[venues["illustrative"].astype(bool), "county_code"]
    whole = bool(sets["illustrative"].astype(bool).any())
    return told.assign(illustrative=whole | told["county_code"].isin({*own, *made_up}))


def _goals(answer: TourAnswer, lang: Lang) -> pd.DataFrame:
    told = answer.goals(lang)
    figures = {name: told[name].astype(float).round(1) for name in ("value", "bound")}
    return told.assign(goal=told["label"], status=told["status_label"], **figures)


def _months(answer: TourAnswer) -> tuple[pd.DataFrame, tuple[Field, ...]]:
    """A row for each set, a column for each month: the county where it stands."""
    choice = answer.question.choice
    texts = [f"{month_after(choice.start, at):%Y-%m}" for at in range(choice.months)]
    rows = []
    stays = answer.stays
    for one in answer.question.sets.to_dict("records"):
        cells = dict.fromkeys(texts, "")
        for row in stays[stays["set_id"] == one["set_id"]].to_dict("records"):
            for at in range(row["months"]):
                cells[f"{month_after(row['first'], at):%Y-%m}"] = row["county"]
        rows.append({"set_id": one["set_id"], "set": one["name"]} | cells)
    heads = tuple(
        Field(text, "text", f"M{text.replace('-', '')}", text, text) for text in texts
    )
    frame = pd.DataFrame(rows, columns=["set_id", "set", *texts])
    return frame, (*_FIELDS.of(("set_id", "set")), *heads)


def _ways(
    answer: TourAnswer, stays: pd.DataFrame, travel: Travel | None
) -> gpd.GeoDataFrame:
    """One line for each move of a set; none where either place is not known."""
    question = answer.question
    seats = question.counties.set_index("county_code")[["lon", "lat"]]
    homes = question.sets.set_index("set_id")[["lon", "lat"]]
    lines, kept = [], []
    for one, own in stays.groupby("set_id", sort=False):
        place = homes.loc[str(one)].to_numpy(float)
        for at, code in zip(own.index, own["county_code"], strict=True):
            to = seats.loc[code].to_numpy(float)
            if not np.isnan([*place, *to]).any():
                lines.append(shapely.LineString(course_between(place, to, travel)))
                kept.append(at)
            place = to
    return gpd.GeoDataFrame(stays.loc[kept], geometry=lines, crs=STORAGE_CRS)


def _days(days: "pd.Series[Any]") -> list[str]:
    return [day.isoformat() if isinstance(day, dt.date) else "" for day in days]


def _say(key: str, lang: Lang) -> str:
    return WORDS.say(key, lang, {})
