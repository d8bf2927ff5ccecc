"""A plan that is given, told again under the rules as they are now."""

from planner.caravans.asking import rules_of
from planner.caravans.plan import CaravanPlan
from planner.caravans.problem import CaravanProblem
from planner.caravans.starting import carry_on
from planner.caravans.tables import best_of
from planner.caravans.telling import plan_of


def resume(problem: CaravanProblem, plan: CaravanPlan) -> CaravanPlan:
    """Keep of a plan what the rules allow, with the times it takes now.

    Parameters
    ----------
    problem
        The question as it is now.
    plan
        Tours of which day, caravan, order and night count; times need not be known.

    Returns
    -------
    CaravanPlan
        Never breaks a rule; visits that no longer fit where they were are missing.
    """
    if not len(problem.tasks) or not problem.vans.works.any():
        owed = enumerate(problem.tasks.times.tolist())
        missing = {task: times for task, times in owed if times}
        return CaravanPlan((), missing, 0.0, 0, 0.0, plan.seed, "empty")
    rules = rules_of(problem)
    state = carry_on(rules, plan, plan.seed)
    return plan_of(rules, best_of(state), plan.steps, plan.seconds, plan.seed)
