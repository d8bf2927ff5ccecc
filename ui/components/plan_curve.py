"""The most that each number of new bases, or each budget, can cover."""

from pathlib import Path

import altair as alt
import pandas as pd
import streamlit as st

from geo.words import Lang
from planner.new_bases.choice import Weight
from planner.siting import Curve
from ui.components import plan_data, plan_state, state
from ui.components.messages import plain
from ui.components.numbers import count_text
from ui.components.plan_data import Shown
from ui.components.plan_words import money, rule_broken
from ui.components.plan_working import counting
from ui.text import say

HEIGHT = 400
_CHART, _PICK = "plan_curve", "point"
_LOOKS = {"plain": "#7f8c97", "knee": "#b34700", "now": "#0b5cad"}


def curve(path: Path, shown: Shown, lang: Lang) -> None:
    """Draw the curve; a click on a point asks for its number or budget."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.segmented_control(
            say("bases_curve_by", lang), ("number", "cost"), required=True,
            format_func=lambda name: say(f"bases_curve_by_{name}", lang),
            label_visibility="collapsed", width="content", **state.widget("curve_by"),
        )  # fmt: skip
        st.html(
            f'<span class="cp-caption">{say("bases_curve_hint", lang)}</span>',
            width="content",
        )
    by_cost = state.get("curve_by") == "cost"
    job = plan_data.curve_job(path, shown.question.choice, by_cost=by_cost)
    if not job.wait():
        counting(job, "bases_curve_working", lang)
        return
    found = job.result()
    if found.conflict:
        lines = [
            plain(rule_broken(one, shown.question, lang)) for one in found.conflict
        ]
        st.error("  \n".join(lines))
        return
    rows = points(found, shown, lang)
    weight = shown.question.choice.weight
    _chart(rows, found, weight, lang)
    _knees(found, weight, lang)


def points(found: Curve, shown: Shown, lang: Lang) -> pd.DataFrame:
    """One row a point: limit, cover, and whether it is a knee or what is asked now."""
    now = len(shown.plan.opened) if found.by == "number" else shown.plan.cost
    knees = set(found.knees.tolist())
    sorts = [
        "now" if abs(limit - now) < 1e-6 else "knee" if at in knees else "plain"
        for at, limit in enumerate(found.limits.tolist())
    ]
    return pd.DataFrame(
        {
            "limit": found.limits,
            "covered": found.covered,
            "bound": found.bounds,
            "sort": [say(f"bases_point_{name}", lang) for name in sorts],
        }
    )


def _chart(rows: pd.DataFrame, found: Curve, weight: Weight, lang: Lang) -> None:
    axis = say(f"bases_axis_{found.by}", lang)
    up = say(f"bases_axis_covered_{weight}", lang)
    names = [say(f"bases_point_{name}", lang) for name in _LOOKS]
    whole = alt.Axis(tickMinStep=1)
    picked = alt.selection_point(name=_PICK, fields=["limit"], nearest=True)
    chart = (
        alt.Chart(rows)
        .mark_circle(opacity=1)
        .encode(
            x=alt.X("limit:Q", title=axis, axis=whole),
            y=alt.Y("covered:Q", title=up, axis=whole),
            color=alt.Color(
                "sort:N", title=None,
                scale=alt.Scale(domain=names, range=list(_LOOKS.values())),
                legend=alt.Legend(orient="bottom-right", labelLimit=400),
            ),
            size=alt.condition(
                alt.datum.sort == names[0], alt.value(45), alt.value(190)
            ),
            tooltip=[
                alt.Tooltip("limit:Q", title=axis),
                alt.Tooltip("covered:Q", title=up),
                alt.Tooltip("bound:Q", title=say("bases_axis_bound", lang)),
                alt.Tooltip("sort:N", title=" "),
            ],
        )
        .add_params(picked)
        .properties(height=HEIGHT)
    )  # fmt: skip
    st.altair_chart(
        chart, key=_CHART, width="stretch", selection_mode=_PICK,
        on_select=lambda: _clicked(found, weight),
    )  # fmt: skip


def _clicked(found: Curve, weight: Weight) -> None:
    picked = st.session_state[_CHART]["selection"].get(_PICK) or []
    if picked:
        take(found, float(picked[0]["limit"]), weight)


def take(found: Curve, limit: float, weight: Weight = "villages") -> None:
    """Ask for the plan of a point; that of the last one that covers all is to."""
    if limit not in found.limits.tolist():
        return
    last = bool(found.is_complete and limit == float(found.limits[-1]))
    if last and found.by == "number":
        state.put(aim="all", least="number", budget=None)
    elif found.by == "number":
        state.put(aim="most", most=int(limit), budget=None, weight=weight)
    else:
        state.put(aim="most", most=0, budget=limit, weight=weight)
    if state.get("own") is not None:
        plan_state.step(own=None)
    state.put(base_view="sites", other=0)


def _knees(found: Curve, weight: Weight, lang: Lang) -> None:
    """A button for each knee, for those who do not click on charts."""
    if not len(found.knees):
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(say("bases_knees", lang), width="content")
        for at in found.knees.tolist():
            limit = float(found.limits[at])
            key = f"bases_knee_{found.by}"
            count = count_text(int(found.covered[at]), lang)
            covered = say(f"bases_counted_{weight}", lang, count=count)
            st.button(
                say(key, lang, limit=money(limit), covered=covered),
                key=f"plan_knee_{at}", on_click=take, args=(found, limit, weight),
            )  # fmt: skip
