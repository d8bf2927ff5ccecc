"""Papers an office sends: chosen, looked at, and taken along in three formats."""

import base64
import datetime as dt
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import cast

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from geo.export.paper import Board, Paper, Table
from geo.export.print_page import print_page
from geo.words import Lang
from planner.duties.wording import window_text
from planner.errors import PlanInputError
from planner.papers.composing import (
    KINDS,
    PaperFormat,
    PaperKind,
    file_name,
    papers_of,
    write_paper,
)
from planner.programmes.dues import calendar_of
from planner.report import CoverageReport
from ui.components import data, state
from ui.components.issue_table import XLSX
from ui.components.messages import in_words, plain
from ui.text import say

_MIME: Mapping[PaperFormat, str] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html",
    "xlsx": XLSX,
}
# Duties of the year before are told of in papers, and the next ones.
_BACK, _AHEAD = dt.timedelta(days=365), dt.timedelta(days=400)
_PERIODS = 6
_MOST_CHARACTERS = 60
_HEIGHT = 620
_ZOOM, _ZOOM_ACROSS = 0.85, 0.6
_OFFICE, _ADDRESSEE = "paper_office_kept", "paper_addressee_kept"


def open_quarterly() -> None:
    """Turn to the quarterly report of the city and the quarter; a callback."""
    state.put(files="papers", paper="quarterly", paper_place="", paper_period="")
    state.put(paper_village="")


def quarterly_button(report: CoverageReport, lang: Lang) -> None:
    """Draw the one click to the quarterly report."""
    cities = report.units("city")
    largest = cities["villages"].idxmax()
    period = window_text(_quarters(data.today())[0], lang)
    city = str(cities.loc[largest, "name"])
    st.button(
        say("paper_quarterly_now", lang, period=period), help=plain(city),
        key="paper_quarterly", type="primary", on_click=open_quarterly,
    )  # fmt: skip


def paper_page(path: Path, report: CoverageReport, lang: Lang) -> None:
    """Draw the choice of a paper, its preview, and the buttons that hand it over."""
    left, right = st.columns([1, 2.4], gap="medium")
    with left:
        kind = _kind(lang)
        boxes = st.columns(2)
        place = _place(kind, report, boxes, lang)
        with boxes[1]:
            period = "" if kind == "signboard" else _period(kind, lang)
        office = _kept_text("paper_office", _OFFICE, lang)
        addressee = _kept_text("paper_addressee", _ADDRESSEE, lang)
        chosen = st.segmented_control(
            say("file_lang", lang), ("zh", "en"), default=lang, required=True,
            format_func=lambda code: say(f"lang_{code}", lang), key="paper_lang",
        )  # fmt: skip
        buttons = st.container()
    asked = (kind, chosen or lang, place, period, office, addressee)
    with right, in_words(lang):
        paper = _made(path, asked, lang)
        if not paper.all_blocks:
            raise PlanInputError([("paper_empty", {"title": file_name(paper.title)})])
        frames, _ = data.layers(path)
        if any(f["illustrative"].any() for f in frames.values() if "illustrative" in f):
            st.caption(f":orange[{say('paper_illustrative_data', lang)}]")
        page = base64.b64encode(preview(paper).encode()).decode()
        # An address of its own keeps the page away from the app.
        st.iframe(f"data:text/html;charset=utf-8;base64,{page}", height=_HEIGHT)
        with buttons:
            _buttons(paper, lang)


def preview(paper: Paper) -> str:
    """The page to print, made smaller on the screen to fit beside the choices."""
    zoom = _ZOOM_ACROSS if paper.landscape else _ZOOM
    small = f"<style>@media screen {{ body {{ zoom: {zoom} }} }}</style></head>"
    return print_page(paper).replace("</head>", small, 1)


def _kind(lang: Lang) -> PaperKind:
    kind: PaperKind = st.selectbox(
        say("paper_which", lang), KINDS,
        format_func=lambda kind: say(f"paper_kind_{kind}", lang),
        **state.widget("paper"),
    )  # fmt: skip
    st.caption(say(f"paper_about_{kind}", lang))
    return kind


