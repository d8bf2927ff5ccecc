"""Groups accepted: rows, the programme before and after, one change undone as one."""

import datetime as dt
from functools import cache

import pytest

from planner.advising.accounting import ITEMS, ledger, offices
from planner.advising.answering import answer_advisory
from planner.advising.choice import AdvisoryChoice
from planner.advising.ledger import entry
from planner.advising.question import ask_advisory
from planner.advising.recording import accept, leave
from planner.errors import PlanInputError
from planner.workspace import Workspace
from tests.planner.advising.asking import (
    APPLICATIONS,
    DAY,
    EAST,
    FACTS,
    POOL,
    WEST,
    answer,
    applications,
    experts,
    facts,
    layers,
    members,
)
from tests.toy_programmes import score_of

# Enough for two groups of eight and more.
MANY = tuple(
    f"y{at} o{at} province {trade} P 1 - - -"
    for at, trade in enumerate(["tea", "sheep", "vegetables", "silk"] * 3)
)
FEBRUARY = dt.date(2023, 2, 1)


@cache
def whole():
    """Two whole groups, as the programme counts them, accepted on 1 February 2023."""
    frames = layers(experts=experts(*POOL, *MANY), facts=facts(*FACTS[:4]))
    asked = ask_advisory(frames, AdvisoryChoice(), today=FEBRUARY)
    found = answer_advisory(asked)
    return frames, found, accept(frames, found, since=FEBRUARY)


def states(frames, on):
    """Status of each part of each row of the programme."""
    score = score_of(frames, "advisory", on)
    return {
        row_id: [part.status for part in row.parts]
        for row_id, row in score.rows.items()
    }


def test_accepting_writes_groups_members_and_what_the_programme_asks_about():
    frames, found, done = whole()
    assert found.groups["full"].all()
    assert (done.groups, done.members, done.facts) == (2, len(found.members), 2)
    groups = done.frames["groups"].set_index("unit_code")
    columns = ["group_id", "name", "kind", "trades", "since"]
    assert groups.loc[WEST, columns].tolist() == [
        f"GW{WEST}", "田东县产业顾问组", "advisory_group", "sheep;tea", "2023-02-01",
    ]  # fmt: skip
    people = done.frames["people"].set_index("person_id")
    leader = people.loc[f"n1@{WEST}"]
    assert leader[["role", "tier", "home_unit", "group_id", "certified"]].tolist() == [
        "advisory_leader", "nation", "42", f"GW{WEST}", "",
    ]  # fmt: skip
    # Accepted again, nothing is written twice.
    again = answer_advisory(
        ask_advisory({**frames, **done.frames}, AdvisoryChoice(), today=FEBRUARY)
    )
    twice = accept({**frames, **done.frames}, again, since=FEBRUARY)
    assert (twice.groups, twice.members, twice.facts) == (0, 0, 0)


def test_the_programme_turns_from_gap_to_met():
    frames, _, done = whole()
    with_need = {**frames, "facts": done.frames["facts"]}
    before = states(with_need, FEBRUARY)
    # Nobody is on record, so that the programme asks for data.
    assert before["advisory.group"] == ["needs_data"] * 4
    assert before["advisory.matching"][0] == "needs_data"
    assert before["advisory.east_west"] == ["needs_data"]
    now = {**frames, **done.frames}
    after = states(now, FEBRUARY)
    assert after["advisory.group"] == ["met"] * 4
    assert after["advisory.matching"][0] == "met"
    assert after["advisory.east_west"] == ["met"]
    assert after["advisory.ledger"][-1] == "short"
    for code in (WEST, EAST):
        for item in ITEMS:
            layer, whole_layer = entry(now, code, item, FEBRUARY, today=FEBRUARY)
            now = {**now, layer: whole_layer}
    for row in offices(now, FEBRUARY).to_dict("records"):
        layer, whole_layer = entry(now, row["unit_code"], row["item"], FEBRUARY)
        now = {**now, layer: whole_layer}
    done_all = states(now, FEBRUARY)
    assert done_all["advisory.matching"] == ["met"] * 3
    assert done_all["advisory.meeting"] == ["met"] * 3
    assert done_all["advisory.ledger"] == ["met"] * 6
    # Summaries are of December.
    assert done_all["advisory.agreement"][:4] == ["met", "met", "met", "open"]


