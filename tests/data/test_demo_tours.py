"""What the demo's README says of the mobile museum, the experts and the partners."""

import datetime as dt

import pytest

from geo.schemas import split_list
from scripts.build_demo import REGIONS
from tests.data.test_demo_records import PLACES, table

region = pytest.mark.parametrize("name", PLACES)
EAST = {"baise": "44", "baicheng": "33"}


@region
def test_stays_that_were_made_are_the_tours_of_the_events(name):
    events, stays = table(name, "events"), table(name, "museum_stays")
    tours = events[events["kind"] == "流动科技馆巡展"]
    done = stays[stays["state"] == "已巡展"]
    told = dict(
        zip(zip(tours["unit_code"], tours["date"], strict=True), tours["attendance"],
            strict=True)
    )  # fmt: skip
    closed = zip(done["unit_code"], done["until"], strict=True)
    assert [told[one] for one in closed] == done["attendance"].tolist()
    since = min(done["until"])
    assert len(done) == (tours["date"] >= since).sum()
    booked = stays[stays["state"] == "已预订"]
    assert (booked["since"] >= "2027-01-01").all()
    assert len(booked) == {"baise": 2, "baicheng": 1}[name]


@region
def test_every_county_has_a_venue_and_terms_cover_the_months_of_a_tour(name):
    venues = table(name, "museum_venues")
    counts = venues["unit_code"].value_counts()
    assert set(counts.index) == set(REGIONS[name]["counties"])
    assert counts.between(1, 2).all()
    assert venues["phone"].str.fullmatch(r"000-0000\d{4}").all()
    assert not set(venues["phone"]) & set(table(name, "visit_places")["phone"])
    seasons = table(name, "seasons")
    terms = seasons[seasons["kind"] == "学期"]
    assert terms["since"].min() < "2027-01-01"
    assert terms["until"].max() >= "2030-01-01"
    years = [dt.date.fromisoformat(day).year for day in terms["since"]]
    assert sorted(years) == [2026, 2027, 2027, 2028, 2028, 2029, 2029]


def test_two_counties_of_baise_cannot_have_both_sets():
    sets = table("baise", "museum_sets")
    assert sets["theme"].is_unique
    small, large = sorted(map(int, sets["size"]))
    venues = table("baise", "museum_venues")
    room = venues["size"].astype(int).groupby(venues["unit_code"]).max()
    assert [code for code, size in room.items() if size < large] == ["451027"]
    assert room["451027"] >= small
    once = venues[venues["free"] != ""]
    assert list(zip(once["unit_code"], once["free"], strict=True)) == [
        ("451028", "2027-07-01/2027-08-31")
    ]
    assert (venues["unit_code"] == "451028").sum() == 1


@region
def test_who_serves_in_a_group_is_in_the_pool_and_all_names_are_invented(name):
    experts, people = table(name, "experts"), table(name, "people")
    columns = ["name", "organisation", "tier", "home_unit", "trades"]
    serving = people[people["role"].isin(["顾问组组长", "顾问组成员"])]
    pool = set(experts[columns].itertuples(index=False, name=None))
    assert set(serving[columns].itertuples(index=False, name=None)) <= pool
    assert experts["name"].is_unique
    assert experts["name"].str.fullmatch(".某.").all()
    assert experts["organisation"].str.startswith("示意").all()
    others = set(people["name"]) - set(serving["name"])
    assert not others & set(experts["name"])
    assert 80 < len(experts) < 150
    assert experts["home_unit"].str.startswith(EAST[name]).sum() >= 8


@region
def test_each_application_proposes_its_own(name):
    asked, experts = table(name, "applications"), table(name, "experts")
    home = dict(zip(experts["expert_id"], experts["home_unit"], strict=True))
    named = dict(zip(experts["expert_id"], experts["name"], strict=True))
    people = table(name, "people")
    for unit, proposed, state in zip(
        asked["unit_code"], asked["proposed"], asked["state"], strict=True
    ):
        ids = split_list(proposed)
        assert len(ids) == (0 if state == "退回" else 2)
        assert {home[one] for one in ids} <= {unit}
        own = people[(people["unit_code"] == unit) & (people["home_unit"] == unit)]
        serving = set(own.loc[own["role"] == "顾问组成员", "name"])
        assert serving <= {named[one] for one in ids}


def test_states_of_applications_and_what_the_pool_cannot_give():
    asked = table("baise", "applications").set_index("unit_code")
    assert asked["state"].to_dict() == {
        "451003": "国家已受理", "451022": "国家已受理", "451024": "退回",
        "451082": "国家已受理", "451030": "省级已审",
    }  # fmt: skip
    facts = table("baise", "facts")
    key = facts[facts["attribute"] == "国家乡村振兴重点帮扶县"]["unit_code"]
    assert set(asked.index) & set(key) == {"451024"}
    experts = table("baise", "experts")
    assert "蜜蜂" in asked.loc["451082", "needs"]
    assert not experts["trades"].str.contains("蜜蜂").any()
    assert (experts["trades"] != "").all()
    leads = (experts["tier"] == "国家级") & (experts["leads"] != "否")
    assert "茶叶" in asked.loc["451030", "needs"]
    assert not experts.loc[leads, "trades"].str.contains("茶叶").any()
    assert leads.sum() > 5
    other = table("baicheng", "applications").set_index("unit_code")
    assert other.loc["220822", "state"] == "市级已审"


@region
def test_partners_are_of_the_east_and_some_counties_have_none_yet(name):
    partners, agreements = table(name, "partners"), table(name, "agreements")
    assert partners["unit_code"].str.startswith(EAST[name]).all()
    assert set(partners["kind"]) == {"县区", "单位"}
    signed = agreements[agreements["kind"] == "东西协作"]
    assert set(signed["partner"]) <= set(partners["name"])
    facts = table(name, "facts")
    due = set(facts.loc[facts["attribute"] == "有东部协作方", "unit_code"])
    without = {"baise": {"451029", "451030"}, "baicheng": {"220882"}}
    assert due - set(signed["unit_code"]) == without[name]
