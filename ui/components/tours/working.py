"""Planning the tours beside the page: how far it is, and the button that ends it."""

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import streamlit as st

from geo.words import Lang
from planner.plans import KeptPlan, keep_plan
from planner.stays.answering import TourAnswer, answer_tours
from planner.stays.keeping import rows_in
from planner.stays.question import TourQuestion
from planner.stays.replanning import plan_again
from ui.components import data, state
from ui.components.numbers import count_text
from ui.components.plan_job import Job
from ui.components.plan_working import working
from ui.components.tours import asked, shown
from ui.components.tours.asked import Asked
from ui.components.tours.draft import DRAFTS, record, settings_of
from ui.text import say

# ``"all"``: anew; ``"near"``: with few changes of the plan there is.
How = Literal["all", "near"]
_WANTED = "tour_wanted"
Made = tuple[KeptPlan, TourAnswer]


@dataclass(frozen=True)
class Running:
    """Planning that goes on.

    Parameters
    ----------
    asked, how, seconds
        What is asked, what is done, and for how long at most.
    before
        The plan there was.
    told
        Settings of before, where the question changes with the plan.
    job
        The work; its result is kept in the workspace by itself.
    """

    asked: TourQuestion
    how: How
    seconds: float
    before: KeptPlan | None
    told: dict[str, str] | None
    job: Job[Made]


def want(how: How) -> None:
    """Ask for planning; callbacks do not wait for what it needs."""
    st.session_state[_WANTED] = how


def want_with(**changed: object) -> None:
    """Change what is asked, and plan again with few changes."""
    state.put(**changed)
    want("near")


def begin_wanted(path: Path, lang: Lang) -> None:
    """Begin what was asked for, if anything.

    Raises
    ------
    planner.errors.PlanInputError
        If it cannot be asked.
    """
    how: How | None = st.session_state.pop(_WANTED, None)
    if how is not None and running(path) is None:
        with st.spinner(say("tour_reading", lang)):
            _begin(path, how)


def running(path: Path) -> Running | None:
    """Planning that goes on or has just ended."""
    return _all().get(str(path))


def finish(path: Path, done: Running) -> None:
    """Take the plan that was made; one step to take back."""
    _all().pop(str(path), None)
    plan, answer = done.job.result()
    shown.remember(path, plan, answer)
    DRAFTS.note(done.before, done.told)
    state.put(tour_pick="")
    if done.how == "near" and done.before is not None:
        DRAFTS.compare_with(done.before)
        state.put(tour_view="changes")


def _begin(path: Path, how: How) -> None:
    was, seconds = DRAFTS.draft(path), state.get("tour_seconds")
    told = _told_now(was)
    question = shown.question(path, told)
    texts = asked.texts_of(told)
    before = None if was is None else settings_of(was)

    def work(job: Job[Made]) -> Made:
        def watch(made: int, owed: int) -> bool:
            return job.tell(made, owed)

        if how == "near" and was is not None:
            rows = rows_in(was.content)
            answer = plan_again(question, rows, time_limit_s=seconds, watch=watch)
        else:
            answer = answer_tours(question, time_limit_s=seconds, watch=watch)
        plan = record(path, answer, texts)
        # Kept at once: whoever closed the browser finds it.
        keep_plan(path, plan)
        return plan, answer

    _all()[str(path)] = Running(question, how, seconds, was, before, Job(work))


def _told_now(was: KeptPlan | None) -> Asked:
    """What is asked; where a plan has begun, what is over stays as it is."""
    told = asked.asked_of(asked.texts())
    past = data.today() - dt.timedelta(days=1)
    if was is None or past < told.choice.start:
        return told
    return replace(told, choice=replace(told.choice, done_until=past))


def progress(now: Running, lang: Lang) -> None:
    """Draw how far it is, what is made so far, and the button that stops."""
    job = now.job

    def so_far() -> str:
        if job.told is None:
            return ""
        made, owed = (count_text(int(one), lang) for one in job.told)
        return say("tour_so_far", lang, made=made, owed=owed)

    words = f"tour_working_{now.how}"
    working(job, words, lambda: job.seconds / now.seconds, so_far, lang)


def _all() -> dict[str, Running]:
    """What goes on in each workspace, whoever began it."""
    return data.kept(("tours", "running"), dict[str, Running])
