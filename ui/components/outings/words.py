"""A year of caravan visits in words for the page."""

import datetime as dt
from typing import Any

import pandas as pd

from geo.words import Lang
from planner.errors import WORDS
from planner.outings.answering import OutingAnswer
from planner.outings.question import OutingQuestion
from planner.outings.tours import outings
from ui.components import state
from ui.components.numbers import count_text, joined
from ui.components.outings.shown import Shown
from ui.text import WORDS as TEXTS
from ui.text import say

_MOST_REASONS = 3
# In this order, as far as there are any.
KINDS = ("village", "school", "market", "other")


def headline(shown: Shown, lang: Lang, *, grey: bool = False) -> str:
    """The answer in one sentence, as HTML; grey where it is true no longer."""
    answer = shown.answer
    missing = answer.owed - answer.made
    counts = {
        "owed": answer.owed,
        "days": len(answer.tours),
        "km": round(float(answer.tours["km"].sum())),
        "nights": sum(one.nights for one in outings(answer)),
    }
    told = {name: count_text(count, lang) for name, count in counts.items()}
    told["made"] = f'<b class="ok">{count_text(answer.made, lang)}</b>'
    told["missing"] = f'<b class="gap">{count_text(missing, lang)}</b>'
    key = "outing_headline" if missing else "outing_headline_full"
    look = ' style="color:#8a929a"' if grey or shown.stale else ""
    sentence = say(key, lang, **told)
    return f'<p class="cp-verdict" data-outings{look}>{sentence}</p>'


def owed_text(question: OutingQuestion, lang: Lang) -> str:
    """What is owed: places of each kind, visits, caravans, as HTML."""
    places = question.places
    counts = places["kind"].value_counts()
    kinds = [
        say(f"outing_count_{kind}", lang, count=count_text(int(counts[kind]), lang))
        for kind in KINDS
        if kind in counts
    ]
    told = say(
        "outing_owed", lang, kinds=joined(kinds, lang),
        visits=f"<b>{count_text(int(places['visits'].sum()), lang)}</b>",
        vans=f"<b>{count_text(len(question.caravans), lang)}</b>",
    )  # fmt: skip
    return f'<p class="cp-verdict" data-outings>{told}</p>'


def largest_reasons(shown: Shown, lang: Lang) -> list[tuple[str, str, int]]:
    """Reasons why most visits are not made: code (none for the rest), words, visits."""
    missed = of_county(shown.answer.missed(lang), shown)
    sums = missed.groupby("why")["visits"].sum().sort_values(ascending=False)
    found = [
        (str(why), short_why(str(why), lang), int(count))
        for why, count in sums.head(_MOST_REASONS).items()
    ]
    rest = int(sums.iloc[_MOST_REASONS:].sum())
    return [*found, ("", say("outing_reasons_rest", lang), rest)] if rest else found


def reason_text(why: str, lang: Lang) -> str:
    """A reason in words; those of an edit that is refused too."""
    key = f"outing_why_{why}"
    return WORDS.say(key if key in WORDS else "outing_why_no_room", lang, {})


def lost_text(answer: OutingAnswer, row: dict[Any, Any], lang: Lang) -> str:
    """A visit that cannot be, with its reason."""
    places = answer.question.places
    names = dict(zip(places["place_id"], places["name"], strict=True))
    place = names.get(row["place_id"], str(row["place_id"]))
    return f"{row['date']} · {place} · {reason_text(str(row['why']), lang)}"


def short_why(why: str, lang: Lang) -> str:
    """A reason in a word, for a day of the calendar."""
    key = f"outing_short_{why}"
    return say(key if key in TEXTS else "outing_short_no_room", lang)


def kind_label(kind: str, lang: Lang) -> str:
    """Name of a kind of place."""
    return say(f"visit_calendar_kind_{kind}", lang)


def short_day(day: dt.date, lang: Lang) -> str:
    """Day and weekday, without the year."""
    weekday = say(f"visit_calendar_weekday_{day.weekday()}", lang)
    return say("outing_short_day", lang, month=day.month, day=day.day, weekday=weekday)


def of_county(table: pd.DataFrame, shown: Shown) -> pd.DataFrame:
    """Rows of visits or of places missed in the county chosen."""
    county = state.get("county")
    if not county:
        return table
    places = shown.answer.question.places
    own = places.loc[places["county_code"] == county, "place_id"]
    return table[table["place_id"].isin(own)]


def county_text(shown: Shown, lang: Lang) -> str:
    """Visits owed and made in the county chosen; empty where none is."""
    county, places = state.get("county"), shown.answer.question.places
    own = places[places["county_code"] == county]
    if own.empty:
        return ""
    owed, made = int(own["visits"].sum()), len(of_county(shown.answer.visits, shown))
    told = {"owed": count_text(owed, lang), "made": count_text(made, lang)}
    return say("outing_of_county", lang, county=own["county_name"].iloc[0], **told)


def vans_here(shown: Shown) -> list[str]:
    """Ids of the caravans to be shown: the one chosen, or those of the county."""
    question = shown.answer.question
    ids = [str(one) for one in question.caravans["caravan_id"]]
    van, county = state.get("outing_van"), state.get("county")
    if van in ids:
        return [van]
    if not county:
        return ids
    units = question.caravans["unit_code"].astype(str).str[:6].tolist()
    visits = shown.answer.visits
    codes = dict(
        zip(question.places["place_id"], question.places["county_code"], strict=True)
    )
    come = {
        str(one)
        for one, place in zip(visits["caravan_id"], visits["place_id"], strict=True)
        if codes[place] == county
    }
    return [
        one
        for one, unit in zip(ids, units, strict=True)
        if unit == county or one in come
    ]


def van_names(shown: Shown) -> dict[str, str]:
    """Names of caravans by id."""
    caravans = shown.answer.question.caravans
    return {
        str(one): str(name)
        for one, name in zip(caravans["caravan_id"], caravans["name"], strict=True)
    }
