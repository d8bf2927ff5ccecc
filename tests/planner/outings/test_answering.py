"""Plans of the toy region by hand: dates, crews, pins, and what is not made."""

import datetime as dt
from dataclasses import replace

import pytest

from geo.frames import empty
from planner.duties.days import is_workday
from planner.outings.answering import answer_outings
from planner.outings.editing import drop_visit
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
    places,
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


def test_pins_that_do_not_fit_one_day_are_named():
    pins = tuple((code(number), MONDAY, "v1") for number in range(1, 5))
    found = answer(choice(minutes=200, pins=pins))
    missed = found.missed("zh")
    assert set(missed["why"]) == {"bad_pin"}
    assert found.made + len(missed) == found.owed
    for row in missed.to_dict("records"):
        others = {"前进村", "东升村", "红旗村", "新民村"} - {row["place"]}
        assert all(name in row["fix"] for name in (*others, MONDAY.isoformat()))


def test_what_cannot_be_helped_by_a_day_is_not_told_as_never_open():
    asked = places("p1 market W - 5,8")
    six = asked.assign(since="2026-03-09", until="2026-03-12", visits=6, gap_days=1)
    (row,) = answer(visit_places=six).missed("zh").to_dict("records")
    assert (row["why"], row["visits"]) == ("too_many", 2)
    found = answer()
    less = drop_visit(found, code(5), dates(found, 5)[0][0])
    assert less.missed("zh")["why"].tolist() == ["left_out"]
    every = tuple(("v2", MONDAY + dt.timedelta(days=at)) for at in range(12))
    locked = replace(less.question, choice=choice(locked=every))
    assert replace(less, question=locked).missed("zh")["why"].tolist() == ["days_gone"]


def test_no_day_is_offered_on_which_a_caravan_is_not_there():
    fleet = caravans().assign(until=["2026-03-03", ""], days_off=["2026-03-02", ""])
    found = answer(choice(minutes=300, most_stops=1), caravans=fleet)
    assert found.made == 2
    for row in found.missed("zh").to_dict("records"):
        assert (row["why"], row["fix"]) == (
            "no_room", "借调其他县的大篷车到田东县，或为田东县配车",
        )  # fmt: skip


def test_a_county_that_is_not_known_is_told_by_its_code():
    found = answer(visit_places=places("p1 market 999999 - 5,8"))
    (row,) = found.missed("zh").to_dict("records")
    assert "999999" in row["fix"]


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


def test_a_machine_with_one_core_makes_the_same_plan(monkeypatch):
    taken = []
    for cores in (1, 2):
        monkeypatch.setattr("os.cpu_count", lambda cores=cores: cores)
        plans = answer_outings(question(), steps=STEPS).plans
        taken.append([plan.steps for plan in plans])
    assert taken[0] == taken[1] == [STEPS, STEPS]


def test_a_rule_that_asks_for_nobody_owes_nothing():
    villages = toy.villages().assign(is_poor=False)
    found = answer(rule=Rule(), villages=villages)
    assert (found.owed, found.made, found.cost) == (0, 0, 0)
    assert found.visits.empty
    assert found.tours.empty
