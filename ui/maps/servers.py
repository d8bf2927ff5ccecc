"""Who serves a village and how far it is, whom a provider serves, where it lives."""

import numpy as np
import shapely

from geo.travel import StraightLine
from geo.words import Lang
from planner.report import CoverageReport
from planner.wording import travel_text
from ui.maps.lines import kind_label
from ui.text import say


def servers_of(report: CoverageReport, row: int) -> list[tuple[int, int]]:
    """Providers that serve a village, nearest first.

    Parameters
    ----------
    report
        The report.
    row
        Position of the village.

    Returns
    -------
    list of (int, int)
        Position of the provider, and its cost in whole units of the rule; -1 where it
        is not known: only the nearest one's is kept with the verdict, the others' are
        worked out again where travel is a straight line.
    """
    verdict = report.verdict
    first, last = np.searchsorted(verdict.serving[:, 0], [row, row + 1])
    found = verdict.serving[first:last, 1]
    costs = np.where(found == verdict.server[row], verdict.server_cost[row], -1)
    settings = verdict.travel
    if len(found) > 1 and settings["method"] == "straight_line":
        line = StraightLine(float(settings["speed_kmh"]), float(settings["detour"]))
        reach = line.within(
            verdict.problem.villages.lonlat[[row]],
            verdict.problem.providers.lonlat[found],
            cutoff=verdict.rule.cutoff,
            unit=verdict.rule.unit,
        )
        known = reach.matrix.toarray()[0]
        costs = np.where(known > 0, known, costs)
    unknown = np.iinfo(np.int64).max
    order = np.argsort(np.where(costs < 0, unknown, costs), kind="stable")
    return list(zip(found[order].tolist(), costs[order].tolist(), strict=True))


def servers_text(report: CoverageReport, row: int, lang: Lang, *, most: int) -> str:
    """Providers that serve a village, one a line: name, kind and travel.

    Parameters
    ----------
    report, row, lang
        The report, position of the village, and language.
    most
        Lines at most; the last then says how many more there are.
    """
    providers = report.verdict.problem.providers
    found = servers_of(report, row)
    lines = []
    for at, cost in found[:most]:
        kind = kind_label(providers.kinds[at], lang)
        line = say("atlas_server", lang, name=providers.names[at], kind=kind)
        if cost >= 0:
            cost_text = travel_text(cost, report.verdict.rule.unit, lang)
            line = say("atlas_server_cost", lang, server=line, cost=cost_text)
        lines.append(line)
    return "\n".join(_cut(lines, len(found), lang))


def served_text(report: CoverageReport, provider: int, lang: Lang, *, most: int) -> str:
    """Villages a provider serves, one a line: name, township and code."""
    serving = report.verdict.serving
    rows = serving[serving[:, 1] == provider, 0]
    shown = report.villages.iloc[rows[:most]]
    lines = [
        say("atlas_served", lang, name=name, township=township, code=code)
        for code, name, township in zip(
            shown.index, shown["name"], shown["township_name"], strict=True
        )
    ]
    return "\n".join(_cut(lines, len(rows), lang))


def home_text(report: CoverageReport, provider: int, lang: Lang) -> str:
    """Township and county a provider lives or stands in, as far as they are known.

    The county is the one given, else the one its place lies in.
    """
    units = {}
    for layer, key in (("townships", "township"), ("counties", "county")):
        frame = report.layers.get(layer)  # type: ignore[call-overload]
        units[key] = "" if frame is None else _around(report, frame, provider)
    given = _given_county(report, provider)
    place = say(
        "atlas_place",
        lang,
        county=given or units["county"],
        township=units["township"],
    )
    return place.strip(" ,")


def _cut(lines: list[str], count: int, lang: Lang) -> list[str]:
    more = count - len(lines)
    return [*lines, say("atlas_more", lang, count=more)] if more > 0 else lines


def _around(report: CoverageReport, frame, provider: int) -> str:  # noqa: ANN001
    """Name of the unit of a layer in which a provider lies; empty where in none."""
    lonlat = report.verdict.problem.providers.lonlat[provider]
    if not np.isfinite(lonlat).all():
        return ""
    inside = shapely.intersects_xy(frame.geometry.to_numpy(), *lonlat.tolist())
    names = frame["name"].to_numpy()[inside]
    return str(names[0]) if len(names) else ""


def _given_county(report: CoverageReport, provider: int) -> str:
    """Name of the county written in the provider's row; empty where there is none."""
    bases = report.layers["bases"]
    own, at = bases, provider
    if provider >= len(bases):
        own, at = report.layers["commissioners"], provider - len(bases)
    counties = report.layers["counties"]
    named = counties.loc[counties["county_code"] == own["county_code"].iat[at], "name"]
    return str(named.iat[0]) if len(named) else ""