def _place(
    kind: PaperKind, report: CoverageReport, boxes: Sequence[DeltaGenerator], lang: Lang
) -> str:
    """Draw the choice of the place; its code."""
    cities = report.units("city")["name"].to_dict()
    counties = report.units("county")["name"].to_dict()
    names = {
        "quarterly": cities, "yearly": cities, "county": counties,
        "signboard": counties, "targets": cities | counties,
    }[kind]  # fmt: skip
    # The city with the most villages first, as where no place is given.
    most = str(report.villages["city_code"].value_counts().sort_index().idxmax())
    codes = sorted(names, key=lambda code: (len(code), code != most, code))
    with boxes[0]:
        place = _one_of(
            "paper_place", codes, say("paper_place", lang),
            lambda code: str(names[code]),
        )  # fmt: skip
    if kind != "signboard":
        return place
    villages = report.villages
    own = villages.loc[villages["county_code"] == place, "name"].to_dict()
    whole = say("paper_all_villages", lang)
    with boxes[1]:
        return _one_of(
            "paper_village", [place, *sorted(own)], say("paper_village", lang),
            lambda code: str(own.get(code, whole)),
        )  # fmt: skip


def _period(kind: PaperKind, lang: Lang) -> str:
    """Draw the choice of quarter or year, the present one first."""
    today = data.today()
    years = [str(today.year - back) for back in range(_PERIODS)]
    known = years if kind == "yearly" else _quarters(today)
    return _one_of(
        "paper_period", known, say("paper_period", lang),
        lambda label: window_text(label, lang),
    )  # fmt: skip


def _one_of(
    name: str, options: list[str], label: str, called: Callable[[str], str]
) -> str:
    """Draw the choice of a setting; the first option for one that is not there."""
    if state.get(name) not in options:
        state.put(**{name: options[0]})
    st.selectbox(label, options, format_func=called, **state.widget(name))
    found: str = state.get(name)
    return found


def _quarters(today: dt.date) -> list[str]:
    number = today.year * 4 + (today.month - 1) // 3
    return [f"{n // 4}Q{n % 4 + 1}" for n in range(number, number - _PERIODS, -1)]


def _kept_text(name: str, kept: str, lang: Lang) -> str:
    """Draw a box whose text stays while the session lasts."""
    st.session_state[name] = st.session_state.setdefault(kept, "")

    def take() -> None:
        st.session_state[kept] = st.session_state[name]

    text = st.text_input(
        say(name, lang), key=name, max_chars=_MOST_CHARACTERS, on_change=take,
        placeholder=say("paper_usual", lang),
    )  # fmt: skip
    return text.strip()


def _made(path: Path, asked: tuple[str, ...], lang: Lang) -> Paper:
    """Compose a paper, with a bar where it takes a while; kept until data change."""
    rule, choice, today = state.rule(data.today()), state.travel(), data.today()
    bar = st.empty()

    def tell(share: float, stage: str) -> None:
        bar.progress(share, say(f"paper_stage_{stage}", lang))

    def make() -> Paper:
        tell(0.1, "score")
        score = data.score(path, choice)
        tell(0.4, "report")
        report = data.report(path, rule, choice)
        tell(0.6, "duties")
        first, last = today - _BACK, today + _AHEAD
        duties = data.kept_of(
            path, ("paper duties", today, choice),
            lambda: calendar_of(score, first=first, last=last),
        )  # fmt: skip
        tell(0.75, "write")
        kind, own, place, period, office, addressee = asked
        return papers_of(
            score, report, duties, kind=cast(PaperKind, kind), lang=cast(Lang, own),
            on=today, place=place, period=period, office=office, addressee=addressee,
        )  # fmt: skip

    try:
        return data.kept_of(path, ("paper", *asked, rule, choice, today), make)
    finally:
        bar.empty()


def _buttons(paper: Paper, lang: Lang) -> None:
    name = file_name(paper.title)
    tables = any(isinstance(block, Table | Board) for block in paper.all_blocks)
    formats = [one for one in _MIME if one != "xlsx" or tables]
    for one in formats:
        st.download_button(
            say(f"paper_download_{one}", lang), lambda one=one: paper_bytes(paper, one),
            f"{name}.{one}", _MIME[one], key=f"paper_{one}", on_click="ignore",
            type="primary" if one == "docx" else "secondary", width="stretch",
        )  # fmt: skip


def paper_bytes(paper: Paper, one: PaperFormat) -> bytes:
    """A paper in one format."""
    with tempfile.TemporaryDirectory() as folder:
        (written,) = write_paper(paper, Path(folder), formats=(one,))
        return written.read_bytes()
