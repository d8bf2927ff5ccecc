"""Groups of the toy region, matched by hand; what lacks, who waits, who could come."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.advising.answering import answer_advisory
from planner.advising.changing import member_changes, since_now
from planner.advising.checking import record_violations
from planner.advising.choice import ban, decline, pin
from planner.advising.coming import candidates, wishes
from planner.advising.favours import favours
from planner.advising.keeping import choice_in, content_of, kept, rows_in, rows_of
from planner.advising.question import ask_advisory
from planner.advising.wording import data_notes, headline
from tests.planner.advising.asking import (
    DAY,
    EAST,
    FACTS,
    POOL,
    WEST,
    answer,
    applications,
    experts,
    facts,
    held,
    layers,
    members,
    question,
)


def again(found, choice):
    return answer_advisory(ask_advisory(layers(), choice, today=DAY))


def test_both_groups_are_full_and_stable():
    found = answer()
    assert held(found) == {
        WEST: {"n1": "leader", "h1": "home", "g1": "partner", "x2": "trade",
               "x1": "trade"},
        EAST: {"n2": "leader", "h2": "home", "x3": "trade", "n1": "open",
               "x4": "open"},
    }  # fmt: skip
    assert found.groups["full"].tolist() == [True, True]
    assert found.groups["status"].tolist() == ["new", "new"]
    assert found.groups["trades_covered"].tolist() == ["sheep;tea", "vegetables"]
    assert found.violations() == []
    assert dict(found.counts) == {
        "counties": 2, "full": 2, "short": 0, "members": 10, "new": 10, "agreed": 0,
        "experts": 12, "serving": 9, "waiting": 0, "unstable": 0,
    }  # fmt: skip
    assert "would both rather" in found.stability("en")
    assert found.missed("zh").empty
    assert found.waiting("en").empty
    busiest = found.experts.iloc[0]
    assert (busiest["expert_id"], busiest["load"], busiest["quota"]) == ("n1", 2, 2)


def test_what_a_group_lacks_has_its_reason_and_nearest_fix():
    pool = experts(*(line for line in POOL if line[:2] not in ("n1", "x2", "h1", "g1",
                                                               "g2")))  # fmt: skip
    found = answer(layers(experts=pool))
    told = found.missed("en").set_index(["county_code", "lacks"])
    assert told["why"].to_dict() == {
        (WEST, "leader"): "quota_full",
        (WEST, "home"): "none_proposed",
        (WEST, "partner"): "no_partner",
        (WEST, "trade"): "nobody_known",
    }
    leader = told.loc[(WEST, "leader")]
    # n2 alone would lead; E, whose vegetables they know, has them.
    assert leader["expert_id"] == "n2"
    assert "(b)" in leader["reason"]
    assert told.loc[(WEST, "trade"), "trade"] == "sheep"
    own = found.groups.set_index("county_code").loc[WEST]
    assert own["lacks"].split(";") == ["leader", "home", "partner", "trade", "members"]
    assert not own["full"]
    assert "1" in headline(found.counts, "en")


def test_who_declined_is_told_and_may_be_asked_again():
    choice = question().choice
    for expert in ("n1", "n2"):
        choice = decline(choice, WEST, expert, "expert")
    found = again(None, choice)
    row = found.missed("zh").iloc[0]
    assert (row["lacks"], row["why"]) == ("leader", "declined_by_expert")
    assert "experts-1" in row["reason"]
    assert "n1" not in held(found)[WEST]
    assert found.violations() == []


def test_what_was_agreed_stays_and_is_filled_up():
    people = members(
        "x4@451022 advisory_member W experts-11 k province P 2023-01-01",
        "p1 advisory_leader E 某人 某校 nation 43 2023-01-01",
    )
    found = answer(layers(people=people))
    own = held(found)
    assert own[WEST]["x4"] == "open"
    assert own[EAST]["p1"] == "leader"
    groups = found.groups.set_index("county_code")
    assert groups["status"].to_dict() == {WEST: "partly", EAST: "partly"}
    assert found.counts["agreed"] == 2
    fresh = since_now(found)
    assert set(fresh["change"]) == {"joined"}
    assert not {("x4"), ("p1")} & set(fresh["expert_id"])
    assert found.violations() == []


def test_a_pin_holds_and_a_ban_keeps_out():
    choice = ban(pin(question().choice, WEST, "x5"), WEST, "n1")
    found = again(None, choice)
    assert "x5" in held(found)[WEST]
    assert "n1" not in held(found)[WEST]
    row = found.members.set_index(["county_code", "expert_id"]).loc[(WEST, "x5")]
    assert (row["pinned"], row["agreed"]) == (True, False)
    changes = member_changes(rows_of(answer()), rows_of(found), found.names)
    told = {(row["county_code"], row["expert_id"]): row["change"]
            for row in changes.to_dict("records")}  # fmt: skip
    assert (told[WEST, "x5"], told[WEST, "n1"]) == ("joined", "left")


def test_batches_are_matched_in_turn_or_together():
    # E applied a batch before and wants sheep too; there is one who knows sheep best.
    rows = applications(
        "w1 W 2023-03-01 sheep h1 province b", "w2 E 2023-02-01 sheep h2 province a",
    )  # fmt: skip
    pool = experts(*(line for line in POOL if line[:2] != "h1"),
                   "h1 c county tea W 1 - - -")  # fmt: skip
    wish = pool.copy()
    wish.loc[wish["expert_id"] == "x2", "accepts"] = f"{WEST};{EAST}"
    frames = layers(applications=rows, experts=wish)
    assert "x2" in held(answer(frames))[EAST]
    assert "x2" in held(answer(frames, in_turn=False))[WEST]
    assert answer(frames).violations() == []


def test_candidates_tell_what_stands_in_the_way_and_whom_it_costs():
    found = answer()
    told = candidates(found, WEST, "trade").set_index("expert_id")
    # x5 knows tea and has room; the county has better on that seat.
    assert told.loc["x5", "blocked"] == "not_chosen"
    assert told.loc["x5", "costs"] == ""
    pool = experts(*(line for line in POOL if line[:2] != "x1"),
                   "x1 h province tea P 1 - - 451022")  # fmt: skip
    there = candidates(answer(layers(experts=pool)), WEST).set_index("expert_id")
    assert "declined_by_expert" in there.loc["x1", "blocked"].split(";")
    busy = candidates(found, EAST).set_index("expert_id")
    assert busy.loc["x1", "costs"] == WEST
    assert busy.loc["x1", "roles"] == "open"


def test_an_expert_sees_the_counties_of_both_wills_the_best_liked_first():
    found = wishes(answer(), "n2")
    assert sorted(found["county_code"]) == [WEST, EAST]
    assert found["rank_expert"].tolist() == [1, 2]
    assert set(found.loc[found["goes"], "county_code"]) == {
        code for code, own in held(answer()).items() if "n2" in own
    }
    assert wishes(answer(), "nobody").empty


def test_members_who_stay_leave_no_seat_for_one_liked_better():
    lines = (
        "n1@{0} advisory_leader W experts-1 a nation 42 2023-01-01",
        "h1@{0} advisory_member W experts-3 c county W 2023-01-01",
        "g1@{0} advisory_member W experts-5 e province 44 2023-01-01",
        "x4@{0} advisory_member W experts-11 k province P 2023-01-01",
        "x5@{0} advisory_member W experts-12 l city C 2023-01-01",
    )
    people = members(*(line.format(WEST) for line in lines))
    needs = applications("w1 W 2023-02-01 tea h1 province b", "w2 E - silk h2 city b")
    found = answer(layers(people=people, applications=needs))
    told = candidates(found, WEST).set_index("expert_id").loc["x1"]
    best = found.members.set_index(["county_code", "expert_id"])
    assert told["rank_county"] < best.loc[(WEST, "x4"), "rank_county"]
    assert (told["blocked"], told["unstable"]) == ("settled", False)
    assert (told["becomes"], told["seats"]) == (6, 5)
    assert "stay" in found.stability("en")
    assert found.violations() == []
    # None of a group that is new has to stay.
    new = candidates(answer(), WEST)
    assert not new["blocked"].str.contains("settled").any()
    assert (new["becomes"] == 0).all()


def test_a_matching_is_kept_with_its_choice_and_rows():
    found = answer()
    plan = kept(found, "v", kind="advisory", name="一")
    assert choice_in(plan.settings) == found.question.choice
    assert rows_in(plan.content).equals(rows_of(found).reset_index(drop=True))
    assert content_of(answer()) == plan.content
    assert plan.summary["full"] == 2


def test_nobody_asks_and_the_answer_says_so():
    found = answer(layers(applications=applications()[:0]))
    assert found.members.empty
    assert found.groups.empty
    assert set(found.waiting("en")["why"]) == {"no_application"}
    assert "No county" in headline(found.counts, "en")
    assert data_notes(found.question, "zh") == []


def test_the_fewest_favours_are_told():
    people = "n1 a nation tea 42 1 - - -"
    found = answer(layers(experts=experts(people, *POOL[2:])))
    asked = favours(found)
    told = asked.table("en")
    assert told[["expert_id", "over", "lifts"]].to_numpy().tolist() == [
        ["n1", True, ""]
    ]  # fmt: skip
    assert "1 favours" in asked.lines("en")[0]
    assert favours(answer()).lines("en") == [
        "Every group is full; no favour is needed."
    ]


@pytest.mark.parametrize(
    ("expert", "column", "value", "promise"),
    [
        ("x1", "expert_id", "zz", "pool"),
        ("x1", "expert_id", "x2", "quota"),
        ("x1", "role", "leader", "leader"),
        ("h1", "role", "trade", "home"),
        ("x1", "expert_id", "x5", "accepts"),
    ],
)
def test_the_check_of_the_records_finds_what_is_wrong(expert, column, value, promise):
    pool = experts(*POOL[:-1], "x5 l city tea C 2 - 451024 -")
    frames = layers(experts=pool)
    asked = question(frames)
    members = answer_advisory(asked).members.copy()
    assert record_violations(frames, asked.choice, asked.on, members) == []
    members.loc[members["expert_id"] == expert, column] = value
    found = record_violations(frames, asked.choice, asked.on, members)
    assert promise in {one.promise for one in found}


def test_the_check_counts_groups_elsewhere_and_takes_the_application_that_counts():
    frames = layers(
        applications=applications(
            "w1 W 2023-02-01 tea;sheep h1 province -",
            # Of the same day and not reviewed as far, so that it does not count.
            "w9 W 2023-02-01 silk - submitted -",
        )
    )
    asked = question(frames, review="submitted")
    found = answer_advisory(asked)
    assert "h1" in held(found)[WEST]
    assert found.violations(frames) == []
    # x1 joins one group at most, and is in that of a county that is not matched.
    people = members("x1@451024 advisory_member E experts-8 h province P 2024-01-01")
    told = record_violations(
        {**frames, "people": people}, asked.choice, asked.on, found.members
    )
    assert [(one.promise, one.subject) for one in told] == [("quota", "x1")]


def test_a_note_on_one_county_is_not_told_as_of_many():
    one = question(layers(facts=facts(*FACTS[:5])))
    (note,) = data_notes(one, "en")
    assert note.endswith("does not count them (1): 德保县. State it in Facts of units.")


_TIERS = st.sampled_from(["nation", "province", "city", "county"])
_HOMES = st.sampled_from(["11", "44", "45", "4510", WEST, EAST])
_TRADES = st.sampled_from(["tea", "sheep", "vegetables", "silk", "tea;silk"])
_CODES = st.sampled_from(["-", "-", WEST, EAST, "45", f"{EAST};{WEST}"])


@settings(max_examples=10, deadline=None)
@given(
    st.lists(
        st.tuples(_TIERS, _TRADES, _HOMES, st.integers(0, 3), _CODES, _CODES),
        min_size=1, max_size=14,
    ),
    st.sampled_from(["counties", "experts"]),
    st.integers(0, 3),
)  # fmt: skip
def test_no_plan_breaks_a_rule_of_the_records(rows, proposing, in_force):
    """Counted from the rows themselves, and not from the numbers of the problem."""
    lines = [
        f"z{at} o{at % 4} {tier} {trades} {home} {quota} - {accepts} {declines}"
        for at, (tier, trades, home, quota, accepts, declines) in enumerate(rows)
    ]
    agreed = min(in_force, len(rows))
    people = members(
        *(f"z{at}@{WEST} advisory_member W experts-{at + 1} o{at % 4} {rows[at][0]} "
          f"{rows[at][2]} 2023-01-01" for at in range(agreed))
    ) if agreed else layers()["people"]  # fmt: skip
    frames = layers(
        experts=experts(*lines), people=people,
        applications=applications(
            f"w1 W - tea;sheep {';'.join(f'z{n}' for n in range(7))} province -",
            "w2 E - vegetables z0;z1 nation -",
        ),
    )  # fmt: skip
    found = answer(frames, proposing=proposing)
    assert found.violations(frames) == []
    load: dict[str, int] = {}
    for county, own in held(found).items():
        homes, east = 0, 0
        for expert, role in own.items():
            tier, _, home, quota, accepts, declines = rows[int(expert[1:])]
            load[expert] = load.get(expert, 0) + 1
            if county == WEST and int(expert[1:]) < agreed:
                continue
            assert load[expert] <= quota
            assert accepts == "-" or any(
                county.startswith(code) for code in accepts.split(";")
            )
            assert not any(county.startswith(code) for code in declines.split(";"))
            assert role != "leader" or tier == "nation"
            assert (home == county) == (role == "home")
            homes += home == county
            east += home in ("11", "44")
        assert homes <= 1
        assert county == EAST or east <= 1 or agreed
        assert list(own.values()).count("leader") <= 1
