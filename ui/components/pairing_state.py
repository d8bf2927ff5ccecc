"""What is asked of a pairing and changed of it by hand, with steps to take back."""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from planner.pairing.choice import EASTERN, Kind, PairingChoice
from planner.travelling import TravelChoice
from ui.components import state
from ui.components.steps import steps_of

_STEPS = ("pair_pins", "pair_bans")
_UNDO = "pairing_steps"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question about a pairing."""

    kind: Kind
    choice: PairingChoice
    travel: TravelChoice


def asked() -> Asked:
    """The question as set.

    Raises
    ------
    planner.errors.PlanInputError
        If the settings make no question.
    """
    kind: Kind = state.get("pair_kind")
    choice = PairingChoice(
        villages=state.get("villages"),
        parties=state.get("pair_parties"),
        roles=state.get("pair_roles"),
        needed=state.get("pair_needed") if kind != "three_regions" else 1,
        capacity=state.get("pair_room"),
        least_fit=state.get("pair_fit"),
        limit_min=None if kind in EASTERN else state.get("pair_limit"),
        counties=state.get("pair_counties"),
        pins=state.get("pair_pins"),
        bans=state.get("pair_bans"),
    )
    return Asked(kind, choice, state.travel())


def choose_kind() -> None:
    """Forget what was said by hand of another kind of pairing."""
    state.put(pair_pins=(), pair_bans=(), pair_pick="", pair_room=None)
    state.put(pair_fit=None)
    st.session_state.pop(_UNDO, None)


def pin(post: str, party: str) -> None:
    """Pin a party to a post, whoever was pinned there."""
    bans = tuple(one for one in state.get("pair_bans") if one != (post, party))
    _step(pair_pins=(*_without(post), (post, party)), pair_bans=bans)


def unpin(post: str) -> None:
    """Take the pins of a post back."""
    _step(pair_pins=_without(post))


def ban(post: str, party: str) -> None:
    """Never pair a party with a post."""
    pins = tuple(one for one in state.get("pair_pins") if one != (post, party))
    _step(pair_pins=pins, pair_bans=(*state.get("pair_bans"), (post, party)))


def undo() -> None:
    """Take the last step back."""
    steps = steps_of(_UNDO)
    if steps:
        state.put(**steps.pop())


def can_undo() -> bool:
    """Whether there is a step to take back."""
    return bool(steps_of(_UNDO))


def forget() -> None:
    """Take back all that was said by hand."""
    _step(pair_pins=(), pair_bans=())


def is_changed() -> bool:
    """Whether anything is pinned or banned by hand."""
    return bool(state.get("pair_pins") or state.get("pair_bans"))


def _without(post: str) -> tuple[tuple[str, str], ...]:
    return tuple(one for one in state.get("pair_pins") if one[0] != post)


def _step(**values: Any) -> None:  # noqa: ANN401 - as the settings
    steps_of(_UNDO).append({name: state.get(name) for name in _STEPS})
    state.put(**values)
