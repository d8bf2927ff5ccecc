"""What can be asked of a pairing, and what is refused."""

import json

import pytest

from planner.errors import PlanInputError
from planner.pairing.choice import PairingChoice, check_kind


def test_settings_make_the_same_choice_again():
    choice = PairingChoice(
        villages="not_exited", parties="both", roles=("expert", "frontline"), needed=2,
        capacity=4, least_fit="part", limit_min=90.0, counties=3,
        goals=("filled", "travel"), must=("1",), pins=(("a", "b"),), bans=(("c", "d"),),
    )  # fmt: skip
    told = json.loads(json.dumps(choice.settings()))
    assert PairingChoice.from_settings(told) == choice
    assert PairingChoice.from_settings({}) == PairingChoice()


def test_everything_wrong_is_told_at_once():
    with pytest.raises(PlanInputError) as caught:
        PairingChoice(
            villages="some", parties="nobody", roles=("expert", "wizard"), needed=0,
            capacity=0, least_fit="well", limit_min=-1.0, counties=-1,
            goals=("travel", "filled"),
        )  # fmt: skip
    keys = [key for key, _ in caught.value.problems]
    assert keys == [
        "pairing_bad_needed", "pairing_bad_capacity", "pairing_bad_counties",
        "pairing_bad_limit", "pairing_bad_word", "pairing_bad_word",
        "pairing_bad_word", "pairing_bad_word", "assignment_goal_filled_first",
    ]  # fmt: skip
    for part in ("“0”", "“some”", "“wizard”", "“well”", "“nobody”"):
        assert part in caught.value.text("zh")
    with pytest.raises(PlanInputError, match="role"):
        PairingChoice(roles=())


@pytest.mark.parametrize("value", [True, 1.5, "3", 1000])
def test_a_capacity_is_a_whole_number(value):
    with pytest.raises(PlanInputError):
        PairingChoice(capacity=value)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "30", 1441])
def test_a_limit_is_a_number_of_minutes(value):
    with pytest.raises(PlanInputError):
        PairingChoice(limit_min=value)


def test_unknown_names_have_the_nearest_known_one():
    with pytest.raises(PlanInputError) as caught:
        PairingChoice.from_settings({"capacty": 3, "pins": ["x"], "roles": "expert"})
    assert caught.value.problems[0] == (
        "pairing_unknown", {"name": "capacty", "nearest": "capacity"}
    )  # fmt: skip
    assert [key for key, _ in caught.value.problems[1:]] == ["pairing_bad_list"] * 2


def test_kinds_are_three():
    assert check_kind("universities") == "universities"
    with pytest.raises(PlanInputError, match="three_regions"):
        check_kind("schools")
