"""The map of new bases: where they stand, numbered, and which villages each serves."""

from collections.abc import Collection, Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geo.words import Lang
from planner.new_bases.answering import BaseAnswer
from planner.new_bases.handing_over import amount_text, site_table
from planner.wording import reason_label
from ui.maps import features
from ui.maps.ground import Ground
from ui.maps.layers import Drawn, draw, layer
from ui.maps.legend import providers_section
from ui.maps.lines import kind_label
from ui.maps.palette import (
    GROUP_SHAPES,
    KIND_GROUPS,
    MOVED_BASE,
    NEW_BASE,
    REASON_COLOURS,
)
from ui.maps.road_legend import line_entry
from ui.maps.view import View
from ui.text import say

Feature = dict[str, Any]


def bases_map(
    answer: BaseAnswer,
    *,
    lang: Lang,
    moved: Collection[str] = (),
    can_drag: bool = False,
) -> Drawn:
    """Draw a plan of new bases.

    Parameters
    ----------
    answer
        The plan. Each new base can be clicked, ``kind`` ``"site"``, ``code`` its
        ``site_id``; so can every village asked for.
    lang
        Language of every word.
    moved
        Ids of sites to show in a colour of their own: those that the plan compared with
        has not.
    can_drag
        Whether new bases can be dragged; see :func:`ui.maps.clicks.parse_dropped`.
    """
    report = answer.question.report
    view = View(report, lang, show=frozenset({"bases"}))
    ground = Ground(report, None, lang, np.empty((0, 2)))
    sites = site_table(answer, lang)
    found = {"new_base": _sites(answer, sites, moved, lang)}
    found["covered"], found["uncovered"] = _villages(answer, view, lang)
    found |= {"serves": _lines(answer, view), "banned": _banned(answer, lang)}
    layers = [
        *ground.counties(),
        layer("serves", found["serves"], clickable=False),
        layer("provider_small", features.provider_points(view)["bases"]),
        *(
            layer(style, found[style])
            for style in ("covered", "uncovered", "banned", "new_base")
        ),
    ]
    counties = [one for one in ground.labels() if one["level"] == "county"]
    return draw(
        lang=lang,
        bounds=View(report, lang, county=answer.question.choice.county).bounds,
        layers=[one for one in layers if one["data"]["features"]],
        # Of names that would lie on each other the first is written.
        labels=[*_numbers(sites, moved), *counties],
        legend=_legend(found, view, lang),
        attribution=ground.attribution(),
        banner=ground.banner,
        draggable="site" if can_drag else "",
    )


def _legend(
    found: Mapping[str, list[Feature]], view: View, lang: Lang
) -> list[dict[str, Any]]:
    """What the symbols stand for; ``found`` are features by style."""
    plan = _plan_entries(found["new_base"], found["serves"], found["banned"], lang)
    villages = _village_entries(found["covered"], found["uncovered"], lang)
    sections = [
        {"title": say("atlas_plan", lang), "entries": plan},
        {"title": say("atlas_plan_villages", lang), "entries": villages},
        providers_section(view, "provider_small"),
    ]
    return [one for one in sections if one["entries"]]


def _numbers(sites: gpd.GeoDataFrame, moved: Collection[str]) -> list[Feature]:
    """The number of each new base, as a label on it."""
    return [
        {
            "level": "moved" if row["site_id"] in moved else "site",
            "text": str(row["number"]),
            "at": [row["geometry"].x, row["geometry"].y],
        }
        for row in sites.to_dict("records")
    ]


def _sites(
    answer: BaseAnswer,
    sites: gpd.GeoDataFrame,
    moved: Collection[str],
    lang: Lang,
) -> list[Feature]:
    """New bases, the largest drawn last."""
    unit = answer.question.verdict.rule.unit
    found = []
    for row in sites.to_dict("records"):
        name = say("atlas_plan_site", lang, number=row["number"], name=row["name"])
        facts = say(
            "atlas_plan_site_facts", lang, county=row["county_name"],
            kind=kind_label(row["kind"], lang), cost=f"{row['cost']:g}",
        )  # fmt: skip
        told = [facts, row["why"]]
        if row["villages"]:
            far = amount_text(float(row["travel"]), unit, lang)
            told.append(say("atlas_plan_site_far", lang, travel=far))
        properties = {
            "kind": "site",
            "code": row["site_id"],
            "name": name,
            "lines": told,
            "shape": GROUP_SHAPES[KIND_GROUPS[row["kind"]]],
        }
        if row["site_id"] in moved:
            properties["fill"] = MOVED_BASE
        found.append(_feature(row["geometry"], properties))
    return found[::-1]


