"""Before there is a plan: what is owed, who can come, and the button that plans it."""

from collections import Counter
from pathlib import Path

import pandas as pd
import streamlit as st

from geo.words import Lang
from planner.errors import PlanInputError
from planner.outings.question import OutingQuestion
from ui.components import outing_data, outing_state, outing_working, state
from ui.components.contents import templates
from ui.components.messages import plain
from ui.components.outing_words import KINDS, owed_text
from ui.text import say

_ROW, _MOST_ROWS = 28, 14


def first_visit(path: Path, lang: Lang) -> None:
    """Draw what is owed, county by county, and how to begin."""
    question = outing_data.question(path, outing_state.asked())
    if not int(question.places["visits"].sum()):
        _nothing_owed(lang)
        return
    st.html(owed_text(question, lang))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            say("outing_plan_year", lang), key="outing_begin_all", type="primary",
            on_click=outing_working.want, args=("all",),
        )  # fmt: skip
        seconds = f"{state.get('outing_seconds'):g}"
        st.caption(say("outing_start_help", lang, seconds=seconds))
    owed_table(question, lang)


def owed_table(question: OutingQuestion, lang: Lang) -> None:
    """Draw what is owed and who can come, county by county."""
    column = st.column_config
    rows = county_rows(question)
    st.dataframe(
        rows, key="outing_owed", hide_index=True, row_height=_ROW, placeholder="",
        height=_ROW * (min(len(rows), _MOST_ROWS) + 1) + 8,
        column_config={
            "county": column.TextColumn(say("kind_county", lang)),
            **{
                kind: column.NumberColumn(say(f"visit_calendar_kind_{kind}", lang))
                for kind in KINDS
            },
            "visits": column.NumberColumn(say("outing_col_owed", lang)),
            "vans": column.NumberColumn(say("outing_col_vans", lang)),
        },
    )  # fmt: skip


def county_rows(question: OutingQuestion) -> pd.DataFrame:
    """Places of each kind, visits owed and caravans of each county."""
    places, caravans = question.places, question.caravans
    kinds = Counter(zip(places["county_code"], places["kind"], strict=True))
    visits = Counter[str]()
    for county, count in zip(places["county_code"], places["visits"], strict=True):
        visits[county] += int(count)
    vans = Counter(caravans["unit_code"].astype(str).str[:6])
    vans.update(county for _, county in question.choice.lent)
    names = dict(zip(places["county_code"], places["county_name"], strict=True))
    found = [kind for kind in KINDS if any(one == kind for _, one in kinds)]
    rows = [
        {
            "county": names[county],
            **{kind: kinds[county, kind] for kind in found},
            "visits": visits[county],
            "vans": vans[county],
        }
        for county in sorted(names)
    ]
    return pd.DataFrame(rows)


def _nothing_owed(lang: Lang) -> None:
    with st.container(border=True):
        st.markdown(say("outing_nothing_owed", lang))
        if state.get("villages") != "all":
            st.button(
                say("outing_all_villages", lang), key="outing_all_villages",
                type="primary", on_click=state.put, kwargs={"villages": "all"},
            )  # fmt: skip


def nobody(error: PlanInputError, lang: Lang) -> None:
    """Say which layer to fill, and lead there."""
    with st.container(border=True):
        st.markdown("  \n".join(plain(line) for line in error.text(lang).split("\n")))
        with st.container(horizontal=True):
            st.button(
                say("outing_to_records", lang), key="outing_records", type="primary",
                on_click=_to_records,
            )  # fmt: skip
            templates(lang)
            st.button(
                say("go_import", lang), key="outing_import",
                on_click=state.go, args=("data", "import"),
            )  # fmt: skip


def _to_records() -> None:
    state.put(records_layer="caravans")
    state.go("records")
