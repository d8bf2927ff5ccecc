"""Answers to a question about new bases: the plan, the curve, others, and by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.sparse import issparse

from geo.crs import STORAGE_CRS
from geo.frames import county_names
from geo.travel import Indices, Travel
from planner.new_bases.question import BaseQuestion, same_place
from planner.new_bases.unreached import Unreached, why_unreached
from planner.siting import (
    Alternative,
    Curve,
    Progress,
    Score,
    Watch,
    Worth,
    cover_curve,
    near_best,
    score_by_hand,
    site_worth,
    solve_lscp,
    solve_mclp,
    solve_p_center,
    solve_p_median,
    stand_nearer,
)
from planner.siting.pairs import ones
from planner.siting.plan import SitingPlan
from planner.siting.sites import check_sites
from planner.verify_options import Violation
from planner.verify_siting import SitingModel, siting_violations

MODELS: Mapping[str, SitingModel] = {
    "all": "lscp", "most": "mclp", "mean": "p_median", "farthest": "p_center",
}  # fmt: skip
_CENTER_RULES = ("existing", "pinned", "forbidden", "groups")


@dataclass(frozen=True)
class BaseAnswer:
    """A plan of new bases, with what each is for.

    Parameters
    ----------
    question, plan
        What was asked, and the answer in numbers.
    unreached
        Villages asked for that no site can serve, with reasons.
    """

    question: BaseQuestion
    plan: SitingPlan
    unreached: tuple[Unreached, ...]

    @cached_property
    def opened(self) -> Indices:
        """Positions of the new bases among the candidates, ascending."""
        opened: Indices = self.plan.opened[self.plan.opened < self.question.new]
        return opened

    @cached_property
    def worth(self) -> Worth:
        """What each site brings to the plan, in demand."""
        return site_worth(
            self.question.reach,
            self.question.demand,
            opened=self.plan.opened,
            backup=self.question.backup,
        )

    @property
    def cost(self) -> float:
        """Cost of all new bases, 10,000 yuan."""
        return float(self.question.candidates.cost[self.opened].sum())

    @cached_property
    def sites(self) -> gpd.GeoDataFrame:
        """One row per new base, those that serve most villages first.

        Columns: those of :attr:`planner.new_bases.question.Candidates.table`,
        ``county_name``, ``cost`` (10,000 yuan), ``villages`` (that it serves),
        ``households`` (poor households in them), ``only`` (of these villages, those
        that would be lost without it), ``travel`` (minutes or kilometres to the
        farthest of its villages); points in :data:`geo.crs.STORAGE_CRS`.
        """
        question = self.question
        own = question.candidates
        at = self.opened
        served = self.villages.groupby("site_id")
        table = own.table.iloc[at].assign(
            county_name=lambda frame: self._county_names(frame["county_code"]),
            cost=own.cost[at],
        )
        for name, counted in (
            ("villages", served["village_code"].count()),
            ("households", served["poor_households"].sum()),
            ("only", served["only"].sum()),
        ):
            counts = table["site_id"].map(counted).fillna(0)
            table[name] = counts.astype("int64")
        table["travel"] = table["site_id"].map(served["travel"].max())
        frame = gpd.GeoDataFrame(
            table,
            geometry=gpd.points_from_xy(*own.lonlat[at].T),
            crs=STORAGE_CRS,
        )
        return frame.sort_values(
            ["villages", "site_id"], ascending=[False, True]
        ).reset_index(drop=True)

    @cached_property
    def villages(self) -> pd.DataFrame:
        """One row per village that a new base serves, by code.

        Columns ``village_code``, ``name``, ``township_name``, ``county_name``,
        ``poor_households``, ``site_id``, ``travel`` (minutes or kilometres), ``only``
        (no more open bases reach it than it needs).
        """
        question = self.question
        site = self.plan.assigned
        is_open = np.zeros(question.reach.shape[1])
        is_open[self.plan.opened] = 1
        near = np.rint(ones(question.reach) @ is_open)
        at = np.flatnonzero((site >= 0) & (site < question.new))
        frame = question.report.villages.iloc[question.rows[at]]
        picked = question.reach[at, site[at]]
        # Of no pairs scipy makes a sparse array.
        cost = picked.toarray() if issparse(picked) else np.asarray(picked)
        shown = np.ceil(cost / 60 if question.verdict.rule.unit == "s" else cost / 100)
        households = question.households["count"].to_numpy()[question.rows[at]]
        return pd.DataFrame(
            {
                "village_code": frame.index.to_numpy(dtype=object),
                "name": frame["name"].to_numpy(dtype=object),
                "township_name": frame["township_name"].to_numpy(dtype=object),
                "county_name": frame["county_name"].to_numpy(dtype=object),
                "poor_households": households,
                "site_id": question.candidates.table["site_id"].to_numpy()[site[at]],
                "travel": shown if question.verdict.rule.unit == "s" else shown / 10,
                "only": near[at] <= question.backup,
            }
        )

    def _county_names(self, codes: "pd.Series[str]") -> "pd.Series[str]":
        names = county_names(self.question.report.layers["counties"])
        return codes.map(names).fillna("")

    def violations(self) -> list[Violation]:
        """What an independent check finds wrong with the plan; normally nothing."""
        rules = self.question.rules()
        covers_all = self.question.choice.aim == "all"
        return siting_violations(
            MODELS[self.question.choice.aim],
            self.question.reach,
            self.plan,
            demand=None if covers_all else self.question.demand,
            p=self.question.choice.number,
            **rules,
        )


def answer_bases(
    question: BaseQuestion,
    travel: Travel,
    *,
    time_limit_s: float = 30.0,
    seed: int = 0,
    watch: Watch | None = None,
) -> BaseAnswer:
    """Find the new bases.

    Parameters
    ----------
    question
        What is asked.
    travel
        How reach was measured; tells what is nearest to villages nothing can serve.
    time_limit_s
        Seconds after which the best plan so far is returned.
    seed
        For what is drawn at random.
    watch
        Told of objective and bound; True stops with the best plan so far.
    """
    choice, reach, rules = question.choice, question.reach, question.rules()
    limits: dict[str, Any] = {
        "time_limit_s": time_limit_s, "seed": seed, "watch": watch,
    }  # fmt: skip
    if choice.aim == "all":
        plan = solve_lscp(reach, **rules, **limits)
    elif choice.aim == "most":
        plan = solve_mclp(reach, question.demand, choice.number, **rules, **limits)
    elif choice.aim == "mean":
        rules.pop("backup")
        plan = solve_p_median(reach, question.demand, choice.number, **rules, **limits)
    else:
        asked = {name: rules[name] for name in _CENTER_RULES}
        plan = solve_p_center(reach, choice.number or 0, **asked, **limits)
    plan = _nearer(question, plan)
    return BaseAnswer(question, plan, why_unreached(question, travel))


def _nearer(question: BaseQuestion, plan: SitingPlan) -> SitingPlan:
    """Let sites of a plan of covering stand near to what they serve.

    Where places are few or several bases are needed the plan is left as it is.
    """
    rules = question.rules()
    limited = "capacity" in rules or question.backup > 1
    if limited or not plan.is_found or not question.choice.keeps_existing:
        return plan
    old = len(question.providers)
    sites = check_sites(
        question.reach.shape[1],
        existing=rules["existing"],
        pinned=rules["pinned"],
        forbidden=rules["forbidden"],
        groups=rules["groups"],
        # A base as dear as the one it stands for, whatever the plan keeps least.
        site_cost=np.append(question.candidates.cost, np.zeros(old)),
    )
    return stand_nearer(question.reach, sites, plan)


def curve_of(
    question: BaseQuestion,
    *,
    by_cost: bool = False,
    time_limit_s: float = 60.0,
    seed: int = 0,
    watch: Progress | None = None,
) -> Curve:
    """Cover the most with each number of new bases, or with budgets in round steps.

    The question is one of covering; its own number and budget do not limit the curve.
    """
    rules = question.rules()
    rules.pop("budget")
    if by_cost:
        old = len(question.providers)
        rules["site_cost"] = np.append(question.candidates.cost, np.zeros(old))
    return cover_curve(
        question.reach,
        question.demand,
        by="cost" if by_cost else "number",
        time_limit_s=time_limit_s,
        seed=seed,
        watch=watch,
        **rules,
    )


def others_like(
    answer: BaseAnswer,
    travel: Travel,
    *,
    count: int = 3,
    time_limit_s: float = 30.0,
    seed: int = 0,
    watch: Watch | None = None,
) -> tuple[BaseAnswer, ...]:
    """Find plans nearly as good that stand elsewhere on the map; covering only.

    Parameters as for :func:`answer_bases`; what ``watch`` is told says no more than
    that the search goes on.
    """
    question = answer.question
    covers_all = question.choice.aim == "all"
    found: tuple[Alternative, ...] = near_best(
        question.reach,
        None if covers_all else question.demand,
        plan=answer.plan,
        cover_all=covers_all,
        count=count,
        apart=same_place(question, travel),
        p=question.choice.number,
        time_limit_s=time_limit_s,
        seed=seed,
        watch=watch,
        **question.rules(),
    )
    return tuple(replace(answer, plan=one.plan) for one in found)


def by_hand(question: BaseQuestion, sites: Sequence[int]) -> Score:
    """Score new bases chosen by hand, given as positions among the candidates."""
    rules = question.rules()
    covers_all = question.choice.aim == "all"
    return score_by_hand(
        question.reach,
        None if covers_all else question.demand,
        opened=np.append(np.asarray(sites, dtype=np.int64), question.existing),
        p=question.choice.number,
        cover_all=covers_all,
        **rules,
    )
