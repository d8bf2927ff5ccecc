"""A pairing on the screen: its sentence, who a post is of, and who holds it."""

import math

from geo.words import Lang
from planner.pairing.choice import COUNTY_KINDS
from planner.pairing.wording import (
    headline,
    households_text,
    kept_text,
    subject_text,
    trades_label,
)
from ui.components.messages import markup
from ui.components.numbers import count_text, joined
from ui.components.pairing_data import Pairing
from ui.text import say


def sentence(pairing: Pairing, lang: Lang) -> str:
    """The answer in one sentence, as HTML."""
    told = markup(headline(pairing.answer, lang))
    return f'<p class="cp-verdict" data-pairing>{told}</p>'


def against(pairing: Pairing, lang: Lang) -> str:
    """What is kept of what is in force, and what is new."""
    return kept_text(pairing.answer, lang)


def county_text(pairing: Pairing, county: str, lang: Lang) -> str:
    """What of the answer is in one county; empty where none is chosen."""
    posts = pairing.posts
    own = posts[posts["county_code"] == county]
    kind = pairing.asked.kind
    if not county or own.empty or kind in COUNTY_KINDS:
        return ""
    unit = own["person_id" if kind == "three_regions" else "unit_code"]
    paired = (own["party_id"] != "").groupby(unit).all()
    households = own.groupby(unit)["weight"].first()
    counts = {
        "units": len(paired),
        "paired": int(paired.sum()),
        "left": int((~paired).sum()),
        "households": int(households.sum()),
        "households_paired": int(households[paired].sum()),
    }
    told = {name: count_text(count, lang) for name, count in counts.items()}
    name = own["county"].iloc[0]
    return say(f"pairing_of_county_{kind}", lang, county=name, **told)


def households_help(pairing: Pairing, lang: Lang) -> str:
    """Of which year the poor households are, for the heading of their column."""
    return households_text(pairing.answer, lang)


def subject(pairing: Pairing, post: str, lang: Lang) -> str:
    """Who a post is of."""
    return subject_text(pairing.answer, post, lang)


def wanted(trades: str, lang: Lang) -> str:
    """Trades wanted, by name."""
    return trades_label(trades, lang) or say("roster_any_trade", lang)


def minutes(value: float, lang: Lang) -> str:
    """Way of a pair; empty where it is not known."""
    return "" if math.isnan(value) else say("travel_s", lang, value=f"{value:g}")


def party_label(name: str, organisation: str, lang: Lang) -> str:
    """Name of a party with its organisation, where that is another."""
    return joined([one for one in dict.fromkeys((name, organisation)) if one], lang)
