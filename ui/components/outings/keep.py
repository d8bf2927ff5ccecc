"""Plans accepted by name, files to hand on, and a workbook read back in."""

import datetime as dt
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import streamlit as st

from geo.words import Lang
from planner.outings.handing_over import OUTINGS, write_outings
from planner.papers.day_sheet import write_day_sheets
from planner.papers.month_sheet import write_month_sheets
from ui.components import data, state
from ui.components.issue_table import XLSX
from ui.components.outings import shown as outings_shown
from ui.components.outings.back import read_back_in
from ui.components.outings.calendar import tours_here
from ui.components.outings.draft import NAMES
from ui.components.outings.map_view import ways_of
from ui.components.outings.picking import day_of, month_of
from ui.components.outings.shown import Shown
from ui.components.outings.words import short_day, vans_here
from ui.components.plan_files import file_buttons, written
from ui.components.plan_shown import kept
from ui.maps.outing_days import DayTour
from ui.maps.outing_file import outing_html
from ui.maps.outing_map import OutingView
from ui.text import say

_FILES: Mapping[str, tuple[str, str]] = {
    "xlsx": (f"{OUTINGS}.xlsx", XLSX),
    "ics": ("caravans.ics", "text/calendar"),
    "shp": (f"{OUTINGS}_shp.zip", "application/zip"),
    "geojson": (f"{OUTINGS}.geojson", "application/geo+json"),
    "gpx": (f"{OUTINGS}.gpx", "application/gpx+xml"),
    "kml": (f"{OUTINGS}.kml", "application/vnd.google-earth.kml+xml"),
}


def hand_view(path: Path, shown: Shown, lang: Lang) -> None:
    """Draw accepting and the plans kept on the left, files on the right."""
    left, right = st.columns([1.15, 1], gap="medium")
    with left:
        NAMES.accepting(path, shown.plan, lang)
        NAMES.listed(path, lang)
    with right:
        _files(path, shown, lang)
        _sheets(path, shown, lang)
        read_back_in(path, shown, lang)


def _files(path: Path, shown: Shown, lang: Lang) -> None:
    st.markdown(f"**{say('outing_files', lang)}**")
    with st.container(horizontal=True):
        file_buttons(
            "outing", _FILES, lambda name: file_bytes(path, shown, name, lang), lang
        )
    st.caption(say("outing_files_note", lang))


def file_bytes(path: Path, shown: Shown, name: str, lang: Lang) -> bytes:
    """One file of the plan; all are written at once, and kept.

    Raises
    ------
    geo.errors.DataError
        If it cannot be written.
    """

    def make() -> dict[str, bytes]:
        travel = outings_shown.travel_of(path, shown.asked)
        return written(
            lambda folder: write_outings(shown.answer, folder, lang, travel=travel)
        )

    return kept(path, shown, ("files", lang), make)[name]


def _sheets(path: Path, shown: Shown, lang: Lang) -> None:
    """Draw the sheets to print: of the day that is open, of the month, of all days."""
    day, month, vans = day_of(shown), month_of(shown), tuple(vans_here(shown))
    st.markdown(f"**{say('outing_sheets', lang)}**")
    with st.container(horizontal=True):
        if day is not None:
            _sheet(
                say("outing_sheet_day", lang, day=short_day(day, lang)), "day",
                lambda: sheet_bytes(path, shown, lang, days={day}, vans=vans),
            )  # fmt: skip
        days = _days_of(shown, month)
        # Files are made apart from the session, which knows no settings there.
        shows, tours = ({day} if day else days), tours_here(path, shown)
        county = state.get("county")
        _sheet(
            say("outing_sheet_days", lang, month=month.month), "days",
            lambda: sheet_bytes(path, shown, lang, days=days, vans=vans),
        )  # fmt: skip
        _sheet(
            say("outing_sheet_month", lang), "month",
            lambda: _month_bytes(shown, lang, vans),
        )  # fmt: skip
        _sheet(
            say("outing_sheet_map", lang), "map",
            lambda: _map_bytes(path, shown, lang, shows, tours, county),
        )  # fmt: skip
    st.caption(say("outing_sheets_note", lang))


def _sheet(label: str, name: str, make: Callable[[], bytes]) -> None:
    st.download_button(
        label, make, f"{OUTINGS}_{name}.html", "text/html",
        key=f"outing_sheet_{name}", on_click="ignore",
    )  # fmt: skip


def _map_bytes(
    path: Path,
    shown: Shown,
    lang: Lang,
    days: set[dt.date],
    tours: list[DayTour],
    county: str,
) -> bytes:
    """A page that opens by double click: the routes of some days, and their visits."""
    ways = ways_of(path, shown, days, tours)
    report = data.report(path, shown.asked.rule, shown.asked.travel)
    view = OutingView(shown.answer, report, lang, county)
    title = f"{say('page_schedule', lang)} {min(days)} – {max(days)}" if days else ""
    return outing_html(view, ways, title=title).encode()


def _days_of(shown: Shown, month: dt.date) -> set[dt.date]:
    found = shown.answer.tours["date"]
    return {day for day in found if (day.year, day.month) == (month.year, month.month)}


def sheet_bytes(
    path: Path, shown: Shown, lang: Lang, *, days: set[dt.date], vans: tuple[str, ...]
) -> bytes:
    """The sheets of some days for driver and crew."""
    travel = outings_shown.travel_of(path, shown.asked)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "sheets.html"
        write_day_sheets(
            shown.answer, target, lang, days=days, caravans=vans, travel=travel,
            layers=data.layers(path)[0],
        )  # fmt: skip
        return target.read_bytes()


def _month_bytes(shown: Shown, lang: Lang, vans: tuple[str, ...]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "months.html"
        write_month_sheets(shown.answer, target, lang, caravans=vans)
        return target.read_bytes()
