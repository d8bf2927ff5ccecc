"""When a page was turned to: what its maps went to at an earlier visit is forgotten."""

import secrets

import streamlit as st


def visit(name: str, widget: str) -> str:
    """Name of this visit to a page; another one each time the page is turned to.

    Parameters
    ----------
    name
        The page.
    widget
        Key of a widget that the page always draws: Streamlit forgets it with the page.
    """
    key = f"visit:{name}"
    if widget not in st.session_state or key not in st.session_state:
        st.session_state[key] = secrets.token_hex(4)
    found: str = st.session_state[key]
    return found
