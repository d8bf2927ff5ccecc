"""From GeoJSON to a folium map: one element that draws everything, and no tile."""

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import folium
from branca.element import MacroElement
from folium.template import Template

from geo.words import Lang
from ui.maps import assets
from ui.maps.styles import CASINGS, LINE_PANES, PANES, STYLES
from ui.text import say

_HERE = Path(__file__).parent
# In the order in which they run, each with the map and the data.
SCRIPTS = (
    "drawing_shapes.js", "drawing.js", "drawing_lines.js", "drawing_tours.js",
    "drawing_tools.js", "drawing_drag.js",
)  # fmt: skip
_CODE = "\n".join(
    f"({(_HERE / name).read_text(encoding='utf-8').strip()})(map, data);"
    for name in SCRIPTS
)
CSS = (_HERE / "drawing.css").read_text(encoding="utf-8")

# From this zoom on, symbols stand clear of each other and are easy to hit.
NEAR_ZOOM = 11
# Past this zoom there is nothing more to see without tiles.
_MOST_ZOOM = 15
# Features above which symbols start smaller.
_CROWDED = 400

# JSON is read by HTML (</script>, <!--), by Jinja ({{, {%, {#: folium renders what it
# has rendered again) and by JavaScript (line separators).
_ESCAPES = {char: f"\\u{ord(char):04x}" for char in "<>&'\u2028\u2029"}
_UNSAFE = re.compile("[" + "".join(_ESCAPES) + r"]|\{(?=[{%#])")


def latlon(lonlat: tuple[float, float]) -> list[float]:
    """Turn longitude, latitude into Leaflet's order; the only place that does."""
    lon, lat = lonlat
    return [lat, lon]


