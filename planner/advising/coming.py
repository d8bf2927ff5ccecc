"""Who else could come to a county, and what it would cost others."""

import numpy as np
import pandas as pd

from geo.schemas import LIST_SEPARATOR, split_list
from planner.advising.answering import AdvisoryAnswer
from planner.advisory.plan import ranks
from planner.advisory.problem import BARS, KINDS
from planner.advisory.standing import standing_of
from planner.problem import trade_masks, trades_in


def candidates(
    answer: AdvisoryAnswer, county_code: str, seat: str = ""
) -> pd.DataFrame:
    """Who else could come to a county, best liked first.

    Parameters
    ----------
    answer
        The matching.
    county_code
        A matched county.
    seat
        A role as in :attr:`AdvisoryAnswer.members`; empty for any.

    Returns
    -------
    pandas.DataFrame
        Columns ``expert_id``, ``name``, ``organisation``, ``tier``, ``trades``,
        ``home``, ``fit``, ``roles`` (that they could hold, joined), ``rank_county``,
        ``rank_expert`` (0 where either would not), ``load``, ``quota``, ``counties``
        (codes of the groups they are in, joined), ``blocked`` (codes joined of what is
        in the way: ``declined_by_expert``, ``declined_by_county``, ``conflict``,
        ``excluded_by_planner``, ``preferred`` (they are in as many groups as they join,
        and like each better), ``not_chosen`` (the county has better on all their
        seats)), ``costs`` (code of the county that would lose them, the one they like
        least, where their quota is full), ``unstable`` (whether either side would then
        rather have another: whoever pins them goes against its wish), ``illustrative``.
    """
    question = answer.question
    problem, matched = question.problem, question.matched
    codes = matched["county_code"].tolist()
    county = codes.index(county_code)
    stand = standing_of(problem, answer.plan)
    start = problem.start
    at = np.arange(start[county], start[county + 1])
    at = at[~stand.inside[at]]
    kinds = problem.seats.kind[county]
    if seat:
        bits = int((1 << np.flatnonzero(kinds == KINDS.index(seat))).sum())
        at = at[problem.pairs.may_sit[at] & bits != 0]
    at = at[np.argsort(stand.lists.rank[at])]
    who = question.experts.iloc[problem.pairs.expert[at]].reset_index(drop=True)
    of_expert, of_county = (found[at] for found in ranks(problem))
    needs = split_list(str(matched["needs"].iloc[county]))
    knows = [trades_in(one) for one in trade_masks(who["trades"], with_parts=True)]
    members = answer.members.groupby("expert_id")["county_code"]
    groups = members.agg(LIST_SEPARATOR.join).to_dict()
    comes, takes = stand.comes[at], stand.takes[at]
    blocked = [
        [name for bit, name in enumerate(BARS) if bars >> bit & 1]
        + ([] if come else ["preferred"])
        + ([] if take else ["not_chosen"])
        for bars, come, take in zip(
            problem.pairs.barred[at].tolist(), comes, takes, strict=True
        )
    ]
    full = ~stand.room[problem.pairs.expert[at]]
    worst, experts = _worst(answer), problem.pairs.expert[at].tolist()
    leaves = [
        worst.get(expert, "") if busy else ""
        for expert, busy in zip(experts, full, strict=True)
    ]
    table = who.assign(
        fit=[LIST_SEPARATOR.join(t for t in needs if t in own) for own in knows],
        roles=[_roles(kinds, mask) for mask in problem.pairs.may_sit[at].tolist()],
        rank_county=of_expert,
        rank_expert=of_county,
        load=stand.load[problem.pairs.expert[at]] + who["elsewhere"].to_numpy(),
        counties=[groups.get(one, "") for one in who["expert_id"]],
        blocked=[LIST_SEPARATOR.join(names) for names in blocked],
        costs=leaves,
        unstable=~(comes & takes),
    )
    columns = [
        "expert_id", "name", "organisation", "tier", "trades", "home", "fit", "roles",
        "rank_county", "rank_expert", "load", "quota", "counties", "blocked", "costs",
        "unstable", "illustrative",
    ]  # fmt: skip
    return table[columns]


def _roles(kinds: "np.ndarray", mask: int) -> str:
    own = {int(kinds[seat]) for seat in range(len(kinds)) if mask >> seat & 1}
    return LIST_SEPARATOR.join(KINDS[kind] for kind in sorted(own))


def _worst(answer: AdvisoryAnswer) -> dict[int, str]:
    """County whose group each expert likes least, of those not agreed."""
    problem, plan = answer.question.problem, answer.plan
    held = plan.pairs[~plan.agreed]
    wishes = problem.pairs.wishes[problem.pair_at(held)]
    codes = answer.question.matched["county_code"].tolist()
    found: dict[int, str] = {}
    for county, expert in held[np.lexsort((-held[:, 0], wishes))].tolist():
        found.setdefault(expert, str(codes[county]))
    return found
