"""The pool of experts: what each takes on, and where they would go."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from geo.schemas import split_list
from geo.words import Lang
from planner.advising.coming import wishes
from planner.advising.wording import trades_label
from ui.components import state
from ui.components.advisory import asking
from ui.components.advisory.shown import Shown, kept
from ui.components.advisory.words import (
    facts_html,
    person_text,
    rank_text,
    short_tier,
)
from ui.components.messages import markup
from ui.components.numbers import count_text, joined
from ui.components.record_links import go_to_records
from ui.components.row_picking import MODES, picked_row, selected
from ui.text import say

HEIGHT, ROW, _MOST_ROWS = 430, 30, 10
_TABLE = "advisory_experts"


def experts_table(now: Shown, lang: Lang) -> None:
    """Draw the pool, the busiest first; a click opens the card of an expert."""
    rows = expert_rows(now, lang)
    counts = now.answer.counts
    told = say(
        "advisory_experts_told", lang,
        experts=count_text(counts["experts"], lang),
        serving=count_text(counts["serving"], lang),
        full=count_text(int((rows["used"] >= 1).sum()), lang),
    )  # fmt: skip
    st.caption(told)
    ids = rows.index.tolist()
    chosen = state.get("advisory_member")
    at = ids.index(chosen) if chosen in ids else -1
    st.session_state[_TABLE] = selected(at)

    def taken() -> None:
        row = picked_row(st.session_state[_TABLE], at)
        state.put(advisory_member=ids[row] if row >= 0 else "")

    st.dataframe(
        rows, key=_TABLE, hide_index=True, row_height=ROW, placeholder="",
        height=min(HEIGHT, ROW * (len(rows) + 1) + 8), on_select=taken,
        selection_mode=MODES,
        column_config=_columns(lang),
    )  # fmt: skip


def _columns(lang: Lang) -> dict[str, Any]:
    column = st.column_config
    return {
        "name": column.TextColumn(say("advisory_col_person", lang), width=66),
        "organisation": column.TextColumn(
            say("advisory_col_organisation", lang), width=140
        ),
        "tier": column.TextColumn(say("advisory_col_tier", lang), width=62),
        "trades": column.TextColumn(say("advisory_col_knows", lang), width=106),
        # The count beside it tells as much.
        "used": None,
        "load": column.TextColumn(
            say("advisory_col_load", lang), width=58,
            help=say("advisory_help_load", lang),
        ),
        "wanted": column.NumberColumn(
            say("advisory_col_wanted", lang), width=72,
            help=say("advisory_help_wanted", lang),
        ),
        "counties": column.TextColumn(say("advisory_col_goes", lang)),
    }  # fmt: skip


def expert_rows(now: Shown, lang: Lang) -> pd.DataFrame:
    """Experts in words, by id; ``used`` is the share of the quota, at most 1."""
    experts = now.experts
    told: list[Any] = experts.to_dict("records")
    used = (experts["load"] / experts["quota"].clip(lower=1)).clip(upper=1)
    return pd.DataFrame(
        {
            "name": experts["name"],
            "organisation": experts["organisation"],
            "tier": [short_tier(one, lang) for one in experts["tier"]],
            "trades": [trades_label(one, lang) for one in experts["trades"]],
            "used": used.where(experts["quota"] > 0, 1.0),
            "load": [f"{one['load']} / {one['quota']}" for one in told],
            "wanted": experts["wanted"],
            "counties": [joined(split_list(one), lang) for one in experts["counties"]],
        },
        index=experts.index,
    )


def expert_card(now: Shown, lang: Lang) -> None:
    """Draw the card of the expert chosen, or say what a click would do."""
    expert = state.get("advisory_member")
    if expert not in now.experts.index:
        text = markup(say("advisory_expert_hint", lang))
        st.html(f'<div class="cp-card"><div class="sub">{text}</div></div>')
        return
    own, raised = now.expert(expert), dict(now.choice.quota_raised).get(expert, 0)
    facts = [
        (say("advisory_col_knows", lang), trades_label(own["trades"], lang)),
        (say("advisory_col_tier", lang), short_tier(own["tier"], lang)),
        (say("advisory_col_home_of", lang), str(own["home"])),
        (say("advisory_col_load", lang), _load(own, raised, lang)),
        (say("advisory_col_goes", lang), joined(split_list(own["counties"]), lang)),
    ]
    title = markup(person_text(own["name"], own["organisation"], lang))
    st.html(f'<div class="cp-card"><h3>{title}</h3>{facts_html(facts)}</div>')
    with st.container(horizontal=True):
        st.button(
            say("advisory_one_more", lang), key="advisory_one_more",
            on_click=asking.one_more, args=(expert,),
            help=say("advisory_one_more_help", lang),
        )  # fmt: skip
        if raised:
            st.button(
                say("advisory_one_less", lang), key="advisory_one_less",
                on_click=asking.one_less, args=(expert,),
            )  # fmt: skip
        st.button(
            say("advisory_to_experts", lang), key="advisory_expert_record",
            on_click=go_to_records, args=("experts",), type="tertiary",
        )  # fmt: skip
    _would_go(now, expert, lang)


def _load(own: Mapping[str, Any], raised: int, lang: Lang) -> str:
    """Groups of the quota, and how much of that was asked for by hand."""
    told = f"{own['load']} / {own['quota']}"
    return told + say("advisory_raised", lang, count=raised) if raised else told


def _would_go(now: Shown, expert: str, lang: Lang) -> None:
    """Where the expert would go, and how high each side stands with the other."""
    found = kept(now, ("wishes", expert), lambda: wishes(now.answer, expert))
    if found.empty:
        st.caption(say("advisory_would_go_nowhere", lang))
        return
    st.caption(say("advisory_would_go", lang, count=count_text(len(found), lang)))
    column = st.column_config
    rows = pd.DataFrame(
        {
            "rank_expert": [rank_text(one, lang) for one in found["rank_expert"]],
            "county": found["county"],
            "rank_county": [rank_text(one, lang) for one in found["rank_county"]],
            "goes": found["goes"],
        }
    )
    st.dataframe(
        rows, key="advisory_would_go", hide_index=True, row_height=28, placeholder="",
        height=28 * (min(len(rows), _MOST_ROWS) + 1) + 8,
        column_config={
            "rank_expert": column.TextColumn(
                say("advisory_col_rank_expert", lang),
                help=say("advisory_help_rank_expert", lang),
            ),
            "county": column.TextColumn(say("advisory_col_county", lang)),
            "rank_county": column.TextColumn(
                say("advisory_col_rank_county", lang),
                help=say("advisory_help_rank_county", lang),
            ),
            "goes": column.CheckboxColumn(say("advisory_col_in", lang)),
        },
    )  # fmt: skip
