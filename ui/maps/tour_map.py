"""The map of museum tours that plays through the months."""

import datetime as dt
from collections import Counter
from pathlib import Path
from typing import Any

import folium
import pandas as pd
from branca.element import MacroElement
from folium.template import Template

from geo.schemas import SOURCE_FILE
from geo.words import Lang
from ui.maps.features import Feature, geometries, middles
from ui.maps.layers import Drawn, draw, latlon, layer, script_json
from ui.maps.legend import line_below
from ui.maps.score_view import with_shapes
from ui.maps.tour_view import FILLS, SET_COLOURS, TourView
from ui.text import say

_HERE = Path(__file__).parent
_CODE, PLAYER_CSS = (
    (_HERE / f"tour_player.{kind}").read_text(encoding="utf-8")
    for kind in ("js", "css")
)
_MOST_SETS_TOLD = 12


def set_signs(count: int) -> list[str]:
    """Short signs of sets, for symbols: letters while they last, then numbers."""
    if count <= 26:
        return [chr(ord("A") + at) for at in range(count)]
    return [str(at + 1) for at in range(count)]


def tour_map(view: TourView) -> Drawn:
    """Draw the counties; :class:`TourPlayer` fills them.

    Each county can be clicked: ``kind`` ``"county"``; see
    :func:`ui.maps.clicks.parse_click`.
    """
    lang = view.lang
    outlines = geometries(view.bounds, with_shapes(view.layer))
    # Counties nobody asks for are named too: else they are holes in the map.
    around = view.around
    names = [
        (name, at)
        for frame in (view.drawn, around)
        for name, at in zip(frame["name"], middles(frame), strict=True)
    ]
    layers = [
        layer("area", _areas(view)),
        layer("border", [_feature(one, {}) for one in outlines], clickable=False),
    ]
    return draw(
        lang=lang,
        bounds=view.bounds,
        layers=[one for one in layers if one["data"]["features"]],
        labels=[
            {"level": "county", "text": str(name), "at": [round(x, 4), round(y, 4)]}
            for name, (x, y) in names
        ],
        legend=_legend(view),
        attribution=_attribution(view),
    )


class TourPlayer(MacroElement):
    """Plays the months on a drawn map; add it to the map of :func:`tour_map`.

    Parameters
    ----------
    view
        What is played.
    month
        Position of the month shown first.
    """

    _template = Template("""
        {% macro header(this, kwargs) %}<style>{{ this.css }}</style>{% endmacro %}
        {% macro script(this, kwargs) %}
        ({{ this.code }})({{ this._parent.get_name() }}, {{ this.data }});
        {% endmacro %}
    """)

    def __init__(self, view: TourView, month: int = 0) -> None:
        super().__init__()
        self._name, self._id = "TourPlayer", "tours"
        self.css, self.code = PLAYER_CSS, _CODE
        self.data = script_json(_played(view, month))


class TourNow(MacroElement):
    """Goes to a month and marks a county; add it to a feature group.

    Parameters
    ----------
    month
        Position of the month.
    county
        Code; empty marks none.
    turn
        How often a month was asked for: one asked for again is gone to again.
    """

    _template = Template("""
        {% macro script(this, kwargs) %}
        {{ this._parent._parent.get_name() }}.tourShow(
            {{ this.month }}, {{ this.county }}, {{ this.turn }});
        {% endmacro %}
    """)

    def __init__(self, month: int, county: str, turn: int) -> None:
        super().__init__()
        self._name = "TourNow"
        self.month, self.county = script_json(month), script_json(county)
        self.turn = script_json(turn)


def tour_now(month: int, county: str = "", turn: int = 0) -> folium.FeatureGroup:
    """Ask a map on the screen for a month and a county; see :class:`TourNow`."""
    group = folium.FeatureGroup(name="tours", control=False)
    TourNow(month, county, turn).add_to(group)
    return group


