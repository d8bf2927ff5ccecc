"""What is asked of the advisory groups and changed by hand, with steps to take back."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

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
from ui.components.advisory.settings import ADVISORY
from ui.components.messages import lines_of, plain
from ui.components.steps import steps_of

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
    return _asked({})


def asked_before() -> AdvisoryChoice | None:
    """The question before the last step; None where there is no step."""
    steps = steps_of(_UNDO)
    return _asked(steps[-1]) if steps else None


def put_choice(choice: AdvisoryChoice) -> None:
    """Ask as a kept plan was asked, as one step."""
    _step(**_fields_of(choice), **_changes_of(choice))


def take_up(choice: AdvisoryChoice) -> bool:
    """Ask as was asked last, but for what the address sets, of either kind.

    Returns
    -------
    bool
        Whether anything is changed by hand by that.
    """
    fields = _fields_of(choice)
    if all(state.get(name) == ADVISORY[name].default for name in fields):
        state.put(**fields)
    if is_changed():
        return False
    state.put(**_changes_of(choice))
    return is_changed()


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


def one_less(expert: str) -> None:
    """Take back one of the groups more of an expert."""
    _change(lambda now: _raised(now, {expert: -1}))


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
    """Change by hand what a choice does, as one step."""
    _step(**_changes_of(choice))


def undo() -> None:
    """Take the last step back."""
    steps = steps_of(_UNDO)
    if steps:
        state.put(**steps.pop())


def can_undo() -> bool:
    """Whether there is a step to take back."""
    return bool(steps_of(_UNDO))


def forget() -> None:
    """Take back all that was changed by hand, as one step."""
    _step(**dict.fromkeys(STEPS, ()))


def by_hand() -> Step:
    """What is changed by hand, by setting."""
    return {name: state.get(name) for name in STEPS}


def is_changed() -> bool:
    """Whether anything is changed by hand."""
    return any(by_hand().values())


def settled(counties: Collection[str]) -> None:
    """Let go of the pins of groups that are in the records now, as one step."""
    pins = state.get("advisory_pins")
    open_ = tuple(one for one in pins if one[0] not in counties)
    if open_ != pins:
        _step(advisory_pins=open_)


def _change(make: Callable[[AdvisoryChoice], AdvisoryChoice]) -> None:
    """Change the question by one step; what cannot be is told."""
    try:
        take_choice(make(asked()))
    except PlanInputError as error:
        road_changes.refuse(plain(" ".join(lines_of(error, state.lang()))))


def _raised(choice: AdvisoryChoice, raises: Mapping[str, int]) -> AdvisoryChoice:
    before = dict(choice.quota_raised)
    for expert, more in raises.items():
        choice = raise_quota(choice, expert, before.get(expert, 0) + more)
    return choice


def _fields_of(choice: AdvisoryChoice) -> Step:
    fields = {f"advisory_{name}": getattr(choice, name) for name in _FIELDS}
    for name in _SPANS:
        least, most = getattr(choice, name)
        fields |= {f"advisory_{name}_least": least, f"advisory_{name}_most": most}
    return fields


def _changes_of(choice: AdvisoryChoice) -> Step:
    raised = tuple((one, str(more)) for one, more in choice.quota_raised)
    return dict(
        zip(STEPS, (choice.pins, choice.bans, choice.declined, raised), strict=True)
    )


def _asked(step: Step) -> AdvisoryChoice:
    """The question as set, but for what a step notes."""

    def value(name: str) -> Any:  # noqa: ANN401 - as the settings
        key = f"advisory_{name}"
        return step[key] if key in step else state.get(key)

    spans: Step = {
        name: (value(f"{name}_least"), value(f"{name}_most")) for name in _SPANS
    }
    return AdvisoryChoice(
        **{name: value(name) for name in _FIELDS},
        **spans,
        declined=value("declined"),
        pins=value("pins"),
        bans=value("bans"),
        quota_raised=tuple((one, _number(text)) for one, text in value("quota")),
    )


def _number(text: str) -> int:
    """A count from the address; none for what is no number, which is then told."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _step(**values: Any) -> None:  # noqa: ANN401 - as the settings
    steps_of(_UNDO).append({name: state.get(name) for name in values})
    state.put(**values)
