"""How a part went over the years, as a small chart with its target."""

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from geo.words import Lang
from planner.programmes.part_score import PartScore, Point
from planner.programmes.schema import Level
from ui.components.score_words import forecast_text, number_text
from ui.maps import palette, score_palette
from ui.text import say

_HEIGHT = 160


def trend(part: PartScore, level: str, code: str, lang: Lang) -> None:
    """Draw the chart of a place, and what is to be expected; of all for no code."""
    points = part.history(_as_level(level), code) if code else part.trend
    ahead = part.forecast_at(_as_level(level), code) if code else part.forecast
    st.markdown(f"**{say('score_trend', lang)}**")
    if len(points) < 2:
        st.caption(say("score_trend_none", lang))
    else:
        chart = _chart(trend_rows(points, lang), lang)
        st.altair_chart(chart, key="score_trend", height=_HEIGHT)
    if points and np.isnan(points[-1][2]):
        st.markdown(say("score_forecast_no_target", lang))
        return
    st.markdown(forecast_text(part, ahead, lang))


def trend_rows(points: tuple[Point, ...], lang: Lang) -> pd.DataFrame:
    """Years with value and target, and the value in words."""
    return pd.DataFrame(
        {
            "year": [str(day.year) for day, _, _ in points],
            "value": [value for _, value, _ in points],
            "target": [target for _, _, target in points],
            "text": [number_text(value, lang) for _, value, _ in points],
        }
    )


def _chart(rows: pd.DataFrame, lang: Lang) -> alt.LayerChart:
    """Bars for values, a dash for each year's target, numbers over the bars."""
    year = alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0))
    base = alt.Chart(rows)
    bars = base.mark_bar(color=palette.COVERED_AREA, stroke=palette.COVERED).encode(
        x=year,
        y=alt.Y("value:Q", title=None, axis=alt.Axis(tickCount=4, tickMinStep=1)),
    )
    texts = base.mark_text(dy=-7, color="#16202a").encode(
        x=year, y="value:Q", text="text:N"
    )
    layers = [bars, texts]
    if not np.isnan(rows["target"]).all():
        dashes = base.mark_tick(
            color=score_palette.SHORT, thickness=3, width={"band": 0.9}
        )
        layers.append(dashes.encode(x=year, y="target:Q"))
    return alt.layer(*layers).properties(
        description=say("score_trend", lang), padding={"top": 8}
    )


def _as_level(level: str) -> Level:
    return level  # type: ignore[return-value]
