"""Schedule: which caravan is where on which day, and which visits are not made."""

from ui.components.outings.page import outing_page

outing_page()
