"""The page of the roster: who serves which village, and what changes when."""

from ui.components.roster_page import roster_page

roster_page()
