"""What may be asked of the caravans: settings there and back, every mistake at once."""

import datetime as dt
import json

import pytest

from planner.errors import PlanInputError
from planner.outings.choice import OutingChoice
from tests.planner.outings.asking import FRIDAY, MONDAY, choice

FULL = choice(
    visits=2, gap_days=3, nights=1, weekends=True, hosts="bases",
    lent=(("v2", "451022"),), pins=(("451022100201", MONDAY, ""),),
    free_days=(("v1", FRIDAY),),
)  # fmt: skip


def test_settings_come_back_as_they_were():
    plain = json.loads(json.dumps(FULL.settings()))
    assert OutingChoice.from_settings(plain) == FULL


def test_every_bad_value_is_told_at_once():
    with pytest.raises(PlanInputError) as told:
        OutingChoice.from_settings(
            {
                "start": "morgen", "end": "2026-12-31", "visits": "zwei",
                "gap_days": 0, "nights": 0.5, "km_cost": float("nan"),
                "weekends": 1, "hosts": "hotels", "from_h": 20, "rest_from_h": 15,
                "pins": [["451022100201"]], "colour": "red", "most_stops": True,
            }
        )  # fmt: skip
    keys = [key for key, _ in told.value.problems]
    assert sorted(keys) == sorted(
        [
            "outing_unknown", "outing_bad_value", "outing_bad_value",
            "outing_bad_value", "outing_bad_whole", "outing_bad_whole",
            "outing_bad_whole", "outing_bad_whole", "outing_bad_number",
            "outing_bad_hosts", "outing_bad_hours", "outing_bad_rest",
        ]
    )  # fmt: skip
    for lang in ("zh", "en"):
        text = told.value.text(lang)
        assert len(text.splitlines()) == len(keys)
        assert "{" not in text


def test_days_that_are_not_given_are_asked_for():
    with pytest.raises(PlanInputError) as told:
        OutingChoice.from_settings({"visits": 0})
    names = [params["name"] for _, params in told.value.problems]
    assert names == ["start", "end", "visits"]


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"end": dt.date(2026, 3, 1)}, "outing_bad_days"),
        ({"end": dt.date(2029, 3, 1)}, "outing_bad_days"),
        ({"pins": (("x", dt.date(2026, 3, 14), ""),)}, "outing_pin_outside"),
        # The second visit would be on the thirteenth of twelve days.
        ({"visits": 2, "gap_days": 12}, "outing_bad_gap"),
    ],
)
def test_days_that_do_not_fit_are_refused(given, key):
    with pytest.raises(PlanInputError) as told:
        choice(**given)
    assert [name for name, _ in told.value.problems] == [key]


def test_the_longest_gap_that_fits_is_taken():
    assert choice(visits=2, gap_days=11).days == 12
