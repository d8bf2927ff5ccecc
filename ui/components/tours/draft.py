"""The plan of the tours that is worked on, and those accepted under a name."""

from dataclasses import replace
from pathlib import Path

from planner.plans import KeptPlan
from planner.stays.answering import TourAnswer
from planner.stays.keeping import data_version, kept
from planner.workspace import Workspace
from ui.components.plan_drafts import Drafts
from ui.components.plan_names import Names
from ui.components.plan_texts import Texts
from ui.components.plan_told import Telling
from ui.components.tours import asked, shown
from ui.components.tours.shown import Shown


def settings_of(plan: KeptPlan) -> dict[str, str]:
    """What a plan was made for, as it stands in the address."""
    return asked.texts_of(asked.asked_in(plan.settings))


def record(path: Path, answer: TourAnswer, told: Texts) -> KeptPlan:
    """Put the plan worked on into the form it is kept in; see :class:`Drafts`."""
    what, question = asked.asked_of(told), answer.question
    choice = replace(what.choice, done_until=question.choice.done_until)
    answer = replace(answer, question=replace(question, choice=choice))
    plan = kept(answer, what.travel, data_version(Workspace(path)))
    was = DRAFTS.draft(path)
    if was is None or plan.summary["goals"]:
        return plan
    if (was.content, was.data_version) == (plan.content, plan.data_version):
        # The same stays for the same data: `is_proved` knows whether it still holds.
        proved = {name: was.summary.get(name, []) for name in ("goals", "stood")}
        return replace(plan, summary={**plan.summary, **proved})
    return plan


DRAFTS: Drafts[TourAnswer, Shown] = Drafts(
    name="tour",
    kind="tours",
    draft_kind="tours_draft",
    choice=asked.CHOICE,
    texts=asked.texts,
    values_of=asked.values_of,
    settings_of=settings_of,
    record=record,
    remember=shown.remember,
    shown=shown.shown,
    unpick={"tour_pick": ""},
    view=("tour_view", "board"),
)
NAMES = Names(DRAFTS, ("owed", "made", "sets", "km"), shown.stale)
TELLING = Telling("tour")
