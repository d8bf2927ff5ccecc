"""The page of pairing: experts and villages, three-regions people, universities."""

from ui.components.pairing_page import pairing_page

pairing_page()
