"""Museum sets on tour through counties and months: numbers in, a proved plan out."""

from planner.tours.plan import (
    GOALS,
    NEAR_GOALS,
    Goal,
    GoalName,
    TourPlan,
    Watch,
)
from planner.tours.problem import (
    NEVER,
    NO_THEME,
    Counties,
    MuseumSets,
    Stay,
    TourProblem,
    Venues,
)
from planner.tours.scheduling import schedule

__all__ = [
    "GOALS", "NEAR_GOALS", "NEVER", "NO_THEME", "Counties", "Goal", "GoalName",
    "MuseumSets", "Stay", "TourPlan", "TourProblem", "Venues", "Watch", "schedule",
]  # fmt: skip
