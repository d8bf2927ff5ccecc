"""Planning beside the page: how far it is, and the button that ends it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import pandas as pd
import streamlit as st

from geo.words import Lang
from planner.caravans import CaravanPlan
from planner.outings.answering import OutingAnswer, answer_outings
from planner.outings.carrying import unchanged
from planner.outings.keeping import data_version, rows_in, starts
from planner.outings.question import OutingQuestion, Part
from planner.outings.replanning import near, plan_again
from planner.plans import KeptPlan, keep_plan
from planner.workspace import Workspace
from ui.components import plan_running, state
from ui.components.numbers import count_text
from ui.components.outings import asked
from ui.components.outings import shown as outings_shown
from ui.components.outings.asked import Asked
from ui.components.outings.draft import DRAFTS, record
from ui.components.plan_job import Job
from ui.components.plan_running import Planning, over_until
from ui.text import say

# ``"all"``: anew; ``"more"``: from the plan there is; ``"near"``: few changes of it.
How = Literal["all", "more", "near"]
MORE_SECONDS, NEAR_SECONDS = 30.0, 8.0
# Instead of seconds, where the same plan is wanted every time.
STEPS: int | None = None
_LEAST_STEPS = 1
Made = tuple[KeptPlan, OutingAnswer]


@dataclass(frozen=True)
class Running(plan_running.Running[OutingQuestion, OutingAnswer, How]):
    """Planning that goes on.

    Parameters
    ----------
    clock
        Holds when the search began, once what it needs is compiled.
    """

    clock: list[float]


def finish(path: Path, done: Running) -> None:
    """Take the plan that was made; one step to take back."""
    PLANNING.ended(path, done)
    if done.how != "all":
        DRAFTS.compare_with(done.before)
        state.put(outing_view="changes" if done.how == "near" else "calendar")


def _begin(path: Path, how: How) -> Running:
    was = DRAFTS.draft(path)
    told = _told_now(was)
    asked = outings_shown.question(path, told)
    rows = _rows(asked, how, was)
    search = _Search(asked, rows, how, _seconds(how), _kept(path, asked, how, was))
    version, clock = data_version(Workspace(path)), list[float]()

    def work(job: Job[Made]) -> Made:
        # Compiles what is not compiled yet, which no clock should count.
        answer = first = search.go(job, steps=_LEAST_STEPS)
        clock.append(job.seconds)
        if not job.tell(first.made, first.owed):
            answer = search.go(job, steps=STEPS, first=first)
        plan = record(answer, told, version)
        # Kept at once: whoever closed the browser finds it.
        keep_plan(path, plan)
        return plan, answer

    return Running(asked, how, search.seconds, was, Job(work), clock)


def _rows(asked: OutingQuestion, how: How, was: KeptPlan | None) -> pd.DataFrame | None:
    """What of the plan there is counts: all of it, or the days that are locked."""
    if was is None:
        return None
    rows = rows_in(was.content)
    if how != "all":
        return rows
    locked, until = set(asked.choice.locked), asked.choice.done_until
    stays = [
        (van, day) in locked or (until is not None and day <= until)
        for van, day in zip(rows["caravan_id"], rows["date"], strict=True)
    ]
    return rows[stays] if any(stays) else None


def _seconds(how: How) -> float:
    """Time that is given; no more than asked for where somebody asked for little."""
    given: float = state.get("outing_seconds")
    if how == "all":
        return given
    return MORE_SECONDS if how == "more" else min(NEAR_SECONDS, given)


def _told_now(was: KeptPlan | None) -> Asked:
    """What is asked; where a plan has begun, what is past stays as it is."""
    told = asked.asked_of(asked.texts())
    until = over_until(told.choice.start, was)
    return replace(told, choice=replace(told.choice, done_until=until))


@dataclass(frozen=True)
class _Started:
    """Tells a job of visits made, never fewer than at first, of all that are owed."""

    job: Job[Made]
    first: OutingAnswer | None = None
    besides: int = 0

    def __call__(self, made: int, owed: int) -> bool:
        if self.first is None:
            return self.job.tell(made + self.besides, owed)
        least, owed = self.first.made, self.first.owed
        return self.job.tell(max(made + self.besides, least), owed)


@dataclass(frozen=True)
class _Search:
    """What is searched, from which plan; parts that have a plan keep it."""

    asked: OutingQuestion
    rows: pd.DataFrame | None
    how: How
    seconds: float
    kept: tuple[CaravanPlan | None, ...]

    def go(
        self, job: Job[Made], *, steps: int | None, first: OutingAnswer | None = None
    ) -> OutingAnswer:
        """Plan for a number of steps, or for the time given."""
        besides = sum(plan.made for plan in self.kept if plan is not None)
        watch = _Started(job, first, besides)
        told: dict[str, Any] = {
            "time_limit_s": self.seconds, "steps": steps, "watch": watch
        }  # fmt: skip
        open_ = [part for part, plan in self._parts() if plan is None]
        asked = replace(self.asked, parts=tuple(open_))
        if self.rows is None:
            start = first.plans if first is not None else None
            return answer_outings(asked, start=start, **told)
        if self.how == "near":
            found = iter(plan_again(asked, self.rows, **told).plans)
            plans = [next(found) if plan is None else plan for plan in self.kept]
            return OutingAnswer(self.asked, tuple(plans))
        start = first.plans if first is not None else starts(asked, self.rows)
        answer = answer_outings(self._bound(self.rows), start=start, **told)
        return replace(answer, question=self.asked)

    def _parts(self) -> Iterator[tuple[Part, CaravanPlan | None]]:
        yield from zip(self.asked.parts, self.kept, strict=True)

    def _bound(self, rows: pd.DataFrame) -> OutingQuestion:
        """The question with days that are locked, and no other ties."""
        bound = near(self.asked, rows)
        parts = tuple(
            replace(part, problem=replace(part.problem, shut=other.problem.shut))
            for part, other in zip(self.asked.parts, bound.parts, strict=True)
        )
        return replace(self.asked, parts=parts)


def _kept(
    path: Path, asked: OutingQuestion, how: How, was: KeptPlan | None
) -> tuple[CaravanPlan | None, ...]:
    """Plans of parts that nothing has changed for: few changes means none there."""
    none: tuple[CaravanPlan | None, ...] = (None,) * len(asked.parts)
    if how != "near" or was is None:
        return none
    before = outings_shown.shown(path, was)
    plans = before.answer.plans
    if before.stale == ("roads",):
        # Other ways are no reason to change days that can still be kept.
        lost = set(before.left_out["place_id"])
        found = tuple(
            None if lost & _ids(asked, part) else plan
            for part, plan in zip(asked.parts, plans, strict=True)
        )
    elif "data" in before.stale or "roads" in before.stale:
        return none
    else:
        at = unchanged(before.answer.question, asked)
        found = tuple(plans[one] if one >= 0 else None for one in at)
    # Where nothing has to change, everything is asked for again.
    return found if None in found else none


def _ids(asked: OutingQuestion, part: Part) -> set[str]:
    return set(asked.places["place_id"].iloc[list(part.places)])


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


PLANNING: Planning[Running, How] = Planning(DRAFTS, _begin)
want = PLANNING.want
