"""Export: what we report."""

import streamlit as st

from ui.components import data, shell, state
from ui.components.downloads import Options, downloads
from ui.components.gap import caption
from ui.components.messages import in_words, markup
from ui.components.notes import notes
from ui.components.paper_downloads import paper_page, quarterly_button
from ui.text import say

lang = state.lang()
path = shell.workspace(lang)
if path is not None:
    with in_words(lang):
        asked = state.rule(data.today()), state.travel()
        with st.spinner(say("paper_stage_report", lang)):
            report = data.report(path, *asked)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.segmented_control(
                say("files", lang), state.FILES, required=True,
                format_func=lambda name: say(f"files_{name}", lang),
                label_visibility="collapsed", **state.widget("files"),
            )  # fmt: skip
            if state.get("files") == "files":
                quarterly_button(report, lang)
        if state.get("files") == "papers":
            paper_page(path, report, lang)
        else:
            left, right = st.columns([2.2, 1], gap="large")
            with right:
                chosen = st.segmented_control(
                    say("file_lang", lang), ("zh", "en"), default=lang, required=True,
                    format_func=lambda code: say(f"lang_{code}", lang), key="file_lang",
                )  # fmt: skip
                encoding = st.radio(
                    say("encoding", lang), state.ENCODINGS, key="encoding",
                    format_func=lambda name: say(f"encoding_{name}", lang),
                )  # fmt: skip
                st.text_input(
                    say("review_number", lang), max_chars=80,
                    help=say("review_number_help", lang), **state.widget("mapno"),
                )  # fmt: skip
                st.html(notes(report, data.faults(path, *asked), lang))
            with left:
                st.html(
                    f'<span class="cp-caption">{markup(caption(report, lang))}</span>'
                )
                roads = data.drawn_roads(path, *asked)
                options = Options(chosen or lang, encoding, state.get("mapno"), roads)
                downloads(report, options, lang)
