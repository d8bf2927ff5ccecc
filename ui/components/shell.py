"""What every page has: look, sidebar, workspace, and the empty page."""

import logging
from collections.abc import Callable
from pathlib import Path

import streamlit as st

from geo.words import LANGS, Lang
from planner.demo import SCOPES, Scope, build_demo_workspace
from ui.components import data, state
from ui.components.look import style
from ui.components.messages import in_words, plain
from ui.components.numbers import joined
from ui.components.progress import progress_bar
from ui.maps import assets
from ui.text import say

PAGES = {name: f"ui/pages/{name}.py" for name in ("overview", "gap", "data", "export")}
_APP = Path(__file__).parents[2]
_log = logging.getLogger(__name__)


def prepare(lang: Lang) -> None:
    """Put the map's files in place, and the app's own look on the page."""
    _install_assets(str(_APP / "static"))
    st.html(style(lang))


@st.cache_resource(show_spinner=False)
def _install_assets(folder: str) -> None:
    assets.install_static(Path(folder))
    assets.use_static()


def sidebar(lang: Lang) -> None:
    """Language, workspace and what is open about its data."""
    with st.sidebar:
        st.segmented_control(
            say("language", lang),
            LANGS,
            format_func=lambda code: say(f"lang_{code}", lang),
            label_visibility="collapsed",
            required=True,
            **state.widget("lang"),
        )
        found = data.workspaces()
        if found:
            if state.get("ws") not in found:
                state.put(ws=next(iter(found)))
            st.selectbox(
                say("workspace", lang),
                list(found),
                format_func=lambda name: _called(name, found[name], lang),
                **state.widget("ws"),
            )
    bad = state.bad_settings()
    if bad:
        st.warning(plain(say("bad_link", lang, names=joined(bad, lang))))


def workspace(lang: Lang) -> Path | None:
    """Return the chosen workspace; without one, explain and offer the next step."""
    found = data.workspaces().get(state.get("ws"))
    if found is None:
        _empty(lang)
    return found


def run(page: Callable[[], None], lang: Lang) -> None:
    """Run a page; whatever fails is logged, and told without a traceback."""
    wanted = state.take_destination()
    if wanted:
        st.switch_page(PAGES[wanted])
    try:
        page()
    except Exception:
        _log.exception("page failed")
        st.error(say("unexpected", lang))


def _called(name: str, path: Path, lang: Lang) -> str:
    """City and folder of a workspace; the folder alone where it cannot be read."""
    place = ""
    try:
        place = data.place_name(path, lang)
    except ValueError:
        _log.warning("cannot read %s", path)
    return say("workspace_called", lang, place=place, name=name) if place else name


def _empty(lang: Lang) -> None:
    st.header(say("empty_title", lang), anchor=False)
    st.write(say("empty_text", lang))
    with st.container(horizontal=True, vertical_alignment="center"):
        for scope in SCOPES:
            label = say(f"load_{scope}", lang)
            if st.button(label, key=f"demo_{scope}", type="primary"):
                _load_demo(scope, lang)
        st.page_link(PAGES["data"], label=say("go_import", lang))
    st.caption(say("empty_demo_note", lang))


def _load_demo(scope: Scope, lang: Lang) -> None:
    outcome = None
    with in_words(lang), progress_bar(lang) as tell:
        _, outcome = build_demo_workspace(
            scope, data.new_workspace(scope), today=data.today(), progress=tell
        )
    if outcome is None:
        return
    if outcome.committed:
        state.put(ws=scope)
        st.rerun()
    st.error("  \n".join(plain(issue.line(lang)) for issue in outcome.issues[:20]))
