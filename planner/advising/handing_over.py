"""Advisory groups for the next office: a workbook that comes back, and certificates."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.export.delimited import write_csv
from geo.export.files import Written
from geo.export.workbook import Sheet, write_workbook
from geo.schemas import LayerName
from geo.words import Lang
from planner.advising.accounting import ITEMS, is_late_done, ledger
from planner.advising.answering import AdvisoryAnswer
from planner.advising.certificates import FILE as CERTIFICATES
from planner.advising.certificates import without_certificate, write_certificates
from planner.advising.changing import since_now
from planner.advising.wording import (
    advisory_notes,
    lacks_text,
    role_label,
    say,
    state_label,
    status_label,
)
from planner.errors import WORDS
from planner.file_fields import FileFields

Layers = Mapping[LayerName, gpd.GeoDataFrame]
FILES = ("advisory_groups.xlsx", "advisory_members.csv", CERTIFICATES)
# Of the sheet of members, filled in by those who are asked.
REPLIES = ("county_reply", "expert_reply")
_MEMBERS = (
    "county_code", "county", "expert_id", "name", "organisation", "tier", "role",
    "trades", "fit", "home", "rank_county", "rank_expert", "agreed", "pinned",
    "illustrative",
)  # fmt: skip
_GROUPS = (
    "county_code", "county", "city", "batch", "members", "leader", "home_count",
    "partner_count", "trades_needed", "trades_covered", "full", "lacks", "status",
    "illustrative",
)  # fmt: skip
_MISSED = (
    "county_code", "county", "lacks_label", "count", "reason", "fix", "illustrative",
)  # fmt: skip
_WAITING = (
    "county_code", "county", "state", "batch", "members_now", "reason", "fix",
    "illustrative",
)  # fmt: skip
_EXPERTS = (
    "expert_id", "name", "organisation", "tier", "trades", "home", "load", "quota",
    "counties", "wanted", "illustrative",
)  # fmt: skip
_NEEDS = (
    "county_code", "county", "application_id", "date", "state", "batch",
    "trades_needed", "need_text", "partner", "proposed", "illustrative",
)  # fmt: skip
_LEDGER = (
    "group_id", "county_code", "county", "since", "leader", "members", "certified",
    *(f"item_{item}" for item in ITEMS), "onsite_days", "illustrative",
)  # fmt: skip
_CHANGES = (
    "county_code", "county", "expert_id", "name", "change", "before", "after",
    "illustrative",
)  # fmt: skip
# How columns are written; those not named here are texts.
_KINDS: Mapping[str, tuple[str, ...]] = {
    "int": (
        "members", "home_count", "partner_count", "rank_county", "rank_expert",
        "members_now", "load", "quota", "wanted", "certified", "onsite_days", "count",
    ),
    "bool": ("agreed", "pinned", "full", "illustrative"),
    "trades": ("trades", "fit", "trades_needed", "trades_covered"),
    "date": ("date", "since"),
    "term": ("tier",),
}  # fmt: skip
_FIELDS = FileFields("advisory", _KINDS, "tiers")


def write_advisory(
    answer: AdvisoryAnswer,
    folder: Path,
    lang: Lang = "zh",
    *,
    layers: Layers,
    since: dt.date | None = None,
) -> list[Path]:
    """Write a matching as workbook, table and certificates to be printed.

    Parameters
    ----------
    answer
        The matching.
    folder
        Made if missing; files of an earlier run are replaced.
    lang
        Language of headings and sentences.
    layers
        As for :func:`planner.advising.accounting.ledger`.
    since
        First day of new members on their certificates; the day of the question where
        None.

    Returns
    -------
    list of pathlib.Path
        :data:`FILES`.

    Raises
    ------
    geo.errors.DataError
        If a file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    book = advisory_workbook(answer, folder / FILES[0], lang=lang, layers=layers)
    members = member_rows(answer, lang)
    table = write_csv(members, _FIELDS.of(_MEMBERS), folder / FILES[1], lang=lang)
    people = without_certificate(answer, since)
    printed = write_certificates(people, folder / FILES[2], lang)
    return [book.path, table, printed]


