"""Changes to the plan by hand: each is checked at once, and told with what it costs."""

import datetime as dt
from pathlib import Path

import pandas as pd

from geo.words import Lang
from planner.duties.days import is_workday
from planner.errors import PlanInputError
from planner.outings.answering import OutingAnswer
from planner.outings.editing import days_for, drop_visit, move_visit
from ui.components import state
from ui.components.messages import plain
from ui.components.outings import asked, working
from ui.components.outings import shown as outings_shown
from ui.components.outings.draft import DRAFTS, TELLING
from ui.components.outings.picking import pick_visit
from ui.components.outings.shown import Shown
from ui.components.outings.words import reason_text, short_day
from ui.components.plan_shown import kept
from ui.components.plan_texts import Texts
from ui.text import say

# The address holds them; more than a browser bears would be lost with it.
_MOST_FREE = 400


def tell(path: Path, shown: Shown, lang: Lang) -> None:
    """Say what came of the last change; days that would do are buttons."""

    def label(way: tuple[str, dt.date | None, dt.date, str]) -> str:
        return say("outing_move_there", lang, day=short_day(way[2], lang))

    def act(way: tuple[str, dt.date | None, dt.date, str]) -> None:
        move(path, shown, *way, lang)

    TELLING.tell(shown.plan.made, label, act)


def move(
    path: Path,
    shown: Shown,
    place: str,
    date: dt.date | None,
    to: dt.date,
    van: str,
    lang: Lang,
    *,
    and_pin: bool = False,
) -> None:
    """Put a visit on another day, or one that is not made on a day.

    Parameters
    ----------
    path, shown
        Workspace and plan.
    place, date
        The visit; no date for one that is not made.
    to, van
        Where it is to be.
    lang
        Language.
    and_pin
        Whether it has to stay there.
    """
    edit = move_visit(shown.answer, place, date, to, van)
    name = plain(name_of(shown, place))
    day = short_day(to, lang)
    if edit.answer is None:
        full = say("outing_day_full", lang)
        why = full if edit.why == "no_room" else plain(reason_text(edit.why, lang))
        told = say("outing_not_moved", lang, place=name, day=day, why=why)
        ways = tuple((place, date, one.date, one.caravan_id) for one in edit.near)
        TELLING.put(told, well=False, ways=ways)
        return
    DRAFTS.step(path, edit.answer)
    if and_pin:
        _pin_there(path, place, to, van, lang)
    pick_visit(place, to)
    told = say(
        "outing_moved", lang, place=name, day=day, km=f"{edit.km:+.1f}",
        cost=f"{edit.cost:+.0f}",
    )  # fmt: skip
    TELLING.put(told)


def take_out(path: Path, shown: Shown, place: str, date: dt.date, lang: Lang) -> None:
    """Make a visit no longer."""
    pins = tuple(
        row
        for row in DRAFTS.own(shown.plan, "outing_pins")
        if not _is(row, place, date)
    )
    try:
        answer = drop_visit(shown.answer, place, date)
    except PlanInputError as error:
        TELLING.put(plain(error.text(lang)), well=False)
        return
    DRAFTS.step(path, answer, outing_pins=pins)
    state.put(outing_pick=())
    name = plain(name_of(shown, place))
    told = say("outing_taken_out", lang, place=name, day=short_day(date, lang))
    TELLING.put(told)


def pin(
    path: Path, shown: Shown, place: str, date: dt.date, van: str, lang: Lang
) -> None:
    """Keep a visit on its day and caravan whatever comes, or free it again."""
    pins = DRAFTS.own(shown.plan, "outing_pins")
    rest = tuple(row for row in pins if not _is(row, place, date))
    if len(rest) == len(pins):
        rest = (*pins, (place, date.isoformat(), van))
    _asked_otherwise(path, shown, lang, outing_pins=rest)


def lock(path: Path, shown: Shown, van: str, date: dt.date, lang: Lang) -> None:
    """Let nothing change on a caravan's day, or free it again."""
    pair = (van, date.isoformat())
    locked = DRAFTS.own(shown.plan, "outing_locked")
    rest = tuple(row for row in locked if row != pair)
    if len(rest) == len(locked):
        rest = (*locked, pair)
    _asked_otherwise(path, shown, lang, outing_locked=rest)


def stay_home(
    shown: Shown, vans: tuple[str, ...], first: dt.date, last: dt.date, lang: Lang
) -> None:
    """Let caravans stay at home from one day to another, and plan the rest again."""
    choice = shown.asked.choice
    days = [first + dt.timedelta(days=at) for at in range((last - first).days + 1)]
    work = [
        day for day in days
        if choice.start <= day <= choice.end and (choice.weekends or is_workday(day))
    ]  # fmt: skip
    rows = [(van, day.isoformat()) for van in vans for day in work]
    if not rows or len(rows) > _MOST_FREE:
        key = "outing_stay_too_long" if rows else "outing_stay_nobody"
        TELLING.put(say(key, lang, most=_MOST_FREE), well=False)
        return
    free = tuple(dict.fromkeys((*state.get("outing_free"), *rows)))
    gone = set(rows)
    # A day off cannot stay as it is, nor hold what is pinned to it.
    locked = tuple(row for row in state.get("outing_locked") if row not in gone)
    pins = tuple(
        row for row in state.get("outing_pins") if (row[2], row[1]) not in gone
    )
    state.put(outing_free=free, outing_locked=locked, outing_pins=pins)
    working.want("near")


def _pin_there(path: Path, place: str, to: dt.date, van: str, lang: Lang) -> None:
    """Pin a visit just moved; both are one step."""
    plan = DRAFTS.draft(path)
    if plan is not None:
        pin(path, outings_shown.shown(path, plan), place, to, van, lang)
        DRAFTS.join_steps()


def is_pinned(shown: Shown, place: str, date: dt.date) -> bool:
    """Whether a visit is pinned to its day."""
    return any(_is(row, place, date) for row in DRAFTS.own(shown.plan, "outing_pins"))


def is_locked(shown: Shown, van: str, date: dt.date) -> bool:
    """Whether nothing may change on a caravan's day."""
    return (van, date.isoformat()) in DRAFTS.own(shown.plan, "outing_locked")


def options(path: Path, shown: Shown, place: str, date: dt.date | None) -> pd.DataFrame:
    """Every day on which a visit could stand; see :func:`days_for`."""
    return kept(
        path, shown, ("days", place, date),
        lambda: days_for(shown.answer, place, date),
    )  # fmt: skip


def name_of(shown: Shown, place: str) -> str:
    """Name of a place."""
    places = shown.answer.question.places
    found = places.loc[places["place_id"] == place, "name"]
    return str(found.iloc[0]) if len(found) else place


def _asked_otherwise(path: Path, shown: Shown, lang: Lang, **changed: object) -> None:
    def make(told: Texts) -> OutingAnswer:
        now = outings_shown.question(path, asked.asked_of(told))
        return OutingAnswer(now, shown.answer.plans)

    DRAFTS.ask_otherwise(path, shown.plan, make, lang, **changed)


def _is(row: tuple[str, ...], place: str, date: dt.date) -> bool:
    return row[0] == place and row[1] == date.isoformat()
