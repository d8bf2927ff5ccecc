"""The plan that is worked on: kept in the workspace at every step, with steps back."""

from dataclasses import replace
from pathlib import Path

import streamlit as st

from planner.errors import PlanInputError
from planner.outings.answering import OutingAnswer
from planner.outings.keeping import DRAFT, data_version, kept
from planner.plans import KeptPlan, drop_plan, keep_plan, kept_plans
from planner.workspace import Workspace
from ui.components import outing_data, outing_state, state
from ui.components.outing_data import Shown
from ui.components.outing_state import Asked, Texts

_STEPS, _BEFORE, _ADOPTED = "outing_steps", "outing_before", "outing_adopted"
Step = tuple[KeptPlan | None, dict[str, str]]


def draft(path: Path) -> KeptPlan | None:
    """The plan worked on; None where nothing is planned yet."""
    return next(iter(kept_plans(path, "outings_draft")), None)


def named(path: Path) -> tuple[KeptPlan, ...]:
    """Plans accepted under a name, the latest first."""
    return kept_plans(path, "outings")


def record(answer: OutingAnswer, asked: Asked, version: str) -> KeptPlan:
    """Put the plan worked on into the form it is kept in.

    Parameters
    ----------
    answer
        The plan.
    asked
        What it was made for.
    version
        Of the data, see :func:`planner.outings.keeping.data_version`.
    """
    question = answer.question
    choice = replace(asked.choice, done_until=question.choice.done_until)
    told = replace(answer, question=replace(question, choice=choice))
    return kept(told, asked.travel, version)


def step(path: Path, answer: OutingAnswer, **changed: object) -> None:
    """Change the plan worked on; one step to take back.

    Parameters
    ----------
    path, answer
        Workspace, and the plan as it is now.
    changed
        Settings that change with it.
    """
    was = draft(path)
    told = settings_of(was) if was is not None else outing_state.texts()
    told |= {name: state.SETTINGS[name].write(one) for name, one in changed.items()}
    note(was)
    state.put(**changed)
    version = data_version(Workspace(path))
    plan = record(answer, outing_state.asked_of(told), version)
    keep_plan(path, plan)
    outing_data.remember(path, plan, answer)


def adopt(path: Path) -> None:
    """Ask as the plan worked on was asked, where an address says nothing else."""
    seen: set[str] = st.session_state.setdefault(_ADOPTED, set())
    if str(path) in seen:
        return
    seen.add(str(path))
    plan, names = draft(path), outing_state.CHOICE
    if plan is None or any(
        state.get(name) != state.SETTINGS[name].default for name in names
    ):
        return
    try:
        told = outing_state.values_of(settings_of(plan))
    except PlanInputError:
        return
    state.put(**{name: told[name] for name in names})


def settings_of(plan: KeptPlan) -> dict[str, str]:
    """What a plan was made for, as it stands in the address."""
    return outing_state.texts_of(outing_state.asked_in(plan.settings))


def note(was: KeptPlan | None, told: Texts | None = None) -> None:
    """Remember how plan and question stand, to come back to them.

    Parameters
    ----------
    was
        The plan; None for none.
    told
        What was asked, as it stands in the address; as set by default.
    """
    _stack().append((was, dict(told or outing_state.texts())))


def undo(path: Path) -> None:
    """Take the last step back, with what was asked then."""
    plan, told = _stack().pop()
    # What was chosen may stand elsewhere now.
    state.put(outing_pick=())
    if plan is None:
        drop_plan(path, "outings_draft", DRAFT)
    else:
        keep_plan(path, plan)
    outing_state.put_texts(told)
    if st.session_state.pop(_BEFORE, None) and state.get("outing_view") == "changes":
        state.put(outing_view="calendar")


def join_steps() -> None:
    """Make the last two steps one."""
    if len(_stack()) > 1:
        _stack().pop()


def can_undo() -> bool:
    """Whether there is a step to take back."""
    return bool(_stack())


def take(path: Path, plan: KeptPlan) -> None:
    """Work on a plan that was accepted, as one step."""
    note(draft(path))
    outing_state.put_texts(settings_of(plan))
    keep_plan(path, replace(plan, kind="outings_draft", name=DRAFT))


def accept(path: Path, plan: KeptPlan, name: str) -> None:
    """Keep the plan worked on under a name.

    Raises
    ------
    planner.errors.WorkspaceError
        If it has no name or too long a one, or the file cannot be written.
    """
    keep_plan(path, replace(plan, kind="outings", name=name))


def compare_with(plan: KeptPlan | None) -> None:
    """Remember the plan that the next one is laid beside."""
    st.session_state[_BEFORE] = (state.get("ws"), plan)


def before(path: Path) -> Shown | None:
    """The plan before the last re-planning; None where there is none."""
    where, plan = st.session_state.get(_BEFORE, ("", None))
    if plan is None or where != state.get("ws"):
        return None
    try:
        return outing_data.shown(path, plan)
    except PlanInputError:
        return None


def _stack() -> list[Step]:
    """Steps of the workspace on the screen, each what was there before it."""
    where = state.get("ws")
    kept = st.session_state.get(_STEPS)
    if kept is None or kept[0] != where:
        kept = st.session_state[_STEPS] = (where, [])
    steps: list[Step] = kept[1]
    return steps
