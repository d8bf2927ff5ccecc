"""Days out as one file that opens by double click: map, ways and a table of visits."""

from collections.abc import Iterator, Sequence
from html import escape

from geo.words import Lang
from ui.maps import assets
from ui.maps.layers import CSS
from ui.maps.outing_days import DayTour
from ui.maps.outing_map import OutingView, TourWay, outing_map, tours_overlay
from ui.maps.standalone import FILE_CSS, LANG_TAGS, table_html
from ui.text import say


def outing_html(view: OutingView, ways: Sequence[TourWay], *, title: str) -> str:
    """Return a page with the map of days out and their visits below.

    Parameters
    ----------
    view
        The plan, its counties and the language.
    ways
        Days to draw, from :func:`ui.maps.outing_map.tour_ways`.
    title
        Heading, as it is.
    """
    lang = view.lang
    drawn = outing_map(view).to_map()
    tours_overlay(ways, lang, fit=bool(ways)).add_to(drawn)
    figure = drawn.get_root()
    figure.render()
    page = f"""<!DOCTYPE html>
<html lang="{LANG_TAGS[lang]}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<link rel="stylesheet" href="leaflet.css">
<script src="leaflet.js"></script>
<style>
{CSS}{FILE_CSS}</style>
</head>
<body>
<header><h1>{escape(title)}</h1></header>
{figure.html.render()}
<main>
{_visits(ways, lang)}
</main>
<script>
{figure.script.render()}
</script>
</body>
</html>
"""
    return assets.inline(page)


def _visits(ways: Sequence[TourWay], lang: Lang) -> str:
    """Table of every visit drawn, so that the map can be read without seeing it."""
    keys = ("date", "caravan", "number", "place", "kind", "begin", "night")
    rows = [row for way in ways for row in _rows(way.tour, lang)]
    return table_html([say(f"days_file_{key}", lang) for key in keys], rows)


def _rows(tour: DayTour, lang: Lang) -> Iterator[tuple[str, ...]]:
    """Visits of a day in order, or the day alone where it only travels."""
    day = tour.date.isoformat(), tour.caravan
    if not tour.stops:
        travels = say("visit_calendar_travel", lang)
        yield (*day, "", travels, "", "", tour.night)
    for number, stop in enumerate(tour.stops, 1):
        kind = say(f"visit_calendar_kind_{stop.kind}", lang)
        night = tour.night if number == len(tour.stops) else ""
        yield (*day, str(number), stop.name, kind, stop.begin, night)
