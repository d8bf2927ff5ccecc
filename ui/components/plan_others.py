"""Plans nearly as good that stand elsewhere, side by side; one can be adopted."""

from pathlib import Path

import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from geo.words import Lang
from planner.new_bases.answering import BaseAnswer
from ui.components import plan_data, state
from ui.components.messages import markup, plain
from ui.components.plan_data import Shown
from ui.components.plan_hand import put_plan
from ui.components.plan_moves import moves_text
from ui.components.plan_sites import drawn_map, plan_view
from ui.components.plan_words import covered
from ui.components.road_progress import waiting
from ui.text import say

MAP_HEIGHT = 420


def others(path: Path, shown: Shown, lang: Lang) -> None:
    """Draw the plans as a table and one of them on the map."""
    if not shown.question.choice.keeps_existing:
        st.info(say("bases_others_covering", lang))
        return
    found = _found(path, shown.solved, lang)
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
        if chosen:
            _difference(plans[0], plans[chosen], lang)
        if plan_data.ids_of(plans[chosen]) != shown.ids:
            _offer(shown, plans[chosen], chosen, lang)
    with left:
        moved = moved_from(plans[0], plans[chosen])
        drawn = drawn_map(path, plans[chosen], lang, moved=moved)
        st_folium(
            plan_view(drawn, shown),
            key="plan_others_map", height=MAP_HEIGHT, use_container_width=True,
            returned_objects=[],
        )  # fmt: skip
        hint = say("bases_others_map" if chosen else "bases_others_best", lang)
        st.html(f'<span class="cp-caption">{markup(hint)}</span>')


def moved_from(best: BaseAnswer, other: BaseAnswer) -> tuple[str, ...]:
    """Ids of sites that a plan has and the best one has not."""
    known = set(plan_data.ids_of(best))
    return tuple(one for one in plan_data.ids_of(other) if one not in known)


def _found(path: Path, solved: BaseAnswer, lang: Lang) -> tuple[BaseAnswer, ...]:
    job = plan_data.others_job(path, solved)
    with waiting(say("bases_others_working", lang)) as tell:
        while not job.wait(0.25):
            tell(job.seconds / 30.0)
    return job.result()


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
            "moves": [moves_text(plans[0], plan, lang) for plan in plans],
            "households": [int(plan.sites["households"].sum()) for plan in plans],
        }
    )


def _columns(lang: Lang) -> dict[str, object]:
    column = st.column_config
    names = ("bases", "covered", "cost", "moved", "households")
    return {
        "plan": column.TextColumn(say("bases_col_plan", lang)),
        "moves": column.TextColumn(say("bases_col_moves", lang), width="large"),
        **{name: column.NumberColumn(say(f"bases_col_{name}", lang)) for name in names},
    }


def _difference(best: BaseAnswer, other: BaseAnswer, lang: Lang) -> None:
    """Name every place given up and the one for it; the table may cut them."""
    told = plain(moves_text(best, other, lang))
    st.markdown(say("bases_others_moves", lang, told=told))


def _offer(shown: Shown, plan: BaseAnswer, at: int, lang: Lang) -> None:
    st.button(
        say("bases_take_plan", lang, name=_called(at, lang)), key="plan_take",
        type="primary", on_click=_take, args=(shown, plan),
    )  # fmt: skip


def _take(shown: Shown, plan: BaseAnswer) -> None:
    put_plan(shown, list(plan_data.ids_of(plan)))
    state.put(base_view="sites", site="")
