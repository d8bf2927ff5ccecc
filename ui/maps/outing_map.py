"""The map of the caravans' year: places owed visits, and over it the ways of days."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import folium
import numpy as np
import shapely

from geo.travel import LonLat, Travel
from geo.words import Lang
from planner.outings.answering import OutingAnswer
from planner.outings.tours import Outing, courses
from planner.report import CoverageReport
from ui.maps.ground import Ground
from ui.maps.layers import Drawn, latlon, layer, script_json
from ui.maps.outing_days import DayTour, day_colour
from ui.maps.palette import REASON_COLOURS, Shape
from ui.maps.road_legend import line_entry
from ui.maps.routes import Overlay
from ui.text import say

Feature = dict[str, Any]
# As in the calendar.
KIND_SHAPES: dict[str, Shape] = {
    "village": "circle",
    "school": "square",
    "market": "triangle",
    "other": "diamond",
}
_STYLES = {"made": "covered", "part": "uncovered", "none": "uncovered"}
_FILLS = {
    "part": REASON_COLOURS["in_reach_but_full"],
    "none": REASON_COLOURS["nothing_in_reach"],
}
# Courses are looked at from near; about five metres.
_TOLERANCE_DEG = 5e-5
# Beside the number of a stop at the same place, pixels.
_ASIDE = {"dx": 12, "dy": -11}


@dataclass(frozen=True, eq=False)
class OutingView:
    """What a map of the caravans' year draws under the ways.

    Parameters
    ----------
    answer
        The plan.
    report
        A verdict on the same layers, for counties and the line below.
    lang
        Language.
    county
        Draw only places of this county; empty for all.
    """

    answer: OutingAnswer
    report: CoverageReport
    lang: Lang
    county: str = ""


@dataclass(frozen=True, eq=False)
class TourWay:
    """A day out with its course; longitude, latitude.

    Parameters
    ----------
    tour
        The day out.
    course
        Along the roads from where it begins to where it ends, shape (n, 2).
    stops
        Places of its visits in order, shape (k, 2).
    home, night
        Where the caravan is kept; where it stays for the night, None at home.
    """

    tour: DayTour
    course: LonLat
    stops: LonLat
    home: LonLat
    night: LonLat | None


def tour_ways(
    found: Sequence[Outing], tours: Sequence[DayTour], travel: Travel | None
) -> list[TourWay]:
    """Give days out their courses.

    Parameters
    ----------
    found
        From :func:`planner.outings.tours.outings`: the days to draw, not the year,
        since every leg is looked up on the roads.
    tours
        From :func:`ui.maps.outing_days.day_tours`; those not among ``found`` are left.
    travel
        As the question was put with; straight lines where it has no roads.
    """
    known = {(tour.caravan_id, tour.date): tour for tour in tours}
    ways = []
    for one, course in zip(found, courses(found, travel), strict=True):
        lonlat = one.part.lonlat
        end = one.places[-1]
        home = int(one.part.problem.vans.home[one.tour.van])
        ways.append(
            TourWay(
                known[one.caravan_id, one.date],
                course,
                lonlat[[*one.places[1:-1]]],
                lonlat[home],
                lonlat[end] if one.nights else None,
            )
        )
    return ways


def outing_map(view: OutingView) -> Drawn:
    """Draw places owed visits and the homes of the caravans.

    Each place can be clicked: ``kind`` ``"place"``, ``code`` its ``place_id``; see
    :func:`ui.maps.clicks.parse_click`.
    """
    lang = view.lang
    ground = Ground(view.report, None, lang, np.empty((0, 2)))
    places, lost = _places(view)
    homes = _homes(view)
    layers = [
        *ground.counties(),
        layer("tour_home", homes, clickable=False, hover=True),
        *(layer(_STYLES[state], places[state]) for state in ("made", "part", "none")),
    ]
    legend = [_place_section(places, lost, lang), _home_section(homes, lang)]
    return ground.drawn(layers, legend, county=view.county)


def tours_overlay(
    ways: Sequence[TourWay], lang: Lang, *, fit: bool = False
) -> folium.FeatureGroup:
    """Lay the ways of days over a map already on the screen; with none they go.

    One colour a day, that of the calendar; arrows on the right of the way, so that
    there and back can be told apart; stops numbered in their order.

    Parameters
    ----------
    ways
        From :func:`tour_ways`.
    lang
        Language of the legend.
    fit
        Whether the map goes to the ways.
    """
    drawn = [way for way in ways if np.isfinite(way.course).all()]
    days = sorted({way.tour.date for way in drawn})
    nights = [_night(way) for way in drawn if way.night is not None]
    layers = [layer("tour_night", nights, clickable=False)] if nights else []
    given = {
        "layers": layers,
        "tours": [_course(way, days.index(way.tour.date)) for way in drawn],
        "legend": [_day_section(drawn, days, bool(nights), lang)] if drawn else [],
        "fit": _corners(drawn) if fit and drawn else None,
    }
    group = folium.FeatureGroup(name="overlay", control=False)
    Overlay(script_json(given)).add_to(group)
    return group


def _places(view: OutingView) -> tuple[dict[str, list[Feature]], int]:
    """Places by how much of what is owed is made; how many cannot be drawn."""
    lang, answer = view.lang, view.answer
    made = Counter(answer.visits["place_id"])
    found: dict[str, list[Feature]] = {name: [] for name in _STYLES}
    places = answer.question.places
    if view.county:
        places = places[places["county_code"] == view.county]
    points = places.geometry.to_numpy()
    lonlat = np.column_stack((shapely.get_x(points), shapely.get_y(points)))
    lost = 0
    rows: list[dict[Any, Any]] = places.drop(columns="geometry").to_dict("records")
    for row, at in zip(rows, lonlat, strict=True):
        if not np.isfinite(at).all():
            lost += 1
            continue
        done, owed = made[row["place_id"]], int(row["visits"])
        state = "made" if done >= owed else "part" if done else "none"
        lines = [say("outing_map_visits", lang, made=done, owed=owed)]
        if row["illustrative"]:
            lines.append(say("atlas_illustrative", lang))
        told = {
            "kind": "place",
            "code": str(row["place_id"]),
            "name": str(row["name"]),
            "lines": lines,
            "shape": KIND_SHAPES[row["kind"]],
        }
        if state in _FILLS:
            told["fill"] = _FILLS[state]
        found[state].append(_point(at, told))
    return found, lost


def _homes(view: OutingView) -> list[Feature]:
    """Where caravans are kept, those of one place together."""
    names: dict[tuple[float, ...], list[str]] = {}
    caravans = view.answer.question.caravans
    for part in view.answer.question.parts:
        for van, row in enumerate(part.caravans):
            # The code of a township begins with that of its county.
            if not str(caravans["unit_code"].iloc[row]).startswith(view.county):
                continue
            at = part.lonlat[int(part.problem.vans.home[van])]
            if np.isfinite(at).all():
                place = tuple(at.round(5).tolist())
                names.setdefault(place, []).append(str(caravans["name"].iloc[row]))
    join = say("atlas_entry_join", view.lang)
    return [
        _point(np.array(at), {"name": join.join(own), "lines": [], "shape": "house"})
        for at, own in names.items()
    ]


def _place_section(
    places: dict[str, list[Feature]], lost: int, lang: Lang
) -> dict[str, Any]:
    entries = []
    for state, own in places.items():
        shapes = Counter(one["properties"]["shape"] for one in own)
        for kind, shape in KIND_SHAPES.items():
            if not shapes[shape]:
                continue
            name = say(
                f"outing_map_{state}", lang,
                kind=say(f"visit_calendar_kind_{kind}", lang),
            )  # fmt: skip
            entry = {
                "shape": shape,
                "style": _STYLES[state],
                "text": say("atlas_entry", lang, name=name, count=shapes[shape]),
            }
            fill = {"fill": _FILLS[state]} if state in _FILLS else {}
            entries.append(entry | fill)
    notes = [say("atlas_note_no_place_places", lang, count=lost)] if lost else []
    title = say("outing_map_places", lang)
    return {"title": title, "entries": entries, "notes": notes}


def _home_section(homes: list[Feature], lang: Lang) -> dict[str, Any]:
    text = say("outing_map_home", lang)
    entry = {"shape": "house", "style": "tour_home", "text": text}
    return {"title": "", "entries": [entry] if homes else []}


def _day_section(
    ways: Sequence[TourWay], days: Sequence[dt.date], nights: bool, lang: Lang
) -> dict[str, Any]:
    entries = []
    for day in days:
        own = [way.tour for way in ways if way.tour.date == day]
        text = say(
            "outing_map_day", lang, day=day.day,
            month=say(f"visit_calendar_month_{day.month}", lang),
            weekday=say(f"visit_calendar_weekday_{day.weekday()}", lang),
            km=f"{sum(tour.km for tour in own):.0f}",
        )  # fmt: skip
        entries.append(line_entry("route", text, color=day_colour(day)))
    if nights:
        text = say("visit_calendar_night", lang)
        entries.append({"shape": "moon", "style": "tour_night", "text": text})
    title = say("outing_map_days", lang)
    return {"title": title, "entries": entries, "notes": [say("outing_map_how", lang)]}


def _course(way: TourWay, step: int) -> dict[str, Any]:
    """One way for ``drawing_tours.js``; ``step`` sets days on one road apart."""
    line = shapely.simplify(shapely.LineString(way.course), _TOLERANCE_DEG)
    course = shapely.get_coordinates(line).round(5).tolist()
    stops = [at for at in way.stops.round(5).tolist() if np.isfinite(at).all()]
    return {
        "color": day_colour(way.tour.date),
        "step": step,
        "line": [latlon((lon, lat)) for lon, lat in course],
        "stops": [latlon((lon, lat)) for lon, lat in stops],
    }


def _night(way: TourWay) -> Feature:
    return _point(np.asarray(way.night), {"shape": "moon", **_ASIDE})


def _point(at: LonLat, properties: Feature) -> Feature:
    point = {"type": "Point", "coordinates": at.round(5).tolist()}
    return {"type": "Feature", "geometry": point, "properties": properties}


def _corners(ways: Sequence[TourWay]) -> list[list[float]]:
    every = np.vstack([way.course for way in ways])
    (west, south), (east, north) = every.min(axis=0), every.max(axis=0)
    return [latlon((float(west), float(south))), latlon((float(east), float(north)))]
