"""What the planner asks: every mistake at once, and settings that come back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.schemas import BASE_KINDS
from planner.errors import PlanInputError
from planner.new_bases.choice import BaseChoice
from tests.planner.problems import promise

_MONEY = st.floats(0, 1e6)
_IDS = st.lists(st.text(max_size=4), max_size=3).map(tuple)
_KINDS = st.sampled_from(tuple(BASE_KINDS))
_SHARED = {
    "places": st.sampled_from(["listed", "villages"]),
    "kind": _KINDS,
    "cost": _MONEY,
    "weight": st.sampled_from(["villages", "poor_households", "households"]),
    "county_kind": _KINDS | st.just(""),
    "pinned": _IDS,
    "forbidden": _IDS,
}
_ROOM = st.none() | st.integers(1, 10_000)
_NUMBER = st.integers(0, 10_000)
CHOICES = st.one_of(
    st.builds(
        BaseChoice,
        aim=st.just("all"),
        least=st.sampled_from(["number", "cost"]),
        budget=st.none() | _MONEY,
        capacity=_ROOM,
        **_SHARED,
    ),
    st.builds(
        BaseChoice,
        aim=st.just("most"),
        number=_NUMBER,
        budget=st.none() | _MONEY,
        capacity=_ROOM,
        **_SHARED,
    ),
    st.builds(
        BaseChoice,
        aim=st.just("mean"),
        number=_NUMBER,
        budget=st.none() | _MONEY,
        **_SHARED,
    ),
    st.builds(BaseChoice, aim=st.just("farthest"), number=_NUMBER, **_SHARED),
)


def keys_of(values):
    with pytest.raises(PlanInputError) as error:
        BaseChoice(**values)
    assert error.value.text("zh") != error.value.text("en")
    return [key for key, _ in error.value.problems]


@given(CHOICES)
@promise
def test_settings_come_back(choice):
    assert BaseChoice.from_settings(choice.settings()) == choice


def test_every_bad_field_is_told_at_once():
    with pytest.raises(PlanInputError) as error:
        BaseChoice(
            aim="best",
            least="time",
            number=-1,
            budget=float("nan"),
            places="here",
            kind="shop",
            capacity=0,
            cost="20",
            weight="people",
            county={"code": "451021"},
            county_kind="shop",
            pinned="v1",
            forbidden=(1,),
        )
    told = [params["name"] for _, params in error.value.problems]
    assert sorted(told) == sorted(
        [
            "aim", "least", "places", "kind", "weight", "county", "county_kind",
            "pinned", "forbidden", "number", "capacity", "budget", "cost",
        ]
    )  # fmt: skip
    assert len(error.value.text("en").splitlines()) == len(told)


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"aim": "mean"}, "bases_need_number"),
        ({"aim": "farthest"}, "bases_need_number"),
        ({"aim": "most"}, "bases_need_limit"),
        ({"aim": "all", "number": 3}, "bases_no_number"),
        ({"aim": "farthest", "number": 3, "budget": 1.0}, "bases_no_budget"),
        ({"aim": "mean", "number": 3, "capacity": 2}, "bases_no_capacity"),
        ({"aim": "farthest", "number": 3, "capacity": 2}, "bases_no_capacity"),
    ],
)
def test_what_an_aim_needs_and_does_not_take(values, key):
    assert keys_of(values) == [key]


@pytest.mark.parametrize("value", [True, 1.0, "1", 10_001])
@pytest.mark.parametrize("name", ["number", "capacity"])
def test_counts_are_whole_numbers(name, value):
    assert keys_of({"aim": "most", "budget": 1.0, name: value}) == ["bases_bad_count"]


@pytest.mark.parametrize("value", [None, 451021, "45102x", "４５", "4\n", "1" * 13])
def test_a_county_is_a_code(value):
    assert keys_of({"county": value}) == ["bases_bad_county"]


@pytest.mark.parametrize("value", [True, -0.5, float("inf"), "1"])
def test_money_is_an_amount(value):
    keys = keys_of({"aim": "most", "number": 1, "budget": value, "cost": value})
    assert keys == ["bases_bad_money"] * 2


def test_unknown_settings_are_told_with_the_nearest_name():
    with pytest.raises(PlanInputError) as error:
        BaseChoice.from_settings({"numbr": 3, "aims": "all", "cost": -1})
    assert [key for key, _ in error.value.problems] == [
        "bases_unknown", "bases_unknown", "bases_bad_money",
    ]  # fmt: skip
    assert "number" in error.value.text("zh")


def test_within_a_budget_cost_is_kept_least():
    assert BaseChoice().kept_least == "number"
    assert BaseChoice(least="cost").kept_least == "cost"
    assert BaseChoice(budget=80.0).kept_least == "cost"
