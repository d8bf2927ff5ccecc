"""Who may come where, and when each caravan goes out."""

import datetime as dt

import pytest

from planner.duties.days import known_until, likely_off
from planner.outings.wording import warnings_of
from tests import toy
from tests.planner.outings.asking import (
    answer,
    caravans,
    choice,
    code,
    places,
    question,
)
from tests.toy_programmes import rows


def test_the_caravan_of_a_city_serves_all_its_counties():
    fleet = rows("caravans", "caravan_id unit_code", "v1 C")
    asked = question(caravans=fleet)
    assert asked.without == ()
    (part,) = asked.parts
    assert part.problem.tasks.allowed.all()
    middle = toy.counties().geometry.union_all().representative_point()
    assert part.lonlat[0].tolist() == [middle.x, middle.y]


def test_hours_of_its_own_come_before_those_of_the_choice():
    fleet = caravans().assign(hours_day=[6.0, None], hours_week=[None, 20.0])
    asked = question(choice(hours_day=8, hours_week=40), caravans=fleet)
    hours = [
        (float(part.problem.vans.work_s[0]), float(part.problem.vans.week_s[0]))
        for part in asked.parts
    ]
    assert hours == [(6 * 3600, 40 * 3600), (8 * 3600, 20 * 3600)]


def test_nobody_goes_out_while_the_caravan_is_in_the_workshop():
    spans = "2026-03-02/2026-03-04;2026-03-09"
    fleet = caravans().assign(days_off=[spans, ""])
    found = answer(caravans=fleet)
    days = {day.day for day in found.visits.query("caravan_id == 'v1'")["date"]}
    assert days
    assert days <= {5, 6, 10, 11, 12, 13}


@pytest.mark.parametrize(
    ("carried", "why"), [("", None), ("天文;机器人", None), ("天文", "no_topics")]
)
def test_topics_must_be_carried_all_of_them(carried, why):
    asked = places("p1 school W 天文;机器人 5,8")
    fleet = caravans().assign(topics=[carried, ""])
    found = answer(caravans=fleet, visit_places=asked)
    told = dict(
        zip(found.missed("zh")["place_id"], found.missed("zh")["why"], strict=True)
    )
    assert told.get("p1") == why
    assert found.made == (6 if why is None else 5)
    if why:
        row = found.missed("zh").iloc[0]
        assert "天文、机器人" in row["fix"]


def test_places_are_visited_beside_the_villages_unless_left_out():
    asked = places("p1 market W - 5,8", f"p2 village {code(6)} - -")
    found = answer(visit_places=asked)
    assert (found.owed, found.made) == (7, 7)
    served = dict(
        zip(found.visits["place_id"], found.visits["caravan_id"], strict=True)
    )
    assert (served["p1"], served["p2"]) == ("v1", "v2")
    alone = answer(choice(with_places=False), visit_places=asked)
    assert alone.owed == 5


def test_a_day_in_one_county_may_be_pinned_for_a_place():
    day = dt.date(2026, 3, 11)
    asked = places("p1 market W - 5,8")
    found = answer(choice(pins=(("p1", day, "v1"),)), visit_places=asked)
    (visit,) = found.visits.query("place_id == 'p1'").to_dict("records")
    assert visit["date"] == day


def test_a_place_that_is_never_open_says_what_it_was_told():
    asked = places("p1 market W - 5,8").assign(market="农历 99")
    (row,) = answer(visit_places=asked).missed("zh").to_dict("records")
    assert (row["place_id"], row["why"]) == ("p1", "never_open")
    assert "农历 99" in row["fix"]


def test_visits_are_spread_over_the_days_a_place_wants_them():
    asked = places("p1 market W - 5,8").assign(
        since="2026-03-09", until="2026-03-12", visits=2, gap_days=1
    )
    found = answer(visit_places=asked)
    first, second = found.visits.query("place_id == 'p1'")["date"]
    assert dt.date(2026, 3, 9) <= first <= dt.date(2026, 3, 10)
    assert dt.date(2026, 3, 11) <= second <= dt.date(2026, 3, 12)


def test_in_years_not_announced_nobody_goes_out_in_the_long_holidays():
    year = known_until() + 1
    first, last = dt.date(year, 9, 27), dt.date(year, 10, 12)
    asked = question(choice(first, last))
    works = asked.parts[0].problem.vans.works[0]
    golden = [(dt.date(year, 10, day) - first).days for day in range(1, 8)]
    assert not works[golden].any()
    assert works.sum() >= 5
    always = question(choice(first, last, weekends=True))
    assert always.parts[0].problem.vans.works.all()
    assert not likely_off(dt.date(2026, 10, 6))
    (row,) = [text for text in warnings_of(answer(choice(first, last)), "zh")
              if "惯例" in text]  # fmt: skip
    assert "10 月 1–7 日" in row
