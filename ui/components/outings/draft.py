"""The plan that is worked on: kept in the workspace at every step, with steps back."""

from dataclasses import replace
from pathlib import Path

from planner.outings.answering import OutingAnswer
from planner.outings.keeping import data_version, kept
from planner.plans import KeptPlan
from planner.workspace import Workspace
from ui.components.outings import asked
from ui.components.outings import shown as outings_shown
from ui.components.outings.asked import Asked
from ui.components.outings.shown import Shown
from ui.components.plan_drafts import Drafts
from ui.components.plan_names import Names
from ui.components.plan_texts import Texts
from ui.components.plan_told import Telling


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


def settings_of(plan: KeptPlan) -> dict[str, str]:
    """What a plan was made for, as it stands in the address."""
    return asked.texts_of(asked.asked_in(plan.settings))


def _record(path: Path, answer: OutingAnswer, told: Texts) -> KeptPlan:
    return record(answer, asked.asked_of(told), data_version(Workspace(path)))


DRAFTS: Drafts[OutingAnswer, Shown] = Drafts(
    name="outing",
    kind="outings",
    draft_kind="outings_draft",
    choice=asked.CHOICE,
    texts=asked.texts,
    values_of=asked.values_of,
    settings_of=settings_of,
    record=_record,
    remember=outings_shown.remember,
    shown=outings_shown.shown,
    unpick={"outing_pick": ()},
    view=("outing_view", "calendar"),
)
NAMES = Names(DRAFTS, ("owed", "made", "days", "km", "nights"), outings_shown.stale)
TELLING = Telling("outing")
