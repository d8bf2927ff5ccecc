"""A roster in sentences: its answer, what a step does, and names for people."""

from collections import Counter

import numpy as np
import pandas as pd

from geo.schemas import TRADES, split_list
from geo.words import Lang
from planner.assignment import MORE_IS_BETTER
from planner.errors import WORDS
from planner.roster.answering import RosterAnswer
from planner.wording import travel_text
from ui.components.messages import markup
from ui.components.numbers import count_text, joined, percent
from ui.components.roster_data import Roster
from ui.text import say

_MOST_REASONS = 3
# Goals told in seconds or metres.
_TRAVEL = frozenset(("longest", "travel"))
# Goals that fewer filled posts serve by themselves.
_LESS_WITH_LESS = _TRAVEL | {"load"}


def headline(roster: Roster, lang: Lang) -> str:
    """The answer in one sentence, as HTML."""
    answer, asked = roster.answer, roster.asked
    if is_refused(answer):
        told = markup(say("roster_headline_refused", lang))
        return f'<p class="cp-verdict" data-roster>{told}</p>'
    posts = answer.posts
    filled = int((posts["commissioner_id"] != "").sum())
    open_ = len(posts) - filled
    proved = all(goal.proved for goal in answer.plan.goals if goal.goal == "filled")
    told = {
        "posts": f"<b>{count_text(len(posts), lang)}</b>",
        "whom": markup(say(f"verdict_{asked.rule.villages}", lang)),
        "filled": f'<b class="ok">{count_text(filled, lang)}</b>',
        "open": f'<b class="gap">{count_text(open_, lang)}</b>',
        "proved": say("roster_proved" if proved else "roster_unproved", lang),
    }
    key = "roster_headline" if open_ else "roster_headline_full"
    if not roster.in_force:
        key += "_proposed"
    sentence = say(key, lang, **told)
    return f'<p class="cp-verdict" data-roster>{sentence}</p>'


def is_refused(answer: RosterAnswer) -> bool:
    """Whether demands contradict each other, so that there is no roster at all."""
    return bool(answer.plan.conflict) and not (answer.plan.person >= 0).any()


def kept_text(answer: RosterAnswer, lang: Lang) -> str:
    """How many of last year's ties are kept; empty where none still fits."""
    kept, still = answer.kept_of
    if not still:
        return ""
    counts = {"kept": count_text(kept, lang), "still": count_text(still, lang)}
    counts["share"] = f"{percent(kept, still):.1f}"
    return say("roster_headline_kept", lang, **counts)


def compared(roster: Roster, lang: Lang) -> str:
    """What the roster differs from, and in how many posts."""
    count = len(roster.changes)
    if roster.in_force:
        key = "roster_as_in_force" if not count else "roster_against_force"
        return say(key, lang, count=count_text(count, lang))
    key = "roster_no_force" if not count else "roster_against_proposed"
    return say(key, lang, count=count_text(count, lang))


def county_text(roster: Roster, county: str, lang: Lang) -> str:
    """Posts of one county, filled and open; empty where none is chosen."""
    posts = roster.posts
    own = posts[posts["village_code"].str.startswith(county)]
    if not county or own.empty:
        return ""
    filled = int((own["commissioner_id"] != "").sum())
    counts = {"posts": len(own), "filled": filled, "open": len(own) - filled}
    told = {name: count_text(count, lang) for name, count in counts.items()}
    return say("roster_of_county", lang, county=own["county"].iloc[0], **told)


def reasons(answer: RosterAnswer) -> list[tuple[str, int]]:
    """Largest reasons why posts are open, with their posts."""
    found = Counter(reason for reason in answer.posts["reason"] if reason)
    return found.most_common(_MOST_REASONS)


def effects(before: RosterAnswer, now: RosterAnswer, lang: Lang) -> tuple[str, str]:
    """What got better and what got worse from one roster to the next, if anything."""
    unit = now.question.rule.unit
    old = {goal.goal: goal.value for goal in before.plan.goals}
    fewer = (now.plan.person >= 0).sum() < (before.plan.person >= 0).sum()
    better: list[str] = []
    worse: list[str] = []
    for goal in now.plan.goals:
        was = old.get(goal.goal, goal.value)
        if goal.goal in _TRAVEL and before.question.rule.unit != unit:
            continue
        # Every step changes rows; the list of changes tells which.
        if goal.goal == "changes" or was == goal.value:
            continue
        more = goal.value > was
        gains = more == (goal.goal in MORE_IS_BETTER)
        # With fewer people sent out, less is done, not better.
        if gains and fewer and goal.goal in _LESS_WITH_LESS:
            continue
        key = f"roster_effect_{goal.goal}"
        if goal.goal == "load":
            key += "_better" if gains else "_worse"
        far = travel_text(abs(goal.value - was), unit, lang)
        told = say(
            key, lang, was=count_text(was, lang), now=count_text(goal.value, lang),
            change=("+" if more else "−") + far,
        )  # fmt: skip
        (better if gains else worse).append(told)
    return joined(better, lang), joined(worse, lang)


def differing(before: RosterAnswer, now: RosterAnswer) -> int:
    """Posts that another person holds than under a question before, or nobody."""
    held = [
        posts.set_index("post_id")["commissioner_id"].loc[lambda one: one != ""]
        for posts in (before.posts, now.posts)
    ]
    both = pd.concat(held, axis=1, keys=["was", "now"]).fillna("")
    return int((both["was"] != both["now"]).sum())


def goal_label(goal: str, lang: Lang) -> str:
    """Name of a goal."""
    return WORDS.say(f"goal_{goal}", lang, {})


def goal_value(goal: str, value: int, unit: str, lang: Lang) -> str:
    """Value of a goal as people read it; empty where the number tells nothing."""
    if goal in _TRAVEL:
        return travel_text(value, unit, lang)
    return "" if goal in ("load", "fit") else count_text(value, lang)


def fit_label(degree: int, lang: Lang) -> str:
    """How well trades fit."""
    return WORDS.say(f"fit_{degree}", lang, {})


def short_reason(reason: str, lang: Lang) -> str:
    """Why a post is open, in a few words for a narrow column; the card tells more."""
    return say(f"roster_short_{reason}", lang) if reason else ""


def trades_label(trades: str, lang: Lang) -> str:
    """Trades by name; of a post that asks for none, "any"."""
    names = [
        TRADES[one].label(lang) if one in TRADES else one for one in split_list(trades)
    ]
    return joined(names, lang) or say("roster_any_trade", lang)


def far_text(cost: float, unit: str, lang: Lang) -> str:
    """Travel of a tie as it stands in the tables: minutes or kilometres."""
    return "" if np.isnan(cost) else say(f"travel_{unit}", lang, value=f"{cost:g}")


def person_label(roster: Roster, person: str) -> str:
    """Name and id of a person, told apart from another of the same name."""
    name = roster.names.get(person, "")
    return f"{name} · {person}" if name and name != person else person
