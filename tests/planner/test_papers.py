"""Papers of the toy region: figures as the score has them, words as offices write."""

import datetime as dt
import re

import docx
import openpyxl
import pytest
from lxml import html

from planner.errors import PlanInputError
from planner.papers.composing import FORMATS, KINDS, file_name, write_paper
from planner.papers.lines import lines_of, programmes_for
from planner.papers.periods import period_of
from planner.papers.places import place_of
from planner.papers.words import official
from planner.programmes.dues import calendar_of
from planner.programmes.wording import due_text
from tests import toy
from tests.planner.papers import DAY, behind, composed, records, said, section, tables

HOSTILE = '=1+1<b>"&村'
PLACES = {"county": toy.EAST, "signboard": toy.EAST}


@pytest.fixture(scope="module")
def found():
    return behind()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_paper_is_written_in_every_format_and_language(
    found, tmp_path, kind, lang
):
    paper = composed(found, kind, lang, place=PLACES.get(kind, ""))
    paths = write_paper(paper, tmp_path / "交件")
    assert [path.suffix for path in paths] == [f".{one}" for one in FORMATS]
    document = docx.Document(paths[0])
    page = html.document_fromstring(paths[1].read_text(encoding="utf-8"))
    book = openpyxl.load_workbook(paths[2])
    first = paper.title.split("\n")[0]
    if kind != "signboard":
        assert document.paragraphs[0].text == paper.title
        assert first in "".join(page.find(".//h1").itertext())
        assert len(document.tables) == len(tables(paper))
    assert len(book.sheetnames) == max(len(tables(paper)), 1)
    # No placeholder left open, no missing number shown as one.
    whole = "".join(page.find("body").itertext())
    assert "{" not in whole
    assert not {"nan", "None", "<NA>"} & {text.strip() for text in page.itertext()}


def test_a_quarterly_report_says_what_the_report_and_the_score_say(found):
    paper = composed(found, "quarterly")
    assert paper.title == "百色市科技服务贫困村全覆盖工作\n2026年第四季度报告"
    assert (paper.office, paper.addressee) == (
        "百色市科学技术局", "百色市科技扶贫工作领导小组"
    )  # fmt: skip
    texts = section(paper, "总体情况")
    assert "名录共有村6个，其中贫困村5个" in texts[0]
    assert "应覆盖5个村，已覆盖4个，覆盖率80.0%，未覆盖1个" in texts[0]
    assert "20分钟以内" in texts[0]
    assert "按2026年11月22日判断" in texts[0]
    score = found[0]
    place = place_of(found[1])
    lines = lines_of(score, place, programmes_for(score, place)[0])
    short = sum(line.status == "short" for line in lines)
    missing = sum(line.status == "needs_data" for line in lines)
    assert f"{len(lines)}个分项指标" in texts[1]
    assert f"未达到{short}个" in texts[1]
    assert f"缺数据{missing}个" in texts[1]


def test_tasks_are_counted_as_the_score_counts_its_rows(found):
    """Rows and parts go by words of their own; with the rest they are all rows."""
    score, paper = found[0], composed(found, "quarterly")
    texts = section(paper, "总体情况")
    own = [row.status for name, row in score.rows.items() if name.startswith("baise.")]
    own = [one for one in own if one not in ("elsewhere", "nobody")]
    assert f"完成{len(own)}项任务" in texts[1]
    assert f"任务：未达到{own.count('short')}项、" in texts[1]
    owed = [
        row
        for row in score.rows.values()
        if row.programme.place in ("4510", "00")
        and row.status not in ("elsewhere", "nobody")
    ]
    both = next(text for text in texts if text.startswith("以上合计"))
    inside = int(both.removeprefix("以上合计").split("项任务")[0])
    outside = int(both.split("另有")[1].split("项")[0]) if "另有" in both else 0
    assert inside + outside == len(owed)
    assert "》、《" not in texts[2]
    assert not any(re.search(r"\d项指标", text) for text in said(paper))
    short = section(paper, "未达到的指标")
    assert short[0].startswith(f"未达到的任务有{own.count('short')}项，")


