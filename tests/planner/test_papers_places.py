"""Papers of one place: the county sheet and the village signboard."""

import pytest

from geo.export.paper import Board
from planner.errors import PlanInputError
from planner.papers.composing import write_paper
from tests import toy
from tests.planner.papers import behind, composed, records, section, tables

PLACES = {"county": toy.EAST, "signboard": toy.EAST}


@pytest.fixture(scope="module")
def found():
    return behind()


def test_a_county_sheet_is_of_the_county_alone(found):
    paper = composed(found, "county", place=toy.EAST)
    assert paper.title.startswith("德保县")
    assert "名录共有村2个，其中贫困村1个" in section(paper, "总体情况")[0]
    uncovered = next(t for t in tables(paper) if "未覆盖" in t.title)
    assert [row[1:4] for row in uncovered.rows] == [
        ("城关镇", "和平村", "产业不对口")
    ]  # fmt: skip
    owed = next(t for t in tables(paper) if "应完成" in t.title)
    assert {row[7] for row in owed.rows} <= {"达到", "未达到", "未到期"}
    duties = next(t for t in tables(paper) if "应办" in t.title)
    report = [row for row in duties.rows if "各县季度报告" in row[0]]
    assert ("德保县", "2026年第三季度", "2026-09-30") in [row[1:4] for row in report]
    days = [row[3] for row in duties.rows]
    assert min(days) < "2026-11-22" < max(days)
    assert not any("各县" in row[1] for row in duties.rows)


def test_a_whole_county_is_said_to_be_whole(found):
    paper = composed(found, "county", place=toy.WEST)
    assert section(paper, "未覆盖的村") == ["没有未覆盖的村。"]


def test_a_sign_says_who_serves_and_leaves_the_telephone_blank(found):
    paper = composed(found, "signboard", place=toy.WEST)
    boards = [one for one in paper.blocks if isinstance(one, Board)]
    assert [b.heading for b in boards] == [
        f"{name}科技服务公示牌" for name in ("前进村", "东升村", "红旗村", "新民村")
    ]
    facts = dict(boards[2].facts)
    assert facts["科技特派员"] == "黄二"
    assert facts["服务产业"] == "茶叶"
    assert facts["所属团队"] == "茶叶产业、市"
    assert facts["联系电话"].strip() == ""
    assert facts["路上时间"].startswith("距黄二")
    code = boards[2].qr.text
    assert toy.villages()["village_code"][2] in code
    assert "黄二" in code
    assert "2026-11-22" in code
    gap = composed(found, "signboard", place=toy.EAST).blocks[0]
    assert dict(gap.facts)["科技特派员"] == "待落实"


def roster(*rows):
    columns = ("commissioner_id", "village_code", "post", "since", "until")
    table = {name: [row[at] for row in rows] for at, name in enumerate(columns)}
    ids = [f"a{at}" for at in range(len(rows))]
    return records("assignments", {"assignment_id": ids, **table})


def test_a_sign_names_the_people_of_the_roster_where_there_are_any():
    codes = toy.villages()["village_code"].tolist()
    rows = roster(
        ("c3", codes[2], "team_leader", "2020-01-01", ""),
        ("c3", codes[2], "village_service", "2020-01-01", ""),
        ("c2", codes[0], "", "", "2026-11-22"),
        ("c2", codes[1], "", "", "2026-11-21"),  # until yesterday
        ("c2", codes[3], "门诊", "2026-11-23", ""),  # from tomorrow on
        ("c1", codes[4], "", "", ""),  # c1 has left
        ("c9", codes[4], "", "", ""),
        ("c2", codes[4], "门诊", "", ""),
    )
    found = behind(assignments=rows)
    paper = composed(found, "signboard", place=toy.WEST)
    facts = [dict(board.facts) for board in paper.blocks]
    plain = [
        dict(b.facts) for b in composed(behind(), "signboard", place=toy.WEST).blocks
    ]
    assert [one["科技特派员"] for one in facts] == [
        "黄二", plain[1]["科技特派员"], "陆三（工作队队长）", "黄二"
    ]  # fmt: skip
    assert facts[2]["服务产业"] == "畜禽"
    assert facts[2]["所属团队"] == "畜禽产业、自治区"
    # The limit is twenty minutes; the way is told all the same.
    assert facts[0]["路上时间"] == "距黄二32分钟"
    assert facts[2]["路上时间"] == "距陆三40分钟"
    # Bases stay as the coverage has them.
    assert [one["服务基地"] for one in facts] == [one["服务基地"] for one in plain]
    assert "陆三（工作队队长）" in paper.blocks[2].qr.text
    (east,) = composed(found, "signboard", place=toy.EAST).blocks
    assert dict(east.facts)["科技特派员"] == "黄二（门诊）"
    english = composed(found, "signboard", "en", place=toy.WEST)
    assert "陆三 (Team leader)" in dict(english.blocks[2].facts).values()


def test_a_sign_of_one_village_may_lead_to_its_card(found):
    code = toy.villages()["village_code"][0]
    paper = composed(found, "signboard", place=code, link="http://x/gap?village=")
    (board,) = paper.blocks
    assert board.qr.text.endswith(f"http://x/gap?village={code}")


def test_a_county_without_anyone_asked_for_has_no_signs(tmp_path):
    villages = toy.villages().assign(is_poor=[True] * 4 + [False] * 2)
    paper = composed(behind(villages=villages), "signboard", place=toy.EAST)
    with pytest.raises(PlanInputError, match="nothing on it"):
        write_paper(paper, tmp_path)
