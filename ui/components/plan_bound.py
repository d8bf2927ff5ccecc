"""Sites that must be in the plan or may not: shown, freed, and what each changed."""

from dataclasses import dataclass

import numpy as np
import streamlit as st

from geo.words import Lang
from planner.new_bases.answering import BaseAnswer
from planner.new_bases.choice import BaseChoice
from planner.new_bases.question import BaseQuestion
from planner.wording import travel_text
from ui.components import plan_state, state
from ui.components.messages import plain
from ui.components.plan_data import Shown, site_name
from ui.components.plan_moves import moves, moves_text
from ui.components.plan_words import covered, money, travel_figures
from ui.text import say

_LAST = "plan_last_bound"


@dataclass(frozen=True)
class Bound:
    """The last click that pinned, banned or freed a site.

    Parameters
    ----------
    site
        Its id.
    act
        ``"pin"``, ``"unpin"``, ``"ban"`` or ``"unban"``.
    before
        The plan on the screen at the click.
    asked
        The question since then.
    """

    site: str
    act: str
    before: BaseAnswer
    asked: BaseChoice


def bind(shown: Shown, site: str, *, ban: bool = False) -> None:
    """Pin or ban a site, or free it, and note what the plan was before."""
    freed = site in state.get("banned" if ban else "pinned")
    act = ("un" if freed else "") + ("ban" if ban else "pin")
    plan_state.pin(site, ban=ban)
    if ban:
        state.put(site="")
    st.session_state[_LAST] = Bound(site, act, shown.plan, plan_state.choice())


def chips(question: BaseQuestion, shown: Shown | None, lang: Lang) -> None:
    """Draw each site that is pinned or banned, with its own way to be freed."""
    bound = [(one, False) for one in state.get("pinned")]
    bound += [(one, True) for one in state.get("banned")]
    if not bound:
        return
    with st.container(horizontal=True, gap="small"):
        for site, ban in bound:
            name = plain(_name(question, site))
            st.button(
                say("bases_chip_ban" if ban else "bases_chip_pin", lang, name=name),
                key=f"plan_free_{site}", help=say("bases_chip_help", lang),
                on_click=_free, args=(shown, site, ban),
            )  # fmt: skip
        if len(bound) > 1:
            st.button(
                say("bases_free", lang), key="plan_free", type="tertiary",
                on_click=plan_state.free_all,
            )  # fmt: skip


def changed_text(shown: Shown, lang: Lang) -> str:
    """What the last pin or ban changed; empty once the question is another."""
    last: Bound | None = st.session_state.get(_LAST)
    if last is None or shown.score is not None:
        return ""
    question = shown.question
    same = last.before.question.report.data_version == question.report.data_version
    if last.asked != question.choice or not same:
        return ""
    before, after = last.before, shown.plan
    name = _name(question, last.site)
    parts = [
        *_figures(before, after, lang),
        _places(last, after, lang),
        _cost(before, after, lang),
    ]
    told = say("bases_changed_joint", lang).join(one for one in parts if one)
    return say(f"bases_changed_{last.act}", lang, name=name, told=told)


def _free(shown: Shown | None, site: str, ban: bool) -> None:
    if shown is None:
        plan_state.pin(site, ban=ban)
    else:
        bind(shown, site, ban=ban)


def _name(question: BaseQuestion, site: str) -> str:
    """Name of a site by its id; the id where it is no candidate."""
    at = np.flatnonzero(question.candidates.table["site_id"] == site)
    return site_name(question, int(at[0])) if len(at) else site


def _figures(before: BaseAnswer, after: BaseAnswer, lang: Lang) -> list[str]:
    """Cover or travel before and after, and the number of bases where it changed."""
    if before.question.choice.keeps_existing:
        was, now = str(covered(before)), str(covered(after))
        key = "bases_changed_cover"
    else:
        unit = before.question.verdict.rule.unit
        at = 0 if before.question.choice.aim == "mean" else 1
        was, now = (
            travel_text(travel_figures(one)[at], unit, lang) for one in (before, after)
        )
        key = f"bases_changed_{before.question.choice.aim}"
    same = "_same" if was == now else ""
    parts = [say(f"{key}{same}", lang, before=was, after=now)]
    counts = len(before.opened), len(after.opened)
    if counts[0] != counts[1]:
        told = {"before": counts[0], "after": counts[1]}
        parts.append(say("bases_changed_number", lang, **told))
    return parts


def _places(last: Bound, after: BaseAnswer, lang: Lang) -> str:
    """Which places stand in for which; the banned one need not be named again."""
    found = moves(last.before, after)
    if not found:
        return say("bases_changed_nowhere", lang)
    ids = after.question.candidates.table["site_id"]
    if last.act == "ban" and len(found) == 1:
        ((out, into),) = found
        if into >= 0 and out >= 0 and str(ids.iat[out]) == last.site:
            return say("bases_changed_into", lang, name=site_name(after.question, into))
    return moves_text(last.before, after, lang)


def _cost(before: BaseAnswer, after: BaseAnswer, lang: Lang) -> str:
    was, now = money(before.cost), money(after.cost)
    key = "bases_changed_cost_same" if was == now else "bases_changed_cost"
    return say(key, lang, before=was, after=now)
