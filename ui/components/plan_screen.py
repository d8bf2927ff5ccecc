"""A page of a plan that is worked on: what is drawn when, and what its pages share."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import pandas as pd
import streamlit as st

from geo.words import Lang
from planner.errors import PlanInputError
from ui.components import road_changes, shell, state
from ui.components.messages import in_words, markup, plain
from ui.components.numbers import joined
from ui.components.plan_drafts import Drafts
from ui.components.plan_running import Planning, Running
from ui.text import say

Now = TypeVar("Now", bound=Running[Any, Any, Any])
Shown = TypeVar("Shown")


@dataclass(frozen=True)
class Screen(Generic[Now, Shown]):
    """The page of a plan.

    Parameters
    ----------
    planning
        What goes on beside it. The name of its drafts begins keys of words and widgets.
    finish, progress
        Take the plan that was made; draw how far one is.
    controls
        Draws the question beside the page.
    ask
        Asks it; raises PlanInputError with everything that is wrong.
    nobody
        Says, where all that is wrong is that a layer is empty, how to fill it; answers
        whether that is so.
    forget
        Gives up what of the question was set by hand.
    plan_all
        Words of the button that plans all.
    first_visit, owed
        Draw a page without a plan, and what is owed by a question.
    old
        The answer in one sentence, as HTML, for a plan that another takes the place of.
    answer
        Draws the plan.
    """

    planning: Planning[Now, Any]
    finish: Callable[[Path, Now], None]
    progress: Callable[[Now, Lang], None]
    controls: Callable[[Path, Lang], None]
    ask: Callable[[Path], object]
    nobody: Callable[[PlanInputError, Lang], bool]
    forget: Callable[[], None]
    plan_all: str
    first_visit: Callable[[Path, Lang], None]
    owed: Callable[[Any, Lang], None]
    old: Callable[[Shown, Lang], str]
    answer: Callable[[Path, Shown, Lang], None]

    def draw(self) -> None:
        """Draw the page of the chosen workspace."""
        lang = state.lang()
        path = shell.workspace(lang)
        if path is None:
            return
        with in_words(lang):
            if not shell.has_villages(path, f"{self._name}_no_villages", lang):
                return
            self._drafts.adopt(path)
            self.controls(path, lang)
            # Always there, or all below would move when something is told.
            with st.container():
                road_changes.tell_done()
            self._page(path, lang)

    @property
    def _drafts(self) -> Drafts[Any, Shown]:
        return self.planning.drafts

    @property
    def _name(self) -> str:
        return self._drafts.name

    def _page(self, path: Path, lang: Lang) -> None:
        can_ask = self._can_ask(path, lang)
        now = self.planning.running(path)
        if now is not None:
            if not now.job.wait():
                self.progress(now, lang)
                self._meanwhile(path, now, lang)
                return
            with in_words(lang):
                self.finish(path, now)
        plan = self._drafts.draft(path)
        if plan is None:
            if can_ask:
                self.first_visit(path, lang)
            return
        try:
            with st.spinner(say(f"{self._name}_reading", lang)):
                shown = self._drafts.shown(path, plan)
        except PlanInputError as error:
            self._lost(path, error, lang)
            return
        self.answer(path, shown, lang)

    def _meanwhile(self, path: Path, now: Now, lang: Lang) -> None:
        """Draw the plan there was while another is made; else what is owed."""
        was = now.before
        before = None if was is None else self._drafts.opened(path, was)
        if before is None:
            self.owed(now.asked, lang)
        else:
            st.html(self.old(before, lang))

    def _can_ask(self, path: Path, lang: Lang) -> bool:
        """Whether what is set can be asked; else all that is wrong is said."""
        try:
            self.planning.begin_wanted(path, lang)
            with st.spinner(say(f"{self._name}_reading", lang)):
                self.ask(path)
        except PlanInputError as error:
            if self.nobody(error, lang):
                return False
            st.error("  \n".join(plain(line) for line in error.text(lang).split("\n")))
            with st.container(horizontal=True):
                st.button(
                    say("outing_forget", lang), key=f"{self._name}_forget",
                    type="primary", on_click=self.forget,
                )  # fmt: skip
                if self._drafts.draft(path) is None:
                    # A plan has the button beside it.
                    undo_button(self._drafts, path, lang)
            return False
        return True

    def _lost(self, path: Path, error: PlanInputError, lang: Lang) -> None:
        """Where what the plan was made for can no longer be asked."""
        told = map(plain, error.text(lang).split("\n"))
        st.warning("  \n".join([say(f"{self._name}_lost", lang), *told]))
        with st.container(horizontal=True):
            begin_button(self.planning, "all", self.plan_all, lang, primary=True)
            undo_button(self._drafts, path, lang)


def begin_button(
    planning: Planning[Any, Any],
    how: str,
    words: str,
    lang: Lang,
    *,
    primary: bool = False,
) -> None:
    """Draw a button that plans, in one of its ways."""
    name = planning.drafts.name
    st.button(
        say(words, lang), key=f"{name}_begin_{how}", on_click=planning.want,
        args=(how,), type="primary" if primary else "secondary",
        help=say(f"{name}_help_{how}", lang),
    )  # fmt: skip


def undo_button(drafts: Drafts[Any, Any], path: Path, lang: Lang) -> None:
    """Draw the button that takes the last step back, if there is one."""
    if drafts.can_undo():
        st.button(
            say("roster_undo", lang), key=f"{drafts.name}_undo",
            on_click=drafts.undo, args=(path, lang),
        )  # fmt: skip


def accept_button(drafts: Drafts[Any, Any], shown: Any, lang: Lang) -> None:  # noqa: ANN401
    """Draw the way to accepting a plan that is true, where it is not open."""
    setting, _ = drafts.view
    if state.get(setting) != "hand" and not shown.stale:
        st.button(
            say("outing_accept", lang), key=f"{drafts.name}_to_keep", type="primary",
            on_click=state.put, kwargs={setting: "hand"},
        )  # fmt: skip


def view_choice(
    drafts: Drafts[Any, Any],
    views: Sequence[str],
    count: Callable[[str], int],
    lang: Lang,
) -> None:
    """Draw the choice of the view, each with how many things there are in it."""
    setting, _ = drafts.view

    def label(view: str) -> str:
        text, found = say(f"{setting}_{view}", lang), count(view)
        return f"{text} {found}" if found else text

    st.segmented_control(
        say("roster_views", lang), views, required=True, format_func=label,
        label_visibility="collapsed", **state.widget(setting),
    )  # fmt: skip


def standing(
    name: str,
    shown: Any,  # noqa: ANN401
    lang: Lang,
    *,
    first: Iterable[str],
    faults: int,
    made_of: Iterable[pd.DataFrame],
) -> str:
    """What has changed since a plan was made, and what its reader must know, as HTML.

    Parameters
    ----------
    name
        Of the page.
    shown
        The plan.
    lang
        Language.
    first
        What is told before.
    faults
        Rules that the plan breaks.
    made_of
        What it was made of; rows that are not real data are told.
    """
    bad, parts = "cp-badge bad", [("", text) for text in first]
    if shown.stale:
        what = joined([say(f"outing_stale_{one}", lang) for one in shown.stale], lang)
        parts.append((bad, say(f"{name}_stale", lang, what=what)))
    if len(shown.left_out):
        told = say(f"{name}_left_out", lang, count=len(shown.left_out))
        parts.append((bad, told))
    if faults:
        parts.append((bad, say(f"{name}_faults", lang, count=faults)))
    elif not len(shown.left_out):
        # Of what is left nothing is wrong; beside what is not, that would mislead.
        parts.append(("", say(f"{name}_checked", lang)))
    made_up = sum(int(frame["illustrative"].sum()) for frame in made_of)
    if made_up:
        parts.append(("cp-badge", say("outing_illustrative", lang, count=made_up)))
    return "".join(
        f'<span class="{look}">{markup(text)}</span>' for look, text in parts if text
    )
