"""The legend, of what is drawn and nothing else, and the line under the map."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from geo.schemas import LAYERS, SOURCE_FILE, LayerName
from geo.words import Lang
from planner.report import Level
from planner.wording import reason_label
from ui.maps import palette
from ui.maps.road_legend import (
    minutes_entries,
    place_entry,
    reach_section,
    roads_section,
)
from ui.maps.view import UNIT_LAYERS, Flags, View
from ui.text import say

Entry = dict[str, Any]
Section = dict[str, Any]
_SOURCES_NAMED = 3
# Asked for by the Open Database License, in this wording.
_OSM_CREDIT = "© OpenStreetMap contributors"


def sections(view: View, notes: list[str]) -> list[Section]:
    """Legend of a view: sections with a title and entries, each a symbol and words.

    Parameters
    ----------
    view
        The view as drawn.
    notes
        Sentences below the symbols.
    """
    areas = _village_areas if view.level == "village" else _shares
    reach = view.roads and view.roads.reach
    found = [
        *([areas(view), _uncovered(view)] if view.colour == "reason" else []),
        *([_minutes(view)] if view.colour == "minutes" else []),
        _others(view),
        providers_section(view),
        reach_section(reach, view.bands, view.lang),
        roads_section(view.roads, view.lang, shown="roads" in view.show),
    ]
    found.append({"title": "", "entries": [], "notes": notes})
    return [part for part in found if part["entries"] or part.get("notes")]


def attribution(view: View, *, map_number: str = "") -> str:
    """Source, date, what is illustrative, and the map review number, in one line."""
    layers = _drawn_layers(view)
    illustrative = [
        LAYERS[name].label(view.lang)
        for name in layers
        if view.report.layers[name]["illustrative"].any()
    ]
    return line_below(
        _sources(view, layers), date_text(view), illustrative, map_number, view.lang
    )


def line_below(
    sources: Sequence[str],
    date: str,
    illustrative: Sequence[str],
    map_number: str,
    lang: Lang,
) -> str:
    """Put the line under a map together; what is empty is left out.

    Parameters
    ----------
    sources
        Names of files.
    date
        Day the map holds for.
    illustrative
        Labels of layers that are not real data.
    map_number
        Map review number; "for internal use" is written where it is empty.
    lang
        Language.
    """
    join = say("atlas_entry_join", lang)
    parts = [_sources_text(sources, lang), _credit(sources), date]
    if illustrative:
        names = join.join(illustrative)
        parts.append(say("atlas_attribution_illustrative", lang, layers=names))
    number = map_number.strip()
    parts.append(
        say("atlas_number", lang, number=number)
        if number
        else say("atlas_internal", lang)
    )
    return " · ".join(part for part in parts if part)


def _credit(sources: Sequence[str]) -> str:
    """Whom a map of an OpenStreetMap extract must name; empty for any other."""
    extracts = [name for name in sources if ".osm.pbf" in name.lower()]
    return _OSM_CREDIT if extracts else ""


def date_text(view: View) -> str:
    """Day the verdict holds for."""
    day = view.report.verdict.rule.on
    if day is None:
        return ""
    return say("atlas_date", view.lang, year=day.year, month=day.month, day=day.day)


def _shares(view: View) -> Section:
    level: Level = "township" if view.level == "township" else "county"
    layer = UNIT_LAYERS[view.level]
    table = view.report.units(level)
    shares = table.loc[view.layer(layer)[LAYERS[layer].key], "share"]
    found = Counter(palette.share_class(share) for share in shares)
    entries = [
        _area(step.colour, _counted(view, say(step.key, view.lang), found[step]))
        for step in palette.RAMP
        if found[step]
    ]
    if found[None]:
        text = _counted(view, say(f"atlas_legend_none_{level}", view.lang), found[None])
        entries.append(_area(palette.NOT_ASKED, text))
    return {"title": say(f"atlas_legend_{level}", view.lang), "entries": entries}


def _village_areas(view: View) -> Section:
    codes = view.layer("village_areas")["village_code"]
    villages = view.report.villages
    status = villages.loc[villages.index.isin(codes), "status"].value_counts()
    entries = [
        _area(colour, _counted(view, say(key, view.lang), int(status[name])))
        for name, colour, key in (
            ("covered", palette.COVERED_AREA, "atlas_area_covered"),
            ("not_asked", palette.NOT_ASKED, "atlas_village_other"),
        )
        if status.get(name)
    ]
    return {"title": say("atlas_legend_village", view.lang), "entries": entries}


def _uncovered(view: View) -> Section:
    """Reasons drawn, those of one colour in one entry, most villages first."""
    villages = view.report.villages
    shown = _points_and_areas(view, view.chosen_reason)
    counts = Counter(villages.loc[shown & (villages["reason"] != ""), "reason"])
    colours: dict[str, list[str]] = {}
    for reason, _ in counts.most_common():
        colours.setdefault(palette.REASON_COLOURS[reason], []).append(reason)
    join = say("atlas_entry_join", view.lang)
    shape = "area" if view.level == "village" else "circle"
    entries = [
        {
            "shape": shape,
            "style": "uncovered",
            "fill": colour,
            "text": _counted(
                view,
                join.join(reason_label(reason, view.lang) for reason in reasons),
                sum(counts[reason] for reason in reasons),
            ),
        }
        for colour, reasons in colours.items()
    ]
    return {"title": say("atlas_legend_uncovered", view.lang), "entries": entries}


def _points_and_areas(view: View, among: Flags) -> Flags:
    """Villages drawn as points, and of those given the ones whose area is coloured."""
    if view.level != "village":
        return view.points
    areas = view.layer("village_areas")["village_code"]
    shown: Flags = view.points | (
        np.asarray(view.report.villages.index.isin(areas)) & among
    )
    return shown


def _minutes(view: View) -> Section:
    """Villages asked for by their own travel."""
    verdict = view.report.verdict
    among = verdict.covered | view.chosen_reason
    shown = _points_and_areas(view, among) & verdict.in_set
    counts = Counter(view.band[shown].tolist())
    area = {"shape": "area", "style": "area"}
    entry = (lambda _: area) if view.level == "village" else place_entry
    none = say("atlas_band_none", view.lang)
    return {
        "title": say("atlas_legend_minutes", view.lang),
        "entries": minutes_entries(counts, entry, view.bands, none, view.lang),
    }


def _others(view: View) -> Section:
    status = view.report.villages.loc[view.points, "status"].value_counts()
    entries = [
        {
            "shape": "circle",
            "style": name,
            "text": _counted(view, say(key, view.lang), int(status[name])),
        }
        for name, key in (
            ("covered", "atlas_village_covered"),
            ("not_asked", "atlas_village_other"),
        )
        if status.get(name) and (name, view.colour) != ("covered", "minutes")
    ]
    return {"title": say("atlas_legend_covered", view.lang), "entries": entries}


def providers_section(view: View, style: str = "provider") -> Section:
    """Symbols of the providers that are drawn, by group, and of those that are idle."""
    kinds = view.report.verdict.problem.providers.kinds[view.providers]
    counts = Counter(palette.KIND_GROUPS[kind] for kind in kinds)
    entries: list[Entry] = [
        {
            "shape": shape,
            "style": style,
            "text": _counted(
                view, say(f"atlas_group_{group}", view.lang), counts[group]
            ),
        }
        for group, shape in palette.GROUP_SHAPES.items()
        if counts[group]
    ]
    if (view.idle & view.providers).any():
        text = say("atlas_idle", view.lang)
        entries.append({"shape": "square", "style": style, "s": "idle", "text": text})
    return {"title": say("atlas_legend_providers", view.lang), "entries": entries}


def _area(fill: str, text: str) -> Entry:
    """Coloured box with words."""
    return {"shape": "area", "style": "area", "fill": fill, "text": text}


def _counted(view: View, name: str, count: int) -> str:
    return say("atlas_entry", view.lang, name=name, count=f"{count:,}")


def _drawn_layers(view: View) -> list[LayerName]:
    drawn: list[LayerName] = ["counties"]
    if view.level != "county":
        drawn.append(UNIT_LAYERS[view.level])
    if view.points.any():
        drawn.append("villages")
    if view.roads is not None and "roads" in view.report.layers:
        drawn.append("roads")
    drawn += [name for name in ("bases", "commissioners") if name in view.show]
    return drawn


def _sources(view: View, layers: list[LayerName]) -> list[str]:
    """Names of the files the drawn rows came from; none if they are not known."""
    names: list[str] = []
    for layer in layers:
        found = view.report.layers[layer][SOURCE_FILE].unique().tolist()
        names += [name for name in found if name and name not in names]
    return names


def _sources_text(names: Sequence[str], lang: Lang) -> str:
    if not names:
        return ""
    text = say("atlas_entry_join", lang).join(names[:_SOURCES_NAMED])
    if len(names) > _SOURCES_NAMED:
        params = {"names": text, "count": len(names)}
        text = say("atlas_attribution_more", lang, **params)
    return say("atlas_attribution_source", lang, names=text)
