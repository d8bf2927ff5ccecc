"""What is asked of the roster and changed of it by hand, with steps to take back."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from planner.roster.choice import ExtraPost, RosterChoice
from planner.rule import Rule
from planner.travelling import TravelChoice
from ui.components import data, state

# What a step changes; the address holds the same.
_STEPS = ("must", "pins", "bans", "agreed", "gone", "freed")
# Those that belong to one roster, not to the question.
_BY_HAND = ("pins", "bans", "agreed", "gone", "freed")
_UNDO = "roster_steps"
Pairs = tuple[tuple[str, str], ...]
Step = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question about the roster, with all that was changed by hand.

    Parameters
    ----------
    rule, travel, choice
        The question.
    gone
        Ids of people to plan without.
    agreed
        Pairs of post and holder that later changes keep if they can; an empty holder
        for a post left open.
    freed
        Posts whose pin in the roster in force no longer holds.
    """

    rule: Rule
    travel: TravelChoice
    choice: RosterChoice
    gone: tuple[str, ...] = ()
    agreed: Pairs = ()
    freed: tuple[str, ...] = ()

    def without_changes(self) -> "Asked":
        """Return the same question with nothing changed by hand."""
        choice = replace(self.choice, pins=(), bans=())
        return replace(self, choice=choice, gone=(), agreed=(), freed=())


def asked() -> Asked:
    """The question as set.

    Raises
    ------
    planner.errors.PlanInputError
        If the settings make no question.
    """
    return _asked({name: state.get(name) for name in _STEPS})


def asked_before() -> Asked | None:
    """The question before the last step; None where there is no step."""
    steps = _stack()
    return _asked(steps[-1]) if steps else None


def _asked(step: Step) -> Asked:
    choice = RosterChoice(
        needed=state.get("needed"),
        each_trade=state.get("each_trade"),
        least_fit=state.get("least_fit"),
        goals=state.get("goals"),
        extra=tuple(ExtraPost(*row) for row in step["must"]),
        pins=step["pins"],
        bans=step["bans"],
    )
    return Asked(
        state.rule(data.today()), state.travel(), choice,
        step["gone"], step["agreed"], step["freed"],
    )  # fmt: skip


def step(**values: Any) -> None:  # noqa: ANN401 - as the settings
    """Change the roster by hand; one step to take back."""
    _stack().append({name: state.get(name) for name in _STEPS})
    state.put(**values)


def undo() -> None:
    """Take the last step back.

    Somebody who left before the steps begin, by a link or in a roster adopted, counts
    as one too.
    """
    steps = _stack()
    if steps:
        state.put(**steps.pop())
    else:
        state.put(gone=state.get("gone")[:-1])


def can_undo() -> bool:
    """Whether there is a step to take back."""
    return bool(_stack() or state.get("gone"))


def is_changed() -> bool:
    """Whether anything is changed by hand, in this session or by a link."""
    return any(state.get(name) for name in _BY_HAND)


def forget() -> None:
    """Take back all that was changed by hand, as one step."""
    step(**dict.fromkeys(_BY_HAND, ()))


def settled() -> None:
    """Begin anew once a roster is adopted: its rows hold what was changed."""
    _stack().clear()
    state.put(pins=(), agreed=(), freed=())


def pin(post: str, person: str) -> None:
    """Keep or put a person at a post, whatever comes."""
    pins = (*_without(state.get("pins"), post), (post, person))
    bans = tuple(pair for pair in state.get("bans") if pair != (post, person))
    step(pins=pins, bans=bans, agreed=_without(state.get("agreed"), post))


def unpin(post: str) -> None:
    """Let the solver choose for a post again."""
    freed = tuple(dict.fromkeys((*state.get("freed"), post)))
    step(pins=_without(state.get("pins"), post), freed=freed)


def unpin_one(post: str, person: str) -> None:
    """Take one pin back; another person pinned to the post stays."""
    step(pins=tuple(pair for pair in state.get("pins") if pair != (post, person)))


def ban(post: str, person: str) -> None:
    """Never put a person at a post."""
    bans = tuple(dict.fromkeys((*state.get("bans"), (post, person))))
    step(pins=_without(state.get("pins"), post), bans=bans)


def agree(rows: Iterable[tuple[str, str]]) -> None:
    """Keep changed rows as they are now, if later changes let them."""
    told = dict(state.get("agreed")) | dict(rows)
    step(agreed=tuple(told.items()))


def leaves(person: str) -> None:
    """Plan without a person, or with them again."""
    gone = state.get("gone")
    now = tuple(one for one in gone if one != person)
    step(gone=now if len(now) < len(gone) else (*gone, person))


def add_posts(rows: Iterable[tuple[str, str, str, str]]) -> None:
    """Ask for more posts that have to be filled."""
    step(must=(*state.get("must"), *rows))


def drop_post(at: int) -> None:
    """Ask no longer for one of the posts that have to be filled."""
    must = state.get("must")
    step(must=(*must[:at], *must[at + 1 :]))


def _without(pairs: Pairs, post: str) -> Pairs:
    return tuple(pair for pair in pairs if pair[0] != post)


def _stack() -> list[Step]:
    """Steps of the workspace on the screen, each what was set before it."""
    where = state.get("ws")
    kept = st.session_state.get(_UNDO)
    if kept is None or kept[0] != where:
        kept = st.session_state[_UNDO] = (where, [])
    steps: list[Step] = kept[1]
    return steps
