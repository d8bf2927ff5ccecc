"""A year of caravan visits: who is visited when, who is not and why."""

import datetime as dt
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np
import pandas as pd

from geo.schemas import split_list
from geo.words import Lang
from planner.caravans import CaravanPlan, Tour, schedule
from planner.caravans.reasons import Missed, reasons
from planner.errors import WORDS
from planner.outings.fixes import fix_of
from planner.outings.fleet import vans_of
from planner.outings.places import DAY_TEXTS
from planner.outings.question import OutingQuestion, Part, locked_days
from planner.problem import Flags
from planner.verify_caravans import caravan_violations
from planner.verify_options import Violation
from planner.wording import list_text

_VISIT = [
    *("date", "caravan_id", "caravan", "number", "visit", "place_id", "place"),
    *("kind", "township", "county", "arrive", "begin", "leave", "drive", "km"),
]
_TOUR = [
    *("date", "caravan_id", "caravan", "visits", "depart", "back", "km", "drive"),
    *("work", "start", "end", "night"),
]
_MISSED = [
    *("place_id", "place", "kind", "township", "county", "visits", "why", "reason"),
    "fix",
]
# Told of the visits made so far and those owed; answers whether to stop.
OutingWatch = Callable[[int, int], bool]


@dataclass(frozen=True)
class OutingAnswer:
    """Plans for the parts of a question.

    Parameters
    ----------
    question, plans
        What was asked, and the answer to each part.
    """

    question: OutingQuestion
    plans: tuple[CaravanPlan, ...]

    @cached_property
    def visits(self) -> pd.DataFrame:
        """One row per visit in order of day, caravan and time.

        Columns ``date``, ``caravan_id``, ``caravan``, ``number`` (in the day),
        ``visit`` (the how manieth of its place), ``place_id``, ``place``, ``kind``,
        ``township``, ``county``, ``arrive``, ``begin``, ``leave`` (minutes after
        midnight), ``drive`` (minutes from the place before), ``km``.
        """
        rows = [row for part, tour in self._tours() for row in self._stops(part, tour)]
        table = pd.DataFrame(rows, columns=_VISIT)
        table = table.sort_values(["date", "caravan_id", "number"], ignore_index=True)
        return table.assign(visit=table.groupby("place_id").cumcount() + 1)

    @cached_property
    def tours(self) -> pd.DataFrame:
        """One row per caravan and day out, in that order.

        Columns ``date``, ``caravan_id``, ``caravan``, ``visits``, ``depart``, ``back``
        (minutes after midnight), ``km``, ``drive``, ``work`` (hours), ``start``,
        ``end`` (names), ``night`` (name of the place, empty at home).
        """
        rows = []
        for part, tour in self._tours():
            van = self._van(part, tour)
            places = self._places(part, tour)
            home = int(part.problem.vans.home[tour.van])
            legs = part.problem.legs
            kind = int(part.problem.vans.kind[tour.van])
            ways = list(pairwise(places))
            rows.append(
                {
                    "date": self._date(tour),
                    "caravan_id": van["caravan_id"],
                    "caravan": van["name"],
                    "visits": len(tour.stops),
                    "depart": round(tour.depart / 60),
                    "back": round(tour.back / 60),
                    "km": round(sum(float(legs.km[kind][a, b]) for a, b in ways), 1),
                    "drive": sum(float(legs.seconds[kind][a, b]) for a, b in ways)
                    / 3600,
                    "work": (tour.back - tour.depart) / 3600,
                    "start": part.names[tour.start],
                    "end": part.names[tour.end],
                    "night": part.names[tour.end] if tour.end != home else "",
                }
            )
        names = (
            "date caravan_id caravan visits depart back km drive work start end night"
        )
        table = pd.DataFrame(rows, columns=names.split())
        return table.sort_values(["caravan_id", "date"], ignore_index=True)

    @cached_property
    def missing(self) -> list[tuple[Part, Missed]]:
        """Places with visits not made, by position, each with the part it is in."""
        return [
            (part, missed)
            for part, plan in zip(self.question.parts, self.plans, strict=True)
            for missed in reasons(
                replace(
                    part.problem,
                    shut=(*part.problem.shut, *locked_days(self.question, part)),
                ),
                plan,
                _spare(self.question, part),
            )
        ]

    def missed(self, lang: Lang) -> pd.DataFrame:
        """One row per place with visits not made.

        Columns ``place_id``, ``place``, ``kind``, ``township``, ``county``,
        ``visits``, ``why`` (a code), ``reason``, ``fix``.
        """
        rows = []
        for part, told in self.missing:
            row = part.places[told.task]
            rows.append((*self._place(row), told.visits, *self._why(part, told, lang)))
        for row in self.question.without:
            place = self.question.places.iloc[row]
            reason = WORDS.say("outing_why_no_caravan", lang, {})
            county = place["county_name"] or place["county_code"]
            fix = WORDS.say("outing_fix_lend", lang, {"county": county})
            visits = int(place["visits"])
            rows.append((*self._place(row), visits, "no_caravan", reason, fix))
        return pd.DataFrame(rows, columns=_MISSED)

    def _why(self, part: Part, told: Missed, lang: Lang) -> tuple[str, str, str]:
        """Code, reason and nearest fixes."""
        why = unplaced(part, told.task) or told.why
        fixes = [fix_of(self.question, part, fix).text(lang) for fix in told.fixes]
        if why == "no_caravan":
            # The county has a caravan, or the place would be in no part.
            why, wanted = "no_topics", self.question.places["topics"]
            topics = list_text(split_list(wanted.iloc[part.places[told.task]]), lang)
            fixes = [WORDS.say("outing_fix_topics", lang, {"topics": topics})]
        texts = self.question.places[list(DAY_TEXTS)].iloc[part.places[told.task]]
        if why == "bad_pin":
            fixes += self._beside(part, told, lang)
        if why in ("never_open", "too_many") and any(texts):
            said: dict[str, object] = {"texts": list_text(filter(None, texts), lang)}
            fixes.append(WORDS.say("outing_fix_opening", lang, said))
        if why == "no_room" and not fixes:
            county = self.question.places["county_name"].iloc[part.places[told.task]]
            fixes = [WORDS.say("outing_fix_lend", lang, {"county": county})]
        reason = WORDS.say(f"outing_why_{why}", lang, {})
        return why, reason, ("；" if lang == "zh" else "; ").join(fixes)

    def _beside(self, part: Part, told: Missed, lang: Lang) -> Iterator[str]:
        """Name what else is pinned to the days of a place's pins."""
        names = part.problem.tasks.place.tolist()
        for day in sorted({fix.day for fix in told.fixes if fix.rule == "pin"}):
            others = [
                part.names[names[task]]
                for task, other, _ in part.problem.pins
                if other == day and task != told.task
            ]
            if others:
                date = self.question.choice.start + dt.timedelta(days=day)
                said = {"day": date, "names": list_text(others, lang)}
                yield WORDS.say("outing_fix_beside", lang, said)

    @cached_property
    def owed(self) -> int:
        """Visits owed to all places, those without a caravan included."""
        return int(self.question.places["visits"].sum())

    @property
    def made(self) -> int:
        """Visits made."""
        return sum(plan.made for plan in self.plans)

    @property
    def cost(self) -> float:
        """Cost of driving, days out and nights."""
        return sum(plan.cost for plan in self.plans)

    def violations(self) -> list[Violation]:
        """Check every part again by code that shares nothing with the solver."""
        return [
            violation
            for part, plan in zip(self._parts, self.plans, strict=True)
            for violation in caravan_violations(part.problem, plan)
        ]

    @property
    def _parts(self) -> tuple[Part, ...]:
        return self.question.parts

    def _tours(self) -> Iterator[tuple[Part, Tour]]:
        for part, plan in zip(self._parts, self.plans, strict=True):
            for tour in plan.tours:
                yield part, tour

    def _van(self, part: Part, tour: Tour) -> "pd.Series[str]":
        van: pd.Series[str] = self.question.caravans.iloc[part.caravans[tour.van]]
        return van

    def _date(self, tour: Tour) -> dt.date:
        return self.question.choice.start + dt.timedelta(days=tour.day)

    def _places(self, part: Part, tour: Tour) -> list[int]:
        tasks = part.problem.tasks
        stops = [int(tasks.place[stop.task]) for stop in tour.stops]
        return [tour.start, *stops, tour.end]

    def _stops(self, part: Part, tour: Tour) -> Iterator[tuple[object, ...]]:
        van, places = self._van(part, tour), self._places(part, tour)
        legs, kind = part.problem.legs, int(part.problem.vans.kind[tour.van])
        for number, stop in enumerate(tour.stops):
            way = places[number], places[number + 1]
            yield (
                self._date(tour),
                van["caravan_id"],
                van["name"],
                number + 1,
                0,
                *self._place(part.places[stop.task]),
                round(stop.arrive / 60),
                round(stop.begin / 60),
                round(stop.leave / 60),
                round(float(legs.seconds[kind][way]) / 60),
                round(float(legs.km[kind][way]), 1),
            )

    def _place(self, row: int) -> tuple[object, ...]:
        """Id, name, kind, township and county of a place."""
        return tuple(column.iloc[row] for column in self._told)

    @cached_property
    def _told(self) -> "list[pd.Series[str]]":
        shown = ("place_id", "name", "kind", "township_name", "county_name")
        return [self.question.places[name] for name in shown]


