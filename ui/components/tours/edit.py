"""Changes to the tours by hand: each is checked at once, and what it means is told."""

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd

from geo.words import Lang
from planner.stays.answering import TourAnswer
from planner.stays.editing import Edit, add_stay, drop_stay, months_for, move_stay
from planner.stays.keeping import with_stays
from ui.components import state
from ui.components.messages import plain
from ui.components.plan_shown import kept
from ui.components.plan_texts import Texts
from ui.components.tours import asked
from ui.components.tours import shown as tours_shown
from ui.components.tours.draft import DRAFTS, TELLING
from ui.components.tours.gantt_data import month_label
from ui.components.tours.picking import pick, pick_county, pick_stay
from ui.components.tours.shown import Shown, question
from ui.components.tours.words import reasons_text, short_sets, span_text
from ui.text import say

# What of, set, first month and months of a place that would do.
Way = tuple[str, str, dt.date, int]


def tell(path: Path, shown: Shown, lang: Lang) -> None:
    """Say what came of the last change; months that would do are buttons."""
    short = short_sets(shown)

    def label(way: Way) -> str:
        _, one, first, months = way
        name = short.get(one, one)
        span = span_text(first, months, lang)
        return say("tour_move_there", lang, set=plain(name), span=span)

    def act(way: Way) -> None:
        put_there(path, shown, *way, lang)

    # What was said of one county or view is out of place at another.
    where = (shown.plan.made, state.get("tour_view"), state.get("county"))
    TELLING.tell("|".join(where), label, act)


def options(path: Path, shown: Shown, key: str) -> pd.DataFrame:
    """Every set and month that a stay could have; see :func:`months_for`."""
    make = lambda: months_for(shown.answer, key)  # noqa: E731
    return kept(path, shown, ("months", key), make)


def put_there(
    path: Path,
    shown: Shown,
    key: str,
    set_id: str,
    first: dt.date,
    months: int | None,
    lang: Lang,
    *,
    and_pin: bool = False,
    venue_id: str | None = None,
) -> None:
    """Move a stay, or add one to a county.

    Parameters
    ----------
    path, shown
        Workspace and plan.
    key
        Id of the stay, or code of the county.
    set_id, first, months
        Where it is to be; as long as it is where None.
    lang
        Language.
    and_pin
        Whether it has to stay there.
    venue_id
        Where in the county; as it is, or the smallest that does, where None.
    """
    change = move_stay if "/" in key else add_stay
    edit = change(shown.answer, key, set_id, first, months, venue_id)
    county = key.partition("/")[0]
    told = {
        "county": plain(shown.names.get(county, county)),
        "set": plain(shown.set_names.get(set_id, set_id)),
        "month": month_label(first, lang),
    }
    if edit.answer is None:
        why = plain(reasons_text(edit.why, lang))
        text = say("tour_not_moved", lang, why=why, **told)
        _refuse(shown, key, edit, text, lang)
        return
    km, wait = _differences(shown.answer, edit)
    DRAFTS.step(path, edit.answer)
    _pick_there(path, county, first)
    if and_pin:
        _pin_there(path, county, first, lang)
    key = "tour_moved" if change is move_stay else "tour_added"
    TELLING.put(say(key, lang, km=f"{km:+.0f}", wait=f"{wait:+d}", **told))


def _refuse(shown: Shown, key: str, edit: Edit, text: str, lang: Lang) -> None:
    """Say why a stay cannot be there, and what would do or help instead."""
    ways = tuple((key, one.set_id, one.first, one.months) for one in edit.near)
    fix = "" if ways or "/" in key else _fix(shown, key, lang)
    TELLING.put(f"{text}  \n{fix}" if fix else text, well=False, ways=ways)
    if fix:
        # Its card has what would help as buttons.
        pick_county(key)


def _fix(shown: Shown, county: str, lang: Lang) -> str:
    """Say that a county can have no stay in any month, and what would help."""
    missed = shown.answer.missed(lang)
    found = missed.loc[missed["county_code"] == county, "fix"]
    if found.empty or not found.iloc[0]:
        return ""
    return say("tour_no_month", lang, fix=plain(str(found.iloc[0])))


def take_out(path: Path, shown: Shown, stay_id: str, lang: Lang) -> None:
    """Make a stay no longer."""
    edit = drop_stay(shown.answer, stay_id)
    if edit.answer is None:
        TELLING.put(plain(reasons_text(edit.why, lang)), well=False)
        return
    row = _row(shown, stay_id)
    DRAFTS.step(path, edit.answer)
    pick("")
    month = month_label(row["first"], lang)
    told = say("tour_taken_out", lang, county=plain(str(row["county"])), month=month)
    TELLING.put(told)


def pin(path: Path, shown: Shown, stay_id: str, lang: Lang) -> None:
    """Keep a stay as it is whatever comes, or free it again."""
    row = _row(shown, stay_id)
    pins = DRAFTS.own(shown.plan, "tour_pins")
    own = (str(row["county_code"]), str(row["set_id"]), row["first"].isoformat())
    rest = tuple(one for one in pins if one[:3] != own)
    if len(rest) == len(pins):
        rest = (*pins, (*own, str(int(row["months"])), str(row["venue_id"])))
    _asked_otherwise(path, shown, lang, tour_pins=rest)


def lock(path: Path, shown: Shown, county: str, lang: Lang) -> None:
    """Let nothing change in a county when planned again, or free it."""
    locked = DRAFTS.own(shown.plan, "tour_locked")
    rest = tuple(one for one in locked if one != county)
    key = "tour_unlocked" if len(rest) < len(locked) else "tour_now_locked"
    if len(rest) == len(locked):
        rest = (*locked, county)
    # A refusal is said instead.
    TELLING.put(say(key, lang, county=plain(shown.names[county])))
    _asked_otherwise(path, shown, lang, tour_locked=rest)


def _differences(before: TourAnswer, edit: Edit) -> tuple[float, int]:
    """Kilometres and months of waiting more than before."""
    after = edit.answer
    if after is None:
        return 0.0, 0
    waits = (int(one.counties["wait"].sum()) for one in (after, before))
    now, was = waits
    return after.km - before.km, now - was


def _pick_there(path: Path, county: str, first: dt.date) -> None:
    plan = DRAFTS.draft(path)
    if plan is not None:
        pick_stay(tours_shown.shown(path, plan), county, first)


def _pin_there(path: Path, county: str, first: dt.date, lang: Lang) -> None:
    """Pin a stay just moved; both are one step."""
    plan = DRAFTS.draft(path)
    if plan is None:
        return
    now = tours_shown.shown(path, plan)
    stays = now.answer.stays
    own = stays[(stays["county_code"] == county) & (stays["first"] == first)]
    if len(own):
        pin(path, now, str(own["stay_id"].iloc[0]), lang)
        DRAFTS.join_steps()


def _asked_otherwise(path: Path, shown: Shown, lang: Lang, **changed: object) -> None:
    def make(told: Texts) -> TourAnswer:
        now = question(path, asked.asked_of(told))
        return with_stays(now, shown.answer.plan.stays)

    DRAFTS.ask_otherwise(path, shown.plan, make, lang, **changed)


def _row(shown: Shown, stay_id: str) -> "pd.Series[Any]":
    stays = shown.answer.stays
    return stays[stays["stay_id"] == stay_id].iloc[0]
