"""Plans of the toy region by hand: dates, crews, pins, and what is not made."""

import datetime as dt

import pytest

from geo.frames import empty
from planner.duties.days import is_workday
from planner.outings.answering import answer_outings
from planner.rule import Rule
from tests import toy
from tests.planner.outings.asking import (
    FRIDAY,
    MONDAY,
    STEPS,
    answer,
    caravans,
    choice,
    code,
    dates,
    question,
)


def test_every_village_is_visited_once_by_the_caravan_of_its_county():
    found = answer()
    assert (found.owed, found.made) == (5, 5)
    assert found.missed("zh").empty
    served = dict(
        zip(found.visits["place_id"], found.visits["caravan_id"], strict=True)
    )
    assert served == {code(n): "v1" for n in (1, 2, 3, 4)} | {code(5): "v2"}


def test_times_and_kilometres_of_a_day_follow_the_ways():
    (visit,) = answer().visits.query("caravan_id == 'v2'").to_dict("records")
    assert (visit["arrive"], visit["leave"]) == (453, 573)
    assert (visit["drive"], visit["km"]) == (3, 1.4)
    (tour,) = answer().tours.query("caravan_id == 'v2'").to_dict("records")
    assert (tour["depart"], tour["back"], tour["km"], tour["night"]) == (
        450, 576, 2.8, "",
    )  # fmt: skip
    assert tour["work"] == pytest.approx(2.0933, abs=0.01)


def test_one_visit_falls_into_each_part_of_the_time_and_on_working_days():
    asked = choice(dt.date(2026, 4, 27), dt.date(2026, 5, 10), visits=2, gap_days=5)
    found = answer(asked)
    assert found.made == 10
    assert all(is_workday(day) for day in found.visits["date"])
    for number in range(1, 6):
        (first, _), (second, _) = dates(found, number)
        assert first <= dt.date(2026, 4, 30)
        assert second >= dt.date(2026, 5, 6)
        assert (second - first).days >= 5


def test_before_a_caravan_is_there_nobody_comes():
    later = caravans().iloc[1:].assign(since="2026-03-11")
    found = answer(caravans=later)
    ((day, van),) = dates(found, 5)
    assert (day >= dt.date(2026, 3, 11), van) == (True, "v2")


def test_a_lent_caravan_serves_the_other_county():
    alone = caravans().iloc[1:]
    told = answer(caravans=alone).missed("zh")
    assert set(told["why"]) == {"no_caravan"}
    assert "田东县" in told["fix"].iloc[0]
    found = answer(choice(lent=(("v2", toy.WEST),)), caravans=alone)
    assert found.made == 5
    assert set(found.visits["caravan_id"]) == {"v2"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_county_without_a_caravan_is_told(lang):
    found = answer(caravans=caravans().iloc[:1])
    assert (found.owed, found.made) == (5, 4)
    (row,) = found.missed(lang).to_dict("records")
    assert (row["place_id"], row["visits"], row["why"]) == (
        code(5), 1, "no_caravan",
    )  # fmt: skip
    assert "德保县" in row["fix"]
    assert "{" not in row["reason"] + row["fix"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_place_that_is_not_known_is_told(lang):
    villages = toy.villages()
    villages.loc[1, "geometry"] = None
    (row,) = answer(villages=villages).missed(lang).to_dict("records")
    assert (row["place_id"], row["why"]) == (code(2), "no_place")
    nowhere = caravans().assign(geometry=None)
    missed = answer(caravans=nowhere, counties=empty("counties")).missed(lang)
    assert missed["why"].tolist() == ["no_home"] * 5
    assert (missed["reason"] != "").all()


def test_pins_are_kept():
    thursday = dt.date(2026, 3, 5)
    asked = choice(
        pins=((code(1), thursday, "v2"), (code(3), FRIDAY, "")),
        lent=(("v2", toy.WEST),),
    )
    found = answer(asked)
    assert dates(found, 1) == [(thursday, "v2")]
    assert dates(found, 3)[0][0] == FRIDAY
    assert found.made == 5


def test_a_visit_pinned_to_a_day_off_is_not_made_and_says_so():
    saturday = dt.date(2026, 3, 7)
    found = answer(choice(pins=((code(2), saturday, ""),)))
    (row,) = found.missed("zh").to_dict("records")
    assert (row["place_id"], row["why"]) == (code(2), "never_open")
    assert saturday.isoformat() in row["fix"]
    assert found.made + row["visits"] == found.owed


def test_what_no_day_holds_is_told_with_a_fix_in_both_languages():
    found = answer(choice(end=MONDAY, hours_day=4))
    assert found.made < found.owed
    for lang in ("zh", "en"):
        missed = found.missed(lang)
        assert int(missed["visits"].sum()) == found.owed - found.made
        assert set(missed["why"]) == {"no_room"}
        assert (missed["fix"] != "").all()
        assert "{" not in "".join(missed["fix"])


def test_a_night_away_begins_where_the_day_before_ended():
    found = answer(choice(nights=2, night_cost=0, day_cost=0, km_cost=100))
    tours = found.tours.query("caravan_id == 'v1'")
    assert (tours["night"] != "").any()
    for before, after in zip(
        tours.to_dict("records"), tours.to_dict("records")[1:], strict=False
    ):
        assert after["start"] == before["end"]
    assert tours["end"].iloc[-1] == "西车"


def test_the_same_seed_gives_the_same_plan_and_a_watch_is_told():
    heard = []
    asked = question()

    def watch(made, owed):
        heard.append((made, owed))
        return False

    first, second = (
        answer_outings(asked, steps=STEPS, seed=3, watch=watch) for _ in range(2)
    )
    assert first.visits.equals(second.visits)
    assert heard[-1] == (5, 5)


def test_a_rule_that_asks_for_nobody_owes_nothing():
    villages = toy.villages().assign(is_poor=False)
    found = answer(rule=Rule(), villages=villages)
    assert (found.owed, found.made, found.cost) == (0, 0, 0)
    assert found.visits.empty
    assert found.tours.empty
