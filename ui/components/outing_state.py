"""What is asked of the caravans: the settings of the page, as one question."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from planner.errors import PlanInputError
from planner.outings.choice import OutingChoice
from planner.rule import Rule
from planner.travelling import TravelChoice
from ui.components import data, state
from ui.components.plan_fields import Fields, defaults_of

# Settings that make a question; a plan is kept with them.
RULE = ("villages",)
TRAVEL = ("method", "profile", "walk", "near", "closures", "speed", "detour")
CHOICE = (
    "outing_start", "outing_end", "outing_set", "outing_pins", "outing_lent",
    "outing_free", "outing_locked",
)  # fmt: skip
ASKED = (*RULE, *TRAVEL, *CHOICE)
_STEPS = {
    "minutes": 15.0, "rest_min": 15.0, "km_cost": 0.5, "spread_cost": 1.0
}  # fmt: skip


def _step(name: str) -> float:
    if name.endswith("_h") or name.startswith("hours"):
        return 0.5
    return _STEPS.get(name, 50.0)


FIELDS = Fields(
    "outing_set",
    defaults_of(OutingChoice),
    words={"hosts": ("townships", "bases")},
    step=_step,
)
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question about the caravans' year.

    Parameters
    ----------
    rule, travel, choice
        The question.
    """

    rule: Rule
    travel: TravelChoice
    choice: OutingChoice


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
    """The question that a plan was made for.

    Parameters
    ----------
    told
        As :func:`texts` gave it.

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
        # An empty list is written as an empty text, and means none of them.
        if name in told:
            try:
                values[name] = setting.read(str(told[name]))
            except ValueError:
                continue
    values["outing_set"] = FIELDS.without_defaults(values["outing_set"])
    return values


def asked_in(settings: Mapping[str, Any]) -> Asked:
    """The question that a kept plan was made for.

    Parameters
    ----------
    settings
        Of :func:`planner.outings.keeping.kept`.

    Raises
    ------
    planner.errors.PlanInputError
        If they make no sense any more.
    """
    choice = OutingChoice.from_settings(settings.get("choice", {}))
    rule = Rule.from_settings(settings.get("rule", {}))
    travel = TravelChoice.from_settings(settings.get("travel", {}))
    return Asked(rule.dated(choice.start), travel, choice)


def texts_of(asked: Asked) -> dict[str, str]:
    """A question as it stands in the address."""
    plain, travel = asked.choice.settings(), asked.travel
    values: dict[str, Any] = {
        "villages": asked.rule.villages, "method": travel.method,
        "profile": travel.profile, "walk": travel.walking_kmh,
        "near": travel.snap_limit_m / 1000, "closures": travel.closures,
        "speed": travel.speed_kmh, "detour": travel.detour,
        "outing_start": asked.choice.start, "outing_end": asked.choice.end,
        "outing_set": FIELDS.rows(plain), "outing_pins": plain["pins"],
        "outing_lent": plain["lent"], "outing_free": plain["free_days"],
        "outing_locked": plain["locked"],
    }  # fmt: skip
    return {name: state.SETTINGS[name].write(value) for name, value in values.items()}


def _asked(values: Mapping[str, Any]) -> Asked:
    year = data.today().year + 1
    start = values["outing_start"] or dt.date(year, 1, 1)
    given: dict[str, Any] = {
        "start": start.isoformat(),
        "end": (values["outing_end"] or start.replace(month=12, day=31)).isoformat(),
        "lent": values["outing_lent"],
        "pins": values["outing_pins"],
        "free_days": values["outing_free"],
        "locked": values["outing_locked"],
    }
    given |= FIELDS.values(values["outing_set"])
    try:
        choice = OutingChoice.from_settings(given)
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
    return Asked(Rule(villages=values["villages"], on=start), travel, choice)


def _named(params: Mapping[str, object]) -> dict[str, object]:
    """Name a field as the page does, so that it is found there."""
    told, name = dict(params), str(params.get("name", ""))
    if name in FIELDS.defaults:
        told["name"] = FIELDS.label(name, state.lang())
    return told
