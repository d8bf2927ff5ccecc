"""A coverage rule: which villages are owed what, from whom, how near."""

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from difflib import get_close_matches
from typing import Any, Literal, get_args

from geo.schemas import BASE_KINDS
from geo.travel import Unit
from planner.errors import PlanInputError

VillageSet = Literal["poor", "not_exited", "owed", "all"]
ProviderSet = Literal["any", "bases", "commissioners"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One coverage rule; every field can be set by the planner.

    Parameters
    ----------
    villages
        ``"poor"``: every poor village of the register, left poverty or not;
        ``"not_exited"``: poor and not yet exited on the day; ``"owed"``: not exited,
        or asking for help; ``"all"``: every village.
    providers
        Bases, commissioners, or either.
    base_kinds
        Kinds of base that count; empty for every kind.
    limit_min, limit_km
        Reach limit; exactly one is given. Minutes or kilometres of travel.
    needed
        How many different providers each village needs.
    match_trade
        Whether a provider must know a trade of the village, or one it is part of.
    use_capacity
        Whether a provider serves no more villages than its capacity.
    on
        The day on which bases must be open and commissioners in post; None for today.

    Raises
    ------
    PlanInputError
        With every broken field at once.
    """

    villages: VillageSet = "poor"
    providers: ProviderSet = "any"
    base_kinds: tuple[str, ...] = ()
    limit_min: float | None = 45.0
    limit_km: float | None = None
    needed: int = 1
    match_trade: bool = True
    use_capacity: bool = True
    on: dt.date | None = None

    def __post_init__(self) -> None:
        problems = list(_problems(self))
        if problems:
            raise PlanInputError(problems)

    @property
    def unit(self) -> Unit:
        """Unit of travel inside: seconds for a limit in minutes, metres for km."""
        return "s" if self.limit_min is not None else "m"

    @property
    def cutoff(self) -> int:
        """Limit in whole seconds or metres."""
        if self.limit_min is not None:
            return math.floor(self.limit_min * 60)
        return math.floor((self.limit_km or 0) * 1000)

    def dated(self, today: dt.date) -> "Rule":
        """Return the rule with its day filled in."""
        return self if self.on else Rule(**{**asdict(self), "on": today})

    def settings(self) -> dict[str, Any]:
        """Return plain values for JSON and TOML; None is left out."""
        values = asdict(self) | {"base_kinds": list(self.base_kinds)}
        if self.on:
            values["on"] = self.on.isoformat()
        return {name: value for name, value in values.items() if value is not None}

    @classmethod
    def from_settings(cls, values: Mapping[str, Any]) -> "Rule":
        """Read a rule from plain values, as :meth:`settings` gives them.

        Raises
        ------
        PlanInputError
            For an unknown name (with the nearest known one) or a bad value.
        """
        known = [field.name for field in fields(cls)]
        unknown = [name for name in values if name not in known]
        if unknown:
            raise PlanInputError([_unknown(name, known) for name in unknown])
        given = dict(values)
        if "limit_km" in given:
            given.setdefault("limit_min", None)
        if isinstance(given.get("on"), str):
            try:
                given["on"] = dt.date.fromisoformat(given["on"])
            except ValueError:
                raise PlanInputError(
                    [("rule_bad_date", {"value": given["on"]})]
                ) from None
        given["base_kinds"] = tuple(given.get("base_kinds", ()))
        return cls(**given)


def _unknown(name: str, known: list[str]) -> tuple[str, dict[str, object]]:
    near = get_close_matches(name, known, n=1, cutoff=0.0)
    return ("rule_unknown_field", {"name": name, "nearest": near[0]})


def _problems(rule: Rule) -> list[tuple[str, dict[str, object]]]:
    found: list[tuple[str, dict[str, object]]] = []
    choices = {"villages": get_args(VillageSet), "providers": get_args(ProviderSet)}
    for name, allowed in choices.items():
        if getattr(rule, name) not in allowed:
            params = {
                "name": name,
                "value": getattr(rule, name),
                "allowed": ", ".join(allowed),
            }
            found.append(("rule_bad_choice", params))
    unknown = [kind for kind in rule.base_kinds if kind not in BASE_KINDS]
    if unknown:
        params = {
            "name": "base_kinds",
            "value": ", ".join(unknown),
            "allowed": ", ".join(BASE_KINDS),
        }
        found.append(("rule_bad_choice", params))
    limits = [limit for limit in (rule.limit_min, rule.limit_km) if limit is not None]
    if len(limits) != 1:
        found.append(("rule_one_limit", {}))
    found.extend(
        ("rule_bad_limit", {"value": limit})
        for limit in limits
        if not (math.isfinite(limit) and limit > 0)
    )
    if rule.needed < 1:
        found.append(("rule_bad_needed", {"value": rule.needed}))
    return found
