"""What groups lack, with reason and nearest fix, and the least that would mend all."""

import pandas as pd
import streamlit as st

from geo.words import Lang
from planner.advising.wording import why_label
from planner.advisory import Relaxation, relax
from planner.advisory.relaxing import Ask
from ui.components import state
from ui.components.advisory import asking
from ui.components.advisory.groups import TALL, pick_county, to_card
from ui.components.advisory.shown import Shown, kept, missed
from ui.components.messages import plain
from ui.components.numbers import count_text
from ui.text import say

_SECONDS, _MOST_LINES = 10.0, 12
_WANTED = "advisory_relax_wanted"
# Reasons that one group more of an expert may mend.
_QUOTA = ("quota_full", "preferred_elsewhere")


def missing_view(now: Shown, lang: Lang) -> None:
    """Draw what groups lack, and the least that would make them whole."""
    table = missed(now, lang)
    missing_table(table, lang)
    if table.empty:
        return
    with st.container(horizontal=True):
        to_card(now, lang)
        _one_more(now, table, lang)
    if st.session_state.get(_WANTED) != now.choice:
        st.button(
            say("advisory_relax", lang), key="advisory_relax", on_click=_want,
            args=(now,), help=say("advisory_relax_help", lang),
        )  # fmt: skip
        return
    with st.spinner(say("advisory_relaxing", lang)):
        found = kept(now, "relaxed", lambda: _relaxed(now))
    _told(now, found, lang)


def _one_more(now: Shown, table: pd.DataFrame, lang: Lang) -> None:
    """Draw a button for each expert whose quota keeps a seat of the county empty."""
    own = table[
        (table["county_code"] == state.get("county")) & table["why"].isin(_QUOTA)
    ]
    for expert in dict.fromkeys(own["expert_id"]):
        name = plain(now.answer.names[expert])
        st.button(
            say("advisory_one_more_of", lang, name=name),
            key=f"advisory_one_more_{expert}", on_click=asking.one_more,
            args=(expert,), help=say("advisory_one_more_help", lang),
        )  # fmt: skip


def _want(now: Shown) -> None:
    st.session_state[_WANTED] = now.choice


def _relaxed(now: Shown) -> Relaxation:
    problem, plan = now.answer.question.problem, now.answer.plan
    return relax(problem, plan, time_limit_s=_SECONDS)


def _told(now: Shown, found: Relaxation, lang: Lang) -> None:
    """Say who would have to be asked, and offer to try it."""
    short = sum(seats for _, seats in found.short)
    with st.container(border=True):
        favours = count_text(found.favours, lang)
        lines = []
        if found.asks:
            lines = [f"**{say('advisory_relaxed', lang, count=favours)}**"]
        if found.favours > found.bound:
            lines.append(say("advisory_relaxed_bound", lang, bound=found.bound))
        lines += [plain(ask_text(now, one, lang)) for one in found.asks[:_MOST_LINES]]
        more = len(found.asks) - _MOST_LINES
        if more > 0:
            lines.append(say("advisory_relaxed_more", lang, count=more))
        if short:
            key = "advisory_relaxed_short" if found.asks else "advisory_relaxed_none"
            lines.append(say(key, lang, count=count_text(short, lang)))
        st.markdown("  \n".join(lines))
        open_ = tuple(one for one in found.asks if _can_try(now, one))
        if open_:
            st.button(
                say("advisory_try", lang, count=len(open_)), key="advisory_try",
                type="primary", on_click=try_asks, args=(now, open_),
                help=say("advisory_try_help", lang),
            )  # fmt: skip
        if len(open_) < len(found.asks):
            st.caption(say("advisory_try_records", lang))


def ask_text(now: Shown, one: Ask, lang: Lang) -> str:
    """Who has to be asked for which county, and what gives way."""
    county, expert = pair_of(now, one)
    told = {
        "county": now.answer.names[county],
        "expert": now.answer.names[expert],
    }
    parts = [say("advisory_ask_over", lang, **told)] if one.over else []
    parts += [say(f"advisory_ask_{name}", lang, **told) for name in one.lifts]
    return say("advisory_ask_joint", lang).join(parts)


def pair_of(now: Shown, one: Ask) -> tuple[str, str]:
    """Code of the county and id of the expert."""
    question = now.answer.question
    county = question.matched["county_code"].iloc[one.county]
    return str(county), str(question.experts["expert_id"].iloc[one.expert])


def _can_try(now: Shown, one: Ask) -> bool:
    """Whether all that gives way was said on this page, and not in the records."""
    pair, choice = pair_of(now, one), now.choice
    said = {f"declined_by_{row[2]}" for row in choice.declined if row[:2] == pair}
    if pair in choice.bans:
        said.add("excluded_by_planner")
    return set(one.lifts) <= said


def try_asks(now: Shown, asks: tuple[Ask, ...]) -> None:
    """Match again as if everybody asked had said yes, as one step."""
    pairs = [pair_of(now, one) for one in asks]
    over = [expert for one, (_, expert) in zip(asks, pairs, strict=True) if one.over]
    asking.bring_in(pairs, {one: over.count(one) for one in over})


def missing_table(table: pd.DataFrame, lang: Lang) -> None:
    """Draw what groups lack; of one reason alone where a button asked for it.

    Parameters
    ----------
    table
        Rows of :meth:`planner.advising.answering.AdvisoryAnswer.missed`.
    lang
        Language.
    """
    if table.empty:
        st.success(say("advisory_none_missing", lang))
        return
    rows = _of_reason(table, lang)
    counties = count_text(rows["county_code"].nunique(), lang)
    count = count_text(len(rows), lang)
    st.caption(say("advisory_missing_told", lang, count=count, counties=counties))
    shown = pd.DataFrame(
        {
            "county": rows["county"],
            "lacks": rows["lacks_label"],
            "why": [why_label(one, lang) for one in rows["why"]],
            "reason": rows["reason"],
            "fix": rows["fix"],
        }
    ).set_axis(rows["county_code"], axis=0)
    column = st.column_config
    pick_county(
        shown, "advisory_missing",
        {
            "county": column.TextColumn(say("advisory_col_county", lang), width=66),
            "lacks": column.TextColumn(say("advisory_col_lacks", lang), width=90),
            "why": column.TextColumn(say("advisory_col_why", lang), width=90),
            "reason": column.TextColumn(say("advisory_col_reason", lang), width=230),
            "fix": column.TextColumn(say("advisory_col_fix", lang)),
        },
        height=330, row=TALL,
    )  # fmt: skip


def _of_reason(table: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """Draw the choice of a reason; its rows, or all."""
    reasons = list(dict.fromkeys(table["why"]))
    if state.get("advisory_why") not in ("", *reasons):
        state.put(advisory_why="")
    st.selectbox(
        say("advisory_col_why", lang), ["", *reasons],
        format_func=lambda why: why_label(why, lang) if why
        else say("advisory_why_all", lang),
        label_visibility="collapsed", **state.widget("advisory_why"),
    )  # fmt: skip
    why = state.get("advisory_why")
    return table[table["why"] == why] if why else table
