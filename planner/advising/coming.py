"""Who else could come to a county, and what it would cost others."""

import numpy as np
import pandas as pd

from geo.schemas import LIST_SEPARATOR, split_list
from planner.advising.answering import AdvisoryAnswer
from planner.advisory.plan import ranks
from planner.advisory.problem import BARS, KINDS, OPEN, TRADE
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
        and like each better), ``settled`` (members who stay hold all their seats),
        ``not_chosen`` (the county has better on all their seats)), ``costs`` (code of
        the county that would lose them, the one they like least, where their quota is
        full), ``becomes`` (members of the group with them, where those are more than
        its seats; else 0), ``seats`` (of the group), ``unstable`` (whether either side
        would then rather have another, those who stay left aside: whoever pins them
        goes against its wish), ``illustrative``.
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
    comes, takes, settled = stand.comes[at], stand.takes[at], stand.settled[at]
    blocked = [
        [name for bit, name in enumerate(BARS) if bars >> bit & 1]
        + ([] if come else ["preferred"])
        + (["settled"] if full_up else [] if take else ["not_chosen"])
        for bars, come, take, full_up in zip(
            problem.pairs.barred[at].tolist(), comes, takes, settled, strict=True
        )
    ]
    full = ~stand.room[problem.pairs.expert[at]]
    worst, experts = _worst(answer), problem.pairs.expert[at].tolist()
    leaves = [
        worst.get(expert, "") if busy else ""
        for expert, busy in zip(experts, full, strict=True)
    ]
    size, seats = _size(answer, county), int(problem.seats.there[county].sum())
    table = who.assign(
        fit=[LIST_SEPARATOR.join(t for t in needs if t in own) for own in knows],
        roles=[_roles(kinds, mask) for mask in problem.pairs.may_sit[at].tolist()],
        rank_county=of_expert,
        rank_expert=of_county,
        load=stand.load[problem.pairs.expert[at]] + who["elsewhere"].to_numpy(),
        counties=[groups.get(one, "") for one in who["expert_id"]],
        blocked=[LIST_SEPARATOR.join(names) for names in blocked],
        costs=leaves,
        becomes=np.where(settled & (size > seats), size, 0),
        seats=seats,
        unstable=~(comes & (takes | settled)),
    )
    columns = [
        "expert_id", "name", "organisation", "tier", "trades", "home", "fit", "roles",
        "rank_county", "rank_expert", "load", "quota", "counties", "blocked", "costs",
        "becomes", "seats", "unstable", "illustrative",
    ]  # fmt: skip
    return table[columns]


def wishes(answer: AdvisoryAnswer, expert_id: str) -> pd.DataFrame:
    """Counties that an expert could go to, the one they like best first.

    Returns
    -------
    pandas.DataFrame
        ``county_code``, ``county``, ``rank_expert`` (of the county on the expert's
        list), ``rank_county`` (of the expert on the county's), ``goes`` (whether they
        are in the group); only those where both would.
    """
    question = answer.question
    pairs, matched = question.problem.pairs, question.matched
    ids = question.experts["expert_id"].to_numpy()
    at = np.flatnonzero((ids[pairs.expert] == expert_id) & pairs.acceptable)
    of_expert, of_county = (found[at] for found in ranks(question.problem))
    counties = matched.iloc[pairs.county[at]]
    members = answer.members
    held = members.loc[members["expert_id"] == expert_id, "county_code"]
    table = pd.DataFrame(
        {
            "county_code": counties["county_code"].to_numpy(),
            "county": counties["county"].to_numpy(),
            "rank_expert": of_county,
            "rank_county": of_expert,
            "goes": counties["county_code"].isin(held).to_numpy(),
        }
    )
    return table.sort_values("rank_expert", ignore_index=True)


def _size(answer: AdvisoryAnswer, county: int) -> int:
    """Members of a group with one more; 0 where another who may go would make way."""
    plan = answer.plan
    own = plan.pairs[:, 0] == county
    kinds = answer.question.problem.seats.kind[county]
    held = np.isin(kinds[plan.seat[own & plan.agreed]], (TRADE, OPEN)).sum()
    grows = held == np.isin(kinds, (TRADE, OPEN)).sum()
    return int(own.sum()) + 1 if grows else 0


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
