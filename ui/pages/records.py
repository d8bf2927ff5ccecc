"""Records: what was done, by whom and where; edited in place."""

from ui.components.record_page import records_page

records_page()
