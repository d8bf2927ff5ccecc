"""Roads: what closing one does, which matter most, how fast they are, journeys."""

from ui.components import shell, state
from ui.components.road_tabs import roads_page

lang = state.lang()
path = shell.workspace(lang)
if path is not None:
    roads_page(path, lang)
