"""Duties in words: their names, days and numbers, and how many are done."""

import datetime as dt
from collections.abc import Sequence

from geo.words import Lang
from planner.duties.calendar import DutyStatus
from planner.duties.wording import status_label, window_text
from planner.programmes.part_score import PartScore
from ui.components.duty_table import WORST, Duties, Item, statuses_of
from ui.components.messages import markup
from ui.components.numbers import count_text, day_text
from ui.text import say

# Statuses that the sentence tells besides what is done, and the look of numbers.
_TOLD: tuple[DutyStatus, ...] = ("late", "notice_short", "due", "ahead")
_LOOKS = {"done": "ok", "late": "gap", "notice_short": "gap"}


def letter(status: DutyStatus, lang: Lang) -> str:
    """One letter for a status, so that colour is not all that tells."""
    return say(f"duty_letter_{status}", lang)


def part_label(duties: Duties, item: Item, lang: Lang) -> str:
    """Name of a part; the row's where it has none."""
    own = duties.part(item.row_id, item.duty, item.level).part.label(lang)
    return own or duties.row(item.row_id).row.label(lang)


def item_label(duties: Duties, item: Item, lang: Lang) -> str:
    """Name of an item: its part's, or its row's where it has several."""
    if item.duty:
        return part_label(duties, item, lang)
    return duties.row(item.row_id).row.label(lang)


def counted(item: Item, lang: Lang) -> str:
    """How many of its units have done it; empty for one unit."""
    if item.total == 1:
        return ""
    done, total = (count_text(one, lang) for one in (item.done, item.total))
    return f"{done}/{total}"


def done_text(item: Item, lang: Lang) -> str:
    """One line on how its units stand: done, and the rest by status."""
    done, total = (count_text(one, lang) for one in (item.done, item.total))
    parts = [say(f"duty_done_of_{item.level or 'unit'}", lang, done=done, total=total)]
    parts += [
        f"{status_label(status, lang)} {count_text(item.counts[status], lang)}"
        for status in WORST[:-1]
        if status in item.counts
    ]
    return say("duty_joint", lang).join(parts)


def short_day(day: dt.date, lang: Lang) -> str:
    """Month and day."""
    return say("duty_day", lang, month=day.month, day=day.day)


def month_text(day: dt.date, lang: Lang) -> str:
    """Year and month."""
    return say("duty_month", lang, year=day.year, month=day.month)


def period_text(item: Item, lang: Lang) -> str:
    """Window as offices write it; the day it is due where it is done once."""
    if item.label == item.due.isoformat():
        return say("duty_once", lang)
    return window_text(item.label, lang)


def headline(duties: Duties, items: Sequence[Item], lang: Lang) -> str:
    """One sentence on a year, as HTML."""
    own = [item for item in items if item.due.year == duties.year]
    owed = sum(item.total for item in own)
    year = duties.year
    if not owed:
        sentence = markup(say("duty_none_in_year", lang, year=year))
    else:
        counts = statuses_of(own)
        done = counts.get("done", 0) + counts.get("done_late", 0)
        shown = {"done": done} | {
            status: counts[status] for status in _TOLD if counts.get(status)
        }
        told = [
            say(
                f"duty_count_{status}", lang,
                count=f'<b class="{_LOOKS.get(status, "")}">{count_text(n, lang)}</b>',
            )
            for status, n in shown.items()
        ]  # fmt: skip
        total = f"<b>{count_text(owed, lang)}</b>"
        sentence = say("duty_headline", lang, year=year, total=total) + say(
            "duty_clause", lang
        ).join(told)
    return sentence + say("duty_stop", lang)


def rest_text(duties: Duties, items: Sequence[Item], lang: Lang) -> str:
    """What is left of earlier years, and what is due next."""
    before = [item for item in items if item.due.year < duties.year]
    left = sum(item.total - item.done for item in before)
    told = [say("duty_left", lang, count=count_text(left, lang))] if left else []
    nearest = next_item(duties, items)
    if nearest is not None:
        same = [i for i in items if i.due == nearest.due and i.done < i.total]
        told.append(
            say(
                "duty_next" if len(same) == 1 else "duty_next_many", lang,
                day=day_text(nearest.due, lang), count=len(same),
                days=(nearest.due - duties.today).days,
                name=item_label(duties, nearest, lang),
            )
        )  # fmt: skip
    return " ".join(told)


def next_item(duties: Duties, items: Sequence[Item]) -> Item | None:
    """Item due next that somebody has not done; None for no more."""
    ahead = [
        item for item in items if item.due >= duties.today and item.done < item.total
    ]
    return min(ahead, key=lambda item: item.due, default=None)


def notice_days(part: PartScore) -> int:
    """Days that a public notice must run; 0 for what is no notice."""
    schedule = part.part.schedule
    return 0 if schedule is None else schedule.notice_days
