"""What every page has: look, sidebar, workspace, and the empty page."""

import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

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

_PAGES = (
    "overview", "gap", "plan", "roster", "pairing", "schedule", "tours", "advisory",
    "roads", "programmes", "duties", "records", "data", "export",
)  # fmt: skip
PAGES = {name: f"ui/pages/{name}.py" for name in _PAGES}
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
            if not state.get("ws"):
                state.put(ws=next(iter(found)))
            st.selectbox(
                say("workspace", lang),
                list(found),
                format_func=lambda name: _called(name, found[name], lang),
                placeholder=say("choose", lang),
                **state.widget("ws", among=found),
            )
    bad = state.bad_settings()
    if bad:
        st.warning(plain(say("bad_link", lang, names=joined(bad, lang))))


def navigation(pages: Mapping[str, st.Page], lang: Lang) -> None:
    """Draw one link a page, with the whole address the page will have.

    Streamlit's own bar leaves the settings out of its links; they would be written
    after the turn, and going back would first stop at the address without them.
    """
    with st.container(horizontal=True, key="navigation"):
        for name, page in pages.items():
            st.page_link(
                page,
                label=say(f"page_{name}", lang),
                query_params=state.address(name),
            )


def workspace(lang: Lang) -> Path | None:
    """Return the chosen workspace; without one, explain and offer the next step."""
    found = data.workspaces()
    path = found.get(state.get("ws"))
    if path is not None:
        return path
    tell_missing(lang)
    if found:
        _chooser(found, lang)
    else:
        _empty(lang)
    return None


def has_villages(path: Path, told: str, lang: Lang) -> bool:
    """Whether there are villages and counties; without them, offer to import them.

    Parameters
    ----------
    path
        Workspace.
    told
        Entry that says what cannot be shown without them.
    lang
        Language.
    """
    frames, _ = data.layers(path)
    if len(frames["villages"]) and len(frames["counties"]):
        return True
    with st.container(border=True):
        st.markdown(say(told, lang))
        st.button(
            say("go_import", lang), key=told, type="primary",
            on_click=state.go, args=("data", "import"),
        )  # fmt: skip
    return False


def tell_missing(lang: Lang) -> None:
    """Name the workspace and the county that a link asks for and nobody has."""
    name, county = state.get("ws"), state.get("county")
    if not name or name in data.workspaces():
        return
    parts = [say("ws_missing", lang, name=plain(name))]
    if county:
        parts.append(say("ws_missing_county", lang, code=plain(county)))
    st.warning("  \n".join(parts))


def lost_pages(lang: Lang) -> list[st.Page]:
    """The page for an address that has none; Streamlit's own notice speaks English."""
    base = st.get_option("server.baseUrlPath").strip("/")
    path = unquote(urlsplit(st.context.url or "").path).strip("/")
    name = path.removeprefix(base).strip("/")
    if not name or "/" in name or name in PAGES:
        return []

    def show() -> None:
        st.header(say("lost_title", lang), anchor=False)
        st.write(say("lost_text", lang, name=plain(name)))
        st.page_link(PAGES["overview"], label=say("go_overview", lang))

    title = say("lost_title", lang)
    return [st.Page(show, title=title, url_path=name, visibility="hidden")]


def run(page: Callable[[], None], lang: Lang) -> None:
    """Run a page; whatever fails is logged, and told without a traceback."""
    wanted = state.take_destination()
    if wanted:
        # With the address it will have, or going back would stop there once more.
        st.switch_page(PAGES[wanted], query_params=state.address(wanted))
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


def _chooser(found: Mapping[str, Path], lang: Lang) -> None:
    """One button a workspace."""
    st.write(say("ws_choose", lang))
    with st.container(horizontal=True):
        for name, path in found.items():
            st.button(
                plain(_called(name, path, lang)), key=f"choose_{name}",
                on_click=state.choose_workspace, args=(name,),
            )  # fmt: skip


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
