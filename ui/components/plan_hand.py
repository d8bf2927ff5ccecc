"""A plan changed by hand: what it breaks, the best exchange, steps back and forth."""

from collections.abc import Collection

import numpy as np
import streamlit as st

from geo.frames import county_names
from geo.words import Lang
from planner.new_bases.question import BaseQuestion
from planner.siting import Swap
from ui.components import plan_data, plan_state, state
from ui.components.messages import plain
from ui.components.numbers import count_text
from ui.components.plan_bound import bind
from ui.components.plan_data import Shown, site_name
from ui.components.plan_words import quoted, rule_broken
from ui.text import say

MODES = ("look", "add", "ban", "move")
_MODE, _ADD, _BAN = "plan_mode", "plan_add", "plan_ban_one"
_SNAPPED = "plan_snapped"
_MOST_TOLD = 6
_KM_A_DEGREE, _NEAR_KM = 111.2, 0.2
_TOLD_BY_NAME = "hand_uncovered"


def mode() -> str:
    """What a click on the map does."""
    found: str = st.session_state.get(_MODE) or "look"
    return found


def hand(shown: Shown, lang: Lang) -> None:
    """Draw the tools, and what a change by hand comes to."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.segmented_control(
            say("bases_mode", lang), _modes(shown), required=True, key=_MODE,
            format_func=lambda name: say(f"bases_mode_{name}", lang),
            label_visibility="collapsed", width="content",
        )  # fmt: skip
        _adding(shown, lang)
        _banning(shown, lang)
        st.button(
            say("bases_undo", lang), key="plan_undo_step", on_click=plan_state.undo,
            disabled=not plan_state.can_undo(),
        )  # fmt: skip
        st.button(
            say("bases_redo", lang), key="plan_redo_step", on_click=plan_state.redo,
            disabled=not plan_state.can_redo(),
        )  # fmt: skip
        if shown.score is not None:
            st.button(
                say("bases_back", lang), key="plan_back",
                on_click=lambda: plan_state.step(own=None),
            )  # fmt: skip
    _snapped(shown, lang)
    if shown.score is not None:
        _score(shown, lang)


def _modes(shown: Shown) -> tuple[str, ...]:
    """A base can be moved where one is chosen."""
    modes = MODES if state.get("site") in shown.ids else MODES[:-1]
    if mode() not in modes or _MODE not in st.session_state:
        st.session_state[_MODE] = "look"
    return modes


def _adding(shown: Shown, lang: Lang) -> None:
    """Every site that may be added, those that cover most more first."""
    question = shown.question
    table = question.candidates.table
    names = county_names(question.report.layers["counties"])
    adds = shown.plan.worth.adds_places[: question.new]
    free = np.ones(question.new, dtype=bool)
    free[shown.plan.opened] = False
    free[question.forbidden] = False
    order = np.flatnonzero(free)
    order = order[np.argsort(-adds[order], kind="stable")]

    def told(at: int) -> str:
        row = table.iloc[at]
        place = names.get(row["county_code"], "")
        return say(
            "bases_add_option", lang, name=row["name"], place=place,
            count=count_text(int(adds[at]), lang),
        )  # fmt: skip

    def add() -> None:
        chosen = st.session_state[_ADD]
        if chosen is not None:
            ids = table["site_id"]
            put_plan(shown, [*shown.ids, str(ids.iat[chosen])])
            state.put(site=str(ids.iat[chosen]))

    st.session_state[_ADD] = None
    st.selectbox(
        say("bases_add", lang), order.tolist(), index=None, key=_ADD,
        format_func=told, on_change=add, placeholder=say("bases_add_hint", lang),
        label_visibility="collapsed", width=230,
    )  # fmt: skip


def _banning(shown: Shown, lang: Lang) -> None:
    """Every site that is not ruled out, to rule one out; the plan is sought anew."""
    question = shown.question
    table = question.candidates.table
    names = county_names(question.report.layers["counties"])
    free = np.setdiff1d(np.arange(question.new), question.forbidden)

    def told(at: int) -> str:
        row = table.iloc[at]
        place = names.get(row["county_code"], "")
        return say("bases_place", lang, name=row["name"], place=place)

    def ban() -> None:
        chosen = st.session_state[_BAN]
        if chosen is not None:
            bind(shown, str(table["site_id"].iat[chosen]), ban=True)

    st.session_state[_BAN] = None
    st.selectbox(
        say("bases_ban_one", lang), free.tolist(), index=None, key=_BAN,
        format_func=told, on_change=ban, placeholder=say("bases_ban_hint", lang),
        label_visibility="collapsed", width=200,
    )  # fmt: skip


def put_plan(shown: Shown, ids: list[str]) -> None:
    """Take the sites as the plan; the one that was solved for is not by hand."""
    known = list(dict.fromkeys(ids))
    if set(known) == set(plan_data.ids_of(shown.solved)):
        plan_state.step(own=None)
    else:
        plan_state.own_plan(known)


def take_out(shown: Shown, site: str) -> None:
    """Take a site out of the plan."""
    put_plan(shown, [one for one in shown.ids if one != site])
    state.put(site="")


def put_at(shown: Shown, lonlat: tuple[float, float]) -> None:
    """Do at the site nearest to a place what a click is to do: add, move or ban."""
    chosen = state.get("site")
    if mode() == "move":
        st.session_state[_MODE] = "look"
        # Not in the plan any more, it is not moved, and no other is added.
        if chosen in shown.ids:
            move_site(shown, chosen, lonlat)
        return
    table = shown.question.candidates.table
    banning = mode() == "ban"
    at = nearest_site(shown.question, lonlat, () if banning else shown.ids)
    if at < 0:
        return
    name = str(table["site_id"].iat[at])
    if banning:
        bind(shown, name, ban=True)
        return
    put_plan(shown, [*shown.ids, name])
    state.put(site=name)
    _note_snap(shown, at, lonlat)


def move_site(shown: Shown, site: str, lonlat: tuple[float, float]) -> None:
    """Move a base of the plan to the site nearest to a place, if that is another."""
    rest = [one for one in shown.ids if one != site]
    at = nearest_site(shown.question, lonlat, rest)
    if len(rest) == len(shown.ids) or at < 0:
        return
    name = str(shown.question.candidates.table["site_id"].iat[at])
    if name != site:
        put_plan(shown, [*rest, name])
    state.put(site=name)
    _note_snap(shown, at, lonlat)


def _note_snap(shown: Shown, at: int, lonlat: tuple[float, float]) -> None:
    """Note which site a place was taken for, and how far off it is."""
    off = shown.question.candidates.lonlat[at] - np.asarray(lonlat)
    off[0] *= np.cos(np.radians(lonlat[1]))
    km = float(np.hypot(*off)) * _KM_A_DEGREE
    st.session_state[_SNAPPED] = (state.get("own"), state.get("site"), km)


def _snapped(shown: Shown, lang: Lang) -> None:
    """Say where a base went that was put where none may stand, until the next step."""
    own, site, km = st.session_state.get(_SNAPPED, (None, "", 0.0))
    if km < _NEAR_KM or (own, site) != (state.get("own"), state.get("site")):
        return
    found = np.flatnonzero(shown.question.candidates.table["site_id"] == site)
    if len(found):
        name = site_name(shown.question, int(found[0]))
        told = say("bases_snapped", lang, name=name, km=f"{km:.1f}")
        st.caption(plain(told))


def nearest_site(
    question: BaseQuestion, lonlat: tuple[float, float], taken: Collection[str]
) -> int:
    """Position of the site nearest to a place that is neither taken nor ruled out.

    -1 where there is none.
    """
    free = ~question.candidates.table["site_id"].isin(taken).to_numpy()
    free[question.forbidden] = False
    order = np.flatnonzero(free)
    if len(order) == 0:
        return -1
    off = question.candidates.lonlat[order] - np.asarray(lonlat)
    # A degree of longitude is shorter than one of latitude.
    off[:, 0] *= np.cos(np.radians(lonlat[1]))
    return int(order[np.argmin((off**2).sum(axis=1))])


def _score(shown: Shown, lang: Lang) -> None:
    """Tell what a change by hand breaks and misses, and the best exchange."""
    score, question = shown.score, shown.question
    if score is None:
        return
    lines = [
        plain(rule_broken(one, question, lang))
        for one in score.broken
        if one[0] != _TOLD_BY_NAME
    ]
    names = question.report.villages["name"].to_numpy(dtype=object)
    missed = [str(names[row]) for row in question.rows[score.missed][:_MOST_TOLD]]
    if missed and question.choice.aim == "all":
        cut = "bases_missed_cut" if len(score.missed) > _MOST_TOLD else "bases_missed"
        told = say("list_joint", lang).join(missed)
        lines.append(plain(say(cut, lang, names=told, count=len(score.missed))))
    swap = score.swap
    with st.container(horizontal=True, vertical_alignment="center"):
        if lines:
            st.markdown(
                say("bases_hand_wrong", lang, told=" ".join(lines)), width="stretch"
            )
        else:
            st.markdown(say("bases_hand_well", lang), width="content")
        if swap is not None and question.choice.keeps_existing:
            st.button(
                _swap_text(swap, question, lang), key="plan_swap",
                on_click=_swap, args=(shown, swap),
            )  # fmt: skip


def _swap_text(swap: Swap, question: BaseQuestion, lang: Lang) -> str:
    names = {
        name: plain(quoted(site_name(question, at), lang))
        for name, at in (("out", swap.out), ("into", swap.into))
    }
    unit = question.choice.weight
    return say(f"bases_swap_{unit}", lang, gain=f"{swap.gain:g}", **names)


def _swap(shown: Shown, swap: Swap) -> None:
    ids = shown.question.candidates.table["site_id"]
    kept = [one for one in shown.ids if one != str(ids.iat[swap.out])]
    put_plan(shown, [*kept, str(ids.iat[swap.into])])
    state.put(site=str(ids.iat[swap.into]))
