"""Advisory groups in the words of planners: who is in which, what lacks, and why."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from geo.words import Lang
from planner.advising import wording
from planner.advising.checking import record_violations
from planner.advising.question import AdvisoryQuestion, Layers
from planner.advising.tables import (
    batch_numbers,
    expert_table,
    group_table,
    member_table,
)
from planner.advisory import match
from planner.advisory.plan import AdvisoryPlan, Groups, count_groups
from planner.advisory.reasons import Missing, explain
from planner.verify_advisory import violations
from planner.verify_options import Violation

# Told of the rounds and of the pairs held so far; answers whether to stop.
AdvisoryWatch = Callable[[int, int], bool]


@dataclass(frozen=True)
class AdvisoryAnswer:
    """A matching and what it answers.

    Parameters
    ----------
    question, plan
        What was asked, and the answer in numbers.
    """

    question: AdvisoryQuestion
    plan: AdvisoryPlan

    @cached_property
    def groups(self) -> pd.DataFrame:
        """One row per matched county, in the order of the question.

        Columns ``county_code``, ``county``, ``city``, ``members``, ``leader`` (name,
        empty where none), ``home``, ``partner`` (how many), ``trades_needed``,
        ``trades_covered`` (joined), ``full``, ``lacks`` (codes joined: ``leader``,
        ``home``, ``partner``, ``trade``, ``members``), ``why`` (code of the first
        reason, empty where full), ``batch``, ``status`` (``"agreed"``: all its members
        are in force; ``"new"``: none is; ``"partly"``; ``"empty"``), ``new`` (members
        that are), ``illustrative``.
        """
        whys: dict[str, str] = {}
        codes = self.question.matched["county_code"].tolist()
        for one in self.missing:
            whys.setdefault(codes[one.county], one.why)
        return group_table(self.question, self.plan, self.full, self.members, whys)

    @cached_property
    def members(self) -> pd.DataFrame:
        """One row per member, by county and seat.

        Columns ``county_code``, ``county``, ``expert_id``, ``name``, ``organisation``,
        ``tier``, ``role`` (``"leader"``, ``"home"``, ``"partner"``, ``"trade"`` or
        ``"open"``), ``trades``, ``home_unit``, ``home`` (name), ``fit`` (needed trades
        that they know, joined), ``rank_county`` (place of the expert on the county's
        list), ``rank_expert`` (of the county on theirs; 0 where either would not),
        ``agreed`` (in force), ``pinned``, ``illustrative``.
        """
        return member_table(self.question, self.plan)

    @cached_property
    def experts(self) -> pd.DataFrame:
        """One row per expert, the busiest first.

        Columns ``expert_id``, ``name``, ``organisation``, ``tier``, ``trades``,
        ``home``, ``load`` (groups, those not matched included), ``quota``, ``counties``
        (names of those matched, joined), ``wanted`` (counties with which both would),
        ``in_pool``, ``illustrative``.
        """
        return expert_table(self.question, self.plan, self.members)

    @cached_property
    def full(self) -> Groups:
        """How full the groups are, in numbers."""
        return count_groups(self.question.problem, self.plan)

    @cached_property
    def missing(self) -> tuple[Missing, ...]:
        """Empty seats that groups lack, in numbers."""
        return explain(self.question.problem, self.plan)

    @cached_property
    def faults(self) -> list[Violation]:
        """What the independent check finds, pairs that block among it."""
        return violations(self.question.problem, self.plan)

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """Numbers of the answer.

        ``counties`` (matched), ``full``, ``short``; ``members``, ``new``, ``agreed``;
        ``experts``, ``serving``; ``waiting``; ``unstable`` (pairs that would rather
        have each other, as the check finds them).
        """
        members, experts = self.members, self.question.experts
        agreed = int(members["agreed"].sum())
        full = int(self.full.full.sum())
        return {
            "counties": len(self.full.full),
            "full": full,
            "short": len(self.full.full) - full,
            "members": len(members),
            "new": len(members) - agreed,
            "agreed": agreed,
            "experts": int(experts["in_pool"].sum()),
            "serving": members["expert_id"].nunique(),
            "waiting": int((~self.question.counties["matched"]).sum()),
            "unstable": sum(one.promise == "stable" for one in self.faults),
        }

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Names of experts and counties by id and code."""
        question = self.question
        found = dict(
            zip(question.experts["expert_id"], question.experts["name"], strict=True)
        )
        counties = question.counties
        return found | dict(
            zip(counties["county_code"], counties["county"], strict=True)
        )

    def waiting(self, lang: Lang) -> pd.DataFrame:
        """Counties that are not in this matching.

        Columns ``county_code``, ``county``, ``why`` (``"not_exited"``,
        ``"key_assistance"``, ``"both"``, ``"unknown"``, ``"no_application"``,
        ``"returned"``, ``"not_reviewed"``, ``"other_batch"``), ``state``, ``batch``,
        ``members_now``, ``reason``, ``fix``.
        """
        return wording.waiting(self.question, lang)

    def missed(self, lang: Lang) -> pd.DataFrame:
        """One row per thing that a matched county lacks for a full group.

        Columns ``county_code``, ``county``, ``lacks`` (``"leader"``, ``"home"``,
        ``"partner"``, ``"trade"``, ``"members"``), ``lacks_label``, ``trade`` (code,
        else empty), ``count`` (seats), ``why`` (a code), ``expert_id`` (the nearest who
        could come, else empty), ``reason``, ``fix``.
        """
        return wording.missed(self.question, self.full, self.missing, lang)

    def stability(self, lang: Lang) -> str:
        """What the check says of pairs that would rather have each other."""
        return wording.stability(self.plan, self.counts, lang)

    def violations(self, layers: Layers | None = None) -> list[Violation]:
        """What independent checks find wrong with the plan; normally nothing.

        With the layers of the question, it is held against the records as well.
        """
        if layers is None:
            return self.faults
        question = self.question
        told = record_violations(layers, question.choice, question.on, self.members)
        return [*self.faults, *told]


def answer_advisory(
    question: AdvisoryQuestion, *, watch: AdvisoryWatch | None = None
) -> AdvisoryAnswer:
    """Match the groups; ``watch`` is told of progress, True stops."""
    batches = batch_numbers(question.matched) if question.choice.in_turn else None
    plan = match(
        question.problem,
        proposing=question.choice.proposing,
        batches=batches,
        watch=watch,
    )
    return AdvisoryAnswer(question, plan)
