"""Plans in the words of planners: stays, counties, sets, what is missed and why."""

import datetime as dt

import pytest

from planner.stays.answering import TourAnswer
from planner.stays.keeping import with_stays
from planner.stays.wording import tour_notes
from planner.tours import Stay
from tests.planner.stays.asking import (
    E,
    W,
    answer,
    by_hand,
    choice,
    month,
    question,
    sets,
    stays,
    venues,
)

LANGS = ("zh", "en")


def test_every_county_gets_its_stay_with_days_ways_and_themes():
    found = answer()
    assert (found.owed, found.made) == (2, 2)
    assert found.stays["stay_id"].tolist() == [f"{W}/1", f"{E}/1"]
    # Two sets, and both counties are owed a stay at once.
    assert found.stays["first"].tolist() == [month(1), month(1)]
    assert set(found.stays["set_id"]) == {"k1", "k2"}
    assert found.stays["state"].tolist() == ["planned"] * 2
    assert found.counties["made"].tolist() == [1, 1]
    assert found.missed("zh").empty
    goals = found.goals("en")
    assert goals["goal"].tolist()[0] == "stays"
    assert set(goals["status"]) == {"optimal"}


def test_a_stay_closes_in_time_for_the_turn_and_knows_its_way():
    own = sets()
    own["turn_days"] = own["turn_days"].astype("Int64")
    own.loc[0, "turn_days"] = 5
    found = by_hand(
        (W, "k1", 1, 2, "v1"), (E, "k1", 4, 2, "v3"),
        museum_sets=own, asked=choice(km_cost=10, move_cost=100),
    )  # fmt: skip
    first, second = found.stays.to_dict("records")
    assert (first["opens"], first["closes"]) == (month(1), dt.date(2027, 2, 23))
    west = found.question.counties["name"].iloc[0]
    assert (first["from_place"], second["from_place"]) == ("百色市", west)
    assert second["km"] == pytest.approx(28, rel=0.02)
    assert (second["venue"], second["months"], second["theme"]) == (
        "东体育馆",
        2,
        "力学",
    )
    assert found.cost == pytest.approx(10 * found.km + 200)
    row = found.sets.iloc[0]
    assert (row["stays"], row["months_out"], row["months_idle"], row["moves"]) == (
        2, 4, 8, 2
    )  # fmt: skip


def test_waits_count_from_the_turn_of_each_stay():
    records = stays("q1 k1 W v1 2026-08-01 2026-10-20 done")
    found = by_hand((E, "k2", 3, 2, "v2"), museum_stays=records)
    counties = found.counties.set_index("county_code")
    # Never toured: overdue by the whole share of twelve months when the plan begins.
    assert counties.loc[E, "first_wait"] == 14
    # Due twelve months after October, and not made until the end.
    assert counties.loc[W, ["made", "first_wait", "wait"]].tolist() == [0, 3, 3]
    assert found.stays["wait"].tolist() == [14]


def test_records_keep_their_days_and_pins_their_mark():
    records = stays("q1 k2 E v2 2027-03-10 2027-05-05 booked")
    asked = choice(pins=((W, "k1", month(6), 2, ""),), done_until=dt.date(2027, 5, 31))
    found = answer(asked, museum_stays=records)
    rows = found.stays.set_index("county_code")
    assert rows.loc[E, ["state", "opens", "closes"]].tolist() == [
        "done", dt.date(2027, 3, 10), dt.date(2027, 5, 5)
    ]  # fmt: skip
    assert rows.loc[W, ["state", "pinned"]].tolist() == ["planned", True]


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"museum_venues": venues().iloc[:1]}, "no_venue"),
        ({"museum_sets": sets().iloc[:1].assign(serves=W)}, "no_set"),
        ({"museum_venues": venues().iloc[:2], "museum_sets": sets().iloc[:1]},
         "too_small"),
        ({"museum_venues": venues().assign(
            free=["", "2027-07-01/2027-07-31", "2027-07-01/2027-07-31"])},
         "venue_shut"),
    ],
)  # fmt: skip
def test_what_is_missed_has_its_reason_and_a_fix(changed, why):
    found = answer(**changed)
    (row,) = found.missed("zh").to_dict("records")
    assert (row["county_code"], row["number"], row["why"]) == (E, 1, why)
    assert found.counties["why"].tolist() == ["", why]
    for lang in LANGS:
        (told,) = found.missed(lang).to_dict("records")
        assert told["reason"]
        assert told["fix"]
        assert "{" not in told["reason"] + told["fix"]


def test_one_more_set_is_told_where_sets_are_busy():
    one = sets().iloc[:1]
    asked = choice(months=3, shortest=2, longest=2, gap_months=0)
    found = answer(asked, museum_sets=one)
    (row,) = found.missed("en").to_dict("records")
    assert row["why"] == "set_busy"
    assert "one more set of another theme from 2027-01" in row["fix"]


def test_a_set_kept_out_is_no_reason_where_another_may_come():
    records = stays("q1 k2 E v2 2026-08-01 2026-10-05 done")
    asked = choice(bans=((E, "k1"),), by_county=((W, 0, 2, 3, 3),))
    (row,) = answer(asked, museum_stays=records).missed("zh").to_dict("records")
    assert row["why"] == "theme"
    assert "没有可去" not in row["reason"]


def test_what_fits_and_was_taken_out_is_said_to_fit():
    found = TourAnswer(question(), with_stays(question(), []).plan)
    assert set(found.missed("zh")["why"]) == {"room"}
    assert "2027-01" in found.missed("en")["fix"].iloc[0]


def test_a_broken_plan_is_found_by_the_independent_check():
    asked = question()
    small = int(asked.venues.index[asked.venues["venue_id"] == "v2"][0])
    wrong = with_stays(asked, [Stay(1, 0, 2, 0, small)])
    assert wrong.violations()


def test_notes_say_what_was_asked_and_how_good_the_plan_is():
    found = answer(choice(extra_sets=(("三号", "4510", month(9)),)))
    for lang in LANGS:
        notes = "\n".join(tour_notes(found, lang))
        assert "{" not in notes
        assert "2027-01" in notes
    assert "proved best" in notes
    by_hand_notes = tour_notes(by_hand((W, "k1", 1, 2, "v1")), "en")
    assert any("changed by hand" in note for note in by_hand_notes)
