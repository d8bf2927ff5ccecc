"""Duties in words: how they stand, their periods, and entries for a calendar file."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from geo.export.calendar_file import Entry
from geo.words import Lang
from planner.duties.calendar import STATUSES, DutyStatus
from planner.duties.days import last_workday_until
from planner.duties.periods import period_shape
from planner.errors import WORDS
from planner.wording import list_text

# A window longer than this would lie across the whole calendar: its end is shown only.
_LONGEST_DAYS = 31
_MOST_NAMES = 30
_DONE: tuple[DutyStatus, ...] = ("done", "done_late")


@dataclass(frozen=True, slots=True)
class DutyWords:
    """What a duty is called, the programme it is of, and who owes it, in one language.

    Texts are as the programme gives them, not escaped.
    """

    title: str
    programme: str = ""
    owner: str = ""


def status_label(status: DutyStatus, lang: Lang) -> str:
    """Short name of a status, for legends and tables."""
    return WORDS.say(f"duty_{status}", lang, {})


def window_text(label: str, lang: Lang) -> str:
    """Label of a window as offices write it: 2026年第四季度."""
    shape = period_shape(label)
    if shape == "year":
        return WORDS.say("duty_year", lang, {"year": label})
    if shape in ("half", "quarter"):
        key = f"duty_{shape}_{label[-1]}"
        return WORDS.say(key, lang, {"year": label[:4]})
    return label


def calendar_entries(
    table: pd.DataFrame,
    words: Mapping[str, DutyWords],
    places: Mapping[str, str],
    *,
    lang: Lang,
    remind_days: int | None = None,
) -> list[Entry]:
    """Make one entry of each duty and window; the units that owe it stand in its text.

    Parameters
    ----------
    table
        As :func:`planner.duties.calendar.duty_calendar` gives it, or some of its rows.
    words
        What each duty is called, by its id; one that is missing is called by its id.
    places
        Names of units by code; a unit that is missing is called by its code.
    lang
        Language.
    remind_days
        Days before the last working day on which to be reminded of what is not done,
        or on the working day before that; None for no reminder.

    Returns
    -------
    list of geo.export.calendar_file.Entry
        By due date. An entry covers the window, or where that is longer than a month
        the last working day and what follows up to the due day.
    """
    entries = []
    for _, rows in table.groupby(["due", "duty", "label"], sort=True):
        duty = str(rows["duty"].iloc[0])
        told = words.get(duty, DutyWords(duty))
        entries.append(_entry(rows, told, places, lang, remind_days))
    return entries


def _entry(
    rows: pd.DataFrame,
    words: DutyWords,
    places: Mapping[str, str],
    lang: Lang,
    remind_days: int | None,
) -> Entry:
    one = rows.iloc[0]
    opens, due, hand_in = (
        day.date() for day in (one["opens"], one["due"], one["last_workday"])
    )
    codes = rows["unit_code"].tolist()
    undone = not rows["status"].isin(_DONE).all()
    short = (due - opens).days < _LONGEST_DAYS
    where = places.get(codes[0], codes[0]) if len(codes) == 1 else ""
    params = {"title": words.title, "period": window_text(one["label"], lang)}
    key = "duty_entry_of" if where else "duty_entry"
    return Entry(
        # With its place, so that calendars of two places can lie side by side.
        uid=f"{one['duty']}-{one['label']}-{due}-{_place(codes)}@coverage-planner",
        first=opens if short else hand_in,
        last=due,
        title=WORDS.say(key, lang, params | {"place": where}),
        text=_text(rows, words, places, lang),
        category=words.programme,
        alarm_on=_reminder(hand_in, remind_days) if undone else None,
    )


def _reminder(hand_in: dt.date, days: int | None) -> dt.date | None:
    if days is None:
        return None
    return last_workday_until(hand_in - dt.timedelta(days=days))


def _text(
    rows: pd.DataFrame, words: DutyWords, places: Mapping[str, str], lang: Lang
) -> str:
    one = rows.iloc[0]
    days = {
        name: one[name].date().isoformat() for name in ("opens", "due", "last_workday")
    }
    lines = [WORDS.say("duty_entry_days", lang, days)]
    if words.owner:
        lines.append(WORDS.say("duty_entry_owner", lang, {"owner": words.owner}))
    for status in STATUSES:
        codes = rows.loc[rows["status"] == status, "unit_code"].tolist()
        if codes:
            params = {
                "status": status_label(status, lang),
                "count": len(codes),
                "names": _names([places.get(code, code) for code in codes], lang),
            }
            lines.append(WORDS.say("duty_entry_status", lang, params))
    if one["carried"]:
        lines.append(WORDS.say("duty_carried", lang, {}))
    lines.append(WORDS.say("duty_entry_row", lang, {"row": one["row_id"]}))
    return "\n".join(lines)


def _place(codes: list[str]) -> str:
    """Code of the smallest place that holds all units; the nation's if none does."""
    for digits in (12, 9, 6, 4, 2):
        place = codes[0][:digits]
        if all(code.startswith(place) for code in codes):
            return place
    return "00"


def _names(names: list[str], lang: Lang) -> str:
    text = list_text(names[:_MOST_NAMES], lang)
    more = len(names) - _MOST_NAMES
    return text if more <= 0 else WORDS.say("duty_more", lang, {"names": text})
