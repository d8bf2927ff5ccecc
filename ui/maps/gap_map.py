"""The gap map: units by share covered, villages by status and reason, providers."""

from typing import Any

import folium

from geo.words import Lang
from planner.report import CoverageReport
from ui.maps import features
from ui.maps.cards import add_cards
from ui.maps.layers import Drawn, Selected, draw, layer
from ui.maps.legend import attribution, sections
from ui.maps.road_features import closed_layer, reach_layer, road_layers
from ui.maps.roads import RoadsDrawn
from ui.maps.view import SHOWN_FIRST, Colour, MapLevel, View


def gap_map(
    report: CoverageReport,
    *,
    lang: Lang,
    level: MapLevel = "county",
    show: frozenset[str] = SHOWN_FIRST,
    reasons: frozenset[str] | None = None,
    county: str = "",
    selected: str = "",
    map_number: str = "",
    cards: bool = False,
    roads: RoadsDrawn | None = None,
    colour: Colour = "reason",
) -> folium.Map:
    """Draw a report.

    Parameters
    ----------
    report
        The report.
    lang
        Language of every word on the map.
    level
        Units to colour; the next coarser where there are no shapes.
    show
        Of ``"villages"``, ``"others"`` (villages the rule does not ask for),
        ``"bases"``, ``"commissioners"``, ``"roads"``.
    reasons
        Of the uncovered villages, draw only those with these reasons; None for all.
    county
        Code of the only county to draw; empty for all.
    selected
        Code of the village to mark.
    map_number
        Map review number; "for internal use" is written where it is empty.
    cards
        Whether a click opens a popup with all that is known; a page that shows the
        card beside the map needs none.
    roads
        Roads, what is closed of them and what is reached along them; None for none.
    colour
        Villages by ``"reason"`` or by their own ``"minutes"`` of travel.

    Returns
    -------
    folium.Map
        Without tiles or outside addresses. Every feature that can be clicked has
        ``kind`` and ``code`` among its properties; see :mod:`ui.maps.clicks`.
    """
    asked = View(report, lang, level, show, reasons, county, colour, roads)
    drawn = gap_drawing(asked, selected=selected, map_number=map_number, cards=cards)
    return drawn.to_map()


def gap_drawing(
    asked: View, *, selected: str = "", map_number: str = "", cards: bool = False
) -> Drawn:
    """Work out the gap map of a view; see :func:`gap_map`."""
    view, notes = asked.fitting()
    layers = view_layers(view)
    if cards:
        add_cards(view, layers)
    return draw(
        lang=view.lang,
        bounds=view.bounds,
        layers=layers,
        labels=features.labels(view),
        legend=sections(view, notes),
        attribution=attribution(view, map_number=map_number),
        township_steps=0.0 if view.county else 1.2,
        popups=cards,
        selected=f"village:{selected}" if selected else "",
        banner=view.banner,
    )


def view_layers(view: View) -> list[dict[str, Any]]:
    """Layers of a view, lowest first: what matters most is drawn last."""
    areas = features.village_areas if view.level == "village" else features.unit_areas
    villages = features.village_points(view)
    providers = features.provider_points(view)
    ring = "covered" if view.colour == "reason" else "covered_minutes"
    drawn = [
        layer("area", areas(view)),
        layer("border", features.outlines(view), clickable=False),
        *lines_of(view),
        layer("not_asked", villages["not_asked"]),
        layer(ring, villages["covered"]),
        layer("provider", providers["commissioners"]),
        layer("provider", providers["bases"]),
        layer("uncovered", villages["uncovered"]),
    ]
    return [one for one in drawn if one["data"]["features"]]


def lines_of(view: View) -> list[dict[str, Any]]:
    """Roads of the view, what is reached along them, and what is closed of them."""
    roads = view.roads
    if roads is None:
        return []
    tolerance = features.tolerance_of(view.bounds)
    options = {"lang": view.lang, "tolerance_m": tolerance}
    drawn = road_layers(roads, **options) if "roads" in view.show else []
    if roads.reach is not None:
        drawn.append(reach_layer(roads.reach, view.bands, tolerance_m=tolerance))
    return [*drawn, closed_layer(roads, **options)]


def selection(
    kind: str = "", code: str = "", place: tuple[float, float] | None = None
) -> folium.FeatureGroup:
    """Mark a feature on a map already on the screen.

    For ``st_folium(..., feature_group_to_add=selection("village", code))``: the map
    itself stays the same object for the browser. A feature clicked on the map stays
    where it is; one selected elsewhere is gone to, by ``place`` (longitude, latitude)
    if it is not drawn.
    """
    group = folium.FeatureGroup(name="selection", control=False)
    Selected(kind, code, place).add_to(group)
    return group
