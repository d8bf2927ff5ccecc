"""What a map on the screen needs beside its layers: its style, place and highlight."""

from dataclasses import dataclass

import folium
from branca.element import MacroElement
from folium.template import Template

from ui.maps.layers import latlon, script_json
from ui.maps.view import Colour

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class MapStyle:
    """What the gap map shows; the words are those of :mod:`ui.components.state`.

    Parameters
    ----------
    level
        ``"village"``, ``"township"`` or ``"county"``.
    show
        Extra layers.
    reasons
        Keep only villages held back by one of these; empty for all.
    county
        6-digit code to look at, or empty.
    map_number
        Map review number, or empty.
    colour
        What villages are coloured by: ``"reason"`` or ``"minutes"``.
    """

    level: str
    show: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    county: str = ""
    map_number: str = ""
    colour: Colour = "reason"


class KeptView(MacroElement):
    """Keeps place and zoom while the map is drawn anew, for example for a new rule.

    The browser remembers them for its tab under ``name``; nothing is sent to the
    server, so panning costs nothing. What is selected is kept with them, so that a map
    drawn anew does not go to it again.

    Parameters
    ----------
    name
        Of the view, in the browser.
    first
        West, south, east, north, degrees: what is first seen under this name, with
        ``picked`` selected; None for the whole map.
    picked
        ``"kind:code"`` that is selected already, and not gone to.
    visit
        Of the page. At another one, a view that the map went to by itself, for what is
        selected no more, is not kept: the first one is seen again.
    selected
        ``"kind:code"`` that is selected now; empty for none.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        (function (map, first, picked, visit, selected, name) {
            var went = "";
            try {
                var kept = JSON.parse(window.sessionStorage.getItem(name));
                var past = kept && kept.went && kept.went !== selected;
                if (past && kept.visit !== visit) kept = null;
                if (kept) {
                    went = kept.went;
                    map.coveragePicked = kept.picked;
                    map.setView(kept.center, kept.zoom, {animate: false});
                } else {
                    if (picked) map.coveragePicked = picked;
                    if (first) map.fitBounds(first, {
                        animate: false, padding: [36, 36], maxZoom: 11,
                    });
                }
            } catch (error) { window.sessionStorage.removeItem(name); }
            map.on("dragend zoomend", function () {
                if (!map.coverageGoes) went = "";
            });
            map.on("moveend coveragepick", function () {
                if (map.coverageGoes) went = map.coveragePicked;
                var view = {
                    center: map.getCenter(), zoom: map.getZoom(),
                    picked: map.coveragePicked, went: went, visit: visit,
                };
                window.sessionStorage.setItem(name, JSON.stringify(view));
            });
        })({{ this._parent.get_name() }}, {{ this.first }},
          {{ this.picked }}, {{ this.visit }}, {{ this.selected }}, {{ this.key }});
        {% endmacro %}
        """
    )

    def __init__(
        self,
        name: str,
        first: Bounds | None = None,
        picked: str = "",
        visit: str = "",
        selected: str = "",
    ) -> None:
        super().__init__()
        self._name = "KeptView"
        # Not by Jinja's own tojson: branca renders what it has rendered once more.
        self.key = script_json(name)
        corners = first and [latlon(first[:2]), latlon(first[2:])]
        self.first, self.picked = script_json(corners), script_json(picked)
        self.visit, self.selected = script_json(visit), script_json(selected)


def keep_view(
    drawn: folium.Map,
    name: str,
    first: Bounds | None = None,
    picked: str = "",
    visit: str = "",
    selected: str = "",
) -> folium.Map:
    """Add a :class:`KeptView` to a map of one's own, as its last part."""
    drawn.add_child(KeptView(name, first, picked, visit, selected))
    return drawn
