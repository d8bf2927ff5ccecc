"""A plan as rows and back again: nothing lost, and what no longer fits is told."""

import datetime as dt
import json

import pandas as pd
import pytest

from planner.errors import WORDS
from planner.outings.answering import answer_outings
from planner.outings.choice import OutingChoice
from planner.outings.keeping import (
    content_of,
    data_version,
    kept,
    rows_in,
    rows_of,
    taken_up,
)
from planner.plans import keep_plan, kept_plans
from planner.rule import Rule
from planner.travelling import TravelChoice
from planner.workspace import Workspace
from tests import toy
from tests.planner.outings.asking import (
    FRIDAY,
    MONDAY,
    STEPS,
    caravans,
    choice,
    code,
    layers,
    question,
)

AWAY = choice(visits=2, gap_days=3, nights=1, night_cost=0, day_cost=0)


@pytest.mark.parametrize("asked", [choice(), AWAY], ids=["days", "nights"])
def test_a_plan_comes_back_as_it_was(asked):
    asked = question(asked)
    found = answer_outings(asked, steps=STEPS)
    rows = rows_in(json.loads(json.dumps(content_of(found))))
    assert rows.equals(rows_of(found))
    back = taken_up(asked, rows)
    assert back.left_out.empty
    assert back.answer.violations() == []
    assert back.answer.visits.equals(found.visits)
    assert back.answer.tours.equals(found.tours)
    assert back.answer.cost == pytest.approx(found.cost)


def test_rows_that_no_longer_fit_are_told_each_with_its_reason():
    rows = rows_of(answer_outings(question(), steps=STEPS))
    west = rows["caravan_id"] == "v1"
    first = rows[west].index[0]
    rows.loc[first, "place_id"] = "nobody"
    (second, third) = rows[west].index[1:3]
    rows.loc[second, "date"] = dt.date(2027, 1, 4)
    rows.loc[third, "date"] = dt.date(2026, 3, 7)
    east = rows[~west].index[0]
    rows.loc[east, "caravan_id"] = "v1"
    back = taken_up(question(), rows)
    assert back.answer.violations() == []
    assert back.left_out["why"].tolist() == [
        "unknown_place", "outside", "not_working", "elsewhere",
    ]  # fmt: skip
    assert back.answer.made == 1
    # Each has words of its own.
    for why in back.left_out["why"]:
        assert f"outing_why_{why}" in WORDS


def test_two_rows_for_one_visit_keep_the_first():
    rows = rows_of(answer_outings(question(), steps=STEPS))
    again = rows.iloc[[0]].assign(date=FRIDAY, number=9)
    back = taken_up(question(), pd.concat([rows, again], ignore_index=True))
    assert back.answer.made == 5
    assert back.left_out["why"].tolist() == ["moved"]


def test_a_village_that_moved_away_is_left_out():
    rows = rows_of(answer_outings(question(), steps=STEPS))
    villages = toy.villages()
    villages.loc[4, "geometry"] = None
    back = taken_up(question(villages=villages), rows)
    (left,) = back.left_out.to_dict("records")
    assert (left["place_id"], left["why"]) == (code(5), "no_way")
    assert back.answer.made == 4


def test_a_plan_is_kept_with_all_it_was_made_of(tmp_path):
    found = answer_outings(question(), steps=STEPS)
    store = Workspace(tmp_path / "w.gpkg")
    store.replace(layers(), sources=[])
    plan = kept(found, TravelChoice(), data_version(store), kind="outings", name="一")
    keep_plan(store.path, plan)
    (back,) = kept_plans(store.path, "outings")
    assert OutingChoice.from_settings(back.settings["choice"]) == found.question.choice
    assert TravelChoice.from_settings(back.settings["travel"]) == TravelChoice()
    assert Rule.from_settings(back.settings["rule"]) == Rule()
    assert (back.summary["made"], back.summary["days"]) == (5, len(found.tours))
    again = taken_up(question(), rows_in(back.content)).answer
    assert again.visits.equals(found.visits)
    store.replace_layer("caravans", caravans().iloc[:1], change="sold")
    assert data_version(store) != back.data_version


def test_no_rows_are_a_plan_without_visits():
    rows = rows_of(answer_outings(question(), steps=STEPS)).iloc[:0]
    back = taken_up(question(choice(MONDAY, MONDAY)), rows)
    assert (back.answer.made, back.answer.owed) == (0, 5)
    assert back.left_out.empty
