"""The map of a pairing: who is paired and who is not, parties, and a line each pair."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from geo.travel import LonLat
from geo.words import Lang
from planner.pairing.answering import PairingAnswer
from planner.pairing.choice import COUNTY_KINDS, EASTERN, Kind
from planner.pairing.wording import reason_label
from planner.report import CoverageReport
from ui.maps.features import fan
from ui.maps.ground import Ground
from ui.maps.layers import Drawn, layer
from ui.maps.palette import NEW_BASE, REASON_COLOURS
from ui.maps.road_legend import line_entry
from ui.maps.roster_map import MOST_TIES
from ui.text import say

Feature = dict[str, Any]
_MOST_LISTED = 6


@dataclass(frozen=True, eq=False)
class PairingView:
    """What a map of a pairing draws.

    Parameters
    ----------
    answer
        The pairing.
    report
        A verdict on the same layers, for counties and the line below.
    lang
        Language.
    county
        Draw only what is of this county; empty for all.
    """

    answer: PairingAnswer
    report: CoverageReport
    lang: Lang
    county: str = ""

    @cached_property
    def posts(self) -> list[dict[str, Any]]:
        """Posts of the county as rows, with ``row`` and the position of the party."""
        posts = self.answer.posts.assign(
            row=np.arange(len(self.answer.posts)), person=self.answer.plan.person
        )
        if self.county:
            posts = posts[posts["county_code"] == self.county]
        rows: list[Any] = posts.to_dict("records")
        return rows

    @cached_property
    def places(self) -> LonLat:
        """Places of the posts, longitude, latitude; NaN where unknown."""
        return self.answer.question.posts[["lon", "lat"]].to_numpy(dtype=np.float64)

    @cached_property
    def homes(self) -> LonLat:
        """Places of the parties, longitude, latitude; NaN where unknown."""
        return self.answer.question.parties[["lon", "lat"]].to_numpy(dtype=np.float64)


def pairing_map(view: PairingView) -> Drawn:
    """Draw a pairing.

    Each village (``kind`` ``"village"``), county (``"county"``) or three-regions person
    (``"commissioner"``) can be clicked.
    """
    lang, posts = view.lang, view.posts
    ground = Ground(view.report, None, lang, np.empty((0, 2)))
    units = _units(view, posts)
    parties = _parties(view, posts)
    ties = _ties(view, posts)
    shown = len(ties) <= MOST_TIES
    layers = [
        *ground.counties(),
        layer("serves", ties if shown else [], clickable=False),
        layer("covered", units["kept"]),
        layer("changed", units["new"]),
        layer("provider_small", parties, clickable=False, hover=True),
        layer("uncovered", units["open"]),
    ]
    section = _party_section(view, parties, shown and bool(ties))
    if view.answer.question.kind in EASTERN:
        section = _eastern_section(view, posts)
    legend = [_unit_section(view, units), section]
    return ground.drawn(layers, legend, county=view.county)


def _units(
    view: PairingView, posts: list[dict[str, Any]]
) -> Mapping[str, list[Feature]]:
    """Who is paired as now, newly or not: one symbol a village, county or person."""
    found: dict[str, list[Feature]] = {"kept": [], "new": [], "open": []}
    taken: dict[tuple[float, ...], int] = {}
    units: dict[str, list[dict[str, Any]]] = {}
    for row in posts:
        units.setdefault(row["person_id"] or row["unit_code"], []).append(row)
    for code, own in units.items():
        place = view.places[own[0]["row"]]
        if not np.isfinite(place).all():
            continue
        made = _feature(view, place, code, own)
        spot = tuple(np.round(place, 5).tolist())
        again = taken[spot] = taken.get(spot, -1) + 1
        if again:
            made["properties"] |= dict(zip(("dx", "dy"), fan(again), strict=True))
        reasons = [row["reason"] for row in own if row["reason"]]
        if reasons:
            made["properties"] |= {"fill": REASON_COLOURS[reasons[0]]}
            # Not sent to be drawn: the legend counts by it.
            made["reason"] = reasons[0]
            found["open"].append(made)
        elif all(row["kept"] for row in own):
            found["kept"].append(made)
        else:
            made["properties"] |= {"fill": NEW_BASE}
            found["new"].append(made)
    return found


def _feature(
    view: PairingView, place: LonLat, code: str, own: list[dict[str, Any]]
) -> Feature:
    lang, kind = view.lang, view.answer.question.kind
    lines = []
    for row in own:
        if row["reason"]:
            reason = reason_label(row["reason"], lang)
            lines.append(say("roster_map_open", lang, reason=reason))
            continue
        key = "pairing_map_held" if row["kept"] else "pairing_map_new_held"
        lines.append(say(key, lang, name=row["party"]))
    if any(row["illustrative"] for row in own):
        lines.append(say("atlas_illustrative", lang))
    told = {
        "kind": _clicked(kind),
        "code": code,
        "name": str(own[0]["name"]),
        "lines": lines,
    }
    if kind == "three_regions":
        told["shape"] = "person"
    point = {"type": "Point", "coordinates": place.round(5).tolist()}
    return {"type": "Feature", "geometry": point, "properties": told}


def _clicked(kind: Kind) -> str:
    """What a symbol of a kind of pairing is, for whoever clicks on it."""
    if kind == "three_regions":
        return "commissioner"
    return "county" if kind in COUNTY_KINDS else "village"


def _parties(view: PairingView, posts: list[dict[str, Any]]) -> list[Feature]:
    """Parties that hold any of the posts drawn; villages of people are drawn so too."""
    lang, loads = view.lang, view.answer.plan.load
    parties = view.answer.question.parties
    taken: dict[tuple[float, ...], int] = {}
    found = []
    rows: list[Any] = parties.to_dict("records")
    for at in sorted({one["person"] for one in posts if one["person"] >= 0}):
        place, row = view.homes[at], rows[at]
        if not np.isfinite(place).all():
            continue
        lines = [
            say("pairing_map_load", lang, load=int(loads[at]), most=row["capacity"])
        ]
        spot = tuple(np.round(place, 5).tolist())
        again = taken[spot] = taken.get(spot, -1) + 1
        told: dict[str, Any] = {"name": str(row["name"]), "lines": lines}
        if row["kind"] == "person":
            told["shape"] = "person"
        elif row["kind"] != "village":
            told["shape"] = "square"
        if again:
            told |= dict(zip(("dx", "dy"), fan(again), strict=True))
        point = {"type": "Point", "coordinates": place.round(5).tolist()}
        found.append({"type": "Feature", "geometry": point, "properties": told})
    return found


def _ties(view: PairingView, posts: list[dict[str, Any]]) -> list[Feature]:
    """Lines from who is paired to the party; none where they are at one place."""
    found = []
    for post in posts:
        row, person = post["row"], post["person"]
        if person < 0:
            continue
        ends = np.array([view.homes[person], view.places[row]])
        if not np.isfinite(ends).all() or (ends[0] == ends[1]).all():
            continue
        line = {"type": "LineString", "coordinates": ends.round(5).tolist()}
        found.append({"type": "Feature", "geometry": line, "properties": {}})
    return found


def _unit_section(
    view: PairingView, units: Mapping[str, list[Feature]]
) -> dict[str, Any]:
    lang, kind = view.lang, view.answer.question.kind
    shape = "person" if kind == "three_regions" else "circle"
    entries = []
    for name, style in (("kept", "covered"), ("new", "changed")):
        if units[name]:
            text = _counted(f"pairing_map_{name}", len(units[name]), lang)
            entry = {"shape": shape, "style": style, "text": text}
            entries.append(entry | ({"fill": NEW_BASE} if name == "new" else {}))
    reasons = Counter(one.pop("reason") for one in units["open"])
    for reason, count in reasons.most_common():
        name = reason_label(reason, lang)
        entries.append(
            {
                "shape": shape,
                "style": "uncovered",
                "fill": REASON_COLOURS[reason],
                "text": say("atlas_entry", lang, name=name, count=f"{count:,}"),
            }
        )
    return {"title": say(f"pairing_kind_{kind}", lang), "entries": entries}


def _party_section(
    view: PairingView, parties: list[Feature], ties: bool
) -> dict[str, Any]:
    lang = view.lang
    entries: list[dict[str, Any]] = []
    for shape, key in (("person", "experts"), ("square", "others"), ("", "villages")):
        count = sum(one["properties"].get("shape", "") == shape for one in parties)
        if count:
            text = _counted(f"pairing_map_{key}", count, lang)
            drawn = shape or "circle"
            entries.append({"shape": drawn, "style": "provider_small", "text": text})
    if ties:
        entries.append(line_entry("serves", say("pairing_map_tie", lang)))
    notes = [] if ties or not parties else [say("pairing_map_many", lang)]
    title = say("pairing_map_parties", lang)
    return {"title": title, "entries": entries, "notes": notes}


def _eastern_section(view: PairingView, posts: list[dict[str, Any]]) -> dict[str, Any]:
    """Eastern partners of what is drawn, which are off the map, the busiest first."""
    lang = view.lang
    loads = Counter(row["party"] for row in posts if row["party_id"])
    notes = [
        say("atlas_entry", lang, name=name, count=f"{count:,}")
        for name, count in loads.most_common(_MOST_LISTED)
    ]
    more = len(loads) - _MOST_LISTED
    if more > 0:
        notes.append(say("pairing_map_more", lang, count=more))
    return {"title": say("pairing_map_east", lang), "entries": [], "notes": notes}


def _counted(key: str, count: int, lang: Lang) -> str:
    return say("atlas_entry", lang, name=say(key, lang), count=f"{count:,}")
