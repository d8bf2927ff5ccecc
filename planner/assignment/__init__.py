"""Assignment of people to posts: numbers in, a plan out."""

from planner.assignment.assigning import assign as assign
from planner.assignment.fit import Fit as Fit
from planner.assignment.fit import degrees as degrees
from planner.assignment.fixes import OneMore as OneMore
from planner.assignment.fixes import one_more as one_more
from planner.assignment.goals import DEFAULT_GOALS as DEFAULT_GOALS
from planner.assignment.goals import MORE_IS_BETTER as MORE_IS_BETTER
from planner.assignment.goals import Goal as Goal
from planner.assignment.plan import AssignmentPlan as AssignmentPlan
from planner.assignment.plan import GoalValue as GoalValue
from planner.assignment.problem import AssignmentProblem as AssignmentProblem
from planner.assignment.problem import People as People
from planner.assignment.problem import Posts as Posts
from planner.assignment.problem import make_people as make_people
from planner.assignment.problem import make_posts as make_posts
from planner.assignment.problem import make_problem as make_problem
from planner.assignment.reasons import LACKS as LACKS
from planner.assignment.reasons import Why as Why
from planner.assignment.replan import Change as Change
from planner.assignment.replan import carry_over as carry_over
from planner.assignment.replan import changes as changes
from planner.assignment.replan import decide as decide
from planner.assignment.wording import change_text as change_text
from planner.assignment.wording import explain_post as explain_post
from planner.assignment.wording import one_more_text as one_more_text
from planner.assignment.wording import problem_text as problem_text
