"""The app: page, language, workspace and navigation; everything else is in ``ui``."""

import logging

import streamlit as st

from ui.components import shell, state
from ui.text import say


def main() -> None:
    """Draw the chosen page."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    st.set_page_config(page_title=say("app_title", "zh"), layout="wide")
    state.restore()
    lang = state.lang()
    shell.prepare(lang)
    pages = {
        name: st.Page(
            path,
            title=say(f"page_{name}", lang),
            url_path=name,
            default=name == "overview",
        )
        for name, path in shell.PAGES.items()
    }
    found = [*pages.values(), *shell.lost_pages(lang)]
    page = st.navigation(found, position="hidden")
    state.show_page(next((name for name in pages if pages[name] is page), ""))
    shell.sidebar(lang)
    shell.navigation(pages, lang)
    shell.run(page.run, lang)
    state.publish()


main()
