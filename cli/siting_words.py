"""What the command that sites new bases says: lines for people."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from geo.schemas import BASE_KINDS
from geo.words import Lang
from planner.errors import WORDS, Problem
from planner.handover import report_notes
from planner.new_bases.answering import BaseAnswer
from planner.new_bases.handing_over import pin_notes, why_here
from planner.new_bases.question import BaseQuestion
from planner.new_bases.unreached import Unreached
from planner.report import CoverageReport
from planner.siting import Curve
from planner.verify_options import Violation
from planner.wording import distance_text, list_text, reason_label, travel_text
from ui.text import say

# Rows told on the screen; --json holds all.
_SHOWN = 50


@dataclass(frozen=True)
class Outcome:
    """A plan, the verdict with it carried out, and what else was asked.

    Parameters
    ----------
    answer, after
        The plan, and coverage judged again with its bases in service.
    faults
        What the independent check holds against it.
    curve, others
        Curve of cover and other plans, where they were asked for.
    """

    answer: BaseAnswer
    after: CoverageReport
    faults: tuple[Violation, ...]
    curve: Curve | None
    others: tuple[BaseAnswer, ...] | None

    @property
    def asked(self) -> int:
        """Villages asked for, those no base can help included."""
        question = self.answer.question
        return len(question.rows) + len(question.left_out)

    @property
    def covered(self) -> int:
        """Villages asked for that the plan serves."""
        return int((self.answer.plan.assigned >= 0).sum())

    @property
    def promised(self) -> int:
        """Villages that are to be covered once the plan is carried out."""
        question = self.answer.question
        before = int(question.verdict.covered.sum())
        return before + (self.covered if question.choice.keeps_existing else 0)

    @property
    def is_kept(self) -> bool:
        """Whether coverage judged again is what the plan promises, or better."""
        return int(self.after.verdict.covered.sum()) >= self.promised


def lines_of(outcome: Outcome, lang: Lang) -> list[str]:
    """The answer: one sentence, the sites, who is left, and what the check says."""
    answer = outcome.answer
    lines = [sentence(outcome, lang)]
    lines += [
        _site_line(number, row, answer, lang)
        for number, row in enumerate(answer.sites.to_dict("records"), start=1)
    ]
    if answer.unreached:
        told = {"count": len(answer.unreached)}
        lines.append(say("cli_site_unreached", lang, **told))
        lines += [
            _unreached_line(one, answer.question, lang) for one in answer.unreached
        ]
    if outcome.curve is not None:
        lines += _curve_lines(outcome.curve, lang)
    if outcome.others is not None:
        lines += list(_other_lines(outcome.others, lang))
    lines += pin_notes(answer.question, lang)
    # The first note is the verdict, which the sentence has told.
    lines += report_notes(answer.question.report, lang)[1:]
    return [*lines, *_check_lines(outcome, lang)]


def _more(rows: int, lang: Lang) -> list[str]:
    """How many rows are not shown."""
    return [say("cli_rows_more", lang, count=rows - _SHOWN)] if rows > _SHOWN else []


def sentence(outcome: Outcome, lang: Lang) -> str:
    """The answer in one sentence, and whether it is proved."""
    answer, choice = outcome.answer, outcome.answer.question.choice
    if choice.keeps_existing and not outcome.asked and not len(answer.opened):
        return say("cli_site_none", lang)
    told: dict[str, object] = {
        "bases": len(answer.opened),
        "cost": f"{answer.cost:g}",
        "asked": outcome.asked,
        "covered": outcome.covered,
        "proof": _proof(answer, lang),
    }
    weight = float(answer.question.demand[answer.plan.assigned >= 0].sum())
    if choice.keeps_existing:
        whole = say("cli_site_cover", lang, **told)
        if choice.aim == "all" or choice.weight == "villages":
            return whole
        key = f"cli_site_weighed_{choice.weight}"
        return f"{whole} {say(key, lang, amount=f'{weight:g}')}"
    share = weight if choice.aim == "mean" else 1.0
    shown = math.ceil(answer.plan.objective / max(share, 1e-9))
    unit = answer.question.verdict.rule.unit
    travel = travel_text(shown, unit, lang)
    return say(f"cli_site_{choice.aim}", lang, travel=travel, **told)


def _proof(answer: BaseAnswer, lang: Lang) -> str:
    choice = answer.question.choice
    if answer.plan.status != "optimal":
        return say("cli_site_gap", lang, gap=f"{answer.plan.gap * 100:.1f}")
    what: str = choice.aim
    if what == "all":
        what = "number" if choice.budget is None else "cost"
        what = "cost" if choice.least == "cost" else what
    return say(f"cli_site_proved_{what}", lang)


def _site_line(
    number: int, row: dict[str, object], answer: BaseAnswer, lang: Lang
) -> str:
    county = str(row["county_name"])
    notes = ""
    if row["upgrades"]:
        notes += say("cli_site_upgrades", lang, base=row["upgrades"])
    if row["illustrative"]:
        notes += say("cli_site_made_up", lang)
    return say(
        "cli_site_row",
        lang,
        number=number,
        name=row["name"],
        site_id=row["site_id"],
        place=say("cli_site_place", lang, county=county) if county else "",
        kind=BASE_KINDS[str(row["kind"])].label(lang),
        why=why_here(row, answer, lang),
        cost=f"{row['cost']:g}",
        notes=notes,
    )


def _unreached_line(one: Unreached, question: BaseQuestion, lang: Lang) -> str:
    villages = question.report.villages
    detail = ""
    if one.site >= 0:
        travel = travel_text(one.cost, question.verdict.rule.unit, lang)
        site = site_name(question, one.site)
        detail = say("cli_site_near", lang, site=site, travel=travel)
    elif math.isfinite(one.road_m):
        far = distance_text(one.road_m, lang)
        detail = say("cli_site_road", lang, distance=far)
    return say(
        "cli_site_unreached_row",
        lang,
        code=villages.index[one.village],
        name=villages["name"].iat[one.village],
        county=villages["county_name"].iat[one.village],
        reason=reason_label(one.reason, lang),
        detail=detail,
    )


def site_name(question: BaseQuestion, site: int) -> str:
    """Name of a site, new or open already."""
    if site < question.new:
        return str(question.candidates.table["name"].iat[site])
    provider = int(question.providers[site - question.new])
    return str(question.verdict.problem.providers.names[provider])


def conflict_lines(answer: BaseAnswer, lang: Lang) -> list[str]:
    """Why there is no plan: the rules that contradict, with names for positions."""
    conflict = answer.plan.conflict
    if answer.plan.status == "unknown":
        return [say("cli_site_no_time", lang)]
    rules = [_rule_line(problem, answer.question, lang) for problem in conflict]
    return [say("cli_site_conflict", lang), *rules]


def _rule_line(problem: Problem, question: BaseQuestion, lang: Lang) -> str:
    key, params = problem
    told = dict(params)
    if "site" in told:
        at = int(str(told["site"]))
        ids = question.candidates.table["site_id"]
        known = f" ({ids.iat[at]})" if at < question.new else ""
        told["site"] = f"{site_name(question, at)}{known}"
    elif key == "conflict_least":
        kind = BASE_KINDS[question.choice.county_kind].label(lang)
        told["name"] = say("cli_site_group", lang, county=told["name"], kind=kind)
    return "  " + WORDS.say(key, lang, told)


def _curve_lines(curve: Curve, lang: Lang) -> list[str]:
    lines = [say(f"cli_site_curve_{curve.by}", lang)]
    knees = set(curve.knees.tolist())
    for at, (limit, plan) in enumerate(zip(curve.limits, curve.plans, strict=True)):
        notes = ""
        if plan.status != "optimal":
            notes += say("cli_site_curve_bound", lang, bound=f"{plan.bound:g}")
        if at in knees:
            notes += say("cli_site_knee", lang)
        told = {"limit": f"{limit:g}", "covered": f"{plan.objective:g}"}
        lines.append(say("cli_site_curve_row", lang, notes=notes, **told))
    return lines


def _other_lines(others: tuple[BaseAnswer, ...], lang: Lang) -> Iterator[str]:
    if not others:
        yield say("cli_site_no_others", lang)
    for number, one in enumerate(others, start=1):
        yield say(
            "cli_site_other",
            lang,
            number=number,
            bases=len(one.opened),
            cost=f"{one.cost:g}",
            covered=int((one.plan.assigned >= 0).sum()),
            names=list_text(one.sites["name"], lang),
        )


def _check_lines(outcome: Outcome, lang: Lang) -> list[str]:
    if outcome.faults:
        told = [
            f"  {fault.promise} {fault.subject}: {fault.detail}"
            for fault in outcome.faults
        ]
        return [say("check_faults", lang), *told]
    before = int(outcome.answer.question.verdict.uncovered.sum())
    after = outcome.after.verdict
    if outcome.is_kept:
        left = int(after.uncovered.sum())
        return [say("cli_site_checked", lang, before=before, after=left)]
    covered = int(after.covered.sum())
    promised = outcome.promised
    return [say("cli_site_differs", lang, promised=promised, covered=covered)]
