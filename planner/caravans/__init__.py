"""A year of visits that are owed, on a calendar, on roads."""

from planner.caravans.plan import CaravanPlan, Stop, Tour
from planner.caravans.problem import CaravanProblem, Legs, Nights, Tasks, Vans
from planner.caravans.scheduling import schedule

__all__ = [
    "CaravanPlan",
    "CaravanProblem",
    "Legs",
    "Nights",
    "Stop",
    "Tasks",
    "Tour",
    "Vans",
    "schedule",
]
