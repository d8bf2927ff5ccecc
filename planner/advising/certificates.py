"""Certificates of leaders and members, a page each, to be printed and stamped."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from geo.export.paper import day_text
from geo.export.print_page import self_printing
from geo.words import Lang
from planner.advising.answering import AdvisoryAnswer
from planner.errors import WORDS
from planner.papers.crew_desk import text, write_page

FILE = "advisory_certificates.html"
_CSS = (Path(__file__).parent / "certificates.css").read_text(encoding="utf-8")
_COLUMNS = ("person_id", "name", "organisation", "role", "county", "since",
            "illustrative")  # fmt: skip


def certificates_page(people: pd.DataFrame, lang: Lang = "zh") -> str:
    """Return a page that prints one certificate for each row.

    Parameters
    ----------
    people
        ``person_id`` (the number on the certificate), ``name``, ``organisation``,
        ``role`` (``"leader"`` or another), ``county`` (name), ``since`` (ISO day, may
        be empty), ``illustrative``.
    lang
        Language of the words.
    """
    sheets = "".join(_sheet(row, lang) for row in people.to_dict("records"))
    body = sheets or f'<p class="none">{_html("none", lang)}</p>'
    title = WORDS.say("certificate_file", lang, {})
    return self_printing(title, body, lang, css=_CSS)


def write_certificates(people: pd.DataFrame, path: Path, lang: Lang = "zh") -> Path:
    """Write :func:`certificates_page`.

    Raises
    ------
    geo.errors.DataError
        If the file cannot be written.
    """
    return write_page(certificates_page(people, lang), path)


def without_certificate(
    answer: AdvisoryAnswer, since: dt.date | None = None
) -> pd.DataFrame:
    """Members of a matching who hold no certificate yet, as rows for the page.

    Parameters
    ----------
    answer
        The matching.
    since
        First day of those who are new; the day of the question where None.
    """
    day = (since or answer.question.on).isoformat()
    return pd.DataFrame(_rows(answer, day), columns=list(_COLUMNS))


def _rows(answer: AdvisoryAnswer, day: str) -> Iterator[dict[str, Any]]:
    now = {
        (row["county_code"], row["expert_id"]): row
        for row in answer.question.now.to_dict("records")
    }
    for row in answer.members.to_dict("records"):
        there = now.get((row["county_code"], row["expert_id"]))
        if there and there["certified"]:
            continue
        yield {
            "person_id": there["person_id"]
            if there
            else f"{row['expert_id']}@{row['county_code']}",
            "since": there["since"] if there else day,
            **{
                name: row[name]
                for name in ("name", "organisation", "role", "county", "illustrative")
            },
        }


def _sheet(row: dict[Any, Any], lang: Lang) -> str:
    role = "leader" if row["role"] == "leader" else "member"
    told = {
        "name": row["name"],
        "organisation": row["organisation"],
        "county": row["county"],
        "role": WORDS.say(f"certificate_{role}", lang, {}),
    }
    since = ""
    if row["since"]:
        day = day_text(dt.date.fromisoformat(row["since"]), lang)
        since = WORDS.say("certificate_since", lang, {"day": day})
    made_up = (
        f'<span class="made-up">{_html("made_up", lang)}</span>'
        if row["illustrative"]
        else ""
    )
    who = WORDS.say("certificate_who", lang, told)
    words = WORDS.say("certificate_body", lang, told) + since
    number = WORDS.say("certificate_number", lang, {"number": row["person_id"]})
    return (
        f'<section class="sheet"><div class="frame">{made_up}'
        f"<h1>{_html('title', lang)}</h1><p>{text(who)}</p>"
        f'<p class="body">{text(words)}</p>'
        f'<p class="issued">{_html("issued", lang)} <span></span><br>'
        f"{_html('day', lang)} <span></span></p>"
        f'<p class="number">{text(number)}</p></div></section>'
    )


def _html(key: str, lang: Lang) -> str:
    return text(WORDS.say(f"certificate_{key}", lang, {}))
