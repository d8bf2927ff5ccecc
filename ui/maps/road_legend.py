"""Legend of roads, of reach along them, and of travel in bands."""

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np

from geo.words import Lang
from ui.maps.bands import NO_WAY, WITHIN, Bands
from ui.maps.palette import MINUTES
from ui.maps.roads import RoadsDrawn, rank_of, style_of
from ui.text import say

Entry = dict[str, Any]
Section = dict[str, Any]


def line_entry(style: str, text: str, **look: str) -> Entry:
    """Line of a style with words."""
    return {"shape": "line", "style": style, "text": text, **look}


def roads_section(roads: RoadsDrawn | None, lang: Lang, *, shown: bool) -> Section:
    """Classes of road that are drawn, and what is closed.

    Parameters
    ----------
    roads
        As drawn; None where there are none.
    lang
        Language.
    shown
        Whether the roads themselves are drawn, or only what is closed.
    """
    entries = []
    if roads is not None and shown:
        ranks = np.unique(rank_of(roads.lines["highway"])).tolist()
        styles = {style_of(rank) for rank in ranks}
        entries = [
            line_entry(style, say(f"atlas_{style}", lang))
            for style in ("road_main", "road_middle", "road_small")
            if style in styles
        ]
    if roads is not None and len(roads.closed):
        entries.append(line_entry("closed", say("atlas_closed", lang)))
    return {"title": say("atlas_legend_roads", lang), "entries": entries}


def reach_section(reach: gpd.GeoDataFrame | None, bands: Bands, lang: Lang) -> Section:
    """Bands of what is reached along roads."""
    entries = []
    if reach is not None and len(reach):
        entries = [
            line_entry("reach", bands.label(band, lang), color=MINUTES[band])
            for band in range(WITHIN)
        ]
    return {"title": say("atlas_legend_reach", lang), "entries": entries}


def minutes_entries(
    counts: dict[int, int],
    entry: Callable[[int], Entry],
    bands: Bands,
    none: str,
    lang: Lang,
) -> list[Entry]:
    """Bands in which there are places, each with its count.

    Parameters
    ----------
    counts
        Places by band.
    entry
        Makes the symbol of a band.
    bands
        The bands.
    none
        What it means that there is no way.
    lang
        Language.
    """
    return [
        entry(band)
        | {
            "fill": MINUTES[band],
            "text": say(
                "atlas_entry",
                lang,
                name=none if band == NO_WAY else bands.label(band, lang),
                count=f"{counts[band]:,}",
            ),
        }
        for band in range(NO_WAY + 1)
        if counts.get(band)
    ]


def place_entry(band: int) -> Entry:
    """Symbol of a place by its band: a ring within the limit, solid past it."""
    style = "covered_minutes" if band < WITHIN else "uncovered"
    return {"shape": "circle", "style": style}
