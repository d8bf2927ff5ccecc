"""Words of papers: sentences of ``messages/papers.toml`` as offices write them."""

import datetime as dt
import re

from geo.export.paper import day_text
from geo.words import Lang
from planner.errors import WORDS

_ISO_DAY = re.compile(r" ?\b(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))\b ?")
_HAN = r"[\u3000-\u303f\u4e00-\u9fff\uff01-\uff5e]"
_BESIDE_FIGURE = re.compile(rf"(?<={_HAN}) (?=\d)|(?<=[\d%至]) (?={_HAN})")


def official(text: str, lang: Lang) -> str:
    """Return a text as papers write it: no blank beside a figure, days in full."""
    if lang == "en":
        return text
    return _BESIDE_FIGURE.sub("", _ISO_DAY.sub(_day, text))


def say(key: str, lang: Lang, **params: object) -> str:
    """Fill a sentence whose key begins with ``paper_``."""
    return official(WORDS.say(f"paper_{key}", lang, params), lang)


def _day(found: re.Match[str]) -> str:
    try:
        return day_text(dt.date.fromisoformat(found[1]), "zh")
    except ValueError:  # such as the 30th of February: no day of ours
        return found[0]