def _played(view: TourView, month: int) -> dict[str, Any]:
    lang = view.lang
    ids = [str(one) for one in view.sets["set_id"]]
    names = zip(ids, view.sets["name"], set_signs(len(ids)), strict=True)
    (west, south, east, north) = view.bounds
    keys = ("play", "pause", "back", "on", "slider")
    return {
        "months": [_month(one, lang) for one in view.months],
        "month": month,
        "bounds": [latlon((west, south)), latlon((east, north))],
        "fills": dict(FILLS),
        "told": [
            [state, say(f"tour_map_{state}", lang)]
            for state in ("now", "done", "part", "coming", "never")
        ],
        "counties": [
            {"code": code, "states": states} for code, states in view.states.items()
        ],
        "sets": [
            {
                "name": str(name),
                "sign": sign,
                "colour": SET_COLOURS[at % len(SET_COLOURS)],
                "legs": [leg for leg in view.legs(one) if leg["at"]],
            }
            for at, (one, name, sign) in enumerate(names)
        ],
        "words": {key: say(f"tour_map_{key}", lang) for key in keys},
    }


def _month(month: dt.date, lang: Lang) -> str:
    name = say(f"visit_calendar_month_{month.month}", lang)
    return say("tour_month", lang, year=month.year, month=name)


def _areas(view: TourView) -> list[Feature]:
    rows = view.stays.sort_values("first").to_dict("records")
    told: dict[str, list[str]] = {}
    for row in rows:
        first = row["first"]
        last = pd.Timestamp(first) + pd.DateOffset(months=int(row["months"]) - 1)
        span = f"{first:%Y-%m} – {last:%Y-%m}"
        parts = [span, str(row["set"]), str(row["venue"])]
        told.setdefault(row["county_code"], []).append(
            " · ".join(one for one in parts if one)
        )
    owed = dict(
        zip(view.counties["county_code"], view.counties["owed"], strict=True)
    )  # fmt: skip
    features = []
    shapes = geometries(view.bounds, view.drawn)
    for code, name, shape in zip(
        view.drawn["county_code"], view.drawn["name"], shapes, strict=True
    ):
        lines = told.get(code, [])
        missing = int(owed.get(code, 0)) - len(lines)
        if missing > 0:
            lines = [*lines, say("tour_map_missing", view.lang, count=missing)]
        told_of = {"kind": "county", "code": str(code), "name": str(name)}
        fill = FILLS[view.states[str(code)][0]]
        features.append(_feature(shape, {**told_of, "lines": lines, "fill": fill}))
    return features


def _feature(geometry: Any, properties: Feature) -> Feature:  # noqa: ANN401 - GeoJSON
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _legend(view: TourView) -> list[dict[str, Any]]:
    """States that any county has in any month, and the signs of the sets."""
    lang = view.lang
    there = Counter(state for states in view.states.values() for state in states)
    entries = [
        {
            "shape": "area", "style": "area", "fill": fill,
            "text": say(f"tour_map_{state}", lang),
        }
        for state, fill in FILLS.items()
        if there[state]
    ]  # fmt: skip
    names = [str(name) for name in view.sets["name"]]
    signs = set_signs(len(names))
    lines = [f"{sign} {name}" for sign, name in zip(signs, names, strict=True)]
    more = len(lines) - _MOST_SETS_TOLD
    if more > 0:
        lines = [*lines[:_MOST_SETS_TOLD], say("tour_map_more", lang, count=more)]
    return [
        {"title": say("tour_map_counties", lang), "entries": entries},
        {"title": say("tour_map_sets", lang), "entries": [], "notes": lines},
    ]


def _attribution(view: TourView) -> str:
    sources = [str(name) for name in view.layer[SOURCE_FILE].unique() if name]
    made_up = [
        say(f"tour_map_{name}", view.lang)
        for name, frame in (("sets", view.sets), ("stays", view.stays))
        if frame["illustrative"].any()
    ]
    # Short: the line is to have one row.
    years = dict.fromkeys(str(view.months[at].year) for at in (0, -1))
    return line_below(sources, "–".join(years), made_up, "", view.lang)
