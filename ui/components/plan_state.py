"""What is asked of new bases and changed by hand, with every step to take back."""

from collections.abc import Callable, Iterable
from typing import Any

import streamlit as st

from planner.new_bases.choice import BaseChoice
from ui.components import state

# What a step changes; the address holds the same.
_STEPS = ("own", "pinned", "banned")
_UNDO, _REDO, _WHERE = "plan_steps_back", "plan_steps_forth", "plan_steps_of"
# The plan just carried out, in this session.
ADOPTED = "plan_adopted"
# Setting of the address for each field of the question.
_FIELDS = {
    "aim": "aim", "least": "least", "budget": "budget", "places": "places",
    "kind": "build", "capacity": "room", "cost": "cost", "weight": "weight",
    "county": "county", "county_kind": "county_kind",
    "pinned": "pinned", "forbidden": "banned",
}  # fmt: skip
SECONDS, MORE_SECONDS = 30.0, 300.0
Step = dict[str, Any]


def choice() -> BaseChoice:
    """The question as set; what the aim does not look at is left out.

    Raises
    ------
    planner.errors.PlanInputError
        If the settings contradict each other.
    """
    aim = state.get("aim")
    values = {field: state.get(name) for field, name in _FIELDS.items()}
    if values["cost"] is None:
        values["cost"] = 0.0
    if aim != "all":
        values["least"] = "number"
        # None built is no question; it stands for any number.
        values["number"] = state.get("most") or None
    if aim in ("all", "farthest"):
        values["weight"] = "villages"
    if aim == "farthest":
        values["budget"] = None
    if aim in ("mean", "farthest"):
        values["capacity"] = None
    return BaseChoice(**values)


def put_choice(asked: BaseChoice) -> None:
    """Set the question."""
    values = {name: getattr(asked, field) for field, name in _FIELDS.items()}
    if asked.number is not None:
        values["most"] = asked.number
    state.put(**values)


def widget(name: str, **options: Any) -> dict[str, Any]:  # noqa: ANN401
    """As :func:`ui.components.state.widget`; a change gives up what was done by hand.

    Parameters
    ----------
    name
        Setting.
    options
        As there.
    """
    tied = state.widget(name, **options)
    take, args = tied["on_change"], tied["args"]

    def changed() -> None:
        take(*args)
        if state.get("own") is not None:
            step(own=None)
        state.put(other=0)
        go_on()

    return {"key": tied["key"], "on_change": changed}


def step(**values: Any) -> None:  # noqa: ANN401
    """Change the plan by hand, or what is pinned or banned; one step to take back."""
    _stack(_UNDO).append(now())
    _stack(_REDO).clear()
    state.put(**values)


def own_plan(ids: Iterable[str]) -> None:
    """Take sites as the whole plan."""
    step(own=tuple(ids), other=0)


def pin(site: str, *, ban: bool = False) -> None:
    """Pin or ban a site and solve again; asked twice, it is free again.

    What was done by hand stays, but for a site that is banned now.
    """
    chosen, other = ("banned", "pinned") if ban else ("pinned", "banned")
    before = state.get(chosen)
    kept = tuple(one for one in before if one != site)
    if len(kept) == len(before):
        kept = (*before, site)
    rest = tuple(one for one in state.get(other) if one != site)
    values = {chosen: kept, other: rest}
    own = state.get("own")
    if ban and own is not None:
        values["own"] = tuple(one for one in own if one != site)
    step(**values)


def free_all() -> None:
    """Pin and ban nothing."""
    step(pinned=(), banned=())


def can_undo() -> bool:
    """Whether there is a step to take back."""
    return bool(_stack(_UNDO))


def can_redo() -> bool:
    """Whether there is a step to make again."""
    return bool(_stack(_REDO))


def undo() -> None:
    """Take the last step back."""
    _move(_UNDO, _REDO)


def redo() -> None:
    """Make the step again that was taken back."""
    _move(_REDO, _UNDO)


def forget_steps() -> None:
    """Begin with no step to take back."""
    _stack(_UNDO).clear()
    _stack(_REDO).clear()


def go_on() -> None:
    """Leave the plan just carried out; the question is asked anew."""
    st.session_state.pop(ADOPTED, None)


def seconds() -> float:
    """Time that a solver is given."""
    given: float = st.session_state.get("plan_seconds", SECONDS)
    return given


def take_longer() -> None:
    """Give solvers more time, in this session."""
    st.session_state["plan_seconds"] = MORE_SECONDS


def go(view: str) -> Callable[[], None]:
    """Callback that opens another view of the page."""
    return lambda: state.put(base_view=view)


def now() -> Step:
    """What is pinned, banned and done by hand."""
    return {name: state.get(name) for name in _STEPS}


def _stack(name: str) -> list[Step]:
    """Steps of this workspace; those of another mean nothing here."""
    if st.session_state.get(_WHERE) != state.get("ws"):
        st.session_state[_WHERE] = state.get("ws")
        st.session_state[_UNDO], st.session_state[_REDO] = [], []
    found: list[Step] = st.session_state[name]
    return found


def _move(origin: str, target: str) -> None:
    if _stack(origin):
        before = _stack(origin).pop()
        _stack(target).append(now())
        state.put(**before)
