"""Data: what is in the workspace, and the way in."""

import streamlit as st

from ui.components import contents, data, importing, state
from ui.components.messages import in_words
from ui.text import say

lang = state.lang()
path = data.workspaces().get(state.get("ws"))
labels = [say("tab_import", lang)]
if path is not None:
    with in_words(lang):
        count = len(data.problems(path))
        labels += [say("tab_contents", lang), say("tab_problems", lang, count=count)]
tabs = st.tabs(labels)
with tabs[0], in_words(lang):
    st.caption(say("import_steps", lang))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name, into = contents.target(state.get("ws"), lang)
        contents.templates(lang)
    importing.importer(name, into, lang)
if path is not None and len(tabs) > 1:
    with tabs[1], in_words(lang):
        contents.contents(path, lang)
    with tabs[2], in_words(lang):
        contents.open_problems(path, lang)
