"""Matching beside the page: how far it is, and the button that ends it."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from pathlib import Path

import streamlit as st

from geo.words import Lang
from planner.advising.answering import answer_advisory
from planner.advising.choice import AdvisoryChoice
from planner.advising.question import ask_advisory
from planner.workspace import Layers
from ui.components import data
from ui.components.advisory.shown import Shown
from ui.components.numbers import count_text
from ui.components.plan_job import Job
from ui.text import say

Matching = Job[Shown]
# One of the whole nation takes some hundred megabytes.
_MOST_KEPT, _BEGINNING = 6, threading.Lock()


def matching(path: Path, choice: AdvisoryChoice) -> Matching:
    """Matching for a question, begun now or before; it may not have ended.

    Its result raises :class:`planner.errors.PlanInputError` where it cannot be asked.
    """
    layers, version = data.layers(path)
    key = _key(path, version, choice)
    with _BEGINNING:
        jobs = _all()
        job = jobs.get(key) or _begun(layers, choice)
        jobs[key] = job
        jobs.move_to_end(key)
        ended = [old for old, one in jobs.items() if one.is_done and one is not job]
        for old in ended[: max(len(jobs) - _MOST_KEPT, 0)]:
            del jobs[old]
    return job


def ended(path: Path, choice: AdvisoryChoice) -> Shown | None:
    """The matching for a question that was asked before; None where it is not there.

    Raises
    ------
    planner.errors.PlanInputError
        If it could not be asked.
    """
    job = _all().get(_key(path, data.layers(path)[1], choice))
    return job.result() if job is not None and job.is_done else None


def again(path: Path, choice: AdvisoryChoice) -> None:
    """Forget a matching that was stopped, so that it is made anew."""
    _all().pop(_key(path, data.layers(path)[1], choice), None)


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


def _begun(layers: Layers, choice: AdvisoryChoice) -> Matching:
    today = data.today()

    def work(job: Matching) -> Shown:
        question = ask_advisory(layers, choice, today=today)
        answer = answer_advisory(question, watch=job.tell)
        faults = tuple(
            f"{one.promise} {one.subject}: {one.detail}"
            for one in answer.violations(layers)
            # Pairs that would rather are told in a sentence of their own.
            if one.promise != "stable"
        )
        shown = Shown(choice, answer, layers, faults)
        # What every view needs is made here, and not while the page waits.
        _ = shown.groups, shown.experts
        return shown

    return Job(work)


def _key(path: Path, version: str, choice: AdvisoryChoice) -> Hashable:
    return str(path), version, data.today(), choice


def _all() -> OrderedDict[Hashable, Matching]:
    """Matchings of every workspace, whoever began them."""
    return data.going_on("advisory")
