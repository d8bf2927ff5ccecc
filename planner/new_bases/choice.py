"""What the planner asks of new bases."""

import math
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from geo.schemas import BASE_KINDS
from planner.errors import PlanInputError, Problem
from planner.plain_values import from_plain

Aim = Literal["all", "most", "mean", "farthest"]
Least = Literal["number", "cost"]
Places = Literal["listed", "villages"]
Weight = Literal["villages", "poor_households", "households"]
_MOST_NUMBER = 10_000
_MOST_DIGITS = 12


@dataclass(frozen=True, slots=True)
class BaseChoice:
    """One question about new bases.

    Parameters
    ----------
    aim
        ``"all"``: cover every village that is not covered; ``"most"``: cover the most
        with so many bases or so much money; ``"mean"``: least travel of all villages to
        the nearest base; ``"farthest"``: shortest way of the village that has it
        longest.
    least
        What ``"all"`` keeps least: the number of new bases, or their cost; within a
        budget always their cost.
    number
        Most new bases; needed by ``"mean"`` and ``"farthest"``, not for ``"all"``.
    budget
        Most that they cost together, 10,000 yuan; not for ``"farthest"``.
    places
        Where they may stand: ``"listed"`` candidate sites of the workspace, or the
        places of all ``"villages"``.
    kind
        Kind of base they are, where a candidate site does not say.
    capacity
        Villages each can serve; None for no limit. A candidate site may say its own.
        ``"mean"`` and ``"farthest"`` look at travel alone.
    cost
        What one costs where its candidate site does not say, 10,000 yuan.
    weight
        What a village counts for ``"most"`` and ``"mean"``.
    county
        Code of the county whose villages are asked for and in which new bases stand;
        empty for all. Of a county that hosts a development zone the zone is no part.
    county_kind
        Kind of which every county must have at least one; empty for none.
    pinned, forbidden
        Ids of sites that must be among the new bases, or may not.

    Raises
    ------
    PlanInputError
        With every broken field at once.
    """

    aim: Aim = "all"
    least: Least = "number"
    number: int | None = None
    budget: float | None = None
    places: Places = "villages"
    kind: str = "expert_station"
    capacity: int | None = None
    cost: float = 20.0
    weight: Weight = "villages"
    county: str = ""
    county_kind: str = ""
    pinned: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        problems = [*_bad_choices(self), *_bad_numbers(self)]
        if self.aim in ("mean", "farthest") and self.number is None:
            problems.append(("bases_need_number", {}))
        if self.aim == "most" and self.number is None and self.budget is None:
            problems.append(("bases_need_limit", {}))
        if self.aim == "all" and self.number is not None:
            problems.append(("bases_no_number", {}))
        if self.aim == "farthest" and self.budget is not None:
            problems.append(("bases_no_budget", {}))
        if self.aim in ("mean", "farthest") and self.capacity is not None:
            problems.append(("bases_no_capacity", {}))
        if problems:
            raise PlanInputError(problems)

    @property
    def keeps_existing(self) -> bool:
        """Whether villages covered already are left out of the question."""
        return self.aim in ("all", "most")

    @property
    def kept_least(self) -> Least:
        """What a plan that covers all keeps least."""
        return self.least if self.budget is None else "cost"

    def settings(self) -> dict[str, Any]:
        """Return plain values for JSON; None is left out."""
        values = asdict(self)
        values |= {"pinned": list(self.pinned), "forbidden": list(self.forbidden)}
        return {name: value for name, value in values.items() if value is not None}

    @classmethod
    def from_settings(cls, values: Mapping[str, Any]) -> "BaseChoice":
        """Read a question from plain values, as :meth:`settings` gives them.

        Raises
        ------
        PlanInputError
            With every unknown name (and the nearest known one) and every bad value.
        """
        given = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in values.items()
        }
        return from_plain(cls, given, unknown="bases_unknown")


def _bad_choices(choice: BaseChoice) -> list[Problem]:
    kinds = tuple(BASE_KINDS)
    allowed = {
        "aim": get_args(Aim),
        "least": get_args(Least),
        "places": get_args(Places),
        "weight": get_args(Weight),
        "kind": kinds,
        "county_kind": ("", *kinds),
    }
    found: list[Problem] = []
    for name, values in allowed.items():
        value = getattr(choice, name)
        if value not in values:
            told = ", ".join(one for one in values if one)
            params = {"name": name, "value": value, "allowed": told}
            found.append(("bases_bad_choice", params))
    if not _is_code(choice.county):
        found.append(("bases_bad_county", {"name": "county", "value": choice.county}))
    for name in ("pinned", "forbidden"):
        ids = getattr(choice, name)
        if not (isinstance(ids, tuple) and all(isinstance(one, str) for one in ids)):
            found.append(("bases_bad_ids", {"name": name}))
    return found


def _is_code(county: Any) -> bool:  # noqa: ANN401 - settings may hold anything
    if not isinstance(county, str):
        return False
    return bool(re.fullmatch(f"[0-9]{{0,{_MOST_DIGITS}}}", county))


def _bad_numbers(choice: BaseChoice) -> list[Problem]:
    found: list[Problem] = []
    for name, least in (("number", 0), ("capacity", 1)):
        value = getattr(choice, name)
        if value is not None and not (
            type(value) is int and least <= value <= _MOST_NUMBER
        ):
            params = {"name": name, "value": value, "least": least}
            found.append(("bases_bad_count", params | {"most": _MOST_NUMBER}))
    for name in ("budget", "cost"):
        value = getattr(choice, name)
        if value is None and name == "budget":
            continue
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not (number and math.isfinite(value) and value >= 0):
            found.append(("bases_bad_money", {"name": name, "value": value}))
    return found
