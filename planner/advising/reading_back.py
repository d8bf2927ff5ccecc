"""Replies of counties and experts that come back in the workbook of a matching."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pandas as pd

from geo.codes import clean_code
from geo.errors import DataError
from geo.issues import Issue
from geo.reading.files import read_tables
from geo.reading.headings import normal
from geo.reading.tables import RawTable
from geo.reading.values import text_of
from geo.schemas import SOURCE_ROW
from geo.words import Phrase
from planner.advising.choice import AdvisoryChoice, agree_again, decline, pin
from planner.advising.handing_over import REPLIES
from planner.advising.question import AdvisoryQuestion
from planner.advising.standing import COUNTY
from planner.errors import WORDS

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
        tables = read_tables(path, source=source)
    except DataError as error:
        return ReadBack(question.choice, 0, 0, tuple(error.issues))
    found = _members_in(tables)
    if found is None:
        zh, en = (
            ", ".join(names) for names in zip(*map(_labels, _NEEDED), strict=True)
        )
        issue = Issue(
            "advisory_back_no_sheet", "error", source=source or path.name,
            params={"columns": Phrase(zh, en)},
        )  # fmt: skip
        return ReadBack(question.choice, 0, 0, (issue,))
    return _read(*found, question)


def _members_in(tables: Iterable[RawTable]) -> tuple[RawTable, dict[str, str]] | None:
    """The first table with every column that is needed, and its headings by column."""
    for table in tables:
        written = {normal(heading): heading for heading in reversed(table.headings)}
        heads = {
            name: written[spelt]
            for name in _NEEDED
            for spelt in map(normal, (*_labels(name), name))
            if spelt in written
        }
        if all(name in heads for name in _NEEDED):
            return table, heads
    return None


def _labels(name: str) -> tuple[str, str]:
    entry = WORDS.entry(f"field_advisory_{name}")
    return entry["zh"], entry["en"]


def _read(
    table: RawTable, heads: Mapping[str, str], question: AdvisoryQuestion
) -> ReadBack:
    cells = pd.DataFrame({name: text_of(table.frame[heads[name]]) for name in _NEEDED})
    codes = clean_code(cells["county_code"], COUNTY)
    numbers = table.frame[SOURCE_ROW].astype(int).tolist()
    counties = question.matched.set_index("county_code")["county"].to_dict()
    experts = question.experts.set_index("expert_id")["name"].to_dict()
    issues: list[Issue] = list(table.issues)
    replies: dict[tuple[str, str], tuple[Reply, Reply]] = {}
    now = question.now
    in_force = set(zip(now["county_code"], now["expert_id"], strict=True))

    def tell(rule: str, row: int, **params: object) -> None:
        told_only = rule in ("advisory_back_pinned", "advisory_back_in_force")
        severity: Literal["error", "warning"] = "warning" if told_only else "error"
        issues.append(
            Issue(rule, severity, source=table.source, row=row, params=params)
        )

    rows = zip(numbers, codes, cells.to_dict("records"), strict=True)
    for row, county, told in rows:
        expert = str(told["expert_id"]).strip()
        words = [str(told[name]).strip().lower() for name in REPLIES]
        if not any(words):
            continue
        good = True
        if county not in counties:
            tell("advisory_back_county", row, value=told["county_code"])
            good = False
        if expert not in experts:
            tell("advisory_back_expert", row, value=expert)
            good = False
        for word in words:
            if word not in _SPELT:
                tell("advisory_back_reply", row, value=word)
                good = False
        if not good:
            continue
        own = (_SPELT[words[0]], _SPELT[words[1]])
        if replies.setdefault((county, expert), own) != own:
            tell("advisory_back_twice", row)
            continue
        names = {"county": counties[county], "expert": experts[expert]}
        if "declines" in own and (county, expert) in in_force:
            tell("advisory_back_in_force", row, **names)
        elif "declines" in own and (county, expert) in question.choice.pins:
            tell("advisory_back_pinned", row, **names)
    return _taken(question.choice, replies, issues)


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
