"""Plan: where new bases close the gap, at what cost, and why there."""

from ui.components.plan_page import plan_page

plan_page()
