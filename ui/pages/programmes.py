"""The page of programmes: how every row stands, where, and what is lacking."""

from ui.components.score_page import programmes_page

programmes_page()
