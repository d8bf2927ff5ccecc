"""What the planner asks of a pairing."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from geo.schemas import term_group
from planner.assignment.goals import check_goals
from planner.errors import PlanInputError, Problem
from planner.plain_values import from_plain, pairs, read_plain, texts
from planner.roster.choice import LeastFit
from planner.rule import VillageSet

Kind = Literal[
    "villages", "three_regions", "universities", "east_counties", "east_villages"
]
KINDS: tuple[Kind, ...] = get_args(Kind)
# Kinds that pair whole counties, and those whose parties are of the east: nobody there
# is near, so no way is measured.
COUNTY_KINDS: tuple[Kind, ...] = ("universities", "east_counties")
EASTERN: tuple[Kind, ...] = ("east_counties", "east_villages")
Parties = Literal["experts", "organisations", "both"]
# Poor households before continuity, continuity before trade; a near expert before even
# loads, which capacity bounds; of a base or business nobody's load is to be even.
GOALS: Mapping[Kind, tuple[str, ...]] = {
    "villages": ("must", "filled", "poorest", "kept", "fit", "travel", "load"),
    "three_regions": ("must", "filled", "kept", "fit", "travel"),
    "universities": ("must", "filled", "poorest", "kept", "fit", "load", "travel"),
    **dict.fromkeys(EASTERN, ("must", "filled", "poorest", "kept", "fit", "load")),
}
# How many a party takes where nothing else is said: an expert who visits each village
# once a quarter for a day, on forty days a year, takes ten; three counties are what
# the Baise plan asks of all institutes together; three people share a base. In 2016
# the nation paired 267 eastern counties with 434 western ones, two each.
CAPACITY: Mapping[Kind, int] = {
    "villages": 10, "three_regions": 3, "universities": 3, "east_counties": 2,
    "east_villages": 3,
}  # fmt: skip
# Whole counties grow nearly everything, so there trades only order the choice.
LEAST_FIT: Mapping[Kind, LeastFit] = {
    "villages": "whole", "three_regions": "whole", "universities": "other",
    "east_counties": "other", "east_villages": "whole",
}  # fmt: skip
MOST_CAPACITY, MOST_NEEDED, MOST_LIMIT, MOST_COUNTIES = 999, 9, 1440.0, 10_000
_LISTS = ("roles", "goals", "must")
_PAIRS = ("pins", "bans")
_READ = {**dict.fromkeys(_LISTS, texts), **dict.fromkeys(_PAIRS, pairs)}


@dataclass(frozen=True, slots=True)
class PairingChoice:
    """One question about a pairing, of any :data:`Kind`.

    Parameters
    ----------
    villages
        Which villages are to be paired, or may have a three-regions person.
    parties
        Who takes villages on: people, organisations, or either.
    roles
        Roles (list ``roles``) whose people count as experts.
    needed
        Different parties each village or county needs.
    capacity
        Villages, people or counties one party takes on at most; None for
        :data:`CAPACITY` of the kind. Of eastern partners it holds where they name no
        number of their own.
    least_fit
        Lowest degree of trade fit allowed, as for a roster; None for
        :data:`LEAST_FIT` of the kind.
    limit_min
        Most minutes from where a party is; None for any distance, which then only
        orders the choice. Not asked of :data:`EASTERN` kinds.
    counties
        How many counties are to be paired: those in force, then those with most poor
        households; 0 for all.
    goals
        What is sought, the first above all (:mod:`planner.assignment.goals`); empty for
        :data:`GOALS` of the kind.
    must
        Codes of villages or counties (ids of three-regions people) that must be paired.
    pins, bans
        Pairs (id of a post, id of a party) that must be in the pairing, or may not.

    Raises
    ------
    PlanInputError
        With every broken field at once.
    """

    villages: VillageSet = "poor"
    parties: Parties = "experts"
    roles: tuple[str, ...] = ("expert",)
    needed: int = 1
    capacity: int | None = None
    least_fit: LeastFit | None = None
    limit_min: float | None = None
    counties: int = 0
    goals: tuple[str, ...] = ()
    must: tuple[str, ...] = ()
    pins: tuple[tuple[str, str], ...] = ()
    bans: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        problems = [*_numbers(self), *_words(self)]
        try:
            check_goals(self.goals or GOALS["villages"])
        except PlanInputError as error:
            problems.extend(error.problems)
        if problems:
            raise PlanInputError(problems)

    def settings(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        plain = {name: getattr(self, name) for name in self.__slots__}
        lists = {name: list(plain[name]) for name in _LISTS}
        two = {name: [list(pair) for pair in plain[name]] for name in _PAIRS}
        return plain | lists | two

    @classmethod
    def from_settings(cls, values: Mapping[str, Any]) -> "PairingChoice":
        """Read a question from plain values, as :meth:`settings` gives them.

        Raises
        ------
        PlanInputError
            With every unknown name (and the nearest known one) and every bad value.
        """
        given, bad = read_plain(values, _READ, unread="pairing_bad_list")
        return from_plain(cls, given, unknown="pairing_unknown", besides=bad)


def check_kind(kind: str) -> Kind:
    """Return the kind, or refuse one that is not known.

    Raises
    ------
    PlanInputError
        Naming those there are.
    """
    if kind not in KINDS:
        told = {"name": "kind", "value": kind, "allowed": ", ".join(KINDS)}
        raise PlanInputError([("pairing_bad_word", told)])
    return kind


def _numbers(choice: PairingChoice) -> Iterator[Problem]:
    ranges: dict[str, tuple[object, int, int]] = {
        "needed": (choice.needed, 1, MOST_NEEDED),
        "capacity": (
            1 if choice.capacity is None else choice.capacity, 1, MOST_CAPACITY
        ),
        "counties": (choice.counties, 0, MOST_COUNTIES),
    }  # fmt: skip
    for name, (value, least, most) in ranges.items():
        if not (type(value) is int and least <= value <= most):
            told = {"value": value, "least": least, "most": most}
            yield (f"pairing_bad_{name}", told)
    limit = choice.limit_min
    number = isinstance(limit, int | float) and not isinstance(limit, bool)
    if limit is not None and not (
        number and math.isfinite(limit) and 0 < limit <= MOST_LIMIT
    ):
        yield ("pairing_bad_limit", {"value": limit, "most": f"{MOST_LIMIT:g}"})


def _words(choice: PairingChoice) -> Iterator[Problem]:
    allowed = {
        "villages": get_args(VillageSet),
        "parties": get_args(Parties),
        "least_fit": (None, *get_args(LeastFit)),
    }
    for name, words in allowed.items():
        if getattr(choice, name) not in words:
            told = ", ".join(word for word in words if word)
            value = getattr(choice, name)
            yield ("pairing_bad_word", {"name": name, "value": value, "allowed": told})
    roles = term_group("roles")
    for role in choice.roles:
        if role not in roles:
            told = ", ".join(roles)
            yield (
                "pairing_bad_word",
                {"name": "roles", "value": role, "allowed": told},
            )
    if not choice.roles:
        yield ("pairing_no_roles", {})