def advisory_workbook(
    answer: AdvisoryAnswer, path: Path, *, lang: Lang = "zh", layers: Layers
) -> Written:
    """Write members, groups, gaps, who waits, experts, needs, ledger and changes.

    The sheet of members has columns for the replies of both sides, and may be read
    again (:func:`planner.advising.reading_back.read_back`).
    """
    question = answer.question
    replies = dict.fromkeys(REPLIES, "")
    sheets: list[tuple[str, pd.DataFrame, tuple[str, ...]]] = [
        ("members", member_rows(answer, lang).assign(**replies),
         (*_MEMBERS[:6], *REPLIES, *_MEMBERS[6:])),
        ("groups", _groups(answer, lang), _GROUPS),
        ("missed", _marked(answer, answer.missed(lang)), _MISSED),
        ("waiting", _waiting(answer, lang), _WAITING),
        ("experts", answer.experts, _EXPERTS),
        ("needs", _needs(answer, lang), _NEEDS),
        ("ledger", ledger_rows(ledger(layers, question.on), lang), _LEDGER),
        ("changes", _changes(answer, lang), _CHANGES),
    ]  # fmt: skip
    notes = advisory_notes(question, answer.plan, answer.counts, lang)
    notes.append(say("advisory_reply_note", lang))
    offered = tuple(say(f"advisory_reply_{one}", lang) for one in ("yes", "no"))
    return write_workbook(
        [
            Sheet(
                say(f"advisory_sheet_{name}", lang), frame, _FIELDS.of(columns),
                () if at else tuple(notes),
                offered=() if at else tuple((name, offered) for name in REPLIES),
            )
            for at, (name, frame, columns) in enumerate(sheets)
        ],
        path,
        lang=lang,
    )  # fmt: skip


def member_rows(answer: AdvisoryAnswer, lang: Lang) -> pd.DataFrame:
    """Members in words."""
    members = answer.members
    return members.assign(role=[role_label(one, lang) for one in members["role"]])


def ledger_rows(table: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """The ledger in words: each thing with its day.

    Parameters
    ----------
    table
        As :func:`planner.advising.accounting.ledger` gives it.
    lang
        Language.
    """
    told = {
        f"item_{item}": [
            standing_text(row[f"{item}_state"], row[f"{item}_on"], row[f"{item}_by"],
                          lang)
            for row in table.to_dict("records")
        ]
        for item in ITEMS
    }  # fmt: skip
    return table.assign(**told)


def standing_text(state: str, on: Any, by: Any, lang: Lang) -> str:  # noqa: ANN401
    """How one thing of the ledger stands, with its day; dates may be missing."""
    day = on if state == "met" else by
    told = {"day": day.isoformat() if isinstance(day, dt.date) else ""}
    shown = "met_late" if is_late_done(state, on, by) else state
    return WORDS.say(f"advisory_standing_{shown}", lang, told)


def _groups(answer: AdvisoryAnswer, lang: Lang) -> pd.DataFrame:
    groups = answer.groups
    return groups.assign(
        lacks=[lacks_text(one, lang) for one in groups["lacks"]],
        status=[status_label(one, lang) for one in groups["status"]],
    ).rename(columns={"home": "home_count", "partner": "partner_count"})


def _waiting(answer: AdvisoryAnswer, lang: Lang) -> pd.DataFrame:
    waiting = _marked(answer, answer.waiting(lang))
    return waiting.assign(state=[state_label(one, lang) for one in waiting["state"]])


def _needs(answer: AdvisoryAnswer, lang: Lang) -> pd.DataFrame:
    counties = answer.question.counties
    own = counties[counties["application_id"] != ""]
    return own.assign(
        state=[state_label(one, lang) for one in own["state"]],
        trades_needed=own["needs"],
    )


def _changes(answer: AdvisoryAnswer, lang: Lang) -> pd.DataFrame:
    changes = _marked(answer, since_now(answer))
    roles = {
        name: [role_label(one, lang) for one in changes[name]]
        for name in ("before", "after")
    }
    told = [say(f"advisory_change_{one}", lang) for one in changes["change"]]
    return changes.assign(**roles, change=told)


def _marked(answer: AdvisoryAnswer, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of counties, with whether what they tell is of made-up records."""
    counties, groups = answer.question.counties, answer.groups
    own = {*counties.loc[counties["illustrative"], "county_code"]}
    own |= {*groups.loc[groups["illustrative"], "county_code"]}
    return rows.assign(illustrative=rows["county_code"].isin(own).astype(bool))
