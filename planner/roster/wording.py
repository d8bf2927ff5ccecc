"""A roster in sentences: its question, its goals and its changes."""

from geo.schemas import TRADES, term_group
from geo.words import Lang
from planner.assignment import MORE_IS_BETTER, Goal, GoalValue
from planner.assignment.goals import LOAD_SCALE
from planner.errors import WORDS
from planner.handover import travel_told
from planner.poor_households import source_text
from planner.roster.answering import RosterAnswer
from planner.wording import limit_text, travel_text

_TRAVEL: frozenset[Goal] = frozenset(("longest", "travel"))


def post_label(post: str, lang: Lang) -> str:
    """Name of a kind of post; one of the planner's own goes by itself."""
    term = term_group("posts").get(post)
    return post if term is None else term.label(lang)


def trade_label(trade: str, lang: Lang) -> str:
    """Name of a trade; that posts ask for none where there is none."""
    return TRADES[trade].label(lang) if trade else WORDS.say("roster_any", lang, {})


def idle_goals(answer: RosterAnswer) -> set[str]:
    """Goals about what there is none of, so that every roster meets them."""
    problem = answer.question.problem
    applies = {
        "must": problem.posts.must.any(),
        "changes": (problem.accepted >= 0).any(),
        "kept": len(problem.last_year) > 0,
    }
    return {goal for goal, is_so in applies.items() if not is_so}


def goal_line(goal: GoalValue, answer: RosterAnswer, lang: Lang) -> str:
    """Say a goal, its value, and whether it is proved or how far off its bound is."""
    told: dict[str, object] = {
        "goal": WORDS.say(f"goal_{goal.goal}", lang, {}),
        "value": _amount(goal.goal, goal.value, answer, lang),
        "bound": _amount(goal.goal, goal.bound, answer, lang),
    }
    if goal.goal in idle_goals(answer):
        return WORDS.say("roster_goal_idle", lang, told)
    if goal.proved:
        return WORDS.say("roster_goal_proved", lang, told)
    more = goal.goal in MORE_IS_BETTER
    return WORDS.say(f"roster_goal_{'most' if more else 'least'}", lang, told)


def change_lines(answer: RosterAnswer, lang: Lang) -> list[str]:
    """Say of each change which post it is of, who was there, who comes, and why."""
    nobody = WORDS.say("roster_nobody", lang, {})
    names = answer.names
    return [
        WORDS.say(
            "roster_change_line",
            lang,
            {
                "village": names.get(one.post, one.post),
                "post": post_label(one.post.split("/")[1], lang),
                "before": names.get(one.before, one.before) or nobody,
                "after": names.get(one.after, one.after) or nobody,
                "why": why,
            },
        )
        for one, why in zip(answer.changes(), answer.change_texts(lang), strict=True)
    ]


def roster_notes(answer: RosterAnswer, lang: Lang) -> list[str]:
    """Sentences that must go with every file of a roster."""
    question = answer.question
    rule, choice = question.rule, question.choice
    posts = answer.posts
    filled = int((posts["commissioner_id"] != "").sum())
    kept, still = answer.kept_of
    notes = [
        WORDS.say(
            "roster_asked",
            lang,
            {
                "day": rule.on,
                "villages": WORDS.say(f"set_{rule.villages}", lang, {}),
                "limit": limit_text(rule, lang),
                "needed": choice.needed,
                "each": WORDS.say("yes" if choice.each_trade else "no", lang, {}),
                "fit": WORDS.say(f"roster_fit_{choice.least_fit}", lang, {}),
                "extra": len(choice.extra),
            },
        ),
        travel_told(question.travel, lang),
        WORDS.say("roster_filled", lang, {"filled": filled, "posts": len(posts)}),
        WORDS.say("roster_kept", lang, {"kept": kept, "still": still}),
        *(goal_line(goal, answer, lang) for goal in answer.plan.goals),
        WORDS.say("roster_rounded", lang, {}) if rule.unit == "s" else "",
        source_text(question.households, lang),
        *answer.conflict(lang),
        *answer.notes(lang),
        WORDS.say("crs_note", lang, {}),
    ]
    frames = (question.people, question.villages)
    rows = sum(int(frame["illustrative"].sum()) for frame in frames)
    if rows:
        notes.append(WORDS.say("illustrative_note", lang, {"rows": rows}))
    return [one for one in notes if one]


def _amount(goal: Goal, value: int, answer: RosterAnswer, lang: Lang) -> str:
    if goal in _TRAVEL:
        return travel_text(value, answer.question.rule.unit, lang)
    if goal == "load":
        return f"{value / LOAD_SCALE:.1f}"
    return str(value)
