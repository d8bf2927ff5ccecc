"""What the rows of the programme score now, and once the groups are accepted."""

from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import streamlit as st

from geo.schemas import LayerName
from geo.words import Lang
from planner.errors import PlanInputError
from planner.programmes.score import RowScore, Score
from ui.components import data, state
from ui.components.score_words import number_text, part_name, status_text
from ui.text import say

PROGRAMME = "advisory."
_ROW = 28


def scores_table(
    path: Path, frames: Mapping[LayerName, gpd.GeoDataFrame], lang: Lang
) -> None:
    """Draw the parts of the programme before and after, those that change first.

    Parameters
    ----------
    path
        Workspace.
    frames
        Layers as they would be.
    lang
        Language.
    """
    try:
        before = data.score(path, state.travel())
    except PlanInputError:
        st.caption(say("advisory_no_scores", lang))
        return
    rows = score_rows(before, after_score(before, frames), lang)
    st.caption(
        say("advisory_scores", lang, count=int(rows["changed"].sum()), rows=len(rows))
    )
    st.caption(say("advisory_scores_note", lang))
    column = st.column_config
    st.dataframe(
        rows.drop(columns="changed"), key="advisory_scores", hide_index=True,
        row_height=_ROW, height=_ROW * (min(len(rows), 7) + 1) + 8, placeholder="",
        column_config={
            "part": column.TextColumn(say("advisory_col_part", lang), width=190),
            "before": column.TextColumn(say("advisory_col_score_before", lang)),
            "after": column.TextColumn(say("advisory_col_score_after", lang)),
        },
    )  # fmt: skip
    st.button(
        say("advisory_to_programmes", lang), key="advisory_to_programmes",
        on_click=_to_programmes, type="tertiary",
    )  # fmt: skip


def _to_programmes() -> None:
    state.put(view="indicator", row="advisory.group", part=0)
    state.go("programmes")


def after_score(before: Score, frames: Mapping[LayerName, gpd.GeoDataFrame]) -> Score:
    """The score as it would be with other layers."""
    found = before
    for name, frame in frames.items():
        found = found.updated(name, frame)
    return found


def score_rows(before: Score, after: Score, lang: Lang) -> pd.DataFrame:
    """Parts of the programme's rows in words, those that change first.

    Returns
    -------
    pandas.DataFrame
        ``part``, ``before``, ``after`` (sign, status, units met of those that owe),
        ``changed``.
    """
    told = []
    for row_id, row in before.rows.items():
        if not row_id.startswith(PROGRAMME):
            continue
        for at in range(len(row.parts)):
            texts = [_told(one.rows[row_id], at, lang) for one in (before, after)]
            name = part_name(row, at, lang)
            told.append((name, *texts, texts[0] != texts[1]))
    table = pd.DataFrame(told, columns=["part", "before", "after", "changed"])
    return table.sort_values("changed", ascending=False, kind="stable")


def _told(row: RowScore, at: int, lang: Lang) -> str:
    part = row.parts[at]
    text = status_text(part.status, lang)
    if np.isnan(part.value) or np.isnan(part.whole) or not part.whole:
        return text
    value, whole = (number_text(one, lang) for one in (part.value, part.whole))
    return f"{text} {value} / {whole}"
