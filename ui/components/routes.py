"""What a pick shows of the roads: the ways to a village, the reach of a provider."""

import math
from pathlib import Path

import folium

from geo.travel import LonLat
from geo.words import Lang
from planner.journeys import legs_text
from planner.report import CoverageReport
from planner.wording import distance_text, limit_text, provider_text
from ui.components import data, reaching, state
from ui.components.cards import provider_at
from ui.components.messages import markup
from ui.components.state import Pick
from ui.maps.bands import rule_bands
from ui.maps.routes import route_of, route_overlay
from ui.text import say

_MOST_LEGS = 12


def overlay_of(
    report: CoverageReport, path: Path, pick: Pick, lang: Lang
) -> folium.FeatureGroup:
    """Lines to lay over the map: nothing where travel is a straight line.

    Parameters are those of :func:`routes_html`.
    """
    rule, choice = report.verdict.rule, state.travel()
    if pick.kind == "village" and pick.code in report.villages.index:
        row = int(report.villages.index.get_loc(pick.code))
        here = _place(report.verdict.problem.villages.lonlat[row])
        there = report.verdict.problem.providers.lonlat
        routes = [
            route_of(way, _place(there[at]), here, strong=number == 0)
            for number, (at, way) in enumerate(
                reaching.ways(path, rule, choice, pick.code)
            )
            if way is not None
        ]
        return route_overlay(routes, lang=lang)
    at = provider_at(report, pick)
    if at < 0:
        return route_overlay(lang=lang)
    reach = reaching.reach(path, rule, choice, at)
    roads = data.drawn_roads(path, rule, choice)
    return route_overlay(lang=lang, reach=reach, bands=rule_bands(rule), roads=roads)


def _place(lonlat: LonLat) -> tuple[float, float]:
    lon, lat = lonlat.tolist()
    return lon, lat


def routes_html(report: CoverageReport, path: Path, pick: Pick, lang: Lang) -> str:
    """What a pick shows beside its card, as HTML; empty for nothing.

    Of a village the way from the nearest provider, road by road; of a provider how many
    villages lie within the limit.

    Parameters
    ----------
    report
        The report.
    path
        Workspace.
    pick
        What is selected.
    lang
        Language.
    """
    at = provider_at(report, pick)
    if at >= 0:
        return _within_html(report, path, at, lang)
    if pick.kind != "village" or pick.code not in report.villages.index:
        return ""
    ways = reaching.ways(path, report.verdict.rule, state.travel(), pick.code)
    if not ways:
        return ""
    at, way = ways[0]
    provider = provider_text(report.verdict, at, lang)
    if way is None:
        text = say("route_none", lang, provider=provider)
        return f'<div class="cp-card">{markup(text)}</div>'
    told = {
        "provider": provider,
        "distance": distance_text(way.metres, lang),
        "minutes": max(math.ceil(way.seconds / 60), 1),
    }
    legs = legs_text(way, lang)
    rows = "".join(f"<li>{markup(leg)}</li>" for leg in legs[:_MOST_LEGS])
    if len(legs) > _MOST_LEGS:
        more = say("route_more", lang, count=len(legs) - _MOST_LEGS)
        rows += f"<li>{markup(more)}</li>"
    head = markup(say("route_title", lang, **told))
    return f'<div class="cp-card" data-route><b>{head}</b><ol>{rows}</ol></div>'


def _within_html(report: CoverageReport, path: Path, at: int, lang: Lang) -> str:
    rule = report.verdict.rule
    found = reaching.within(path, rule, state.travel(), at)
    if found is None:
        return ""
    told = {"limit": limit_text(rule, lang), "count": found.villages}
    key = "within_fitting" if rule.match_trade else "within"
    text = say(key, lang, **told, fitting=found.fitting)
    return f'<div class="cp-card" data-within>{markup(text)}</div>'
