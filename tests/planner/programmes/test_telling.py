"""Scores in words, as plain values, and as a calendar."""

import datetime as dt
import json

import icalendar
import pytest

from geo.schemas import LAYERS
from geo.words import LANGS
from planner.programmes.depending import reads
from planner.programmes.dues import calendar_file, calendar_of
from planner.programmes.forecast import Forecast
from planner.programmes.outcome import Status
from planner.programmes.plainly import plain_score
from planner.programmes.schema import LEVELS
from planner.programmes.score import STATUSES
from planner.programmes.wording import (
    due_text,
    forecast_text,
    needs_text,
    number_text,
    row_line,
    status_label,
    unit_label,
    value_text,
)
from tests.planner.programmes.test_answers_all import TOYS
from tests.toy_programmes import score_of, without


@pytest.fixture(scope="module")
def baise():
    toy = TOYS["baise"]
    return score_of(toy.layers(), "baise", toy.ON)


@pytest.mark.parametrize("lang", LANGS)
def test_every_status_and_level_has_a_name(lang):
    assert len({status_label(one, lang) for one in STATUSES}) == len(STATUSES)
    assert len({unit_label(one, lang) for one in LEVELS}) == len(LEVELS)


def test_numbers_have_no_needless_decimals():
    assert (number_text(3.0), number_text(2.55)) == ("3", "2.5")


def test_a_line_says_where_a_row_stands(baise):
    line = row_line(baise.rows["baise.outreach"], "zh")
    assert line.startswith("[未到期] baise.outreach ")
    assert "2 个部分中" in line
    one = row_line(baise.rows["baise.base_guidance"], "en")
    assert "2 of 200, 198 short, due 2019-12-31" in one


def test_a_row_without_data_says_what_to_supply():
    toy = TOYS["baise"]
    score = score_of(without(toy.layers(), ["events"]), "baise", toy.ON)
    row = score.rows["baise.base_guidance"]
    assert "活动" in needs_text(row, "zh")
    assert row_line(row, "zh").startswith("[缺数据]")
    told = plain_score(score, "zh", history=False)["rows"]["baise.base_guidance"]
    assert told["value"] is None
    assert "活动" in told["needs_data"][0]


def test_a_date_gone_by_is_told_as_such(baise):
    part = baise.rows["baise.park"].parts[1]
    assert due_text(part, "zh") == "2020年12月31日到期"
    later = score_of(TOYS["baise"].layers(), "baise", dt.date(2022, 1, 5))
    assert due_text(later.rows["baise.park"].parts[1], "zh") == "2020年12月31日已到期"
    carried = later.rows["baise.base_guidance"].parts[0]
    assert due_text(carried, "zh").endswith("（方案的目标只写到2020年，此后沿用）")


def test_a_share_is_told_of_its_whole(baise):
    part = baise.rows["baise.demo_base"].parts[0]
    assert part.whole == part.target == 2
    assert value_text(part, "zh") == f"{part.value:.0f} / 2（{part.value / 2:.1%}）"


@pytest.mark.parametrize(
    ("low", "high", "meets", "word"),
    [
        (101, 120, "yes", "预计达标"),
        (80, 99, "no", "达不到"),
        (80, 110, "maybe", "可能"),
    ],
)
def test_a_forecast_says_whether_it_meets(low, high, meets, word):
    found = Forecast(dt.date(2027, 12, 31), 95, low, high, 100, 3)
    assert found.meets == meets
    assert word in forecast_text(found, "zh")
    assert f"{low}–{high}" in forecast_text(found, "en")


def test_nobody_can_tell_from_too_few_years():
    assert forecast_text(None, "en") == "Too few years to forecast."


def test_plain_values_are_json(baise):
    told = json.loads(json.dumps(plain_score(baise, "en")))
    part = told["rows"]["baise.outreach"]["parts"][0]
    units = baise.rows["baise.outreach"].parts[0].short()
    assert [one["code"] for one in part["units"]] == units.index.tolist()
    assert part["trend"][-1] == {
        "day": "2019-11-15",
        "value": part["value"],
        "target": part["target"],
    }


def test_duties_of_a_score_are_a_calendar(baise):
    year = {"first": dt.date(2019, 1, 1), "last": dt.date(2019, 12, 31)}
    table = calendar_of(baise, **year)
    reports = table[table["duty"] == "baise.report"]
    counties = {"451022", "451081"}
    assert counties <= set(reports["unit_code"])
    assert set(reports["unit_name"]) >= {"田东县"}
    text = calendar_file(table, baise, "zh", remind_days=5)
    assert text == calendar_file(table, baise, "zh", remind_days=5)
    events = icalendar.Calendar.from_ical(text).walk("VEVENT")
    titles = [str(event["SUMMARY"]) for event in events]
    assert len(titles) == len({(e["UID"]) for e in events})
    assert sum("各县" in title for title in titles) >= 4


def test_parts_depend_on_what_they_read(baise):
    programme = baise.programmes[0]
    row = {one.id: one for one in programme.rows}

    def layers(row_id, at=0):
        part = row[row_id].parts[at]
        return {name for name in LAYERS if reads(programme, part, name)}

    places = {"counties", "townships", "villages"}
    assert layers("baise.base_guidance") == places | {"events"}
    assert layers("baise.meetings") == places | {"duties_done"}
    people = {"commissioners"}
    assert layers("baise.commissioner") == places | people
    by_name = {"facts", "bases", "assignments"}
    assert layers("baise.commissioner", 1) == places | people | by_name
    assert layers("baise.commissioner", 3) == places | people | {"assignments"}
    # Whoever is out of post does not fill a post of the roster.
    assert layers("baise.jingxi") == places | people | {"people", "assignments"}
    # Its counties are the poor ones, which a planner may state.
    assert "facts" in layers("baise.demo_base")


def test_statuses_are_those_declared():
    assert set(STATUSES) == set(Status.__args__)
