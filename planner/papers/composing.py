"""One door to every paper: compose it, and write it in the formats wanted."""

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, get_args

import pandas as pd

from geo.export.document import write_docx
from geo.export.fields import clean_text
from geo.export.paper import PageSize, Paper
from geo.export.paper_workbook import write_paper_workbook
from geo.export.print_page import write_print_page
from geo.words import Lang
from planner.errors import PlanInputError
from planner.papers.county_sheet import county_sheet
from planner.papers.desk import Desk
from planner.papers.periods import period_of
from planner.papers.places import PlaceLevel, place_of
from planner.papers.reports import quarterly_report, yearly_summary
from planner.papers.signboard import signboards
from planner.papers.tables import owner_table
from planner.programmes.score import Score
from planner.report import CoverageReport

PaperKind = Literal["quarterly", "yearly", "county", "signboard", "targets"]
PaperFormat = Literal["docx", "html", "xlsx"]
KINDS: tuple[PaperKind, ...] = get_args(PaperKind)
FORMATS: tuple[PaperFormat, ...] = get_args(PaperFormat)
_LEVELS: dict[PaperKind, tuple[PlaceLevel, ...]] = {
    "quarterly": ("city",),
    "yearly": ("city",),
    "county": ("county",),
    "signboard": ("village", "county"),
    "targets": ("city", "county"),
}
_WRITERS = {
    "docx": write_docx, "html": write_print_page, "xlsx": write_paper_workbook,
}  # fmt: skip
# Windows refuses these in names; blanks and dots at the end it drops.
_UNSAFE = re.compile(r'[\\/:*?"<>|\s\x00-\x1f]+')
_MOST_NAME = 60


def papers_of(
    score: Score,
    report: CoverageReport,
    calendar: pd.DataFrame,
    *,
    kind: PaperKind,
    lang: Lang,
    on: dt.date,
    place: str = "",
    period: str = "",
    office: str = "",
    addressee: str = "",
    link: str = "",
    page: PageSize = "A4",
) -> Paper:
    """Compose a paper.

    Parameters
    ----------
    score, report, calendar
        What holds on the day, of one workspace; see :class:`planner.papers.desk.Desk`.
    kind
        Quarterly report or yearly summary of a city, a county's sheet, signboards of a
        village or of every village of a county, or the table of targets and owners.
    lang, on
        Language, and the day it is signed.
    place
        Code of the city, county or village; empty for the city with most villages.
    period
        Quarter or year, as people write it; empty for the one of ``on``.
    office, addressee
        Who signs and to whom; empty for the usual ones.
    link
        Address that a village's code is appended to in QR codes; empty for none.
    page
        Paper of signboards.

    Raises
    ------
    PlanInputError
        If the place is not there or of another level, or the period cannot be read.
    """
    found = place_of(report, place)
    if found.level not in _LEVELS[kind]:
        raise PlanInputError([(f"paper_place_{kind}", {"code": found.code})])
    desk = Desk(
        score, report, calendar, found, period_of(period, on, quarter=kind != "yearly"),
        on, lang, office, addressee, link,
    )  # fmt: skip
    if kind == "signboard":
        return signboards(desk, page=page)
    if kind == "targets":
        return _target_paper(desk)
    composers = {
        "quarterly": quarterly_report, "yearly": yearly_summary, "county": county_sheet,
    }  # fmt: skip
    return composers[kind](desk)


def _target_paper(desk: Desk) -> Paper:
    """Targets and owners, in the form of the annex of a plan."""
    if not desk.lines:
        raise PlanInputError([("paper_no_targets", {"place": desk.place.name})])
    return Paper(
        title=desk.say("title_targets", place=desk.place.name),
        lang=desk.lang,
        dated=desk.on,
        blocks=(*desk.notices(), owner_table(desk, desk.say("table_owners"))),
        office=desk.signed(),
        foot=desk.foot,
        landscape=True,
    )


def write_paper(
    paper: Paper, folder: Path, *, formats: Sequence[PaperFormat] = FORMATS
) -> list[Path]:
    """Write a paper into a folder, a file for each format, named after its title.

    Parameters
    ----------
    paper
        The paper; without a table or sign it makes no workbook.
    folder
        Folder; made if missing. Files of the same title are replaced.
    formats
        What to write.

    Returns
    -------
    list of pathlib.Path
        The files, in the order of ``formats``.

    Raises
    ------
    PlanInputError
        If the paper has nothing on it.
    geo.errors.DataError
        If a file cannot be written.
    """
    if not paper.all_blocks:
        raise PlanInputError([("paper_empty", {"title": file_name(paper.title)})])
    folder.mkdir(parents=True, exist_ok=True)
    name = file_name(paper.title)
    return [_WRITERS[one](paper, folder / f"{name}.{one}") for one in formats]


def file_name(title: str) -> str:
    """Return a title as a file name that every system takes, without an ending."""
    joined = clean_text(title).replace("\n", " " if title.isascii() else "")
    plain = _UNSAFE.sub("_", joined)[:_MOST_NAME].strip("._ ")
    return plain or "paper"
