"""The page of pairing: experts, three-regions people, universities, the east."""

from ui.components.pairing_page import pairing_page

pairing_page()
