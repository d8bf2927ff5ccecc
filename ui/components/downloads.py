"""Files to hand on: each is made when asked for, and kept while it is still true."""

import tempfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import streamlit as st

from geo.export.shapefile import Encoding
from geo.issues import Issue
from geo.words import Lang
from planner import handover
from planner.report import CoverageReport
from ui.components.messages import in_words, plain
from ui.maps.roads import RoadsDrawn
from ui.maps.standalone import write_html
from ui.text import say


@dataclass(frozen=True, slots=True)
class Options:
    """How files are written."""

    lang: Lang
    encoding: Encoding
    map_number: str = ""
    # Made of what the verdict was, so it tells nothing apart.
    roads: RoadsDrawn | None = field(default=None, compare=False)


# Writes a file and tells what could not be kept as it was.
Build = Callable[[CoverageReport, Path, Options], tuple[Issue, ...]]
Made = tuple[bytes, tuple[Issue, ...]]
_MOST_ISSUES = 20


def _html(report: CoverageReport, path: Path, options: Options) -> tuple[Issue, ...]:
    write_html(
        report, path,
        lang=options.lang, map_number=options.map_number, roads=options.roads,
    )  # fmt: skip
    return ()


def _everything(
    report: CoverageReport, path: Path, options: Options
) -> tuple[Issue, ...]:
    """Zip every file together, as the command line leaves them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        issues = handover.write_all(
            report, folder, lang=options.lang, encoding=options.encoding
        )
        _html(report, folder / "map.html", options)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(folder.rglob("*")):
                if file.is_file():
                    archive.write(file, file.relative_to(folder))
    return issues


def _geopackage(
    report: CoverageReport, path: Path, options: Options
) -> tuple[Issue, ...]:
    handover.region_geopackage(report, path, lang=options.lang)
    return ()


def _geojson(report: CoverageReport, path: Path, options: Options) -> tuple[Issue, ...]:
    handover.villages_geojson(report, path, lang=options.lang)
    return ()


# File name and how it is made, in the order they are offered.
PRODUCTS: Mapping[str, tuple[str, Build]] = {
    "all": ("coverage_all.zip", _everything),
    "workbook": (
        "coverage.xlsx",
        lambda report, path, options: (
            handover.coverage_workbook(report, path, lang=options.lang).issues
        ),
    ),
    "html": ("coverage_map.html", _html),
    "villages_shp": (
        "villages_shp.zip",
        lambda report, path, options: (
            handover.villages_shapefile(
                report, path, lang=options.lang, encoding=options.encoding
            ).issues
        ),
    ),
    "townships_shp": (
        "townships_shp.zip",
        lambda report, path, options: (
            handover.units_shapefile(
                report, "township", path, lang=options.lang, encoding=options.encoding
            ).issues
        ),
    ),
    "counties_shp": (
        "counties_shp.zip",
        lambda report, path, options: (
            handover.units_shapefile(
                report, "county", path, lang=options.lang, encoding=options.encoding
            ).issues
        ),
    ),
    "gpkg": ("region.gpkg", _geopackage),
    "geojson": ("villages.geojson", _geojson),
}


def build(product: str, report: CoverageReport, options: Options) -> Made:
    """Make one file; also tell what could not be kept as it was.

    Raises
    ------
    geo.errors.DataError
        If it cannot be written as asked.
    """
    name, make = PRODUCTS[product]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        issues = make(report, path, options)
        return path.read_bytes(), issues


def downloads(report: CoverageReport, options: Options, lang: Lang) -> None:
    """Draw one row a file: what it is, and the button that makes or hands it over."""
    made = _made_for(report, options)
    for product, (name, _) in PRODUCTS.items():
        left, right = st.columns([4, 1.2], vertical_alignment="center")
        left.markdown(
            say("product", lang, name=name, title=say(f"product_{product}", lang),
                what=say(f"product_{product}_what", lang))
        )  # fmt: skip
        with right:
            if product not in made and st.button(
                say("make", lang), key=f"make_{product}", width="stretch",
                type="primary" if product == "all" else "secondary",
            ):  # fmt: skip
                with in_words(lang), st.spinner(say("making", lang)):
                    made[product] = build(product, report, options)
                    st.rerun()
            if product in made:
                content = made[product][0]
                st.download_button(
                    say("download", lang, size=size_text(len(content))),
                    content,
                    name,
                    key=f"download_{product}",
                    on_click="ignore",
                    width="stretch",
                )
        if product in made and made[product][1]:
            lines = [plain(issue.line(lang)) for issue in made[product][1]]
            left.warning("  \n".join(lines[:_MOST_ISSUES]))


def _made_for(report: CoverageReport, options: Options) -> dict[str, Made]:
    """Files already made of just this report with these options; else none."""
    verdict = report.verdict
    key = (report.data_version, verdict.rule, tuple(verdict.travel.items()), options)
    kept = st.session_state.get("made")
    if kept is None or kept[0] != key:
        kept = (key, {})
        st.session_state["made"] = kept
    files: dict[str, Made] = kept[1]
    return files


def size_text(size: int) -> str:
    """Size of a file for people."""
    if size < 1_000_000:
        return f"{max(size // 1000, 1)} KB"
    return f"{size / 1_000_000:.1f} MB"
