"""What the planner asks of a roster: every mistake at once, settings that come back."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.assignment import DEFAULT_GOALS
from planner.errors import PlanInputError
from planner.roster.choice import ExtraPost, RosterChoice
from tests.planner.problems import promise

_WORD = st.text(min_size=1, max_size=4)
_PAIRS = st.lists(st.tuples(_WORD, _WORD), max_size=2).map(tuple)
CHOICES = st.builds(
    RosterChoice,
    needed=st.integers(1, 9),
    each_trade=st.booleans(),
    least_fit=st.sampled_from(["whole", "part", "other"]),
    goals=st.sampled_from([DEFAULT_GOALS, ("must", "filled"), ("filled", "travel")]),
    extra=st.lists(
        st.builds(ExtraPost, _WORD, _WORD, st.sampled_from(["", "tea;silk"]), _WORD),
        max_size=2,
    ).map(tuple),
    pins=_PAIRS,
    bans=_PAIRS,
    freed=st.lists(_WORD, max_size=2).map(tuple),
    ended=st.lists(_WORD, max_size=2).map(tuple),
)


def keys(refused):
    return [key for key, _ in refused.value.problems]


@promise
@given(CHOICES)
def test_settings_come_back_from_json(choice):
    plain = json.loads(json.dumps(choice.settings()))
    assert RosterChoice.from_settings(plain) == choice


def test_settings_left_out_are_the_usual_ones():
    assert RosterChoice.from_settings({}) == RosterChoice()
    assert RosterChoice.from_settings({"needed": 2}).goals == DEFAULT_GOALS


def test_every_bad_field_is_told_at_once():
    with pytest.raises(PlanInputError) as refused:
        RosterChoice(
            needed=0,
            each_trade="maybe",
            least_fit="any",
            goals=("filled", "must", "swift"),
            extra=(ExtraPost("451022100201", "team_leader", "tea;moon;sun"),),
        )
    found = keys(refused)
    assert found[:4] == [
        "roster_bad_needed", "roster_bad_fit", "roster_bad_each", "roster_bad_trades"
    ]  # fmt: skip
    assert any(key.startswith("assignment_") for key in found[4:])
    assert "moon, sun" in refused.value.text("zh")
    assert "swift" in refused.value.text("en")


@pytest.mark.parametrize("needed", [True, 1.0, "1", 10, -1, None])
def test_needed_is_a_whole_number_from_one_to_nine(needed):
    with pytest.raises(PlanInputError) as refused:
        RosterChoice(needed=needed)
    assert keys(refused) == ["roster_bad_needed"]


def test_settings_of_any_shape_are_refused_in_words():
    with pytest.raises(PlanInputError) as refused:
        RosterChoice.from_settings(
            {
                "need": 1,
                "goals": 3,
                "extra": [{"village": "1"}],
                "pins": [["a"]],
                "bans": None,
                "needed": 99,
            }
        )
    assert keys(refused) == [
        "roster_unknown", *["roster_bad_list"] * 4, "roster_bad_needed"
    ]  # fmt: skip
    assert refused.value.problems[0][1] == {"name": "need", "nearest": "needed"}
    for lang in ("zh", "en"):
        assert refused.value.text(lang).count("\n") == 5
