"""Why nobody else, or not this person, can be put at a post, in one sentence."""

import numpy as np

from geo.words import Lang
from planner.problem import UNLIMITED
from planner.wording import travel_text
from ui.components.roster_data import Roster
from ui.components.roster_words import person_label, trades_label
from ui.text import say


def why_not(roster: Roster, post: str, person: str, lang: Lang) -> str:
    """Say why a person cannot hold a post; empty where they can, and for nobody.

    Parameters
    ----------
    roster
        The roster.
    post, person
        Ids.
    lang
        Language.
    """
    question, ties = roster.answer.question, roster.ties
    row = roster.row_of(post)
    ids = question.people["commissioner_id"].tolist()
    if row < 0 or person not in ids:
        return say("roster_why_gone", lang) if person else ""
    column = ids.index(person)
    told = {
        "person": person_label(roster, person),
        "village": str(roster.posts["village"].iloc[row]),
    }
    at = np.flatnonzero((ties.post == row) & (ties.person == column))
    if not len(at):
        return say("roster_why_unreached", lang, **told)
    one = int(at[0])
    unit = question.rule.unit
    if not ties.open_post[row]:
        return say("roster_why_post", lang, **told)
    if not ties.near[one]:
        far = travel_text(int(ties.cost[one]), unit, lang)
        limit = travel_text(question.problem.limit, unit, lang)
        return say("roster_why_far", lang, far=far, limit=limit, **told)
    if not ties.in_post[one]:
        return say("roster_why_absent", lang, **told)
    if not ties.trade[one]:
        wanted = trades_label(str(roster.posts["trades"].iloc[row]), lang)
        knows = trades_label(str(question.people["trades"].iloc[column]), lang)
        return say("roster_why_trade", lang, wanted=wanted, knows=knows, **told)
    return _no_room(roster, column, told, lang)


def _no_room(roster: Roster, column: int, told: dict[str, str], lang: Lang) -> str:
    """Only pins stand in the way of somebody who is full otherwise."""
    problem = roster.answer.question.problem
    capacity = int(problem.people.capacity[column])
    pinned = int((problem.pins[:, 1] == column).sum())
    if capacity == UNLIMITED or pinned < capacity:
        return ""
    return say("roster_why_pinned", lang, capacity=capacity, **told)


def nearest_fix(roster: Roster, row: int, lang: Lang) -> str:
    """Say what would let another than its holder hold a post.

    The nearest who fits and has room but does not serve on the day, else the nearest
    past the limit; where there is neither, somebody has to be added.

    Parameters
    ----------
    roster
        The roster.
    row
        Position of the post.
    lang
        Language.
    """
    question, plan, ties = roster.answer.question, roster.answer.plan, roster.ties
    room = plan.load < question.problem.people.capacity
    fits = ties.trade & ties.tier & ties.team & ties.not_banned & room[ties.person]
    fits &= (ties.post == row) & (ties.person != plan.person[row])
    fits &= ~question.problem.people.left[ties.person]
    for key, keep in (
        ("roster_fix_absent", ties.near & ~ties.in_post),
        ("roster_fix_far", ~ties.near & ties.in_post),
    ):
        found = np.flatnonzero(fits & keep)
        if len(found):
            one = int(found[np.argmin(ties.cost[found])])
            person = str(question.people["commissioner_id"].iloc[ties.person[one]])
            unit = question.rule.unit
            return say(
                key, lang, person=person_label(roster, person),
                far=travel_text(int(ties.cost[one]), unit, lang),
                limit=travel_text(question.problem.limit, unit, lang),
            )  # fmt: skip
    wanted = str(roster.posts["trades"].iloc[row])
    if not wanted:
        return say("roster_fix_anybody", lang)
    return say("roster_fix_add", lang, wanted=trades_label(wanted, lang))
