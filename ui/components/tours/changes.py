"""What changed against a plan before: each row accepted, taken back or pinned."""

from pathlib import Path

import pandas as pd
import streamlit as st

from geo.words import Lang
from planner.errors import PlanInputError
from planner.stays.changing import stay_changes, waits_more
from planner.stays.editing import add_stay, move_stay
from ui.components.messages import markup, plain
from ui.components.numbers import joined
from ui.components.plan_changes import Changes, Row
from ui.components.plan_shown import kept
from ui.components.plan_texts import texts_of
from ui.components.tours import asked, edit
from ui.components.tours.draft import DRAFTS, NAMES, TELLING, settings_of
from ui.components.tours.shown import Shown, question
from ui.components.tours.words import span_text
from ui.components.tours.working import want, want_with
from ui.text import say

_CHANGES = Changes("tour")
_MOST_ROWS = 40


def changes_view(path: Path, shown: Shown, lang: Lang) -> None:
    """Draw the stays that changed, and what to do with each."""
    before: Shown | None = NAMES.choose_before(path, lang)
    if before is None:
        st.caption(say("outing_nothing_before", lang))
        return
    _figures(before, shown, lang)
    rows = _CHANGES.open(change_rows(path, shown), lang)
    if rows.empty:
        _worth(shown, lang)
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        _CHANGES.accept_all(rows, lang)
        st.caption(say("tour_changes_help", lang), width="content")
    for at, row in enumerate(rows.head(_MOST_ROWS).to_dict("records")):
        _row(path, shown, row, at, lang)
    if len(rows) > _MOST_ROWS:
        st.caption(say("more_lines", lang, count=len(rows) - _MOST_ROWS))


def _worth(shown: Shown, lang: Lang) -> None:
    """Say how to see what an assumed set is worth that few changes have no use for."""
    used = shown.answer.stays["set_id"]
    sets = shown.answer.question.sets
    extra = sets.loc[sets["extra"].astype(bool), "set_id"]
    if extra.empty or used.isin(extra).any():
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(say("tour_extra_unused", lang), width="content")
        st.button(
            say("tour_plan_anew", lang), key="tour_worth", type="primary",
            on_click=want, args=("all",), help=say("tour_help_all", lang),
        )  # fmt: skip


def change_rows(path: Path, shown: Shown) -> pd.DataFrame:
    """All stays that changed; none where there is no plan before."""
    before: Shown | None = NAMES.before(path)
    if before is None:
        return pd.DataFrame(columns=["county_code"])
    return kept(
        path, shown, ("changes", before.plan.name, before.plan.made),
        lambda: stay_changes(before.answer.stays, shown.answer.stays),
    )  # fmt: skip


def _figures(before: Shown, shown: Shown, lang: Lang) -> None:
    """Draw what the change comes to: stays, waiting, kilometres, cost."""
    was, now = before.answer, shown.answer
    changed = {
        "made": now.made - was.made,
        "wait": waits_more(was.stays, now.stays),
        "km": now.km - was.km,
        "cost": now.cost - was.cost,
    }
    _CHANGES.figures(changed, lang)


def _row(
    path: Path, shown: Shown, row: Row, at: int, lang: Lang
) -> None:  # fmt: skip
    told, buttons = st.columns([1.9, 1], vertical_alignment="center")
    told.html(_told(row, lang))
    with buttons, st.container(horizontal=True, gap="small"):
        _CHANGES.answer(row, at, _reject, (path, shown, row, lang), lang)


def _told(row: Row, lang: Lang) -> str:
    """County, and months, set and venue before and after, as HTML."""

    def side(name: str) -> str:
        first = row[f"first_{name}"]
        if pd.isna(first):
            return say("tour_not_planned", lang)
        span = span_text(first, int(row[f"months_{name}"]), lang)
        venue = f" · {row[f'venue_{name}']}" if row["change"] == "venue" else ""
        return f"{span} {row[f'set_{name}']}{venue}"

    kinds = [str(row["change"])]
    if kinds == ["moved"] and row["set_id_before"] != row["set_id_after"]:
        kinds.append("set")
    what = joined([say(f"tour_changed_{kind}", lang) for kind in kinds], lang)
    return (
        f"<b>{markup(str(row['county']))}</b> "
        f"{markup(side('before'))} → <b>{markup(side('after'))}</b> "
        f'<span class="cp-caption">{markup(what)}</span>'
    )


def _reject(path: Path, shown: Shown, row: Row, lang: Lang) -> None:
    """Put a stay back where it was, and keep it there."""
    county, after = str(row["county_code"]), row["first_after"]
    stays = shown.answer.stays
    own = stays[(stays["county_code"] == county) & (stays["first"] == after)]
    stay_id = str(own["stay_id"].iloc[0]) if len(own) else ""
    was = row["first_before"]
    if pd.isna(was):
        if stay_id:
            edit.take_out(path, shown, stay_id, lang)
        return
    months, key = int(row["months_before"]), stay_id or county
    set_id, venue = str(row["set_id_before"]), str(row["venue_id_before"])
    change = move_stay if stay_id else add_stay
    if change(shown.answer, key, set_id, was, months, venue or None).answer is None:
        pin = (county, set_id, was.isoformat(), str(months), venue)
        _plan_around(path, shown, pin, lang)
        return
    edit.put_there(
        path, shown, key, set_id, was, months, lang,
        and_pin=True, venue_id=venue or None,
    )  # fmt: skip


def _plan_around(
    path: Path, shown: Shown, pin: tuple[str, ...], lang: Lang
) -> None:  # fmt: skip
    """Pin a stay where others are in the way, and plan those with few changes."""
    changed = {"tour_pins": (*DRAFTS.own(shown.plan, "tour_pins"), pin)}
    try:
        question(path, asked.asked_of(settings_of(shown.plan) | texts_of(changed)))
    except PlanInputError as error:
        TELLING.put(plain(error.text(lang)), well=False)
        return
    want_with(**changed)
