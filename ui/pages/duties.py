"""The page of duties: who owes what by when, and marking it as done."""

from ui.components.duty_page import duties_page

duties_page()
