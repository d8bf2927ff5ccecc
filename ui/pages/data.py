"""Data: what is in the workspace, and the way in."""

import streamlit as st

from ui.components import contents, data, importing, shell, state, taking_back
from ui.components.messages import in_words
from ui.text import say

lang = state.lang()
path = data.workspaces().get(state.get("ws"))
# Always there, or the tabs would move below what is told and open the first one.
with st.container():
    taking_back.tell_done()
    shell.tell_missing(lang)
labels = {"import": say("tab_import", lang)}
if path is not None:
    with in_words(lang):
        count = len(data.problems(path))
        labels["contents"] = say("tab_contents", lang)
        labels["problems"] = say("tab_problems", lang, count=count)
tabs = st.tabs(list(labels.values()), default=labels.get(state.wanted_tab()))
with tabs[0], in_words(lang):
    st.caption(say("import_steps", lang))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name, into = contents.target(state.get("ws"), lang)
        contents.templates(lang)
    importing.importer(name, into, lang)
if path is not None and len(tabs) > 1:
    with tabs[1], in_words(lang):
        contents.contents(path, lang)
        taking_back.ways_back(state.get("ws"), path, lang)
    with tabs[2], in_words(lang):
        contents.open_problems(path, lang)
