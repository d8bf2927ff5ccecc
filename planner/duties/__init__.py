"""Dated obligations: working days, windows, and the calendar of what is owed when."""
