"""Replies of counties and experts that come back in the workbook of a matching."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pandas as pd

from geo.codes import clean_code
from geo.errors import DataError
from geo.issues import Issue
from geo.reading.files import read_tables
from planner.advising.choice import AdvisoryChoice, agree_again, decline, pin
from planner.advising.handing_over import REPLIES
from planner.advising.question import AdvisoryQuestion
from planner.advising.standing import COUNTY
from planner.sheet_back import SheetBack, sheet_back

Reply = Literal["agrees", "declines", ""]
_NEEDED = ("county_code", "expert_id", *REPLIES)
_SPELT: Mapping[str, Reply] = {
    **dict.fromkeys(("同意", "是", "愿意", "接受", "agree", "agrees", "agreed", "yes"),
                    "agrees"),
    **dict.fromkeys(("谢绝", "不同意", "否", "拒绝", "不愿意", "decline", "declines",
                     "declined", "no"), "declines"),
    "": "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What was read of a file.

    Parameters
    ----------
    choice
        The choice with the replies: who declined is not matched again, and whom both
        sides agree on is pinned.
    declined, agreed
        How many pairs declined, and on how many both agree.
    issues
        Every row that was not taken: file and sheet, row, and how to mend it.
    """

    choice: AdvisoryChoice
    declined: int
    agreed: int
    issues: tuple[Issue, ...]


def read_back(path: Path, question: AdvisoryQuestion, *, source: str = "") -> ReadBack:
    """Read the replies in a workbook that was handed over.

    Rows may be in any order, deleted or added, and further columns are no matter. A row
    of an unknown county or expert, or whose reply is not understood, is left out and
    said; all others are taken.

    Parameters
    ----------
    path
        ``advisory_groups.xlsx`` of :func:`planner.advising.handing_over.write_advisory`
        in either language, or its sheet of members as csv.
    question
        What was asked: its counties, experts and choice.
    source
        Name of the file in messages; its own name where empty.
    """
    try:
        sheet = sheet_back(
            read_tables(path, source=source), "advisory", _NEEDED,
            source=source or path.name,
        )  # fmt: skip
    except DataError as error:
        return ReadBack(question.choice, 0, 0, tuple(error.issues))
    return _read(sheet, question)


def _read(sheet: SheetBack, question: AdvisoryQuestion) -> ReadBack:
    counties = question.matched.set_index("county_code")["county"].to_dict()
    experts = question.experts.set_index("expert_id")["name"].to_dict()
    replies: dict[tuple[str, str], tuple[Reply, Reply]] = {}
    now = question.now
    in_force = set(zip(now["county_code"], now["expert_id"], strict=True))
    codes = clean_code(
        pd.Series([cells["county_code"] for _, cells in sheet.rows], dtype="str"),
        COUNTY,
    )
    for (row, cells), county in zip(sheet.rows, codes, strict=True):
        expert = cells["expert_id"]
        words = {name: cells[name].lower() for name in REPLIES}
        if not any(words.values()):
            continue
        before = len(sheet.issues)
        if county not in counties:
            value = cells["county_code"]
            sheet.tell("advisory_back_county", row, "county_code", value=value)
        if expert not in experts:
            sheet.tell("advisory_back_expert", row, "expert_id", value=expert)
        for name, word in words.items():
            if word not in _SPELT:
                sheet.tell("advisory_back_reply", row, name, value=word)
        if len(sheet.issues) > before:
            continue
        of_county, of_expert = (_SPELT[word] for word in words.values())
        own = (of_county, of_expert)
        if replies.setdefault((county, expert), own) != own:
            sheet.tell("advisory_back_twice", row, "expert_id")
            continue
        names = {"county": counties[county], "expert": experts[expert]}
        if "declines" in own and (county, expert) in in_force:
            rule = "advisory_back_in_force"
        elif "declines" in own and (county, expert) in question.choice.pins:
            rule = "advisory_back_pinned"
        else:
            continue
        sheet.tell(rule, row, "expert_id", "warning", **names)
    return _taken(question.choice, replies, sheet.issues)


def _taken(
    choice: AdvisoryChoice,
    replies: Mapping[tuple[str, str], tuple[Reply, Reply]],
    issues: list[Issue],
) -> ReadBack:
    declined = agreed = 0
    banned = {*choice.bans}
    for (county, expert), (of_county, of_expert) in replies.items():
        if of_county == "declines":
            choice = decline(choice, county, expert, "county")
        if of_expert == "declines":
            choice = decline(choice, county, expert, "expert")
        declined += "declines" in (of_county, of_expert)
        if of_county == of_expert == "agrees" and (county, expert) not in banned:
            choice = pin(agree_again(choice, county, expert), county, expert)
            agreed += 1
    return ReadBack(choice, declined, agreed, tuple(issues))
