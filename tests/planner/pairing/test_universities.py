"""Universities and institutes with poor counties not yet exited."""

import datetime as dt

import pytest

from geo.frames import conform
from planner.errors import PlanInputError
from planner.pairing.wording import headline, open_posts
from tests import toy, toy_records
from tests.planner.pairing.asking import (
    EXPERTS,
    answer,
    expert,
    held,
    layers,
    paper,
    papers,
    people,
)

WEST, EAST = f"{toy.WEST}/university_county/1", f"{toy.EAST}/university_county/1"
KIND = "universities"


def link(name, county, partner, **more):
    row = paper(name, county, "", kind="university_county", partner=partner)
    return row | more


def test_institutes_are_known_by_their_names_and_fit_by_trade():
    found = answer(KIND)
    # 示意大学 knows vegetables, which most households of the east live by.
    assert held(found)[EAST] == "org:示意大学"
    assert held(found)[WEST] in ("org:示意茶叶研究所", "org:示意农业大学")
    assert found.posts["weight"].tolist() == [93, 50]
    assert found.posts["trades"].tolist()[1] == "vegetables"
    assert found.violations(layers()) == []
    societies = people(expert("s1", "tea", toy.WEST, organisation="示意茶叶学会"))
    with pytest.raises(PlanInputError, match="No university"):
        answer(KIND, frames=layers(people=societies))


def test_the_programme_says_how_many():
    assert answer(KIND, today=dt.date(2019, 6, 1)).counts["target"] == 2
    found = answer(KIND, today=dt.date(2020, 6, 1))
    assert "行动计划要求 3 个" in headline(found, "zh")


def test_pairs_in_force_are_kept_and_a_partner_of_any_name_counts():
    frames = layers(
        agreements=papers(
            link("a1", toy.WEST, "某专家团"), link("a2", "451002", "甲大学")
        )
    )
    found = answer(KIND, frames=frames)
    assert held(found)[WEST] == "org:某专家团"
    assert found.counts["in_force"] == found.counts["kept"] == 1
    assert found.violations(frames) == []


def test_counties_that_have_exited_are_left_out():
    facts = toy_records.table(
        "facts",
        [{"fact_id": "f", "unit_code": toy.EAST, "attribute": "assisted",
          "value": "否"}],
    )  # fmt: skip
    assert set(held(answer(KIND, frames=layers(facts=facts)))) == {WEST}
    nobody = conform(toy.villages().assign(is_poor=False), "villages")
    counties = conform(toy.counties().assign(is_poor=False), "counties")
    with pytest.raises(PlanInputError, match="No poor county"):
        answer(KIND, frames=layers(villages=nobody, counties=counties))


def test_so_many_counties_are_those_in_force_and_the_poorest():
    assert set(held(answer(KIND, counties=1))) == {WEST}
    frames = layers(agreements=papers(link("a1", toy.EAST, "示意大学")))
    assert set(held(answer(KIND, frames=frames, counties=1))) == {EAST}


def test_one_institute_takes_on_no_more_than_it_may():
    one = people(EXPERTS[0])
    found = answer(KIND, frames=layers(people=one), capacity=1)
    assert found.counts["filled"] == 1
    assert held(found) == {WEST: "org:示意农业大学"}
    (why,) = open_posts(found, "zh")
    assert "示意农业大学" in why.text
    assert "高校院所" in why.fix
