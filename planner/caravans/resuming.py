"""A plan that is given, told again under the rules as they are now."""

from planner.caravans.asking import rules_of
from planner.caravans.finishing import finish
from planner.caravans.plan import CaravanPlan
from planner.caravans.problem import CaravanProblem
from planner.caravans.starting import carry_on
from planner.caravans.tables import best_of
from planner.caravans.telling import plan_of


def resume(
    problem: CaravanProblem, plan: CaravanPlan, *, fill: bool = False
) -> CaravanPlan:
    """Keep of a plan what the rules allow, with the times it takes now.

    Parameters
    ----------
    problem
        The question as it is now.
    plan
        Tours of which day, caravan, order and night count; times need not be known.
    fill
        Whether visits that are missing then are put where they fit; all others stay in
        their order.

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
    best = finish(rules, best_of(state), 0.0) if fill else best_of(state)
    return plan_of(rules, best, plan.steps, plan.seconds, plan.seed)
