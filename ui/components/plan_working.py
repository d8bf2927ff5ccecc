"""Long work on the page of new bases: how far it is, and the button that ends it."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from geo.words import Lang
from ui.components.plan_job import Job
from ui.text import say


def solving(job: Job[Any], seconds: float, lang: Lang) -> None:
    """Draw the solver at work, with the best so far and the proved bound."""

    def best() -> str:
        if job.told is None:
            return ""
        found, bound = (f"{value:,.0f}" for value in job.told)
        return say("bases_so_far", lang, best=found, bound=bound)

    working(job, "bases_working", lambda: job.seconds / seconds, best, lang)


def seeking(job: Job[Any], words: str, seconds: float, lang: Lang) -> None:
    """Draw a search that says no more than that it goes on."""
    working(job, words, lambda: job.seconds / seconds, str, lang)


def counting(job: Job[Any], words: str, lang: Lang) -> None:
    """Draw work that tells how many of how many parts are done."""

    def share() -> float:
        done, whole = job.told or (0.0, 1.0)
        return done / max(whole, 1.0)

    working(job, words, share, str, lang)


@st.fragment(run_every=1.0)
def working(
    job: Job[Any],
    words: str,
    share: Callable[[], float],
    best: Callable[[], str],
    lang: Lang,
) -> None:
    """Draw work that goes on, and the button that ends it with the best so far.

    Parameters
    ----------
    job
        The work.
    words
        Key of what is being done.
    share, best
        How much of the time has gone, and what there is so far, in Markdown.
    lang
        Language.
    """
    if job.is_done:
        st.rerun()
    st.progress(min(max(share(), 0.0), 1.0), say(words, lang))
    told = best()
    if told:
        st.markdown(told)
    st.button(
        say("bases_stopping" if job.is_stopping else "bases_stop", lang),
        key="plan_stop", on_click=job.stop, disabled=job.is_stopping,
    )  # fmt: skip