def test_one_change_holds_both_layers_and_is_undone_as_one(tmp_path):
    frames, _, done = whole()
    workspace = Workspace(tmp_path / "w.gpkg")
    workspace.replace(frames, [])
    version = workspace.data_version
    workspace.replace_layers(done.frames, change="认定", made_from=version)
    kept = ask_advisory(workspace.layers(), AdvisoryChoice(), today=FEBRUARY)
    assert len(kept.now) == done.members
    assert workspace.last_change == "认定"
    workspace.undo()
    assert workspace.data_version == version
    assert workspace.layer("people").empty
    assert workspace.layer("groups").empty


def test_some_counties_alone_and_groups_that_are_there_are_filled_up():
    people = members("n2@451024 advisory_leader E experts-2 b nation 43 2023-01-01")
    frames = layers(people=people)
    found = answer(frames)
    one = accept(frames, found, since=DAY, counties=[EAST], certified=DAY)
    people = one.frames["people"]
    assert set(people["unit_code"]) == {EAST}
    assert people["certified"].tolist().count("2023-06-01") == len(people) - 1
    assert (one.groups, one.members) == (1, 4)


def test_certificates_before_the_first_day_are_refused():
    with pytest.raises(PlanInputError, match="certified"):
        accept(layers(), answer(), since=DAY, certified=dt.date(2023, 5, 1))


def test_members_leave_and_all_that_is_wrong_is_told():
    _, _, done = whole()
    people = done.frames["people"]
    left = leave(people, [f"n1@{WEST}"], dt.date(2023, 3, 1)).set_index("person_id")
    assert left.loc[f"n1@{WEST}", "until"] == "2023-03-01"
    with pytest.raises(PlanInputError) as caught:
        leave(people, [f"n1@{WEST}", "zz"], dt.date(2023, 1, 1))
    keys = [key for key, _ in caught.value.problems]
    assert keys == ["advisory_leaves_early", "advisory_unknown_member"]


def test_an_expert_of_another_year_gets_a_number_of_their_own():
    people = members(f"n1@{WEST} advisory_leader W experts-1 a nation 42 2020-01-01")
    people["until"] = "2021-12-31"
    frames = layers(people=people, applications=applications(*APPLICATIONS[:1]))
    done = accept(frames, answer(frames), since=DAY)
    assert f"n1@{WEST} (2)" in set(done.frames["people"]["person_id"])


def test_the_ledger_of_a_new_group_owes_what_is_still_to_come():
    frames, _, done = whole()
    told = ledger({**frames, **done.frames}, dt.date(2023, 6, 1))
    row = told.set_index("county_code").loc[WEST]
    assert (row["plan_state"], row["plan_by"]) == ("late", dt.date(2023, 3, 31))
    assert (row["summary_state"], row["summary_by"]) == ("due", dt.date(2023, 12, 31))
    assert row["joint_session_by"] == dt.date(2023, 6, 30)
    later = ledger({**frames, **done.frames}, dt.date(2024, 2, 1))
    assert later["certificates_state"].tolist() == ["late", "late"]
    assert later["plan_state"].tolist() == ["due", "due"]


def test_groups_that_begin_later_are_agreed_on_and_nobody_is_entered_twice():
    frames, found, _ = whole()
    later = dt.date(2024, 1, 1)
    done = accept(frames, found, since=later)
    now = {**frames, **done.frames}
    # By the matching as it was made before, and by one made anew.
    stale = accept(now, found, since=later)
    assert (stale.groups, stale.members, stale.facts) == (0, 0, 0)
    again = answer_advisory(ask_advisory(now, AdvisoryChoice(), today=FEBRUARY))
    assert again.members["agreed"].all()
    assert again.violations(now) == []
    twice = accept(now, again, since=later)
    assert (twice.groups, twice.members) == (0, 0)
    # Until they begin the ledger has no account of them.
    assert ledger(now, FEBRUARY).empty


def test_who_leaves_earlier_already_does_not_stay_longer():
    _, _, done = whole()
    person = f"n1@{WEST}"
    left = leave(done.frames["people"], [person], dt.date(2023, 3, 1))
    with pytest.raises(PlanInputError, match="2023-03-01"):
        leave(left, [person], dt.date(2023, 9, 1))
    sooner = leave(left, [person], dt.date(2023, 2, 15)).set_index("person_id")
    assert sooner.loc[person, "until"] == "2023-02-15"
