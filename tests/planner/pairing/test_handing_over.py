"""A pairing as files, and how its workbook and table come back in."""

import json

import openpyxl
import pandas as pd
import pytest

from geo.ingest import ingest
from planner.intake import import_files
from planner.pairing.handing_over import FILES, write_pairing
from planner.pairing.keeping import Terms, layer_of, pairing_rows
from planner.workspace import Workspace
from tests import toy
from tests.planner.pairing.asking import (
    DAY,
    EXPERTS,
    answer,
    code,
    held,
    layers,
    paper,
    papers,
    people,
    post,
    three,
    three_layers,
)

HOSTILE = '=1+1<b>"&村'
BEFORE = papers(
    paper("a1", code(4), "e3"), paper("a2", code(1), "e1"), paper("a3", code(6), "e1")
)
SHEETS = {
    "zh": ["协议与结对", "结对", "结对方负担", "没有结上的", "变动", "说明"],
    "en": ["Agreements", "Pairs", "Loads", "Not paired", "Changes", "Notes"],
}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pairing")
    villages = toy.villages()
    villages.loc[[0, 4], "name"] = HOSTILE
    rows = people({**EXPERTS[0], "name": "+cmd|' /C calc'!A0"}, *EXPERTS[1:])
    found = answer(frames=layers(agreements=BEFORE, villages=villages, people=rows))
    return found, {
        lang: write_pairing(found, BEFORE, Terms(), folder / lang, lang)
        for lang in SHEETS
    }


def rows_of(path, title):
    """Rows of a sheet as dicts by heading, nothing for an empty cell."""
    head, *rows = openpyxl.load_workbook(path)[title].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


@pytest.mark.parametrize("lang", SHEETS)
def test_every_file_and_sheet_is_there_and_no_text_is_a_formula(made, lang):
    paths = made[1][lang]
    assert tuple(path.name for path in paths) == FILES
    book = openpyxl.load_workbook(paths[0])
    assert book.sheetnames == SHEETS[lang]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    ties = json.loads(paths[2].read_text(encoding="utf-8"))["features"]
    assert len(ties) == 4


def test_the_sheets_say_who_takes_on_whom_and_why_not(made):
    path = made[1]["zh"][0]
    pairs = {row["结对编号"]: row for row in rows_of(path, "结对")}
    assert pairs[post(1)]["结对方"] == "+cmd|' /C calc'!A0"
    assert (pairs[post(1)]["贫困户数"], pairs[post(1)]["在用"]) == (8, "是")
    (open_,) = rows_of(path, "没有结上的")
    assert (open_["结对编号"], open_["村、县或人员"]) == (post(5), HOSTILE)
    assert "专家e3" in open_["说明"]
    changed = {row["结对编号"]: row for row in rows_of(path, "变动")}
    assert (changed[post(4)]["原来"], changed[post(4)]["改为"]) == ("专家e3", "专家e2")
    loads = {row["结对方编号"]: row["已结对数"] for row in rows_of(path, "结对方负担")}
    assert loads == {"e1": 2, "e2": 2}
    notes = " ".join(str(row["说明"]) for row in rows_of(path, "说明"))
    for part in ("2019-06-01", "草稿", "结上对：4（已证明最优）"):
        assert part in notes


@pytest.mark.parametrize("lang", SHEETS)
@pytest.mark.parametrize("at", [0, 1])
def test_workbook_and_table_are_read_back_as_the_layer(made, lang, at):
    found, paths = made
    back = ingest([paths[lang][at]])
    assert back.questions == ()
    assert list(back.layers) == ["agreements"]
    assert not [issue for issue in back.issues if issue.severity == "error"]
    columns = [name for name in BEFORE.columns if not name.startswith("source")]
    columns.remove("geometry")
    rows = pairing_rows(BEFORE, found, Terms())
    wanted = rows[rows["agreement_id"] != "a3"].reset_index(drop=True)
    pd.testing.assert_frame_equal(
        pd.DataFrame(back.layers["agreements"][columns]), pd.DataFrame(wanted[columns])
    )


def test_an_edited_workbook_signs_a_draft(tmp_path):
    workspace = Workspace(tmp_path / "w.gpkg")
    given = {**toy.layers(), "people": people(*EXPERTS)}
    workspace.replace(given, [])
    path = write_pairing(answer(), workspace.layer("agreements"), Terms(), tmp_path)[0]
    book = openpyxl.load_workbook(path)
    sheet = book["协议与结对"]
    heads = [cell.value for cell in sheet[1]]
    sheet.cell(2, heads.index("签订日期") + 1).value = "2019-06-01"
    book.save(path)
    outcome = import_files(workspace, [path], today=DAY)
    assert outcome.committed
    rows = workspace.layer("agreements")
    assert sorted(rows["signed_on"]) == ["", "", "", "2019-06-01"]


def test_people_come_back_with_what_they_were_given(tmp_path):
    frames = three_layers(three("t1", code(3)))
    found = answer("three_regions", frames=frames)
    terms = Terms(project="{村}示范")
    paths = write_pairing(found, frames["people"], terms, tmp_path)
    assert layer_of("three_regions") == "people"
    (row,) = rows_of(paths[0], "三区人才")
    assert row["现在缺"] == "项目、基地、经营主体、贫困户"
    back = ingest([paths[0]]).layers["people"]
    assert back["project"].tolist() == ["红旗村示范"]
    assert back["base_id"].tolist() == [held(found)["t1/base"].removeprefix("base:")]
