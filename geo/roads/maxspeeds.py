"""What a speed limit says, however it was written."""

import math
import re
import unicodedata
from collections.abc import Mapping

Limits = Mapping[str, float]
# A number and perhaps a unit; ASCII digits once the width of the characters is evened.
_NUMBER = re.compile(r"([+-]?\d{1,6}(?:\.\d{1,6})?)\s*([^\d;|,]*)", re.ASCII)
_UNITS = {
    "": 1.0,
    "km/h": 1.0,
    "kmh": 1.0,
    "kph": 1.0,
    "km": 1.0,
    "公里": 1.0,
    "公里/小时": 1.0,
    "公里/时": 1.0,
    "千米/小时": 1.0,
    "千米/时": 1.0,
    "码": 1.0,
    "mph": 1.609344,
    "knots": 1.852,
}
_NO_LIMIT = {"", "none", "no", "signals", "variable", "unlimited", "不限", "无"}


def limit_of(text: str, words: Limits) -> tuple[float, str]:
    """Read a speed limit.

    Parameters
    ----------
    text
        As given: ``50``, ``30 mph``, ``walk``, ``CN:urban``, ``none``; of several
        (``80;60``) the lowest counts.
    words
        Limits written in words, km/h.

    Returns
    -------
    kmh, rule
        Infinite where there is no limit or none that can be used; then ``rule`` is the
        issue to raise, else empty.
    """
    clean = unicodedata.normalize("NFKC", text).strip().lower()
    found = [_one(part.strip(), words) for part in re.split(r"[;|,]", clean)]
    return min(kmh for kmh, _ in found), next((rule for _, rule in found if rule), "")


def _one(text: str, words: Limits) -> tuple[float, str]:
    if text in _NO_LIMIT:
        return math.inf, ""
    # "CN:urban" is the urban limit, whatever country's.
    word = text.rpartition(":")[2]
    if word in words:
        return words[word], ""
    match = _NUMBER.fullmatch(text)
    if match is None or match[2].strip() not in _UNITS:
        return math.inf, "maxspeed_unknown"
    kmh = float(match[1]) * _UNITS[match[2].strip()]
    return (kmh, "") if kmh > 0 else (math.inf, "maxspeed_not_positive")
