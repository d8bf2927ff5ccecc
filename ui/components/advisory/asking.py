"""What is asked of the advisory groups and changed by hand, with steps to take back."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from planner.advising.choice import (
    AdvisoryChoice,
    Who,
    agree_again,
    ban,
    decline,
    pin,
    raise_quota,
    unban,
    unpin,
)
from planner.errors import PlanInputError
from ui.components import road_changes, state
from ui.components.messages import lines_of, plain

# What a step changes; the address holds the same.
STEPS = ("advisory_pins", "advisory_bans", "advisory_declined", "advisory_quota")
_FIELDS = (
    "members", "fewest", "most", "proposing", "review", "batch", "in_turn",
    "county_order", "expert_order",
)  # fmt: skip
_SPANS = ("home", "partner")
_UNDO = "advisory_steps"
Step = dict[str, Any]


def asked() -> AdvisoryChoice:
    """The question as set.

    Raises
    ------
    planner.errors.PlanInputError
        With everything that is wrong with it.
    """
    return _asked(_now())


def asked_before() -> AdvisoryChoice | None:
    """The question before the last step; None where there is no step."""
    steps = _stack()
    return _asked(steps[-1]) if steps else None


def put_choice(choice: AdvisoryChoice) -> None:
    """Ask as a kept plan was asked; what was changed by hand is one step."""
    state.put(**{f"advisory_{name}": getattr(choice, name) for name in _FIELDS})
    for name in _SPANS:
        least, most = getattr(choice, name)
        values = {f"advisory_{name}_least": least, f"advisory_{name}_most": most}
        state.put(**values)
    _take(choice)


def put_in(county: str, expert: str) -> None:
    """Keep an expert in a county's group, whatever was said before."""
    _change(lambda now: pin(agree_again(now, county, expert), county, expert))


def let_go(county: str, expert: str) -> None:
    """Let the matching choose again whether an expert is in a group."""
    _change(lambda now: unpin(now, county, expert))


def says_no(county: str, expert: str, who: Who) -> None:
    """Write down that the county, or the expert, said no."""
    _change(lambda now: decline(now, county, expert, who))


def take_off(county: str, expert: str) -> None:
    """Plan the group without an expert, though nobody said no."""
    _change(lambda now: ban(now, county, expert))


def let_back(county: str, expert: str) -> None:
    """Take back that somebody said no, or that an expert was taken off."""
    _change(lambda now: unban(agree_again(now, county, expert), county, expert))


def one_more(expert: str) -> None:
    """Let an expert take on one group more."""
    _change(lambda now: _raised(now, {expert: 1}))


def bring_in(pairs: Sequence[tuple[str, str]], raises: Mapping[str, int]) -> None:
    """Put experts in groups, and let them take on more, as one step.

    Parameters
    ----------
    pairs
        County and expert.
    raises
        How many groups more, by expert.
    """

    def make(now: AdvisoryChoice) -> AdvisoryChoice:
        for pair in pairs:
            now = pin(agree_again(now, *pair), *pair)
        return _raised(now, raises)

    _change(make)


def take_choice(choice: AdvisoryChoice) -> None:
    """Ask otherwise, such as after replies were read; one step to take back."""
    _take(choice)


def undo() -> None:
    """Take the last step back."""
    steps = _stack()
    if steps:
        state.put(**steps.pop())


def can_undo() -> bool:
    """Whether there is a step to take back."""
    return bool(_stack())


def forget() -> None:
    """Take back all that was changed by hand, as one step."""
    _step(**dict.fromkeys(STEPS, ()))


def is_changed() -> bool:
    """Whether anything is changed by hand."""
    return any(state.get(name) for name in STEPS)


def settled() -> None:
    """Begin anew once the groups are in the records, which hold who is in them."""
    _stack().clear()
    state.put(advisory_pins=())


def _change(make: Callable[[AdvisoryChoice], AdvisoryChoice]) -> None:
    """Change the question by one step; what cannot be is told."""
    try:
        _take(make(asked()))
    except PlanInputError as error:
        road_changes.refuse(plain(" ".join(lines_of(error, state.lang()))))


def _raised(choice: AdvisoryChoice, raises: Mapping[str, int]) -> AdvisoryChoice:
    before = dict(choice.quota_raised)
    for expert, more in raises.items():
        choice = raise_quota(choice, expert, before.get(expert, 0) + more)
    return choice


def _take(choice: AdvisoryChoice) -> None:
    _step(
        advisory_pins=choice.pins,
        advisory_bans=choice.bans,
        advisory_declined=choice.declined,
        advisory_quota=tuple((one, str(more)) for one, more in choice.quota_raised),
    )


def _asked(step: Step) -> AdvisoryChoice:
    values = {name: state.get(f"advisory_{name}") for name in _FIELDS}
    for name in _SPANS:
        ends = (f"advisory_{name}_least", f"advisory_{name}_most")
        values[name] = tuple(state.get(end) for end in ends)
    return AdvisoryChoice(
        **values,
        declined=step["advisory_declined"],
        pins=step["advisory_pins"],
        bans=step["advisory_bans"],
        quota_raised=tuple(
            (one, _number(text)) for one, text in step["advisory_quota"]
        ),
    )


def _number(text: str) -> int:
    """A count from the address; none for what is no number, which is then told."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _now() -> Step:
    return {name: state.get(name) for name in STEPS}


def _step(**values: Any) -> None:  # noqa: ANN401 - as the settings
    _stack().append(_now())
    state.put(**values)


def _stack() -> list[Step]:
    """Steps of the workspace on the screen, each what was set before it."""
    where = state.get("ws")
    kept = st.session_state.get(_UNDO)
    if kept is None or kept[0] != where:
        kept = st.session_state[_UNDO] = (where, [])
    steps: list[Step] = kept[1]
    return steps
