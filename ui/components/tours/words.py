"""Museum tours in words for the page."""

import datetime as dt
from collections.abc import Sequence

import pandas as pd

from geo.words import Lang
from planner.stays.question import TourQuestion
from planner.stays.wording import why_text
from ui.components import state
from ui.components.numbers import count_text, joined
from ui.components.tours.gantt_data import month_label
from ui.components.tours.shown import Shown
from ui.components.visit_calendar_data import alike
from ui.maps.tour_map import set_signs
from ui.text import WORDS as TEXTS
from ui.text import say

_MOST_REASONS = 3
_LEAST = 2


def headline(shown: Shown, lang: Lang, *, grey: bool = False) -> str:
    """The answer in one sentence, as HTML; grey where it is true no longer."""
    answer = shown.answer
    missing = missing_stays(shown)
    stays = answer.stays
    waits = stays["wait"]
    # The goal of the plan counts only those that could still be otherwise.
    free = waits[(stays["state"] == "planned") & ~stays["pinned"].astype(bool)]
    longest = int(waits.max()) if len(waits) else 0
    held = longest > 0 and not (free == longest).any()
    told = {
        "owed": count_text(answer.owed, lang),
        "made": f'<b class="ok">{count_text(answer.owed - missing, lang)}</b>',
        "missing": f'<b class="gap">{count_text(missing, lang)}</b>',
        "waits": say(
            "tour_headline_waits" if longest > 0 else "tour_headline_no_waits", lang,
            wait=longest, booked=say("tour_headline_booked", lang) if held else "",
        ),
    }  # fmt: skip
    key = "tour_headline" if missing else "tour_headline_full"
    look = ' style="color:#8a929a"' if grey or shown.stale else ""
    return f'<p class="cp-verdict" data-tours{look}>{say(key, lang, **told)}</p>'


def missing_stays(shown: Shown) -> int:
    """Stays owed and not planned: one more than owed elsewhere makes up for none."""
    counties = shown.answer.counties
    return int((counties["owed"] - counties["made"]).clip(lower=0).sum())


def owed_text(question: TourQuestion, lang: Lang) -> str:
    """What is owed, and who can come, as HTML."""
    counties = question.counties
    counts = {
        "counties": int((counties["owed"] > 0).sum()),
        "stays": int(counties["owed"].sum()),
        "late": int((counties["late"] & (counties["owed"] > 0)).sum()),
        "sets": len(question.sets),
        "venues": len(question.venues),
    }
    told = {name: f"<b>{count_text(one, lang)}</b>" for name, one in counts.items()}
    told["months"] = str(question.choice.months)
    return f'<p class="cp-verdict" data-tours>{say("tour_owed", lang, **told)}</p>'


def largest_reasons(shown: Shown, lang: Lang) -> list[tuple[str, str, str]]:
    """Reasons why most stays are missing: code (none for the rest), words, counties."""
    missed = shown.answer.missed(lang)
    found = []
    groups = missed.groupby("why", sort=False)["number"]
    sizes = groups.sum().sort_values(ascending=False, kind="stable")
    for why in sizes.index[:_MOST_REASONS]:
        names = list(dict.fromkeys(missed.loc[missed["why"] == why, "county"]))
        more = len(names) - _MOST_REASONS
        told = joined([short_name(one) for one in names[:_MOST_REASONS]], lang)
        if more > 0:
            told = say("tour_and_more", lang, names=told, total=len(names))
        found.append((str(why), short_why(str(why), lang), told))
    rest = int(sizes.iloc[_MOST_REASONS:].sum())
    if rest:
        count = say("tour_stays", lang, count=rest)
        found.append(("", say("outing_reasons_rest", lang), count))
    return found


def short_why(why: str, lang: Lang) -> str:
    """A reason in a word, for a month of the Gantt."""
    key = f"tour_short_{why}"
    return say(key if key in TEXTS else "tour_short_other", lang)


def reasons_text(why: tuple[str, ...], lang: Lang) -> str:
    """Reasons in full sentences."""
    return joined([why_text(one, lang) for one in why], lang)


def short_name(name: str) -> str:
    """A county without what it is: 那坡 for 那坡县."""
    # Data has no names but these, whatever the language of the screen.
    for ending in say("tour_county_endings", "zh").split(" "):
        if name.endswith(ending) and len(name) - len(ending) >= _LEAST:
            return name.removesuffix(ending)
    return name


def short_sets(shown: Shown) -> dict[str, str]:
    """Names of sets by id, with their signs on the map, without what all begin with."""
    names, sets = shown.set_names, shown.answer.question.sets
    # One that is only assumed is not called like the others.
    own = sets.loc[~sets["extra"].astype(bool), "name"].tolist()
    same = own[0][: alike(own)] if len(own) > 1 else ""
    signs = set_signs(len(names))
    return {
        one: f"{sign} {name.removeprefix(same).strip() or name}"
        for sign, (one, name) in zip(signs, names.items(), strict=True)
    }


def next_extra(names: Sequence[str], lang: Lang) -> str:
    """Name of one more assumed set beside those of some names."""
    number = len(names) + 1
    while say("tour_extra_name", lang, number=number) in names:
        number += 1
    return say("tour_extra_name", lang, number=number)


def span_text(first: dt.date, months: int, lang: Lang) -> str:
    """Months of a stay, from the first to the last."""
    at = first.year * 12 + first.month - 1 + months - 1
    last = dt.date(at // 12, at % 12 + 1, 1)
    begun = month_label(first, lang)
    return begun if months == 1 else f"{begun} – {month_label(last, lang)}"


def of_county(table: pd.DataFrame) -> pd.DataFrame:
    """Rows of the county chosen; all where none is."""
    county = state.get("county")
    return table[table["county_code"] == county] if county else table