def _banned(answer: BaseAnswer, lang: Lang) -> list[Feature]:
    """Sites where none may be built, by the planner's own word."""
    question = answer.question
    table = question.candidates.table
    at = np.flatnonzero(table["site_id"].isin(question.choice.forbidden))
    return [
        _feature(
            shapely.Point(question.candidates.lonlat[site].round(5)),
            {
                "kind": "banned",
                "code": str(table["site_id"].iat[site]),
                "name": str(table["name"].iat[site]),
                "lines": [say("atlas_plan_banned", lang)],
            },
        )
        for site in at.tolist()
    ]


def _villages(
    answer: BaseAnswer, view: View, lang: Lang
) -> tuple[list[Feature], list[Feature]]:
    """Villages asked for: those the plan covers, and those that stay uncovered."""
    question = answer.question
    names = question.candidates.table["name"].to_numpy(dtype=object)
    villages = question.report.villages
    unreached = {one.village: one.reason for one in answer.unreached}
    served: list[Feature] = []
    left: list[Feature] = []
    for at, row in enumerate(question.rows.tolist()):
        site = int(answer.plan.assigned[at])
        properties: Feature = {
            "kind": "village",
            "code": villages.index[row],
            "name": villages["name"].iat[row],
        }
        if site >= 0:
            by = str(names[site]) if site < question.new else ""
            told = [say("atlas_plan_served", lang, site=by)] if by else []
            properties["lines"] = told
            served.append(_at(view, row, properties))
            continue
        reason = unreached.get(row) or str(villages["reason"].iat[row])
        key = "atlas_plan_unreached" if row in unreached else "atlas_plan_left"
        label = reason_label(reason, lang) if reason else ""
        properties["lines"] = [say(key, lang, reason=label)]
        properties["fill"] = REASON_COLOURS.get(reason, REASON_COLOURS["wrong_day"])
        left.append(_at(view, row, properties))
    return served, left


def _at(view: View, row: int, properties: Feature) -> Feature:
    return _feature(shapely.Point(view.lonlat[row].round(5)), properties)


def _feature(shape: shapely.Geometry, properties: Feature) -> Feature:
    geometry = shapely.geometry.mapping(shape)
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _lines(answer: BaseAnswer, view: View) -> list[Feature]:
    """A line from each new base to each village it serves, base by base."""
    question = answer.question
    lonlat = question.candidates.lonlat
    found = []
    for site in answer.opened.tolist():
        rows = question.rows[answer.plan.assigned == site]
        ends = [view.lonlat[row].round(5) for row in rows.tolist()]
        parts = [
            shapely.LineString([lonlat[site].round(5), end])
            for end in ends
            if np.hypot(*(end - lonlat[site])) > 0
        ]
        if parts:
            found.append(_feature(shapely.MultiLineString(parts), {}))
    return found


def _plan_entries(
    new: list[Feature], lines: list[Feature], banned: list[Feature], lang: Lang
) -> list[Mapping[str, Any]]:
    fills = [one["properties"].get("fill", NEW_BASE) for one in new]
    shapes = {one["properties"]["shape"] for one in new}
    shape = shapes.pop() if len(shapes) == 1 else "square"
    entries: list[Mapping[str, Any]] = [
        {
            "shape": shape,
            "style": "new_base",
            "fill": fill,
            "text": say("atlas_entry", lang, name=say(key, lang), count=count),
        }
        for fill, key in (
            (NEW_BASE, "atlas_plan_new"),
            (MOVED_BASE, "atlas_plan_moved"),
        )
        if (count := fills.count(fill))
    ]
    if lines:
        entries.append(line_entry("serves", say("atlas_plan_serves", lang)))
    if banned:
        name = say("atlas_plan_banned", lang)
        text = say("atlas_entry", lang, name=name, count=len(banned))
        entries.append({"shape": "circle", "style": "banned", "text": text})
    return entries


def _village_entries(
    served: list[Feature], left: list[Feature], lang: Lang
) -> list[Mapping[str, Any]]:
    entries: list[Mapping[str, Any]] = []
    if served:
        name = say("atlas_plan_covered", lang)
        text = say("atlas_entry", lang, name=name, count=len(served))
        entries.append({"shape": "circle", "style": "covered", "text": text})
    fills = [one["properties"]["fill"] for one in left]
    for fill in dict.fromkeys(fills):
        reason = next(one for one in left if one["properties"]["fill"] == fill)
        name = reason["properties"]["lines"][0]
        text = say("atlas_entry", lang, name=name, count=fills.count(fill))
        entry = {"shape": "circle", "style": "uncovered", "fill": fill, "text": text}
        entries.append(entry)
    return entries
