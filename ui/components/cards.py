"""The card of whatever is selected: village, township, county, base or commissioner."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from geo.schemas import BASE_KINDS, TRADES, LayerName, split_list
from geo.words import Lang
from planner.problem import COMMISSIONER, UNLIMITED
from planner.report import CoverageReport
from planner.wording import reason_label
from ui.components.messages import markup
from ui.components.numbers import joined, share_text
from ui.components.state import Pick
from ui.maps.servers import home_text, served_text, servers_text
from ui.text import say

_MOST_LINES = 12


@dataclass(frozen=True, slots=True)
class Card:
    """What is said of one thing; texts are not escaped.

    Parameters
    ----------
    title, subtitle
        Name, and where or what it is.
    lines
        Pairs of heading and value; those without a value are left out.
    why, fix
        Why it is as it is, and the least that would mend it; empty for none.
    is_gap
        Whether ``why`` tells of a gap.
    illustrative
        Whether it is not real data.
    """

    title: str
    subtitle: str
    lines: tuple[tuple[str, str], ...]
    why: str = ""
    fix: str = ""
    is_gap: bool = False
    illustrative: bool = False


def card_of(report: CoverageReport, pick: Pick, lang: Lang) -> Card | None:
    """Card of a selection; None if the report has no such thing."""
    match pick.kind:
        case "village" if pick.code in report.villages.index:
            return _village(report, pick.code, lang)
        case "county" | "township":
            return _unit(report, pick, lang)
        case "base" | "commissioner":
            return _provider(report, pick, lang)
    return None


def card_html(card: Card, lang: Lang) -> str:
    """Card as HTML; every text is escaped here."""
    rows = "".join(
        f"<dt>{markup(head)}</dt><dd>{_break(markup(value))}</dd>"
        for head, value in card.lines
        if value
    )
    badge = ""
    if card.illustrative:
        badge = f'<span class="cp-badge">{markup(say("illustrative", lang))}</span>'
    why = "why" if card.is_gap else "fine"
    parts = [
        f"<h3>{markup(card.title)}</h3>",
        f'<div class="sub">{markup(card.subtitle)} {badge}</div>',
        f'<div class="{why}">{markup(card.why)}</div>' if card.why else "",
        f'<div class="fix"><b>{markup(say("card_fix", lang))}</b> {markup(card.fix)}'
        "</div>" if card.fix else "",
        f"<dl>{rows}</dl>" if rows else "",
    ]  # fmt: skip
    return f'<div class="cp-card" data-card>{"".join(parts)}</div>'


def _break(html: str) -> str:
    """Lines of an escaped text as HTML."""
    return html.replace("\n", "<br>")


def travel_words(report: CoverageReport, value: float, lang: Lang) -> str:
    """Minutes or kilometres of a travel value; empty for NaN."""
    if np.isnan(value):
        return ""
    unit = report.verdict.rule.unit
    shown = f"{value:.0f}" if unit == "s" else f"{value:.1f}"
    return say(f"travel_{unit}", lang, value=shown)


def _village(report: CoverageReport, code: str, lang: Lang) -> Card:
    row = report.villages.loc[code]
    told = report.explain(code, lang)
    covered = row["status"] == "covered"
    at = int(np.flatnonzero(report.villages.index == code)[0])
    servers = servers_text(report, at, lang, most=_MOST_LINES)
    # Who serves is told with the way of each; the nearest option has a line for it.
    travel = "" if covered else travel_words(report, row["travel"], lang)
    return Card(
        title=str(row["name"]),
        subtitle=f"{row['county_name']} · {row['township_name']}",
        lines=(
            (say("card_status", lang), say(f"status_{row['status']}", lang)),
            (say("card_reason", lang), _reason(told.reason, lang)),
            (say("card_server", lang), servers),
            (say("card_option", lang), "" if covered else str(row["option"])),
            (say("card_travel", lang), travel),
            (say("card_poor", lang), _poor(row, lang)),
            (say("card_trades", lang), _trades(row["trades"], lang)),
            (say("card_code", lang), code),
        ),
        why=told.text,
        fix=told.fix,
        is_gap=row["status"] == "uncovered",
        illustrative=bool(row["illustrative"]),
    )


def _reason(reason: str, lang: Lang) -> str:
    return reason_label(reason, lang) if reason else ""


def _poor(row: "pd.Series[Any]", lang: Lang) -> str:
    if not row["is_poor"]:
        return say("poor_no", lang)
    if pd.isna(row["exit_year"]):
        return say("poor_yes", lang)
    return say("poor_exited", lang, year=row["exit_year"])


def _trades(text: str, lang: Lang) -> str:
    names = [TRADES[code].label(lang) for code in split_list(text) if code in TRADES]
    return joined(names, lang)


def _unit(report: CoverageReport, pick: Pick, lang: Lang) -> Card | None:
    table = report.units("county" if pick.kind == "county" else "township")
    if pick.code not in table.index:
        return None
    row = table.loc[pick.code]
    layer: LayerName = "counties" if pick.kind == "county" else "townships"
    frame = report.layers[layer].set_index(f"{pick.kind}_code")
    held = [
        (reason_label(reason, lang), say("villages_count", lang, count=row[reason]))
        for reason in report.reasons()
        if row[reason]
    ]
    asked, covered = int(row["asked"]), int(row["covered"])
    gap = int(row["uncovered"])
    return Card(
        title=str(row["name"]),
        subtitle=say(f"kind_{pick.kind}", lang),
        lines=(
            (say("card_covered", lang), share_text(covered, asked, lang)),
            (say("card_uncovered", lang), say("villages_count", lang, count=gap)),
            *held,
            (say("card_villages", lang), str(row["villages"])),
            (say("card_code", lang), pick.code),
        ),
        illustrative=pick.code in frame.index
        and bool(frame.loc[pick.code, "illustrative"]),
    )


def provider_at(report: CoverageReport, pick: Pick) -> int:
    """Position of a picked provider; -1 for any other pick."""
    if pick.kind not in ("base", "commissioner"):
        return -1
    providers = report.verdict.problem.providers
    person = providers.kinds == COMMISSIONER
    found = np.flatnonzero(
        (providers.ids == pick.code) & (person == (pick.kind == "commissioner"))
    )
    return int(found[0]) if found.size else -1


def _provider(report: CoverageReport, pick: Pick, lang: Lang) -> Card | None:
    verdict = report.verdict
    providers = verdict.problem.providers
    at = provider_at(report, pick)
    if at < 0:
        return None
    is_base = pick.kind == "base"
    layer, key = ("bases", "base_id") if is_base else _PEOPLE
    row = report.layers[layer].set_index(key).loc[pick.code]  # type: ignore[index]
    kind = BASE_KINDS[row["kind"]].label(lang) if is_base else say("kind_person", lang)
    first, last = ("opened", "closed") if is_base else ("starts", "ends")
    capacity = providers.capacity[at]
    load = say(
        "load_open" if capacity == UNLIMITED else "load", lang,
        load=int(verdict.load[at]), capacity=capacity,
    )  # fmt: skip
    return Card(
        title=str(row["name"]),
        subtitle=kind,
        lines=(
            (say("card_load", lang), load),
            (say("card_place" if is_base else "card_home", lang),
             home_text(report, at, lang)),
            (say("card_serves", lang),
             served_text(report, at, lang, most=_MOST_LINES)),
            (say("card_trades", lang), _trades(row["trades"], lang)
             or say("any_trade", lang)),
            (say("card_team", lang), "" if is_base else str(row["team"])),
            (say("card_period", lang), _period(row[first], row[last], lang)),
            (say("card_id", lang), pick.code),
        ),
        illustrative=bool(row["illustrative"]),
    )  # fmt: skip


_PEOPLE: tuple[LayerName, str] = ("commissioners", "commissioner_id")


def _period(first: str, last: str, lang: Lang) -> str:
    open_end = say("open_end", lang)
    return say("period", lang, first=first or open_end, last=last or open_end)
