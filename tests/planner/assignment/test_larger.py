"""Plans too large to try all equal linear programmes solved goal by goal."""

import numpy as np
import pytest
from scipy.optimize import linprog

from benchmarks.assign import synthetic
from planner.assignment import assign
from planner.verify_assignment import goal_value, violations
from tests.planner.assignment.cases import options_of

GOALS = ["must", "filled", "poorest", "kept", "fit", "load", "travel"]
_MORE = {"filled", "poorest", "kept", "fit"}


@pytest.mark.parametrize("seed", range(4))
def test_goals_equal_linear_programmes_solved_in_order(seed):
    problem = synthetic(60, 60, seed=seed)
    plan = assign(problem, goals=GOALS)
    assert violations(problem, plan) == []
    best = _Programme(problem)
    assert [best.value(row.goal) for row in plan.goals] == [
        row.value for row in plan.goals
    ]


class _Programme:
    """Ties and steps of load as variables; the corners of its region are whole.

    Values found are held fixed for the goals that follow.
    """

    def __init__(self, problem):
        self.problem = problem
        pinned = dict(problem.pins.tolist())
        self.ties = [
            (post, person)
            for post, people in enumerate(options_of(problem))
            for person in people
            if pinned.get(post, person) == person
        ]
        most = np.minimum(problem.people.capacity, len(problem.posts)).tolist()
        self.steps = [
            (person, step)
            for person, count in enumerate(most)
            for step in range(1, count + 1)
        ]
        place = problem.posts.place.tolist()
        self.rows, self.limits = [], []
        for post in range(len(problem.posts)):
            self._add([float(tie[0] == post) for tie in self.ties], 1.0)
        for key in sorted({(place[post], at) for post, at in self.ties}):
            self._add([float((place[post], at) == key) for post, at in self.ties], 1.0)
        for person in range(len(problem.people)):
            steps = [-float(step[0] == person) for step in self.steps]
            self._add([float(tie[1] == person) for tie in self.ties], 0.0, steps)
        none = [0.0] * len(self.steps)
        self.fixed = [
            [float(tie == pin) for tie in self.ties] + none for pin in pinned.items()
        ]
        self.values = [1.0] * len(self.fixed)

    def _add(self, ties, limit, steps=None):
        self.rows.append(ties + (steps or [0.0] * len(self.steps)))
        self.limits.append(limit)

    def value(self, goal):
        """Best value of a goal given those asked for before."""
        nobody = [-1] * len(self.problem.posts)
        start = goal_value(self.problem, nobody, goal)
        worth = [0.0] * (len(self.ties) + len(self.steps))
        if goal == "load":
            capacity = self.problem.people.capacity.tolist()
            for at, (person, step) in enumerate(self.steps, start=len(self.ties)):
                worth[at] = float(2520 * (2 * step - 1) // capacity[person])
        else:
            for at, (post, person) in enumerate(self.ties):
                alone = [person if row == post else -1 for row in range(len(nobody))]
                worth[at] = float(goal_value(self.problem, alone, goal) - start)
        sign = -1.0 if goal in _MORE else 1.0
        found = linprog(
            [sign * each for each in worth],
            A_ub=self.rows,
            b_ub=self.limits,
            A_eq=self.fixed or None,
            b_eq=self.values or None,
            bounds=(0, 1),
        )
        assert found.status == 0
        best = round(sign * found.fun)
        self.fixed.append(worth)
        self.values.append(float(best))
        return best + start
