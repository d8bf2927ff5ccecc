"""What is asked of the museum tours: the settings of the page, as one question."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from planner.errors import PlanInputError
from planner.stays.choice import TourChoice
from planner.stays.months import next_year
from planner.travelling import TravelChoice
from ui.components import data, state
from ui.components.plan_fields import Fields, defaults_of

# Settings that make a question; a plan is kept with them.
TRAVEL = ("method", "profile", "walk", "near", "closures", "speed", "detour")
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
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question about the tours."""

    travel: TravelChoice
    choice: TourChoice


def texts() -> dict[str, str]:
    """The question as set, as it stands in the address."""
    return {name: state.SETTINGS[name].write(state.get(name)) for name in ASKED}


def asked() -> Asked:
    """The question as set.

    Raises
    ------
    planner.errors.PlanInputError
        With everything that is wrong with it.
    """
    return _asked({name: state.get(name) for name in ASKED})


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
    values = {}
    for name in ASKED:
        setting = state.SETTINGS[name]
        values[name] = setting.default
        if name in told:
            try:
                values[name] = setting.read(str(told[name]))
            except ValueError:
                continue
    values["tour_set"] = FIELDS.without_defaults(values["tour_set"])
    return values


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
    travel = asked.travel
    values: dict[str, Any] = {
        "method": travel.method, "profile": travel.profile,
        "walk": travel.walking_kmh, "near": travel.snap_limit_m / 1000,
        "closures": travel.closures, "speed": travel.speed_kmh,
        "detour": travel.detour, **values_in(asked.choice),
    }  # fmt: skip
    return {name: state.SETTINGS[name].write(value) for name, value in values.items()}


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
    try:
        choice = TourChoice.from_settings(given)
    except PlanInputError as error:
        raise PlanInputError(
            (key, _named(params)) for key, params in error.problems
        ) from error
    travel = TravelChoice(
        method=values["method"],
        profile=values["profile"],
        walking_kmh=values["walk"],
        snap_limit_m=values["near"] * 1000,
        closures=values["closures"],
        speed_kmh=values["speed"],
        detour=values["detour"],
    )
    return Asked(travel, choice)


def _numbers(row: tuple[str, ...]) -> tuple[str | int, ...]:
    code, *rest = row
    return (code, *map(_number, rest))


def _number(text: str) -> str | int:
    """A whole number; the text itself where it is none, to be told as wrong."""
    return int(text) if text.isascii() and text.isdigit() else text


def _named(params: Mapping[str, object]) -> dict[str, object]:
    """Name a field as the page does, so that it is found there."""
    told, name = dict(params), str(params.get("name", ""))
    if name in FIELDS.defaults:
        told["name"] = FIELDS.label(name, state.lang())
    return told
