"""The map of museum tours as one file that opens by double click, with a table."""

from html import escape

from ui.maps import assets
from ui.maps.layers import CSS
from ui.maps.standalone import FILE_CSS, LANG_TAGS, table_html
from ui.maps.tour_map import PLAYER_CSS, TourPlayer, tour_map
from ui.maps.tour_view import TourView
from ui.text import say

_COLUMNS = ("county", "number", "set", "theme", "venue", "opens", "closes", "state")


def tour_html(view: TourView, *, title: str) -> str:
    """Return a page with the map that plays, and its stays below.

    Parameters
    ----------
    view
        What is played.
    title
        Heading, as it is.
    """
    drawn = tour_map(view).to_map()
    TourPlayer(view).add_to(drawn)
    figure = drawn.get_root()
    figure.render()
    page = f"""<!DOCTYPE html>
<html lang="{LANG_TAGS[view.lang]}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<link rel="stylesheet" href="leaflet.css">
<script src="leaflet.js"></script>
<style>
{CSS}{PLAYER_CSS}{FILE_CSS}</style>
</head>
<body>
<header><h1>{escape(title)}</h1></header>
{figure.html.render()}
<main>
{_stays(view)}
</main>
<script>
{figure.script.render()}
</script>
</body>
</html>
"""
    return assets.inline(page)


def _stays(view: TourView) -> str:
    """Table of every stay, so that the map can be read without seeing it."""
    heads = [say(f"tour_col_{name}", view.lang) for name in _COLUMNS]
    rows = [
        tuple(_cell(name, row[name], view) for name in _COLUMNS)
        for row in view.stays.to_dict("records")
    ]
    return table_html(heads, rows)


def _cell(name: str, value: object, view: TourView) -> str:
    if name == "state":
        return say(f"tour_state_{value}", view.lang)
    return str(value)
