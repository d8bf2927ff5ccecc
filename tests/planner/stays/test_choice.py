"""What is asked of the museum tours, and everything that is wrong with it at once."""

import datetime as dt
import json

import pytest

from planner.errors import PlanInputError
from planner.stays.choice import TourChoice
from planner.stays.months import day_before, next_year
from tests.planner.stays.asking import E, W, choice, month

FULL = {
    "by_county": ((W, 2, 1, 2, 4),),
    "extra_sets": (("三号", "4510", dt.date(2027, 9, 1)),),
    "pins": ((W, "k1", month(3), 2, "v1"), (E, "k2", month(5), 3, "")),
    "bans": ((E, "k1"),),
    "locked": (E,),
    "done_until": dt.date(2027, 2, 10),
}


def problems(**given):
    with pytest.raises(PlanInputError) as caught:
        choice(**given)
    return [key for key, _ in caught.value.problems]


def test_settings_come_back_from_json():
    asked = choice(**FULL)
    told = json.loads(json.dumps(asked.settings()))
    assert TourChoice.from_settings(told) == asked


def test_a_month_may_be_written_without_its_day():
    read = TourChoice.from_settings({"start": "2027-03", "months": 24})
    assert (read.start, read.end) == (dt.date(2027, 3, 1), dt.date(2029, 2, 28))


def test_the_last_of_all_days_is_a_day_like_others():
    assert choice(done_until=dt.date.max).done == 12
    assert next_year(dt.date.max) == dt.date(2200, 1, 1)
    assert day_before(dt.date.min) == dt.date.min


def test_months_that_are_over_or_begun_are_done():
    until = [dt.date(2026, 12, 31), dt.date(2027, 1, 1), dt.date(2027, 2, 28)]
    assert [choice(done_until=day).done for day in until] == [0, 1, 2]
    assert choice(done_until=dt.date(2030, 1, 1)).done == 12
    assert choice().done == 0


def test_everything_wrong_is_told_at_once():
    assert problems(
        start=dt.date(2027, 1, 5), months=0, km_day=float("nan"), stays=True,
        counties="rich", in_term="never", themes=1, by_county=((W, 2, 1),),
        extra_sets=((" ", "4510", month(1)),),
    ) == [
        "stays_bad_whole", "stays_bad_whole", "stays_bad_number", "stays_bad_word",
        "stays_bad_word", "stays_bad_value", "stays_bad_start", "stays_bad_county",
        "stays_extra_unnamed",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"shortest": 4, "longest": 3}, "stays_bad_lengths"),
        ({"stays": 4, "shortest": 2, "gap_months": 2}, "stays_no_room"),
        ({"by_county": ((W, 1, 3, 2, 0),)}, "stays_bad_lengths_in"),
        ({"by_county": ((W, 3, 3, 3, 3),)}, "stays_no_room_in"),
        ({"by_county": ((W, 1, 2, 3, 3), (W, 2, 2, 3, 3))}, "stays_twice"),
        ({"pins": ((W, "k1", dt.date(2027, 3, 2), 2, ""),)}, "stays_bad_pin"),
        ({"pins": ((W, "k1", month(12), 2, ""),)}, "stays_pin_outside"),
        (
            {"pins": ((W, "k1", month(3), 2, ""),), "bans": ((W, "k1"),)},
            "stays_pin_banned",
        ),
        ({"extra_sets": (("三号", " ", month(1)),)}, "stays_extra_unplaced"),
        ({"start": dt.date(9999, 12, 1)}, "stays_bad_year"),
        ({"start": dt.date(1, 1, 1)}, "stays_bad_year"),
    ],
)
def test_what_contradicts_itself_is_refused(given, key):
    assert problems(**given) == [key]


def test_settings_that_cannot_be_read_are_told_with_the_others():
    with pytest.raises(PlanInputError) as caught:
        TourChoice.from_settings(
            {"pins": [["W", "k1"]], "monhts": 3, "stays": 99, "locked": "x"}
        )
    told = [(key, values.get("name")) for key, values in caught.value.problems]
    assert set(told) == {
        ("stays_unknown", "monhts"), ("stays_bad_value", "pins"),
        ("stays_bad_value", "locked"), ("stays_bad_value", "start"),
        ("stays_bad_whole", "stays"),
    }  # fmt: skip
    assert all("{" not in caught.value.text(lang) for lang in ("zh", "en"))
