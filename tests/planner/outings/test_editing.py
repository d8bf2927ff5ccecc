"""Changes by hand to a planner's answer: by place, date and caravan."""

import datetime as dt
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest

from geo.words import LANGS
from planner.caravans.editing import WhyNot
from planner.caravans.reasons import Why
from planner.errors import WORDS
from planner.outings.editing import Near, days_for, drop_visit, move_visit
from tests import toy
from tests.planner.outings.asking import (
    FRIDAY,
    MONDAY,
    answer,
    caravans,
    choice,
    code,
    dates,
    places,
)

TUESDAY, SATURDAY = MONDAY + dt.timedelta(1), MONDAY + dt.timedelta(5)
DAYS = [MONDAY + dt.timedelta(day) for day in (*range(5), *range(7, 12))]


def told(edit, lang="zh"):
    return edit.why, [fix.text(lang) for fix in edit.fixes], list(edit.near)


def test_every_working_day_is_weighed():
    found = answer()
    table = days_for(found, code(5), dates(found, 5)[0][0])
    assert table["date"].tolist() == DAYS
    assert set(table["caravan_id"]) == {"v2"}
    # Alone in its county it costs the same on every day.
    assert table["fits"].all()
    assert (table["why"] == "").all()
    assert table["cost"].abs().max() == pytest.approx(0)
    west = days_for(found, code(1), dates(found, 1)[0][0])
    for row in west[west["fits"]].itertuples():
        moved = move_visit(found, code(1), dates(found, 1)[0][0], row.date, "v1")
        assert moved.cost == pytest.approx(row.cost)
        assert moved.km == pytest.approx(row.km)
        assert moved.answer.violations() == []


def test_a_visit_moves_and_the_plan_before_is_as_it_was():
    found = answer()
    (day, van), before = dates(found, 5)[0], found.plans
    to = next(one for one in DAYS if one != day)
    edit = move_visit(found, code(5), day, to, van)
    assert dates(edit.answer, 5) == [(to, van)]
    assert (edit.why, edit.fixes, edit.near) == ("", (), ())
    assert (edit.answer.made, edit.answer.question) == (found.made, found.question)
    assert found.plans is before
    assert dates(found, 5) == [(day, van)]


def test_taken_out_and_put_back():
    found = answer()
    day, van = dates(found, 5)[0]
    less = drop_visit(found, code(5), day)
    assert (less.made, less.owed) == (found.made - 1, found.owed)
    assert less.violations() == []
    assert less.missed("en")["place_id"].tolist() == [code(5)]
    assert days_for(less, code(5), None)["fits"].all()
    back = move_visit(less, code(5), None, day, van)
    assert (back.cost, back.answer.cost) == pytest.approx(
        (found.cost - less.cost, found.cost)
    )
    assert dates(back.answer, 5) == [(day, van)]
    # What is not there is not taken out, and nothing more is owed.
    assert drop_visit(less, code(5), day) is less
    assert drop_visit(less, "nowhere", day) is less
    assert move_visit(found, code(5), None, day, van).why == "no_visit"


@pytest.mark.parametrize(
    ("number", "to", "van", "why", "near"),
    [
        (5, SATURDAY, "v2", "not_working", "v2"),
        (5, TUESDAY, "v1", "other_part", "v2"),
        (5, TUESDAY, "v9", "other_part", "v2"),
        (5, FRIDAY + dt.timedelta(30), "v2", "not_then", "v2"),
        (6, TUESDAY, "v2", "no_visit", None),
    ],
)
def test_what_does_not_go_says_why_and_when_it_would(number, to, van, why, near):
    found = answer(choice(pins=((code(5), MONDAY, ""),)))
    found = replace(found, question=answer().question)
    edit = move_visit(found, code(number), MONDAY, to, van)
    assert (edit.answer, edit.why, edit.fixes) == (None, why, ())
    assert {one.caravan_id for one in edit.near} == ({near} if near else set())
    nearest = sorted(DAYS[1:], key=lambda day: abs(day - to))[0]
    if near:
        assert edit.near[0].date == nearest


def test_a_full_day_says_what_would_help():
    # A visit of two hours and the way there and back: each takes a day of its own.
    found = answer(choice(hours_day=3.5, most_stops=4))
    (one, van), (other, _) = dates(found, 1)[0], dates(found, 2)[0]
    edit = move_visit(found, code(1), one, other, van)
    assert edit.why == "no_room"
    assert [(fix.rule, fix.date, fix.caravan_id) for fix in edit.fixes] == [
        ("work", other, "v1")
    ]
    for lang in LANGS:
        assert "西车" in edit.fixes[0].text(lang)
    assert Near(other, van) not in edit.near
    assert len(edit.near) == 3


def test_a_locked_day_takes_part_in_nothing_but_gives_its_visits_back():
    found = answer()
    day, van = dates(found, 5)[0]
    free, locked = (one for one in DAYS if one != day), ((van, day),)
    asked = replace(found.question, choice=choice(locked=locked))
    kept = replace(found, question=asked)
    assert move_visit(kept, code(5), day, next(free), van).why == "kept"
    assert not days_for(kept, code(5), day)["fits"].any()
    assert drop_visit(kept, code(5), day).made == found.made - 1


def test_pinned_visits_and_caravans_that_are_lent():
    found = answer(choice(pins=((code(5), TUESDAY, "v2"),), lent=(("v1", toy.EAST),)))
    edit = move_visit(found, code(5), TUESDAY, DAYS[3], "v2")
    assert (edit.why, edit.near) == ("pinned", ())
    assert move_visit(found, code(5), TUESDAY, TUESDAY, "v1").why == "pinned"


def test_a_caravan_without_the_topics_is_told_apart_from_one_of_another_county():
    fleet = caravans("v3 三车 W 2019-01-01 - 5,10").assign(topics=["", "", "天文"])
    found = answer(visit_places=places("p1 school W 航天 5,8"), caravans=fleet)
    (day,) = found.visits.query("place_id == 'p1'")["date"]
    for van, why in (("v3", "no_topics"), ("v2", "other_part")):
        assert move_visit(found, "p1", day, TUESDAY, van).why == why


def test_places_nobody_serves_and_places_that_are_not_known():
    found = answer(caravans=caravans().iloc[:1])
    assert move_visit(found, code(5), None, MONDAY, "v1").why == "no_caravan"
    assert days_for(found, code(5), None).empty
    villages = toy.villages()
    villages.geometry = gpd.GeoSeries(
        [None if at == 4 else one for at, one in enumerate(villages.geometry)],
        crs=villages.crs,
    )
    found = answer(villages=villages)
    table = days_for(found, code(5), None)
    assert set(table["why"]) == {"no_place"}
    assert np.isinf(table["cost"]).all()


def test_every_reason_has_its_sentence():
    codes = [*WhyNot.__args__, *Why.__args__, "other_part", "no_place", "no_home"]
    for why in filter(None, codes):
        for lang in LANGS:
            assert WORDS.say(f"outing_why_{why}", lang, {})
