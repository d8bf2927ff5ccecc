"""What is asked of the caravans: the settings of the page, as one question."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from planner.outings.choice import OutingChoice
from planner.rule import Rule
from planner.travelling import TravelChoice
from ui.components import data, plan_texts
from ui.components.plan_fields import Fields, defaults_of
from ui.components.plan_texts import Texts
from ui.components.travel_settings import TRAVEL, travel_in, travel_values

# Settings that make a question; a plan is kept with them.
RULE = ("villages",)
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
    return plan_texts.values_of(told, ASKED, FIELDS)


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
    plain = asked.choice.settings()
    values: dict[str, Any] = {
        "villages": asked.rule.villages, **travel_values(asked.travel),
        "outing_start": asked.choice.start, "outing_end": asked.choice.end,
        "outing_set": FIELDS.rows(plain), "outing_pins": plain["pins"],
        "outing_lent": plain["lent"], "outing_free": plain["free_days"],
        "outing_locked": plain["locked"],
    }  # fmt: skip
    return plan_texts.texts_of(values)


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
    choice = FIELDS.made(OutingChoice.from_settings, given)
    rule = Rule(villages=values["villages"], on=start)
    return Asked(rule, travel_in(values), choice)
