"""Stays moved, added and taken out by hand: a plan never breaks a rule."""

from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.stays.editing import add_stay, drop_stay, months_for, move_stay
from tests.planner.stays.asking import E, W, by_hand, choice, month, sets, stays


@pytest.fixture(scope="module")
def plan():
    asked = choice(stays=2, by_county=((W, 1, 2, 3, 3),))
    return by_hand(
        (W, "k1", 1, 2, "v1"), (E, "k2", 1, 2, "v2"), (E, "k1", 8, 2, "v3"), asked=asked
    )  # fmt: skip


def test_every_month_and_set_is_weighed(plan):
    options = months_for(plan, f"{E}/2")
    assert len(options) == 2 * 11
    now = options[(options["set_id"] == "k1") & (options["first"] == month(8))]
    assert now[["fits", "km", "venue_id"]].to_numpy().tolist() == [[True, 0.0, "v3"]]
    why = options.set_index(["set_id", "first"])["why"]
    assert why["k1", month(2)] == "set_busy"
    assert why["k2", month(8)] == "theme"
    assert why["k1", month(5)] == "too_soon"
    assert why["k1", month(6)] == ""
    assert months_for(plan, "451022/9").empty


def test_a_stay_moves_where_it_fits(plan):
    edit = move_stay(plan, f"{E}/2", "k1", month(6), 3)
    assert edit.why == ()
    assert edit.answer.violations() == []
    (change,) = edit.changes.to_dict("records")
    assert (change["change"], change["first_after"], change["months_after"]) == (
        "moved", month(6), 3
    )  # fmt: skip
    assert plan.stays["first"].tolist() == [month(1), month(1), month(8)]


def test_where_it_does_not_fit_the_rules_and_nearest_months_are_told(plan):
    edit = move_stay(plan, f"{E}/2", "k1", month(4))
    assert edit.answer is None
    assert edit.why == ("too_soon",)
    assert (edit.near[0].set_id, edit.near[0].first) == ("k1", month(6))
    assert all(near.first != month(8) for near in edit.near)
    small = move_stay(plan, f"{E}/2", "k1", month(8), venue_id="v2")
    assert small.why == ("too_small",)


@pytest.mark.parametrize(
    ("stay", "one", "venue", "why"),
    [
        ("451022/9", "k1", None, "no_stay"),
        (f"{E}/2", "k9", None, "unknown_set"),
        (f"{E}/2", "k1", "v1", "unknown_venue"),
    ],
)
def test_what_is_not_there_is_said(plan, stay, one, venue, why):
    assert move_stay(plan, stay, one, month(8), venue_id=venue).why == (why,)


def test_a_stay_is_added_only_while_one_is_owed(plan):
    assert add_stay(plan, W, "k2", month(9)).why == ("enough",)
    assert add_stay(plan, "999999", "k2", month(9)).why == ("unknown_county",)
    fewer = drop_stay(plan, f"{E}/2")
    assert fewer.changes["change"].tolist() == ["dropped"]
    more = add_stay(fewer.answer, E, "k1", month(9))
    assert more.answer.violations() == []
    assert more.changes["change"].tolist() == ["added"]


def test_what_is_booked_pinned_locked_or_over_stays():
    records = stays("q1 k2 E v2 2027-03-10 2027-04-05 booked")
    plan = by_hand((W, "k1", 6, 2, "v1"), museum_stays=records,
                   asked=choice(locked=(W,)))  # fmt: skip
    assert drop_stay(plan, f"{E}/1").why == ("held",)
    assert move_stay(plan, f"{E}/1", "k2", month(9)).why == ("held",)
    assert drop_stay(plan, f"{W}/1").why == ("locked",)


def test_a_stay_between_two_of_one_theme_cannot_be_dropped():
    asked = choice(stays=3, gap_months=1, shortest=1, by_county=((W, 0, 1, 1, 0),))
    plan = by_hand(
        (E, "k1", 1, 2, "v3"), (E, "k2", 5, 2, "v2"), (E, "k1", 9, 2, "v3"), asked=asked
    )  # fmt: skip
    assert drop_stay(plan, f"{E}/2").why == ("beside",)


@cache
def crowded():
    """Three stays owed to each county, one booked, a set that leaves."""
    records = stays("q1 k3 W v1 2027-07-01 2027-08-05 booked")
    asked = choice(stays=3, gap_months=1, shortest=1, months=12)
    more = sets("k3 三号 C 力学 100 - 2027-10-31 -")
    return by_hand(asked=asked, museum_stays=records, museum_sets=more)


@settings(
    max_examples=25, deadline=None, suppress_health_check=list(HealthCheck),
    derandomize=True,
)  # fmt: skip
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["move", "add", "drop"]), st.sampled_from([W, E]),
            st.sampled_from(["k1", "k2", "k3"]), st.integers(1, 12), st.integers(1, 3),
        ),
        max_size=6,
    )
)  # fmt: skip
def test_no_row_of_edits_breaks_a_rule(edits):
    plan = crowded()
    for what, county, one, first, number in edits:
        if what == "add":
            edit = add_stay(plan, county, one, month(first))
        elif what == "move":
            edit = move_stay(plan, f"{county}/{number}", one, month(first), number)
        else:
            edit = drop_stay(plan, f"{county}/{number}")
        assert (edit.answer is None) == bool(edit.why)
        plan = edit.answer or plan
        assert plan.violations() == []
