"""What is asked of the museum tours: the settings of the page, as one question."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from planner.stays.choice import TourChoice
from planner.stays.months import next_year
from planner.travelling import TravelChoice
from ui.components import data, plan_texts
from ui.components.plan_fields import Fields, defaults_of
from ui.components.plan_texts import Texts
from ui.components.travel_settings import TRAVEL, travel_in, travel_values

# Settings that make a question; a plan is kept with them.
CHOICE = (
    "tour_start", "tour_set", "tour_by_county", "tour_extra", "tour_pins", "tour_bans",
    "tour_locked",
)  # fmt: skip
ASKED = (*TRAVEL, *CHOICE)
_STEPS = {"km_day": 50.0, "km_cost": 0.5, "move_cost": 500.0}
FIELDS = Fields(
    "tour_set",
    defaults_of(TourChoice),
    words={"counties": ("poor", "all"), "in_term": ("venues", "all", "none")},
    step=lambda name: _STEPS[name],
)
# Fields of a choice by the setting that holds their rows.
ROWS = {
    "tour_by_county": "by_county",
    "tour_extra": "extra_sets",
    "tour_pins": "pins",
    "tour_bans": "bans",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One question about the tours."""

    travel: TravelChoice
    choice: TourChoice


def texts() -> dict[str, str]:
    """The question as set, as it stands in the address."""
    return plan_texts.texts_set(ASKED)


def asked() -> Asked:
    """The question as set.

    Raises
    ------
    planner.errors.PlanInputError
        With everything that is wrong with it.
    """
    return _asked(plan_texts.values_set(ASKED))


def asked_of(told: Texts) -> Asked:
    """The question that :func:`texts` told.

    Raises
    ------
    planner.errors.PlanInputError
        With everything that is wrong with it.
    """
    return _asked(values_of(told))


def values_of(told: Texts) -> dict[str, Any]:
    """Values of settings by name; the default where a text means nothing."""
    return plan_texts.values_of(told, ASKED, FIELDS)


def asked_in(settings: Mapping[str, Any]) -> Asked:
    """The question that a kept plan was made for.

    Raises
    ------
    planner.errors.PlanInputError
        If its settings make no sense any more.
    """
    choice = TourChoice.from_settings(settings.get("choice", {}))
    return Asked(TravelChoice.from_settings(settings.get("travel", {})), choice)


def texts_of(asked: Asked) -> dict[str, str]:
    """A question as it stands in the address."""
    values = travel_values(asked.travel) | values_in(asked.choice)
    return plan_texts.texts_of(values)


def values_in(choice: TourChoice) -> dict[str, Any]:
    """Settings of a choice by name."""
    plain = choice.settings()
    rows = {
        name: tuple(tuple(map(str, row)) for row in plain[field])
        for name, field in ROWS.items()
    }
    return {
        "tour_start": choice.start,
        "tour_set": FIELDS.rows(plain),
        "tour_locked": tuple(plain["locked"]),
        **rows,
    }


def first_month() -> dt.date:
    """The month a plan begins with where nothing is set: next January."""
    return next_year(data.today())


def _asked(values: Mapping[str, Any]) -> Asked:
    start = values["tour_start"] or first_month()
    given: dict[str, Any] = {
        "start": start.isoformat(),
        "by_county": [_numbers(row) for row in values["tour_by_county"]],
        "pins": [
            (county, one, first, _number(months), venue)
            for county, one, first, months, venue in values["tour_pins"]
        ],
        "extra_sets": values["tour_extra"],
        "bans": values["tour_bans"],
        "locked": values["tour_locked"],
    }
    given |= FIELDS.values(values["tour_set"])
    choice = FIELDS.made(TourChoice.from_settings, given)
    return Asked(travel_in(values), choice)


def _numbers(row: tuple[str, ...]) -> tuple[str | int, ...]:
    code, *rest = row
    return (code, *map(_number, rest))


def _number(text: str) -> str | int:
    """A whole number; the text itself where it is none, to be told as wrong."""
    return int(text) if text.isascii() and text.isdigit() else text
