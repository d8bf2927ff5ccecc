"""What the gap map is narrowed to: its figures in words, and its counts by reason."""

import pandas as pd

from geo.words import Lang
from planner.report import CoverageReport
from planner.wording import reason_label
from ui.components.messages import markup
from ui.components.numbers import count_text, joined
from ui.components.state import Pick
from ui.maps.view import View
from ui.text import say


def reason_counts(report: CoverageReport, county: str) -> dict[str, int]:
    """Villages each reason holds back in a county, or in all where it is empty.

    Returns
    -------
    dict
        Only reasons found there, most villages first.
    """
    row = _figures(report, county)
    counts = {reason: int(row[reason]) for reason in report.reasons()}
    found = [(reason, count) for reason, count in counts.items() if count]
    return dict(sorted(found, key=lambda item: -item[1]))


def scope_html(
    report: CoverageReport, lang: Lang, *, county: str, reasons: tuple[str, ...]
) -> str:
    """Verdict on what is shown, as HTML: the county's, and what the reasons leave.

    Parameters
    ----------
    report, lang
        The report and the language.
    county
        6-digit code, or empty for all.
    reasons
        Reasons filtered by; empty for no filter.
    """
    row = _figures(report, county)
    sentence = _sentence(report, row, lang)
    if county:
        name = markup(str(row["name"]))
        sentence = say("scope_county", lang, county=name, sentence=sentence)
    if not reasons:
        return f"<h3>{sentence}</h3>"
    counts = reason_counts(report, county)
    held = sum(counts.get(reason, 0) for reason in reasons)
    labels = joined([reason_label(reason, lang) for reason in reasons], lang)
    filtered = say("scope_reasons", lang, reasons=labels, count=count_text(held, lang))
    return f"<h3>{sentence}</h3><p>{markup(filtered)}</p>"


def place_of(report: CoverageReport, pick: Pick) -> tuple[float, float] | None:
    """Longitude and latitude of a picked village, so that any can be gone to."""
    if pick.kind != "village" or pick.code not in report.villages.index:
        return None
    # Shown or not: a village the map leaves out is still somewhere.
    row = report.villages.index.get_loc(pick.code)
    view = View(report, "zh")
    if not view.placed[row]:
        return None
    lon, lat = view.lonlat[row].tolist()
    return lon, lat


def _figures(report: CoverageReport, county: str) -> "pd.Series[int]":
    """Counts of a county, of all where none is given or it is not there."""
    table = report.units("county")
    if county in table.index:
        return table.loc[county]
    return report.units("all").iloc[0]


def _sentence(report: CoverageReport, row: "pd.Series[int]", lang: Lang) -> str:
    """The verdict in the overview's words, the numbers marked."""
    if not row["asked"]:
        return markup(say("verdict_none", lang))
    key = "verdict" if row["uncovered"] else "verdict_complete"
    whom = say(f"verdict_{report.verdict.rule.villages}", lang)
    numbers = {
        name: f'<b class="{look}">{count_text(int(row[name]), lang)}</b>'
        for name, look in (("asked", ""), ("covered", "ok"), ("uncovered", "gap"))
    }
    return say(key, lang, whom=markup(whom), **numbers)
