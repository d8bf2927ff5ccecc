"""The map of a roster: villages filled and open, people, and a line for each tie."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import folium
import numpy as np
import pandas as pd
import shapely

from geo.travel import LonLat
from geo.words import Lang
from planner.assignment import post_reason_label
from planner.report import CoverageReport
from planner.roster.answering import RosterAnswer
from ui.maps.features import fan
from ui.maps.ground import Ground
from ui.maps.layers import Drawn, layer, script_json
from ui.maps.palette import NEW_BASE, REASON_COLOURS, ROUTE
from ui.maps.road_legend import line_entry
from ui.maps.routes import Overlay, feature_of
from ui.text import say

Feature = dict[str, Any]
# More lines than this are a thicket; then only those of what is selected are drawn.
MOST_TIES = 300


@dataclass(frozen=True, eq=False)
class RosterView:
    """What a map of a roster draws.

    Parameters
    ----------
    answer
        The roster.
    report
        A verdict on the same layers, for counties and the line below.
    lang
        Language.
    county
        Draw only villages of this county and who serves or lives there; empty for all.
    """

    answer: RosterAnswer
    report: CoverageReport
    lang: Lang
    county: str = ""

    @property
    def posts(self) -> pd.DataFrame:
        """Posts of the county, with the position of village and person."""
        question, plan = self.answer.question, self.answer.plan
        rows = question.posts["row"].to_numpy()
        codes = question.villages["county_code"].to_numpy(dtype=object)[rows]
        table = self.answer.posts.assign(row=rows, person=plan.person)
        return table[codes == self.county] if self.county else table

    @property
    def villages(self) -> LonLat:
        """Places of villages, longitude, latitude; NaN where unknown."""
        return _lonlat(self.answer.question.villages)

    @property
    def homes(self) -> LonLat:
        """Places of people, longitude, latitude; NaN where unknown."""
        return _lonlat(self.answer.question.people)


def roster_map(view: RosterView) -> Drawn:
    """Draw a roster.

    Each village can be clicked, ``kind`` ``"village"``, and each person,
    ``"commissioner"``.
    """
    lang, posts = view.lang, view.posts
    ground = Ground(view.report, None, lang, np.empty((0, 2)))
    filled, left = _villages(view, posts)
    people = _people(view, posts)
    ties = _ties(view, posts)
    shown = sum(len(one["geometry"]["coordinates"]) for one in ties) <= MOST_TIES
    layers = [
        *ground.counties(),
        layer("serves", ties if shown else [], clickable=False),
        layer("covered", filled),
        layer("provider" if view.county else "provider_small", people),
        layer("uncovered", left),
    ]
    legend = [
        _village_section(filled, left, lang),
        _people_section(people, shown and bool(ties), lang),
    ]
    return ground.drawn(layers, legend, county=view.county if len(posts) else "")


def ties_overlay(
    pairs: Sequence[tuple[tuple[float, float], tuple[float, float]]],
    lang: Lang,
    *,
    home: tuple[float, float] | None = None,
    fit: bool = False,
) -> folium.FeatureGroup:
    """Lay the ties of what is selected over the map; with none they go.

    Parameters
    ----------
    pairs
        Places of person and village, longitude, latitude.
    lang
        Language of the legend.
    home
        Where one person more would live; None where nobody is suggested.
    fit
        Whether the map goes to what is laid over it.
    """
    lines = [
        shapely.LineString(np.round(pair, 5))
        for pair in pairs
        if np.isfinite(pair).all() and pair[0] != pair[1]
    ]
    colour = ROUTE if home is None else NEW_BASE
    layers, entries = [], []
    if lines:
        course = feature_of(shapely.MultiLineString(lines))
        course["properties"] = {"color": colour}
        layers.append(layer("route_weak", [course], clickable=False))
        key = "roster_map_own" if home is None else "roster_map_would"
        text = say("atlas_entry", lang, name=say(key, lang), count=len(lines))
        entries.append(line_entry("route_weak", text, color=colour))
    if home is not None:
        layers.append(layer("route_start", [feature_of(shapely.Point(home))]))
        layers[-1]["clickable"] = False
        text = say("roster_map_more", lang)
        entries.append({"shape": "circle", "style": "route_start", "text": text})
    bounds = shapely.total_bounds(lines).tolist() if lines else None
    given = {
        "layers": layers,
        "legend": [{"title": "", "entries": entries}] if entries else [],
        "fit": bounds and [[bounds[1], bounds[0]], [bounds[3], bounds[2]]],
    }
    if not fit:
        given["fit"] = None
    group = folium.FeatureGroup(name="overlay", control=False)
    Overlay(script_json(given)).add_to(group)
    return group


def _villages(view: RosterView, posts: pd.DataFrame) -> tuple[list[Feature], ...]:
    """Villages whose posts are all filled, and those with an open one."""
    lang, places = view.lang, view.villages
    illustrative = view.answer.question.villages["illustrative"].to_numpy()
    filled: list[Feature] = []
    left: list[Feature] = []
    for row, own in posts.groupby("row", sort=False):
        at = int(str(row))
        if not np.isfinite(places[at]).all():
            continue
        lines = [_post_line(post, view) for post in own.to_dict("records")]
        if illustrative[at]:
            lines.append(say("atlas_illustrative", lang))
        made = _feature(
            places[at], "village", str(own["village_code"].iloc[0]),
            str(own["village"].iloc[0]), lines,
        )  # fmt: skip
        reasons = [reason for reason in own["reason"] if reason]
        if not reasons:
            filled.append(made)
            continue
        made["properties"] |= {"fill": REASON_COLOURS[reasons[0]]}
        # Not sent to be drawn: the legend counts by it.
        made["reason"] = reasons[0]
        left.append(made)
    return filled, left


def _post_line(post: Mapping[Any, Any], view: RosterView) -> str:
    lang = view.lang
    if post["reason"] or not post["name"]:
        reason = post_reason_label(post["reason"], lang) if post["reason"] else ""
        return say("roster_map_open", lang, reason=reason)
    unit = view.answer.question.rule.unit
    far = say(f"travel_{unit}", lang, value=f"{post['travel']:g}")
    return say("roster_map_held", lang, name=post["name"], travel=far)


def _people(view: RosterView, posts: pd.DataFrame) -> list[Feature]:
    """People in post; in a county those who live or serve there."""
    lang, places = view.lang, view.homes
    people = view.answer.question.people
    serving = set(posts["person"].tolist())
    columns = ("commissioner_id", "name", "county_code", "illustrative")
    loads = view.answer.people.set_index("commissioner_id")[["load", "capacity"]]
    load_of = dict(zip(loads.index, loads.to_numpy(dtype=object), strict=True))
    taken: dict[tuple[float, ...], int] = {}
    found = []
    for at, row in enumerate(zip(*(people[name] for name in columns), strict=True)):
        one, name, county, illustrative = row
        near = not view.county or county == view.county or at in serving
        if one not in load_of or not near or not np.isfinite(places[at]).all():
            continue
        load, room = load_of[one]
        key = "roster_map_load" if pd.notna(room) else "roster_map_load_free"
        lines = [say(key, lang, load=load, capacity=room)]
        if illustrative:
            lines.append(say("atlas_illustrative", lang))
        made = _feature(places[at], "commissioner", one, name or one, lines)
        made["properties"]["shape"] = "person"
        if not load:
            made["properties"]["s"] = "idle"
        place = tuple(np.round(places[at], 5).tolist())
        again = taken[place] = taken.get(place, -1) + 1
        if again:
            made["properties"] |= dict(zip(("dx", "dy"), fan(again), strict=True))
        found.append(made)
    return found


def _ties(view: RosterView, posts: pd.DataFrame) -> list[Feature]:
    """All ties, those of one person together."""
    homes, places = view.homes, view.villages
    found = []
    for person, own in posts[posts["person"] >= 0].groupby("person", sort=True):
        home = homes[int(str(person))]
        lines = [
            [home.round(5).tolist(), end.round(5).tolist()]
            for end in places[own["row"].to_numpy()]
            if np.isfinite((home, end)).all()
        ]
        if lines:
            shape = {"type": "MultiLineString", "coordinates": lines}
            found.append({"type": "Feature", "geometry": shape, "properties": {}})
    return found


def _feature(
    place: LonLat, kind: str, code: str, name: str, lines: list[str]
) -> Feature:
    point = {"type": "Point", "coordinates": place.round(5).tolist()}
    told = {"kind": kind, "code": code, "name": name, "lines": lines}
    return {"type": "Feature", "geometry": point, "properties": told}


def _village_section(
    filled: list[Feature], left: list[Feature], lang: Lang
) -> dict[str, Any]:
    entries = []
    if filled:
        text = _counted("roster_map_filled", len(filled), lang)
        entries.append({"shape": "circle", "style": "covered", "text": text})
    for reason, count in Counter(one.pop("reason") for one in left).most_common():
        name = post_reason_label(reason, lang)
        entry = {
            "shape": "circle",
            "style": "uncovered",
            "fill": REASON_COLOURS[reason],
            "text": say("atlas_entry", lang, name=name, count=f"{count:,}"),
        }
        entries.append(entry)
    return {"title": say("roster_map_villages", lang), "entries": entries}


def _people_section(people: list[Feature], ties: bool, lang: Lang) -> dict[str, Any]:
    idle = sum(one["properties"].get("s") == "idle" for one in people)
    person = {"shape": "person", "style": "provider_small"}
    entries: list[dict[str, Any]] = []
    if len(people) > idle:
        text = _counted("roster_map_serving", len(people) - idle, lang)
        entries.append(person | {"text": text})
    if idle:
        text = _counted("roster_map_idle", idle, lang)
        entries.append(person | {"s": "idle", "text": text})
    if ties:
        entries.append(line_entry("serves", say("roster_map_tie", lang)))
    notes = [] if ties else [say("roster_map_many", lang)]
    title = say("roster_map_people", lang)
    return {"title": title, "entries": entries, "notes": notes}


def _counted(key: str, count: int, lang: Lang) -> str:
    return say("atlas_entry", lang, name=say(key, lang), count=f"{count:,}")


def _lonlat(frame: Any) -> LonLat:  # noqa: ANN401 - a frame of points
    points = frame.geometry.to_numpy()
    return np.column_stack((shapely.get_x(points), shapely.get_y(points)))
