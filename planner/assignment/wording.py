"""Assignments in sentences: why a post is open, what changed, what contradicts."""

import math
from collections.abc import Mapping

from geo.travel import Unit
from geo.words import Lang
from planner.assignment.fixes import OneMore
from planner.assignment.plan import AssignmentPlan
from planner.assignment.problem import AssignmentProblem
from planner.assignment.reasons import LACKS
from planner.assignment.replan import Change
from planner.errors import WORDS, Problem
from planner.problem import UNLIMITED
from planner.reasons import REASONS
from planner.wording import (
    Explanation,
    distance_text,
    list_text,
    trades_text,
    travel_text,
)

# Sentences that stand for a reason here; the others are those of coverage.
_SENTENCES = {
    "in_reach_but_full": "assignment_full",
    "pinned_elsewhere": "assignment_pinned_elsewhere",
    "closed_then": "assignment_closed_then",
}
_TRAVEL = frozenset(("cost", "limit"))


def explain_post(
    problem: AssignmentProblem,
    plan: AssignmentPlan,
    post: int,
    lang: Lang,
    *,
    unit: Unit = "s",
    names: Mapping[str, str] | None = None,
) -> Explanation:
    """Say why a post is open and what would mend it; empty where it is filled.

    Parameters
    ----------
    problem, plan
        The question and its answer.
    post
        Position of the post.
    lang
        Language.
    unit
        What `reach` is measured in.
    names
        Names of people by id; ids stand where there is none.
    """
    reason = REASONS[plan.why.reason[post]]
    if not reason:
        return Explanation("", "", "")
    params = _params(problem, plan, post, lang, unit, names or {})
    key = _sentence(plan, post, reason)
    road_m = float(problem.posts.road_m[post])
    if reason == "no_road_near" and math.isfinite(road_m):
        key, params["distance"] = "assignment_no_road", distance_text(road_m, lang)
    elif reason == "no_road_near":
        key = "no_road_at_all"
    text = WORDS.say(key, lang, params)
    fixes = [WORDS.say(key, lang, params, part="fix")]
    if plan.why.option[post] >= 0:
        fixes.append(WORDS.say("assignment_option", lang, params))
    return Explanation(
        reason, text, "".join(fixes) if lang == "zh" else " ".join(fixes)
    )


def post_reason_label(reason: str, lang: Lang) -> str:
    """Short name of the reason why a post is open, for legends and tables."""
    key = "assignment_nothing_in_reach" if reason == "nothing_in_reach" else reason
    return WORDS.say(key, lang, {}, part="label")


def change_text(
    change: Change,
    lang: Lang,
    *,
    unit: Unit = "s",
    names: Mapping[str, str] | None = None,
) -> str:
    """Say why a row changed; ``names`` are those of people and posts by id."""
    known = names or {}
    params: dict[str, object] = {
        name: known.get(text, text)
        for name, text in (
            ("before", change.before),
            ("after", change.after),
            ("makes_room_for", change.makes_room_for),
        )
    }
    for name, cost in (
        ("cost_before", change.cost_before),
        ("cost_now", change.cost_now),
    ):
        params[name] = (
            travel_text(cost, unit, lang)
            if cost >= 0
            else WORDS.say("no_way", lang, {})
        )
    return WORDS.say(f"change_cause_{change.cause}", lang, params)


def one_more_text(
    problem: AssignmentProblem,
    fix: OneMore,
    home: str,
    lang: Lang,
    *,
    unit: Unit = "s",
) -> str:
    """Say whom one more person would serve; ``home`` is the name of where they live."""
    params = {
        "trade": trades_text(fix.trade, lang),
        "home": home,
        "count": len(fix.posts),
        "limit": travel_text(problem.limit, unit, lang),
    }
    return WORDS.say("assignment_one_more", lang, params)


def problem_text(
    found: Problem,
    lang: Lang,
    *,
    unit: Unit = "s",
    names: Mapping[str, str] | None = None,
) -> str:
    """Say a contradiction or a note; ``names`` are those of people and posts by id."""
    key, told = found
    known = names or {}
    params: dict[str, object] = {}
    for name, value in told.items():
        if isinstance(value, list):
            said = list_text([known.get(str(one), str(one)) for one in value], lang)
            params[name] = said or WORDS.say("assignment_none", lang, {})
        elif name in _TRAVEL and isinstance(value, int):
            params[name] = travel_text(value, unit, lang)
        else:
            params[name] = known.get(str(value), value)
    return WORDS.say(key, lang, params)


def _sentence(plan: AssignmentPlan, post: int, reason: str) -> str:
    """Key of the sentence that tells a reason: some are told in several ways."""
    if reason == "no_matching_trade":
        return f"assignment_lacks_{LACKS[plan.why.lacks[post]]}"
    if reason == "nothing_in_reach":
        few = plan.why.serving[post] > 0
        return f"assignment_{'too_few' if few else 'nothing'}_in_reach"
    if reason == "excluded_by_planner" and plan.why.blocker[post] >= 0:
        return "assignment_banned"
    return _SENTENCES.get(reason, reason)


def _params(
    problem: AssignmentProblem,
    plan: AssignmentPlan,
    post: int,
    lang: Lang,
    unit: Unit,
    names: Mapping[str, str],
) -> dict[str, object]:
    why, people = plan.why, problem.people
    params: dict[str, object] = {
        "wanted": trades_text(int(problem.posts.trades[post]), lang),
        "offered": trades_text(int(why.offered[post]), lang),
        "waiting": max(int(why.waiting[post]) - 1, 0),
        "serving": int(why.serving[post]),
    }
    blocker, option = int(why.blocker[post]), int(why.option[post])
    if blocker >= 0:
        name, capacity = str(people.ids[blocker]), int(people.capacity[blocker])
        params |= {
            "blocker": names.get(name, name),
            "cost": travel_text(int(why.blocker_cost[post]), unit, lang),
            "load": int(plan.load[blocker]),
            "capacity": (
                WORDS.say("no_limit", lang, {}) if capacity == UNLIMITED else capacity
            ),
        }
    if option >= 0:
        name, cost = str(people.ids[option]), int(why.option_cost[post])
        params |= {
            "option": names.get(name, name),
            "option_cost": travel_text(cost, unit, lang),
            "over": travel_text(cost - problem.limit, unit, lang),
        }
    return params
