"""Tours: which museum set stays in which county, month by month, and which do not."""

from ui.components.tours.page import tour_page

tour_page()
