"""The page of programmes: scoreboard, one row, and a planner's own programme."""

import streamlit as st

from geo.words import Lang
from planner.programmes.score import Score
from planner.programmes.scoring import RECORD_LAYERS
from ui.components import data, shell, state
from ui.components.messages import in_words
from ui.components.score_board import keep_filters, scoreboard
from ui.components.score_indicator import indicator
from ui.components.score_own import own_programmes
from ui.text import say


def programmes_page() -> None:
    """Draw the page of the chosen workspace."""
    lang = state.lang()
    path = shell.workspace(lang)
    if path is None:
        return
    score = None
    with in_words(lang):
        with st.spinner(say("score_working", lang)):
            if not shell.has_villages(path, "score_no_villages", lang):
                return
            score = data.score(path, state.travel())
        _work_out(score, lang)
        st.segmented_control(
            say("score_views", lang), state.SCORE_VIEWS,
            format_func=lambda name: say(f"score_view_{name}", lang),
            label_visibility="collapsed", required=True, **state.widget("view"),
        )  # fmt: skip
        keep_filters()
        if state.get("view") == "indicator":
            indicator(path, score, lang)
        else:
            _first_steps(score, lang)
            scoreboard(path, score, lang)
    with in_words(lang):
        own_programmes(path, score, lang)


def _work_out(score: Score, lang: Lang) -> None:
    """Work out every row that nobody has asked for yet, with a bar."""
    bar = st.empty()
    todo = [row for row in score.rows.values() if "status" not in row.__dict__]
    for done, row in enumerate(todo):
        bar.progress(done / len(todo), say("score_working", lang))
        _ = row.status
    bar.empty()


def _first_steps(score: Score, lang: Lang) -> None:
    """What to do first where nothing is recorded, and a word where all is met."""
    statuses = {row.status for row in score.rows.values()} - {"elsewhere", "nobody"}
    if statuses == {"met"}:
        st.success(say("score_all_met", lang))
    if not _has_records(score):
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(say("score_no_records", lang))
            st.button(
                say("go_import", lang), key="score_first_import",
                on_click=state.go, args=("data", "import"), type="primary",
            )  # fmt: skip


def _has_records(score: Score) -> bool:
    return any(len(score.scoring.frames[name]) for name in RECORD_LAYERS)
