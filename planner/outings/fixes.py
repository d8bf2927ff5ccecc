"""What would let a visit be made, in words."""

import datetime as dt
from dataclasses import dataclass

from geo.words import Lang
from planner.caravans.fixes import Fix, Rule
from planner.errors import WORDS
from planner.outings.question import OutingQuestion, Part


@dataclass(frozen=True, slots=True)
class OutingFix:
    """One change with which a visit would fit.

    Parameters
    ----------
    rule, amount
        See :class:`planner.caravans.fixes.Fix`.
    date, caravan_id, caravan
        Where: day, id and name.
    """

    rule: Rule
    date: dt.date
    caravan_id: str
    caravan: str
    amount: float

    def text(self, lang: Lang) -> str:
        """Say it in a sentence."""
        told = {
            "van": self.caravan,
            "day": self.date,
            "hours": f"{self.amount / 3600:.1f}",
            "amount": f"{self.amount:.0f}",
        }
        return WORDS.say(f"outing_fix_{self.rule}", lang, told)


def fix_of(question: OutingQuestion, part: Part, fix: Fix) -> OutingFix:
    """Tell a change by date and caravan.

    Parameters
    ----------
    question, part, fix
        The question, which of its parts, and the change by positions.
    """
    van = question.caravans.iloc[part.caravans[fix.van]]
    day = question.choice.start + dt.timedelta(days=fix.day)
    ids = str(van["caravan_id"]), str(van["name"])
    return OutingFix(fix.rule, day, *ids, fix.amount)