def test_the_table_of_targets_has_the_figures_of_the_score(found):
    paper = composed(found, "quarterly")
    table = tables(paper)[0]
    rows = {row[1:3]: row for row in table.rows}
    training = rows[("农村适用技术培训", "每年培训1万人次")]
    assert training[3:8] == (10000, 100, 9900, 0.01, "未到期")
    owners = {row[8] for row in table.rows}
    assert "市科技局" in owners
    gone = rows[("电视科技栏目", "各县有电视栏目")]
    assert gone[3:8] == (None, None, None, None, "缺数据")
    assert [row[0] for row in table.rows] == list(range(1, len(table.rows) + 1))
    assert "目标写到2020年" in table.notes[0]


def test_counties_are_listed_with_a_total_and_those_behind_named(found):
    paper = composed(found, "quarterly")
    table = next(t for t in tables(paper) if "各县" in t.title)
    west, east, total = table.rows
    assert west[:6] == ("田东县", 4, 4, 4, 0, 1.0)
    assert east[:6] == ("德保县", 1, 1, 0, 1, 0.0)
    assert east[-1] == "产业不对口"
    assert total[:6] == ("合计", 5, 5, 4, 1, 0.8)
    heat = found[0].heat("county")
    assert east[7] == int((heat.loc[toy.EAST] == "short").sum())
    text = section(paper, "各县（市、区）情况")[0]
    assert text == (
        "2个县（市、区）中，1个还有未覆盖的村，"
        "覆盖率较低的是德保县（0.0%，未覆盖1个）。"
    )


def test_where_every_county_is_behind_it_is_said_so(found):
    commissioners = toy.commissioners()[:0]
    paper = composed(behind(commissioners=commissioners), "quarterly")
    text = section(paper, "各县（市、区）情况")[0]
    assert text.startswith("2个县（市、区）均有未覆盖的村，")


def test_late_duties_of_years_before_are_told_apart(found):
    """The calendar of 2026 lists what is due in it, and what is done once."""
    score, _, calendar = found
    late = section(composed(found, "quarterly"), "逾期未办和公示不足的事项")[0]
    first, last = dt.date(2026, 1, 1), dt.date(2026, 12, 31)
    year = calendar_of(score, first=first, last=last)
    inside = calendar["unit_code"].str.startswith("4510")
    whole = int((inside & calendar["status"].isin(["late", "notice_short"])).sum())
    inside = year["unit_code"].str.startswith("4510")
    now = int((inside & year["status"].isin(["late", "notice_short"])).sum())
    assert 0 < now < whole
    assert f"共{whole}件" in late
    assert f"其中{now}件列在2026年事项日历，{whole - now}件是2026年以前" in late


def test_a_gap_of_counties_above_that_of_the_whole_is_explained():
    """The west has 900 of 1000 households, above its share of 800; the east none."""
    outputs = records(
        "outputs",
        {
            "output_id": ["o1"],
            "kind": ["demo_household"],
            "unit_code": [toy.WEST],
            "date": ["2020-06-01"],
            "count": [900],
        },
    )
    texts = section(composed(behind(outputs=outputs), "quarterly"), "未达到的指标")
    (text,) = [one for one in texts if "示范户1000户" in one]
    assert "合计差200，大于总差额100，是因为其他县" in text


def test_what_was_done_once_after_its_day_is_said_to_be_late():
    """Everybody's plan of the years to 2020, of this year."""
    units = [toy.WEST, toy.EAST]
    done = records(
        "duties_done",
        {
            "record_id": ["d1", "d2"],
            "duty": ["cast.county_plan.plan"] * 2,
            "unit_code": units,
            "period": [""] * 2,
            "done_on": ["2020-03-01", "2026-11-20"],
        },
    )
    found = behind(duties_done=done)
    words = {
        (line.label("zh"), code): line.standing("zh")
        for code in ("4510", *units)
        for line in lines_of(found[0], place_of(found[1], code), found[0].programmes)
        if line.part.part.duty == "cast.county_plan.plan"
    }
    assert list(words.values()) == ["逾期达到", "达到", "逾期达到"]
    (part,) = [
        part
        for part in found[0].rows["cast.county_plan"].parts
        if part.part.duty == "cast.county_plan.plan"
    ]
    assert part.status == "met"
    assert due_text(part, "zh") == "2020年12月31日已到期（逾期完成）"
    assert due_text(part, "en") == "was due 2020-12-31 (done late)"


