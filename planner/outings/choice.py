"""What the planner asks of a year of caravan visits."""

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from geo.checks.visits import VISIT_LIMITS
from planner.errors import PlanInputError, Problem
from planner.plain_values import day, from_plain, is_day, not_numbers, pairs, read_plain

Hosts = Literal["townships", "bases"]
_MOST_DAYS = 731
_NUMBERS: Mapping[str, tuple[float, float]] = {
    **{name: VISIT_LIMITS[name] for name in ("visits", "gap_days", "minutes")},
    "from_h": (0, 24),
    "to_h": (0, 24),
    **{name: VISIT_LIMITS[name] for name in ("hours_day", "hours_week")},
    "rest_min": (0, 180),
    "rest_from_h": (0, 24),
    "rest_until_h": (0, 24),
    "most_stops": (1, 20),
    "km_cost": (0, 1e4),
    "hour_cost": (0, 1e4),
    "day_cost": (0, 1e6),
    "night_cost": (0, 1e6),
    "nights": (0, 14),
    "visit_value": VISIT_LIMITS["value"],
    "spread_cost": (0, 1e4),
    "change_cost": (0, 1e6),
    "preference_cost": (0, 1e6),
    "even_cost": (0, 1e4),
}
_FLAGS = ("weekends", "with_places")
_WHOLE = frozenset(("visits", "gap_days", "most_stops", "nights"))


