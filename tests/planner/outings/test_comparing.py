"""A plan beside day trips, counted by hand."""

import datetime as dt
from dataclasses import asdict

import pytest

from planner.outings.comparing import MEASURES, compare, comparison, recorded
from tests import toy
from tests.planner.outings.asking import MONDAY, answer, caravans, choice
from tests.toy_programmes import rows

# Out and back: 7 km to 1 and 2, 15.65 km to 3 and 4, 1.4 km from v2 to 5.
KM = 2 * (2 * 7 + 2 * 15.65 + 1.4)


def test_day_trips_are_out_and_back_for_every_visit():
    _, trips = compare(answer(), litres_per_100km=10)
    assert (trips.owed, trips.made, trips.days, trips.days_short) == (5, 5, 5, 0)
    assert trips.working_days == 20
    assert trips.km == pytest.approx(KM, abs=0.2)
    # At 30 km/h; a visit takes two hours, and nobody is out at half past one.
    assert trips.drive == pytest.approx(KM / 30, abs=0.1)
    assert trips.hours == pytest.approx(KM / 30 + 5 * 2, abs=0.1)
    assert trips.cost == pytest.approx(2 * KM + 40 * KM / 30 + 5 * 200, abs=1)
    assert trips.litres == pytest.approx(KM / 10, abs=0.1)
    assert trips.co2_kg == pytest.approx(KM / 10 * 2.68, abs=0.2)


def test_the_plan_is_counted_from_its_tours():
    found = answer()
    plan, trips = compare(found)
    assert (plan.made, plan.days) == (5, len(found.tours))
    assert plan.km == pytest.approx(found.tours["km"].sum())
    assert plan.cost == pytest.approx(found.cost, abs=0.01)
    assert plan.km < trips.km
    assert plan.co2_kg == pytest.approx(plan.km * 0.12 * 2.68, abs=0.1)


def test_nights_away_are_counted():
    asked = choice(nights=2, night_cost=0, day_cost=0, km_cost=100)
    found = answer(asked)
    plan, trips = compare(found)
    assert plan.nights >= (found.tours["night"] != "").sum() > 0
    assert trips.nights == 0


def test_days_that_are_not_there_are_told():
    # Four visits of v1 on one working day.
    _, trips = compare(answer(choice(end=MONDAY)))
    assert (trips.days, trips.days_short) == (5, 3)


def test_a_day_too_short_for_the_way_makes_no_trip():
    # Two hours there, and 2 x 31 minutes to villages 3 and 4.
    _, trips = compare(answer(choice(hours_day=2.6)))
    assert trips.made == 3
    # The pause begins within the visit, so the day is an hour longer.
    late = choice(from_h=11, rest_from_h=11, rest_until_h=12, hours_day=3)
    assert compare(answer(late))[1].made == 0


def test_the_cheapest_caravan_makes_the_trip():
    near = caravans("v3 近车 W 2019-01-01 - 15,5")
    _, trips = compare(answer(caravans=near))
    # Village 3 is v3's home, and 4 is 10 km from it: 28 km there and back.
    assert trips.km == pytest.approx(KM - 2 * 15.65 - (2 * 15.65 - 28), abs=0.3)


def test_counties_without_a_caravan_are_owed_but_not_made():
    plan, trips = compare(answer(caravans=caravans().iloc[:1]))
    assert (plan.owed, plan.made, trips.made) == (5, 4, 4)


def test_the_table_holds_every_measure():
    found = answer()
    table = comparison(found)
    assert tuple(table["measure"]) == MEASURES
    plan, trips = (asdict(one) for one in compare(found))
    assert dict(zip(MEASURES, table["plan"], strict=True)) == plan
    assert dict(zip(MEASURES, table["day_trips"], strict=True)) == trips


def test_nothing_owed_is_nothing():
    plan, trips = compare(answer(villages=toy.villages().assign(is_poor=False)))
    assert (plan.owed, plan.km, trips.km, trips.days) == (0, 0, 0, 0)


def test_the_year_before_is_a_column_of_what_is_known():
    found = answer()
    events = rows(
        "events", "kind date unit_code",
        "caravan_visit 2025-03-02 V1", "caravan_visit 2025-03-02 W",
        "caravan_visit 2025-03-02 V5", "caravan_visit 2025-03-13 V1",
        "caravan_visit 2025-03-14 V1",  # after the last of the days
        "caravan_visit 2026-03-05 V1",  # of this year
        "village_visit 2025-03-03 V1",
    )  # fmt: skip
    before = recorded(events, found)
    # Two counties on the first day, one on the last.
    assert before == {"made": 4, "days": 3}
    table = comparison(found, before=before).set_index("measure")["before"]
    assert table.dropna().to_dict() == before
    # Or the plan that was in force.
    plan, _ = compare(found)
    table = comparison(found, before=asdict(plan))
    assert (table["before"] == table["plan"]).all()


def test_a_leap_day_has_a_day_before():
    day = dt.date(2028, 2, 29)
    events = rows("events", "kind date unit_code", "caravan_visit 2027-02-28 V1")
    assert recorded(events, answer(choice(day, day)))["made"] == 1
