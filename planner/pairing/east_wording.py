"""Eastern partners in sentences: where they are, and what one more would do."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from geo.schemas import split_list
from geo.words import Lang
from planner.assignment import one_more
from planner.errors import WORDS
from planner.pairing.answering import PairingAnswer, open_rows
from planner.pairing.choice import EASTERN
from planner.pairing.numbers import FAR_S
from planner.wording import list_text, trades_text

# Provinces and cities that are partners of the west; of others the code is told.
_PROVINCES = ("11", "12", "21", "31", "32", "33", "35", "37", "44")
_MOST_NAMES = 3
_COUNT = 3


@dataclass(frozen=True, slots=True)
class MorePartner:
    """A partner who is not there yet.

    Parameters
    ----------
    trade
        The trade that fits best, as a mask.
    unit
        Code of the eastern unit it would be of; empty for any.
    units
        Codes of the villages or counties it would take on, the poorest first.
    """

    trade: int
    unit: str
    units: tuple[str, ...]


def more_partners(answer: PairingAnswer) -> tuple[MorePartner, ...]:
    """Find the eastern partners more that would take on most of what is left.

    Of kinds whose partners are not eastern there are none. The search is that of
    :func:`planner.assignment.one_more`, with eastern units as homes: an organisation
    goes where its unit is tied to.
    """
    question = answer.question
    if question.kind not in EASTERN or answer.is_refused:
        return ()
    homes, units = _homes(answer)
    found = one_more(
        question.problem, answer.plan.person, homes=homes, capacity=question.capacity,
        count=_COUNT,
    )  # fmt: skip
    posts = question.posts
    return tuple(
        MorePartner(one.trade, units[one.home], _codes(posts.iloc[one.posts]))
        for one in found
    )


def _codes(posts: pd.DataFrame) -> tuple[str, ...]:
    return tuple(posts.sort_values("weight", ascending=False)["unit_code"])


def _homes(answer: PairingAnswer) -> tuple[csr_array, list[str]]:
    """Open posts and the eastern units whose organisations may go there."""
    tied = [split_list(one) for one in answer.question.posts["tied"]]
    units = sorted({unit for own in tied for unit in own}) or [""]
    pairs = [
        (row, at)
        for row in open_rows(answer).tolist()
        for at, unit in enumerate(units)
        if not tied[row] or unit in tied[row]
    ]
    rows, columns = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    cost = np.full(len(pairs), FAR_S, dtype=np.int64)
    return csr_array((cost, (rows, columns)), shape=(len(tied), len(units))), units


def more_lines(answer: PairingAnswer, lang: Lang) -> list[str]:
    """Say what each partner more would take on."""
    posts = answer.question.posts
    names = dict(zip(posts["unit_code"], posts["name"], strict=True))
    found = []
    for one in more_partners(answer):
        told = list_text([names[code] for code in one.units[:_MOST_NAMES]], lang)
        more = len(one.units) > _MOST_NAMES
        params = {
            "trade": trades_text(one.trade, lang),
            "unit": eastern_names(one.unit, lang)
            or WORDS.say("pairing_east", lang, {}),
            "count": len(one.units),
            "names": told + (_say("pairing_and_more", lang) if more else ""),
        }
        key = f"pairing_more_{answer.question.kind}"
        found.append(WORDS.say(key, lang, params))
    return found


def eastern_names(units: str, lang: Lang) -> str:
    """Name eastern units, joined, by their province and code; empty for none."""
    return list_text([_name(unit, lang) for unit in split_list(units)], lang)


def _name(unit: str, lang: Lang) -> str:
    province = unit[:2]
    if province not in _PROVINCES:
        return unit
    name = _say(f"pairing_province_{province}", lang)
    if unit == province:
        return name
    return WORDS.say("pairing_in_province", lang, {"province": name, "code": unit})


def _say(key: str, lang: Lang) -> str:
    return WORDS.say(key, lang, {})
