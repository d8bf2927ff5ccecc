"""The order of goals: what is taken up again goes where it makes sense."""

import pytest

from planner.assignment import DEFAULT_GOALS
from planner.assignment.goals import check_goals, with_goal


@pytest.mark.parametrize("goal", [one for one in DEFAULT_GOALS if one != "filled"])
def test_a_goal_taken_up_again_goes_last_but_must_goes_first(goal):
    order = with_goal([one for one in DEFAULT_GOALS if one != goal], goal)
    assert sorted(check_goals(order)) == sorted(DEFAULT_GOALS)
    assert order[0 if goal == "must" else -1] == goal