@dataclass(frozen=True, slots=True)
class OutingChoice:
    """One question about the caravans' year; which villages is said by the rule.

    Parameters
    ----------
    start, end
        First and last day planned.
    visits, gap_days, minutes
        Visits owed to each village, one in each equal part of the time; fewest days
        between two; how long one takes.
    from_h, to_h
        Hour at which a crew leaves at the earliest and is back at the latest.
    hours_day, hours_week
        Most work of a crew, waiting and driving included.
    rest_min, rest_from_h, rest_until_h
        A pause of so many minutes begins between two hours; none on days that end
        before the second.
    weekends
        Whether crews work on days off.
    most_stops
        Villages visited in a day.
    km_cost, hour_cost, day_cost, night_cost
        Costs of a kilometre, an hour at the wheel, a day out, a night away.
    nights, hosts
        Nights away in a row, 0 for none, and where they are spent.
    visit_value
        What a visit is worth; one that costs more is not made.
    spread_cost, preference_cost, change_cost, even_cost
        Not money, but what a better day is worth: a week nearer to the turn of the
        township (townships take turns, so that visits do not crowd where the time
        begins); a day the place prefers; when planned again, the day as it was; an hour
        less of work beyond a caravan's share, where caravans share counties.
    with_places
        Whether schools, markets and requests (the layer ``visit_places``) are visited
        beside the villages.
    lent
        Pairs (caravan, county code): a caravan also serves another county.
    pins
        Triples (village code or place id, date, caravan or empty): a visit that has to
        be then.
    free_days
        Days on which a caravan stays at home: pairs (caravan, date).
    locked
        Days of a caravan that stay as they are when planned again: pairs (caravan,
        date).
    done_until
        Days up to this one are over: they stay as they are when planned again, and no
        rule is asked of them any more.

    Raises
    ------
    PlanInputError
        With every broken field at once.
    """

    start: dt.date
    end: dt.date
    visits: int = 2
    gap_days: int = 60
    minutes: float = 120.0
    from_h: float = 7.5
    to_h: float = 18.5
    hours_day: float = 9.0
    hours_week: float = 40.0
    rest_min: float = 60.0
    rest_from_h: float = 11.5
    rest_until_h: float = 13.5
    weekends: bool = False
    most_stops: int = 4
    km_cost: float = 2.0
    hour_cost: float = 40.0
    day_cost: float = 200.0
    night_cost: float = 300.0
    nights: int = 2
    hosts: Hosts = "townships"
    visit_value: float = 3000.0
    spread_cost: float = 5.0
    preference_cost: float = 100.0
    change_cost: float = 200.0
    even_cost: float = 20.0
    with_places: bool = True
    lent: tuple[tuple[str, str], ...] = ()
    pins: tuple[tuple[str, dt.date, str], ...] = ()
    free_days: tuple[tuple[str, dt.date], ...] = ()
    locked: tuple[tuple[str, dt.date], ...] = ()
    done_until: dt.date | None = None

    def __post_init__(self) -> None:
        problems = list(_problems(self))
        if problems:
            raise PlanInputError(problems)

    @property
    def days(self) -> int:
        """Number of days, both ends included."""
        return (self.end - self.start).days + 1

    def settings(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return asdict(self) | {
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "lent": [list(pair) for pair in self.lent],
            "pins": [[code, day.isoformat(), van] for code, day, van in self.pins],
            "free_days": [[van, day.isoformat()] for van, day in self.free_days],
            "locked": [[van, day.isoformat()] for van, day in self.locked],
            "done_until": self.done_until.isoformat() if self.done_until else None,
        }

    @classmethod
    def from_settings(cls, values: Mapping[str, Any]) -> "OutingChoice":
        """Read a question from plain values, as :meth:`settings` gives them.

        Raises
        ------
        PlanInputError
            With every unknown name and every bad value.
        """
        given, bad = read_plain(values, _READ, unread="outing_bad_value")
        bad += [
            ("outing_bad_value", {"name": name, "value": ""})
            for name in ("start", "end")
            if name not in values
        ]
        if bad:
            # What can be read is checked all the same.
            given = _filled(given)
        return from_plain(cls, given, unknown="outing_unknown", besides=bad)


def _filled(given: Mapping[str, Any]) -> dict[str, Any]:
    """A year for the days that are missing, so that nothing else is hidden."""
    start, end = given.get("start"), given.get("end")
    first = start or (end.replace(month=1, day=1) if end else dt.date(2001, 1, 1))
    return {**given, "start": first, "end": end or first.replace(month=12, day=31)}


def _van_days(told: Any) -> tuple[tuple[str, dt.date], ...]:  # noqa: ANN401
    return tuple((str(van), day(one)) for van, one in told)


_READ: Mapping[str, Callable[[Any], Any]] = {
    "start": day,
    "end": day,
    "lent": pairs,
    "pins": lambda told: tuple(
        (str(code), day(on), str(van)) for code, on, van in told
    ),
    "free_days": _van_days,
    "locked": _van_days,
    "done_until": lambda told: None if told is None else day(told),
}


def _problems(choice: OutingChoice) -> Iterator[Problem]:
    """Everything wrong; what cannot be read is not compared with anything else."""
    unread = {name for name in ("start", "end") if not is_day(getattr(choice, name))}
    told = {name: getattr(choice, name) for name in (*sorted(unread), *_FLAGS)}
    for name, value in told.items():
        if name in unread or not isinstance(value, bool):
            yield "outing_bad_value", {"name": name, "value": value}
    bad = unread | not_numbers(choice, _NUMBERS, _WHOLE)
    for name, (least, most) in _NUMBERS.items():
        value = getattr(choice, name)
        if name in bad or not least <= value <= most:
            key = "outing_bad_whole" if name in _WHOLE else "outing_bad_number"
            yield key, {"name": name, "value": value, "least": least, "most": most}
    if choice.hosts not in get_args(Hosts):
        yield "outing_bad_hosts", {"value": choice.hosts}
    if not bad & {"from_h", "to_h"} and choice.from_h >= choice.to_h:
        yield "outing_bad_hours", {"from": choice.from_h, "to": choice.to_h}
    rest = {"rest_from_h", "rest_until_h"}
    if not bad & rest and choice.rest_from_h > choice.rest_until_h:
        yield "outing_bad_rest", {}
    if not unread:
        yield from _bad_days(choice, bad)


def _bad_days(choice: OutingChoice, bad: Collection[str]) -> Iterator[Problem]:
    if not 1 <= choice.days <= _MOST_DAYS:
        told = {"start": choice.start, "end": choice.end, "most": _MOST_DAYS}
        yield "outing_bad_days", told
    elif not {"visits", "gap_days"} & set(bad) and (
        (choice.visits - 1) * choice.gap_days >= choice.days
    ):
        told = {"visits": choice.visits, "gap": choice.gap_days, "days": choice.days}
        yield "outing_bad_gap", told
    outside = [
        day for _, day, _ in choice.pins if not choice.start <= day <= choice.end
    ]
    if outside:
        yield "outing_pin_outside", {"days": ", ".join(map(str, outside))}
