"""Planning beside the page: how far it is, and the button that ends it."""

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import pandas as pd
import streamlit as st

from geo.words import Lang
from planner.caravans import CaravanPlan
from planner.outings.answering import OutingAnswer, answer_outings
from planner.outings.keeping import rows_in, starts
from planner.outings.question import OutingQuestion
from planner.outings.replanning import near, plan_again
from planner.plans import KeptPlan, keep_plan
from ui.components import data, outing_data, outing_draft, outing_state, state
from ui.components.numbers import count_text
from ui.components.plan_job import Job
from ui.text import say

# ``"all"``: anew; ``"more"``: from the plan there is; ``"near"``: few changes of it.
How = Literal["all", "more", "near"]
MORE_SECONDS, NEAR_SECONDS = 30.0, 10.0
# Instead of seconds, where the same plan is wanted every time.
STEPS: int | None = None
_LEAST_STEPS = 1
_WANTED = "outing_wanted"
Made = tuple[KeptPlan, OutingAnswer]


@dataclass(frozen=True)
class Running:
    """Planning that goes on.

    Parameters
    ----------
    asked, how, seconds
        What is asked, what is done, and for how long.
    before
        The plan there was.
    clock
        Holds when the search began, once what it needs is compiled.
    job
        The work; its result is kept in the workspace by itself.
    """

    asked: OutingQuestion
    how: How
    seconds: float
    before: KeptPlan | None
    clock: list[float]
    job: Job[Made]


def want(how: How) -> None:
    """Ask for planning; callbacks do not wait for what it needs."""
    st.session_state[_WANTED] = how


def begin_wanted(path: Path, lang: Lang) -> None:
    """Begin what was asked for, if anything.

    Raises
    ------
    planner.errors.PlanInputError
        If it cannot be asked.
    """
    how: How | None = st.session_state.pop(_WANTED, None)
    if how is not None and running(path) is None:
        with st.spinner(say("outing_reading", lang)):
            _begin(path, how)


def running(path: Path) -> Running | None:
    """Planning that goes on or has just ended."""
    return _all().get(str(path))


def finish(path: Path, done: Running) -> None:
    """Take the plan that was made; one step to take back."""
    _all().pop(str(path), None)
    plan, answer = done.job.result()
    outing_data.remember(path, plan, answer)
    # What changed the question is taken back with the plan.
    outing_draft.note(done.before, done.before and done.before.settings)
    if done.how != "all":
        outing_draft.compare_with(done.before)
        state.put(outing_view="changes" if done.how == "near" else "calendar")


def _begin(path: Path, how: How) -> None:
    told = outing_state.texts()
    asked = outing_data.question(path, outing_state.asked_of(told))
    was = outing_draft.draft(path)
    rows = rows_in(was.content) if was is not None and how != "all" else None
    search = _Search(asked, rows, how, _seconds(how), _done_until(asked))
    version, clock = outing_data.version(path), list[float]()

    def work(job: Job[Made]) -> Made:
        # Compiles what is not compiled yet, which no clock should count.
        answer = first = search.go(_Started(job, 0, 0), steps=_LEAST_STEPS)
        clock.append(job.seconds)
        if not job.tell(first.made, first.owed):
            watch = _Started(job, first.made, first.owed)
            answer = search.go(watch, steps=STEPS, start=first.plans)
        plan = outing_draft.record(answer, told, version)
        # Kept at once: whoever closed the browser finds it.
        keep_plan(path, plan)
        return plan, answer

    _all()[str(path)] = Running(asked, how, search.seconds, was, clock, Job(work))


def _seconds(how: How) -> float:
    """Time that is given; no more than asked for where somebody asked for little."""
    given: float = state.get("outing_seconds")
    if how == "all":
        return given
    return MORE_SECONDS if how == "more" else min(NEAR_SECONDS, given)


def _done_until(asked: OutingQuestion) -> dt.date | None:
    """Yesterday, where the plan has begun: what is past stays as it is."""
    past = data.today() - dt.timedelta(days=1)
    return past if past >= asked.choice.start else None


@dataclass(frozen=True)
class _Started:
    """Tells a job of visits made, never fewer than at first, of all that are owed."""

    job: Job[Made]
    least: int
    owed: int

    def __call__(self, made: int, owed: int) -> bool:
        return self.job.tell(max(made, self.least), max(owed, self.owed))


@dataclass(frozen=True)
class _Search:
    """What is searched, from which plan."""

    asked: OutingQuestion
    rows: pd.DataFrame | None
    how: How
    seconds: float
    done_until: dt.date | None

    def go(
        self,
        watch: _Started,
        *,
        steps: int | None,
        start: tuple[CaravanPlan, ...] | None = None,
    ) -> OutingAnswer:
        """Plan for a number of steps, or for the time given."""
        told = {"time_limit_s": self.seconds, "steps": steps, "watch": watch}
        if self.rows is None:
            return answer_outings(self.asked, start=start, **told)
        if self.how == "near":
            return plan_again(self.asked, self.rows, done_until=self.done_until, **told)
        begun = start or starts(self.asked, self.rows)
        answer = answer_outings(self._bound(self.rows), start=begun, **told)
        return replace(answer, question=self.asked)

    def _bound(self, rows: pd.DataFrame) -> OutingQuestion:
        """The question with days that are locked or past, and no other ties."""
        bound = near(self.asked, rows, done_until=self.done_until)
        parts = tuple(
            replace(part, problem=replace(part.problem, shut=other.problem.shut))
            for part, other in zip(self.asked.parts, bound.parts, strict=True)
        )
        return replace(self.asked, parts=parts)


@st.fragment(run_every=1.0)
def progress(now: Running, lang: Lang) -> None:
    """Draw how far it is, what is made so far, and the button that stops."""
    job = now.job
    if job.is_done:
        st.rerun()
    spent = job.seconds - now.clock[0] if now.clock else 0.0
    st.progress(
        min(max(spent / now.seconds, 0.0), 1.0), say(f"outing_working_{now.how}", lang)
    )
    st.markdown(_told(now, max(now.seconds - spent, 0.0), lang))
    stopping = "outing_stopping" if job.is_stopping else "outing_stop"
    st.button(
        say(stopping, lang), key="outing_stop", type="primary", on_click=job.stop,
        disabled=job.is_stopping,
    )  # fmt: skip


def _told(now: Running, left: float, lang: Lang) -> str:
    if not now.clock or now.job.told is None:
        return say("outing_compiling", lang)
    made, owed = (count_text(int(one), lang) for one in now.job.told)
    return say("outing_so_far", lang, made=made, owed=owed, left=f"{left:.0f}")


def _all() -> dict[str, Running]:
    """What goes on in each workspace, whoever began it."""
    return data.kept(("outings", "running"), dict[str, Running])
