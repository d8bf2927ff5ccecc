"""Numbers, shares and days as people write them."""

import datetime as dt
from collections.abc import Iterable

from geo.words import Lang
from ui.text import say


def count_text(count: int, lang: Lang) -> str:
    """Whole number; thousands separated in English."""
    return f"{count:,}" if lang == "en" else str(count)


def share_text(part: int, whole: int, lang: Lang) -> str:
    """Part, whole and share, as "431 / 480 (89.8 %)"; a dash where whole is 0."""
    if whole == 0:
        return "–"
    share = f"{percent(part, whole):.1f}"
    counts = {"part": count_text(part, lang), "whole": count_text(whole, lang)}
    return say("share", lang, **counts, share=share)


def percent(part: int, whole: int) -> float:
    """Share in percent with one decimal; never 100 where a part is missing."""
    share = round(part / whole * 100, 1)
    return share if part == whole else min(share, 99.9)


def day_text(day: dt.date | None, lang: Lang) -> str:
    """Day for the screen: 2026年11月21日 or 2026-11-21; empty for None."""
    if day is None:
        return ""
    return say("day", lang, year=day.year, month=day.month, day=day.day)


def joined(names: Iterable[str], lang: Lang) -> str:
    """Names as a list in a sentence."""
    return say("list_joint", lang).join(names)
