"""Eastern counties and organisations: who is tied to whom, and what is lacking."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import PlanInputError
from planner.pairing.east_wording import more_lines, more_partners
from planner.pairing.wording import (
    conflict_lines,
    data_notes,
    fit_label,
    open_posts,
    pairing_notes,
)
from planner.verify_pairing import pairing_violations
from tests import toy
from tests.planner.pairing.asking import (
    CODES,
    answer,
    code,
    company,
    held,
    layers,
    paper,
    papers,
    partner,
    partners,
    told,
)

COUNTIES, VILLAGES = "east_counties", "east_villages"
WEST, EAST = f"{toy.WEST}/east_west/1", f"{toy.EAST}/east_west/1"
GUANGDONG, FUTIAN, ZHEJIANG = "44", "440304", "33"


def tie(name, county, who, unit):
    """An east-west agreement of a county."""
    return paper(
        name, county, "", kind="east_west", partner=who, partner_unit=unit
    )  # fmt: skip


def east(*rows, agreements=()):
    return layers(partners=partners(*rows), agreements=papers(*agreements))


def post(number):
    return f"{code(number)}/pairing/1"


def test_counties_are_paired_by_trade_whatever_the_way():
    frames = east(
        partner("p1", FUTIAN, trades="tea", capacity=1),
        partner("p2", "440305", trades="vegetables", capacity=1),
    )
    found = answer(COUNTIES, frames=frames)
    assert held(found) == {WEST: "east:p1", EAST: "east:p2"}
    assert found.plan.status == "optimal"
    assert found.posts["travel"].isna().all()
    assert found.question.travel == {}
    assert found.violations(frames) == []


def test_a_partner_serves_whom_it_says_and_only_while_it_lasts():
    frames = east(
        partner("p1", FUTIAN, serves=toy.EAST),
        partner("p2", "440305", until="2018-12-31"),
    )
    found = answer(COUNTIES, frames=frames)
    assert held(found) == {EAST: "east:p1"}
    (why,) = open_posts(found, "zh")
    assert (why.reason, why.post_id) == ("closed_then", WEST)
    assert "东部p2" in why.text
    # Served above or below the county is as good.
    for unit in ("45", f"{toy.WEST}100", "00"):
        frames = east(partner("p1", FUTIAN, serves=unit))
        assert WEST in held(answer(COUNTIES, frames=frames))


def test_its_own_number_goes_before_what_is_asked():
    assert answer(COUNTIES, frames=east(partner("p1", FUTIAN))).counts["filled"] == 2
    own = east(partner("p1", FUTIAN, capacity=1))
    found = answer(COUNTIES, frames=own, capacity=2)
    assert held(found) == {WEST: "east:p1"}
    assert [(one.reason, one.post_id) for one in open_posts(found, "zh")] == [
        ("in_reach_but_full", EAST)
    ]
    assert found.violations(own) == []


def test_what_is_in_force_goes_on_and_nobody_is_sent_whom_only_it_names():
    frames = east(
        partner("p1", FUTIAN, serves=toy.EAST),
        agreements=[
            tie("a1", toy.WEST, "东部p1", FUTIAN),
            tie("a2", toy.EAST, "某协会", ZHEJIANG),
        ],
    )
    found = answer(COUNTIES, frames=frames)
    assert held(found) == {WEST: "east:p1", EAST: "org:某协会@33"}
    assert found.changes() == []
    assert found.violations(frames) == []
    alone = east(
        partner("p1", FUTIAN, serves="53"),
        agreements=[tie("a2", toy.EAST, "某协会", ZHEJIANG)],
    )
    assert held(answer(COUNTIES, frames=alone)) == {EAST: "org:某协会@33"}


def test_of_two_partners_of_one_name_the_place_tells():
    frames = east(
        {**partner("p1", ZHEJIANG), "name": "农业协会"},
        {**partner("p2", "4403"), "name": "农业协会"},
        agreements=[tie("a1", toy.WEST, "农业协会", "440304")],
    )
    assert held(answer(COUNTIES, frames=frames))[WEST] == "east:p2"


def test_organisations_go_to_counties_tied_to_where_they_are():
    frames = east(
        company("o1", "4403", trades="sheep;tea"),
        company("o2", ZHEJIANG),
        agreements=[tie("a1", toy.WEST, "福田区", FUTIAN)],
    )
    found = answer(VILLAGES, frames=frames, capacity=4)
    got = held(found)
    # The east county is tied to nobody: whoever says nothing may come.
    assert {got[post(number)] for number in range(1, 5)} == {"east:o1"}
    assert got[post(5)] == "east:o2"
    assert found.violations(frames) == []
    assert fit_label(found, found.posts["fit"].iloc[4], "zh") == "不限产业"
    served = east(
        company("o1", ZHEJIANG),
        company("o2", ZHEJIANG, serves=code(5)),
        agreements=[tie("a1", toy.EAST, "广东协会", GUANGDONG)],
    )
    assert held(answer(VILLAGES, frames=served))[post(5)] == "east:o2"


def test_why_a_village_has_no_partner():
    frames = east(
        company("o1", ZHEJIANG, trades="sheep"),
        agreements=[tie("a1", toy.EAST, "福田区", FUTIAN)],
    )
    found = answer(VILLAGES, frames=frames)
    why = {one.post_id: one for one in open_posts(found, "zh")}
    assert why[post(5)].reason == "nothing_in_reach"
    assert "对口方是广东（440304）" in why[post(5)].text
    assert why[post(3)].reason == "no_matching_trade"
    assert "东部o1" in why[post(3)].text
    assert all("路程" not in one.text + one.fix for one in why.values())


def test_one_partner_more_is_told_with_whom_it_would_take_on():
    frames = east(
        company("o1", "4403", trades="tea", capacity=1),
        agreements=[tie("a1", toy.WEST, "福田区", FUTIAN)],
    )
    found = answer(VILLAGES, frames=frames)
    first = more_partners(found)[0]
    assert first.unit == FUTIAN
    assert len(first.units) == 2
    assert "广东（440304）" in more_lines(found, "zh")[0]
    # One more of just that kind does what was said.
    trade = "sheep" if code(1) in first.units else "tea"
    more = company("o9", first.unit, trades=trade)
    again = answer(
        VILLAGES, frames=frames | {"partners": partners(
            company("o1", "4403", trades="tea", capacity=1), more)},
    )  # fmt: skip
    assert again.counts["filled"] == found.counts["filled"] + len(first.units)
    counties = answer(COUNTIES, frames=east(partner("p1", FUTIAN, capacity=1)))
    assert more_partners(counties)[0].units == (toy.EAST,)
    assert "德保县" in more_lines(counties, "zh")[0]
    assert more_lines(counties, "zh")[0] in pairing_notes(counties, "zh")
    full = answer(COUNTIES, frames=east(partner("p1", FUTIAN)))
    assert more_lines(full, "zh") == []


def test_agreements_of_the_village_with_others_are_left_alone():
    own = paper("a1", code(1), "e1")
    theirs = paper("a2", code(2), "", partner="东部o1", partner_unit="4403")
    frames = east(company("o1", "4403"), agreements=[own, theirs])
    found = answer(VILLAGES, frames=frames, capacity=9)
    assert found.counts["in_force"] == found.counts["kept"] == 1
    assert told(found)[0][:3] == (post(1), "", "east:o1")
    experts = answer("villages", frames=frames)
    assert held(experts)[post(1)] == "e1"
    assert post(2) not in {one.post for one in experts.changes() if one.before}


def test_what_cannot_be_asked_is_refused_at_once():
    with pytest.raises(PlanInputError) as caught:
        answer(COUNTIES, frames=east(), limit_min=60, must=("999",))
    assert [key for key, _ in caught.value.problems] == [
        "pairing_nobody_east_counties", "pairing_no_limit", "pairing_lost_must",
    ]  # fmt: skip
    frames = east(partner("p1", FUTIAN, serves=toy.EAST))
    found = answer(COUNTIES, frames=frames, pins=((WEST, "east:p1"),))
    assert found.is_refused
    (line,) = conflict_lines(found, "zh")
    assert "协作地区" in line


def test_agreements_that_do_not_say_where_the_partner_is_are_told():
    frames = east(partner("p1", FUTIAN), agreements=[tie("a1", toy.WEST, "东部p1", "")])
    found = answer(COUNTIES, frames=frames)
    assert held(found)[WEST] == "east:p1"
    assert any("1 份没有填协作方代码" in line for line in data_notes(found, "zh"))


@pytest.mark.parametrize(
    ("changed", "promise"),
    [
        ({"party_id": "east:o2"}, "tie"),
        ({"party_id": "east:o3"}, "dates"),
        ({"party_id": "east:o4"}, "trade"),
        ({"party_id": "org:nobody"}, "partner"),
        ({"kept": True}, "kept"),
        ({"weight": 1}, "weight"),
        ({"reason": "wrong_day"}, "reason"),
    ],
)
def test_the_check_finds_what_is_wrong(changed, promise):
    frames = east(
        company("o1", "4403", trades="sheep"),
        company("o2", ZHEJIANG, trades="sheep"),
        company("o3", "4403", trades="sheep", until="2019-01-01"),
        company("o4", "4403", trades="vegetables"),
        agreements=[tie("a1", toy.WEST, "福田区", FUTIAN)],
    )
    found = answer(VILLAGES, frames=frames)
    posts = found.posts.copy()
    assert posts.loc[0, "party_id"] == "east:o1"
    for name, value in changed.items():
        posts.loc[0, name] = value
    question = found.question
    wrong = pairing_violations(frames, VILLAGES, question.choice, question.on, posts)
    assert promise in {one.promise for one in wrong if one.subject == post(1)}


def test_the_check_counts_what_partners_take_on():
    frames = east(partner("p1", FUTIAN, capacity=1), partner("p2", ZHEJIANG))
    found = answer(COUNTIES, frames=frames)
    posts = found.posts.assign(party_id="east:p1", reason="")
    question = found.question
    given = (frames, COUNTIES, question.choice, question.on)
    promises = {one.promise for one in pairing_violations(*given, posts)}
    assert promises == {"capacity"}
    promises = {one.promise for one in pairing_violations(*given, posts.iloc[:1])}
    assert promises == {"owed"}


UNITS = st.sampled_from(["44", "4403", FUTIAN, "33"])
WHOM = st.sampled_from(["", "", "", toy.WEST, toy.EAST, "4510", "53", CODES[0]])
TRADES = st.sampled_from(["", "", "tea", "sheep;vegetables", "livestock"])
ROWS = st.lists(
    st.tuples(
        UNITS, WHOM, TRADES, st.sampled_from([None, 9, 1, 0]),
        st.sampled_from(["", "", "2019-05-31"]),
    ), min_size=1, max_size=4,
)  # fmt: skip
TIES = st.lists(
    st.tuples(st.sampled_from([toy.WEST, toy.EAST]), st.integers(0, 5), UNITS),
    max_size=3,
)


@given(st.sampled_from([VILLAGES, COUNTIES]), ROWS, TIES, st.integers(1, 2))
def test_no_pairing_breaks_a_rule(kind, rows, ties, needed):
    make = partner if kind == COUNTIES else company
    made = [
        make(f"p{at}", unit, serves=whom, trades=trades, until=until)
        | ({} if capacity is None else {"capacity": capacity})
        for at, (unit, whom, trades, capacity, until) in enumerate(rows)
    ]
    signed = [
        tie(f"a{at}", county, f"东部p{number}", unit)
        for at, (county, number, unit) in enumerate(ties)
    ]
    frames = east(*made, agreements=signed)
    found = answer(kind, frames=frames, needed=needed)
    assert found.plan.status == "optimal"
    assert found.violations(frames) == []
