"""Schedule: which caravan is where on which day, and which visits are not made."""

from ui.components.outing_page import outing_page

outing_page()
