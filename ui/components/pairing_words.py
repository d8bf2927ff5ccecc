"""A pairing on the screen: its sentence, who a post is of, and who holds it."""

import math

from geo.words import Lang
from planner.pairing.wording import headline, kept_text, subject_text, trades_label
from ui.components.messages import markup
from ui.components.numbers import joined
from ui.components.pairing_data import Pairing
from ui.text import say


def sentence(pairing: Pairing, lang: Lang) -> str:
    """The answer in one sentence, as HTML."""
    told = markup(headline(pairing.answer, lang))
    return f'<p class="cp-verdict" data-pairing>{told}</p>'


def against(pairing: Pairing, lang: Lang) -> str:
    """What is kept of what is in force, and what is new."""
    return kept_text(pairing.answer, lang)


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
