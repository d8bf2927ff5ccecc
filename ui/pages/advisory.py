"""The page of advisory groups: which experts advise which county, and the ledger."""

from ui.components.advisory.page import advisory_page

advisory_page()
