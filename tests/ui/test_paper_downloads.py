"""Papers on the export page: chosen, previewed, downloaded, and told to be made up."""

import base64
import datetime as dt
import io

import docx
import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from geo.export.paper import Paper, Paragraph
from planner.papers.composing import KINDS
from tests import desk, toy, toy_records
from tests.toy_programmes import HOSTILE
from ui.components import data, paper_downloads, state

TODAY = dt.date(2026, 11, 22)


@pytest.fixture
def papers(app, workspaces, monkeypatch):
    """Open the papers of the toy region on a day of its own."""
    monkeypatch.setattr(data, "today", lambda: TODAY)
    villages = toy.villages()
    villages.loc[0, "name"] = HOSTILE
    desk.make_workspace(workspaces, villages=villages, **toy_records.layers())

    def open_page(**params) -> AppTest:
        return app("export", **{"files": "papers", **params})

    return open_page


def preview(at):
    (frame,) = at.get("iframe")
    head, _, body = frame.proto.src.partition(";base64,")
    # Another origin than the app: what is in the page cannot reach it.
    assert head.startswith("data:text/html")
    return base64.b64decode(body).decode()


def buttons(at):
    return [one.key for one in at.get("download_button")]


def test_the_quarterly_report_is_one_click_away(app, papers):
    at = papers(files="files")
    button = at.button(key="paper_quarterly")
    assert button.label == "全市2026年第四季度报告 →"
    assert button.help == "百色市"
    button.click().run()
    assert not at.exception
    page = preview(at)
    assert "百色市" in page
    assert "2026年第四季度" in page
    assert buttons(at) == ["paper_docx", "paper_html", "paper_xlsx"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_previewed_and_escaped(papers, kind):
    at = papers(paper=kind)
    assert not at.exception
    assert [error.value for error in at.error] == []
    page = preview(at)
    assert HOSTILE not in page
    assert "default-src 'none'" in page


def test_place_period_office_and_addressee_go_into_the_paper(papers):
    at = papers(paper="county", paper_place=toy.EAST, paper_period="2026Q3")
    assert "德保县" in preview(at)
    at.text_input(key="paper_office").set_value("某某局").run()
    assert "某某局" in preview(at)
    at.selectbox(key="widget:paper").set_value("quarterly").run()
    at.text_input(key="paper_addressee").set_value("各位领导<b>").run()
    page = preview(at)
    assert "某某局" in page
    assert "各位领导&lt;b&gt;" in page
    assert "2026年第三季度" in page


def test_one_village_has_one_sign(papers):
    at = papers(paper="signboard", paper_place=toy.WEST)
    every = preview(at).count("<h1")
    at.selectbox(key="widget:paper_village").set_value("451022100202").run()
    page = preview(at)
    assert "东升村" in page
    assert page.count("<h1") < every or "红旗村" not in page


def test_another_language_is_another_paper(papers):
    at = papers()
    at.segmented_control(key="paper_lang").set_value("en").run()
    assert "fourth quarter of 2026" in preview(at)


def test_nonsense_in_the_link_falls_back_to_what_is_there(papers):
    at = papers(paper_place="999999", paper_period="1999Q9")
    assert at.query_params["paper_place"] == "4510"
    assert at.query_params["paper_period"] == "2026Q4"


def test_made_up_data_are_told(papers, workspaces):
    assert not any("orange" in one.value for one in papers().caption)
    villages = toy.villages().assign(illustrative=True)
    desk.make_workspace(workspaces, villages=villages)
    assert any("示意数据" in one.value for one in papers().caption)


def test_a_county_without_signs_is_said_so(papers, workspaces):
    villages = toy.villages().assign(is_poor=False)
    desk.make_workspace(workspaces, villages=villages)
    at = papers(paper="signboard", paper_place=toy.WEST)
    assert not at.exception
    assert len(at.error) == 1
    assert buttons(at) == []


def test_every_format_reads_back():
    paper = Paper(
        title="某某报告",
        lang="zh",
        dated=TODAY,
        blocks=(Paragraph("第一段"),),
        office="某局",
    )
    document = docx.Document(io.BytesIO(paper_downloads.paper_bytes(paper, "docx")))
    assert "第一段" in "\n".join(one.text for one in document.paragraphs)
    assert "第一段" in paper_downloads.paper_bytes(paper, "html").decode()
    assert "第一段" in paper_downloads.preview(paper)


def test_quarters_run_back_from_the_present_one():
    found = paper_downloads._quarters(dt.date(2026, 2, 3))
    assert found[:3] == ["2026Q1", "2025Q4", "2025Q3"]
    assert state.SETTINGS["paper"].default == "quarterly"


def test_the_workbook_holds_no_formula(papers, monkeypatch):
    made = {}
    real = paper_downloads.paper_bytes
    monkeypatch.setattr(
        paper_downloads, "preview", lambda paper: made.update(it=paper) or "<html>"
    )
    papers(paper="county", paper_place=toy.WEST)
    book = openpyxl.load_workbook(io.BytesIO(real(made["it"], "xlsx")))
    kinds = {c.data_type for s in book.worksheets for row in s.iter_rows() for c in row}
    assert "f" not in kinds
