"""What the command that sites new bases tells machines."""

import math
from dataclasses import asdict
from typing import Any

from cli.siting_words import Outcome
from planner.new_bases.answering import BaseAnswer
from planner.report import CoverageReport
from planner.siting import Curve


def data_of(outcome: Outcome) -> dict[str, Any]:
    """Plan, proof, sites, villages and what was asked; costs in s or m."""
    answer, report = outcome.answer, outcome.answer.question.report
    plan, question = answer.plan, answer.question
    ids = question.candidates.table["site_id"]
    return {
        "status": plan.status,
        "objective": plan.objective,
        "bound": plan.bound,
        "gap": plan.gap,
        "seconds": round(plan.seconds, 3),
        "plan": ids.iloc[answer.opened].tolist(),
        "bases": len(answer.opened),
        "cost": answer.cost,
        "asked": outcome.asked,
        "covered": outcome.covered,
        "uncovered_before": int(report.verdict.uncovered.sum()),
        "uncovered_after": int(outcome.after.verdict.uncovered.sum()),
        "as_promised": outcome.is_kept,
        "violations": [asdict(fault) for fault in outcome.faults],
        "sites": _rows(answer),
        "villages": answer.villages.to_dict("records"),
        "unreached": _unreached(answer, report),
        "curve": None if outcome.curve is None else _points(outcome.curve),
        "others": None if outcome.others is None else [
            {"plan": ids.iloc[one.opened].tolist(), "cost": one.cost,
             "objective": one.plan.objective}
            for one in outcome.others
        ],
        "choice": question.choice.settings(),
        "rule": question.verdict.rule.settings(),
        "travel": dict(question.verdict.travel),
        "data_version": report.data_version,
    }  # fmt: skip


def _rows(answer: BaseAnswer) -> list[dict[str, Any]]:
    sites = answer.sites
    table = sites.drop(columns="geometry").assign(
        lon=sites.geometry.x.round(6), lat=sites.geometry.y.round(6)
    )
    # A site that serves nobody has no farthest village.
    table["travel"] = (
        table["travel"].astype(object).where(table["travel"].notna(), None)
    )
    return [dict(row) for row in table.to_dict("records")]


def _unreached(answer: BaseAnswer, report: CoverageReport) -> list[dict[str, Any]]:
    ids = answer.question.candidates.table["site_id"]
    codes, names = report.villages.index, report.villages["name"]
    return [
        {
            "village_code": codes[one.village],
            "name": names.iat[one.village],
            "reason": one.reason,
            "site_id": None if one.site < 0 else ids.iat[one.site],
            "cost": None if one.cost < 0 else one.cost,
            "road_m": one.road_m if math.isfinite(one.road_m) else None,
        }
        for one in answer.unreached
    ]


def _points(curve: Curve) -> list[dict[str, Any]]:
    knees = set(curve.knees.tolist())
    return [
        {
            "limit": float(limit),
            "covered": plan.objective,
            "bound": plan.bound,
            "knee": at in knees,
        }
        for at, (limit, plan) in enumerate(zip(curve.limits, curve.plans, strict=True))
    ]
