"""Where there is no plan to show: no gap, a bad question, rules that contradict."""

from collections.abc import Callable, Mapping

import streamlit as st

from geo.words import Lang
from planner.errors import PlanInputError
from planner.new_bases.answering import BaseAnswer
from ui.components import plan_state, state
from ui.components.messages import lines_of, plain
from ui.components.plan_words import loosened, rule_broken
from ui.text import say


def _put(**values: object) -> Callable[[], None]:
    return lambda: state.put(**values)


# Ways out of what the question is refused for: (words, what the button does).
_MENDS: Mapping[str, tuple[tuple[str, Callable[[], None]], ...]] = {
    "bases_no_candidates": (
        ("bases_mend_import", lambda: state.go("data", "import")),
        ("bases_mend_villages", _put(places="villages")),
    ),
    "bases_unknown_county": (("gap_county_all", _put(county="")),),
    "bases_bad_county": (("gap_county_all", _put(county="")),),
    "bases_no_sites_in_county": (
        ("bases_mend_villages", _put(places="villages")),
        ("gap_county_all", _put(county="")),
    ),
    "bases_not_counted": (("bases_mend_rule", _put(providers="any")),),
    "bases_kind_not_counted": (("bases_mend_kinds", _put(kinds=())),),
    "bases_unknown_sites": (("bases_mend_free", plan_state.free_all),),
    "bases_need_limit": (("bases_mend_three", _put(most=3)),),
    "bases_need_number": (("bases_mend_three", _put(most=3)),),
    "bases_capacity_weight": (
        ("bases_mend_weight", _put(weight="villages")),
        ("bases_mend_room", _put(room=None)),
    ),
    "bases_capacity_several": (("bases_mend_room", _put(room=None)),),
}
_LOOSENINGS: Mapping[str, tuple[str, Callable[[], None]]] = {
    "conflict_pin": ("bases_mend_free", plan_state.free_all),
    "conflict_ban": ("bases_mend_free", plan_state.free_all),
    "conflict_budget": ("bases_mend_budget", _put(budget=None)),
    "conflict_capacity": ("bases_mend_room", _put(room=None)),
    "conflict_least": ("bases_mend_county", _put(county_kind="")),
}


def cannot_ask(error: PlanInputError, lang: Lang) -> None:
    """Say why the question cannot be asked, with the ways out as buttons."""
    st.warning("  \n".join(plain(line) for line in lines_of(error, lang)))
    ways = dict(way for key, _ in error.problems for way in _MENDS.get(key, ()))
    _buttons(ways, lang)


def no_gap(lang: Lang) -> None:
    """Say that nothing is to be added, in the county asked for or anywhere."""
    st.success(
        say("bases_no_gap_county" if state.get("county") else "bases_no_gap", lang)
    )
    with st.container(horizontal=True):
        st.button(
            say("go_overview", lang), key="plan_overview",
            on_click=state.go, args=("overview",),
        )  # fmt: skip
        st.button(
            say("bases_nearer", lang), key="plan_nearer", on_click=_put(aim="mean")
        )


def conflict(answer: BaseAnswer, lang: Lang) -> None:
    """Say which rules contradict each other, and what to loosen; or that none may."""
    found = answer.plan.conflict
    if answer.plan.status == "unknown":
        st.warning(say("bases_no_plan_yet", lang))
        longer(lang)
        return
    lines = [plain(rule_broken(problem, answer.question, lang)) for problem in found]
    st.error(
        say("bases_conflict", lang) + "\n\n" + "\n".join(f"- {one}" for one in lines)
    )
    told = dict.fromkeys(loosened(problem, lang) for problem in found)
    st.markdown("  \n".join(one for one in told if one))
    ways = dict(_LOOSENINGS[key] for key, _ in found if key in _LOOSENINGS)
    _buttons(ways, lang)


def longer(lang: Lang) -> None:
    """Offer to solve for longer."""
    if plan_state.seconds() < plan_state.MORE_SECONDS:
        minutes = int(plan_state.MORE_SECONDS / 60)
        st.button(
            say("bases_longer", lang, minutes=minutes), key="plan_longer",
            on_click=plan_state.take_longer,
        )  # fmt: skip


def _buttons(ways: Mapping[str, Callable[[], None]], lang: Lang) -> None:
    with st.container(horizontal=True):
        for at, (words, act) in enumerate(ways.items()):
            st.button(
                say(words, lang), key=words, on_click=act,
                type="secondary" if at else "primary",
            )  # fmt: skip
