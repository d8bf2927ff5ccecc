"""A matching as tables: groups, members and experts in the words of planners."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from geo.schemas import LIST_SEPARATOR, TRADES, split_list
from planner.advising.question import AdvisoryQuestion
from planner.advisory.plan import AdvisoryPlan, Groups, ranks, uncovered
from planner.advisory.problem import KINDS, TRADE, AdvisoryProblem
from planner.problem import trade_masks, trades_in

# What a group may lack, in the order in which it is told.
LACKS = ("leader", "home", "partner", "trade", "members")


def batch_numbers(counties: pd.DataFrame) -> "np.ndarray":
    """Number of each county's batch, the one that applied first from 0.

    Parameters
    ----------
    counties
        ``batch`` and ``date`` (of the application).
    """
    first = counties.groupby("batch")["date"].min()
    order = sorted(first.index, key=lambda batch: (first[batch], batch))
    at = {batch: number for number, batch in enumerate(order)}
    return np.array([at[batch] for batch in counties["batch"]], dtype=np.int64)


def member_table(question: AdvisoryQuestion, plan: AdvisoryPlan) -> pd.DataFrame:
    """See :attr:`planner.advising.answering.AdvisoryAnswer.members`."""
    problem = question.problem
    county, expert = plan.pairs.T
    where = question.matched.iloc[county].reset_index(drop=True)
    who = question.experts.iloc[expert].reset_index(drop=True)
    of_expert, of_county = ranks(problem)
    at = problem.pair_at(plan.pairs)
    kind = problem.seats.kind[county, plan.seat]
    pinned = {*question.choice.pins}
    pairs = list(zip(where["county_code"], who["expert_id"], strict=True))
    in_force = set(
        zip(question.now["county_code"], question.now["expert_id"], strict=True)
    )
    return pd.DataFrame(
        {
            "county_code": where["county_code"],
            "county": where["county"],
            **{
                name: who[name]
                for name in ("expert_id", "name", "organisation", "tier")
            },
            "role": np.array(KINDS, dtype=object)[kind],
            **{name: who[name] for name in ("trades", "home_unit", "home")},
            "fit": _fit(where["needs"], who["trades"]),
            "rank_county": of_expert[at],
            "rank_expert": of_county[at],
            "agreed": np.array([pair in in_force for pair in pairs], dtype=bool),
            "pinned": np.array([pair in pinned for pair in pairs], dtype=bool),
            "illustrative": (
                where["illustrative"].astype(bool) | who["illustrative"].astype(bool)
            ),
        }
    )


def group_table(
    question: AdvisoryQuestion,
    plan: AdvisoryPlan,
    groups: Groups,
    members: pd.DataFrame,
    whys: Mapping[str, str],
) -> pd.DataFrame:
    """See :attr:`planner.advising.answering.AdvisoryAnswer.groups`.

    Parameters
    ----------
    question, plan, groups, members
        What was asked, the answer, how full it is, and :func:`member_table`.
    whys
        First reason of each county that lacks something, by code.
    """
    table = question.matched.reset_index(drop=True)
    codes = table["county_code"]
    own = members.groupby("county_code")
    leaders = members[members["role"] == "leader"]
    leader_of = dict(zip(leaders["county_code"], leaders["name"], strict=True))
    agreed = codes.map(own["agreed"].sum()).fillna(0).astype("int64")
    made_up = members.loc[members["illustrative"], "county_code"]
    covered = _covered(question.problem, plan, members, table)
    lacks = _lacks(question.problem, groups)
    new = groups.members - agreed.to_numpy()
    return pd.DataFrame(
        {
            "county_code": codes,
            "county": table["county"],
            "city": table["city"],
            "members": groups.members,
            "leader": [leader_of.get(code, "") for code in codes],
            "home": groups.home,
            "partner": groups.partner,
            "trades_needed": table["needs"],
            "trades_covered": covered,
            "full": groups.full,
            "lacks": [LIST_SEPARATOR.join(names) for names in lacks],
            "why": [whys.get(code, "") for code in codes],
            "batch": table["batch"],
            "status": [
                "empty" if not whole
                else "agreed" if not fresh
                else "new" if fresh == whole
                else "partly"
                for whole, fresh in zip(groups.members, new, strict=True)
            ],
            "new": new,
            "illustrative": codes.isin(made_up) | table["illustrative"],
        }
    )  # fmt: skip


def expert_table(
    question: AdvisoryQuestion, plan: AdvisoryPlan, members: pd.DataFrame
) -> pd.DataFrame:
    """See :attr:`planner.advising.answering.AdvisoryAnswer.experts`."""
    experts, problem = question.experts, question.problem
    load = plan.load(len(experts)) + experts["elsewhere"].to_numpy()
    groups = members.groupby("expert_id")["county"].agg(LIST_SEPARATOR.join).to_dict()
    would = problem.pairs.expert[problem.pairs.acceptable]
    table = experts.assign(
        load=load,
        counties=[groups.get(one, "") for one in experts["expert_id"]],
        wanted=np.bincount(would, minlength=len(experts)),
    )
    columns = [
        "expert_id", "name", "organisation", "tier", "trades", "home", "load", "quota",
        "counties", "wanted", "in_pool", "illustrative",
    ]  # fmt: skip
    return table[columns].sort_values(
        ["load", "expert_id"], ascending=[False, True], ignore_index=True
    )


def _fit(needs: "pd.Series[str]", trades: "pd.Series[str]") -> list[str]:
    """Needed trades that each expert knows, joined."""
    known = trade_masks(trades, with_parts=True).tolist()
    return [
        LIST_SEPARATOR.join(
            trade
            for trade in split_list(need)
            if trade in trades_in(mask) or trade not in TRADES
        )
        for need, mask in zip(needs, known, strict=True)
    ]


def _covered(
    problem: AdvisoryProblem,
    plan: AdvisoryPlan,
    members: pd.DataFrame,
    table: pd.DataFrame,
) -> list[str]:
    """Needed trades that somebody in the group knows, joined."""
    known = members.groupby("county_code")["fit"].agg(LIST_SEPARATOR.join)
    # A member in force on the seat of a trade covers it, whatever is on record.
    sits = (problem.seats.kind == TRADE) & ~uncovered(problem, plan)
    told = []
    for at, row in enumerate(table.to_dict("records")):
        bits = int(np.bitwise_or.reduce(problem.seats.trades[at][sits[at]]))
        own = {*split_list(known.get(row["county_code"], "")), *trades_in(bits)}
        told.append([trade for trade in split_list(row["needs"]) if trade in own])
    return [LIST_SEPARATOR.join(trades) for trades in told]


def _lacks(problem: AdvisoryProblem, groups: Groups) -> list[list[str]]:
    """What each group lacks, of :data:`LACKS`."""
    least = problem.least
    short = np.column_stack(
        (
            groups.leader < least.leader,
            groups.home < least.home,
            groups.partner < least.partner,
            groups.covered < groups.trades,
            groups.members < least.members,
        )
    )
    return [
        [name for name, missing in zip(LACKS, row, strict=True) if missing]
        for row in short.tolist()
    ]
