"""The workbook of a matching, and the replies that come back in it."""

import datetime as dt

import openpyxl
import pandas as pd
import pytest

from planner.advising.handing_over import write_advisory
from planner.advising.reading_back import read_back
from tests.planner.advising.asking import EAST, WEST, answer, experts, layers, members
from tests.toy_programmes import HOSTILE


@pytest.fixture(scope="module")
def found():
    pool = experts()
    pool.loc[pool["expert_id"] == "n1", "name"] = HOSTILE
    people = members("n2@451024 advisory_leader E experts-2 b nation 43 2023-01-01")
    return answer(layers(experts=pool, people=people))


@pytest.fixture(scope="module")
def files(found, tmp_path_factory):
    folder = tmp_path_factory.mktemp("advisory")
    frames = layers(people=members(
        "n2@451024 advisory_leader E experts-2 b nation 43 2023-01-01"
    ))  # fmt: skip
    return write_advisory(found, folder, "zh", layers=frames)


@pytest.fixture(scope="module")
def book(files):
    return files[0]


def replies(book, path, given, extra=()):
    """The workbook with replies filled in by (county, expert)."""
    table = pd.read_excel(book, sheet_name="成员", dtype=str).fillna("")
    for (county, expert), (of_county, of_expert) in given.items():
        own = (table["县代码"] == county) & (table["专家编号"] == expert)
        assert own.any()
        table.loc[own, ["县的答复", "专家的答复"]] = [of_county, of_expert]
    table = pd.concat([table, pd.DataFrame(extra)], ignore_index=True).fillna("")
    table.to_excel(path, sheet_name="成员", index=False)
    return path


def test_every_sheet_is_there_and_hostile_names_stay_texts(found, book):
    sheets = openpyxl.load_workbook(book)
    assert sheets.sheetnames == [
        "成员", "顾问组", "缺人", "待匹配的县", "专家任组情况", "需求清单", "台账",
        "变化", "说明",
    ]  # fmt: skip
    cells = [cell for row in sheets["成员"].iter_rows() for cell in row]
    (name,) = {cell.data_type for cell in cells if cell.value == HOSTILE}
    assert name == "s"
    rules = sheets["成员"].data_validations.dataValidation
    assert {one.formula1 for one in rules} == {'"同意,谢绝"'}
    heads = {
        sheets["成员"].cell(1, part.min_col).value
        for one in rules for part in one.sqref.ranges
    }  # fmt: skip
    assert heads == {"县的答复", "专家的答复"}
    rows = pd.read_excel(book, sheet_name="成员", dtype=str)
    assert len(rows) == len(found.members)
    assert set(rows["席位"]) >= {"组长", "本县成员", "东部成员", "产业成员"}
    notes = pd.read_excel(book, sheet_name="说明", header=None).to_string()
    assert "已核验" in notes


def test_replies_come_back_as_refusals_and_pins(found, book, tmp_path):
    path = replies(book, tmp_path / "b.xlsx", {
        (WEST, "n1"): ("同意", "谢绝"), (WEST, "x1"): ("同意", "同意"),
        (WEST, "x2"): ("同意", ""), (EAST, "x3"): ("谢绝", ""),
        (EAST, "n2"): ("谢绝", ""),
    })  # fmt: skip
    back = read_back(path, found.question)
    assert [one.rule for one in back.issues] == ["advisory_back_in_force"]
    assert (back.declined, back.agreed) == (3, 1)
    assert set(back.choice.declined) == {
        (WEST, "n1", "expert"), (EAST, "x3", "county"), (EAST, "n2", "county"),
    }  # fmt: skip
    assert back.choice.pins == ((WEST, "x1"),)


def test_an_untouched_workbook_changes_nothing(found, book):
    back = read_back(book, found.question)
    assert (back.choice, back.issues) == (found.question.choice, ())


def test_everything_wrong_in_a_workbook_is_told_with_its_row(found, book, tmp_path):
    extra = [
        {"县代码": "999999", "专家编号": "zz", "县的答复": "也许"},
        {"县代码": WEST, "专家编号": "x1", "县的答复": "谢绝"},
    ]
    path = replies(book, tmp_path / "b.xlsx", {(WEST, "x1"): ("同意", "同意")}, extra)
    back = read_back(path, found.question)
    last = len(found.members) + 1
    assert [(one.rule, one.row) for one in back.issues] == [
        ("advisory_back_county", last + 1), ("advisory_back_expert", last + 1),
        ("advisory_back_reply", last + 1), ("advisory_back_twice", last + 2),
    ]  # fmt: skip
    assert all(one.line(lang) for one in back.issues for lang in ("zh", "en"))
    assert back.choice.pins == ((WEST, "x1"),)


def test_another_workbook_is_refused(found, tmp_path):
    path = tmp_path / "b.xlsx"
    pd.DataFrame({"甲": [1]}).to_excel(path, index=False)
    back = read_back(path, found.question)
    assert [one.rule for one in back.issues] == ["advisory_back_no_sheet"]
    assert back.choice == found.question.choice


def test_certificates_are_for_those_without_one_and_bear_hostile_names(found, files):
    page = files[2].read_text(encoding="utf-8")
    # n2 alone is in force, since January and without a certificate.
    assert page.count('<section class="sheet">') == len(found.members)
    assert "&lt;b&gt;" in page
    assert HOSTILE not in page
    assert "2023年1月1日" in page
    assert f"n1@{WEST}" in page
    assert "://" not in page


def test_certificates_bear_the_first_day_of_new_members(found, tmp_path):
    day = dt.date(2024, 3, 1)
    paths = write_advisory(found, tmp_path, "zh", layers=layers(), since=day)
    page = paths[2].read_text(encoding="utf-8")
    assert page.count("2024年3月1日") == len(found.members) - 1