def _spare(question: OutingQuestion, part: Part) -> Flags:
    """Days on which caravans are there, were they not off: weekends, days given off."""
    always = replace(question.choice, weekends=True, free_days=())
    return vans_of(question.caravans.iloc[list(part.caravans)], always).works


def unplaced(part: Part, task: int) -> str:
    """Say which place is not known, where that is why no way leads to a task.

    Returns
    -------
    str
        ``"no_place"``, ``"no_home"`` or nothing.
    """
    tasks, home = part.problem.tasks, part.problem.vans.home
    unknown = set(np.flatnonzero(np.isnan(part.lonlat).any(axis=1)).tolist())
    if int(tasks.place[task]) in unknown:
        return "no_place"
    homes = set(home[tasks.allowed[task]].tolist())
    return "no_home" if homes and homes <= unknown else ""


def answer_outings(
    question: OutingQuestion,
    *,
    time_limit_s: float = 30.0,
    steps: int | None = None,
    seed: int = 0,
    start: Sequence[CaravanPlan] | None = None,
    watch: OutingWatch | None = None,
) -> OutingAnswer:
    """Plan every part, side by side on the cores there are.

    Parameters
    ----------
    question
        What is asked.
    time_limit_s
        Seconds for all parts together; each gets its share by the visits it owes.
    steps
        Instead of a time limit, for each part; the plan is then the same every time,
        whatever the machine.
    seed
        Where the random numbers begin.
    start
        A plan for each part to begin from, as far as it keeps the rules.
    watch
        Told of progress; True stops every part with the best so far.
    """
    parts = question.parts
    owed = [int(part.problem.tasks.times.sum()) for part in parts]
    cores = min(os.cpu_count() or 1, max(len(parts), 1))
    made = [0] * len(parts)
    stopped = [False]

    def one(number: int) -> CaravanPlan:
        def told(missing: int, _cost: float) -> bool:
            made[number] = owed[number] - missing
            if watch and watch(sum(made), sum(owed)):
                stopped[0] = True
            return stopped[0]

        share = cores * owed[number] / max(sum(owed), 1)
        return schedule(
            parts[number].problem,
            time_limit_s=time_limit_s * min(share, 1.0),
            steps=steps,
            searches=1 if (len(parts) if steps is not None else cores) > 1 else 2,
            seed=seed,
            start=start[number] if start else None,
            even=question.choice.even_cost,
            watch=told,
        )

    # The largest first, so that no core ends up alone with one.
    order = sorted(range(len(parts)), key=lambda number: -owed[number])
    with ThreadPoolExecutor(cores) as pool:
        found = dict(zip(order, pool.map(one, order), strict=True))
    return OutingAnswer(question, tuple(found[number] for number in range(len(parts))))
