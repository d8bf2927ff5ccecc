"""The tables of a pairing: pairs or people, and what each party takes on."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from geo.words import Lang
from planner.errors import WORDS
from planner.pairing.choice import COUNTY_KINDS, EASTERN
from planner.pairing.three import PARTS
from planner.pairing.wording import fit_label, lacks_text, reason_label, trades_label
from ui.components import state
from ui.components.messages import plain
from ui.components.numbers import count_text, joined
from ui.components.pairing_data import Pairing
from ui.components.pairing_words import households_help, wanted
from ui.components.row_picking import MODES, picked_row, selected
from ui.text import say

HEIGHT, ROW = 430, 30
_MOST_NAMES = 3
_PAIRS, _PEOPLE, _LOADS = "pairing_pairs", "pairing_people", "pairing_loads"


def pairs_view(pairing: Pairing, lang: Lang) -> None:
    """Draw the pairs of the county, or its three-regions people."""
    if pairing.asked.kind == "three_regions":
        _people_view(pairing, lang)
        return
    rows = pair_rows(pairing, lang, county=state.get("county"))
    st.caption(say("pairing_rows", lang, count=count_text(len(rows), lang)))
    column = st.column_config
    villages = pairing.asked.kind not in COUNTY_KINDS
    eastern = pairing.asked.kind in EASTERN
    selectable(
        rows, _PAIRS,
        {
            "name": column.TextColumn(
                say("level_village" if villages else "kind_county", lang), width=84
            ),
            "county": column.TextColumn(say("kind_county", lang), width=60)
            if villages and not state.get("county")
            else None,
            "trades": column.TextColumn(say("roster_col_wanted", lang), width=74),
            "households": column.NumberColumn(
                say("pairing_col_households", lang), width=52,
                help=households_help(pairing, lang),
            ),
            "party": column.TextColumn(
                say("pairing_col_party", lang),
                width=72 if villages and not (eastern or state.get("county")) else 130,
            ),
            "travel": column.NumberColumn(
                say("roster_col_travel_s", lang), format="%g", width=42,
                help=say("pairing_help_travel", lang),
            )
            if not eastern
            else None,
            "fit": column.TextColumn(say("roster_col_fit", lang), width=64),
            "kept": column.CheckboxColumn(say("pairing_col_kept", lang), width=40),
            "pinned": column.CheckboxColumn(say("roster_col_pinned", lang), width=40),
        },
    )  # fmt: skip


def pair_rows(pairing: Pairing, lang: Lang, *, county: str = "") -> pd.DataFrame:
    """Pairs of villages or counties in words, indexed by ``post_id``."""
    posts = pairing.posts.set_index("post_id")
    if county:
        posts = posts[posts["county_code"] == county]
    held = posts["party_id"] != ""
    why = [_open_for(reason, lang) for reason in posts["reason"]]
    return pd.DataFrame(
        {
            "name": posts["name"],
            "county": posts["county"],
            "trades": [wanted(one, lang) for one in posts["trades"]],
            "households": posts["weight"],
            "party": posts["party"].where(held, pd.Series(why, index=posts.index)),
            "travel": posts["travel"],
            "fit": [fit_label(pairing.answer, one, lang) for one in posts["fit"]],
            "kept": posts["kept"],
            "pinned": posts["pinned"],
        }
    )


def _people_view(pairing: Pairing, lang: Lang) -> None:
    rows = people_rows(pairing, lang, county=state.get("county"))
    st.caption(say("pairing_people_help", lang, count=count_text(len(rows), lang)))
    column = st.column_config
    selectable(
        rows, _PEOPLE,
        {
            "name": column.TextColumn(say("pairing_col_name", lang), width=56),
            "county": column.TextColumn(say("kind_county", lang), width=56)
            if not state.get("county")
            else None,
            "trades": column.TextColumn(say("roster_col_knows", lang), width=56),
            "lacks": column.TextColumn(say("pairing_col_lacks", lang), width=82),
            "village": column.TextColumn(say("pairing_col_village", lang), width=76),
            "base": column.TextColumn(say("pairing_col_base", lang), width=82),
            "business": column.TextColumn(say("pairing_col_business", lang), width=82),
            "left": column.TextColumn(say("pairing_col_left", lang), width=66),
        },
    )  # fmt: skip


def people_rows(pairing: Pairing, lang: Lang, *, county: str = "") -> pd.DataFrame:
    """Three-regions people in words, indexed by a post of theirs.

    It is that of what they lack first, so that a click shows what is given to them.
    What is new is marked.
    """
    people = pairing.answer.people
    posts = pairing.posts
    if county:
        own = set(posts.loc[posts["county_code"] == county, "person_id"])
        people = people[people["person_id"].isin(own)]
    told = people.to_dict("records")
    new = say("pairing_new", lang)
    return pd.DataFrame(
        {
            "name": people["name"].to_numpy(),
            "county": people["county"].to_numpy(),
            "trades": [wanted(one, lang) for one in people["trades"]],
            "lacks": [lacks_text(one, lang) for one in people["lacks"]],
            **{
                part: [
                    row[part] if row[f"has_{part}"] or not row[part]
                    else f"{new}{row[part]}"
                    for row in told
                ]
                for part in PARTS
            },
            "left": [lacks_text(one, lang) for one in people["left"]],
        },
        index=pd.Index([_first_post(row) for row in told], dtype=object),
    )  # fmt: skip


def _first_post(row: dict[object, object]) -> str:
    lacks = str(row["lacks"]).split(";")
    part = next((one for one in PARTS if one in lacks), PARTS[0])
    return f"{row['person_id']}/{part}"


def loads_view(pairing: Pairing, lang: Lang) -> None:
    """Draw what each party takes on, the busiest first."""
    rows = load_rows(pairing, lang)
    told = say(
        "pairing_loads_told", lang,
        parties=count_text(len(pairing.answer.parties), lang),
        serving=count_text(pairing.answer.counts["serving"], lang),
    )  # fmt: skip
    st.caption(told + over_text(pairing, lang))
    column = st.column_config
    st.dataframe(
        rows, key=_LOADS, hide_index=True, height=HEIGHT, row_height=ROW,
        placeholder="",
        column_config={
            "name": column.TextColumn(say("pairing_col_party", lang), width=110),
            "kind": column.TextColumn(
                say("pairing_col_kind", lang),
                width=90 if pairing.asked.kind in EASTERN else 60,
            ),
            "organisation": column.TextColumn(
                say("pairing_col_organisation", lang), width=110
            )
            if pairing.asked.kind == "villages"
            else None,
            "trades": column.TextColumn(say("roster_col_knows", lang), width=110),
            "used": column.ProgressColumn(
                say("roster_col_load", lang), format=" ", min_value=0, max_value=1,
                width=60,
            ),
            "load": column.NumberColumn(say("pairing_col_load", lang), width=52),
            "capacity": column.NumberColumn(say("pairing_col_most", lang), width=44),
            "households": column.NumberColumn(
                say("pairing_col_households", lang), width=60
            )
            if pairing.asked.kind != "three_regions"
            else None,
            "kept": column.NumberColumn(say("pairing_col_kept", lang), width=52),
            "farthest": column.NumberColumn(
                say("roster_col_far_s", lang), format="%g", width=60
            )
            if pairing.asked.kind not in EASTERN
            else None,
        },
    )  # fmt: skip


def over_text(pairing: Pairing, lang: Lang) -> str:
    """Who takes on more than is asked of each, and why that may be."""
    most, parties = pairing.answer.question.capacity, pairing.answer.parties
    over = parties.loc[parties["load"] > most, "name"].tolist()
    if not over:
        return ""
    names = joined([plain(one) for one in over[:_MOST_NAMES]], lang)
    return say("pairing_over", lang, count=len(over), most=most, names=names)


def load_rows(pairing: Pairing, lang: Lang) -> pd.DataFrame:
    """Parties that take something on, and all of the east, in words."""
    parties = pairing.answer.parties
    # What the east still has to offer is told too.
    if pairing.asked.kind not in EASTERN:
        parties = parties[parties["load"] > 0]
    return pd.DataFrame(
        {
            "name": parties["name"],
            "kind": [WORDS.say(f"pairing_kind_{one}", lang, {})
                     for one in parties["kind"]],
            "organisation": parties["organisation"],
            "trades": [trades_label(one, lang) for one in parties["trades"]],
            "used": (parties["load"] / parties["capacity"].clip(lower=1)).clip(upper=1),
            "load": parties["load"],
            "capacity": parties["capacity"],
            "households": parties["weight"],
            "kept": parties["kept"],
            "farthest": parties["farthest"],
        }
    )  # fmt: skip


def selectable(
    rows: pd.DataFrame,
    key: str,
    columns: dict[str, object],
    pick: Callable[[str], str] = str,
) -> None:
    """Show a table whose one selected row is the post picked everywhere."""
    ids = rows.index.tolist()
    post = state.get("pair_pick")
    person = post.rpartition("/")[0]
    at = next((n for n, one in enumerate(ids) if one == post), -1)
    if at < 0 and person:
        at = next((n for n, one in enumerate(ids) if one.startswith(f"{person}/")), -1)
    st.session_state[key] = selected(at)

    def taken() -> None:
        now = picked_row(st.session_state[key], at)
        state.put(pair_pick=pick(ids[now]) if now >= 0 else "")

    st.dataframe(
        rows, key=key, hide_index=True, height=HEIGHT, row_height=ROW,
        on_select=taken, selection_mode=MODES, column_config=columns,
        placeholder="",
    )  # fmt: skip


def _open_for(reason: str, lang: Lang) -> str:
    if not reason:
        return ""
    return say("roster_open_for", lang, reason=reason_label(reason, lang))
