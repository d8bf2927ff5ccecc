"""What is asked of the roster and changed of it by hand, with steps to take back."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from planner.roster.choice import ExtraPost, RosterChoice
from planner.rule import Rule
from planner.travelling import TravelChoice
from ui.components import data, state
from ui.components.steps import steps_of

# What a step changes; the address holds the same.
_STEPS = ("must", "ended", "pins", "bans", "agreed", "gone", "freed")
# Those that belong to one roster, not to the question.
_BY_HAND = ("pins", "bans", "agreed", "gone", "freed")
_UNDO, _ADOPTED = "roster_steps", "roster_adopted_step"
_SEEN = "roster_asked_seen"
Pairs = tuple[tuple[str, str], ...]
# Village, kind of post, trades and base.
Must = tuple[str, str, str, str]
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
    """

    rule: Rule
    travel: TravelChoice
    choice: RosterChoice
    gone: tuple[str, ...] = ()
    agreed: Pairs = ()

    def without_changes(self) -> "Asked":
        """Return the same question with nothing changed by hand."""
        choice = replace(self.choice, pins=(), bans=(), freed=())
        return replace(self, choice=choice, gone=(), agreed=())


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
    steps = steps_of(_UNDO)
    return _asked(steps[-1]) if steps else None


def before_rule(now: Asked) -> Asked | None:
    """The question before the rule or the goals were changed, while that was last.

    None where the last thing done was a step by hand, or nothing was done yet.
    """
    where = state.get("ws")
    place, seen, before = st.session_state.get(_SEEN, ("", now, None))
    if place != where:
        seen, before = now, None
    elif seen != now:
        another = seen.without_changes() != now.without_changes()
        seen, before = now, seen if another else None
    st.session_state[_SEEN] = (where, seen, before)
    found: Asked | None = before
    return found


def _asked(step: Step) -> Asked:
    choice = RosterChoice(
        needed=state.get("needed"),
        each_trade=state.get("each_trade"),
        least_fit=state.get("least_fit"),
        goals=state.get("goals"),
        extra=tuple(ExtraPost(*row) for row in step["must"]),
        pins=step["pins"],
        bans=step["bans"],
        freed=step["freed"],
        ended=step["ended"],
    )
    rule = state.rule(data.today())
    return Asked(rule, state.travel(), choice, step["gone"], step["agreed"])


def step(**values: Any) -> None:  # noqa: ANN401 - as the settings
    """Change the roster by hand; one step to take back."""
    steps_of(_UNDO).append({name: state.get(name) for name in _STEPS})
    state.put(**values)


def undo() -> None:
    """Take the last step back.

    Somebody who left before the steps begin, by a link or in a roster adopted, counts
    as one too.
    """
    steps = steps_of(_UNDO)
    if steps:
        state.put(**steps.pop())
    else:
        state.put(gone=state.get("gone")[:-1])


def can_undo() -> bool:
    """Whether there is a step to take back."""
    return bool(steps_of(_UNDO) or state.get("gone"))


def is_changed() -> bool:
    """Whether anything is changed by hand, in this session or by a link."""
    return any(state.get(name) for name in _BY_HAND)


def forget() -> None:
    """Take back all that was changed by hand, as one step."""
    step(**dict.fromkeys(_BY_HAND, ()))


def settled(still_open: Iterable[Must]) -> None:
    """Begin anew once a roster is adopted: its rows hold what was changed.

    Posts that had to be filled and stay open have no row, so they are asked for here.
    """
    steps_of(_UNDO).clear()
    must = (*state.get("must"), *still_open)
    state.put(must=must, ended=(), pins=(), agreed=(), freed=())


def adopted(version: str) -> None:
    """Remember what was changed by hand, for when the roster is taken back.

    Parameters
    ----------
    version
        Of the data without the roster that is adopted.
    """
    step = {name: state.get(name) for name in _STEPS}
    st.session_state[_ADOPTED] = (state.get("ws"), version, step)


def taken_back(version: str) -> None:
    """Change by hand again what an adopted roster held, once it is taken back."""
    where, was, values = st.session_state.get(_ADOPTED, ("", "", {}))
    if version == was and where == state.get("ws"):
        del st.session_state[_ADOPTED]
        state.put(**values)


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
    """Take one pin back; another person pinned to the post stays.

    A pin that is not of one's own is one of the roster in force.
    """
    pins = state.get("pins")
    if (post, person) in pins:
        step(pins=tuple(pair for pair in pins if pair != (post, person)))
    else:
        unpin(post)


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


def add_posts(rows: Iterable[Must]) -> None:
    """Ask for more posts that have to be filled."""
    step(must=(*state.get("must"), *rows))


def drop_post(at: int, row: str) -> None:
    """Ask no longer for one of the posts that have to be filled.

    Parameters
    ----------
    at
        Its place among those asked for here; -1 where only the roster in force has it.
    row
        The row of the roster in force that fills it; empty for none.
    """
    must, ended = state.get("must"), state.get("ended")
    kept = must if at < 0 else (*must[:at], *must[at + 1 :])
    step(must=kept, ended=(*ended, row) if row else ended)


def _without(pairs: Pairs, post: str) -> Pairs:
    return tuple(pair for pair in pairs if pair[0] != post)
