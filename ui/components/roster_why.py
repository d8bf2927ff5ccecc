"""Why somebody cannot be put at a post, in one sentence."""

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
