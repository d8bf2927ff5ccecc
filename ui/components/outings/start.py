"""Before there is a plan: what is owed, who can come, and the button that plans it."""

from collections import Counter
from pathlib import Path

import pandas as pd
import streamlit as st

from geo.words import Lang
from planner.errors import PlanInputError
from planner.outings.question import OutingQuestion
from ui.components import state
from ui.components.messages import plain
from ui.components.outings import asked, working
from ui.components.outings import shown as outings_shown
from ui.components.outings.words import KINDS, owed_text
from ui.components.plan_first import first_button, owed_rows, ways_to_fill
from ui.text import say


def first_visit(path: Path, lang: Lang) -> None:
    """Draw what is owed, county by county, and how to begin."""
    question = outings_shown.question(path, asked.asked())
    if not int(question.places["visits"].sum()):
        _nothing_owed(lang)
        return
    st.html(owed_text(question, lang))
    first_button(working.PLANNING, "outing_plan_year", lang)
    owed_table(question, lang)


def owed_table(question: OutingQuestion, lang: Lang) -> None:
    """Draw what is owed and who can come, county by county."""
    column = st.column_config
    rows = county_rows(question)
    owed_rows(
        "outing", rows,
        {
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


def nobody(error: PlanInputError, lang: Lang) -> bool:
    """Say which layer to fill, and lead there; whether it is that."""
    if not any(key.startswith("outing_empty") for key, _ in error.problems):
        return False
    with st.container(border=True):
        st.markdown("  \n".join(plain(line) for line in error.text(lang).split("\n")))
        ways_to_fill("outing", "caravans", "outing_records", lang)
    return True
