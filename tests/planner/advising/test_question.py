"""Who may be asked, who sits where, and what each side looks at."""

import pytest

from planner.advisory.problem import BAR_BITS, HOME, LEADER, OPEN, PARTNER, TRADE
from planner.errors import PlanInputError
from tests.planner.advising.asking import (
    EAST,
    FACTS,
    POOL,
    WEST,
    applications,
    experts,
    facts,
    layers,
    members,
    papers,
    question,
)


def kinds(asked, row=0):
    seats = asked.problem.seats.kind[row]
    return seats[seats >= 0].tolist()


def of(asked, row, expert, name):
    """A column of the pair of a county, by position, and an expert; None for none."""
    ids = asked.experts["expert_id"].tolist()
    pairs = asked.problem.pairs
    at = (pairs.county == row) & (pairs.expert == ids.index(expert))
    return getattr(pairs, name)[at].tolist()[0] if at.any() else None


def sits(asked, row, expert):
    """Kinds of the seats that an expert may hold."""
    mask, seats = of(asked, row, expert, "may_sit"), asked.problem.seats.kind[row]
    if mask is None:
        return set()
    return {int(seats[seat]) for seat in range(16) if mask >> seat & 1}


def waits(asked):
    return dict(
        zip(asked.counties["county_code"], asked.counties["waits"], strict=True)
    )


@pytest.mark.parametrize(
    ("changed", "choice", "why"),
    [
        ({"facts": facts(*FACTS, "E key_assistance 是 -")}, {}, "key_assistance"),
        ({"facts": facts("W exited 2019 -")}, {}, "not_exited"),
        ({"facts": facts("W exited 2019 -", "E key_assistance 是 -")}, {}, "both"),
        ({"facts": facts(*FACTS, "E exited 2024 -")}, {}, "not_exited"),
        ({"applications": applications("w1 W - tea - province -")}, {},
         "no_application"),
        ({"applications": applications("w1 W - tea - province -",
                                       "w2 E - tea - returned -")}, {}, "returned"),
        ({"applications": applications("w1 W - tea - province -",
                                       "w2 E - tea - city -")}, {}, "not_reviewed"),
        ({"applications": applications("w1 W - tea - province 1",
                                       "w2 E - tea - province 2")}, {"batch": "1"},
         "other_batch"),
    ],
)  # fmt: skip
def test_a_county_waits_for_a_reason(changed, choice, why):
    asked = question(layers(**changed), **choice)
    assert waits(asked)[EAST] == why
    assert asked.matched["county_code"].tolist() == [WEST]


def test_an_application_of_a_county_nobody_knows_waits():
    odd = applications("w1 W - tea - province -", "w3 530102 - tea - nation -")
    asked = question(layers(applications=odd))
    assert waits(asked)["530102"] == "unknown"


def test_the_latest_open_application_counts():
    rows = applications(
        "w1 W 2022-01-01 tea - province -", "w2 W 2023-01-01 sheep - province -",
        "w3 W 2023-02-01 silk - returned -",
    )  # fmt: skip
    asked = question(layers(applications=rows))
    assert asked.matched["application_id"].tolist() == ["w2"]


def test_seats_are_a_leader_the_countys_own_the_east_trades_and_others():
    asked = question()
    assert kinds(asked) == [LEADER, HOME, PARTNER, TRADE, TRADE]
    # The rarest trade has the first seat: sheep (x2 and h1), then tea.
    assert asked.matched["needs"].tolist() == ["sheep;tea", "vegetables"]
    assert kinds(asked, 1) == [LEADER, HOME, TRADE, OPEN, OPEN]
    assert sits(asked, 0, "n1") == {LEADER, TRADE}
    assert sits(asked, 0, "h1") == {HOME}
    assert sits(asked, 0, "g2") == {PARTNER}
    # Of another eastern province, and in the east no partner: like all others.
    assert sits(asked, 0, "s1") == set()
    assert sits(asked, 1, "s1") == {OPEN}
    # Not proposed by its own county, and no seat for silk alone.
    assert sits(asked, 0, "x4") == set()


