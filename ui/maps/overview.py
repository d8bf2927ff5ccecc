"""The small map of the overview: counties by share covered, nothing else."""

import folium

from geo.words import Lang
from planner.report import CoverageReport
from ui.maps import features
from ui.maps.layers import draw, layer
from ui.maps.legend import attribution, sections
from ui.maps.view import View


def overview_map(report: CoverageReport, *, lang: Lang) -> folium.Map:
    """Draw counties by share covered; each can be clicked.

    Its legend is one line at the bottom, since it is small.
    """
    view = View(report, lang, "county", frozenset())
    layers = [
        layer("area", features.unit_areas(view)),
        layer("border", features.outlines(view), clickable=False),
    ]
    names = [name for name in features.labels(view) if name["level"] == "county"]
    return draw(
        lang=lang,
        bounds=view.bounds,
        layers=layers,
        labels=names,
        legend=sections(view, []),
        attribution=attribution(view),
        quiet=True,
        banner=view.banner,
    ).to_map()
