"""Plans nearly as good that stand elsewhere, side by side; one can be adopted."""

from pathlib import Path

import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from geo.frames import county_names
from geo.words import Lang
from planner.new_bases.answering import BaseAnswer
from ui.components import plan_data, state
from ui.components.messages import markup
from ui.components.plan_data import Shown, site_name
from ui.components.plan_hand import put_plan
from ui.components.plan_moves import moves
from ui.components.plan_sites import drawn_map, plan_view
from ui.components.plan_words import covered
from ui.components.plan_working import seeking
from ui.text import say

MAP_HEIGHT, TABLE_HEIGHT = 420, 220


def others(path: Path, shown: Shown, lang: Lang) -> None:
    """Draw the plans as a table and one of them on the map."""
    if not shown.question.choice.keeps_existing:
        st.info(say("bases_others_covering", lang))
        return
    job = plan_data.others_job(path, shown.solved)
    if not job.wait():
        seeking(job, "bases_others_working", plan_data.OTHERS_S, lang)
        return
    found = job.result()
    if not found:
        st.info(say("bases_others_none", lang))
        return
    plans = [shown.solved, *found]
    chosen = min(state.get("other"), len(plans) - 1)
    left, right = st.columns([1.1, 1], gap="small")
    with right:
        state.put(other=chosen)
        st.segmented_control(
            say("bases_others", lang), range(len(plans)), required=True,
            format_func=lambda at: _called(at, lang), **state.widget("other"),
        )  # fmt: skip
        st.dataframe(
            _table(plans, lang), hide_index=True, row_height=28, placeholder="",
            column_config=_columns(lang), key="plan_others",
        )  # fmt: skip
        if plan_data.ids_of(plans[chosen]) != shown.ids:
            _offer(shown, plans[chosen], chosen, lang)
        if chosen:
            _difference(plans[0], plans[chosen], lang)
    with left:
        moved = moved_from(plans[0], plans[chosen])
        drawn = drawn_map(path, plans[chosen], lang, moved=moved)
        st_folium(
            plan_view(drawn, shown, name="others"),
            key="plan_others_map", height=MAP_HEIGHT, use_container_width=True,
            returned_objects=[],
        )  # fmt: skip
        hint = say("bases_others_map" if chosen else "bases_others_best", lang)
        st.html(f'<span class="cp-caption">{markup(hint)}</span>')


def moved_from(best: BaseAnswer, other: BaseAnswer) -> tuple[str, ...]:
    """Ids of sites that a plan has and the best one has not."""
    known = set(plan_data.ids_of(best))
    return tuple(one for one in plan_data.ids_of(other) if one not in known)


def _called(at: int, lang: Lang) -> str:
    return say("bases_other", lang, at=at) if at else say("bases_best", lang)


def _table(plans: list[BaseAnswer], lang: Lang) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "plan": [_called(at, lang) for at in range(len(plans))],
            "bases": [len(plan.opened) for plan in plans],
            "covered": [covered(plan) for plan in plans],
            "cost": [plan.cost for plan in plans],
            "moved": [len(moved_from(plans[0], plan)) for plan in plans],
            "households": [int(plan.sites["households"].sum()) for plan in plans],
        }
    )


def _columns(lang: Lang) -> dict[str, object]:
    column = st.column_config
    names = ("bases", "covered", "cost", "moved", "households")
    return {
        "plan": column.TextColumn(say("bases_col_plan", lang)),
        **{name: column.NumberColumn(say(f"bases_col_{name}", lang)) for name in names},
    }


def difference(best: BaseAnswer, other: BaseAnswer, lang: Lang) -> pd.DataFrame:
    """Each place given up and the one that stands in for it, with their counties."""
    question = best.question
    table, nowhere = question.candidates.table, say("bases_nowhere", lang)
    names = county_names(question.report.layers["counties"])

    def told(site: int) -> str:
        if site < 0:
            return nowhere
        place = names.get(str(table["county_code"].iloc[site]), "")
        name = site_name(question, site)
        return say("bases_place", lang, name=name, place=place) if place else name

    pairs = moves(best, other)
    return pd.DataFrame(
        [(told(out), told(into)) for out, into in pairs], columns=["out", "into"]
    )


def _difference(best: BaseAnswer, other: BaseAnswer, lang: Lang) -> None:
    rows = difference(best, other, lang)
    st.markdown(say("bases_others_moves", lang, count=len(rows)))
    column = st.column_config
    st.dataframe(
        rows, hide_index=True, row_height=28, placeholder="", key="plan_moved",
        height=min(TABLE_HEIGHT, 28 * len(rows) + 38),
        column_config={
            name: column.TextColumn(say(f"bases_col_{name}", lang))
            for name in ("out", "into")
        },
    )  # fmt: skip


def _offer(shown: Shown, plan: BaseAnswer, at: int, lang: Lang) -> None:
    st.button(
        say("bases_take_plan", lang, name=_called(at, lang)), key="plan_take",
        type="primary", on_click=_take, args=(shown, plan),
    )  # fmt: skip


def _take(shown: Shown, plan: BaseAnswer) -> None:
    put_plan(shown, list(plan_data.ids_of(plan)))
    state.put(base_view="sites", site="")
