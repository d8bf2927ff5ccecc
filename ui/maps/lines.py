"""What tooltips say: lines of plain text, escaped by whoever writes them into HTML."""

from typing import Any

from geo.schemas import BASE_KINDS
from geo.words import Lang
from planner.problem import COMMISSIONER, UNLIMITED
from planner.wording import reason_label, trades_text, travel_text
from ui.maps.view import View
from ui.text import say


def percent(share: float, lang: Lang) -> str:
    """Share as a percentage with one decimal; never 100 while one is missing.

    >>> percent(0.8979, "zh"), percent(0.9999, "zh"), percent(1.0, "en")
    ('89.8%', '99.9%', '100 %')
    """
    shown = min(int(share * 1000 + 0.5) / 10, 99.9)
    value = "100" if share >= 1 else f"{shown:.1f}"
    return say("atlas_percent", lang, value=value)


def kind_label(kind: str, lang: Lang) -> str:
    """Name of a kind of provider."""
    if kind == COMMISSIONER:
        return say("atlas_group_commissioner", lang)
    return BASE_KINDS[kind].label(lang)


def unit_lines(view: View, unit: Any) -> list[str]:  # noqa: ANN401 - a row of a table
    """Share covered and the reasons found, from a row of ``CoverageReport.units``."""
    if not unit["asked"]:
        return [say("atlas_share_none", view.lang)]
    share = say(
        "atlas_share_line",
        view.lang,
        covered=int(unit["covered"]),
        asked=int(unit["asked"]),
        share=percent(unit["share"], view.lang),
    )
    counts = {name: int(unit[name]) for name in view.report.reasons()}
    return [share] + [
        say(
            "atlas_reason_count",
            view.lang,
            reason=reason_label(name, view.lang),
            count=count,
        )
        for name, count in sorted(counts.items(), key=lambda item: -item[1])
        if count
    ]


def village_place(view: View, row: int) -> str:
    """County and township of a village, in the order of the language."""
    villages = view.report.villages
    return say(
        "atlas_place",
        view.lang,
        county=villages["county_name"].iat[row],
        township=villages["township_name"].iat[row],
    ).strip(" ,")


def village_status(view: View, row: int) -> str:
    """Whether a village is covered: by whom and how far, or why not."""
    report, lang = view.report, view.lang
    verdict = report.verdict
    if verdict.covered[row]:
        cost = travel_text(int(verdict.server_cost[row]), verdict.rule.unit, lang)
        server = verdict.problem.providers.names[verdict.server[row]]
        more = int(report.villages["servers"].iat[row]) - 1
        told = say("atlas_covered_by", lang, server=server, cost=cost)
        return f"{told} (+{more})" if more > 0 else told
    if verdict.in_set[row]:
        reason = reason_label(view.report.villages["reason"].iat[row], lang)
        return say("atlas_uncovered_for", lang, reason=reason)
    return say("atlas_not_asked", lang)


def village_lines(view: View, row: int) -> list[str]:
    """Where a village is and how it stands."""
    lines = [village_place(view, row), village_status(view, row)]
    option = int(view.report.verdict.option[row])
    if view.colour == "minutes" and option >= 0:
        verdict = view.report.verdict
        cost = int(verdict.option_cost[row])
        told = travel_text(cost, verdict.rule.unit, view.lang)
        name = verdict.problem.providers.names[option]
        lines.append(say("atlas_option", view.lang, name=name, cost=told))
    if view.report.villages["illustrative"].iat[row]:
        lines.append(say("atlas_illustrative", view.lang))
    return lines


def provider_lines(view: View, row: int) -> list[str]:
    """Kind, trades and load of a provider, and why it does not count if so."""
    verdict, lang = view.report.verdict, view.lang
    providers = verdict.problem.providers
    load, capacity = int(verdict.load[row]), providers.capacity[row]
    key = "atlas_provider_load_open" if capacity == UNLIMITED else "atlas_provider_load"
    lines = [
        f"{kind_label(providers.kinds[row], lang)} · "
        f"{trades_text(int(providers.trades[row]), lang)}",
        say(key, lang, load=load, capacity=int(capacity)),
    ]
    if not view.counted[row]:
        lines.append(say("atlas_provider_left_out", lang))
    elif view.idle[row]:
        lines.append(say("atlas_provider_closed", lang))
    if view.illustrative_providers[row]:
        lines.append(say("atlas_illustrative", lang))
    return lines
