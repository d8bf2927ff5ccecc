"""The card of what is picked in a pairing, and what can be changed there."""

import pandas as pd
import streamlit as st

from geo.words import Lang
from planner.pairing.three import PARTS
from planner.pairing.wording import fit_label, lacks_text, open_post
from ui.components import pairing_state, state
from ui.components.messages import markup, plain
from ui.components.numbers import count_text, joined
from ui.components.pairing_data import Pairing
from ui.components.pairing_words import minutes, party_label, subject, wanted
from ui.text import say

_ROW, _MOST_ROWS = 28, 6
_TURN = "pairing_turn"


def card(pairing: Pairing, lang: Lang) -> None:
    """Draw the card of what is picked, or say what a click would do."""
    post = state.get("pair_pick")
    row = pairing.row_of(post)
    if row < 0:
        key = "pairing_card_gone" if post else "pairing_card_hint"
        st.html(f'<div class="cp-card"><div class="sub">{markup(say(key, lang))}</div>'
                "</div>")  # fmt: skip
        return
    own = pairing.posts.iloc[row]
    if own["person_id"]:
        _parts(own, lang)
    st.html(_html(pairing, own, lang))
    _buttons(own, lang)
    _candidates(pairing, row, lang)


def _parts(own: pd.Series, lang: Lang) -> None:
    """Draw the choice of which of a person's three is shown."""
    person = str(own["person_id"])
    posts = [f"{person}/{part}" for part in PARTS]
    st.session_state["pairing_part"] = own["post_id"]
    st.segmented_control(
        say("pairing_parts", lang), posts, key="pairing_part", required=True,
        format_func=lambda one: say(f"pairing_give_{one.rpartition('/')[2]}", lang),
        label_visibility="collapsed", on_change=_take_part,
    )  # fmt: skip


def _take_part() -> None:
    state.put(pair_pick=st.session_state["pairing_part"])


def _html(pairing: Pairing, own: pd.Series, lang: Lang) -> str:
    title = markup(own["name"] if own["person_id"] else subject(
        pairing, own["post_id"], lang))  # fmt: skip
    place = joined([one for one in (own["county"], own["township"]) if one], lang)
    parts = [place, wanted(own["trades"], lang)]
    if not own["person_id"]:
        households = count_text(int(own["weight"]), lang)
        parts.append(say("pairing_card_households", lang, count=households))
    return (
        f'<div class="cp-card"><h3>{title}</h3>'
        f'<div class="sub">{markup(joined(parts, lang))}</div>'
        f"{_lacks(pairing, own, lang)}{_holder(pairing, own, lang)}</div>"
    )


def _lacks(pairing: Pairing, own: pd.Series, lang: Lang) -> str:
    """What a three-regions person lacks now; empty for anybody else."""
    if not own["person_id"]:
        return ""
    people = pairing.answer.people.set_index("person_id")
    lacks = lacks_text(people.loc[own["person_id"], "lacks"], lang)
    key = "pairing_card_lacks" if lacks else "pairing_card_whole"
    return f'<div class="sub">{markup(say(key, lang, lacks=lacks))}</div>'


def _holder(pairing: Pairing, own: pd.Series, lang: Lang) -> str:
    if not own["party_id"]:
        why = open_post(pairing.answer, pairing.row_of(own["post_id"]), lang)
        return (
            f'<div class="why">{markup(why.text)}</div>'
            f'<div class="fix">{markup(why.fix)}</div>'
        )
    parts = [
        minutes(float(own["travel"]), lang),
        fit_label(pairing.answer, own["fit"], lang),
    ]
    parts += [
        say(f"pairing_is_{name}", lang) for name in ("kept", "pinned") if own[name]
    ]
    if not own["kept"]:
        parts.append(say("pairing_is_new", lang))
    party = party_label(own["party"], own["organisation"], lang)
    rest = markup(joined([one for one in parts if one], lang))
    return f'<div class="fine"><b>{markup(party)}</b> {rest}</div>'


def _buttons(own: pd.Series, lang: Lang) -> None:
    if not own["party_id"]:
        return
    pair = (own["post_id"], own["party_id"])
    with st.container(horizontal=True):
        if own["pinned"]:
            st.button(
                say("roster_unpin", lang), key="pairing_unpin",
                on_click=pairing_state.unpin, args=pair[:1],
            )  # fmt: skip
        else:
            st.button(
                say("roster_pin", lang), key="pairing_pin",
                on_click=pairing_state.pin, args=pair,
            )  # fmt: skip
        st.button(
            say("pairing_ban", lang), key="pairing_ban", on_click=pairing_state.ban,
            args=pair, help=say("pairing_ban_help", lang),
        )  # fmt: skip


def _candidates(pairing: Pairing, row: int, lang: Lang) -> None:
    """Who else could be paired; a click pairs them and asks again."""
    found = pairing.candidates(row)
    others = int((~found["holds"]).sum())
    if not others:
        st.caption(say("pairing_nobody_else", lang))
        return
    post = str(pairing.posts["post_id"].iloc[row])
    names = zip(found["name"], found["organisation"], strict=True)
    shown = pd.DataFrame(
        {
            "name": [party_label(*one, lang) for one in names],
            "travel": found["minutes"],
            "load": [
                f"{load} / {room}"
                for load, room in zip(found["load"], found["capacity"], strict=True)
            ],
            "note": [_note(one, lang) for one in found.to_dict("records")],
        }
    )
    key = f"pairing_candidates_{st.session_state.get(_TURN, 0)}"
    ids, column = found["party_id"].tolist(), st.column_config
    st.caption(plain(say("pairing_change_to", lang, count=others)))
    st.dataframe(
        shown, key=key, hide_index=True, row_height=_ROW, placeholder="",
        height=_ROW * (min(len(shown), _MOST_ROWS) + 1) + 8,
        selection_mode="single-row", on_select=lambda: _chosen(key, post, ids),
        column_config={
            "name": column.TextColumn(say("pairing_col_party", lang), width=170),
            "travel": column.NumberColumn(
                say("roster_col_travel_s", lang), format="%g", width=50
            )
            if found["minutes"].notna().any()
            else None,
            "load": column.TextColumn(say("roster_col_load", lang), width=60),
            "note": column.TextColumn(say("roster_col_note", lang), width=80),
        },
    )  # fmt: skip


def _note(row: dict[object, object], lang: Lang) -> str:
    names = ("holds", "was", "banned", "full")
    return joined(
        [say(f"pairing_note_{one}", lang) for one in names
         if row[one] and not (one == "was" and row["holds"])], lang,
    )  # fmt: skip


def _chosen(key: str, post: str, ids: list[str]) -> None:
    rows = st.session_state[key]["selection"]["rows"]
    if rows:
        pairing_state.pin(post, ids[rows[0]])
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