def script_json(value: object) -> str:
    r"""JSON that stays data inside a script, whoever wrote its texts.

    >>> script_json({"name": "</script>{{7*7}}"})
    '{"name":"\\u003c/script\\u003e\\u007b{7*7}}"}'
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return _UNSAFE.sub(lambda found: _ESCAPES.get(found[0], "\\u007b"), text)


class Drawing(MacroElement):
    """Everything on the map, drawn by :data:`SCRIPTS`.

    Parameters
    ----------
    data
        What the script draws, from :func:`script_json`.
    """

    _template = Template("""
        {% macro header(this, kwargs) %}<style>{{ this.css }}</style>{% endmacro %}
        {% macro script(this, kwargs) %}
        /* {{ this.digest }} */
        (function (map, data) {
        {{ this.code }}
        })({{ this._parent.get_name() }}, {{ this.data }});
        {% endmacro %}
    """)

    def __init__(self, data: str) -> None:
        super().__init__()
        self._name = "Drawing"
        self._id = "coverage"
        self.css, self.code = CSS, _CODE
        self.data = data
        # streamlit-folium tells maps apart by a hash that skips parts of words.
        self.digest = hashlib.sha256(data.encode()).hexdigest()


class Selected(MacroElement):
    """Marks one feature of a drawn map; add it to a feature group.

    Parameters
    ----------
    kind, code
        Of the feature, as in its properties; empty marks nothing.
    place
        Longitude, latitude to go to where the feature is not drawn.
    """

    _template = Template("""
        {% macro script(this, kwargs) %}
        {{ this._parent._parent.get_name() }}.coverageSelect(
            {{ this.key }}, true, {{ this.place }});
        {% endmacro %}
    """)

    def __init__(
        self, kind: str, code: str, place: tuple[float, float] | None = None
    ) -> None:
        super().__init__()
        self._name = "Selected"
        self.key = script_json(f"{kind}:{code}")
        self.place = script_json(place and latlon(place))


def layer(
    style: str,
    features: list[dict[str, Any]],
    *,
    clickable: bool = True,
    hover: bool = False,
) -> dict[str, Any]:
    """One layer of a drawing.

    Parameters
    ----------
    style
        Of :data:`ui.maps.styles.STYLES`.
    features
        GeoJSON; see :mod:`ui.maps.features` for their properties.
    clickable
        Whether they can be clicked.
    hover
        Whether those with a name only say what they are; a click goes to what lies
        under them.
    """
    data = {"type": "FeatureCollection", "features": features}
    made = {"style": style, "data": data, "clickable": clickable, "hover": hover}
    if style in LINE_PANES:
        made |= {"pane": LINE_PANES[style], "casing": CASINGS.get(style, 0)}
    return made


@dataclass(frozen=True, slots=True)
class Drawn:
    """A map worked out to the last symbol, as text that can be kept in any cache.

    A folium map cannot: streamlit-folium changes the one it is given.

    Parameters
    ----------
    data
        JSON for the scripts.
    middle
        Longitude, latitude.
    quiet
        Whether the mouse wheel moves the page and not the map.
    """

    data: str
    middle: tuple[float, float]
    quiet: bool

    def to_map(self) -> folium.Map:
        """Make a new folium map; takes no time."""
        made = _empty_map(latlon(self.middle), wheel=not self.quiet)
        Drawing(self.data).add_to(made)
        return made


def draw(
    *,
    lang: Lang,
    bounds: tuple[float, float, float, float],
    layers: list[dict[str, Any]],
    labels: list[dict[str, Any]],
    legend: list[dict[str, Any]],
    attribution: str,
    township_steps: float = 1.2,
    popups: bool = False,
    selected: str = "",
    quiet: bool = False,
    banner: str = "",
    draw_tool: bool = False,
    draggable: str = "",
) -> Drawn:
    """Work the map out.

    Parameters
    ----------
    lang
        Language of buttons and headings.
    bounds
        West, south, east, north, degrees; what is first seen.
    layers
        From :func:`layer`, lowest first.
    labels
        From :func:`ui.maps.features.labels`.
    legend
        From :func:`ui.maps.legend.sections`.
    attribution
        Line at the lower right.
    township_steps
        Zoom steps after which township names appear.
    popups
        Whether a click opens what is known, besides being reported to the page.
    selected
        ``"kind:code"`` of the feature to mark.
    quiet
        Whether to leave out buttons, to write the legend as a line at the bottom, and
        to let the wheel move the page.
    banner
        What must not be overlooked, over the map; nothing where it is empty.
    draw_tool
        Whether an area can be drawn; see :func:`ui.maps.clicks.parse_drawn`.
    draggable
        ``kind`` of the symbols that can be dragged, empty for none; see
        :func:`ui.maps.clicks.parse_dropped`.
    """
    west, south, east, north = bounds
    keys = ("legend", "zoom_in", "zoom_out", "whole", "close", "label")
    keys += ("draw", "draw_stop", "draw_hint", "draw_more") if draw_tool else ()
    symbols = sum(len(one["data"]["features"]) for one in layers if "pane" not in one)
    data = {
        "bounds": [latlon((west, south)), latlon((east, north))],
        "styles": STYLES,
        "panes": PANES,
        "layers": layers,
        "labels": [{**one, "at": latlon(tuple(one["at"]))} for one in labels],
        "legend": legend,
        "attribution": attribution,
        "township_steps": township_steps,
        "popups": popups,
        "selected": selected,
        "quiet": quiet,
        "banner": banner,
        "draw_tool": draw_tool,
        "draggable": draggable,
        "near_zoom": NEAR_ZOOM,
        "most_zoom": _MOST_ZOOM,
        "size": 1.0 if symbols < _CROWDED else 0.82,
        "words": {key: say(f"atlas_{key}", lang) for key in keys},
    }
    middle = ((west + east) / 2, (south + north) / 2)
    return Drawn(script_json(data), middle, quiet)


def _empty_map(location: list[float], *, wheel: bool) -> folium.Map:
    """Map with nothing on it, that asks no other address."""
    made = folium.Map(
        location=location,
        zoom_start=8,
        tiles=None,
        zoom_control=False,
        scroll_wheel_zoom=wheel,
        zoom_snap=0.1,
        zoom_delta=0.5,
    )
    made.default_js, made.default_css = assets.links()
    # A fixed name: the same report gives the same file.
    made._id = "coverage"  # noqa: SLF001 - folium has no public way
    return made