def test_problems_name_the_gap_the_place_and_the_data_to_supply(found):
    paper = composed(found, "quarterly")
    short = section(paper, "未达到的指标")
    assert any(
        "每个贫困县2至3个基地：目标2，完成0，差2。" in text and "田东县差2" in text
        for text in short
    )
    late = section(paper, "逾期未办和公示不足的事项")
    assert any("2026年第二季度" in text and "德保县" in text for text in late)
    assert not any("2026年第一季度" in t and "田东县" in t for t in late)
    missing = section(paper, "缺少数据的指标")
    assert any(text.split(".", 1)[1].startswith("“活动”") for text in missing)
    assert not any("农民实用技术培训" in text for text in missing)


def test_next_steps_hold_a_real_fix_and_real_dates(found):
    paper = composed(found, "quarterly")
    fixes = section(paper, "补齐覆盖缺口")
    told = found[1].explain(toy.villages()["village_code"][4], "zh")
    assert len(fixes) == 1
    assert official(told.fix, "zh") in fixes[0]
    assert "产业不对口的1个村，主要在德保县1个" in fixes[0]
    coming = section(paper, "近期到期的事项")
    assert coming
    assert all("2026年" in text or "2027年" in text for text in coming)
    days = [text.split(".", 1)[1].split("前")[0] for text in coming]
    assert "2026年12月31日" in days


def test_duties_are_told_by_name_of_what_and_who():
    """A notice that hung 8 of 10 days at village 1 fell short; it is not late."""
    done = records(
        "duties_done",
        {
            "record_id": ["d1"],
            "duty": ["advisory.public_notice"],
            "unit_code": ["451022100201"],
            "period": ["2026"],
            "started_on": ["2026-05-06"],
            "done_on": ["2026-05-13"],
        },
    )
    stated = records(
        "facts",
        {
            "fact_id": ["f1"],
            "unit_code": ["451022100201"],
            "attribute": ["library_project"],
            "value": ["是"],
        },
    )
    found = behind(duties_done=done, facts=stated)
    calendar = found[2]
    own = calendar[calendar["unit_code"] == "451022100201"]
    assert "notice_short" in set(own["status"])
    told = section(composed(found, "quarterly"), "逾期未办和公示不足的事项")
    short = [text for text in told if "公示天数不足：" in text]
    assert short
    assert short[0].endswith("公示天数不足：田东县平马镇前进村。")
    assert not any("451022" in text for text in told)
    # Where every county is late they are not counted off.
    assert any("：各县（市、区）。" in text for text in told)


def test_annexes_are_the_owner_table_and_the_national_rows(found):
    paper = composed(found, "quarterly")
    assert [annex.landscape for annex in paper.annexes] == [True, True]
    table = paper.annexes[0].blocks[0]
    wider = paper.annexes[1].blocks
    assert [one.title for one in wider] == [
        one.label("zh") for one in found[0].programmes if one.place == "00"
    ]
    names = {one.title for one in wider}
    assert not names & {cell for one in wider for row in one.rows for cell in row}
    groups = [(c.group, c.label) for c in table.columns if c.group]
    assert groups == [
        ("年度目标", "2019"), ("年度目标", "2020"),
        ("完成情况", "2019"), ("完成情况", "2020"), ("完成情况", "至今"),
    ]  # fmt: skip
    rows = {row[2]: row for row in table.rows}
    training = rows["农村适用技术培训：每年培训1万人次"]
    assert training[1] == "科技特派员选聘及服务"
    assert training[3:8] == (10000, 10000, 0, 0, 100)
    assert rows["线上服务交流平台：有线上服务平台"][3] == "√"


def test_a_year_has_a_trend_and_a_forecast(found):
    paper = composed(found, "yearly")
    assert "2026年度总结" in paper.title
    table = next(t for t in tables(paper) if "预测" in t.title)
    years = [c.label for c in table.columns if c.group]
    assert years == ["2023", "2024", "2025", "2026"]
    training = next(row for row in table.rows if "每年培训1万人次" in row[1])
    assert training[2:6] == (0, 0, 0, 100)
    assert training[7] == "2026-12-31"
    assert training[9] == "不能"


