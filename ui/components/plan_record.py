"""A plan of new bases as it is kept in the workspace, and what has changed since."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from planner.errors import PlanInputError
from planner.new_bases.choice import BaseChoice
from planner.plans import KeptPlan, kept_plans
from planner.rule import Rule
from planner.siting.plan import Status
from planner.travelling import TravelChoice
from planner.workspace import Workspace
from ui.components import data, plan_state, state
from ui.components.plan_data import Shown
from ui.components.plan_words import asked, covered
from ui.components.travel_settings import travel_values

Site = Mapping[str, Any]


def record(path: Path, shown: Shown, name: str) -> KeptPlan:
    """What is kept of the plan on the screen."""
    plan = shown.plan
    table = plan.sites
    sites = [
        {
            "id": row["site_id"], "name": row["name"], "county": row["county_name"],
            "villages": int(row["villages"]), "cost": float(row["cost"]),
        }
        for row in table.to_dict("records")
    ]  # fmt: skip
    return KeptPlan(
        kind="bases",
        name=name,
        made=dt.datetime.now().astimezone().isoformat(timespec="seconds"),
        data_version=Workspace(path).data_version,
        settings={
            "rule": _rule(state.rule(data.today())),
            "travel": state.travel().settings(),
            "choice": shown.question.choice.settings(),
            "by_hand": shown.score is not None,
        },
        content={"sites": sites},
        summary={
            "bases": len(plan.opened),
            "covered": covered(plan),
            "asked": asked(shown.question),
            "cost": plan.cost,
            "proved": shown.score is None and plan.plan.status == "optimal",
        },
    )


def stale(plan: KeptPlan, path: Path) -> tuple[str, ...]:
    """What has changed since a plan was kept: ``"data"``, ``"rule"``, ``"travel"``."""
    now = {
        "rule": _rule(state.rule(data.today())),
        "travel": state.travel().settings(),
    }
    found = [name for name, value in now.items() if plan.settings.get(name) != value]
    if plan.data_version != Workspace(path).data_version:
        found.insert(0, "data")
    return tuple(found)


def sites_of(plan: KeptPlan) -> list[Site]:
    """Its new bases, those that serve most first; none where it cannot be read."""
    found = plan.content.get("sites")
    if not isinstance(found, list):
        return []
    return [one for one in found if isinstance(one, Mapping) and "id" in one]


def differing(one: KeptPlan, other: KeptPlan) -> tuple[list[Site], list[Site]]:
    """Sites only the first has, and only the second."""
    mine, theirs = sites_of(one), sites_of(other)
    return _without(mine, theirs), _without(theirs, mine)


def open_plan(plan: KeptPlan) -> None:
    """Ask the question a plan was made for, by its rule, and show its own sites.

    Raises
    ------
    PlanInputError
        If its settings make no sense any more.
    """
    choice = BaseChoice.from_settings(plan.settings.get("choice", {}))
    rule = Rule.from_settings(plan.settings.get("rule", {}))
    travel = TravelChoice.from_settings(plan.settings.get("travel", {}))
    _put_rule(rule)
    state.put(**travel_values(travel))
    plan_state.put_choice(choice)
    plan_state.own_plan(str(one["id"]) for one in sites_of(plan))
    state.put(base_view="sites", site="")


def kept_as(path: Path, shown: Shown) -> Shown:
    """Give the plan on the screen the name and the proof it is kept with.

    They hold as long as data, rule, travel and question are those it was kept with.
    """
    for plan in kept_plans(path, "bases"):
        ids = {str(one["id"]) for one in sites_of(plan)}
        if ids != set(shown.ids) or _choice_of(plan) != shown.question.choice:
            continue
        if stale(plan, path):
            continue
        named = replace(shown, kept=plan.name)
        if shown.score is None or plan.settings.get("by_hand", True):
            return named
        proved = plan.summary.get("proved")
        status: Status = "optimal" if proved else "feasible"
        found = replace(shown.plan.plan, status=status)
        return replace(named, plan=replace(shown.plan, plan=found), score=None)
    return shown


def _choice_of(plan: KeptPlan) -> BaseChoice | None:
    """What a kept plan asked; None where it makes no sense any more."""
    try:
        return BaseChoice.from_settings(plan.settings.get("choice", {}))
    except PlanInputError:
        return None


def _put_rule(rule: Rule) -> None:
    """Set a rule but its day: a plan is kept without one."""
    in_km = rule.limit_km is not None
    state.put(
        villages=rule.villages, providers=rule.providers, kinds=rule.base_kinds,
        limit=rule.limit_km if in_km else rule.limit_min,
        unit="km" if in_km else "min", needed=rule.needed,
        trade=rule.match_trade, capacity=rule.use_capacity,
    )  # fmt: skip


def _rule(rule: Rule) -> dict[str, Any]:
    """Settings of a rule but its day, which is another every day."""
    return {name: value for name, value in rule.settings().items() if name != "on"}


def _without(sites: Sequence[Site], others: Sequence[Site]) -> list[Site]:
    known = {str(one["id"]) for one in others}
    return [one for one in sites if str(one["id"]) not in known]