def test_who_is_not_proposed_holds_no_seat_at_home():
    rows = applications("w1 W - tea - province -")
    asked = question(layers(applications=rows))
    assert sits(asked, 0, "h1") == set()
    assert asked.problem.least.home.tolist() == [1]


def test_a_leader_from_the_east_counts_as_one_of_the_partners():
    pool = experts(*POOL, "n3 z nation tea 11 1 - - -")
    alone = question(layers(experts=pool))
    assert sits(alone, 0, "n3") == set()
    two = question(layers(experts=pool), partner=(1, 2))
    assert sits(two, 0, "n3") == {LEADER}
    assert kinds(two).count(PARTNER) == 1
    assert kinds(question(partner=(1, 2))).count(PARTNER) == 2


def test_a_partner_without_an_agreement_may_be_of_any_eastern_province():
    asked = question(layers(agreements=papers()[:0]))
    assert sits(asked, 0, "s1") == {PARTNER}
    assert [key for key, _ in asked.notes] == ["advisory_note_partner"]


@pytest.mark.parametrize(
    ("line", "choice", "bar"),
    [
        ("x5 l city tea C 2 - 451024 -", {}, "declined_by_expert"),
        ("x5 l city tea C 2 - - 45", {}, "declined_by_expert"),
        ("x5 l city tea C 2 - 45 -", {}, None),
        ("x5 l city tea C 2 - 00 -", {}, None),
        ("x5 l city tea C 2 - - -", {"declined": ((WEST, "x5", "expert"),)},
         "declined_by_expert"),
        ("x5 l city tea C 2 - - -", {"declined": ((WEST, "x5", "county"),)},
         "declined_by_county"),
        ("x5 l city tea C 2 - - -", {"bans": ((WEST, "x5"),)}, "excluded_by_planner"),
    ],
)  # fmt: skip
def test_either_side_or_the_planner_may_say_no(line, choice, bar):
    asked = question(layers(experts=experts(*POOL[:-1], line)), **choice)
    wanted = BAR_BITS[bar] if bar else 0
    assert of(asked, 0, "x5", "barred") == wanted


def test_an_interest_or_the_organisation_is_a_conflict():
    pool = experts()
    pool.loc[pool["expert_id"] == "x1", "interests"] = f"{WEST}100;530102"
    asked_for = applications()
    asked_for["conflicts"] = ["i;示意茶厂", ""]
    asked = question(layers(experts=pool, applications=asked_for))
    for expert in ("x1", "x2"):
        assert of(asked, 0, expert, "barred") == BAR_BITS["conflict"]
        assert of(asked, 1, expert, "barred") == 0


def liked(asked, row, name="likes"):
    """Experts in the order in which a county likes them."""
    ids = asked.experts["expert_id"].to_numpy()
    pairs = asked.problem.pairs
    at = (pairs.county == row).nonzero()[0]
    order = sorted(at, key=lambda pair: (-getattr(pairs, name)[pair], pair))
    return [ids[pairs.expert[pair]] for pair in order]


def test_a_county_looks_at_trades_then_level_then_province_then_before():
    asked = question()
    # Sheep before tea; of those who know tea the nation, the own province, the rest.
    assert liked(asked, 0) == ["x2", "h1", "n1", "x1", "g1", "x5", "n2", "g2"]
    by_level = question(county_order=("level", "before"))
    assert liked(by_level, 0)[:3] == ["n1", "n2", "g1"]
    left = members("x5@451022 advisory_member W experts-12 l city C -")
    left["until"] = "2022-12-31"
    before = question(layers(people=left), county_order=("before",))
    assert liked(before, 0)[0] == "x5"


