"""What the planner asks of a roster."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from geo.schemas import TRADES, split_list
from planner.assignment import DEFAULT_GOALS, Fit
from planner.assignment.goals import check_goals
from planner.errors import PlanInputError, Problem
from planner.plain_values import from_plain, pairs, read_plain, texts

LeastFit = Literal["whole", "part", "other"]
FITS: Mapping[str, Fit] = {"whole": Fit.WHOLE, "part": Fit.PART, "other": Fit.OTHER}
_MOST_NEEDED = 9


@dataclass(frozen=True, slots=True)
class ExtraPost:
    """A post beside the service of villages, to be filled before all others.

    Parameters
    ----------
    village_code
        Where it is.
    post
        Code of the list ``posts``, such as ``"team_leader"``.
    trades
        Trades of which its holder must know one, joined; empty for any.
    base_id
        The base it is at; empty for none.
    """

    village_code: str
    post: str
    trades: str = ""
    base_id: str = ""


@dataclass(frozen=True, slots=True)
class RosterChoice:
    """One question about a roster; villages, limit and day are those of the rule.

    Parameters
    ----------
    needed
        Different people each village needs.
    each_trade
        Whether a village needs somebody for each trade it grows, instead of one who
        knows any of them.
    least_fit
        Lowest degree of trade fit allowed: ``"whole"``: the trade or the one it is part
        of; ``"part"``: a part of it will do; ``"other"``: trades only order the choice.
    goals
        What is sought, the first above all; see :mod:`planner.assignment.goals`.
    extra
        Posts that have to be filled. They count all of their kind at a village; those
        of the roster in force that are more come back by themselves.
    pins, bans
        Pairs (id of a post, id of a person) that must be in the roster, or may not.
    freed
        Ids of posts whose pin in the roster in force no longer holds.
    ended
        Ids of rows of the roster in force whose post is given up.

    Raises
    ------
    PlanInputError
        With every broken field at once.
    """

    needed: int = 1
    each_trade: bool = False
    least_fit: LeastFit = "whole"
    goals: tuple[str, ...] = DEFAULT_GOALS
    extra: tuple[ExtraPost, ...] = ()
    pins: tuple[tuple[str, str], ...] = ()
    bans: tuple[tuple[str, str], ...] = ()
    freed: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        problems = list(_problems(self))
        try:
            check_goals(self.goals)
        except PlanInputError as error:
            problems.extend(error.problems)
        if problems:
            raise PlanInputError(problems)

    def settings(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "needed": self.needed,
            "each_trade": self.each_trade,
            "least_fit": self.least_fit,
            "goals": list(self.goals),
            "extra": [asdict(post) for post in self.extra],
            "pins": [list(pair) for pair in self.pins],
            "bans": [list(pair) for pair in self.bans],
            "freed": list(self.freed),
            "ended": list(self.ended),
        }

    @classmethod
    def from_settings(cls, values: Mapping[str, Any]) -> "RosterChoice":
        """Read a question from plain values, as :meth:`settings` gives them.

        Raises
        ------
        PlanInputError
            With every unknown name (and the nearest known one) and every bad value.
        """
        given, bad = read_plain(values, _READ, unread="roster_bad_list")
        return from_plain(cls, given, unknown="roster_unknown", besides=bad)


_READ: Mapping[str, Callable[[Any], tuple[Any, ...]]] = {
    **dict.fromkeys(("goals", "freed", "ended"), texts),
    **dict.fromkeys(("pins", "bans"), pairs),
    "extra": lambda given: tuple(ExtraPost(**one) for one in given),
}


def _problems(choice: RosterChoice) -> Iterator[Problem]:
    if not (type(choice.needed) is int and 1 <= choice.needed <= _MOST_NEEDED):
        yield ("roster_bad_needed", {"value": choice.needed, "most": _MOST_NEEDED})
    fits = get_args(LeastFit)
    if choice.least_fit not in fits:
        told = {"value": choice.least_fit, "allowed": ", ".join(fits)}
        yield ("roster_bad_fit", told)
    if choice.each_trade not in (True, False):
        yield ("roster_bad_each", {"value": choice.each_trade})
    for post in choice.extra:
        unknown = [one for one in split_list(post.trades) if one not in TRADES]
        if unknown:
            told = {"code": post.village_code, "trades": ", ".join(unknown)}
            yield ("roster_bad_trades", told)
