"""What can be asked of a matching, and what is refused."""

import json

import pytest

from planner.advising.choice import (
    AdvisoryChoice,
    agree_again,
    ban,
    decline,
    pin,
    raise_quota,
    unban,
    unpin,
)
from planner.errors import PlanInputError


def test_settings_make_the_same_choice_again():
    choice = AdvisoryChoice(
        members=9, fewest=7, most=11, home=(0, 1), partner=(1, 1), proposing="experts",
        review="city", batch="二", in_turn=False, county_order=("level", "trades"),
        expert_order=("near",), declined=(("1", "a", "county"), ("1", "b", "expert")),
        pins=(("2", "c"),), bans=(("2", "d"),), quota_raised=(("c", 2),),
    )  # fmt: skip
    told = json.loads(json.dumps(choice.settings()))
    assert AdvisoryChoice.from_settings(told) == choice
    assert AdvisoryChoice.from_settings({}) == AdvisoryChoice()


def test_everything_wrong_is_told_at_once_in_both_languages():
    with pytest.raises(PlanInputError) as caught:
        AdvisoryChoice.from_settings(
            {
                "members": 20, "home": [2, 1], "partner": 3, "proposing": "nobody",
                "review": "returned", "in_turn": "x", "county_order": ["level"] * 2,
                "expert_order": ["level"], "declined": [["1", "a", "x"]],
                "pins": [["1", "a"], ["2", "b"]], "bans": [["2", "b"]],
                "quota_raised": [["a", 0]], "seats": 3,
            }
        )  # fmt: skip
    keys = [key for key, _ in caught.value.problems]
    assert keys == [
        "advisory_unknown", "advisory_bad_value", "advisory_bad_members",
        "advisory_bad_span", "advisory_bad_value", "advisory_bad_word",
        "advisory_bad_word", "advisory_bad_order", "advisory_bad_order",
        "advisory_bad_who", "advisory_pin_and_ban", "advisory_pin_declined",
        "advisory_bad_raise",
    ]  # fmt: skip
    for lang in ("zh", "en"):
        assert len(caught.value.text(lang).splitlines()) == len(keys)


def test_whoever_declines_is_pinned_no_more_and_may_come_back():
    choice = decline(pin(AdvisoryChoice(), "1", "a"), "1", "a", "expert")
    assert (choice.pins, choice.declined) == ((), (("1", "a", "expert"),))
    assert decline(choice, "1", "a", "expert") == choice
    assert agree_again(choice, "1", "a") == AdvisoryChoice()


def test_a_pin_and_a_ban_take_each_others_place():
    pinned = pin(ban(AdvisoryChoice(), "1", "a"), "1", "a")
    assert (pinned.pins, pinned.bans) == ((("1", "a"),), ())
    assert unpin(pinned, "1", "a") == AdvisoryChoice()
    assert ban(pinned, "1", "a").pins == ()
    assert unban(ban(pinned, "1", "a"), "1", "a") == AdvisoryChoice()
    raised = raise_quota(raise_quota(AdvisoryChoice(), "a", 2), "a", 1)
    assert raised.quota_raised == (("a", 1),)
    assert raise_quota(raised, "a", 0) == AdvisoryChoice()


def test_a_group_has_room_for_the_seats_asked_and_a_quota_is_raised_once():
    with pytest.raises(PlanInputError, match="19 seats"):
        AdvisoryChoice(home=(9, 9), partner=(9, 9))
    assert AdvisoryChoice(home=(9, 9), partner=(1, 2)).home == (9, 9)
    with pytest.raises(PlanInputError, match="twice"):
        AdvisoryChoice(quota_raised=(("a", 1), ("a", 2)))