def test_an_expert_looks_at_wishes_then_trades_then_how_near_it_is():
    pool = experts(*POOL[:-2], "x4 k province silk P 2 - 451024;451022 -",
                   "x5 l city tea W 2 - - -")  # fmt: skip
    asked = question(layers(experts=pool))
    assert of(asked, 1, "x4", "wishes") > 0
    # x5 lives in W, of which it is no proposed member, and may go to E alone.
    assert sits(asked, 0, "x5") == set()
    # x1 knows tea, which W needs and E does not; both are in its province.
    assert of(asked, 0, "x1", "wishes") > of(asked, 1, "x1", "wishes")
    near = question(expert_order=("near",))
    assert of(near, 0, "x5", "wishes") == of(near, 1, "x5", "wishes")
    assert of(near, 0, "h1", "wishes") > of(near, 1, "h1", "wishes")


def test_members_in_force_are_known_by_number_or_by_name_and_organisation():
    people = members(
        "n1@451022 advisory_leader W 甲 某会 nation 42 2023-01-01",
        "p9 advisory_member W experts-8 h province P 2023-01-01",
        "p8 advisory_member W 丙 某校 province P 2023-01-01",
        "p7 advisory_member W 丁 某校 province P 2024-01-01",
    )  # fmt: skip
    asked = question(layers(people=people))
    now = dict(zip(asked.now["expert_id"], asked.now["role"], strict=True))
    # p7 is agreed on and begins later.
    assert now == {"n1": "leader", "x1": "member", "p8": "member", "p7": "member"}
    beside = asked.experts.set_index("expert_id").loc["p8"]
    assert (beside["in_pool"], beside["quota"]) == (False, 1)
    agreed = asked.experts["expert_id"].iloc[asked.problem.agreed[:, 1]]
    assert sorted(agreed) == ["n1", "p7", "p8", "x1"]


def test_groups_that_are_not_matched_use_up_quotas():
    people = members("n1@451024 advisory_leader E 甲 某会 nation 42 2023-01-01")
    rows = applications("w1 W - tea - province -")
    asked = question(layers(people=people, applications=rows))
    own = asked.experts["expert_id"].tolist().index("n1")
    assert asked.experts["elsewhere"].iloc[own] == 1
    assert asked.problem.experts.quota[own] == 1
    raised = question(layers(people=people, applications=rows),
                      quota_raised=(("n1", 3),))  # fmt: skip
    assert raised.problem.experts.quota[own] == 4


def test_all_that_is_not_there_is_told_at_once():
    with pytest.raises(PlanInputError) as caught:
        question(
            pins=(("9", "n1"), (WEST, "zz")), bans=((WEST, "yy"),),
            declined=(("8", "n1", "county"),), quota_raised=(("xx", 1),),
        )  # fmt: skip
    told = [(key, values["name"].label("en"), values["value"]) for key, values in
            caught.value.problems]  # fmt: skip
    assert told == [
        ("advisory_unknown_county", "pins", "9"),
        ("advisory_unknown_expert", "pins", "zz"),
        ("advisory_unknown_expert", "bans", "yy"),
        ("advisory_unknown_county", "declined", "8"),
        ("advisory_unknown_expert", "quota_raised", "xx"),
    ]
    assert "“固定”中的专家 zz" in caught.value.text("zh")


def test_pins_against_a_refusal_a_quota_or_the_seats_are_refused():
    pool = experts(*POOL[:-1], "x5 l city tea C 2 - - 45")
    with pytest.raises(PlanInputError) as caught:
        question(
            layers(experts=pool), pins=((WEST, "x5"), (WEST, "x1"), (EAST, "x1"))
        )  # fmt: skip
    keys = {key for key, _ in caught.value.problems}
    assert keys == {"advisory_pin_barred", "advisory_pin_quota"}


def test_an_empty_pool_is_said():
    with pytest.raises(PlanInputError, match="pool"):
        question(layers(experts=experts()[:0]))


def test_more_members_of_the_county_than_seats_are_told():
    people = members(
        *(f"q{at} advisory_member W {at} 校 county W 2023-01-01" for at in range(18))
    )
    with pytest.raises(PlanInputError, match="18 members"):
        question(layers(people=people))
