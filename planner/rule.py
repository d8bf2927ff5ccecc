"""A coverage rule: which villages are owed what, from whom, how near."""

import contextlib
import datetime as dt
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from geo.schemas import BASE_KINDS
from geo.travel import Unit
from planner.errors import PlanInputError, Problem
from planner.plain_values import from_plain

VillageSet = Literal["poor", "not_exited", "owed", "all"]
ProviderSet = Literal["any", "bases", "commissioners"]
# Minutes or kilometres: more than any journey, far less than arithmetic can take.
_MOST_LIMIT = 100_000.0


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
        """Limit in whole seconds or metres, at least 1."""
        per_unit, limit = (
            (60, self.limit_min)
            if self.limit_min is not None
            else (1000, self.limit_km or 0)
        )
        # The slack undoes binary fractions: 8.2 * 1000 is 8199.999999999999.
        return max(math.floor(limit * per_unit + 1e-6), 1)

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
            With every unknown name (and the nearest known one) and every bad value.
        """
        given = dict(values)
        if "limit_km" in given:
            given.setdefault("limit_min", None)
        if isinstance(given.get("base_kinds"), list):
            given["base_kinds"] = tuple(given["base_kinds"])
        if isinstance(given.get("on"), str):
            # What is no date stays text, which the rule itself refuses.
            with contextlib.suppress(ValueError):
                given["on"] = dt.date.fromisoformat(given["on"])
        return from_plain(cls, given, unknown="rule_unknown_field")


def _bad_choice(name: str, value: object, allowed: Iterable[str]) -> Problem:
    params = {"name": name, "value": value, "allowed": ", ".join(allowed)}
    return ("rule_bad_choice", params)


def _problems(rule: Rule) -> list[Problem]:
    """Every broken field; values may be of any type, since users write them."""
    found: list[Problem] = []
    choices = {"villages": get_args(VillageSet), "providers": get_args(ProviderSet)}
    for name, allowed in choices.items():
        if getattr(rule, name) not in allowed:
            found.append(_bad_choice(name, getattr(rule, name), allowed))
    found.extend(
        _bad_choice(name, getattr(rule, name), ("true", "false"))
        for name in ("match_trade", "use_capacity")
        if not isinstance(getattr(rule, name), bool)
    )
    found += _bad_kinds(rule.base_kinds)
    limits = [limit for limit in (rule.limit_min, rule.limit_km) if limit is not None]
    if len(limits) != 1:
        found.append(("rule_one_limit", {}))
    found.extend(
        ("rule_bad_limit", {"value": limit, "most": f"{_MOST_LIMIT:g}"})
        for limit in limits
        if not (_is_number(limit) and 0 < limit <= _MOST_LIMIT)
    )
    if not (type(rule.needed) is int and rule.needed >= 1):
        found.append(("rule_bad_needed", {"value": rule.needed}))
    # A datetime is a date to Python, but does not compare with one.
    if rule.on is not None and type(rule.on) is not dt.date:
        found.append(("rule_bad_date", {"value": rule.on}))
    return found


def _bad_kinds(kinds: object) -> list[Problem]:
    if not isinstance(kinds, tuple):
        return [_bad_choice("base_kinds", kinds, BASE_KINDS)]
    unknown = [
        str(kind)
        for kind in kinds
        if not (isinstance(kind, str) and kind in BASE_KINDS)
    ]
    if not unknown:
        return []
    return [_bad_choice("base_kinds", ", ".join(unknown), BASE_KINDS)]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
