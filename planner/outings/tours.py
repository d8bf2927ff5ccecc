"""Every day out with its date, its places, its nights and its way over the roads."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from geo.roads.engine import RoadTravel
from geo.travel import LonLat, Travel
from planner.caravans import CaravanPlan, Tour
from planner.outings.answering import OutingAnswer
from planner.outings.question import Part


@dataclass(frozen=True, slots=True)
class Outing:
    """One caravan's day out.

    Parameters
    ----------
    part, tour
        The problem it is of, and the tour in its numbers.
    caravan_id, date
        Whose and when.
    places
        Positions in the problem: where it begins, the villages, where it ends.
    nights
        Nights away from its end until the caravan moves again; 0 at home.
    """

    part: Part
    tour: Tour
    caravan_id: str
    date: dt.date
    places: tuple[int, ...]
    nights: int

    @property
    def key(self) -> str:
        """Name no other day out has: caravan and date."""
        return f"{self.caravan_id}@{self.date.isoformat()}"

    @property
    def legs(self) -> list[tuple[float, float]]:
        """Seconds and km of the ways from each of the places to the next."""
        legs = self.part.problem.legs
        kind = int(self.part.problem.vans.kind[self.tour.van])
        return [
            (float(legs.seconds[kind][way]), float(legs.km[kind][way]))
            for way in pairwise(self.places)
        ]

    @property
    def drive_s(self) -> float:
        """Seconds at the wheel."""
        return sum(seconds for seconds, _ in self.legs)

    @property
    def km(self) -> float:
        """Kilometres driven."""
        return sum(km for _, km in self.legs)


def outings(answer: OutingAnswer) -> list[Outing]:
    """Every tour in the order of :attr:`OutingAnswer.tours`.

    Parameters
    ----------
    answer
        The plan.
    """
    ids = answer.question.caravans["caravan_id"].astype(str).tolist()
    found = [
        _outing(answer, ids, part, plan, number)
        for part, plan in zip(answer.question.parts, answer.plans, strict=True)
        for number in range(len(plan.tours))
    ]
    return sorted(found, key=lambda outing: (outing.caravan_id, outing.date))


def _outing(
    answer: OutingAnswer, ids: Sequence[str], part: Part, plan: CaravanPlan, number: int
) -> Outing:
    tour = plan.tours[number]
    place = part.problem.tasks.place
    stops = (int(place[stop.task]) for stop in tour.stops)
    nights = 0
    if tour.end != int(part.problem.vans.home[tour.van]):
        later = (one.day for one in plan.tours if one.van == tour.van)
        nights = min(day for day in later if day > tour.day) - tour.day
    return Outing(
        part,
        tour,
        ids[part.caravans[tour.van]],
        answer.question.choice.start + dt.timedelta(days=tour.day),
        (tour.start, *stops, tour.end),
        nights,
    )


def courses(found: Sequence[Outing], travel: Travel | None = None) -> list[LonLat]:
    """Course of every tour, shape (n, 2), degrees.

    Parameters
    ----------
    found
        Tours.
    travel
        As the question was put with: along its roads where it has any, the walks from
        and to them drawn straight; straight from place to place without.
    """
    ways: dict[tuple[bytes, bytes], LonLat] = {}

    def way(start: LonLat, end: LonLat) -> LonLat:
        key = start.tobytes(), end.tobytes()
        if key not in ways:
            ways[key] = course_between(start, end, travel)
        return ways[key]

    return [
        _without_repeats(
            np.vstack([way(a, b) for a, b in pairwise(one.part.lonlat[[*one.places]])])
        )
        for one in found
    ]


def course_between(start: LonLat, end: LonLat, travel: Travel | None) -> LonLat:
    """Course from one place to another, shape (n, 2), degrees.

    Parameters
    ----------
    start, end
        Longitude and latitude, shape (2,).
    travel
        As for :func:`courses`.
    """
    between = np.empty((0, 2))
    if isinstance(travel, RoadTravel):
        leaves = travel.direction == "from_origins"
        # A way to the origins is asked for from where it ends.
        path = travel.path(start, end) if leaves else travel.path(end, start)
        if path is not None:
            between = np.array(path.geometry.coords)[:, :2]
    return np.vstack([start, between, end])


def _without_repeats(course: LonLat) -> LonLat:
    """Drop points that stand where the one before does, but for the last two."""
    moves = np.r_[True, (np.diff(course, axis=0) != 0).any(axis=1)]
    kept: LonLat = course[moves]
    return kept if len(kept) > 1 else course[:2]


def by_month(answer: OutingAnswer) -> pd.DataFrame:
    """Days out, visits, km, hours and nights of each caravan in each month.

    Returns
    -------
    pandas.DataFrame
        Columns ``caravan_id``, ``caravan``, ``month`` (``2027-03``), ``days``,
        ``visits``, ``km``, ``drive``, ``work`` (hours), ``nights``; no row for a month
        without a day out.
    """
    tours = answer.tours.assign(nights=[one.nights for one in outings(answer)])
    months = tours.assign(month=[day.isoformat()[:7] for day in tours["date"]], days=1)
    keys = ["caravan_id", "caravan", "month"]
    summed = ["days", "visits", "km", "drive", "work", "nights"]
    return months.groupby(keys, as_index=False)[summed].sum()
