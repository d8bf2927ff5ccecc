"""The plan of a page that is worked on: kept at every step, with steps back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Generic, TypeVar

import streamlit as st

from geo.words import Lang
from planner.errors import PlanInputError
from planner.plans import DRAFT, KeptPlan, PlanKind, drop_plan, keep_plan, kept_plans
from ui.components import state
from ui.components.messages import in_words, plain
from ui.components.plan_texts import Texts, texts_of
from ui.components.plan_told import Telling
from ui.components.steps import steps_of
from ui.text import say

Answer = TypeVar("Answer")
Shown = TypeVar("Shown")
# The plan there was, what was asked, and the plan it was laid beside.
Step = tuple[KeptPlan | None, dict[str, str], tuple[str, KeptPlan | None] | None]


@dataclass(frozen=True)
class Drafts(Generic[Answer, Shown]):
    """What is worked on at one page.

    Parameters
    ----------
    name
        Of the page, for the session.
    kind, draft_kind
        Kind of plans accepted under a name, and of the one worked on.
    choice
        Settings that an address may bring, and a plan brings where it does not.
    texts, values_of
        The question as set, as it stands in the address; values of settings from such.
    settings_of
        What a plan was made for, as it stands in the address.
    record
        Puts an answer into the form it is kept in, with what was asked and the
        workspace.
    remember
        Spares a plan just made from being taken up again.
    shown
        A kept plan as it is to be shown.
    unpick, view
        Settings that forget what is picked; setting of the view, and the view that an
        undone change is left for.
    """

    name: str
    kind: PlanKind
    draft_kind: PlanKind
    choice: tuple[str, ...]
    texts: Callable[[], dict[str, str]]
    values_of: Callable[[Texts], dict[str, Any]]
    settings_of: Callable[[KeptPlan], dict[str, str]]
    record: Callable[[Path, Answer, Texts], KeptPlan]
    remember: Callable[[Path, KeptPlan, Answer], None]
    shown: Callable[[Path, KeptPlan], Shown]
    unpick: Mapping[str, object]
    view: tuple[str, str]

    def draft(self, path: Path) -> KeptPlan | None:
        """The plan worked on; None where nothing is planned yet."""
        return next(iter(kept_plans(path, self.draft_kind)), None)

    def named(self, path: Path) -> tuple[KeptPlan, ...]:
        """Plans accepted under a name, the latest first."""
        return kept_plans(path, self.kind)

    def step(self, path: Path, answer: Answer, **changed: object) -> None:
        """Change the plan worked on; one step to take back.

        Parameters
        ----------
        path, answer
            Workspace, and the plan as it is now.
        changed
            Settings that change with it.
        """
        was = self.draft(path)
        told = self.told_of(was) | texts_of(changed)
        self.note(was)
        state.put(**changed)
        plan = self.record(path, answer, told)
        keep_plan(path, plan)
        self.leads_to(path)
        self.remember(path, plan, answer)

    def told_of(self, plan: KeptPlan | None) -> dict[str, str]:
        """What a plan was made for; what is set, where there is none to be read."""
        try:
            return self.texts() if plan is None else self.settings_of(plan)
        except PlanInputError:
            return self.texts()

    def own(self, plan: KeptPlan, name: str) -> Any:  # noqa: ANN401
        """A setting as a plan was made with it."""
        return self.values_of(self.settings_of(plan))[name]

    def ask_otherwise(
        self,
        path: Path,
        plan: KeptPlan,
        make: Callable[[Texts], Answer],
        lang: Lang,
        **changed: object,
    ) -> None:
        """Change what is asked, not the plan; one step to take back.

        Parameters
        ----------
        path, plan
            Workspace, and the plan worked on.
        make
            The plan as it is, for the question that texts tell; raises PlanInputError
            where that makes no sense, which is told.
        lang
            Language.
        changed
            Settings that change.
        """
        with in_words(lang):
            try:
                answer = make(self.settings_of(plan) | texts_of(changed))
            except PlanInputError as error:
                Telling(self.name).put(plain(error.text(lang)), well=False)
                return
            # The plan holds what is tied, so that it stays as it is.
            self.step(path, answer, **changed)

    def adopt(self, path: Path) -> None:
        """Ask as the plan worked on was asked, where an address says nothing else."""
        key = f"{self.name}_adopted"
        seen: set[str] = st.session_state.setdefault(key, set())
        if str(path) in seen:
            return
        seen.add(str(path))
        plan = self.draft(path)
        if plan is None or any(
            state.get(name) != state.SETTINGS[name].default for name in self.choice
        ):
            return
        try:
            told = self.values_of(self.settings_of(plan))
        except PlanInputError:
            return
        state.put(**{name: told[name] for name in self.choice})

    def note(self, was: KeptPlan | None, told: Texts | None = None) -> None:
        """Remember how plan and question stand, to come back to them.

        Parameters
        ----------
        was
            The plan; None for none.
        told
            What was asked, as it stands in the address; as set by default.
        """
        before = st.session_state.get(self._before)
        self._stack().append((was, dict(told or self.texts()), before))

    def leads_to(self, path: Path) -> None:
        """Remember the plan that the last step led to: from it alone one goes back."""
        st.session_state[f"{self.name}_led"] = self._made(path)

    def undo(self, path: Path, lang: Lang) -> None:
        """Take the last step back, with what was asked then.

        Where the plan is not the one that the step led to, nobody's work is undone:
        that is told, and the steps are let go.
        """
        if st.session_state.get(f"{self.name}_led") != self._made(path):
            self._stack().clear()
            Telling(self.name).put(say("outing_step_overtaken", lang), well=False)
            return
        plan, told, before = self._stack().pop()
        # What was picked may stand elsewhere now.
        state.put(**self.unpick)
        if plan is None:
            drop_plan(path, self.draft_kind, DRAFT)
        else:
            keep_plan(path, plan)
        self.leads_to(path)
        self.put_texts(told)
        setting, view = self.view
        beside = st.session_state.pop(self._before, None)
        if before is not None:
            st.session_state[self._before] = before
        if beside != before and state.get(setting) == "changes":
            state.put(**{setting: view})

    def _made(self, path: Path) -> str:
        """When the plan worked on was made; empty where there is none."""
        plan = self.draft(path)
        return "" if plan is None else plan.made

    def put_texts(self, told: Texts) -> None:
        """Ask again as a plan was asked."""
        state.put(**self.values_of(told))

    def join_steps(self) -> None:
        """Make the last two steps one."""
        if len(self._stack()) > 1:
            self._stack().pop()

    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._stack())

    def take(self, path: Path, plan: KeptPlan) -> None:
        """Work on a plan that was accepted, as one step."""
        self.note(self.draft(path))
        self.put_texts(self.settings_of(plan))
        keep_plan(path, replace(plan, kind=self.draft_kind, name=DRAFT))
        self.leads_to(path)

    def accept(self, path: Path, plan: KeptPlan, name: str) -> None:
        """Keep the plan worked on under a name.

        Raises
        ------
        planner.errors.WorkspaceError
            If it has no name or too long a one, or the file cannot be written.
        """
        keep_plan(path, replace(plan, kind=self.kind, name=name))

    def compare_with(self, plan: KeptPlan | None) -> None:
        """Remember the plan that the next one is laid beside."""
        st.session_state[self._before] = (state.get("ws"), plan)

    def before(self, path: Path) -> Shown | None:
        """The plan before the last re-planning; None where there is none."""
        where, plan = st.session_state.get(self._before) or ("", None)
        if plan is None or where != state.get("ws"):
            return None
        return self.opened(path, plan)

    def opened(self, path: Path, plan: KeptPlan) -> Shown | None:
        """A plan as it is shown; None where it can no longer be asked for."""
        try:
            return self.shown(path, plan)
        except PlanInputError:
            return None

    @property
    def _before(self) -> str:
        return f"{self.name}_before"

    def _stack(self) -> list[Step]:
        return steps_of(f"{self.name}_steps")
