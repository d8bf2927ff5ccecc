"""What the planner asks of a matching of advisory groups."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Literal, get_args

from geo.words import Phrase
from planner.errors import PlanInputError, Problem
from planner.plain_values import from_plain, pairs, read_plain, texts

Side = Literal["counties", "experts"]
Who = Literal["county", "expert"]
# Least state of applications that count; those returned never do.
Review = Literal["drafted", "submitted", "city", "province", "nation"]
REVIEWS: tuple[Review, ...] = get_args(Review)
# What makes a county like an expert, and an expert a county.
COUNTY_ORDER = ("trades", "level", "province", "before")
EXPERT_ORDER = ("wish", "trades", "near")
# Seats that the numbers can hold.
MOST_MEMBERS, MOST_QUOTA = 16, 99
_FLAGS = ("in_turn",)
# What messages call the fields that they name.
FIELDS: Mapping[str, Phrase] = MappingProxyType(
    {
        "home": Phrase("本县人数", "home"),
        "partner": Phrase("东部人数", "partner"),
        "in_turn": Phrase("分批依次匹配", "in_turn"),
        "proposing": Phrase("由谁先选", "proposing"),
        "review": Phrase("申请至少审到", "review"),
        "county_order": Phrase("县看专家", "county_order"),
        "expert_order": Phrase("专家看县", "expert_order"),
        "declined": Phrase("谢绝", "declined"),
        "pins": Phrase("固定", "pins"),
        "bans": Phrase("换下", "bans"),
        "quota_raised": Phrase("多任", "quota_raised"),
    }
)


@dataclass(frozen=True, slots=True)
class AdvisoryChoice:
    """One question about advisory groups.

    Parameters
    ----------
    members, fewest, most
        Members of a group where its application does not say how many, and how few and
        how many make it whole; the leader counts.
    home
        Fewest and most members of the county itself, on its proposal.
    partner
        Fewest and most members from the east, in counties that have an eastern
        partner. A leader from the east counts as one of them.
    proposing
        Whose side the matching favours among the stable ones.
    review
        Least state of the applications that count.
    batch
        Applications of this batch alone; empty for every one.
    in_turn
        Whether batches are matched one after the other: what an earlier one is given
        stays.
    county_order, expert_order
        What each side looks at, the first above all: of an expert the ``trades``
        needed (the rarest first), the ``level``, whether of the same ``province``,
        whether they served the county ``before``; of a county the ``wish`` (order of
        ``accepts``), how many of its ``trades`` one knows, how ``near`` it is.
    declined
        Who said no: (county code, expert id, ``"county"`` or ``"expert"``).
    pins, bans
        Pairs (county code, expert id) that must be in a group, or may not.
    quota_raised
        Groups an expert joins beyond the quota: (expert id, how many more).

    Raises
    ------
    PlanInputError
        With every broken field at once.
    """

    members: int = 10
    fewest: int = 8
    most: int = 12
    home: tuple[int, int] = (1, 2)
    partner: tuple[int, int] = (1, 2)
    proposing: Side = "counties"
    review: Review = "province"
    batch: str = ""
    in_turn: bool = True
    county_order: tuple[str, ...] = COUNTY_ORDER
    expert_order: tuple[str, ...] = EXPERT_ORDER
    declined: tuple[tuple[str, str, str], ...] = ()
    pins: tuple[tuple[str, str], ...] = ()
    bans: tuple[tuple[str, str], ...] = ()
    quota_raised: tuple[tuple[str, int], ...] = ()

    def __post_init__(self) -> None:
        problems = [*_numbers(self), *_words(self), *_pairs(self)]
        if problems:
            raise PlanInputError(problems)

    def settings(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        plain = {name: getattr(self, name) for name in self.__slots__}
        return {
            name: [list(one) if isinstance(one, tuple) else one for one in value]
            if isinstance(value, tuple)
            else value
            for name, value in plain.items()
        }

    @classmethod
    def from_settings(cls, values: Mapping[str, Any]) -> "AdvisoryChoice":
        """Read a question from plain values, as :meth:`settings` gives them.

        Raises
        ------
        PlanInputError
            With every unknown name (and the nearest known one) and every bad value.
        """
        given, bad = read_plain(values, _READ, unread="advisory_bad_value")
        return from_plain(cls, given, unknown="advisory_unknown", besides=bad)


def decline(
    choice: AdvisoryChoice, county: str, expert: str, who: Who
) -> AdvisoryChoice:
    """Return the choice after a county or an expert said no; a pin of them goes."""
    said = (county, expert, who)
    return replace(
        choice,
        declined=(*(one for one in choice.declined if one != said), said),
        pins=tuple(pair for pair in choice.pins if pair != (county, expert)),
    )


def agree_again(choice: AdvisoryChoice, county: str, expert: str) -> AdvisoryChoice:
    """Return the choice without what either of a pair said against the other."""
    pair = (county, expert)
    return replace(
        choice, declined=tuple(one for one in choice.declined if one[:2] != pair)
    )


def pin(choice: AdvisoryChoice, county: str, expert: str) -> AdvisoryChoice:
    """Return the choice with an expert who must be in a county's group."""
    pair = (county, expert)
    return replace(
        choice,
        pins=(*(one for one in choice.pins if one != pair), pair),
        bans=tuple(one for one in choice.bans if one != pair),
    )


