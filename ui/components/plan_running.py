"""Planning beside a page: asked for, going on, and taken up where it has ended."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import streamlit as st

from geo.words import Lang
from planner.plans import KeptPlan
from ui.components import data
from ui.components.plan_drafts import Drafts
from ui.components.plan_job import Job
from ui.text import say

Question = TypeVar("Question")
Answer = TypeVar("Answer")
How = TypeVar("How")


@dataclass(frozen=True)
class Running(Generic[Question, Answer, How]):
    """Planning that goes on.

    Parameters
    ----------
    asked, how, seconds
        What is asked, what is done, and for how long.
    before
        The plan there was.
    job
        The work; its result is kept in the workspace by itself.
    """

    asked: Question
    how: How
    seconds: float
    before: KeptPlan | None
    job: Job[tuple[KeptPlan, Answer]]


Now = TypeVar("Now", bound=Running[Any, Any, Any])


@dataclass(frozen=True)
class Planning(Generic[Now, How]):
    """Planning of one page.

    Parameters
    ----------
    drafts
        The plan that is worked on there.
    begin
        Begins planning in a workspace; raises PlanInputError where what is set cannot
        be asked.
    """

    drafts: Drafts[Any, Any]
    begin: Callable[[Path, How], Now]

    def want(self, how: How) -> None:
        """Ask for planning; callbacks do not wait for what it needs."""
        st.session_state[self._wanted] = how

    def begin_wanted(self, path: Path, lang: Lang) -> None:
        """Begin what was asked for, if anything.

        Raises
        ------
        planner.errors.PlanInputError
            If it cannot be asked.
        """
        how: How | None = st.session_state.pop(self._wanted, None)
        if how is not None and self.running(path) is None:
            with st.spinner(say(f"{self.drafts.name}_reading", lang)):
                self._all()[str(path)] = self.begin(path, how)

    def running(self, path: Path) -> Now | None:
        """Planning that goes on or has just ended."""
        return self._all().get(str(path))

    def ended(self, path: Path, done: Now) -> None:
        """Take the plan that was made; one step to take back."""
        self._all().pop(str(path), None)
        self.drafts.remember(path, *done.job.result())
        # What changed the question is taken back with the plan.
        self.drafts.note(done.before, self.drafts.told_of(done.before))
        self.drafts.leads_to(path)

    @property
    def _wanted(self) -> str:
        return f"{self.drafts.name}_wanted"

    def _all(self) -> dict[str, Now]:
        """What goes on in each workspace, whoever began it."""
        return data.going_on(self.drafts.kind)


def over_until(start: dt.date, was: KeptPlan | None) -> dt.date | None:
    """Day until which things stay as they are, where a plan has begun; None else.

    Parameters
    ----------
    start
        First day of what is asked.
    was
        The plan there is.
    """
    past = data.today() - dt.timedelta(days=1)
    return None if was is None or past < start else past
