"""Day sheets and month calendars: what they say, what they escape, what fits a page."""

import datetime as dt
import re
import zipfile

import numpy as np
import pytest
import shapely
from lxml import html

from geo.frames import empty
from planner.outings.tours import courses, outings
from planner.papers.course_map import Mark, course_map
from planner.papers.crew_desk import CrewDesk
from planner.papers.day_sheet import write_day_sheet_files, write_day_sheets
from planner.papers.month_sheet import write_month_sheets
from tests import toy
from tests.planner.outings.asking import answer, caravans, choice, code, layers
from tests.toy_programmes import rows

HOSTILE = '</text><script>alert(1)</script>"&'
MONDAY, TUESDAY = dt.date(2026, 3, 2), dt.date(2026, 3, 3)
# Long names, so that a sheet is as full as it gets.
LONG = "那坡镇坡教村民委员会新屯教学点"


def visited():
    """The whole west county on one day, with a school and its contact."""
    villages = toy.villages()
    villages.loc[0, "name"] = HOSTILE
    villages.loc[[1, 2], "name"] = LONG
    schools = rows(
        "visit_places", "place_id kind unit_code name contact phone topics hours at",
        f"s1 school V4 {LONG}小学 黄老师（教导主任） 0776-2200000"
        " 机器人;天文;人工智能体验 08:30-11:30;14:30-17:00 15,14",
    )  # fmt: skip
    people = rows(
        "people", "name role unit_code since until",
        "老李 liaison V2 2020-01-01 2025-12-31",
        "韦书记 first_secretary V2 2025-01-01 -",
        "张工 expert V3 2020-01-01 -",
    )  # fmt: skip
    fleet = caravans().assign(driver=["农师傅", ""], phone=["13900000000", ""])
    fleet["illustrative"] = [True, False]
    asked = choice(
        MONDAY, TUESDAY, hours_day=16, to_h=23, weekends=True, most_stops=4,
        hours_week=60, pins=((code(2), MONDAY, "v1"),),
    )  # fmt: skip
    villages.loc[3, "is_poor"] = False
    found = answer(asked, villages=villages, caravans=fleet, visit_places=schools)
    return found, layers(people=people)


@pytest.fixture(scope="module")
def asked():
    return visited()


def sheets_of(path):
    return html.parse(str(path)).getroot().find_class("sheet")


def words(element):
    return " ".join("".join(element.itertext()).split())


@pytest.fixture(scope="module")
def pages(asked, tmp_path_factory):
    found, beside = asked
    folder = tmp_path_factory.mktemp("sheets")
    return {
        lang: (
            write_day_sheets(found, folder / f"day_{lang}.html", lang, layers=beside),
            write_month_sheets(found, folder / f"month_{lang}.html", lang),
        )
        for lang in ("zh", "en")
    }


def test_a_sheet_says_who_where_when_and_whom_to_ask(asked, pages):
    found, _ = asked
    sheets = sheets_of(pages["zh"][0])
    assert len(sheets) == len(found.tours)
    first = words(sheets[0])
    for part in (
        "西车", "2026年3月2日 星期一", "农师傅 13900000000", "4 个地点", "含示意数据",
        "从停放地出发", "回到停放地", "休息 60 分钟", "第 1 次，共 1 次", "学校",
        "黄老师（教导主任）", "0776-2200000", "机器人、天文、人工智能体验",
        "开放 08:30-11:30;14:30-17:00", "韦书记（第一书记）", "没有路网",
        f"不能改：{LONG}", "出车里程", HOSTILE,
    ):  # fmt: skip
        assert part in first, part
    assert "老李" not in first  # whose post has ended
    assert "张工" not in first
    stops = [row for row in sheets[0].xpath(".//tbody/tr") if not row.get("class")]
    mine = found.visits[found.visits["caravan_id"] == "v1"]
    assert len(mine) == 4
    for row, visit in zip(
        [row for row in stops if row.find_class("tick")], mine.itertuples(), strict=True
    ):
        cells = [words(cell) for cell in row]
        assert cells[0] == str(visit.number)
        assert cells[1].startswith(f"{visit.arrive // 60:02d}:{visit.arrive % 60:02d}–")
        assert visit.place in cells[2]
        assert f"{visit.drive} 分钟" in cells[5]
    english = words(sheets_of(pages["en"][0])[0])
    assert "2 March 2026 Monday" in english
    assert "{" not in english
    # The other caravan is neither made up nor known by its driver.
    assert "含示意数据" not in words(sheets[-1])


def test_the_pause_stands_where_there_is_time_for_it(asked, pages):
    found, _ = asked
    mine = found.visits[found.visits["caravan_id"] == "v1"]
    told = sheets_of(pages["zh"][0])[0].xpath(".//table[@class='stops']/tbody/tr")
    (at,) = [n for n, row in enumerate(told) if "休息" in words(row)]
    stops = [n for n, row in enumerate(told) if row.find_class("tick")]
    before = mine.iloc[sum(n < at for n in stops) - 1]
    after = mine.iloc[sum(n < at for n in stops)]
    assert after["begin"] - before["leave"] - after["drive"] >= 59


def test_names_are_no_markup_and_nothing_is_fetched(pages):
    for path in (path for both in pages.values() for path in both):
        page = html.parse(str(path)).getroot()
        assert len(list(page.iter("script"))) == 1
        assert not page.xpath("//@href | //@src | //@srcset | //link | //iframe")
        text = path.read_text(encoding="utf-8")
        assert "url(" not in text
        assert "@import" not in text


