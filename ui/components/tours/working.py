"""Planning the tours beside the page: how far it is, and the button that ends it."""

from dataclasses import replace
from pathlib import Path
from typing import Literal, TypeAlias

from geo.words import Lang
from planner.plans import KeptPlan, keep_plan
from planner.stays.answering import TourAnswer, answer_tours
from planner.stays.keeping import rows_in
from planner.stays.question import TourQuestion
from planner.stays.replanning import plan_again
from ui.components import plan_running, state
from ui.components.numbers import count_text
from ui.components.plan_job import Job
from ui.components.plan_running import Planning, over_until
from ui.components.plan_working import working
from ui.components.tours import asked, shown
from ui.components.tours.asked import Asked
from ui.components.tours.draft import DRAFTS, record
from ui.text import say

# ``"all"``: anew; ``"near"``: with few changes of the plan there is.
How = Literal["all", "near"]
Made = tuple[KeptPlan, TourAnswer]
Running: TypeAlias = plan_running.Running[TourQuestion, TourAnswer, How]


def want_with(**changed: object) -> None:
    """Change what is asked, and plan again with few changes."""
    state.put(**changed)
    want("near")


def finish(path: Path, done: Running) -> None:
    """Take the plan that was made; one step to take back."""
    PLANNING.ended(path, done)
    state.put(tour_pick="")
    if done.how == "near" and done.before is not None:
        DRAFTS.compare_with(done.before)
        state.put(tour_view="changes")


def _begin(path: Path, how: How) -> Running:
    was, seconds = DRAFTS.draft(path), state.get("tour_seconds")
    told = _told_now(was)
    question = shown.question(path, told)
    texts = asked.texts_of(told)

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

    return Running(question, how, seconds, was, Job(work))


def _told_now(was: KeptPlan | None) -> Asked:
    """What is asked; where a plan has begun, what is over stays as it is."""
    told = asked.asked_of(asked.texts())
    until = over_until(told.choice.start, was)
    return replace(told, choice=replace(told.choice, done_until=until))


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


PLANNING: Planning[Running, How] = Planning(DRAFTS, _begin)
want = PLANNING.want