def test_illustrative_data_are_said_on_the_first_page_and_every_foot():
    bases = toy.bases().assign(illustrative=[True, False])
    paper = composed(behind(bases=bases), "quarterly")
    assert paper.blocks[0].style == "notice"
    assert "示意数据" in paper.blocks[0].text
    assert "示意数据" in paper.foot
    real = composed(behind(), "quarterly", "en")
    assert "llustrative" not in real.blocks[0].text
    assert real.foot == ""


def test_hostile_names_are_only_names(tmp_path):
    villages = toy.villages()
    villages.loc[4, "name"] = HOSTILE
    counties = toy.counties().assign(city_name="../百色:市")
    found = behind(villages=villages, counties=counties)
    for kind in ("quarterly", "county", "signboard"):
        paper = composed(found, kind, place=PLACES.get(kind, ""))
        paths = write_paper(paper, tmp_path)
        assert all(path.parent == tmp_path for path in paths)
        text = paths[1].read_text(encoding="utf-8")
        assert "<b>" not in text
        cells = [
            cell
            for sheet in openpyxl.load_workbook(paths[2]).worksheets
            for row in sheet.iter_rows()
            for cell in row
        ]
        assert "f" not in {cell.data_type for cell in cells}


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("百色市\n报告", "百色市报告"),
        ("../../etc/passwd", "etc_passwd"),
        ('a:b*c?"<>|', "a_b_c"),
        ("...", "paper"),
        ("\x07", "paper"),
        ("长" * 99, "长" * 60),
    ],
)
def test_file_names_are_safe(title, name):
    assert file_name(title) == name


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"kind": "quarterly", "place": toy.EAST}, "is of a city"),
        ({"kind": "yearly", "place": toy.EAST}, "is of a city"),
        ({"kind": "county", "place": "4510"}, "is of a county"),
        ({"kind": "signboard", "place": "4510"}, "of a village or a county"),
        ({"kind": "targets", "place": "451022100201"}, "of a city or a county"),
        ({"kind": "quarterly", "place": "9999"}, "no city, county or village"),
        ({"kind": "county", "place": "45"}, "no city, county or village"),
        ({"kind": "quarterly", "period": "2026"}, "no quarter"),
        ({"kind": "yearly", "period": "2026Q4"}, "no year"),
        ({"kind": "yearly", "period": "去年"}, "no year"),
    ],
)
def test_what_cannot_be_made_says_why(found, given, message):
    with pytest.raises(PlanInputError, match=message):
        composed(found, **given)


@pytest.mark.parametrize(
    ("text", "quarter", "first", "last", "name"),
    [
        ("", True, "2026-10-01", "2026-12-31", "2026年第四季度"),
        ("2026年第一季度", True, "2026-01-01", "2026-03-31", "2026年第一季度"),
        ("2024Q2", True, "2024-04-01", "2024-06-30", "2024年第二季度"),
        ("", False, "2026-01-01", "2026-12-31", "2026年度"),
    ],
)
def test_a_period_has_its_days_and_its_name(text, quarter, first, last, name):
    period = period_of(text, DAY, quarter=quarter)
    assert (period.first.isoformat(), period.last.isoformat()) == (first, last)
    assert period.name("zh") == name


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("每村至少 1 个，45 分钟以内", "每村至少1个，45分钟以内"),
        ("按 2026-11-22 判断", "按2026年11月22日判断"),
        ("2026-02-30", "2026-02-30"),
        ("A 1 号", "A 1号"),
    ],
)
def test_figures_stand_close_in_chinese_and_apart_in_english(text, wanted):
    assert official(text, "zh") == wanted
    assert official(text, "en") == text


def test_the_same_figures_make_the_same_files(found, tmp_path):
    paper = composed(found, "quarterly")
    again = composed(found, "quarterly")
    assert paper == again
    one, two = (
        write_paper(each, tmp_path / name, formats=("docx", "html"))
        for each, name in ((paper, "甲"), (again, "乙"))
    )
    assert [p.read_bytes() for p in one] == [p.read_bytes() for p in two]
