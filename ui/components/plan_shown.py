"""A plan on the screen: what of it still holds, and what has changed since."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import pandas as pd

from planner.errors import PlanInputError
from planner.plans import KeptPlan
from ui.components import data

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")
T = TypeVar("T")
_ROADS = frozenset({"roads", "closures"})


@dataclass(frozen=True)
class Shown(Generic[Asked, Answer]):
    """The plan on the screen.

    Parameters
    ----------
    plan
        As it is kept.
    asked
        What it was made for.
    answer
        All of it that still keeps the rules.
    left_out
        Rows that no longer do, each with ``why``; see ``TakenUp`` of its ``keeping``.
    stale
        What has changed since; see :func:`stale`.
    """

    plan: KeptPlan
    asked: Asked
    answer: Answer
    left_out: pd.DataFrame
    stale: tuple[str, ...]


def plan_key(plan: KeptPlan) -> tuple[Hashable, ...]:
    """Key under which what is made of a plan is kept: tomorrow more of it is over."""
    return "plan", plan.kind, plan.name, plan.made, data.today()


def kept(
    path: Path, now: Shown[Any, Any], what: Hashable, make: Callable[[], T]
) -> T:  # fmt: skip
    """Make something once of the plan on the screen."""
    return data.kept_of(path, (*plan_key(now.plan), what), make)


def stale(
    plan: KeptPlan,
    layers: Sequence[str],
    version: str,
    differ: Callable[[], Mapping[str, bool]],
) -> tuple[str, ...]:
    """What has changed since a plan was made.

    Parameters
    ----------
    plan
        The plan.
    layers, version
        Layers it depends on, and their versions now, in one text.
    differ
        Says which parts of the question differ; raises PlanInputError where one of the
        two makes no sense.

    Returns
    -------
    tuple of str
        ``"data"``, or of it only ``"roads"``; and the parts of the question.
    """
    found = _changed_data(plan, layers, version)
    try:
        changed = differ()
    except PlanInputError:
        return (*found, "choice")
    return (*found, *(name for name, differs in changed.items() if differs))


def _changed_data(plan: KeptPlan, layers: Sequence[str], version: str) -> list[str]:
    """Whether data have changed, and whether of roads only."""
    pairs = zip(layers, plan.data_version.split("/"), version.split("/"), strict=False)
    changed = {name for name, was, now in pairs if was != now}
    if not changed:
        return []
    return ["roads"] if changed <= _ROADS else ["data"]
