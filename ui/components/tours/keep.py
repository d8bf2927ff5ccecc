"""Plans accepted by name, bookings, files to hand on, and a workbook read back in."""

import io
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import streamlit as st

from geo.words import Lang
from planner.stays.handing_over import TOURS, write_tours
from planner.stays.recording import Booking, book
from planner.workspace import Workspace
from ui.components import data, road_changes
from ui.components.issue_table import XLSX
from ui.components.plan_files import file_buttons, written
from ui.components.plan_shown import kept
from ui.components.tours.back import read_back_in
from ui.components.tours.draft import NAMES
from ui.components.tours.map_view import view_of
from ui.components.tours.shown import Shown, travel_of
from ui.maps.tour_file import tour_html
from ui.text import say

_SHAPES = f"{TOURS}_shp.zip"
FILES: Mapping[str, tuple[str, str]] = {
    "xlsx": (f"{TOURS}.xlsx", XLSX),
    "ics": (f"{TOURS}.ics", "text/calendar"),
    "shp": (_SHAPES, "application/zip"),
    "gpkg": (f"{TOURS}.gpkg", "application/geopackage+sqlite3"),
    "geojson": (f"{TOURS}.geojson", "application/geo+json"),
}


def hand_view(path: Path, shown: Shown, lang: Lang) -> None:
    """Draw accepting, booking and the plans kept on the left, files on the right."""
    left, right = st.columns([1.15, 1], gap="medium")
    with left:
        NAMES.accepting(path, shown.plan, lang)
        _booking(path, shown, lang)
        NAMES.listed(path, lang)
    with right:
        _files(path, shown, lang)
        read_back_in(path, shown, lang)


def _booking(path: Path, shown: Shown, lang: Lang) -> None:
    """Draw the button that writes the plan into the records, asked once more."""
    st.markdown(f"**{say('tour_book', lang)}**")
    found = kept(path, shown, ("book", data.today()), lambda: _booked(path, shown))
    if shown.stale:
        st.caption(say("tour_book_stale", lang))
    elif found.is_empty:
        st.caption(say("tour_book_same", lang))
    elif road_changes.ask("tour_book", say("tour_book_yes", lang)):
        with st.container(border=True):
            told = {"booked": found.booked, "done": found.done}
            st.markdown(say("tour_book_sure", lang, **told))
            if found.dropped:
                st.markdown(say("tour_book_dropped", lang, count=found.dropped))
            version = data.layers(path)[1]
            road_changes.confirm(
                say("tour_book_do", lang), "tour_book_do", lang, _book,
                (path, shown, version, lang),
            )  # fmt: skip
    road_changes.undo(path, lang, key="tour_records")


def _booked(path: Path, shown: Shown) -> Booking:
    return book(data.layers(path)[0], shown.answer, data.today())


def _book(path: Path, shown: Shown, version: str, lang: Lang) -> None:
    """Write the bookings, which the plan is taken up with from now on."""
    found = _booked(path, shown)
    change = say("tour_book_change", lang)

    def act() -> None:
        Workspace(path).replace_layers(found.frames, made_from=version, change=change)

    told = say("tour_booked", lang, booked=found.booked, done=found.done)
    road_changes.keep(act, told, lang)


def _files(path: Path, shown: Shown, lang: Lang) -> None:
    st.markdown(f"**{say('outing_files', lang)}**")
    with st.container(horizontal=True):
        file_buttons(
            "tour", FILES, lambda name: file_bytes(path, shown, name, lang), lang
        )
        st.download_button(
            say("tour_file_map", lang), lambda: _map_bytes(path, shown, lang),
            f"{TOURS}_map.html", "text/html", key="tour_file_map", on_click="ignore",
        )  # fmt: skip
    st.caption(say("tour_files_note", lang))


def file_bytes(path: Path, shown: Shown, name: str, lang: Lang) -> bytes:
    """One file of the plan; all are written at once, and kept.

    Raises
    ------
    geo.errors.DataError
        If it cannot be written.
    """

    def make() -> dict[str, bytes]:
        layers, travel = data.layers(path)[0], travel_of(path, shown.asked)
        found = written(
            lambda folder: write_tours(
                shown.answer, folder, lang, layers=layers, travel=travel
            )
        )
        zips = [one for name, one in found.items() if name.endswith("_shp.zip")]
        return found | {_SHAPES: _in_one(zips)}

    return kept(path, shown, ("files", lang), make)[name]


def _in_one(zips: Iterable[bytes]) -> bytes:
    """All that zips hold, in one; each has names of its own."""
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as whole:
        for content in zips:
            with zipfile.ZipFile(io.BytesIO(content)) as part:
                for name in part.namelist():
                    whole.writestr(name, part.read(name))
    return found.getvalue()


def _map_bytes(path: Path, shown: Shown, lang: Lang) -> bytes:
    """A page that opens by double click: the map that plays, and the stays below."""
    view = view_of(path, shown, lang)
    title = say("tour_file_title", lang, first=f"{view.months[0]:%Y-%m}",
                last=f"{view.months[-1]:%Y-%m}")  # fmt: skip
    return tour_html(view, title=title).encode()
