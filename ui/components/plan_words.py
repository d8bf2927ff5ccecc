"""What a plan of new bases comes to, in words."""

from collections import Counter

import numpy as np

from geo.words import Lang
from planner.errors import WORDS, Problem
from planner.new_bases.answering import BaseAnswer
from planner.new_bases.question import BaseQuestion
from planner.wording import reason_label, travel_text
from ui.components.messages import markup
from ui.components.numbers import count_text, joined
from ui.components.plan_data import Shown, site_name
from ui.text import say

# Rules that can be loosened on the page; each has its words.
LOOSENED = ("p", "budget", "pin", "ban", "least", "most", "capacity", "cover")


def covered(answer: BaseAnswer) -> int:
    """Villages asked for that the plan covers."""
    return int((answer.plan.assigned >= 0).sum())


def asked(question: BaseQuestion) -> int:
    """Villages asked for, those no base can help included."""
    return len(question.rows) + len(question.left_out)


def sentence(shown: Shown, lang: Lang) -> str:
    """The answer in one sentence, as HTML, the numbers marked."""
    told = _told(shown, lang) + _proof(shown, lang)
    if shown.score is None and shown.plan.plan.status != "optimal":
        told = say("bases_so_found", lang, sentence=told)
    county = shown.question.choice.county
    if county:
        names = shown.question.report.units("county")["name"]
        name = markup(str(names.get(county, county)))
        told = say("scope_county", lang, county=name, sentence=told)
    if shown.kept:
        told = say("bases_named", lang, name=markup(shown.kept), sentence=told)
    return told


def _told(shown: Shown, lang: Lang) -> str:
    plan, question = shown.plan, shown.question
    aim = question.choice.aim
    numbers = {
        "bases": _marked(len(plan.opened), lang),
        "covered": _marked(covered(plan), lang, "ok"),
        "asked": _marked(asked(question), lang),
    }
    if not question.choice.keeps_existing:
        mean, most = travel_figures(plan)
        unit = question.verdict.rule.unit
        told = {
            "mean": f"<b>{markup(travel_text(mean, unit, lang))}</b>",
            "most": f"<b>{markup(travel_text(most, unit, lang))}</b>",
        }
        key = "bases_hand_travel" if shown.score else f"bases_{aim}"
        return say(key, lang, bases=numbers["bases"], **told)
    if shown.score is not None:
        return say("bases_hand", lang, **numbers)
    whole = covered(plan) == asked(question)
    key = "bases_whole" if whole else f"bases_part_{aim}"
    if weighed(question):
        key = "bases_part_weighed"
        demand = int(question.demand[plan.plan.assigned >= 0].sum())
        unit = say(f"bases_weight_noun_{question.choice.weight}", lang)
        numbers |= {"amount": _marked(demand, lang, "ok"), "unit": markup(unit)}
    return say(key, lang, **numbers)


def weighed(question: BaseQuestion) -> bool:
    """Whether not the number of villages is made greatest, but their households."""
    choice = question.choice
    return choice.aim == "most" and choice.weight != "villages"


def _proof(shown: Shown, lang: Lang) -> str:
    """Whether the answer is proved, and if not how far it may be from the best."""
    plan, choice = shown.plan.plan, shown.question.choice
    if shown.score is not None:
        return ""
    kind: str = choice.kept_least if choice.aim == "all" else choice.aim
    if weighed(shown.question):
        kind = "weighed"
    if plan.status == "optimal":
        return markup(say(f"bases_proved_{kind}", lang))
    bound = f"{plan.bound:g}"
    if choice.aim == "all" and choice.kept_least == "number":
        bound = f"{np.ceil(plan.bound - 1e-6):.0f}"
    elif not choice.keeps_existing:
        unit = shown.question.verdict.rule.unit
        weight = max(float(shown.question.demand.sum()), 1e-9)
        share = plan.bound / weight if choice.aim == "mean" else plan.bound
        bound = travel_text(int(share), unit, lang)
    return markup(say(f"bases_open_{kind}", lang, bound=bound))


def _marked(count: int, lang: Lang, look: str = "") -> str:
    return f'<b class="{look}">{count_text(count, lang)}</b>'


def travel_figures(answer: BaseAnswer) -> tuple[int, int]:
    """Mean (weighed) and greatest travel of the villages served, s or m."""
    site = answer.plan.assigned
    at = np.flatnonzero(site >= 0)
    if len(at) == 0:
        return 0, 0
    cost = np.asarray(answer.question.reach[at, site[at]]).ravel()
    weight = answer.question.demand[at]
    mean = float((cost * weight).sum() / max(float(weight.sum()), 1e-9))
    return round(mean), int(cost.max())


def standing(shown: Shown, lang: Lang) -> str:
    """Cost, and what a plan by hand differs by from the one that was solved."""
    plan, solved = shown.plan, shown.solved
    parts = [say("bases_cost", lang, cost=money(plan.cost))]
    if shown.score is not None and weighed(shown.question):
        demand = shown.question.demand[plan.plan.assigned >= 0].sum()
        key = f"bases_weight_told_{shown.question.choice.weight}"
        parts.append(say(key, lang, count=count_text(int(demand), lang)))
    if shown.score is not None:
        parts.append(
            say(
                "bases_against_best", lang, bases=len(solved.opened),
                covered=count_text(covered(solved), lang), cost=money(solved.cost),
            )
        )  # fmt: skip
    return say("bases_joint", lang).join(parts)


def money(cost: float) -> str:
    """Cost in 10,000 yuan, without needless decimals."""
    return f"{cost:,.2f}".rstrip("0").rstrip(".")


def unreached_text(answer: BaseAnswer, lang: Lang) -> str:
    """How many villages no base can help, and why."""
    counts = Counter(one.reason for one in answer.unreached)
    reasons = joined(
        (
            say(
                "bases_reason_count", lang, reason=reason_label(name, lang), count=count
            )
            for name, count in counts.most_common()
        ),
        lang,
    )
    return say("bases_unreached", lang, count=len(answer.unreached), reasons=reasons)


def unreached_lines(answer: BaseAnswer, lang: Lang) -> list[str]:
    """Each village no base can help, with the number that proves it."""
    question = answer.question
    villages, unit = question.report.villages, question.verdict.rule.unit
    lines = []
    for one in answer.unreached:
        name = str(villages["name"].iat[one.village])
        place = str(villages["county_name"].iat[one.village])
        told = reason_label(one.reason, lang)
        if one.site >= 0:
            near = travel_text(one.cost, unit, lang)
            site = site_name(question, one.site)
            told = say("bases_nearest", lang, reason=told, site=site, travel=near)
        lines.append(
            say("bases_unreached_line", lang, name=name, place=place, why=told)
        )
    return lines


def rule_broken(problem: Problem, question: BaseQuestion, lang: Lang) -> str:
    """A rule that is broken, or that contradicts others, with names for positions."""
    key, params = problem
    told = dict(params)
    if "site" in told:
        told["site"] = quoted(site_name(question, int(str(told["site"]))), lang)
    return WORDS.say(key, lang, told)


def quoted(name: str, lang: Lang) -> str:
    """A name in the quotation marks of the language."""
    return say("bases_quoted", lang, name=name)


def loosened(problem: Problem, lang: Lang) -> str:
    """What to loosen so that a rule of a conflict gives way."""
    kind = problem[0].removeprefix("conflict_")
    return say(f"bases_loosen_{kind}", lang) if kind in LOOSENED else ""
