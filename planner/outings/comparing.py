"""A year of tours beside day trips that visit one place a day, and the year before."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

from planner.outings.answering import OutingAnswer
from planner.outings.done import VISIT_KIND
from planner.outings.question import Part
from planner.outings.tours import by_month, outings

# Kilograms of CO2 from a litre of diesel, see :func:`compare`.
CO2_KG_PER_LITRE = 2.68
# Of a loaded diesel van of 3.5 to 5 t, as which caravans are built, on hill roads. No
# figures of caravans are published: a county's fuel book knows better.
LITRES_PER_100_KM = 12.0
MEASURES = (
    "owed", "made", "days", "working_days", "days_short", "km", "hours", "drive",
    "cost", "nights", "litres", "co2_kg",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class YearFigures:
    """What a year of visits comes to.

    Parameters
    ----------
    owed, made
        Visits.
    days, working_days, days_short
        Days out of all caravans, days on which they may go out, and days out for which
        a caravan has no such day.
    km, hours, drive
        Kilometres, hours from departure to return, hours at the wheel.
    cost, nights
        In the unit of the choice; nights away.
    litres, co2_kg
        Fuel, and the carbon dioxide of burning it, kilograms.
    """

    owed: int
    made: int
    days: int
    working_days: int
    days_short: int
    km: float
    hours: float
    drive: float
    cost: float
    nights: int
    litres: float
    co2_kg: float


@dataclass(frozen=True, slots=True)
class _Trip:
    """Out and back once: the caravan, and what it takes."""

    van: int
    seconds: float
    drive_s: float
    km: float
    cost: float


def compare(
    answer: OutingAnswer, *, litres_per_100km: float = LITRES_PER_100_KM
) -> tuple[YearFigures, YearFigures]:
    """Give the figures of a plan, and of a day trip for every visit owed.

    Each day trip is made by the caravan for which it is cheapest, out and back the same
    day. They are counted kindly: gaps between visits, hours of a week and pins are not
    asked, and a caravan short of working days makes them all the same
    (`days_short` says how many). Visits for which a day of their own is too short, or
    to which no road leads, are not made.

    Carbon dioxide is 2.68 kg for a litre of diesel: 74,100 kg/TJ (IPCC 2006, Guidelines
    for National Greenhouse Gas Inventories, volume 2, table 3.2.1) times 43.0 TJ/Gg
    (table 1.2) times 0.84 kg a litre (within the 0.81 to 0.845 of GB 19147).

    Parameters
    ----------
    answer
        The plan.
    litres_per_100km
        Fuel of a caravan.

    Returns
    -------
    tuple of YearFigures
        Of the plan, and of the day trips.
    """
    return _planned(answer, litres_per_100km), _day_trips(answer, litres_per_100km)


def comparison(
    answer: OutingAnswer,
    *,
    litres_per_100km: float = LITRES_PER_100_KM,
    before: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """:func:`compare` as a table: ``measure`` (a code), ``plan``, ``day_trips``.

    Parameters
    ----------
    answer, litres_per_100km
        As for :func:`compare`.
    before
        Figures of the year before by measure, such as :func:`recorded` gives or those
        of the plan that was in force: a third column ``before``, NaN where a measure
        is not known.
    """
    plan, trips = (
        asdict(one) for one in compare(answer, litres_per_100km=litres_per_100km)
    )
    rows = [(name, float(plan[name]), float(trips[name])) for name in MEASURES]
    table = pd.DataFrame(rows, columns=["measure", "plan", "day_trips"])
    if before is not None:
        table["before"] = [float(before.get(name, np.nan)) for name in MEASURES]
    return table


def recorded(events: pd.DataFrame, answer: OutingAnswer) -> dict[str, float]:
    """Count what the records say of the same days a year earlier.

    Parameters
    ----------
    events
        Layer ``events``; caravan visits in the counties of the plan count.
    answer
        The plan whose year before is asked for.

    Returns
    -------
    dict
        ``made``: visits; ``days``: days out, one for each county and day with a visit,
        since records do not name the caravan. Nothing else is known from records.
    """
    choice = answer.question.choice
    first, last = (_year_before(day).isoformat() for day in (choice.start, choice.end))
    counties = set(answer.question.places["county_code"])
    own = events[(events["kind"] == VISIT_KIND) & events["date"].between(first, last)]
    county = own["unit_code"].astype(str).str[:6]
    own = own.assign(county=county)[county.isin(counties)]
    days = len(own[["county", "date"]].drop_duplicates())
    return {"made": float(len(own)), "days": float(days)}


def _year_before(day: dt.date) -> dt.date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def _planned(answer: OutingAnswer, litres: float) -> YearFigures:
    tours = answer.tours
    return _figures(
        answer,
        made=answer.made,
        days=len(tours),
        days_short=0,
        km=float(tours["km"].sum()),
        hours=float(tours["work"].sum()),
        drive=float(tours["drive"].sum()),
        cost=answer.cost,
        nights=sum(outing.nights for outing in outings(answer)),
        litres_per_100km=litres,
    )


def _day_trips(answer: OutingAnswer, litres: float) -> YearFigures:
    trips: list[tuple[int, _Trip]] = []
    short = 0
    for part in answer.question.parts:
        own = list(_trips_of(part))
        trips += own
        used = np.zeros(len(part.caravans), dtype=np.int64)
        for times, trip in own:
            used[trip.van] += times
        there = part.problem.vans.works.sum(axis=1)
        short += int(np.maximum(used - there, 0).sum())

    def total(name: str) -> float:
        return sum(times * float(getattr(trip, name)) for times, trip in trips)

    made = sum(times for times, _ in trips)
    return _figures(
        answer,
        made=made,
        days=made,
        days_short=short,
        km=total("km"),
        hours=total("seconds") / 3600,
        drive=total("drive_s") / 3600,
        cost=total("cost"),
        nights=0,
        litres_per_100km=litres,
    )


def _trips_of(part: Part) -> Iterator[tuple[int, _Trip]]:
    """Visits owed to each village that a day trip can make, and the cheapest trip."""
    tasks, vans = part.problem.tasks, part.problem.vans
    for task in range(len(tasks)):
        trips = [
            trip
            for van in range(len(vans))
            if tasks.allowed[task, van] and (trip := _trip(part, task, van))
        ]
        if trips:
            best = min(trips, key=lambda trip: (trip.cost, trip.van))
            yield int(tasks.times[task]), best


def _trip(part: Part, task: int, van: int) -> _Trip | None:
    """Out and back on one day; None where that is too short or no way leads."""
    tasks, vans = part.problem.tasks, part.problem.vans
    place, home, kind = (
        int(one) for one in (tasks.place[task], vans.home[van], vans.kind[van])
    )
    drive, km = (
        float(table[kind, home, place] + table[kind, place, home])
        for table in (part.problem.legs.seconds, part.problem.legs.km)
    )
    if not np.isfinite(drive + km):
        return None
    whole = drive + float(tasks.service_s[task])
    begin = float(vans.begin_s[van])
    if begin <= vans.rest_until_s[van] < begin + whole:
        whole += float(vans.rest_s[van])
    if whole > vans.work_s[van] or begin + whole > vans.end_s[van]:
        return None
    cost = float(
        vans.km_cost[van] * km + vans.hour_cost[van] * drive / 3600 + vans.day_cost[van]
    )
    return _Trip(van, whole, drive, km, cost)


def _figures(
    answer: OutingAnswer,
    *,
    made: int,
    days: int,
    days_short: int,
    km: float,
    hours: float,
    drive: float,
    cost: float,
    nights: int,
    litres_per_100km: float,
) -> YearFigures:
    parts = answer.question.parts
    litres = km / 100 * litres_per_100km
    return YearFigures(
        owed=answer.owed,
        made=made,
        days=days,
        working_days=sum(int(part.problem.vans.works.sum()) for part in parts),
        days_short=days_short,
        km=round(km, 1),
        hours=round(hours, 1),
        drive=round(drive, 1),
        cost=round(cost, 2),
        nights=nights,
        litres=round(litres, 1),
        co2_kg=round(litres * CO2_KG_PER_LITRE, 1),
    )


def by_caravan(answer: OutingAnswer) -> pd.DataFrame:
    """Days out, visits, km, hours and nights of each caravan in the whole time.

    Returns
    -------
    pandas.DataFrame
        Columns ``caravan_id``, ``caravan``, ``days``, ``visits``, ``km``, ``drive``,
        ``work`` (hours), ``nights``; the busiest first, no row for one that stays at
        home.
    """
    months = by_month(answer).drop(columns="month")
    keys = ["caravan_id", "caravan"]
    whole = months.groupby(keys, as_index=False).sum()
    return whole.sort_values("work", ascending=False, ignore_index=True)