def test_the_map_has_a_disc_for_each_stop_a_scale_and_the_counties(pages):
    drawn = sheets_of(pages["zh"][0])[0].xpath(".//svg")[0]
    discs = [words(text) for text in drawn.xpath("./text[@text-anchor='middle']")]
    assert sorted(discs) == ["1", "2", "3", "4", "N"]
    assert re.search(r"[125]0? 公里", words(drawn))
    assert len(drawn.xpath("./path[@fill='#eee']")) == 1


def test_days_and_caravans_are_chosen(asked, tmp_path):
    found, _ = asked
    only = write_day_sheets(found, tmp_path / "a.html", caravans=["v2"])
    assert len(sheets_of(only)) == 1
    none = write_day_sheets(found, tmp_path / "b.html", days=[TUESDAY], caravans=["v2"])
    assert "没有出车" in none.read_text(encoding="utf-8")
    nobody = write_month_sheets(found, tmp_path / "c.html", months=["2027-01"])
    assert sheets_of(nobody) == []


def test_a_zip_has_a_page_for_each_caravan_and_month(asked, tmp_path):
    found, beside = asked
    tours = outings(found)
    lines = courses(tours)
    made = [
        write_day_sheet_files(
            CrewDesk(found, "zh", beside), tours, lines, tmp_path / name
        )
        for name in ("a.zip", "b.zip")
    ]
    assert made[0].read_bytes() == made[1].read_bytes()
    with zipfile.ZipFile(made[0]) as archive:
        assert archive.namelist() == ["2026-03_v1_西车.html", "2026-03_v2_东车.html"]
        page = html.document_fromstring(archive.read("2026-03_v1_西车.html"))
    assert len(page.find_class("sheet")) == (found.tours["caravan_id"] == "v1").sum()


def test_ids_that_no_file_name_holds_are_files_of_their_own(tmp_path):
    fleet = caravans().assign(caravan_id=["v/1", "v:1"], name="../车")
    found = answer(caravans=fleet)
    tours = outings(found)
    path = write_day_sheet_files(
        CrewDesk(found, "zh"), tours, courses(tours), tmp_path / "a.zip"
    )
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    assert len(set(names)) == len(names) == 2
    assert not any("/" in name or ":" in name for name in names)


def test_a_month_has_its_weeks_holidays_visits_and_nights(tmp_path):
    # 1 to 5 May are days off, the 9th is worked in exchange.
    asked = choice(
        dt.date(2026, 5, 4), dt.date(2026, 5, 15), nights=2, night_cost=0, day_cost=0,
        km_cost=100, free_days=(("v2", dt.date(2026, 5, 8)),),
    )  # fmt: skip
    workshop = caravans().assign(days_off=["2026-05-13", ""])
    found = answer(asked, caravans=workshop)
    path = write_month_sheets(found, tmp_path / "m.html")
    west, east = sheets_of(path)
    assert words(west.find("h1")) == "西车 2026年5月"
    cells = {next(cell.itertext()): cell for cell in west.xpath(".//td[node()]")}
    assert len(cells) == 31
    assert "劳动节" in words(cells["1"])
    assert "休息日" in words(cells["5"])
    assert "调休上班" in words(cells["9"])
    assert {cells[day].get("class") for day in ("10", "5")} == {"off"}
    assert cells["3"].get("class") == "off outside"
    assert cells["6"].get("class") == ""
    text = words(west)
    for visit in found.visits[found.visits["caravan_id"] == "v1"].itertuples():
        assert visit.place in words(cells[str(visit.date.day)])
    assert "宿：" in text
    assert "不出车" in words(east)
    # Weekends and holidays are shown as such; the workshop stands in the layer.
    assert [day for day in cells if "不出车" in words(cells[day])] == ["13"]


def test_a_map_without_places_is_none_and_marks_do_not_hide_each_other():
    lost = Mark(float("nan"), float("nan"), "1", "甲")
    nowhere = np.full((2, 2), np.nan)
    assert course_map(nowhere, [lost], label="", kilometres="km") == ""
    twice = [Mark(107.0, 23.5, str(n), HOSTILE) for n in (1, 2)]
    drawn = html.fromstring(
        course_map(np.array([[107.0, 23.5]] * 2), [*twice, lost], label=HOSTILE,
                   kilometres="km", outline=shapely.box(106, 23, 107.005, 24))
    )  # fmt: skip
    xs = [float(disc.get("cx")) for disc in drawn.xpath("./circle")]
    assert abs(xs[0] - xs[1]) >= 5
    # The border of the county runs half a kilometre to the east.
    assert len(drawn.xpath("./path[@stroke-dasharray]")) == 1
    assert not list(drawn.iter("script"))
    assert drawn.get("aria-label") == HOSTILE


def test_nobody_is_visited_and_nothing_is_known_of_people(tmp_path):
    found = answer(villages=toy.villages().assign(is_poor=False))
    beside = layers(people=empty("people"))
    path = write_day_sheets(found, tmp_path / "d.html", "en", layers=beside)
    assert "No caravan" in path.read_text(encoding="utf-8")
    assert len(sheets_of(write_month_sheets(found, tmp_path / "m.html"))) == 2


@pytest.mark.browser
def test_every_sheet_prints_on_one_page(asked, pages, browser):
    found, _ = asked
    page = browser.new_page()
    papers = [(days, len(found.tours)) for days, _ in pages.values()]
    for path, count in [*papers, (pages["en"][1], 2)]:
        page.goto(path.as_uri())
        printed = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type */Page\b", printed)) == count, path.name
    page.close()
