"""Matching beside the page: how far it is, and the button that ends it."""

from collections import OrderedDict
from collections.abc import Hashable
from pathlib import Path

import streamlit as st

from geo.words import Lang
from planner.advising.answering import answer_advisory
from planner.advising.choice import AdvisoryChoice
from planner.advising.question import ask_advisory
from ui.components import data
from ui.components.advisory.shown import Shown
from ui.components.numbers import count_text
from ui.components.plan_job import Job
from ui.text import say

Matching = Job[Shown]
# One of the whole nation takes some hundred megabytes.
_MOST_KEPT = 6


def matching(path: Path, choice: AdvisoryChoice) -> Matching:
    """Matching for a question, begun now or before; it may not have ended.

    Its result raises :class:`planner.errors.PlanInputError` where it cannot be asked.
    """
    key = _key(path, choice)
    jobs = _all()
    if key not in jobs:
        layers, today = data.layers(path)[0], data.today()

        def work(job: Matching) -> Shown:
            question = ask_advisory(layers, choice, today=today)
            answer = answer_advisory(question, watch=job.tell)
            faults = tuple(
                f"{one.promise} {one.subject}: {one.detail}"
                for one in answer.violations(layers)
                # Pairs that would rather are told in a sentence of their own.
                if one.promise != "stable"
            )
            shown = Shown(choice, answer, faults)
            # What every view needs is made here, and not while the page waits.
            _ = shown.groups, shown.experts
            return shown

        jobs[key] = Job(work)
        while len(jobs) > _MOST_KEPT:
            jobs.popitem(last=False)
    return jobs[key]


def again(path: Path, choice: AdvisoryChoice) -> None:
    """Forget a matching that was stopped, so that it is made anew."""
    _all().pop(_key(path, choice), None)


@st.fragment(run_every=1.0)
def progress(job: Matching, lang: Lang) -> None:
    """Draw how many offers are made, and the button that keeps what there is."""
    if job.is_done:
        st.rerun()
    made, waiting = job.told or (0.0, 0.0)
    share = made / (made + waiting) if made else 0.0
    st.progress(share, say("advisory_working", lang))
    if job.told is None:
        st.markdown(say("advisory_reading", lang))
    else:
        told = {"made": made, "waiting": waiting}
        counts = {name: count_text(int(one), lang) for name, one in told.items()}
        st.markdown(say("advisory_so_far", lang, **counts))
    key = "advisory_stopping" if job.is_stopping else "advisory_stop"
    st.button(
        say(key, lang), key="advisory_stop", type="primary", on_click=job.stop,
        disabled=job.is_stopping,
    )  # fmt: skip


def _key(path: Path, choice: AdvisoryChoice) -> Hashable:
    return str(path), data.stamp(path), data.today(), choice


def _all() -> OrderedDict[Hashable, Matching]:
    """Matchings of every workspace, whoever began them."""
    return data.kept(("advisory", "matchings"), OrderedDict[Hashable, Matching])