def unpin(choice: AdvisoryChoice, county: str, expert: str) -> AdvisoryChoice:
    """Return the choice with an expert who need not be in a county's group."""
    pair = (county, expert)
    return replace(choice, pins=tuple(one for one in choice.pins if one != pair))


def ban(choice: AdvisoryChoice, county: str, expert: str) -> AdvisoryChoice:
    """Return the choice with an expert whom the planner keeps out of a group."""
    pair = (county, expert)
    return replace(
        choice,
        bans=(*(one for one in choice.bans if one != pair), pair),
        pins=tuple(one for one in choice.pins if one != pair),
    )


def unban(choice: AdvisoryChoice, county: str, expert: str) -> AdvisoryChoice:
    """Return the choice with an expert who may be in a county's group again."""
    pair = (county, expert)
    return replace(choice, bans=tuple(one for one in choice.bans if one != pair))


def raise_quota(choice: AdvisoryChoice, expert: str, more: int) -> AdvisoryChoice:
    """Return the choice with an expert who joins so many groups more; 0 for none."""
    others = tuple(one for one in choice.quota_raised if one[0] != expert)
    own = ((expert, more),) if more else ()
    return replace(choice, quota_raised=(*others, *own))


_READ: Mapping[str, Callable[[Any], Any]] = {
    "home": lambda told: tuple(told),
    "partner": lambda told: tuple(told),
    "county_order": texts,
    "expert_order": texts,
    "declined": lambda told: tuple((str(a), str(b), str(c)) for a, b, c in told),
    "pins": pairs,
    "bans": pairs,
    "quota_raised": lambda told: tuple((str(one), more) for one, more in told),
}


def _is_whole(value: object, least: int, most: int) -> bool:
    return type(value) is int and least <= value <= most


def _numbers(choice: AdvisoryChoice) -> Iterator[Problem]:
    told, bad = (choice.fewest, choice.members, choice.most), False
    if not all(_is_whole(one, 1, MOST_MEMBERS) for one in told) or not (
        choice.fewest <= choice.members <= choice.most
    ):
        shown = "/".join(str(one) for one in told)
        bad = True
        yield "advisory_bad_members", {"value": shown, "most": MOST_MEMBERS}
    for name in ("home", "partner"):
        span = getattr(choice, name)
        good = (
            isinstance(span, tuple)
            and len(span) == 2
            and all(_is_whole(one, 0, MOST_MEMBERS) for one in span)
            and span[0] <= span[1]
        )
        if not good:
            bad = True
            yield "advisory_bad_span", {"name": FIELDS[name], "value": span}
    if bad:
        return
    seats = 1 + choice.home[1] + choice.partner[1]
    if seats > choice.most:
        yield "advisory_no_room", {"seats": seats, "most": choice.most}


def _words(choice: AdvisoryChoice) -> Iterator[Problem]:
    for name in _FLAGS:
        if not isinstance(getattr(choice, name), bool):
            told = {"name": FIELDS[name], "value": getattr(choice, name)}
            yield "advisory_bad_value", told
    for name, words in (("proposing", get_args(Side)), ("review", REVIEWS)):
        value = getattr(choice, name)
        if value not in words:
            told = {"name": FIELDS[name], "value": value, "allowed": ", ".join(words)}
            yield "advisory_bad_word", told
    for name, order in (("county_order", COUNTY_ORDER), ("expert_order", EXPERT_ORDER)):
        given = getattr(choice, name)
        if len({*given}) != len(given) or not {*given} <= {*order}:
            told = {"name": FIELDS[name], "value": ", ".join(map(str, given))}
            yield "advisory_bad_order", {**told, "allowed": ", ".join(order)}


def _pairs(choice: AdvisoryChoice) -> Iterator[Problem]:
    for county, expert, who in choice.declined:
        if who not in get_args(Who):
            yield "advisory_bad_who", {"county": county, "expert": expert, "who": who}
    for county, expert in {*choice.pins} & {*choice.bans}:
        yield "advisory_pin_and_ban", {"county": county, "expert": expert}
    said_no = {one[:2] for one in choice.declined}
    for county, expert in sorted({*choice.pins} & said_no):
        yield "advisory_pin_declined", {"county": county, "expert": expert}
    for expert, more in choice.quota_raised:
        if not _is_whole(more, 1, MOST_QUOTA):
            told = {"expert": expert, "value": more, "most": MOST_QUOTA}
            yield "advisory_bad_raise", told
    raised = Counter(one[0] for one in choice.quota_raised)
    for expert in sorted(str(one) for one, count in raised.items() if count > 1):
        yield "advisory_raised_twice", {"expert": expert}


def state_rank(state: str) -> int:
    """How far an application is, from 0; -1 where it was returned or is not known."""
    return REVIEWS.index(state) if state in REVIEWS else -1
