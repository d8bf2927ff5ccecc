"""The fewest favours that would make every group full, in words."""

from dataclasses import dataclass

import pandas as pd

from geo.words import Lang
from planner.advising.answering import AdvisoryAnswer
from planner.advising.wording import say
from planner.advisory.relaxing import Relaxation, relax
from planner.errors import WORDS
from planner.wording import list_text

_COLUMNS = ["county_code", "county", "expert_id", "name", "over", "lifts", "text"]


@dataclass(frozen=True)
class Favours:
    """Who would have to be asked, and for what.

    Parameters
    ----------
    answer, found
        The matching, and the answer in numbers.
    """

    answer: AdvisoryAnswer
    found: Relaxation

    def table(self, lang: Lang) -> pd.DataFrame:
        """One row per expert to be asked for a county.

        Columns ``county_code``, ``county``, ``expert_id``, ``name``, ``over`` (past the
        quota), ``lifts`` (refusals to be taken back, joined), ``text``.
        """
        question = self.answer.question
        counties, experts = question.matched, question.experts
        rows = []
        for one in self.found.asks:
            where, who = counties.iloc[one.county], experts.iloc[one.expert]
            what = ["over"] * one.over + list(one.lifts)
            told = {
                "county": where["county"],
                "expert": who["name"],
                "organisation": who["organisation"] or who["home"],
                "what": list_text([say(f"advisory_favour_{w}", lang) for w in what],
                                  lang),
            }  # fmt: skip
            rows.append(
                (where["county_code"], where["county"], who["expert_id"], who["name"],
                 one.over, ";".join(one.lifts),
                 WORDS.say("advisory_favour", lang, told))
            )  # fmt: skip
        return pd.DataFrame(rows, columns=_COLUMNS)

    def lines(self, lang: Lang) -> list[str]:
        """How many favours, whether fewer would do, who is asked, what lacks still."""
        found, counties = self.found, self.answer.question.matched
        lines = []
        if found.favours:
            key = "advisory_favours" + ("" if found.status == "optimal" else "_bound")
            told = {"favours": found.favours, "bound": found.bound}
            lines.append(WORDS.say(key, lang, told))
        lines += self.table(lang)["text"].tolist()
        for county, seats in found.short:
            told = {"county": counties["county"].iloc[county], "seats": seats}
            lines.append(WORDS.say("advisory_favours_short", lang, told))
        return lines or [say("advisory_favours_none", lang)]


def favours(answer: AdvisoryAnswer, *, time_limit_s: float = 30.0) -> Favours:
    """Find the fewest favours; see :func:`planner.advisory.relaxing.relax`."""
    question, plan = answer.question, answer.plan
    return Favours(answer, relax(question.problem, plan, time_limit_s=time_limit_s))
