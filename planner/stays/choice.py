"""What the planner asks of the museum tours."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from planner.errors import PlanInputError, Problem
from planner.plain_values import (
    day,
    from_plain,
    is_day,
    not_numbers,
    pairs,
    read_plain,
    texts,
)
from planner.stays.months import (
    FIRST_DAY,
    LAST_DAY,
    is_first,
    month_after,
    months_between,
)

Asked = Literal["poor", "all"]
InTerm = Literal["venues", "all", "none"]
# A stay in a county: code, stays, shortest, longest, gap, as asked of it alone.
CountyRule = tuple[str, int, int, int, int]
# Code of a county, id of a set, first month, months, id of a venue (empty for any).
Pin = tuple[str, str, dt.date, int, str]
MOST_MONTHS, MOST_STAYS, LONGEST, MOST_GAP = 120, 12, 12, 60
# The last month of a stay keeps some days to be open on.
MOST_TURN = 20
# Least and most of each number that is asked.
NUMBERS: Mapping[str, tuple[float, float]] = {
    "months": (1, MOST_MONTHS),
    "stays": (1, MOST_STAYS),
    "shortest": (1, LONGEST),
    "longest": (1, LONGEST),
    "gap_months": (0, MOST_GAP),
    "turn_days": (0, MOST_TURN),
    "km_day": (10, 2000),
    "km_cost": (0, 1e4),
    "move_cost": (0, 1e6),
}
_WHOLE = frozenset(
    ("months", "stays", "shortest", "longest", "gap_months", "turn_days")
)
_WORDS: Mapping[str, tuple[str, ...]] = {
    "counties": get_args(Asked),
    "in_term": get_args(InTerm),
}


@dataclass(frozen=True, slots=True)
class TourChoice:
    """One question about the museum sets over months.

    Parameters
    ----------
    start
        First day of the first month.
    months
        Months planned.
    stays
        Stays owed to each county in them.
    shortest, longest
        Months of a stay.
    gap_months
        Fewest months between the last of a stay and the first of the next in a county.
    counties
        Which are owed stays: those that the programmes call poor, or all.
    in_term
        Where a set stays in term time only: at venues that say so, everywhere, nowhere.
    themes
        Whether a county's next stay brings another theme than the one before.
    turn_days
        Days to take down, drive on, repair and put up, at the end of the last month of
        a stay; for sets that do not say otherwise.
    km_day
        Kilometres that a set is moved in a day. A way of more days than `turn_days`
        takes whole months.
    km_cost, move_cost
        Yuan of a kilometre and of a move.
    by_county
        What is asked of single counties instead: code, stays (0 for none), shortest,
        longest, gap.
    extra_sets
        Sets that are not there but might be: name, code of the unit that keeps it and
        whose counties it tours, and first day.
    pins
        Stays that have to be: county code, set id, first day of the first month,
        months, and venue id or nothing.
    bans
        Pairs (county code, set id): the set does not go there.
    locked
        Codes of counties whose stays stay as they are when planned again.
    done_until
        Days up to this one are over: no stay begins in a month before the next day.

    Raises
    ------
    PlanInputError
        With every broken field at once.
    """

    start: dt.date
    months: int = 36
    stays: int = 2
    shortest: int = 2
    longest: int = 3
    gap_months: int = 6
    counties: Asked = "poor"
    in_term: InTerm = "venues"
    themes: bool = True
    turn_days: int = 10
    km_day: float = 300.0
    km_cost: float = 8.0
    move_cost: float = 3000.0
    by_county: tuple[CountyRule, ...] = ()
    extra_sets: tuple[tuple[str, str, dt.date], ...] = ()
    pins: tuple[Pin, ...] = ()
    bans: tuple[tuple[str, str], ...] = ()
    locked: tuple[str, ...] = ()
    done_until: dt.date | None = None

    def __post_init__(self) -> None:
        problems = list(_problems(self))
        if problems:
            raise PlanInputError(problems)

    @property
    def end(self) -> dt.date:
        """Last day planned."""
        return month_after(self.start, self.months) - dt.timedelta(days=1)

    @property
    def done(self) -> int:
        """How many of the first months are over, or begun and so not to begin in."""
        if self.done_until is None:
            return 0
        free = min(self.done_until, LAST_DAY) + dt.timedelta(days=1)
        begun = months_between(self.start, free) + (free.day > 1)
        return min(max(begun, 0), self.months)

    def settings(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return asdict(self) | {
            "start": self.start.isoformat(),
            "by_county": [list(rule) for rule in self.by_county],
            "extra_sets": [
                [name, unit, since.isoformat()] for name, unit, since in self.extra_sets
            ],
            "pins": [
                [county, one, first.isoformat(), months, venue]
                for county, one, first, months, venue in self.pins
            ],
            "bans": [list(pair) for pair in self.bans],
            "locked": list(self.locked),
            "done_until": self.done_until.isoformat() if self.done_until else None,
        }

    @classmethod
    def from_settings(cls, values: Mapping[str, Any]) -> "TourChoice":
        """Read a question from plain values, as :meth:`settings` gives them.

        Raises
        ------
        PlanInputError
            With every unknown name and every bad value.
        """
        given, bad = read_plain(values, _READ, unread="stays_bad_value")
        if "start" not in values:
            bad.append(("stays_bad_value", {"name": "start", "value": ""}))
        if bad:
            # What can be read is checked all the same; pins then have no months.
            given = {"start": dt.date(2001, 1, 1), **given}
            given = given if "start" in values else {**given, "pins": ()}
        return from_plain(cls, given, unknown="stays_unknown", besides=bad)


def _month(told: object) -> dt.date:
    """A month as ``2027-03``, or its first day."""
    text = str(told)
    return day(f"{text}-01" if len(text) == len("2027-03") else text)


_READ: Mapping[str, Callable[[Any], Any]] = {
    "start": _month,
    "by_county": lambda told: tuple(
        (str(code), stays, shortest, longest, gap)
        for code, stays, shortest, longest, gap in told
    ),
    "extra_sets": lambda told: tuple(
        (str(name), str(unit), day(since)) for name, unit, since in told
    ),
    "pins": lambda told: tuple(
        (str(county), str(one), _month(first), months, str(venue))
        for county, one, first, months, venue in told
    ),
    "bans": pairs,
    "locked": texts,
    "done_until": lambda told: None if told is None else day(told),
}


def _problems(choice: TourChoice) -> Iterator[Problem]:
    """Everything wrong; what cannot be read is not compared with anything else."""
    bad = not_numbers(choice, NUMBERS, _WHOLE)
    for name, (least, most) in NUMBERS.items():
        value = getattr(choice, name)
        if name in bad or not least <= value <= most:
            bad.add(name)
            key = "stays_bad_whole" if name in _WHOLE else "stays_bad_number"
            yield key, {"name": name, "value": value, "least": least, "most": most}
    for name, allowed in _WORDS.items():
        value = getattr(choice, name)
        if value not in allowed:
            told = {"name": name, "value": value, "allowed": ", ".join(allowed)}
            yield "stays_bad_word", told
    themes: object = choice.themes
    until = choice.done_until
    if not isinstance(themes, bool):
        yield "stays_bad_value", {"name": "themes", "value": themes}
    if until is not None and not is_day(until):
        yield "stays_bad_value", {"name": "done_until", "value": until}
    if not bad:
        yield from _bad_stays("", choice)
    if not is_first(choice.start):
        yield "stays_bad_start", {"value": choice.start}
    elif not FIRST_DAY <= choice.start <= LAST_DAY:
        years = {"least": FIRST_DAY.year, "most": LAST_DAY.year}
        yield "stays_bad_year", {"value": choice.start, **years}
    elif "months" not in bad:
        yield from _bad_pins(choice)
    yield from _bad_counties(choice)
    yield from _bad_names(choice)


def _bad_stays(code: str, choice: TourChoice, rule: CountyRule | None = None
) -> Iterator[Problem]:  # fmt: skip
    """Lengths out of order, or more stays than the months have room for."""
    _, stays, shortest, longest, gap = rule or (
        "", choice.stays, choice.shortest, choice.longest, choice.gap_months
    )  # fmt: skip
    told: dict[str, object] = {"county": code, "shortest": shortest, "longest": longest}
    where = "_in" if rule else ""
    if shortest > longest:
        yield f"stays_bad_lengths{where}", told
    least = stays * shortest + (stays - 1) * gap
    if stays and least > choice.months:
        told |= {"stays": stays, "gap": gap, "months": choice.months, "least": least}
        yield f"stays_no_room{where}", told


def _bad_counties(choice: TourChoice) -> Iterator[Problem]:
    ranges = ((0, MOST_STAYS), (1, LONGEST), (1, LONGEST), (0, MOST_GAP))
    months = choice.months if type(choice.months) is int else MOST_MONTHS
    for rule in choice.by_county:
        numbers = rule[1:]
        good = len(numbers) == len(ranges) and all(
            type(value) is int and least <= value <= most
            for value, (least, most) in zip(numbers, ranges, strict=True)
        )
        if not good:
            value = ", ".join(map(str, numbers))
            yield "stays_bad_county", {"county": rule[0], "value": value}
        elif months > 0:
            yield from _bad_stays(rule[0], choice, rule)
    codes = [rule[0] for rule in choice.by_county]
    yield from _twice("by_county", codes)


def _bad_pins(choice: TourChoice) -> Iterator[Problem]:
    banned = set(choice.bans)
    for county, one, first, months, _ in choice.pins:
        told: dict[str, object] = {"county": county, "set": one, "first": first}
        if not is_first(first) or type(months) is not int or months < 1:
            yield "stays_bad_pin", told | {"months": months}
        elif not 0 <= months_between(choice.start, first) <= choice.months - months:
            yield "stays_pin_outside", told | {"months": months}
        if (county, one) in banned:
            yield "stays_pin_banned", told


def _bad_names(choice: TourChoice) -> Iterator[Problem]:
    names = [name for name, _, _ in choice.extra_sets]
    if any(not name.strip() for name in names):
        yield "stays_extra_unnamed", {}
    for name, unit, _ in choice.extra_sets:
        if name.strip() and not unit.strip():
            yield "stays_extra_unplaced", {"name": name}
    yield from _twice("extra_sets", names)


def _twice(name: str, values: Collection[str]) -> Iterator[Problem]:
    twice = sorted(value for value, count in Counter(values).items() if count > 1)
    if twice:
        yield "stays_twice", {"name": name, "values": ", ".join(twice)}
