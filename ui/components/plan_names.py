"""Plans of a page accepted by name: the form, the list, and what is done with each."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from geo.words import Lang
from planner.plans import KeptPlan, drop_plan
from ui.components import road_changes, state
from ui.components.messages import plain
from ui.components.numbers import joined
from ui.components.plan_drafts import Drafts
from ui.text import say


@dataclass(frozen=True)
class Names:
    """The plans of a page by name.

    Parameters
    ----------
    drafts
        The plan worked on. Its name begins the keys of words and widgets; the words
        ``_kept_told`` take the summary of a plan.
    summary
        Fields of a summary that they take.
    stale
        What has changed since a plan was made; ``_stale_`` and it has the words.
    """

    drafts: Drafts[Any, Any]
    summary: tuple[str, ...]
    stale: Callable[[KeptPlan, Path], tuple[str, ...]]

    @property
    def against(self) -> str:
        """Key in the session of the name of the plan that is laid beside."""
        return f"{self.drafts.name}_against"

    def accepting(self, path: Path, plan: KeptPlan, lang: Lang) -> None:
        """Draw the form that accepts the plan under a name."""
        name = self.drafts.name
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input(
                say(f"{name}_name", lang), max_chars=60, key=f"{name}_name", width=260,
                placeholder=say(f"{name}_name_example", lang),
            )  # fmt: skip
            st.button(
                say(f"{name}_accept_yes", lang), key=f"{name}_accept", type="primary",
                on_click=self._accept, args=(path, plan, lang),
            )  # fmt: skip

    def listed(self, path: Path, lang: Lang) -> None:
        """Draw the plans that are kept, each with what can be done with it."""
        own, plans = self.drafts.name, self.drafts.named(path)
        st.markdown(f"**{say(f'{own}_kept_plans', lang)}**")
        if not plans:
            st.caption(say(f"{own}_kept_none", lang))
        for plan in plans:
            with st.container(
                border=True, horizontal=True, vertical_alignment="center"
            ):
                st.markdown(self._told(plan, path, lang), width="stretch")
                st.button(
                    say("outing_open", lang), key=f"{own}_open_{plan.name}",
                    on_click=self._open, args=(path, plan, lang),
                )  # fmt: skip
                st.button(
                    say("outing_beside", lang), key=f"{own}_beside_{plan.name}",
                    type="tertiary", on_click=self._beside, args=(plan,),
                )  # fmt: skip
                # A question is about the plan, wherever in the list that stands.
                key = f"{own}_drop_{plan.name}"
                if road_changes.ask(key, say("outing_drop_plan", lang)):
                    road_changes.confirm(
                        say("outing_drop_yes", lang), f"{key}_yes", lang,
                        self._drop, (path, plan, lang),
                    )  # fmt: skip

    def before(self, path: Path) -> Any:  # noqa: ANN401 - as the page shows a plan
        """The plan laid beside; None where there is none.

        It is one chosen, that before re-planning, or the last accepted.
        """
        chosen = st.session_state.get(self.against, "")
        named = {plan.name: plan for plan in self.drafts.named(path)}
        if chosen in named:
            return self.drafts.opened(path, named[chosen])
        before = self.drafts.before(path)
        if before is not None or not named:
            return before
        return self.drafts.opened(path, next(iter(named.values())))

    def choose_before(self, path: Path, lang: Lang) -> Any:  # noqa: ANN401
        """Draw the choice of the plan to lay beside; see :meth:`before`."""
        names = [plan.name for plan in self.drafts.named(path)]
        last = self.drafts.before(path) is not None
        choices = [*([""] if last else []), *names]
        if len(choices) > 1:
            if st.session_state.get(self.against) not in choices:
                st.session_state[self.against] = choices[0]
            # A box keeps its words: each language has its own.
            key = f"{self.against}_{lang}"
            st.session_state[key] = st.session_state[self.against]
            st.selectbox(
                say("outing_against", lang), choices, key=key, width=300,
                format_func=lambda name: name or say("outing_before_last", lang),
                on_change=self._lay_beside, args=(key,),
            )  # fmt: skip
        return self.before(path)

    def _lay_beside(self, key: str) -> None:
        st.session_state[self.against] = st.session_state[key]

    def _accept(self, path: Path, plan: KeptPlan, lang: Lang) -> None:
        key = f"{self.drafts.name}_name"
        name = str(st.session_state[key]).strip()
        again = f"{self.drafts.name}_again"
        taken = {plan.name for plan in self.drafts.named(path)}
        if name in taken and st.session_state.get(again) != name:
            st.session_state[again] = name
            road_changes.refuse(say("outing_name_taken", lang, name=plain(name)))
            return
        st.session_state.pop(again, None)
        told = say("outing_accepted", lang, name=plain(name))
        act = lambda: self.drafts.accept(path, plan, name)  # noqa: E731
        if road_changes.keep(act, told, lang):
            st.session_state[key] = ""

    def _told(self, plan: KeptPlan, path: Path, lang: Lang) -> str:
        """Name, day and figures of a kept plan, and whether it is still true."""
        own = self.drafts.name
        summary = {name: plan.summary.get(name, 0) for name in self.summary}
        made = plain(plan.made[:16].replace("T", " "))
        lines = [
            f"**{plain(plan.name)}** · {say('outing_made_on', lang, day=made)}",
            say(f"{own}_kept_told", lang, **summary),
        ]
        changed = self.stale(plan, path)
        if changed:
            names = [say(f"outing_stale_{one}", lang) for one in changed]
            stale = say(f"{own}_stale", lang, what=joined(names, lang))
            return f":gray[{lines[0]}  \n{lines[1]}]  \n:orange[{stale}]"
        return "  \n".join(lines)

    def _open(self, path: Path, plan: KeptPlan, lang: Lang) -> None:
        told = say("outing_opened", lang, name=plain(plan.name))
        road_changes.keep(lambda: self.drafts.take(path, plan), told, lang)

    def _beside(self, plan: KeptPlan) -> None:
        st.session_state[self.against] = plan.name
        setting, _ = self.drafts.view
        state.put(**{setting: "changes"})

    def _drop(self, path: Path, plan: KeptPlan, lang: Lang) -> None:
        told = say("outing_dropped", lang, name=plain(plan.name))
        act = lambda: drop_plan(path, self.drafts.kind, plan.name)  # noqa: E731
        road_changes.keep(act, told, lang)
